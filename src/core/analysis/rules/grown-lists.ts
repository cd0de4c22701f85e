/** Lists that are copied to grow by other means than a spread of their name: `concat`, and the lists that a Map holds. */
import {
  ancestor,
  bare,
  contains,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Site } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { withoutFallback } from './shown.ts';

type Call = CallSite['node'];

export function isConcat(copy: Node): copy is Call {
  return isCall(copy) && methodName(copy) === 'concat';
}

/** `all.concat({ id })`, `all.concat([row])`, `all.concat(a * b)`: no list of lists. */
export function addsItems(copy: Call): boolean {
  return copy.arguments.every((a) => {
    const n = bare(a);
    if (n.type === 'ArrayExpression') return n.elements.every((e) => e?.type !== 'SpreadElement');
    return /^(ObjectExpression|BinaryExpression|TemplateLiteral|\w+Literal)$/.test(n.type);
  });
}

/** Texts have a `concat`, too, and streams: an array is what begins as one, or falls back on one. */
export function isListConcat({ node, scope }: CallSite, loop: LoopInfo, how: string): boolean {
  const of = bare(receiverOf(node)!);
  if (of.type === 'LogicalExpression') return isList(of.right);
  if (how === 'reducer' && isCall(loop.node)) {
    const first = loop.node.arguments[1];
    // `pages.reduce((all, rows) => all.concat(rows))`
    return first === undefined || (of.type === 'Identifier' && isList(first));
  }
  const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
  return b?.init !== undefined && b.init !== null && b.path.length === 0 && isList(b.init);
}

function isList(from: Node): boolean {
  const n = settled(from);
  if (n.type === 'ArrayExpression') return true;
  if (n.type === 'NewExpression') return dotted(n.callee) === 'Array';
  return isCall(n) && (/^(map|filter)$/.test(methodName(n)) || dotted(n.callee) === 'Array.from');
}

/** `for (const name of Object.keys(found)) lists[name] = [...lists[name], …]`: in each turn another list. */
export function isOwnPlace(copy: Node, loop: LoopInfo): boolean {
  const set = ancestor(copy, (n) => n.type === 'AssignmentExpression' || isFunction(n));
  const left = set?.type === 'AssignmentExpression' ? bare(set.left) : undefined;
  const key = left && isMember(left) && left.computed ? bare(left.property as Node) : undefined;
  if (key?.type !== 'Identifier' || loop.items[0] !== key.name) return false;
  const of = loop.iterable ? settled(loop.iterable) : undefined;
  return (
    loop.kind === 'in' ||
    (of !== undefined && isCall(of) && /^Object\.(keys|entries)$/.test(dotted(of.callee)))
  );
}

interface Group {
  /** The Map, as written, and the name it begins with. */
  readonly map: string;
  readonly root: string;
  readonly key: Node;
}

/** `byKind.set(kind, [...(byKind.get(kind) ?? []), row])`, also by way of a name: as much is copied as one key has. */
export function groupedBy(literal: Node, copied: Node, scope: Site['scope']): Group | undefined {
  const set = parentOf(literal);
  if (!set || !isCall(set) || methodName(set) !== 'set' || set.arguments[1] !== literal) return undefined;
  let n = settled(copied);
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (!b?.init || b.path.length > 0) return undefined;
    n = settled(b.init);
  }
  if (n.type === 'LogicalExpression') n = settled(n.left);
  if (!isCall(n) || methodName(n) !== 'get') return undefined;
  const map = dotted(receiverOf(set)!);
  const key = bare(set.arguments[0]!);
  if (!map || dotted(receiverOf(n)!) !== map) return undefined;
  return { map, root: map.split('.')[0]!, key };
}

const kinds =
  /(^|[a-z_])(status|type|kind|role|method|level|mode|state|severity|priority|category|platform|provider|currency|gender|weekday|day|week|month|year|quarter|tier|plan|bucket|section|table|region|country|department|stage|phase|namespace)(_?(key|name|id|of|for))?$/i;

/** Whether the key has few values, so that the lists are long: a kind, a bucket, a day; there are many skus. */
export function isByKind(key: Node, scope: Site['scope'], depth = 0): boolean {
  const n = settled(key);
  if (n.type === 'LogicalExpression') return isByKind(n.left, scope, depth);
  if (n.type === 'ConditionalExpression')
    return isByKind(n.consequent, scope, depth) || isByKind(n.alternate, scope, depth);
  if (isCall(n)) return kinds.test(lastWordOf(n.callee));
  if (isMember(n)) return !n.computed && kinds.test(lastWordOf(n));
  if (n.type !== 'Identifier') return false;
  if (kinds.test(n.name)) return true;
  const b = find(scope, n.name);
  return depth < 1 && b?.init != null && b.path.length === 0 && isByKind(b.init, scope, depth + 1);
}

/** `const rows = await read(id); all = all.concat(rows);`: the wait takes longer than the copy. */
export function isWaitedFor(site: CallSite, loop: LoopInfo): boolean {
  let n: Node | undefined = site.node.arguments[0];
  for (let depth = 0; n && depth < 4; depth++) {
    if (hasAwait(n)) return true;
    const root = rootOf(withoutFallback(bare(n)));
    const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
    // `if ((id = await idOf(row)) === '') continue; ids = ids.concat(id);`
    if (b?.writes.some((w) => contains(loop.body, w) && hasAwait(w))) return true;
    n = b && b.param === undefined && contains(loop.body, b.node) ? b.init : undefined;
  }
  return false;
}

/**
 * `responses.forEach((response) => { rows = rows.concat(response.data) })`: as few as the requests that were made at
 * once. Responses to a survey are rows, and nobody asks for the `data` of one.
 */
export function areAnswers(loop: LoopInfo): boolean {
  const [item] = loop.items;
  if (!loop.iterable || !item || !/(responses|answers|replies)$/i.test(collectionName(loop.iterable)))
    return false;
  return some(
    loop.body,
    (n) => isMember(n) && /^(data|body|json)$/.test(propertyName(n)) && dotted(n.object) === item,
  );
}
