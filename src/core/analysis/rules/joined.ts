/** What speaks for two lists that are gone through against each other being long, or being made to be joined. */
import {
  bare,
  type Call,
  contains,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  some,
  spreadAlone,
} from '../ast.ts';
import { asItems } from '../counted.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { collectionName, growsByName, isKindId, isWritten } from '../names-of-collections.ts';
import { isAwaited, isLoaded } from '../same-array.ts';
import { find, valuesOf } from '../scopes.ts';
import { isMapName } from './keys-of-copy.ts';
import { fills, namesIn } from './shared.ts';
import { withoutFallback } from './shown.ts';
import { comparedSides, matchedSides, nearSides, rangeSides, textsOf } from './sides.ts';

/**
 * Something says that there may be many: a name, a query, or that items of one list are told by a value of the
 * other, which is what an index is made for. `grades.some((g) => overlaps(g, item))` says nothing.
 */
export function mayBeLong(site: CallSite, loop: LoopInfo, receiver: Node, by: Node): boolean {
  const grows = (n: Node): boolean => growsByName(n) || isAwaited(n, site.scope) || isMadeOfMany(n, site);
  if (isAnyList(receiver, site, loop)) return true;
  // `prods.map((p) => p.id).includes(id)`: a list made anew for each turn.
  if (isCall(receiver) && methodName(receiver) === 'map') return true;
  // `rows.slice(0, i + 1).reduce(add, 0)`: of a year as well as of an account.
  if (site.method === 'reduce') return grows(receiver);
  // `removed.includes(n)` is an equality itself.
  if (!/^(find|some|every|filter)/.test(site.method))
    // `if (!seen.includes(value)) seen.push(value)`: as long as the turns are many.
    return (
      grows(receiver) ||
      (loop.iterable !== undefined &&
        !areKeysOfOne(receiver) &&
        (grows(loop.iterable) || (!/ort/.test(loop.method) && isLeftOf(loop.iterable, receiver, site)))) ||
      fills(loop, dotted(receiver))
    );
  if (asksTheTurn(by, site, loop) || isOneOfEachKind(by, site)) return false;
  return (
    comparesWithTurn(by, site, loop, receiver) ||
    (grows(receiver) && loop.iterable !== undefined && grows(loop.iterable))
  );
}

/** `Object.keys(labels).includes(row.kind)`: an object with a name of its own for each key, as likely as not. */
function areKeysOfOne(n: Node): boolean {
  const of = isCall(n) && dotted(n.callee) === 'Object.keys' ? n.arguments[0] : undefined;
  return of !== undefined && !isMapName.test(collectionName(of));
}

/** `shown = rows.filter(…); shown.map((row) => rows.indexOf(row))`: each of a list is looked for in the list. */
export function isLeftOf(iterable: Node, receiver: Node, site: CallSite, depth = 0): boolean {
  const n = bare(iterable);
  if (depth > 3) return false;
  // `rows.map((row) => rows.indexOf(row))`, `only ? rows.filter(…) : rows`
  if (dotted(n) === dotted(receiver) && (n.type === 'Identifier' || isMember(n))) return true;
  if (n.type === 'ConditionalExpression')
    return [n.consequent, n.alternate].every((part) => isLeftOf(part, receiver, site, depth + 1));
  if (n.type === 'ArrayExpression') {
    const copied = spreadAlone(n);
    return copied !== undefined && isLeftOf(copied, receiver, site, depth + 1);
  }
  if (isCall(n)) {
    const list = receiverOf(n);
    const made = n.arguments[0] && dotted(n.callee).endsWith('useMemo') ? bare(n.arguments[0]) : undefined;
    if (made && isFunction(made)) return isLeftOf(made.body, receiver, site, depth + 1);
    if (!list) return isGivenBack(bare(n.callee), receiver, site, depth);
    return (
      /^(filter|sort|toSorted|slice|toReversed|reverse)$/.test(methodName(n)) &&
      isLeftOf(list, receiver, site, depth + 1)
    );
  }
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  return (
    b?.init !== undefined &&
    b.param === undefined &&
    b.path.length === 0 &&
    valuesOf(b).every((value) => isLeftOf(value, receiver, site, depth + 1))
  );
}

/** `const shown = () => (only ? rows.filter(isOpen) : rows);`, called without an argument. */
function isGivenBack(callee: Node, receiver: Node, site: CallSite, depth: number): boolean {
  const b = callee.type === 'Identifier' ? find(site.scope, callee.name) : undefined;
  const fn = b?.kind === 'const' && b.init ? bare(b.init) : undefined;
  if (!fn || !isFunction(fn) || fn.params.length > 0) return false;
  const only = fn.body.type === 'BlockStatement' ? fn.body.body[0] : undefined;
  const given = only?.type === 'ReturnStatement' ? only.argument : fn.body;
  return given != null && isLeftOf(given, receiver, site, depth + 1);
}

