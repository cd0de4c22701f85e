/** `Promise.all(items.map(…))` → a few at a time: by p-limit where the project has it, else in chunks. */
import { bare, type Call, dotted, isFunction, type Node, parentOf } from '../ast.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { arrayStaysIn, isSimple, referencesTo } from './support/evidence.ts';
import { lineAtTop } from './support/imports.ts';
import { freshName, freshOf } from './support/names.ts';
import { atOnce, inPool, mapGivenTo } from './support/pool.ts';
import { anchorOf, parenthesesAround, prelude } from './support/prelude.ts';
import { indentAt, movedTo } from './support/style.ts';

const note = `No more than ${atOnce} run at once: see that the number fits.`;

export const limitConcurrency: Fixer = {
  name: 'limit-concurrency',
  rules: ['unbounded-concurrency'],
  propose(site) {
    const all = waitingFor(site);
    if (!all) return undefined;
    const given = all.arguments.length === 1 ? bare(all.arguments[0]!) : undefined;
    if (given?.type === 'Identifier') {
      const map = mapGivenTo(site, given.name, given);
      return map && isMap(map) ? inPool(site, all, map, note) : undefined;
    }
    if (given?.type !== 'CallExpression' || site.index.loopOf.get(given) === undefined || !isMap(given))
      return undefined;
    const callback = bare(given.arguments[0]!);
    return (
      byLimiter(site, given, callback) ??
      inChunks(site, all, given, callback) ??
      inPool(site, all, given, note)
    );
  },
};

const waits = /^Promise\.(all|allSettled)$/;

/** The `Promise.all` that a finding begins with, or that waits for what begins there under a name. */
function waitingFor(site: FixSite): Call | undefined {
  const call = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
  if (!call || waits.test(dotted(call.callee))) return call;
  const given = parentOf(call);
  const name = given?.type === 'VariableDeclarator' && given.id.type === 'Identifier' ? given.id.name : '';
  const isGiven = (n: Node | undefined): boolean => n?.type === 'Identifier' && n.name === name;
  return site.index.calls.find((c) => waits.test(c.name) && isGiven(c.node.arguments[0]))?.node;
}

/** `list.map(work)`, and nothing optional. */
function isMap(map: Call): boolean {
  const callee = bare(map.callee);
  if (callee.type !== 'MemberExpression' || callee.computed || map.arguments.length !== 1) return false;
  return callee.property.type === 'Identifier' && callee.property.name === 'map';
}

function byLimiter(site: FixSite, map: Call, callback: Node): Proposal | undefined {
  const { index } = site;
  const imported = index.imports.find((n) => n.type === 'ImportDeclaration' && n.source.value === 'p-limit');
  // From version 4 on it is an ES module alone.
  if (!imported && (!site.project.dependencies.has('p-limit') || site.style.modules !== 'esm'))
    return undefined;
  if (callback.type !== 'ArrowFunctionExpression' || callback.returnType) return undefined;
  const anchor = anchorOf(map);
  if (!anchor) return undefined;
  const { text } = index;
  const known =
    imported?.type === 'ImportDeclaration'
      ? imported.specifiers.find((s) => s.type === 'ImportDefaultSpecifier')?.local.name
      : undefined;
  const make = known ?? freshName(text, 'pLimit');
  const limit = freshOf(text, ['limit', 'limiter', 'limited']);
  const body = parenthesesAround(text, callback.body);
  const edits: Edit[] = [
    ...prelude(site, anchor, [`const ${limit} = ${make}(${atOnce})`]),
    { start: body.start, end: body.start, text: `${limit}(${callback.async ? 'async ' : ''}() => ` },
    { start: body.end, end: body.end, text: ')' },
  ];
  if (callback.async) {
    const word = /^async\s*/.exec(text.slice(callback.start ?? 0))![0];
    const from = callback.start ?? 0;
    edits.push({ start: from, end: from + word.length, text: '' });
  }
  if (!known) {
    const { quote, semi } = site.style;
    edits.push(lineAtTop(site, `import ${make} from ${quote}p-limit${quote}${semi}`));
  }
  return { title: `Run ${atOnce} at a time with p-limit`, kind: 'preview', note, edits };
}

