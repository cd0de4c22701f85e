import { type HotFunction, type HotLine, Origin } from '../../model.ts';
import { lineKey } from '../../report/place.ts';
import { figure, isLock, lockedMs, site } from '../facts.ts';
import type { DiagnoseInput, FamilyDetector } from '../input.ts';

/** What a hot line's text gives away; V8 books these natives on the line that calls them. */
const givenAway: readonly (readonly [RegExp, string])[] = [
  [/\bJSON\.(parse|stringify)\b/, 'JSON'],
  [/\bstructuredClone\b/, 'structured cloning'],
  [/\.(match|matchAll|replace|replaceAll|test|exec|search|split)\s*\(\s*\//, 'a regular expression'],
  [/\.(find|findIndex|findLast|includes|indexOf|some|filter)\s*\(/, 'a linear search'],
  [/\.(toSorted|sort)\s*\(/, 'sorting'],
  [/\b(pbkdf2|scrypt|createHash|createHmac|randomBytes)/, 'cryptography'],
];

/** The program's own computation: what is left once waiting, collecting and loading are taken away. */
export const cpuAlgorithmic: FamilyDetector = {
  family: 'cpu-algorithmic',
  waiting: false,
  // It is what the others leave over: one of them that is large explains it better.
  standing: 0.5,
  detect(input) {
    const { hot, summary } = input;
    if (hot.unit !== 'us' || hot.totals.activeMs <= 0) return undefined;
    const other = hot.totals.gcMs + summary.moduleLoad.ms + summary.syncCalls.ms + summary.console.ms;
    const share = Math.max(0, hot.totals.activeMs - other - lockedMs(input)) / hot.totals.activeMs;
    if (share < 0.1) return undefined;
    const locked = hot.lines.filter((l) => isLock(textOf(l, input)));
    const functions = hot.functions.filter(
      (f) => f.origin !== Origin.Native && f.origin !== Origin.Runtime && !waits(f, locked),
    );
    const first = functions[0];
    if (!first) return undefined;
    const spread = first.selfShare < 0.05 ? 'spread over many functions: ' : '';
    const evidence = [`${spread}${site(first)} holds ${figure(first.selfMs, first.selfShare, 'us')} itself`];
    evidence.push(...lineFacts(input));
    for (const f of functions.slice(1, 3)) {
      if (f.selfShare >= 0.1) evidence.push(`${site(f)} holds ${figure(f.selfMs, f.selfShare, 'us')} itself`);
    }
    return { share, confidence: first.selfShare >= 0.25 ? 'medium' : 'low', evidence };
  },
};

function lineFacts(input: DiagnoseInput): string[] {
  const hottest = input.hot.lines
    .filter((l) => l.selfShare >= 0.1 && l.origin !== Origin.Runtime && !isLock(textOf(l, input)))
    .slice(0, 2);
  return hottest.map(
    (l) => `hot line ${l.file}:${l.line}: ${figure(l.selfMs, l.selfShare, 'us')}${hint(l, input)}`,
  );
}

/** Its time is that of a line that waits for a lock: lock-bound tells of it. */
function waits(f: HotFunction, locked: readonly HotLine[]): boolean {
  return locked.some((l) => l.file === f.file && l.function === f.name && l.selfMs >= f.selfMs / 2);
}

function textOf(line: HotLine, input: DiagnoseInput): string {
  return input.lineTexts[lineKey(line.file, line.line)] ?? '';
}

function hint(line: HotLine, input: DiagnoseInput): string {
  const found = givenAway.find(([pattern]) => pattern.test(textOf(line, input)));
  return found ? `; it does ${found[1]}` : '';
}
