/** Tells a report of findings, in whatever format of ours, from other files. */

const number = '\\d+ (?:error|warning|note)s?';
/** The last line of `text`. */
const tallied = new RegExp(
  `(?:^|\\n)(?:no findings|${number}(?:, ${number})*)(?: [^\\n]*)?, \\d+ files?[^\\n]*\\n$`,
);

/**
 * @param start of the file, some thousand characters or all of it
 * @param end of the file likewise
 */
export function isReport(start: string, end: string): boolean {
  const text = start.replace(/^\ufeff/, '').trimStart();
  if (text === '' && end.trim() === '') return true;
  if (text.startsWith('{')) return /^\{\s*"version": 1,\s*"perfloop": "/.test(text) || isSarif(text);
  return text.startsWith('## Performance review') || isAnnotations(start) || tallied.test(end);
}

function isSarif(text: string): boolean {
  return /^\{[^{[]*"(?:\$schema": *"[^"]*sarif|version": *"2\.1\.0")/.test(text) && text.includes('"runs"');
}

function isAnnotations(start: string): boolean {
  const lines = start.split('\n').slice(0, 20).filter(Boolean);
  return lines.every((l) => /^::(?:error|warning|notice) (?:file|title)=/.test(l));
}
