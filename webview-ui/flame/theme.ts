/** The editor's theme, read from the variables and classes that it gives a webview. */
import { luminance, type Rgb, type Theme, type ThemeKind } from './colours.ts';

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const fallback: Rgb = matchMedia('(prefers-color-scheme: dark)').matches ? [31, 31, 31] : [255, 255, 255];
  const background = parse(style.getPropertyValue('--vscode-editor-background')) ?? fallback;
  const kind = kindOf(document.body.classList, background);
  const dark = kind === 'dark' || kind === 'hc-dark';
  const foreground =
    parse(style.getPropertyValue('--vscode-foreground')) ?? (dark ? [204, 204, 204] : [59, 59, 59]);
  const contrast = parse(style.getPropertyValue('--vscode-contrastBorder')) ?? foreground;
  return { kind, background, foreground, contrast };
}

function kindOf(classes: DOMTokenList, background: Rgb): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc-dark';
  return luminance(background) > 0.18 ? 'light' : 'dark';
}

/** `#rgb`, `#rrggbb(aa)`, `rgb(…)`. */
function parse(text: string): Rgb | undefined {
  const value = text.trim();
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(value);
  if (long)
    return [Number.parseInt(long[1]!, 16), Number.parseInt(long[2]!, 16), Number.parseInt(long[3]!, 16)];
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
  if (short)
    return [
      17 * Number.parseInt(short[1]!, 16),
      17 * Number.parseInt(short[2]!, 16),
      17 * Number.parseInt(short[3]!, 16),
    ];
  const numbers = /^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(value);
  return numbers ? [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])] : undefined;
}
