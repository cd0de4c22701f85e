/** Every format of a report, sorted by name; a format is one object in its own file. */
import type { ReportFormat } from '../data.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { text } from './text.ts';

export const formats: readonly ReportFormat[] = [html, json, markdown, text];

export function formatNamed(name: string): ReportFormat | undefined {
  return formats.find((f) => f.name === name);
}
