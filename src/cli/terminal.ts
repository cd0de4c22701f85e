/** Where output goes: the document to stdout, everything about the work to stderr. */
import { exit } from './command.ts';

export interface Terminal {
  /** Resolves when the stream has taken it all. */
  out(text: string | Uint8Array): Promise<void>;
  err(text: string | Uint8Array): void;
  /** A line on stderr that the next one replaces; only where stderr is a terminal. */
  progress(line: string): void;
  readonly outColour: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of stdout; a fixed, generous width for files and pipes. */
  readonly width: number;
}

const clearLine = '\r\u001b[K';

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write(clearLine);
    shown = false;
  };
  return {
    out(text) {
      clear();
      return new Promise((resolve) => stdout.write(text, () => resolve()));
    },
    err(text) {
      clear();
      stderr.write(text);
    },
    progress(line) {
      if (!stderr.isTTY) return;
      if (line === '') return clear();
      const fit = line.slice(0, Math.max(20, (stderr.columns || 80) - 1));
      stderr.write(clearLine + fit);
      shown = true;
    },
    outColour: colourWanted(env, stdout.isTTY === true),
    errIsTerminal: stderr.isTTY === true,
    width: stdout.isTTY ? stdout.columns || 80 : Number(env.COLUMNS) || 120,
  };
}

/** https://no-color.org and https://force-color.org. */
export function colourWanted(env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return terminal && env.TERM !== 'dumb';
}

/**
 * A reader that went away (`| head`) is no error: end quietly. What else keeps output from being written is said.
 * @param exitCodeCounts whoever runs the command asks by its exit code, which is worked out without a reader too
 */
export function endWhereNothingCanBeWritten(exitCodeCounts: boolean): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') {
        if (exitCodeCounts) return;
        process.exit(0);
      }
      const what = `perfloop: the output cannot be written: ${error.message}\n`;
      if (stream === process.stdout) process.stderr.write(`${what}  Choose another place with -o FILE.\n`);
      process.exit(exit.badUse);
    });
  }
}
