/** The verb behind `perfloop review`, the Review tree and the background index of the editor. */
import type { Finding, Notice, Silenced } from '../../core/analysis/finding.ts';
import { type Heat, hotIn, hottest } from '../../core/analysis/heat.ts';
import { type Linked, linkInSteps } from '../../core/analysis/link.ts';
import { isTest } from '../../core/analysis/paths.ts';
import { type Change, type Decision, relink } from '../../core/analysis/relink.ts';
import { remember } from '../../core/analysis/remembered.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { folderInRepository } from '../config.ts';
import { type Base, baseOf } from './base.ts';
import { openCache, type SummaryCache } from './cache.ts';
import { PatternTimes, patternsFile } from './confirm.ts';
import { Decided, type Earlier } from './decided.ts';
import { factsOf, introduced, type Task } from './introduced.ts';
import { hashOf } from './read.ts';
import { changedRepositories, ownRepositories } from './repositories.ts';
import { type ReviewSettings, readReviewSettings, suppress } from './settings.ts';
import { currentSummaries, finderIn, summariesOf } from './summaries.ts';
import { inTurns } from './turns.ts';
import { leftOut, noSources, nothingWanted, onlyTests, wantedFiles } from './wanted.ts';
import { readWorkspaceConfig } from './workspace.ts';

export interface ReviewOptions {
  /** Absolute; findings' paths are relative to it. */
  readonly root: string;
  /** Files or folders, absolute or relative to the root; all where empty. */
  readonly paths?: readonly string[];
  /** Only what a change introduces: since this ref, or what is staged. */
  readonly base?: string;
  readonly staged?: boolean;
  /** Of N shards, the I-th (1-based): every file belongs to one. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Findings of low confidence too. */
  readonly all?: boolean;
  /** What a recording says: code that it shows to be hot is reviewed, even where it runs once. */
  readonly heat?: Heat;
  readonly useCache?: boolean;
  /** The cache where it is open already; what is on disk counts otherwise. */
  readonly cache?: SummaryCache;
  /** Texts of unsaved editors by path. */
  readonly unsaved?: Readonly<Record<string, string>>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** The process has nothing else to do. */
  readonly ownsProcess?: boolean;
}

export interface ReviewResult {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly suppressed: readonly Silenced[];
  readonly notices: readonly Notice[];
  readonly failOn: ReviewSettings['failOn'];
  /** Texts that were reviewed in place of what is on disk: what is staged. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where the root is in its repository: '' or `packages/api/`. */
  readonly above: string;
  readonly stats: {
    /** Source files that the review is of. */
    readonly files: number;
    /** How many of all that there are were read anew rather than taken from the cache. */
    readonly analysed: number;
    /** Findings that were there before the change, and so are not told. */
    readonly before: number;
  };
}

/** @throws UserError for paths and refs that are not there, and for an unusable perfloop.json. */
export async function review(options: ReviewOptions): Promise<ReviewResult> {
  const { root } = options;
  const problems: Notice[] = [];
  const [settings, above] = await Promise.all([readReviewSettings(root), folderInRepository(root)]);
  const listed = readWorkspaceConfig(root, { problems }, options.signal);
  const based = baseOf(options, listed);
  // What is wrong with the paths is said first.
  based.catch(() => {});
  // Read while git answers.
  const opened = options.useCache === false ? undefined : (options.cache ?? openCache(root));
  const listing = await listed;
  const cache = listing.brought ? undefined : opened;
  if (opened && listing.brought) problems.push(listing.brought);
  const wanted = await wantedFiles(root, options.paths ?? [], listing, settings);
  const only = (file: string): boolean => wanted.has(file) && inShard(file, options.shard);
  const base = await based.catch((error) => {
    throw nothingWanted(wanted) ?? error;
  });
  const none = listing.files.length === 0 ? noSources : !options.paths?.length && onlyTests(listing.files);
  if (none) problems.push({ file: '.', message: none });
  problems.push(...leftOut(wanted, base));
  if (!options.paths?.length) {
    const apart = base
      ? await changedRepositories(root, above, commitsOf(base), options.staged === true)
      : await ownRepositories(root, above, listing.repositories);
    if (apart) problems.push(apart);
  }
  if (base?.problem) problems.push({ file: '.', message: base.problem });
  const unmerged = base?.unmerged ?? [];
  const texts = base?.current ?? new Map<string, string>();
  for (const file of unmerged)
    problems.push({ file, message: 'has conflicts of a merge; not reviewed until they are resolved' });
  // A commit of documents: nothing has to be read to know that it brings no findings.
  if (base && base.added.length === 0 && base.before.size === 0)
    return nothing(settings, problems, above, listing.files.filter((f) => !isTest(f) && only(f)).length);
  const files = [...new Set([...listing.files.filter((f) => !isTest(f)), ...wanted.explicit])];
  const { current, analysed } = await currentSummaries(files, {
    ...options,
    cache,
    textOf: (file) => options.unsaved?.[file] ?? texts.get(file),
  });
  const linkOptions = {
    rules,
    config: listing.config,
    severities: settings.severities,
    objectives: settings.objectives,
    only,
    above,
    ...(options.heat ? { hot: hotIn(options.heat) } : {}),
    ...(options.all ? { all: true } : {}),
  };
  const { heat } = options;
  const task: Task = {
    options,
    current,
    settings,
    linkOptions,
    // A recording is looked at between commits: what was decided without one is kept beside.
    decided: cache && new Decided(cache, heat ? 'hot-' : ''),
    measured: heat && hashOf(JSON.stringify(hottest(heat))),
  };
  const now = await decide(task);
  const mine = base ? await introduced(now.findings, base, task) : now.findings;
  const kept = base?.merged ? await introduced(mine, base.merged, task) : mine;
  const { findings, suppressed } = suppress(kept, settings);
  const times = await new PatternTimes(cache && patternsFile(root)).open();
  const confirmed = await times.confirm(findings, options.signal);
  await times.save();
  return {
    findings: sorted(confirmed.findings),
    silenced: [...now.silenced, ...confirmed.silenced],
    suppressed: [...now.suppressed, ...suppressed],
    notices: [...settings.notices, ...problems, ...now.notices.filter((n) => isNews(n, base))],
    failOn: settings.failOn,
    texts,
    above,
    stats: {
      files: [...current.keys()].filter(only).length,
      analysed,
      before: now.findings.length - kept.length,
    },
  };
}

