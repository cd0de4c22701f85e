/**
 * The recorder's own thread in a measured process: hears the recording verb and signals while the main thread
 * is busy, and makes the main thread save by interrupting it. Sleeps otherwise.
 */
import type { Session } from 'node:inspector';
import { connect, type Socket } from 'node:net';
import { type FromProcess, HOOK_KEY, type RecorderConfig, type ToProcess } from './protocol.ts';

export interface ControllerData {
  readonly perfloop: 'controller';
  readonly config: RecorderConfig;
  readonly title: string;
  readonly parentPid: number;
  /** Handlers that the program has, by place in `SIGNALS`; then the place `SAVING`: 1 begun, 2 done. */
  readonly shared: Int32Array<SharedArrayBuffer>;
}

/** Ways in which others end a process politely. */
export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;
export const SAVING = SIGNALS.length;

/** A main thread that cannot be interrupted by then is in native code, and dies unsaved as it would have. */
const INTERRUPT_MS = 1_500;
/** The longest that saving may hold up a signal. */
const SAVE_MS = 20_000;
const KILL_MS = 2_000;

interface SignalWrap {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  close(): void;
}

export function runController(data: ControllerData): void {
  const { Session: Inspector } = require('node:inspector') as typeof import('node:inspector');
  const session = new Inspector();
  session.connectToMainThread();
  const wraps: SignalWrap[] = [];
  const save = (): Promise<void> => saveMain(session, data.shared);

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
  // The session keeps no thread alive by itself.
  const rest = data.config.rotateMs > 0 ? data.config.rotateMs : 2 ** 30;
  setInterval(() => {
    if (data.config.rotateMs > 0) evaluate(session, 'rotate');
  }, rest);
}

function evaluate(session: Session, what: 'save' | 'rotate', then: () => void = () => {}): void {
  const expression = `globalThis[Symbol.for('${HOOK_KEY}')]?.${what}()`;
  session.post('Runtime.evaluate', { expression, silent: true }, then);
}

/** Resolves when the main thread has saved, or when there is no hope of it. */
function saveMain(session: Session, shared: Int32Array<SharedArrayBuffer>): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      if (Atomics.load(shared, SAVING) === 0) resolve();
    }, INTERRUPT_MS);
    const limit = setTimeout(resolve, SAVE_MS);
    evaluate(session, 'save', () => {
      clearTimeout(patience);
      clearTimeout(limit);
      resolve();
    });
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
    const { internalBinding } = require('internal/test/binding') as {
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
