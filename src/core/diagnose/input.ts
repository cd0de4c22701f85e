/** What families look at, and what they answer with. */
import type { FamilyVerdict, HotSpots } from '../model.ts';
import type { ProfileSummary } from './summary.ts';

/** Facts that a profile does not hold; each may be missing. */
export interface Signals {
  /** Functions thrown back from optimised code, in all. */
  readonly deopts?: number;
  /** Where those functions are, file as in HotFunction. */
  readonly deoptSites?: readonly { readonly file: string; readonly line: number }[];
}

export interface DiagnoseInput {
  /** All functions and lines, of every origin, highest self weight first. */
  readonly hot: HotSpots;
  readonly summary: ProfileSummary;
  /** Source text of hot lines, key `file:line` as in HotLine. */
  readonly lineTexts: Readonly<Record<string, string>>;
  readonly signals?: Signals;
}

/** One bottleneck family: looks at the facts, and keeps silent unless they speak. */
export interface FamilyDetector {
  readonly family: FamilyVerdict['family'];
  /** Whether its share is of wall time (waiting) rather than of active time. */
  readonly waiting: boolean;
  /** Weight in the ranking beside others of the same share; see each family for why it is not 1. */
  readonly standing: number;
  detect(input: DiagnoseInput): Omit<FamilyVerdict, 'family'> | undefined;
}
