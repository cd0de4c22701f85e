/** Small programs recorded for real, and what is in their profiles. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ProfileHooks, ProfileOptions, RecordingResult } from '../../src/node/perfloop.ts';
import { record } from '../../src/node/record/record.ts';
import type { CpuProfile } from '../../src/recorder/profile.ts';

export interface Scratch {
  readonly folder: string;
  /** Absolute path of the file written. */
  write(name: string, text: string): Promise<string>;
  run(command: readonly string[], more?: RunOptions): Promise<RecordingResult>;
  remove(): Promise<void>;
}

export interface RunOptions extends Partial<ProfileOptions> {
  readonly env?: Readonly<Record<string, string>>;
  readonly hooks?: ProfileHooks;
}

export async function scratch(suffix = ''): Promise<Scratch> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `perfloop-test-${suffix}`));
  return {
    folder,
    write: async (name, text) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
    run: (command, { env, hooks, ...options } = {}) =>
      record(
        { command, cwd: folder, stdin: 'ignore', ...(env ? { env } : {}) },
        { kind: 'cpu', intervalUs: 1000, durationMs: 0, ...options },
        hooks,
      ),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export async function readProfile(result: RecordingResult, thread = 0): Promise<CpuProfile> {
  const file = result.recording.threads[thread]?.file ?? '';
  return JSON.parse(await readFile(path.join(result.folder, file), 'utf8')) as CpuProfile;
}

/** Share of the sampled time that a function was on top, by its name. */
export function selfShares(profile: CpuProfile): Map<string, number> {
  const names = new Map(profile.nodes.map((node) => [node.id, node.callFrame.functionName]));
  const shares = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, at) => {
    const weight = profile.timeDeltas[at + 1] ?? 0;
    const name = names.get(id) ?? '';
    shares.set(name, (shares.get(name) ?? 0) + weight);
    total += weight;
  });
  for (const [name, weight] of shares) shares.set(name, weight / total);
  return shares;
}

/** Ticks by 1-based line, of all functions of that name. */
export function ticksOf(profile: CpuProfile, name: string): Map<number, number> {
  const ticks = new Map<number, number>();
  for (const node of profile.nodes) {
    if (node.callFrame.functionName !== name) continue;
    for (const { line, ticks: count } of node.positionTicks ?? [])
      ticks.set(line, (ticks.get(line) ?? 0) + count);
  }
  return ticks;
}

/** Processes that still have this text in their command line; Linux only. */
export async function processesWith(text: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(text)) found.push(Number(name));
  }
  return found;
}
