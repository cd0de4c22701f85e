/**
 * What starts many things at once: the loops and lists behind what `Promise.all` and its kin are given, and
 * work in a loop that nobody waits for.
 */
import {
  bare,
  type Call,
  contains,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  spreadAlone,
} from '../ast.ts';
import { changesOf } from '../changes.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { outerScope, returnSites } from '../returns.ts';
import { find, isFixed } from '../scopes.ts';
import { type Holder, mayCollect } from './collected.ts';

/** What waits for all that it is given: of promises, and of the libraries that came before them. */
export const gatherers =
  /^(Promise|[bB]luebird|BPromise|BB|[qQ]|\$q|when|RSVP(\.Promise)?|axios)\.(all|allSettled|race|any|settle|props|hash)$/;

/** `items.map(…)`, or a list that promises are pushed to. */
export type Source = (
  | { readonly kind: 'map'; readonly call: Call }
  | { readonly kind: 'pushed'; readonly to: Exclude<Holder, { kind: 'reduced' }> }
  /** `items.reduce((all, item) => { all.push(start(item)); return all; }, [])`. */
  | { readonly kind: 'reduced'; readonly call: Call; readonly list: string }
) & {
  /** `tasks.map((task) => task())`: what is in there are functions, and this lets them go. */
  readonly runBy?: Call;
};

const maxDepth = 6;

/** What `Promise.all` is given, by way of names, `|| []`, conditions, spreads, `concat` and functions of the file. */
export function sourcesOf(node: Node, scope: Scope, file: FileIndex, depth = 0): Source[] {
  if (depth > maxDepth) return [];
  const n = settled(node);
  const of = (m: Node): Source[] => sourcesOf(m, scope, file, depth + 1);
  if (isCall(n)) {
    const made = calledHere(n, scope, file);
    return made ? ofResult(made, file, depth) : ofCall(n, of);
  }
  switch (n.type) {
    case 'ArrayExpression':
      // `[items.map(start)]` forgets the spread: it starts as many, and waits for none.
      return n.elements.flatMap((e) => {
        if (!e) return [];
        if (e.type === 'SpreadElement') return of(e.argument);
        const element = settled(e);
        return isCall(element) && methodName(element) === 'map' ? of(element) : [];
      });
    case 'LogicalExpression':
      return n.operator === '&&' ? of(n.right) : [...of(n.left), ...of(n.right)];
    case 'ConditionalExpression':
      return [...of(n.consequent), ...of(n.alternate)];
    case 'Identifier':
      return ofName(n.name, scope, file, depth);
    case 'NewExpression':
      return /^(Set|Map)$/.test(dotted(n.callee)) && n.arguments[0] ? of(n.arguments[0]) : [];
    default:
      return isMember(n) && !n.computed && dotted(n) !== ''
        ? [{ kind: 'pushed', to: { kind: 'field', name: dotted(n), node: n, scope } }]
        : [];
  }
}

function ofCall(n: Call, of: (n: Node) => Source[]): Source[] {
  const method = methodName(n);
  const whole = wholeOf(n, method);
  if (whole) return of(whole);
  if (
    /^(map|flatMap|from)$/.test(method) ||
    // `map(rows, start)` of lodash; rxjs's and others' `map(start)` has no list before it.
    (n.arguments.length > 1 &&
      /^(((_|lodash)\.)?map|(_|lodash)\.(mapValues|times))$/.test(dotted(n.callee))) ||
    // `Promise.all(rows.filter(async (row) => …))` starts as many, though it leaves nothing out.
    (method === 'filter' && isAsyncFunction(n.arguments[0]))
  )
    return onTop(n, of) ?? [{ kind: 'map', call: n }];
  if (method === 'reduce') return reduced(n);
  const receiver = receiverOf(n);
  if (!receiver || !/^(filter|flat|concat|slice|reverse)$/.test(method)) return [];
  return [...of(receiver), ...(method === 'concat' ? n.arguments.flatMap((a) => of(a)) : [])];
}

/** `Object.values(byId)`, `Array.from(running)`, `byId.values()`: all of it. */
function wholeOf(n: Call, method: string): Node | undefined {
  if (n.arguments.length === 0) return /^(values|entries)$/.test(method) ? receiverOf(n) : undefined;
  // `_.flatten(ids.map(start))`
  if (/^((_|lodash)\.)?(flatten|flattenDeep|compact)$/.test(dotted(n.callee))) return n.arguments[0];
  return n.arguments.length === 1 && /^(Object\.(values|entries)|Array\.from)$/.test(dotted(n.callee))
    ? n.arguments[0]
    : undefined;
}

