/**
 * Loading benchmark files and keeping step with them. Some only declare; others run their suites themselves, in the
 * middle of their own code (`await bench.run()`), and clean up after it: those wait in `run()` while their cases are
 * measured, and then go on. Only one file runs at a time, so whatever is registered belongs to that one.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunnerFile } from '../../core/bench/protocol.ts';
import { type Case, type FileState, makeGroup } from './registry.ts';

/** How long a file that has registered nothing, and still holds timers or sockets, is waited for. */
const QUIET_MS = 15_000;

export interface Session {
  readonly files: readonly FileState[];
  /** The file whose code is running; shims register into it. */
  readonly current: () => FileState;
  /** Resolves when the cases are measured; what `run()` of a benchmark library does. */
  readonly runRequested: (file: FileState, cases: readonly Case[]) => Promise<void>;
  /** Loads a file until it is through or waits in `run()`. @throws what its code throws */
  readonly load: (file: FileState) => Promise<void>;
  /** Lets a file that waits in `run()` go on until it is through or waits again. @throws what its code throws */
  readonly resume: (file: FileState) => Promise<void>;
}

/**
 * @param beforeExit calls back whenever nothing is left that could keep the process alive
 * @param prepare what a file needs before it is loaded; gives what went wrong, for people
 */
export function makeSession(
  files: readonly RunnerFile[],
  beforeExit: (listener: () => void) => () => void,
  prepare: (file: string) => Promise<readonly string[]>,
): Session {
  const states = files.map(fileState);
  const loads = new Map<FileState, Promise<void>>();
  let current = states[0]!;
  const settle = async (file: FileState): Promise<void> => {
    const loading = loads.get(file)!;
    await settled(file, loading, beforeExit);
  };
  return {
    files: states,
    current: () => current,
    runRequested: (file, cases) =>
      new Promise((resume) => {
        file.waiting.push({ cases, resume });
        file.changed();
      }),
    load: async (file) => {
      current = file;
      const again = files.findIndex((f) => f.path === file.path) < file.index;
      const loading = prepare(file.path).then((problems) => {
        file.problems.push(...problems);
        return loadFile(file, again);
      });
      // Heard of in `settled`; a rejection must not count as unhandled before that.
      loading.catch(() => {});
      loads.set(file, loading);
      await settle(file);
    },
    resume: async (file) => {
      current = file;
      for (const { resume } of file.waiting.splice(0)) resume();
      await settle(file);
    },
  };
}

function fileState({ side, path: file, root }: RunnerFile, index: number): FileState {
  const top = makeGroup('', null);
  return {
    index,
    side,
    path: file,
    relative: path.relative(root, file).replaceAll('\\', '/'),
    cases: [],
    root: top,
    group: top,
    queue: [],
    waiting: [],
    problems: [],
    ids: new Map(),
    changed: () => {},
  };
}

/** @param again the file has been loaded as another side: then anew (what it imports stays one) */
async function loadFile(file: FileState, again: boolean): Promise<void> {
  const url = pathToFileURL(file.path).href + (again ? `?side=${file.side}` : '');
  if (again) delete createRequire(file.path).cache[file.path];
  // A dynamic import that a bundler leaves alone, also for CommonJS: Node knows which is which.
  await (/\.c[jt]s$/.test(file.path) ? Promise.resolve(createRequire(file.path)(file.path)) : import(url));
  while (file.queue.length > 0) {
    await file.queue.shift()!();
    file.group = file.root;
  }
}

/** A file is settled when it waits in `run()`, or its code is through and nothing more can come. */
function settled(
  file: FileState,
  loading: Promise<void>,
  beforeExit: (listener: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let loaded = false;
    const finish = (): void => {
      stop();
      clearTimeout(timer);
      file.changed = () => {};
      resolve();
    };
    // Two turns: several suites may be started one after the other.
    const soon = (): void => void setImmediate(() => setImmediate(finish));
    const check = (): void => {
      const declaredOnly = file.cases.some((c) => !c.finished && !runsItself(c));
      if (file.waiting.length > 0 || (loaded && declaredOnly)) soon();
    };
    const stop = beforeExit(finish);
    const timer = setTimeout(() => {
      if (loaded) finish();
    }, QUIET_MS);
    timer.unref();
    file.changed = check;
    loading.then(
      () => {
        loaded = true;
        check();
      },
      (error: unknown) => {
        stop();
        clearTimeout(timer);
        reject(error);
      },
    );
    if (file.waiting.length > 0) soon();
  });
}

/** Suites of these are run by the file itself. */
export function runsItself({ benchmark }: Case): boolean {
  return benchmark.dialect !== 'perfloop' && benchmark.dialect !== 'vitest';
}
