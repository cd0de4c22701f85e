/** How time grows with a parameter: time ~ value ^ exponent, where a constant part may stand beside. */

export interface GrowthFit {
  readonly exponent: number;
  /** Half the width of the 95 % interval of the exponent; 0 where there are too few points to know. */
  readonly margin: number;
  /** Share of the variation of ln(time) that the fit explains, 0..1. */
  readonly r2: number;
  /** `O(1)`, `O(n)`, `O(n^1.9)`. */
  readonly label: string;
  /** The constant part that was fitted, in the unit of the times; 0 without one. */
  readonly constant: number;
}

export interface GrowthPoint {
  readonly value: number;
  /** Any unit. */
  readonly time: number;
}

const LOWEST = -2;
const HIGHEST = 6;
const STEP = 0.005;
/** A constant part costs a parameter: it has to explain nine tenths of what a plain power law leaves. */
const WORTH_IT = 0.1;
/** Residuals of 1 % are as good as none: no constant is sought below. */
const GOOD_ENOUGH = 0.01;

/**
 * Least squares of relative errors (of ln(time)), by profile over the exponent. A call has a fixed cost that hides
 * the growth at small sizes, so with four sizes or more `a + b·n^k` is tried beside `b·n^k`. The interval is that of
 * the profile: exponents whose squared error stays below best · (1 + t²/ν), which for the power law is the usual
 * t interval of a regression's slope. Undefined for less than two distinct positive sizes.
 */
export function fitGrowth(points: readonly GrowthPoint[]): GrowthFit | undefined {
  const usable = points.filter((p) => p.value > 0 && p.time > 0 && Number.isFinite(p.value * p.time));
  const sizes = new Set(usable.map((p) => p.value));
  if (sizes.size < 2) return undefined;
  const plain = profile(usable, powerLaw, 2);
  const wanted = sizes.size >= 4 && Math.sqrt(plain.error / usable.length) > GOOD_ENOUGH;
  const offset = wanted ? profile(usable, withConstant, 3) : undefined;
  const best = offset && offset.error < plain.error * WORTH_IT ? offset : plain;
  const logs = usable.map((p) => Math.log(p.time));
  const mean = logs.reduce((sum, v) => sum + v, 0) / logs.length;
  const spread = logs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  const r2 = spread < 1e-9 ? 1 : Math.max(0, 1 - best.error / spread);
  return {
    exponent: best.exponent,
    margin: best.margin,
    r2,
    label: growthLabel(best),
    constant: best.constant,
  };
}

/** What differs from a whole exponent by less than its uncertainty, or than 0.05, is called by it. */
export function growthLabel({ exponent, margin }: { exponent: number; margin: number }): string {
  const whole = Math.round(exponent);
  const near = Math.abs(exponent - whole) <= Math.max(0.05, Math.min(margin, 0.1));
  if (near && whole <= 0) return whole === 0 ? 'O(1)' : `O(n^${whole})`;
  if (near) return whole === 1 ? 'O(n)' : `O(n^${whole})`;
  return `O(n^${exponent.toFixed(1).replace(/\.0$/, '')})`;
}

interface Model {
  readonly error: number;
  readonly constant: number;
}

interface Profiled extends Model {
  readonly exponent: number;
  readonly margin: number;
}

function profile(
  points: readonly GrowthPoint[],
  model: (points: readonly GrowthPoint[], exponent: number) => Model,
  parameters: number,
): Profiled {
  const tried: (Model & { readonly exponent: number })[] = [];
  const steps = Math.round((HIGHEST - LOWEST) / STEP);
  for (let i = 0; i <= steps; i++) {
    const exponent = Math.round((LOWEST + i * STEP) * 1000) / 1000;
    tried.push({ exponent, ...model(points, exponent) });
  }
  const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
  const free = points.length - parameters;
  if (free < 1) return { ...best, margin: 0 };
  const bound = best.error * (1 + studentT975(free) ** 2 / free);
  const inside = tried.filter((m) => m.error <= bound).map((m) => m.exponent);
  const margin = Math.max(inside.at(-1)! - best.exponent, best.exponent - inside[0]!);
  return { ...best, margin };
}

/** ln(time) = c + k·ln(value): the best c is a mean. */
function powerLaw(points: readonly GrowthPoint[], k: number): Model {
  const rest = points.map((p) => Math.log(p.time) - k * Math.log(p.value));
  const mean = rest.reduce((sum, v) => sum + v, 0) / rest.length;
  return { error: rest.reduce((sum, v) => sum + (v - mean) ** 2, 0), constant: 0 };
}

/** time = a + b·value^k with a, b ≥ 0, relative errors least; the error is then counted in logs, as above. */
function withConstant(points: readonly GrowthPoint[], k: number): Model {
  const largest = Math.max(...points.map((p) => p.value));
  let [uu, uv, vv, u1, v1] = [0, 0, 0, 0, 0];
  for (const { value, time } of points) {
    const u = 1 / time;
    const v = (value / largest) ** k / time;
    uu += u * u;
    uv += u * v;
    vv += v * v;
    u1 += u;
    v1 += v;
  }
  const determinant = uu * vv - uv * uv;
  const a = (u1 * vv - v1 * uv) / determinant;
  const b = (v1 * uu - u1 * uv) / determinant;
  if (!(a >= 0 && b > 0)) return { error: Number.POSITIVE_INFINITY, constant: 0 };
  const error = points.reduce(
    (sum, { value, time }) => sum + Math.log((a + b * (value / largest) ** k) / time) ** 2,
    0,
  );
  return { error, constant: a };
}

/** 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom. */
const T975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

export function studentT975(freedom: number): number {
  return T975[freedom - 1] ?? 1.96;
}
