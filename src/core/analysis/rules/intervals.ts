/** Which intervals somebody can end, and which end themselves. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  type Node,
  parentOf,
  some,
} from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { nameGiven } from './lost-listeners.ts';

/** Nobody can clear it: its number goes nowhere, or to a name that is never used. */
export function isForgotten(file: Reviewed, site: CallSite): boolean {
  const holder = parentOf(site.node);
  if (holder?.type === 'ExpressionStatement') return true;
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return false;
  const text = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
  return text.split(new RegExp(`\\b${holder.id.name.replace(/\$/g, '\\$')}\\b`)).length === 2;
}

/** `this.timer = setInterval(…)` with `clearTimeout(this.timer)`: to a browser the two are one. */
export function isClearedAsTimeout(file: Reviewed, { node }: CallSite): boolean {
  const holder = parentOf(node);
  const name =
    holder?.type === 'AssignmentExpression'
      ? dotted(holder.left)
      : holder?.type === 'VariableDeclarator'
        ? dotted(holder.id)
        : '';
  return name !== '' && isTimer(node) && file.index.text.includes(`clearTimeout(${name})`);
}

/** `const timer = setInterval(() => { if (done()) clearInterval(timer); })`: it ends itself. */
export function endsItself({ node }: CallSite): boolean {
  const holder = parentOf(node);
  const name = holder?.type === 'VariableDeclarator' ? dotted(holder.id) : '';
  const turn = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (name === '' || !turn || !isTimer(node)) return false;
  return some(
    turn,
    (n) => isCall(n) && calledName(n) === 'clearInterval' && dotted(n.arguments[0] ?? n) === name,
  );
}

function isTimer(call: Call): boolean {
  return calledName(call) === 'setInterval';
}

/** `new Promise((resolve) => setInterval(() => { if (done()) resolve(); }, 20))`: nobody ever clears it. */
export function outlivesPromise({ node }: CallSite): boolean {
  if (!isTimer(node)) return false;
  const holder = parentOf(node);
  const executor = ancestor(node, (n) => isFunction(n));
  const promise = executor ? parentOf(executor) : undefined;
  if (!isFunction(executor) || promise?.type !== 'NewExpression' || promise.arguments[0] !== executor)
    return false;
  const [resolve] = executor.params;
  const then = node.arguments[0];
  const isDropped = holder?.type === 'ExpressionStatement' || holder === executor;
  if (dotted(promise.callee) !== 'Promise' || !isDropped || resolve?.type !== 'Identifier' || !then)
    return false;
  return some(then, (n) => isCall(n) && dotted(n.callee) === resolve.name);
}

/**
 * `document.addEventListener('visibilitychange', () => { setInterval(draw, 500); })`, also by way of a name: one more for
 * each event, and its number goes nowhere. Socket.IO's client says `connect` whenever it is back.
 */
export function isTimerPerEvent({ node, scope, name }: CallSite, text: string): boolean {
  if (name !== 'setInterval' || parentOf(node)?.type !== 'ExpressionStatement') return false;
  const fn = ancestor(node, isFunction);
  if (!isFunction(fn) || some(node, (n) => isCall(n) && calledName(n) === 'clearInterval')) return false;
  const around = ancestor(fn, isFunction);
  const own = nameGiven(fn);
  const adds = (n: Node): boolean =>
    isCall(n) &&
    (calledName(n) === 'addEventListener'
      ? !/^(load|DOMContentLoaded|open|error|close|deviceready)$/.test(said(n.arguments[0]))
      : calledName(n) === 'on' &&
        /^(re)?connect$/.test(said(n.arguments[0])) &&
        text.includes('socket.io-client')) &&
    n.arguments.length === 2 &&
    (n.arguments[1] === fn || (own !== '' && dotted(n.arguments[1]!) === own));
  const call = parentOf(fn);
  return (
    (call !== undefined && adds(call)) ||
    (own !== '' && around !== undefined && find(scope, own)?.scope.fn.node === around && some(around, adds))
  );
}

function said(event: Node | undefined): string {
  return event?.type === 'StringLiteral' ? event.value : '';
}
