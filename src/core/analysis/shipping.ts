/** Where a file runs: sent to browsers, started anew for requests (serverless), or on a server that starts once. */
import { importsOf, type Modules, type WorkspacePackage } from './modules.ts';
import type { FileSummary } from './summary.ts';

export type Place = 'bundled' | 'serverless' | 'server' | 'unknown';

const frontEnd =
  /^(react|react-dom|react-native|vue|svelte|@angular\/(core|common|platform-browser)|preact|solid-js|lit|ember-source|jquery|backbone|knockout|alpinejs|redux|react-redux|@reduxjs\/toolkit|vuex|pinia|vue-router|react-router(-dom)?|@vueuse\/core|mobx-react(-lite)?|zustand|antd|@mui\/material|@material-ui\/core|@chakra-ui\/react|bootstrap)$/;
/** Frameworks whose packages hold both sides: only the file itself says which. */
const bothSides =
  /^(next|nuxt|nuxt3|@remix-run\/(node|react)|@react-router\/(node|serve|cloudflare|architect|express)|@sveltejs\/kit|astro|gatsby|blitz|@redwoodjs\/core|meteor-node-stubs|@tanstack\/react-start)$/;
const serverSide =
  /^(express|fastify|koa|@koa\/router|hono|@hapi\/hapi|hapi|restify|polka|@nestjs\/(core|common|platform-express)|@adonisjs\/core|@feathersjs\/feathers|apollo-server(-express)?|@apollo\/server|graphql-yoga|parse-server|mongoose|mongodb|sequelize|typeorm|objection|knex|drizzle-orm|kysely|@prisma\/client|pg|mysql2?|better-sqlite3|sqlite3|ioredis|bull|bullmq|agenda|amqplib|kafkajs|nodemailer|discord\.js|telegraf|yargs|commander|pm2|winston|electron|vscode)$/;
const serverModules =
  /^(node:)?(fs|fs\/promises|net|tls|http|https|http2|cluster|child_process|worker_threads|os|dgram|dns|readline|vm)$|^react-dom\/server$|^(server-only|next\/server|next\/headers)$|^@nestjs\//;
const functionHosts =
  /^(serverless(-[\w-]+)?|aws-lambda|@types\/aws-lambda|sst|firebase-functions|@netlify\/functions|@vercel\/(node|edge)|wrangler|@cloudflare\/workers-types|@google-cloud\/functions-framework|@azure\/functions|@middy\/core|middy|aws-serverless-express|serverless-http|aws-embedded-metrics|@aws-lambda-powertools\/[\w-]+)$/;
/** Those that a package is deployed by as a whole. */
const deployments =
  /^(serverless|serverless-(esbuild|webpack|bundle|offline|plugin-[\w-]+)|sst|@middy\/core)$/;
const bundlers =
  /^(webpack|vite|rollup|parcel|parcel-bundler|browserify|react-scripts|@vue\/cli-service|snowpack|laravel-mix|@angular\/cli|@angular-devkit\/build-angular|esbuild-loader|@rspack\/core|@craco\/craco)$/;

const clientFolder =
  /^(client|clients|frontend|front-end|front|webapp|web-app|web|webui|web-ui|browser|renderer|www|ui|assets|javascripts|spa|dashboard|admin-ui)$/i;
const serverFolder =
  /^(server|servers|backend|back-end|node-service|api-server|cloud|electron|main-process|workers?|cron|jobs|queues?)$/i;
const apiFolder = /^(apis?|rest|graphql)$/i;
/** What Angular runs beside a template; an import of `http` in it is a slip of an editor. */
const angularFile = /\.(component|directive|pipe)\.ts$/;
const functionFolder = /^(lambdas?|functions|edge-functions|cloud-functions|serverless)$/i;
const clientPart =
  /^(components?|hooks|pages|views|containers|store|stores|redux|composables|widgets|screens|layouts|slices|reducers)$/i;
const serverPart =
  /^(controllers?|models|middlewares?|repositories|resolvers|daos?|entities|subscribers|database|db)$/i;

/** A guess by the names of folders gives way to what imports a file, and to what stands beside it. */
interface Told {
  readonly place: Place;
  readonly guessed: boolean;
}

