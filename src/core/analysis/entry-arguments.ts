/** Functions handed to something that calls them later: routers, servers, queues, bots, schedulers, command lines. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  hasKey,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
} from './ast.ts';
import { hookGiven } from './hook-entries.ts';
import type { FileIndex, Scope } from './index-types.ts';
import { isConsuming } from './invocation.ts';
import type { Refs } from './refs.ts';
import type { EntryKind, FileSummary } from './summary.ts';

type NewExpression = Extract<Node, { type: 'NewExpression' }>;

export interface Entry {
  readonly kind: EntryKind;
  readonly why: string;
}

/** The last thing a function is given is told when it is done: `new Strategy((name, password, done) => …)`. */
function tellsDone(fn: Node): boolean {
  const last = isFunction(fn) ? fn.params.at(-1) : undefined;
  return last?.type === 'Identifier' && /^(done|cb|callback|verified|next)$/.test(last.name);
}

const routeMethods =
  /^(get|post|put|patch|delete|del|all|options|head|route|use|on|openapi|addHook|register)$/;
const routers =
  /(^|\.|_)(app|router|server|fastify|routes?|api|express|route\(\)|hono|instance|web|koa|\w*[rR]outer|\w*App|\w*Server|\w*Routes?|v\d|this\.(app|router|server|express))$/;
/** What kind of entry the function arguments of a call become. */
export function entryOfArgument(via: Node): Entry | undefined {
  if (via.type === 'NewExpression') {
    const name = dotted(via.callee);
    if (/^(Worker|Processor|BullWorker|QueueWorker)$/.test(name) || /(Cron|CronJob)$/.test(name))
      return { kind: 'job', why: `new ${name}` };
    // `new http.Server(handler)`, `new net.Server(listener)`
    if (/^((http|https|net|tls)\.)?Server$/.test(name)) return { kind: 'handler', why: `new ${name}` };
    // `new LocalStrategy(async (username, password, done) => …)`: asked for each login.
    if (
      /(Strategy|StrategyV\d)$/.test(name) &&
      via.arguments.length <= 2 &&
      isFunction(bare(via.arguments.at(-1)!)) &&
      (/\w(Strategy|StrategyV\d)$/.test(name) || tellsDone(bare(via.arguments.at(-1)!)))
    )
      return { kind: 'handler', why: `new ${name}` };
    // `new Scenes.WizardScene('order', askName, askPrice)`: what somebody writes next goes to the next of them.
    if (/WizardScene$/.test(name)) return { kind: 'event', why: `new ${name}` };
    return /DataLoader|Loader$/.test(name) ? { kind: 'loader', why: `new ${name}` } : undefined;
  }
  if (!isCall(via)) return undefined;
  const callee = bare(via.callee);
  const name = calledName(via);
  const object = isMember(callee) ? dotted(callee.object) || newApp(callee.object) : '';
  const first = via.arguments[0] ? bare(via.arguments[0]) : undefined;
  // A project's own `apiRoute('GET', '/api/notes', list)`.
  if (/[rR]oute$|[eE]ndpoint$/.test(name) && via.arguments.some(isPath))
    return { kind: 'handler', why: name };
  if (via.arguments.length > 1 && first && describesCommand(first))
    return { kind: 'event', why: 'bot command' };
  return (
    commandLine(name, object, via.arguments.length) ??
    hookGiven(name, object, first) ??
    route(name, object, first) ??
    job(name, object, first) ??
    event(name, object, first) ??
    outer(via, name)
  );
}

/** `cmd({ pattern: 'ping', desc: 'answers' }, async (conn, mek, m) => …)` of bots for WhatsApp. */
function describesCommand(first: Node): boolean {
  if (first.type !== 'ObjectExpression') return false;
  const keys = first.properties.map((p) => (p.type === 'ObjectProperty' ? keyName(p) : ''));
  return (
    keys.some((k) => /^(pattern|nomCom|cmdname)$/.test(k)) &&
    keys.some((k) =>
      /^(desc|category|categorie|react|reaction|fromMe|alias|filename|dontAddCommandList)$/.test(k),
    )
  );
}

/** `new Hono().get('/a', …).post('/b', …)`: an application that is described in one chain. */
function newApp(object: Node): string {
  const root = rootOf(object);
  return root.type === 'NewExpression' && /^(Hono|OpenAPIHono|Elysia|Router|Koa)$/.test(dotted(root.callee))
    ? 'app'
    : '';
}

function isPath(argument: Node): boolean {
  return argument.type === 'StringLiteral' && argument.value.startsWith('/');
}

/** `actionClient.inputSchema(form).action(save)`, `procedure.input(…).handler(…)`: what a form or a page calls. */
const safeAction = /[aA]ction|[pP]rocedure|input\(\)|[sS]chema\(\)/;

