/** Moving through a layout box by box: by keyboard, from match to match, to a function. */
import { boxAt, boxWeight, columnAt, type FlameBox, type FlameLayout } from './flame.ts';

export type FlameStep = 'up' | 'down' | 'left' | 'right';

/** The neighbour of a box: its caller, its heaviest callee, the next box at its level; undefined at an end. */
export function neighbour(layout: FlameLayout, box: FlameBox, step: FlameStep): FlameBox | undefined {
  switch (step) {
    case 'up':
      return boxAt(layout, box.first, box.level - 1);
    case 'down':
      return heaviestChild(layout, box);
    case 'left':
      for (let c = box.first - 1; c >= 0; c--) {
        const found = boxAt(layout, c, box.level);
        if (found) return found;
      }
      return undefined;
    case 'right':
      for (let c = box.end; c < layout.columns; c++) {
        const found = boxAt(layout, c, box.level);
        if (found) return found;
      }
      return undefined;
  }
}

function heaviestChild(layout: FlameLayout, box: FlameBox): FlameBox | undefined {
  let best: FlameBox | undefined;
  let most = 0;
  for (let c = box.first; c < box.end; ) {
    const child = boxAt(layout, c, box.level + 1);
    if (!child) {
      c += 1;
      continue;
    }
    const weight = boxWeight(layout, child);
    if (weight > most) {
      most = weight;
      best = child;
    }
    c = child.end;
  }
  return best;
}

/** Where to start: the heaviest of the top boxes. */
export function firstBox(layout: FlameLayout): FlameBox | undefined {
  return heaviestChild(layout, { node: -1, level: -1, first: 0, end: layout.columns });
}

/** The box at a place: `at` in the layout's unit. */
export function boxAtPoint(layout: FlameLayout, at: number, level: number): FlameBox | undefined {
  if (layout.columns === 0 || at < 0 || at >= layout.edges[layout.columns]!) return undefined;
  return boxAt(layout, columnAt(layout.edges, at), level);
}

/** Paths as frames, outermost first. */
export function framesOf(layout: FlameLayout, node: number): number[] {
  const { parent, frame } = layout.tree;
  const frames: number[] = [];
  for (let row = node; row >= 0; row = parent[row]!) frames.push(frame[row]!);
  return frames.reverse();
}

/**
 * The next box whose frame `wanted` accepts, in reading order (by left edge, then by level), going round at
 * the end. `from` undefined: the first.
 */
export function nextBox(
  layout: FlameLayout,
  from: FlameBox | undefined,
  direction: 1 | -1,
  wanted: (frame: number) => boolean,
): FlameBox | undefined {
  const { columns } = layout;
  if (columns === 0) return undefined;
  const start = from?.first ?? (direction === 1 ? 0 : columns - 1);
  for (let step = 0; step <= columns; step++) {
    const column = (((start + direction * step) % columns) + columns) % columns;
    const levels = openingLevels(layout, column, wanted);
    if (direction === -1) levels.reverse();
    // The starting column counts twice: first what lies beyond `from` in it, in the end what lies before.
    const level = levels.find((l) => {
      if (!from || (step > 0 && step < columns)) return true;
      return (step === 0) === (direction === 1 ? l > from.level : l < from.level);
    });
    if (level !== undefined) return boxAt(layout, column, level);
  }
  return from && wanted(layout.tree.frame[from.node]!) ? from : undefined;
}

/** Levels of the boxes that begin at the column and are wanted, ascending. */
function openingLevels(layout: FlameLayout, column: number, wanted: (frame: number) => boolean): number[] {
  const { parent, frame, depth } = layout.tree;
  const levels: number[] = [];
  const shared = layout.shared[column]!;
  for (let row = layout.leaf[column]!; row >= 0 && depth[row]! >= shared; row = parent[row]!)
    if (wanted(frame[row]!)) levels.push(depth[row]!);
  return levels.reverse();
}

/** The heaviest box of a frame. */
export function largestBox(layout: FlameLayout, frame: number): FlameBox | undefined {
  let best: FlameBox | undefined;
  let most = -1;
  for (let column = 0; column < layout.columns; column++) {
    for (const level of openingLevels(layout, column, (f) => f === frame)) {
      const box = boxAt(layout, column, level)!;
      const weight = boxWeight(layout, box);
      if (weight > most) {
        most = weight;
        best = box;
      }
    }
  }
  return best;
}

/**
 * The same path in another layout (a mode or a fold later), as deep as it still exists there; where the path
 * is on show more than once, the box nearest to `near` (in the other layout's unit).
 */
export function samePath(layout: FlameLayout, frames: readonly number[], near: number): FlameBox | undefined {
  const { tree, leaf, edges } = layout;
  // How many levels of the wanted path each row of the tree follows.
  const follows = new Uint32Array(tree.length);
  for (let row = 0; row < tree.length; row++) {
    const depth = tree.depth[row]!;
    const before = depth === 0 ? 0 : follows[tree.parent[row]!]!;
    follows[row] = before === depth && tree.frame[row] === frames[depth] ? depth + 1 : before;
  }
  let best = -1;
  let deepest = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let column = 0; column < layout.columns; column++) {
    const row = leaf[column]!;
    const levels = row < 0 ? 0 : follows[row]!;
    if (levels === 0 || levels < deepest) continue;
    const off = Math.max(0, edges[column]! - near, near - edges[column + 1]!);
    if (levels === deepest && off >= distance) continue;
    best = column;
    deepest = levels;
    distance = off;
  }
  return best < 0 ? undefined : boxAt(layout, best, deepest - 1);
}
