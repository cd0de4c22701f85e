/** Where a list comes from: what a name is declared as, and whether a query asked for a whole table or one user's part. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { FileIndex, Scope } from '../index-types.ts';
import { textOf } from '../loops.ts';
import { asksById } from '../names-of-collections.ts';
import { elementOf } from '../pages.ts';
import { find } from '../scopes.ts';

/** Where a list comes from: a query of a whole table, of what belongs to one user, or anything else. */
type Origin = 'table' | 'owned' | '';

const ownerKey =
  /^(user|owner|member|author|account|customer|created_?by|profile|viewer|player|employee|student|instructor|teacher|seller|merchant|agent|coach|trainer|doctor|host|creator|organizer|me)(_?id|_?uuid)?$/i;

export const reading =
  /^(find|findAll|findMany|findBy|findAndCount\w*|select|getMany|all|list|scan|getAll|fetchAll|loadAll)$/;
const wholeByName = /^(get|find|fetch|load|list)All([A-Z]\w*)?$/;
const ownedByName =
  /(By|For|Of)(Current)?(User|Owner|Member|Account|Customer|Profile|Teacher|Instructor|Tutor|Coach|Student|Employee|Me)(Id)?$|^(get|find|fetch|list|load)(My|Own|CurrentUser|User)s?(Teams|Orgs|Organi[sz]ations|Workspaces|Groups|Companies|Roles|Memberships|Devices|Accounts|Sessions|Clubs|Wallets|(Push|Device|Web|WebPush)?(Subscriptions|Tokens))$/;
const ownerName =
  /^(user|me|currentUser|member|account|profile|viewer|session|employee|player|student)$|[a-z](User|Member)$|^user[A-Z]/;

export function originOf(node: Node, scope: Scope, depth = 0): Origin {
  const n = settled(node);
  if (depth > 5) return '';
  if (n.type === 'Identifier') {
    const d = givenAs(n.name, scope);
    return d ? originOf(d.init, d.scope, depth + 1) : '';
  }
  if (isMember(n)) return ownerName.test(lastOf(n.object)) ? 'owned' : originOf(n.object, scope, depth + 1);
  // `rows ?? []`, `Array.isArray(answer) ? answer : answer.data`
  if (n.type === 'LogicalExpression') return originOf(n.left, scope, depth + 1);
  if (n.type === 'ConditionalExpression')
    return originOf(n.consequent, scope, depth + 1) || originOf(n.alternate, scope, depth + 1);
  if (!isCall(n)) return '';
  const name = methodName(n) || dotted(n.callee);
  if (ownedByName.test(name)) return 'owned';
  if (
    /^(map|filter|sort|flatMap|slice|concat|values|entries|keys|all|allSettled|from|catch|then|lean|exec|toArray|populate|orderBy|sortBy|uniq\w*)$/.test(
      name,
    )
  ) {
    const of = listOf(n);
    const origin = of && originOf(of, scope, depth + 1);
    if (origin) return origin;
  }
  const of = receiverOf(n);
  // `user.getTeams()`, `Meteor.user().accounts()`; `prisma.user.findMany()` asks a table.
  if (of && !reading.test(name) && (of.type === 'Identifier' ? ownerName.test(of.name) : isOneUser(of)))
    return 'owned';
  if (comparesOwner(n, scope) || n.arguments.some((a) => isOwned(a, scope))) return 'owned';
  const before = receiverOf(n);
  // `courses.find({ teacherId }).select('title')`
  const begun = before && isCall(before) ? originOf(before, scope, depth + 1) : '';
  if (begun) return begun;
  if (reading.test(name) || wholeByName.test(name))
    return n.arguments.some((a) => asksById(a)) ? '' : 'table';
  return '';
}

/** `Meteor.user()`, `getCurrentUser()` */
function isOneUser(node: Node): boolean {
  const n = settled(node);
  return isCall(n) && /^(get)?([uU]ser|[cC]urrentUser|[vV]iewer)$/.test(methodName(n) || dotted(n.callee));
}

/** The list that a call narrows or wraps. */
export function listOf(n: Call): Node | undefined {
  return /^(_|lodash|Object|Array|Promise)\./.test(dotted(n.callee)) ? n.arguments[0] : receiverOf(n);
}

