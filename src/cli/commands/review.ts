import { UserError } from '../../core/model.ts';
import { tuneForShortRun } from '../../node/short-run.ts';
import { shardOption, textOption } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

const formatNames = ['text', 'json', 'sarif', 'markdown', 'github'] as const;
const failNames = ['error', 'warning', 'never'] as const;

export const review: Command = {
  name: 'review',
  summary: 'find performance pitfalls in code, or only those that a change introduces',
  usage: '[PATH…] [options]',
  options: {
    base: { type: 'string', value: 'REF', help: 'only what is new since the branch left REF' },
    staged: { type: 'boolean', help: 'only what the staged changes introduce' },
    format: { type: 'string', value: formatNames.join('|'), oneOf: formatNames, help: 'default: text' },
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      help: 'write to a file; of what is there already only reports are replaced',
    },
    'fail-on': {
      type: 'string',
      value: failNames.join('|'),
      oneOf: failNames,
      help: 'exit 1 at this severity; default: error',
    },
    profile: {
      type: 'string',
      value: 'PATH',
      help: 'rank by the measured share in this profile, recording or newest of these recordings, and tell what is hot there though it runs once',
    },
    shard: { type: 'string', value: 'I/N', help: 'review only the I-th of N parts' },
    all: { type: 'boolean', help: 'findings of low confidence too' },
    fix: { type: 'boolean', help: 'make the changes that keep behaviour, and tell what is left' },
    benchmarks: {
      type: 'boolean',
      help: 'with --staged or --base: compare the benchmarks that the change reaches, too',
    },
    verbose: { type: 'boolean', help: 'say what was held back, and why' },
    'no-cache': { type: 'boolean', help: 'read every file anew' },
  },
  examples: [
    'perfloop review',
    "perfloop review 'src/**/*.ts'",
    'perfloop review --base origin/main --format github',
    'perfloop review src --profile .perfloop/recordings/20260101-101500',
    'perfloop review --staged --fail-on warning',
    'perfloop review --staged --benchmarks',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const base = textOption(invocation, 'base');
    const staged = invocation.values.staged === true;
    if (base !== undefined && staged)
      throw new UserError('--base and --staged exclude each other', 'Give one of them.');
    if (staged && invocation.values.fix === true)
      throw new UserError(
        '--fix changes files, and --staged is about what is staged of them',
        'Give one of them.',
      );
    const output = textOption(invocation, 'output');
    const benchmarks = invocation.values.benchmarks === true;
    if (benchmarks && base === undefined && !staged)
      throw new UserError('--benchmarks needs a change to compare', 'Give --staged, or --base REF.');
    tuneForShortRun();
    const { runReview } = await import('../run-review.ts');
    return await runReview(
      {
        root: invocation.cwd,
        paths: invocation.positionals,
        base,
        staged,
        format: invocation.json ? 'json' : (textOption(invocation, 'format') ?? 'text'),
        output: output === '-' ? undefined : output,
        failOn: textOption(invocation, 'fail-on') as (typeof failNames)[number] | undefined,
        profile: textOption(invocation, 'profile'),
        shard: shardOption(invocation),
        all: invocation.values.all === true,
        fix: invocation.values.fix === true,
        benchmarks,
        verbose: invocation.values.verbose === true,
        useCache: invocation.values['no-cache'] !== true,
      },
      terminal,
    );
  },
};
