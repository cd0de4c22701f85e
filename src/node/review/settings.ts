/** The `review` part of perfloop.json: severities, what to leave out, suppressions with a reason. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding, Notice, Severity, Silenced } from '../../core/analysis/finding.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { UserError } from '../../core/model.ts';
import { globPattern } from './glob.ts';
import { parseJsonc } from './jsonc.ts';

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
  readonly failOn: 'error' | 'warning' | 'never' | undefined;
  readonly notices: readonly Notice[];
}

const file = 'perfloop.json';
const severityNames = new Set(['off', 'info', 'warning', 'error']);

/** @throws UserError where the file is there and cannot be used at all. */
export async function readReviewSettings(root: string): Promise<ReviewSettings> {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
  let json: unknown = {};
  try {
    json = text === undefined ? {} : parseJsonc(text);
  } catch (error) {
    throw new UserError(
      `${file} is not valid JSON: ${(error as Error).message}`,
      'Correct it, or remove it.',
    );
  }
  const notices: Notice[] = [];
  const review = object(object(json).review);
  return {
    severities: readSeverities(object(review.rules), notices),
    ignores: anyOf(strings(review.ignores ?? review.ignore, 'review.ignores', notices)),
    suppressions: readSuppressions(review.suppressions, notices),
    failOn: readFailOn(review.failOn, notices),
    notices,
  };
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function strings(value: unknown, name: string, notices: Notice[]): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value;
  notices.push({ file, message: `${name} must be a list of globs; it is not used` });
  return [];
}

function readSeverities(given: Record<string, unknown>, notices: Notice[]): Record<string, Severity | 'off'> {
  const known = new Map(rules.map((r) => [r.slug, r]));
  const severities: Record<string, Severity | 'off'> = {};
  for (const [slug, value] of Object.entries(given)) {
    const rule = known.get(slug);
    const severity =
      value === true ? rule?.severity : value === false ? 'off' : value === 'warn' ? 'warning' : value;
    if (!rule)
      notices.push({ file, message: `review.rules names ${slug}, which is no rule; see perfloop explain` });
    else if (typeof severity === 'string' && severityNames.has(severity))
      severities[slug] = severity as Severity | 'off';
    else
      notices.push({
        file,
        message: `review.rules.${slug} must be off, info, warning or error; it is not used`,
      });
  }
  return severities;
}

function readSuppressions(value: unknown, notices: Notice[]): ReviewSettings['suppressions'] {
  if (value === undefined) return [];
  const found: { rule: string; matches: (path: string) => boolean; reason: string }[] = [];
  for (const entry of Array.isArray(value) ? value : [value]) {
    const { rule, file: glob, path: other, reason } = object(entry);
    const pattern = glob ?? other;
    if (
      typeof rule !== 'string' ||
      typeof pattern !== 'string' ||
      typeof reason !== 'string' ||
      reason.trim() === ''
    ) {
      notices.push({
        file,
        message: 'a review.suppressions entry needs rule, file and reason; it is not used',
      });
    } else found.push({ rule, matches: anyOf([pattern]), reason });
  }
  return found;
}

function readFailOn(value: unknown, notices: Notice[]): ReviewSettings['failOn'] {
  if (value === undefined) return undefined;
  if (value === 'error' || value === 'warning' || value === 'never') return value;
  notices.push({ file, message: 'review.failOn must be error, warning or never; it is not used' });
  return undefined;
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
      });
    else kept.push(f);
  }
  return { findings: kept, suppressed };
}
