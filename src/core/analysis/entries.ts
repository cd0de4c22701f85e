/**
 * Where code is entered from: routes, resolvers, jobs, events, start-up. Knows the frameworks' idioms; what is
 * given by name (`router.get('/', users.list)`) is left as a ref for the linker.
 */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  propertyName,
} from './ast.ts';
import type { CallSite, FileIndex, FunctionInfo } from './index-types.ts';
import { patternNames } from './patterns.ts';
import type { EntryKind } from './summary.ts';

export interface Entry {
  readonly kind: EntryKind;
  readonly why: string;
}

const routeMethods =
  /^(get|post|put|patch|delete|del|all|options|head|route|use|on|openapi|addHook|register)$/;
const routers =
  /(^|\.|_)(app|router|server|fastify|routes?|api|express|route\(\)|hono|instance|web|koa|\w*[rR]outer|\w*App|\w*Server|\w*Routes?|v\d|this\.(app|router|server|express))$/;
const nestRoutes =
  /^(Get|Post|Put|Patch|Delete|All|Head|Options|Sse|HttpCode|Query|Mutation|Subscription|ResolveField|ResolveProperty|FieldResolver|GrpcMethod|MessagePattern|EventPattern|SubscribeMessage|TsRestHandler)$/;
const nestJobs =
  /^(Cron|Interval|Process|Processor|OnEvent|OnQueueActive|OnQueueCompleted|OnQueueFailed|OnWorkerEvent|RabbitSubscribe|RabbitRPC|SqsMessageHandler|CommandHandler|OnJob|Timeout)$/;
const nestEvents =
  /^(On|Once|SlashCommand|Discord|SimpleCommand|ButtonComponent|Command|Action|Hears|Start|Help)$/;

export function entryOf(fn: FunctionInfo, file: FileIndex): Entry | undefined {
  return byDecorator(fn) ?? byVia(fn) ?? byFile(fn, file) ?? byName(fn) ?? byParams(fn) ?? byKey(fn);
}

function byDecorator(fn: FunctionInfo): Entry | undefined {
  if (fn.node.type !== 'ClassMethod') return undefined;
  for (const d of fn.node.decorators ?? []) {
    const name = dotted(isCall(d.expression) ? d.expression.callee : d.expression);
    if (/^(ResolveField|ResolveProperty|FieldResolver)$/.test(name))
      return { kind: 'resolver', why: `@${name} field resolver` };
    if (/^(Query|Mutation|Subscription)$/.test(name)) return { kind: 'resolver', why: `@${name}` };
    if (nestRoutes.test(name)) return { kind: 'handler', why: `@${name}` };
    if (nestJobs.test(name)) return { kind: 'job', why: `@${name}` };
    if (name === 'Command' && isCall(d.expression) && commandLine(d.expression))
      return { kind: 'cli', why: '@Command' };
    if (nestEvents.test(name)) return { kind: 'event', why: `@${name}` };
  }
  const key = keyName(fn.node);
  const base = fn.cls?.node.superClass ? dotted(fn.cls.node.superClass) : '';
  if (
    /^(onModuleInit|onApplicationBootstrap|onModuleDestroy|onApplicationShutdown|beforeApplicationShutdown|bootstrap)$/.test(
      key,
    )
  ) {
    return { kind: 'start-up', why: key };
  }
  if (/WorkerHost|Processor|Job$|Worker$/.test(base) && /^(process|handle|run|perform|execute)$/.test(key))
    return { kind: 'job', why: `${base}.${key}` };
  if (base === 'CommandRunner' && key === 'run') return { kind: 'cli', why: `${base}.${key}` };
  if (
    /^(canActivate|intercept|transform|resolve|catch)$/.test(key) &&
    /Guard|Interceptor|Pipe|Middleware|Filter$/.test(fn.cls?.name ?? '')
  ) {
    return { kind: 'handler', why: `${fn.cls?.name} runs for each request` };
  }
  if (key === 'use' && /Middleware/.test(fn.cls?.name ?? '')) return { kind: 'handler', why: 'middleware' };
  return undefined;
}

/** nestjs-command describes a command line's command; a bot's `@Command('start')` has only a name. */
function commandLine(call: Call): boolean {
  const first = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  return (
    first?.type === 'ObjectExpression' &&
    first.properties.some((p) => p.type === 'ObjectProperty' && /^(command|describe)$/.test(keyName(p)))
  );
}

