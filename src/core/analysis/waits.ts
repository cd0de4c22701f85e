/**
 * Runs of waits in a block of which none needs another's result: what `sequential-awaits` judges. A run ends
 * where code between two waits may leave, fail on purpose, change something, or needs what was waited for.
 */
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  type Member,
  methodName,
  type Node,
  parentOf,
  settled,
  some,
  statementsOf,
  visit,
} from './ast.ts';
import { awaitedCalls, getRequest, type Place, templateQuery } from './awaited.ts';
import { begunWith, narrows } from './builders.ts';
import { closeBy } from './close-by.ts';
import type { CallSite, FileIndex, Scope } from './index-types.ts';
import { ends, endsByCall, insists, lastName, leavesOrWaits } from './leaving.ts';
import { oncePer } from './once.ts';
import { isOutdated } from './outdated.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';
import { assigned, filled, mentions, partOf } from './taint.ts';
import { failsOn, type Guard, glanceOf, isSought, isSpared } from './turned-away.ts';
import { ending, guards, harmlessCalls, insisting, loading, unwaited, writing } from './wait-words.ts';

/** One statement, or one part of a literal, that waits. */
export interface Wait {
  readonly node: Node;
  /** The calls whose effects say what is waited for: of a chain, of `Promise.all([…])`. */
  readonly calls: readonly CallSite[];
  /** A query written as a template, which is no call: `prisma.$queryRaw`. */
  readonly query: string;
  /** Names and members that get a result. */
  readonly names: readonly string[];
  /** It stands behind an `if`: two of them may be one or the other. */
  readonly maybe?: boolean;
  /** It does, but most have what the `if` asks for. */
  readonly likely?: boolean;
  /** Before it, whoever asks for what is not there is turned away. */
  readonly guarded?: boolean;
}

/** `result`: a method of what its name holds is called, which is nothing where that was waited for. */
type Step = Wait | 'pass' | 'through' | 'result' | 'break';

/** Runs of two and more in the block that stands around an await, whose scope is given. */
export function runsIn(file: FileIndex, statements: readonly Node[], scope: Scope): Wait[][] {
  const at: Place = { file, scope };
  const runs: Wait[][] = [];
  let run: Wait[] = [];
  let tainted = new Set<string>();
  /** What stands between the last wait and the next one. */
  let guard: Guard | undefined;
  const flush = (): void => {
    runs.push(...closeBy(run));
    run = [];
    tainted = new Set();
    guard = undefined;
  };
  // What stands before the first wait, and behind the last, is of no account.
  const waiting = statements.map((s) => waitsWithin(file, s));
  const last = waiting.findLastIndex((n) => n > 0);
  for (const [i, s] of statements.slice(0, last + 1).entries()) {
    if (run.length === 0 && waiting[i] === 0) continue;
    const glance = run.length > 0 ? (failsOn(s, tainted) ?? turnedAway(s, run, tainted, file)) : undefined;
    if (glance) {
      guard = guard === 'missing' ? guard : glance;
      continue;
    }
    for (const [step, node, names] of stepsOf(at, s)) {
      if (step === 'break' || (step === 'result' && !names.some((n) => tainted.has(n)))) flush();
      else if (step === 'result') continue;
      else if (step === 'pass' || step === 'through') {
        if (!mentions(node, tainted)) continue;
        if (insists(node, names)) flush();
        // `query.offset = (page - 1) * size`: whoever is given the query is given that.
        else for (const n of names) tainted.add(n).add(partOf(rootName(n)));
      } else {
        if (askedIn(node).some((n) => mentions(n, tainted)) || isOutdated(step, run, file)) flush();
        if ((guard && isSpared(step, run, guard)) || isSought(step, run.at(-1))) flush();
        // `if (id) row = await byId(id); if (name) row = await byName(name);`: one or the other.
        const likely = step.likely === true && !run.some((w) => w.names.some((n) => step.names.includes(n)));
        run.push({ ...step, likely, ...(guard && run.length > 0 && { guarded: true }) });
        guard = undefined;
        for (const n of step.names) tainted.add(n);
      }
    }
    if (waiting[i]! > 1) runs.push(...together(at, s));
  }
  flush();
  return runs;
}

