/**
 * Drawing a layout into pixels, without a canvas. The cost follows the pixels and the columns on show, not
 * the number of boxes: each pixel shows the stack at its middle, and a run of pixels with the same box is
 * one fill of one line a level; the caller repeats the line over the height of the level.
 */
import { BLOCK, columnAt, type FlameLayout } from './flame.ts';

export interface RasterView {
  /** Left edge of the picture and weight of a pixel, in the layout's unit. */
  readonly start: number;
  readonly perPixel: number;
  readonly width: number;
  /** Levels on show: `firstLevel` .. `firstLevel + levels - 1`. */
  readonly firstLevel: number;
  readonly levels: number;
}

export interface RasterStyle {
  /** Colour of each frame, 0xAABBGGRR. */
  readonly fill: Uint32Array;
  readonly background: number;
  /** Drawn at the right edge of boxes (and the left, if `outlined`): the gap, or a line in high contrast. */
  readonly edge: number;
  readonly outlined: boolean;
}

/** Boxes wide enough for text: four numbers each: level - firstLevel, left pixel, width, row of the tree. */
export interface Labels {
  length: number;
  values: Int32Array;
}

export interface Raster {
  /** `levels` lines of `width` pixels; the background where there is no box. */
  readonly lines: Uint32Array;
  readonly labels: Labels;
  readonly boxes: number;
}

/** Snaps to whole pixels from the layout's origin, so that panning moves the picture and never changes it. */
export function snap(start: number, perPixel: number): number {
  return Math.round(start / perPixel) * perPixel;
}

export class Rasteriser {
  #lines = new Uint32Array(0);
  #path = new Int32Array(256);
  #opened = new Int32Array(256);
  readonly #labels: Labels = { length: 0, values: new Int32Array(4096) };
  #boxes = 0;

  /** The result is valid until the next call. `labelFrom`: pixels from which a box gets a label. */
  draw(layout: FlameLayout, view: RasterView, style: RasterStyle, labelFrom: number): Raster {
    const size = view.width * view.levels;
    if (this.#lines.length !== size) this.#lines = new Uint32Array(size);
    this.#lines.fill(style.background);
    if (this.#path.length < layout.levels + 1) {
      this.#path = new Int32Array(layout.levels + 1);
      this.#opened = new Int32Array(layout.levels + 1);
    }
    this.#labels.length = 0;
    this.#boxes = 0;
    if (layout.columns > 0 && view.perPixel > 0) this.#sweep(layout, view, style, labelFrom);
    return { lines: this.#lines, labels: this.#labels, boxes: this.#boxes };
  }

  #sweep(layout: FlameLayout, view: RasterView, style: RasterStyle, labelFrom: number): void {
    const { edges, leaf, columns } = layout;
    const { depth, parent } = layout.tree;
    const end = edges[columns]!;
    const lastLevel = view.firstLevel + view.levels;
    let levels = 0;
    let column = -1;
    for (let pixel = 0; pixel < view.width; ) {
      const middle = view.start + (pixel + 0.5) * view.perPixel;
      if (middle < 0) {
        pixel = Math.max(pixel + 1, Math.ceil(-view.start / view.perPixel - 0.5));
        continue;
      }
      if (middle >= end) break;
      const next = column < 0 ? columnAt(edges, middle) : advance(edges, column, middle);
      const common = column < 0 ? 0 : lowestShared(layout, column, next);
      this.#close(layout, view, style, labelFrom, common, Math.min(levels, lastLevel), pixel);
      const row = leaf[next]!;
      levels = row < 0 ? 0 : depth[row]! + 1;
      for (let r = row; r >= 0 && depth[r]! >= common; r = parent[r]!) {
        this.#path[depth[r]!] = r;
        this.#opened[depth[r]!] = pixel;
      }
      column = next;
      // On to the first pixel whose middle lies in a later column.
      const until = Math.ceil((edges[column + 1]! - view.start) / view.perPixel - 0.5);
      pixel = Math.max(pixel + 1, until);
      if (pixel >= view.width) break;
    }
    const last = Math.min(view.width, Math.ceil((end - view.start) / view.perPixel - 0.5));
    this.#close(layout, view, style, labelFrom, 0, Math.min(levels, lastLevel), last);
  }

  /** Ends the open boxes from a level on at a pixel. */
  #close(
    layout: FlameLayout,
    view: RasterView,
    style: RasterStyle,
    labelFrom: number,
    fromLevel: number,
    toLevel: number,
    pixel: number,
  ): void {
    const { frame } = layout.tree;
    const { firstLevel, width } = view;
    const lines = this.#lines;
    for (let level = Math.max(fromLevel, firstLevel); level < toLevel; level++) {
      const from = this.#opened[level]!;
      const size = pixel - from;
      if (size <= 0) continue;
      const row = this.#path[level]!;
      const base = (level - firstLevel) * width;
      const colour = style.fill[frame[row]!]!;
      // Narrow boxes have no gap: a dense part would be all gaps.
      if (size === 1) lines[base + from] = colour;
      else if (size === 2) {
        lines[base + from] = colour;
        lines[base + from + 1] = colour;
      } else {
        lines.fill(colour, base + from, base + pixel - 1);
        lines[base + pixel - 1] = style.edge;
        if (style.outlined) lines[base + from] = style.edge;
        if (size >= labelFrom) this.#label(level - firstLevel, from, size, row);
      }
      this.#boxes += 1;
    }
  }

  #label(level: number, left: number, width: number, row: number): void {
    const labels = this.#labels;
    if (labels.length + 4 > labels.values.length) {
      const grown = new Int32Array(labels.values.length * 2);
      grown.set(labels.values);
      labels.values = grown;
    }
    labels.values[labels.length++] = level;
    labels.values[labels.length++] = left;
    labels.values[labels.length++] = width;
    labels.values[labels.length++] = row;
  }
}

/** Like `columnAt`, from a column known to lie before: gallops, as most steps are short. */
function advance(edges: Float64Array, column: number, value: number): number {
  const last = edges.length - 2;
  let low = column;
  let stride = 1;
  while (low + stride <= last && edges[low + stride]! <= value) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(last, low + stride);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Levels that go on from one column to a later one. */
function lowestShared(layout: FlameLayout, from: number, to: number): number {
  const { shared, blockMin } = layout;
  let lowest = 0xffffffff;
  for (let c = from + 1; c <= to; ) {
    if (c % BLOCK === 0 && c + BLOCK - 1 <= to) {
      lowest = Math.min(lowest, blockMin[c / BLOCK]!);
      c += BLOCK;
    } else {
      lowest = Math.min(lowest, shared[c]!);
      c += 1;
    }
    if (lowest === 0) break;
  }
  return lowest;
}