/** Functions written as arguments: `app.get('/x', async (req, res) => …)`. */
function byVia(fn: FunctionInfo): Entry | undefined {
  const via = fn.via;
  if (!via || fn.invocation === 'loop' || fn.invocation === 'once') return undefined;
  return entryOfArgument(via);
}

/** What kind of entry the function arguments of a call become. */
export function entryOfArgument(via: Node): Entry | undefined {
  if (via.type === 'NewExpression') {
    const name = dotted(via.callee);
    if (/^(Worker|Processor|BullWorker|QueueWorker)$/.test(name) || /(Cron|CronJob)$/.test(name))
      return { kind: 'job', why: `new ${name}` };
    return /DataLoader|Loader$/.test(name) ? { kind: 'loader', why: `new ${name}` } : undefined;
  }
  if (!isCall(via)) return undefined;
  const callee = bare(via.callee);
  const name = isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
  const object = isMember(callee) ? dotted(callee.object) : '';
  const first = via.arguments[0] ? bare(via.arguments[0]) : undefined;
  return (
    route(name, object, first) ?? job(name, object, first) ?? event(name, object, first) ?? outer(via, name)
  );
}

function route(name: string, object: string, first: Node | undefined): Entry | undefined {
  const path =
    first?.type === 'StringLiteral' ? first.value : first?.type === 'TemplateLiteral' ? '/' : undefined;
  if (routeMethods.test(name) && name !== 'on' && object) {
    if (
      path !== undefined &&
      (path.startsWith('/') || path === '*' || path === '') &&
      !/axios|http|client|request|cy|nock|agent|fetch/i.test(object)
    ) {
      return { kind: 'handler', why: `${object}.${name}('${path.slice(0, 40)}')` };
    }
    if (routers.test(object) && name === 'use') return { kind: 'handler', why: `${object}.use` };
    if (/\.route\(\)/.test(object)) return { kind: 'handler', why: `${object}.${name}` };
  }
  if (
    /^(defineEventHandler|eventHandler|createServer|serve|asyncHandler|catchAsync|expressAsyncHandler|wrapAsync|asyncWrapper|withApiHandler|apiHandler|nc|onRequest|onCall|onCallGenkit|defaultHandler|defaultResponder|tryCatch|createRouteHandler|withAuth|withSession\w*|middy)$/.test(
      name,
    )
  ) {
    return { kind: 'handler', why: name };
  }
  if (
    /^(query|mutation|subscription)$/.test(name) &&
    object &&
    !/(prisma|db|client|pool|conn|knex)$/i.test(object)
  )
    return { kind: 'handler', why: `${object}.${name}`.slice(-60) };
  if (/^(action|handler|loader)$/.test(name) && /[aA]ction|[pP]rocedure|input\(\)|schema\(\)/.test(object))
    return { kind: 'handler', why: 'server action' };
  return undefined;
}

function job(name: string, object: string, first: Node | undefined): Entry | undefined {
  if (/^(schedule|scheduleJob|cron)$/.test(name) && first)
    return { kind: 'job', why: `${object ? `${object}.` : ''}${name}` };
  if (name === 'setInterval') return { kind: 'job', why: 'setInterval' };
  if (name === 'process' && /queue|worker|bull/i.test(object))
    return { kind: 'job', why: `${object}.process` };
  if (name === 'define' && /agenda|jobs?$/i.test(object)) return { kind: 'job', why: `${object}.define` };
  if (
    /^(work|consume|subscribe|handleJob|registerWorker|createWorker|createFunction|task|job)$/.test(name) &&
    (object || /Worker|Function|task|job/.test(name))
  ) {
    return { kind: 'job', why: `${object ? `${object}.` : ''}${name}` };
  }
  if (
    /^(onSchedule|onDocument(Created|Updated|Deleted|Written)|onMessagePublished|onObjectFinalized|onWrite|onCreate|onUpdate|onDelete|onRun|onTaskDispatched|onPublish)$/.test(
      name,
    )
  )
    return { kind: 'job', why: name };
  return undefined;
}

function event(name: string, object: string, first: Node | undefined): Entry | undefined {
  if (/^(on|addListener|once|command|hears|action|callbackQuery|chosenInlineResult)$/.test(name) && object) {
    const what = first?.type === 'StringLiteral' ? first.value : dotted(first ?? ({ type: 'Super' } as Node));
    if (
      /^(ready|listening|close|error|open|connect|SIGINT|SIGTERM|exit|uncaughtException|unhandledRejection|clientReady|Events\.(ClientReady|Error))$/.test(
        what,
      )
    ) {
      return { kind: 'start-up', why: `${object}.${name}('${what}')` };
    }
    if (/watch/i.test(object)) return { kind: 'build', why: `${object}.${name}` };
    return { kind: 'event', why: `${object}.${name}(${what ? `'${what.slice(0, 30)}'` : ''})` };
  }
  return undefined;
}