function turnedAway(
  s: Node,
  run: readonly Wait[],
  tainted: ReadonlySet<string>,
  file: FileIndex,
): Guard | undefined {
  return s.type === 'IfStatement' ? glanceOf(s, run, tainted, file) : undefined;
}

/** The object that a field is set of; `this` is everybody's. */
function rootName(target: string): string {
  const root = target.slice(0, (target.indexOf('.') + 1 || target.length + 1) - 1);
  return root === 'this' ? target : root;
}

/**
 * What a step works out: what its answer is put into needs nothing from before, nor do the other parts of an object,
 * `return { user, posts: await load() }`.
 */
function askedIn(step: Node): readonly Node[] {
  const e = step.type === 'ExpressionStatement' ? bare(step.expression) : undefined;
  if (e?.type === 'AssignmentExpression' && e.operator === '=') return [e.right];
  const init = step.type === 'VariableDeclarator' && step.init ? bare(step.init) : undefined;
  // `one ? rows.length : await count()`: the other branch is worked out by itself.
  if (init?.type === 'ConditionalExpression')
    return [init.test, ...[init.consequent, init.alternate].filter((b) => awaitsIn(b).length > 0)];
  const made = step.type === 'ReturnStatement' && step.argument ? bare(step.argument) : undefined;
  if (made?.type !== 'ObjectExpression') return [step];
  return made.properties.filter((p) => awaitsIn(p).length > 0);
}

/** Where the file waits, in order. */
const startsOfWaits = oncePer((file: FileIndex): readonly number[] =>
  file.awaits.map((a) => a.node.start ?? 0).sort((a, b) => a - b),
);

/** How many awaits a node has, those of functions inside included. */
function waitsWithin(file: FileIndex, node: Node): number {
  const starts = startsOfWaits(file);
  return placeOf(starts, node.end ?? 0) - placeOf(starts, node.start ?? 0);
}

/** How many of some ascending numbers come before this one. */
function placeOf(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The statements that an await stands among: of a block, a case, or the expression a function is. */
export function blockAround(
  node: Node,
): { readonly key: Node; readonly statements: readonly Node[] } | undefined {
  for (let n = node, p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'BlockStatement') return { key: p, statements: statementsOf(p) };
    if (p.type === 'Program') return { key: p, statements: p.body };
    if (p.type === 'SwitchCase') return p.test === n ? undefined : { key: p, statements: p.consequent };
    if (isFunction(p)) return p.body === n ? { key: p, statements: [n] } : undefined;
  }
  return undefined;
}

type Part = readonly [Step, Node, readonly string[]];

