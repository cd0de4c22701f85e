import { UserError } from '../../core/model.ts';
import { decimalNumber, shardOption, shareOption, textOption } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import { gateFormatNames } from '../gate-output.ts';
import type { Terminal } from '../terminal.ts';

export const gate: Command = {
  name: 'gate',
  summary: 'enforce all that perfloop.json asks for: benchmarks, counters, budgets, new findings',
  usage: '[--base REF] [options]',
  options: {
    base: {
      type: 'string',
      value: 'REF',
      help: 'compare with where the branch left REF; default: perfloop.json',
    },
    'max-slowdown': {
      type: 'string',
      value: '5%',
      help: 'slowdown to catch; default: perfloop.json, else 5%',
    },
    strict: { type: 'boolean', help: 'fail only what is shown to be slower by more than the limit' },
    format: {
      type: 'string',
      value: gateFormatNames.join('|'),
      oneOf: gateFormatNames,
      help: 'default: text',
    },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write to a file' },
    shard: { type: 'string', value: 'I/N', help: 'only the I-th of N parts; see perfloop merge' },
    history: { type: 'boolean', help: 'append to .perfloop/history.jsonl, and tell what it shows' },
    build: {
      type: 'string',
      value: 'COMMAND',
      help: 'makes the checked-out base ready, as in "npm run build"',
    },
    timeout: { type: 'string', value: 'S', help: 'give a benchmark up after so long; default 60' },
    node: { type: 'string', value: 'FILE', help: 'the Node to run them in; default: node on PATH' },
  },
  examples: [
    'perfloop gate --base origin/main',
    'perfloop gate --base origin/main --format github',
    'perfloop gate --shard 1/4 --json --output part-1.json',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { positionals, values, cwd, json } = invocation;
    if (positionals.length > 0) {
      throw new UserError(
        `gate takes no files, not ${positionals[0]}`,
        'To compare some: perfloop compare --base REF FILE…',
      );
    }
    const seconds = decimalNumber(invocation, 'timeout', { min: 0.1, max: 86_400, unit: 's' });
    const { runGate } = await import('../run-gate.ts');
    const request = {
      root: cwd,
      base: textOption(invocation, 'base'),
      maxSlowdown: shareOption(invocation, 'max-slowdown'),
      strict: values.strict === true,
      shard: shardOption(invocation),
      build: textOption(invocation, 'build'),
      timeoutMs: seconds === undefined ? undefined : seconds * 1000,
      nodePath: textOption(invocation, 'node'),
      history: values.history === true,
      output: {
        format: json ? 'json' : (textOption(invocation, 'format') ?? 'text'),
        file: textOption(invocation, 'output'),
        cwd,
      },
    };
    return await runGate(request, terminal);
  },
};
