import { printable } from '../visible.ts';
import { byRule, type FindingsFormat } from './types.ts';

/** One versioned document. */
export const json: FindingsFormat = {
  name: 'json',
  render(report, context) {
    const document = {
      version: 1,
      perfloop: report.version,
      scope: report.scope,
      // These are the review's own: `fingerprint` names a finding to others.
      findings: report.findings.map(({ trace: _, from: __, ...rest }) => rest),
      byRule: Object.fromEntries(byRule(report.findings)),
      ...(report.fixed ? { fixed: report.fixed } : {}),
      ...(report.benchmarks ? { benchmarks: report.benchmarks } : {}),
      suppressed: report.suppressed,
      notices: report.notices,
      stats: report.stats,
      ...(context.verbose ? { silenced: report.silenced } : { silencedCount: report.silenced.length }),
    };
    return `${printable(JSON.stringify(document, null, 2))}\n`;
  },
};
