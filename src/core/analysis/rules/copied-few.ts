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
import type { FunctionInfo, LoopInfo } from '../index-types.ts';
import { asksById, collectionName, fewByName, growsByName, growsByWord } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

/** Whose turn it is that hands the copy on: a reducer's, a loop's that assigns it, or a state's that is set. */
export type How = 'reducer' | 'assigned' | 'updater';

type Shape = 'append' | 'flatten' | 'keyed' | 'merge';

/** '' where the data may multiply what is copied. */
export function copiedFew(copy: Node, loop: LoopInfo, how: How): string {
  const shape = shapeOf(copy);
  const list = listOf(loop);
  if (how === 'updater') return shownOneByOne(copy, loop);
  if (goesThroughOneObject(loop) && !asksById(copy)) return 'the fields of one object';
  if (asksItself(loop, shape) || (shape === 'merge' && addsRecords(copy) && !(list && fewByName(list))))
    return '';
  // `this.files.forEach((f) => { options = { ...options, ...f.options } })`
  if (shape === 'merge' && how === 'assigned') return 'parts of one thing';
  if (areTroubles(copy)) return 'what went wrong';
  if (leavesOneOut(copy, loop)) return 'what is shown, but for one';
  const portions = areRowsInPortions(loop);
  if (!portions && waits(loop) && (arePicked(loop) || !grows(loop, shape)))
    return 'waits in each turn, which costs more than the copy';
  if (portions) return '';
  if (grows(loop, shape)) return '';
  switch (shape) {
    case 'append':
      if (isListUnderKey(copy))
        return asksById(copiedOf(copy)) || isGeneric(copy, loop) ? '' : 'a list for each key';
      return list && !fewByName(list) && !answers.test(collectionName(list))
        ? ''
        : 'nothing says that there are many';
    case 'flatten':
      return list && general.test(collectionName(list)) ? '' : 'a few groups put together';
    case 'keyed':
      if (countsGroups(copy)) return 'counts by kind';
      return isByIdentity(copy) || isItsOwnKey(copy, loop) || isGeneric(copy, loop)
        ? ''
        : 'nothing says that there are many keys';
    default:
      return 'parts of one thing';
  }
}

function shapeOf(copy: Node): Shape {
  if (copy.type === 'ArrayExpression')
    return copy.elements.filter((e) => e?.type === 'SpreadElement').length > 1 ? 'flatten' : 'append';
  const alone = copy.type === 'ObjectExpression' && copy.properties.length === 1;
  return alone || hasKey(copy) ? 'keyed' : 'merge';
}

/** `{ [key]: value }`, here or in an argument of `Object.assign`; `acc.list.concat(item)` makes a list grow. */
function hasKey(copy: Node): boolean {
  return keysOfCopy(copy).some((p) => p.computed || methodName(bare(p.value)) === 'concat');
}

/** What the loop goes through, also where it counts: `i < rows.length`. */
function listOf(loop: LoopInfo): Node | undefined {
  if (loop.iterable) return loop.iterable;
  const test = loop.node.type === 'ForStatement' && loop.node.test ? bare(loop.node.test) : undefined;
  const right = test?.type === 'BinaryExpression' ? bare(test.right) : undefined;
  return right && isMember(right) && propertyName(right) === 'length' ? right.object : undefined;
}

/** Answers of requests that were made at once are as few as the requests. */
const answers = /(result|response|answer|reply|setting|file)s?$/i;

function grows(loop: LoopInfo, shape: Shape): boolean {
  const list = listOf(loop);
  if (!list || fewByName(list)) return false;
  const name = collectionName(list);
  if (/^(distinct|unique)(?=[A-Z_])/.test(name)) return true;
  if (shape !== 'append' && answers.test(name)) return false;
  const item = loop.items.length === 1 ? loop.items[0]! : '';
  return growsByName(list) || (item.length > 3 && item !== 'item' && growsByWord(item));
}

