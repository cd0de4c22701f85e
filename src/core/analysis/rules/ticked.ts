/** What somebody ticked on a screen: as many as a person clicks, whatever is ticked. */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  propertyName,
} from '../ast.ts';
import type { Binding, CallSite } from '../index-types.ts';
import { find } from '../scopes.ts';

/** `selectedIds`, `prunedSelectedIds`, `selectedUsers`; `selectedTeamUsers` are all that one team has. */
const ticked =
  /(?:^|_|(?<=[a-z])(?=[A-Z]))([sS]elected|[pP]reselected|[cC]hecked|[cC]hosen|[pP]icked|[tT]icked)_?(([A-Z]?[a-z]+)?(List|Items|Values|Options|Rows)?|\w*(Ids?|IDs?|_ids?|[kK]eys))$|(^|[a-z])[sS]election(Ids|Keys)?$/;

/**
 * `excludeIds` of a picker, `expandedKeys`: of these only membership is asked; `expandedEvents` may be all there are. The same of what
 * a person saved, likes or takes part in: `jobs.filter((job) => savedJobs.includes(job.id))`.
 */
const asked =
  /(?:^|_|(?<=[a-z])(?=[A-Z]))([eE]xpanded|[cC]ollapsed|[eE]xcluded?|[aA]dded)(?![a-z])|^(my|user)?_?([fF]avou?rites?|[sS]aved|[lL]iked|[sS]tarred|[bB]ookmark(s|ed)|[wW]ish_?[lL]ist|[cC]ompare(d|List)|[rR]egistered|[eE]nrolled|[wW]atch(History|list|List|ed)|[cC]ompleted)(?![a-z])(?!\w*(By|For|All)[A-Z])/;

/** Where a list is asked, and for what. */
type Asked = Pick<CallSite, 'scope' | 'method'>;

/** `options.filter((o) => !excluded.some((e) => e.value === o.value))`: what a picker no longer offers. */
const leftOut = /(^|_|[a-z](?=[A-Z]))[eE]xcluded?(?![a-z])/;

/** `queryRoomIds`: what the address of a page asks for. */
const ofAddress = /^(query|url|searchParams?)[A-Z]\w*(Ids?|IDs?|[kK]eys)$/;

const saysTicked = (name: string, site: Asked): boolean =>
  ticked.test(name) ||
  ofAddress.test(name) ||
  (asked.test(name) && /^(includes|indexOf)$/.test(site.method)) ||
  (leftOut.test(name) && site.method === 'some');

/** `row.selected` */
const mark = /^(is)?_?(selected|checked|chosen|ticked)$/i;

/**
 * `rows.filter((row) => selectedIds.includes(row.id))` in a component or a hook, and whatever is left of such a
 * list: `selectedIds.filter(isThere)`, `rows.filter((row) => row.selected)`.
 */
export function isTicked(receiver: Node, site: Asked, path: string, depth = 0): boolean {
  const n = bare(receiver);
  if (depth > 4) return false;
  if (n.type === 'ConditionalExpression')
    return [n.consequent, n.alternate].some((branch) => isTicked(branch, site, path, depth + 1));
  if (n.type === 'LogicalExpression') return isTicked(n.left, site, path, depth + 1);
  if (isCall(n)) return isMarked(n) || isOfTicked(n, site, path, depth);
  if (n.type === 'ArrayExpression') {
    const [only, more] = n.elements;
    return only?.type === 'SpreadElement' && !more && isTicked(only.argument, site, path, depth + 1);
  }
  if (isMember(n) && propertyName(n) === 'value') return isTicked(n.object, site, path, depth + 1);
  if (isMember(n)) return isScreen(path) && saysTicked(propertyName(n), site);
  if (n.type !== 'Identifier') return false;
  if (isScreen(path) && saysTicked(n.name, site)) return true;
  const b = find(site.scope, n.name);
  if (b?.param === 0 && b.path.length === 0)
    return isScreen(path) && (isSet(b.scope.fn.via, site) || isHandled(b));
  if (b?.kind !== 'const' || b.path.length > 0 || !b.init) return false;
  return isTicked(b.init, site, path, depth + 1);
}

/** `setSelectedIds((prev) => …)` */
function isSet(via: Node | undefined, site: Asked): boolean {
  const name = via && isCall(via) ? (/^set([A-Z]\w*)$/.exec(dotted(via.callee))?.[1] ?? '') : '';
  return name !== '' && saysTicked(name, site);
}

/** `const deleteRows = (ids) => …` within a component, as a table calls it with what somebody ticked in it. */
function isHandled({ name, scope: { fn } }: Binding): boolean {
  const isOwn = !fn.via || /(^|\.)useCallback$/.test(dotted(fn.via.callee));
  return isOwn && /^(ids|keys|rowKeys)$/.test(name) && fn.parent !== undefined && fn.parent.id !== 0;
}

/** `rows.filter((row) => row.selected)`, with whatever is asked before. */
function isMarked(n: Node): boolean {
  if (!isCall(n) || methodName(n) !== 'filter') return false;
  const by = n.arguments[0] ? bare(n.arguments[0]) : undefined;
  if (!by || !isFunction(by)) return false;
  let test = bare(by.body);
  while (test.type === 'LogicalExpression' && test.operator === '&&') test = bare(test.right);
  const item = by.params[0];
  return (
    isMember(test) &&
    mark.test(propertyName(test)) &&
    item?.type === 'Identifier' &&
    dotted(test.object) === item.name
  );
}

/** `selectedIds.filter(…)`, `[…].map(…)` of one, `Array.from(selected)`, `useMemo(() => …)`. */
function isOfTicked(n: Node, site: Asked, path: string, depth: number): boolean {
  if (!isCall(n)) return false;
  // `_(selection).map(…)`
  if (/^(Array\.from|_|_\.chain|lodash|lodash\.chain)$/.test(dotted(n.callee)) && n.arguments.length === 1)
    return isTicked(n.arguments[0]!, site, path, depth + 1);
  // `getIdsFromQuery(router.query.rooms)`
  if (
    isScreen(path) &&
    /(From|Of|In)(Query|Url|URL|SearchParams|Location)(String|Params?)?$/.test(lastWordOf(n.callee))
  )
    return true;
  const callee = bare(n.callee);
  if (
    isMember(callee) &&
    /^(filter|map|slice|sort|toSorted|difference|without|compact|uniq)$/.test(methodName(n))
  )
    return isTicked(callee.object, site, path, depth + 1);
  const first = n.arguments[0];
  const made = first && /^(React\.)?useMemo$|^computed$/.test(dotted(n.callee)) ? bare(first) : undefined;
  return (
    made !== undefined &&
    isFunction(made) &&
    made.body.type !== 'BlockStatement' &&
    isTicked(made.body, site, path, depth + 1)
  );
}

/** A file of markup, a hook, a composable or a store of a front end. */
function isScreen(path: string): boolean {
  return (
    /\.[jt]sx$|(^|\/)use(-|[A-Z])[^/]*$/.test(path) ||
    /(^|\/)(components?|composables?|hooks|stores?|screens?|views?|renderer|frontend|client|ui)\//.test(path)
  );
}
