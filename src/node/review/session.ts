/**
 * A workspace under review while somebody edits it: one worker thread indexes, reads what editors show, and
 * says what is found; this side only sends and receives. Findings are those that `review` gives for the same
 * texts.
 */
import { Worker } from 'node:worker_threads';
import type { Heat } from '../../core/analysis/heat.ts';
import { UserError } from '../../core/model.ts';
import { bundledFile } from '../bundled.ts';
import { giveUpMs, stackSizeMb } from './messages.ts';
import type { ReviewResult } from './review.ts';
import type {
  Answer,
  FileReview,
  FromSession,
  IndexedWorkspace,
  SessionData,
  SessionRequest,
  SessionReview,
  ToSession,
} from './session-messages.ts';

import { Spent } from './spent.ts';

export type { FileReview, IndexedWorkspace, SessionReview } from './session-messages.ts';

export interface ReviewSessionOptions {
  /** Absolute; all files are named relative to it, with `/`. */
  readonly root: string;
  /** Keep summaries in `.perfloop/cache`; true where absent. */
  readonly useCache?: boolean;
  /** Ends the session. */
  readonly signal?: AbortSignal;
  /** Of indexing: files read and files to read. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The workspace has been read, at the start and whenever it was listed anew. */
  readonly onIndexed?: (state: IndexedWorkspace) => void;
  /**
   * Files of which something else is said than before or than `update` answered: what an edit means for other
   * files is told when typing pauses.
   */
  readonly onChanged?: (reviews: readonly FileReview[]) => void;
}

export interface ReviewSession {
  /** The first index is whole. Rejects where the session ends before. */
  readonly indexed: Promise<IndexedWorkspace>;
  /**
   * An editor shows this text. Answers with what is found in it, before the index is whole with what the file
   * says alone. Of several texts of a file that wait, the newest is read and answers all.
   */
  update(file: string, text: string, version: number): Promise<FileReview>;
  /** The editor is closed: what is on disk counts again. */
  close(file: string): Promise<FileReview>;
  /** The file is gone. */
  remove(file: string): Promise<void>;
  /** Files and configuration that were written, made, renamed or deleted; a folder for all in it. */
  changedOnDisk(files: readonly string[]): Promise<void>;
  /** What is found with all edits so far taken into account everywhere. */
  findings(file: string): Promise<FileReview>;
  /** What a recording shows to be hot is told from now on, whatever kind of code it is; undefined for none. */
  heat(heat: Heat | undefined): Promise<void>;
  /** Every file of which there is something to say. */
  all(): Promise<readonly FileReview[]>;
  /** A review such as of a branch or of what is staged, in the worker. @throws UserError as `review` does */
  review(options: SessionReview, signal?: AbortSignal): Promise<ReviewResult>;
  /** Keeps what was indexed so far on disk; no thread is left afterwards. */
  dispose(): Promise<void>;
}

/** @throws UserError where Perfloop was not built */
export function createReviewSession(options: ReviewSessionOptions): ReviewSession {
  return new Session(options);
}

