import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsFormats } from '../../../src/core/report/findings/index.ts';
import type { FindingsReport } from '../../../src/core/report/findings/types.ts';

const report: FindingsReport = {
  findings: [],
  silenced: [],
  suppressed: [],
  notices: [
    ...[1, 2, 3, 4, 5].map((n) => ({ file: `abi/f${n}.ts`, message: 'generated' })),
    { file: 'a.js', message: 'binary' },
    { file: 'b.js', message: 'binary' },
  ],
  stats: { files: 7, analysed: 0, before: 0 },
  scope: '',
  version: '0',
  measured: false,
};

for (const name of ['text', 'markdown', 'github']) {
  test(`a notice that many files have is told once as ${name}, and with --verbose of each`, () => {
    const { render } = findingsFormats.find((f) => f.name === name)!;
    const told = (verbose: boolean): number =>
      render(report, { lines: () => undefined, colour: false, verbose }).match(/^.*notice.*\.[jt]s/gim)!
        .length;
    assert.equal(told(false), 3);
    assert.equal(told(true), 7);
    const said = render(report, { lines: () => undefined, colour: false, verbose: false });
    assert.match(said, /f1\.ts.*generated \\?\(and 4 more files/);
  });
}
