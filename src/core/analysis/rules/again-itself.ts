/** Functions that call themselves after a failure: the same thing is tried again. */
import {
  ancestor,
  bare,
  calledName,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import { withoutComments } from '../comments.ts';
import type { CallSite, FunctionInfo } from '../index-types.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { onlyEndsOthers, waits } from './waiting.ts';

/** Somebody else was first: the next try has other data, and nobody is asked to recover. */
export const taken =
  /unique|duplicate|conflict|already|(is|was|slug|name|number|code|key|id|ref)[ _-]?taken|exists|P2002|P2034|11000|23505|40001|ER_DUP|EEXIST|EADDRINUSE|optimistic|version|stale|collision|deadlock|concurren/i;
export const counters =
  /^(attempts?\w*|retr(y|ies)\w*|tries|n?Tries|\w+(Attempts?|Retries|RetryCount|Tries)|max_?(Retry|Try|Attempt))$/i;

/**
 * `catch { return send(message, retries - 1); }`, also in a `.catch()`, in a callback that was given an error, and
 * where an answer's status says that it failed.
 */
export function lookAtRecursion(file: Reviewed, site: CallSite, report: Report): void {
  const fn = repeated(site);
  if (!fn) return;
  const failure = failureAround(site.node, fn);
  if (!failure || !isSameAgain(site, fn, failure) || logsIn(file, site.node, fn)) return;
  if (failure.byAnswer && putsRight(failure.node, site.node)) return;
  const text = codeOf(file, fn.node as Node);
  if (waits.test(text.replace(/\bawait\b/g, '')) || taken.test(text)) return;
  if (/\bsetTimeout\b/.test(text) && !onlyEndsOthers(fn.node as Node)) return;
  const calls: number[] = [];
  for (const c of file.index.calls)
    if (
      contains(fn.node as Node, c.node) &&
      !contains(failure.node, c.node) &&
      !/^(console|logger|log)\b/.test(c.name)
    )
      calls.push(file.callRow(c));
  if (calls.length === 0) return;
  const given =
    asksByName.test(fn.name.split('.').at(-1) ?? '') ||
    file.index.calls.some((c) => contains(fn.node as Node, c.node) && isGiven(c, fn));
  report({
    node: site.node,
    fn: isClosed(failure.node) ? fn : site.fn,
    calls,
    // What was open since the program started is lost at any time.
    tag: failure.byAnswer ? 'request' : isClosed(failure.node) ? 'library' : given ? 'given' : '',
    message: 'Tries again at once after a failure',
    steps: [],
  });
}

/**
 * `client.interceptors.response.use(undefined, (error) => { if (error.config.retries++ < 3) return client(error.config); })`:
 * what failed is sent as it was.
 */
export function lookAtInterceptor(file: Reviewed, site: CallSite, report: Report): void {
  const failed = site.node.arguments[1] ? bare(site.node.arguments[1]) : undefined;
  if (!/\binterceptors\.response\.use$/.test(site.name) || !isFunction(failed)) return;
  const text = codeOf(file, failed);
  if (
    waits.test(text) ||
    /setTimeout|refresh|token|\b401\b/i.test(text) ||
    !/retr(y|ies)|attempt/i.test(text)
  )
    return;
  for (const c of file.index.calls) {
    const [config, more] = c.node.arguments.map((a) => bare(a));
    if (!contains(failed, c.node) || !config || more || !/^\w+(\.request)?$/.test(c.name)) continue;
    const b = config.type === 'Identifier' ? find(c.scope, config.name) : undefined;
    const from = dotted(b?.init ?? config);
    const isConfig = /\.config$/.test(from) || b?.path.at(-1) === 'config';
    // The last thing said is told by the number of tries, or by a mark that lets one more through.
    if (isConfig && some(failed, (n) => n.type === 'BinaryExpression' && /^[<>]=?$/.test(n.operator)))
      report({
        node: c.node,
        fn: site.fn,
        calls: [file.callRow(c)],
        tag: 'library',
        message: 'Tries again at once after a failure',
        steps: [],
      });
  }
}

/** `query(text, { retries })`, `processFileWithRetry(key, attempt)`: what calls itself says what it does. */
const asksByName =
  /^(query|fetch|request|send|post|upload|download|publish)(?=[A-Z]|$)|With(Retr(y|ies)|Attempts)$/;

/** `await operation()` of `retry(operation)`: a helper is given what it tries, and others give it requests. */
export function isGiven(site: CallSite, fn: FunctionInfo): boolean {
  const callee = bare(site.node.callee);
  if (callee.type !== 'Identifier' || parentOf(site.node)?.type !== 'AwaitExpression') return false;
  const names = `${fn.name} ${fn.parent?.name ?? ''}`;
  return find(site.scope, callee.name)?.kind === 'param' && /retr(y|ies)|attempt|resilien/i.test(names);
}

export function codeOf(file: Reviewed, n: Node): string {
  return withoutComments(textOf(file.index, n));
}

/** The function around a call that has the called name: it calls itself. */
function repeated(site: CallSite): FunctionInfo | undefined {
  const name = site.method || site.name;
  for (let f: FunctionInfo | undefined = site.fn; f && f.id !== 0; f = f.parent) {
    if (f.invocation !== 'named' || !f.name.endsWith(name) || f.name.split('.').at(-1) !== name) continue;
    const callee = bare(site.node.callee);
    return isMember(callee) && bare(callee.object).type !== 'ThisExpression' ? undefined : f;
  }
  return undefined;
}

/** Body of the function that may be calling itself, if it is. */
export function bodyRepeated(site: CallSite): Node | undefined {
  const fn = repeated(site)?.node;
  return isFunction(fn) ? fn.body : undefined;
}

interface Failure {
  readonly node: Node;
  /** No error was caught: a status was looked at. */
  readonly byAnswer: boolean;
}

/** What around a call runs only after something failed, within the function that is called again. */
function failureAround(call: Node, fn: FunctionInfo): Failure | undefined {
  let failed: Failure | undefined;
  for (let n: Node = call, p = parentOf(n); p && p !== fn.node; n = p, p = parentOf(p)) {
    if (isFailure(p)) return { node: p, byAnswer: false };
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    if (isGivenError(p)) return { node: p, byAnswer: false };
    if (some(p.test, isBadStatus)) failed = { node: p, byAnswer: true };
  }
  return failed;
}

function isFailure(n: Node): boolean {
  if (n.type === 'CatchClause') return true;
  const call = isFunction(n) ? parentOf(n) : undefined;
  if (!call || !isCall(call)) return isClosed(n);
  const event = call.arguments[0];
  return (
    // What a value's own `catch(answer, tryAgain)` does with a function is not told.
    (methodName(call) === 'catch' && event === n) ||
    (/^(on|once)$/.test(methodName(call)) && event?.type === 'StringLiteral' && event.value === 'error') ||
    isClosed(n)
  );
}

/** `socket.on('close', () => open(url))`, `socket.onclose = …`, where the function around has opened it. */
function isClosed(n: Node): boolean {
  const holder = isFunction(n) ? parentOf(n) : undefined;
  let emitter: Node | undefined;
  if (isCall(holder)) {
    const event = holder.arguments[0];
    const closes = event?.type === 'StringLiteral' && /^(close|disconnect(ed)?|end)$/.test(event.value);
    if (closes && /^(on|once|addEventListener)$/.test(methodName(holder))) emitter = receiverOf(holder);
  } else if (holder?.type === 'AssignmentExpression' && isMember(holder.left))
    if (propertyName(holder.left) === 'onclose') emitter = bare(holder.left.object);
  const around = ancestor(n, isFunction);
  if (!emitter || !around) return false;
  const name = dotted(emitter);
  return some(around, (m) => {
    const [to, from] =
      m.type === 'VariableDeclarator'
        ? [m.id, m.init]
        : m.type === 'AssignmentExpression'
          ? [m.left, m.right]
          : [];
    if (!to || !from || name === '' || dotted(to) !== name) return false;
    const made = bare(from);
    return made.type === 'NewExpression' && /Socket$|Connection$/.test(dotted(made.callee));
  });
}

/** `(error, response) => { if (error) … }`. */
function isGivenError(n: Extract<Node, { type: 'IfStatement' }>): boolean {
  const test = bare(n.test);
  if (test.type !== 'Identifier') return false;
  const callback = ancestor(n, (p) => isFunction(p));
  const first = isFunction(callback) ? callback.params[0] : undefined;
  return (
    first?.type === 'Identifier' && first.name === test.name && /^(e|err|error|\w+Err(or)?)$/.test(test.name)
  );
}

/** `!response.ok`, `response.status >= 500`, `res.statusCode !== 200`. */
export function isBadStatus(n: Node): boolean {
  if (n.type === 'UnaryExpression' && n.operator === '!') {
    const what = bare(n.argument);
    return isMember(what) && propertyName(what) === 'ok';
  }
  if (n.type !== 'BinaryExpression' || n.left.type === 'PrivateName' || !/^(>=?|!==?)$/.test(n.operator))
    return false;
  const what = bare(n.left);
  return (
    isMember(what) && /^status(Code)?$/.test(propertyName(what)) && bare(n.right).type === 'NumericLiteral'
  );
}

/** Called with what it was given itself, but for a number that counts. */
function isSameAgain(site: CallSite, fn: FunctionInfo, { node: failed, byAnswer }: Failure): boolean {
  const args = site.node.arguments.map((a) => bare(a));
  if (args.some((a) => isCounted(a, (name) => counters.test(name)))) return true;
  if (byAnswer || !isFunction(fn.node)) return false;
  const own = fn.node.params.map((p) => {
    const target = p.type === 'AssignmentPattern' ? p.left : p;
    return target.type === 'Identifier' ? target.name : '';
  });
  const saysSo = /retr(y|ies)|attempt/i.test(fn.name);
  const rest = args.filter(
    (a) => !isCounted(a, (name) => own.includes(name) && (saysSo || numbers.test(name))),
  );
  if (!rest.every((a) => a.type === 'Identifier' && own.includes(a.name))) return false;
  // Nothing stands between the failure and the next try.
  if (rest.length < args.length || isUnasked(site.node, failed)) return true;
  // Nothing is counted on the way: a test beside the call does.
  return some(
    failed,
    (n) =>
      n.type === 'IfStatement' &&
      contains(n, site.node) &&
      some(n.test, (t) => t.type === 'Identifier' && counters.test(t.name), false),
    false,
  );
}

/** `catch (error) { log(error); return connect(); }`: in no condition. */
function isUnasked(call: Node, failed: Node): boolean {
  let n = parentOf(call);
  while (
    n &&
    /^(AwaitExpression|ReturnStatement|ExpressionStatement|UnaryExpression|BlockStatement)$/.test(n.type)
  )
    n = parentOf(n);
  // What is done first may have put it right.
  const others = some(failed, (o) => o.type === 'AwaitExpression' && !contains(o, call), false);
  return n === failed && !others;
}

/** `if (!answer.ok) { await join(channel); return post(message, tries - 1); }`: something is done about the answer first. */
function putsRight(failed: Node, call: Node): boolean {
  return some(
    failed.type === 'IfStatement' ? failed.consequent : failed,
    (n) => {
      const done = n.type === 'AwaitExpression' && !contains(n, call) ? bare(n.argument) : undefined;
      return done !== undefined && isCall(done) && !tells.test(calledName(done));
    },
    false,
  );
}

/** What says that it failed, or looks at how. */
const tells = /log|warn|error|report|notify|track|record|metric|emit|^(json|text|debug|info|cancel|dump)$/i;

/** Counts what was tried; a page or an index is where to go on. */
const numbers = /count|calls|times|tries|left|remaining|retr|attempt|fail|errors/i;

/** `if (status === 401) { await refreshToken(); return request(url, retries - 1); }`: it asks as somebody else. */
function logsIn(file: Reviewed, call: Node, fn: FunctionInfo): boolean {
  for (let p = parentOf(call); p && p !== fn.node; p = parentOf(p)) {
    if (p.type !== 'IfStatement') continue;
    if (
      /\b40[13]\b|unauthori[sz]ed|expired/i.test(codeOf(file, p.test)) ||
      some(p.consequent, (n) => isCall(n) && /refresh|renew|log_?in|sign_?in|auth|token/i.test(calledName(n)))
    )
      return true;
  }
  return false;
}

/** `retries - 1`, `{ ...options, retries: options.retries - 1 }`. */
function isCounted(n: Node, isCounter: (name: string) => boolean): boolean {
  if (n.type === 'ObjectExpression')
    return n.properties.some(
      (p) => p.type === 'ObjectProperty' && counters.test(keyName(p)) && isStep(bare(p.value)),
    );
  return (
    isStep(n) &&
    bare(n.left as Node).type === 'Identifier' &&
    isCounter((bare(n.left as Node) as { name: string }).name)
  );
}

/** One more or one less. */
function isStep(n: Node): n is Extract<Node, { type: 'BinaryExpression' }> {
  return n.type === 'BinaryExpression' && /^[+-]$/.test(n.operator);
}
