/**
 * Flame graph geometry. A layout is a row of columns, each a stack held for some weight; a box is a run of
 * columns that share the path down to a level. Boxes are not stored: `shared` says at each column how many
 * levels go on from the column before, which is enough to draw, hit and walk them, and stays small where a
 * list of boxes would have millions of rows.
 */
import type { FlameTree } from './flame-tree.ts';

export interface FlameLayout {
  readonly tree: FlameTree;
  readonly columns: number;
  /** Left edge of each column and the right edge of the last; ascending, from 0, in the profile's unit. */
  readonly edges: Float64Array;
  /** Row of the tree that is deepest in the column; -1: nothing there. */
  readonly leaf: Int32Array;
  /** Levels that the column has in common with the one before; 0 for the first. */
  readonly shared: Uint32Array;
  /** Smallest `shared` of each block of 64 columns, to skip over them. */
  readonly blockMin: Uint32Array;
  /** Deepest level + 1. */
  readonly levels: number;
}

/** A part of the recording, in the profile's unit from its start. */
export interface FlameRange {
  readonly from: number;
  readonly to: number;
}

/** A box: columns `first`..`end` (exclusive) of a layout at a level. */
export interface FlameBox {
  readonly node: number;
  readonly level: number;
  readonly first: number;
  readonly end: number;
}

export const BLOCK = 64;

/** Columns in order of time; equal neighbours become one. `node[i]` lasts from `edges[i]` to `edges[i + 1]`. */
export function timeOrder(tree: FlameTree, node: Int32Array, edges: Float64Array): FlameLayout {
  const leaf = new Int32Array(node.length);
  const starts = new Float64Array(node.length + 1);
  let columns = 0;
  for (let i = 0; i < node.length; i++) {
    if (edges[i + 1] === edges[i]) continue;
    if (columns > 0 && leaf[columns - 1] === node[i]) continue;
    leaf[columns] = node[i]!;
    starts[columns] = edges[i]!;
    columns += 1;
  }
  starts[columns] = columns > 0 ? edges[node.length]! : 0;
  return finish(tree, leaf.slice(0, columns), starts.slice(0, columns + 1));
}

/** The weight of every row of the tree: of its own, and with all below it. */
export interface TreeWeights {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** Weight held by each row within the range (or all). `skip` leaves out rows of a frame, such as idle. */
export function treeWeights(
  tree: FlameTree,
  node: Int32Array,
  edges: Float64Array,
  range: FlameRange | undefined,
  skip?: (frame: number) => boolean,
): TreeWeights {
  const self = new Float64Array(tree.length);
  const from = range?.from ?? 0;
  const to = range?.to ?? Number.POSITIVE_INFINITY;
  for (let i = range ? Math.max(0, columnAt(edges, from)) : 0; i < node.length && edges[i]! < to; i++) {
    const row = node[i]!;
    if (row >= 0) self[row]! += Math.max(0, Math.min(to, edges[i + 1]!) - Math.max(from, edges[i]!));
  }
  if (skip)
    for (let row = 0; row < tree.length; row++) if (self[row]! > 0 && skip(tree.frame[row]!)) self[row] = 0;
  return { self, total: totals(tree, self) };
}

export function totals(tree: FlameTree, self: Float64Array): Float64Array {
  const total = self.slice();
  for (let row = tree.length - 1; row >= 0; row--) {
    const parent = tree.parent[row]!;
    if (parent >= 0) total[parent]! += total[row]!;
  }
  return total;
}

/** Rows that weigh something, depth first, heaviest child first (ties: the one met first). */
export function heaviestFirst(tree: FlameTree, total: Float64Array): Uint32Array {
  const { parent } = tree;
  // Children of row r are list[start[r + 1] .. start[r + 2]); the top boxes are those of row -1.
  const start = new Uint32Array(tree.length + 3);
  let count = 0;
  for (let row = 0; row < tree.length; row++) {
    if (total[row]! <= 0) continue;
    start[parent[row]! + 3]! += 1;
    count += 1;
  }
  for (let i = 2; i < start.length; i++) start[i]! += start[i - 1]!;
  const list = new Uint32Array(count);
  for (let row = 0; row < tree.length; row++) if (total[row]! > 0) list[start[parent[row]! + 2]!++] = row;
  const order = new Uint32Array(count);
  const stack: number[] = [];
  let done = 0;
  const push = (row: number) => {
    const first = start[row + 1]!;
    const end = start[row + 2]!;
    sortByWeight(list, first, end, total);
    for (let i = end - 1; i >= first; i--) stack.push(list[i]!);
  };
  push(-1);
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    order[done++] = row;
    push(row);
  }
  return order;
}

