/**
 * Command lines for Windows, where a program gets one string. Batch files (`npm.cmd`, the shims below
 * node_modules/.bin) can only be run by cmd.exe, which reads the line by rules of its own first.
 */

export interface SpawnPlan {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are already quoted: they must be passed on as they are. */
  readonly verbatim: boolean;
}

/** @param file absolute path of the program, with its ending */
export function windowsSpawn(file: string, args: readonly string[], comspec = 'cmd.exe'): SpawnPlan {
  if (!/\.(cmd|bat)$/i.test(file)) return { file, args, verbatim: false };
  // A shim hands its arguments on by %*, so cmd reads them a second time.
  const rounds = 2;
  const line = [
    escapeForCmd(quoteArgument(file), 1),
    ...args.map((a) => escapeForCmd(quoteArgument(a), rounds)),
  ];
  return { file: comspec, args: ['/d', '/s', '/c', `"${line.join(' ')}"`], verbatim: true };
}

/** As the C runtime splits it: backslashes count only before a quote. */
export function quoteArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/** Carets before everything that cmd.exe gives a meaning, once for each time that it reads the line. */
export function escapeForCmd(text: string, rounds: number): string {
  let escaped = text;
  for (let i = 0; i < rounds; i += 1) escaped = escaped.replace(/[()[\]%!^"`<>&|;, *?]/g, '^$&');
  return escaped;
}

/** Ends a process and all below it. */
export function taskkillArguments(pid: number): string[] {
  return ['/PID', String(pid), '/T', '/F'];
}
