/** From loaded profiles to the data of a report. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from '../core/diagnose/diagnose.ts';
import { summarise } from '../core/diagnose/summary.ts';
import { type HotSpots, Origin, UserError } from '../core/model.ts';
import { diffHotSpots, type HotChange } from '../core/profile/diff.ts';
import { hotSpots, totals } from '../core/profile/hotspots.ts';
import { ownerOf } from '../core/profile/origin.ts';
import { below } from '../core/profile/paths.ts';
import type { ReportData } from '../core/report/data.ts';
import { reportFlame } from '../core/report/flame.ts';
import { withCallTotals } from '../node/load-call-lines.ts';
import { readLineTexts } from '../node/load-lines.ts';
import type { LoadedProfile } from '../node/perfloop.ts';

export interface ReportRequest {
  readonly command: string;
  readonly title: string;
  /** As roots of own code; see rootsFor. */
  readonly roots: readonly string[];
  readonly cwd: string;
  readonly onlyMine: boolean;
  readonly top: number;
  readonly flame: boolean;
  readonly base?: { readonly title: string; readonly loaded: readonly LoadedProfile[] };
  readonly next: ReportData['next'];
}

/** Lines whose text the diagnosis reads, beyond those that are shown. */
const linesToRead = 40;

/** @throws UserError where profiles cannot be compared */
export async function buildReport(
  loaded: readonly LoadedProfile[],
  request: ReportRequest,
): Promise<ReportData> {
  const { roots, onlyMine, top, base } = request;
  const { used, left } = ofOneUnit(loaded);
  const profiles = await withCallTotals(
    used.map((l) => l.profile),
    roots,
  );
  const all = hotSpots(profiles, { roots, onlyMine: false, top: Number.MAX_SAFE_INTEGER });
  const full = onlyMine ? hotSpots(profiles, { roots, onlyMine, top: Number.MAX_SAFE_INTEGER }) : all;
  const lineTexts = await readLineTexts(
    [...all.lines.slice(0, Math.max(top, linesToRead)), ...full.lines.slice(0, top)],
    roots,
  );
  const summary = summarise(profiles, roots);
  const recording = used.find((l) => l.recording)?.recording;
  return {
    title: request.title,
    command: request.command,
    hot: trimmed(full, top),
    diagnosis: diagnose({ hot: all, summary, lineTexts }),
    sources: used.map((l) => ({
      path: shownPath(l.path, request.cwd),
      label: l.label,
      activeMs: totals(l.profile).activeMs,
    })),
    durationMs: Math.max(0, ...profiles.map((p) => p.durationUs)) / 1000,
    onlyMine,
    ...(recording ? { recording: { folder: recording.folder, data: recording.recording } } : {}),
    lineTexts,
    ...(base ? { diff: diffWith(base, full, request) } : {}),
    ...(request.flame
      ? { flame: reportFlame(profiles, { roots, onlyMine, leastShare: 0.002, mostDepth: 100 }) }
      : {}),
    notes: [
      ...left,
      ...new Set(loaded.flatMap((l) => l.profile.problems)),
      ...(recording?.recording.problems ?? []),
    ],
    next: request.next,
  };
}

function trimmed(hot: HotSpots, top: number): HotSpots {
  return { ...hot, functions: hot.functions.slice(0, top), lines: hot.lines.slice(0, top) };
}

/** CPU time and bytes do not add up: the first profile's unit decides. */
function ofOneUnit(loaded: readonly LoadedProfile[]): { used: readonly LoadedProfile[]; left: string[] } {
  const unit = loaded[0]?.profile.unit;
  const used = loaded.filter((l) => l.profile.unit === unit);
  const left = loaded
    .filter((l) => l.profile.unit !== unit)
    .map(
      (l) =>
        `${l.label} counts ${l.profile.unit === 'bytes' ? 'bytes' : 'time'} and was left out: report on it alone`,
    );
  return { used, left };
}

/** Changes of self weight below this share of the larger profile are noise. */
const LEAST_CHANGE = 0.0005;

function diffWith(base: NonNullable<ReportRequest['base']>, now: HotSpots, request: ReportRequest) {
  const { used } = ofOneUnit(base.loaded);
  const profiles = used.map((l) => l.profile);
  if (profiles[0]?.unit !== now.unit) {
    throw new UserError(
      `${base.title} and ${request.title} count different things (${profiles[0]?.kind} and ${now.kind})`,
      'Compare two CPU profiles, or two heap profiles.',
    );
  }
  const hot = hotSpots(profiles, {
    roots: request.roots,
    onlyMine: request.onlyMine,
    top: Number.MAX_SAFE_INTEGER,
  });
  const { functions, lines, base: totalsOfBase } = diffHotSpots(hot, now);
  const least = Math.max(hot.totals.activeMs, now.totals.activeMs) * LEAST_CHANGE;
  const tells = (row: HotChange): boolean => row.selfDeltaMs !== 0 && Math.abs(row.selfDeltaMs) >= least;
  return {
    baseTitle: base.title,
    base: totalsOfBase,
    functions: functions.filter(tells),
    lines: lines.filter(tells),
  };
}

function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return (relative !== '' && !relative.startsWith('..') ? relative : file).replaceAll('\\', '/');
}

/**
 * What own code is: below the folder one works in, under its real name too (V8 reports that one), and for a
 * recording the folder it was made in.
 */
export function rootsFor(cwd: string, more: readonly string[] = []): string[] {
  const roots = new Set<string>();
  for (const folder of [cwd, ...more]) {
    roots.add(folder.replaceAll('\\', '/'));
    try {
      roots.add(realpathSync(folder).replaceAll('\\', '/'));
    } catch {
      // Recorded on another machine.
    }
  }
  return [...roots];
}

/** A profile from elsewhere has nothing below the working folder: then whatever is no dependency is own code. */
export function rootsThatFit(loaded: readonly LoadedProfile[], roots: readonly string[]): readonly string[] {
  let outside = false;
  for (const { profile } of loaded) {
    for (const index of new Set(profile.frames.file)) {
      const file = profile.strings[index] ?? '';
      // A dependency counts too: a program that only runs one, as npx does, was still recorded here.
      if (roots.some((root) => below(file, root) !== undefined)) return roots;
      outside ||= ownerOf(file, roots).origin === Origin.Outside;
    }
  }
  return outside ? [] : roots;
}
