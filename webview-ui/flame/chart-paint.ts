/** Painting a chart: rows of boxes filled into a pixel buffer and put on the canvas at once, text on top. */
import type { FlameLayout } from '../../src/core/profile/flame.ts';
import { type Labels, Rasteriser, snap } from '../../src/core/profile/flame-raster.ts';
import { BoxText } from './chart-text.ts';
import { css, type Palette, pack, type Theme } from './colours.ts';

/** Height of a row of boxes, CSS pixels. */
export const ROW = 20;
const FONT_SIZE = 12;
/** Width from which a box gets a label, CSS pixels. */
const LABEL_FROM = 26;

/** What part of the layout is on show: in the layout's unit, and from the top in CSS pixels. */
export interface ChartView {
  readonly start: number;
  readonly span: number;
  readonly top: number;
}

export interface Picture {
  readonly layout: FlameLayout;
  readonly view: ChartView;
  readonly upwards: boolean;
  readonly skip: number;
  readonly palette: Palette;
  readonly labelOf: (frame: number) => string;
}

export class ChartPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #rasteriser = new Rasteriser();
  readonly #text = new BoxText();
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);
  #font = '';
  #ratio = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    // Pixels are written by us, not by a GPU: an accelerated canvas would copy them back and forth.
    this.#context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  }

  /** Fits the canvas to its place, CSS pixels. */
  resize(cssWidth: number, cssHeight: number): void {
    this.#ratio = devicePixelRatio || 1;
    const width = Math.max(1, Math.round(cssWidth * this.#ratio));
    const height = Math.max(1, Math.round(cssHeight * this.#ratio));
    if (this.#canvas.width === width && this.#canvas.height === height && this.#image) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#font = '';
  }

  /** After the theme changed: fonts may have too. */
  forgetFont(): void {
    this.#font = '';
  }

  /** @returns how many boxes are on show. `picture` undefined: an empty ground. */
  paint(picture: Picture | undefined, theme: Theme): number {
    const background = pack(theme.background);
    this.#pixels.fill(background);
    if (!picture || picture.layout.columns === 0 || picture.palette.fill.length === 0) {
      this.#context.putImageData(this.#image!, 0, 0);
      return 0;
    }
    const { layout, view, palette } = picture;
    const { width, height } = this.#canvas;
    const firstLevel = Math.floor(view.top / ROW);
    const levels = Math.ceil(height / (ROW * this.#ratio)) + 1;
    const outlined = theme.kind === 'hc-dark' || theme.kind === 'hc-light';
    const edge = outlined ? pack(theme.contrast) : background;
    const perPixel = view.span / width;
    const start = snap(view.start, perPixel);
    const raster = this.#rasteriser.draw(
      layout,
      { start, perPixel, width, firstLevel: firstLevel + picture.skip, levels },
      { fill: palette.fill, background, edge, outlined },
      LABEL_FROM * this.#ratio,
    );
    for (let level = 0; level < levels; level++) {
      const line = raster.lines.subarray(level * width, (level + 1) * width);
      this.#blit(
        line,
        this.#top(picture, firstLevel + level),
        this.#bottom(picture, firstLevel + level),
        outlined ? edge : undefined,
        background,
      );
    }
    this.#context.putImageData(this.#image!, 0, 0);
    this.#labels(raster.labels, firstLevel, picture);
    return raster.boxes;
  }

  /** Rows begin at whole pixels; where a row is no whole number of them, some are one pixel taller. */
  #top({ view, upwards }: Picture, level: number): number {
    const ratio = this.#ratio;
    const row = upwards ? this.#canvas.height / ratio - (level + 1) * ROW + view.top : level * ROW - view.top;
    return Math.round(row * ratio);
  }

  #bottom(picture: Picture, level: number): number {
    return this.#top(picture, picture.upwards ? level - 1 : level + 1);
  }

  /** Repeats a line over its row; the last is the gap to the next row, or in high contrast the outline. */
  #blit(
    line: Uint32Array,
    top: number,
    bottom: number,
    outline: number | undefined,
    background: number,
  ): void {
    const { width, height } = this.#canvas;
    const end = Math.min(height, bottom - 1);
    for (let y = Math.max(0, top); y < end; y++) this.#pixels.set(line, y * width);
    const last = bottom - 1;
    if (outline === undefined || last < 0 || last >= height) return;
    const base = last * width;
    for (let x = 0; x < width; x++) if (line[x] !== background) this.#pixels[base + x] = outline;
  }

  #labels(labels: Labels, firstLevel: number, picture: Picture): void {
    const context = this.#context;
    const { palette, labelOf } = picture;
    const { frame } = picture.layout.tree;
    this.#font ||= `${FONT_SIZE * this.#ratio}px ${getComputedStyle(document.body).fontFamily || 'sans-serif'}`;
    this.#text.use(context, this.#font);
    context.textBaseline = 'middle';
    const padding = 4 * this.#ratio;
    for (const [ink, colour] of palette.inks.entries()) {
      context.fillStyle = css(colour);
      for (let i = 0; i < labels.length; i += 4) {
        const id = frame[labels.values[i + 3]!]!;
        if (palette.ink[id] !== ink) continue;
        const text = this.#text.fit(context, labelOf(id), labels.values[i + 2]! - 2 * padding);
        if (text === '') continue;
        const middle = this.#top(picture, firstLevel + labels.values[i]!) + (ROW * this.#ratio) / 2;
        context.fillText(text, labels.values[i + 1]! + padding, middle + 0.5 * this.#ratio);
      }
    }
  }
}
