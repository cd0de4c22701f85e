/** What one `await` asks: the calls that it starts, or that it does what the next one may have to wait for. */
import { argShape } from './argument.ts';
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  receiverOf,
  settled,
  visit,
} from './ast.ts';
import { begunWith, isBuilder, ofQuery } from './builders.ts';
import type { CallSite, FileIndex, Scope } from './index-types.ts';
import { lastName } from './leaving.ts';
import {
  asking,
  asksBus,
  asksByChain,
  assembling,
  decoding,
  guards,
  making,
  nameOfDeed,
  ofWhoAsks,
  runners,
  writing,
} from './wait-words.ts';

/** Where the waits of one block stand. */
export interface Place {
  readonly file: FileIndex;
  readonly scope: Scope;
}

/** Name of the query of an awaited `` sql`select …` ``, '' where it is none or writes. */
export function templateQuery(a: Extract<Node, { type: 'AwaitExpression' }>): string {
  const t = settled(a.argument);
  if (t.type !== 'TaggedTemplateExpression') return '';
  const name = dotted(t.tag);
  const text = t.quasi.quasis[0]?.value.cooked ?? '';
  return /(^|\.)(\$queryRaw|sql|sequelize|knex|db)$/.test(name) && /^\s*(select|with)\b/i.test(text)
    ? name
    : '';
}

/** Name of what is asked with `{ method: 'GET' }`, which says what it does whoever does it; '' of other calls. */
export function getRequest(a: Extract<Node, { type: 'AwaitExpression' }>): string {
  const call = settled(a.argument);
  if (!isCall(call) || call.arguments.length < 2 || lastName(call) === 'inject') return '';
  return call.arguments.some((o) => /^get$/i.test(methodSaid(o))) ? dotted(call.callee) : '';
}

/**
 * The calls that an awaited value starts.
 * @param kept the answer gets a name, and so is not acted on before the next statement.
 */
export function awaitedCalls(at: Place, value: Node, kept: boolean): readonly CallSite[] | 'break' {
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
  if (call.arguments.length === 0 && ofWhoAsks.test(name)) return [];
  if (/^(Promise|Bluebird)\.(all|allSettled)$/.test(dotted(call.callee))) return startedTogether(file, call);
  if (/^Promise\./.test(dotted(call.callee))) return 'break';
  const ran = runners.test(name) ? innerCalls(file, call) : [];
  if (ran.length > 0) return ran.some((c) => changes(c.node, scope)) ? 'break' : ran;
  const chain = chainOf(call);
  // `await rows.limit(20)`: what is read, the query's beginning says.
  const start = chain.every(ofQuery) ? receiverOf(chain.at(-1)!) : undefined;
  const begun = start ? begunWith(bare(start), scope) : undefined;
  const asks = asksByChain(dotted(call.callee));
  if (chain.some((c) => (spares(c, kept) && !begun && !isLimit(c)) || (!asks && !begun && changes(c, scope))))
    return 'break';
  if (chain.some((c) => sends(c, kept))) return 'break';
  // `response.clone().json()`; `query.clone().orderBy('name')` asks.
  if (!asks && !begun && decoding.test(lastName(chain.at(-1)!))) return [];
  if (!begun) return [...sitesOf(file, call), ...queryGiven(file, call)];
  return [...sitesOf(file, call).filter((c) => !/^cl(one$|ear)/.test(c.method)), ...sitesOf(file, begun)];
}

/** `await filtered(db.from('products').select('id'))`: whoever adds to it, a query is asked. */
function queryGiven(file: FileIndex, call: Call): readonly CallSite[] {
  const query = isMember(bare(call.callee)) || !call.arguments[0] ? undefined : bare(call.arguments[0]);
  return query && isCall(query) && isBuilder(query) ? sitesOf(file, query) : [];
}

/** A question whose answer is kept while the next wait begins spares nothing. */
function spares(call: Call, kept: boolean): boolean {
  const name = lastName(call);
  return guards.test(name) && !(kept && asking.test(name));
}

/** `fetch(url, { method: 'DELETE' })`; what is posted may be a question where its answer is kept. */
export function sends(call: Call, kept: boolean): boolean {
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
  // `prisma.$transaction(async (tx) => …)`: several steps that belong together, to change something.
  if (/^\$?transaction$/.test(name) && call.arguments.some((a) => isFunction(bare(a)))) return true;
  if (!writing.test(name) || !writing.test(nameOfDeed(dotted(call.callee)))) return false;
  if (asksBus.test(dotted(call.callee))) return false;
  if (making.test(name) && /^(this\.)?\w+$/.test(dotted(call.callee))) return false;
  return !(/^(execute|exec|run|send)$/.test(name) && /^(sql|rows)-read$/.test(argShape(call, scope)));
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

/** The calls of a chain from its start, without what only follows the promise; of a long one its ends. */
function sitesOf(file: FileIndex, call: Call): readonly CallSite[] {
  const chain = chainOf(call).filter((c) => !/^(then|catch|finally)$/.test(lastName(c)));
  return [...chain.slice(0, -6).slice(0, 1), ...chain.slice(-6)]
    .reverse()
    .flatMap((c) => file.siteOf.get(c) ?? []);
}
