/** The `review` part of perfloop.json: severities, what to leave out, suppressions with a reason. */
import type { Finding, Notice, Severity, Silenced } from '../../core/analysis/finding.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { configFile, type FailOn } from '../../core/config/config.ts';
import { globPattern } from '../../core/config/glob.ts';
import { loadConfig } from '../config.ts';

export interface ReviewSettings {
  /** By slug; 'off' leaves a rule out, any severity asks for one that is opt-in. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Whether a path is left out. */
  readonly ignores: (path: string) => boolean;
  readonly suppressions: readonly {
    readonly rule: string;
    readonly matches: (path: string) => boolean;
    readonly reason: string;
  }[];
  readonly failOn: FailOn | undefined;
  readonly notices: readonly Notice[];
}

/** What is wrong in the file is a notice, the rest of it counts. @throws UserError where it cannot be used at all. */
export async function readReviewSettings(root: string): Promise<ReviewSettings> {
  const { config, problems } = await loadConfig(root, rules);
  const { review } = config;
  const own = new Map(rules.map((r) => [r.slug, r.severity]));
  return {
    severities: Object.fromEntries(
      Object.entries(review.rules).map(([slug, level]) => [slug, level === true ? own.get(slug)! : level]),
    ),
    ignores: anyOf(review.ignores),
    suppressions: review.suppressions.map(({ rule, file, reason }) => ({
      rule,
      matches: anyOf([file]),
      reason,
    })),
    failOn: review.failOn,
    notices: problems.map((p) => ({
      file: configFile,
      message: `line ${p.line}: ${p.what}; it is not used. ${p.next}`.trim(),
    })),
  };
}

function anyOf(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map(globPattern);
  return (path) => patterns.some((p) => p.test(path));
}

/** Parts findings from those that perfloop.json suppresses with a reason. */
export function suppress(
  findings: readonly Finding[],
  settings: ReviewSettings,
): { findings: Finding[]; suppressed: Silenced[] } {
  const kept: Finding[] = [];
  const suppressed: Silenced[] = [];
  for (const f of findings) {
    const by = settings.suppressions.find((s) => s.rule === f.rule && s.matches(f.file));
    if (by)
      suppressed.push({
        rule: f.rule,
        file: f.file,
        line: f.line,
        column: f.column,
        message: f.message,
        reason: by.reason,
        fingerprint: f.fingerprint,
        by: 'settings',
      });
    else kept.push(f);
  }
  return { findings: kept, suppressed };
}
