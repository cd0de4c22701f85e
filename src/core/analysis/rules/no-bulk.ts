/** Calls per item of which one for all items would not do, by what the call itself is; in words, else an empty text. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  startsAt,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { isPage } from '../pages.ts';
import { find } from '../scopes.ts';

const statementWords = /sql|quer(y|ies)|statement|stmt|ddl|text|command/i;

/** `for (const sql of statements) await db.query(sql)`: statements of different kinds have no bulk form. */
export function givenStatement(site: CallSite, loop: LoopInfo): string {
  // `db.prepare(ddl).run()` of D1 and SQLite
  const made = /^(run|all|first)$/.test(site.method) ? receiverOf(site.node) : undefined;
  const prepared = made && isCall(made) && methodName(made) === 'prepare' ? made : undefined;
  const first = (prepared ?? site.node).arguments[0];
  if (prepared && first && isStatementOf(first, site.scope, loop, 0)) return 'runs given statements';
  if (
    !first ||
    !/^(query|execute|exec|run|raw|unsafe|request|executeQuery|\$(execute|query)Raw\w*)$/.test(site.method)
  )
    return '';
  const given = bare(first);
  // Kysely's takes what was put together before.
  const compiled =
    site.method === 'executeQuery' && given.type === 'Identifier' && loop.items.includes(given.name);
  return compiled || isStatementOf(first, site.scope, loop, 0) ? 'runs given statements' : '';
}

/** `for (const part of parts) { part.forEach((p) => batch.update(p)); await batch.commit(); }`: once for many. */
export function commitsMany(site: CallSite, loop: LoopInfo): string {
  const batch = /(^|\.)\w*[bB]atch\.(commit|execute|write|flush)$/.test(site.name);
  return batch && loop.inner.length > 0 ? 'works in batches' : '';
}

/** `catch (e) { await job.markFailed() }` or `.catch((e) => job.markFailed())` in the loop: once per failure. */
export function afterFailure(site: CallSite, loop: LoopInfo): string {
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (p.type === 'CatchClause') return 'only after a failure';
    if (isCall(p) && isFunction(n) && methodName(p) === 'catch' && p.arguments[0] === n)
      return 'only after a failure';
  }
  return '';
}

/**
 * `catch (e) { for (const done of saved) await undo(done) }` puts something back;
 * `insertMany(rows).catch(() => Promise.all(rows.map(insert)))` writes one by one because one for all failed, and so
 * does `if (error) for (const row of rows) await insert(row)`.
 */
export function inCatch(loop: LoopInfo): boolean {
  for (let n: Node = loop.node, p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'CatchClause') return true;
    if (p.type === 'IfStatement' && p.consequent === n && asksFailure(p.test)) return true;
    if (isFunction(n)) return isCall(p) && methodName(p) === 'catch';
  }
  return false;
}

/** `if (insertError)`, `if (error && isMissingColumn(error))`: clients that throw nothing say so by a value. */
function asksFailure(test: Node): boolean {
  const n = bare(test);
  if (n.type === 'LogicalExpression' && n.operator === '&&') return asksFailure(n.left);
  return n.type === 'Identifier' && /^(err|error|[a-z]\w*Err(or)?)$/.test(n.name);
}

/** In `rollbackUploads` or `executeCompensatingRollback`: what puts back what a failure left behind. */
export function undoesWork(loop: LoopInfo): boolean {
  // A route that brings back what was before is asked for.
  if (takesRequest(loop.fn)) return false;
  return /^_?(rollback|rollBack|undo|revert|compensate)([A-Z]|$)|[a-z](Rollback|RollBack|Compensation)$|^_?(cleanup|cleanUp|discard)Uploaded/.test(
    loop.fn.name.slice(loop.fn.name.lastIndexOf('.') + 1),
  );
}

/** `async (req, res) => {…}`, `async (_, { ids }) => {…}` of a resolver. */
function takesRequest({ node }: LoopInfo['fn']): boolean {
  if (node.type === 'Program' || node.type === 'StaticBlock') return false;
  const [first, second] = node.params;
  const resolves = first && second && /^(_+|_?(parent|root|source|obj))$/.test(dotted(first));
  return resolves || node.params.some((p) => /^_?(req|request|ctx|interaction)$/.test(dotted(p)));
}

