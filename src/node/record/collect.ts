/** From what the measured processes left in the folder to the threads of a recording. */
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedThread } from '../../core/model.ts';
import type { CpuProfile, FailureReport, ThreadReport } from '../../recorder/protocol.ts';
import type { MeasuredProcess } from './channel.ts';
import { mergeCpuProfiles } from './merge-segments.ts';

export interface Collected {
  /** Most samples first. */
  readonly threads: readonly RecordedThread[];
  /** Processes that could not be recorded. */
  readonly failures: readonly FailureReport[];
  /** For people. */
  readonly problems: readonly string[];
}

const KILLED = 'killed before it could save: its last part is missing';

/** Leaves only profiles and source maps in the folder. */
export async function collect(folder: string, processes: readonly MeasuredProcess[]): Promise<Collected> {
  const names = await readdir(folder);
  const reports = await readReports<ThreadReport>(folder, names, '.thread.json');
  const failures = await readReports<FailureReport>(folder, names, '.failure.json');
  const program = reports.filter((report) => !report.wrapper);
  const shown = program.length > 0 ? program : reports;
  const problems: string[] = failures.map(
    ({ pid, message }) => `process ${pid} was not recorded: ${message}`,
  );
  const threads: RecordedThread[] = [];
  for (const report of shown) {
    try {
      threads.push(await settle(folder, report));
    } catch (error) {
      problems.push(`the parts of ${report.file} could not be joined: ${(error as Error).message}`);
    }
  }
  for (const report of reports) if (!shown.includes(report)) await discard(folder, report);
  const known = new Set([...reports.map((r) => r.pid), ...failures.map((f) => f.pid)]);
  for (const { pid, title } of processes) {
    if (!known.has(pid)) problems.push(`process ${pid} (${title}) was killed before it could save a profile`);
  }
  threads.sort((a, b) => b.samples - a.samples);
  await removeLeftovers(folder, threads);
  return { threads, failures, problems };
}

/** Joins a thread's parts into the one file that the recording names. */
async function settle(folder: string, report: ThreadReport): Promise<RecordedThread> {
  const { segments, wrapper: _wrapper, finished, ...thread } = report;
  const incomplete = finished ? {} : { incomplete: KILLED };
  const file = report.file.replace(/^(\d+-\d+(?:-\d+)?)\..*?(cpuprofile|heapprofile)$/, '$1.$2');
  if (report.kind === 'heap') {
    if (!finished) await rename(path.join(folder, report.file), path.join(folder, file));
    return { ...thread, file, ...incomplete };
  }
  const files = finished ? [...segments, report.file] : segments;
  if (files.length > 1) {
    const parts: CpuProfile[] = [];
    for (const name of files)
      parts.push(JSON.parse(await readFile(path.join(folder, name), 'utf8')) as CpuProfile);
    const merged = mergeCpuProfiles(parts);
    await writeFile(path.join(folder, file), JSON.stringify(merged));
    return { ...thread, file, samples: merged.samples.length, ...incomplete };
  }
  if (report.file !== file) await rename(path.join(folder, report.file), path.join(folder, file));
  return { ...thread, file, ...incomplete };
}

async function readReports<T>(folder: string, names: readonly string[], ending: string): Promise<T[]> {
  const found: T[] = [];
  for (const name of names.filter((n) => n.endsWith(ending)).sort()) {
    found.push(JSON.parse(await readFile(path.join(folder, name), 'utf8')) as T);
  }
  return found;
}

async function discard(folder: string, report: ThreadReport): Promise<void> {
  for (const name of [report.file, report.maps ?? '', ...report.segments]) {
    if (name) await rm(path.join(folder, name), { force: true });
  }
}

/** Reports, joined parts, and what a killed process had begun to write. */
async function removeLeftovers(folder: string, threads: readonly RecordedThread[]): Promise<void> {
  const keep = new Set(threads.flatMap((thread) => [thread.file, thread.maps ?? '']));
  for (const name of await readdir(folder)) {
    if (!keep.has(name)) await rm(path.join(folder, name), { force: true });
  }
}
