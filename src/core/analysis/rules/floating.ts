/** Work that a loop starts and drops, without so much as a `void`: whether it goes on after its statement ended. */
import {
  bare,
  type Call,
  calledName,
  isCall,
  isFunction,
  type Node,
  parentOf,
  receiverOf,
  some,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FileIndex, FunctionInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import type { FileSummary } from '../summary.ts';
import { isAwait } from './started.ts';

/** What may be under way when the next turn begins, by its name: the others are not worth a look. */
const sets =
  /^_?(send|notify|mail|email|push(?=[A-Z])|publish|post|put|patch|upload|download|save|create|insert|upsert|update|delete(?=[A-Z])|remove(?=[A-Z])|sync|process|handle|dispatch|trigger|fetch|request|run|exec|execFile|spawn|fork|refresh|check|invite|charge|import|index|scan|crawl|scrape|deploy|start|backup|migrate|archive|call|invoke|register|broadcast|deliver|generate|render|convert|analy[sz]e|fill|poll|do|perform|execute)([A-Z]\w*)?$/;

/**
 * `users.forEach((user) => sendMail(user))`, `for (const file of files) spawn('convert', [file])`, and
 * `(async () => { … })()` as a statement of a loop in which nobody waits.
 */
export function floats(site: CallSite): boolean {
  const { loop, node } = site;
  if (!loop || site.fn !== (loop.callback ?? loop.fn)) return false;
  if (loop.kind === 'callback' && !/^(forEach|each|map)$/.test(loop.method)) return false;
  if (!selfStarted(node) && !sets.test(site.method || site.name)) return false;
  return isDropped(node, loop) && !some(loop.body, isAwait, false);
}

/** `(async () => { … })()` */
function selfStarted(node: Call): boolean {
  const callee = bare(node.callee);
  return isFunction(callee) && 'async' in callee && callee.async === true;
}

function isDropped(node: Call, loop: NonNullable<CallSite['loop']>): boolean {
  const parent = parentOf(node);
  if (loop.kind === 'callback' && loop.method === 'map' && !isStatement(parentOf(loop.node))) return false;
  if (isStatement(parent)) return true;
  // `const child = spawn(…)`: what runs does not wait for its name.
  if (parent?.type === 'VariableDeclarator') return startsProcess(node);
  return parent?.type === 'ArrowFunctionExpression' && parent === loop.body;
}

function isStatement(n: Node | undefined): boolean {
  return n?.type === 'ExpressionStatement';
}

function startsProcess(node: Call): boolean {
  return /^(spawn|fork|execFile)$/.test(calledName(node));
}

/** The async function that is called where it stands. */
export function startedHere(site: CallSite, file: FileIndex): FunctionInfo | undefined {
  const callee = bare(site.node.callee);
  return isFunction(callee) ? file.functionOf.get(callee) : undefined;
}

/** A call without a receiver that is one, so that a query that is only put together is none: `from().insert()`. */
export function isPutTogether(node: Call): boolean {
  const of = receiverOf(node);
  return of !== undefined && isCall(bare(of));
}

/** Whether what a call starts is under way after it: an async function of the workspace, a request, a process. */
export function goesOn(file: FileSummary, call: number, e: Effect, world: World): boolean {
  const targets = world.effects.targets(file, call);
  if (targets.length > 0) return targets.every((t) => t.file.functions[t.id]!.isAsync);
  return e.sure >= 0.9 && (e.kind === 'http' || e.kind === 'process') && !/Sync$/.test(e.what);
}
