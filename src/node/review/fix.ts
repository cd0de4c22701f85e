/** Makes the fixes of findings that keep behaviour, on disk. */
import { chmod, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../core/analysis/finding.ts';
import { fixSafely, hasFixer } from '../../core/analysis/fixes/index.ts';
import { writeFileAtomically } from '../project-files.ts';

export interface FixedFinding {
  readonly rule: string;
  readonly file: string;
  /** Where it was. */
  readonly line: number;
}

/**
 * One pass; what overlaps waits for the next review. A file changes as a whole or not at all, and keeps its
 * permissions and its byte order mark; what is read-only is left. @throws UserError where a file cannot be written
 */
export async function fixOnDisk(root: string, findings: readonly Finding[]): Promise<FixedFinding[]> {
  const byFile = new Map<string, Finding[]>();
  for (const f of findings) {
    if (!hasFixer(f.rule)) continue;
    const list = byFile.get(f.file);
    if (list) list.push(f);
    else byFile.set(f.file, [f]);
  }
  const done: FixedFinding[] = [];
  for (const [file, list] of byFile) {
    const fixed = await fixFile(path.join(root, file), file, list);
    done.push(...fixed.map(({ rule, line }) => ({ rule, file, line })));
  }
  return done;
}

async function fixFile(
  absolute: string,
  file: string,
  findings: readonly Finding[],
): Promise<readonly FixedFinding[]> {
  const bytes = await readFile(absolute);
  const text = bytes.toString('utf8');
  // Bytes that are no UTF-8 would be lost.
  if (!Buffer.from(text, 'utf8').equals(bytes)) return [];
  const result = fixSafely(findings, text);
  if (result.fixed.length === 0) return [];
  const target = await realpath(absolute);
  const { mode } = await stat(target);
  // Whoever took away the right to write it did not mean it to be replaced.
  if ((mode & 0o222) === 0) return [];
  await writeFileAtomically(target, result.text, file);
  await chmod(target, mode & 0o7777);
  return result.fixed;
}
