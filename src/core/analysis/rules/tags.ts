/** What a file knows of a query per item, in words, for the verdict that comes when all files are known. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isLabel,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import { asItems } from '../counted.ts';
import type { CallSite, FileIndex, LoopInfo } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { oncePer } from '../once.ts';
import { patternNames } from '../patterns.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { inOwnTransaction, makesParts, ownAddress, ownSystem } from './apart.ts';
import { bringsUpToDate } from './brought-here.ts';
import { onlyWhatDiffers } from './differing.ts';
import { isDisputed, overSettings } from './disputed.ts';
import { inCatch, lastMethod } from './no-bulk.ts';
import { arePlaces, waitsPerTenant } from './per-tenant.ts';
import { isTogether, putsInOrder } from './put-in-order.ts';
import { isJobPage } from './shared.ts';
import { takesFiles } from './uploads.ts';
import { hasOwnAddress } from './vendors.ts';

/** Kind of the loop first, or 'systems'; then what makes it surer or less so. */
export function tagOf(file: Reviewed, site: CallSite, loop: LoopInfo): string {
  const over = asItems(loop);
  const words: string[] = [overSystems(site, over) ? 'systems' : loop.kind];
  const called = site.method || site.name;
  if ((wholeJob.test(called) && !tellsEvent(site)) || runsStep(called, over)) words.push('job');
  if (oneByOne.test(called)) words.push('each');
  const asked = askedBy(loop, site);
  if (asked) words.push(asked);
  if (callsItself(site)) words.push('again');
  if (isJobPage(file, loop)) words.push('page');
  if (putsInOrder(site, over, file.index)) words.push('ordered');
  if (inCatch(loop)) words.push('undo');
  if (onlyWhatDiffers(site, over)) words.push('differs');
  if (inOwnTransaction(site, loop, file.index)) words.push('apart');
  if (isTried(site, loop)) words.push('tried');
  if (makesParts(site.node)) words.push('parts');
  const perTenant = waitsPerTenant(over);
  if (perTenant > 0) words.push(perTenant > 1 ? 'tenants' : 'tenant');
  if (goesThroughStore(over)) words.push('keys');
  if (goesThroughPage(over)) words.push('links');
  if (isDisputed(over, file.index)) words.push('disputed');
  if (bringsUpToDate(over, file.index.path)) words.push('sync');
  if (arePlaces(over)) words.push('places');
  if (isTogether(loop, file.index)) words.push('together');
  if (overSettings(site, over)) words.push('settings');
  if (setsAlike(site, over)) words.push('alike');
  if (savesMade(site, over)) words.push('made');
  if (puttingIn.test(site.method) && putsInFamilies(loop)) words.push('family');
  if (inConvex(file.index)) words.push('beside');
  if (hasOwnAddress(site, over)) words.push('addressed');
  if (file.index.hasJsx && showsProgress(loop)) words.push('shown');
  if (isFound(over)) words.push('found');
  if (takesFiles(over)) words.push('file');
  // A builder says what it does at its end: `db('mails').where({ id }).update(…)`.
  if (sendsMails(loop))
    words.push(/^(insert|update|upsert|set)$/.test(lastMethod(site.node)) ? 'mailed written' : 'mailed');
  if (isEndless(over) && file.loops.of(loop).purpose !== 'walk') words.push('endless');
  return words.join(' ');
}

/** `Message.update({ readAt: now }, { where: { threadId: thread.id } })`: what is set has nothing of the item. */
function setsAlike({ node, method, scope }: CallSite, loop: LoopInfo): boolean {
  if (!/^(update(One)?|findByIdAndUpdate|findOneAndUpdate)$/.test(method)) return false;
  const [first, second] = node.arguments;
  const values = second && fieldOf(second, 'where') ? first : (second ?? (first && fieldOf(first, 'data')));
  if (!values || bare(values).type !== 'ObjectExpression') return false;
  // One statement takes the place of a loop that does nothing else.
  let waits = 0;
  some(loop.body, (n) => n.type === 'AwaitExpression' && ++waits > 1);
  if (waits > 1) return false;
  return !some(values, (n) => {
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    return b !== undefined && (b.loopItem !== undefined || contains(loop.node, b.node));
  });
}

/** `await items.save(items.create({ … }))`, `const item = new Item({ … }); await item.save()`: a row is put in. */
function savesMade({ node, method, scope }: CallSite, loop: LoopInfo): boolean {
  if (method !== 'save') return false;
  const given = node.arguments[0] && bare(node.arguments[0]);
  const row = !given || given.type === 'ObjectExpression' ? receiverOf(node) : given;
  const n = row && bare(row);
  const b = n?.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b && (b.path.length > 0 || b.writes.length > 0 || !contains(loop.node, b.node))) return false;
  const made = b ? b.init && bare(b.init) : n;
  const makes =
    made?.type === 'NewExpression' ||
    (made !== undefined && isCall(made) && /^(create|build)$/.test(methodName(made)));
  // With its id it may be there already.
  return makes && made.arguments[0] !== undefined && !fieldOf(made.arguments[0], 'id');
}

