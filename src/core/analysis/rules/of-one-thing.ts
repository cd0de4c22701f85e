/** Lists that one thing brings along: rows put in beside the one they belong to, and what stands in one document. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  type Member,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { Binding, FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { collectionName, growsByName, lastNoun, words } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { areAsked, isOneFound, many } from './disputed.ts';
import { withoutSpread } from './few-at-once.ts';
import { lastOf } from './origins.ts';
import { arePutInOrder, areWrittenAnew } from './written-anew.ts';

/** `populatedCartItems`, `validatedOrderLines`: the lines of one deal, made ready. `pendingOrderItems` may be of all. */
const readied =
  /^(populated|valid|validated|enriched|processed|formatted|mapped|prepared|final|updated|detailed|resolved|checked|normali[sz]ed|parsed|priced|hydrated)(Order|Cart|Basket|Checkout|Invoice|Quote|Sale|Purchase|Transfer|Bill|Line)(Items|Lines|Details|Products)$/;

/** Whether the items of a loop are those of one thing that somebody filled in or that was looked up. */
export function areOfOneThing(loop: LoopInfo, file: FileIndex): boolean {
  const list = loop.iterable && settled(withoutSpread(loop.iterable));
  if (!list) return false;
  const name = collectionName(list);
  if (readied.test(name)) return true;
  if (arePutInOrder(loop, file)) return true;
  if (many.test(name) || people.test(name)) return false;
  if (areOfFound(list, loop.scope) || areListedOfOne(list, loop.scope)) return true;
  if (!areBroughtIn(list, loop.scope) || takesMany(loop.fn)) return false;
  return belongToNew(loop) || (areHandedIn(list, loop.scope) && areWrittenAnew(loop, file));
}

/** A parameter or a part of one, also checked or picked from; nothing that is worked out of it. */
function areHandedIn(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 4) return false;
  if (isMember(n)) return areHandedIn(rootOf(n), scope, depth + 1);
  if (n.type === 'LogicalExpression') return areHandedIn(n.left, scope, depth + 1);
  if (n.type === 'ConditionalExpression')
    return areHandedIn(n.consequent, scope, depth + 1) || areHandedIn(n.alternate, scope, depth + 1);
  if (isCall(n)) {
    const of = /^(map|filter)$/.test(methodName(n)) ? receiverOf(n) : undefined;
    const checked = /^(parse|validate|safeParse)\w*$/.test(methodName(n)) ? n.arguments[0] : undefined;
    const from = of ?? checked;
    return from !== undefined && areHandedIn(from, scope, depth + 1);
  }
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b || b.loopItem) return false;
  return b.kind === 'param' || (b.init !== undefined && areHandedIn(b.init, b.scope, depth + 1));
}

/**
 * `ticket.media` after `const ticket = await Ticket.findById(id)`, also by a name: `const { media } = ticket`,
 * `const taxes = slip.deductions?.taxes ?? []`.
 */
function areOfFound(list: Node, scope: Scope): boolean {
  const b = list.type === 'Identifier' ? find(scope, list.name) : undefined;
  const own = b && b.kind !== 'param' && !b.loopItem ? b.init : undefined;
  const part = b?.path.length === 1 ? own : undefined;
  const named = own && b!.path.length === 0 ? settled(withoutSpread(own)) : list;
  const of = part ? bare(part) : isMember(named) && !named.computed ? holderOf(named) : undefined;
  if (!of || !isOneFound(of, own ? b!.scope : scope) || (named !== list && growsByName(named))) return false;
  // `user.notifications`: one more each time something happens.
  return !growsByName(list) || (shown.has(lastNoun(collectionName(list))) && !holders.test(lastOf(of)));
}

/** `slip` of `slip.deductions?.taxes` */
function holderOf({ object }: Member): Node {
  const n = bare(object);
  return isMember(n) && !n.computed && bare(n.object).type === 'Identifier' ? bare(n.object) : n;
}

