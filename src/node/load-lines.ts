/** The source text of hot lines. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { HotLine } from '../core/model.ts';
import { lineKey } from '../core/report/place.ts';

const mostBytes = 32 * 1024 * 1024;
/** Longer ones are of minified code, and nothing to read. */
const longestLine = 400;

/** Trimmed text by `file:line`; lines whose file cannot be read are left out. */
export async function readLineTexts(
  lines: readonly HotLine[],
  roots: readonly string[],
): Promise<Record<string, string>> {
  const wanted = new Map<string, number[]>();
  for (const { file, line } of lines) {
    if (file === '' || file.startsWith('node:') || line < 1) continue;
    const list = wanted.get(file);
    if (list) list.push(line);
    else wanted.set(file, [line]);
  }
  const texts: Record<string, string> = {};
  for (const [file, numbers] of wanted) {
    const bytes = await readSource(file, roots);
    if (!bytes) continue;
    for (const [line, text] of pick(bytes, numbers)) texts[lineKey(file, line)] = text;
  }
  return texts;
}

async function readSource(file: string, roots: readonly string[]): Promise<Buffer | undefined> {
  const candidates = path.isAbsolute(file) ? [file] : roots.map((root) => path.join(root, file));
  for (const candidate of candidates) {
    try {
      if ((await stat(candidate)).size <= mostBytes) return await readFile(candidate);
    } catch {
      // Not below this root.
    }
  }
  return undefined;
}

/** Only as far into the file as is needed; a large one is not turned into a string. */
function pick(bytes: Buffer, numbers: readonly number[]): Map<number, string> {
  const wanted = new Set(numbers);
  const last = Math.max(...numbers);
  const found = new Map<number, string>();
  let start = 0;
  for (let line = 1; line <= last && start <= bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (wanted.has(line)) {
      const text = bytes.toString('utf8', start, Math.min(end, start + longestLine * 4)).trim();
      if (text !== '' && text.length <= longestLine) found.set(line, text);
    }
    start = end + 1;
  }
  return found;
}
