import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import { loopsHanded } from '../callers.ts';
import { keepDeed } from '../deeds.ts';
import type { Binding, CallSite, LoopInfo, Site } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { textOf } from '../loops.ts';
import { asksById, collectionName, isIdOfWritten } from '../names-of-collections.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { stopsAtHit } from '../turns.ts';
import { copiedFew, fewRuns, type How } from './copied-few.ts';
import { fewKeys } from './few-keys.ts';
import { groupedBy, isByKind, isListConcat, isOwnPlace } from './grown-lists.ts';
import { addsKeys, assignmentTarget, computedName, copiedAround, returned } from './handed-on.ts';
import { checkHanded, handsOn, ofReducer, reducerNamed, reducerOf } from './reducers.ts';
import { importedRef, isSmall, loopWords, plainVerdict } from './shared.ts';
import { arePartsOfValue } from './short-search.ts';

export const accumulatingSpread: Rule = {
  slug: 'accumulating-spread',
  title: 'Everything so far copied for each item',
  family: 'allocation-bound',
  severity: 'warning',
  what: 'An accumulator copied by spread, concat or Object.assign for each item, in reduce or in a loop.',
  why: 'Item n copies the n-1 before it: 10,000 items are 50 million copies, and as much garbage.',
  fix: 'Add to the accumulator in place (push, acc[key] = value): nobody else sees it before the loop ends.',
  bad: [
    {
      file: 'src/index-by.js',
      code: `export const indexBy = (rows) => rows.reduce((acc, row) => ({ ...acc, [row.id]: row }), {});`,
    },
    {
      file: 'src/collect.js',
      code: `export function collect(customers) {
  let all = [];
  for (const customer of customers) {
    all = [...all, ...customer.orders];
  }
  return all;
}`,
    },
  ],
  good: [
    {
      file: 'src/index-by.js',
      code: `export const indexBy = (rows) => Object.fromEntries(rows.map((row) => [row.id, row]));`,
    },
  ],
  outOfScope: [
    'Constant and small collections, and those of which nothing says that they grow: groups, parts, fields.',
    'Copies that are not carried to the next turn, and states that are set one after the other.',
  ],
  knownFalsePositives: ['A reduce over rows that the code does not show to be few.'],
  check(file, report) {
    for (const site of file.index.spreads) checkSpread(file, site, report);
    for (const site of assigning(file.index)) if (copies.test(site.name)) checkAssign(file, site, report);
    for (const site of file.index.news) checkCopy(file, site, report);
    for (const site of concatenating(file.index)) checkConcat(file, site, report);
    for (const loop of file.index.loops) checkHanded(file, loop, report);
  },
  decide: (c, file, world) => ofReducer(c, file, world) ?? plainVerdict(c, file, world),
};

const concatenating = callsLike(/^concat$/);
const assigning = callsLike(/^(assign|extend|merge)$/);
const copies = /^(Object\.assign|(_|lodash|jQuery|\$|angular)\.(assign|extend|merge))$/;

function checkSpread(
  file: Reviewed,
  site: Site<Extract<Node, { type: 'SpreadElement' }>>,
  report: Report,
): void {
  const literal = parentOf(site.node);
  if (literal?.type !== 'ArrayExpression' && literal?.type !== 'ObjectExpression') return;
  const group =
    literal.type === 'ArrayExpression' ? groupedBy(literal, site.node.argument, site.scope) : undefined;
  if (group && site.loop && isByKind(group.key, site.scope)) {
    const turns = turnsOf(group.root, literal, site, file);
    if (turns) tell(file, turns, literal, site, `[...${group.map}.get()]`, report);
    return;
  }
  const name = nameOfCopied(site.node.argument);
  // `byId[id] = { ...byId[id], ...more }` merges into one entry; a list under a key grows.
  if (!name || (name.endsWith('[]') && literal.type === 'ObjectExpression')) return;
  if (literal.type === 'ObjectExpression' && !addsKeys(literal, name) && !isFilled(literal)) return;
  const kind = literal.type === 'ArrayExpression' ? `[...${name}]` : `{...${name}}`;
  const turns = site.loop ? accumulates(name, literal, site, file) : updaterLoop(name, literal, file);
  if (turns && keyVaries(literal, turns.loop, site)) tell(file, turns, literal, site, kind, report);
  else if (!turns) checkNamed(file, name, literal, site, kind, report);
}

