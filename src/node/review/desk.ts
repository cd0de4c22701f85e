/**
 * What an editor asks of the rules beside the review of a folder, in a worker thread: a text that belongs to no
 * folder, what a rule says, what a change that mends a finding is, where a comment that suppresses can stand, how a
 * finding is pasted.
 */
import { Worker } from 'node:worker_threads';
import type { Fix, TextEdit } from '../../core/analysis/finding.ts';
import type { SuppressionWish } from '../../core/analysis/suppression-edit.ts';
import type { RuleText } from '../../core/report/explain.ts';
import type {
  DeskAnswers,
  DeskData,
  DeskRequest,
  FixWish,
  FromDesk,
  LooseReview,
  LooseText,
  MarkdownWish,
  ToDesk,
} from './desk-messages.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** An answer takes milliseconds; a text that takes this long would never be finished. */
const longestMs = 10_000;

/** One worker, started when needed, restarted after a crash. */
export class ReviewDesk {
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | undefined;
  private asked = 0;
  private text: Promise<readonly RuleText[]> | undefined;

  /** @param workerPath absolute path of the built review-worker. */
  constructor(private readonly workerPath: string) {}

  loose(of: LooseText): Promise<LooseReview> {
    return this.ask({ type: 'loose', of });
  }

  /** @returns undefined where no comment can stand before the line. */
  suppression(of: SuppressionWish): Promise<TextEdit | undefined> {
    return this.ask({ type: 'suppression', of });
  }

  /** What can be done about each finding, best first. */
  fixes(of: FixWish): Promise<readonly (readonly Fix[])[]> {
    return this.ask({ type: 'fixes', of });
  }

  markdown(of: MarkdownWish): Promise<string> {
    return this.ask({ type: 'markdown', of });
  }

  rules(): Promise<readonly RuleText[]> {
    this.text ??= this.ask({ type: 'rules' });
    this.text.catch(() => {
      this.text = undefined;
    });
    return this.text;
  }

  async dispose(): Promise<void> {
    const { worker } = this;
    this.lose(worker, new Error('closed'));
    await worker?.terminate();
  }

  private ask<R extends DeskRequest>(request: R): Promise<DeskAnswers[R['type']]> {
    const worker = this.worker ?? this.start();
    const id = ++this.asked;
    const timer = setTimeout(() => void worker.terminate(), longestMs);
    const answer = new Promise<DeskAnswers[R['type']]>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id } satisfies ToDesk);
    });
    return answer.finally(() => clearTimeout(timer));
  }

  private start(): Worker {
    const workerData: DeskData = { role: 'desk' };
    const worker = new Worker(this.workerPath, { name: 'perfloop desk', workerData, execArgv: [] });
    this.worker = worker;
    worker.on('message', (message: FromDesk) => {
      const pending = this.pending.get(message.id);
      this.pending.delete(message.id);
      // An idle worker keeps no process alive.
      if (this.pending.size === 0) worker.unref();
      if (message.type === 'answer') pending?.resolve(message.value as never);
      else pending?.reject(new Error(message.message));
    });
    worker.on('error', (error: Error) => this.lose(worker, error));
    worker.on('exit', () => this.lose(worker, new Error('The analysis stopped unexpectedly.')));
    worker.unref();
    return worker;
  }

  private lose(worker: Worker | undefined, error: Error): void {
    if (worker === undefined || worker !== this.worker) return;
    this.worker = undefined;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const p of pending) p.reject(error);
  }
}
