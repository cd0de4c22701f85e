/**
 * Every way in which JavaScript can end its own process or thread, so that the profile is saved first.
 *
 * `process.emit` is wrapped rather than listened to: an `exit` listener of ours would show in listenerCount,
 * could be the one too many that makes Node warn, and would run before the program's own.
 */
import { constants } from 'node:os';

/** Signals that end a process which has no handler, and cannot be seen coming. */
const FATAL = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGABRT', 'SIGQUIT', 'SIGALRM', 'SIGUSR2']);

type Process = typeof process & { reallyExit: (code?: number) => never };

/**
 * @param save called once or more; must not throw
 * @param onSignals told how many handlers the program has for a signal, whenever that changes
 */
export function onProcessEnd(save: () => void, onSignals: (signal: string, handlers: number) => void): void {
  const target = process as Process;

  const emit = target.emit as (...args: unknown[]) => boolean;
  replace(target, 'emit', function emitAndSave(this: unknown, ...args: unknown[]): boolean {
    if (args[0] !== 'exit') {
      const [event, signal] = args;
      // Node emits these for every listener added to or removed from a process: added before, removed after.
      if ((event === 'newListener' || event === 'removeListener') && isSignal(signal)) {
        onSignals(signal, process.listenerCount(signal) + (event === 'newListener' ? 1 : 0));
      }
      return Reflect.apply(emit, this, args);
    }
    try {
      return Reflect.apply(emit, this, args);
    } finally {
      save();
    }
  });

  const { reallyExit, abort, kill } = target;
  if (typeof reallyExit === 'function') {
    replace(target, 'reallyExit', function saveAndExit(this: unknown, ...args: unknown[]): unknown {
      save();
      return Reflect.apply(reallyExit, this, args);
    });
  }
  replace(target, 'abort', function saveAndAbort(this: unknown): never {
    save();
    return Reflect.apply(abort, this, []);
  });
  replace(target, 'kill', function saveAndKill(this: unknown, pid: number, signal?: string | number): true {
    if (pid === process.pid && isFatal(signal ?? 'SIGTERM')) save();
    return Reflect.apply(kill, this, [pid, signal]);
  });
}

function isSignal(name: unknown): name is NodeJS.Signals {
  return typeof name === 'string' && name.startsWith('SIG');
}

function isFatal(signal: string | number): boolean {
  const name =
    typeof signal === 'string'
      ? signal
      : Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  if (name === undefined || !FATAL.has(name)) return false;
  return name === 'SIGKILL' || process.listenerCount(name as NodeJS.Signals) === 0;
}

/** Same name, arity and (not) enumerable as what it stands for. */
export function replace(owner: object, key: string, by: object): void {
  const old = Reflect.get(owner, key) as { name: string; length: number };
  const own = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(by, 'name', { value: old.name, configurable: true });
  Object.defineProperty(by, 'length', { value: old.length, configurable: true });
  Object.defineProperty(owner, key, {
    value: by,
    writable: true,
    configurable: true,
    enumerable: own ? own.enumerable === true : false,
  });
}
