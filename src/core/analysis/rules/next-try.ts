/** Whether the next turn of a loop repeats what has failed: it may give up, or try something else. */
import {
  bare,
  type Call,
  calledName,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  lastStatement,
  lastWordOf,
  type Node,
  receiverOf,
  some,
  visit,
} from '../ast.ts';
import type { Binding, CallSite, LoopInfo } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { codeOf, counters, isBadStatus, taken } from './again-itself.ts';

/** Ends with a `throw`, or throws all but one error that is no trouble of the other side: nothing is repeated. */
export function gives(handler: Extract<Node, { type: 'BlockStatement' }>): boolean {
  const last = handler.body.at(-1);
  if (last?.type !== 'ThrowStatement') return false;
  const others = handler.body.filter((n) => n.type === 'IfStatement');
  const kept = others.filter((n) => some(n.consequent, (x) => x.type === 'ContinueStatement', false));
  return kept.every((n) => n.type === 'IfStatement' && isOwnError(bare(n.test)));
}

/** `error instanceof TokenExpiredError` */
function isOwnError(test: Node): boolean {
  return (
    test.type === 'BinaryExpression' &&
    test.operator === 'instanceof' &&
    !/network|timeout|axios|fetch|http|request|api|rate|unavailable|overload|connect|socket|temporary|transient|retr/i.test(
      dotted(test.right),
    )
  );
}

/**
 * `while (true) { try { return await load(url); } catch (error) { log(error); } }`, whatever it is called: what works ends
 * the loop, and what fails is done again in the next turn, the number of which is not looked at.
 */
export function repeatsFailed(loop: LoopInfo): boolean {
  const { node, body } = loop;
  if (!/^(for|while|do)$/.test(loop.kind) || body.type !== 'BlockStatement') return false;
  const attempt = body.body.find((n) => n.type === 'TryStatement');
  if (attempt?.type !== 'TryStatement' || !attempt.handler || attempt.finalizer) return false;
  const last = attempt.block.body.at(-1);
  const test = 'test' in node && node.test ? bare(node.test) : undefined;
  const isDone = (n: Node | undefined): boolean =>
    n?.type === 'ReturnStatement' || n?.type === 'BreakStatement' || (test !== undefined && sets(n, test));
  if (!isDone(last) || ends(attempt.handler.body)) return false;
  const counter =
    node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration' ? node.init : undefined;
  const names = (counter?.declarations ?? []).map((d) => dotted(d.id));
  return !some(attempt.block, (n) => n.type === 'Identifier' && names.includes(n.name));
}

/** `done = true;` in a loop `while (!done)`. */
function sets(n: Node | undefined, test: Node): boolean {
  const set = n?.type === 'ExpressionStatement' ? bare(n.expression) : undefined;
  if (set?.type !== 'AssignmentExpression') return false;
  const name = dotted(set.left);
  return name !== '' && some(test, (t) => t.type === 'UnaryExpression' && dotted(t.argument) === name);
}

/** `await refreshToken()` after a failure: what was refused is asked again with something else. */
export function renews(handler: Node): boolean {
  return some(
    handler,
    (n) =>
      n.type === 'AwaitExpression' &&
      isCall(bare(n.argument)) &&
      renewal.test(calledName(bare(n.argument) as Call)),
    false,
  );
}

const renewal =
  /^(re_?new|invalidate\w*(Token|Session|Credentials?|Auth)|refresh|re_?auth|authenticate|re_?login|log_?in|sign_?in|rotate|regenerate)|^(get|fetch|create|obtain|acquire)\w*(Token|Credentials?|Session)$/i;

/** `catch { withoutType = true; }` around `if (!withoutType) columns.push('type')`: the next turn asks for something else. */
export function switches(handler: Node, body: Node): boolean {
  if (givesAnother(handler, body)) return true;
  const set = new Set<string>();
  visit(handler, (n) => {
    if (n.type === 'AssignmentExpression' && bare(n.right).type === 'BooleanLiteral') set.add(dotted(n.left));
    return true;
  });
  if (set.size === 0) return false;
  return some(
    body,
    (n) =>
      (n.type === 'IfStatement' || n.type === 'ConditionalExpression') &&
      !contains(handler, n) &&
      some(n.test, (t) => t.type === 'Identifier' && set.has(t.name) && !ofTheTry.test(t.name)),
    false,
  );
}

/** `catch { range = Math.trunc(range / 2); }` around `query(from, from + range)`: the next turn is given something else. */
function givesAnother(handler: Node, body: Node): boolean {
  const set = new Set<string>();
  visit(handler, (n) => {
    if (n.type !== 'AssignmentExpression') return true;
    const name = dotted(n.left);
    const last = name.slice(name.lastIndexOf('.') + 1);
    const isOther = !/Literal$/.test(bare(n.right).type) && !counters.test(last) && !ofTheTry.test(last);
    if (last && isOther && !/err|time|delay|wait|backoff/i.test(last)) set.add(name);
    return true;
  });
  if (set.size === 0) return false;
  const isGiven = (n: Node): boolean => (n.type === 'Identifier' || isMember(n)) && set.has(dotted(n));
  return some(
    body,
    (n) => isCall(n) && !contains(handler, n) && n.arguments.some((a) => some(a, isGiven, false)),
    false,
  );
}

