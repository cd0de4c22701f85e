import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Weakness, weaknesses } from '../../../src/core/analysis/regex/weakness.ts';

function kinds(pattern: string, flags = ''): string[] {
  return weaknesses(pattern, flags)
    .filter((w) => w.certain)
    .map((w: Weakness) => (w.bySearch ? 'search' : w.kind));
}

const exponential: readonly (readonly [string, string?])[] = [
  ['^(a+)+$'],
  ['^(a*)*$'],
  ['^(a|a)*$'],
  ['^(a|aa)+$'],
  ['^(\\w+\\s?)*$'],
  ['^(?:(?:ab|cd)*(?:abcd)*)*$'],
  ['^(?:.*,)*x$', 's'],
  ['^(A+a?)+$', 'i'],
  ['^(\\p{L}+\\w?)+$', 'u'],
  ['^([\\p{L}--[z]]+\\w?)+$', 'v'],
  ['^(?=(b+)+$)b'],
  ['x(?<=^(a+)+)y'],
  ['^(?:(a+)\\1?)+$'],
  ['^(?:\\s*,?\\s*)*;$'],
  ['(?:^|x)(a+)+$', 'm'],
  ['^((?:[\\da-f]{1,4}(?::|)){0,8})$'],
  [`^([${'\\u0100-\\u0200'.repeat(450)}a]+)+$`],
];
for (const [pattern, flags] of exponential)
  test(`exponential: /${pattern.slice(0, 60)}/${flags ?? ''}`, () =>
    assert.equal(kinds(pattern, flags)[0], 'exponential'));

for (const pattern of ['^\\s*(.*?)\\s*$', '^a*a*$', '^\\d+\\.?\\d+$', '^(?:ab)*(?:ab)*c$', '^[^,]*,.*,.*x$'])
  test(`polynomial: /${pattern}/`, () => assert.equal(kinds(pattern)[0], 'polynomial'));

for (const pattern of ['\\s+$', 'a+b', '\\([^)]*\\)', '(?<=\\s+)x'])
  test(`slow to search: /${pattern}/`, () => assert.deepEqual(kinds(pattern), ['search']));

for (const [pattern, flags] of [
  ['^\\w+(?:\\s\\w+)*$'],
  ['^\\s+'],
  ['a+'],
  ['^(?:a|b)*$'],
  ['^[^,]*,[^,]*$'],
  ['\\s+', 'g'],
  ['\\s+$', 'y'],
  ['\\([^()]*\\)'],
  ['^(\\d{3})-(\\d{4})$'],
  ['(a*)*'],
  ['^(?:a{1,3}b)+$'],
  ['(['],
  ['<[^<>]*>'],
] as const)
  test(`linear: /${pattern}/${flags ?? ''}`, () => assert.deepEqual(kinds(pattern, flags ?? ''), []));

test('what only repeats by a condition is tried last, and copies of a part keep their number', () => {
  const [worst] = weaknesses(
    '(?:(?<=^v?)(?:\\d\\.){2}\\d(?:-[\\da-z-]*?[a-z-][\\da-z-]*?){0,9}b){1,200}',
    'g',
  );
  assert.equal(worst?.kind, 'exponential');
  assert.match(worst?.attacks[0]?.prefix ?? '', /^\d\.\d\.\d-/);
  assert.match(worst?.attacks[0]?.pump ?? '', /^[a-z-]+$/);
});

test('lines are begun, or are not, as the pattern of many lines wants it', () => {
  const attacks = (pattern: string): string[] =>
    weaknesses(pattern, 'gm').flatMap((w) => w.attacks.map((a) => JSON.stringify(a)));
  // Each line feed begins a line: only there is a try made.
  assert.ok(attacks('^\\s*-').some((a) => a.includes('"pump":"\\n"')));
  // What stands at the start of a line matches at once.
  assert.ok(attacks('^ +| +$').every((a) => !a.includes('"prefix":""')));
});

test('a repeated word is short where a counter ends the loop', () => {
  const [worst] = weaknesses('^((?:[\\da-f]{1,4}(?::|)){0,8})$', '');
  assert.ok(worst!.attacks.some((a) => a.pump.length <= 2 && !a.pump.includes(':')));
});

test('an attack reaches the loop, repeats it and fails after it', () => {
  const [worst] = weaknesses('^key=(a+)+;$', '');
  assert.deepEqual(worst?.attacks[0], { prefix: 'key=a', pump: 'a', suffix: '' });
  // All but the end has matched: what follows must not.
  assert.notEqual(weaknesses('^(a+)+$', '')[0]?.attacks[0]?.suffix, '');
});

test('patterns of any size are answered: too large ones with nothing', () => {
  const huge = Array.from({ length: 900 }, (_, i) => `w${i}+`).join('|');
  assert.deepEqual(weaknesses(huge, ''), []);
  assert.ok(Array.isArray(weaknesses(`^(${'(?:a|b|c|[a-z])*'.repeat(60)})*$`, '')));
});

test('characters that only newer engines know leave the pattern unjudged, and nothing is thrown', () => {
  assert.deepEqual(weaknesses('^(\\p{Script=Beria_Erfe}+)+$', 'u'), []);
  assert.deepEqual(weaknesses('^(\\p{NoSuchProperty}+)+$', 'v'), []);
});

test('an attack has as many characters before the loop as the pattern wants', () => {
  const [worst] = weaknesses('^([A-Za-z0-9+/=]{44,88})(\\?[!-~]*)*$', '');
  assert.equal(worst?.kind, 'exponential');
  assert.ok((worst?.attacks[0]?.prefix.length ?? 0) >= 44);
});

test('what matches nothing at each place is tried anew at each place', () => {
  const [worst] = weaknesses('^\\s*|\\s*$', 'g');
  assert.deepEqual([worst?.kind, worst?.bySearch, worst?.certain], ['polynomial', true, false]);
  assert.deepEqual(weaknesses('^\\s*|\\s*$', ''), []);
});

test('several loops give several texts', () => {
  const attacks = weaknesses('\\[?(?:\\s*<![A-Z]+[^>]*>\\s*)*\\]?', 'g').flatMap((w) => w.attacks);
  assert.ok(new Set(attacks.map((a) => a.pump)).size > 1);
});

test('one loop by itself needs no automaton, and is judged as if it had one', () => {
  const written = [
    '\\s+',
    '[^a-z0-9]+',
    '[\\w.\\-]+',
    '^\\d+$',
    '^[\\w-]*$',
    '^[^a]+',
    '^[^a]+$',
    '[^a]+$',
    '\\s*',
  ];
  for (const pattern of written)
    for (const flags of ['', 'g', 'm', 'gm', 'i', 'y']) {
      const kinds = (p: string): string[] => weaknesses(p, flags).map((w) => w.kind);
      assert.deepEqual(kinds(pattern), kinds(`${pattern}(?:)`), `/${pattern}/${flags}`);
    }
  assert.notDeepEqual(weaknesses('^[^a]+$', 'm'), []);
});
