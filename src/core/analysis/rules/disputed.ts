/**
 * Work per item that reviewers judge differently: told, and never among the sure ones. The lines of one order, what
 * one person has, a mail to each, and what only administrators open.
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
import type { LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';

const deals =
  /(^|[a-z])([oO]rder|[cC]art|[bB]asket|[cC]heckout|[iI]nvoice|[qQ]uot(e|ation)|[sS]ale|[pP]urchase|[tT]ransfer|[rR]eceipt|[sS]hipment|[dD]elivery|[rR]eturn|[rR]efund|[bB]ill)([A-Z]\w*)?$/;
const linesOfDeals =
  /^(order|cart|basket|checkout|invoice|quote|sale|purchase|transfer|bill)_?(Items?|Lines?|Details?|Products?|items|lines|details|products)$|^line_?[iI]tems$/;
const linesOf = /^(items|lines|products|details|line_?[iI]tems|entries)$/;
const ownedByOne = /^(addresses|phones|phoneNumbers|emails|images|photos|children|dependents|variants)$/;

/** A list that is short by a rule the code does not show. */
export function isDisputed(loop: LoopInfo, path: string): boolean {
  if (!loop.iterable) return false;
  const inDeal = deal.test(path.slice(path.lastIndexOf('/') + 1)) || isOfDeal(loop.fn);
  return isShortList(loop.iterable, loop.scope, inDeal, 0);
}

function isShortList(node: Node, scope: Scope, inDeal: boolean, depth: number): boolean {
  let n = settled(node);
  if (n.type === 'LogicalExpression') n = settled(n.left);
  if (depth > 4) return false;
  if (isCall(n)) {
    const receiver = receiverOf(n);
    if (receiver && /^(filter|map|entries|values|slice|sort|keys)$/.test(methodName(n)))
      return isShortList(receiver, scope, inDeal, depth + 1);
    return false;
  }
  if (n.type === 'Identifier') {
    if (linesOfDeals.test(n.name)) return true;
    if (linesOf.test(n.name) && inDeal) return true;
    const b = find(scope, n.name);
    return b?.init !== undefined && b.path.length === 0 && isShortList(b.init, b.scope, inDeal, depth + 1);
  }
  if (!isMember(n)) return false;
  const name = propertyName(n);
  if (linesOfDeals.test(name) || ownedByOne.test(name)) return true;
  if (isOneFound(n.object, scope)) return true;
  const owner = dotted(bare(n.object));
  return linesOf.test(name) && (deals.test(owner.slice(owner.lastIndexOf('.') + 1)) || inDeal);
}

/** `prescription.medications` after `const prescription = await Prescription.findById(id)`: the parts of one thing. */
function isOneFound(node: Node, scope: Scope): boolean {
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

const deal = /order|cart|basket|checkout|invoice|quot(e|ation)|sales?(?![a-z])|purchase|refund|billing/i;

/** `createOrder({ items })`, `checkout(req)`: what it does is one deal. */
function isOfDeal(fn: LoopInfo['fn']): boolean {
  for (let f: LoopInfo['fn'] | undefined = fn; f; f = f.parent) if (deal.test(f.name)) return true;
  return false;
}

const mails =
  /(^|[.\s])(\w*[mM]ail\w*|emails|sms|messages|\w*[nN]otif\w*|bot|telegram|whatsapp|twilio\w*|sock|transporter)\.\w*([sS]end|create|notify|publish)\w*(\s|$)|(^|\.)send\w*(Mail|Email|Sms|SMS|Message|Push|Notification|Reminder|Invite|Invitation)\w*$/;

/** What is sent to one person at a time. */
export function isMail(what: string): boolean {
  return mails.test(what);
}

/** Pages that only administrators open. */
export function isForAdmins(path: string): boolean {
  return /(^|[/.-])admin/i.test(path);
}
