import { UserError } from '../../core/model.ts';
import { decimalNumber, patternOption, shardOption, textOption, wholeNumber } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const bench: Command = {
  name: 'bench',
  summary: 'run benchmarks: time, bytes, growth, budgets',
  usage: '[FILE…] [options]',
  options: {
    filter: { type: 'string', value: 'RE', help: 'only benchmarks whose name matches' },
    profile: { type: 'boolean', help: 'record a CPU profile of each, alone' },
    changed: { type: 'boolean', help: 'only those that a change can reach, by their imports' },
    base: {
      type: 'string',
      value: 'REF',
      help: 'with --changed: since the branch left REF; default: the default branch',
    },
    'update-baseline': { type: 'boolean', help: 'store exact counters in .perfloop/baseline.json' },
    shard: { type: 'string', value: 'I/N', help: 'only the I-th of N parts' },
    forks: { type: 'string', value: 'N', help: 'processes each is measured in; default 5' },
    time: { type: 'string', value: 'MS', help: 'measured time in each process; default 250' },
    warmup: { type: 'string', value: 'MS', help: 'warm-up before it; default 150' },
    timeout: { type: 'string', value: 'S', help: 'give a benchmark up after so long; default 60' },
    history: { type: 'boolean', help: 'append to .perfloop/history.jsonl, and tell what it shows' },
    output: { type: 'boolean', help: 'show what the benchmarks print' },
    node: { type: 'string', value: 'FILE', help: 'the Node to run them in; default: node on PATH' },
  },
  examples: [
    'perfloop bench',
    'perfloop bench src/parse.bench.ts --filter "large|huge" --profile',
    'perfloop bench --changed --base origin/main --json',
    'perfloop bench --update-baseline',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { values, cwd, json, positionals } = invocation;
    const base = textOption(invocation, 'base');
    if (base !== undefined && values.changed !== true) {
      throw new UserError(
        '--base says what --changed compares with',
        'Add --changed; to measure both versions use perfloop compare --base REF.',
      );
    }
    const options = {
      root: cwd,
      paths: positionals,
      filter: patternOption(invocation, 'filter'),
      changedSince: values.changed === true ? (base ?? '') : undefined,
      shard: shardOption(invocation),
      profile: values.profile === true,
      updateBaseline: values['update-baseline'] === true,
      forks: wholeNumber(invocation, 'forks', { min: 1, max: 100 }),
      sampleMs: wholeNumber(invocation, 'time', { min: 1, max: 600_000, unit: 'ms' }),
      warmupMs: wholeNumber(invocation, 'warmup', { min: 0, max: 600_000, unit: 'ms' }),
      timeoutMs: seconds(decimalNumber(invocation, 'timeout', { min: 0.1, max: 86_400, unit: 's' })),
      nodePath: textOption(invocation, 'node'),
      showOutput: values.output === true,
      history: values.history === true,
      json,
    };
    const { runBench } = await import('../run-bench.ts');
    return await runBench(options, terminal);
  },
};

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
