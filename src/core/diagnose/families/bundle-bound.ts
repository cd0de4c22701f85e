import { figure, site } from '../facts.ts';
import type { FamilyDetector } from '../input.ts';

/** Under this much activity a run is mostly Node starting, whatever the program does. */
const startUpMs = 150;

/** Loading code takes the time: finding, compiling and evaluating modules. */
export const bundleBound: FamilyDetector = {
  family: 'bundle-bound',
  waiting: false,
  standing: 1,
  detect({ summary }) {
    const { ms, sites } = summary.moduleLoad;
    const share = summary.activeMs > 0 ? ms / summary.activeMs : 0;
    if (share < 0.1) return undefined;
    const evidence = [
      `finding, compiling and evaluating modules took ${figure(ms, share, 'us')} of the active time`,
    ];
    for (const s of sites.slice(0, 3)) {
      const of = s.ms / summary.activeMs;
      if (of >= 0.03) evidence.push(`${what(s.viaFile)} loaded from ${site(s)}: ${figure(s.ms, of, 'us')}`);
    }
    const short = summary.activeMs < startUpMs;
    if (short) evidence.push('the program was active so briefly that starting Node weighs in');
    return {
      share,
      confidence: short ? 'low' : share >= 0.5 ? 'high' : share >= 0.3 ? 'medium' : 'low',
      evidence,
    };
  },
};

/** Node's loader at work, or the module of a dependency that was evaluated. */
function what(file: string): string {
  return file === '' || file.startsWith('node:') ? 'modules found and compiled,' : `${file} evaluated,`;
}
