/** Loops whose turns are batches: a chunk, a page, a step by a size. A piece of a text is none. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
} from './ast.ts';
import type { LoopInfo, Scope } from './index-types.ts';
import { find } from './scopes.ts';

export const batchName = /(^|\.)(\w*[a-z](Batches|Chunks)|batches|chunks)$/;

const listWords =
  /^(length|map|filter|forEach|slice|splice|reduce|flat|flatMap|some|every|find|findIndex|join|entries|keys|values|at|push|includes|concat|sort|reverse|indexOf|then|toArray|size)$/;

/** `chunk.id`, `batch.save()`: a row that is called so, or a piece of a text, not a batch of rows. */
export function itemIsThing(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (loop.items.length !== 1 || name === undefined) return false;
  return some(loop.body, (n) => {
    if (!isMember(n) || n.computed || dotted(n.object) !== name) return false;
    if (/^_?id$/.test(propertyName(n))) return true;
    const p = parentOf(n);
    const called = p !== undefined && isCall(p) && p.callee === n;
    const assigned = p?.type === 'AssignmentExpression' && p.left === n;
    return (called || assigned) && !listWords.test(propertyName(n));
  });
}

/** `for await (const block of blocks()) if (block.length) …`: each step is a page of items. */
export function itemIsList(loop: LoopInfo): boolean {
  return (
    loop.items.length === 1 &&
    some(
      loop.body,
      (n) =>
        isMember(n) && /^(length|map|filter)$/.test(propertyName(n)) && dotted(n.object) === loop.items[0],
    )
  );
}

/** `for (const chunk of …)`: the chunk as a whole goes to one call. A group or a page may be one thing with fields. */
export function bodyUsesWhole(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (loop.items.length !== 1 || name === undefined || itemIsThing(loop)) return false;
  // `group[0].productName`, `const { waId } = group`: what its rows have in common is one thing.
  const isOne = (n: Node): boolean =>
    isMember(n) ? n.computed && dotted(n.object) === name : isTakenApart(n, name);
  if (name === 'group' && some(loop.body, isOne)) return false;
  return (
    /^(chunk|batch)/i.test(name) ||
    some(loop.body, (n) => {
      if (n.type !== 'Identifier' || n.name !== name) return false;
      const p = parentOf(n);
      // `findById(group)`: the name of one.
      if (p && isCall(p) && /By[A-Z]\w*$|^(get|find)One/.test(methodName(p))) return false;
      return !p || !isMember(p) || p.object !== n || /^(length|map|filter)$/.test(propertyName(p));
    })
  );
}

/** `const { waId, number } = group` */
function isTakenApart(n: Node, name: string): boolean {
  return (
    n.type === 'VariableDeclarator' &&
    n.id.type === 'ObjectPattern' &&
    !!n.init &&
    dotted(n.init) === name &&
    !n.id.properties.some((p) => p.type === 'ObjectProperty' && dotted(p.key) === 'length')
  );
}

/** `for (const [i, batch] of batches.entries()) await insert(batch)` */
export function goesThroughBatches(loop: LoopInfo): boolean {
  const [, name] = loop.items;
  const all = loop.iterable ? settled(loop.iterable) : undefined;
  if (loop.items.length !== 2 || name === undefined || !all || !isCall(all)) return false;
  const list = methodName(all) === 'entries' ? receiverOf(all) : undefined;
  if (!list || !batchName.test(dotted(list)) || !/^(chunk|batch)/i.test(name)) return false;
  // `batch.id`, `chunk.text`, `embed(chunk)`: one of goods or a piece of a text.
  return !some(
    loop.body,
    (n) =>
      (isMember(n) && !n.computed && dotted(n.object) === name && !listWords.test(propertyName(n))) ||
      (isCall(n) && /embed/i.test(methodName(n) || dotted(n.callee))),
  );
}

