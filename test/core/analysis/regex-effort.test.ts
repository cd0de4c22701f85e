/** The matcher that counts: it matches as V8 does, and its counts tell squares from what grows in proportion. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counted } from '../../../src/core/analysis/regex/counted.ts';
import { slowTexts } from '../../../src/core/analysis/regex/effort.ts';
import { effortOf, endOfMatch } from '../../../src/core/analysis/regex/matcher.ts';
import { programOf } from '../../../src/core/analysis/regex/program.ts';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';

const patterns: readonly (readonly [string, string])[] = [
  ['(a+)+b', ''],
  ['^(?:ab|a)*c', ''],
  ['(\\w+)\\s\\1', 'i'],
  ['a{2,3}?b', ''],
  ['(?<=a)b+', ''],
  ['(?<=(a)(b)?)b', ''],
  ['(?<!a)b+', ''],
  ['(?=(a+))a*b\\1', ''],
  ['(z)((a+)?(b+)?(c))*', ''],
  ['(a*)*', ''],
  ['(?:a?)*?b', ''],
  ['^.*$', 'm'],
  ['\\bfoo\\b', 'i'],
  ['(a|ab)(c|bcd)(d*)', ''],
  ['[^]*?x', 's'],
  ['(?:a|b){3,}c', ''],
  ['\\p{L}+1', 'u'],
  ['((a)|b)*?c\\2', ''],
  ['(?!.*b)a+', ''],
  ['(a?)+b', ''],
  ['(?:){2,5}a', ''],
  ['(a{0,2}){2}b', ''],
  ['(a{1,2}?){2,3}?b', ''],
  ['(?<n>a)\\k<n>+', ''],
  ['(?:a|(?:b|c)+){2}\\B.', ''],
];
const texts = [
  ...['', 'b', 'a', 'aaab', 'ababac', 'foo Foo', 'aab aaab', 'ab b bb abb', 'baaabac', 'zaacbbbcac'],
  ...['a\nbc\n', 'a Foo foobar foo', 'abcd', 'y\nx', 'ababc', 'éa1', 'acbca', ' foo', 'abcbcabca', '𝒳a1'],
];

test('it matches what V8 matches, at each place', () => {
  for (const [pattern, flags] of patterns) {
    const program = programOf(pattern, flags);
    const engine = new RegExp(pattern, `${flags}y`);
    for (const text of texts)
      for (let at = 0; at <= text.length; at++) {
        if (program.unicode && text.startsWith('𝒳')) continue;
        engine.lastIndex = at;
        const end = engine.exec(text) ? engine.lastIndex : -1;
        assert.equal(endOfMatch(program, text, at), end, `/${pattern}/${flags} in ${JSON.stringify(text)}`);
      }
  }
});

test('steps are counted, the same each time, and end at the limit', () => {
  const program = programOf('(a+)+b', '');
  const counts = Array.from({ length: 3 }, () => effortOf(program, 'a'.repeat(14), 1e9));
  assert.deepEqual(counts[1], counts[0]);
  assert.deepEqual(counts[2], counts[0]);
  assert.ok(!counts[0]!.ended && counts[0]!.steps > 2 ** 14);
  assert.deepEqual(effortOf(program, 'a'.repeat(40), 1000), { steps: 1000, ended: true });
});

test('squares are told from what is many steps a character, powers from what doubles', () => {
  const judge = (pattern: string, pump: string, exponential = false, flags = '') => {
    const attacks = [{ prefix: '', pump, suffix: '!' }];
    const kind = exponential ? 'exponential' : 'polynomial';
    return slowTexts({ pattern, flags, weak: [{ kind, attacks }] }).next().value;
  };
  for (const pattern of ['a+$', 'a*a*$', '^a*a*a*$', 'a{1,2000}b']) assert.ok(judge(pattern, 'a'), pattern);
  for (const pattern of ['^a+$', '^(?:a|b)+$', 'a{1,64}b', '^a+[^b]{0,256}='])
    assert.equal(judge(pattern, 'a'), undefined, pattern);
  assert.deepEqual(judge('^(a+)+$', 'a', true)?.exponential, true);
  assert.equal(judge('^(?:a|b)+$', 'a', true), undefined);
  assert.ok(judge('^(?:\\s*\\p{L}+)+$', 'é', true, 'u'));
});

test('patterns that no engine reads, and sets of words, are left alone', () => {
  const attacks = [{ prefix: '', pump: 'a', suffix: '!' }];
  const asked = { flags: 'v', weak: [{ kind: 'exponential' as const, attacks }] };
  for (const pattern of ['(', '(?:[\\q{ab|a}a]+)+$', `${'('.repeat(9000)}a${')+'.repeat(9000)}$`])
    assert.equal(slowTexts({ ...asked, pattern }).next().value, undefined);
});

function isSlow(pattern: string, flags: string): boolean {
  const texts = slowTexts({ pattern, flags, weak: weaknesses(pattern, flags) });
  return texts.next().value !== undefined;
}

test('words that `\\b` asks for begin and end in texts', () => {
  for (const [pattern, flags] of [
    ['\\b[\\w.]+@x', ''],
    ['\\b([a-z0-9-]+\\.)+[a-z]{2,}\\b', 'gi'],
    ['\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}', ''],
    ['\\b[A-Za-z]+[A-Za-z0-9-]+\\b', ''],
  ] as const)
    assert.ok(isSlow(pattern, flags), pattern);
  assert.ok(!isSlow('\\b\\w+@x', ''));
});

test('what a look-behind goes back over anew is what lets the rest match', () => {
  assert.ok(isSlow('(?<!#.*)root\\s=', 'g'));
  assert.ok(!isSlow('(?<!#)root\\s=', 'g'));
});

test('what a look-ahead wants is in the texts, and what a look-behind reads is told from the rest', () => {
  assert.ok(isSlow('^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z])(\\w+)*$', ''));
  assert.ok(isSlow('^(?=x)([^\\n]*)*b', ''));
  assert.ok(isSlow('^[a-z0-9-]+[a-z0-9-]+(?<!\\d)', ''));
  assert.ok(isSlow('(?<!\\w)(?:[a-z]+\\.)+com', ''));
  assert.ok(!isSlow('^(?=.*\\d)\\w+$', ''));
});

test('what begins at a line is repeated line by line', () => {
  assert.ok(isSlow('^import[\\s\\S]*?from', 'gm'));
  assert.ok(isSlow('^BEGIN:VEVENT[\\s\\S]+?END:VEVENT', 'gm'));
  assert.ok(!isSlow('^import.*?from', 'gm'));
});

test('what is counted is told from what is not in few steps', () => {
  const stepsOf = (pattern: string): number => {
    const program = programOf(pattern, '');
    const counted = Counted.of(program, 500_000);
    let spent = 0;
    const attack = { prefix: '', pump: 'a', suffix: '!' };
    const steps = (length: number, other = program): number => {
      const { steps } = effortOf(other, 'a'.repeat(length), 2_000_000);
      spent += steps;
      return steps;
    };
    const first = counted?.first(attack, steps) ?? 0;
    return counted?.isHarmless(attack, first, steps) ? spent : 0;
  };
  for (const pattern of ['[a-z]{2,256}\\.', '(?:[a-z]{1,180}x|[a-z]{1,180}y)\\.', '^[a-z]{1,90}\\s*=']) {
    assert.ok(stepsOf(pattern) > 0, pattern);
    assert.ok(stepsOf(pattern) < 100_000, pattern);
  }
  for (const pattern of ['a{1,2000}b', '[a-z]{0,180}[a-z]{0,180}=', '(?:[a-z]+x?){1,90}=', 'a{1,200}a*b'])
    assert.equal(stepsOf(pattern), 0, pattern);
  // What is not counted far is tried as it is.
  assert.equal(Counted.of(programOf('a{1,8}', ''), 1), undefined);
  assert.equal(Counted.of(programOf('a{64}', ''), 1), undefined);
});

test('short counts are no squares, on no text', () => {
  assert.ok(
    !isSlow(
      '\\b(pose|pretend|act).{0,20}(a|an).{0,20}(journalist|reporter|critic|reviewer|doctor|nurse|lawyer|attorney|detective|investigator)\\b',
      'i',
    ),
  );
  assert.ok(isSlow('\\b(pose|pretend|act).*(a|an).*(journalist|reporter|critic)', 'i'));
  // A hundred turns of a dozen words each are many steps, but as many for each character.
  const words = '(?:\\.env|\\.ssh|id_rsa|credentials?|secrets?|api[_-]?key|access[_-]?token|password)';
  assert.ok(!isSlow(`(?:read|reads|access|get|cat|dump|harvest|steal)\\s+.{0,180}${words}`, 'i'));
  assert.ok(isSlow(`(?:read|reads|access|get|cat|dump|harvest|steal)\\s+.*${words}`, 'i'));
});

test('all texts are tried with the end made for them before any is with another', () => {
  const attacks = [
    { prefix: '', pump: 'x', suffix: '!' },
    { prefix: '', pump: 'a', suffix: '!' },
  ];
  const [first] = slowTexts({ pattern: 'a+$|x+[^!]$', flags: '', weak: [{ kind: 'polynomial', attacks }] });
  assert.deepEqual([first?.attack.pump, first?.attack.suffix], ['x', '!']);
});

test('characters beyond Latin-1 are tried first where the pattern asks for one', () => {
  const attacks = [{ prefix: '', pump: ' ', suffix: '' }];
  const [first] = slowTexts({ pattern: '\\s+→', flags: '', weak: [{ kind: 'polynomial', attacks }] });
  assert.equal(first?.attack.suffix, '\u4e00');
});

const exponential = (pattern: string, flags = ''): boolean | undefined => {
  const [first] = slowTexts({ pattern, flags, weak: weaknesses(pattern, flags) });
  return first?.exponential;
};

test('what doubles with each repetition is told from a power of the length, however long the word', () => {
  const sentence = 'the quick brown fox jumps over the lazy dog';
  assert.equal(exponential(`^(?:(?:${sentence})*(?:${sentence})*)*$`), true);
  // Nothing but three loops one after the other: asked as if it doubled.
  const pattern = `^(?:${sentence})*(?:${sentence})*(?:${sentence})*$`;
  const weak = [{ kind: 'exponential' as const, attacks: [{ prefix: '', pump: sentence, suffix: '!' }] }];
  assert.equal([...slowTexts({ pattern, flags: '', weak })][0]?.exponential, false);
  for (const quick of ['(a|aa?)*b', '((\\s|[\\v]|\\\\v)*)"', '(a?a?)*b', '^(x+x+x+)+y'])
    assert.equal(exponential(quick), true, quick);
});

test('a loop that may end with the text goes on only behind what else it may end with', () => {
  assert.equal(exponential('^((?:.*\\|.*(?:\\n|$))*)a'), true);
  assert.equal(exponential('^ *(\\S.*\\|.*)\\n *([-:]+ *\\|[-| :]*)\\n((?:.*\\|.*(?:\\n|$))*)a'), true);
});

test('letters stand for other signs where what is beside a match is asked for, and the other way round', () => {
  assert.equal(exponential('^\\b_((?:__|[\\s\\S])+?)_\\b|^\\*((?:\\*\\*|[\\s\\S])+?)\\*(?!\\*)'), true);
  assert.equal(exponential('\\/(?![ *])(\\\\\\/|.)*?\\/[gim]*(?=\\W|$)'), true);
});

test('a look-behind is asked away from the start, before what follows it, and behind what it wants', () => {
  assert.equal(exponential('(?<!^(a+)+)b'), true);
  assert.equal(exponential('(?<=a)(b+)+$'), true);
});

test('of the texts for a pattern the shortest word is tried first, of which a text holds most', () => {
  const [worst] = weaknesses('<h1[^>]*>([\\s\\S]*?)<\\/h1>', 'gi');
  const lengths = worst!.attacks.map((a) => a.pump.length);
  assert.ok(lengths.length > 1 && lengths[0]! < lengths.at(-1)!, lengths.join());
  assert.deepEqual(
    lengths,
    [...lengths].sort((a, b) => a - b),
  );
});
