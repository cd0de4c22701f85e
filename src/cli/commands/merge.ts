import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { textOption } from '../args.ts';
import type { Command, Invocation } from '../command.ts';
import { gateFormatNames, showGate } from '../gate-output.ts';
import type { Terminal } from '../terminal.ts';

const example = 'For example: perfloop merge part-1.json part-2.json --format markdown';

export const merge: Command = {
  name: 'merge',
  summary: 'join the parts of a comparison that was split with --shard, and judge the whole',
  usage: 'FILE… [options]',
  options: {
    format: {
      type: 'string',
      value: gateFormatNames.join('|'),
      oneOf: gateFormatNames,
      help: 'default: text',
    },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write to a file' },
  },
  examples: [
    'perfloop merge part-*.json',
    'perfloop merge part-1.json part-2.json --format junit -o results.xml',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { positionals, cwd, json } = invocation;
    if (positionals.length === 0) throw new UserError('merge needs the JSON files of the parts', example);
    const { mergeComparisons } = await import('../../core/bench/merge.ts');
    const { outcomeOf } = await import('../../core/bench/comparison.ts');
    const report = mergeComparisons(await Promise.all(positionals.map((file) => readPart(cwd, file))));
    const { createdAt, durationMs } = report;
    const gate = { version: 1 as const, createdAt, durationMs, benchmarks: report, passedOver: [] };
    const format = json ? 'json' : (textOption(invocation, 'format') ?? 'text');
    const output = { format, file: textOption(invocation, 'output'), cwd };
    return await showGate(gate, 'merge', outcomeOf(report), output, terminal);
  },
};

/** @throws UserError for what is no comparison */
async function readPart(cwd: string, file: string) {
  const { comparisonFrom } = await import('../../core/bench/merge.ts');
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new UserError(`${file} ${why}.`, example);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError(
      `${file} is not JSON.`,
      'Parts are made by perfloop compare --shard I/N --json --output FILE.',
    );
  }
  const report = comparisonFrom(json);
  if (report) return report;
  throw new UserError(
    `${file} is not a comparison.`,
    'Parts are made by perfloop compare --shard I/N --json --output FILE.',
  );
}
