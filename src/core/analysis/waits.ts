/**
 * Runs of waits in a block of which none needs another's result: what `sequential-awaits` judges. A run ends
 * where code between two waits may leave, fail on purpose, change something, or needs what was waited for.
 */
import { argShape } from './argument.ts';
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
  some,
  statementsOf,
  visit,
} from './ast.ts';
import { begunWith, narrows } from './builders.ts';
import { closeBy } from './close-by.ts';
import type { CallSite, FileIndex, Scope } from './index-types.ts';
import { ends, endsByCall, insists, lastName, leavesOrWaits } from './leaving.ts';
import { oncePer } from './once.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';
import { assigned, filled, mentions } from './taint.ts';
import {
  asking,
  asksBus,
  asksByChain,
  assembling,
  decoding,
  guards,
  harmlessCalls,
  loading,
  making,
  nameOfDeed,
  runners,
  writing,
} from './wait-words.ts';

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
}

type Step = Wait | 'pass' | 'through' | 'break';

/** Where the waits of one block stand. */
interface Place {
  readonly file: FileIndex;
  readonly scope: Scope;
}

/** Runs of two and more in the block that stands around an await, whose scope is given. */
export function runsIn(file: FileIndex, statements: readonly Node[], scope: Scope): Wait[][] {
  const at: Place = { file, scope };
  const runs: Wait[][] = [];
  let run: Wait[] = [];
  let tainted = new Set<string>();
  const flush = (): void => {
    runs.push(...closeBy(run));
    run = [];
    tainted = new Set();
  };
  // What stands before the first wait, and behind the last, is of no account.
  const waiting = statements.map((s) => waitsWithin(file, s));
  const last = waiting.findLastIndex((n) => n > 0);
  for (const [i, s] of statements.slice(0, last + 1).entries()) {
    if (run.length === 0 && waiting[i] === 0) continue;
    for (const [step, node, names] of stepsOf(at, s)) {
      if (step === 'break') flush();
      else if (step === 'pass' || step === 'through') {
        if (!mentions(node, tainted)) continue;
        if (insists(node, names)) flush();
        // `query.offset = (page - 1) * size`: whoever is given the query is given that.
        else for (const n of names) tainted.add(n).add(rootName(n));
      } else {
        if (mentions(askedIn(node), tainted) || (isLoad(node) && run.some(posts))) flush();
        run.push(step);
        for (const n of step.names) tainted.add(n);
      }
    }
    if (waiting[i]! > 1) runs.push(...together(at, s));
  }
  flush();
  return runs;
}

/** `await load()`: nothing is kept, so what was sent before it is what it is to show. */
function isLoad(step: Node): boolean {
  return step.type === 'ExpressionStatement' && bare(step.expression).type === 'AwaitExpression';
}

function posts(w: Wait): boolean {
  return w.calls.some((c) => sends(c.node, false));
}

/** The object that a field is set of; `this` is everybody's. */
function rootName(target: string): string {
  const root = target.slice(0, (target.indexOf('.') + 1 || target.length + 1) - 1);
  return root === 'this' ? target : root;
}

