/** The worker's side of a review session: one queue, newest text of a file first, one judgement for what came together. */
import type { MessagePort } from 'node:worker_threads';
import { UserError } from '../../core/model.ts';
import { ReviewIndex } from './review-index.ts';
import type { FileReview, FromSession, SessionData, ToSession } from './session-messages.ts';

/** Longer than between two words that somebody types: what it decides is seldom more than what was said at once. */
const settleAfterMs = 400;
/** As long as a key may wait for what is being decided meanwhile. */
const sliceMs = 8;

type Request = Exclude<ToSession, { type: 'cancel' }>;

export function serveSession(port: MessagePort, data: SessionData): void {
  new Server(port, data).start();
}

class Server {
  private readonly index: ReviewIndex;
  private readonly queue: Request[] = [];
  private readonly cancels = new Map<number, AbortController>();
  private readonly loading = new AbortController();
  private working = false;
  private indexing = false;
  private loaded: Promise<void> | undefined;
  private readonly busy: Int32Array;

  constructor(
    private readonly port: MessagePort,
    data: SessionData,
  ) {
    this.index = new ReviewIndex(data.root, data.useCache, data.skip);
    this.busy = new Int32Array(data.busy);
  }

  start(): void {
    this.port.on('message', (message: ToSession) => this.receive(message));
    void this.work();
  }

  private say(message: FromSession): void {
    this.port.postMessage(message);
  }

  private receive(message: ToSession): void {
    switch (message.type) {
      case 'cancel':
        this.cancels.get(message.id)?.abort();
        return;
      case 'review':
        void this.review(message);
        return;
      case 'heat':
        // A review does not wait for the queue.
        this.index.heated(message.heat);
        break;
      case 'dispose':
        this.loading.abort();
        for (const c of this.cancels.values()) c.abort();
        break;
      default:
    }
    this.queue.push(message);
    // What an editor shows does not wait for the index: it is answered with what is known by then.
    if (!this.working) void this.work();
    else if (this.indexing) setImmediate(() => this.flush());
  }

  private async work(): Promise<void> {
    this.working = true;
    this.loaded ??= this.load();
    await this.loaded;
    while (this.queue.length > 0) {
      // What arrived together is judged together.
      await new Promise((resolve) => setImmediate(resolve));
      this.flush();
      const next = this.queue.shift();
      if (next) await this.answer(next);
    }
    this.working = false;
  }

  /** Beside the queue: what is typed meanwhile does not wait for it. */
  private async review(request: Extract<Request, { type: 'review' }>): Promise<void> {
    const cancel = new AbortController();
    this.cancels.set(request.id, cancel);
    try {
      await this.loaded;
      const value = await this.index.review({ ...request.options, signal: cancel.signal });
      this.say({ type: 'answer', id: request.id, value });
    } catch (error) {
      this.fail(request.id, error);
    } finally {
      this.cancels.delete(request.id);
    }
  }

  private fail(id: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.say({ type: 'failed', id, message, next: error instanceof UserError ? error.next : '' });
  }

  private async load(): Promise<void> {
    this.indexing = true;
    try {
      let told = 0;
      const onProgress = (done: number, total: number): void => {
        if (done < total && performance.now() - told < 100) return;
        told = performance.now();
        this.say({ type: 'progress', done, total });
      };
      const { signal } = this.loading;
      const state = await this.index.load({ signal, onProgress }, () => this.flush());
      this.judge();
      this.say({ type: 'indexed', state });
    } catch (error) {
      if (!this.loading.signal.aborted)
        this.say({
          type: 'indexed',
          state: {
            files: 0,
            analysed: 0,
            notices: [{ file: '', message: `The workspace could not be read: ${(error as Error).message}` }],
          },
        });
    } finally {
      this.indexing = false;
    }
  }

  private tell(reviews: readonly FileReview[]): void {
    if (reviews.length > 0) this.say({ type: 'changed', reviews });
  }

  /** Everything that needs no disk, in order, up to the first thing that does. */
  private flush(): void {
    // Until it is known how the folder is to be judged, an answer would be that nothing is found.
    if (this.indexing && !this.index.ready) return;
    const updates: Request[] = [];
    while (this.queue[0] && isQuick(this.queue[0])) updates.push(this.queue.shift()!);
    if (updates.length === 0) return;
    const last = new Map<string, Request>();
    for (const u of updates) if (u.type === 'update' || u.type === 'remove') last.set(u.file, u);
    for (const u of last.values()) {
      if (u.type === 'update') {
        Atomics.store(this.busy, 0, u.id);
        this.index.update(u.file, u.text, u.version);
        Atomics.store(this.busy, 0, 0);
      } else if (u.type === 'remove') this.index.remove(u.file);
    }
    if (last.size > 0) {
      this.unsettled = true;
      this.turn++;
    }
    const quick = new Map<string, FileReview>();
    for (const u of last.values()) if (u.type === 'update') quick.set(u.file, this.index.quick(u.file));
    if (updates.some((u) => u.type !== 'update')) this.settle();
    for (const u of updates) {
      const value =
        u.type === 'all'
          ? this.index.all()
          : 'file' in u
            ? ((u.type === 'update' ? quick.get(u.file) : undefined) ?? this.index.of(u.file))
            : undefined;
      this.say({ type: 'answer', id: u.id, value });
    }
    if (this.unsettled) this.settleSoon();
  }

  private unsettled = false;
  /** Of what is being decided; another number leaves it. */
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Once typing pauses: what an edit means for other files, and a second look at the file itself. */
  private settleSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.settleInSlices(), settleAfterMs);
  }

  /** Whoever types on is answered first: then all of it is left, and begun anew at the next pause. */
  private async settleInSlices(): Promise<void> {
    if (!this.unsettled || this.indexing) return;
    const turn = ++this.turn;
    const steps = this.index.judging();
    for (;;) {
      const until = performance.now() + sliceMs;
      do {
        const { done, value } = steps.next();
        if (!done) continue;
        this.unsettled = false;
        this.tell(value);
        return;
      } while (performance.now() < until);
      // Messages come in between two turns of the loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (turn !== this.turn) return;
    }
  }

  private judge(): void {
    this.unsettled = true;
    this.indexing = false;
    this.settle();
  }

  private settle(): void {
    clearTimeout(this.timer);
    if (!this.unsettled || this.indexing) return;
    this.turn++;
    this.unsettled = false;
    this.tell(this.index.judge());
  }

  private async answer(request: Request): Promise<void> {
    const { id } = request;
    try {
      switch (request.type) {
        case 'close':
          await this.index.close(request.file);
          this.judge();
          this.say({ type: 'answer', id, value: this.index.of(request.file) });
          return;
        case 'changedOnDisk':
          if (await this.index.changedOnDisk(request.files)) this.judge();
          else await this.load();
          this.say({ type: 'answer', id, value: undefined });
          return;
        case 'heat':
          this.unsettled = true;
          this.turn++;
          this.settleSoon();
          this.say({ type: 'answer', id, value: undefined });
          return;
        case 'dispose':
          clearTimeout(this.timer);
          await this.index.save();
          this.say({ type: 'answer', id, value: undefined });
          this.port.close();
          return;
        default:
      }
    } catch (error) {
      this.fail(id, error);
    }
  }
}

function isQuick(request: Request): boolean {
  return (
    request.type === 'update' ||
    request.type === 'remove' ||
    request.type === 'findings' ||
    request.type === 'all'
  );
}
