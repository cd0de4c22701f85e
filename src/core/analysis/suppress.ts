/** `// perfloop-ignore-next-line RULE -- reason`, `perfloop-ignore-line`, and `perfloop-ignore-file`. */
import type * as t from '@babel/types';
import type { Finding } from './finding.ts';
import type { Suppression } from './summary.ts';

const pattern = /perfloop-ignore(-next-line|-line|-file)?\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+--\s*(.*))?/;

export function suppressionsOf(comments: readonly t.Comment[], text: string): Suppression[] {
  if (!text.includes('perfloop-ignore')) return [];
  const found: Suppression[] = [];
  for (const c of comments) {
    const m = pattern.exec(c.value);
    if (!m || !c.loc) continue;
    const at = c.loc.start.line;
    const line = m[1] === '-file' ? 0 : m[1] === '-line' ? at : c.loc.end.line + 1;
    for (const rule of m[2]!.split(','))
      found.push({ rule: rule.trim(), line, reason: (m[3] ?? '').trim(), at });
  }
  return found;
}

/**
 * The comment that silences a finding: one of its first line. Of a rule whose findings go from where work begins to
 * where it is waited for, one anywhere between counts too, unless another finding of the rule begins on that line.
 */
export function suppressing(
  f: Finding,
  suppressions: readonly Suppression[],
  others: readonly Finding[] | undefined,
): Suppression | undefined {
  const named = suppressions.filter((s) => s.rule === f.rule || s.rule === 'all');
  const own = named.find((s) => s.line === 0 || s.line === f.line);
  if (own || !others) return own;
  return named.find(
    ({ rule, line }) =>
      rule === f.rule &&
      line > f.line &&
      line <= f.endLine &&
      !others.some((other) => other.rule === f.rule && other.line === line),
  );
}
