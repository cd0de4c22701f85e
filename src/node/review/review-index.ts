/**
 * A workspace's findings, kept current: what `review` says of the same files, file by file. Open editors' texts
 * stand for those on disk. Runs in the session's worker.
 */
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding, Notice, Silenced } from '../../core/analysis/finding.ts';
import { type Heat, hotIn } from '../../core/analysis/heat.ts';
import {
  buildWorld,
  type Linked,
  type LinkOptions,
  linkFile,
  type World,
  worldInSteps,
} from '../../core/analysis/link.ts';
import { Modules, type WorkspaceConfig } from '../../core/analysis/modules.ts';
import { isTest } from '../../core/analysis/paths.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { finish } from '../../core/analysis/steps.ts';
import { empty } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { UserError } from '../../core/model.ts';
import { folderInRepository } from '../config.ts';
import { openCache, type SummaryCache } from './cache.ts';
import { PatternTimes, patternsFile } from './confirm.ts';
import { gaveUp, type PoolHooks, summariseAll } from './pool.ts';
import { summariseWork } from './read.ts';
import { type ReviewOptions, type ReviewResult, review } from './review.ts';
import type { FileReview } from './session-messages.ts';
import { type ReviewSettings, readReviewSettings, suppress } from './settings.ts';
import { byPath, currentSummaries, summariesOf } from './summaries.ts';
import { readWorkspaceConfig, sourcePattern } from './workspace.ts';

interface Open {
  readonly text: string;
  readonly version: number;
}

export interface IndexState {
  readonly files: number;
  readonly analysed: number;
  readonly notices: readonly Notice[];
}

/** How long one round of judging may time patterns: an editor waits for it. */
const timingMs = 60;

const nothing = { findings: [], silenced: [], suppressed: [], notices: [] } as const;

export class ReviewIndex {
  private settings: ReviewSettings | undefined;
  private config: WorkspaceConfig = { packages: [], tsconfigs: [] };
  private listed: ReadonlySet<string> = new Set();
  /** Where the root is in its repository. */
  private above = '';
  private cache: SummaryCache | undefined;
  private times = new PatternTimes();
  /** By path, sorted; open editors' included. */
  private summaries = new Map<string, FileSummary>();
  private readonly open = new Map<string, Open>();
  private reviews = new Map<string, FileReview>();
  private modules: Modules = new Modules(() => false, this.config);
  private modulesOf: WorkspaceConfig | undefined;
  private paths = '';
  /** As decided last: what each file was, and what was known of all. */
  private judged = new Map<string, FileSummary>();
  private world: World | undefined;
  /** Of the recording that is open. */
  private heat: Heat | undefined;
  private hot: ReturnType<typeof hotIn> | undefined;

