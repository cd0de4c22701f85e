import { UserError } from '../../core/model.ts';
import { decimalNumber, textOption, wholeNumber } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const profile: Command = {
  name: 'profile',
  summary: 'record a command (or a running process) and show what was hot',
  usage: '[options] -- COMMAND…',
  takesCommand: true,
  options: {
    kind: {
      type: 'string',
      value: 'cpu|heap',
      oneOf: ['cpu', 'heap'],
      help: 'time or allocations; default cpu',
    },
    interval: { type: 'string', value: 'US', help: 'microseconds between samples; default 1000' },
    duration: { type: 'string', value: 'S', help: 'stop after so many seconds' },
    attach: { type: 'string', value: 'HOST:PORT', help: 'record a process started with --inspect' },
    out: { type: 'string', value: 'DIR', help: 'folder of recordings; default .perfloop/recordings' },
    top: { type: 'string', value: 'N', help: 'rows of each table; default 15, in JSON 100' },
    'only-mine': { type: 'boolean', help: 'only your own code; the rest counts for its caller' },
    sampler: {
      type: 'string',
      value: 'NAME',
      oneOf: ['auto', 'v8-profiler-next', 'inspector'],
      help: 'auto, v8-profiler-next or inspector',
    },
    node: { type: 'string', value: 'FILE', help: 'the Node to run it in; default: node on PATH' },
  },
  examples: [
    'perfloop profile -- node server.js',
    'perfloop profile --duration 30 -- npm start',
    'perfloop profile --kind heap --json -- node build.js',
    'perfloop profile --attach localhost:9229 --duration 10',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { rest, cwd, json, values } = invocation;
    const attach = textOption(invocation, 'attach');
    requireTarget(invocation, attach);
    const options = {
      command: rest,
      attach: attach === undefined ? undefined : address(attach),
      kind: textOption(invocation, 'kind') === 'heap' ? ('heap' as const) : ('cpu' as const),
      intervalUs: wholeNumber(invocation, 'interval', { min: 50, max: 1_000_000, unit: 'µs' }) ?? 1000,
      durationMs: (decimalNumber(invocation, 'duration', { min: 0.01, max: 86_400, unit: 's' }) ?? 0) * 1000,
      out: textOption(invocation, 'out'),
      top: wholeNumber(invocation, 'top', { min: 1, max: 100_000 }) ?? (json ? 100 : 15),
      // Who asks for a number of rows wants to see that many.
      leastShare: textOption(invocation, 'top') === undefined ? 0.003 : 0,
      onlyMine: values['only-mine'] === true,
      sampler: (textOption(invocation, 'sampler') ?? 'auto') as 'auto' | 'v8-profiler-next' | 'inspector',
      nodePath: textOption(invocation, 'node'),
      cwd,
      json,
    };
    const { runProfile } = await import('../run-profile.ts');
    return await runProfile(options, terminal);
  },
};

function requireTarget({ positionals, rest }: Invocation, attach: string | undefined): void {
  const [first] = positionals;
  const example = 'For example: perfloop profile -- node server.js';
  if (attach !== undefined && (rest.length > 0 || first !== undefined)) {
    throw new UserError('--attach records a running process, and takes no command', 'Leave one of them out.');
  }
  if (attach !== undefined) return;
  if (first !== undefined) {
    throw new UserError(
      `put -- before the command: perfloop profile -- ${[...positionals, ...rest].join(' ')}`,
      'What follows -- is run as it stands.',
    );
  }
  if (rest.length === 0) throw new UserError('profile needs a command after --', example);
}

/** `9229`, `localhost:9229`, `[::1]:9229`, `ws://127.0.0.1:9229/…`. @throws UserError */
function address(text: string): { readonly host: string; readonly port: number } {
  const bare = text.replace(/^(wss?|https?|inspector):\/\//, '').replace(/\/.*$/, '');
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(bare);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) {
    throw new UserError(`--attach cannot be ${text}`, 'It is HOST:PORT, for example localhost:9229.');
  }
  return { host: match[1] || match[2] || '127.0.0.1', port };
}
