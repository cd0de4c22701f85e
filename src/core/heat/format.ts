import type { ProfileUnit } from '../model.ts';

/** `38 %`, `12.4 %`, `0.3 %`: three figures at most, so that columns of them stay calm. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent >= 99.95 ? Math.round(percent) : trimZero(percent.toFixed(1))} %`;
}

/** A weight as results carry it: ms for time, bytes for heap, else a count. */
export function formatWeight(value: number, unit: ProfileUnit): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'count') return String(Math.round(value));
  return formatMs(value);
}

function formatMs(ms: number): string {
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
  if (ms >= 1000) return `${trimZero((ms / 1000).toFixed(2))} s`;
  if (ms >= 10) return `${Math.round(ms)} ms`;
  return `${trimZero(ms.toFixed(1))} ms`;
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  if (bytes < 1024 ** 2) return `${trimZero((bytes / 1024).toFixed(1))} KiB`;
  if (bytes < 1024 ** 3) return `${trimZero((bytes / 1024 ** 2).toFixed(1))} MiB`;
  return `${trimZero((bytes / 1024 ** 3).toFixed(2))} GiB`;
}

function trimZero(figures: string): string {
  return figures.replace(/\.?0+$/, '') || '0';
}

/** Seconds as a clock that does not jump in width: `0:07`, `12:40`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
