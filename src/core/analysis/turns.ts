/** How the turns of a loop hang together: it ends at the first hit, or each turn needs the one before. */
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isLoop,
  isMember,
  keyName,
  lastStatement,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
  visit,
} from './ast.ts';
import { complains, failureReturned, isNegative } from './failures.ts';
import type { LoopInfo, Scope } from './index-types.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';

/**
 * Whether the loop stops at the first hit after `call`: looking for something, not doing something to each.
 * Stopping at a failure (`if (!x) return error`) is not a hit.
 */
export function stopsAtHit(loop: LoopInfo, call: Node, exits: readonly Node[]): string {
  if (loop.kind === 'callback') return '';
  if (leavesAfter(loop, call)) return 'returns at the first hit';
  for (const n of exits) {
    if (n.type === 'ContinueStatement') continue;
    if ((n.end ?? 0) < (call.start ?? 0)) continue;
    const nested = ancestor(n, (p) => isLoop(p));
    if (nested && nested !== loop.node && !contains(nested, call)) continue;
    if (n.type === 'BreakStatement' && breaksOther(n, loop)) continue;
    if (contains(n, call) || isHit(n, loop, call)) {
      return n.type === 'ReturnStatement' ? 'returns at the first hit' : 'stops at the first hit';
    }
  }
  return '';
}

/** `if (mine) { await message.delete(); return; }`, `… throw tooFew;`: whatever the block does, it does once. */
export function leavesAfter(loop: LoopInfo, call: Node): boolean {
  const inner = ancestor(call, isFunction);
  for (let n = call, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    // What a callback returns ends its turn; `for (…) { if (!fits(x)) continue; take(x); return x; }` ends the loop.
    if (p === loop.body && loop.kind === 'callback') break;
    if (isFunction(n) || isLoop(n)) return false;
    if (p.type !== 'BlockStatement') continue;
    // `await transaction(async (tx) => { await tx.save(row); return row; })`: the callback ends, the loop goes on.
    if (inner && contains(inner, p) && contains(loop.body, inner)) return false;
    const after = p.body.slice(p.body.indexOf(n as (typeof p.body)[number]) + 1);
    if (
      after.some(
        (s) =>
          s.type === 'ReturnStatement' ||
          (s.type === 'ContinueStatement' && goesOnAround(s, loop)) ||
          (s.type === 'BreakStatement' && !breaksOther(s, loop)) ||
          (s.type === 'ThrowStatement' && !isCaughtIn(loop, s)),
      )
    )
      return true;
  }
  return false;
}

/** `continue again;` of a loop around this one. */
function goesOnAround({ label }: Extract<Node, { type: 'ContinueStatement' }>, { node }: LoopInfo): boolean {
  if (!label) return false;
  const around = ancestor(node, (p) => p.type === 'LabeledStatement' && p.label.name === label.name);
  return around !== undefined && around !== parentOf(node);
}

/** What a `try` of the turn catches ends no loop. */
function isCaughtIn(loop: LoopInfo, thrown: Node): boolean {
  for (let n = thrown, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n))
    if (p.type === 'TryStatement' && p.block === n && p.handler) return true;
  return false;
}

/**
 * `if (job.id === wanted) await job.start()`, `job.id === wanted ? started(job) : job`, and what stands behind
 * `if (job.id !== wanted) return job`: of all items only the one that is looked for, though the loop goes on.
 */
export function onlyTheOne(loop: LoopInfo, call: Node): string {
  for (let n = call, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (isFunction(n) || isLoop(n)) return '';
    const one =
      p.type === 'IfStatement' || p.type === 'ConditionalExpression'
        ? (p.consequent === n || p.alternate === n) && asksForOne(p.test, loop, p.consequent === n)
        : p.type === 'BlockStatement' && leavesOthers(p.body.slice(0, p.body.indexOf(n as Statement)), loop);
    if (one) return 'only for the item that is looked for';
  }
  return '';
}

