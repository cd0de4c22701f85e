/** Orders and sums over a stack table, each one linear pass. */
import type { Profile, StackTable } from '../model.ts';

/**
 * Rows so that every row is followed by all rows below it, and then by its next sibling; undefined where the
 * table is in that order already (V8 writes it so).
 */
export function preorder(stacks: StackTable): Int32Array | undefined {
  const { parent, length } = stacks;
  if (isPreorder(stacks)) return undefined;
  // Sizes of subtrees give each row its place without a stack: parents come before children.
  const size = new Int32Array(length).fill(1);
  for (let row = length - 1; row >= 0; row--) if (parent[row]! >= 0) size[parent[row]!]! += size[row]!;
  const order = new Int32Array(length);
  const nextFree = new Int32Array(length);
  let nextRoot = 0;
  for (let row = 0; row < length; row++) {
    const up = parent[row]!;
    const place = up < 0 ? nextRoot : nextFree[up]!;
    if (up < 0) nextRoot += size[row]!;
    else nextFree[up] = place + size[row]!;
    nextFree[row] = place + 1;
    order[place] = row;
  }
  return order;
}

function isPreorder({ parent, length }: StackTable): boolean {
  const path: number[] = [];
  for (let row = 0; row < length; row++) {
    const up = parent[row]!;
    while (path.length > 0 && path[path.length - 1] !== up) path.pop();
    if (path.length === 0 && up >= 0) return false;
    path.push(row);
  }
  return true;
}

/** Weight of the samples that end in each row. */
export function selfWeights(profile: Profile): Float64Array {
  const self = new Float64Array(profile.stacks.length);
  const { stack, weight, length } = profile.samples;
  for (let i = 0; i < length; i++) self[stack[i]!]! += weight[i]!;
  return self;
}

/** Weight of each row and everything below it. */
export function subtreeWeights(stacks: StackTable, self: Float64Array): Float64Array {
  const sum = self.slice();
  for (let row = stacks.length - 1; row >= 0; row--) {
    const up = stacks.parent[row]!;
    if (up >= 0) sum[up]! += sum[row]!;
  }
  return sum;
}

/** What a walk calls; rows arrive so that everything between `enter` and `leave` of a row lies below it. */
export interface StackVisitor {
  enter(row: number): void;
  leave(row: number): void;
}

/** Visits rows whose subtree has weight, depth first; depth costs no recursion. */
export function walkStacks(stacks: StackTable, subtree: Float64Array, visitor: StackVisitor): void {
  const order = preorder(stacks);
  const path = new Int32Array(stacks.length);
  let depth = 0;
  for (let i = 0; i < stacks.length; i++) {
    const row = order === undefined ? i : order[i]!;
    if (subtree[row] === 0) continue;
    const up = stacks.parent[row]!;
    while (depth > 0 && path[depth - 1] !== up) visitor.leave(path[--depth]!);
    path[depth++] = row;
    visitor.enter(row);
  }
  while (depth > 0) visitor.leave(path[--depth]!);
}
