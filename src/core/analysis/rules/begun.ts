/** Work that has begun for every item, whoever waits for it: a list of promises that is handed on, a stream of rows. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';
import { calledHere, gatherers } from './started.ts';

/**
 * `for (const p of begun) all.push(await p)`, `for await (const answer of rows.map(send))`,
 * `for (const id of ids) answers[id] = await begun[id]`: the loops, with the list that has begun.
 */
export function awaitedInTurn(file: FileIndex): Map<LoopInfo, Node> {
  const loops = new Map<LoopInfo, Node>();
  for (const { node, loop } of file.awaits) {
    if (!loop || loop.kind === 'callback') continue;
    const of = bare(node.argument);
    if (loop.kind === 'of' && loop.iterable && of.type === 'Identifier' && loop.items.includes(of.name))
      loops.set(loop, loop.iterable);
    else if (isMember(of) && of.computed && of.object.type === 'Identifier') loops.set(loop, of.object);
  }
  for (const loop of file.loops)
    if (loop.kind === 'await-of' && loop.iterable) loops.set(loop, loop.iterable);
  return loops;
}

/** `new Executor(rows.map(async …))`, `all.push(...rows.map(async …))`: whoever is given them, they have begun. */
export function isHandedOn(node: Node): boolean {
  let n = node;
  let p = parentOf(n);
  for (; p && /^(SpreadElement|ArrayExpression)$/.test(p.type); p = parentOf(n)) n = p;
  if (!(isCall(p) || p?.type === 'NewExpression') || !receiverOf(node as Call)) return false;
  // What `Promise.all` is given is looked at there; a pool may be told of a limit.
  return (
    p.arguments.includes(n as (typeof p.arguments)[number]) &&
    !/^(Promise|[bB]luebird|BPromise|BB)\./.test(dotted(p.callee)) &&
    !gatherers.test(dotted(p.callee)) &&
    !p.arguments.some((a) => a.type === 'ObjectExpression' && namesLimit(a))
  );
}

/** `return rows.map(async (row) => send(row))`, for other files: they have begun, whoever waits for them. */
export function isGivenBack({ node, fn }: LoopInfo, file: FileIndex): boolean {
  const p = parentOf(node);
  if (fn.id === 0 || file.hasJsx) return false;
  if (p?.type !== 'ReturnStatement' && !(p?.type === 'ArrowFunctionExpression' && p.body === node))
    return false;
  // Where the file itself calls it, it is found at what waits for it; a callback's result goes to its loop.
  return fn.invocation === 'named' && !file.calls.some((c) => calledHere(c.node, c.scope, file) === fn);
}

function namesLimit(n: Node): boolean {
  return some(n, (m) => m.type === 'Identifier' && /concurren|limit/i.test(m.name));
}

/**
 * `fs.createReadStream(file).pipe(csv()).on('data', async (row) => …)`: the next row comes while this one is waited
 * for, unless the stream is told to pause. Gives what is done for each.
 */
export function doneForEachRow(site: CallSite, file: FileIndex): FunctionInfo | undefined {
  const [event, listener] = site.node.arguments;
  if (event?.type !== 'StringLiteral' || !/^(data|row|line|record)$/.test(event.value)) return undefined;
  const fn = listener && file.functionOf.get(bare(listener));
  const from = receiverOf(site.node);
  if (!fn || !(fn.isAsync || beginsApart(fn)) || !from || !isStream(from, site.scope)) return undefined;
  return some(fn.node as Node, (n) => isCall(n) && methodName(n) === 'pause') ? undefined : fn;
}

/** `(async () => { await save(row); })()`, `promises.push(save(row))` */
function beginsApart({ node }: FunctionInfo): boolean {
  return some(node as Node, (n) => {
    if (!isCall(n)) return false;
    const callee = bare(n.callee);
    if (isFunction(callee)) return callee.type !== 'ObjectMethod' && callee.async === true;
    return /[pP]romises\.push$/.test(dotted(callee)) && isCall(bare(n.arguments[0] ?? n));
  });
}

function isStream(node: Node, scope: Scope, depth = 0): boolean {
  const n = bare(node);
  // `User.find().cursor()` of Mongoose, `db.select().stream()` of Knex.
  if (/createReadStream\(\)|createInterface\(\)|\.pipe\(\)|\.(cursor|stream)\(\)$/.test(dotted(n)))
    return true;
  const b = n.type === 'Identifier' && depth < 3 ? find(scope, n.name) : undefined;
  return b?.init !== undefined && b.kind !== 'param' && isStream(b.init, b.scope, depth + 1);
}
