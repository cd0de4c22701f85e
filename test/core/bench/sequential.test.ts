import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  confirmDesign,
  firstDesign,
  lookAt,
  nextLook,
  type Standing,
  standing,
} from '../../../src/core/bench/sequential.ts';
import { normal, uniform, wild } from './random.ts';

const limit = { maxSlowdown: 0.05, strict: false };
const strict = { maxSlowdown: 0.05, strict: true };
const log = Math.log1p;

/** One whole comparison of processes that scatter around a true change. */
function compare(change: number, noise: () => number, using = limit): Standing & { processes: number } {
  const rounds: [number[], number[]] = [[], []];
  for (;;) {
    const now = standing({ limit: using, confirm: true }, rounds);
    if (now.final) return { ...now, processes: rounds[0].length + rounds[1].length };
    rounds[now.round].push(log(change) + noise());
  }
}

interface Rates {
  readonly fail: number;
  readonly pass: number;
  readonly inconclusive: number;
  readonly faster: number;
  readonly unchanged: number;
  readonly processes: number;
}

function rates(
  change: number,
  noiseShare: number,
  shape: (next: () => number) => () => number,
  using = limit,
  runs = 1000,
): Rates {
  const noise = shape(uniform(7919 + Math.round(1e4 * (change + noiseShare))));
  const all = Array.from({ length: runs }, () => compare(change, () => noise() * noiseShare, using));
  const share = (test: (s: Standing) => boolean) => all.filter(test).length / runs;
  return {
    fail: share((s) => s.gate === 'fail'),
    pass: share((s) => s.gate === 'pass'),
    inconclusive: share((s) => s.gate === 'inconclusive'),
    faster: share((s) => s.verdict === 'faster'),
    unchanged: share((s) => s.verdict === 'unchanged'),
    processes: all.reduce((sum, s) => sum + s.processes, 0) / runs,
  };
}

for (const [name, shape, noises] of [
  ['normal', normal, [0.005, 0.01, 0.015, 0.02, 0.025]],
  ['wild', wild, [0.005, 0.01, 0.015]],
] as const) {
  for (const noise of noises) {
    const title = `${name} scatter of ${noise * 100} % between processes`;
    test(`${title}: identical code fails in at most 1 % and is at most 5 % inconclusive`, () => {
      const r = rates(0, noise, shape);
      if (process.env.PERFLOOP_SHOW) console.log(title, 'A/A', r);
      assert.ok(r.fail <= 0.002, `fails ${r.fail}`);
      assert.ok(r.faster <= 0.002, `faster ${r.faster}`);
      assert.ok(r.inconclusive <= 0.05, `inconclusive ${r.inconclusive}`);
    });
    test(`${title}: a true +5 % is caught with at least 95 %`, () => {
      const r = rates(0.05, noise, shape);
      if (process.env.PERFLOOP_SHOW) console.log(title, '+5', r);
      assert.ok(r.fail >= 0.95, `caught ${r.fail}`);
    });
    test(`${title}: a true improvement to 1/1.05 is told with at least 95 %`, () => {
      const r = rates(1 / 1.05 - 1, noise, shape);
      assert.ok(r.faster >= 0.95, `told ${r.faster}`);
      assert.equal(r.fail, 0);
    });
  }
}

test('far too noisy processes end inconclusive rather than wrong', () => {
  const same = rates(0, 0.12, wild);
  assert.ok(same.fail <= 0.01, `fails ${same.fail}`);
  assert.ok(same.inconclusive > 0.3, `inconclusive ${same.inconclusive}`);
});

test('strict: fails more than 5 %, passes less, and does not guess in between', () => {
  assert.ok(rates(0.03, 0.01, normal, strict).fail <= 0.01);
  assert.ok(rates(0.03, 0.01, normal, strict).pass >= 0.9);
  assert.ok(rates(0.08, 0.01, normal, strict).fail >= 0.95);
  const at = rates(0.05, 0.01, normal, strict);
  assert.ok(at.fail <= 0.15 && at.pass <= 0.15, `${at.fail} fail, ${at.pass} pass`);
});

