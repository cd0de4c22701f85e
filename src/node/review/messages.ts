/** Between the pool and its workers. */
import type { Packed } from '../../core/analysis/encode.ts';

/** A file to summarise: from disk, or with its text given (a commit, the index, an unsaved editor). */
export interface Work {
  readonly path: string;
  /** Absolute; read where `text` is absent. */
  readonly file: string;
  readonly text?: string;
  /** Bytes of the file, where they are known. */
  readonly size?: number;
}

export type ToWorker = {
  readonly type: 'work';
  readonly id: number;
  readonly work: readonly Work[];
  readonly progress: SharedArrayBuffer;
};

export type FromWorker = {
  readonly type: 'done';
  readonly id: number;
  readonly packed: Packed;
};

/** Of a thread; only what is used of it costs memory. 4 are usual: fewer levels than chains in real code have. */
export const stackSizeMb = 64;

/** As much CPU as one file may take. */
export const giveUpMs = 2000;