/**
 * `rows.map(start).map((p) => p.catch(report))`: the first of them starts the work. `tasks.map((task) => task())`: the
 * second does, and the first has what it is.
 */
function onTop(n: Call, of: (n: Node) => Source[]): Source[] | undefined {
  const receiver = receiverOf(n);
  const callback = n.arguments[0] ? bare(n.arguments[0]) : undefined;
  const item = callback && isFunction(callback) ? callback.params[0] : undefined;
  if (!receiver || item?.type !== 'Identifier') return undefined;
  const { name } = item;
  const runs = some(callback!, (c) => isCall(c) && dotted(c.callee) === name);
  const waits = some(callback!, (c) =>
    isCall(c)
      ? /^(then|catch|finally)$/.test(methodName(c)) && dotted(receiverOf(c) ?? c) === name
      : c.type === 'AwaitExpression' && dotted(c.argument) === name,
  );
  const first = runs || waits ? of(receiver) : [];
  if (first.length === 0) return undefined;
  return runs ? first.map((s) => ({ ...s, runBy: n })) : first;
}

function isAsyncFunction(n: Node | undefined): boolean {
  const f = n && bare(n);
  return f !== undefined && isFunction(f) && 'async' in f && f.async === true;
}

function reduced(n: Call): Source[] {
  const callback = n.arguments[0] ? bare(n.arguments[0]) : undefined;
  const initial = n.arguments[1] ? bare(n.arguments[1]) : undefined;
  if (!callback || !isFunction(callback) || initial?.type !== 'ArrayExpression') return [];
  const first = callback.params[0];
  if (first?.type !== 'Identifier') return [];
  // `(all, row) => [...all, start(row)]`, `(all, row) => all.concat(start(row))`
  const body = callback.body && bare(callback.body as Node);
  const adds = body?.type === 'ArrayExpression' || (body && isCall(body) && methodName(body) === 'concat');
  return [adds ? { kind: 'map', call: n } : { kind: 'reduced', call: n, list: first.name }];
}

/** The function of this file that a name stands for. */
export function functionNamed(name: string, scope: Scope, file: FileIndex): FunctionInfo | undefined {
  const b = find(scope, name);
  const init = isFixed(b) && b.init && b.path.length === 0 ? bare(b.init) : undefined;
  return b?.fn ?? (init && file.functionOf.get(init));
}

/** The function of this file that a call means: `start(items)`, `this.start(items)`. */
export function calledHere(n: Call, scope: Scope, file: FileIndex): FunctionInfo | undefined {
  const callee = bare(n.callee);
  if (callee.type === 'Identifier') return functionNamed(callee.name, scope, file);
  if (!isMember(callee) || callee.object.type !== 'ThisExpression') return undefined;
  for (let fn: FunctionInfo | undefined = scope.fn; fn; fn = fn.parent)
    if (fn.cls) return fn.cls.methods.get(propertyName(callee));
  return undefined;
}

/** `this.collect(rows, operations)`: the names under which functions of this file get a list to add to. */
export function handedTo(list: Binding, file: FileIndex): Binding[] {
  return file.calls.flatMap((call) => {
    const at = call.node.arguments.findIndex((a) => a.type === 'Identifier' && a.name === list.name);
    if (at < 0 || find(call.scope, list.name) !== list) return [];
    const fn = calledHere(call.node, call.scope, file);
    const param = fn && isFunction(fn.node) ? fn.node.params[at] : undefined;
    if (param?.type !== 'Identifier') return [];
    const adds = changesOf(file, param.name).find(
      (s) => s.method === 'push' && find(s.scope, param.name)?.scope.fn === fn,
    );
    const b = adds && find(adds.scope, param.name);
    return b?.kind === 'param' ? [b] : [];
  });
}

/** `const start = (items) => items.map(send)`: what it gives has been started. */
function ofResult(fn: FunctionInfo, file: FileIndex, depth: number): Source[] {
  if (fn.isGenerator) return [];
  // What is waited for in there is found in there.
  return resultsOf(fn, file)
    .filter((r) => bare(r.node).type !== 'AwaitExpression')
    .flatMap((r) => sourcesOf(r.node, r.scope, file, depth + 1));
}

function resultsOf(
  fn: FunctionInfo,
  file: FileIndex,
): readonly { readonly node: Node; readonly scope: Scope }[] {
  if (!isFunction(fn.node)) return [];
  const { body } = fn.node;
  return body.type === 'BlockStatement'
    ? (returnSites(file).get(fn) ?? [])
    : [{ node: body, scope: outerScope(file, fn) }];
}

