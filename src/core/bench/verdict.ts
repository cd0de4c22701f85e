/** Verdicts in plain words. */
import { formatChange, formatShare } from '../report/numbers.ts';
import type { Change } from './comparison.ts';
import { madSd } from './robust.ts';
import type { Limit, Standing } from './sequential.ts';

/** `5%`, `2.5%`. */
export function percent(share: number): string {
  return formatShare(share).replace(/\.0%$/, '%');
}

/** `+3.1% (+2.0% to +4.4%)`. */
export function changeText(change: Change): string {
  return `${formatChange(change.share)} (${formatChange(change.lowShare)} to ${formatChange(change.highShare)})`;
}

/** What a limit promises, one line. */
export function promiseOf({ maxSlowdown, strict }: Limit): string {
  const t = percent(maxSlowdown);
  return strict
    ? `fails what is shown to be slower by more than ${t}`
    : `catches a slowdown of ${t} or more with at least 95%, and therefore fails from ${percent(maxSlowdown / 2)} on; ` +
        'identical code fails in at most 1%';
}

/** One line: why this verdict. */
export function reasonFor(
  standing: Standing,
  change: Change,
  limit: Limit,
  rounds: readonly [readonly number[], readonly number[]],
  methodReason: string,
): string {
  const measured = rounds[0].length + rounds[1].length;
  const how = methodReason === '' ? `${measured} processes` : `${measured} pairs of processes`;
  const parts = [main(standing, change, limit, how, rounds)];
  if (standing.confirmation === 'confirmed') parts.push('a second measurement confirms it');
  if (standing.confirmation === 'refuted')
    parts.push('a first measurement that said otherwise was not confirmed');
  return parts.join('; ');
}

function main(
  { verdict, gate }: Standing,
  change: Change,
  limit: Limit,
  how: string,
  rounds: readonly [readonly number[], readonly number[]],
): string {
  const t = percent(limit.maxSlowdown);
  const text = changeText(change);
  if (verdict === 'slower') return `slower: ${text} in ${how}${slowerAside(gate, limit, change)}`;
  if (verdict === 'faster') return `faster: ${text} in ${how}`;
  if (verdict === 'unchanged') return `no change of ${t} or more: ${text} in ${how}`;
  const scatter = percent(Math.expm1(madSd([...rounds[0], ...rounds[1]])));
  if (gate === 'pass') return `not slower by ${t}, perhaps faster: ${text} in ${how}`;
  return `cannot tell: ${text} after ${how}, which scatter by ${scatter}; ${advice(limit)}`;
}

function slowerAside(gate: Standing['gate'], limit: Limit, change: Change): string {
  const t = percent(limit.maxSlowdown);
  if (gate === 'pass') return `, within the limit of ${t}`;
  if (gate === 'inconclusive') return `; whether by more than ${t} is not certain`;
  // Said, because the limit is larger than what failed.
  return change.share < limit.maxSlowdown
    ? `; a limit of ${t} fails from ${percent(limit.maxSlowdown / 2)} on`
    : '';
}

function advice(limit: Limit): string {
  return limit.strict
    ? 'a quieter machine or a longer benchmark may tell'
    : 'a quieter machine, a longer benchmark or a wider limit may tell (perfloop doctor --aa measures this machine)';
}
