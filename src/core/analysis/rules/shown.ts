/** Lists of a screen and lists of one thing: a page of rows that is drawn, and the few that one item refers to. */
import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  typeSaid,
} from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { collectionName, growsByName, lastNoun, words } from '../names-of-collections.ts';
import { isHandedArray } from '../same-array.ts';
import { find } from '../scopes.ts';
import { comparedSides } from './sides.ts';

/**
 * `for (product of products) for (place of places) product.stocks.find(…)`, also `stocksOf.get(product.id)` and
 * `stocks[product.id]`: what one item has of its own.
 */
export function isOwnOfItem(
  receiver: Node,
  site: CallSite,
  loop: LoopInfo,
  isOfWritten: (outer: LoopInfo) => boolean,
): boolean {
  // `cls.slots.filter((slot, i, all) => all.findIndex(…) === i)`
  const handed = loop.iterable && isHandedArray(receiver, loop) && !/^reduce/.test(loop.method);
  const list = handed ? withoutFallback(bare(loop.iterable!)) : listOf(receiver, site);
  if (!isMember(list) && !(isCall(list) && ofOne.test(dotted(list.callee)))) return false;
  const owner = ownerOf(list);
  for (let outer = loop.parent; outer; outer = outer.parent) {
    if (!varies(list, site.scope, outer)) continue;
    // `KINDS.map((kind) => rows.filter((row) => known[kind].some(…)))`: a few lists of many.
    if ((!isMember(list) || list.computed) && isOfWritten(outer)) continue;
    if (owner === undefined || !isMember(list) || list.computed) return true;
    if (outer.items.includes(owner) || isLookedUp(owner, site, outer)) return true;
  }
  return false;
}

/**
 * `for (order of orders) { const paid = payments.filter(isOf(order)); order.lines.map((line) => paid.find(…)); }`: what
 * one item has against what belongs to it.
 */
export function isGroupOfItem(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const b = receiver.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  const made = b?.kind === 'const' && b.path.length === 0 && b.init ? settled(b.init) : undefined;
  const { iterable, parent } = loop;
  if (!b || !made || !isCall(made) || methodName(made) !== 'filter' || !iterable || !parent) return false;
  const own = withoutFallback(bare(iterable));
  return (
    contains(parent.body, b.node) &&
    isMember(own) &&
    parent.items.includes(dotted(own.object)) &&
    varies(made.arguments[0] ?? made, b.scope, parent)
  );
}

/** What one thing waits for, whoever holds it. */
const ofThing = /^(dependency|dependsOn|blockedBy|blocker|prerequisite)_?(Ids|IDs|ids)$/;

/** `const parent = byId.get(id)`, of the turn: an item by another name. */
function isLookedUp(name: string, site: CallSite, loop: LoopInfo): boolean {
  const b = find(site.scope, name);
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  if (!init || !b || !contains(loop.body, b.node)) return false;
  const key =
    isCall(init) && methodName(init) === 'get' && init.arguments.length === 1
      ? init.arguments[0]
      : isMember(init) && init.computed
        ? init.property
        : undefined;
  return key !== undefined && varies(key, site.scope, loop);
}

const ofOne = /(^|\.)get$|^Object\.(keys|values|entries)$/;

/** `task.dependencyIds`: the few that one thing refers to. */
export function isRefsOfOne(node: Node, site: CallSite): boolean {
  const list = listOf(node, site);
  if (list.type === 'Identifier') return ofThing.test(list.name);
  const owner = ownerOf(list);
  return (
    owner !== undefined &&
    isMember(list) &&
    /[a-z]_?(Ids|IDs|ids)$/.test(propertyName(list)) &&
    !/(^_|s$|[lL]ist$|[a-z](Data|Info|Map)$)/.test(owner) &&
    !container.test(owner)
  );
}

/** What somebody sets up, each by hand: dozens of them, compared with one another. */
const setUp = words('category subcategory division league season branch brand tag genre stage');