  constructor(
    private readonly root: string,
    private readonly useCache: boolean,
    private readonly skip: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** How the folder is to be judged is known. */
  get ready(): boolean {
    return this.settings !== undefined;
  }

  /**
   * Lists and reads the workspace, what did not change from the cache; afterwards ask for `judge`.
   * @param listed files are listed, and `quick` can answer while they are read
   */
  async load(hooks: PoolHooks, listed: () => void = () => {}): Promise<IndexState> {
    const problems: Notice[] = [];
    const settings = await this.readSettings(problems);
    this.above = await folderInRepository(this.root);
    const listing = await readWorkspaceConfig(this.root, { problems }, hooks.signal);
    if (this.useCache && listing.brought) problems.push(listing.brought);
    else if (this.useCache && !this.cache) {
      this.cache = openCache(this.root);
      this.times = await new PatternTimes(patternsFile(this.root)).open();
    }
    this.settings = settings;
    this.config = listing.config;
    this.listed = new Set(listing.files);
    listed();
    const files = listing.files.filter((f) => !isTest(f) && !this.open.has(f));
    const { current, analysed } = await currentSummaries(files, {
      root: this.root,
      cache: this.cache,
      ...hooks,
    });
    const summaries = summariesOf(current);
    for (const [file, { text }] of this.open) this.put(summaries, file, text);
    this.summaries = byPath(summaries);
    return { files: summaries.size, analysed, notices: [...settings.notices, ...problems] };
  }

  /** An unusable perfloop.json is a notice here: somebody is probably typing in it. */
  private async readSettings(problems: Notice[]): Promise<ReviewSettings> {
    try {
      return await readReviewSettings(this.root);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ file: 'perfloop.json', message: error.message });
      return (
        this.settings ?? {
          severities: {},
          ignores: () => false,
          suppressions: [],
          objectives: [],
          failOn: undefined,
          notices: [],
        }
      );
    }
  }

  /** What an editor shows now. Ask for `judge` or `quick` afterwards. */
  update(file: string, text: string, version: number): void {
    this.open.set(file, { text, version });
    this.put(this.summaries, file, text);
  }

  /** What a recording shows, which overrules what kind of code it is. Ask for `judge` afterwards. */
  heated(heat: Heat | undefined): void {
    this.heat = heat;
    this.hot = heat && hotIn(heat);
  }

  /**
   * What is said of one file whose text is new, with the rest as it was last decided: the same that `judge` says
   * but where functions call each other in circles, or the file changed how others reach it.
   */
  quick(file: string): FileReview {
    const { settings } = this;
    const after = this.summaries.get(file);
    if (!settings || !after || settings.ignores(file)) return this.of(file);
    this.world ??= buildWorld(this.judged, this.config, this.modules);
    const { world } = this;
    world.contexts.adopt(this.judged.get(file), after);
    this.judged.set(file, after);
    const one = draft(file, this.open.get(file)?.version ?? 0);
    const linked = linkFile(after, world, this.linkOptions(settings));
    fill(linked, this.kept(linked, settings, performance.now() + timingMs), () => one);
    this.reviews.set(file, one);
    return one;
  }

  /** What neither perfloop.json nor a timing holds back. */
  private kept(linked: Linked, settings: ReviewSettings, timedBy: number): Kept {
    const { findings, suppressed } = suppress(linked.findings, settings);
    return { ...this.times.confirmNow(findings, timedBy - performance.now()), suppressed };
  }

  private linkOptions(settings: ReviewSettings): LinkOptions {
    return {
      rules,
      config: this.config,
      severities: settings.severities,
      objectives: settings.objectives,
      above: this.above,
      only: (file) => !settings.ignores(file),
      modules: this.modules,
      ...(this.hot ? { hot: this.hot } : {}),
    };
  }

  private put(into: Map<string, FileSummary>, file: string, text: string): void {
    if (!sourcePattern.test(file) || isTest(file)) return;
    into.set(
      file,
      this.skip.get(file) === text
        ? empty(file, '', gaveUp)
        : summariseWork({ path: file, file: path.join(this.root, file), text }),
    );
  }

  /** What is on disk counts again. */
  async close(file: string): Promise<void> {
    if (this.open.delete(file)) await this.reread(file);
  }

  /** The file is gone, whatever an editor still shows of it. */
  remove(file: string): void {
    this.open.delete(file);
    this.summaries.delete(file);
  }

  /** Files that changed on disk. False where the workspace has to be listed anew. */
  async changedOnDisk(files: readonly string[]): Promise<boolean> {
    if (files.length > 50) return false;
    for (const file of files) {
      if (/(^|\/)([tj]sconfig[\w.-]*|package|perfloop)\.json$|(^|\/)\.gitignore$/.test(file)) return false;
      const here = await stat(path.join(this.root, file)).catch(() => undefined);
      if (here?.isDirectory() || (here && sourcePattern.test(file) && !this.listed.has(file))) return false;
      if (!here && !this.summaries.has(file) && !sourcePattern.test(file)) return false;
      if (!this.open.has(file)) await this.reread(file);
    }
    return true;
  }

  private async reread(file: string): Promise<void> {
    const absolute = path.join(this.root, file);
    const here = this.listed.has(file) ? await lstat(absolute).catch(() => undefined) : undefined;
    if (!here?.isFile() || isTest(file)) {
      this.summaries.delete(file);
      return;
    }
    const stamp = { size: here.size, mtimeMs: here.mtimeMs };
    let summary = this.cache?.get(file, stamp)?.summary();
    if (!summary) {
      const work = { path: file, file: absolute };
      await summariseAll([work], {}, (s) => {
        summary = s;
      });
    }
    if (!summary) return;
    if (summary.hash) this.cache?.put(file, stamp, summary);
    this.summaries.set(file, summary);
  }

  of(file: string): FileReview {
    return this.reviews.get(file) ?? { file, version: this.open.get(file)?.version ?? 0, ...nothing };
  }

  all(): FileReview[] {
    return [...this.reviews.values()];
  }

  /** Decides everything anew. @returns files of which something else is said than before */
  judge(): FileReview[] {
    return finish(this.judging());
  }

  /**
   * The same in small steps. Who does not take the last step leaves all as it was: `quick` answers from
   * what was decided last, whose lookups have been made already.
   */
  *judging(): Generator<undefined, FileReview[]> {
    const { settings } = this;
    if (!settings) return [];
    this.order();
    const options = this.linkOptions(settings);
    const judged = new Map(this.summaries);
    const world = yield* worldInSteps(judged, this.config, this.modules);
    const now = new Map<string, Draft>();
    const timedBy = performance.now() + timingMs;
    for (const file of judged.values()) {
      yield;
      if (settings.ignores(file.path)) continue;
      const linked = linkFile(file, world, options);
      fill(linked, this.kept(linked, settings, timedBy), (path) => {
        const known = now.get(path) ?? draft(path, this.open.get(path)?.version ?? 0);
        now.set(path, known);
        return known;
      });
    }
    const before = this.reviews;
    this.judged = judged;
    this.world = world;
    this.reviews = now;
    return [...new Set([...before.keys(), ...now.keys()])]
      .filter((file) => !same(before.get(file), now.get(file)))
      .map((file) => this.of(file));
  }

  /** Paths or configuration changed: imports may mean something else, and the order of files is to be made. */
  private order(): void {
    const paths = [...this.summaries.keys()].join('\n');
    if (paths === this.paths && this.config === this.modulesOf) return;
    this.summaries = byPath(this.summaries);
    this.paths = [...this.summaries.keys()].join('\n');
    this.modulesOf = this.config;
    this.modules = new Modules(new Set(this.summaries.keys()), this.config);
  }

  /** A review of its own, such as of a branch, with what is known already and what editors show. */
  review(options: Omit<ReviewOptions, 'root' | 'cache' | 'unsaved'>): Promise<ReviewResult> {
    const unsaved = Object.fromEntries([...this.open].map(([file, { text }]) => [file, text]));
    return review({
      ...options,
      root: this.root,
      useCache: this.useCache,
      ...(this.cache ? { cache: this.cache } : {}),
      ...(this.heat ? { heat: this.heat } : {}),
      ...(options.staged ? {} : { unsaved }),
    });
  }

  async save(): Promise<void> {
    await this.cache?.save();
  }
}

