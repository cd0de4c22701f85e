/** Colours of the terminal; plain text where there are none. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  /** From cold to hot by share of the whole. */
  readonly heat: (text: string, share: number) => string;
}

export function styleFor(colour: boolean): Style {
  const wrap =
    (open: number, close: number) =>
    (text: string): string =>
      colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  const red = wrap(31, 39);
  const yellow = wrap(33, 39);
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    red,
    yellow,
    green: wrap(32, 39),
    cyan: wrap(36, 39),
    heat: (text, share) => (share >= 0.2 ? red(text) : share >= 0.05 ? yellow(text) : text),
  };
}

/** A bar of eighths, `width` cells long for a share of 1. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  return (full + ' ▏▎▍▌▋▊▉'.charAt(eighths % 8).trim()).padEnd(width, ' ');
}
