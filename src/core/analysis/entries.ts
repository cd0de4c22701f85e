/**
 * Where code is entered from: routes, resolvers, jobs, events, start-up. Knows the frameworks' idioms; what is
 * given by name (`router.get('/', users.list)`) is left as a ref for the linker.
 */
import { dotted, hasKey, isCall, isMember, keyName, methodName, type Node, parentOf, some } from './ast.ts';
import { botActions, botEntry, botFile, handedMessage } from './bot-modules.ts';
import { methodEntry } from './class-entries.ts';
import { type Entry, entryOfArgument } from './entry-arguments.ts';
import { frameworkEntry } from './framework-entries.ts';
import { hookEntry } from './hook-entries.ts';
import type { FileIndex, FunctionInfo } from './index-types.ts';
import { patternNames } from './patterns.ts';
import { setAgain, startsOver } from './set-again.ts';
import { exportedName, paramNames, wrappedName } from './signatures.ts';

/** Tells of a file's functions where they are entered from; what the file's place says is asked once. */
export function entriesIn(file: FileIndex): (fn: FunctionInfo) => Entry | undefined {
  const place = placeOf(file);
  const again = setAgain(file);
  return (fn) =>
    methodEntry(fn) ??
    byVia(fn) ??
    (again.has(fn) ? { kind: 'job', why: 'sets itself going again by a timer' } : undefined) ??
    byFile(fn, place) ??
    frameworkEntry(fn, file.path) ??
    byName(fn, file.path) ??
    byParams(fn) ??
    botFile(fn, place.text, exportedName(fn)) ??
    byKey(fn);
}

interface Place {
  readonly text: string;
  readonly appRoute: boolean;
  readonly pagesApi: boolean;
  readonly endpoint: boolean;
  readonly middleware: boolean;
  readonly appPage: boolean;
  readonly apiFolder: boolean;
  readonly functions: boolean;
  readonly svelteKit: boolean;
  readonly remix: boolean;
  readonly serverActions: boolean;
  readonly cron: boolean;
}

function placeOf(file: FileIndex): Place {
  const { path } = file;
  return {
    text: file.text,
    appRoute: /(^|\/)app\/.*route\.[jt]sx?$/.test(path),
    pagesApi: /(^|\/)pages\/api\//.test(path),
    // Astro's are files of `src/pages` that give no page.
    endpoint: /(^|\/)src\/pages\/.*\.[jt]s$/.test(path),
    middleware: /(^|\/)middleware\.[jt]s$/.test(path) && file.text.includes('next/server'),
    appPage: /(^|\/)app\/.*(page|layout|template)\.[jt]sx?$/.test(path),
    apiFolder: /(^|\/)(server\/(api|routes|middleware)|api|functions|netlify\/functions)\//.test(path),
    functions: /(^|\/)functions\//.test(path),
    svelteKit: /\+(page|layout)\.server\.[jt]s$|\+server\.[jt]s$/.test(path),
    remix: /(^|\/)(routes|app)\//.test(path),
    cron: /(^|\/)api\/(.*\/)?cron(s|-?jobs)?[/.]/.test(path),
    serverActions: file.program.directives.some((d) => d.value.value === 'use server'),
  };
}

/** Functions written as arguments: `app.get('/x', async (req, res) => …)`. */
function byVia(fn: FunctionInfo): Entry | undefined {
  const via = fn.via;
  if (!via || fn.invocation === 'loop' || fn.invocation === 'once') return undefined;
  return entryOfArgument(via) ?? again(fn, via);
}

/** `function tick() { setTimeout(async () => { await work(); tick(); }, ms) }`: an interval in other words. */
function again(fn: FunctionInfo, via: Node): Entry | undefined {
  if (!isCall(via) || !/^(setTimeout|setImmediate)$/.test(dotted(via.callee))) return undefined;
  for (let f = fn.parent; f && f.id !== 0; f = f.parent) {
    const name = f.name.slice(f.name.lastIndexOf('.') + 1);
    if (!/^\w+$/.test(name) || startsOver.test(name)) continue;
    const calls = some(
      fn.node as Node,
      (n) => isCall(n) && (methodName(n) === name || dotted(n.callee) === name),
    );
    if (calls) return { kind: 'job', why: `${name} calls itself by a timer` };
  }
  return undefined;
}

const nextMethods = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

