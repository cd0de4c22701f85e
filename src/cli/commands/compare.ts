import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { decimalNumber, patternOption, shardOption, shareOption, textOption } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import { gateFormatNames } from '../gate-output.ts';
import type { Terminal } from '../terminal.ts';

const example = 'For example: perfloop compare old.bench.js new.bench.js, or perfloop compare --base main';

export const compare: Command = {
  name: 'compare',
  summary: 'measure two versions of benchmarks together and say which is faster',
  usage: 'BASE CANDIDATE | --base REF [FILE…] [options]',
  options: {
    base: { type: 'string', value: 'REF', help: 'compare with where the branch left REF' },
    candidate: { type: 'string', value: 'REF', help: 'with --base: this commit; default: the working tree' },
    exact: { type: 'boolean', help: 'with --base: REF itself, not where the branch left it' },
    'max-slowdown': {
      type: 'string',
      value: '5%',
      help: 'slowdown to catch; default: perfloop.json, else 5%',
    },
    strict: { type: 'boolean', help: 'fail only what is shown to be slower by more than the limit' },
    filter: { type: 'string', value: 'RE', help: 'only benchmarks whose name matches' },
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
      help: 'makes a checked-out version ready, as in "npm run build"',
    },
    timeout: { type: 'string', value: 'S', help: 'give a benchmark up after so long; default 60' },
    node: { type: 'string', value: 'FILE', help: 'the Node to run them in; default: node on PATH' },
  },
  examples: [
    'perfloop compare old.bench.js new.bench.js',
    'perfloop compare --base main',
    'perfloop compare --base origin/main src/parse.bench.ts --max-slowdown 10% --format markdown',
    'perfloop compare --base HEAD~1 --candidate HEAD --shard 1/4 --json --output part-1.json',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { values, cwd, json } = invocation;
    const seconds = decimalNumber(invocation, 'timeout', { min: 0.1, max: 86_400, unit: 's' });
    const request = {
      root: cwd,
      of: subject(invocation),
      filter: patternOption(invocation, 'filter'),
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
    const { runCompare } = await import('../run-compare.ts');
    return await runCompare(request, terminal);
  },
};

/** @throws UserError */
function subject(invocation: Invocation) {
  const { positionals, values, cwd } = invocation;
  const base = textOption(invocation, 'base');
  const candidate = textOption(invocation, 'candidate');
  const exact = values.exact === true;
  if (base !== undefined) {
    return { kind: 'refs' as const, base, exact, paths: positionals, ...(candidate ? { candidate } : {}) };
  }
  if (candidate !== undefined || exact) {
    throw new UserError(`--${exact ? 'exact' : 'candidate'} needs --base REF`, example);
  }
  const [one, other, ...more] = positionals;
  if (one === undefined || other === undefined) {
    throw new UserError('compare needs two benchmark files, or --base REF', example);
  }
  if (more.length > 0) throw new UserError(`compare takes two files, not also ${more[0]}`, example);
  // Two refs may be given as they are.
  const there = (name: string) => existsSync(path.resolve(cwd, name));
  if (!there(one) && !there(other) && !/\.[cm]?[jt]s$/.test(one)) {
    return { kind: 'refs' as const, base: one, exact: true, candidate: other, paths: [] };
  }
  return { kind: 'files' as const, base: one, candidate: other };
}
