/** Which packages answer requests, messages or jobs: what blocks there makes others wait. */
import { importsOf, type Modules, sourceOf, type WorkspacePackage } from './modules.ts';
import { isStartedAgain } from './paths.ts';
import { isSame } from './shipping.ts';
import type { EntryKind, FileSummary } from './summary.ts';

/** What serves by itself; events and timers are found in command line tools as well. */
const serves: ReadonlySet<EntryKind | ''> = new Set<EntryKind>(['handler', 'resolver', 'page', 'loader']);

/** Importing one of these is answering somebody. Types alone are no import. */
const servingModules =
  /^(express|fastify|koa|hono|polka|h3|restify|connect|nuxt|next|moleculer|telegraf|grammy|discord\.js|eris|oceanic\.js|@discordjs\/core|node-telegram-bot-api|whatsapp-web\.js|@whiskeysockets\/baileys|matrix-js-sdk|tmi\.js|irc-framework|bull|bullmq|bee-queue|agenda|pg-boss|kafkajs|amqplib|nats|mqtt|aedes|ws|socket\.io|sockjs|smtp-server|graphql-yoga|@apollo\/server|apollo-server[\w-]*|parse-server|meteor\/\w+|electron)$|^@(nestjs|hapi|trpc|feathersjs|hono|slack|adonisjs|loopback|grpc|aws-lambda-powertools)\//;

/** What a process or thread started for it alone is told: it makes nobody else wait. */
export const ownThread =
  /^(parentPort|process|self|worker\w*)\.(on|once|addListener)\('message'\)$|^a thread of its own$/;

/** Files that a command line, or a process that is told what to do, reaches: nothing that answers does ('only'), or it does 'too'. By path. */
export type Commands = ReadonlyMap<string, 'only' | 'too'>;

export class Serving {
  /** Folders of packages that serve; undefined until somebody asks. '/' is of files without one. */
  folders: ReadonlySet<string> | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly packages: readonly WorkspacePackage[],
    private readonly packageOf: (path: string) => WorkspacePackage | undefined,
    private readonly modules: Modules,
    known?: Iterable<string>,
    /** Undefined until somebody asks. */
    public commands?: Commands,
  ) {
    this.folders = known && new Set(known);
  }

  /** Whether the file's package serves, or one that depends on it. */
  has(file: FileSummary): boolean {
    this.folders ??= this.collect();
    return this.folders.has(this.packageOf(file.path)?.folder ?? '/');
  }

  /**
   * Whether a command line reaches a file without what answers: 'only' where what answers does not reach it, 'too'
   * where it does, in a package that is a command.
   */
  atCommandLine(file: FileSummary): 'only' | 'too' | '' {
    this.commands ??= this.collectCommands();
    return this.commands.get(file.path) ?? '';
  }

  /** Whether the same packages serve, and the same files are a command line's, whichever of two texts a file has. */
  tellsTheSame(before: FileSummary, after: FileSummary): boolean {
    const [was, is] = [before, after].map(
      (f) => `${answers(f)} ${has(f, 'cli')} ${has(f, 'job')} ${isTold(f)}`,
    );
    if (was !== is) return !this.folders && !this.commands;
    return !this.commands || isSame(new Set(this.importedBy(before)), new Set(this.importedBy(after)));
  }

  private collectCommands(): Commands {
    const answering = this.reachedFrom(answers);
    const found = new Map<string, 'only' | 'too'>();
    const bins = this.collectBins();
    const imported = new Set<FileSummary>();
    for (const file of this.files.values())
      for (const target of importsOf(file, this.files, this.modules)) imported.add(target);
    const starts = (f: FileSummary): boolean =>
      this.isCommand(f, bins) || (!imported.has(f) && this.isOwnWorker(f));
    for (const file of this.reachedFrom(starts, answers))
      if (!answering.has(file)) found.set(file.path, 'only');
      else if (this.packageOf(file.path)?.bins.length) found.set(file.path, 'too');
    return found;
  }

  /** What starts a server and nothing else is the server's: `bin/www`. */
  private isCommand(file: FileSummary, bins: ReadonlySet<string>): boolean {
    if (has(file, 'cli')) return true;
    if (isTold(file)) return !answers(file);
    if (file.fileKind !== 'cli' && file.fileKind !== 'script' && !bins.has(file.path)) return false;
    return !answers(file) && ![...this.importedBy(file)].some(answers);
  }

  /** `workers/refresh.ts`, which runs its `main()` and gives nothing: a process that does its work and serves nobody. */
  private isOwnWorker(file: FileSummary): boolean {
    return (
      isStartedAgain(file.path) &&
      Object.keys(file.exports).length === 0 &&
      file.calls.some((c) => c.fn === 0) &&
      !answers(file) &&
      ![...this.importedBy(file)].some(answers)
    );
  }

  private collectBins(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const p of this.packages)
      for (const bin of p.bins)
        for (const name of [sourceOf(bin), bin.replace(/^\.\//, '')])
          found.add(
            this.modules.resolve(p.folder ? `${p.folder}/package.json` : 'package.json', `./${name}`),
          );
    return found;
  }

  private *importedBy(file: FileSummary): Generator<FileSummary> {
    for (const target of importsOf(file, this.files, this.modules))
      if (target.fileKind !== 'test') yield target;
  }

  /** Such files and what they import. @param end files that are reached, but not gone on from */
  private reachedFrom(
    isStart: (file: FileSummary) => boolean,
    end?: (file: FileSummary) => boolean,
  ): ReadonlySet<FileSummary> {
    const seen = new Set<FileSummary>();
    for (const file of this.files.values()) if (isStart(file)) seen.add(file);
    // A set is walked in the order of insertion, what is added on the way included.
    for (const file of seen) if (!end?.(file)) for (const target of this.importedBy(file)) seen.add(target);
    return seen;
  }

  private collect(): ReadonlySet<string> {
    const found = new Set<WorkspacePackage | undefined>();
    for (const file of this.files.values()) {
      const p = this.packageOf(file.path);
      if (!found.has(p) && answers(file)) found.add(p);
    }
    const byName = new Map(this.packages.filter((p) => p.name).map((p) => [p.name, p]));
    // A set is walked in the order of insertion, what is added on the way included.
    for (const p of found)
      for (const name of p?.dependencies ?? []) {
        const used = byName.get(name);
        if (used) found.add(used);
      }
    return new Set([...found].map((p) => p?.folder ?? '/'));
  }
}

function answers(file: FileSummary): boolean {
  return (
    file.fileKind === '' &&
    (file.modules.some((m) => servingModules.test(m)) ||
      file.functions.some((f) => serves.has(f.entry)) ||
      file.entries.some((e) => serves.has(e.kind)))
  );
}

/** `process.on('message', work)` of what `fork('./worker.js')` starts. */
function isTold(file: FileSummary): boolean {
  const tells = (why: string): boolean => ownThread.test(why) && !why.startsWith('worker');
  return file.functions.some((f) => tells(f.entryWhy)) || file.entries.some((e) => tells(e.why));
}

/** `program.command('build').action(build)`, `cron.schedule(when, refresh)`. */
function has(file: FileSummary, kind: EntryKind): boolean {
  return file.functions.some((f) => f.entry === kind) || file.entries.some((e) => e.kind === kind);
}
