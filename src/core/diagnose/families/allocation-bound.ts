import { Origin } from '../../model.ts';
import { figure, site } from '../facts.ts';
import type { FamilyDetector } from '../input.ts';

/** Too much garbage: V8 spends the time collecting it. */
export const allocationBound: FamilyDetector = {
  family: 'allocation-bound',
  waiting: false,
  // Making the garbage costs about as much again as collecting it, and is booked on the functions.
  standing: 2,
  detect({ hot }) {
    const top = hot.functions.filter((f) => f.origin === Origin.Mine && f.selfMs > 0).slice(0, 3);
    if (hot.kind === 'heap') {
      const first = top[0];
      if (!first) return undefined;
      const evidence = top.map((f) => `${site(f)} allocated ${figure(f.selfMs, f.selfShare, hot.unit)}`);
      return { share: first.selfShare, confidence: 'low', evidence };
    }
    const { gcMs, activeMs } = hot.totals;
    const share = activeMs > 0 ? gcMs / activeMs : 0;
    if (share < 0.05) return undefined;
    const evidence = [`the garbage collector ran for ${figure(gcMs, share, 'us')} of the active time`];
    if (top[0]) evidence.push(`busiest own code meanwhile: ${site(top[0])}`);
    evidence.push('a CPU profile does not say who allocates: record again with --kind heap');
    return { share, confidence: share >= 0.25 ? 'high' : share >= 0.15 ? 'medium' : 'low', evidence };
  },
};