interface Pending {
  readonly request: SessionRequest;
  readonly resolve: (value: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that dies this often in a row is not started again. */
const maxRestarts = 3;
/** One that lived this long did not die of what ended the one before. */
const goodLifeMs = 60_000;

class Session implements ReviewSession {
  readonly indexed: Promise<IndexedWorkspace>;
  readonly #options: ReviewSessionOptions;
  readonly #script: string;
  readonly #pending = new Map<number, Pending>();
  readonly #open = new Map<string, { readonly text: string; readonly version: number }>();
  readonly #skip = new Map<string, string>();
  #heat: Heat | undefined;
  #worker: Worker;
  #busy = new SharedArrayBuffer(4);
  #calls = 0;
  #restarts = 0;
  #startedAt = 0;
  #ended: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;
  #settle: { resolve: (state: IndexedWorkspace) => void; reject: (error: Error) => void } | undefined;

  constructor(options: ReviewSessionOptions) {
    this.#options = options;
    this.#script = bundledFile('review-worker.cjs');
    this.indexed = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Nobody has to wait for it.
    this.indexed.catch(() => {});
    this.#worker = this.#start();
    options.signal?.addEventListener('abort', () => void this.dispose(), { once: true });
    if (options.signal?.aborted) void this.dispose();
  }

  update(file: string, text: string, version: number): Promise<FileReview> {
    this.#open.set(file, { text, version });
    const answer = this.#call({ type: 'update', file, text, version }) as Promise<FileReview>;
    this.#watchFor();
    return answer;
  }

  close(file: string): Promise<FileReview> {
    this.#open.delete(file);
    return this.#call({ type: 'close', file }) as Promise<FileReview>;
  }

  async remove(file: string): Promise<void> {
    this.#open.delete(file);
    await this.#call({ type: 'remove', file });
  }

  async changedOnDisk(files: readonly string[]): Promise<void> {
    await this.#call({ type: 'changedOnDisk', files });
  }

  async heat(heat: Heat | undefined): Promise<void> {
    this.#heat = heat;
    await this.#call({ type: 'heat', heat });
  }

  findings(file: string): Promise<FileReview> {
    return this.#call({ type: 'findings', file }) as Promise<FileReview>;
  }

  all(): Promise<readonly FileReview[]> {
    return this.#call({ type: 'all' }) as Promise<readonly FileReview[]>;
  }

  async review(options: SessionReview, signal?: AbortSignal): Promise<ReviewResult> {
    signal?.throwIfAborted();
    const id = this.#calls + 1;
    const answer = this.#call({ type: 'review', options });
    const cancel = (): void => {
      this.#post({ type: 'cancel', id });
      this.#pending.get(id)?.reject(signal!.reason as Error);
      this.#pending.delete(id);
    };
    signal?.addEventListener('abort', cancel);
    try {
      return (await answer) as ReviewResult;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  dispose(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    clearInterval(this.#watch);
    this.#settle?.reject(new UserError('The review was closed.'));
    for (const p of this.#pending.values()) p.reject(new UserError('The review was closed.'));
    this.#pending.clear();
    const worker = this.#worker;
    worker.removeAllListeners('error').on('error', () => {});
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#post({ type: 'dispose', id: ++this.#calls });
    // It saves what it has read and leaves by itself, unless it hangs.
    const late = setTimeout(() => void worker.terminate(), 3000);
    await gone;
    clearTimeout(late);
  }

  #start(): Worker {
    const data: SessionData = {
      role: 'session',
      root: this.#options.root,
      useCache: this.#options.useCache !== false,
      skip: this.#skip,
      busy: this.#busy,
    };
    const worker = new Worker(this.#script, { workerData: data, resourceLimits: { stackSizeMb } });
    this.#startedAt = performance.now();
    worker.on('message', (message: FromSession) => this.#receive(message));
    worker.on('error', (error) => this.#restart(worker, error.message));
    return worker;
  }

  #post(message: ToSession): void {
    this.#worker.postMessage(message);
  }

  #call(request: SessionRequest): Promise<Answer> {
    if (this.#ended) return Promise.reject(new UserError('The review was closed.'));
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { request, resolve, reject });
      this.#post({ ...request, id });
    });
  }

  #receive(message: FromSession): void {
    const options = this.#options;
    switch (message.type) {
      case 'progress':
        options.onProgress?.(message.done, message.total);
        return;
      case 'indexed':
        this.#settle?.resolve(message.state);
        this.#settle = undefined;
        options.onIndexed?.(message.state);
        return;
      case 'changed':
        options.onChanged?.(message.reviews);
        return;
      case 'answer':
        this.#pending.get(message.id)?.resolve(message.value);
        break;
      case 'failed':
        this.#pending.get(message.id)?.reject(new UserError(message.message, message.next));
    }
    this.#pending.delete(message.id);
  }

  /** Ends a worker that reads one text for too long; the next one leaves that text out. */
  #watchFor(): void {
    if (this.#watch) return;
    let at = 0;
    const spent = new Spent(this.#worker);
    this.#watch = setInterval(() => {
      if (this.#pending.size === 0) {
        clearInterval(this.#watch);
        this.#watch = undefined;
        return;
      }
      const now = Atomics.load(new Int32Array(this.#busy), 0);
      if (now === 0 || now !== at) {
        at = now;
        spent.reset();
      } else if (spent.ms > giveUpMs) {
        const stuck = this.#pending.get(now)?.request;
        if (stuck?.type === 'update') this.#skip.set(stuck.file, stuck.text);
        this.#restart(this.#worker, 'it hung');
      }
    }, 250);
  }

  #restart(worker: Worker, why: string): void {
    if (worker !== this.#worker || this.#ended) return;
    worker.removeAllListeners().on('error', () => {});
    void worker.terminate();
    // What watched the old one watches the next from the next text on.
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#busy = new SharedArrayBuffer(4);
    if (performance.now() - this.#startedAt > goodLifeMs) this.#restarts = 0;
    if (++this.#restarts > maxRestarts) {
      const error = new UserError(`The review stopped: ${why}`, 'Reload the window to start it again.');
      this.#settle?.reject(error);
      for (const p of this.#pending.values()) p.reject(error);
      this.#pending.clear();
      this.#ended = Promise.resolve();
      return;
    }
    this.#worker = this.#start();
    if (this.#heat) this.#post({ type: 'heat', id: 0, heat: this.#heat });
    for (const [file, { text, version }] of this.#open)
      this.#post({ type: 'update', id: 0, file, text, version });
    for (const [id, { request }] of this.#pending) this.#post({ ...request, id });
    this.#watchFor();
  }
}
