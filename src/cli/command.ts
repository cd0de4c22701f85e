/** What a command is; everything the frame (help, parsing, errors, exit codes) needs to know of it. */
import type { Terminal } from './terminal.ts';

/** The contract with CI jobs. */
export const exit = { fine: 0, gateFailed: 1, badUse: 2, inconclusive: 3, cancelled: 130 } as const;

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help: `DIR`, `text|json`. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
  /** The only values allowed. */
  readonly oneOf?: readonly string[];
}

export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** After `--`. */
  readonly rest: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly json: boolean;
}

export interface Command {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** After `perfloop name`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** Accepts `-- COMMAND…`. */
  readonly takesCommand?: boolean;
  /** @returns the exit code. @throws UserError */
  run(invocation: Invocation, terminal: Terminal): Promise<number>;
}

/** Every command has these. */
export const commonOptions: Readonly<Record<string, Option>> = {
  cwd: { type: 'string', value: 'DIR', help: 'work in this folder' },
  json: { type: 'boolean', help: 'print one JSON document on stdout' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
};
