/** A .cpuprofile with exact weights: 1 ms a sample, for `work.js` of the fixture workspace. */
import { pathToFileURL } from 'node:url';

export interface LineSamples {
  /** 1-based, as in the editor. */
  readonly line: number;
  readonly samples: number;
}

const functions = [
  { name: 'heavy', line: 2, column: 15 },
  { name: 'light', line: 10, column: 15 },
];

/** Samples by function and line; (program) takes `idle` samples more. */
export function cpuProfile(
  file: string,
  heavy: readonly LineSamples[],
  light: readonly LineSamples[],
  idle = 0,
): string {
  const url = pathToFileURL(file).href;
  const count = (lines: readonly LineSamples[]) => lines.reduce((sum, l) => sum + l.samples, 0);
  const frame = (functionName: string, at: string, lineNumber: number, columnNumber: number) => ({
    functionName,
    scriptId: '1',
    url: at,
    lineNumber,
    columnNumber,
  });
  const nodes = [
    { id: 1, callFrame: frame('(root)', '', -1, -1), hitCount: 0, children: [2, 5] },
    { id: 2, callFrame: frame('(anonymous)', url, 0, 0), hitCount: 0, children: [3, 4] },
    ...[heavy, light].map((lines, i) => {
      const f = functions[i]!;
      return {
        id: 3 + i,
        callFrame: frame(f.name, url, f.line - 1, f.column - 1),
        hitCount: count(lines),
        positionTicks: lines.map((l) => ({ line: l.line, ticks: l.samples })),
      };
    }),
    { id: 5, callFrame: frame('(idle)', '', -1, -1), hitCount: idle },
  ];
  const samples = [
    ...Array<number>(count(heavy)).fill(3),
    ...Array<number>(count(light)).fill(4),
    ...Array<number>(idle).fill(5),
  ];
  return JSON.stringify({
    nodes,
    startTime: 1_000_000,
    endTime: 1_000_000 + samples.length * 1000,
    samples,
    timeDeltas: samples.map(() => 1000),
  });
}
