import { formatCount } from '../../report/numbers.ts';
import { figure, site } from '../facts.ts';
import type { FamilyDetector } from '../input.ts';

/** Optimised code is thrown away again and again. Never guessed: only from counted deoptimisations. */
export const jitDeopt: FamilyDetector = {
  family: 'jit-deopt',
  waiting: false,
  standing: 1,
  detect({ hot, signals }) {
    const seconds = hot.totals.activeMs / 1000;
    if (signals?.deopts === undefined || seconds <= 0) return undefined;
    const rate = signals.deopts / seconds;
    const thrownBack = new Set(signals.deoptSites?.map((s) => `${s.file}:${s.line}`));
    const functions = hot.functions.filter((f) => thrownBack.has(`${f.file}:${f.line}`));
    if (rate < 100 || functions.length === 0) return undefined;
    return {
      // An upper bound: what the functions cost in whichever tier they ran.
      share: functions.reduce((sum, f) => sum + f.selfShare, 0),
      confidence: rate >= 500 ? 'medium' : 'low',
      evidence: [
        `${formatCount(signals.deopts)} deoptimisations, ${formatCount(rate)} a second of CPU time`,
        ...functions
          .slice(0, 3)
          .map((f) => `${site(f)} was thrown back; it holds ${figure(f.selfMs, f.selfShare, 'us')}`),
      ],
    };
  },
};