/** `const { requests } = start(items)`: what the object that it gives has under that name. */
function ofPart(b: Binding, file: FileIndex, depth: number): Source[] {
  const init = b.init && b.path.length === 1 ? settled(b.init) : undefined;
  const made = init && isCall(init) ? calledHere(init, b.scope, file) : undefined;
  if (!made || depth >= maxDepth) return [];
  return (returnSites(file).get(made) ?? []).flatMap((r) => {
    const given = bare(r.node);
    if (given.type !== 'ObjectExpression') return [];
    const part = given.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === b.path[0]);
    return part?.type === 'ObjectProperty' ? sourcesOf(part.value, r.scope, file, depth + 1) : [];
  });
}

function ofName(name: string, scope: Scope, file: FileIndex, depth: number): Source[] {
  const b = find(scope, name);
  if (!b || b.kind === 'param' || b.kind === 'import') return [];
  if (b.path.length > 0) return ofPart(b, file, depth);
  const found: Source[] = [];
  const init = b.init ? settled(b.init) : undefined;
  if (init && mayCollect(init)) found.push({ kind: 'pushed', to: { kind: 'name', list: b } });
  if (init) found.push(...sourcesOf(init, b.scope, file, depth + 1));
  for (const w of b.writes)
    if (w.type === 'AssignmentExpression' && w.operator === '=')
      found.push(...sourcesOf(w.right, b.scope, file, depth + 1));
  return found;
}

/**
 * A pool that is kept small: what is running is waited for inside the loop that adds to it, each time or when
 * there is enough of it (`if (running.length >= 5) await Promise.race(running)`).
 */
export function drainedInLoop(file: FileIndex, loop: LoopInfo, list: Node): boolean {
  return file.calls.some((s) => {
    if (!s.loop || !gatherers.test(s.name)) return false;
    const waits = some(statementAround(s.node), (n) => n.type === 'AwaitExpression' && contains(n, s.node));
    const pool = s.node.arguments[0] ? poolOf(s.node.arguments[0], s.scope, file) : undefined;
    if (!waits || !pool) return false;
    for (let l: LoopInfo | undefined = loop; l && !contains(l.body, list); l = l.parent)
      if (contains(l.body, s.node) && !contains(l.body, pool)) return true;
    return false;
  });
}

/** Where the list that is waited for is declared: `running`, `[...running]`, `Array.from(running)`, `jobs.running`. */
function poolOf(node: Node, scope: Scope, file: FileIndex): Node | undefined {
  const n = bare(node);
  if (n.type === 'Identifier') return find(scope, n.name)?.node;
  // A field of an object outlives every loop of its methods.
  if (isMember(n)) return rootOf(n).type === 'ThisExpression' ? file.program : poolOf(n.object, scope, file);
  const copied = spreadAlone(n);
  if (copied) return poolOf(copied, scope, file);
  const whole = isCall(n) ? wholeOf(n, methodName(n)) : undefined;
  return whole ? poolOf(whole, scope, file) : undefined;
}

function statementAround(node: Node): Node {
  let n = node;
  for (let p = parentOf(n); p && !/Statement$|Declaration$/.test(p.type); p = parentOf(n)) n = p;
  return n;
}

/** Where a promise in a pushed list comes from. */
export interface Started {
  readonly calls: Call[];
  /** Functions that run at once: `(async () => …)()`, the executor of `new Promise`. */
  readonly functions: Node[];
}

/** What is started to make a value: through names of the loop, chains, conditions and `new Promise`. */
export function startedBy(node: Node, scope: Scope, loop: LoopInfo, into: Started, depth = 0): void {
  const n = bare(node);
  if (depth > maxDepth || isFunction(n)) return;
  if (n.type === 'ConditionalExpression') {
    startedBy(n.consequent, scope, loop, into, depth + 1);
    startedBy(n.alternate, scope, loop, into, depth + 1);
  } else if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (b?.init && b.path.length === 0 && contains(loop.body, b.node))
      startedBy(b.init, b.scope, loop, into, depth + 1);
  } else if (n.type === 'NewExpression' && dotted(n.callee) === 'Promise') {
    const executor = n.arguments[0] ? bare(n.arguments[0]) : undefined;
    if (executor && isFunction(executor)) into.functions.push(executor);
  } else if (isCall(n)) {
    const callee = bare(n.callee);
    // `Promise.resolve(send(item))`
    if (dotted(callee) === 'Promise.resolve' && n.arguments[0]) {
      startedBy(n.arguments[0], scope, loop, into, depth + 1);
      return;
    }
    if (isFunction(callee)) into.functions.push(callee);
    else {
      into.calls.push(n);
      if (isMember(callee) && isCall(bare(callee.object)))
        startedBy(callee.object, scope, loop, into, depth + 1);
    }
  }
}

