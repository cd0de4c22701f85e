/**
 * Calls per item that somebody already keeps to a few at a time by hand: behind a place that each has to take, in one
 * of a few workers that share the items, in a pool that is waited for when it is full. As with a limiter of a package,
 * that is the answer to many calls where there is no one call for all.
 */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
  spreadAlone,
  visit,
} from '../ast.ts';
import type { CallSite, FileIndex, FunctionInfo, LoopInfo } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { takesPlace } from '../places-taken.ts';
import { find } from '../scopes.ts';
import { functionNamed, gatherers } from './started.ts';

/** Why the calls that a loop makes come a few at a time, '' where nothing says so. */
export function paced(file: FileIndex, site: CallSite, loop: LoopInfo): string {
  if (site.fn !== loop.fn && takesPlace(file).has(site.fn)) return 'waits for a place (limiter)';
  if (loop.fn.isAsync && takesFromAll(loop) && isOneOfFew(loop.fn, file))
    return 'a few workers share the items';
  return waitsWhenFull(loop, site.node) ? 'works in batches' : '';
}

/** What one turn takes, another worker does not: an index or a queue of all, an iterator that they share. */
function takesFromAll(loop: LoopInfo): boolean {
  if (loop.kind === 'while' || loop.kind === 'do') return true;
  if (loop.node.type === 'ForStatement') return !loop.node.init;
  const over = loop.kind === 'of' && loop.iterable ? bare(loop.iterable) : undefined;
  const b = over?.type === 'Identifier' ? find(loop.scope, over.name) : undefined;
  const made = b?.init && bare(b.init);
  return b?.kind === 'param' || (made && isCall(made) ? /^(entries|values)$/.test(methodName(made)) : false);
}

/** `Array.from({ length: 4 }, worker)`, `Array(4).fill(0).map(() => worker())`. */
const isOneOfFew = oncePer((fn: FunctionInfo, file: FileIndex): boolean => {
  // What is given to each is its own.
  if (fn.node.type === 'Program' || !('params' in fn.node) || fn.node.params.length > 1) return false;
  return (
    file.loops.some((l) => {
      const body = bare(l.body);
      if (!l.iterable || !isCounted(l.iterable)) return false;
      return body.type === 'Identifier'
        ? functionNamed(body.name, l.scope, file) === fn
        : l.callback === fn || l.callback === fn.parent;
    }) ||
    file.calls.some(
      (c) =>
        c.loop?.iterable !== undefined &&
        !c.method &&
        isCounted(c.loop.iterable) &&
        functionNamed(c.name, c.scope, file) === fn,
    )
  );
});

/** `{ length: limit }`, `new Array(limit).fill(0)`: so many, whatever the items are. */
function isCounted(node: Node): boolean {
  const n = bare(node);
  if (n.type === 'ObjectExpression') return n.properties.length === 1;
  const copied = spreadAlone(n);
  if (copied) return isCounted(copied);
  if (n.type === 'ArrayExpression') return false;
  if (n.type === 'NewExpression') return dotted(n.callee) === 'Array';
  if (!isCall(n)) return false;
  if (dotted(n.callee) === 'Array') return true;
  const of = /^Array\.from$/.test(dotted(n.callee)) ? n.arguments[0] : receiverOf(n);
  return of !== undefined && isCounted(of);
}

/** `running.add(load(id)); if (running.size >= 4) await Promise.race(running);` */
function waitsWhenFull(loop: LoopInfo, call: Node): boolean {
  if (loop.kind === 'callback' || parentOf(call)?.type === 'AwaitExpression') return false;
  return drains(loop).some((n) => !contains(n, call));
}

const drains = oncePer((loop: LoopInfo): readonly Node[] => {
  const found: Node[] = [];
  visit(loop.body, (n) => {
    if (n.type === 'IfStatement' && some(n.test, isLength, false) && some(n.consequent, isGathering, false))
      found.push(n);
    return !isFunction(n);
  });
  return found;
});

function isLength(n: Node): boolean {
  return isMember(n) && /^(length|size)$/.test(propertyName(n));
}

function isGathering(n: Node): boolean {
  return isCall(n) && gatherers.test(dotted(n.callee));
}
