/** Text in boxes: cut to fit by the widths of single characters, which are measured once a font. */

const ELLIPSIS = '…';

export class BoxText {
  #font = '';
  #widths = new Map<string, number>();
  #cuts = new Map<string, string>();
  #ellipsis = 0;

  /** Sets the font; returns true when measures had to be thrown away. */
  use(context: CanvasRenderingContext2D, font: string): void {
    context.font = font;
    if (font === this.#font) return;
    this.#font = font;
    this.#widths.clear();
    this.#cuts.clear();
    this.#ellipsis = this.#width(context, ELLIPSIS);
  }

  /** The text, or its beginning with an ellipsis, or '' where not even three letters fit. */
  fit(context: CanvasRenderingContext2D, text: string, width: number): string {
    // Keyed by whole pixels: the same few widths come back in every frame of an animation.
    const key = `${Math.floor(width)} ${text}`;
    const known = this.#cuts.get(key);
    if (known !== undefined) return known;
    if (this.#cuts.size > 20_000) this.#cuts.clear();
    const cut = this.#cut(context, text, width);
    this.#cuts.set(key, cut);
    return cut;
  }

  #cut(context: CanvasRenderingContext2D, text: string, width: number): string {
    let used = 0;
    let fits = 0;
    let position = 0;
    for (const character of text) {
      used += this.#width(context, character);
      position += character.length;
      if (used <= width - this.#ellipsis) fits = position;
      if (used > width) return fits < 3 ? '' : text.slice(0, fits).trimEnd() + ELLIPSIS;
    }
    return text;
  }

  #width(context: CanvasRenderingContext2D, character: string): number {
    let width = this.#widths.get(character);
    if (width === undefined) {
      width = context.measureText(character).width;
      this.#widths.set(character, width);
    }
    return width;
  }
}
