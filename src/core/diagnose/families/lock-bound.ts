import { lineKey } from '../../report/place.ts';
import { figure, isLock, lockedMs } from '../facts.ts';
import type { FamilyDetector } from '../input.ts';

/** Blocked in Atomics.wait, which has no frame of its own: the line that calls it gives it away. */
export const lockBound: FamilyDetector = {
  family: 'lock-bound',
  waiting: false,
  standing: 1,
  detect(input) {
    const { hot, lineTexts } = input;
    const ms = lockedMs(input);
    const share = hot.totals.activeMs > 0 ? ms / hot.totals.activeMs : 0;
    if (share < 0.05) return undefined;
    const evidence = hot.lines
      .filter((l) => isLock(lineTexts[lineKey(l.file, l.line)]))
      .slice(0, 3)
      .map(
        (l) =>
          `${l.file}:${l.line} (${l.function}) stood in Atomics.wait for ${figure(l.selfMs, l.selfShare, 'us')}`,
      );
    return { share, confidence: share >= 0.2 ? 'high' : 'medium', evidence };
  },
};
