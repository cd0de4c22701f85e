/** What frameworks find by a class, a folder or a parameter, and call for each request, event or turn of a schedule. */
import { dotted, hasKey, isMember, keyName, type Node, parentOf, some } from './ast.ts';
import type { Entry } from './entry-arguments.ts';
import type { FunctionInfo } from './index-types.ts';
import { exportedName, paramNames } from './signatures.ts';

export function frameworkEntry(fn: FunctionInfo, path: string): Entry | undefined {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  if (fn.invocation === 'loop' || fn.invocation === 'once') return undefined;
  return ofClass(fn, path) ?? ofFile(fn, path) ?? ofParameters(fn) ?? ofHooks(fn.node);
}

/** Controllers of Egg and ThinkJS, schedules of Egg, services of Feathers. */
function ofClass({ node, cls }: FunctionInfo, path: string): Entry | undefined {
  if (node.type !== 'ClassMethod' || node.kind !== 'method' || node.static || !cls) return undefined;
  const key = keyName(node);
  if (node.accessibility === 'private' || /^[_#]|^constructor$/.test(key)) return undefined;
  const base = cls.node.superClass ? dotted(cls.node.superClass) : '';
  if (base === 'app.Controller' || (/Controller$/.test(base) && /(^|\/)app\/controller\//.test(path)))
    return { kind: 'handler', why: `method of a ${base}` };
  if (/^think\./.test(base) && /[a-z]Action$/.test(key)) return { kind: 'handler', why: `${base}.${key}` };
  if (/(^|\.)Subscription$/.test(base) && key === 'subscribe') return { kind: 'job', why: `${base}.${key}` };
  if (
    /(^|\/)services?\/.*\.class\.[cm]?[jt]s$/.test(path) &&
    /^(find|get|create|update|patch|remove)$/.test(key)
  )
    return { kind: 'handler', why: `${key} of a service` };
  return undefined;
}

/** `src/subscribers/order-placed.ts`, `src/jobs/sync.ts` of Medusa, `app/schedule/sync.js` of Egg, `hooks.server.ts` of SvelteKit. */
function ofFile(fn: FunctionInfo, path: string): Entry | undefined {
  const name = exportedName(fn);
  if (!name) return undefined;
  if (name === 'default') {
    const takes = paramNames(fn)[0] ?? '';
    if (/(^|\/)subscribers\//.test(path) && /\bcontainer\b/.test(takes))
      return { kind: 'event', why: 'subscriber by its folder' };
    if (/(^|\/)jobs\//.test(path) && takes === 'container') return { kind: 'job', why: 'job by its folder' };
  }
  if (name === 'task' && /(^|\/)app\/schedule\//.test(path))
    return { kind: 'job', why: 'schedule by its folder' };
  if (/(^|\/)hooks\.server\.[jt]s$/.test(path) && /^handle(Fetch)?$/.test(name))
    return { kind: 'handler', why: 'runs for each request' };
  return undefined;
}

/** A function of Azure, a task of Graphile Worker, a hook of Feathers. */
function ofParameters(fn: FunctionInfo): Entry | undefined {
  const [a, b] = paramNames(fn);
  if (a === 'context' && /^_?req$/.test(b ?? '')) return { kind: 'handler', why: 'takes (context, req)' };
  if (a === 'context' && /^_?(my)?(timer|queueItem|blob|sbMsg)$/i.test(b ?? ''))
    return { kind: 'job', why: `takes (context, ${b})` };
  if (a === 'payload' && b === 'helpers') return { kind: 'job', why: 'takes (payload, helpers)' };
  if (a === 'context' && b === undefined && isHook(fn.node as Node))
    return { kind: 'handler', why: 'hook of a service' };
  return undefined;
}

/** `async (context) => { context.data.createdAt = …; return context; }` */
function isHook(fn: Node): boolean {
  return (
    some(fn, (n) => isMember(n) && /^context\.(data|result|params)$/.test(dotted(n))) &&
    some(
      fn,
      (n) =>
        n.type === 'ReturnStatement' && n.argument?.type === 'Identifier' && n.argument.name === 'context',
    )
  );
}

/** `resolveInput`, `validateInput` of Keystone's `hooks: {…}`, and `schedule: {…}` beside Egg's `task`. */
function ofHooks(fn: Node): Entry | undefined {
  const property = fn.type === 'ObjectMethod' ? fn : parentOf(fn);
  if (property?.type !== 'ObjectMethod' && property?.type !== 'ObjectProperty') return undefined;
  const key = keyName(property);
  const owner = parentOf(property);
  if (key === 'task' && hasKey(owner, /^schedule$/)) return { kind: 'job', why: 'task of a schedule' };
  const holder = owner && parentOf(owner);
  return /^(resolve|validate)Input$/.test(key) &&
    holder?.type === 'ObjectProperty' &&
    keyName(holder) === 'hooks'
    ? { kind: 'event', why: `hook ${key}` }
    : undefined;
}
