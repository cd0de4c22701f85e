/** What the desk and its worker say to each other. */
import type { Finding, TextEdit } from '../../core/analysis/finding.ts';
import type { SuppressionWish } from '../../core/analysis/suppression-edit.ts';
import type { RuleText } from '../../core/report/explain.ts';

/** A text that belongs to no folder; the path tells its language. */
export interface LooseText {
  readonly path: string;
  readonly text: string;
}

export interface LooseReview {
  readonly findings: readonly Finding[];
  /** Why it could not be looked at, or only in part; '' where all is well. */
  readonly problem: string;
}

export type DeskRequest =
  | { readonly type: 'loose'; readonly of: LooseText }
  | { readonly type: 'rules' }
  | { readonly type: 'suppression'; readonly of: SuppressionWish };

export interface DeskAnswers {
  readonly loose: LooseReview;
  readonly rules: readonly RuleText[];
  /** undefined where no comment can stand. */
  readonly suppression: TextEdit | undefined;
}

export type ToDesk = DeskRequest & { readonly id: number };
export type FromDesk =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

/** `workerData` of the review's worker that makes it a desk. */
export interface DeskData {
  readonly role: 'desk';
}