/** What a step works out: what its answer is put into needs nothing from before. */
function askedIn(step: Node): Node {
  const e = step.type === 'ExpressionStatement' ? bare(step.expression) : undefined;
  return e?.type === 'AssignmentExpression' && e.operator === '=' ? e.right : step;
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
  const names = assigned(s).flatMap((n) => [n, rootName(n)]);
  return { node: s, calls, names, query: waits[0]!.query, maybe: s.type === 'IfStatement' };
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
  if (!harmlessCalls.test(dotted(e.callee)) && !narrows(e)) return ['break', s, []];
  // `setUsers(await api.users())`; what `ids.push(user.id)` adds to needs what it adds.
  return [waitOrPass(at, e, [], s), s, filled(e)];
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
  return calls.length > 0 || query ? { node, calls, names, query } : 'through';
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

/** Name of the query of an awaited `` sql`select …` ``, '' where it is none or writes. */
function templateQuery(a: Extract<Node, { type: 'AwaitExpression' }>): string {
  const t = settled(a.argument);
  if (t.type !== 'TaggedTemplateExpression') return '';
  const name = dotted(t.tag);
  const text = t.quasi.quasis[0]?.value.cooked ?? '';
  return /(^|\.)(\$queryRaw|sql|sequelize|knex|db)$/.test(name) && /^\s*(select|with)\b/i.test(text)
    ? name
    : '';
}

/** Name of what is asked with `{ method: 'GET' }`, which says what it does whoever does it; '' of other calls. */
function getRequest(a: Extract<Node, { type: 'AwaitExpression' }>): string {
  const call = settled(a.argument);
  if (!isCall(call) || call.arguments.length < 2 || lastName(call) === 'inject') return '';
  return call.arguments.some((o) => /^get$/i.test(methodSaid(o))) ? dotted(call.callee) : '';
}

/**
 * The calls that an awaited value starts.
 * @param kept the answer gets a name, and so is not acted on before the next statement.
 */
function awaitedCalls(at: Place, value: Node, kept: boolean): readonly CallSite[] | 'break' {
  // `await (local ? near() : far())`
  if (value.type === 'ConditionalExpression') {
    const one = awaitedCalls(at, settled(value.consequent), kept);
    const other = awaitedCalls(at, settled(value.alternate), kept);
    return one === 'break' || other === 'break' ? 'break' : [...one, ...other];
  }
  const { file, scope } = at;
  const call = isCall(value) ? value : (begunWith(value, scope) ?? value);
  if (!isCall(call) || isFunction(bare(call.callee))) return [];
  const name = lastName(call);
  if (decoding.test(name) || assembling.test(name)) return [];
  if (/^(Promise|Bluebird)\.(all|allSettled)$/.test(dotted(call.callee))) return startedTogether(file, call);
  if (/^Promise\./.test(dotted(call.callee))) return 'break';
  const ran = runners.test(name) ? innerCalls(file, call) : [];
  if (ran.length > 0) return ran.some((c) => changes(c.node, scope)) ? 'break' : ran;
  const chain = chainOf(call);
  // `await rows.limit(20)`: what is read, the query's beginning says.
  const start = chain.every(narrows) ? receiverOf(chain.at(-1)!) : undefined;
  const begun = start ? begunWith(bare(start), scope) : undefined;
  const asks = asksByChain(dotted(call.callee));
  if (chain.some((c) => (spares(c, kept) && !begun && !isLimit(c)) || (!asks && changes(c, scope))))
    return 'break';
  if (chain.some((c) => sends(c, kept))) return 'break';
  if (decoding.test(lastName(chain.at(-1)!))) return [];
  return begun ? [...sitesOf(file, begun), ...sitesOf(file, call)] : sitesOf(file, call);
}

/** A question whose answer is kept while the next wait begins spares nothing. */
function spares(call: Call, kept: boolean): boolean {
  const name = lastName(call);
  return guards.test(name) && !(kept && asking.test(name));
}

/** `fetch(url, { method: 'DELETE' })`; what is posted may be a question where its answer is kept. */
function sends(call: Call, kept: boolean): boolean {
  const changing = kept ? /^(put|patch|delete)$/i : /^(put|patch|delete|post)$/i;
  return call.arguments.some((a) => changing.test(methodSaid(a)));
}

/** `GET` of `{ method: 'GET' }`, `PUT` of `ask('PUT', path)`; '' where nothing is said. */
function methodSaid(argument: Node): string {
  const options = bare(argument);
  if (options.type === 'StringLiteral')
    return /^(PUT|PATCH|DELETE|POST)$/.test(options.value) ? options.value : '';
  if (options.type !== 'ObjectExpression') return '';
  for (const p of options.properties) {
    const how = p.type === 'ObjectProperty' && keyName(p) === 'method' ? bare(p.value) : undefined;
    if (how?.type === 'StringLiteral') return how.value;
  }
  return '';
}

/** `createTransport()` of the project itself is left to what it is seen to do. */
function changes(call: Call, scope: Scope): boolean {
  const name = lastName(call);
  if (!writing.test(name) || !writing.test(nameOfDeed(dotted(call.callee)))) return false;
  if (asksBus.test(dotted(call.callee))) return false;
  if (making.test(name) && /^(this\.)?\w+$/.test(dotted(call.callee))) return false;
  return !(/^(execute|exec|run|send)$/.test(name) && argShape(call, scope) === 'sql-read');
}

/** `.limit(10)` of a query, which is no rate limiter. */
function isLimit(call: Call): boolean {
  return lastName(call) === 'limit' && isCall(receiverOf(call));
}

/** The calls that `Promise.all([a(), b()])` or `Promise.all(xs.map(load))` starts; none where they run already. */
function startedTogether(file: FileIndex, all: Call): readonly CallSite[] | 'break' {
  const list = all.arguments[0] ? bare(all.arguments[0]) : undefined;
  const parts = list?.type === 'ArrayExpression' ? list.elements : [list];
  const calls: CallSite[] = [];
  for (const part of parts) {
    const p = part ? settled(part.type === 'SpreadElement' ? part.argument : part) : undefined;
    if (!p || !isCall(p)) continue;
    const inner = /^(map|flatMap)$/.test(methodName(p)) || runners.test(lastName(p));
    const started = inner ? innerCalls(file, p) : sitesOf(file, p);
    for (const site of started) {
      const leave = guards.test(lastName(site.node)) && !isLimit(site.node);
      if (leave || sends(site.node, true)) return 'break';
      calls.push(site);
    }
  }
  return calls;
}

function innerCalls(file: FileIndex, map: Call): readonly CallSite[] {
  const fn = map.arguments.map((a) => bare(a)).find(isFunction);
  if (!fn) return [];
  const found: CallSite[] = [];
  visit(fn.body, (n) => {
    const waited = n === fn.body || n.type === 'AwaitExpression' || n.type === 'ReturnStatement';
    const value = waited ? settled(n.type === 'ReturnStatement' ? (n.argument ?? n) : n) : undefined;
    if (value && isCall(value)) found.push(...sitesOf(file, value));
    return true;
  });
  return found;
}

/** The calls of a chain, the one that starts it last: `db.select()` of `db.select().from(x)`. */
function chainOf(call: Call): readonly Call[] {
  const chain = [call];
  for (;;) {
    const callee = bare(chain.at(-1)!.callee);
    const object = isMember(callee) ? bare(callee.object) : undefined;
    if (!object || !isCall(object)) return chain;
    chain.push(object);
  }
}

/** The calls of a chain from its start, without what only follows the promise. */
function sitesOf(file: FileIndex, call: Call): readonly CallSite[] {
  return chainOf(call)
    .filter((c) => !/^(then|catch|finally)$/.test(lastName(c)))
    .slice(-6)
    .reverse()
    .flatMap((c) => file.siteOf.get(c) ?? []);
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
