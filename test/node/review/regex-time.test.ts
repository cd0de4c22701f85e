import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';
import { timePattern } from '../../../src/node/review/regex-time.ts';
import { review } from '../../../src/node/review/review.ts';

const attack = { prefix: '', pump: 'a', suffix: '!' };

test('an exponential pattern is slow on a few characters, and the engine is stopped', () => {
  const time = timePattern({
    pattern: '^(a+)+$',
    flags: '',
    weak: [{ kind: 'exponential', attacks: [attack] }],
  });
  assert.ok(time.exponential && time.length > 0 && time.length < 60, JSON.stringify(time));
  assert.equal(time.power, 0);
});

test('a quadratic pattern is slow on some thousand characters, a linear one on none', () => {
  const quadratic = timePattern({
    pattern: 'a+$',
    flags: '',
    weak: [{ kind: 'polynomial', attacks: [attack] }],
  });
  assert.ok(!quadratic.exponential && quadratic.length > 500, JSON.stringify(quadratic));
  assert.equal(quadratic.power, 2);
  const spaces = [{ prefix: ' ', pump: ' ', suffix: '!' }];
  const cubic = {
    pattern: '^\\s*a?\\s*b?\\s*$',
    flags: '',
    weak: [{ kind: 'polynomial' as const, attacks: spaces }],
  };
  assert.equal(timePattern(cubic).power, 3);
  for (const pattern of ['^a+$', '^(?:a|b)+$', 'a{3}', '['])
    assert.equal(
      timePattern({ pattern, flags: '', weak: [{ kind: 'exponential', attacks: [attack] }] }).length,
      0,
    );
});

test('many steps a character are no more than in proportion; a power of the length is', () => {
  const space = { prefix: 'a', pump: ' ', suffix: '!' };
  const timed = (pattern: string): number =>
    timePattern({ pattern, flags: '', weak: [{ kind: 'polynomial', attacks: [space] }] }).length;
  assert.equal(timed('^[^=]+\\s{0,256}='), 0);
  assert.ok(timed('^[^=]+\\s*=') > 0);
});

test('a pattern steeper than can be timed on a long text is timed on a short one', () => {
  // Counted repetitions, and the cube of the length.
  const pattern =
    '^(localhost|((?=[a-z0-9-_]{1,63}\\.)(xn--)?[a-z0-9-_]+(-[a-z0-9-_]+)*\\.)+(xn--)?[a-z0-9-_]{2,63})$';
  const steep = { prefix: '---', pump: '.---', suffix: '!' };
  const { length } = timePattern({ pattern, flags: 'i', weak: [{ kind: 'polynomial', attacks: [steep] }] });
  assert.ok(length > 0 && length < 5_000, `${length}`);
});

test('a global pattern is timed as it replaces', () => {
  const attacks = [{ prefix: 'a', pump: ' ', suffix: 'a' }];
  const asked = { pattern: '^\\s*|\\s*$', weak: [{ kind: 'polynomial' as const, attacks }] };
  assert.ok(timePattern({ ...asked, flags: 'g' }).length > 0);
  assert.equal(timePattern({ ...asked, flags: '' }).length, 0);
});

test('what asks for characters beyond Latin-1 is tried on a text that has some', () => {
  const asked = {
    flags: 'm',
    weak: [{ kind: 'exponential' as const, attacks: [{ prefix: '', pump: '<>', suffix: '' }] }],
  };
  assert.ok(timePattern({ ...asked, pattern: '^((?:<.*?>)*)(\uff1e)' }).exponential);
});

test('texts for patterns of many lines begin with a line, and end lines where the pattern wants them to', () => {
  for (const [pattern, flags] of [
    ['^\\s*\\S.*\\s*$', 'm'],
    ['^\\{[^\\S\\n]*$[\\s\\S]+?^\\}\\s*(\\n|$)', 'm'],
    ['^([\\s\\S]+)\\b\\s+<(\\S+@\\S+)>$', ''],
  ] as const)
    assert.ok(timePattern({ pattern, flags, weak: weaknesses(pattern, flags) }).length > 0, pattern);
  assert.equal(
    timePattern({ pattern: '^\\s*$', flags: 'm', weak: weaknesses('^[^\\S\\n]*$', 'm') }).length,
    0,
  );
});

test('a review tells the text that was slow, and holds back what stayed quick', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'perfloop-redos-'));
  try {
    // The second is the first by its automaton; a look-ahead keeps it from ever looping.
    await writeFile(
      path.join(root, 'a.js'),
      'export const slow = (s) => /^(a+)+$/.test(s);\nexport const fast = (s) => /^(?=b)(a+)+$/.test(s);\n',
    );
    const { findings, silenced } = await review({ root, useCache: false });
    const redos = findings.filter((f) => f.rule === 'redos');
    assert.deepEqual(
      redos.map((f) => [f.line, f.severity]),
      [[1, 'error']],
    );
    assert.match(
      redos[0]!.chain.at(-1)!.message,
      /slow on .*"a" \d+ times, then .*: \d+ characters, each repetition multiplies/,
    );
    assert.match(redos[0]!.message, /on a crafted text, such as .*"a" many times, then /);
    assert.ok(!('probe' in redos[0]!));
    assert.deepEqual(
      silenced.filter((s) => s.rule === 'redos').map((s) => [s.line, s.reason]),
      [[2, 'stayed quick when it was timed']],
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('what a trimmed text is spared holds for trimmed texts alone', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'perfloop-trimmed-'));
  try {
    await writeFile(
      path.join(root, 'lines.js'),
      `export const quick = (line) => /^#\\s*([a-z]+)\\s*=\\s*(.+)$/.exec(line.trim());
export const slow = (line) => /^#\\s*([a-z]+)\\s*=\\s*(.+)$/.exec(line);
export const pipes = (line) => /^\\|?[\\s:|-]+\\|[\\s:|-]*$/.test(line.trim());
`,
    );
    const { findings, silenced } = await review({ root, useCache: false });
    assert.deepEqual(findings.map((f) => f.line).sort(), [2, 3]);
    assert.deepEqual(
      silenced.filter((s) => s.rule === 'redos').map((s) => s.line),
      [1],
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('of several patterns of one line each is timed until one is slow, and that is told once', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'perfloop-line-'));
  try {
    await writeFile(
      path.join(root, 'lines.js'),
      `export const a = (s) => /\\/\\*\\s*# map=((?:(?!map=).)*)\\*\\//gm.exec(s) || s.match(/\\/\\*\\s*# map=(.*)\\s*\\*\\//gm);
export const b = (s) => /(a+)+$/.exec(s) || s.match(/(b+)+$/);
`,
    );
    const { findings } = await review({ root, useCache: false });
    const told = findings.map((f) => `${f.line} ${/exponential|polynomial/.exec(f.message)?.[0]}`);
    assert.deepEqual(told.sort(), ['1 polynomial', '2 exponential']);
    assert.equal(new Set(findings.map((f) => f.fingerprint)).size, 2);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