function draft(file: string, version: number): Draft {
  return { file, version, findings: [], silenced: [], suppressed: [], notices: [] };
}

interface Kept {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly suppressed: readonly Silenced[];
}

function fill(linked: Linked, kept: Kept, of: (file: string) => Draft): void {
  for (const f of kept.findings) of(f.file).findings.push(f);
  for (const s of [...linked.silenced, ...kept.silenced]) of(s.file).silenced.push(s);
  for (const s of [...linked.suppressed, ...kept.suppressed]) of(s.file).suppressed.push(s);
  for (const n of linked.notices) of(n.file).notices.push(n);
}

interface Draft {
  file: string;
  version: number;
  findings: FileReview['findings'][number][];
  silenced: FileReview['silenced'][number][];
  suppressed: FileReview['suppressed'][number][];
  notices: Notice[];
}

/** Whether a reader would see the same. */
function same(a: FileReview | undefined, b: FileReview | undefined): boolean {
  const [x, y] = [a ?? nothing, b ?? nothing];
  return (
    equal(x.findings, y.findings, sameFinding) &&
    equal(x.silenced, y.silenced, sameSilenced) &&
    equal(x.suppressed, y.suppressed, sameSilenced) &&
    equal(x.notices, y.notices, (m, n) => m.message === n.message)
  );
}

function equal<T>(a: readonly T[], b: readonly T[], by: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => by(x, b[i]!));
}

function sameFinding(a: Finding, b: Finding): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameSilenced(a: Silenced, b: Silenced): boolean {
  return (
    a.line === b.line &&
    a.column === b.column &&
    a.rule === b.rule &&
    a.message === b.message &&
    a.reason === b.reason
  );
}