/** `const provider = nextProvider(tried)`, `const name = base + random()`: each turn tries something else. */
export function triesAnother(body: Node): boolean {
  const other = (n: Node): boolean => {
    // `const mirror = mirrors[at++];`
    if (isMember(n)) return n.computed && bare(n.property as Node).type === 'UpdateExpression';
    if (!isCall(n)) return false;
    const word = lastWordOf(n.callee);
    return others.test(word) || madeUp.test(word);
  };
  return (
    body.type === 'BlockStatement' &&
    body.body.some(
      (n) =>
        n.type === 'VariableDeclaration' &&
        n.declarations.some(
          (d) => d.init && bare(d.init).type !== 'AwaitExpression' && some(d.init, other, false),
        ),
    )
  );
}

const others =
  /random|nanoid|uuid|^(find|get|pick|choose|select|take)?(Next|Another|Other)|^next[A-Z]|^rotate|^(shift|pop|dequeue)$/i;
/** `generateCode()`, `suggestSlug(name)`: a name that may be taken. */
const madeUp =
  /^(re)?(generate|suggest|mint|make|create)\w*(Code|Id|ID|Key|Slug|Name|Ref|Reference|Number|Pin|PIN|Suffix|String|Alias|Handle|Serial|Otp|Digits?)$/;

/** `save(code)`, `db.ref(path(code)).create()`, where the loop makes another `code` each time, or `LIST[i]`. */
export function isAnother(site: CallSite, loop: LoopInfo): boolean {
  const changed = (b: Binding): boolean =>
    (b.loopItem === loop && !(counters.test(b.name) && isNumbered(loop))) ||
    (!isCounter(b) &&
      (b.writes.some((w) => contains(loop.body, w) && !contains(w, site.node)) || moved().has(b.name))) ||
    isPicked(b, site, loop);
  // `state.lastId = page.lastId`: the next turn goes on from there.
  let roots: ReadonlySet<string> | undefined;
  const moved = (): ReadonlySet<string> => (roots ??= rootsSet(loop.body));
  for (let n: Node | undefined = site.node; n && isCall(n); n = receiverOf(n))
    if (
      n.arguments.some((a) => !isListeners(a) && (uses(a, site.scope, changed) || picksByTurn(a, site, loop)))
    )
      return true;
  return false;
}

/** `{ onText: (text) => writer.append(text) }`: told of what comes, not what is asked for. */
function isListeners(arg: Node): boolean {
  const n = bare(arg);
  return (
    n.type === 'ObjectExpression' &&
    n.properties.length > 0 &&
    n.properties.every((p) => p.type !== 'SpreadElement' && /^on[A-Z]/.test(keyName(p)))
  );
}

/** Called after tries, and counted: `retryInstructions = answer.failure` says something else each time. */
function isCounter(b: Binding): boolean {
  if (!counters.test(b.name)) return false;
  return b.writes.every((w) => {
    if (w.type !== 'AssignmentExpression' || w.operator !== '=') return true;
    return /^(Numeric|Boolean)Literal$|^(Binary|Unary|Update)Expression$/.test(bare(w.right).type);
  });
}

/** `const endpoint = endpoints[cursor % endpoints.length]`, `const { model } = models[i]`: another one each time. */
function isPicked(b: Binding, site: CallSite, loop: LoopInfo): boolean {
  const moves = (v: Binding): boolean => v.writes.some((w) => contains(loop.node, w));
  return (
    b.init !== undefined &&
    contains(loop.body, b.node) &&
    some(bare(b.init), (n) => isMember(n) && n.computed && uses(n.property, site.scope, moves), false)
  );
}

/** Names of the objects whose fields code sets, but for what counts or keeps the error. */
function rootsSet(body: Node): ReadonlySet<string> {
  const names = new Set<string>();
  visit(body, (n) => {
    if (n.type !== 'AssignmentExpression' || !isMember(n.left)) return true;
    const [root = '', ...path] = dotted(n.left).split('.');
    const kept = path.some((field) => counters.test(field) || ofTheTry.test(field));
    if (root !== 'this' && path.length > 0 && !kept) names.add(root);
    return true;
  });
  return names;
}

const ofTheTry = /err|status|state|result|last(Tried|Attempt)|header|signal|time_?out/i;

/** `models[attempt]`, `LIST[i].fields` in the loop that counts `i`. */
function picksByTurn(arg: Node, site: CallSite, loop: LoopInfo): boolean {
  if (loop.kind !== 'for' || isFunction(arg)) return false;
  return some(
    arg,
    (n) => {
      if (!isMember(n) || !n.computed || n.property.type !== 'Identifier') return false;
      const b = find(site.scope, n.property.name);
      return b?.init !== undefined && contains(loop.node, b.init) && !contains(loop.body, b.init);
    },
    false,
  );
}

