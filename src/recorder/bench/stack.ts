/** Reading V8's stacks: where a benchmark is declared, and what to show of an error. */
import { pathToFileURL } from 'node:url';

/** Line and column, 1-based, of the innermost frame in `file`; zeros where it is in none. */
export function callSite(file: string): { readonly line: number; readonly column: number } {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  if (typeof stack !== 'string') return { line: 0, column: 0 };
  const url = pathToFileURL(file).href;
  for (const line of stack.split('\n')) {
    const place =
      /(?:\(|at (?:async )?)((?:file:|[A-Za-z]:[\\/]|\/)[^()]*?)(?:\?[^():]*)?:(\d+):(\d+)\)?$/.exec(line);
    if (place && (place[1] === file || place[1] === url)) {
      return { line: Number(place[2]), column: Number(place[3]) };
    }
  }
  return { line: 0, column: 0 };
}

export interface ErrorText {
  readonly message: string;
  readonly stack: readonly string[];
}

/** One line, and the stack's lines without those of Node and of Perfloop. */
export function errorText(error: unknown): ErrorText {
  if (!(error instanceof Error) && (typeof error !== 'object' || error === null || !('message' in error))) {
    return { message: `threw ${short(String(error))}`, stack: [] };
  }
  const { name, message, stack } = error as Error;
  const head = name && name !== 'Error' ? `${name}: ${message}` : message || name;
  const frames = (typeof stack === 'string' ? stack : '')
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => /^at /.test(line) && !/[(\s]node:|bench-(?:runner|loader|hooks)\.|perfloop:/.test(line),
    );
  return { message: short(head || 'an error without a message'), stack: frames.slice(0, 10) };
}

function short(text: string): string {
  const line = text
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
    .join(' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