/** `selectedTags.every((tag) => post.tags.includes(tag))`: what is wanted of each item, not what is looked up. */
export function asksTheTurn(by: Node, site: CallSite, loop: LoopInfo): boolean {
  if (!isFunction(by) || !/^(some|every)$/.test(site.method)) return false;
  const asked = bare(by.body);
  const receiver =
    isCall(asked) && /^(includes|has|some|indexOf)$/.test(methodName(asked)) ? receiverOf(asked) : undefined;
  if (receiver === undefined || !varies(receiver, site.scope, loop)) return false;
  // `follows.some((f) => idsOf(user).includes(f.followerId))`: rows that name the turn, and no wish.
  const given = isCall(asked) && asked.arguments[0] ? bare(asked.arguments[0]) : undefined;
  const [item] = by.params;
  return !(
    given &&
    item &&
    some(
      given,
      (n) =>
        isMember(n) &&
        dotted(bare(n.object)) === dotted(item) &&
        /[a-z]_?I[dD]$/.test(propertyName(n)) &&
        !isKindId(propertyName(n)),
    )
  );
}

/**
 * `plans.forEach((plan) => alerts.filter((a) => a.planId === plan.id))`: rows that others refer to, though somebody
 * may have written such things down.
 */
export function areRows(loop: LoopInfo, receiver: Node, asked: Node): boolean {
  const { iterable, items } = loop;
  if (!iterable || !growsByName(receiver) || !isWritten(collectionName(iterable))) return false;
  return some(
    asked,
    (n) => isMember(n) && /^_?id$|[a-z]I[dD]$/.test(propertyName(n)) && items.includes(dotted(n.object)),
  );
}

/** `jobs.map((job) => stages.filter((s) => s.job_id === job.id))`: the rows of all turns, whatever they are called. */
export function nameTheTurn(by: Node, loop: LoopInfo): boolean {
  if (!isFunction(by) || by.params[0]?.type !== 'Identifier') return false;
  const item = by.params[0].name;
  const { items } = asItems(loop);
  const isRef = (n: Node): boolean =>
    isMember(n) && dotted(n.object) === item && /[a-z]_?(Id|ID|id)$/.test(propertyName(n));
  const isTurn = (n: Node): boolean =>
    isMember(n) && /^(_?id|uuid)$/.test(propertyName(n)) && items.includes(dotted(n.object));
  return some(by.body, (n) => {
    const pair = comparedSides(n);
    return pair !== undefined && pair.some(isRef) && pair.some(isTurn);
  });
}

/** `difference(a, b)`, `unique(array)`: a helper that is given whatever there is. */
function isAnyList(n: Node, site: CallSite, loop: LoopInfo): boolean {
  if (
    n.type !== 'Identifier' ||
    !/^([a-z]|(arr|array|list|collection)[\dab]?|(other|second)(Array|List|Arr)?|xs|ys)$/i.test(n.name)
  )
    return false;
  // `omit(object, list)`: the keys of one object.
  if (loop.iterable && /^Object\.(keys|entries)\(\)/.test(dotted(loop.iterable))) return false;
  const b = find(site.scope, n.name);
  return b?.kind === 'param' && !contains(loop.node, b.node);
}

/** `lower = users.map((u) => u.name.toLowerCase())`: as many as what it was made of. */
function isMadeOfMany(n: Node, site: CallSite): boolean {
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  // `categories = items.map((item) => item.category)`
  if (n.type === 'Identifier' && /(^c|C)ategories$|(^k|K)inds$/.test(n.name)) return false;
  if (init === undefined) return false;
  return (isCall(init) && (growsByName(init) || isOfLoaded(init, b!.scope))) || isSetOfLists(init);
}

/** `found.map((row) => row.key)` of `found = await Row.find(…)`: one of each row, whatever it is called. */
function isOfLoaded(call: Call, scope: Scope): boolean {
  const rows = methodName(call) === 'map' ? receiverOf(call) : undefined;
  return rows !== undefined && isLoaded(rows, scope);
}

/** `Array.from(new Set(sets.map((s) => s.values).flat()))`: all that many lists hold. */
function isSetOfLists(list: Node): boolean {
  const of = isCall(list) && dotted(list.callee) === 'Array.from' ? list.arguments[0] : spreadAlone(list);
  const set = of && bare(of);
  const made = set?.type === 'NewExpression' && dotted(set.callee) === 'Set' ? set.arguments[0] : undefined;
  return made !== undefined && /^flat(Map)?$/.test(methodName(bare(made)));
}

