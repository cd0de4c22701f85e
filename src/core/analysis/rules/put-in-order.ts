/** `rows.map((id, at) => images.update({ where: { id }, data: { order: at } }))`: a list moved by hand. */
import {
  bare,
  type Call,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  settled,
} from '../ast.ts';
import type { Binding, CallSite, FileIndex, LoopInfo } from '../index-types.ts';
import { memberOf } from '../regex/held.ts';
import { find } from '../scopes.ts';
import { wordsOf } from './claims.ts';
import { areAsked } from './disputed.ts';

/**
 * What is written is the place in the list alone: what somebody drags about is short, and no ORM writes another
 * number to each row at once. Rows that were asked for are numbered anew by one statement.
 */
export function putsInOrder(site: CallSite, loop: LoopInfo, file: FileIndex): boolean {
  const { iterable, scope } = loop;
  if (!isTogether(loop, file) && (!iterable || areAsked(iterable, scope))) return false;
  const counter = loop.callback ? secondParam(loop.callback.node) : '';
  for (let call: Call | undefined = site.node; call; call = nextOf(call)) {
    const statement = call.arguments[0];
    const written = statement !== undefined && numbers.test(wordsOf(statement));
    const updates = /^(update\w*|findByIdAndUpdate|findOneAndUpdate|set)$/.test(methodName(call));
    if (written || (updates && call.arguments.some((a) => isPlaceOnly(a, counter)))) return true;
  }
  return false;
}

/** `UPDATE tasks SET position = $1, updated_at = now() WHERE id = $2` */
const numbers =
  /^\s*update\s+\S+\s+set\s+"?((sort|display|list|item)_?)?(order|position|sequence|ord[ei][nm]|ordre|posici[oó]n|posição)(_?(index|no|number))?"?\s*=\s*[$?:@][^,=]*(,\s*"?updated_?at"?\s*=[^,=]*)?\swhere\s/i;

/** `.where(…)`, then `.update(…)`: the calls of one chain. */
function nextOf(call: Call): Call | undefined {
  const p = parentOf(call);
  const next = p && isMember(p) && p.object === call ? parentOf(p) : undefined;
  return next && isCall(next) && next.callee === p ? next : undefined;
}

/** `{ order: at }`, `{ data: { order: at } }`, `{ $set: { order: at } }`, with the time of it. */
function isPlaceOnly(node: Node, counter: string): boolean {
  const given = settled(node);
  if (given.type !== 'ObjectExpression') return false;
  const inner = memberOf(given, 'data') ?? memberOf(given, '$set');
  if (inner) return isPlaceOnly(inner, counter);
  let places = 0;
  for (const p of given.properties) {
    if (p.type !== 'ObjectProperty') return false;
    if (isPlace(p.value, counter) || placeNames.test(keyName(p))) places++;
    else if (!/^updated_?(at|by|on)$/i.test(keyName(p))) return false;
  }
  return places > 0;
}

/** `order: item.order` too: a page sends each with its place. */
const placeNames =
  /^((sort|display|list|item)_?)?(order|position|sequence|ord[ei][nm]|ordre)(_?(index|idx|no|number))?$|^sort(_?(index|idx))?$/i;

/** `prisma.$transaction(rows.map((row) => prisma.task.update(…)))`: all that the loop gives is handed to one transaction. */
export function isTogether(loop: LoopInfo, file: FileIndex): boolean {
  const p = parentOf(loop.node);
  if (p?.type === 'VariableDeclarator' && p.id.type === 'Identifier') {
    const b = find(loop.scope, p.id.name);
    return b !== undefined && file.calls.some((c) => c.method === '$transaction' && isGiven(c, b));
  }
  const call = p?.type === 'SpreadElement' ? parentOf(parentOf(p)!) : p;
  return call !== undefined && isCall(call) && methodName(call) === '$transaction';
}

function isGiven({ node, scope }: CallSite, list: Binding): boolean {
  const first = node.arguments[0];
  return first?.type === 'Identifier' && first.name === list.name && find(scope, first.name) === list;
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
