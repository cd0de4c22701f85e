/** Colours of boxes for light, dark and high contrast themes, by package or by heat. */
import { Origin } from '../../src/core/model.ts';
import {
  type FlameFrames,
  STATE_GC,
  STATE_IDLE,
  STATE_PROGRAM,
} from '../../src/core/profile/flame-frames.ts';
import type { FlameColour } from '../../src/core/protocol.ts';

export type ThemeKind = 'light' | 'dark' | 'hc-dark' | 'hc-light';

/** Red, green, blue, 0..255. */
export type Rgb = readonly [number, number, number];

export interface Theme {
  readonly kind: ThemeKind;
  readonly background: Rgb;
  readonly foreground: Rgb;
  /** Outlines in high contrast. */
  readonly contrast: Rgb;
}

/** Each frame's colours: packed as a pixel, and which of `inks` its text has. */
export interface Palette {
  readonly fill: Uint32Array;
  readonly ink: Uint8Array;
  readonly inks: readonly Rgb[];
}

/** Lightness, chroma and hue of a kind of code; `spread`: how far single functions stray in hue. */
interface Tone {
  readonly l: number;
  readonly c: number;
  readonly h: number;
  readonly spread: number;
}

/** Lightness of ordinary boxes and how strong their colours are. */
const BASE: Readonly<Record<ThemeKind, { readonly l: number; readonly c: number; readonly sway: number }>> = {
  light: { l: 0.86, c: 0.058, sway: 0.025 },
  dark: { l: 0.46, c: 0.075, sway: 0.025 },
  'hc-dark': { l: 0.3, c: 0.07, sway: 0.02 },
  'hc-light': { l: 0.93, c: 0.045, sway: 0.02 },
};

export function toneOf(frames: FlameFrames, frame: number, kind: ThemeKind): Tone {
  const base = BASE[kind];
  const dark = kind === 'dark' || kind === 'hc-dark';
  switch (frames.state[frame]) {
    case STATE_GC:
      return { l: base.l - (dark ? -0.05 : 0.1), c: base.c + 0.09, h: 18, spread: 0 };
    case STATE_PROGRAM:
      return { l: base.l - (dark ? 0.06 : 0.04), c: 0.03, h: 260, spread: 0 };
    case STATE_IDLE:
      return { l: dark ? 0.27 : 0.955, c: 0.004, h: 260, spread: 0 };
  }
  switch (frames.origin[frame]) {
    case Origin.Mine:
      return { l: base.l + (dark ? 0.06 : -0.01), c: base.c + 0.045, h: 62, spread: 16 };
    case Origin.Runtime:
      return { l: base.l, c: base.c * 0.75, h: 150, spread: 10 };
    case Origin.Native:
      return { l: base.l - (dark ? 0.02 : 0), c: 0.012, h: 250, spread: 20 };
    case Origin.Outside:
      return { l: base.l, c: base.c * 0.6, h: 110, spread: 10 };
    default: {
      // Packages get the cool half of the circle: warm is the user's own, green is node, red is GC.
      const name = frames.packages[frames.pkg[frame]!] ?? '';
      return { l: base.l, c: base.c + 0.015, h: 185 + (hash(name) % 150), spread: 6 };
    }
  }
}

/** One colour a package, with small differences between its functions so that neighbours can be told apart. */
export function packagePalette(frames: FlameFrames, theme: Theme): Palette {
  const { sway } = BASE[theme.kind];
  return paletteOf(frames.length, (f) => {
    const tone = toneOf(frames, f, theme.kind);
    const seed = hash(String(f));
    const turn = ((seed % 1000) / 999 - 0.5) * 2 * tone.spread;
    const lift = tone.spread === 0 ? 0 : (((seed >>> 10) % 1000) / 999 - 0.5) * 2 * sway;
    return oklch(tone.l + lift, tone.c, tone.h + turn);
  });
}

/** From pale to burning by the function's self weight, relative to the hottest. */
export function heatPalette(frames: FlameFrames, self: Float64Array, theme: Theme): Palette {
  let most = 0;
  for (let f = 0; f < frames.length; f++)
    if (frames.state[f] !== STATE_IDLE) most = Math.max(most, self[f] ?? 0);
  return paletteOf(frames.length, (f) =>
    frames.state[f] === STATE_IDLE
      ? oklch(...lch(toneOf(frames, f, theme.kind)))
      : heat(most > 0 ? Math.sqrt((self[f] ?? 0) / most) : 0, theme.kind),
  );
}

function lch(tone: Tone): [number, number, number] {
  return [tone.l, tone.c, tone.h];
}

/** `t` 0..1. */
export function heat(t: number, kind: ThemeKind): Rgb {
  const h = 95 - 70 * t;
  switch (kind) {
    case 'light':
      return oklch(0.94 - 0.24 * t, 0.03 + 0.14 * t, h);
    case 'hc-light':
      return oklch(0.97 - 0.22 * t, 0.02 + 0.13 * t, h);
    case 'dark':
      return oklch(0.38 + 0.17 * t, 0.02 + 0.15 * t, h);
    case 'hc-dark':
      return oklch(0.2 + 0.3 * t, 0.02 + 0.15 * t, h);
  }
}

export function paletteFor(
  colour: FlameColour,
  frames: FlameFrames,
  self: Float64Array | undefined,
  theme: Theme,
): Palette {
  return colour === 'heat' && self ? heatPalette(frames, self, theme) : packagePalette(frames, theme);
}

/** Fades what did not match into the background; its text fades as far as it stays readable. */
export function dimmed(palette: Palette, match: Uint8Array, theme: Theme): Palette {
  const fill = palette.fill.slice();
  const ink = palette.ink.slice();
  const inks = [...palette.inks];
  for (let f = 0; f < fill.length; f++) {
    if (match[f] === 1) continue;
    const colour = mix(unpack(fill[f]!), theme.background, 0.86);
    fill[f] = pack(colour);
    ink[f] = inks.length + (contrast(MUTED[0], colour) > contrast(MUTED[1], colour) ? 0 : 1);
  }
  return { fill, ink, inks: [...inks, ...MUTED] };
}

/** Greys for faded text: one for dark fills, one for light ones. */
const MUTED: readonly [Rgb, Rgb] = [
  [166, 166, 166],
  [96, 96, 96],
];

const INKS: readonly Rgb[] = [
  [255, 255, 255],
  [0, 0, 0],
];

function paletteOf(length: number, colourOf: (frame: number) => Rgb): Palette {
  const fill = new Uint32Array(length);
  const ink = new Uint8Array(length);
  for (let f = 0; f < length; f++) {
    const colour = colourOf(f);
    fill[f] = pack(colour);
    ink[f] = contrast(colour, INKS[1]!) > contrast(colour, INKS[0]!) ? 1 : 0;
  }
  return { fill, ink, inks: INKS };
}

export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** As a pixel of an ImageData on a little-endian machine (all that run VS Code). */
export function pack([r, g, b]: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export function unpack(pixel: number): Rgb {
  return [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
}

export function css([r, g, b]: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}

/** `share` of the second, 0..1. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2) => Math.round(a[i] * (1 - share) + b[i] * share);
  return [part(0), part(1), part(2)];
}

/** WCAG 2 contrast, 1..21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

export function luminance(colour: Rgb): number {
  const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

/** OKLCH (hue in degrees) to sRGB, clipped. */
export function oklch(l: number, c: number, hue: number): Rgb {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const gamma = (v: number) => {
    const clipped = Math.min(1, Math.max(0, v));
    return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
  };
  return [
    gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}
