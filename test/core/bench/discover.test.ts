import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discover } from '../../../src/core/bench/discover.ts';

const lines = (text: string, file = 'a.bench.ts') =>
  discover(text, file).benchmarks.map((b) => {
    const state = b.state === 'run' ? '' : ` (${b.state})`;
    const params = b.params === '' ? '' : ` [${b.params}]`;
    return `${b.line}:${b.column} ${b.dialect} ${[...b.groups, b.name].join(' > ')}${params}${state}`;
  });

test('our own: groups, parameters, states, another name', () => {
  const text = `
import { bench as measure, group } from 'perfloop';
group('outer', () => {
  group('inner', () => {
    measure('merge', ({ n }) => n, { for: { n: [10, 100], mode: ['a'] } });
  });
  measure.skip('later', () => 1);
});
measure.todo('never');
group.skip('left', () => measure('out', () => {}));
`;
  assert.deepEqual(lines(text), [
    "5:5 perfloop outer > inner > merge [n: 10, 100; mode: 'a']",
    '7:3 perfloop outer > later (skip)',
    '9:1 perfloop never (todo)',
    '10:26 perfloop left > out (skip)',
  ]);
});

test('vitest: describe, each, skipIf, the globals, and tests that bring bench', () => {
  const text = `
import { bench, describe } from 'vitest';
describe('sort', () => {
  bench('normal', () => {}, { time: 10 });
  bench.each([1, 2])('size %i', (n) => n);
  bench.skipIf(true)('sometimes', () => {});
  bench(\`\${name} of \${1 + 1}\`, () => {});
  bench('unwritten');
});
describe.each([1])('row $x', () => { bench('in a row', () => {}); });
describe(Sorter, () => { bench('named by a class', () => {}); });
`;
  assert.deepEqual(lines(text), [
    '4:3 vitest sort > normal',
    '5:3 vitest sort > size ${%i} [for each row]'.replace('$', '$'),
    '6:3 vitest sort > sometimes',
    '7:3 vitest sort > ${name} of ${1 + 1}',
    '8:3 vitest sort > unwritten (todo)',
    '10:38 vitest row ${$x} > in a row',
    '11:26 vitest ${Sorter} > named by a class',
  ]);
  assert.deepEqual(lines("describe('g', () => { bench('global', () => {}); });", 'a.bench.js'), [
    '1:23 vitest g > global',
  ]);
  const five =
    "import { test } from 'vitest';\ntest('t', async ({ bench }) => { await bench('b', () => {}).run(); });\ntest('plain', () => {});";
  assert.deepEqual(lines(five), ['2:40 vitest t > b']);
});

test('mitata, tinybench, benny, benchmark.js', () => {
  assert.deepEqual(
    lines(`import { bench, group, summary, run } from 'mitata';
summary(() => { group('g', () => { bench('a $n', function* (state) {}).range('n', 1, 10).gc('inner'); }); });
bench(noop); await run();`),
    ['2:36 mitata g > a $n', '3:1 mitata noop'],
  );
  assert.deepEqual(
    lines(`import { Bench } from 'tinybench';
const suite = new Bench({ name: 'Suite', time: 100 });
suite
  .add('first', () => {})
  .add('second', async () => {});
set.add('no benchmark');
const plain = new Bench();
plain.add('third', () => {});`),
    ['4:4 tinybench Suite > first', '5:4 tinybench Suite > second', '8:7 tinybench third'],
  );
  assert.deepEqual(
    lines(
      "const b = require('benny');\nmodule.exports = b.suite('S', b.add('one', () => {}), b.add.only('two', () => {}), b.cycle());",
      'a.js',
    ),
    ['2:31 benny S > one', '2:55 benny S > two'],
  );
  assert.deepEqual(
    lines(
      "const Benchmark = require('benchmark');\nconst suite = new Benchmark.Suite('S');\nsuite.add('RegExp#test', () => {}).on('cycle', f).run();",
      'a.js',
    ),
    ['3:7 benchmark S > RegExp#test'],
  );
});

test('what is no benchmark file gives nothing, what does not parse says so', () => {
  assert.deepEqual(lines("import { test } from 'vitest'; test('x', () => { expect(1); });"), []);
  assert.deepEqual(lines("const bench = require('./own'); [1].map((x) => x);", 'a.js'), []);
  const broken = discover(
    "import { bench } from 'perfloop';\nbench('a', () => {});\nbench('b', () => { \n",
    'a.bench.js',
  );
  assert.ok(broken.problem !== '' || broken.benchmarks.length > 0);
});
