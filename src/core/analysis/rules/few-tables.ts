/** Rows of tables that stay short: kinds of things, places of a company, what somebody put in order by hand. */
import { bare, dotted, isCall, keyName, methodName, type Node, receiverOf, settled, some } from '../ast.ts';
import type { Scope } from '../index-types.ts';
import { isMembership } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { originOf } from './origins.ts';
import { isPlace } from './small-tables.ts';

const tableOfKinds =
  /([rR]oles?|[tT]ypes?|[sS]tatus(es)?|[cC]urrenc(y|ies)|[lL]anguages?|[lL]ocales?|[pP]lans?|[tT]iers?|[cC]ountr(y|ies)|[dD]epartments?|[bB]ranch(es)?|[cC]ampus(es)?|[wW]arehouses?|[gG]enres?|[sS]emesters?|^([sS]tates?|[pP]rovinces?))(Repo(sitory)?|Model|Entity|Collection|Table)?$/;

/** `teams = await service.findAll(user.id)`: what whoever asks belongs to. */
export function isOfWhoAsks(list: Node, scope: Scope): boolean {
  const n = settled(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const rows = b?.init && b.path.length === 0 && b.kind !== 'param' ? bare(b.init) : undefined;
  if (!rows || !isMembership(b!.name)) return false;
  const call = settled(rows);
  return isCall(call) && rows.type === 'AwaitExpression' && call.arguments.some((a) => some(a, isWhoAsks));
}

/** `user.id`, `req.user.id`, `ctx.session.user.id`, `currentUserId` */
function isWhoAsks(n: Node): boolean {
  return /(^|\.)(user|currentUser|viewer|me)\.(id|_id|sub|uid)$|^(currentU|viewerI|myU)\w*[iI]d$|^userId$/.test(
    dotted(n),
  );
}

const ofPeople = /^(user|member|account|employee|customer|player|staff|person|people)s?_?(?=[A-Z])/;

/**
 * `rows = await prisma.orderStatus.findMany(…)`, `departments = await this.departmentModel.find()`: few, whatever the
 * list of them is called.
 */
export function isFewTable(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const rows = b?.init && b.path.length === 0 && b.kind !== 'param' ? settled(b.init) : undefined;
  if (!rows) return false;
  let asked = rows;
  // `State.find().lean()`
  while (isCall(asked) && passing.test(methodName(asked))) asked = settled(receiverOf(asked) ?? b!.node);
  if (!isCall(asked) || !/^(find|findMany|findAll)$/.test(methodName(asked))) return false;
  if (isPutInOrder(rows)) return true;
  const table = dotted(asked.callee).split('.').at(-2) ?? '';
  // Who has a role, and which roles one has, stand in one table.
  return tableOfKinds.test(table) && (!ofPeople.test(table) || originOf(asked, b!.scope) === 'owned');
}

const passing = /^(lean|exec|select|sort|toArray|populate|where|orderBy)$/;

/** `find().sort({ displayOrder: 1 })`, `findMany({ orderBy: { position: 'asc' } })`: somebody gave each its place. */
function isPutInOrder(rows: Node): boolean {
  return some(rows, (n) => {
    const sorted =
      n.type === 'ObjectProperty' && /^(orderBy|order|sort)$/.test(keyName(n))
        ? n.value
        : isCall(n) && /^(sort|orderBy)$/.test(methodName(n))
          ? n.arguments[0]
          : undefined;
    return sorted !== undefined && some(sorted, (k) => isPlace(k, places));
  });
}

/** Of jobs and messages a `priority` or a `sequence` is no place that somebody moved them to. */
const places = /^((display|sort)_?[oO]rder|order(_?[iI]ndex)?|position|orden|ordem|ordre)$/;
