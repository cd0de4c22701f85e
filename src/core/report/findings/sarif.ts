import type { Finding, Silenced, Step } from '../../analysis/finding.ts';
import { rules } from '../../analysis/rules/index.ts';
import { printable } from '../visible.ts';
import type { FindingsFormat } from './types.ts';

/** SARIF 2.1.0, as code scanning takes it: rules with help, fingerprints, code flows for chains. */
export const sarif: FindingsFormat = {
  name: 'sarif',
  render(report) {
    const document = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Perfloop',
              semanticVersion: report.version,
              rules: rules.map((r) => ({
                id: r.slug,
                name: camel(r.slug),
                shortDescription: { text: r.title },
                fullDescription: { text: `${r.what} ${r.why}` },
                help: {
                  text: `${r.why}\n\nInstead: ${r.fix}`,
                  markdown: `${r.why}\n\n**Instead:** ${r.fix}`,
                },
                defaultConfiguration: { level: level(r.severity) },
                properties: { tags: ['performance', r.family], precision: 'high' },
              })),
            },
          },
          originalUriBaseIds: {
            SRCROOT: {
              description: {
                text: 'The top of the repository; outside of one the folder that was reviewed.',
              },
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [...report.findings.map(result), ...report.suppressed.map(suppressed)],
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: report.notices.map((n) => ({
                level: 'note',
                message: { text: n.message },
                locations: [{ physicalLocation: { artifactLocation: artifact(n.file) } }],
              })),
            },
          ],
        },
      ],
    };
    return `${printable(JSON.stringify(document, null, 2))}\n`;
  },
};

function result(f: Finding): object {
  return {
    ruleId: f.rule,
    ruleIndex: rules.findIndex((r) => r.slug === f.rule),
    level: level(f.severity),
    message: { text: `${f.message}. ${f.advice}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(f.file),
          region: { startLine: f.line, startColumn: f.column, endLine: f.endLine, endColumn: f.endColumn },
        },
      },
    ],
    partialFingerprints: { 'perfloop/v1': f.fingerprint },
    ...(f.chain.length > 1
      ? { codeFlows: [{ threadFlows: [{ locations: f.chain.map((s) => ({ location: location(s) })) }] }] }
      : {}),
    properties: {
      confidence: f.confidence,
      family: f.family,
      ...(f.context ? { context: f.context } : {}),
      ...(f.share === undefined ? {} : { measuredShare: f.share }),
    },
  };
}

/** Viewers and code scanning leave these out of what is open, and show why. */
function suppressed(s: Silenced): object {
  const rule = rules.find((r) => r.slug === s.rule);
  return {
    ruleId: s.rule,
    ruleIndex: rules.findIndex((r) => r.slug === s.rule),
    level: level(rule?.severity ?? 'warning'),
    message: { text: s.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(s.file),
          region: { startLine: s.line, startColumn: s.column },
        },
      },
    ],
    ...(s.fingerprint ? { partialFingerprints: { 'perfloop/v1': s.fingerprint } } : {}),
    suppressions: [{ kind: s.by === 'code' ? 'inSource' : 'external', justification: s.reason }],
  };
}

function location(s: Step): object {
  return {
    physicalLocation: {
      artifactLocation: artifact(s.file),
      region: { startLine: Math.max(1, s.line), startColumn: Math.max(1, s.column) },
    },
    message: { text: s.message },
  };
}

function artifact(file: string): object {
  return { uri: wellFormed(file).split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

/** Half a surrogate pair, as names on Windows can have, has no percent-encoding. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

function level(severity: Finding['severity']): string {
  return severity === 'info' ? 'note' : severity;
}

function camel(slug: string): string {
  return slug.replace(/(^|-)(\w)/g, (_, _dash, c: string) => c.toUpperCase());
}
