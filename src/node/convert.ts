/** From any profile format to those that other tools read. */
import path from 'node:path';
import { type Profile, UserError } from '../core/model.ts';
import { type ExportFormat, exporters } from '../core/profile/export/index.ts';
import { loadProfiles } from './load.ts';
import { writeFileAtomically } from './project-files.ts';

export interface Conversion {
  readonly file: string;
  readonly to: ExportFormat;
  /** `-`: not written, only returned. */
  readonly out: string;
  readonly cwd: string;
  readonly roots: readonly string[];
}

/** Ready to be stored: pprof is gzipped, as its readers expect. */
export async function exportProfile(profile: Profile, format: ExportFormat): Promise<Uint8Array> {
  const bytes = exporters[format](profile);
  if (format !== 'pprof') return bytes;
  const { gzipSync } = await import('node:zlib');
  return gzipSync(bytes);
}

/** @throws UserError */
export async function convertFile(
  conversion: Conversion,
): Promise<{ readonly bytes: Uint8Array; readonly notes: readonly string[] }> {
  const { file, to, out, cwd, roots } = conversion;
  const input = path.resolve(cwd, file);
  const output = path.resolve(cwd, out);
  if (out !== '-' && output === input) {
    throw new UserError(`${out} is the file to convert`, 'Choose another name for --out.');
  }
  const loaded = await loadProfiles([file], { cwd, roots });
  const [first, ...others] = loaded;
  if (out !== '-' && loaded.some((l) => l.path === output)) {
    throw new UserError(`${out} is part of what is converted`, 'Choose another name for --out.');
  }
  const notes = [...first!.profile.problems];
  if (others.length > 0)
    notes.push(`${file} holds ${loaded.length} profiles; written is the busiest: ${first!.label}`);
  const bytes = await exportProfile(first!.profile, to);
  if (out !== '-') await writeFileAtomically(output, bytes, out);
  return { bytes, notes };
}