function stepsOf(at: Place, statement: Node): readonly Part[] {
  const s = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (!s) return [];
  switch (s.type) {
    case 'VariableDeclaration':
      return s.declarations.map((d): Part => {
        const names = patternNames(d.id);
        return [d.init ? waitOrPass(at, d.init, names, d) : 'pass', d, names];
      });
    case 'ExpressionStatement':
      return [expression(at, bare(s.expression), s)];
    case 'ReturnStatement': {
      const step = s.argument ? waitOrPass(at, s.argument, [], s) : 'break';
      return typeof step === 'object'
        ? [
            [step, s, []],
            ['break', s, []],
          ]
        : [['break', s, []]];
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'EmptyStatement':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'ImportDeclaration':
      return [];
    case 'IfStatement':
      return [[endsByCall(s) ? 'break' : branched(at, s, [s.consequent, s.alternate]), s, assigned(s)]];
    case 'TryStatement':
      return [[branched(at, s, [s.block]), s, assigned(s)]];
    case 'BlockStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'ForStatement':
    case 'WhileStatement':
      return [[leavesOrWaits(s) ? 'break' : 'pass', s, assigned(s)]];
    default:
      // An expression that a function is.
      return s.type.endsWith('Statement') || s.type.endsWith('Declaration') ? [['break', s, []]] : [];
  }
}

const leaves = /^(Return|Throw|Break|Continue)Statement$/;

/** `if (order.buyer) buyer = await findBuyer(order.buyer);`: waits like any other, where no part of it leaves. */
function branched(
  at: Place,
  s: Extract<Node, { type: 'IfStatement' | 'TryStatement' }>,
  branches: readonly (Node | null | undefined)[],
): Step {
  const parts = branches.flatMap((b) => (b?.type === 'BlockStatement' ? statementsOf(b) : b ? [b] : []));
  if (parts.some((part) => leaves.test(part.type))) return 'break';
  if (!leavesOrWaits(s)) return 'pass';
  const rest = s.type === 'IfStatement' ? [s.test] : [s.handler?.body, s.finalizer];
  if (rest.some((part) => part && leavesOrWaits(part))) return 'break';
  const steps = parts.flatMap((part) => stepsOf(at, part)).map(([step]) => step);
  const waits = steps.filter((step) => typeof step === 'object');
  // `if (!app.owner) await app.fetch();` sees to it that what follows can be asked.
  const plain = waits.every((w) => w.names.length > 0 && (!w.query || waits.length === 1));
  if (steps.includes('break') || waits.length === 0 || !plain) return 'break';
  const calls = waits.flatMap((w) => w.calls);
  // `where.region = region.id`: whoever is given `where` is given that.
  const names = assigned(s).flatMap((n) => [n, partOf(rootName(n))]);
  const maybe = s.type === 'IfStatement';
  const likely = maybe && asksWhetherGiven(s, calls);
  return { node: s, calls, names, query: waits[0]!.query, maybe, likely };
}

/**
 * `if (order.courierId) { courier = await findUser(order.courierId); }`, `if (ids.length > 0)`: most have one, so that
 * this wait and the next such one are no alternatives.
 */
function asksWhetherGiven(s: Extract<Node, { type: 'IfStatement' }>, calls: readonly CallSite[]): boolean {
  if (s.alternate) return false;
  const test = bare(s.test);
  const given = test.type === 'BinaryExpression' && /^(>|!==?)$/.test(test.operator) ? test.left : test;
  const what = dotted(given).replace(/\.(length|size)$/, '');
  return (
    what !== '' &&
    (given !== test || isMember(given) || given.type === 'Identifier') &&
    calls.some((c) => c.node.arguments.some((a) => some(a, (n) => dotted(n) === what)))
  );
}

function expression(at: Place, e: Node, s: Node): Part {
  if (e.type === 'AssignmentExpression') {
    const target = dotted(e.left);
    const names = target.includes('.') ? [target] : patternNames(e.left);
    // `total += rows.length`; `total += await sum()` adds what it waits for to what was there.
    const adds = e.operator !== '=';
    return [adds && awaitsIn(e.right).length > 0 ? 'break' : waitOrPass(at, e.right, names, s), s, names];
  }
  if (e.type === 'UpdateExpression' || (e.type === 'UnaryExpression' && e.operator === 'delete'))
    return [awaitsIn(e).length > 0 ? 'break' : 'pass', s, [dotted(e.argument)]];
  if (e.type === 'AwaitExpression') {
    const call = settled(e.argument);
    // `socket.refresh(…)` tells others to.
    if (!isCall(call) || !loading.test(lastName(call)) || /[sS]ocket\.\w+$/.test(dotted(call.callee)))
      return ['break', s, []];
    return [waitOrPass(at, e, filledBy(call, at.scope), s), s, []];
  }
  if (!isCall(e)) return ['break', s, []];
  const each = methodName(e) === 'forEach' && e.arguments[0] ? bare(e.arguments[0]) : undefined;
  if (each && isFunction(each)) return [ends(each.body) ? 'break' : 'pass', s, assigned(each.body)];
  // `query.where(…)`, which starts nothing yet.
  if (!harmlessCalls.test(dotted(e.callee)) && !narrows(e)) return loneCall(e, s, at.scope);
  // `setUsers(await api.users())`; what `ids.push(user.id)` adds to needs what it adds.
  return [waitOrPass(at, e, [], s), s, filled(e)];
}

/**
 * `avatar.circle()` of the image that was waited for, and a mail that nobody waits for; what a name says to check, to
 * begin or to change something parts two waits.
 */
function loneCall(e: Call, s: Node, scope: Scope): Part {
  const name = lastName(e);
  if (awaitsIn(e).length > 0 || insisting.test(name) || guards.test(name) || ending.test(name))
    return ['break', s, []];
  if (unwaited.test(dotted(e.callee))) return ['pass', s, []];
  // `applyFilters(query, from, to)` of a query that nobody has waited for yet.
  const query = e.arguments[0] ? bare(e.arguments[0]) : undefined;
  if (query?.type === 'Identifier' && begunWith(query, scope)) return ['pass', s, [query.name]];
  const of = isMember(bare(e.callee)) ? bare((bare(e.callee) as Member).object) : undefined;
  return of?.type === 'Identifier' && !writing.test(name) ? ['result', s, [of.name]] : ['break', s, []];
}

/** `await fetchUser(builder)` of `const builder = new Builder()`: what a load that answers nothing fills. */
function filledBy(call: Call, scope: Scope): readonly string[] {
  return call.arguments.flatMap((a) => {
    const init = a.type === 'Identifier' ? find(scope, a.name)?.init : undefined;
    return init && /^(New|Object|Array)Expression$/.test(bare(init).type) ? [dotted(a)] : [];
  });
}

/** What an expression waits for, its inner functions aside. */
function waitOrPass(at: Place, value: Node, names: readonly string[], node: Node): Step {
  const awaits = awaitsIn(value);
  if (awaits.length === 0) return 'pass';
  const calls: CallSite[] = [];
  let query = '';
  for (const a of awaits) {
    const found = awaitedCalls(at, settled(a.argument), names.length > 0);
    if (found === 'break') return 'break';
    calls.push(...found);
    query ||= templateQuery(a) || getRequest(a);
  }
  if (calls.length === 0 && !query) return 'through';
  // `given ?? (await load(id))`: where nothing was given, and only there.
  const either = bare(value);
  const maybe = either.type === 'LogicalExpression' && awaitsIn(either.left).length === 0;
  if (maybe && calls.some((c) => insisting.test(lastName(c.node)))) return 'break';
  return { node, calls, names, query, ...(maybe && { maybe }) };
}

function awaitsIn(value: Node): Extract<Node, { type: 'AwaitExpression' }>[] {
  const list: Extract<Node, { type: 'AwaitExpression' }>[] = [];
  visit(value, (n) => {
    if (isFunction(n)) return false;
    if (n.type === 'AwaitExpression') list.push(n);
    return true;
  });
  return list;
}

/** Awaits side by side in one literal or among one call's arguments: none can need another. */
function together(at: Place, statement: Node): Wait[][] {
  const awaits = awaitsIn(statement).filter(
    (a) => !some(statement, (n) => blockInside(n, statement, a), false),
  );
  const runs: Wait[][] = [];
  let run: Wait[] = [];
  let last: Node | undefined;
  for (const a of awaits) {
    // `Promise.all([await a(), await b()])` means to wait for both at once, whatever they do.
    const meant = inPromiseAll(a);
    const calls = meant ? [] : awaitedCalls(at, settled(a.argument), true);
    if (calls === 'break' || (calls.length === 0 && !meant)) continue;
    const wait: Wait = { node: a, calls, names: [], query: meant };
    if (last && sideBySide(last, a)) run.push(wait);
    else {
      if (run.length > 1) runs.push(run);
      run = [wait];
    }
    last = a;
  }
  if (run.length > 1) runs.push(run);
  return runs;
}

function inPromiseAll(a: Extract<Node, { type: 'AwaitExpression' }>): string {
  const list = parentOf(a);
  const all = list?.type === 'ArrayExpression' ? parentOf(list) : undefined;
  if (!all || !isCall(all) || !/^Promise\.(all|allSettled)$/.test(dotted(all.callee))) return '';
  return dotted(a.argument).replace(/\(\)$/, '');
}

function blockInside(n: Node, statement: Node, a: Node): boolean {
  return n !== statement && /^(BlockStatement|SwitchCase)$/.test(n.type) && contains(n, a);
}

function sideBySide(a: Node, b: Node): boolean {
  if (contains(a, b)) return false;
  const common = ancestor(a, (n) => contains(n, b));
  return (
    common !== undefined &&
    /^(ObjectExpression|ArrayExpression|NewExpression|TemplateLiteral|BinaryExpression|(Optional)?CallExpression)$/.test(
      common.type,
    )
  );
}
