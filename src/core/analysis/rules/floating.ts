/** Work that a loop starts and drops, without so much as a `void`: whether it goes on after its statement ended. */
import {
  bare,
  type Call,
  calledName,
  contains,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import { takesNodeCallback } from '../consumed.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { kinds, listed } from '../libraries/index.ts';
import type { World } from '../link.ts';
import { find } from '../scopes.ts';
import type { FileSummary } from '../summary.ts';
import { calledHere, isForgotten, isOfTurn, mayWait } from './started.ts';

/** What may be under way when the next turn begins, by its name: the others are not worth a look. */
const sets =
  /^_?(send|notify|mail|email|push(?=[A-Z])|publish|post|put|patch|upload|download|save|destroy|create|insert|upsert|update|delete(?=[A-Z])|remove(?=[A-Z])|sync|process|handle|dispatch|trigger|fetch|request|run|exec|execFile|spawn|fork|refresh|check|invite|charge|import|index|scan|crawl|scrape|deploy|start|backup|migrate|archive|call|invoke|remind|alert|enqueue|persist|store|write|schedule|forward|translate|summarize|embed|classify|resize|compress|ping|probe|register|broadcast|deliver|generate|render|convert|analy[sz]e|fill|poll|do|perform|execute|react|reply|kick|ban|unban|followUp|crosspost|setNickname|overwritePermissions|(add|give|grant|reset|mark)(?=[A-Z]))([A-Z]\w*)?$/;

/**
 * `users.forEach((user) => sendMail(user))`, `for (const file of files) spawn('convert', [file])`, and
 * `(async () => { … })()` as a statement of a loop in which nobody waits.
 */
export function floats(site: CallSite, file: FileIndex): boolean {
  const { loop, node } = site;
  if (!loop || !isOfTurn(site)) return false;
  if (loop.kind === 'callback' && !/^(forEach|each|map|(each|forEach)Of)$/.test(loop.method)) return false;
  // The loop is walked for few of its calls only.
  const begins =
    isDropped(node, loop) &&
    (sets.test(site.method || site.name) ||
      selfStarted(node) ||
      takesNodeCallback(node) ||
      writesDocument(node) ||
      calledHere(node, site.scope, file)?.isAsync === true);
  return begins && !hasAwait(loop.body);
}

/**
 * `db.collection('teams').doc(id).update(…)`, `doc.ref.delete()` of Firestore, `ref('users').child(id).set(…)`: under
 * way as soon as it is called, unlike a query that is put together.
 */
export function writesDocument(node: Call): boolean {
  const receiver = receiverOf(node);
  if (!receiver || !/^(set|update|delete|add|create|remove)$/.test(methodName(node))) return false;
  const of = bare(receiver);
  if (isCall(of)) return /^(doc|child|ref|collection)$/.test(methodName(of));
  return isMember(of) && propertyName(of) === 'ref';
}

/** `(async () => { … })()` */
function selfStarted(node: Call): boolean {
  const callee = bare(node.callee);
  return isFunction(callee) && 'async' in callee && callee.async === true;
}

/**
 * `setTimeout(() => send(user), 1000)` in a loop: all of them after the same while; a time that is another in each turn
 * spreads them.
 */
export function startedLater(site: CallSite, file: FileIndex): FunctionInfo | undefined {
  const { loop, node } = site;
  if (!loop || !/^(setTimeout|setImmediate)$/.test(site.name) || site.fn !== (loop.callback ?? loop.fn))
    return undefined;
  const [work, delay] = node.arguments;
  const fn = work && file.functionOf.get(bare(work));
  if (!fn || !isDropped(node, loop) || hasAwait(loop.body)) return undefined;
  if (loop.kind === 'callback' && !/^(forEach|each|map)$/.test(loop.method)) return undefined;
  return delay && differs(delay, loop, site.scope) ? undefined : fn;
}

/** `i * 200`, `delay` that each turn makes longer, `random(1000)`. */
function differs(delay: Node, loop: NonNullable<CallSite['loop']>, scope: Scope): boolean {
  return some(delay, (n) => {
    if (isCall(n) || n.type === 'UpdateExpression' || n.type === 'AssignmentExpression') return true;
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    return b !== undefined && (b.writes.length > 0 || contains(loop.node, b.node));
  });
}

function isDropped(node: Call, loop: NonNullable<CallSite['loop']>): boolean {
  const parent = parentOf(node);
  if (loop.kind === 'callback' && loop.method === 'map' && !isStatement(parentOf(loop.node))) return false;
  if (isStatement(parent) || isForgotten(parent, loop)) return true;
  // `const child = spawn(…)`: what runs does not wait for its name.
  if (parent?.type === 'VariableDeclarator') return startsProcess(node);
  return parent?.type === 'ArrowFunctionExpression' && parent === loop.body && !mayWait(loop);
}

function isStatement(n: Node | undefined): boolean {
  return n?.type === 'ExpressionStatement';
}

function startsProcess(node: Call): boolean {
  return /^(spawn|fork|execFile)$/.test(calledName(node));
}

/** The async function that is called where it stands, and what is done with a module once it is there. */
export function startedHere(site: CallSite, file: FileIndex): FunctionInfo | undefined {
  const callee = bare(site.node.callee);
  if (isFunction(callee)) return file.functionOf.get(callee);
  const of = methodName(site.node) === 'then' ? receiverOf(site.node) : undefined;
  const then =
    of &&
    (of.type === 'ImportExpression' || (isCall(of) && of.callee.type === 'Import')) &&
    site.node.arguments[0];
  return then && isFunction(then) ? file.functionOf.get(then) : undefined;
}

/** A call without a receiver that is one, so that a query that is only put together is none: `from().insert()`. */
export function isPutTogether(node: Call): boolean {
  const of = receiverOf(node);
  return of !== undefined && isCall(bare(of));
}

/** Whether what a call starts is under way after it: an async function of the workspace, a request, a process, a row. */
export function goesOn(file: FileSummary, call: number, e: Effect, world: World): boolean {
  const targets = world.effects.leads.targets(file, call);
  const { kind, name } = receiverKind(file, call, world);
  // Neither a request nor a process can be waited for without a promise, or a callback.
  const known = e.sure >= (targets.length > 0 || vendor.test(kind) ? 0.7 : 0.9);
  if (known && (e.kind === 'http' || e.kind === 'process') && !/Sync$/.test(e.what)) return true;
  if (targets.length > 0) return targets.every((t) => t.file.functions[t.id]!.isAsync);
  return e.kind === 'db' && (promising.test(kind) || (kind === 'mongoose.model' && createsAtOnce.test(name)));
}

/** Kinds whose methods begin at once; a query of Mongoose, Prisma or Knex begins when somebody waits for it. */
const promising =
  /^(mongoose\.document|mongodb\.collection|typeorm\.(repository|manager|entity)|sequelize\.(model|row))$/;
const vendor = /^sdk\.(client|class)$/;
const createsAtOnce = /^(create|insertMany|bulkWrite|bulkSave)$/;

function receiverKind(file: FileSummary, call: number, world: World): { kind: string; name: string } {
  const ref = file.refs[file.calls[call]!.ref];
  if (ref?.op !== 'member') return { kind: '', name: '' };
  const of = world.values.of(file, ref.of);
  const instance = of?.t === 'instance' || of?.t === 'class';
  return {
    kind: (of?.t === 'kind' ? of.kind : instance ? world.values.baseKind(of) : '') ?? '',
    name: ref.name,
  };
}

/**
 * `transporter.sendMail(mail)`, here or in a helper that drops it: a vendor's method whose promise nobody looks at
 * is none of its effects, because they share names with plain objects. In a loop that drops it, it is what is sent.
 */
export function sentUnheard(file: FileSummary, call: number, world: World, hops = 1): Effect | undefined {
  const row = file.calls[call]!;
  if (row.rare) return undefined;
  const { kind, name } = receiverKind(file, call, world);
  const step = { file: file.path, line: row.line, column: row.column };
  const listedOf = vendor.test(kind) ? 'sdk.client' : /^bot\b/.test(kind) ? 'bot' : '';
  const told =
    (kind === '' && toldInChat.test(row.text) && sets.test(name)) ||
    ((kind === '' || vendor.test(kind)) && changesDocument.test(row.text));
  if (!row.awaited && (told || (listed(kinds.get(listedOf)?.writes, name) && sets.test(name)))) {
    const steps = [{ ...step, message: `${row.text} makes a request` }];
    return { kind: 'http', mode: 'write', writes: true, sure: 0.75, what: row.text, steps };
  }
  if (!row.awaited && kind === '' && createsRow.test(row.text)) {
    const steps = [{ ...step, message: `${row.text} writes a row` }];
    return { kind: 'db', mode: 'write', writes: true, sure: 0.7, what: row.text, steps };
  }
  const [only, ...others] = hops > 0 ? world.effects.leads.targets(file, call) : [];
  if (!only || others.length > 0) return undefined;
  for (const inner of world.effects.leads.callsIn(only.file, only.id)) {
    const sent = sentUnheard(only.file, inner, world, hops - 1);
    if (!sent) continue;
    const message = `calls ${only.file.functions[only.id]!.name}`;
    return { ...sent, steps: [{ ...step, message }, ...sent.steps] };
  }
  return undefined;
}

/** `rows.forEach((row) => row.save())`: a row of a database, where no class in here has a `save` of its own. */
export function savedUnheard(file: FileSummary, call: number, world: World): Effect | undefined {
  const row = file.calls[call]!;
  const value = world.values.of(file, row.ref);
  if ((value && value.t !== 'names') || world.effects.leads.targets(file, call).length > 0) return undefined;
  if (file.classes.some((c) => c.methods['save'] !== undefined)) return undefined;
  const step = { file: file.path, line: row.line, column: row.column, message: `${row.text} writes a row` };
  return { kind: 'db', mode: 'write', writes: true, sure: 0.6, what: row.text, steps: [step] };
}

/** `bot.sendMessage(user.id, text)`, `member.send(text)`, `guild.defaultChannel.sendMessage(text)`, `member.addRole(role)` */
const toldInChat =
  /(^|\.)(((bot|telegram|sock|\w*[cC]hannel|user|member|author|recipient|owner)\.send(Message|Photo|Document|Video|Audio|Sticker)|(\w*[cC]hannel|user|member|author|recipient|owner|webhook)\.send)|(message|msg|interaction)\.(reply|react|followUp)|member\.(kick|ban|addRole|removeRole|setNickname)|\w*[cC]hannel\.(overwritePermissions|updateOverwrite))$/;

/** `draft.collection('picks').doc(id).set(pick)`, `doc.ref.delete()`, `database.ref('users').child(id).set(user)` */
const changesDocument =
  /(\.collection\(\)|(^|\.)\w*(Ref|Col|Collection))\.(add|doc\(\)\.(set|update|delete|create))$|(^|\.)(d|\w*([dD]oc|[sS]nap|[sS]napshot|[dD]ocument))\.ref\.(set|update|delete)$|(^|\.)ref\(\)(\.child\(\))*\.(set|update|remove)$/;

/** `models.invitation.create(row)`: of Sequelize and of Mongoose alike, whatever file puts the models together. */
const createsRow = /(^|\.)models\.\w+\.(create|insertMany|bulkCreate|upsert|findOrCreate)$/;

/** `events = buffer.split(…); buffer = events.pop(); for (const event of events) show(event)`: as they come. */
export function isCutFromStream(loop: LoopInfo, file: FileIndex): boolean {
  const list = loop.iterable ? bare(loop.iterable) : undefined;
  const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const cut = b?.init ? bare(b.init) : undefined;
  return (
    cut !== undefined &&
    isCall(cut) &&
    methodName(cut) === 'split' &&
    file.calls.some((c) => c.name === `${b!.name}.pop` && find(c.scope, b!.name) === b)
  );
}
