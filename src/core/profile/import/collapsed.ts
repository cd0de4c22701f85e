/** Collapsed stacks, one a line: `main;parse;read 12` (flamegraph.pl, perf, async-profiler, dtrace). */
import { type Profile, UserError } from '../../model.ts';
import { ProfileBuilder } from '../build.ts';
import { fileFromUrl } from '../paths.ts';
import { makeDecoder } from '../utf8.ts';
import { parseFrameText } from './parts/frame-text.ts';
import type { Importer } from './parts/importer.ts';

const LINE = /^(.*\S)\s+(\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

export const collapsed: Importer = {
  name: 'collapsed',
  extensions: ['.folded', '.collapsed', '.txt'],
  accepts: ({ text }) => {
    const lines = text
      .split('\n', 4)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    return lines.length > 0 && /^[^{[]/.test(lines[0]!) && LINE.test(lines[0]!) && /;/.test(lines.join(''));
  },
  read: (bytes, fileName) => [readCollapsed(bytes, fileName)],
};

function readCollapsed(bytes: Uint8Array, fileName: string): Profile {
  const builder = new ProfileBuilder();
  const frames = new Map<string, number>();
  const frameOf = (text: string): number => {
    let frame = frames.get(text);
    if (frame === undefined) {
      const { name, file, line, column } = parseFrameText(text);
      frame = builder.frame(name, fileFromUrl(file), line, column);
      frames.set(text, frame);
    }
    return frame;
  };
  let bad = 0;
  let firstBad = 0;
  let number = 0;
  for (const line of linesOf(bytes)) {
    number++;
    if (line === '' || line.startsWith('#')) continue;
    const match = LINE.exec(line);
    if (match === null) {
      if (bad++ === 0) firstBad = number;
      continue;
    }
    let stack = -1;
    for (const text of match[1]!.split(';')) stack = builder.stack(stack, frameOf(text));
    const weight = Number(match[2]);
    if (weight > 0) builder.sample(stack, weight);
  }
  if (builder.samples === 0) {
    const where = bad > 0 ? `: line ${firstBad} is not "frame;frame count"` : '';
    throw new UserError(
      `${fileName}: no collapsed stacks in it${where}`,
      'Expected lines like "main;parse;read 12".',
    );
  }
  return builder.finish({
    kind: 'cpu',
    unit: 'count',
    name: fileName,
    durationUs: 0,
    startedAt: 0,
    timeOrdered: false,
    problems:
      bad > 0
        ? [`${bad} lines were left out (first: line ${firstBad}): they are not "frame;frame count".`]
        : [],
  });
}

/** Trimmed lines, decoded one at a time: the whole text may be longer than a string can be. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const decode = makeDecoder();
  let start = 0;
  while (start < bytes.length) {
    let end = bytes.indexOf(10, start);
    if (end < 0) end = bytes.length;
    yield decode(bytes.subarray(start, end)).trim();
    start = end + 1;
  }
}
