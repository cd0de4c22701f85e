/** Numbers as people read them. */
import type { ProfileUnit } from '../model.ts';

/** `0.42 ms`, `123 ms`, `3.34 s`, `2 min 03 s`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 99_950) {
    const seconds = Math.round(size / 1000);
    const rest = String(seconds % 60).padStart(2, '0');
    return `${ms < 0 ? '-' : ''}${Math.floor(seconds / 60)} min ${rest} s`;
  }
  if (size >= 9_995) return `${(ms / 1000).toFixed(1)} s`;
  if (size >= 999.5) return `${(ms / 1000).toFixed(2)} s`;
  if (size >= 99.95) return `${ms.toFixed(0)} ms`;
  if (size >= 0.995) return `${ms.toFixed(1)} ms`;
  return ms === 0 ? '0 ms' : `${ms.toFixed(2)} ms`;
}

/** Time of one iteration, three figures: `0.82 ns`, `812 ns`, `4.31 µs`, `12.4 ms`, `1.20 s`. */
export function formatNs(ns: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1, 'ns'],
    [1e3, 'µs'],
    [1e6, 'ms'],
    [1e9, 's'],
  ];
  const size = Math.abs(ns);
  // The next unit from where rounding to three figures would write 1000.
  const [per, unit] = steps.findLast(([from]) => size >= from * 0.9995) ?? [1, 'ns'];
  const value = ns / per;
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return ns === 0 ? '0 ns' : `${value.toFixed(digits)} ${unit}`;
}

/** A change as a share of the old: `+5.2%`, `-0.4%`, `±0.0%`; above double as a factor: `×3.1`. */
export function formatChange(share: number): string {
  if (share >= 1) return `×${(1 + share).toFixed(share >= 9 ? 0 : 1)}`;
  const text = (Math.abs(share) * 100).toFixed(1);
  if (text === '0.0') return '±0.0%';
  return `${share > 0 ? '+' : '-'}${text}%`;
}

/** `812/s`, `1.2k/s`, `3.4M/s`. */
export function formatRate(perSecond: number): string {
  for (const [size, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (perSecond >= size * 0.9995) return `${(perSecond / size).toPrecision(3)}${letter}/s`;
  }
  return `${perSecond.toPrecision(3)}/s`;
}

/** Binary multiples: `512 B`, `3.4 KB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : Math.abs(value) >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `41.2%`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** The report's weight: results carry ms for CPU, bytes for heap, plain counts otherwise. */
export function formatWeight(value: number, unit: ProfileUnit): string {
  if (unit === 'us') return formatMs(value);
  return unit === 'bytes' ? formatBytes(value) : formatCount(value);
}

export function formatSigned(value: number, unit: ProfileUnit): string {
  return value > 0 ? `+${formatWeight(value, unit)}` : formatWeight(value, unit);
}

/** `1 thread`, `3 threads`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