/** `orders.reduce(merge, {})`: a function that copies what it is handed, and who hands it to a `reduce`. */
function checkNamed(
  file: Reviewed,
  name: string,
  copy: Node,
  site: Site,
  kind: string,
  report: Report,
): void {
  if (site.loop) return;
  const reducer = reducerNamed(site.fn);
  if (!reducer || !handsOn(reducer, name.split(/[.[]/)[0]!, copy)) return;
  for (const loop of loopsHanded(file.index, site.fn))
    if (/^reduce/.test(loop.method))
      tell(file, { loop, how: 'reducer', reducer: reducer.callback }, copy, site, kind, report);
  keepDeed(file, { node: copy, fn: site.fn, message: kind }, 'reducer', report);
}

/** `[...new Set(acc)]` copies `acc`, too. */
function nameOfCopied(argument: Node): string {
  const n = bare(argument);
  const [of] = n.type === 'NewExpression' && /^(Map|Set)$/.test(dotted(n.callee)) ? n.arguments : [];
  return of ? dotted(of) : dotted(argument) || computedName(argument);
}

/** `{ ...acc, [userId]: … }` with a key from outside has that key from the first turn on. */
function keyVaries(literal: Node, loop: LoopInfo, site: Site): boolean {
  if (literal.type !== 'ObjectExpression') return true;
  const keys = literal.properties.filter((p) => p.type === 'ObjectProperty' && p.computed);
  const spreads = literal.properties.filter((p) => p.type === 'SpreadElement');
  const [only] = keys;
  return !(spreads.length === 1 && keys.length === 1 && isFixedKey(only as { key: Node }, loop, site));
}

function isFixedKey({ key }: { readonly key: Node }, loop: LoopInfo, site: Site): boolean {
  const n = bare(key);
  // `[row.term === 0 ? 'autumn' : 'spring']`
  if (n.type === 'ConditionalExpression')
    return [n.consequent, n.alternate].every((k) => bare(k).type === 'StringLiteral');
  return (
    bare(key).type === 'Identifier' &&
    find(site.scope, dotted(key)) !== undefined &&
    !varies(key, site.scope, loop)
  );
}

/** `const next = { ...acc }; next[row.id] = row;` */
function isFilled(literal: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  const declared = parentOf(literal);
  if (literal.properties.length > 1 || declared?.type !== 'VariableDeclarator') return false;
  const name = declared.id.type === 'Identifier' ? declared.id.name : '';
  const block = ancestor(literal, (n) => n.type === 'BlockStatement');
  return (
    block !== undefined &&
    some(block, (n) => n.type === 'AssignmentExpression' && computedName(n.left) === `${name}[]`, false)
  );
}

function checkAssign(file: Reviewed, site: CallSite, report: Report): void {
  const [first, second] = site.node.arguments;
  if (!first || !second || bare(first).type !== 'ObjectExpression') return;
  const name = dotted(second);
  const kind = `${site.name}({}, ${name})`;
  if (!name) return;
  const turns = site.loop && accumulates(name, site.node, site, file);
  if (!site.loop) checkNamed(file, name, site.node, site, kind, report);
  else if (turns) tell(file, turns, site.node, site, kind, report);
}

/** `new Map(acc).set(row.id, row)`, `const next = new Set(acc); next.add(row)`. */
function checkCopy(
  file: Reviewed,
  site: Site<Extract<Node, { type: 'NewExpression' }>>,
  report: Report,
): void {
  const { node } = site;
  const kind = dotted(node.callee);
  const [of] = node.arguments;
  const name = /^(Map|Set)$/.test(kind) && of ? dotted(of) : '';
  if (!name) return;
  const turns = accumulates(name, node, site, file);
  if (turns) tell(file, turns, node, site, `new ${kind}(${name})`, report);
}

/** `all = all.concat(order.lines)`, `(all, order) => all.concat(order.lines)`: a new list for each turn. */
function checkConcat(file: Reviewed, site: CallSite, report: Report): void {
  const list = receiverOf(site.node);
  const name = list && site.loop && site.node.arguments.length > 0 ? computedName(list) : '';
  const turns = name ? accumulates(name, site.node, site, file) : undefined;
  if (turns && isListConcat(site, turns.loop, turns.how))
    tell(file, turns, site.node, site, `${name}.concat()`, report);
}

interface Turns {
  readonly loop: LoopInfo;
  readonly how: How;
  /** A reducer that the loop is handed by its name. */
  readonly reducer?: Node;
}

/** The loop whose turns hand the copy on: returned from the reducer, or assigned to the outer name. */
function accumulates(name: string, copy: Node, site: Site, file: Reviewed): Turns | undefined {
  const reducer = reducerOf(site.loop);
  const root = awaited(name.split(/[.[]/)[0]!, site);
  if (reducer && handsOn(reducer, root, copy)) return { loop: reducer.loop, how: 'reducer' };
  const target = assignmentTarget(copy);
  const outer = target ? undefined : copiedAround(name, copy);
  if (outer) return accumulates(outer.name, outer.copy, site, file);
  // `rows = [...rows]` has no more than before.
  if (target && copy.type === 'ArrayExpression' && copy.elements.length === 1) return undefined;
  if (!target || target !== name) return updaterLoop(name, copy, file);
  return turnsOf(name.split(/[.[]/)[0]!, copy, site, file);
}

/** The loop in whose turns a copy of what outlives them is put back. */
function turnsOf(root: string, copy: Node, site: Site, file: Reviewed): Turns | undefined {
  const held = find(site.scope, root);
  for (let loop = site.loop; loop; loop = loop.parent) {
    // What an item holds starts anew with the next item.
    if (held && (held.loopItem === loop || (inTurn(loop, held.node) && !isEntry(held, loop))))
      return undefined;
    if (loop.kind === 'callback' && /^(find|some|every|sort)/.test(loop.method)) continue;
    if (isOwnPlace(copy, loop)) continue;
    const purpose = file.loops.of(loop).purpose;
    if (purpose === 'retry' || purpose === 'poll' || purpose === 'pagination' || purpose === 'endless')
      continue;
    // What ends at a hit does it once for each turn of the loop around it.
    if (!stopsAtHit(loop, copy, file.loops.exits(loop))) return { loop, how: 'assigned' };
  }
  return undefined;
}

/** `for (const x of xs) setItems((all) => [...all, x])`: the loop around the call that the updater is given to. */
function updaterLoop(name: string, copy: Node, file: Reviewed): Turns | undefined {
  const fn = ancestor(copy, (n) => isFunction(n));
  const via = fn && isFunction(fn) ? parentOf(fn) : undefined;
  if (!via || !isCall(via) || !/^(set[A-Z]\w*|update|setState)$/.test(lastWordOf(via.callee)))
    return undefined;
  const first = isFunction(fn) ? fn.params[0] : undefined;
  if (first?.type !== 'Identifier' || first.name !== name || !returned(copy, fn as Node)) return undefined;
  const loop = file.index.siteOf.get(via)?.loop;
  return loop && file.loops.of(loop).purpose === 'items' ? { loop, how: 'updater' } : undefined;
}

/** `const all = await soFar` of an async reducer is what it was handed. */
function awaited(name: string, site: Site): string {
  const init = find(site.scope, name)?.init;
  const n = init && bare(init);
  return n?.type === 'AwaitExpression' && n.argument.type === 'Identifier' ? n.argument.name : name;
}

/** `const shelf = shelves.get(book.place); … shelf.books = [...shelf.books, book]`: of what outlives the turn. */
function isEntry({ init, path }: Binding, loop: LoopInfo): boolean {
  const n = init && path.length === 0 ? settled(init) : undefined;
  if (!n || !isCall(n) || !/^(get|find)$/.test(methodName(n)) || n.arguments.length !== 1) return false;
  const of = receiverOf(n);
  const b = of?.type === 'Identifier' ? find(loop.scope, of.name) : undefined;
  return b !== undefined && b.kind !== 'import' && !inTurn(loop, b.node) && b.loopItem !== loop;
}

function inTurn(loop: LoopInfo, n: Node): boolean {
  return contains(loop.node, n) && !(loop.iterable && contains(loop.iterable, n));
}

/** `digits.split('').reduce(…)`, `given.split(',').reduce(…)`: what one text has, as it is shown or read. */
function ofOneText(loop: LoopInfo): string {
  if (loop.iterable && arePartsOfValue(loop.iterable, loop.scope)) return 'the parts of one text';
  const n = loop.iterable ? settled(loop.iterable) : undefined;
  const by = n && isCall(n) && methodName(n) === 'split' ? n.arguments[0] : undefined;
  return by?.type === 'StringLiteral' && by.value === '' ? 'the characters of one text' : '';
}

function tell(
  file: Reviewed,
  { loop: around, how, reducer }: Turns,
  node: Node,
  site: Site,
  copy: string,
  report: Report,
): void {
  const facts = file.loops.of(around);
  const loop = reducer ? { ...around, body: reducer } : around;
  const turns = fewRuns(loop);
  // `fields.reduce((all, field) => ({ ...all, [field.id]: field.value }), {})`: fields have ids, too.
  const byName =
    turns === 'surely' ||
    (turns === 'likely' && node.type !== 'ArrayExpression' && !asksById(node, (n) => !isIdOfWritten(n)));
  const named = loop.iterable ? collectionName(loop.iterable) : textOf(file.index, node);
  const few = byName
    ? `small by its name: ${named}`
    : ofOneText(loop) || fewKeys(node, loop) || copiedFew(node, loop, how);
  report({
    node,
    fn: site.fn,
    message: `Copies everything so far in each turn of the ${loopWords(loop)}: ${copy}`,
    silenced: isSmall(facts.bound) ? `bounded: ${(facts.bound as { why: string }).why}` : few,
    iter: importedRef(file, loop),
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}
