/** A static finding and its parts. Positions are 1-based; paths relative to the workspace, with `/`. */
import type { Family } from '../model.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'high' | 'medium' | 'low';

/** One link of the chain that explains a finding: from the loop to the query. */
export interface Step {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface TextEdit {
  readonly file: string;
  /** Offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A change of the code that removes a finding. Made on demand by `fixes/index.ts`, never while analysing. */
export interface Fix {
  /** Of the kind of change: `hoist`, `set-lookup`. */
  readonly name: string;
  /** As in a menu: `Look up in a Set made before the loop`. */
  readonly title: string;
  /** safe: the program does the same, apply at will. preview: read it first, `note` says what to look at. */
  readonly kind: 'safe' | 'preview';
  /** What a reader has to know to agree; '' for safe ones. */
  readonly note: string;
  /** Sorted by place, not overlapping; all of the finding's own file. */
  readonly edits: readonly TextEdit[];
}

export interface Finding {
  readonly rule: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly advice: string;
  /** The function it is in. */
  readonly function: string;
  /** The function around, where `function` is a callback. */
  readonly owner?: string;
  /** Where nothing around it has a name: the first line that what a recording calls anonymous can be its own on. */
  readonly from?: number;
  /** `request handler`, `job`, … or '' where unknown. */
  readonly context: string;
  readonly chain: readonly Step[];
  /** Same for the same finding after lines moved: hash of rule, file, function, text. */
  readonly fingerprint: string;
  /** Same for the same finding in whatever file: hashes of its text, its function and its message. */
  readonly trace: string;
  /** What is to be timed before it is told (JSON of the rule's own); never leaves the review. */
  readonly probe?: string;
  /** Measured share of the run, 0..1, where a profile is at hand. */
  readonly share?: number;
}

/** A would-be finding that was held back, with the reason. For --verbose. */
export interface Silenced {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly reason: string;
  /** Of what somebody suppressed: the finding's own, and where the suppression is written. */
  readonly fingerprint?: string;
  readonly by?: 'code' | 'settings';
}

/** A file or setting that could not be used; the rest went on. */
export interface Notice {
  readonly file: string;
  readonly message: string;
}
