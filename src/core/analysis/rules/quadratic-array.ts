import {
  bare,
  calledName,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  type Node,
  parentOf,
  receiverOf,
  spreadAlone,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import { asItems } from '../counted.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { holds, varies } from '../kinds-of-values.ts';
import { asksById, collectionName, fewTurns, growsByName, isIdOfWritten } from '../names-of-collections.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { isHandedArray, isLoaded, restOf } from '../same-array.ts';
import { find } from '../scopes.ts';
import { leavesAfter } from '../turns.ts';
import { type Compared, comparedIn } from './compared.ts';
import { isDisputed } from './disputed.ts';
import { isDrawn } from './drawn.ts';
import { areAnswers, isWaitedFor } from './grown-lists.ts';
import { asksTheTurn, isLeftOf, isOfOuterItem, isReducedList, mayBeLong, nameTheTurn } from './joined.ts';
import { outerLoop } from './per-turn.ts';
import { checkHelper } from './search-helper.ts';
import { fills, importedRef, loopWords, plainVerdict } from './shared.ts';
import { isFront, isOfTheOne, likelyLong, putsInEach } from './shifted.ts';
import { costsLittle } from './short-search.ts';
import {
  areOfPeople,
  areSetUp,
  isGroupOfItem,
  isOptional,
  isOverlap,
  isOwnOfItem,
  isPartOfOne,
  isRefsOfOne,
  withoutFallback,
} from './shown.ts';
import { smallReceiver } from './small-receiver.ts';
import { isTicked } from './ticked.ts';

export const quadraticArray: Rule = {
  slug: 'quadratic-array',
  title: 'Array searched or copied once per item',
  family: 'cpu-algorithmic',
  severity: 'warning',
  what: 'find, includes, indexOf, filter, some, shift, splice or concat over the same array for each item of another: time grows with the product of both.',
  why: '1,000 items against 1,000 are a million comparisons; twice the data take four times as long.',
  fix: 'Build a Map or Set once before the loop and look up in it; collect with push; read from the front by index.',
  bad: [
    {
      file: 'src/join.ts',
      code: `export function join(orders: Order[], customers: Customer[]) {
  return orders.map((order) => ({ order, customer: customers.find((c) => c.id === order.customerId) }));
}`,
    },
    {
      file: 'src/unique.js',
      code: `export function unique(values) {
  const seen = [];
  for (const value of values) {
    if (!seen.includes(value)) seen.push(value);
  }
  return seen;
}`,
    },
  ],
  good: [
    {
      file: 'src/join.ts',
      code: `export function join(orders: Order[], customers: Customer[]) {
  const byId = new Map(customers.map((c) => [c.id, c]));
  return orders.map((order) => ({ order, customer: byId.get(order.customerId) }));
}`,
    },
  ],
  outOfScope: [
    'Text methods of the same name.',
    'Constant and small arrays.',
    "Each item's own sub-array.",
    'ORM queries named find.',
  ],
  knownFalsePositives: ['Arrays that are small by a rule the code does not show.'],
  check(file, report) {
    for (const site of searching(file.index)) {
      if (site.loop) checkCall(file, asMethod(site), report);
      else if (searches.test(site.method)) checkCalled(file, site, report);
    }
    for (const each of comparedIn(file.index.loops)) checkCompared(file, each, report);
  },
  decide: plainVerdict,
};

const searches = /^(find|findIndex|findLast|findLastIndex|some|every|filter|reduce)$/;
const lookups = /^(includes|indexOf|lastIndexOf)$/;

const searching = callsLike(
  /^(find(Last)?(Index)?|some|every|filter|reduce|includes|(lastI|i)ndexOf|shift|unshift|splice|concat)$/,
);

/** What is searched and by what, also in `_.find(users, …)`. */
interface Search {
  readonly receiver: Node;
  readonly by: Node | undefined;
}

function searchOf(site: CallSite): Search | undefined {
  const called = receiverOf(site.node);
  // `find(users, { id })` of lodash
  if (!called) return site.method ? ofLibrary(site) : undefined;
  // `[...users.values()].find(…)`
  const listed = withoutFallback(called);
  const whole = bare(spreadAlone(listed) ?? listed);
  const rest = restOf(whole, site);
  // `rows.slice(0, i + 1).reduce(add, 0)`: sums of all that came before.
  if (site.method === 'reduce' && !rest) return undefined;
  const receiver = rest ?? whole;
  if (isLibrary(receiver)) return ofLibrary(site);
  const [first] = site.node.arguments;
  return { receiver, by: first ? bare(first) : undefined };
}

function ofLibrary({ node }: CallSite): Search | undefined {
  const [first, second] = node.arguments;
  return first && second ? { receiver: bare(first), by: bare(second) } : undefined;
}

/** `find(users, { id })` of `import { find } from 'lodash'` as if it were written `_.find(…)`. */
function asMethod(site: CallSite): CallSite {
  const callee = bare(site.node.callee);
  const b = callee.type === 'Identifier' ? find(site.scope, callee.name) : undefined;
  const isOf = b?.kind === 'import' && /^(lodash|lodash-es|underscore)([./](?!fp)|$)/.test(b.module ?? '');
  return isOf && (searches.test(site.name) || lookups.test(site.name))
    ? { ...site, method: site.name }
    : site;
}

function isLibrary(receiver: Node | undefined): boolean {
  return receiver?.type === 'Identifier' && /^(_|lodash|underscore)$/.test(receiver.name);
}

function checkCall(file: Reviewed, site: CallSite, report: Report): void {
  const { method } = site;
  if (!method) return;
  const search = searchOf(site);
  if (!search || !dotted(search.receiver)) return;
  if (searches.test(method)) checkSearch(file, site, search, report);
  else if (lookups.test(method)) checkLookup(file, site, search, report);
  else if (method === 'concat') checkConcat(file, site, search.receiver, report);
  else checkShift(file, site, search.receiver, method, report);
}

function checkSearch(file: Reviewed, site: CallSite, search: Search, report: Report): void {
  const { receiver, by } = search;
  if (!by) return;
  const isMade = isMadePredicate(by);
  const called = receiverOf(site.node);
  if (!isFunction(by) && !isMade && called && !isLibrary(called)) return;
  const byId = asksById(by, (n) => !isIdOfWritten(n));
  const loop = outerLoop(file, site, receiver, byId, isMade ? by : undefined, by);
  if (!loop || isOfOuterItem(receiver, site, loop)) return;
  const kind = holds(receiver, site.scope, file.index);
  if (kind === 'set' || (isMade && kind !== 'array')) return;
  const told = varies(by, site.scope, loop) || site.method !== 'every';
  const asked = byId ? !asksTheTurn(by, site, loop) : mayBeLong(site, asItems(loop), receiver, by);
  const sure = told && asked ? 'medium' : 'low';
  // `courses.map((course) => <Card seats={seats.filter((s) => s.courseId === course.id).length} />)`: put in groups.
  const isGrouped = site.method === 'filter' && byId && isFunction(by) && comparesOnly(by.body);
  const small = smallReceiver(file, site, receiver, byId, nameTheTurn(by, loop));
  tell(file, site, loop, receiver, report, sure, small, isGrouped);
}

/** `matches.filter(isOfPlayer(player.id))`: a test that is made for each turn; what asks a database is made otherwise. */
function isMadePredicate(by: Node): boolean {
  return (
    isCall(by) &&
    by.arguments.length > 0 &&
    /^(is|has|by|matches|belongs|same|with)(?=[A-Z])|[a-z](Filter|Predicate|Matcher)$/.test(calledName(by))
  );
}

function checkCalled(file: Reviewed, site: CallSite, report: Report): void {
  const search = searchOf(site);
  if (!search || !search.by || !isFunction(search.by) || !dotted(search.receiver)) return;
  const { receiver, by } = search;
  const check = (s: CallSite, tellOf: Report, list: Node): void =>
    checkSearch(file, s, { receiver: list, by }, tellOf);
  checkHelper(file, site, receiver, by, check, report);
}

/** `c.fromId === item.id || c.toId === item.id`: not what is left to choose from. */
function comparesOnly(n: Node): boolean {
  const asked = bare(n);
  if (asked.type === 'LogicalExpression') return comparesOnly(asked.left) && comparesOnly(asked.right);
  return asked.type === 'BinaryExpression' && /^===?$/.test(asked.operator);
}

function checkLookup(file: Reviewed, site: CallSite, search: Search, report: Report): void {
  const { receiver, by } = search;
  if (!by || by.type === 'StringLiteral') return;
  // `topicKeys.includes(topicKey)`
  const byKey =
    by.type === 'Identifier' &&
    /[a-z]Key$/.test(by.name) &&
    !/^(prop|field|attr|config|sort|option)/.test(by.name);
  const byId = byKey || asksById(by, (n) => !isIdOfWritten(n));
  const loop = outerLoop(file, site, receiver, byId, by);
  if (!loop) return;
  // `a.every((x) => b.includes(x))` of any two lists: stops at the first that is missing.
  if (loop.method === 'every' && loop.iterable && [receiver, bare(loop.iterable)].every(isOneLetter)) return;
  if (isOfOuterItem(receiver, site, loop)) return;
  const isList =
    isHandedArray(receiver, loop) ||
    isReducedList(receiver, site, loop) ||
    (loop.iterable !== undefined && isLeftOf(loop.iterable, receiver, site));
  const kind = isList ? 'array' : holds(receiver, site.scope, file.index);
  if (kind !== 'array' && !(kind === 'unknown' && byId && isListName(collectionName(receiver)))) return;
  const sure = byId || mayBeLong(site, asItems(loop), receiver, by) ? 'medium' : 'low';
  // `if (!known.includes(id)) known.push(id)`: nobody chose what is in it.
  const isGathered = choices.test(collectionName(receiver)) && fills(loop, dotted(receiver));
  tell(file, site, loop, receiver, report, sure, isGathered ? '' : smallReceiver(file, site, receiver, byId));
}

const choices = /^(known|included|excluded|ignored|skipped|visible|checked|selected)$/;

function isOneLetter(n: Node): boolean {
  return n.type === 'Identifier' && n.name.length === 1;
}

/** `seen`, `selected`, `userList`: with an id asked of it, no text. */
function isListName(name: string): boolean {
  return /(^|[a-z])(seen|visited|done|processed|selected|excluded|included|existing|banned|blocked|muted|used|removed|added|matched|s|[lL]ist|[aA]rr(ay)?)$/.test(
    name,
  );
}

/** `for (const c of customers) if (c.id === order.customerId) …`, as `customers.find(…)`. */
function checkCompared(file: Reviewed, { site, list, by, asked }: Compared, report: Report): void {
  const loop = outerLoop(file, site, list, true, by, asked);
  if (loop && holds(list, site.scope, file.index) !== 'set')
    tell(file, site, loop, list, report, 'medium', smallReceiver(file, site, list, true));
}

/** `all = all.concat(part)`. */
function checkConcat(file: Reviewed, site: CallSite, receiver: Node, report: Report): void {
  // `x[k] = x[k] ? x[k].concat(y) : [y]`
  let parent = parentOf(site.node);
  while (parent?.type === 'ConditionalExpression' || parent?.type === 'LogicalExpression')
    parent = parentOf(parent);
  const name = dotted(receiver);
  const grown =
    parent?.type === 'AssignmentExpression' && parent.operator === '=' && dotted(parent.left) === name;
  const growing = grown ? receiver : accumulated(site, receiver);
  if (!growing) return;
  if (holds(receiver, site.scope, file.index) === 'text') return;
  let loop = site.loop;
  const b = find(site.scope, name.split('.')[0]!);
  while (loop && b && grown && inside(loop, b.node)) loop = loop.parent;
  if (!loop) return;
  const facts = file.loops.of(loop);
  const small =
    facts.bound && facts.bound.kind !== 'imported' && facts.bound.kind !== 'chunk'
      ? `bounded: ${facts.bound.why}`
      : '';
  const waited =
    hasAwait(site.node) || isWaitedFor(site, loop) ? 'each turn waits for more than it copies' : '';
  const paged = /^(pagination|poll|retry|drain|endless)$/.test(facts.purpose)
    ? `${facts.why}: few turns`
    : '';
  const isFew = fewTurns(loop) && !(loop.iterable && isLoaded(loop.iterable, loop.scope));
  const few = isFew ? 'few turns by their name' : areAnswers(loop) ? 'as few as the requests' : '';
  tell(file, site, loop, growing, report, 'medium', small || paged || waited || few);
}

/** `all` of `buckets.reduce((all, bucket) => all.concat(bucket.rows), [])`, and of `bucket.rows.concat(all)`. */
function accumulated({ loop, node, scope }: CallSite, receiver: Node): Node | undefined {
  if (loop?.kind !== 'callback' || !/^reduce/.test(loop.method)) return undefined;
  if (isAccumulator(loop, dotted(receiver))) return receiver;
  const only = node.arguments[0] && bare(node.arguments[0]);
  return only && isAccumulator(loop, dotted(only)) && varies(receiver, scope, loop) ? only : undefined;
}

function isAccumulator(loop: LoopInfo, name: string): boolean {
  const body = loop.body;
  const first = isFunction(body) ? body.params[0] : undefined;
  return first?.type === 'Identifier' && first.name === name;
}

function inside(loop: LoopInfo, n: Node): boolean {
  return (loop.body.start ?? 0) <= (n.start ?? 0) && (n.end ?? 0) <= (loop.body.end ?? 0);
}

function checkShift(file: Reviewed, site: CallSite, receiver: Node, method: string, report: Report): void {
  const loop = site.loop!;
  const b = receiver.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  if (b && inside(loop, b.node)) return;
  if (varies(receiver, site.scope, loop) || !isFront(site.node, method)) return;
  // `if (later) { queue.splice(i, 0, job); break; }`, `if (queue[i].id === id) queue.splice(i, 1);`
  if (leavesAfter(loop, site.node) || isOfTheOne(site, loop)) return;
  if (holds(receiver, site.scope, file.index) === 'set') return;
  const facts = file.loops.of(loop);
  if (/^(retry|poll|batch|pagination|endless|throttled)$/.test(facts.purpose)) return;
  if (facts.bound && facts.bound.kind !== 'imported') return;
  const perItem = facts.purpose === 'items' && putsInEach(site.node, method, receiver, loop);
  const sure = perItem || likelyLong(site, loop, receiver, method) ? 'medium' : 'low';
  tell(file, site, loop, receiver, report, sure, smallReceiver(file, site, receiver, false));
}

function tell(
  file: Reviewed,
  site: CallSite,
  loop: LoopInfo,
  receiver: Node,
  report: Report,
  confidence: 'medium' | 'low',
  silenced: string,
  isGrouped = false,
): void {
  const name = dotted(receiver);
  const { method } = site;
  const says =
    method === 'concat'
      ? `concat() copies all of ${name}`
      : method === 'for'
        ? `The loop over ${name} goes through all of it`
        : `${name}.${method}() goes through ${/^(shift|unshift|splice)$/.test(method) ? `and moves all of ${name}` : name}`;
  const few =
    (isDrawn(loop) && !isGrouped && !isPlaceOf(receiver, site, loop)) ||
    isOwnOfItem(receiver, site, loop, (outer) => isOfKinds(file, outer)) ||
    isRefsOfOne(receiver, site) ||
    isGroupOfItem(receiver, site, loop) ||
    [receiver, loop.iterable].some((n) => n !== undefined && isTicked(n, site, file.index.path)) ||
    areSetUp(receiver, site, loop) ||
    isOptional(receiver, site, loop) ||
    costsLittle(file, receiver, site, loop) ||
    // The lines of one order, each looked up among all products; those of each of many orders are many.
    (!loop.parent && !areOfPeople(receiver, site) && isDisputed(asItems(loop), file.index)) ||
    isOverlap(site, loop) ||
    (!/^(shift|unshift|splice|concat)$/.test(method) && isPartOfOne(receiver, site));
  report({
    node: site.node,
    fn: site.fn,
    confidence: few ? 'low' : confidence,
    silenced,
    iter: importedIter(file, site, receiver, loop),
    message: `${says} again for each turn of the ${loopWords(loop)}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

/** `for (const kind of KINDS)`: each turn has a good part of everything. */
function isOfKinds(file: Reviewed, outer: LoopInfo): boolean {
  const { iterable } = outer;
  const { bound } = file.loops.of(outer);
  return (
    bound?.kind === 'constant' ||
    (bound?.kind === 'imported' &&
      iterable !== undefined &&
      /^[A-Z][A-Z_\d]+$/.test(collectionName(iterable)))
  );
}

/**
 * `shown.map((row) => <Row at={rows.indexOf(row)} />)`: the list that is drawn is looked through for each of its rows,
 * also where the rows stand in groups.
 */
function isPlaceOf(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  if (!/^(lastI|i)ndexOf$|^find(Last)?Index$/.test(site.method) || !growsByName(receiver)) return false;
  if (loop.iterable !== undefined && isLeftOf(loop.iterable, receiver, site)) return true;
  const of = site.node.arguments[0];
  return /ndexOf$/.test(site.method) && of?.type === 'Identifier' && loop.items.includes(of.name);
}

function importedIter(file: Reviewed, site: CallSite, receiver: Node, loop: LoopInfo): number {
  const bound = file.loops.bounds.of(receiver, site.scope);
  return bound?.kind === 'imported' ? file.refs.of(bound.node, site.scope) : importedRef(file, loop);
}
