/**
 * Worker threads of the measured program: they get the recorder whatever options they are made with, and a
 * chance to save before they are terminated or their process ends.
 *
 * A thread is reached through the inspector's NodeWorker domain, whose messages interrupt even a loop that
 * never yields. State is one number per thread in memory that all threads share.
 */
import type { Session } from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { openSession } from './inspector-sampler.ts';
import { withPreload } from './node-options.ts';
import { mayHaveRunOwnCode } from './own-code.ts';
import { replace } from './process-end.ts';
import { HOOK_KEY, type RecorderConfig } from './protocol.ts';

/** What a worker finds of its parent's recorder. */
export interface Inherited {
  readonly config: RecorderConfig;
  readonly states: Int32Array<SharedArrayBuffer>;
  /** What the thread runs; its own argv does not say yet when preloads run. '' for an eval. */
  readonly script: string;
  /** See own-code.ts: loaders of the parent serve its workers too. */
  readonly ownCode: boolean;
}

const SLOTS = 16_384;
const RECORDING = 1;
const DONE = 2;
/** A thread that shows no progress for this long is stuck in native code. */
const PATIENCE_MS = 5_000;
const POLL_MS = 2;

type Hook = 'save' | 'rotate';

export interface WorkerWatch {
  /** Tells this process's other threads to save or rotate; with `save`, waits for them. Never throws. */
  tell(what: Hook): void;
  /** The current thread, for those that wait for it. */
  readonly started: () => void;
  readonly done: () => void;
}

export function watchWorkers(config: RecorderConfig, inherited: Inherited | null): WorkerWatch {
  const states = inherited?.states ?? new Int32Array(new SharedArrayBuffer(SLOTS * 4));
  const slot = (id: number): number => id % SLOTS;
  const own = slot(workerThreads.threadId);
  let made = 0;

  const Original = workerThreads.Worker;
  const Recorded = new Proxy(Original, {
    construct(target, args: unknown[], newTarget) {
      made += 1;
      // Only for the length of the call, which copies it: Node's own threads are not made here and get nothing.
      workerThreads.setEnvironmentData(HOOK_KEY, {
        config,
        states,
        script: scriptOf(args),
        ownCode: mayHaveRunOwnCode(),
      } satisfies Inherited as never);
      try {
        return Reflect.construct(target, withRecorder(args, config.recorder), newTarget);
      } finally {
        workerThreads.setEnvironmentData(HOOK_KEY);
      }
    },
  });
  replace(workerThreads, 'Worker', Recorded);
  Original.prototype.constructor = Recorded;
  saveBeforeTerminate(
    Original,
    (id) => states[slot(id)] === RECORDING,
    (id) => states[slot(id)] !== RECORDING,
  );
  syncBuiltinESMExports();

  return {
    started: () => {
      Atomics.store(states, own, RECORDING);
    },
    done: () => {
      Atomics.store(states, own, DONE);
      Atomics.notify(states, own);
    },
    tell: (what) => {
      if (made === 0 || !workerThreads.isMainThread) return;
      const session = openSession();
      try {
        const ids = tellAll(session, what, () => true);
        if (what === 'save') waitForAll(ids.map(slot), states);
      } catch {
        // A Node without the domain: its workers save when they end by themselves.
      } finally {
        session.disconnect();
      }
    },
  };
}

function scriptOf([file, options]: readonly unknown[]): string {
  if ((options as { eval?: unknown } | undefined)?.eval) return '';
  return typeof file === 'string' || file instanceof URL ? String(file) : '';
}

/** Workers with their own `execArgv` or `env` would come up without the preload. */
function withRecorder(args: readonly unknown[], recorder: string): unknown[] {
  const [file, options, ...rest] = args;
  if (typeof options !== 'object' || options === null) return [...args];
  const given = options as { execArgv?: unknown; env?: unknown };
  const added: { execArgv?: unknown[]; env?: object } = {};
  if (Array.isArray(given.execArgv)) added.execArgv = ['--require', recorder, ...given.execArgv];
  else if (typeof given.env === 'object' && given.env !== null && given.env !== process.env) {
    // Not by execArgv: spelling out the inherited flags makes Node refuse those that are not a thread's.
    const env = given.env as Record<string, string | undefined>;
    added.env = { ...env, NODE_OPTIONS: withPreload(env.NODE_OPTIONS, recorder) };
  }
  return [file, { ...options, ...added }, ...rest];
}

/** Sends the hook's call to the threads chosen by id. @returns their ids. */
function tellAll(session: Session, what: Hook, choose: (id: number) => boolean): number[] {
  const expression = `globalThis[Symbol.for('${HOOK_KEY}')]?.${what}()`;
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  const ids: number[] = [];
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    const id = Number(/\[worker (\d+)\]/.exec(params.workerInfo.title)?.[1] ?? -1);
    if (!choose(id)) return;
    ids.push(id);
    session.post('NodeWorker.sendMessageToWorker', { sessionId: params.sessionId, message });
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, () => {});
  return ids;
}

/** Blocks: the process is ending, and ends its threads with it. */
function waitForAll(slots: readonly number[], states: Int32Array<SharedArrayBuffer>): void {
  let waiting = slots.filter((at) => Atomics.load(states, at) === RECORDING);
  let until = performance.now() + PATIENCE_MS;
  while (waiting.length > 0 && performance.now() < until) {
    Atomics.wait(states, waiting[0] ?? 0, RECORDING, 50);
    const left = waiting.filter((at) => Atomics.load(states, at) === RECORDING);
    if (left.length < waiting.length) until = performance.now() + PATIENCE_MS;
    waiting = left;
  }
}

type Terminate = (this: workerThreads.Worker, callback?: unknown) => Promise<number>;

/** `terminate()` stops a thread wherever it is; it keeps its meaning but lets the thread save first. */
function saveBeforeTerminate(
  Original: typeof workerThreads.Worker,
  isRecording: (id: number) => boolean,
  isDone: (id: number) => boolean,
): void {
  const terminate = Original.prototype.terminate as Terminate;
  const pending = new WeakMap<workerThreads.Worker, Promise<number>>();
  const saveThenTerminate: Terminate = function saveThenTerminate(callback) {
    const id = this.threadId;
    const earlier = pending.get(this);
    if (earlier && callback === undefined) return earlier;
    if (id < 0 || !isRecording(id)) return Reflect.apply(terminate, this, [callback]);
    this.ref();
    const ended = saveThread(id, isDone).then(() => Reflect.apply(terminate, this, [callback]));
    pending.set(this, ended);
    return ended;
  };
  replace(Original.prototype, 'terminate', saveThenTerminate);
}

/** Resolves when the thread has saved, or has had its time. */
async function saveThread(id: number, isDone: (id: number) => boolean): Promise<void> {
  let session: Session | undefined;
  try {
    session = reachMainThread();
    tellAll(session, 'save', (other) => other === id);
    const until = performance.now() + PATIENCE_MS;
    while (!isDone(id) && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } catch {
    // Then it ends unsaved, as it would without us.
  } finally {
    session?.disconnect();
  }
}

/** Only a main thread's inspector knows the process's workers. */
function reachMainThread(): Session {
  if (workerThreads.isMainThread) return openSession();
  const { Session: Inspector } = require('node:inspector') as typeof import('node:inspector');
  const session = new Inspector();
  session.connectToMainThread();
  return session;
}