export class Shipping {
  private readonly known = new Map<FileSummary, Told>();
  private tops: ReadonlyMap<string, Place> | undefined;
  /** Files that bundles hold because others import them, whatever their folders say; undefined until somebody asks. */
  sent: ReadonlySet<string> | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly modules: Modules,
    private readonly packageOf: (path: string) => WorkspacePackage | undefined,
    known?: Iterable<string>,
  ) {
    this.sent = known && new Set(known);
  }

  /** A file that neither its package nor its imports tell runs where those run that import it. */
  of(file: FileSummary): Place {
    const { place, guessed } = this.own(file);
    if (!guessed || (place !== 'unknown' && place !== 'server')) return place;
    this.sent ??= this.collect();
    return this.sent.has(file.path) ? 'bundled' : place;
  }

  /** Whether bundles hold the same other files whichever of two texts a file has. */
  sendsTheSame(before: FileSummary, after: FileSummary): boolean {
    if (!this.sent) return true;
    const [was, is] = [this.own(before), this.own(after)];
    if (was.place !== is.place || was.guessed !== is.guessed || before.fileKind !== after.fileKind)
      return false;
    return after.fileKind !== '' || isSame(this.follows(before), this.follows(after));
  }

  /** Files that a file imports and that are not sure to run elsewhere. */
  private follows(file: FileSummary): ReadonlySet<FileSummary> {
    const found = new Set<FileSummary>();
    for (const target of importsOf(file, this.files, this.modules))
      if (target.fileKind === '' && this.own(target).guessed) found.add(target);
    return found;
  }

  private collect(): ReadonlySet<string> {
    const bundled = this.reachedFrom((_, { place }) => place === 'bundled');
    const served = this.reachedFrom(isServed);
    const sent = new Set<string>();
    for (const file of this.files.values()) {
      const { place, guessed } = this.own(file);
      if (guessed && this.isSent(file, place, bundled.has(file), served.has(file))) sent.add(file.path);
    }
    return sent;
  }

  private isSent(file: FileSummary, place: Place, bundled: boolean, served: boolean): boolean {
    if (place === 'unknown') return bundled;
    if (place !== 'server' || served || this.holdsBoth(file)) return false;
    return bundled || this.besideFrontEnd(file);
  }

  /** A framework's code of both sides imports one another: `lib/api` of Next.js is asked by pages on the server. */
  private holdsBoth(file: FileSummary): boolean {
    return this.packageOf(file.path)?.dependencies.some((d) => bothSides.test(d)) === true;
  }

  private own(file: FileSummary): Told {
    let told = this.known.get(file);
    if (told === undefined) {
      const p = this.packageOf(file.path);
      const sure = byImports(file, p) ?? byPackage(file, p);
      told = { place: sure ?? byPath(file.path, p), guessed: sure === undefined };
      this.known.set(file, told);
    }
    return told;
  }

  /** Files that run in such a place, and what they import that is not sure to run elsewhere. */
  private reachedFrom(runs: (file: FileSummary, told: Told) => boolean): ReadonlySet<FileSummary> {
    const seen = new Set<FileSummary>();
    for (const file of this.files.values())
      if (file.fileKind === '' && runs(file, this.own(file))) seen.add(file);
    // A set is walked in the order of insertion, what is added on the way included.
    for (const file of seen) for (const target of this.follows(file)) seen.add(target);
    return seen;
  }

  /**
   * `src/api` of a Vue application with a `server` folder beside it, whose components no reader of scripts sees:
   * all of `src` that can be told is sent to browsers.
   */
  private besideFrontEnd(file: FileSummary): boolean {
    const folders = inPackage(file.path, this.packageOf(file.path));
    if (folders.length < 2 || folders.some((s) => serverFolder.test(s))) return false;
    this.tops ??= this.collectTops();
    return this.tops.get(this.topOf(file)) === 'bundled';
  }

  private collectTops(): ReadonlyMap<string, Place> {
    const tops = new Map<string, Place>();
    for (const file of this.files.values()) {
      const { place, guessed } = this.own(file);
      if (file.fileKind !== '' || guessed) continue;
      const top = this.topOf(file);
      tops.set(top, (tops.get(top) ?? place) === place ? place : 'unknown');
    }
    return tops;
  }

  /** The folder of its package that a file is in. */
  private topOf(file: FileSummary): string {
    const p = this.packageOf(file.path);
    return `${p?.folder ?? ''}\n${inPackage(file.path, p)[0] ?? ''}`;
  }
}

/** Whether two sets hold the same. */
export function isSame<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((x) => b.has(x));
}

/** Surely on a server, or in a folder that is called so and nothing else. */
function isServed(file: FileSummary, { place, guessed }: Told): boolean {
  if (place !== 'server' && place !== 'serverless') return false;
  return !guessed || file.path.split('/').some((s) => serverFolder.test(s) || functionFolder.test(s));
}

