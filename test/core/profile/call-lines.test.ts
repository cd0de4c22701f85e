import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lineTotals, withCallLines } from '../../../src/core/profile/call-lines.ts';
import { callSites } from '../../../src/core/profile/call-sites.ts';
import { hotSpots } from '../../../src/core/profile/hotspots.ts';
import { importProfiles } from '../../../src/core/profile/import/index.ts';
import { ROOT, textProfile } from './text-profile.ts';

const FILE = `${ROOT}/a.ts`;

/** `line self total from`, by line. */
function lines(source: string, columns: string): string[] {
  return lineTotals([textProfile(columns)], FILE, source, [ROOT])
    .map((l) => `${l.line} ${l.selfMs} ${l.totalMs} ${l.totalFrom}`)
    .sort();
}

test('functions are where V8 says they are', () => {
  const source = [
    'function fib(n: number) {}',
    'const f = async <T>(x: T) => x;',
    'class Cart { total(rows: number[]) {} get size() { return 1; } #own() {} }',
    'rows.map((row) => row);',
    'async function named<T>(',
    '  a: T) {}',
  ].join('\n');
  const found = callSites('a.ts', source)!
    .functions.slice(1)
    .map((f) => `${f.name} ${f.line}:${f.column}`);
  assert.deepEqual(
    found.sort(),
    [' 2:11', ' 4:10', 'fib 1:13', 'named 5:24', 'own 3:68', 'size 3:47', 'total 3:19'].sort(),
  );
});

test('a call on one line gives the line its cost, recursion counted once', () => {
  const source =
    'function main() {\n  fib(30);\n}\nfunction fib(n) {\n  if (n < 2) return n;\n  return fib(n - 1) + fib(n - 2);\n}\nmain();';
  assert.deepEqual(
    lines(
      source,
      `
      main@a.ts:1  main@a.ts:1   main@a.ts:1
      fib@a.ts:4   fib@a.ts:4    fib@a.ts:4#5
      fib@a.ts:4   fib@a.ts:4#5
      fib@a.ts:4#6
    `,
    ),
    ['2 0 3 calls', '5 2 2 self', '6 1 2 calls'],
  );
});

test('calls that may be on several lines stay unknown', () => {
  const source = 'function main() {\n  work(1);\n  work(2);\n}\nfunction work() {}';
  assert.deepEqual(lines(source, '\n main@a.ts:1\n work@a.ts:5#5\n'), ['5 1 1 self']);
});

test('methods, new, chains over lines, callbacks, natives in between, names of dependencies', () => {
  const source = [
    'function main(rows) {', // 1
    '  const cart = new Cart();', // 2
    '  cart.total(rows);', // 3
    '  return rows', // 4
    '    .filter((row) => row.ok)', // 5
    '    .map(toRow);', // 6
    '}',
    'class Cart {', // 8
    '  constructor() { fill(); }', // 9
    '  total() {}', // 10
    '}',
    'function toRow() {}', // 12
  ].join('\n');
  assert.deepEqual(
    lines(
      source,
      `
      main@a.ts:1    main@a.ts:1            main@a.ts:1           main@a.ts:1           main@a.ts:1       main@a.ts:1
      Cart@a.ts:9    Cart.total@a.ts:10#10  (anonymous)@a.ts:5#5  filter                toRow@a.ts:12#12  map
      fill@b.ts:1#1                                               (anonymous)@a.ts:5#5                    toRow@a.ts:12#12
    `,
    ),
    ['10 1 1 self', '12 2 2 self', '2 0 1 calls', '3 0 1 calls', '5 2 2 calls', '6 0 2 calls', '9 0 1 calls'],
  );
});

test('only my code: the own line that called a dependency holds its cost', () => {
  const profile = textProfile(`
    main@a.ts:1                  main@a.ts:1
    parse@node_modules/x/i.js:1  parse@node_modules/x/i.js:1
    inner@node_modules/x/i.js:9
  `);
  const sites = callSites(FILE, 'function main() {\n  x.parse();\n}');
  const resolved = withCallLines(profile, (file) => (file === FILE ? sites : undefined));
  const hot = hotSpots([resolved], { roots: [ROOT], onlyMine: true, top: 9 });
  assert.deepEqual(
    hot.lines.map((l) => [l.file, l.line, l.selfMs, l.totalMs]),
    [['a.ts', 2, 2, 2]],
  );
});

test('a file that cannot be parsed changes nothing', () => {
  const profile = textProfile('\n main@a.ts:1#1\n');
  assert.equal(
    withCallLines(profile, () => callSites(FILE, '\u0000{{{ ]')),
    profile,
  );
});

test('on a real program, near what a sampler of call lines measured', () => {
  const source = readFileSync('test/fixtures/profiles/source/shop.cjs', 'utf8');
  for (const file of ['node22.cpuprofile', 'node24.cpuprofile']) {
    const profiles = importProfiles(readFileSync(`test/fixtures/profiles/${file}`), file);
    const found = lineTotals(profiles, '/home/dev/shop/shop.cjs', source, ['/home/dev/shop']);
    const line = found.find((l) => l.line === 36);
    assert.equal(line?.totalFrom, 'calls');
    assert.ok(line!.totalShare > 0.6 && line!.totalShare <= 1, `${file}: ${line!.totalShare}`);
    for (const l of found) assert.ok(l.selfMs <= l.totalMs + 1e-9, `${l.line}`);
  }
});
