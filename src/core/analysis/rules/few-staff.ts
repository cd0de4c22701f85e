/** Lists of those who run a place: there are few of them, whatever they are asked for by. */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import type { FileIndex, Scope } from '../index-types.ts';
import { textOf } from '../loops.ts';
import { givenAs, isSent, lastOf, originOf, reading } from './origins.ts';

/** Who runs a place; a company's whole staff are its people, and the rows of a table of owners its customers. */
const staff =
  /^(super|global|platform|tenant|org|school|other|all|active|group|chat|channel|guild|room|site|system)?(admin|administrator|moderator|maintainer|approver|supervisor|(?<customers>owner|manager))s?(Ids?|Emails?|Users?|Members?|Accounts?|List)?$/i;
/** `payrollOfficerIds`, `supportAgents`: those of one department, and no customers of one. */
const ofDepartment =
  /^(finance|payroll|hr|it|support|kitchen|security|sales|legal|ops|operations|office|billing|compliance|warehouse|frontDesk|front_desk|duty|on_?[cC]all)(Staff|Team|Officers?|Managers?|Agents?|Approvers?)s?(Ids?|Emails?|Users?|Members?|List)?$/;
/** `auth.getAdmins(chat)`, `fetchModerators()` */
const givesStaff =
  /^(get|list|find|fetch|load|resolve)(All|Active|Chat|Group|Channel|Guild|Tenant|Org)?(Admin|Administrator|Moderator|Maintainer|Supervisor)(s|(Chat|User|Telegram|Phone)?(Ids|IDs|Emails|Phones|Numbers|Recipients|Users|Chats))$/;
const staffTest = /\b\w*(admin|moderator|isStaff|isOwner|maintainer)\w*/i;

/** `admins`, `users.filter((u) => u.isAdmin)`, `users.find({ role: 'ADMIN' })`. */
export function areStaff(file: FileIndex, node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  const named = staff.exec(lastOf(n));
  // A list of them that a request brings may be any list.
  if (named && isSent(n, scope)) return false;
  if (ofDepartment.test(lastOf(n)) && !isSent(n, scope)) return true;
  if (named && !(named.groups?.['customers'] && originOf(n, scope) === 'table')) return true;
  if (depth > 3) return false;
  if (n.type === 'Identifier') {
    const d = givenAs(n.name, scope);
    return d !== undefined && areStaff(file, d.init, d.scope, depth + 1);
  }
  if (isMember(n)) return areStaff(file, n.object, scope, depth + 1);
  if (!isCall(n)) return false;
  const method = methodName(n);
  const first = n.arguments[0] ? bare(n.arguments[0]) : undefined;
  if (givesStaff.test(method || dotted(n.callee))) return true;
  if (method === 'filter' && first && isFunction(first)) {
    if (staffTest.test(textOf(file, first).slice(0, 600))) return true;
  } else if (reading.test(method) && n.arguments.some((a) => asksForStaff(file, a))) return true;
  const receiver = receiverOf(n);
  return (
    receiver !== undefined &&
    /^(map|filter|sort|lean|exec|toArray|select|populate|slice)$/.test(method) &&
    areStaff(file, receiver, scope, depth + 1)
  );
}

/** `'warden'`, `Role.SUPERVISOR`: who has that role, and not whoever has one of several. */
const oneRole = /^['"`\w.]*(warden|principal|supervisor|(?<![a-z])hr(?![a-z]))['"`]?$/i;

/** `{ where: { role: 'ADMIN' } }`, `{ isAdmin: true }`; `{ role: { $ne: 'admin' } }` asks for all others. */
function asksForStaff(file: FileIndex, argument: Node): boolean {
  return some(argument, (n) => {
    if (n.type !== 'ObjectProperty') return false;
    const key = keyName(n);
    if (/^is_?(super_?)?(admin|staff|moderator|owner)$/i.test(key)) return true;
    return (
      /^(roles?|type|kind|name|permission|userRole|user_role)$/i.test(key) &&
      (/admin|moderator|staff/i.test(textOf(file, n.value)) || oneRole.test(textOf(file, n.value))) &&
      !/\$(ne|nin|not)\b|\b(not|notIn|ne|Not|Op\.(ne|not|notIn))\b/.test(textOf(file, n.value))
    );
  });
}
