/**
 * Why copying an accumulator in each turn costs little although nothing bounds the turns. How much is copied
 * depends on the shape of the copy: a list grows by each item, a list of lists has few turns where its parts are
 * groups, an object has as many keys as its key has values. Where neither a name nor an id says that the data
 * multiply it, it is not told.
 */
import {
  ancestor,
  bare,
  contains,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import { listOf } from '../guards.ts';
import type { FunctionInfo, LoopInfo } from '../index-types.ts';
import {
  asksById,
  collectionName,
  type Few,
  fewByName,
  fewTurns,
  growsByName,
  growsByWord,
  isChosen,
  isWritten,
  lastNoun,
  words,
} from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { addsItems, areAnswers, isConcat } from './grown-lists.ts';
import {
  areMapsOfItems,
  countsGroups,
  isAnyList,
  isByIdentity,
  isGeneric,
  isItsOwnKey,
  isMapName,
  keysOfCopy,
} from './keys-of-copy.ts';

/** Whose turn it is that hands the copy on: a reducer's, a loop's that assigns it, or a state's that is set. */
export type How = 'reducer' | 'assigned' | 'updater';

export type Shape = 'append' | 'flatten' | 'keyed' | 'merge';

/** '' where the data may multiply what is copied. */
export function copiedFew(copy: Node, loop: LoopInfo, how: How): string {
  const shape = shapeOf(copy);
  const list = listOf(loop, true);
  // `results.forEach((tab) => { all = [...all, ...tab.rows] })`: the item says that there are a few of them.
  const answered = list !== undefined && answers.test(collectionName(list));
  if (shape === 'flatten' && answered && loop.items.length === 1 && isWritten(`${loop.items[0]}s`))
    return 'a few groups put together';
  if (how === 'updater') return shownOneByOne(copy, loop);
  // A helper that goes into whatever it is given is handed whole answers.
  const goesDeeper = asksItself(loop, shape);
  if (goesThroughOneObject(loop) && !asksById(copy) && !goesDeeper) return 'the fields of one object';
  if (isConcat(copy) && !isManyToConcat(loop, goesDeeper)) return 'nothing says that there are many';
  if (goesDeeper || (shape === 'merge' && addsRecords(copy) && !(list && fewByName(list)))) return '';
  // `this.files.forEach((f) => { options = { ...options, ...f.options } })`
  if (shape === 'merge' && how === 'assigned') return 'parts of one thing';
  if (areTroubles(copy)) return 'what went wrong';
  if (isCapped(copy, loop)) return 'no longer than a limit';
  if (leavesOneOut(copy, loop)) return 'what is shown, but for one';
  const portions = areRowsInPortions(loop);
  const listed = shape === 'append' || shape === 'flatten';
  if (!portions && waits(loop) && (arePicked(loop) || (!listed && !grows(loop, shape))))
    return 'waits in each turn, which costs more than the copy';
  if (portions) return '';
  if (grows(loop, shape)) return '';
  switch (shape) {
    case 'append':
      if (isListUnderKey(copy))
        return asksById(copiedOf(copy)) || (list && (isPlural(list) || isAnyList(list)) && isOpen(list, loop))
          ? ''
          : 'a list for each key';
      return (list || isCounted(loop)) && !fewToAdd(loop) ? '' : 'nothing says that there are many';
    case 'flatten':
      return list && !fewToAdd(loop) && !areGroups(list, loop) ? '' : 'a few groups put together';
    case 'keyed':
      if (countsGroups(copy)) return 'counts by kind';
      return isByIdentity(copy, loop) ||
        isItsOwnKey(copy, loop) ||
        isGeneric(copy, loop) ||
        (list !== undefined && (isPlural(list) || areLines(list)) && isOpen(list, loop))
        ? ''
        : 'nothing says that there are many keys';
    default:
      return areMapsOfItems(loop) ? '' : 'parts of one thing';
  }
}

function shapeOf(copy: Node): Shape {
  // `new Map(all)`
  if (copy.type === 'NewExpression') return 'append';
  if (isConcat(copy)) return addsItems(copy) ? 'append' : 'flatten';
  if (copy.type === 'ArrayExpression')
    return copy.elements.filter((e) => e?.type === 'SpreadElement').length > 1 ? 'flatten' : 'append';
  const alone = copy.type === 'ObjectExpression' && copy.properties.length === 1;
  return alone || hasKey(copy) ? 'keyed' : 'merge';
}

/** `{ [key]: value }`, here or in an argument of `Object.assign`; `acc.list.concat(item)` makes a list grow. */
function hasKey(copy: Node): boolean {
  return keysOfCopy(copy).some((p) => p.computed || methodName(bare(p.value)) === 'concat');
}

/** Answers of requests that were made at once are as few as the requests. */
const answers = /(result|response|answer|reply|setting|file)s?$/i;

const groups = /(group|part|set|layer|kind|bucket|table|trend)(Name|Key)?s?$/i;

/** `data.reduce((all, group) => [...all, ...group.fields], [])`: the item says it where the list does not. */
function areGroups(list: Node, { items }: LoopInfo): boolean {
  return groups.test(collectionName(list)) || (items.length === 1 && /(^g|[a-z]G)roup$/.test(items[0]!));
}

/** Neither few by its name, nor a handful of groups. */
function isOpen(list: Node, loop: LoopInfo): boolean {
  return !fewRuns(loop) && !groups.test(collectionName(list));
}

function isPlural(list: Node): boolean {
  return lastNoun(collectionName(list)) !== '';
}

/** `text.split('\n')` */
function areLines(list: Node): boolean {
  const n = settled(list);
  const by = isCall(n) && methodName(n) === 'split' ? n.arguments[0] : undefined;
  return (
    (by?.type === 'StringLiteral' && /\n/.test(by.value)) ||
    (by?.type === 'RegExpLiteral' && by.pattern.includes('\\n'))
  );
}

/** Words for what a person writes down, and for what data multiply. */
const both = words(
  'metric validator server skill violation unit class plan component command cluster segment event token page package attachment',
);

/** `groups.flat()` and `groups.flatMap(…)` have as many as the groups hold, whatever they are called. */
export function fewRuns(loop: LoopInfo): Few {
  // `for (let i = 0; i < columns.length; i++)`
  const list = loop.iterable ?? listOf(loop, true);
  const n = list ? settled(list) : undefined;
  if (n && /^flat(Map)?$/.test(methodName(n))) return '';
  const few = fewTurns(loop.iterable || !list ? loop : { ...loop, iterable: list });
  const name = list ? collectionName(list) : '';
  // `visibleMetrics`: a choice, whatever it is of.
  return both.has(lastNoun(name)) && !isChosen(name) ? '' : few;
}

/** `while (queue.length > 0)`, `for (let i = 0; i < count; i++)` */
function isCounted({ node }: LoopInfo): boolean {
  if (node.type === 'ForStatement')
    return node.test?.type === 'BinaryExpression' && bare(node.test.right).type === 'Identifier';
  return (
    node.type === 'WhileStatement' &&
    some(node.test, (n) => isMember(n) && /^(length|size)$/.test(propertyName(n)))
  );
}

/** An array grows by whatever each turn adds, unless its list is surely few or pairs are named after a kind. */
function fewToAdd(loop: LoopInfo): boolean {
  const few = fewRuns(loop);
  return few === 'surely' || (few === 'likely' && loop.items.length === 2);
}

function grows(loop: LoopInfo, shape: Shape): boolean {
  const list = listOf(loop, true);
  if (!list || fewRuns(loop)) return false;
  const name = collectionName(list);
  if (/^(distinct|unique)(?=[A-Z_])/.test(name)) return true;
  if (shape !== 'append' && answers.test(name)) return false;
  const item = loop.items.length === 1 ? loop.items[0]! : '';
  // `for (const brandCards of cardsByBrand)`: the item is a group.
  return growsByName(list) || (/^(?!item$)\w{3,}[^s]$/.test(item) && growsByWord(item));
}

/** `users = { ...users, ...(await role.info()).users }`: records by their ids. */
function addsRecords(copy: Node): boolean {
  const last = copy.type === 'ObjectExpression' ? copy.properties.at(-1) : undefined;
  if (last?.type !== 'SpreadElement') return false;
  const name = lastWordOf(last.argument);
  // `{ ...all, ...shelf.books.reduce((own, book) => ({ ...own, [book.id]: shelf }), {}) }`
  const made = bare(last.argument);
  if (isCall(made) && methodName(made) === 'reduce')
    return some(made, (n) => n.type === 'ObjectProperty' && n.computed && asksById(n.key as Node));
  return name.length > 3 && name.endsWith('s') && growsByWord(name) && !answers.test(name);
}

const portion = /^(\w*[a-z])?([pP]ages?|[bB]atch(es)?|[cC]hunks?)$|^paginated|^batch|^chunk/;

/** Pages and batches of rows: many of them hold all rows that there are. */
function areRowsInPortions(loop: LoopInfo): boolean {
  const list = listOf(loop, true);
  // `for await (const chunk of stream)`: pieces of one answer.
  if (list && /stream$/i.test(collectionName(list))) return false;
  return (
    (list !== undefined && portion.test(collectionName(list))) || loop.items.some((i) => portion.test(i))
  );
}

/** `Object.entries(user)`, `for (const key in user)`: a name in the singular that holds one thing. */
export function goesThroughOneObject(loop: LoopInfo): boolean {
  let of: Node | undefined = loop.node.type === 'ForInStatement' ? loop.iterable : undefined;
  let from = !of && loop.iterable ? bare(loop.iterable) : undefined;
  while (from && isCall(from) && /^(filter|sort|map)$/.test(methodName(from))) {
    const callee = bare(from.callee);
    from = isMember(callee) ? bare(callee.object) : undefined;
  }
  if (from && isCall(from) && /^Object\.(keys|entries|values)$/.test(dotted(from.callee)))
    of = from.arguments[0];
  if (!of || isIndex(of, loop)) return false;
  const name = collectionName(of);
  return /details$/i.test(name) || (!/(?<![siu])s$|(list|all)$/i.test(name) && !isMapName.test(name));
}

const makesIndex = /^(reduce|groupBy|keyBy|indexBy|countBy|fromEntries)$/;

/** `const bySeller = orders.reduce(…)`, `const all = {}; for (…) all[order.seller] = …`: made here, of items. */
function isIndex(of: Node, loop: LoopInfo): boolean {
  const n = bare(of);
  const b = n.type === 'Identifier' ? find(loop.scope, n.name) : undefined;
  const init = b?.init && b.path.length === 0 ? settled(b.init) : undefined;
  if (!b || !init) return false;
  if (isCall(init)) return makesIndex.test(lastWordOf(init.callee));
  if (init.type !== 'ObjectExpression' || init.properties.length > 0) return false;
  const around = ancestor(b.node, (p) => p.type === 'BlockStatement' || p.type === 'Program');
  return (
    around !== undefined &&
    some(around, (m) => {
      const left = m.type === 'AssignmentExpression' ? bare(m.left) : undefined;
      return left !== undefined && isMember(left) && left.computed && dotted(left.object) === b.name;
    })
  );
}

/** `child.props.children`: what is shown, as a person wrote it. */
function areElements(body: Node): boolean {
  return some(body, (n) => isMember(n) && /(^|\.)props\.children$/.test(dotted(n)));
}

/** The function that the loop is in is called again in the loop, or was for what it goes through: a tree is gone through. */
export function asksItself(loop: LoopInfo, shape: Shape): boolean {
  let fn: FunctionInfo | undefined = loop.fn;
  while (fn?.parent && (fn.invocation === 'loop' || fn.invocation === 'once')) fn = fn.parent;
  const name = fn?.name.split('.').at(-1) ?? '';
  if (name.length < 2 || /\s/.test(name) || areElements(loop.body)) return false;
  const isItself = (n: Node): boolean => {
    if (!isCall(n) || lastWordOf(n.callee) !== name) return false;
    // `policy.evaluate(…)` of an engine's `evaluate` is another's; `node.paths()` of a node's is a tree's.
    const receiver = receiverOf(n);
    if (!receiver || receiver.type === 'ThisExpression' || shape === 'flatten') return true;
    // `Keys.camelize(…)` within the class `Keys`
    return receiver.type === 'Identifier' && receiver.name === fn?.name.split('.').at(-2);
  };
  // `const below = node.children.map((child) => sizes(child)); below.forEach((b) => { all = { ...all, ...b }; })`
  const list = loop.iterable?.type === 'Identifier' ? find(loop.scope, loop.iterable.name) : undefined;
  const made = list?.kind === 'const' && list.path.length === 0 ? list.init : undefined;
  return some(loop.body, isItself) || (made != null && isCall(settled(made)) && some(made, isItself));
}

function waits(loop: LoopInfo): boolean {
  if (loop.kind === 'await-of') return true;
  if (loop.kind === 'callback' && /^reduce/.test(loop.method)) return false;
  return hasAwait(loop.body);
}

/** Files and the like are picked by hand, and shown one after the other. */
const picked =
  /(file|image|photo|attachment|picture|upload|document|media|event|action|line|chunk|message|e?mail)s?$/i;

function arePicked(loop: LoopInfo): boolean {
  const list = listOf(loop, true);
  return (list !== undefined && picked.test(collectionName(list))) || loop.items.some((i) => picked.test(i));
}

/** `(acc, row, i) => (i === chosen ? acc : [...acc, row])`: who names a place in a list has it before them. */
function leavesOneOut(copy: Node, loop: LoopInfo): boolean {
  const place = isFunction(loop.body) ? loop.body.params[2] : undefined;
  const parent = parentOf(copy);
  if (place?.type !== 'Identifier' || parent?.type !== 'ConditionalExpression') return false;
  const { test } = parent;
  return (
    test.type === 'BinaryExpression' &&
    /^[!=]==?$/.test(test.operator) &&
    [test.left, test.right].some((n) => n.type === 'Identifier' && n.name === place.name)
  );
}

/** `if (acc.shown.length < most) return { ...acc, shown: [...acc.shown, row] }` */
function isCapped(copy: Node, loop: LoopInfo): boolean {
  const first = copiedOf(copy);
  const name = first.type === 'SpreadElement' ? dotted(first.argument) : '';
  const test = ancestor(copy, (n) => n === loop.body || n.type === 'IfStatement');
  if (!name || test?.type !== 'IfStatement' || !contains(test.consequent, copy)) return false;
  return some(test.test, (n) => {
    if (n.type !== 'BinaryExpression' || !/^<=?$/.test(n.operator)) return false;
    return dotted(n.left) === `${name}.length` && !/length$/.test(dotted(bare(n.right)));
  });
}

/** `[...acc.errors, error]` */
function areTroubles(copy: Node): boolean {
  const troubles = (n: Node): boolean =>
    /^(\w*[a-z])?(errors|warnings|failures|violations|problems)$/i.test(lastWordOf(listsOf(n)));
  if (isConcat(copy)) return troubles(receiverOf(copy)!);
  return (
    copy.type === 'ArrayExpression' &&
    copy.elements.some((e) => e?.type === 'SpreadElement' && troubles(e.argument))
  );
}

/** `errors` of `errors[row.id] ?? []` */
function listsOf(copied: Node): Node {
  let n = bare(copied);
  if (n.type === 'LogicalExpression') n = bare(n.left);
  return isMember(n) && n.computed ? n.object : n;
}

/** What an array copies first. */
function copiedOf(copy: Node): Node {
  const first =
    copy.type === 'ArrayExpression' ? copy.elements.find((e) => e?.type === 'SpreadElement') : undefined;
  return first ?? copy;
}

/** Lists of a few things, and small trees, are put together by `concat` in old code: the list has to say that it is long. */
function isManyToConcat(loop: LoopInfo, goesDeeper: boolean): boolean {
  const list = listOf(loop, true);
  if (!list || fewRuns(loop)) return false;
  if (areRowsInPortions(loop)) return true;
  if (isAnyList(list) || isHelperFor(list, loop)) return !goesDeeper;
  if (areAnswers(loop)) return false;
  // `questionItems`, `type.elements`: of one thing, as likely as not.
  return growsByName(list) && !/(item|element|entrie|matche|result)s$/i.test(collectionName(list));
}

/** `flatten(lists)`: a helper that is given whatever there is. */
function isHelperFor(list: Node, loop: LoopInfo): boolean {
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  return b?.kind === 'param' && b.param === 0 && /^(flat(ten)?|concatAll|unnest)$/.test(b.scope.fn.name);
}

/** `[...(acc[key] ?? []), item]`: as much is copied as one key has. */
function isListUnderKey(copy: Node): boolean {
  const under = (of: Node): boolean => {
    let n = bare(of);
    if (n.type === 'LogicalExpression') n = bare(n.left);
    return isMember(n) ? n.computed === true : methodName(n) === 'get';
  };
  if (isConcat(copy)) return under(receiverOf(copy)!);
  return (
    copy.type === 'ArrayExpression' &&
    copy.elements.some((e) => e?.type === 'SpreadElement' && under(e.argument))
  );
}

/** `for (const row of rows) setRows((all) => [...all, row])`, unless something lies between the turns. */
function shownOneByOne(copy: Node, loop: LoopInfo): string {
  const list = listOf(loop, true);
  const between = some(loop.body, (n) => n.type === 'AwaitExpression' || methodName(n) === 'then');
  if (between || !list || arePicked(loop)) return 'shown one after the other';
  const always = !ancestor(
    copy,
    (n) => n === loop.body || n.type === 'IfStatement' || n.type === 'CatchClause',
  );
  const held = ancestor(copy, (n) => n === loop.node || n.type === 'IfStatement' || n.type === 'CatchClause');
  if (!always && held !== loop.node && held && contains(loop.body, held)) return 'set now and then';
  return growsByName(list) && (shapeOf(copy) !== 'keyed' || asksById(copy))
    ? ''
    : 'nothing says that there are many';
}