function commitsOf({ commit, merged }: Base): string[] {
  return merged ? [commit, merged.commit] : [commit];
}

/** What is wrong with a file that the change leaves alone is said by a review of everything. */
function isNews({ file }: Notice, base: Base | undefined): boolean {
  if (!base) return true;
  if (base.unmerged.includes(file)) return false;
  return base.before.has(file) || base.renamed.has(file) || base.added.includes(file);
}

function nothing(
  settings: ReviewSettings,
  problems: readonly Notice[],
  above: string,
  files: number,
): ReviewResult {
  return {
    findings: [],
    silenced: [],
    suppressed: [],
    notices: [...settings.notices, ...problems],
    failOn: settings.failOn,
    texts: new Map(),
    above,
    stats: { files, analysed: 0, before: 0 },
  };
}

async function decide(task: Task): Promise<Linked> {
  const { options, current, linkOptions } = task;
  const decided = options.shard || options.paths?.length ? undefined : task.decided;
  const { signal } = options;
  if (!decided) return (await inTurns(linkInSteps(summariesOf(current), linkOptions), signal)).linked;
  const facts = factsOf(task, current.keys());
  const key = decided.keyOf(current, facts);
  const known = decided.linked(key);
  if (known) return known;
  const files = summariesOf(current);
  const decision = decidedAgain(task, decided.earlier(facts), files) ?? (await decideAll(files, task));
  await decided.remember(key, current, facts, decision);
  return decision.linked;
}

async function decideAll(
  files: ReadonlyMap<string, FileSummary>,
  { options, linkOptions }: Task,
): Promise<Decision> {
  const { linked, world } = await inTurns(linkInSteps(files, linkOptions), options.signal);
  return { linked, world: remember(world) };
}

/** More than these are a day's work, or another branch. */
const fewFiles = 20;

/** From the state before, where little has changed since; undefined where all has to be decided. */
function decidedAgain(
  { current, linkOptions, decided }: Task,
  earlier: Earlier | undefined,
  files: ReadonlyMap<string, FileSummary>,
): Decision | undefined {
  if (!earlier || earlier.sayings.size !== current.size) return undefined;
  const changes: Change[] = [];
  for (const [file, { saying }] of current) {
    const was = earlier.sayings.get(file);
    if (was === saying) continue;
    const before = was === undefined ? undefined : decided!.cache.before(file, was);
    if (!before || changes.length === fewFiles) return undefined;
    changes.push({ before, after: files.get(file)! });
  }
  return relink(earlier, changes, files, linkOptions, finderIn(current, decided!.cache));
}

function inShard(file: string, shard: ReviewOptions['shard']): boolean {
  if (!shard) return true;
  let h = 5381;
  for (let i = 0; i < file.length; i++) h = (Math.imul(h, 33) ^ file.charCodeAt(i)) >>> 0;
  return h % shard.of === shard.index - 1;
}

const severityOrder = { error: 0, warning: 1, info: 2 } as const;

function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      severityOrder[a.severity] - severityOrder[b.severity] ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column),
  );
}
