/** The `review` part of perfloop.json: severities, what to leave out, suppressions with a reason. */
import type { Finding, Notice, Severity, Silenced } from '../../core/analysis/finding.ts';
import type { Objective } from '../../core/analysis/rule.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import type { Config, FailOn } from '../../core/config/config.ts';
import { globPattern } from '../../core/config/glob.ts';
import { nearConfig } from '../config.ts';

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
  /** Requests that the objectives of perfloop.json measure. */
  readonly objectives: readonly Objective[];
  readonly failOn: FailOn | undefined;
  readonly notices: readonly Notice[];
}

/** What is wrong in the file is a notice, the rest of it counts. @throws UserError where it cannot be used at all. */
export async function readReviewSettings(root: string): Promise<ReviewSettings> {
  const { config, problems, file, folder } = await nearConfig(root, rules);
  const { review } = config;
  const own = new Map(rules.map((r) => [r.slug, r.severity]));
  return {
    severities: Object.fromEntries(
      Object.entries(review.rules).map(([slug, level]) => [slug, level === true ? own.get(slug)! : level]),
    ),
    ignores: anyOf(review.ignores, folder),
    suppressions: review.suppressions.map(({ rule, file, reason }) => ({
      rule,
      matches: anyOf([file], folder),
      reason,
    })),
    objectives: objectives(config),
    failOn: review.failOn,
    notices: problems.map((p) => ({
      file,
      message: `line ${p.line}: ${p.what}; it is not used. ${p.next}`.trim(),
    })),
  };
}

/** An objective measures the requests of its scenario, or the one of them that it names. */
function objectives(config: Config): Objective[] {
  const scenarios = Object.values(config.load);
  return config.slos.flatMap((slo) => {
    const asked = slo.scenario ? scenarios.filter((s) => s.name === slo.scenario) : scenarios;
    const requests = asked
      .flatMap((s) => s.requests)
      .filter((r) => slo.request === undefined || slo.request === r.name);
    const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(slo.request ?? '') ?? [];
    if (requests.length === 0 && method && path) return [{ name: slo.name, method, path }];
    return requests.map((r) => ({ name: slo.name, method: r.method, path: r.path }));
  });
}

/** @param folder that paths are in, as the globs see it: '' or with `/` at its end */
function anyOf(globs: readonly string[], folder: string): (path: string) => boolean {
  const patterns = globs.map(globPattern);
  return (path) => patterns.some((p) => p.test(folder + path));
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
