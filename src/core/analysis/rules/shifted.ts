/** What `shift`, `unshift` and `splice` move: the whole list, and whether it is long. */
import { bare, type Call, dotted, isMember, type Node, propertyName, some } from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';
import { fills } from './shared.ts';

/** What leads from a thing to the root: as long as the tree is deep. */
const wayUp =
  /(^|[a-z.])([aA]ncestors?|[pP]arents|[pP]ath|[pP]arts|[sS]egments|[cC]rumbs|[bB]readcrumbs?|[lL]ineage|[tT]rail)$/;

export const isWayUp = (list: Node): boolean => wayUp.test(dotted(list));

/** A worklist that the loop itself feeds, or an array that is thinned out while it is gone through. */
export function likelyLong(loop: LoopInfo, receiver: Node, method: string): boolean {
  const name = dotted(receiver);
  const test = 'test' in loop.node && loop.node.test ? loop.node.test : undefined;
  if (!test || !some(test, (n) => isMember(n) && propertyName(n) === 'length' && dotted(n.object) === name))
    return false;
  if (method === 'splice') return loop.kind === 'for';
  return method === 'shift' && fills(loop, name);
}

/** Only what moves the rest of the array: `shift()`, `unshift(x)`, `splice(i, 1)`. */
export function isFront(call: Call, method: string): boolean {
  if (method !== 'splice') return true;
  const [at, count] = call.arguments.map((a) => bare(a));
  if (!at || !count) return false;
  return !(at.type === 'UnaryExpression') && count.type === 'NumericLiteral' && count.value <= 1;
}
