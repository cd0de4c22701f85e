/** Which calls are worth a row in a file's summary. */
import { bare, isCall, isMember, type Node, parentOf, propertyName } from './ast.ts';
import type { CallSite } from './index-types.ts';

/** Calls that neither do I/O nor lead to code that does. */
const builtinRoots = new Set([
  'console',
  'Math',
  'JSON',
  'Object',
  'Array',
  'Number',
  'String',
  'Date',
  'Promise',
  'Symbol',
  'Reflect',
  'parseInt',
  'parseFloat',
  'Boolean',
  'BigInt',
  'Intl',
  'isNaN',
  'encodeURIComponent',
  'decodeURIComponent',
  'Buffer',
  'structuredClone',
  'expect',
  'describe',
  'it',
  'jest',
  'vi',
  'logger',
  'log',
  '$',
  'jQuery',
  'document',
  'Error',
  'setTimeout',
  'clearTimeout',
  't',
  'z',
]);
const builtinMethods = new Set(
  'map forEach filter reduce push pop shift unshift join slice splice split trim toString toLowerCase toUpperCase includes indexOf lastIndexOf replace replaceAll concat reverse sort keys values entries has flat flatMap some every findIndex startsWith endsWith padStart padEnd charAt charCodeAt substring substr match matchAll test toFixed toISOString getTime then catch finally bind call apply hasOwnProperty localeCompare at fill repeat normalize isArray setHours getFullYear'.split(
    ' ',
  ),
);

/** Whether a call may do I/O or lead to code that does. */
export function matters(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  if (callee.type === 'Identifier') return !builtinRoots.has(callee.name) || shadowed(site, callee.name);
  // `getOrder({ db })(id)`: what the first call gives.
  if (isCall(callee)) return matters({ ...site, node: callee });
  if (!isMember(callee)) return false;
  const name = propertyName(callee);
  if (calledFor(callee)) return true;
  // `handlers[message.type](socket, message)`: one of a table.
  if (!name) return callee.computed && bare(callee.object).type === 'Identifier';
  if (builtinMethods.has(name)) return false;
  const object = bare(callee.object);
  if (object.type === 'Identifier' && builtinRoots.has(object.name)) return false;
  return true;
}

/**
 * `load` of `load.call(this, id)`, where it is a function by its own name; `orders.load` of `orders.load.call(this, id)`
 * too, where nothing but who it is called for says that it is one.
 */
export function calledFor(callee: Node): Node | undefined {
  if (!isMember(callee) || !/^(call|apply)$/.test(propertyName(callee))) return undefined;
  const of = bare(callee.object);
  if (of.type === 'Identifier') return of;
  if (!isMember(of) || of.computed || bare(of.object).type !== 'Identifier') return undefined;
  const call = parentOf(callee);
  const whom = call && isCall(call) ? call.arguments[0] : undefined;
  return whom?.type === 'ThisExpression' || whom?.type === 'NullLiteral' ? of : undefined;
}

function shadowed(site: CallSite, name: string): boolean {
  for (let s: typeof site.scope | undefined = site.scope; s; s = s.parent) if (s.names.has(name)) return true;
  return false;
}