type Statement = Extract<Node, { type: 'BlockStatement' }>['body'][number];

/** `if (job.id !== wanted) continue;` */
function leavesOthers(before: readonly Statement[], loop: LoopInfo): boolean {
  return before.some((s) => {
    if (s.type !== 'IfStatement' || s.alternate) return false;
    const last = lastStatement(s.consequent);
    return (
      (last?.type === 'ContinueStatement' || last?.type === 'ReturnStatement') &&
      asksForOne(s.test, loop, false)
    );
  });
}

/**
 * `row.id === id`, `code === answer` of a list of codes, alone or as one of several things that all hold; with `is`
 * being false the opposite of that.
 */
function asksForOne(test: Node, loop: LoopInfo, is = true): boolean {
  const n = bare(test);
  if (n.type === 'LogicalExpression')
    return (
      n.operator === (is ? '&&' : '||') && (asksForOne(n.left, loop, is) || asksForOne(n.right, loop, is))
    );
  if (
    n.type !== 'BinaryExpression' ||
    !(is ? /^===?$/ : /^!==?$/).test(n.operator) ||
    n.left.type === 'PrivateName'
  )
    return false;
  if (isOneTurn(bare(n.left), bare(n.right), loop)) return true;
  const whole = loop.items.length === 1 ? loop.items[0] : undefined;
  const isOwnId = (side: Node): boolean =>
    (side.type === 'Identifier' && side.name === whole && isWhole(side.name, loop)) ||
    (isMember(side) &&
      /^(_?id|uuid|ID|_?key|(row|local|temp)Id)$/.test(propertyName(side)) &&
      loop.items.includes(dotted(bare(side.object))));
  const [left, right] = [ofText(n.left), ofText(n.right)];
  const given = isOwnId(left) ? right : isOwnId(right) ? left : undefined;
  return (
    given !== undefined &&
    // `row.id === undefined` is asked of each that is new.
    ((given.type === 'Identifier' && given.name !== 'undefined') || isMember(given)) &&
    !some(given, (m) => m.type === 'Identifier' && loop.items.includes(m.name)) &&
    !madeInTurn(given, loop)
  );
}

