import { readFile, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { Baseline } from '../../core/heat/anchor.ts';
import { baselineOf, type FunctionStart } from '../../core/heat/body.ts';
import type { OpenSet, Session } from '../session.ts';
import { locate, slashed } from './roots.ts';

/** `sources.json` beside a recording: what the measured files looked like when they were measured. */
interface Sources {
  readonly version: 1;
  /** By absolute path, `/`-separated. */
  readonly files: Readonly<Record<string, Baseline>>;
}

export interface FoundBaseline {
  readonly baseline: Baseline;
  /** The file is newer than the recording and nobody kept what it was: lines may be off. */
  readonly uncertain: boolean;
}

const mostFiles = 200;

/** Remembers the own files of a fresh recording, before anybody edits them. */
export async function keepBaselines(session: Session, set: OpenSet): Promise<void> {
  const hot = await session.profiles.hot(session.ids(set), { onlyMine: true, top: 5000 });
  const byFile = new Map<string, FunctionStart[]>();
  for (const f of hot.functions) byFile.set(f.file, [...(byFile.get(f.file) ?? []), f]);
  const files: Record<string, Baseline> = {};
  for (const [file, functions] of [...byFile].slice(0, mostFiles)) {
    const uri = await locate(file);
    const text = uri && (await readText(uri.fsPath));
    if (uri && text !== undefined) files[slashed(uri.fsPath)] = baselineOf(text, functions);
  }
  const sources: Sources = { version: 1, files };
  await writeFile(path.join(set.source, 'sources.json'), JSON.stringify(sources));
}

/** What the file was when it was measured, else what it is on disk now. */
export async function findBaseline(
  set: OpenSet,
  file: string,
  functions: readonly FunctionStart[],
): Promise<FoundBaseline | undefined> {
  const kept = (await readSources(set.source))?.files[slashed(file)];
  if (kept) return { baseline: kept, uncertain: false };
  const text = await readText(file);
  if (text === undefined) return undefined;
  return {
    baseline: baselineOf(text, functions),
    uncertain: (await changedAt(file)) > (await recordedAt(set)),
  };
}

async function recordedAt(set: OpenSet): Promise<number> {
  if (set.recording) return set.recording.createdAt + set.recording.durationMs;
  return changedAt(set.source);
}

async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    (s) => s.mtimeMs,
    () => 0,
  );
}

async function readSources(folder: string): Promise<Sources | undefined> {
  try {
    const sources = JSON.parse(await readFile(path.join(folder, 'sources.json'), 'utf8')) as Sources;
    return sources.version === 1 ? sources : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.replace(/^\uFEFF/, ''),
    () => undefined,
  );
}