export function lastOf(node: Node): string {
  const n = settled(node);
  // `this.#admins` is called like `this.admins`.
  return isMember(n) ? propertyName(n).replace(/^#/, '') : n.type === 'Identifier' ? n.name : '';
}

interface Declared {
  readonly init: Node;
  /** Where it stands. */
  readonly scope: Scope;
  /** Taken out of it by a pattern. */
  readonly part: boolean;
}

/** What a name is declared as; undefined for what a caller, another file or a loop gives. */
export function declaredAs(name: string, scope: Scope): Declared | undefined {
  const b = find(scope, name);
  if (!b || b.kind === 'param' || b.kind === 'import' || b.loopItem) return undefined;
  // `[rows, total] = await Promise.all([…])`: the one of them that the name gets.
  const one = b.init && elementOf(b, b.init);
  if (one) return { init: one, scope: b.scope, part: false };
  // `let rows; if (all) rows = await …`
  const init = b.init ?? b.writes.map(givenBy).find((v) => v !== undefined);
  return init && { init, scope: b.scope, part: b.path.length > 0 };
}

/** What a name is declared as, or what was asked for before the `then` that hands it over. */
export function givenAs(name: string, scope: Scope): Declared | undefined {
  return declaredAs(name, scope) ?? handedBy(name, scope);
}

/** `Device.find({ userId }).then((devices) => …)`: what the call before `then` asks for. */
function handedBy(name: string, scope: Scope): Declared | undefined {
  const b = find(scope, name);
  const via = b?.kind === 'param' && b.param === 0 && b.path.length === 0 ? b.scope.fn.via : undefined;
  if (via?.type !== 'CallExpression' || methodName(via) !== 'then' || via.arguments[0] !== b!.scope.fn.node)
    return undefined;
  const init = receiverOf(via);
  // What another `then` gives may be anything.
  if (!init || (isCall(init) && methodName(init) === 'then')) return undefined;
  return { init, scope: b!.scope, part: false };
}

function givenBy(write: Node): Node | undefined {
  return write.type === 'AssignmentExpression' && write.operator === '=' && write.left.type === 'Identifier'
    ? write.right
    : undefined;
}

/** `.eq('user_id', id)` of a query of Supabase, `.where('userId', '==', id)` of Firestore, `eq(devices.userId, id)` of Drizzle. */
function comparesOwner(call: Call, scope: Scope): boolean {
  const [key, second, third] = call.arguments.map((a) => bare(a));
  const name = methodName(call) || dotted(call.callee);
  if (!key || !second || !/^(eq|where)$/.test(name)) return false;
  const column = key.type === 'StringLiteral' ? key.value : isMember(key) ? propertyName(key) : '';
  if (!ownerKey.test(column)) return false;
  const value =
    name === 'eq' || !third
      ? second
      : second.type === 'StringLiteral' && second.value === '=='
        ? third
        : undefined;
  // `eq(orders.userId, users.id)` joins two tables.
  return value !== undefined && (value.type === 'Identifier' || (isMember(value) && !isColumn(value, scope)));
}

/** `users.id` of an imported table. */
function isColumn(value: Node, scope: Scope): boolean {
  const of = rootOf(value);
  return of.type === 'Identifier' && /s$/.test(of.name) && find(scope, of.name)?.kind === 'import';
}

/** `{ where: { userId } }`, `{ user: me.id }`: of one user. `{ userId: { in: ids } }` is of many. */
function isOwned(argument: Node, scope: Scope): boolean {
  return some(argument, (n) => {
    if (isCall(n)) return comparesOwner(n, scope);
    if (n.type !== 'ObjectProperty' || !ownerKey.test(keyName(n))) return false;
    const value = bare(n.value);
    if (value.type === 'Identifier') return true;
    // `select({ userId: orders.userId })` says what is wanted, and of nobody.
    return isMember(value) && !/s$/.test(propertyName(value)) && !isColumn(value, scope);
  });
}

/**
 * `ordersByStatus = await Order.find({ status })`: rows that were found by it, and not a group for each; what counts or
 * groups gives one row for each.
 */
export function areFound(node: Node, scope: Scope, file: FileIndex): boolean {
  const n = settled(node);
  const d = n.type === 'Identifier' ? declaredAs(n.name, scope) : undefined;
  const init = d && !d.part ? bare(d.init) : undefined;
  if (init?.type !== 'AwaitExpression' || !isCall(settled(init))) return false;
  return !/group|count|aggregate|distinct|summar|stats/i.test(textOf(file, init));
}

/** `ranges = split(fromBlock, toBlock, size)`: as many as the span is long. */
export function isSpanCut(node: Node, scope: Scope): boolean {
  const n = settled(node);
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && d.init !== n && isSpanCut(d.init, d.scope);
  }
  if (!isCall(n)) return false;
  const of = receiverOf(n);
  return of && /^(slice|filter|map)$/.test(methodName(n)) ? isSpanCut(of, scope) : n.arguments.length >= 3;
}

const bodies = /^(req|request|ctx\.request|ctx\.req|c\.req)\.body(\.|$)/;

/** `req.body.ids`, `const { ids } = await request.json()`: as many as whoever asks cares to send. */
export function isSent(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 4) return false;
  if (bodies.test(dotted(n))) return true;
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && isSent(d.init, d.scope, depth + 1);
  }
  if (isMember(n)) return isSent(n.object, scope, depth + 1);
  if (n.type === 'LogicalExpression') return isSent(n.left, scope, depth + 1);
  if (!isCall(n)) return false;
  if (/^(req|request|c\.req|ctx\.req)\.json$/.test(dotted(n.callee))) return true;
  const of = receiverOf(n);
  return of !== undefined && /^(filter|sort|slice)$/.test(methodName(n)) && isSent(of, scope, depth + 1);
}