/** `for (const message of change.value.messages) await receive(message)` of a webhook: events that came, each its own. */
export function eventOfWebhook(loop: LoopInfo, path: string): string {
  const list = loop.iterable ? nameOfGiven(loop.iterable, loop.scope) : '';
  for (let f: LoopInfo['fn'] | undefined = loop.fn; f; f = f.parent) {
    // `socket.ev.on('messages.upsert', ({ messages }) => …)`: the event is called after the list.
    const event = f.via && /(^|\.)ev\.on$/.test(dotted(f.via.callee)) ? f.via.arguments[0] : undefined;
    if (event?.type === 'StringLiteral' && list !== '' && `${event.value}s.`.startsWith(list))
      return 'what one event told of';
  }
  if (
    !/(^|\.)(entry|entries|changes|(\w+U|u)pdates|messages|statuses|messaging|\w*_?echoes|delivery\.mids|events?(List|Array|s)?)$/.test(
      list,
    )
  )
    return '';
  if (/(^|[/.-])webhooks?([/.-]|$)/i.test(path) && isGiven(loop)) return 'events that came to a webhook';
  for (let f: LoopInfo['fn'] | undefined = loop.fn; f; f = f.parent) {
    const route = f.via?.arguments[0];
    const named = route?.type === 'StringLiteral' && /webhook/i.test(route.value);
    if (named || /webhook/i.test(f.name)) return 'events that came to a webhook';
    // `handleMessage(payload)`, which goes through `payload.messages`.
    if (
      /(^|\.)(handle|receive|on)(Incoming|Inbound)?(Messages?|Updates?|Events?|Payload)$/.test(f.name) &&
      isOfPayload(loop)
    )
      return 'events that came to a webhook';
  }
  return '';
}

