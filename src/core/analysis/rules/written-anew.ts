/** Lists that a form writes down whole: what one thing had is deleted, and each that it has now is put in. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite, FileIndex, LoopInfo } from '../index-types.ts';
import { putsInOrder } from './put-in-order.ts';

const deleting = callsLike(/^(deleteMany|destroy|delete|del|remove)$/);
const updating = callsLike(
  /^(update|updateOne|updateMany|findByIdAndUpdate|findOneAndUpdate|query|execute|raw|none)$/,
);
const puts = /^(create|save|insert|insertOne|upsert|add)$/;

/** `prisma.slot.deleteMany({ where: { planId } }); … slots.map((slot) => prisma.slot.create({ data: { ...slot, planId } }))` */
export function areWrittenAnew({ node, body, fn }: LoopInfo, file: FileIndex): boolean {
  const tables = new Set<string>();
  some(body, (n) => {
    if (isCall(n) && puts.test(methodName(n))) tables.add(tableOf(n));
    return false;
  });
  tables.delete('');
  return (
    tables.size > 0 &&
    deleting(file).some(
      (d) =>
        d.fn === fn &&
        (d.node.start ?? 0) < (node.start ?? 0) &&
        !contains(body, d.node) &&
        tables.has(tableOf(d.node)) &&
        isOfOne(d),
    )
  );
}

/** `slot` of `this.prisma.slot.create(…)`, `slots` of `db.from('slots').insert(…)` and of `tx.insert(slots)`. */
function tableOf(call: Call): string {
  const of = receiverOf(call);
  const first = call.arguments[0] && bare(call.arguments[0]);
  if (/^(insert|delete)$/.test(methodName(call)) && first?.type === 'Identifier') return first.name;
  if (!of) return '';
  if (isCall(of) && of.arguments[0]) {
    const [table] = of.arguments;
    return table.type === 'StringLiteral' ? table.value : '';
  }
  return isMember(of) ? propertyName(of) : of.type === 'Identifier' ? of.name : '';
}

/** Deletes by whose it is: `{ where: { planId } }`, `{ order: order.id }`, `.eq('plan_id', id)`. */
function isOfOne({ node }: CallSite): boolean {
  let whole: Node = node;
  for (let p = parentOf(whole); p && (isMember(p) || isCall(p)) && !isArgument(whole, p); p = parentOf(p))
    whole = p;
  return some(whole, (n) => {
    if (n.type === 'ObjectProperty') return isId(keyName(n), bare(n.value));
    if (!isCall(n) || !/^(eq|where)$/.test(methodName(n) || dotted(n.callee)) || n.arguments.length < 2)
      return false;
    const [column, value] = n.arguments.map((a) => bare(a));
    const name =
      column!.type === 'StringLiteral' ? column!.value : isMember(column!) ? propertyName(column!) : '';
    return isId(name, value!);
  });
}

function isArgument(n: Node, of: Node): boolean {
  return isCall(of) && of.callee !== n;
}

const id = /(^|_)id$|[a-z]I[dD]$/;

function isId(key: string, value: Node): boolean {
  if (value.type !== 'Identifier' && !isMember(value)) return false;
  return id.test(key) || id.test(value.type === 'Identifier' ? value.name : propertyName(value));
}

/** `orders.map(({ id, order }) => prisma.link.update({ where: { id }, data: { order } }))`: somebody moved them by hand. */
export function arePutInOrder(loop: LoopInfo, file: FileIndex): boolean {
  return updating(file).some((site) => contains(loop.body, site.node) && putsInOrder(site, loop, file));
}