function byImports(file: FileSummary, p: WorkspacePackage | undefined): Place | undefined {
  const server = file.modules.some((m) => serverModules.test(m) || serverSide.test(m));
  if (/(^|\/)pages\/api\/|(^|\/)app\/(.*\/)?route\.[jt]s$|\.server\.[jt]sx?$/.test(file.path))
    return 'server';
  if (angularFile.test(file.path) && file.modules.includes('@angular/core')) return 'bundled';
  if (/\.[jt]sx$/.test(file.path) && !/(^|\/)(emails?|mailers?)\//.test(file.path))
    return server && !file.modules.some((m) => frontEnd.test(m)) ? 'server' : 'bundled';
  if (file.functions.some((f) => f.entry !== '' && f.entryWhy === 'function handler')) return 'serverless';
  if (file.modules.some((m) => functionHosts.test(m))) return 'serverless';
  if (server) return onServer(file, p);
  // `app/routes/tiles.ts` of React Router has a loader and no component: none of it is sent.
  if (
    file.functions.some((f) => f.entryWhy === 'Remix route') &&
    p?.dependencies.some((d) => bothSides.test(d))
  )
    return 'server';
  return file.modules.some((m) => frontEnd.test(m)) ? 'bundled' : undefined;
}

/** Server code; whether its host starts it once or for each burst of requests, the package says. */
function onServer(file: FileSummary, p: WorkspacePackage | undefined): Place {
  const deployed = p && [...p.dependencies, ...p.tools].some((d) => deployments.test(d));
  return deployed || file.path.split('/').some((s) => functionFolder.test(s)) ? 'serverless' : 'server';
}

function byPackage(file: FileSummary, p: WorkspacePackage | undefined): Place | undefined {
  if (!p) return undefined;
  const all = [...p.dependencies, ...p.tools];
  if (p.dependencies.some((d) => bothSides.test(d))) return undefined;
  const server =
    p.dependencies.some((d) => serverSide.test(d)) ||
    p.tools.some((d) => /^(electron|@types\/vscode)$/.test(d));
  // Bundled libraries are often development dependencies beside a server.
  const front = all.some((d) => frontEnd.test(d));
  const folders = inPackage(file.path, p);
  // Vercel runs what lies in `api` beside a page, and what that imports, for each request.
  if (folders[0] === 'api' && (isAsked(file) || all.some((d) => /^@vercel\/(node|edge)$/.test(d))))
    return 'serverless';
  if (front && !server) return folders.some((s) => serverFolder.test(s)) ? undefined : 'bundled';
  if (front) return undefined;
  if (all.some((d) => functionHosts.test(d))) return 'serverless';
  if (server) return folders.some((s) => clientFolder.test(s)) ? undefined : 'server';
  if (p.bins.length > 0) return 'server';
  return p.browser || all.some((d) => bundlers.test(d)) ? 'bundled' : undefined;
}

/** `export default async function handler(req, res)` */
function isAsked(file: FileSummary): boolean {
  return file.functions.some((f) => f.entry === 'handler' && f.name === 'handler');
}

function inPackage(path: string, p: WorkspacePackage | undefined): string[] {
  return path
    .slice(p?.folder ? p.folder.length + 1 : 0)
    .split('/')
    .slice(0, -1);
}

/** `src/functions` of a package that no host of functions is told of: those of the program, and of a library. */
function isOfProgram(folders: readonly string[], p: WorkspacePackage | undefined): boolean {
  if (!p || !/^(src|lib|app)$/.test(folders[folders.indexOf('functions') - 1] ?? '')) return false;
  return ![...p.dependencies, ...p.tools].some((d) => functionHosts.test(d));
}

/** The first folder that names a side: `client/src/api` is the client's way to the server. */
function byPath(path: string, p: WorkspacePackage | undefined): Place {
  const folders = path.split('/').slice(0, -1);
  for (const s of folders) {
    if (functionFolder.test(s) && !(s === 'functions' && isOfProgram(folders, p))) return 'serverless';
    if (serverFolder.test(s) || (apiFolder.test(s) && !folders.some((f) => clientFolder.test(f))))
      return 'server';
    // A framework of both sides has server code in its folder for the web as well.
    if (clientFolder.test(s) && !p?.dependencies.some((d) => bothSides.test(d))) return 'bundled';
  }
  const serves = p?.dependencies.some((d) => serverSide.test(d) && !bothSides.test(d));
  for (const s of folders.reverse()) {
    // Servers have views and widgets too.
    if (clientPart.test(s) && !serves) return 'bundled';
    if (serverPart.test(s)) return 'server';
  }
  return 'unknown';
}