/** `updates` of `const outbound = updates.filter(isOurs)`. */
function nameOfGiven(list: Node, scope: Scope): string {
  let n = settled(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const from = b?.init && b.path.length === 0 ? settled(b.init) : n;
  if (isCall(from) && /^(filter|slice|sort)$/.test(methodName(from))) n = receiverOf(from) ?? n;
  // `(payload.entry ?? []).flatMap((e) => e.changes).map((c) => c.value)`
  const first = dotted(firstOf(from));
  if (/\.entry$/.test(first)) return first;
  return /^(parsed|result|payload|body|json)\.data$/.test(dotted(settled(n)))
    ? dotted(list)
    : dotted(settled(n));
}

/** What a list was made of, step by step. */
function firstOf(list: Node): Node {
  const receiver =
    isCall(list) && /^(flatMap|map|filter)$/.test(methodName(list)) ? receiverOf(list) : undefined;
  if (receiver) return firstOf(settled(receiver));
  return list.type === 'LogicalExpression' ? settled(list.left) : list;
}

/** `payload.messages`, where `payload` is what the function is given. */
function isOfPayload(loop: LoopInfo): boolean {
  let n = loop.iterable ? settled(loop.iterable) : undefined;
  for (let i = 0; n && i < 4; i++) {
    if (n.type === 'LogicalExpression') n = settled(n.left);
    const root: Node = rootOf(n);
    const b = root.type === 'Identifier' ? find(loop.scope, root.name) : undefined;
    if (b?.kind === 'param' && !b.loopItem)
      return (
        isMember(n) &&
        /^_?(payload|update|event|body|webhook)(Data|Body)?$/.test((root as { name: string }).name)
      );
    n = b?.loopItem?.iterable ?? (b?.path.length === 0 && b.init ? settled(b.init) : undefined);
  }
  return false;
}

/** Handed to the handler, or read from its request. */
function isGiven(loop: LoopInfo): boolean {
  let n = loop.iterable ? settled(loop.iterable) : undefined;
  for (let i = 0; n && i < 5; i++) {
    if (n.type === 'ConditionalExpression') n = settled(n.consequent);
    else n = firstOf(n);
    const root: Node = rootOf(n);
    const b = root.type === 'Identifier' ? find(loop.scope, root.name) : undefined;
    if (b?.kind === 'param' && !b.loopItem) return true;
    if (
      isCall(n) &&
      /^(json|text|safeParse|(parse|extract|normali[sz]e)([A-Z]\w*)?)$/.test(
        methodName(n) || dotted(n.callee),
      )
    )
      return true;
    n = b?.loopItem?.iterable ?? b?.init;
    if (n) n = settled(n);
  }
  return false;
}

/** `remove` of each call in `db.ref(path).remove().then(…)`. */
export function lastMethod(call: Node): string {
  let last = call;
  for (let p = parentOf(last); p && isMember(p) && p.object === last; p = parentOf(last)) {
    const next = parentOf(p);
    if (!next || !isCall(next) || next.callee !== p || /^(then|catch|finally)$/.test(propertyName(p))) break;
    last = next;
  }
  return isCall(last) ? methodName(last) : '';
}

/** `client.users.fetch(row.userId)` for one page that is shown: most are in memory, and there is no bulk form. */
export function namesOfPage(site: CallSite, loop: LoopInfo): string {
  const chat = /(^|\.)client\.users\.fetch$/.test(site.name) && site.node.arguments.length > 0;
  return chat && loop.iterable && isPage(loop.iterable, loop.scope) ? 'one page of users of a chat' : '';
}

/** `client.sendMessage(phone, part)` with the phone from outside the loop: what one chat is told, in order. */
export function toOneChat(site: CallSite, loop: LoopInfo): string {
  const [to, what] = site.node.arguments;
  if (!what || !to || !/^send(Message|Text|Photo|Document|Video|Audio|Image|Media)$/.test(site.method))
    return '';
  const n = settled(to);
  const root = rootOf(n);
  if (isCall(n) || root.type !== 'Identifier') return '';
  const b = find(site.scope, root.name);
  return b === undefined || contains(loop.node, b.node) ? '' : 'messages of one chat';
}

/** `roles.map((role) => member.roles.add(role))`: of one member, who has a handful. */
export function rolesOfOne(site: CallSite, loop: LoopInfo): string {
  if (!/\.roles\.(add|remove)$/.test(site.name)) return '';
  const root = rootOf(site.node.callee as Node);
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  return b && !contains(loop.node, b.node) ? 'roles of one member' : '';
}

/** `item.name || (await nameOf(item.id))`: only for what the item does not say itself. */
export function fallsBack(site: CallSite, loop: LoopInfo): string {
  for (
    let n: Node = site.node, p = parentOf(n);
    p && n !== loop.node && !isFunction(n);
    n = p, p = parentOf(n)
  ) {
    if (p.type !== 'LogicalExpression' || p.right !== n || p.operator === '&&') continue;
    const left = settled(p.left);
    if (isMember(left) && startsAt(left, loop.items)) return 'only where the item says nothing';
  }
  return '';
}

const textMethods = /^(replace|replaceAll|trim|trimEnd|trimStart|toString|concat|slice|substring)$/;

/** The loop's own item, or an element of a list of statements, directly or by way of names. */
function isStatementOf(node: Node, scope: Scope, loop: LoopInfo, depth: number): boolean {
  let n = settled(node);
  for (let r = isCall(n) ? receiverOf(n) : undefined; r && textMethods.test(methodName(n as Call)); ) {
    n = settled(r);
    r = isCall(n) ? receiverOf(n) : undefined;
  }
  const root = rootOf(n);
  if (root.type !== 'Identifier' || isCall(n)) return false;
  // `op.cypher` of what somebody put together.
  if (
    isMember(n) &&
    loop.items.includes(root.name) &&
    /^(sql|cypher|query|statement|stmt)$/i.test(propertyName(n))
  )
    return true;
  const b = depth < 3 ? find(scope, root.name) : undefined;
  // `const text = await readFile(join(folder, file)); await db.query(text)`
  const read = b?.init && b.path.length === 0 && contains(loop.body, b.init) ? settled(b.init) : undefined;
  if (read && isCall(read) && /(^|\.)readFile(Sync)?$/.test(dotted(read.callee))) return true;
  if (!statementWords.test(root.name)) return false;
  if (loop.items.includes(root.name) || (isMember(n) && n.computed)) return true;
  return b?.init !== undefined && b.path.length === 0 && isStatementOf(b.init, b.scope, loop, depth + 1);
}