/** `tasks.push(function (done) { … })`, `tasks.push(load.bind(null, item))`: what runs when all of them are let go. */
export function runLater(node: Node, scope: Scope, file: FileIndex): FunctionInfo | undefined {
  const n = bare(node);
  if (isFunction(n)) return file.functionOf.get(n);
  if (!isCall(n)) return undefined;
  const applied = dotted(n.callee) === 'async.apply' ? n.arguments[0] : undefined;
  const of = methodName(n) === 'bind' ? receiverOf(n) : applied;
  return of?.type === 'Identifier' ? functionNamed(of.name, scope, file) : undefined;
}

/** `(item) => () => load(item)`, `function (item) { return function (done) { … }; }`: what a turn gives to be run later. */
export function givenToRun({ callback }: LoopInfo, file: FileIndex): FunctionInfo[] {
  return callback ? resultsOf(callback, file).flatMap((r) => runLater(r.node, r.scope, file) ?? []) : [];
}

/**
 * `void send(item)` or `send(item).catch(report)` as a statement of a loop: nobody waits before the next one
 * starts. Gives the first call of the chain.
 */
export function letGo(site: CallSite): boolean {
  const { loop, node } = site;
  if (!loop || !isOfTurn(site)) return false;
  if (loop.kind === 'callback' && !/^(forEach|each|map|(each|forEach)Of)$/.test(loop.method)) return false;
  let n: Node = node;
  let chained = false;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) continue;
    if (isCall(p) && p.callee === n) {
      if (!/^(then|catch|finally)$/.test(methodName(p))) return false;
      chained = true;
      continue;
    }
    if (p.type === 'UnaryExpression' && p.operator === 'void') return !hasAwait(loop.body);
    // What `map` is given back somebody may wait for.
    const given =
      (p.type === 'ArrowFunctionExpression' && p === loop.body && loop.method !== 'map' && !mayWait(loop)) ||
      isForgotten(p, loop);
    if (p.type === 'ExpressionStatement' || given) return chained && !hasAwait(loop.body);
    return false;
  }
  return false;
}

/** In a turn of its loop, or in a function that a turn calls where it stands: `(function (i) { load(i, show); })(i)`. */
export function isOfTurn({ fn, loop }: CallSite): boolean {
  const own = loop && (loop.callback ?? loop.fn);
  for (let f: FunctionInfo | undefined = fn; f; f = f.parent) {
    if (f === own) return true;
    let p = parentOf(f.node as Node);
    while (p?.type === 'ParenthesizedExpression') p = parentOf(p);
    if (f.isAsync || !isCall(p) || bare(p.callee) !== f.node) return false;
  }
  return false;
}

/** `rows.forEach((row) => { return save(row); })`: nobody looks at what it gives. Bluebird's and async's `each` do. */
export function isForgotten(n: Node | undefined, loop: LoopInfo): boolean {
  if (n?.type !== 'ReturnStatement' || loop.kind !== 'callback') return false;
  return loop.method === 'forEach' && !mayWait(loop) && !/^async\./.test(dotted((loop.node as Call).callee));
}

/** `series.forEach(rows, 0, (row) => save(row))`: a helper of one's own may look at what each gives. */
export function mayWait({ node, iterable }: LoopInfo): boolean {
  const callee = isCall(node) ? bare(node.callee) : undefined;
  if (!callee || !isMember(callee) || !iterable || bare(callee.object) === bare(iterable)) return false;
  return !/^(_|lodash|underscore|async|R|ramda|\$|jQuery)\./.test(dotted(callee));
}

/** `each(rows, async (row) => …)` of this workspace: what it does with them is asked of itself. */
export function isOwnHelper({ node, scope }: LoopInfo): boolean {
  const callee = isCall(node) ? bare(node.callee) : undefined;
  const b = callee?.type === 'Identifier' ? find(scope, callee.name) : undefined;
  return (
    b !== undefined && (b.kind === 'import' ? /^([.#]|[@~]?\/)/.test(b.module ?? '') : b.fn !== undefined)
  );
}
