/** What an accumulator that is copied in each turn is filled with, and by what key. */
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  hasAwait,
  isCall,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import { listOf } from '../guards.ts';
import type { LoopInfo } from '../index-types.ts';
import { asksById, collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

export function keysOfCopy(copy: Node): Property[] {
  const literals = isCall(copy) ? copy.arguments.map((a) => bare(a as Node)) : [copy];
  return literals.flatMap((l) => (l.type === 'ObjectExpression' ? l.properties.flatMap(propertiesOf) : []));
}

type Property = Extract<Node, { type: 'ObjectProperty' }>;

/** Also those of `...(url ? { [key]: url } : {})` and `...(url && { [key]: url })`. */
function propertiesOf(p: Node): Property[] {
  if (p.type === 'ObjectProperty') return [p];
  const of = p.type === 'SpreadElement' ? bare(p.argument) : undefined;
  const chosen =
    of?.type === 'ConditionalExpression'
      ? [of.consequent, of.alternate]
      : of?.type === 'LogicalExpression' && of.operator === '&&'
        ? [of.right]
        : [];
  return chosen
    .map(bare)
    .flatMap((c) => (c.type === 'ObjectExpression' ? c.properties.flatMap(propertiesOf) : []));
}

/** Networks, roles and the like have ids too, but there are few of them. */
const kindId =
  /(^|[a-z_])(chain|network|role|type|status|locale|language|platform|plan|currency|provider)_?(Id|ID|id)$/i;

/** `Number(chainId)` → `chainId`. */
function argumentOf(key: Node): Node {
  const n = bare(key);
  const first = isCall(n) && n.arguments.length === 1 ? n.arguments[0] : undefined;
  return first ? argumentOf(first) : n;
}

/** `[row.id]`; `next[row.id] = row` after `next = { ...acc }`. */
export function isByIdentity(copy: Node, loop: LoopInfo): boolean {
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
  return keysOfCopy(copy).some(
    (p) =>
      p.computed && isIdentity(p.key as Node, loop) && !kindId.test(lastWordOf(argumentOf(p.key as Node))),
  );
}

/** `${user.id}/${part}` of one user is as much an identity as the part is. */
function isIdentity(key: Node, loop: LoopInfo): boolean {
  const n = bare(key);
  const joined = n.type === 'TemplateLiteral' || n.type === 'BinaryExpression';
  return asksById(n, (id) => {
    const around = parentOf(id);
    const root = rootOf(around && isMember(around) && around.property === id ? around : id);
    if (!joined || root.type !== 'Identifier' || loop.items.includes(root.name)) return true;
    const b = find(loop.scope, root.name);
    return b === undefined || contains(loop.body, b.node);
  });
}

/** `[prisoner.prisonerNumber]`, and any property of a row that was loaded. */
export function isItsOwnKey(copy: Node, loop: LoopInfo): boolean {
  const [item] = loop.items;
  if (loop.items.length !== 1 || !item) return false;
  const own = keysOfCopy(copy).filter((p) => {
    const key = bare(p.key as Node);
    return p.computed && isMember(key) && !key.computed && dotted(key.object) === item;
  });
  return (
    own.some((p) => item.length > 2 && lastWordOf(p.key as Node).startsWith(item)) ||
    (own.length > 0 && isLoaded(loop))
  );
}

/** What was asked for and is not told apart by a kind: `const rows = await repository.find()`. */
function isLoaded(loop: LoopInfo): boolean {
  const list = listOf(loop, true);
  const n = list && settled(list);
  const b = n?.type === 'Identifier' ? find(loop.scope, n.name) : undefined;
  const init = n && isCall(n) ? list : b?.path.length === 0 ? b.init : undefined;
  if (!init || !hasAwait(init)) return false;
  const call = asked(init);
  if (!isCall(call)) return false;
  return !/^Promise\.|group|aggregate|count|stat|sum|total/i.test(dotted(call.callee));
}

/** `names.length ? await load(names) : []`: the branch that asks. */
function asked(init: Node): Node {
  const n = settled(init);
  if (n.type !== 'ConditionalExpression') return n;
  return settled([n.consequent, n.alternate].find((b) => bare(b).type === 'AwaitExpression') ?? n.test);
}

/** `[row._id]: row.count`, `[row.code]: row._count`: rows that a database grouped by a kind. */
export function countsGroups(copy: Node): boolean {
  return keysOfCopy(copy).some((p) => {
    const value = bare(p.value);
    if (!p.computed || !isMember(value)) return false;
    const grouped = lastWordOf(p.key as Node) === '_id' && /count|total|sum/i.test(propertyName(value));
    return grouped || /(^|\.)_(count|sum|avg)(\.|$)/.test(dotted(value));
  });
}

/** `dictionary`, `countsByName`: an object that holds as much as the data do. */
export const isMapName = /(map|by[A-Z]\w*|index|dict|dictionary|lookup|cache)$/i;

/** Names of what a helper is given, whatever it is. */
const anyList =
  /^(arr|array|list|data|payload|collection|rows|items|records|entries|elements|objects|dict|dictionary|result)$/i;

/** `data`, `list`: whoever wrote that made it for any list. */
export function isAnyList(list: Node): boolean {
  return anyList.test(collectionName(list));
}

/** `(array, key) => array.reduce((acc, item) => ({ ...acc, [item[key]]: item }), {})`: made for any list. */
export function isGeneric(copy: Node, loop: LoopInfo): boolean {
  const list = listOf(loop, true);
  if (!list || !isAnyList(list)) return false;
  return some(copy, (n) => {
    if (n.type !== 'ObjectProperty' || !n.computed) return false;
    const key = bare(n.key as Node);
    // `[item]: true` of an `array` that may hold anything
    return isMember(key) || isCall(key) || key.type === 'Identifier';
  });
}

/**
 * `rows.map((row) => ({ [row.id]: row })).reduce((all, one) => ({ ...all, ...one }), {})`, also by way of a name, of
 * `await Promise.all(…)` and of `await pMap(rows, …)`.
 */
export function areMapsOfItems({ iterable, scope }: LoopInfo): boolean {
  let made = iterable && settled(iterable);
  const b = made?.type === 'Identifier' ? find(scope, made.name) : undefined;
  if (b?.init && b.path.length === 0) made = settled(b.init);
  if (made && isCall(made) && dotted(made.callee) === 'Promise.all' && made.arguments[0])
    made = settled(made.arguments[0]);
  const fn = made && isCall(made) ? mapperOf(made) : undefined;
  if (fn?.type !== 'ArrowFunctionExpression') return false;
  const given = fn.body.type === 'BlockStatement' ? fn.body.body.at(-1) : fn.body;
  const value = given?.type === 'ReturnStatement' ? given.argument : given;
  const body = value ? bare(value) : undefined;
  return (
    body?.type === 'ObjectExpression' &&
    body.properties.some((p) => p.type === 'ObjectProperty' && p.computed && asksById(p.key as Node))
  );
}

/** What `rows.map(fn)`, `pMap(rows, fn)` and Bluebird's `Promise.map(rows, fn)` make of each. */
function mapperOf(call: Call): Node | undefined {
  const beside = /^(pMap|(Promise|Bluebird|async)\.map(Limit|Series)?)$/.test(dotted(call.callee));
  return beside ? call.arguments.at(1) : methodName(call) === 'map' ? call.arguments[0] : undefined;
}
