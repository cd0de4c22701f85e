/** What a report is made of: plain data that every format renders without asking anything else. */
import type { Diagnosis, HotSpots, Origin, ProfileTotals, Recording } from '../model.ts';
import type { HotChange } from '../profile/diff.ts';

/** One profile that went into the report. */
export interface ReportSource {
  /** As shown to people: relative to where the report was asked for. */
  readonly path: string;
  /** `main · node server.js (pid 12)`. */
  readonly label: string;
  readonly activeMs: number;
}

export interface ReportDiff {
  readonly baseTitle: string;
  readonly base: ProfileTotals;
  /** Largest change of self time first. */
  readonly functions: readonly HotChange[];
  readonly lines: readonly HotChange[];
}

/** A box of the static flame: shares are of the whole, 0..1. */
export interface FlameBox {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly origin: Origin;
  readonly pkg: string;
  readonly depth: number;
  readonly start: number;
  readonly share: number;
  readonly selfShare: number;
}

export interface ReportFlame {
  readonly boxes: readonly FlameBox[];
  readonly depth: number;
  /** Boxes too narrow to draw. */
  readonly leftOut: number;
}

export interface ReportData {
  /** The command or file name(s). */
  readonly title: string;
  readonly command: string;
  readonly hot: HotSpots;
  readonly diagnosis: Diagnosis;
  readonly sources: readonly ReportSource[];
  /** Wall time of the longest profile, ms; 0 unknown. */
  readonly durationMs: number;
  readonly onlyMine: boolean;
  readonly recording?: { readonly folder: string; readonly data: Recording };
  /** Source text of hot lines, trimmed; key `file:line` as in HotLine. */
  readonly lineTexts: Readonly<Record<string, string>>;
  readonly diff?: ReportDiff;
  readonly flame?: ReportFlame;
  /** What had to be repaired or left out. */
  readonly notes: readonly string[];
  /** Commands worth running next: `[what for, command]`. */
  readonly next: readonly (readonly [string, string])[];
}

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Rows of each table at most. */
  readonly top: number;
  /** Rows of a smaller self share are left out, 0..1; a few are shown however small. */
  readonly leastShare: number;
}

export interface ReportFormat {
  readonly name: string;
  /** With the dot. */
  readonly extension: string;
  render(data: ReportData, options: RenderOptions): string;
}
