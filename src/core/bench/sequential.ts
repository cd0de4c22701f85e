/**
 * The sequential comparison: one number per process (the log of candidate ÷ base), looked at after 4, 6, 8, … and 20
 * processes, until it is clear what they say. What is found is measured once more before it counts.
 *
 * What a limit T promises: a slowdown of at least T is caught with at least 95 %, and identical code fails in at
 * most 1 %. It therefore fails from T/2 on: "fails where the estimate exceeds T" would catch a slowdown of exactly
 * T every second time only. That other meaning is `strict`. Error rates are simulated in the tests.
 */
import { hodgesLehmann, madSd } from './robust.ts';
import { signedRank } from './signed-rank.ts';

export type Verdict = 'faster' | 'slower' | 'unchanged' | 'inconclusive';
export type GateOutcome = 'pass' | 'fail' | 'inconclusive';

export interface Design {
  /** Numbers of processes after which is looked. */
  readonly looks: readonly number[];
  /** Significance needed to call it slower or faster: at a look, and at the last one. */
  readonly pDiffers: number;
  readonly pDiffersLast: number;
  /** Significance needed to rule out a change of T. */
  readonly pWithin: number;
}

/**
 * The first measurement. Looks are even, because processes may run two at a time. Ranks say enough from 8 processes on
 * (2^-8 = 0.004); before that, only processes that are plainly of one mind do (see `plain`).
 */
export const firstDesign: Design = {
  looks: [4, 6, 8, 10, 12, 14, 17, 20],
  pDiffers: 0.005,
  pDiffersLast: 0.02,
  pWithin: 0.01,
};

/** The second one, which only has to confirm: four that agree are enough (2^-4 = 0.0625). */
export const confirmDesign: Design = {
  looks: [4, 6, 8, 10, 12, 15],
  pDiffers: 0.063,
  pDiffersLast: 0.03,
  pWithin: 0.032,
};

export interface Limit {
  /** Largest slowdown allowed, 0.05 = 5 %. */
  readonly maxSlowdown: number;
  /** Fail only where it is shown to be more than the limit. */
  readonly strict: boolean;
}

export interface Look {
  readonly verdict: Verdict;
  readonly gate: GateOutcome;
  /** False: more processes may tell. */
  readonly final: boolean;
}

/** What the processes of one measurement say. Between two looks: nothing yet. */
export function lookAt(logRatios: readonly number[], limit: Limit, design: Design): Look {
  const open: Look = { verdict: 'inconclusive', gate: 'inconclusive', final: false };
  const n = logRatios.length;
  const most = design.looks.at(-1)!;
  if (n < most && !design.looks.includes(n)) return open;
  const last = n >= most;
  const found = measures(logRatios, limit, last ? design.pDiffersLast : design.pDiffers, design.pWithin);
  const verdict = plain(logRatios, limit) ?? verdictOf(found);
  const gate = limit.strict ? strictGate(found) : gateOf(found, verdict);
  // A verdict without an outcome, or the reverse, is half an answer: only the last look settles for it.
  const settled = verdict !== 'inconclusive' && gate !== 'inconclusive';
  return { verdict, gate, final: last || settled };
}

/**
 * What so few processes can say: every single one lies within half of the limit, or every one beyond it and on the
 * same side, the farthest no more than twice as far as the nearest. However much processes scatter, four of a true change of T
 * come to the first in less than 1 of 200 comparisons, four of identical code to the second in less than 1 of 200
 * (simulated in the tests): where they scatter little that is as good as never, and where they scatter much they do not agree.
 */
function plain(values: readonly number[], { maxSlowdown }: Limit): Verdict | undefined {
  const half = Math.log1p(maxSlowdown / 2);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > -half && high < half) return 'unchanged';
  if (low > half && high <= 2 * low) return 'slower';
  if (high < -half && low >= 2 * high) return 'faster';
  return undefined;
}

/** How many processes there must be for the next word on it, of a round that has `n` now. */
export function nextLook(round: 0 | 1, n: number): number {
  const { looks } = round === 0 ? firstDesign : confirmDesign;
  return looks.find((look) => look > n) ?? n + 1;
}

