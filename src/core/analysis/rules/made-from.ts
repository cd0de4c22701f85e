/** Lists that are made of others, item for item: `fileIds = attachments.map((a) => a.fileId)` are as many as those. */
import {
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  receiverOf,
  settled,
  spreadAlone,
} from '../ast.ts';
import { changesOf } from '../changes.ts';
import type { Binding, FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { startsEmpty } from '../list-shapes.ts';
import { find } from '../scopes.ts';

export interface Made {
  readonly node: Node;
  readonly scope: Scope;
}

/** The list that a name's list has an item of for each of its own, by way of names; undefined where it is none such. */
export function madeFrom(list: Node, scope: Scope, depth = 0): Made | undefined {
  const n = settled(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b?.init || !isWhole(b) || b.writes.length > 0 || depth > 4) return undefined;
  const from = eachOf(b.init);
  if (from === settled(b.init) && from.type !== 'Identifier') return undefined;
  // `options[kind + 'List']`: nothing says what that is.
  if (isMember(from) && from.computed) return undefined;
  return madeFrom(from, b.scope, depth + 1) ?? { node: from, scope: b.scope };
}

/** The one loop that fills a list, an item a turn: `for (const size of sizes) names.push(size.name)`. */
export function filledIn(list: Node, scope: Scope, file: FileIndex): LoopInfo | undefined {
  const n = settled(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b?.init || !isWhole(b) || !startsEmpty(b.init)) return undefined;
  const changes = changesOf(file, b.name).filter((s) => find(s.scope, b.name) === b);
  const loop = changes[0]?.loop;
  if (!loop?.iterable || contains(loop.body, b.node) || (loop.parent && !contains(loop.parent.body, b.node)))
    return undefined;
  const eachOnce = changes.every(
    (s) =>
      s.loop === loop &&
      s.fn === changes[0]!.fn &&
      /^(push|add)$/.test(s.method) &&
      s.node.arguments.length === 1 &&
      s.node.arguments[0]!.type !== 'SpreadElement',
  );
  const goesThrough = settled(loop.iterable);
  return eachOnce && !(goesThrough.type === 'Identifier' && goesThrough.name === b.name) ? loop : undefined;
}

function isWhole(b: Binding): boolean {
  return b.kind !== 'param' && b.kind !== 'import' && !b.loopItem && b.path.length === 0;
}

/** `attachments` of `(attachments || []).map((a) => a.id).filter(Boolean)`; what is flattened has more. */
function eachOf(node: Node): Node {
  const n = settled(node);
  if (n.type === 'LogicalExpression' && n.operator !== '&&') return eachOf(n.left);
  if (n.type === 'NewExpression')
    return dotted(n.callee) === 'Set' && n.arguments[0] ? eachOf(n.arguments[0]) : n;
  const copied = spreadAlone(n);
  if (copied) return eachOf(copied);
  if (!isCall(n)) return n;
  const [first, ...more] = n.arguments;
  if (/^(Object\.(keys|values|entries)|Array\.from|Promise\.(all|allSettled))$/.test(dotted(n.callee)))
    return first && more.length === 0 ? eachOf(first) : n;
  const of = receiverOf(n);
  return of && /^(map|filter|sort|toSorted|reverse)$/.test(methodName(n)) ? eachOf(of) : n;
}