const puttingIn = /^(create|insert|save|add)(Many|One)?$/;

/** `const task = await create(…); await createCheck({ taskId: task.id })`: one row is put in, then those that need its id. */
const putsInFamilies = oncePer((loop: LoopInfo): boolean => {
  const made = new Set<string>();
  return some(loop.body, (n) => {
    if (n.type === 'VariableDeclarator' && n.id.type === 'Identifier' && n.init) {
      const call = bare(n.init).type === 'AwaitExpression' ? settled(n.init) : undefined;
      if (call && isCall(call) && puttingIn.test(methodName(call))) made.add(n.id.name);
    }
    if (made.size === 0 || !isCall(n) || !puttingIn.test(methodName(n))) return false;
    const isId = (m: Node): boolean =>
      isMember(m) && /^_?id$/.test(propertyName(m)) && made.has(dotted(m.object));
    return n.arguments.some((a) => some(a, isId));
  });
});

/** Functions of Convex run where the rows are, and change one row with each call. */
const inConvex = oncePer(({ text }: FileIndex): boolean =>
  /from\s*['"]([^'"]*_generated\/server|convex\/server)['"]/.test(text),
);

function fieldOf(object: Node, name: string): Node | undefined {
  const n = bare(object);
  const field =
    n.type === 'ObjectExpression'
      ? n.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === name)
      : undefined;
  return field?.type === 'ObjectProperty' ? field.value : undefined;
}

/** `async run(now) { const due = await findDue(now); for (const row of due) … }`: it looks for its work by itself. */
function isFound(loop: LoopInfo): boolean {
  const list = loop.iterable ? settled(loop.iterable) : undefined;
  const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  if (!b?.init || b.kind === 'param' || bare(b.init).type !== 'AwaitExpression') return false;
  const { node } = b.scope.fn;
  const params = isFunction(node) ? node.params.flatMap((p) => patternNames(p)) : [];
  return params.every((name) => whenAndHowMany.test(name));
}

/** The turn waits for a mail that it sends: what else it writes, it writes of that. */
const sendsMails = oncePer((loop: LoopInfo): boolean =>
  some(
    loop.body,
    (n) => isCall(n) && sends.test(dotted(n.callee)) && parentOf(n)?.type === 'AwaitExpression',
  ),
);

/** `setProgress({ done: i + 1, total })` after each: somebody watches them being done one after the other. */
const showsProgress = oncePer((loop: LoopInfo): boolean =>
  some(loop.body, (n) => isCall(n) && /^(set|on|update)\w*Progress$/.test(dotted(n.callee))),
);

const sends =
  /(^|\.)_?send\w*(Mail|Email|Sms|SMS|Reminder|Push|Receipt|Whats[aA]pp)\w*$|(^|\.)(\w*[mM]ail\w*|transporter|sms|\w*Sms|twilio\w*)(\.\w+)*\.send\w*$/;

/** `try { await close(ticket) } catch (e) { failed.push(ticket) }`: one that fails is no matter for the others. */
function isTried(site: CallSite, loop: LoopInfo): boolean {
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (isFunction(n) && n !== loop.callback?.node) return false;
    if (p.type === 'TryStatement' && p.block === n)
      return (
        p.handler != null &&
        some(p.handler.body, (m) => (isCall(m) && methodName(m) === 'push') || m.type === 'UpdateExpression')
      );
  }
  return false;
}

