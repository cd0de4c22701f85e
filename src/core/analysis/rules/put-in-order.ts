/** `$transaction(ids.map((id, at) => images.update({ where: { id }, data: { order: at } })))`: a list moved by hand. */
import { bare, isCall, isFunction, keyName, methodName, type Node, parentOf, settled } from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { memberOf } from '../regex/held.ts';

/**
 * What is written is the place in the list alone, and all of it goes in one transaction: what somebody drags about is
 * short, and no ORM writes another number to each row at once.
 */
export function putsInOrder(site: CallSite, loop: LoopInfo): string {
  if (!/^update(Many)?$/.test(site.method) || !isTogether(loop.node)) return '';
  const counter = loop.callback ? secondParam(loop.callback.node) : '';
  const first = site.node.arguments[0];
  const what = first ? settled(first) : undefined;
  const data = what?.type === 'ObjectExpression' ? memberOf(what, 'data') : undefined;
  const row = data && settled(data);
  const places = row?.type === 'ObjectExpression' ? row.properties : [];
  const all = places.every(
    (p) => p.type === 'ObjectProperty' && (isPlace(p.value, counter) || placeNames.test(keyName(p))),
  );
  return places.length > 0 && all ? 'puts a list in order' : '';
}

/** `order: item.order` too: a page sends each with its place. */
const placeNames = /^((sort|display|list|item)_?)?(order|position|sequence)(_?(index|no|number))?$/i;

/** All that the loop gives is handed to one transaction. */
function isTogether(loop: Node): boolean {
  const p = parentOf(loop);
  const call = p?.type === 'SpreadElement' ? parentOf(parentOf(p)!) : p;
  return call !== undefined && isCall(call) && methodName(call) === '$transaction';
}

function secondParam(fn: Node): string {
  const second = isFunction(fn) ? fn.params[1] : undefined;
  return second?.type === 'Identifier' ? second.name : '';
}

/** `at` or `at + 1`. */
function isPlace(node: Node, counter: string): boolean {
  const n = bare(node);
  if (n.type === 'BinaryExpression')
    return (
      n.left.type !== 'PrivateName' &&
      isPlace(n.left, counter) &&
      /^[+*]$/.test(n.operator) &&
      bare(n.right).type === 'NumericLiteral'
    );
  return n.type === 'Identifier' && counter !== '' && n.name === counter;
}
