/** What the desk and its worker say to each other. */
import type { Finding, Fix, TextEdit } from '../../core/analysis/finding.ts';
import type { SuppressionWish } from '../../core/analysis/suppression-edit.ts';
import type { RuleText } from '../../core/report/explain.ts';
import type { FindingsReport } from '../../core/report/findings/types.ts';

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

/** Findings of one file with the text that they were made from. */
export interface FixWish {
  /** Absolute folder that the file is relative to; '' where it belongs to none. */
  readonly root: string;
  readonly findings: readonly Finding[];
  readonly text: string;
}

/** What is to be pasted: a finding as it is now, with the text of its file where that is known; or a whole review. */
export type MarkdownWish =
  | { readonly finding: Finding; readonly text: string | undefined }
  | {
      readonly report: FindingsReport;
      /** Absolute. */
      readonly root: string;
      /** Stand for those on disk. */
      readonly texts: ReadonlyMap<string, string>;
    };

export type DeskRequest =
  | { readonly type: 'loose'; readonly of: LooseText }
  | { readonly type: 'rules' }
  | { readonly type: 'fixes'; readonly of: FixWish }
  | { readonly type: 'markdown'; readonly of: MarkdownWish }
  | { readonly type: 'suppression'; readonly of: SuppressionWish };

export interface DeskAnswers {
  readonly loose: LooseReview;
  readonly rules: readonly RuleText[];
  /** In the order of the findings, best first. */
  readonly fixes: readonly (readonly Fix[])[];
  readonly markdown: string;
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
