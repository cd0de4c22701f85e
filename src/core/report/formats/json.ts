import type { RenderOptions, ReportData, ReportFormat } from '../data.ts';
import { lineKey } from '../place.ts';

/** The versioned document of `--json`: figures unrounded, positions 1-based. */
export const json: ReportFormat = {
  name: 'json',
  extension: '.json',
  render(data: ReportData, options: RenderOptions): string {
    return `${JSON.stringify(reportDocument(data, options.top), null, 2)}\n`;
  },
};

/** Its shape is a contract: keys are only ever added. */
export function reportDocument(data: ReportData, top: number): Record<string, unknown> {
  const { hot } = data;
  return {
    version: 1,
    command: data.command,
    title: data.title,
    ...(data.recording ? { recording: { folder: data.recording.folder, ...data.recording.data } } : {}),
    profiles: data.sources,
    onlyMine: data.onlyMine,
    durationMs: data.durationMs,
    hot: {
      kind: hot.kind,
      unit: hot.unit === 'us' ? 'ms' : hot.unit,
      totals: hot.totals,
      functions: hot.functions.slice(0, top),
      lines: hot.lines.slice(0, top).map((line) => ({
        ...line,
        text: data.lineTexts[lineKey(line.file, line.line)] ?? '',
      })),
      packages: hot.packages.slice(0, top),
    },
    diagnosis: data.diagnosis,
    ...(data.diff
      ? {
          diff: {
            ...data.diff,
            functions: data.diff.functions.slice(0, top),
            lines: data.diff.lines.slice(0, top),
          },
        }
      : {}),
    problems: data.notes,
  };
}
