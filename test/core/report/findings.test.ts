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

function finding(rule: string, line: number): Finding {
  return {
    rule,
    family: 'cpu-algorithmic',
    severity: 'warning',
    confidence: 'high',
    file: 'a.js',
    line,
    column: 1,
    endLine: line,
    endColumn: 2,
    message: `found on ${line}`,
    advice: `do better than ${rule}`,
    function: '',
    context: '',
    chain: [],
    fingerprint: '',
    trace: '',
  };
}

function told(name: string, findings: readonly Finding[]): string {
  const { render } = findingsFormats.find((f) => f.name === name)!;
  const lines = (): string[] => Array.from({ length: 5000 }, (_, n) => `const line${n} = rows.find(${n});`);
  return render({ ...report, notices: [], findings }, { lines, colour: false, verbose: false });
}

test('what to do is said once a rule, and many findings are counted by rule below', () => {
  const said = (...findings: readonly Finding[]): string => told('text', findings);
  const many = said(finding('redos', 1), finding('n-plus-one', 2), finding('n-plus-one', 3));
  assert.equal(many.match(/instead: do better than n-plus-one/g)?.length, 1);
  assert.match(many, /found on 2\n(.*\|.*\n)+ {2}instead: [\s\S]*found on 3\n(.*\|.*\n)+\n/);
  assert.match(many, /\n2 n-plus-one, 1 redos \(perfloop explain RULE\)\n$/);
  const each = said(finding('redos', 1), finding('n-plus-one', 2));
  assert.equal(each.match(/instead:/g)?.length, 2);
  assert.match(each, /\n2 warnings, 7 files\n$/, 'what fits on a screen is not counted again');
});

test('Markdown fits into a comment: in full what fits, then a line for each, then how many more', () => {
  const many = (n: number): string =>
    told(
      'markdown',
      Array.from({ length: n }, (_, at) => finding('n-plus-one', at + 1)),
    );
  const few = many(40);
  assert.equal(few.match(/^### /gm)?.length, 40);
  assert.equal(few.match(/\*\*Instead:\*\*/g)?.length, 1);
  const more = many(300);
  const inFull = more.match(/^### /gm)!.length;
  assert.ok(inFull > 100 && inFull < 300, `${inFull}`);
  assert.equal(more.match(/^- `a\.js:\d+` `n-plus-one` found on \d+$/gm)?.length, 300 - inFull);
  const most = many(3000);
  assert.ok(most.length < 65_536, `${most.length}`);
  const listed = most.match(/^(### |- `a\.js)/gm)!.length;
  assert.ok(most.endsWith(`\n- and ${3000 - listed} more\n`), most.slice(-200));
});

test('several findings that begin at one loop are told in full once, and then in short', () => {
  const step = (line: number, message: string): Finding['chain'][number] => ({
    file: 'a.js',
    line,
    column: 1,
    message,
  });
  const of = (line: number, loop: number): Finding => ({
    ...finding('n-plus-one', line),
    chain: [step(loop, 'loop over rows'), step(line, 'queries the database')],
  });
  const same = [of(12, 11), of(15, 11), of(22, 21)];
  const text = told('text', same);
  assert.match(text, /a\.js:15:1 warning n-plus-one\n {2}found on 15\n {2}→ a\.js:11 as above\n\n/);
  assert.match(
    text,
    /a\.js:22:1 warning n-plus-one\n {2}found on 22\n(.*\|.*\n)+ {2}→ a\.js:21 loop over rows\n/,
  );
  const markdown = told('markdown', same);
  assert.equal(markdown.match(/^### /gm)?.length, 2);
  assert.match(markdown, /\n\n- `a\.js:15` `n-plus-one` found on 15 \(from `a\.js:11`, as above\)\n\n###/);
  assert.match(told('text', [of(12, 11), { ...of(15, 11), rule: 'redos' }]), /redos\n {2}found on 15\n.*\|/);
});
