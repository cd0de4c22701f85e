/** How callbacks run: per item, once as part of the code around them, or later. */

import {
  bare,
  type Call,
  calledName,
  dotted,
  type FunctionNode,
  isCall,
  isMember,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from './ast.ts';
import type { Invocation, Scope, WrapperKind } from './index-types.ts';
import { isLimiter } from './limiters.ts';

export interface Iteration {
  readonly method: string;
  readonly iterable: Node | undefined;
  /** Which argument is the callback, and which parameter of it the item. */
  readonly callback: number;
  readonly itemParam: number;
}

const perItem = new Set([
  'map',
  'forEach',
  'filter',
  'flatMap',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'reduce',
  'reduceRight',
  'each',
  'mapSeries',
  'eachSeries',
  'eachAsync',
  'concatMap',
  'forEachAsync',
  'sort',
  'toSorted',
]);

/** Namespaces whose functions take (collection, callback): lodash, async, bluebird. */
const collectionFirst =
  /^(_|lodash|async|Promise|[bB]luebird(Promise)?|BPromise|BB|\$|jQuery|R|ramda|underscore)$/;
const collectionFirstMethods = new Set([
  'map',
  'forEach',
  'each',
  'filter',
  'reduce',
  'flatMap',
  'some',
  'every',
  'find',
  'mapSeries',
  'eachSeries',
  'eachLimit',
  'mapLimit',
  'eachOf',
  'eachOfSeries',
  'eachOfLimit',
  'forEachOf',
  'forEachOfSeries',
  'forEachOfLimit',
  'forEachSeries',
  'forEachLimit',
  'filterSeries',
  'filterLimit',
  'concatSeries',
  'concatLimit',
  'mapValues',
  'forOwn',
  'forIn',
  'times',
  'concat',
  'partition',
  'groupBy',
  'keyBy',
]);
const bareIterators = new Set([
  'map',
  'forEach',
  'each',
  'asyncForEach',
  'forEachAsync',
  'forEachSeries',
  'forEachSequential',
  'forEachSequentially',
  'eachAsync',
  'asyncEach',
  'mapAsync',
  'asyncMap',
  'asyncFlatMap',
  'mapSequential',
  'mapSequentially',
  'asyncFilter',
  'filterAsync',
  'asyncSome',
  'someAsync',
  'asyncEvery',
  'everyAsync',
  'mapSeries',
  'eachSeries',
  'mapLimit',
  'eachLimit',
  'pMap',
  'pFilter',
  'pEach',
  'pForEach',
  'pMapSeries',
  'eachOf',
  'eachOfSeries',
  'promiseMap',
]);

/** `items.map(cb)`, `_.map(items, cb)`, `Array.from(items, cb)`, `pMap(items, cb)`. */
export function iterationOf(call: Call): Iteration | undefined {
  const callee = bare(call.callee);
  const args = call.arguments;
  if (callee.type === 'Identifier') {
    if (!bareIterators.has(callee.name) || args.length < 2) return ofStream(call, callee.name);
    const at = callbackArgument(args, callee.name);
    // rxjs's map(cb) has one argument, lodash/fp's come callback first: only (collection, callback) here.
    return at > 0 ? { method: callee.name, iterable: args[0], callback: at, itemParam: 0 } : undefined;
  }
  if (!isMember(callee)) return undefined;
  const method = propertyName(callee);
  const object = bare(callee.object);
  if (
    object.type === 'Identifier' &&
    collectionFirst.test(object.name) &&
    collectionFirstMethods.has(method)
  ) {
    const at = Math.max(1, callbackArgument(args, method));
    return args.length > 1
      ? { method, iterable: args[0], callback: at, itemParam: method === 'reduce' ? 1 : 0 }
      : undefined;
  }
  if (object.type === 'Identifier' && object.name === 'Array' && method === 'from') {
    return args.length > 1 ? { method: 'map', iterable: args[0], callback: 1, itemParam: 0 } : undefined;
  }
  if (helperMethods.has(method) && object.type === 'Identifier' && isListAndCallback(args))
    return { method, iterable: args[0], callback: args.length - 1, itemParam: 0 };
  if (!perItem.has(method) || args.length === 0 || args.length > 2) return undefined;
  if (!couldBeCallback(args[0]!, method) || isOperator(call, object)) return undefined;
  return { method, iterable: object, callback: 0, itemParam: method.startsWith('reduce') ? 1 : 0 };
}

/** `task.pipe(Effect.flatMap((user) => …))`: what a module offers to a pipe, once for each value; but those of arrays. */
function isOperator(call: Call, of: Node): boolean {
  if (
    of.type !== 'Identifier' ||
    !/^[A-Z]/.test(of.name) ||
    /^(R?N?E?A|\w*(Arr(ay)?|Stream|Chunk|List|Iterable))$/.test(of.name)
  )
    return false;
  const p = parentOf(call);
  return p != null && isCall(p) && p.callee !== call && /^(pipe_?|flow|compose)$/.test(calledName(p));
}

/** `from(ids).pipe(concatMap((id) => load(id)))` of rxjs: once per item of what the stream comes from. */
function ofStream(call: Call, name: string): Iteration | undefined {
  if (!/^(concat|merge|flat|exhaust|switch)Map$/.test(name) || call.arguments.length !== 1) return undefined;
  const pipe = parentOf(call);
  if (!pipe || !isCall(pipe) || !methodNameIs(pipe, 'pipe')) return undefined;
  const stream = receiverOf(pipe);
  const list = stream && isCall(stream) && calledName(stream) === 'from' ? stream.arguments[0] : undefined;
  return list && couldBeCallback(call.arguments[0]!, name)
    ? { method: name, iterable: list, callback: 0, itemParam: 0 }
    : undefined;
}

/**
 * What helpers of all kinds call going through a list that they are given: `listUtil.map(rows, (row) => …)`,
 * `series.forEach(rows, 0, (row) => …)`.
 */
const helperMethods = new Set(['map', 'forEach', 'flatMap', 'mapSeries', 'eachSeries', 'forEachAsync']);

function isListAndCallback(args: readonly Node[]): boolean {
  const [list] = args;
  const callback = args.at(-1);
  if (args.length < 2 || args.length > 3 || !/^(Arrow)?FunctionExpression$/.test(bare(callback!).type))
    return false;
  if (args.length === 3 && bare(args[1]!).type !== 'NumericLiteral') return false;
  const n = bare(list!);
  return n.type === 'Identifier' || isMember(n) || isCall(n);
}

/** `async.each(list, perItem, done)`, `async.eachLimit(list, 5, perItem, done)`: the first function, or its place. */
function callbackArgument(args: readonly Node[], method: string): number {
  const place = /Limit$/.test(method) || (method === 'reduce' && args.length > 3) ? 2 : 1;
  const given = args[place] && bare(args[place]!);
  // By name, with a function for the end after it.
  if (given && args.length > place + 1 && (given.type === 'Identifier' || isMember(given))) return place;
  const at = args.findIndex((a) => /^(Arrow)?FunctionExpression$/.test(bare(a).type));
  return at >= 0 ? at : args.length > 1 ? 1 : -1;
}

/** `.find({ … })` of an ORM is no iteration; a name passed to `.map` is. */
function couldBeCallback(argument: Node, method: string): boolean {
  const a = bare(argument);
  if (a.type === 'ArrowFunctionExpression' || a.type === 'FunctionExpression') return true;
  if (method === 'find' || method === 'filter' || method === 'sort') return false;
  return a.type === 'Identifier' || isMember(a) || (isCall(a) && methodNameIs(a, 'bind'));
}

function methodNameIs(call: Call, name: string): boolean {
  const callee = bare(call.callee);
  return isMember(callee) && propertyName(callee) === name;
}

const laterNames =
  /^(on|once|off|addListener|addEventListener|prependListener|removeListener|subscribe|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|get|post|put|patch|delete|del|all|use|route|head|options|command|hears|action|schedule|scheduleJob|cron|describe|it|test|before|after|beforeEach|afterEach|beforeAll|afterAll|useCallback|useMemo|useEffect|useLayoutEffect|useQuery|useMutation|watch|computed|onMounted|query|mutation|subscription|handler|register|hook|addHook|createServer|process|defineEventHandler|eventHandler|createAsyncThunk|debounce|throttle|memoize|memo|cache|unstable_cache|forwardRef|define|defineStore|defineComponent|middleware|pre|virtual|static|method|promisify|callbackify|asyncHandler|catchAsync|wrapAsync|tryCatch|expressAsyncHandler|listen|connect|createFilter|addCommand|createCommand|extend)$/;

const onceNames =
  /^(then|catch|finally|getConnection|\$?transaction|transacting|withTransaction|runInTransaction|withLock|lock|acquire|using|finish|startSpan|startActiveSpan|trace|withSpan|runInSpan|measure|time|run|exec|execute|call|apply|with[A-Z]\w*|retry\w*|\w*Retry|limit\w*|\w*[lL]imit(er)?|attempt\w*|wrap|enter|runWithContext|runExclusive|map\w*|step|act|batch|tap|pipe|all|race|nextTick|setImmediate)$/;

/** How a function argument comes to run. */
export function callbackRole(node: FunctionNode, via: Call | undefined, inModule: boolean): Invocation {
  const parent = parentOf(node)!;
  if (via) return roleInCall(node, via, inModule);
  if (parent.type === 'CallExpression' && parent.callee === node) return 'once';
  if (parent.type === 'NewExpression') return dotted(parent.callee) === 'Promise' ? 'once' : 'deferred';
  if (isImmediatelyCalled(node)) return 'once';
  return 'named';
}

function isImmediatelyCalled(node: FunctionNode): boolean {
  let n: Node | undefined = parentOf(node);
  while (
    n &&
    (n.type === 'ParenthesizedExpression' || n.type === 'TSAsExpression' || n.type === 'UnaryExpression')
  )
    n = parentOf(n);
  if (n && isMember(n)) {
    const call = parentOf(n);
    return Boolean(call && isCall(call) && call.callee === n && /^(call|apply)$/.test(propertyName(n)));
  }
  return Boolean(n && isCall(n) && bare(n.callee) === node);
}

/** A project's own `await consumeMessages('mails', async (mail) => …)` around its queue: it waits until somebody listens as well. */
export function isConsuming(name: string): boolean {
  return /^(consume|subscribe(To)?|listen(To|For))([A-Z]\w*)?(Jobs?|Messages?|Queues?|Tasks?|Topics?)$/.test(
    name,
  );
}

/** `await runInLoop(async () => …)`: what is run again and again is no part of the code around it. */
function isRepeating(name: string): boolean {
  return /^(run|do|call|repeat|execute|exec|start)\w*(Loop|Forever|Periodically|Repeatedly|Interval)$|^(forever|repeat(Every|Forever)?|runEvery\w*)$/.test(
    name,
  );
}

function roleInCall(node: FunctionNode, via: Call, inModule: boolean): Invocation {
  const callee = bare(via.callee);
  if (callee === node) return 'once';
  const name = calledName(via);
  if (/^(then|catch|finally|\$?transaction|withTransaction|run|runInTransaction)$/.test(name)) return 'once';
  // `await boss.work('mails', async (jobs) => …)`: waits until somebody listens, and not for what comes.
  if (
    /^(work|consume)$/.test(name) &&
    isMember(callee) &&
    via.arguments.length > 1 &&
    via.arguments[0] !== node
  )
    return 'deferred';
  if (isConsuming(name) || isRepeating(name)) return 'deferred';
  const awaited = isWaitedFor(via);
  if (laterNames.test(name))
    return awaited &&
      /^(all|process|call|with\w*|query|method|schedule)$/.test(name) &&
      via.arguments.length === 1
      ? 'once'
      : 'deferred';
  // At the top of a module a wrapper makes a function for later: `export const x = withAuth(async () => …)`.
  if (onceNames.test(name)) return inModule && !awaited ? 'deferred' : 'once';
  return awaited ? 'once' : 'deferred';
}

/** The call's promise is awaited, returned, or collected: its callback runs as part of this code. */
function isWaitedFor(call: Node): boolean {
  let n: Node = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    switch (p.type) {
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'SpreadElement':
      case 'ReturnStatement':
        return p.type !== 'ReturnStatement' || returnsPromise(p);
      case 'ArrowFunctionExpression':
        return p.body === n && (p.async === true || isArgument(p));
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
        continue;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        if (p.object !== n || !/^(then|catch|finally)$/.test(propertyName(p))) return false;
        continue;
      case 'ArrayExpression':
        return true;
      case 'CallExpression':
        if (p.callee === n) continue;
        return /^(push|all|allSettled|race|resolve)$/.test(
          isMember(bare(p.callee)) ? propertyName(bare(p.callee) as never) : '',
        );
      default:
        return false;
    }
  }
  return false;
}

function isArgument(n: Node): boolean {
  const p = parentOf(n);
  return p !== undefined && isCall(p) && p.callee !== n;
}

/** A `return` inside an async function, or of a promise chain: taken as consumed there. */
function returnsPromise(node: Node): boolean {
  for (let n = parentOf(node); n; n = parentOf(n)) {
    if ('async' in n && 'params' in n) return n.async === true;
  }
  return false;
}

/** Helpers that bound, repeat or remember the work given to them; `scope` is where they are called. */
export function wrapperOf(call: Call, scope: Scope): WrapperKind | undefined {
  const name = calledName(call);
  if (isLimiter(call, scope)) return 'limiter';
  if (/^(p?[rR]etry\w*|\w*Retry|\w*Retries|backOff|backoff|poll\w*|waitFor\w*|waitUntil)$/.test(name))
    return 'retry';
  // `_.once(() => readFileSync(path))`; an emitter's has an event before.
  if (name === 'once' && call.arguments.length === 1) return 'memo';
  if (
    /^(memo\w*|cached?|remember|getOrSet|wrapCache|unstable_cache|fetchOrSet|getOrCreate|getOrElse|withCache)$/i.test(
      name,
    )
  )
    return 'memo';
  return undefined;
}
