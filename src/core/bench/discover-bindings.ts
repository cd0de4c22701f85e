/** What the names of a benchmark file stand for: imported functions, suites kept in variables. */
import type * as t from '@babel/types';
import type { Dialect } from './nouns.ts';
import { childrenOf } from './typescript.ts';

/** What a name does when it is called, or what its methods do. */
export type Meaning =
  | { readonly is: 'bench' | 'group' | 'test'; readonly dialect: Dialect }
  /** A module as a whole: its members are the functions. */
  | { readonly is: 'module'; readonly dialect: Dialect }
  /** A suite object: its `add` declares. */
  | { readonly is: 'suite'; readonly dialect: Dialect; readonly name?: string };

export type Bindings = ReadonlyMap<string, Meaning>;

const modules: Readonly<Record<string, Dialect>> = {
  perfloop: 'perfloop',
  vitest: 'vitest',
  'vite-plus/test': 'vitest',
  mitata: 'mitata',
  tinybench: 'tinybench',
  benny: 'benny',
  benchmark: 'benchmark',
};

/** Meanings of a module's exports. */
const members: Readonly<Record<Dialect, Readonly<Record<string, Meaning['is']>>>> = {
  perfloop: { bench: 'bench', group: 'group' },
  vitest: { bench: 'bench', describe: 'group', suite: 'group', test: 'test', it: 'test' },
  mitata: {
    bench: 'bench',
    group: 'group',
    summary: 'group',
    compact: 'group',
    boxplot: 'group',
    barplot: 'group',
    lineplot: 'group',
  },
  tinybench: { Bench: 'suite' },
  benny: { suite: 'group', add: 'bench' },
  benchmark: { Suite: 'suite' },
};

export function memberOf(dialect: Dialect, name: string): Meaning | undefined {
  const own = members[dialect];
  return Object.hasOwn(own, name) ? { is: own[name]!, dialect } : undefined;
}

export function bindingsOf(program: t.Program): Bindings {
  const found = new Map<string, Meaning>();
  const visit = (node: t.Node): void => {
    if (node.type === 'ImportDeclaration') imported(node, found);
    if (node.type === 'VariableDeclarator') declaredBy(node, found);
    for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of program.body) visit(statement);
  if (found.size === 0) globals(program, found);
  return found;
}

function dialectOf(source: string): Dialect | undefined {
  return Object.hasOwn(modules, source) ? modules[source] : undefined;
}

function imported(node: t.ImportDeclaration, found: Map<string, Meaning>): void {
  const dialect = dialectOf(node.source.value);
  if (!dialect || node.importKind === 'type') return;
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type !== 'ImportSpecifier') {
      found.set(local, whole(dialect));
      continue;
    }
    const { imported: name } = specifier;
    const meaning = memberOf(dialect, name.type === 'Identifier' ? name.name : name.value);
    if (meaning) found.set(local, meaning);
  }
}

/** `require('benchmark')` is its constructor too. */
function whole(dialect: Dialect): Meaning {
  return { is: 'module', dialect };
}

/** `const { bench } = require('mitata')`, `const suite = new Bench()`, `const b = suite.add(…)`. */
function declaredBy({ id, init }: t.VariableDeclarator, found: Map<string, Meaning>): void {
  if (!init) return;
  const required = requiredModule(init);
  if (id.type === 'Identifier') {
    const meaning = required ? whole(required) : suiteOf(init, found);
    if (meaning) found.set(id.name, meaning);
    return;
  }
  if (id.type !== 'ObjectPattern') return;
  const dialect = required ?? (init.type === 'Identifier' && moduleDialect(found.get(init.name)));
  if (!dialect) return;
  for (const property of id.properties) {
    if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') continue;
    const meaning = memberOf(dialect, property.key.name);
    if (meaning && property.value.type === 'Identifier') found.set(property.value.name, meaning);
  }
}

function moduleDialect(meaning: Meaning | undefined): Dialect | undefined {
  return meaning?.is === 'module' ? meaning.dialect : undefined;
}

function requiredModule(node: t.Node): Dialect | undefined {
  if (node.type === 'AwaitExpression') return requiredModule(node.argument);
  if (node.type === 'ImportExpression') return literalModule(node.source);
  if (node.type !== 'CallExpression') return undefined;
  const { callee } = node;
  const requires = callee.type === 'Import' || (callee.type === 'Identifier' && callee.name === 'require');
  return requires ? literalModule(node.arguments[0]) : undefined;
}

function literalModule(node: t.Node | undefined): Dialect | undefined {
  return node?.type === 'StringLiteral' ? dialectOf(node.value) : undefined;
}

/** What `new X(…)` or a chain of `.add(…)` on a suite gives. */
export function suiteOf(node: t.Node, bindings: Bindings): Meaning | undefined {
  if (node.type === 'NewExpression') {
    // `new Benchmark(name, fn)` is one benchmark, not a suite.
    const meaning = meaningOf(node.callee, bindings);
    return meaning?.is === 'suite' ? named(meaning, node.arguments[0]) : undefined;
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee;
    const chained = property.type === 'Identifier' && /^(add|on|todo|remove)$/.test(property.name);
    if (chained) return suiteOf(object, bindings);
    // `Benchmark.Suite()` without new.
    const called = meaningOf(node.callee, bindings);
    return called?.is === 'suite' && called.dialect === 'benchmark'
      ? named(called, node.arguments[0])
      : undefined;
  }
  if (node.type === 'Identifier') {
    const meaning = bindings.get(node.name);
    // The class itself is none, only what is made of it: that is bound anew under another name.
    return meaning?.is === 'suite' && !/^[A-Z]/.test(node.name) ? meaning : undefined;
  }
  return undefined;
}

/** A suite's own name is the group of what it is given: `new Bench({ name })`, `new Suite(name)`. */
function named(meaning: Meaning & { is: 'suite' }, first: t.Node | undefined): Meaning {
  if (first?.type === 'StringLiteral') return { ...meaning, name: first.value };
  if (first?.type !== 'ObjectExpression') return meaning;
  for (const p of first.properties) {
    const own = p.type === 'ObjectProperty' && p.key.type === 'Identifier' && p.key.name === 'name';
    if (own && p.value.type === 'StringLiteral') return { ...meaning, name: p.value.value };
  }
  return meaning;
}

/** Of a name, or of a member of a module. */
export function meaningOf(node: t.Node, bindings: Bindings): Meaning | undefined {
  if (node.type === 'Identifier') return bindings.get(node.name);
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier')
    return undefined;
  const object = meaningOf(node.object, bindings);
  return object?.is === 'module' ? memberOf(object.dialect, node.property.name) : undefined;
}

/** vitest's `globals: true`: no import at all, but a call of `bench`. */
function globals(program: t.Program, found: Map<string, Meaning>): void {
  let benches = false;
  const visit = (node: t.Node): void => {
    if (node.type === 'CallExpression' && rootName(node.callee) === 'bench') benches = true;
    if (!benches) for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of program.body) visit(statement);
  if (!benches) return;
  for (const [name, is] of Object.entries(members.vitest)) found.set(name, { is, dialect: 'vitest' });
}

function rootName(node: t.Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? rootName(node.object) : '';
}
