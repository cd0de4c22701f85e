/**
 * Helpers that start what they are given for each item of what they are given, all at once: `eachAsync(users, notify)`
 * with `export const eachAsync = (list, work) => Promise.all(list.map(work))`, in this or another file.
 */
import { bare, dotted, isCall, isFunction, isMember, type Node, settled, some } from '../ast.ts';
import type { Target } from '../by-name.ts';
import { callsLike } from '../called.ts';
import { asLoop } from '../callers.ts';
import { deedOf, deedsOf } from '../deeds.ts';
import type { CallSite, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { excuse } from './kept-few.ts';
import { importedRef, loopWords } from './shared.ts';
import { functionNamed } from './started.ts';

const asks = 'helper ';

/** Keeps of a helper which of its parameters is the list, and which the work. */
export function keepHelper(loop: LoopInfo, started: readonly Node[], silenced: string, report: Report): void {
  const list = loop.iterable ? given(loop.iterable, loop.scope) : undefined;
  if (!list || silenced || list.fn.via || takesLimit(list.fn)) return;
  for (const start of started) {
    const work = workIn(start, loop, list.fn);
    if (work < 0) continue;
    report({
      node: loop.node,
      fn: list.fn,
      message: '',
      silenced: 'costs something only where it is given work',
      tag: `deed at once ${list.at} ${work}`,
    });
    return;
  }
}

/** The function that is given it, and where. */
function given(node: Node, scope: Scope): { readonly fn: FunctionInfo; readonly at: number } | undefined {
  const n = settled(node);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b?.kind !== 'param' || b.param === undefined || b.path.length > 0 || b.loopItem) return undefined;
  return { fn: b.scope.fn, at: b.param };
}

/** Where a function is given what runs: `list.map(work)`, `list.map((item) => work(item))`; -1 where it is not. */
function workIn(start: Node, loop: LoopInfo, fn: FunctionInfo): number {
  const placeOf = (n: Node): number => {
    const work = n.type === 'Identifier' && !loop.items.includes(n.name) ? given(n, loop.scope) : undefined;
    return work?.fn === fn ? work.at : -1;
  };
  const named = placeOf(bare(start));
  if (named >= 0) return named;
  let place = -1;
  some(start, (n) => {
    if (isCall(n)) place = placeOf(bare(n.callee));
    return place >= 0;
  });
  return place;
}

/** `eachAsync(list, work, { concurrency })`: callers say how many. */
function takesLimit({ node }: FunctionInfo): boolean {
  if (!isFunction(node)) return true;
  return node.params.some((p) =>
    some(
      p,
      (n) => n.type === 'Identifier' && /concurren|parallel|limit|batch|chunk|size|pool|^n$/i.test(n.name),
    ),
  );
}

/** What helpers of that kind are called; not `useCallback`. */
const helpers = callsLike(
  /^(?!use[A-Z])((each|map|all|parallel|concurrent|async|promise|batch|bulk|run|process|iterate|filter|exec|loop)(?![a-z])|\w*(Each|Map|All|Parallel|Concurrent(ly)?|Async|Promises?|Batch|Bulk)(?![a-z])|(run|process|exec|execute|map|for)[A-Z]|\w+For(Each|All))/,
);

/** `mapAsync(users, async (user) => …)`: whether all of them begin at once is up to what is called. */
export function checkHelpers(file: Reviewed, report: Report): void {
  for (const site of helpers(file.index)) checkHelper(file, site, report);
}

function checkHelper(file: Reviewed, site: CallSite, report: Report): void {
  const args = site.node.arguments;
  const at = args.findLastIndex((a) => a.type === 'Identifier' || isFunction(bare(a)));
  const [list, other] = args;
  if (at < 0 || args.length < 2 || args.length > 3) return;
  const iterable = bare(at === 0 ? other! : list!);
  const callback = mayBeList(iterable) ? workOf(args[at]!, site, file) : undefined;
  if (!callback) return;
  const loop = file.index.loopOf.get(site.node) ?? {
    ...asLoop(site, args[at]!, iterable),
    method: dotted(site.node.callee),
    callback,
  };
  report({
    node: site.node,
    fn: site.fn,
    message: '',
    calls: [file.callRow(site)],
    bodies: [callback.id],
    silenced: excuse(file, loop, callback),
    iter: importedRef(file, loop),
    extent: file.extents.ofLoop(loop),
    tag: `${asks}${at}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

/** No text, no options, no function; a list that is written out has few items. */
function mayBeList(n: Node): boolean {
  return n.type === 'Identifier' || n.type === 'AwaitExpression' || isMember(n) || isCall(n);
}

/** The function itself, or one of the file by its name. */
function workOf(argument: Node, { scope }: CallSite, file: Reviewed): FunctionInfo | undefined {
  const n = bare(argument);
  if (isFunction(n)) return n.params.length > 0 ? file.index.functionOf.get(n) : undefined;
  return n.type === 'Identifier' ? functionNamed(n.name, scope, file.index) : undefined;
}

/** The helper that a call means, where it starts all at once; undefined for one that does not, '' for no such call. */
export function helperOf(c: Candidate, file: FileSummary, world: World): Target | undefined | '' {
  if (!c.tag.startsWith(asks)) return '';
  const { list } = world.effects.leads.of(file, c.calls[0]!);
  const [target] = list;
  if (!target || list.length > 1) return undefined;
  const place = c.tag.slice(asks.length);
  return deedsOf(target, c.rule).some((d) => deedOf(d)!.endsWith(` ${place}`)) ? target : undefined;
}