/** `users = { ...users, ...(await role.info()).users }`: records by their ids. */
function addsRecords(copy: Node): boolean {
  const last = copy.type === 'ObjectExpression' ? copy.properties.at(-1) : undefined;
  const name = last?.type === 'SpreadElement' ? lastWordOf(last.argument) : '';
  return name.length > 3 && name.endsWith('s') && growsByWord(name) && !answers.test(name);
}

const portion = /^(\w*[a-z])?([pP]ages?|[bB]atch(es)?|[cC]hunks?)$|^paginated|^batch|^chunk/;

/** Pages and batches of rows: many of them hold all rows that there are. */
function areRowsInPortions(loop: LoopInfo): boolean {
  const list = listOf(loop);
  return (
    (list !== undefined && portion.test(collectionName(list))) || loop.items.some((i) => portion.test(i))
  );
}

/** `Object.entries(user)`, `for (const key in user)`: a name in the singular that holds one thing. */
function goesThroughOneObject(loop: LoopInfo): boolean {
  let of: Node | undefined = loop.node.type === 'ForInStatement' ? loop.iterable : undefined;
  let from = !of && loop.iterable ? bare(loop.iterable) : undefined;
  while (from && isCall(from) && /^(filter|sort|map)$/.test(methodName(from))) {
    const callee = bare(from.callee);
    from = isMember(callee) ? bare(callee.object) : undefined;
  }
  if (from && isCall(from) && /^Object\.(keys|entries|values)$/.test(dotted(from.callee)))
    of = from.arguments[0];
  if (!of) return false;
  const name = collectionName(of);
  return !/(?<![siu])s$|(map|list|all|by[A-Z]\w*|index|dict|lookup|cache)$/i.test(name);
}

/** The function that the loop is in is called again in the loop: a tree is gone through. */
function asksItself(loop: LoopInfo, shape: Shape): boolean {
  let fn: FunctionInfo | undefined = loop.fn;
  while (fn?.parent && (fn.invocation === 'loop' || fn.invocation === 'once')) fn = fn.parent;
  const name = fn?.name.split('.').at(-1) ?? '';
  if (name.length < 2 || /\s/.test(name)) return false;
  return some(loop.body, (n) => {
    if (!isCall(n) || lastWordOf(n.callee) !== name) return false;
    // `policy.evaluate(…)` of an engine's `evaluate` is another's; `node.paths()` of a node's is a tree's.
    const receiver = receiverOf(n);
    return !receiver || receiver.type === 'ThisExpression' || shape === 'flatten';
  });
}

function waits(loop: LoopInfo): boolean {
  if (loop.kind === 'callback' && /^reduce/.test(loop.method)) return false;
  return some(loop.body, (n) => n.type === 'AwaitExpression', false);
}

/** Files and the like are picked by hand, and shown one after the other. */
const picked =
  /(file|image|photo|attachment|picture|upload|document|media|event|action|line|chunk|message|e?mail)s?$/i;

