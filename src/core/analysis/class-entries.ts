/** Methods of classes that a framework calls: of controllers, gateways, guards, workers and models. */
import { bare, type Call, dotted, hasKey, isCall, keyName, type Node } from './ast.ts';
import type { Entry } from './entry-arguments.ts';
import { hookNames } from './hook-entries.ts';
import type { FunctionInfo } from './index-types.ts';

const nestRoutes =
  /^(Get|Post|Put|Patch|Delete|All|Head|Options|Sse|HttpCode|Query|Mutation|Subscription|ResolveField|ResolveProperty|FieldResolver|GrpcMethod|MessagePattern|EventPattern|SubscribeMessage|TsRestHandler)$/;
const nestJobs =
  /^(Cron|Interval|Process|Processor|OnEvent|OnQueueActive|OnQueueCompleted|OnQueueFailed|OnWorkerEvent|RabbitSubscribe|RabbitRPC|SqsMessageHandler|CommandHandler|OnJob)$/;
const nestEvents =
  /^(On|Once|SlashCommand|Discord|SimpleCommand|ButtonComponent|Command|Action|Hears|Start|Help)$/;

/** Where a method of a class is entered from: by what stands before it, what it is called, and what its class is. */
export function methodEntry(fn: FunctionInfo): Entry | undefined {
  if (fn.node.type !== 'ClassMethod') return undefined;
  for (const d of fn.node.decorators ?? []) {
    const name = dotted(isCall(d.expression) ? d.expression.callee : d.expression);
    if (/^(ResolveField|ResolveProperty|FieldResolver)$/.test(name))
      return { kind: 'resolver', why: `@${name} field resolver` };
    if (/^(Query|Mutation|Subscription)$/.test(name)) return { kind: 'resolver', why: `@${name}` };
    if (nestRoutes.test(name)) return { kind: 'handler', why: `@${name}` };
    if (nestJobs.test(name)) return { kind: 'job', why: `@${name}` };
    // Once, a while after the start; beside others it says how long they may take.
    if (name === 'Timeout' && fn.node.decorators?.length === 1) return { kind: 'start-up', why: '@Timeout' };
    if (name === 'Command' && isCall(d.expression) && commandLine(d.expression))
      return { kind: 'cli', why: '@Command' };
    if (nestEvents.test(name)) return { kind: 'event', why: `@${name}` };
    // TypeORM's and Sequelize's, which save; LoopBack's `@get('/orders')`.
    if (hookNames.test(name.charAt(0).toLowerCase() + name.slice(1)))
      return { kind: 'event', why: `@${name}` };
    if (/^(get|post|put|patch|del)$/.test(name) && isCall(d.expression) && isPath(d.expression.arguments[0]))
      return { kind: 'handler', why: `@${name}` };
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
  if (/^(run|execute)$/.test(key) && isOfShell(fn, base)) return { kind: 'cli', why: `${base}.${key}` };
  if (
    /^(canActivate|intercept|transform|resolve|catch)$/.test(key) &&
    /Guard|Interceptor|Pipe|Middleware|Filter$/.test(`${contractsOf(fn)}${fn.cls?.name}`)
  ) {
    return { kind: 'handler', why: `${fn.cls?.name} runs for each request` };
  }
  // `class JwtStrategy extends PassportStrategy(Strategy)`
  if (key === 'validate' && /^PassportStrategy\b/.test(base))
    return { kind: 'handler', why: `${fn.cls?.name} validates` };
  if (/^handle(Connection|Disconnect)$/.test(key) && isGateway(fn)) return { kind: 'event', why: key };
  if (key === 'use' && /Middleware/.test(fn.cls?.name ?? '')) return { kind: 'handler', why: 'middleware' };
  return undefined;
}

/** nestjs-command describes a command line's command; a bot's `@Command('start')` has only a name. */
function commandLine(call: Call): boolean {
  return hasKey(call.arguments[0] && bare(call.arguments[0]), /^(command|describe)$/);
}

/**
 * `class Sync extends Command { static flags = {…}; async run() {…} }` of oclif, clipanion and Ace: what a shell gives is
 * described beside it, and it takes nothing. A bot's command takes the message.
 */
function isOfShell(fn: FunctionInfo, base: string): boolean {
  return (
    fn.node.type === 'ClassMethod' &&
    fn.node.params.length === 0 &&
    /Command(\(|$)/.test(base) &&
    fn.cls!.node.body.body.some(
      (m) => m.type === 'ClassProperty' && m.static && describesShell.test(keyName(m)),
    )
  );
}

const describesShell = /^(flags|args|examples|usage|paths|summary|description|commandName|strict)$/;

function isPath(argument: Node | undefined): boolean {
  return argument?.type === 'StringLiteral' && argument.value.startsWith('/');
}

/** Interfaces of the class, each with a word of its own at the end: `CanActivate` is of guards. */
function contractsOf(fn: FunctionInfo): string {
  const names = (fn.cls?.node.implements ?? []).map((c) => ('expression' in c ? dotted(c.expression) : ''));
  return names.some((n) => /^(CanActivate|NestInterceptor|PipeTransform|ExceptionFilter)$/.test(n))
    ? 'Guard'
    : '';
}

function isGateway(fn: FunctionInfo): boolean {
  const { decorators, implements: contracts } = fn.cls?.node ?? {};
  return (
    (decorators ?? []).some((d) => /^WebSocketGateway\b/.test(dotted(d.expression))) ||
    (contracts ?? []).some((c) => 'expression' in c && /^OnGateway/.test(dotted(c.expression)))
  );
}