/** `for (const attempt of [1, 2, 3])`: not a list of things that are each tried again. */
function isNumbered({ iterable }: LoopInfo): boolean {
  const list = iterable && bare(iterable);
  return (
    list?.type === 'ArrayExpression' ||
    (list !== undefined && isCall(list) && /^(from|range|keys|times|fill)$/.test(calledName(list)))
  );
}

/**
 * `catch (error) { if (error.code !== 'P2002') throw error; }`, or the same by an answer, without a `try`; also where
 * a function of this file knows the codes: `if (!isSlugTaken(error)) throw error`.
 */
export function answersTaken(file: Reviewed, loop: LoopInfo, tries: readonly Node[]): boolean {
  if (tries.length === 0) return taken.test(codeOf(file, loop.body));
  return tries.some((n) => {
    const handler = n.type === 'TryStatement' ? n.handler : undefined;
    if (!handler) return false;
    if (taken.test(withoutEnds(file, handler))) return true;
    return some(handler, (c) => {
      const callee = isCall(c) ? bare(c.callee) : undefined;
      const known = callee?.type === 'Identifier' ? find(loop.scope, callee.name) : undefined;
      const fn = known?.fn?.node ?? known?.init;
      return /^(is|was|should|can)[A-Z]/.test(known?.name ?? '') && isFunction(fn)
        ? taken.test(codeOf(file, fn))
        : false;
    });
  });
}

/** `if (error.code === 11000) break;`: what was taken ends it there, and it is all else that is tried again. */
function withoutEnds(file: Reviewed, handler: Node): string {
  let text = codeOf(file, handler);
  visit(handler, (n) => {
    if (n.type !== 'IfStatement' || !ends(n.consequent) || some(n.test, isCondition, false)) return true;
    const test = codeOf(file, n.test);
    if (taken.test(test)) text = text.replace(test, '').replace(codeOf(file, n.consequent), '');
    return true;
  });
  return text;
}

/** All but this, or only the last time. */
function isCondition(n: Node): boolean {
  if (n.type === 'UnaryExpression') return n.operator === '!';
  if (n.type === 'BinaryExpression') return /^(!==?|[<>]=?)$/.test(n.operator);
  return n.type === 'Identifier' && counters.test(n.name);
}

function ends(consequent: Node): boolean {
  const last = lastStatement(consequent);
  return last !== undefined && /^(Throw|Return|Break)Statement$/.test(last.type);
}

/** `catch (error) { log(error); return null; }`: what fails is not tried again, whatever else is. */
export function leavesAtFailure(handler: Node): boolean {
  const last = lastStatement(handler);
  return last?.type === 'ReturnStatement' && !some(handler, (n) => n.type === 'ContinueStatement', false);
}

/** `if (!answer.ok) { log(answer.status); continue; }`: the status of an answer is what failed. */
export function goesOnAfterStatus(body: Node): boolean {
  return some(
    body,
    (n) => n.type === 'IfStatement' && some(n.test, isBadStatus, false) && goesOn(n.consequent),
    false,
  );
}

/** `if (!(await save())) return false;`: the first that fails is the last, and it is what worked that is done again. */
export function endsAtFailure(body: Node): boolean {
  return some(
    body,
    (n) =>
      n.type === 'IfStatement' &&
      n.test.type === 'UnaryExpression' &&
      n.test.operator === '!' &&
      bare(n.test.argument).type === 'AwaitExpression' &&
      ends(n.consequent),
    false,
  );
}

/** All that goes on to another turn first has a new session: `if (answer.status === 401) { invalidateToken(); continue; }`. */
export function goesOnRenewed(file: Reviewed, body: Node): boolean {
  let renewed = false;
  let other = false;
  some(
    body,
    (n) => {
      if (n.type !== 'IfStatement' || !goesOn(n.consequent)) return false;
      if (
        /\b401\b|unauthori[sz]ed|expired/i.test(codeOf(file, n.test)) ||
        renews(n.consequent) ||
        some(n.consequent, asksOtherwise, false)
      )
        renewed = true;
      else other = true;
      return false;
    },
    false,
  );
  return renewed && !other;
}

/** `delete row[unknownColumn]`, `row = { ...row, type: next }`: the next try asks for something else. */
function asksOtherwise(n: Node): boolean {
  if (n.type === 'UnaryExpression') return n.operator === 'delete';
  if (n.type !== 'AssignmentExpression' || n.left.type !== 'Identifier') return false;
  const { name } = n.left;
  return (
    n.right.type === 'ObjectExpression' &&
    n.right.properties.some((p) => p.type === 'SpreadElement' && dotted(p.argument) === name)
  );
}

function goesOn(consequent: Node): boolean {
  return some(consequent, (n) => n.type === 'ContinueStatement', false);
}
