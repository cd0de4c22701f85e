/** The caller's side of the profile service: one worker, started when needed, restarted after a crash. */
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { UserError } from '../core/model.ts';
import type { OpenedProfile, ProfileService } from './profile-service.ts';
import type { FromWorker, ServiceAnswer, ServiceArguments, ServiceMethod } from './service-messages.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** @param workerPath absolute path of the built profile-worker. */
export function createProfileService(workerPath: string): ProfileService {
  return new WorkerProfileService(workerPath);
}

class WorkerProfileService implements ProfileService {
  readonly #workerPath: string;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #calls = 0;
  #open = 0;
  #disposed = false;

  constructor(workerPath: string) {
    this.#workerPath = workerPath;
  }

  async open(
    paths: readonly string[],
    context: { readonly roots: readonly string[]; readonly signal?: AbortSignal },
  ): Promise<readonly OpenedProfile[]> {
    const { roots, signal } = context;
    signal?.throwIfAborted();
    const opening = this.#call('open', [paths, { roots }]);
    const opened = signal ? await this.#unlessAborted(opening, signal) : await opening;
    this.#open += opened.length;
    return opened;
  }

  profile(id: string): ReturnType<ProfileService['profile']> {
    return this.#call('profile', [id]);
  }

  preview(...args: ServiceArguments<'preview'>): ReturnType<ProfileService['preview']> {
    return this.#call('preview', args);
  }

  hot(...args: ServiceArguments<'hot'>): ReturnType<ProfileService['hot']> {
    return this.#call('hot', args);
  }

  fileHeat(...args: ServiceArguments<'fileHeat'>): ReturnType<ProfileService['fileHeat']> {
    return this.#call('fileHeat', args);
  }

  edges(...args: ServiceArguments<'edges'>): ReturnType<ProfileService['edges']> {
    return this.#call('edges', args);
  }

  convert(...args: ServiceArguments<'convert'>): ReturnType<ProfileService['convert']> {
    return this.#call('convert', args);
  }

  close(ids: readonly string[]): void {
    this.#open = Math.max(0, this.#open - ids.length);
    if (this.#open > 0 || this.#pending.size > 0) this.#worker?.postMessage({ type: 'close', ids });
    else {
      // Nothing is held any more: only the end of the worker gives a large profile's memory back at once.
      void this.#worker?.terminate();
      this.#worker = undefined;
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#worker;
    this.#lose(worker, new UserError('the profiles were closed'));
    await worker?.terminate();
  }

  #call<M extends ServiceMethod>(method: M, args: ServiceArguments<M>): Promise<ServiceAnswer<M>> {
    if (this.#disposed)
      return Promise.reject(new UserError('the profiles were closed', 'Open the file again.'));
    const worker = this.#worker ?? this.#start();
    const call = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(call, { resolve: (value) => resolve(value as ServiceAnswer<M>), reject });
      worker.ref();
      worker.postMessage({ type: 'call', call, method, args });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#workerPath, {
      name: 'perfloop profiles',
      // Large profiles need a large heap for their strings; typed arrays lie outside it.
      resourceLimits: {
        maxOldGenerationSizeMb: Math.min(8192, Math.floor((os.totalmem() / 2 ** 20) * 0.75)),
      },
      execArgv: [],
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#answered(message));
    worker.on('error', (error: Error & { code?: string }) => this.#lose(worker, crash(error)));
    worker.on('exit', () => this.#lose(worker, crash(undefined)));
    worker.unref();
    return worker;
  }

  #answered(message: FromWorker): void {
    const pending = this.#pending.get(message.call);
    this.#pending.delete(message.call);
    // An idle service keeps no process alive.
    if (this.#pending.size === 0) this.#worker?.unref();
    if (!pending) return;
    if (message.type === 'answer') pending.resolve(message.value);
    else
      pending.reject(
        message.expected ? new UserError(message.message, message.next) : new Error(message.message),
      );
  }

  /** Everything under way fails with `error`; the next call starts a new worker. */
  #lose(worker: Worker | undefined, error: Error): void {
    if (worker === undefined || worker !== this.#worker) return;
    this.#worker = undefined;
    this.#open = 0;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const p of pending) p.reject(error);
  }

  /** Parsing cannot be interrupted: where nothing else would be lost the worker is ended, else its result dropped. */
  async #unlessAborted(
    opening: Promise<readonly OpenedProfile[]>,
    signal: AbortSignal,
  ): Promise<readonly OpenedProfile[]> {
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        end();
        reject(signal.reason as Error);
      };
    });
    const end = () => {
      const worker = this.#worker;
      if (this.#open === 0 && this.#pending.size === 1) {
        this.#lose(worker, signal.reason as Error);
        void worker?.terminate();
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    opening.then(
      (opened) => signal.aborted && this.close(opened.map((o) => o.id)),
      () => undefined,
    );
    try {
      return await Promise.race([opening, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

function crash(error: (Error & { code?: string }) | undefined): UserError {
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new UserError(
      'the profile does not fit into memory',
      'Record for a shorter time or with a longer interval, then open it again.',
    );
  }
  const why = error ? `: ${error.message.split('\n')[0]}` : '';
  return new UserError(`reading profiles stopped unexpectedly${why}`, 'Open the file again.');
}
