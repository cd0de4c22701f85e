/** What a rule is: what it says of itself, how it looks at one file, and how it decides with the whole in view. */
import type { Family } from '../model.ts';
import type { Node } from './ast.ts';
import type { Extents } from './extents.ts';
import type { Confidence, Severity, Step } from './finding.ts';
import type { CallSite, FileIndex, FunctionInfo } from './index-types.ts';
import type { World } from './link.ts';
import type { Loops } from './loops.ts';
import type { FileKind } from './paths.ts';
import type { Refs } from './refs.ts';
import type { CallRow, Candidate, FileSummary } from './summary.ts';

/** Code with a file name, because the file's place is part of the meaning. */
export interface Example {
  readonly file: string;
  readonly code: string;
}

export interface Rule {
  readonly slug: string;
  readonly title: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
  readonly outOfScope: readonly string[];
  readonly knownFalsePositives: readonly string[];
  /** Only where perfloop.json asks for it. */
  readonly optIn?: boolean;
  /** A finding goes from where work begins to where it is waited for: a comment at either silences it. */
  readonly spans?: boolean;
  /** Candidates carry in their tag what has to be timed before they are told. */
  readonly timed?: boolean;
  /** Code that runs once is looked at too (bundle size, regular expressions). */
  readonly coldToo?: boolean;
  readonly check: (file: Reviewed, report: Report) => void;
  /** Absent: the candidate stands unless its context is cold. */
  readonly decide?: (
    candidate: Candidate,
    file: FileSummary,
    world: World,
    objectives: readonly Objective[],
  ) => Verdict;
}

/** A request that an objective of perfloop.json measures. */
export interface Objective {
  readonly name: string;
  readonly method: string;
  /** A path, or a whole URL. */
  readonly path: string;
}

export type Verdict =
  | { readonly silenced: string }
  | {
      readonly confidence: Confidence;
      /** Why it is told only if asked for. */
      readonly because?: string;
      readonly message?: string;
      readonly severity?: Severity;
      readonly steps?: readonly Step[];
      /** What has to be timed, where the file alone did not know it. */
      readonly probe?: string;
    };

/** One file as rules see it. */
export interface Reviewed {
  readonly index: FileIndex;
  readonly loops: Loops;
  readonly refs: Refs;
  readonly extents: Extents;
  readonly kind: FileKind;
  /** Rows of calls, as far as there are any yet. */
  readonly calls: readonly CallRow[];
  /** Row of a call in the summary, for candidates whose effects decide; makes it where there is none yet. */
  readonly callRow: (site: CallSite) => number;
}

export interface Sighting {
  readonly node: Node;
  /** Where it ends, when that is not the end of `node`. */
  readonly until?: Node;
  readonly fn: FunctionInfo;
  readonly message: string;
  readonly confidence?: Confidence;
  readonly silenced?: string;
  readonly steps?: readonly { readonly node: Node; readonly message: string }[];
  readonly calls?: readonly number[];
  readonly bodies?: readonly number[];
  readonly iter?: number;
  readonly extent?: number;
  readonly tag?: string;
}

export type Report = (sighting: Sighting) => void;
