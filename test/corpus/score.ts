/**
 * Scores a rule against hand-made labels. `node out/…/score.mjs LABELS.json CHECKOUTS`: CHECKOUTS holds one
 * folder a repository, `owner+name`, at the label's commit. Labels hold places and verdicts, no code.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { review } from '../../src/node/review/review.ts';

interface Labels {
  readonly rule: string;
  /** Lines that a finding may be off: a call has several, and a label names one. */
  readonly tolerance: number;
  readonly repositories: readonly {
    readonly repository: string;
    readonly commit: string;
    /** 'tuned': looked at while the rule was made; 'fresh': drawn and labelled afterwards. */
    readonly set: 'tuned' | 'fresh';
    readonly labels: readonly {
      readonly file: string;
      readonly line: number;
      readonly verdict: 'real' | 'harmless';
    }[];
  }[];
}

const [labelsFile, checkouts] = process.argv.slice(2);
if (!labelsFile || !checkouts) {
  console.error('usage: score LABELS.json CHECKOUTS');
  process.exit(2);
}
const labels = JSON.parse(readFileSync(labelsFile, 'utf8')) as Labels;
const counts: Record<string, { real: number; found: number; harmless: number; flagged: number }> = {};
for (const r of labels.repositories) {
  const root = path.join(checkouts, r.repository.replace('/', '+'));
  if (!existsSync(root)) {
    console.error(`not there: ${root}`);
    continue;
  }
  const { findings } = await review({ root, useCache: false });
  counts[r.set] ??= { real: 0, found: 0, harmless: 0, flagged: 0 };
  const count = counts[r.set]!;
  for (const l of r.labels) {
    const hit = findings.some(
      (f) =>
        f.rule === labels.rule &&
        f.file === l.file &&
        // Labels name the call or the head of its loop.
        ((l.line >= f.line - labels.tolerance && l.line <= f.endLine + labels.tolerance) ||
          f.chain[0]?.line === l.line),
    );
    if (l.verdict === 'real') {
      count.real++;
      if (hit) count.found++;
      else console.log(`missed   ${r.repository} ${l.file}:${l.line}`);
    } else {
      count.harmless++;
      if (hit) {
        count.flagged++;
        console.log(`flagged  ${r.repository} ${l.file}:${l.line}`);
      }
    }
  }
}
for (const [set, c] of Object.entries(counts)) {
  console.log(
    `${labels.rule}, ${set}: found ${c.found} of ${c.real} real, flagged ${c.flagged} of ${c.harmless} harmless`,
  );
}