/** `router.get('/', auth, wrap(async (req, res) => …))`: what the wrapper is given to. */
function outer(via: Call, name: string): Entry | undefined {
  const parent = parentOf(via);
  if (!parent || !isCall(parent) || parent.callee === via) return undefined;
  if (/^(map|forEach|filter|then|push)$/.test(name)) return undefined;
  return entryOfArgument(parent);
}

const nextMethods = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

function exportedName(fn: FunctionInfo): string {
  let n: Node = fn.node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'ExportDefaultDeclaration') return 'default';
    if (p.type === 'ExportNamedDeclaration') return fn.name;
    if (p.type === 'AssignmentExpression') {
      const left = dotted(p.left);
      return left === 'module.exports'
        ? 'default'
        : /^(module\.)?exports\./.test(left)
          ? left.split('.').at(-1)!
          : '';
    }
    if (isFunction(p) || p.type === 'ClassBody') return '';
  }
  return '';
}

function byFile(fn: FunctionInfo, file: FileIndex): Entry | undefined {
  if (fn.parent && fn.parent.id !== 0 && !fn.parent.via) return undefined;
  const name = exportedName(fn);
  const path = file.path;
  if (/(^|\/)app\/.*route\.[jt]sx?$/.test(path) && nextMethods.test(fn.name))
    return { kind: 'handler', why: 'Next.js route handler' };
  if (/(^|\/)pages\/api\//.test(path) && (name === 'default' || fn.name === 'handler'))
    return { kind: 'handler', why: 'Next.js API route' };
  if (/(^|\/)app\/.*(page|layout|template)\.[jt]sx?$/.test(path) && name === 'default' && fn.isAsync)
    return { kind: 'page', why: 'Next.js server component' };
  if (/^(getServerSideProps|getInitialProps|generateMetadata)$/.test(fn.name))
    return { kind: 'page', why: fn.name };
  if (/^(getStaticProps|getStaticPaths|generateStaticParams)$/.test(fn.name))
    return { kind: 'build', why: fn.name };
  if (
    /(^|\/)(server\/(api|routes|middleware)|api|functions|netlify\/functions)\//.test(path) &&
    name === 'default'
  )
    return { kind: 'handler', why: 'handler by its folder' };
  if (/\+(page|layout)\.server\.[jt]s$|\+server\.[jt]s$/.test(path) && name)
    return { kind: 'handler', why: 'SvelteKit endpoint' };
  if (/^(loader|action)$/.test(fn.name) && name && /(^|\/)(routes|app)\//.test(path))
    return { kind: 'handler', why: 'Remix route' };
  if (name && serverActions(file)) return { kind: 'handler', why: 'server action' };
  if (name && /^(handler|lambdaHandler)$/.test(fn.name)) return { kind: 'handler', why: 'function handler' };
  return undefined;
}

function serverActions(file: FileIndex): boolean {
  return file.program.directives.some((d) => d.value.value === 'use server');
}

function byName(fn: FunctionInfo): Entry | undefined {
  const name = fn.name.split('.').at(-1)!;
  if (/^(seed|backfill)([A-Z]\w*)?$/.test(name)) return { kind: 'seed', why: `named ${name}` };
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
  if (/^(bootstrap|main|start(App|Server)?|initApp|setupServer)$/.test(name) && fn.cls === undefined)
    return { kind: 'start-up', why: `named ${name}` };
  return undefined;
}

function byParams(fn: FunctionInfo): Entry | undefined {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  if (fn.invocation === 'loop' || fn.invocation === 'once') return undefined;
  const [a, b, c, d] = fn.node.params.map((p) =>
    p.type === 'Identifier' ? p.name : p.type === 'ObjectPattern' ? `{${patternNames(p).join(',')}}` : '',
  );
  if (a === undefined) return undefined;
  if (/^_?(req|request)$/.test(a) && /^_?(res|response|reply|h|rep)$/.test(b ?? ''))
    return { kind: 'handler', why: `takes (${a}, ${b})` };
  if (/^_?(err|error)$/.test(a) && /^_?req/.test(b ?? '') && /^_?res/.test(c ?? ''))
    return { kind: 'handler', why: 'error middleware' };
  if (/^ctx$|^context$/.test(a) && b === 'next') return { kind: 'handler', why: 'middleware' };
  if (/^\{.*\b(ctx)\b.*\}$/.test(a) && /input|ctx/.test(a) && /(Handler|handler)$|^\w+Handler/.test(fn.name))
    return { kind: 'handler', why: 'tRPC handler' };
  if (
    /^(_?parent|_|__|root|obj|source|_root|_parent|\w+)$/.test(a) &&
    c !== undefined &&
    /^(\{.*\}|_?args|_|__|_args|input|params)$/.test(b ?? '') &&
    /^(\{.*\}|ctx|context|_?context|_ctx)$/.test(c) &&
    (d === undefined || /info/i.test(d)) &&
    fn.invocation === 'named' &&
    !/^req/.test(a)
  ) {
    return isKeyedFunction(fn) ? { kind: 'resolver', why: 'GraphQL resolver' } : undefined;
  }
  const annotation = fn.node.params[0];
  const type =
    annotation?.type === 'Identifier' && annotation.typeAnnotation?.type === 'TSTypeAnnotation'
      ? annotation.typeAnnotation.typeAnnotation
      : undefined;
  const typeName =
    type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : '';
  if (
    /^(Request|NextRequest|FastifyRequest|APIGatewayProxyEvent\w*|NextApiRequest|ExpressRequest|H3Event|IncomingMessage)$/.test(
      typeName,
    )
  )
    return { kind: 'handler', why: `takes a ${typeName}` };
  if (
    /Interaction$|^(Message|Context|CommandContext)$/.test(typeName) &&
    /^(execute|run|handle|callback)$/.test(fn.name.split('.').at(-1)!)
  )
    return { kind: 'event', why: `takes a ${typeName}` };
  if (
    /^(interaction|message|msg)$/.test(a) &&
    /^(execute|run|callback|exec)$/.test(fn.name.split('.').at(-1)!)
  )
    return { kind: 'event', why: 'bot command' };
  return undefined;
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
  if (/^(eachMessage|eachBatch|onMessage|scheduled|perform|processJob)$/.test(key))
    return { kind: 'job', why: key };
  if (/^(handler|preHandler|onRequest|preValidation|authorize|getServerSession|fetch)$/.test(key))
    return { kind: 'handler', why: key };
  if (key === 'resolve') return { kind: 'resolver', why: 'GraphQL resolver' };
  const owner = parentOf(property);
  const holder = owner ? parentOf(owner) : undefined;
  const holderKey =
    holder?.type === 'ObjectProperty'
      ? keyName(holder)
      : holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
        ? holder.id.name
        : '';
  if (/^(Query|Mutation|Subscription)$/.test(holderKey))
    return { kind: 'resolver', why: `${holderKey}.${key}` };
  return undefined;
}

/** Names of all calls that `entryOfArgument` may know: asked before anything is built. */
const taking =
  /^(get|post|put|patch|delete|del|all|options|head|route|use|on|once|openapi|addHook|register|addListener|command|hears|action|callbackQuery|chosenInlineResult|query|mutation|subscription|handler|loader|schedule|scheduleJob|cron|setInterval|process|define|work|consume|subscribe|handleJob|task|job|serve|nc|middy|tryCatch|on[A-Z]\w*|create\w+|register\w+|define\w+|with[A-Z]\w*|\w*[hH]andler|\w*Async|asyncWrapper|defaultResponder)$/;

/** Functions given by name to a router, queue or scheduler. */
export function entryArguments(site: CallSite): { readonly node: Node; readonly entry: Entry }[] {
  const args = site.node.arguments;
  if (args.length === 0 || !taking.test(site.method || site.name)) return [];
  const candidates: Node[] = [];
  for (const a of args) collectNames(bare(a), candidates, 0);
  if (candidates.length === 0) return [];
  const entry = entryOfArgument(site.node);
  return entry ? candidates.map((node) => ({ node, entry })) : [];
}

function collectNames(n: Node, into: Node[], depth: number): void {
  if (n.type === 'Identifier' || isMember(n)) into.push(n);
  else if (isCall(n) && depth < 2) for (const a of n.arguments) collectNames(bare(a), into, depth + 1);
  else if (n.type === 'ArrayExpression')
    for (const e of n.elements) if (e) collectNames(bare(e), into, depth + 1);
}