/** What else most things stand in one of. */
const sorted = words('region conference');

/** `categories.filter((c) => assignedCategoryIds.includes(c.id))`, `categories.includes(row.category)` */
export function areSetUp(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const noun = lastNoun(collectionName(receiver));
  const by = site.method === 'includes' && site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (by && isMember(by) && setUp.has(noun) && propertyName(by).toLowerCase() === noun) return true;
  if (isOfEachSetUp(site, loop)) return true;
  return [receiver, loop.iterable].every((n) => n !== undefined && setUp.has(lastNoun(collectionName(n))));
}

/** `categories.map((category) => faqs.filter((faq) => faq.category === category.id))`: a good part of all in each turn. */
function isOfEachSetUp(site: CallSite, { iterable, items }: LoopInfo): boolean {
  const noun = iterable ? lastNoun(collectionName(iterable)) : '';
  const by = site.method === 'filter' && site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (!(setUp.has(noun) || sorted.has(noun)) || !by || !isFunction(by)) return false;
  return some(by.body, (n) => {
    const pair = comparedSides(n);
    return (
      pair?.some(
        (side) => isMember(side) && propertyName(side).replace(/_?id$/i, '').toLowerCase() === noun,
      ) === true && pair.some((side) => items.includes(dotted(isMember(side) ? side.object : side)))
    );
  });
}

/** `task.tags` of `task.tags ?? []`. */
export function withoutFallback(n: Node): Node {
  return n.type === 'LogicalExpression' && n.operator !== '&&' ? bare(n.left) : n;
}

/** The list itself, also of a constant that holds it. */
function listOf(node: Node, site: CallSite): Node {
  const n = bare(node);
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  return withoutFallback(init && init.type !== 'Identifier' ? init : n);
}

/** `!ids.length || ids.includes(x)`, `ids.length ? xs.filter((x) => ids.includes(x)) : xs`: what somebody asked for, if anything. */
export function isOptional(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  // What is worked out here nobody asked for, but what is read of what somebody asked.
  const list = listOf(receiver, site);
  // `wanted.map((name) => name.toLowerCase())`
  const made = isCall(list) && methodName(list) === 'map' ? receiverOf(list) : undefined;
  if (made?.type === 'Identifier' && isOptional(made, site, loop)) return true;
  if (isCall(list) && !list.arguments.some((a) => isAskedFor(bare(a)))) return false;
  const name = dotted(receiver);
  const isLength = (n: Node): boolean =>
    (isMember(n) && propertyName(n) === 'length' && dotted(n.object) === name) ||
    (isCall(n) && /(^|[._])isEmpty$/.test(dotted(n.callee)) && dotted(n.arguments[0] ?? n) === name);
  const given = isCall(list) || isGiven(receiver, site);
  for (let at: Node | undefined = site.node; at && at !== loop.body; at = parentOf(at)) {
    const around: Node | undefined = parentOf(at);
    if (around?.type !== 'LogicalExpression' || around.right !== at) continue;
    if (asks(around.left, isLength) || (given && isThere(around.left, name))) return true;
  }
  const whole = loop.iterable ? dotted(loop.iterable) : '';
  const around = isCall(loop.node) ? parentOf(loop.node) : undefined;
  // `if (wanted.length) rows = rows.filter((row) => wanted.includes(row.id))`
  if (given && around?.type === 'AssignmentExpression' && dotted(around.left) === whole) {
    const when = ancestor(around, (n) => n.type === 'IfStatement' || isFunction(n));
    return when?.type === 'IfStatement' && (asks(when.test, isLength) || isThere(when.test, name));
  }
  if (around?.type !== 'ConditionalExpression') return false;
  if (!asks(around.test, isLength) && !isThere(around.test, name)) return false;
  return [around.consequent, around.alternate].some(
    (branch) => whole !== '' && dotted(bare(branch)) === whole,
  );
}

