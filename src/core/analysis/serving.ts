/** Which packages answer requests, messages or jobs: what blocks there makes others wait. */
import type { WorkspacePackage } from './modules.ts';
import type { EntryKind, FileSummary } from './summary.ts';

/** What serves by itself; events and timers are found in command line tools as well. */
const serves: ReadonlySet<EntryKind | ''> = new Set<EntryKind>(['handler', 'resolver', 'page', 'loader']);

/** Importing one of these is answering somebody. Types alone are no import. */
const servingModules =
  /^(express|fastify|koa|hono|polka|h3|restify|connect|nuxt|next|moleculer|telegraf|grammy|discord\.js|eris|oceanic\.js|@discordjs\/core|node-telegram-bot-api|whatsapp-web\.js|@whiskeysockets\/baileys|matrix-js-sdk|tmi\.js|irc-framework|bull|bullmq|bee-queue|agenda|pg-boss|kafkajs|amqplib|nats|mqtt|aedes|ws|socket\.io|sockjs|smtp-server|graphql-yoga|@apollo\/server|apollo-server[\w-]*|parse-server|meteor\/\w+|electron)$|^@(nestjs|hapi|trpc|feathersjs|hono|slack|adonisjs|loopback|grpc|aws-lambda-powertools)\//;

export class Serving {
  /** Folders of packages that serve; undefined until somebody asks. '/' is of files without one. */
  folders: ReadonlySet<string> | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly packages: readonly WorkspacePackage[],
    private readonly packageOf: (path: string) => WorkspacePackage | undefined,
    known?: Iterable<string>,
  ) {
    this.folders = known && new Set(known);
  }

  /** Whether the file's package serves, or one that depends on it. */
  has(file: FileSummary): boolean {
    this.folders ??= this.collect();
    return this.folders.has(this.packageOf(file.path)?.folder ?? '/');
  }

  private collect(): ReadonlySet<string> {
    const found = new Set<WorkspacePackage | undefined>();
    for (const file of this.files.values()) {
      const p = this.packageOf(file.path);
      if (!found.has(p) && file.fileKind === '' && answers(file)) found.add(p);
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
    file.modules.some((m) => servingModules.test(m)) ||
    file.functions.some((f) => serves.has(f.entry)) ||
    file.entries.some((e) => serves.has(e.kind))
  );
}