/** `chunks.map((chunk) => embed(chunk.content))`: a chunk of a text is one thing to work on, not a list of many. */
export function isPieceOfText(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (name === undefined || !/chunk/i.test(name)) return false;
  const isItem = (n: Node): boolean => n.type === 'Identifier' && n.name === name;
  return some(loop.body, (n) => {
    if (isMember(n)) return isItem(n.object) && textFields.test(propertyName(n));
    return isCall(n) && /embed/i.test(methodName(n) || dotted(n.callee)) && n.arguments.some(isItem);
  });
}

/** `for (let i = 0; i < chunks.length; i++) insert(chunks[i], embeddings[i])`: the pieces of a text, a row each. */
export function embedsPieces(loop: LoopInfo): boolean {
  return some(loop.body, (n) => n.type === 'Identifier' && /^embedding/i.test(n.name));
}

const textFields =
  /^(content|text|pageContent|page_content|chunkText|embedding|tokens?|tokenCount|metadata|startLine|endLine|chunkIndex|index)$/;

export function stepsInBatches(update: Node | null | undefined): boolean {
  const u = update ? bare(update) : undefined;
  if (u?.type !== 'AssignmentExpression') return false;
  if (u.operator === '+=') return !(u.right.type === 'NumericLiteral' && u.right.value === 1);
  return (
    u.operator === '=' &&
    u.right.type === 'BinaryExpression' &&
    u.right.operator === '+' &&
    !(u.right.right.type === 'NumericLiteral' && u.right.right.value === 1)
  );
}

/** `i < Math.ceil(rows.length / size)`, also by way of a name, `i < chunks.length`. */
export function countsBatches(test: Node, scope: Scope): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || !/^[<!]/.test(t.operator)) return false;
  let limit = bare(t.right);
  const b = limit.type === 'Identifier' ? find(scope, limit.name) : undefined;
  if (b?.init && b.kind !== 'param' && b.path.length === 0 && b.writes.length === 0) limit = bare(b.init);
  if (isMember(limit)) return propertyName(limit) === 'length' && batchName.test(dotted(limit.object));
  const first = isCall(limit) && dotted(limit.callee) === 'Math.ceil' ? limit.arguments[0] : undefined;
  const share = first && bare(first);
  if (share?.type !== 'BinaryExpression' || share.operator !== '/') return false;
  const [of, by] = [share.left, bare(share.right)];
  return some(of, isLength) || /^(batch|chunk|page|limit|perPage|take)(_?size)?$/i.test(lastWordOf(by));
}

function isLength(n: Node): boolean {
  return isMember(n) && propertyName(n) === 'length';
}

/**
 * `i <= end` with `end = Math.min(start + SIZE - 1, last)`, `i < rows.length && i < end`: one batch of a loop around
 * it, or of its caller.
 */
export function endsWithBatch(test: Node, scope: Scope): boolean {
  const t = bare(test);
  if (t.type === 'LogicalExpression' && t.operator === '&&')
    return endsWithBatch(t.left, scope) || endsWithBatch(t.right, scope);
  if (t.type !== 'BinaryExpression' || !/^[<]=?$/.test(t.operator)) return false;
  let limit = settled(t.right);
  const b = limit.type === 'Identifier' ? find(scope, limit.name) : undefined;
  if (b?.init && b.path.length === 0 && b.writes.length === 0) limit = settled(b.init);
  // `const end = start + 25` within the loop that goes from batch to batch.
  if (b?.scope.loop && limit.type === 'BinaryExpression') return isStepAhead(limit);
  return isCall(limit) && dotted(limit.callee) === 'Math.min' && limit.arguments.some(isStepAhead);
}

/** `start + SIZE - 1` */
function isStepAhead(n: Node): boolean {
  const end = bare(n);
  if (end.type !== 'BinaryExpression' || !/^[-+*]$/.test(end.operator)) return false;
  return some(
    end,
    (m) =>
      (m.type === 'NumericLiteral' && m.value > 1) ||
      (m.type === 'Identifier' && /size|batch|chunk|limit|page|concurr|parallel|window|step/i.test(m.name)),
  );
}