interface Measures {
  readonly centre: number;
  /** ln(1 + T) and ln(1 + T/2). */
  readonly full: number;
  readonly half: number;
  readonly slower: boolean;
  readonly faster: boolean;
  /** A change of T or more is ruled out, upwards and downwards. */
  readonly belowLimit: boolean;
  readonly aboveLimit: boolean;
  /** Shown to be slower by more than T. */
  readonly beyond: boolean;
}

function measures(values: readonly number[], limit: Limit, pDiffers: number, pWithin: number): Measures {
  const full = Math.log1p(limit.maxSlowdown);
  const half = Math.log1p(limit.maxSlowdown / 2);
  const centre = hodgesLehmann(values);
  const fromZero = signedRank(values, 0);
  const fromLimit = signedRank(values, full);
  return {
    centre,
    full,
    half,
    slower: centre > half && fromZero.pGreater <= pDiffers,
    faster: centre < -half && fromZero.pLess <= pDiffers,
    belowLimit: fromLimit.pLess <= pWithin,
    aboveLimit: signedRank(values, -full).pGreater <= pWithin,
    beyond: centre > full && fromLimit.pGreater <= pDiffers,
  };
}

function verdictOf({ centre, half, slower, faster, belowLimit, aboveLimit }: Measures): Verdict {
  if (slower) return 'slower';
  if (faster) return 'faster';
  const within = Math.abs(centre) <= half && belowLimit && aboveLimit;
  return within ? 'unchanged' : 'inconclusive';
}

function gateOf({ centre, half, belowLimit }: Measures, verdict: Verdict): GateOutcome {
  if (verdict === 'slower') return 'fail';
  if (verdict !== 'inconclusive') return 'pass';
  // Unchanged or faster, one of the two: no slowdown either way.
  return centre <= half && belowLimit ? 'pass' : 'inconclusive';
}

function strictGate({ centre, full, belowLimit, beyond }: Measures): GateOutcome {
  if (beyond) return 'fail';
  return centre <= full && belowLimit ? 'pass' : 'inconclusive';
}

export interface Course {
  readonly limit: Limit;
  /** Measure a difference once more before it counts. */
  readonly confirm: boolean;
}

export type Confirmation = 'not-needed' | 'confirmed' | 'refuted' | 'open' | 'none';

export interface Standing extends Look {
  /** Which measurement the next process belongs to: 0 the first, 1 the confirming one. */
  readonly round: 0 | 1;
  readonly confirmation: Confirmation;
}

/** Where a comparison stands, from the log ratios of its first and its confirming measurement. Pure. */
export function standing(course: Course, rounds: readonly [readonly number[], readonly number[]]): Standing {
  const first = lookAt(rounds[0], course.limit, firstDesign);
  const differs = first.verdict === 'slower' || first.verdict === 'faster';
  if (!first.final || !differs || !course.confirm) return { ...first, round: 0, confirmation: 'none' };
  if (overwhelming(rounds[0], course.limit)) return { ...first, round: 0, confirmation: 'not-needed' };
  const second = lookAt(rounds[1], course.limit, confirmDesign);
  if (!second.final) return { ...second, round: 1, confirmation: 'open' };
  const confirmation = second.verdict === first.verdict ? 'confirmed' : 'refuted';
  return { ...second, round: 1, confirmation };
}

/**
 * So clear that a second measurement could only cost time: every single process shows a change of more than half of
 * the limit, and they scatter by little beside that; or, of seven and more, every one shows more than the limit. Identical code comes
 * to this in less than 1 of 200 comparisons however its processes scatter (simulated in the tests).
 */
function overwhelming(values: readonly number[], { maxSlowdown }: Limit): boolean {
  const full = Math.log1p(maxSlowdown);
  const half = Math.log1p(maxSlowdown / 2);
  const least = Math.min(...values.map(Math.abs));
  const range = Math.max(...values) - Math.min(...values);
  if (values.some((v) => v > 0) && values.some((v) => v < 0)) return false;
  if (least <= half) return false;
  if (range <= Math.max(1.5 * half, least / 3)) return true;
  return values.length >= 7 && (least > full || madSd(values) <= half);
}
