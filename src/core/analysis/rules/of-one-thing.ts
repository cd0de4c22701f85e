/** Lists that one thing brings along: rows put in beside the one they belong to, and what stands in one document. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { collectionName, growsByName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { areAsked, isOneFound, many } from './disputed.ts';

/** `populatedCartItems`, `validatedOrderLines`: the lines of one deal, made ready. `pendingOrderItems` may be of all. */
const readied =
  /^(populated|valid|validated|enriched|processed|formatted|mapped|prepared|final|updated|detailed|resolved|checked|normali[sz]ed|parsed|priced|hydrated)(Order|Cart|Basket|Checkout|Invoice|Quote|Sale|Purchase|Transfer|Bill|Line)(Items|Lines|Details|Products)$/;

/** Whether the items of a loop are those of one thing that somebody filled in or that was looked up. */
export function areOfOneThing(loop: LoopInfo): boolean {
  const list = loop.iterable && settled(loop.iterable);
  if (!list) return false;
  const name = collectionName(list);
  if (readied.test(name)) return true;
  if (many.test(name) || people.test(name)) return false;
  // `user.notifications`: one more each time something happens.
  if (isMember(list) && !list.computed && !growsByName(list) && isOneFound(list.object, loop.scope))
    return true;
  return areBroughtIn(list, loop.scope) && !takesMany(loop.fn) && belongToNew(loop);
}

/** Somebody adds them to a thing by the hundred, and of what is there already as many as they pick. */
const people =
  /([rR]ecipients|[pP]atients|[tT]eachers|[cC]ustomers|[cC]ontacts|[eE]mails|[iI]mports?|(^|_|[a-z])([iI]ds|IDs))$/;

/** What a function or a request is handed, and nothing that was asked for. */
function areBroughtIn(list: Node, scope: Scope): boolean {
  let n = list;
  for (let of = n; isCall(of) && /^(map|filter)$/.test(methodName(of)); n = of)
    of = settled(receiverOf(of) ?? list);
  const root = rootOf(n);
  return root.type === 'Identifier' && find(scope, root.name) !== undefined && !areAsked(root, scope);
}

function takesMany(fn: FunctionInfo): boolean {
  for (let f: FunctionInfo | undefined = fn; f; f = f.parent)
    if (/import(?!an)|bulk|batch|sync|migrat/i.test(f.name)) return true;
  return false;
}

/** `lines.map((line) => Line.create({ ...line, orderId: order.id }))` after `const order = await Order.create(…)`. */
function belongToNew({ body, scope }: LoopInfo): boolean {
  return some(body, (n) => {
    if (n.type !== 'ObjectProperty') return false;
    const id = bare(n.value);
    const of =
      isMember(id) && /^(_?id|uuid|insertId|insertedId)$/.test(propertyName(id))
        ? bare(id.object)
        : undefined;
    const b = of?.type === 'Identifier' ? find(scope, of.name) : undefined;
    return b?.init !== undefined && b.kind !== 'param' && !b.loopItem && isPutIn(b.init);
  });
}

/** `await Order.create(…)`, `new Order(…)`, `await db.insert(orders).values(…).returning()` */
function isPutIn(init: Node): boolean {
  const n = settled(init);
  if (n.type === 'NewExpression') return !/(^|\.)(Map|Set|Date|URL|Error)$/.test(dotted(n.callee));
  if (bare(init).type !== 'AwaitExpression' || !isCall(n)) return false;
  const of = receiverOf(n);
  return (
    /^(create|save|insert|insertOne|insertAndFetch|createOne|add)$/.test(methodName(n)) ||
    (of !== undefined &&
      isCall(settled(of)) &&
      /^(returning|values|select|single|one|execute)$/.test(methodName(n)) &&
      some(of, (m) => isCall(m) && methodName(m) === 'insert'))
  );
}