/** `facets.status`, `query.ids`, `searchParams.get('ids')`. */
function isAskedFor(n: Node): boolean {
  const holder = isMember(n)
    ? bare(n.object)
    : isCall(n) && isMember(bare(n.callee))
      ? receiverOf(n)
      : undefined;
  return (
    holder !== undefined &&
    /(^|[a-z])(filters?|facets?|query|search(Params)?|params|criteria)$/i.test(
      isMember(holder) ? propertyName(holder) : dotted(holder),
    )
  );
}

/** A parameter or part of one: what a caller gives or leaves out. */
function isGiven(receiver: Node, site: CallSite): boolean {
  let n: Node = rootOf(bare(receiver));
  for (let depth = 0; depth < 3 && n.type === 'Identifier'; depth++) {
    const b = find(site.scope, n.name);
    if (b?.kind === 'param') return !b.loopItem;
    if (b?.kind !== 'const' || !b.init) return false;
    const init = withoutFallback(bare(b.init));
    if (b.path.length === 0 && !isMember(init)) return false;
    n = rootOf(init);
  }
  return false;
}

/** `ids`, `!ids`, `ids && …`: whether there is one at all. */
function isThere(test: Node, name: string): boolean {
  const n = bare(test);
  if (n.type === 'UnaryExpression' && n.operator === '!') return isThere(n.argument, name);
  if (n.type === 'LogicalExpression') return isThere(n.left, name) || isThere(n.right, name);
  return name !== '' && dotted(n) === name;
}

const asks = (test: Node, isLength: (n: Node) => boolean): boolean => some(test, isLength, false);

/** `tee.holes`, `this.dice`: a part of one thing, and nothing that data multiply by its name. */
export function isPartOfOne(receiver: Node, site: CallSite): boolean {
  const list = unsorted(listOf(receiver, site));
  if (!isMember(list) || list.computed) return false;
  // `team.students`: as many as sit around a table.
  if (ofTeam.test(ownerOf(list) ?? '')) return true;
  if (growsByName(list) || isAskedByOwnId(list, site) || areOfPeople(receiver, site)) return false;
  // The list itself by another name.
  if (/^(value|values|current|data|cache|list|docs|all|included)$/.test(propertyName(list))) return false;
  const owner = bare(list.object);
  const name = isMember(owner) ? propertyName(owner) : owner.type === 'Identifier' ? owner.name : '';
  if (owner.type === 'ThisExpression') return true;
  return name !== '' && !container.test(name) && !holdsAll(owner, site);
}

/** `report.stations.find((s) => s.stationId === x.stationId)`: what has an id that others know it by is no part of one thing. */
function isAskedByOwnId(list: Member, { node }: CallSite): boolean {
  const noun = lastNoun(propertyName(list));
  // Of a loop that compares there is no call.
  const by = isCall(node) && node.arguments[0] ? bare(node.arguments[0]) : undefined;
  const isId = (n: Node): boolean => isMember(n) && propertyName(n).toLowerCase() === `${noun}id`;
  return (
    noun !== '' &&
    by !== undefined &&
    isFunction(by) &&
    some(by.body, (n) => comparedSides(n)?.every((side) => isId(side)) === true)
  );
}

/**
 * `event.checkIns.find((c) => c.attendeeId === entry.attendeeId)` of `event = await prisma.event.findFirst({ include:
 * { checkIns: true } })`: rows that come along and are told by whose they are, as many as there are people.
 */
export function areOfPeople(receiver: Node, site: CallSite): boolean {
  const { node, scope } = site;
  const list = unsorted(listOf(receiver, site));
  if (!isMember(list)) return false;
  const owner = bare(list.object);
  const b = owner.type === 'Identifier' ? find(scope, owner.name) : undefined;
  const by = isCall(node) && node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (!b?.init || bare(b.init).type !== 'AwaitExpression' || !by || !isFunction(by)) return false;
  const comesAlong = (n: Node): boolean => n.type === 'ObjectProperty' && keyName(n) === propertyName(list);
  const isWhose = (n: Node): boolean =>
    isMember(n) &&
    /^(?:\w+_)?(participant|attendee|user|customer|visitor|subscriber|applicant|candidate|follower|contact|guest|voter)_?id$/i.test(
      propertyName(n),
    );
  return some(b.init, comesAlong) && some(by.body, (n) => comparedSides(n)?.every(isWhose) === true);
}