function byFile(fn: FunctionInfo, place: Place): Entry | undefined {
  if (fn.parent && fn.parent.id !== 0 && !fn.parent.via) return undefined;
  const name = exportedName(fn);
  const called = wrappedName(fn) || fn.name;
  if (place.appRoute && nextMethods.test(called)) return routeOf(place, 'Next.js route handler');
  if (place.endpoint && name && /^(ALL|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(called))
    return routeOf(place, 'endpoint by its folder');
  if (place.middleware && /^(default|middleware)$/.test(name))
    return { kind: 'handler', why: 'Next.js middleware' };
  if (place.pagesApi && (name === 'default' || called === 'handler'))
    return routeOf(place, 'Next.js API route');
  if (place.appPage && name === 'default' && fn.isAsync)
    return { kind: 'page', why: 'Next.js server component' };
  if (nextPages.has(called)) return { kind: 'page', why: called };
  if (nextBuild.has(called)) return { kind: 'build', why: called };
  if (place.apiFolder && name === 'default') return { kind: 'handler', why: 'handler by its folder' };
  if (place.svelteKit && name) return { kind: 'handler', why: 'SvelteKit endpoint' };
  if (place.remix && name && /^(loader|action)$/.test(called)) return { kind: 'handler', why: 'Remix route' };
  if (name && place.serverActions) return { kind: 'handler', why: 'server action' };
  return name && name !== 'default' ? hosted(fn, called, place) : undefined;
}

/** `app/api/cron/reminders/route.ts`: a scheduler calls it, and nobody waits. */
function routeOf(place: Place, why: string): Entry {
  return place.cron ? { kind: 'job', why: `${why} for a schedule` } : { kind: 'handler', why };
}

const nextPages = new Set(['getServerSideProps', 'getInitialProps', 'generateMetadata']);
const nextBuild = new Set(['getStaticProps', 'getStaticPaths', 'generateStaticParams']);

/** Exported to a host that calls it for each request: Lambda and its kin, Cloudflare Pages. */
function hosted(fn: FunctionInfo, called: string, place: Place): Entry | undefined {
  const params = paramNames(fn).join();
  const named = called === 'handler' || called === 'lambdaHandler';
  if (
    named &&
    (isCommand.test(place.text) || (/^_?(argv|args|yargs)(,|$)/.test(params) && commandModule(fn)))
  )
    return { kind: 'cli', why: 'handler of a command' };
  if (named || /^event,(context|callback|_?ctx)(,|$)/.test(params))
    return { kind: 'handler', why: 'function handler' };
  if (place.functions && /^onRequest(Get|Post|Put|Patch|Delete|Head|Options)?$/.test(fn.name))
    return { kind: 'handler', why: 'Pages function' };
  return undefined;
}

/** A module that exports its command line beside its `handler`, as yargs reads it. */
const isCommand = /\b(exports\.|export (const|let|function) )(builder|describe|desc)\b/;

/** yargs' command modules have a `handler` too; so have the tools that a model is given. */
function commandModule(fn: FunctionInfo): boolean {
  const property = fn.node.type === 'ObjectMethod' ? fn.node : parentOf(fn.node as Node);
  const owner = property ? parentOf(property) : undefined;
  return (
    owner?.type !== 'ObjectExpression' ||
    owner.properties.some(
      (p) => p.type !== 'SpreadElement' && /^(command|builder|describe)$/.test(keyName(p)),
    )
  );
}

/** `{ command: 'import [file]', describe: 'Import rows', handler: … }`, wherever it stands. */
function describedCommand(property: Node): boolean {
  const owner = parentOf(property);
  const keys = owner?.type === 'ObjectExpression' ? owner.properties : [];
  const has = (name: RegExp): boolean =>
    keys.some((p) => p.type !== 'SpreadElement' && name.test(keyName(p)));
  return has(/^command$/) && has(/^(describe|builder)$/);
}

const tellingNames =
  /^((apply|run|load|insert)?[sS]eed|backfill|migrat|up$|down$|bootstrap|main|start|initApp|setupServer|repair|ensure(All|Default|Seed))|Backfill|FromEnum$/;

function byName(fn: FunctionInfo, path: string): Entry | undefined {
  const name = fn.name.slice(fn.name.lastIndexOf('.') + 1);
  if (takesJob(fn, name)) return { kind: 'job', why: 'takes a job' };
  if (!tellingNames.test(name)) return undefined;
  // `seedStockFromRows(rows)` puts in what it is given, as often as somebody brings some.
  if (/^seed\w*From[A-Z]/.test(name) && paramNames(fn).length > 0) return undefined;
  if (/^((apply|run|load|insert)Seeds?|seed|backfill)([A-Z]\w*)?$|[a-z]Backfill([A-Z]\w*)?$/.test(name))
    return { kind: 'seed', why: `named ${name}` };
  // `ensureDefaultContact(db, plan)` is asked for each plan; the default contacts are there once.
  const forOne = /^ensure\w*[^s]$/.test(name) && paramNames(fn).length > 1;
  if (!forOne && /^(repair|ensure(All|Default|Seed))[A-Z]|FromEnum$/.test(name))
    return { kind: 'script', why: `named ${name}` };
  if (/^migrat(e|ion)([A-Z]\w*)?$/.test(name)) return { kind: 'migration', why: `named ${name}` };
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  if (
    /^(up|down)$/.test(name) &&
    fn.node.params
      .flatMap((p) => patternNames(p))
      .some((n) => /^(queryInterface|knex|queryRunner|db|trx|schema|pgm)$/i.test(n))
  ) {
    return { kind: 'migration', why: 'a migration step' };
  }
  // What a scheduler calls: `async function start(job)`.
  if (/^(start|run|main)$/.test(name) && /^_?job$/.test(paramNames(fn)[0] ?? ''))
    return { kind: 'job', why: `${name}(job)` };
  if (name === 'start' && !startsProgram(fn, path)) return undefined;
  // `main(event)` of a function in the cloud, `main(message)` of a queue: once for each.
  if (name === 'main' && givenWork.test(paramNames(fn)[0] ?? '')) return undefined;
  if (/^(boot|bootstrap|main|start(App|Server)?|initApp|setupServer)$/.test(name) && fn.cls === undefined)
    return { kind: 'start-up', why: `named ${name}` };
  return undefined;
}

/**
 * `start` of `server.ts`. A crawler, a poller and a stream (`new ReadableStream({ start(controller) {…} })`) have one
 * too, and whoever calls that tells how often; what a file starts when it is loaded needs no name.
 */
function startsProgram(fn: FunctionInfo, path: string): boolean {
  return fn.parent?.id === 0 && !isOfObject(fn.node as Node) && programFile.test(path);
}

const givenWork =
  /^_?(event|message|msg|record|task|payload|body|input|data|item)$|[a-z](Id|Event|Message|Record)$/;
const programFile =
  /(^|\/)(main|server|app|start|boot(strap)?|www|bin|entry(point)?)\.[cm]?[jt]sx?$|(^|(^|\/)(src|bin|server|api|app|backend)\/)index\.[cm]?[jt]sx?$/;

function isOfObject(fn: Node): boolean {
  return fn.type === 'ObjectMethod' || parentOf(fn)?.type === 'ObjectProperty';
}

/** `async function start(job) { …; job.progress(50); }`: what a queue hands out, whatever its function is called. */
function takesJob(fn: FunctionInfo, name: string): boolean {
  if (fn.invocation === 'loop' || fn.invocation === 'once' || paramNames(fn)[0] !== 'job') return false;
  return (
    /^(start|main|run|process|perform|execute|handle|handler|worker|consume|callback of (process|consume|work))$/.test(
      name,
    ) ||
    some(fn.node as Node, (n) => isCall(n) && /^job\.(progress|updateProgress|touch)$/.test(dotted(n.callee)))
  );
}

function byParams(fn: FunctionInfo): Entry | undefined {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  if (fn.invocation === 'loop' || fn.invocation === 'once') return undefined;
  const [a, b, c, d] = paramNames(fn);
  if (isTypedResolver(fn.node as Node)) return { kind: 'resolver', why: 'GraphQL resolver' };
  if (a === undefined) return undefined;
  if (/^_?(req|request)$/.test(a) && /^_?(res|response|reply|h|rep)$/.test(b ?? ''))
    return { kind: 'handler', why: `takes (${a}, ${b})` };
  if (/^_?req$/.test(a) && fn.invocation === 'named') return { kind: 'handler', why: 'takes a req' };
  // gRPC's, and Adonis', whose context is taken to pieces.
  if ((a === 'call' && b === 'callback') || /^\{(?=.*\brequest\b)(?=.*\b(response|auth|view)\b)/.test(a))
    return { kind: 'handler', why: `takes ${a === 'call' ? '(call, callback)' : 'a request'}` };
  if (/^_?(err|error)$/.test(a) && /^_?req/.test(b ?? '') && /^_?res/.test(c ?? ''))
    return { kind: 'handler', why: 'error middleware' };
  if ((a === 'ctx' || a === 'context') && b === 'next') return { kind: 'handler', why: 'middleware' };
  if (a === 'ctx' && b === undefined && some(fn.node as Node, isOfRequest))
    return { kind: 'handler', why: 'takes the ctx of a request' };
  if (/^\{.*\b(ctx)\b.*\}$/.test(a) && /input|ctx/.test(a) && /(Handler|handler)$|^\w+Handler/.test(fn.name))
    return { kind: 'handler', why: 'tRPC handler' };
  if (
    c !== undefined &&
    /^\w+$/.test(a) &&
    /^(\{.*\}|_?args|_|__|_args|input|params)$/.test(b ?? '') &&
    /^(\{.*\}|ctx|context|_?context|_ctx)$/.test(c) &&
    (d === undefined || /info/i.test(d)) &&
    fn.invocation === 'named' &&
    !/^req/.test(a)
  ) {
    return isKeyedFunction(fn) ? { kind: 'resolver', why: 'GraphQL resolver' } : undefined;
  }
  const action = botActions.test(fn.name);
  const byType = typed(fn, action);
  if (byType) return byType;
  if (action && handedMessage(fn.node))
    return { kind: 'event', why: /(^|\.)(on|handle)[A-Z]/.test(fn.name) ? 'takes a message' : 'bot command' };
  return ofCommand(fn) ? { kind: 'event', why: `${fn.cls?.name} is a command of a bot` } : undefined;
}

/** `ctx.request.body`, `ctx.params` of Koa and Strapi. */
function isOfRequest(n: Node): boolean {
  return isMember(n) && /^ctx\.(request|params|querystring)$/.test(dotted(n));
}

/** `class Play extends Command { async run(ctx) { … } }` of a bot; what a command line runs takes nothing. */
function ofCommand(fn: FunctionInfo): boolean {
  if (fn.node.type !== 'ClassMethod' || !fn.cls?.node.superClass) return false;
  const key = keyName(fn.node);
  if (/^(chatInput|message|contextMenu|interaction|autocomplete|slash)Run$/.test(key)) return true;
  return (
    /^(run|exec|execute|callback)$/.test(key) && /(^|[.a-z])Command$/.test(dotted(fn.cls.node.superClass))
  );
}

/** By the type of its first parameter, or of the variable that holds it: `const get: RequestHandler = …`. */
function typed(fn: FunctionInfo, action: boolean): Entry | undefined {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  const takes = typeName(fn.node.params[0]);
  if (takes) {
    if (requestTypes.test(takes)) return { kind: 'handler', why: `takes a ${takes}` };
    if (messageTypes.test(takes)) return { kind: 'job', why: `takes a ${takes}` };
    if (action && /Interaction$|^(Message|Context|CommandContext)$/.test(takes))
      return { kind: 'event', why: `takes a ${takes}` };
  }
  const parent = parentOf(fn.node as Node);
  const held = parent?.type === 'VariableDeclarator' ? typeName(parent.id) : '';
  if (!held) return undefined;
  if (handlerTypes.test(held)) return { kind: 'handler', why: `is a ${held}` };
  return /^(SQS|SNS|S3|DynamoDBStream|KinesisStream|Scheduled|EventBridge)Handler$/.test(held)
    ? { kind: 'job', why: `is a ${held}` }
    : undefined;
}

const requestTypes =
  /^(Request|NextRequest|FastifyRequest|APIGateway(Proxy|Request)\w*Event\w*|APIGatewayEvent|ALBEvent|CloudFrontRequestEvent|LambdaFunctionURLEvent|NextApiRequest|ExpressRequest|H3Event|IncomingMessage|VercelRequest|HttpRequest|HttpContext(Contract)?)$/;
const messageTypes =
  /^(SQS|SNS|S3|DynamoDBStream|KinesisStream|Scheduled|EventBridge)Event$|^CloudEvent$|^MessageBatch$/;
const handlerTypes =
  /^(APIGateway(Proxy)?\w*Handler\w*|ALBHandler|NextApiHandler|NextMiddleware|RequestHandler|ErrorRequestHandler|RouteHandler\w*|PagesFunction|LoaderFunction|ActionFunction|APIRoute|VercelApiHandler)$/;

function typeOf(node: Node | undefined): Node | undefined {
  return (node?.type === 'Identifier' || node?.type === 'ObjectPattern') &&
    node.typeAnnotation?.type === 'TSTypeAnnotation'
    ? node.typeAnnotation.typeAnnotation
    : undefined;
}

/** Name of a parameter's or variable's type, '' where it has none. */
function typeName(node: Node | undefined): string {
  const type = typeOf(node);
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : '';
}

/** `const getUsers: QueryResolvers['getUsers'] = async () => …`: the types that GraphQL Code Generator makes. */
function isTypedResolver(fn: Node): boolean {
  const parent = parentOf(fn);
  const type = parent?.type === 'VariableDeclarator' ? typeOf(parent.id) : undefined;
  const of = type?.type === 'TSIndexedAccessType' ? type.objectType : undefined;
  return (
    of?.type === 'TSTypeReference' &&
    of.typeName.type === 'Identifier' &&
    /^(Query|Mutation|Subscription)Resolvers$/.test(of.typeName.name)
  );
}

function isKeyedFunction(fn: FunctionInfo): boolean {
  const parent = parentOf(fn.node as Node);
  return (
    fn.node.type === 'ObjectMethod' ||
    parent?.type === 'ObjectProperty' ||
    parent?.type === 'VariableDeclarator' ||
    parent?.type === 'ExportDefaultDeclaration'
  );
}

/** Keys whose functions a library calls: `eachMessage`, `Query: { … }`, `resolve(parent, args)`. */
function byKey(fn: FunctionInfo): Entry | undefined {
  const parent = parentOf(fn.node as Node);
  const property =
    fn.node.type === 'ObjectMethod' ? fn.node : parent?.type === 'ObjectProperty' ? parent : undefined;
  if (!property) return undefined;
  const key = keyName(property);
  const known = botEntry(property as Node) ?? hookEntry(property as Node, key);
  if (known) return known;
  if (/^(eachMessage|eachBatch|onMessage|scheduled|perform|processJob)$/.test(key))
    return { kind: 'job', why: key };
  // A worker's `export default { async queue(batch, env) {…} }`.
  if (key === 'queue' && /^batch,/.test(paramNames(fn).join())) return { kind: 'job', why: key };
  if (key === 'handler' && describedCommand(property)) return { kind: 'cli', why: 'handler of a command' };
  if (/^(handler|preHandler|onRequest|preValidation|authorize|getServerSession)$/.test(key))
    return { kind: 'handler', why: key };
  // `export default { fetch(request, env) {…} }`, `Bun.serve({ fetch() {…} })`; not `{ fetch: (limit) => load(limit) }`.
  const [asked = 'request'] = paramNames(fn);
  if (key === 'fetch' && /^_?(req|r|c|ctx|context|e|event|info)$|[rR]eq(uest)?$/.test(asked))
    return { kind: 'handler', why: key };
  if (key === 'resolve') return { kind: 'resolver', why: 'GraphQL resolver' };
  const owner = parentOf(property);
  const holder = owner ? parentOf(owner) : undefined;
  // `schedules.task({ id, cron, run: async () => … })` of trigger.dev.
  if (key === 'run' && holder && isCall(holder) && /(^|\.)(task|schemaTask)$/.test(dotted(holder.callee)))
    return { kind: 'job', why: `${dotted(holder.callee)} run` };
  // citty's; a bot's own `defineCommand` has no `meta`.
  if (key === 'run' && holder && isCall(holder) && dotted(holder.callee) === 'defineCommand')
    if (hasKey(owner, /^meta$/)) return { kind: 'cli', why: 'run of a command' };
  if (holder && isCall(holder) && dotted(holder.callee) === 'Meteor.methods')
    return { kind: 'handler', why: 'Meteor.methods' };
  if (key === 'run' && holder?.type === 'NewExpression' && dotted(holder.callee) === 'ValidatedMethod')
    return { kind: 'handler', why: 'new ValidatedMethod' };
  const holderKey =
    holder?.type === 'ObjectProperty'
      ? keyName(holder)
      : holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
        ? holder.id.name
        : '';
  // `actions: { list(ctx) {…} }` of a service of Moleculer's, which has a name; a store of Vuex has none.
  if (holderKey === 'actions' && paramNames(fn)[0] === 'ctx' && isService(holder))
    return { kind: 'handler', why: `action ${key}` };
  if (/^(Query|Mutation|Subscription)$/.test(holderKey))
    return { kind: 'resolver', why: `${holderKey}.${key}` };
  return undefined;
}

/** The object around `actions: {…}` has a name, and no state. */
function isService(actions: Node | undefined): boolean {
  const service = actions && parentOf(actions);
  if (service?.type !== 'ObjectExpression') return false;
  const keys = service.properties.map((p) => (p.type === 'SpreadElement' ? '' : keyName(p)));
  return keys.includes('name') && !keys.some((k) => /^(state|mutations|namespaced)$/.test(k));
}
