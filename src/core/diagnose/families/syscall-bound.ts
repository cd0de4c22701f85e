import { figure, site } from '../facts.ts';
import type { FamilyDetector } from '../input.ts';

/** Synchronous calls into the operating system: files, child processes, the console. */
export const syscallBound: FamilyDetector = {
  family: 'syscall-bound',
  waiting: false,
  standing: 1,
  detect({ summary }) {
    if (summary.activeMs <= 0) return undefined;
    const ms = summary.syncCalls.ms + summary.console.ms;
    const share = ms / summary.activeMs;
    if (share < 0.05) return undefined;
    const evidence = [`synchronous calls into the system took ${figure(ms, share, 'us')} of the active time`];
    for (const s of summary.syncCalls.sites.slice(0, 3)) {
      const of = s.ms / summary.activeMs;
      if (of >= 0.02)
        evidence.push(`${s.via || 'a synchronous call'} on behalf of ${site(s)}: ${figure(s.ms, of, 'us')}`);
    }
    const written = summary.console.sites[0];
    if (written && summary.console.ms / summary.activeMs >= 0.02) {
      const of = summary.console.ms / summary.activeMs;
      evidence.push(
        `writing to the console, most by ${site(written)}: ${figure(summary.console.ms, of, 'us')}`,
      );
    }
    return { share, confidence: share >= 0.5 ? 'high' : share >= 0.3 ? 'medium' : 'low', evidence };
  },
};
