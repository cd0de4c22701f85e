/**
 * Work per item that reviewers judge differently: told, and never among the sure ones. The lines of one order, what
 * one person has, and what only administrators open; where it gives each of them values of its own, or is a mail to
 * each, only if asked for.
 */
import {
  bare,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  settled,
} from '../ast.ts';
import { changesOf } from '../changes.ts';
import { asItems } from '../counted.ts';
import type { Effect } from '../effects.ts';
import type { Binding, CallSite, FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { startsEmpty } from '../list-shapes.ts';
import { collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { hasNoBulk } from './one-by-one.ts';
import { isSent } from './origins.ts';
import { asksOthers } from './stores-asked.ts';
import { isOfVendor } from './vendors.ts';

const deals =
  /(^|[a-z])((?<![rR]e|[bB]|[rR]ec)[oO]rder|[cC]art|[bB]asket|[cC]heckout|[iI]nvoice|[qQ]uot(e|ation)|[sS]ale|[pP]urchase|[tT]ransfer|[rR]eceipt|[sS]hipment|[dD]elivery|[rR]eturn|[rR]efund|[bB]ill)([A-Z]\w*)?$|^po$/;
const linesOfDeals =
  /^(order|cart|basket|checkout|invoice|quote|sale|purchase|transfer|bill)_?(Items?|Lines?|Details?|Products?|items|lines|details|products)(Array|List|Data)?$|^line_?[iI]tems$|^(discount|coupon|voucher|promo)_?(Codes|Ids|codes|ids)$/;
const linesOf =
  /^((selected|ordered|chosen|purchased|product|checkout|order|cart|sell|sold|returned|received|existing|valid)?_?([iI]tems|[lL]ines|[pP]roducts|[dD]etails)(Array|List|Data)?|line_?[iI]tems|entries|(discount|coupon|voucher|promo)(s|_?([cC]odes|[iI]ds)))$/;
/** What is paid, taken from a store or put off in one deal. */
const partsOfDeal =
  /^(payments|instal{1,2}ments|((batch|stock|lot)A|a)llocations|expenses|lots|batches|serials|taxes|fees)$/;
/** What is sold has a handful of them, whoever sends them. */
const partsOfGoods = /^(new|updated|saved|product)?_?[vV]ariants(Array|Arr|List|Data)?$/;
/** What somebody typed to find one thing by. */
const tags = /^(new|unique|raw|input)?_?([hH]ash)?[tT]ag(s|Names|Array|List)$/;
const ownedByOne = /^(addresses|phones|phoneNumbers|emails|images|photos|dependents|variants)$/;
/** What somebody chose for one thing, each by itself: as many as its page has switches. */
const choices =
  /^(\w*[a-z])?([sS]ettings|[pP]references|[pP]refs|[pP]ermissions|[fF]eature_?[fF]lags|[tT]oggles|[rR]oles|[rR]ole_?[iI]ds|[rR]ole_?[nN]ames|[pP]ermission_?[iI]ds)(Array|List|Data|ToAdd|ToRemove)?$/;
/** What a request brings is as much as whoever sends it likes. */
const asked =
  /(^|\.)(args|body|dto|input|data|params|payload|query|request|req)$|[a-z](Dto|Input|Data|Body)$/;
/** Of these one thing may have any number. */
export const many =
  /([pP]articipants|[mM]embers|[uU]sers|[sS]tudents|[eE]mployees|[pP]layers|[fF]ollowers|[sS]ubscribers|[gG]uests|[aA]ttendees|[oO]rders|[iI]nvoices|[tT]ransactions|[mM]essages|[pP]osts|[cC]omments|[eE]vents|[lL]ogs|[tT]opics|[lL]essons|[dD]ocs|[rR]ows|[rR]esults|[rR]ecords|[pP]rojects|[cC]ommunities|[tT]asks|[aA]rticles|[tT]ickets|[cC]ourses|[bB]ookings|[aA]ppointments|[rR]eviews)$/;

/** A list that is short by a rule the code does not show: the lines of one order, what one person or thing has. */
export function isDisputed(loop: LoopInfo, file: FileIndex): boolean {
  if (!loop.iterable) return false;
  const around = { file, lists: listsOf(loop, file), ofFound: true };
  return isChoices(loop) || isShortList(loop.iterable, loop.scope, around, 0);
}

/** `order.items`, `req.body.orderProducts`: the lines of one deal, and no rows that were asked for. */
export function areLines(loop: LoopInfo, file: FileIndex): boolean {
  // What is picked on a screen is as much as somebody likes.
  if (!loop.iterable || file.hasJsx || areAsked(settled(loop.iterable), loop.scope)) return false;
  // `const { imageUrls } = req.body`: those of one thing.
  if (pictureUrls.test(collectionName(loop.iterable)) && isSent(loop.iterable, loop.scope)) return true;
  return isShortList(loop.iterable, loop.scope, { file, lists: listsOf(loop, file), ofFound: false }, 0);
}

const pictureUrls =
  /(^|[a-z_])([iI]mage|[pP]hoto|[pP]icture|[mM]edia|[fF]ile|[vV]ideo)_?[uU]rls$|(^|[a-z_])([iI]mages|[pP]hotos|[pP]ictures)$/;

/** What the lines of a deal are called, where a file or function is about one; what is brought in is of many deals. */
function listsOf({ fn }: LoopInfo, { path }: FileIndex): readonly RegExp[] {
  const names = [nameOfFile(path)];
  for (let f: LoopInfo['fn'] | undefined = fn; f; f = f.parent) names.push(f.name);
  if (names.some((name) => /import(?!an)|bulk/i.test(name))) return [];
  const lists: RegExp[] = [];
  if (names.some((name) => deal.test(name))) lists.push(linesOf);
  if (names.some((name) => visits.test(name))) lists.push(partsOfVisit);
  return lists;
}

/** `preferences.map((p) => prisma.preference.upsert(…))`, the roles of one user: no rows that were asked for. */
function isChoices({ iterable, scope }: LoopInfo): boolean {
  if (!iterable) return false;
  const n = settled(iterable);
  const list = isCall(n) && /^Object\.(entries|keys|values)$/.test(dotted(n.callee)) ? n.arguments[0] : n;
  return list !== undefined && choices.test(collectionName(list)) && !areAsked(settled(list), scope);
}

/** `cart.service.ts`; of `checkout/route.ts` the folder says what it is. */
function nameOfFile(path: string): string {
  return (
    /([^/]*\/(route|index|page|actions?|handler|repository|service|controller|resolver|router)\.\w+|[^/]+)$/.exec(
      path,
    )?.[0] ?? path
  );
}

interface Around {
  readonly file: FileIndex;
  readonly lists: readonly RegExp[];
  /** Whatever one thing has that was looked for counts. */
  readonly ofFound: boolean;
}

function isShortList(node: Node, scope: Scope, around: Around, depth: number): boolean {
  let n = settled(node);
  if (n.type === 'LogicalExpression') n = settled(n.left);
  if (depth > 4) return false;
  const next = (list: Node, at = scope): boolean => isShortList(list, at, around, depth + 1);
  // `input.items?.length ? input.items : order.lines`
  if (n.type === 'ConditionalExpression')
    return next(n.consequent) && (startsEmpty(n.alternate) || next(n.alternate));
  const inDeal = around.lists.includes(linesOf);
  if (isCall(n)) {
    const receiver = receiverOf(n);
    const kept = /^(filter|map|entries|values|slice|sort|keys)$/.test(methodName(n));
    return receiver !== undefined && kept && next(receiver);
  }
  if (n.type === 'Identifier') {
    const { name } = n;
    if (linesOfDeals.test(name) || partsOfGoods.test(name)) return true;
    if (tags.test(name) && !areAsked(n, scope)) return true;
    if (linesOf.test(name) && inDeal) return true;
    const called = around.lists.length > 0 && (isLineName(name, around) || partsOfDeal.test(name));
    if (called && !areAsked(n, scope)) return true;
    const b = find(scope, name);
    if (!b?.init || b.path.length > 0) return false;
    return startsEmpty(b.init) ? filledFrom(b, around, depth) : next(b.init, b.scope);
  }
  if (!isMember(n)) return false;
  const name = propertyName(n);
  if (linesOfDeals.test(name)) return true;
  if (ownedByOne.test(name) && !asked.test(dotted(bare(n.object)))) return true;
  const owner = dotted(bare(n.object));
  const line = deals.test(owner.slice(owner.lastIndexOf('.') + 1)) ? linesOf.test(name) : false;
  if (line || isLineName(name, around) || (partsOfDeal.test(name) && inDeal)) return true;
  if (around.ofFound && !many.test(name) && isOneFound(n.object, scope)) return true;
  // `for (const line of order.lines) for (const lot of line.lots)`
  const of = bare(n.object);
  const outer = of.type === 'Identifier' ? find(scope, of.name)?.loopItem?.iterable : undefined;
  return outer !== undefined && !many.test(name) && next(outer);
}

function isLineName(name: string, { lists }: Around): boolean {
  return lists.some((names) => names.test(name) || (names === linesOf && namedLines.test(name)));
}

/** `const changes = []; for (const line of order.lines) changes.push(…)`: one for each line. */
function filledFrom(b: Binding, around: Around, depth: number): boolean {
  let short = false;
  for (const change of changesOf(around.file, b.name)) {
    if (find(change.scope, b.name) !== b) continue;
    short = false;
    // `for (const order of orders) for (const line of order.lines)` is as long as all of them.
    for (let loop = change.loop; loop && loop !== b.scope.loop; loop = loop.parent) {
      const list = asItems(loop).iterable;
      short = list !== undefined && isShortList(list, loop.scope, around, depth + 1);
      if (!short) break;
    }
    if (!short) return false;
  }
  return short;
}

/** `await Tag.find()`, also by way of a name: rows that were asked for, and none of what a request brings. */
export function areAsked(list: Node, scope: Scope): boolean {
  const n = bare(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const from = b?.kind !== 'param' && b?.init ? bare(b.init) : n;
  return from.type === 'AwaitExpression' && !givesBody(from);
}

/** `await req.json()`, `await readBody(event)`, `await schema.parseAsync(body)`: what somebody sent. */
function givesBody(n: Node): boolean {
  const call = settled(n);
  const name = isCall(call) ? methodName(call) || dotted(call.callee) : '';
  return /^(json|body|formData|readBody|(parse|validate|safeParse)\w*)$/.test(name);
}

/** `prescription.medications` after `const prescription = await Prescription.findById(id)`: the parts of one thing. */
export function isOneFound(node: Node, scope: Scope): boolean {
  const n = bare(node);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b?.init || b.path.length > 0 || b.kind === 'param') return false;
  for (let call = settled(b.init); isCall(call); ) {
    if (findsOne.test(methodName(call))) return true;
    const receiver = receiverOf(call);
    if (!receiver) return false;
    call = settled(receiver);
  }
  return false;
}

const findsOne =
  /^(findOne|findById|findUnique|findFirst|findByPk|getOne)(By|OrFail|OrThrow|AndUpdate|OrCreate|ByOrFail)?$/;

const deal =
  /(?<!re|b|rec)order|cart|basket|checkout|invoice|quot(e|ation)|sales?(?![a-z])|purchas|procure|stock-?(in|out)|transfer|receipt|journal|ledger|shipment|refund|billing|payment|return/i;
/** Whoever comes has so many things done, or sits on so many seats. */
const visits = /booking|reservation|appointment/i;
const partsOfVisit =
  /^(selected|requested|booked)?_?([sS]ervice|[rR]oom|[sS]eat|[pP]assenger|[aA]dd_?[oO]n|[eE]xtra|[tT]reatment)(s|_?[iI]ds|Details|Requests|Items|Lines|Data)(To[A-Z]\w+)?$/;
/** `requestedItems`, `originalLines`, `itemUpdates`, where there is one deal. */
const namedLines = /^(?!menu|stock|inventory|catalog|all)[a-z]+(Items|Lines)$|^(item|line)[A-Z][a-z]+s$/;

const mails =
  /(^|[.\s])(\w*[mM]ail\w*|emails|sms|messages|\w*[nN]otif\w*|bot|telegram|whatsapp|twilio\w*|sock|transporter)\.\w*([sS]end|create|notify|publish)\w*(\s|$)|(^|\.)send\w*(Mail|Email|Sms|SMS|Message|Push|Notification|Reminder|Invite|Invitation)\w*$/;

const ofSettings = /(^|[a-z_.])(configs?|configuration|settings?)(Model|Repository|Service)?$/i;

/**
 * `for (const [key, value] of Object.entries(settings))`, by the name of what is gone through; of rows that were asked
 * for, where each is looked up again by its name: `getValue(config.key)`.
 */
export function overSettings({ node }: CallSite, loop: LoopInfo): boolean {
  if (!loop.iterable) return false;
  const n = settled(loop.iterable);
  const list = isCall(n) && /^(entries|keys|values)$/.test(methodName(n)) ? (n.arguments[0] ?? n) : n;
  if (!ofSettings.test(dotted(settled(list)))) return false;
  const byName = (a: Node): boolean => isMember(a) && /^(key|name|code)$/.test(propertyName(a));
  return !areAsked(list, loop.scope) || node.arguments.some(byName);
}

/** What is sent to one person at a time. */
export function isMail(what: string): boolean {
  return mails.test(what);
}

/** `discord/commands/admin/syncCourses.js`: a command that whoever runs a bot gives it now and then, and nobody waits for. */
export function isOfBotOwners(path: string): boolean {
  return (
    /(^|\/)(slash)?commands\/([\w-]+\/)?(admins?|owners?|dev(eloper)?s?)\//i.test(path) &&
    !/(^|\/)application\/|\.(handler|command|use-?case|service)\.[jt]s$/i.test(path)
  );
}

/** Pages that only administrators open. */
export function isForAdmins(path: string): boolean {
  return /(^|[/.-])admin/i.test(path);
}

/** `this.mails.sendReceipt(user)`: a function that does no more than to send one, whatever it reads for it. */
const sendsMail =
  /(^|\.)_?send(\w*(Mail|Email|Sms|SMS|Push)\w*|(Push|Notification)?To(User|Device|Token|Member|Chat|Phone)\w*)$|(^|\.)\w*([mM]ail|[sS]ms)\w*\.(send|notify)\w*$/;

/** `whatsapp.sendText(to, text)`, where that is a request: a gateway takes one message at a time. A row of a chat is none. */
const sendsText =
  /(^|\.)_?(send|deliver|dispatch)\w*(Text|Message|Messages|WhatsApp|Whatsapp|Telegram|Template|Reminder|Alert|Notification|Invite|Invitation|Receipt)$|(^|\.)_?notify[A-Z]\w*$/;

/** `db.emailEvent.findFirst(…)` before a mail: whether it was sent already. */
const asksIfSent =
  /([mM]ail|[sS]ms|[nN]otif|[rR]eminder|[mM]essage|[oO]utreach|[cC]ampaign)\w*\.(find\w*|count\w*|exists\w*|get(One)?)$/;

/** `for (const session of sessions) await client.sessions.revokeSession(session.id)`: a vendor ends one at a time. */
const endsSession = /(^|\.)(revoke|end|terminate|invalidate|destroy|kill)_?[sS]ession(ById)?$/;

/** Rows that are there, each given values of its own. */
const changes =
  /(^|\.)(update(One|ById)?|save|upsert|increment|decrement|findOneAndUpdate|findByIdAndUpdate|rpc)(\(|$)/;

/**
 * Kinds of work per item that reviewers ask to change less often than not: told only if asked for. '' for any other.
 * @param waits somebody waits for the last of them
 */
export function whyUnsure(e: Effect, tag: string, helpers: readonly string[], waits: boolean): string {
  if (hasNoBulk(e) || (e.kind === 'db' && e.writes && / beside\b/.test(tag)))
    return 'has no form for many at once';
  // What is the same in each turn, one request before the loop asks, whoever it is.
  if (/ same\b/.test(tag) && waits && asksOthers(e) && !e.writes && e.steps.length === 1) return '';
  // Where somebody waits for one request after the other, some of them at once are quicker, whoever is asked.
  if (/ shown\b/.test(tag) && asksOthers(e)) return 'somebody watches each of them being done';
  if (asksOthers(e) && (!waits || /^callback\b/.test(tag))) {
    if (/ addressed\b/.test(tag)) return 'each has an address of its own';
    if (isOfVendor(e)) return 'a vendor is asked, who may have no form for many';
  }
  if (e.kind === 'queue' && e.mode === 'read') return 'has no form for many at once';
  if ([e.what, ...helpers].some((name) => endsSession.test(name))) return 'one person has a few sessions';
  // Whether a mail was sent already is known of one at a time.
  if (/ mailed\b/.test(tag) && !e.writes && !waits && asksIfSent.test(e.what))
    return 'a message to each, and what became of it';
  if (/ differs\b/.test(tag) && (e.writes || e.kind !== 'db')) return 'only what differs is changed';
  if (/ parts\b/.test(tag)) return 'has no form for many at once';
  return / endless\b/.test(tag) ? 'goes on until something is done, not through a list' : '';
}

/**
 * Kinds that about two of three reviewers ask to change: a message to each and what became of it, values of its own for
 * each row, a place in a list that somebody moved, a transaction for each, settings.
 * @param helpers functions of the workspace that are called for each item
 */
export function isLessSure(e: Effect, tag: string, helpers: readonly string[]): boolean {
  if (e.kind === 'queue' || e.kind === 'cache' || / (settings|apart|ordered)\b/.test(tag)) return true;
  // What a helper sends beside what it writes down is one request of many.
  const texts = e.kind === 'http' && (isMail(e.what) || helpers.some((name) => sendsText.test(name)));
  if (texts || helpers.some((name) => sendsMail.test(name))) return true;
  if (/ mailed\b/.test(tag) && (e.writes || / written\b/.test(tag))) return true;
  // What is the same for all of them, one statement sets; what is looked up of each, one query asks as easily.
  const own = asksOthers(e) || changes.test(e.what) || / family\b/.test(tag);
  if (/ (disputed|places)\b/.test(tag) && (/ family\b/.test(tag) || !/ (alike|made)\b/.test(tag)) && own)
    return true;
  return / together\b/.test(tag) && !/ alike\b/.test(tag) && changes.test(e.what);
}
