import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReadOneWay } from '../../../src/core/analysis/regex/one-way.ts';
import { flagsOf, parsePattern } from '../../../src/core/analysis/regex/pattern.ts';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';

const plain =
  String.raw`^\d+$  were (\d+) cases  ^\/[^/]+\/comments(?:\/.*)?$  ^[a-f0-9]{128}$  ^(?:GET|PUT) \w+  -\d+$
^\w+(?:\s\w+)?$  a{2,4}b  ^(\d+)-(\d+)-(\d+)$  \bnet\.\w+  ^a+[^a]+$  ^(?:ab?){0,3}c+$`.split(/\s{2,}|\n/);

const other =
  String.raw`\d+$  (a+)+  ^\d*\d+$  a+|b+$  \s+,  ^(\w+)\1$  (?=a+)b  ^a+(?:-b)?a+$  ^.*,.*$  (?:a|b+)c  ^x*y?x*$`.split(
    /\s{2,}/,
  );

test('patterns whose loops are told apart by a character that has to come need no automaton', () => {
  const ask = (pattern: string, flags = ''): boolean =>
    isReadOneWay(parsePattern(pattern, flagsOf(flags)), flagsOf(flags));
  for (const pattern of plain) {
    assert.ok(ask(pattern), pattern);
    assert.deepEqual(weaknesses(pattern, ''), [], pattern);
  }
  for (const pattern of other) assert.ok(!ask(pattern), pattern);
  assert.ok(!ask('^\\d+$', 'm'), 'a line may begin anywhere');
  assert.ok(ask('^\\p{L}', 'u') === false, 'tables would have to be asked');
});
