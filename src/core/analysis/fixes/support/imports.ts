/** Names of modules: those the file has, and new ones. */
import { bare, dotted, isCall, type Node } from '../../ast.ts';
import type { FileIndex } from '../../index-types.ts';
import type { Edit, FixSite } from '../fix.ts';
import { freshName } from './style.ts';

/** The module that a statement at the top gives names of, '' for other statements. */
function requiredBy(n: Node): string {
  if (n.type !== 'VariableDeclaration' || n.declarations.length !== 1) return '';
  const init = n.declarations[0]!.init;
  const call = init ? bare(init) : undefined;
  if (!call || !isCall(call) || dotted(call.callee) !== 'require') return '';
  const [from] = call.arguments;
  return from?.type === 'StringLiteral' ? from.value : '';
}

/** Whether the file itself imports or requires one of the packages. */
export function importsAny(index: FileIndex, packages: readonly string[]): boolean {
  return (
    index.imports.some((n) => n.source != null && packages.includes(n.source.value)) ||
    index.calls.some(({ name, node }) => {
      const [from] = node.arguments;
      return name === 'require' && from?.type === 'StringLiteral' && packages.includes(from.value);
    })
  );
}

/** A name of a module, imported where it is not yet. */
export function named(
  site: FixSite,
  module: string,
  name: string,
): { readonly local: string; readonly edits: Edit[] } {
  const { index, style } = site;
  for (const n of index.program.body) {
    if (n.type === 'ImportDeclaration' && n.source.value === module && n.importKind !== 'type') {
      for (const s of n.specifiers)
        if (
          s.type === 'ImportSpecifier' &&
          s.imported.type === 'Identifier' &&
          s.imported.name === name &&
          s.importKind !== 'type'
        )
          return { local: s.local.name, edits: [] };
      const last = n.specifiers.at(-1);
      if (last?.type === 'ImportSpecifier') {
        const local = freshName(index.text, name);
        const at = last.end ?? 0;
        return { local, edits: [{ start: at, end: at, text: `, ${as(name, local, ' as ')}` }] };
      }
    }
    if (requiredBy(n) === module && n.type === 'VariableDeclaration') {
      const id = n.declarations[0]!.id;
      if (id.type !== 'ObjectPattern') continue;
      for (const p of id.properties)
        if (
          p.type === 'ObjectProperty' &&
          p.key.type === 'Identifier' &&
          p.key.name === name &&
          p.value.type === 'Identifier'
        )
          return { local: p.value.name, edits: [] };
    }
  }
  const local = freshName(index.text, name);
  const from = `${style.quote}${module}${style.quote}`;
  const line =
    style.modules === 'esm'
      ? `import { ${as(name, local, ' as ')} } from ${from}${style.semi}`
      : `const { ${as(name, local, ': ')} } = require(${from})${style.semi}`;
  return { local, edits: [lineAtTop(site, line)] };
}

function as(name: string, local: string, between: string): string {
  return name === local ? name : `${name}${between}${local}`;
}

/** After the imports, else before the first statement. */
function lineAtTop({ index, style }: FixSite, line: string): Edit {
  const statements = index.program.body;
  const last = statements.findLast((n) =>
    style.modules === 'esm' ? n.type === 'ImportDeclaration' : requiredBy(n) !== '',
  );
  if (last) {
    const at = last.end ?? 0;
    return { start: at, end: at, text: `${style.eol}${line}` };
  }
  const at = statements[0]?.start ?? 0;
  return { start: at, end: at, text: `${line}${style.eol}` };
}