function arePicked(loop: LoopInfo): boolean {
  const list = listOf(loop);
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

/** `[...acc.errors, error]` */
function areTroubles(copy: Node): boolean {
  return (
    copy.type === 'ArrayExpression' &&
    copy.elements.some(
      (e) =>
        e?.type === 'SpreadElement' &&
        /^(\w*[a-z])?(errors|warnings|failures|violations|problems)$/i.test(lastWordOf(e.argument)),
    )
  );
}

/** What an array copies first. */
function copiedOf(copy: Node): Node {
  const first =
    copy.type === 'ArrayExpression' ? copy.elements.find((e) => e?.type === 'SpreadElement') : undefined;
  return first ?? copy;
}

/** `[...(acc[key] ?? []), item]`: as much is copied as one key has. */
function isListUnderKey(copy: Node): boolean {
  return (
    copy.type === 'ArrayExpression' &&
    copy.elements.some((e) => {
      if (e?.type !== 'SpreadElement') return false;
      let n = bare(e.argument);
      if (n.type === 'LogicalExpression') n = bare(n.left);
      return isMember(n) && n.computed;
    })
  );
}

/** `for (const row of rows) setRows((all) => [...all, row])`, unless something lies between the turns. */
function shownOneByOne(copy: Node, loop: LoopInfo): string {
  const list = listOf(loop);
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

function keysOfCopy(copy: Node): Extract<Node, { type: 'ObjectProperty' }>[] {
  const literals = isCall(copy) ? copy.arguments.map((a) => bare(a as Node)) : [copy];
  return literals.flatMap((l) =>
    l.type === 'ObjectExpression' ? l.properties.filter((p) => p.type === 'ObjectProperty') : [],
  );
}

/** `[row.id]`; `next[row.id] = row` after `next = { ...acc }`. */
function isByIdentity(copy: Node): boolean {
  if (copy.type === 'ObjectExpression' && copy.properties.length === 1) {
    const block = ancestor(copy, (n) => n.type === 'BlockStatement');
    return (
      block !== undefined &&
      some(block, (n) => {
        const left = n.type === 'AssignmentExpression' ? bare(n.left) : n;
        return left !== n && isMember(left) && left.computed && asksById(left.property as Node);
      })
    );
  }
  return keysOfCopy(copy).some((p) => p.computed && asksById(p.key as Node));
}

/** `[prisoner.prisonerNumber]`, and any property of a row that was loaded. */
function isItsOwnKey(copy: Node, loop: LoopInfo): boolean {
  const [item] = loop.items;
  if (loop.items.length !== 1 || !item) return false;
  const own = keysOfCopy(copy).filter((p) => {
    const key = bare(p.key as Node);
    return p.computed && isMember(key) && !key.computed && dotted(key.object) === item;
  });
  return own.some((p) => lastWordOf(p.key as Node).startsWith(item)) || (own.length > 0 && isLoaded(loop));
}

/** What was asked for and is not told apart by a kind: `const rows = await repository.find()`. */
function isLoaded(loop: LoopInfo): boolean {
  const list = listOf(loop);
  const n = list && settled(list);
  const b = n?.type === 'Identifier' ? find(loop.scope, n.name) : undefined;
  const init = n && isCall(n) ? list : b?.path.length === 0 ? b.init : undefined;
  if (!init || !some(init, (m) => m.type === 'AwaitExpression', false)) return false;
  const call = settled(init);
  if (!isCall(call)) return false;
  const asked = dotted(call.callee);
  return !/^Promise\.|group|aggregate|count|stat|sum|total/i.test(asked);
}

/** `[row._id]: row.count`: rows that a database grouped by a kind. */
function countsGroups(copy: Node): boolean {
  return keysOfCopy(copy).some((p) => {
    const value = bare(p.value);
    return (
      p.computed &&
      lastWordOf(p.key as Node) === '_id' &&
      isMember(value) &&
      /count|total|sum/i.test(propertyName(value))
    );
  });
}

/** Names of what a helper is given, whatever it is. */
const general = /^(xs|ys|arr|arrays?|lists?|collection|nested\w*)$/i;
const anyList = /^(arr|array|list|data|payload|collection|rows|items|records|entries|elements|objects)$/i;

/** `(array, key) => array.reduce((acc, item) => ({ ...acc, [item[key]]: item }), {})`: made for any list. */
function isGeneric(copy: Node, loop: LoopInfo): boolean {
  const list = listOf(loop);
  if (!list || !anyList.test(collectionName(list))) return false;
  return some(copy, (n) => {
    if (n.type !== 'ObjectProperty' || !n.computed) return false;
    const key = bare(n.key as Node);
    return isMember(key) || isCall(key) || (key.type === 'Identifier' && !loop.items.includes(key.name));
  });
}
