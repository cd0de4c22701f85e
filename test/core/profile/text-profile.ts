/**
 * Profiles as ASCII columns: a column is a sample, a row a depth.
 *
 *     main@a.js:1   main@a.js:1      (idle)
 *     fib@a.js:5    sort@dep/x.js:2
 *     fib@a.js:5#7
 *
 * `name@file:line`, the file below /app; `#n` is the line that runs there: of a leaf its line tick, of a
 * caller (with `callLines`) the line of the call. Columns are two spaces or more apart; a sample weighs 1 ms
 * unless `weights` (in ms) says otherwise.
 */
import type { Profile } from '../../../src/core/model.ts';
import { ProfileBuilder } from '../../../src/core/profile/build.ts';

export const ROOT = '/app';

export interface TextOptions {
  readonly weights?: readonly number[];
  readonly callLines?: boolean;
  readonly name?: string;
}

export function textProfile(text: string, options: TextOptions = {}): Profile {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const starts = [...rows[0]!.matchAll(/(?<!\S|\S )\S/g)].map((m) => m.index);
  const builder = new ProfileBuilder();
  const state = builder.frame('(root)', '', 0, 0);
  const root = builder.stack(-1, state);
  let total = 0;
  for (const [column, start] of starts.entries()) {
    let stack = root;
    let line = 0;
    for (const row of rows) {
      const cell = row.slice(start, starts[column + 1]).trim();
      if (cell === '') break;
      const { name, file, defined, running } = parseCell(cell);
      stack = builder.stack(
        stack,
        builder.frame(name, file, defined, defined > 0 ? 1 : 0),
        options.callLines ? line : 0,
      );
      line = running;
    }
    const weight = (options.weights?.[column] ?? 1) * 1000;
    total += weight;
    builder.sample(stack, weight);
    builder.line(stack, line, weight);
  }
  return builder.finish({
    kind: 'cpu',
    unit: 'us',
    name: options.name ?? 'text',
    durationUs: total,
    startedAt: 0,
    timeOrdered: true,
    problems: [],
  });
}

function parseCell(cell: string) {
  const match = /^([^@#]+)(?:@([^#]*?):(\d+))?(?:#(\d+))?$/.exec(cell);
  if (match === null) throw new Error(`not a frame: ${cell}`);
  const [, name = '', file = '', defined = '0', running = '0'] = match;
  const path = file === '' || /^(node:|\/)/.test(file) ? file : `${ROOT}/${file}`;
  return { name, file: path, defined: Number(defined), running: Number(running) };
}
