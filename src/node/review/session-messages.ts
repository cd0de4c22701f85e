/** Between a review session and its worker. */
import type { Finding, Notice, Silenced } from '../../core/analysis/finding.ts';
import type { Heat } from '../../core/analysis/heat.ts';
import type { ReviewOptions, ReviewResult } from './review.ts';

/** What is said of one file: of the text with this version, 0 where it is the one on disk. */
export interface FileReview {
  /** Relative to the root, `/`. */
  readonly file: string;
  readonly version: number;
  readonly findings: readonly Finding[];
  /** Held back, with the reason. */
  readonly silenced: readonly Silenced[];
  /** Held back because somebody said so. */
  readonly suppressed: readonly Silenced[];
  readonly notices: readonly Notice[];
}

export interface IndexedWorkspace {
  readonly files: number;
  /** Files read anew rather than taken from the cache. */
  readonly analysed: number;
  readonly notices: readonly Notice[];
}

/** Options of a review inside a session; the session knows the rest. */
export type SessionReview = Pick<ReviewOptions, 'paths' | 'base' | 'staged' | 'shard' | 'all'>;

export type SessionRequest =
  | { readonly type: 'update'; readonly file: string; readonly text: string; readonly version: number }
  | { readonly type: 'close' | 'remove' | 'findings'; readonly file: string }
  | { readonly type: 'changedOnDisk'; readonly files: readonly string[] }
  | { readonly type: 'all' }
  | { readonly type: 'heat'; readonly heat: Heat | undefined }
  | { readonly type: 'review'; readonly options: SessionReview }
  | { readonly type: 'dispose' };

export type ToSession =
  | (SessionRequest & { readonly id: number })
  | { readonly type: 'cancel'; readonly id: number };

export type FromSession =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'indexed'; readonly state: IndexedWorkspace }
  | { readonly type: 'changed'; readonly reviews: readonly FileReview[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: Answer }
  | { readonly type: 'failed'; readonly id: number; readonly message: string; readonly next: string };

export type Answer = FileReview | readonly FileReview[] | ReviewResult | undefined;

export interface SessionData {
  readonly role: 'session';
  readonly root: string;
  readonly useCache: boolean;
  /** Texts that a worker before this one hung on, by file. */
  readonly skip: ReadonlyMap<string, string>;
  /** One Int32: the request whose text is being read, 0 for none, so that one who waits can tell a hang. */
  readonly busy: SharedArrayBuffer;
}