/** `program.command('x').action(run)` and yargs' commands; a bot's action has a trigger before the function. */
function commandLine(name: string, object: string, count: number): Entry | undefined {
  if (name === 'action' && count === 1 && object && !safeAction.test(object))
    return { kind: 'cli', why: `${object}.action` };
  if (name === 'command' && /(^|\.)(yargs|argv|cli|program)(\(|\.|$)/.test(object))
    return { kind: 'cli', why: `${object}.command` };
  return undefined;
}

const mcpServer = /(^|\.)((mcp)?[sS]erver|mcp)$/;
/** What a model asks of a server of the Model Context Protocol, by its name alone or with the server's. */
export const askedByModel =
  /(^|\.)(tool|resource|prompt|registerTool|registerResource|registerPrompt|setRequestHandler)$/;

function route(name: string, object: string, first: Node | undefined): Entry | undefined {
  const path =
    first?.type === 'StringLiteral' ? first.value : first?.type === 'TemplateLiteral' ? '/' : undefined;
  if (routeMethods.test(name) && name !== 'on' && object) {
    if (
      path !== undefined &&
      (path.startsWith('/') || path === '*' || path === '') &&
      !/axios|http|client|request|cy|nock|agent|fetch/i.test(object)
    ) {
      // What a scheduler asks for.
      const kind = /^(\/api)?(\/v\d+)?\/cron(s|-?jobs)?(\/|$)/.test(path) ? 'job' : 'handler';
      return { kind, why: `${object}.${name}('${path.slice(0, 40)}')` };
    }
    // Hono with OpenAPI: the path is in the description.
    if (routers.test(object) && name === 'openapi') return { kind: 'handler', why: `${object}.openapi` };
    if (routers.test(object) && name === 'use') return { kind: 'handler', why: `${object}.use` };
    // `fastify.register(async (instance) => …)`, `server.register(plugin)`
    if (routers.test(object) && name === 'register' && first?.type !== 'StringLiteral')
      return { kind: 'start-up', why: `${object}.register` };
    if (/\.route\(\)/.test(object)) return { kind: 'handler', why: `${object}.${name}` };
  }
  if (
    /^(defineEventHandler|eventHandler|createServer|createSecureServer|serve|asyncHandler|catchAsync|expressAsyncHandler|wrapAsync|asyncWrapper|withApiHandler|apiHandler|nc|onRequest|onCall|onCallGenkit|defaultHandler|defaultResponder|tryCatch|createRouteHandler|withAuth|withSession\w*|middy)$/.test(
      name,
    )
  ) {
    return { kind: 'handler', why: name };
  }
  // Encore's `api({ method: 'GET', path: '/files' }, async () => …)`, Blitz' `resolver.pipe(authorize(), async () => …)`
  if (/^api(\.raw)?$/.test(object ? `${object}.${name}` : name) && hasKey(first, /^(path|method|expose)$/))
    return { kind: 'handler', why: 'api' };
  if (name === 'pipe' && object === 'resolver') return { kind: 'handler', why: 'resolver.pipe' };
  if (/^(de)?serializeUser$/.test(name) || `${object}.${name}` === 'Meteor.publish')
    return { kind: 'handler', why: `${object}.${name}` };
  if (askedByModel.test(name) && mcpServer.test(object)) return { kind: 'handler', why: `${object}.${name}` };
  if (/^(http|cloudEvent)$/.test(name) && /^(functions|ff|app)$/.test(object))
    return { kind: 'handler', why: `${object}.${name}` };
  if (
    /^(query|mutation|subscription)$/.test(name) &&
    object &&
    !/(prisma|db|client|pool|conn|knex)$/i.test(object)
  )
    return { kind: 'handler', why: `${object}.${name}`.slice(-60) };
  if (/^(action|stateAction|handler|loader)$/.test(name) && safeAction.test(object))
    return { kind: 'handler', why: 'server action' };
  return undefined;
}

function job(name: string, object: string, first: Node | undefined): Entry | undefined {
  if (/^(schedule|scheduleJob|cron)$/.test(name) && first)
    return { kind: 'job', why: `${object ? `${object}.` : ''}${name}` };
  if (name === 'setInterval') return { kind: 'job', why: 'setInterval' };
  if (/^register\w*(Handler|Job|Processor|Consumer|Task)$/.test(name)) return { kind: 'job', why: name };
  if (name === 'process' && /queue|worker|bull/i.test(object))
    return { kind: 'job', why: `${object}.process` };
  if (name === 'define' && /agenda|jobs?$/i.test(object)) return { kind: 'job', why: `${object}.define` };
  if (
    /^(work|consume|subscribe|handleJob|registerWorker|createWorker|createFunction|task|job)$/.test(name) &&
    (object || /Worker|Function|task|job/.test(name))
  ) {
    return { kind: 'job', why: `${object ? `${object}.` : ''}${name}` };
  }
  if (isConsuming(name)) return { kind: 'job', why: `${object ? `${object}.` : ''}${name}` };
  if (
    /^(onSchedule|onDocument(Created|Updated|Deleted|Written)|onMessagePublished|onObjectFinalized|onWrite|onCreate|onUpdate|onDelete|onRun|onTaskDispatched|onPublish)$/.test(
      name,
    )
  )
    return { kind: 'job', why: name };
  return undefined;
}

/** What a child process or a terminal sends belongs to the code that started it. */
const streams = /(^|\.)(stdin|stdout|stderr|rl|readline|lineReader|\w*ReadStream|\w*WriteStream)$/;

const lasting =
  /(^|\.|_)(process|\w*[sS]erver|\w*[cC]lient|\w*[bB]ot|app|mongoose|\w*[cC]onnection|conn|db|\w*[pP]ool|\w*[rR]edis|\w*[sS]ocket|io|ws|wss|\w*[qQ]ueue|\w*[wW]orker|bus|broker)$/;

function event(name: string, object: string, first: Node | undefined): Entry | undefined {
  if (name === 'handle' && /(^|\.)ipcMain$/.test(object)) return { kind: 'event', why: `${object}.handle` };
  if (/^(onText|start|help|settings)$/.test(name) && /(^|\.)\w*[bB]ot$/.test(object))
    return { kind: 'event', why: `${object}.${name}` };
  // What a home asks of an accessory: `characteristic.onGet(() => …)`
  if (/^on[GS]et$/.test(name) && first?.type !== 'StringLiteral')
    return { kind: 'event', why: `${object}.${name}` };
  // `server.listen(port, async () => …)`: once, when the process starts.
  if (name === 'listen' && lasting.test(object)) return { kind: 'start-up', why: `${object}.listen` };
  if (
    /^(on|addListener|once|command|hears?|respond|action|callbackQuery|chosenInlineResult)$/.test(name) &&
    object
  ) {
    if (streams.test(object)) return undefined;
    const what = first?.type === 'StringLiteral' ? first.value : dotted(first ?? ({ type: 'Super' } as Node));
    if (
      /^(ready|listening|SIG[A-Z]+\d?|beforeExit|before-quit|will-quit|quit|window-all-closed|uncaughtException\w*|unhandledRejection|clientReady|connection\.update|qr|authenticated|auth_failure|disconnected|(\w+\.)*Events\.(ClientReady|Error))$/.test(
        what,
      )
    )
      return { kind: 'start-up', why: `${object}.${name}('${what}')` };
    // The end of a stream belongs to what opened it; that of a server comes once.
    if (/^(end|finish)$/.test(what)) return undefined;
    if (/^(close|error|open|connect|exit)$/.test(what))
      return lasting.test(object) ? { kind: 'start-up', why: `${object}.${name}('${what}')` } : undefined;
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

/** Names of all calls that `entryOfArgument` may know: asked before anything is built. */
const taking =
  /^(get|post|put|patch|delete|del|all|options|head|route|use|on|once|openapi|addHook|register|addListener|command|hears|onText|start|help|settings|handle|http|cloudEvent|action|callbackQuery|chosenInlineResult|query|mutation|subscription|handler|loader|schedule|scheduleJob|cron|setInterval|process|define|work|consume\w*|subscribe\w*|listen(To|For)\w+|handleJob|task|job|serve|listen|nc|middy|tryCatch|on[A-Z]\w*|create\w+|register\w+|define\w+|with[A-Z]\w*|\w*[hH]andler|\w*[rR]oute|\w*[eE]ndpoint|\w*Async|asyncWrapper|defaultResponder|pre|post|(before|after)[A-Z]\w*|(de)?serializeUser|publish|hear|respond)$/;

const constructed = /(Worker|Processor|Cron|CronJob|WizardScene|(^|\.)Server)$/;

/** Functions given by name to a router, queue or scheduler: `r.get('/', list)`, `new Worker('mails', send)`. */
export function entriesGivenByName(index: FileIndex, refs: Refs): FileSummary['entries'] {
  const rows: FileSummary['entries'][number][] = [];
  const add = (node: Call | NewExpression, scope: Scope): void => {
    const given: Node[] = [];
    for (const a of node.arguments) collectNames(bare(a), given, 0);
    const entry = given.length > 0 ? entryOfArgument(node) : undefined;
    for (const n of entry ? given : []) {
      const ref = refs.of(n, scope);
      if (ref >= 0) rows.push({ ref, ...entry! });
    }
  };
  for (const s of index.calls) if (taking.test(s.method || s.name)) add(s.node, s.scope);
  for (const s of index.news) if (constructed.test(dotted(s.node.callee))) add(s.node, s.scope);
  return rows;
}

function collectNames(n: Node, into: Node[], depth: number): void {
  if (n.type === 'Identifier' || isMember(n)) into.push(n);
  else if (isCall(n) && methodName(n) === 'bind') into.push(receiverOf(n) ?? n);
  else if (isCall(n) && depth < 2) for (const a of n.arguments) collectNames(bare(a), into, depth + 1);
  else if (n.type === 'ArrayExpression')
    for (const e of n.elements) if (e) collectNames(bare(e), into, depth + 1);
}
