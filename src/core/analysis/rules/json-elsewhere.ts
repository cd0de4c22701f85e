/** What a function of another file does with JSON is done in the loops that call it. */
import { bare, dotted, isCall, isMember, isNull, type Node, rootOf } from '../ast.ts';
import { callsLike } from '../called.ts';
import { deedOf, deedsOf, keepDeed } from '../deeds.ts';
import type { Binding, CallSite, LoopInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import { moduleOf } from '../refs.ts';
import type { Report, Reviewed, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { copiesState, type Deed, deedWords } from './json-helpers.ts';
import { isCompared, isDeduped, isKey } from './json-uses.ts';
import { loopWords, plainVerdict } from './shared.ts';

/** `json.ts` copies for others: a note for whoever calls it in a loop, as far as others can. */
export function keepForLoops(file: Reviewed, site: CallSite, what: string, report: Report): void {
  const { node, fn, name, loop } = site;
  if (!loop && fn.invocation === 'named') keepDeed(file, { node, fn, message: name }, what, report);
}

/** Places of the parameters that a function makes the same JSON of each time. */
export function sameOf(made: readonly Binding[]): string {
  return `same ${made.map((b) => b.param).join()}`;
}

/** Names of functions that may copy, compare, read or write by JSON, or change what is stored as JSON. */
const helpers = callsLike(
  /[cC]lone|[cC]op(y|ies)|[eE]qual|[sS]ame|[dD]iff|[cC]hang|[jJ]son|JSON|[pP]arse|[sS]tringif|[hH]ash|[sS]eriali|[dD]up|[kK]ey|[cC]ompare|^(get|load|read|current)[A-Z]|^(send|broadcast|emit|publish|notify|deliver|push)[A-Z]|^(save|remove|insert|upsert|persist|append|store|update|record|track)$|^(save|add|set|remove|delete|update|store|put|write|record|track|mark|append|insert|upsert)[A-Z]/,
);

interface Loops {
  readonly of: (site: CallSite) => LoopInfo | undefined;
  readonly few: (loop: LoopInfo) => string;
  /** Whether a value is the same in each turn. */
  readonly steady: (value: Node, site: CallSite, loop: LoopInfo) => boolean;
  /** Whether the loop ends with the call. */
  readonly last: (site: CallSite, loop: LoopInfo) => boolean;
}

/** Calls in a loop of what other files have. */
export function checkHelpers(file: Reviewed, loops: Loops, report: Report): void {
  for (const site of helpers(file.index)) {
    if (!isFromElsewhere(site)) continue;
    const loop = loops.of(site);
    if (!loop) {
      if (copiesState(site)) tellReducer(file, site, report);
      continue;
    }
    const used = isCompared(site.node) || isKey(site.node) || isDeduped(site.node);
    const args = site.node.arguments;
    const steady = args.flatMap((a, i) =>
      a.type !== 'SpreadElement' && loops.steady(bare(a), site, loop) ? [i] : [],
    );
    // What is written out in the call is short: `record(order.id, 'PAID', { by: user.id })`.
    const long = steady.filter((i) => {
      const given = bare(args[i]!);
      return isMember(given) || (given.type === 'Identifier' && !isNull(given));
    });
    report({
      node: site.node,
      fn: site.fn,
      message: `in each turn of the ${loopWords(loop)}`,
      silenced: loops.few(loop),
      calls: [file.callRow(site)],
      tag: `helper ${used ? 'used' : loops.last(site, loop) ? 'last' : ''} ${args.length} ${steady.join()} ${long.join()}`,
      steps: [{ node: loop.node, message: loopWords(loop) }],
    });
  }
}

function tellReducer(file: Reviewed, site: CallSite, report: Report): void {
  const { node, fn } = site;
  report({
    node,
    fn,
    message: 'the state for each action',
    calls: [file.callRow(site)],
    tag: 'helper state',
    steps: [],
  });
}

/** `copy(…)` of `import { copy } from './copy'`, `this.json.copy(…)`; what packages do is another matter. */
function isFromElsewhere({ node, scope }: CallSite): boolean {
  const callee = bare(node.callee);
  const root = rootOf(callee);
  if (root.type === 'ThisExpression')
    return isMember(callee) && bare(callee.object).type !== 'ThisExpression';
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  if (!b || dotted(callee) === '') return false;
  const init = b.init && bare(b.init);
  // `const store = new Store()`
  const made = init?.type === 'NewExpression' ? bare(init.callee) : undefined;
  const of = made?.type === 'Identifier' ? find(b.scope, made.name) : b;
  const module = of?.kind === 'import' ? of.module : init && isCall(init) ? moduleOf(init) : undefined;
  // `@app/orders` may be an alias.
  return module !== undefined && /^[.~#@]?\/|^\.|^[~#@]|^[\w-]+\//.test(module);
}

/** Decides what `checkHelpers` saw; undefined for all else. */
export function ofHelper(c: Candidate, file: FileSummary, world: World): Verdict | undefined {
  if (!c.tag.startsWith('helper ')) return undefined;
  const targets = c.calls.flatMap((call) => world.effects.leads.targets(file, call));
  const target = targets.length === 1 && targets[0]!.file !== file ? targets[0] : undefined;
  const done = target && deedsOf(target, c.rule).find((d) => countsFor(deedOf(d)!, c.tag));
  if (!target || !done) return { silenced: 'no JSON behind it that costs more here' };
  const fn = target.file.functions[target.id]!;
  if (fn.memo) return { silenced: `remembered by ${fn.name}` };
  const verdict = plainVerdict(c, file, world);
  if ('silenced' in verdict) return verdict;
  const what = deedWords[deedOf(done) as Deed] ?? `${done.message} of the same value`;
  const step = { file: target.file.path, line: done.line, column: done.column, message: fn.name };
  return { ...verdict, message: `${what} ${c.message}, by ${fn.name}`, steps: [...c.steps, step] };
}

/** Whether a call does by its arguments and its use what the deed costs. */
function countsFor(what: string, tag: string): boolean {
  const [, used, count, steady, long] = tag.split(' ');
  if (used === 'state') return what === 'clone';
  if (what === 'text') return used === 'used';
  if (what === 'store') return used !== 'last';
  if (!what.startsWith('same')) return true;
  if (used === 'last') return false;
  const same = new Set(steady!.split(','));
  const needed = what.slice('same '.length).split(',').filter(Boolean);
  const heavy = new Set(long!.split(','));
  if (needed.length > 0 && !needed.some((i) => heavy.has(i))) return false;
  // What is not given is what the parameter starts with.
  return needed.every((i) => same.has(i) || Number(i) >= Number(count));
}
