import { formatMs, formatShare } from '../../report/numbers.ts';
import type { FamilyDetector } from '../input.ts';

/** The thread mostly waits. For what, a CPU profile cannot say. */
export const ioBound: FamilyDetector = {
  family: 'io-bound',
  waiting: true,
  standing: 1,
  detect({ summary }) {
    const share = summary.idleShare;
    if (share < 0.5) return undefined;
    return {
      share,
      confidence: share >= 0.8 ? 'medium' : 'low',
      evidence: [
        `the busiest thread was idle for ${formatShare(share)} of ${formatMs(summary.wallMs)}`,
        'a CPU profile does not say what it waited for: I/O, timers, or simply no work to do',
      ],
    };
  },
};
