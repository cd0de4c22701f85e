import type { Confidence, Severity } from './finding.ts';

/**
 * How loudly a finding is told, by what its rule is worth and how sure this finding is. One table for the command
 * line, reports, gates and the editor's Problems. An error is only what is sure; what is not (told with `--all`
 * alone) is a note. What perfloop.json says of a rule is taken as it stands.
 */
const table: Readonly<Record<Severity, Readonly<Record<Confidence, Severity>>>> = {
  error: { high: 'error', medium: 'warning', low: 'info' },
  warning: { high: 'warning', medium: 'warning', low: 'info' },
  info: { high: 'info', medium: 'info', low: 'info' },
};

export function severityFor(ofRule: Severity, confidence: Confidence): Severity {
  return table[ofRule][confidence];
}
