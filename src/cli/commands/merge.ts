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
  summary: 'join the parts of a comparison or gate that was split with --shard, and judge the whole',
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
    const { mergeGates } = await import('../../core/bench/merge.ts');
    const { gateOutcome } = await import('../../core/loop/gate.ts');
    const parts = await Promise.all(positionals.map((file) => readPart(cwd, file)));
    const merged = mergeGates(parts);
    const format = json ? 'json' : (textOption(invocation, 'format') ?? 'text');
    const output = { format, file: textOption(invocation, 'output'), cwd };
    // Parts of a comparison come to a comparison again, those of a gate to a gate.
    const ofGates = parts.some((p) => p.counters ?? p.findings);
    return await showGate(merged, ofGates ? 'gate' : 'compare', gateOutcome(merged), output, terminal);
  },
};

/** @throws UserError for what is no comparison */
async function readPart(cwd: string, file: string) {
  const { gateFrom } = await import('../../core/bench/merge.ts');
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
  const report = gateFrom(json);
  if (report) return report;
  throw new UserError(
    `${file} is no report of perfloop compare or gate.`,
    'Parts are made by perfloop compare --shard I/N --json --output FILE.',
  );
}
