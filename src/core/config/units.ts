/** Amounts as people write them in configuration and options. */

/** `5%` and `0.5 %` → 0.05 and 0.005; NaN for anything else. */
export function percentShare(text: string): number {
  const found = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
  // Through the hundredth's own decimal, so that 5 % is 0.05 and not 0.05000…1.
  return found ? Number(`${found[1]}e-2`) : Number.NaN;
}

const msByUnit = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 } as const;

/** `250ms`, `10s`, `2 min`, `28d` → ms; a bare number counts `bareMs` each; NaN for anything else. */
export function milliseconds(value: string | number, bareMs: number): number {
  if (typeof value === 'number') return value * bareMs;
  const found = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d|w)\s*$/.exec(value);
  return found ? Number(found[1]) * msByUnit[found[2] as keyof typeof msByUnit] : Number.NaN;
}

const bytesByUnit = { B: 1, kB: 1024, KB: 1024, KiB: 1024, MB: 1024 ** 2, MiB: 1024 ** 2 } as const;

/** `150 KB` → 153600; NaN for anything else. */
export function byteCount(value: string | number): number {
  if (typeof value === 'number') return value;
  const found = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|KB|KiB|MB|MiB)\s*$/.exec(value);
  return found
    ? Math.round(Number(found[1]) * bytesByUnit[found[2] as keyof typeof bytesByUnit])
    : Number.NaN;
}