function sortByWeight(list: Uint32Array, first: number, end: number, total: Float64Array): void {
  if (end - first > 24) {
    list.subarray(first, end).sort((a, b) => total[b]! - total[a]! || a - b);
    return;
  }
  for (let i = first + 1; i < end; i++) {
    const row = list[i]!;
    let j = i - 1;
    while (j >= first && total[list[j]!]! < total[row]!) {
      list[j + 1] = list[j]!;
      j -= 1;
    }
    list[j + 1] = row;
  }
}

/** Equal paths merged, the heaviest to the left; what a box holds itself is at its right end. */
export function leftHeavy(
  tree: FlameTree,
  weights: TreeWeights,
  order = heaviestFirst(tree, weights.total),
): FlameLayout {
  const leaf = new Int32Array(order.length);
  const edges = new Float64Array(order.length + 1);
  const open: number[] = [];
  let columns = 0;
  const close = (depth: number) => {
    while (open.length > depth) {
      const row = open.pop()!;
      const self = weights.self[row]!;
      if (self <= 0) continue;
      leaf[columns] = row;
      edges[columns + 1] = edges[columns]! + self;
      columns += 1;
    }
  };
  for (const row of order) {
    close(tree.depth[row]!);
    open.push(row);
  }
  close(0);
  return finish(tree, leaf.slice(0, columns), edges.slice(0, columns + 1));
}

function finish(tree: FlameTree, leaf: Int32Array, edges: Float64Array): FlameLayout {
  const columns = leaf.length;
  const shared = new Uint32Array(columns);
  const blockMin = new Uint32Array(Math.ceil(columns / BLOCK)).fill(0xffffffff);
  let levels = 0;
  for (let c = 0; c < columns; c++) {
    const row = leaf[c]!;
    const common = c === 0 ? 0 : sharedLevels(tree, leaf[c - 1]!, row);
    shared[c] = common;
    const block = Math.floor(c / BLOCK);
    if (common < blockMin[block]!) blockMin[block] = common;
    if (row >= 0 && tree.depth[row]! >= levels) levels = tree.depth[row]! + 1;
  }
  return { tree, columns, edges, leaf, shared, blockMin, levels };
}

/** How many levels two paths have in common from the top. */
export function sharedLevels(tree: FlameTree, a: number, b: number): number {
  if (a < 0 || b < 0) return 0;
  const { parent, depth } = tree;
  let x = a;
  let y = b;
  while (depth[x]! > depth[y]!) x = parent[x]!;
  while (depth[y]! > depth[x]!) y = parent[y]!;
  while (x !== y) {
    x = parent[x]!;
    y = parent[y]!;
    if (x < 0) return 0;
  }
  return depth[x]! + 1;
}

/** Index of the interval that holds `value`: edges[i] <= value < edges[i + 1]; clamped to the ends. */
export function columnAt(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The row of the tree at a level of a column, or -1. */
export function nodeAt(layout: FlameLayout, column: number, level: number): number {
  const { parent, depth } = layout.tree;
  let row = layout.leaf[column] ?? -1;
  if (row < 0 || level < 0 || depth[row]! < level) return -1;
  while (depth[row]! > level) row = parent[row]!;
  return row;
}

/** The box that covers a column at a level. */
export function boxAt(layout: FlameLayout, column: number, level: number): FlameBox | undefined {
  const node = nodeAt(layout, column, level);
  if (node < 0) return undefined;
  const { shared, blockMin, columns } = layout;
  let first = column;
  while (first > 0 && shared[first]! > level) {
    if (first % BLOCK === BLOCK - 1 && blockMin[(first - BLOCK + 1) / BLOCK]! > level) first -= BLOCK;
    else first -= 1;
  }
  let end = column + 1;
  while (end < columns && shared[end]! > level) {
    if (end % BLOCK === 0 && blockMin[end / BLOCK]! > level) end = Math.min(columns, end + BLOCK);
    else end += 1;
  }
  return { node, level, first, end };
}

/** What the box weighs, in the layout's unit. */
export function boxWeight(layout: FlameLayout, box: FlameBox): number {
  return layout.edges[box.end]! - layout.edges[box.first]!;
}