const ofTeam =
  /^(my|own|home|away|current)?_?([tT]eam|[sS]quad|[cC]rew|[fF]amily|[hH]ousehold|[lL]obby|[pP]arty)$/;

/** `tee.holes` of `[...tee.holes].sort(byNumber)`. */
function unsorted(list: Node): Node {
  const n = withoutFallback(bare(list));
  if (n.type === 'ArrayExpression') {
    const [only, more] = n.elements;
    return only?.type === 'SpreadElement' && !more ? unsorted(only.argument) : n;
  }
  const of =
    isCall(n) && /^(sort|toSorted|slice|reverse|toReversed)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  return of ? unsorted(of) : n;
}

/** `s` of `set((s) => …)`, of `const s = store.getState()`, of a file that was parsed, and of a type that says so: all there is. */
function holdsAll(owner: Node, site: CallSite): boolean {
  const b = owner.type === 'Identifier' ? find(site.scope, owner.name) : undefined;
  if (!b || b.path.length > 0 || b.loopItem) return false;
  const type = typeSaid(b.annotation);
  const said = type?.type === 'TSTypeReference' ? dotted(type.typeName) : '';
  if (/(State|Store|Snapshot|Database|Workspace)$/.test(said)) return true;
  const via = b.kind === 'param' && b.param === 0 ? b.scope.fn.via : undefined;
  if (via) return /(^|\.)(set|setState|produce|transact|use[A-Z]?\w*Store)$/.test(dotted(via.callee));
  const made = b.kind === 'const' && b.init ? settled(b.init) : undefined;
  return (
    made !== undefined &&
    isCall(made) &&
    /^(getState|getSnapshot|parse|deserialize\w*|readJ[sS][oO][nN]\w*)$/.test(
      methodName(made) || dotted(made.callee),
    ) &&
    // A copy of one thing.
    !some(made, (n) => isCall(n) && dotted(n.callee) === 'JSON.stringify')
  );
}

/** `wanted.some((tag) => given.includes(tag))`: whether two short lists have anything in common; stops at the first. */
export function isOverlap(site: CallSite, loop: LoopInfo): boolean {
  if (loop.method !== 'some' || !/^(some|includes)$/.test(site.method)) return false;
  const fn = loop.callback?.node;
  const asked = fn !== undefined && isFunction(fn) ? bare(fn.body) : undefined;
  // `ids.some((id) => !known.includes(id))`: whether all of them are there.
  const inner = asked?.type === 'UnaryExpression' && asked.operator === '!' ? bare(asked.argument) : asked;
  return inner === site.node;
}

/** Holds whatever there is, and is no thing of the domain. */
const container =
  /(^|[a-z_])(data|result|response|resp|res|body|inputs?|dto|args|params|param|props|state|store|context|ctx|payload|query|req|request|cache|summary|command|message|msg|event|action|page|batch|self|that|db|options|opts|graph|(?<!player)board|world|simulation|sim|snapshot|draft|model|config|values|variables|selection|existing|current|previous|prev|old|new|fresh|remote|local|stored|loaded|parsed|imported)$/i;

/** `task` of `task.tags`, `task?.tags`. */
function ownerOf(node: Node): string | undefined {
  const n = bare(node);
  const holder = isMember(n) ? bare(n.object) : undefined;
  // `task.value.tags` of Vue
  const object =
    holder && isMember(holder) && propertyName(holder) === 'value' ? bare(holder.object) : holder;
  return object?.type === 'Identifier' ? object.name : undefined;
}