/** `b` of `lists.reduce((a, b) => a.filter((x) => b.includes(x)))`: what starts with the first is of one kind with it. */
export function isReducedList(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const reduced = loop.parent;
  const fn = reduced?.callback?.node;
  if (
    !reduced ||
    !/^reduce/.test(reduced.method) ||
    !isCall(reduced.node) ||
    reduced.node.arguments.length > 1
  )
    return false;
  const [a, b] = fn && isFunction(fn) ? fn.params : [];
  return (
    a?.type === 'Identifier' &&
    b?.type === 'Identifier' &&
    dotted(receiver) === b.name &&
    loop.iterable !== undefined &&
    dotted(loop.iterable) === a.name &&
    site.method === 'includes'
  );
}

/** `rows.filter((row) => row.day === day)`, also `_.filter(rows, { day })`: one value of each side. */
function comparesWithTurn(by: Node, site: CallSite, loop: LoopInfo, receiver: Node): boolean {
  if (!isFunction(by)) return by.type === 'ObjectExpression' || by.type === 'ArrayExpression';
  const names = namesOfItem(by);
  const ofItem = (n: Node): boolean => some(n, (m) => m.type === 'Identifier' && names.has(m.name));
  const ofTurn = (n: Node): boolean => {
    for (let l: LoopInfo | undefined = loop; l; l = l.parent) if (varies(n, site.scope, l)) return true;
    return false;
  };
  const manyTurns = loop.iterable !== undefined && growsByName(loop.iterable);
  const many = growsByName(receiver) || manyTurns;
  return some(by.body, (n) => {
    const pair =
      comparedSides(n) ??
      (many
        ? (nearSides(n) ?? matchedSides(n) ?? (/^(find|filter)/.test(site.method) ? textsOf(n) : undefined))
        : undefined) ??
      // Not for the hours of a day, whatever they are asked of.
      (manyTurns && site.method === 'filter' ? rangeSides(n, ofItem) : undefined);
    if (!pair?.some(ofItem) || !pair.some((side) => !ofItem(side) && ofTurn(side))) return false;
    // `awards.find((a) => a.category === op.category)`: one of each kind.
    return !pair.some((side) => isKind(lastWordOf(withoutFallback(side))));
  });
}

/** `awards.find((a) => a.category === op.category)`: as many as there are kinds, or the first is found soon. */
function isOneOfEachKind(by: Node, site: CallSite): boolean {
  if (!isFunction(by) || !/^(find|findIndex|some)$/.test(site.method)) return false;
  const asked = bare(by.body);
  return (
    asked.type === 'BinaryExpression' &&
    /^===?$/.test(asked.operator) &&
    [bare(asked.left), bare(asked.right)].every((side) => isMember(side) && isKind(propertyName(side)))
  );
}

/** The item, and what is worked out of it: `const name = team.name.trim();`. */
function namesOfItem(by: FunctionNode): ReadonlySet<string> {
  const names = new Set<string>();
  const given = by.params[0];
  if (given) namesIn(given, (name) => names.add(name));
  for (const s of by.body.type === 'BlockStatement' ? by.body.body : []) {
    if (s.type !== 'VariableDeclaration') continue;
    for (const { id, init } of s.declarations)
      if (init && some(init, (n) => n.type === 'Identifier' && names.has(n.name)))
        namesIn(id, (name) => names.add(name));
  }
  // `(room) => room.users.some((u) => u.id === user.id)`: what the item holds.
  some(by.body, (n) => {
    const list = isCall(n) && /^(find|some|filter)$/.test(methodName(n)) ? receiverOf(n) : undefined;
    const held = list && isCall(n) && n.arguments[0] ? bare(n.arguments[0]) : undefined;
    if (held && isFunction(held) && names.has(dotted(list!).split('.')[0]!))
      for (const p of held.params) namesIn(p, (name) => names.add(name));
    return false;
  });
  return names;
}

/** `monthKey`, `yearLabel`: one of a year or of the years that there are; of days there may be any number. */
const ofCalendar =
  /(^|[a-z])([wW]eekday|[mM]onth|[qQ]uarter|[yY]ear)_?(Key|Label|Name|Number|Num|No|Index|Id)$/;

/** Whether a word names what there are few of: kinds, months, ids of what a person wrote down. */
export const isKind = (name: string): boolean =>
  /(^kind|^category|^slot|Kind|Category|(^g|_g|[a-z]G)roup)$/.test(name) ||
  ofCalendar.test(name) ||
  isKindId(name) ||
  isWritten(name);

/** `posts.filter((p) => wanted.some((tag) => p.tags.includes(tag)))`: the item's own list. */
export function isOfOuterItem(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const outer = /^(some|every)$/.test(loop.method) ? loop.parent : undefined;
  return outer !== undefined && isMember(receiver) && varies(receiver, site.scope, outer);
}
