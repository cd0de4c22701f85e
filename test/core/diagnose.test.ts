import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../../src/core/diagnose/diagnose.ts';
import type { Signals } from '../../src/core/diagnose/input.ts';
import { summarise } from '../../src/core/diagnose/summary.ts';
import type { FamilyVerdict, HotLine } from '../../src/core/model.ts';
import { Origin } from '../../src/core/model.ts';
import { hotSpots } from '../../src/core/profile/hotspots.ts';
import { textProfile } from '../support/text-profile.ts';

const roots = ['/app'];
const files = {
  main: '/app/src/main.js:1',
  work: '/app/src/work.js:10',
  readFileSync: 'node:fs:400',
  open: ':0',
  log: 'node:internal/console/constructor:300',
  Module_load: 'node:internal/modules/cjs/loader:900',
  libTop: '/app/node_modules/big/index.js:1',
  libCall: '/app/node_modules/big/index.js:50',
  hook: '/app/node_modules/loader/hook.js:20',
};

interface Extra {
  readonly lines?: readonly HotLine[];
  readonly lineTexts?: Readonly<Record<string, string>>;
  readonly signals?: Signals;
}

/** Lines of `callers > callee  ms`. */
function families(text: string, extra: Extra = {}): FamilyVerdict[] {
  const scaled = text.replace(/([\d.]+)$/gm, (ms) => String(Number(ms) * 1000));
  const profile = textProfile(scaled, { files });
  const hot = hotSpots([profile], { roots, onlyMine: false, top: 1000 });
  return [
    ...diagnose({
      hot: { ...hot, lines: extra.lines ?? hot.lines },
      summary: summarise([profile], roots),
      lineTexts: extra.lineTexts ?? {},
      ...(extra.signals ? { signals: extra.signals } : {}),
    }).families,
  ];
}

const shareOf = (list: readonly FamilyVerdict[], family: string) =>
  list.find((f) => f.family === family)?.share ?? 0;
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.001, `${actual} is not ${expected}`);

test('own computation: cpu-algorithmic, with the function that holds it', () => {
  const [first] = families('main > work 900\nmain 100');
  assert.equal(first!.family, 'cpu-algorithmic');
  near(first!.share, 1);
  assert.match(first!.evidence[0]!, /work \(src\/work\.js:10\) holds 900 ms \(90\.0%\) itself/);
});

test('garbage collection of a third comes before the computation that is left over', () => {
  const list = families('main > work 650\n(garbage collector) 350');
  assert.equal(list[0]!.family, 'allocation-bound');
  assert.equal(list[0]!.confidence, 'high');
  near(list[0]!.share, 0.35);
  near(shareOf(list, 'cpu-algorithmic'), 0.65);
});

test('a little garbage collection stays behind the computation', () => {
  assert.equal(families('main > work 900\n(garbage collector) 100')[0]!.family, 'cpu-algorithmic');
});

test('synchronous calls: natives below fs.*Sync count, on behalf of own code', () => {
  const list = families('main > work > readFileSync > open 400\nmain > work > readFileSync 200\nmain 400');
  assert.equal(list[0]!.family, 'syscall-bound');
  near(list[0]!.share, 0.6);
  assert.match(list[0]!.evidence.join('\n'), /readFileSync on behalf of work \(src\/work\.js:10\): 600 ms/);
});

test('loading: the loader, its hooks, and the evaluation of dependencies, but not their later use', () => {
  const list = families(
    [
      'main > Module_load 300',
      'main > Module_load > libTop > libCall 200',
      'main > Module_load > hook 100',
      'main > libCall 400',
    ].join('\n'),
  );
  assert.equal(list[0]!.family, 'bundle-bound');
  near(list[0]!.share, 0.6);
  assert.match(list[0]!.evidence.join('\n'), /node_modules\/big\/index\.js evaluated, loaded from main/);
});

test('files that the loader reads are loading, not synchronous calls', () => {
  const list = families('main > Module_load > readFileSync > open 500\nmain 500');
  near(shareOf(list, 'bundle-bound'), 0.5);
  near(shareOf(list, 'syscall-bound'), 0);
});

test('a program that is a dependency itself is not "loading" all the time', () => {
  const list = families('Module_load > libTop > libCall 1000');
  near(shareOf(list, 'bundle-bound'), 0);
});

test('waiting: a share of wall time, first when the thread hardly works', () => {
  const list = families('(idle) 950\nmain > work 50');
  assert.equal(list[0]!.family, 'io-bound');
  near(list[0]!.share, 0.95);
  assert.equal(families('(idle) 400\nmain > work 600')[0]!.family, 'cpu-algorithmic');
});

test('Atomics.wait gives itself away by the text of its line', () => {
  const line: HotLine = {
    file: 'src/work.js',
    line: 12,
    function: 'work',
    origin: Origin.Mine,
    selfMs: 500,
    totalMs: 500,
    selfShare: 0.5,
    totalShare: 0.5,
    totalFrom: 'self',
  };
  const lineTexts = { 'src/work.js:12': 'Atomics.wait(flag, 0, 0);' };
  const list = families('main > work 500\nmain 500', { lines: [line], lineTexts });
  assert.equal(list[0]!.family, 'lock-bound');
  near(list[0]!.share, 0.5);
  near(shareOf(list, 'cpu-algorithmic'), 0.5);
  assert.doesNotMatch(list.find((f) => f.family === 'cpu-algorithmic')!.evidence[0]!, /work \(/);
});

test('deoptimisations are told only where they were counted', () => {
  const text = 'main > work 900\nmain 100';
  near(shareOf(families(text), 'jit-deopt'), 0);
  const signals = { deopts: 900, deoptSites: [{ file: 'src/work.js', line: 10 }] };
  near(shareOf(families(text, { signals }), 'jit-deopt'), 0.9);
});

test('nothing sampled, nothing claimed', () => {
  assert.deepEqual(families('main 0'), []);
});
