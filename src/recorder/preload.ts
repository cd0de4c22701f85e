/**
 * Preloaded into every Node process and worker thread of a measured command. Starts the sampler, makes sure
 * that the profile is saved however the program ends, and stays out of sight otherwise: it never prints, never
 * throws, and adds no listeners.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import { followChildren } from './children.ts';
import { type ControllerData, leaveSession, SAVING, SHARED_LENGTH, SIGNALS } from './controller.ts';
import { writeJson } from './files.ts';
import { isWrapper, processTitle, workerTitle } from './identity.ts';
import { watchOwnCode } from './own-code.ts';
import { onProcessEnd } from './process-end.ts';
import {
  CONFIG_VARIABLE,
  type FailureReport,
  HOOK_KEY,
  RECORD_VARIABLE,
  type RecorderConfig,
} from './protocol.ts';
import { installReflow } from './reflow-hooks.ts';
import { startThreadRecorder } from './thread-recorder.ts';
import { type Inherited, watchWorkers } from './workers.ts';

const HOOK = Symbol.for(HOOK_KEY);

function main(): void {
  if (HOOK in globalThis) return;
  // Node's own threads, such as the one that runs module loader hooks, inherit nothing.
  const inherited = workerThreads.isMainThread ? null : inheritedFromParent();
  const config = workerThreads.isMainThread ? configOfEnvironment() : inherited?.config;
  if (!config || !existsSync(config.dir)) return;
  try {
    install(config, inherited);
  } catch (error) {
    reportFailure(config, error);
  }
}

function install(config: RecorderConfig, inherited: Inherited | null): void {
  const { isMainThread, threadId } = workerThreads;
  const shared = new Int32Array(new SharedArrayBuffer(SHARED_LENGTH * 4));
  const title = isMainThread
    ? processTitle(process.argv, process.execArgv)
    : workerTitle(inherited?.script ?? '', threadId);
  if (isMainThread) startController({ config, title, parentPid: process.ppid, shared });
  const workers = watchWorkers(config, inherited);
  followChildren(config);
  installReflow(config.recorder);
  watchOwnCode(inherited?.ownCode === true);

  let saved = false;
  const hook = {
    save: (): void => {
      if (saved) return;
      saved = true;
      Atomics.store(shared, SAVING, 1);
      recorder.save();
      workers.tell('save');
      Atomics.store(shared, SAVING, 2);
      workers.done();
    },
    rotate: (): void => {
      if (saved) return;
      recorder.rotate();
      workers.tell('rotate');
    },
  };
  const end = (): void => {
    hook.save();
    if (isMainThread) leaveSession(shared);
  };
  onProcessEnd(end, (signal, handlers) => {
    const at = (SIGNALS as readonly string[]).indexOf(signal);
    if (at >= 0) Atomics.store(shared, at, handlers);
  });
  Object.defineProperty(globalThis, HOOK, { value: hook });
  // Last, so that as little of this as possible is in the profile.
  const recorder = startThreadRecorder(config, { title, wrapper: isMainThread && isWrapper(process.argv) });
  workers.started();
}

function startController(data: ControllerData): void {
  const { Worker } = workerThreads;
  const options = {
    workerData: data,
    // Nothing of the program's: its preloads and flags have no business in this thread.
    env: {},
    argv: [],
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  };
  // A bundle of its own: less to read, and nothing of the preload runs in that thread.
  const file = path.join(path.dirname(data.config.recorder), 'recorder-controller.cjs');
  let controller: workerThreads.Worker;
  try {
    controller = new Worker(file, { ...options, execArgv: ['--expose-internals'] });
  } catch {
    controller = new Worker(file, { ...options, execArgv: [] });
  }
  controller.on('error', () => {});
  controller.unref();
}

function configOfEnvironment(): RecorderConfig | null {
  if (process.env[RECORD_VARIABLE] === '0') return null;
  const text = process.env[CONFIG_VARIABLE];
  return text ? (JSON.parse(text) as RecorderConfig) : null;
}

function inheritedFromParent(): Inherited | null {
  return (workerThreads.getEnvironmentData(HOOK_KEY) as unknown as Inherited | undefined) ?? null;
}

function reportFailure(config: RecorderConfig, error: unknown): void {
  const report: FailureReport = {
    pid: process.pid,
    nodeVersion: process.version,
    message: error instanceof Error ? error.message : String(error),
  };
  writeJson(path.join(config.dir, `${process.pid}.failure.json`), report);
}

try {
  main();
} catch {
  // Whatever it is, the program must run as if we were not there.
}
