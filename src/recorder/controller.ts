/**
 * The recorder's own thread in a measured process: hears the recording verb and signals while the main thread
 * is busy, and makes the main thread save by interrupting it. Sleeps otherwise.
 */
import type { Socket } from 'node:net';
import { type FromProcess, HOOK_KEY, type RecorderConfig, type ToProcess } from './protocol.ts';

export interface ControllerData {
  readonly config: RecorderConfig;
  readonly title: string;
  readonly parentPid: number;
  /** Handlers that the program has, by place in `SIGNALS`; then the places `SAVING` and `SESSION`. */
  readonly shared: Int32Array<SharedArrayBuffer>;
}

/** Ways in which others end a process politely. */
export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;
/** 1 begun, 2 done. */
export const SAVING = SIGNALS.length;
/** State of this thread's session with the main thread; see `leaveSession`. */
export const SESSION = SIGNALS.length + 1;
export const SHARED_LENGTH = SIGNALS.length + 2;

const NONE = 0;
const CONNECTED = 1;
const LEAVING = 2;
const LEFT = 3;
const LEAVE_MS = 500;

/** A main thread that cannot be interrupted by then is in native code, and dies unsaved as it would have. */
const INTERRUPT_MS = 1_500;
/** The longest that saving may hold up a signal. */
const SAVE_MS = 20_000;
const KILL_MS = 2_000;
/** Node's own module, there in a thread started with --expose-internals. */
const INTERNAL_BINDINGS = 'internal/test/binding';
const POLL_MS = 5;

interface SignalWrap {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  close(): void;
}

/**
 * On the main thread, as it ends: a process that another thread is connected to would print "Waiting for the
 * debugger to disconnect..." and wait.
 */
export function leaveSession(shared: Int32Array<SharedArrayBuffer>): void {
  if (Atomics.exchange(shared, SESSION, LEAVING) !== CONNECTED) return;
  Atomics.notify(shared, SESSION);
  Atomics.wait(shared, SESSION, LEAVING, LEAVE_MS);
}

export function runController(data: ControllerData): void {
  const wraps: SignalWrap[] = [];
  const save = (): Promise<void> => saveMain(data.shared);

  /** Ends this process as the signal would have. */
  const dieOf = (signal: NodeJS.Signals): void => {
    for (const wrap of wraps.splice(0)) wrap.close();
    // Closing takes a turn of the loop; only then does the signal have its own effect again.
    setTimeout(() => process.kill(process.pid, signal), 1);
  };

  if (process.platform !== 'win32') {
    wraps.push(
      ...listenForSignals((signal, at) => {
        if (Atomics.load(data.shared, at) > 0) return;
        void save().then(() => dieOf(signal));
      }),
    );
  }
  openChannel(data, save, () => {
    void save().then(() => {
      dieOf('SIGTERM');
      setTimeout(() => endGroup(), KILL_MS);
    });
  });
  // Keeps this thread going even where there is nothing to do.
  const rest = data.config.rotateMs > 0 ? data.config.rotateMs : 2 ** 30;
  setInterval(() => {
    if (data.config.rotateMs > 0) evaluate(data.shared, 'rotate');
  }, rest);
}

/** Calls the hook on the main thread, whatever that is doing. `then` may never be called. */
function evaluate(
  shared: Int32Array<SharedArrayBuffer>,
  what: 'save' | 'rotate',
  then: () => void = () => {},
): void {
  if (Atomics.compareExchange(shared, SESSION, NONE, CONNECTED) !== NONE) return;
  const { Session: Inspector } = require('node:inspector') as typeof import('node:inspector');
  const session = new Inspector();
  session.connectToMainThread();
  const left = (Atomics as unknown as WaitAsync).waitAsync(shared, SESSION, CONNECTED);
  void Promise.resolve(left.value).then(() => {
    session.disconnect();
    if (Atomics.compareExchange(shared, SESSION, LEAVING, LEFT) === LEAVING) Atomics.notify(shared, SESSION);
  });
  const expression = `globalThis[Symbol.for('${HOOK_KEY}')]?.${what}()`;
  session.post('Runtime.evaluate', { expression, silent: true }, () => {
    if (Atomics.compareExchange(shared, SESSION, CONNECTED, NONE) === CONNECTED)
      Atomics.notify(shared, SESSION);
    then();
  });
}

/** Not in the library's types for this language level. */
interface WaitAsync {
  waitAsync(array: Int32Array, index: number, value: number): { readonly value: Promise<string> | string };
}

/** Resolves when the main thread has saved, or when there is no hope of it. */
function saveMain(shared: Int32Array<SharedArrayBuffer>): Promise<void> {
  return new Promise((resolve) => {
    const until = Date.now() + SAVE_MS;
    const interruptUntil = Date.now() + INTERRUPT_MS;
    // Polled, because it may also be somebody else who makes the main thread save.
    const look = (): void => {
      const state = Atomics.load(shared, SAVING);
      const hopeless = state === 0 && Date.now() > interruptUntil;
      if (state === 2 || hopeless || Date.now() > until) resolve();
      else {
        evaluate(shared, 'save');
        setTimeout(look, POLL_MS);
      }
    };
    look();
  });
}

/**
 * Signals in a thread, where Node offers none: with Node's own internal handle. The program's process object
 * shows no listener of ours, and a busy main thread does not hold the signal up.
 */
function listenForSignals(on: (signal: NodeJS.Signals, at: number) => void): SignalWrap[] {
  try {
    // The internal module warns whoever loads it; that would come out of the program's stderr.
    process.emitWarning = () => {};
    const { internalBinding } = require(INTERNAL_BINDINGS) as {
      internalBinding: (name: 'signal_wrap') => { Signal: new () => SignalWrap };
    };
    const { Signal } = internalBinding('signal_wrap');
    const { constants } = require('node:os') as typeof import('node:os');
    return SIGNALS.map((name, at) => {
      const wrap = new Signal();
      wrap.onsignal = () => on(name, at);
      wrap.start(constants.signals[name]);
      return wrap;
    });
  } catch {
    // A Node that hides it: signals then end the process at once, and rotation has kept most of the profile.
    return [];
  }
}

function openChannel(data: ControllerData, save: () => Promise<void>, onLost: () => void): void {
  let connected = false;
  let buffer = '';
  const { connect } = require('node:net') as typeof import('node:net');
  const socket: Socket = connect(data.config.channel);
  const send = (message: FromProcess): void => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
  socket.setEncoding('utf8');
  socket.on('connect', () => {
    connected = true;
    send({ type: 'hello', pid: process.pid, parentPid: data.parentPid, title: data.title });
  });
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as ToProcess;
      if (message.type === 'save') void save().then(() => send({ type: 'saved', pid: process.pid }));
    }
  });
  socket.on('error', () => {});
  // Whoever asked for this recording is gone: a target left alone would run for ever, unseen.
  socket.on('close', () => {
    if (connected) onLost();
  });
}

function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}