/** `photos = await listTradePhotos(id)`, `getSubgroupsOfGroup(group.id)`, also a part of them: a helper is asked for those of one. */
function areListedOfOne(list: Node, scope: Scope, depth = 0): boolean {
  const n = settled(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b)
    return (
      depth < 4 &&
      b.init !== undefined &&
      b.kind !== 'param' &&
      !b.loopItem &&
      b.path.length === 0 &&
      areListedOfOne(b.init, b.scope, depth + 1)
    );
  if (!isCall(n)) return false;
  const of = receiverOf(n);
  if (of && /^(filter|sort|slice)$/.test(methodName(n))) return areListedOfOne(of, scope, depth + 1);
  const name = methodName(n) || dotted(n.callee);
  const [, of1, list1] = /^(?:get|list|find|fetch|load)([A-Z][a-z]+)([A-Z][a-z]+)$/.exec(name) ?? [];
  const [, list2, of2] =
    /^(?:get|list|find|fetch|load)([A-Z]\w*?)(?:By|For|Of)([A-Z][a-z]+)(?:Id)?$/.exec(name) ?? [];
  const owner = of1 ?? of2;
  if (!owner || /^(All|My|Own|Active|Open|Recent)$/.test(owner) || holders.test(owner)) return false;
  return (
    listed.has(lastNoun(list1 ?? list2!)) &&
    n.arguments.some((a) => /(^|\.|_)_?id$|[a-z]Id$/.test(dotted(bare(a))))
  );
}

const listed = words(
  'image photo picture attachment document link subgroup subtask subcategory step section question option milestone requirement tag label',
);

/** What somebody put into one thing to be seen with it; an album or a board is there to hold many. */
const shown = words('image photo picture file link card game element address');
const holders =
  /(album|folder|gallery|directory|board|deck|page|library|drive|channel|bucket|project|site|batch|collection|repo|repository|dataset|workspace|crawl|scan|playlist|archive|store|shop|company|team|user|account)$/i;

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

/**
 * `lines.map((line) => Line.create({ ...line, orderId: order.id }))` after `const order = await Order.create(…)`, and
 * `evidence.map((file) => upload(ticket.id, file))`.
 */
function belongToNew({ body, scope }: LoopInfo): boolean {
  const isOfNew = (value: Node): boolean => {
    const id = bare(value);
    if (id.type === 'Identifier' && isMadeUp(find(scope, id.name))) return true;
    const of =
      isMember(id) && /^(_?id|uuid|insertId|insertedId|[a-z]+Id)$/.test(propertyName(id))
        ? bare(id.object)
        : undefined;
    const b = of?.type === 'Identifier' ? find(scope, of.name) : undefined;
    return b?.init !== undefined && b.kind !== 'param' && !b.loopItem && isPutIn(b.init);
  };
  return some(body, (n) =>
    n.type === 'ObjectProperty' ? isOfNew(n.value) : isCall(n) && n.arguments.some(isOfNew),
  );
}

/** `const orderId = new ObjectId()`, `randomUUID()`: of what is about to be put in, and no run that is counted by it. */
function isMadeUp(b: Binding | undefined): boolean {
  if (!b?.init || b.kind === 'param' || b.loopItem || b.path.length > 0) return false;
  if (!/[a-z]I[dD]$/.test(b.name) || runs.test(b.name)) return false;
  const n = settled(b.init);
  const made = n.type === 'NewExpression' || isCall(n) ? dotted(n.callee) : '';
  return /(^|\.)(ObjectId|ObjectID|uuid(v[47])?|v4|randomUUID|nanoid|cuid|createId|ulid)$/.test(made);
}

const runs =
  /batch|import|job|run|sync|campaign|broadcast|trace|request|session|correlation|message|mail|tx|transaction|group|event/i;

/** `await Order.create(…)`, `await createOrder(…)`, `new Order(…)`, `await db.insert(orders).values(…).returning()` */
function isPutIn(init: Node): boolean {
  const n = settled(init);
  if (n.type === 'NewExpression') return !/(^|\.)(Map|Set|Date|URL|Error)$/.test(dotted(n.callee));
  if (bare(init).type !== 'AwaitExpression' || !isCall(n)) return false;
  const of = receiverOf(n);
  return (
    /^(create|save|insert|insertOne|insertAndFetch|createOne|add)$/.test(methodName(n)) ||
    /^(create|insert)[A-Z]/.test(dotted(n.callee)) ||
    (of !== undefined &&
      isCall(settled(of)) &&
      /^(returning|values|select|single|one|execute)$/.test(methodName(n)) &&
      some(of, (m) => isCall(m) && methodName(m) === 'insert'))
  );
}
