import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toUnicodeSet } from 'regexp-ast-analysis';
import { Alphabet, charactersOf } from '../../../src/core/analysis/regex/characters.ts';
import { flagsOf, parsePattern } from '../../../src/core/analysis/regex/pattern.ts';

const patterns = String.raw`a|Z|k|\d|\D|\w|\W|\s|\S|.|[a-z]|[^a-z]|[\s\S]|[^]|[]|[A-F0-9_-]|[^\w.]|[@-\x60]|[ -~]|[\d\s,;]|[é]|é|[à-ü]|[^µ]|[k-s]|ſ|\n|\u2028|\p{L}|[\w--\d]|[\q{ab}x]`;

test('a set of characters is what the tables of Unicode say', () => {
  let compared = 0;
  for (const pattern of patterns.split('|'))
    for (const flag of ['', 'i', 's', 'u', 'iu', 'v', 'iv']) {
      const flags = flagsOf(flag);
      let ast: ReturnType<typeof parsePattern>;
      try {
        ast = parsePattern(pattern, flags);
      } catch {
        continue;
      }
      const [e] = ast.alternatives[0]!.elements;
      if (e?.type !== 'Character' && e?.type !== 'CharacterClass' && e?.type !== 'CharacterSet') continue;
      const { ranges } = toUnicodeSet(e, flags).chars;
      const expected = ranges.flatMap(({ min, max }) => [min, max]);
      assert.deepEqual(charactersOf(e, flags), expected, `/${pattern}/${flag}`);
      compared++;
    }
  assert.ok(compared > 150, `${compared}`);
});

test('an alphabet has an atom for each kind of character that sets tell apart', () => {
  const lower = [0x61, 0x7a];
  const hexadecimal = [0x30, 0x39, 0x61, 0x66];
  const alphabet = new Alphabet([lower, [], hexadecimal, [...lower]], 0xffff);
  // Digits, a to f, g to z, and all others.
  assert.deepEqual(alphabet.letters, ['0', 'a', 'x', ' ']);
  assert.deepEqual([alphabet.of(lower), alphabet.of(hexadecimal), alphabet.of([])], [[1, 2], [0, 1], []]);
});
