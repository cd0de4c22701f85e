/** What a file gives to others, and which modules it takes from. */
import { bare, dotted, isCall, isFunction, type Node } from './ast.ts';
import type { FileIndex, Scope, Site } from './index-types.ts';
import { oncePer } from './once.ts';
import { loadingCalls, moduleOf, type Refs } from './refs.ts';
import { table } from './tables.ts';

interface Exports {
  /** Exported name → ref; see `FileSummary`. */
  readonly exports: Record<string, number>;
  readonly stars: string[];
}

/** Of CommonJS, where most files have `export` only: their assignments are not looked at one by one. */
export const saysExports = oncePer(({ text }: FileIndex): boolean => text.includes('exports'));

export function exportsOf(index: FileIndex, refs: Refs): Exports {
  const exports = table();
  const stars: string[] = [];
  const scope = index.moduleScope;
  const put = (name: string, ref: number): void => {
    if (ref >= 0) exports[name] = ref;
  };
  for (const n of index.exports) {
    if (n.type === 'ExportAllDeclaration') stars.push(n.source.value);
    else if (n.type === 'ExportDefaultDeclaration' || n.type === 'TSExportAssignment') {
      const d: Node = n.type === 'ExportDefaultDeclaration' ? n.declaration : n.expression;
      const info = isFunction(d) ? index.functionOf.get(d) : undefined;
      const cls = index.classes.find((c) => c.node === d);
      const ref = info
        ? refs.row('fn', -1, '', info.id)
        : cls
          ? refs.row('class', -1, '', cls.id)
          : exportedValue(refs, d, scope);
      put(n.type === 'ExportDefaultDeclaration' ? 'default' : '=', ref);
    } else if (n.type === 'ExportNamedDeclaration') namedExports(index, refs, n, put);
  }
  if (saysExports(index)) for (const s of index.assignments) commonJs(index, refs, s, put);
  return { exports, stars };
}

/** `traced('orders', { load, save })`, whatever that gives: who asks it for `load` means the one that was handed in. */
function exportedValue(refs: Refs, node: Node, scope: Scope): number {
  const ref = refs.of(node, scope);
  const n = bare(node);
  if (!isCall(n) || moduleOf(n)) return ref;
  for (const a of n.arguments) {
    const given = bare(a);
    if (given.type !== 'ObjectExpression' && given.type !== 'NewExpression') continue;
    const of = refs.of(given, scope);
    if (of >= 0) return ref < 0 ? of : refs.row('or', ref, '', of);
  }
  return ref;
}

function namedExports(
  index: FileIndex,
  refs: Refs,
  n: Extract<Node, { type: 'ExportNamedDeclaration' }>,
  put: (name: string, ref: number) => void,
): void {
  for (const s of n.specifiers) {
    if (s.type === 'ExportSpecifier') {
      const name = s.exported.type === 'Identifier' ? s.exported.name : s.exported.value;
      put(
        name,
        n.source
          ? refs.row('import', -1, `${n.source.value}\n${s.local.name}`)
          : refs.of(s.local, index.moduleScope),
      );
    } else if (s.type === 'ExportNamespaceSpecifier' && n.source)
      put(s.exported.name, refs.row('import', -1, `${n.source.value}\n*`));
  }
  const d = n.declaration;
  if (!d) return;
  const names =
    d.type === 'VariableDeclaration'
      ? d.declarations.flatMap((v) => namesOf(v.id))
      : 'id' in d && d.id?.type === 'Identifier'
        ? [d.id.name]
        : [];
  for (const name of names) {
    const b = index.moduleScope.names.get(name);
    if (b) put(name, refs.binding(b));
  }
}

function commonJs(
  index: FileIndex,
  refs: Refs,
  s: Site<Extract<Node, { type: 'AssignmentExpression' }>>,
  put: (name: string, ref: number) => void,
): void {
  const left = dotted(s.node.left);
  if (/^(module\.exports|exports)(\.|$)/.test(left)) {
    const whole = left === 'module.exports' || left === 'exports';
    // `const X = module.exports = {}`: what X is given later is what is exported.
    const value = bare(s.node.right);
    if (whole && value.type === 'ObjectExpression' && value.properties.length === 0) return;
    const ref = exportedValue(refs, s.node.right, s.scope);
    put(whole ? '=' : left.replace(/^(module\.)?exports\./, '').split('.')[0]!, ref);
    return;
  }
  const [object, name, more] = left.split('.');
  if (!object || !name || more !== undefined || s.scope.fn.id !== 0) return;
  const init = index.moduleScope.names.get(object)?.init;
  if (init && isModuleExports(init)) put(name, refs.of(s.node.right, s.scope));
}

/** Every module that is imported, required or re-exported at run time. */
export const modulesOf = oncePer((index: FileIndex): string[] => {
  const set = new Set<string>();
  for (const n of index.imports) {
    if ('importKind' in n && n.importKind === 'type') continue;
    if ('exportKind' in n && n.exportKind === 'type') continue;
    if (n.source) set.add(n.source.value);
  }
  for (const s of loadingCalls(index)) {
    const m = moduleOf(s.node);
    if (m) set.add(m);
  }
  return [...set];
});

/** `module.exports`, `exports`, and chains such as `X = module.exports = {}`. */
function isModuleExports(node: Node): boolean {
  const n = bare(node);
  if (n.type === 'AssignmentExpression') return isModuleExports(n.left) || isModuleExports(n.right);
  return /^(module\.)?exports$/.test(dotted(n));
}

function namesOf(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern')
    return pattern.properties.flatMap((p) => (p.type === 'ObjectProperty' ? namesOf(p.value) : []));
  return [];
}