/** `const read = load(id); if (read.id !== id) …` asks whether what was read is right. */
function madeInTurn(given: Node, loop: LoopInfo): boolean {
  const name = dotted(given).split(/[.[]/)[0]!;
  return some(loop.body, (n) => n.type === 'VariableDeclarator' && patternNames(n.id).includes(name));
}

/** `id` of `id.toString()` and `String(id)`. */
function ofText(side: Node): Node {
  const n = bare(side);
  if (!isCall(n)) return n;
  const of = methodName(n) === 'toString' ? receiverOf(n) : undefined;
  return bare(of ?? (dotted(n.callee) === 'String' ? n.arguments[0] : undefined) ?? n);
}

/** `index === 0`, `i === rows.length - 1`, `i === chosen`: in the first turn, the last, or the one that is looked for. */
function isOneTurn(left: Node, right: Node, loop: LoopInfo): boolean {
  if (left.type !== 'Identifier' || left.name !== numberOfTurn(loop)) return false;
  if (right.type === 'NumericLiteral') return true;
  if (right.type === 'Identifier') return !loop.items.includes(right.name) && !madeInTurn(right, loop);
  return right.type === 'BinaryExpression' && right.operator === '-' && /\.length$/.test(dotted(right.left));
}

/** `i` of `for (let i = 0; …)` and of `rows.map((row, i) => …)`. */
function numberOfTurn(loop: LoopInfo): string {
  const n = loop.node;
  if (n.type === 'ForStatement')
    return n.init?.type === 'VariableDeclaration' ? dotted(n.init.declarations[0]?.id ?? n) : '';
  const fn = /^(map|forEach|filter|some|every|flatMap)$/.test(loop.method) ? loop.callback?.node : undefined;
  const second = fn && 'params' in fn ? fn.params[1] : undefined;
  return second ? dotted(second) : '';
}

/** The item as it is, not a field of it: `status` of `({ status }) => …` is the same for many. */
function isWhole(name: string, loop: LoopInfo): boolean {
  const n = loop.node;
  if (n.type === 'ForOfStatement' || n.type === 'ForInStatement')
    return n.left.type === 'VariableDeclaration' && dotted(n.left.declarations[0]?.id ?? n) === name;
  const fn = loop.callback?.node;
  return fn !== undefined && 'params' in fn && fn.params[0] !== undefined && dotted(fn.params[0]) === name;
}

function breaksOther(n: Extract<Node, { type: 'BreakStatement' }>, loop: LoopInfo): boolean {
  if (n.label) return false;
  const target = ancestor(n, (p) => isLoop(p) || p.type === 'SwitchStatement');
  return target !== loop.node;
}

function isHit(exit: Node, loop: LoopInfo, call: Node): boolean {
  const branch = ancestor(
    exit,
    (p) => p.type === 'IfStatement' || p === loop.body || p.type === 'CatchClause' || p.type === 'SwitchCase',
  );
  if (!branch || branch.type === 'CatchClause' || branch.type === 'SwitchCase') return false;
  if (branch.type !== 'IfStatement') return true;
  const inAlternate = branch.alternate != null && contains(branch.alternate, exit);
  if (!contains(loop.body, branch)) return false;
  if (failureReturned(exit) || complains(inAlternate ? branch.alternate! : branch.consequent)) return false;
  const negative = isNegative(branch.test) !== inAlternate;
  // `if (taken.length === 0) { table = candidate; break; }` looks for one that is free.
  if (negative)
    return (
      exit.type === 'BreakStatement' && takesItem(inAlternate ? branch.alternate! : branch.consequent, loop)
    );
  const results = resultNames(loop, call);
  if (contains(branch.test, call)) return true;
  return (
    some(branch.test, (n) => n.type === 'Identifier' && results.has(n.name)) ||
    (exit.type === 'ReturnStatement' &&
      exit.argument != null &&
      some(exit.argument, (n) => n.type === 'Identifier' && results.has(n.name)))
  );
}

/** `chosen = item.id` of what was declared outside; what went wrong is no choice. */
function takesItem(branch: Node, loop: LoopInfo): boolean {
  return some(branch, (n) => {
    if (n.type !== 'AssignmentExpression' || n.operator !== '=' || n.left.type !== 'Identifier') return false;
    const b = find(loop.scope, n.left.name);
    return (
      b !== undefined &&
      !contains(loop.node, b.node) &&
      !/fail|err|bad|invalid|missing|conflict|blocked|reason/i.test(n.left.name) &&
      some(n.right, (m) => m.type === 'Identifier' && loop.items.includes(m.name))
    );
  });
}

/**
 * `for (let n = 1; n < 50; n++) { if (!(await taken(name(n)))) return name(n); }`: it counts, goes through no list,
 * and ends by what the call gave, whether that is something or nothing: tries, hops, and what is taken until none is left.
 */
export function endsByAnswer(loop: LoopInfo, call: Node, exits: readonly Node[]): string {
  if (loop.node.type !== 'ForStatement' || loop.iterable) return '';
  if (endsWhereNone(loop.node.test, call)) return 'ends by what it is answered';
  if (picksByCount(loop)) return '';
  const results = resultNames(loop, call);
  for (const exit of exits) {
    if (exit.type === 'ContinueStatement' || (exit.end ?? 0) < (call.start ?? 0)) continue;
    if (ancestor(exit, isLoop) !== loop.node || failureReturned(exit)) continue;
    const branch = ancestor(exit, (p) => p.type === 'IfStatement' || p === loop.body);
    if (branch?.type !== 'IfStatement') continue;
    const asks = (n: Node): boolean => n === call || (n.type === 'Identifier' && results.has(n.name));
    if (some(branch.test, asks)) return 'ends by what it is answered';
  }
  return '';
}

/** `for (let i = 2; await find({ slug }); i++)`: goes on until the answer is another, and is no call for each of a list. */
function endsWhereNone(test: Node | null | undefined, call: Node): boolean {
  return test != null && contains(test, call) && !/^[<>]/.test(operatorOf(test));
}

function operatorOf(test: Node): string {
  const n = bare(test);
  return n.type === 'BinaryExpression' ? n.operator : '';
}

/** `rows[i]`, `at(i)`: the counter is a place in a list. */
function picksByCount(loop: LoopInfo): boolean {
  const init = loop.node.type === 'ForStatement' ? loop.node.init : undefined;
  const counters = init?.type === 'VariableDeclaration' ? patternNames(init) : [];
  return some(
    loop.body,
    (n) =>
      isMember(n) &&
      n.computed &&
      some(n.property, (m) => m.type === 'Identifier' && counters.includes(m.name)),
  );
}

/** Names that hold what the call gave, directly or through what the body makes of it later. */
function resultNames(loop: LoopInfo, call: Node): Set<string> {
  const names = new Set<string>();
  const holds = (value: Node): boolean =>
    contains(value, call) || some(value, (m) => m.type === 'Identifier' && names.has(m.name));
  visit(loop.body, (n) => {
    if (n.type === 'VariableDeclarator' && n.init && holds(n.init)) {
      for (const name of patternNames(n.id)) names.add(name);
    } else if (n.type === 'AssignmentExpression' && n.operator === '=' && holds(n.right)) {
      for (const name of patternNames(n.left)) names.add(name);
    }
    return true;
  });
  return names;
}

/** `const next = await parentOf(id); … id = next;`: what was given is asked with in the next turn. */
function asksWithAnswer(loop: LoopInfo, call: Call, scope: Scope): boolean {
  if (call.arguments.length === 0 || isFunction(bare(call.arguments[0]!))) return false;
  const given = new Set<string>();
  for (const a of call.arguments) {
    const n = bare(a);
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    if (b && b.writes.length > 0 && !contains(loop.node, b.node)) given.add(b.name);
  }
  if (given.size === 0) return false;
  const results = resultNames(loop, call);
  return some(
    loop.body,
    (n) =>
      n.type === 'AssignmentExpression' &&
      n.operator === '=' &&
      n.left.type === 'Identifier' &&
      given.has(n.left.name) &&
      some(n.right, (m) => m.type === 'Identifier' && m.name !== dotted(n.left) && results.has(m.name)),
  );
}

/** `user` of `for (let user of users) { user = await load(user.id); … }`: another one in each turn. */
function isOwnOfTurn({ node }: LoopInfo, named: Node): boolean {
  return (node.type === 'ForOfStatement' || node.type === 'ForInStatement') && contains(node.left, named);
}

/** Each step needs the one before: `cursor = await load(cursor)`. */
export function carriesOver(loop: LoopInfo, call: Node, scope: Scope): boolean {
  if (!isCall(call)) return false;
  if (asksWithAnswer(loop, call, scope)) return true;
  const statement = ancestor(
    call,
    (n) =>
      n.type === 'AssignmentExpression' ||
      n.type === 'ExpressionStatement' ||
      n.type === 'VariableDeclaration',
  );
  if (statement?.type !== 'AssignmentExpression' || !contains(statement.right, call)) return false;
  const names = new Set(
    patternNames(statement.left).filter((n) => {
      const b = find(scope, n);
      return b !== undefined && !contains(loop.body, b.node) && !isOwnOfTurn(loop, b.node);
    }),
  );
  return (
    names.size > 0 && call.arguments.some((a) => some(a, (n) => n.type === 'Identifier' && names.has(n.name)))
  );
}

/**
 * `while (month < end) { … month = month.plus({ months: 1 }); }`, also by way of `const next = from.plus({ years: 1 })`:
 * as few turns as somebody's range has months or years.
 */
export function goesThroughMonths(loop: LoopInfo, test: Node): boolean {
  if (loop.node.type === 'ForStatement' && countsMonths(loop)) return true;
  const day = test.type === 'BinaryExpression' && /^<=?$/.test(test.operator) ? dotted(test.left) : '';
  const before = isCall(test) && /^is(SameOr)?Before$/.test(methodName(test)) ? receiverOf(test) : undefined;
  const name = day || (before ? dotted(before) : '');
  if (!/^\w+$/.test(name)) return false;
  // `else day.setDate(day.getDate() + 1)`: as somebody asks for it.
  const byDays = (n: Node): boolean =>
    isCall(n) &&
    /^set(UTC)?Date$/.test(methodName(n)) &&
    n.arguments[0]?.type !== 'NumericLiteral' &&
    dotted(receiverOf(n) ?? n) === name;
  return some(loop.node, (n) => isCall(n) && addsMonths(n, name)) && !some(loop.node, byDays);
}

/** `new Date(now.getFullYear(), now.getMonth() - i, 1)` of the counter. */
function countsMonths(loop: LoopInfo): boolean {
  const counter = numberOfTurn(loop);
  if (!/^\w+$/.test(counter)) return false;
  return some(loop.body, (n) => {
    if (n.type !== 'NewExpression' || dotted(n.callee) !== 'Date') return false;
    const month = n.arguments[1] ? bare(n.arguments[1]) : undefined;
    if (month?.type !== 'BinaryExpression' || !/^[+-]$/.test(month.operator)) return false;
    return /Month\(\)$/.test(dotted(bare(month.left as Node))) && dotted(bare(month.right)) === counter;
  });
}

function addsMonths(n: Call, name: string): boolean {
  const method = methodName(n);
  const [first, second] = n.arguments;
  const called = method || lastWordOf(n.callee);
  if (/^add(Months|Quarters|Years)$/.test(called)) return first !== undefined && dotted(first) === name;
  const r = receiverOf(n);
  if (!r || dotted(r) !== name) return false;
  if (/^set(UTC)?(Month|FullYear)$/.test(method)) return true;
  if (!/^(plus|add)$/.test(method)) return false;
  if (first?.type === 'ObjectExpression')
    return first.properties.some(
      (p) => p.type === 'ObjectProperty' && /^(months?|quarters?|years?)$/.test(keyName(p)),
    );
  return second?.type === 'StringLiteral' && /^(M|Q|y|months?|quarters?|years?)$/.test(second.value);
}

/** `while (day <= last) { … day.setDate(day.getDate() + 1); }`, also as a `for`: as many turns as somebody's range has days. */
export function goesThroughDays(loop: LoopInfo, test: Node): boolean {
  const before = isCall(test) && /^is(SameOr)?Before$/.test(methodName(test)) ? receiverOf(test) : undefined;
  const left = test.type === 'BinaryExpression' && /^<=?$/.test(test.operator) ? test.left : before;
  const day = left ? dotted(left) : '';
  if (!/^\w+$/.test(day)) return false;
  const update = 'update' in loop.node && loop.node.type === 'ForStatement' ? loop.node.update : undefined;
  return some(update ?? loop.body, (n) => {
    if (isCall(n) && /^(set(UTC)?(Date|Month|FullYear|Hours)|setTime|add)$/.test(methodName(n)))
      return dotted(receiverOf(n) ?? n) === day;
    if (n.type !== 'AssignmentExpression' || dotted(n.left) !== day) return false;
    const next = bare(n.right);
    return (
      isCall(next) && /^(add(Days|Weeks|Months|Hours)|next(Day|Date)|add|plus)$/.test(lastWordOf(next.callee))
    );
  });
}
