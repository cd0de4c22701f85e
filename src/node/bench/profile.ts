/** A recording of one benchmark alone, in the form of every other recording. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Benchmark } from '../../core/bench/nouns.ts';
import type { FromRunner } from '../../core/bench/protocol.ts';
import type { RecordedThread, Recording } from '../../core/model.ts';
import { environmentOf } from '../environment.ts';
import { writeFileAtomically } from '../project-files.ts';
import { makeFolder } from '../record/folder.ts';
import type { BenchHooks } from './bench.ts';
import { failureOf } from './failure.ts';
import { type ForkEnd, packageFolder, runFork } from './fork.ts';
import { type FileSettings, requestOf } from './run-file.ts';

/** Long enough for a thousand samples and more. */
const PROFILE_MS = 1_500;

/** @returns the recording's folder, workspace-relative; or why there is none */
export async function profileBenchmark(
  settings: FileSettings,
  benchmark: Benchmark,
  hooks: BenchHooks,
): Promise<string | { readonly message: string }> {
  const { root, file, node } = settings;
  const command = ['bench', file, benchmark.id];
  const { id, folder } = await makeFolder(command, path.join(root, '.perfloop', 'recordings'));
  const profile = path.join(folder, 'benchmark.cpuprofile');
  const startedAt = Date.now();
  const answers: FromRunner[] = [];
  const request = {
    ...requestOf({ ...settings, sampleMs: Math.max(PROFILE_MS, settings.sampleMs) }, 'profile', [
      benchmark.id,
    ]),
    profile: { file: profile, intervalUs: settings.intervalUs },
  };
  const end = await runFork(request, {
    node: node.path,
    cwd: packageFolder(path.join(root, file), root),
    timeoutMs: settings.timeoutMs,
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onMessage: (message) => answers.push(message),
  });
  const done = answers.find((a) => a.type === 'profiled');
  if (!done) {
    await rm(folder, { recursive: true, force: true });
    const failed = answers.find((a) => a.type === 'failed');
    return { message: failed?.message ?? failureOf(end, settings.timeoutMs).message };
  }
  const recording = recordingOf(id, command, settings, startedAt, done, end);
  await writeFileAtomically(path.join(folder, 'recording.json'), JSON.stringify(recording, null, 1), folder);
  return path.relative(root, folder).replaceAll('\\', '/');
}

function recordingOf(
  id: string,
  command: readonly string[],
  { root, node, intervalUs, file }: FileSettings,
  startedAt: number,
  done: Extract<FromRunner, { type: 'profiled' }>,
  end: ForkEnd,
): Recording {
  const environment = environmentOf(node);
  const thread: RecordedThread = {
    pid: 0,
    parentPid: 0,
    threadId: 0,
    title: `${done.id} (${file})`,
    file: 'benchmark.cpuprofile',
    kind: 'cpu',
    sampler: done.sampler,
    samplerVersion: done.samplerVersion,
    intervalUs,
    nodeVersion: node.version,
    startedAt,
    durationMs: done.durationMs,
    cpuUserMs: done.durationMs,
    cpuSystemMs: 0,
    samples: done.samples,
  };
  return {
    version: 1,
    id,
    createdAt: startedAt,
    command: ['perfloop', ...command],
    cwd: root,
    kind: 'cpu',
    durationMs: done.durationMs,
    end: { how: 'exited', code: 0 },
    threads: [thread],
    environment,
    output: { stdout: end.stdout, stderr: end.stderr },
    problems: [],
  };
}
