import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changeOf,
  comparedBy,
  comparedOf,
  logRatio,
  type ProcessSamples,
} from '../../../src/core/bench/compare.ts';
import { resolutionOf } from '../../../src/core/bench/resolution.ts';
import { median } from '../../../src/core/bench/robust.ts';
import { standing } from '../../../src/core/bench/sequential.ts';
import { normal, uniform } from './random.ts';

const next = normal(uniform(4));

/** Bursts that hit both neighbours, as other programs do. */
function duet(change: number, more: Partial<ProcessSamples> = {}): ProcessSamples {
  const base: number[] = [];
  const candidate: number[] = [];
  for (let i = 0; i < 200; i++) {
    const burst = i % 7 < 3 ? 2 : 1;
    base.push(1000 * burst * (1 + 0.01 * next()));
    candidate.push(1000 * (1 + change) * burst * (1 + 0.01 * next()));
  }
  const side = (times: number[]) => ({ wallNs: times.map((t) => t * 3), cpuNs: times });
  return {
    async: false,
    clock: 'thread-cpu',
    base: side(base),
    candidate: side(candidate),
    paired: true,
    ...more,
  };
}

const close = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is within ${within} of ${expected}`);

test('a process: the ratio of neighbours, by its clock', () => {
  close(logRatio(duet(0.05)), Math.log(1.05), 0.003);
  assert.equal(comparedBy(duet(0)), 'clock-pairs');
  assert.equal(comparedBy(duet(0, { clock: 'wall' })), 'wall-pairs');
  assert.equal(comparedBy(duet(0, { paired: false })), 'clock-p25');
  close(logRatio(duet(0.05, { paired: false })), Math.log(1.05), 0.01);
  close(logRatio(duet(-0.2, { clock: 'wall' })), Math.log(0.8), 0.003);
});

test('a process without anything to compare has no ratio', () => {
  const none = { wallNs: [], cpuNs: [] };
  assert.ok(Number.isNaN(logRatio({ ...duet(0), base: none, candidate: none })));
  const zero = { wallNs: [0, 0], cpuNs: [0, 0] };
  assert.ok(Number.isNaN(logRatio({ ...duet(0), base: zero, candidate: zero })));
});

test('a process: the ratio of near samples is steadier than that of pairs', () => {
  const rms = (errors: readonly number[]) => Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / errors.length);
  const noisy = () => {
    const times = () => Array.from({ length: 60 }, (_, i) => (1000 + 5 * i) * (1 + 0.3 * Math.abs(next())));
    return { base: times(), candidate: times().map((t) => t * 1.05) };
  };
  const [near, paired]: [number[], number[]] = [[], []];
  for (let i = 0; i < 200; i++) {
    const { base, candidate } = noisy();
    const side = (cpuNs: number[]) => ({ wallNs: cpuNs, cpuNs });
    near.push(logRatio(duet(0, { base: side(base), candidate: side(candidate) })) - Math.log(1.05));
    paired.push(median(base.map((b, k) => Math.log(candidate[k]! / b))) - Math.log(1.05));
  }
  assert.ok(rms(near) < 0.85 * rms(paired), `${rms(near)}, pairs ${rms(paired)}`);
});

test('a process: samples that lost the CPU on the way count for less', () => {
  const cpu = Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? 1000 : 1300));
  const wall = cpu.map((t) => (t === 1000 ? t : 4 * t));
  const calm = { wallNs: wall, cpuNs: cpu };
  const slower = {
    wallNs: wall.map((t) => t * 1.05),
    cpuNs: cpu.map((t, i) => (i % 2 ? t * 1.2 : t) * 1.05),
  };
  close(logRatio(duet(0, { base: calm, candidate: slower })), Math.log(1.05), 0.02);
});

test('the interval of the change covers the true one in about 95 %', () => {
  let covered = 0;
  for (let run = 0; run < 400; run++) {
    const values = Array.from({ length: 10 }, () => Math.log(1.05) + 0.02 * next());
    const { lowShare, highShare } = changeOf(values);
    if (lowShare <= 0.05 && 0.05 <= highShare) covered++;
  }
  assert.ok(covered >= 365 && covered <= 396, `${covered} of 400`);
});

test('a comparison says what was found, from how much, and why', () => {
  const course = { limit: { maxSlowdown: 0.05, strict: false }, confirm: true };
  const processes = Array.from({ length: 4 }, () => duet(0.08));
  const rounds = [processes.map(logRatio), []] as const;
  const now = standing(course, rounds);
  const common = { course, processes, rounds, durationMs: 1, method: 'duet', methodReason: '' } as const;
  const compared = comparedOf({ ...common, standing: now });
  assert.deepEqual([compared.verdict, compared.gate, compared.clock], ['slower', 'fail', 'thread-cpu']);
  assert.match(compared.reason, /^slower: \+[78]\.\d% \(\+[78]\.\d% to \+8\.\d%\) in 4 processes$/);
  close(compared.candidate.p25Ns / compared.base.p25Ns, 1.08, 0.02);
  assert.equal(compared.base.samplesNs.length, 400);
});

test('reasons: a limit that fails below itself says so; what cannot be told says by how much processes scatter', () => {
  const course = { limit: { maxSlowdown: 0.05, strict: false }, confirm: true };
  const reasonOf = (ratios: number[]) => {
    const rounds = [ratios, []] as const;
    const common = { course, processes: [duet(0)], durationMs: 1, method: 'duet', methodReason: '' } as const;
    return comparedOf({ ...common, rounds, standing: standing(course, rounds) }).reason;
  };
  assert.match(reasonOf([0.03, 0.035, 0.04, 0.032]), /; a limit of 5% fails from 2\.5% on$/);
  const wild = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? -0.1 : 0.12) * (1 + i / 50));
  assert.match(
    reasonOf(wild),
    /^cannot tell: .* after 20 processes, which scatter by \d+(\.\d)?%; a quieter machine/,
  );
});

test('resolution: the limit a machine keeps grows with the scatter of its processes', () => {
  const machine = (sd: number) => Array.from({ length: 40 }, () => sd * next());
  const [quiet, busy, hopeless] = [0.004, 0.03, 0.5].map((sd) => resolutionOf(machine(sd), 7));
  assert.equal(quiet!.advised, 0.02);
  assert.ok(busy!.advised! >= 0.05 && busy!.advised! <= 0.15, `${busy!.advised}`);
  assert.equal(hopeless!.advised, undefined);
  const five = quiet!.rates.find((r) => r.limit === 0.05)!;
  assert.deepEqual([five.falseAlarms, five.caught, five.inconclusive, five.processes], [0, 1, 0, 4]);
});