test('looks: nothing is said between them', () => {
  const three = Array.from({ length: 3 }, () => 0.5);
  const open = { verdict: 'inconclusive', gate: 'inconclusive', final: false };
  assert.deepEqual(lookAt(three, limit, firstDesign), open);
  assert.equal(lookAt([...three, 0.5], limit, firstDesign).verdict, 'slower');
  assert.deepEqual(lookAt([...three, 0.5, 0.5], limit, firstDesign), open);
  assert.equal(
    lookAt(
      [...three, 0.5].map((v) => -v),
      limit,
      confirmDesign,
    ).verdict,
    'faster',
  );
  assert.deepEqual([nextLook(0, 0), nextLook(0, 4), nextLook(0, 14), nextLook(1, 10)], [4, 6, 17, 12]);
});

test('four processes decide only where every one says the same', () => {
  const say = (...percents: number[]) =>
    lookAt(
      percents.map((p) => log(p / 100)),
      limit,
      firstDesign,
    ).verdict;
  assert.equal(say(2.4, -2.4, 0, 1), 'unchanged');
  assert.equal(say(2.6, -2.4, 0, 1), 'inconclusive');
  assert.equal(say(2.6, 5, 4, 3), 'slower');
  assert.equal(say(2.6, 6, 4, 3), 'inconclusive');
  assert.equal(say(2.4, 4, 4, 3), 'inconclusive');
  assert.equal(say(-5, -6, -7, -8), 'faster');
});

test('what four processes say is wrong in at most 1 of 100 comparisons, however they scatter', () => {
  for (const noise of [0.01, 0.02, 0.03, 0.04, 0.06, 0.1, 0.2]) {
    const next = normal(uniform(31));
    const four = (centre: number) => Array.from({ length: 4 }, () => centre + next() * noise);
    const share = (centre: number, verdict: string) => {
      let hits = 0;
      for (let i = 0; i < 4000; i++) if (lookAt(four(centre), limit, firstDesign).verdict === verdict) hits++;
      return hits / 4000;
    };
    assert.ok(share(log(0.05), 'unchanged') <= 0.008, `a slowdown taken for none at ${noise}`);
    assert.ok(share(0, 'slower') <= 0.008, `identical code taken for slower at ${noise}`);
  }
});

test('exactly equal processes are unchanged: identical counts give ratios of exactly one', () => {
  const look = lookAt(new Array<number>(4).fill(0), limit, firstDesign);
  assert.deepEqual(look, { verdict: 'unchanged', gate: 'pass', final: true });
});

test('one wild process does not decide', () => {
  const values = [0.001, -0.002, 0.9, 0.002, 0, -0.001, 0.0015, 0.001, -0.001, 0.0005];
  assert.equal(lookAt(values, limit, firstDesign).final, false);
  assert.equal(lookAt([...values, ...values.slice(3, 7)], limit, firstDesign).verdict, 'unchanged');
});

test('an overwhelming slowdown needs no second measurement; a small one is measured again, and may be refuted', () => {
  const course = { limit, confirm: true };
  const large = Array.from({ length: 8 }, (_, i) => log(0.3) + i / 1000);
  const small = [0.02, 0.03, 0.04, 0.05, 0.03, 0.04, 0.05, 0.04];
  assert.equal(standing(course, [large, []]).confirmation, 'not-needed');
  const open = standing(course, [small, []]);
  assert.deepEqual([open.final, open.round, open.confirmation], [false, 1, 'open']);
  assert.equal(standing(course, [small, small.slice(1, 5)]).gate, 'fail');
  const none = [0, 0.001, -0.001, 0.002];
  const refuted = standing(course, [small, none]);
  assert.deepEqual([refuted.gate, refuted.verdict, refuted.confirmation], ['pass', 'unchanged', 'refuted']);
  assert.equal(standing({ limit, confirm: false }, [small, []]).gate, 'fail');
});

test('identical code is never found slower without a second measurement, however it scatters', () => {
  for (const noise of [0.01, 0.03, 0.06, 0.1]) {
    const next = normal(uniform(17));
    let skipped = 0;
    for (let i = 0; i < 10_000; i++) {
      const values = Array.from({ length: i % 2 === 0 ? 4 : 8 }, () => next() * noise);
      if (standing({ limit, confirm: true }, [values, []]).confirmation === 'not-needed') skipped++;
    }
    assert.ok(skipped <= 50, `${skipped} of 10,000 at ${noise}`);
  }
});
