/** From a profile to the families that explain it, most telling first. */
import type { Diagnosis, FamilyVerdict } from '../model.ts';
import { detectors } from './families/index.ts';
import type { DiagnoseInput } from './input.ts';

const trust: Record<FamilyVerdict['confidence'], number> = { high: 1, medium: 0.8, low: 0.4 };

/**
 * Ranked by share, discounted by doubt. Shares of active time count less the more the thread waited: in a run
 * that idles 95 % of the time, what the rest did matters little.
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const active = Math.min(1, 2 * (1 - input.summary.idleShare));
  const ranked: { score: number; verdict: FamilyVerdict }[] = [];
  for (const { family, waiting, standing, detect } of detectors) {
    const found = detect(input);
    if (!found || found.evidence.length === 0) continue;
    const score = found.share * standing * trust[found.confidence] * (waiting ? 1 : active);
    ranked.push({ score, verdict: { family, ...found } });
  }
  ranked.sort((a, b) => b.score - a.score);
  return { families: ranked.map((r) => r.verdict) };
}
