import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/core/analysis/finding.ts';
import { findingsFormats } from '../../../src/core/report/findings/index.ts';
import { type FindingsReport, headline } from '../../../src/core/report/findings/types.ts';

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

test('above a list of findings stands what is not in it, and that there are notices below', () => {
  const warning = { severity: 'warning' } as Finding;
  const none = { before: 0, suppressed: 0, notices: 0, measured: true };
  assert.equal(headline([warning], none), '1 warning');
  assert.equal(headline([], { ...none, notices: 1 }), 'No findings (1 notice below)');
  assert.equal(
    headline([warning, warning], { before: 3, suppressed: 1, notices: 2, measured: true }),
    '2 warnings (3 older ones not shown, 1 suppressed, hottest first, 2 notices below)',
  );
});