/** `while (!done)`, `while (true)`, `for (;;)`: through no list, nor from one value to another. */
function isEndless({ node, iterable }: LoopInfo): boolean {
  if (iterable) return false;
  if (node.type === 'ForStatement') return !node.test;
  if (node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement') return false;
  const test = bare(node.test);
  const range = test.type === 'BinaryExpression' && /^[<>]=?$/.test(test.operator);
  return !range && !/^is(SameOr)?(Before|After)$/.test(isCall(test) ? methodName(test) : '');
}

const whenAndHowMany =
  /^_?(now|today|date|day|week|month|year|since|limit|batch(Size)?|take|max\w*|t|tally|stats|counts|summary|report|opts|options|dryRun|tx|trx|db|prisma|env|ctx|signal|job)$/;

/** `for (const key of await redis.keys('session:*'))`, `[cursor, keys] = await redis.scan(…)`: all that a store has. */
function goesThroughStore(loop: LoopInfo): boolean {
  const list = loop.iterable ? settled(loop.iterable) : undefined;
  const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const from = b?.kind !== 'param' && b?.init ? settled(b.init) : list;
  if (!from || !isCall(from)) return false;
  return (
    methodName(from) === 'scan' ||
    (methodName(from) === 'keys' && from.arguments.length === 1 && dotted(from.callee) !== 'Object.keys')
  );
}

/** `for (const node of $('.post > a'))`, `$('.post').each((i, node) => …)`: what a page shows that was read. */
function goesThroughPage(loop: LoopInfo): boolean {
  const list = loop.iterable ? settled(loop.iterable) : undefined;
  const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  let from = b?.kind !== 'param' && b?.init && b.path.length === 0 ? settled(b.init) : list;
  for (let i = 0; from && isCall(from) && i < 4; i++) {
    if (dotted(from.callee) === '$') return true;
    const receiver = receiverOf(from);
    from = receiver && settled(receiver);
  }
  return false;
}

/** `processOrder(order)`: what is called so does all there is to do about one, and the loop is there to do it for each; a row or a line is one of many, whatever is done with it. */
const wholeJob =
  /^(process|recover|handle|perform|deliver|refreshToken|refreshAccessToken)((?!\w*(Row|Line|Record)$)[A-Z]\w*)?$|^execute(Flow|Task|Job|Workflow|Action|Plan)\w*$|^(permanently|hardDelete|purge|anonymi[sz]e|erase)\w*(Account|User|Tenant|Workspace|Organi[sz]ation)$/;
/** `for (const op of plan.ops) await runOp(op)`: each does something else, one after the other. */
function runsStep(called: string, { items }: LoopInfo): boolean {
  const step = /^(?:run|exec|execute|apply|perform)\w*(Op|Operation|Step|Instruction|Action|Command)$/.exec(
    called,
  )?.[1];
  return step !== undefined && items[0] === step.toLowerCase();
}

/** `processEvent({ id, eventType: 'deleted' })`: writes down what happened, the same for each. */
function tellsEvent(site: CallSite): boolean {
  const first = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  return (
    first?.type === 'ObjectExpression' &&
    first.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        /^(event|action|event_?(type|name))$/i.test(keyName(p)) &&
        bare(p.value).type === 'StringLiteral',
    )
  );
}

/** `retryEvent(id)` does again what failed, and money is moved one by one. */
const oneByOne =
  /^_?(retry|redeliver|resend|requeue|reprocess|replay|redrive|refund|payOut|payout|disburse)([A-Z]\w*)?$/;

/** `await countFiles(sub)` within `countFiles`. */
function callsItself(site: CallSite): boolean {
  const called = site.method || site.name;
  for (let f: CallSite['fn'] | undefined = site.fn; f; f = f.parent)
    if (f.name.slice(f.name.lastIndexOf('.') + 1) === called) return true;
  return false;
}

/**
 * 'same' for `await session(req)`, which has nothing of the item, nor of what the turn made of it; 'keyed' for
 * `await load(row.id)`, which has something of the item and nothing that the turn found out before.
 */
function askedBy(loop: LoopInfo, site: CallSite): 'same' | 'keyed' | '' {
  let item = false;
  const found = some(site.node, (n) => {
    const b = n.type === 'Identifier' && !isLabel(n) ? find(site.scope, n.name) : undefined;
    if (!b) return false;
    const ofItem = b.loopItem !== undefined;
    item ||= ofItem;
    return !ofItem && contains(loop.node, b.node);
  });
  return found ? '' : item ? 'keyed' : 'same';
}

const systems =
  /(^|[a-z_])(webhook|server|peer|replica|relay|exchange|rpc|mirror|proxy|proxie|gateway|endpoint|credential|mailboxe?)(s|es)?$/i;

const toSystem = /^_?(send|deliver|dispatch|post|push|call|trigger|fire)\w*(Endpoint|[wW]ebhook|WebHook)$/;

const checksHealth =
  /^_?((ping|probe|healthCheck)([A-Z]\w*)?|check(Health|Service|Endpoint|Site|Monitor|Website|Host|Server|Uptime)(Health|Status)?)$/;

/** `for (const endpoint of endpoints)`: each is a system of its own, and has to be asked itself. */
function overSystems(site: CallSite, loop: LoopInfo): boolean {
  if (ownSystem(site, loop) || ownAddress(site, loop)) return true;
  // `sendToEndpoint(subscription, event)`, `deliverWebhook({ endpoint })`
  if (toSystem.test(site.method || site.name)) return true;
  // `checkService(service)`, where that is a request: whether each of them answers.
  if (checksHealth.test(site.method || site.name)) return true;
  // The servers of a chat are all behind one client.
  if (/(^|\.)(client|bot)\.(users|guilds|channels)\./.test(site.name)) return false;
  return (
    (loop.items.length === 1 && systems.test(loop.items[0]!)) ||
    (loop.iterable !== undefined && systems.test(collectionName(loop.iterable)))
  );
}
