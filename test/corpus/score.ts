/**
 * Scores a rule against hand-made labels. `node out/…/score.mjs LABELS.json CHECKOUTS`: CHECKOUTS holds one
 * folder a repository, `owner+name` or `owner+name@` with eight digits of the commit, at the label's commit. The
 * commit of `npm/NAME` is a version, its folder what `npm pack` gives. Labels hold places and verdicts, no code.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { review } from '../../src/node/review/review.ts';

interface Labels {
  readonly rule: string;
  /** Lines that a finding may be off: a call has several, and a label names one. */
  readonly tolerance: number;
  /** Which of two waits the labels of `sequential-awaits` name; the first where nothing is said. */
  readonly named?: 'second';
  readonly repositories: readonly {
    readonly repository: string;
    readonly commit: string;
    /** 'tuned': looked at while the rule was made; 'fresh': drawn and labelled afterwards. */
    readonly set: 'tuned' | 'fresh';
    /** Files whose every loop was judged: what is found there beside the real labels is wrong. */
    readonly whole?: readonly string[];
    readonly labels: readonly {
      readonly file: string;
      readonly line: number;
      readonly verdict: 'real' | 'harmless';
      /** 1 to 5, how sure the reader was; of the labels in `neutral`. */
      readonly certainty?: number;
    }[];
  }[];
}

const [labelsFile, checkouts] = process.argv.slice(2);
if (!labelsFile || !checkouts) {
  console.error('usage: score LABELS.json CHECKOUTS');
  process.exit(2);
}
const labels = JSON.parse(readFileSync(labelsFile, 'utf8')) as Labels;
interface Count {
  real: number;
  found: number;
  harmless: number;
  flagged: number;
  /** Findings in files judged whole, and how many of them belong to a real label's loop. */
  told: number;
  right: number;
}
/** Of a run's waits those that a label may mean: a harmless one that names the second never means the first. */
function waits<T>(run: readonly T[], verdict: string): readonly T[] {
  if (verdict === 'real') return run;
  return labels.named ? run.slice(1) : run.slice(0, -1);
}

const counts: Record<string, Count> = {};
for (const r of labels.repositories) {
  // Before and after a fix are two commits of one repository: those stand beside each other.
  const plain = r.repository.replace('/', '+');
  const name = `${plain}@${r.commit.slice(0, 8)}`;
  const pinned = path.join(checkouts, name);
  const root = existsSync(pinned) ? pinned : path.join(checkouts, plain);
  if (!existsSync(root)) {
    console.error(`not there: ${root}`);
    continue;
  }
  const { findings } = await review({ root, useCache: false });
  counts[r.set] ??= { real: 0, found: 0, harmless: 0, flagged: 0, told: 0, right: 0 };
  const count = counts[r.set]!;
  const rightLoops = new Set<string>();
  for (const l of r.labels) {
    // The next wait is often on the next line.
    const off = labels.named && l.verdict === 'harmless' ? 0 : labels.tolerance;
    const isMeant = (line: number): boolean => Math.abs(line - l.line) <= off;
    const hits = findings.filter(
      (f) =>
        f.rule === labels.rule &&
        f.file === l.file &&
        // A run of waits is told where it begins; a label names any of them, a harmless one this one of its two.
        (f.rule === 'sequential-awaits'
          ? waits(f.chain, l.verdict).some((step) => isMeant(step.line))
          : // Labels name the call or the head of its loop.
            (l.line >= f.line - labels.tolerance && l.line <= f.endLine + labels.tolerance) ||
            f.chain[0]?.line === l.line),
    );
    const hit = hits.length > 0;
    if (l.verdict === 'real') {
      count.real++;
      for (const f of hits) rightLoops.add(`${f.file}:${f.chain[0]?.line}`);
      if (hit) count.found++;
      else console.log(`missed   ${name} ${l.file}:${l.line}`);
    } else {
      count.harmless++;
      if (hit) {
        count.flagged++;
        console.log(`flagged  ${name} ${l.file}:${l.line}`);
      }
    }
  }
  for (const f of findings) {
    if (f.rule !== labels.rule || !r.whole?.includes(f.file)) continue;
    count.told++;
    if (rightLoops.has(`${f.file}:${f.chain[0]?.line}`)) count.right++;
    else console.log(`wrong    ${name} ${f.file}:${f.line}`);
  }
}
for (const [set, c] of Object.entries(counts)) {
  console.log(
    `${labels.rule}, ${set}: found ${c.found} of ${c.real} real, flagged ${c.flagged} of ${c.harmless} harmless; right in files judged whole: ${c.right} of ${c.told}`,
  );
}
