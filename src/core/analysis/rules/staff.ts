/** What those are told who look after something: there are few of them, and each is told by himself. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  propertyName,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { wordsOf } from './claims.ts';

const tells = /notif|alert|mail|sms|push|whatsapp|telegram|(^|\.)_?(send|tell|inform|warn)([A-Z]|$)/i;

/** `'INSERT INTO notifications (user_id, title) VALUES ($1, $2)'` */
const writesNotice = /\binsert\s+into\s+[\w."`]*(notif|alert|inbox)/i;

/** `for (const admin of admins) await this.notifications.create({ userId: admin.id, … })`. */
export function toldToStaff(site: CallSite, loop: LoopInfo): string {
  const says = tells.test(site.name) || site.node.arguments.some((a) => writesNotice.test(wordsOf(a)));
  return says && loop.iterable && areStaff(loop.iterable, loop.scope)
    ? 'told to the few who look after it'
    : '';
}

/** Rows that were asked for by the role of an administrator, whatever they are called; `input.admins` may be any. */
function areStaff(list: Node, scope: Scope): boolean {
  let n = settled(list);
  if (n.type === 'LogicalExpression') n = settled(n.left);
  // `owners.rows` of `const owners = await pool.query("SELECT id FROM users WHERE role = 'owner'")`
  if (isMember(n) && propertyName(n) === 'rows') n = settled(n.object);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  // `notifyHired(hrManagerIds, details)`: whose name says what they are there for.
  if (b?.kind === 'param' && !b.loopItem && staffIds.test(b.name)) return true;
  if (!b?.init || b.kind === 'param' || b.loopItem) return false;
  const asked = settled(b.init);
  if (bare(b.init).type !== 'AwaitExpression' || !isCall(asked)) return false;
  return staff.test(collectionName(list)) || some(asked, isRoleOfStaff);
}

const staff = /^(\w+[a-z]A|a)dmin(istrator)?s$|^(\w+[a-z]M|m)oderators$/;
const staffIds =
  /^(\w+[a-z])?([aA]dmin|[mM]oderator|[hH]r([A-Z]\w+)?|[pP]ayroll[A-Z]\w+|[fF]inance[A-Z]\w+|[mM]anager|[oO]fficer|[aA]pprover|[rR]eviewer|[sS]upervisor|[pP]anel[A-Z]\w+)Ids$/;
const role = /^_?(role|user_?role|role_?name|user_?type|is_?(super_?)?admin)$/i;

const rolesInText =
  /\b(user_?)?role(_?name)?\s*(=|in\s*\()\s*['"](super_?)?(admin|administrator|owner|moderator|manager)\b/i;

/** `role: 'ADMIN'`, `role: { in: [Role.ADMIN, Role.OWNER] }`, `.eq('role', 'admin')`, `eq(users.role, 'admin')`, `usersWithRoles([Role.ADMIN])`. */
function isRoleOfStaff(n: Node): boolean {
  if (n.type === 'StringLiteral' || n.type === 'TemplateLiteral') return rolesInText.test(wordsOf(n));
  if (n.type === 'ObjectProperty') return role.test(keyName(n)) && some(n.value, isStaffWord);
  if (!isCall(n)) return false;
  const called = methodName(n) || dotted(n.callee);
  if (/(By|With|Having|Of)Roles?$/.test(called)) return n.arguments.some((a) => some(a, isStaffWord));
  if (!/^(eq|in|inArray|where|andWhere)$/.test(called)) return false;
  const [key, value] = n.arguments;
  if (!key || !value) return false;
  const named = key.type === 'StringLiteral' ? key.value : dotted(key);
  return role.test(named.slice(named.lastIndexOf('.') + 1)) && some(value, isStaffWord);
}

function isStaffWord(n: Node): boolean {
  if (n.type === 'BooleanLiteral') return n.value;
  const word = n.type === 'StringLiteral' ? n.value : n.type === 'Identifier' ? n.name : '';
  return /^(super_?)?(admin|administrator|owner|moderator|manager)(_?role)?$/i.test(word);
}