function inChunks(site: FixSite, all: Call, map: Call, callback: Node): Proposal | undefined {
  // With a second parameter it would be told its place in the chunk.
  if (!isFunction(callback) || callback.params.length !== 1 || callback.params[0]!.type === 'RestElement')
    return undefined;
  const callee = bare(map.callee) as Extract<Node, { type: 'MemberExpression' }>;
  const list = bare(callee.object);
  if (!isSimple(list) || list.type === 'ThisExpression') return undefined;
  const target = targetOf(all);
  if (!target || arrayStaysIn(site.index, list, site.scope, target.statement) === 'no') return undefined;
  const { index, style } = site;
  const { text } = index;
  const { statement } = target;
  if (target.name && style.typescript && usedInFunctions(site, target.name, statement)) return undefined;
  const gathers = target.name !== '' || target.kind === 'return';
  if (gathers && style.typescript && site.project.emptyListsHoldNothing) return undefined;
  // With the parentheses and the type that are written around it.
  const path = text.slice(map.start ?? 0, callee.property.start ?? 0).replace(/\s*\.\s*$/, '');
  const indent = indentAt(text, statement.start ?? 0);
  const inner = indent + style.indent;
  const waiting = movedTo(index, all, inner);
  const at = waiting.indexOf(path, (all.callee.end ?? 0) - (all.start ?? 0));
  if (path.includes('\n') || at < 0) return undefined;
  const [from, chunk] = [
    freshOf(text, ['start', 'from', 'offset']),
    freshOf(text, ['chunk', 'batch', 'part']),
  ];
  const results = target.name || (target.kind === 'return' ? freshOf(text, ['results', 'gathered']) : '');
  const done = `await ${waiting.slice(0, at)}${chunk}${waiting.slice(at + path.length)}`;
  const lines = [
    ...(results ? [`const ${results} = []${style.semi}`] : []),
    `for (let ${from} = 0; ${from} < ${path}.length; ${from} += ${atOnce}) {`,
    `${style.indent}const ${chunk} = ${path}.slice(${from}, ${from} + ${atOnce})${style.semi}`,
    ...gathering(site, results, done),
    '}',
    ...(target.kind === 'return' ? [`return ${results}${style.semi}`] : []),
  ];
  return {
    title: `Run them in chunks of ${atOnce}`,
    kind: 'preview',
    note: `${note} A chunk is waited for before the next starts, and after a failure no more are started.`,
    edits: [{ start: statement.start ?? 0, end: statement.end ?? 0, text: lines.join(style.eol + indent) }],
  };
}

/** Over several lines the results of a chunk have a name, and stand for themselves. */
function gathering({ index, style }: FixSite, results: string, done: string): string[] {
  const { indent, semi } = style;
  if (!results) return [`${indent}${done}${semi}`];
  if (!done.includes('\n')) return [`${indent}${results}.push(...(${done}))${semi}`];
  const name = freshOf(index.text, ['done', 'answers', 'gathered']);
  return [`${indent}const ${name} = ${done}${semi}`, `${indent}${results}.push(...${name})${semi}`];
}

interface Target {
  readonly kind: 'const' | 'return' | 'alone';
  readonly statement: Node;
  /** Of the constant that gets the results. */
  readonly name: string;
}

/** `const x = await Promise.all(…)`, `return Promise.all(…)`, `await Promise.all(…)`: a statement of its own in an async function. */
function targetOf(all: Call): Target | undefined {
  let n: Node = all;
  let p = parentOf(n);
  const awaited = p?.type === 'AwaitExpression';
  if (awaited) {
    n = p!;
    p = parentOf(n);
  }
  const block = (s: Node): boolean =>
    parentOf(s)?.type === 'BlockStatement' || parentOf(s)?.type === 'Program';
  if (p?.type === 'ReturnStatement')
    return block(p) && inAsync(p) ? { kind: 'return', statement: p, name: '' } : undefined;
  if (!awaited || !p) return undefined;
  if (p.type === 'ExpressionStatement')
    return block(p) ? { kind: 'alone', statement: p, name: '' } : undefined;
  const declaration = p.type === 'VariableDeclarator' ? parentOf(p) : undefined;
  if (p.type !== 'VariableDeclarator' || declaration?.type !== 'VariableDeclaration' || !block(declaration))
    return undefined;
  if (declaration.kind !== 'const' || declaration.declarations.length !== 1) return undefined;
  return p.id.type === 'Identifier' && !p.id.typeAnnotation
    ? { kind: 'const', statement: declaration, name: p.id.name }
    : undefined;
}

function inAsync(node: Node): boolean {
  for (let p = parentOf(node); p; p = parentOf(p)) if (isFunction(p)) return p.async === true && !p.generator;
  return false;
}

/** TypeScript gives a growing array its type only where it is used in order. */
function usedInFunctions(site: FixSite, name: string, statement: Node): boolean {
  const home = functionAround(statement);
  return referencesTo(site.index, name).some((r) => functionAround(r) !== home);
}

function functionAround(node: Node): Node | undefined {
  for (let p = parentOf(node); p; p = parentOf(p)) if (isFunction(p)) return p;
  return undefined;
}
