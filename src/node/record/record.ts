/** The recording verb: runs a command and records every Node process and worker thread that it starts. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Environment, type Recording, type TargetEnd, UserError } from '../../core/model.ts';
import { type RecorderConfig, ROTATE_VARIABLE, SAMPLER_VARIABLE } from '../../recorder/protocol.ts';
import { bundledFile, ownSamplerFolder } from '../bundled.ts';
import { environmentOf } from '../environment.ts';
import type { ProfileHooks, ProfileOptions, ProfileTarget, RecordingResult } from '../perfloop.ts';
import { processesOf, signalTree, type TreeRoot } from '../process-tree.ts';
import { writeFileAtomically } from '../project-files.ts';
import { type Channel, openChannel } from './channel.ts';
import { type Collected, collect } from './collect.ts';
import { makeFolder } from './folder.ts';
import { type Launchable, launch, prepareTarget } from './launch.ts';
import { type OutputTail, outputTail } from './output-tail.ts';
import { sleep, stopTree } from './stop.ts';

/** A killed process loses about this much of its profile; more where saving is dear. */
const ROTATE_MS = 5_000;
const ROTATE_SHARE = 0.01;
const PROGRESS_MS = 500;
/** How long children may outlive the command by themselves before they are asked to save and ended. */
const STRAGGLERS_MS = 500;

/**
 * Runs `target` to its end, or until the duration or `hooks.signal` ends it, and records it.
 * Nothing that it started is left running, and what was recorded is kept however it ended.
 * @throws UserError where it cannot be started or leaves no profile; then nothing is left on disk
 */
export async function record(
  target: ProfileTarget,
  options: ProfileOptions,
  hooks: ProfileHooks = {},
): Promise<RecordingResult> {
  const launchable = await prepareTarget(target, options.nodePath);
  const outDir = path.resolve(options.outDir ?? path.join(target.cwd, '.perfloop', 'recordings'));
  const recorder = bundledFile('recorder.cjs');
  const { id, folder } = await makeFolder(target.command, outDir);
  try {
    const channel = await openChannel(randomBytes(6).toString('hex'));
    try {
      const config = recorderConfig(id, folder, recorder, channel.address, options, launchable);
      const run = await runTarget(launchable, config, channel, target, options, hooks);
      const collected = await collect(folder, channel.processes());
      if (collected.threads.length === 0) throw nothingRecorded(target, run, collected);
      return await write(folder, id, target, options, launchable, run, collected);
    } finally {
      await channel.close();
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

function recorderConfig(
  id: string,
  dir: string,
  recorder: string,
  channel: string,
  options: ProfileOptions,
  { env }: Launchable,
): RecorderConfig {
  const samplerFolder = ownSamplerFolder();
  const forced = env[SAMPLER_VARIABLE];
  return {
    version: 1,
    id,
    dir,
    kind: options.kind,
    intervalUs: Math.max(50, Math.round(options.intervalUs)),
    channel,
    // Forward slashes need no escaping in NODE_OPTIONS, and Windows takes them.
    recorder: process.platform === 'win32' ? recorder.replaceAll('\\', '/') : recorder,
    rotateMs: Number(env[ROTATE_VARIABLE] ?? ROTATE_MS),
    rotateShare: env[ROTATE_VARIABLE] ? 1 : ROTATE_SHARE,
    ...(samplerFolder ? { samplerFolder } : {}),
    ...(forced === 'inspector' || forced === 'v8-profiler-next' ? { sampler: forced } : {}),
  };
}

interface Run {
  readonly end: TargetEnd;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly stdout: OutputTail;
  readonly stderr: OutputTail;
}

async function runTarget(
  launchable: Launchable,
  config: RecorderConfig,
  channel: Channel,
  target: ProfileTarget,
  options: ProfileOptions,
  hooks: ProfileHooks,
): Promise<Run> {
  const startedAt = Date.now();
  if (hooks.signal?.aborted) throw new UserError('Cancelled before the command was started.', '');
  const child = await launch(launchable, config, target.stdin ?? defaultStdin());
  const root: TreeRoot = { pid: child.pid ?? 0, marker: `"id":"${config.id}"` };
  const stdout = outputTail();
  const stderr = outputTail();
  const closed = readOutput(child, { stdout, stderr }, hooks);
  const exited = exitOf(child);
  // Should this process be ended itself, nobody else would end the target.
  const endAll = (): void => signalTree(root, 'SIGKILL');
  process.once('exit', endAll);
  const stopProgress = reportProgress(channel, hooks, startedAt);
  try {
    const end = await Promise.race([exited, stopRequested(options.durationMs, hooks.signal)]);
    const durationMs = Date.now() - startedAt;
    hooks.onProgress?.({ elapsedMs: durationMs, threads: channel.processes().length, state: 'saving' });
    const alone = (end.how === 'exited' || end.how === 'signalled') && (await waitForStragglers(root));
    if (!alone) await stopTree(root, channel, () => hasEnded(child));
    // A process that escaped may hold the pipes open for ever.
    await Promise.race([closed, sleep(2_000)]);
    return { end, startedAt, durationMs, stdout, stderr };
  } finally {
    stopProgress();
    process.off('exit', endAll);
  }
}

/** An editor's extension host has no input to give; a program that reads to its end would wait for ever. */
function defaultStdin(): 'inherit' | 'ignore' {
  return process.versions.electron || process.env.VSCODE_PID ? 'ignore' : 'inherit';
}

function readOutput(
  child: ChildProcess,
  tails: { readonly stdout: OutputTail; readonly stderr: OutputTail },
  hooks: ProfileHooks,
): Promise<void> {
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      tails[name].add(chunk);
      hooks.onOutput?.(name, chunk);
    });
  }
  return new Promise((resolve) => child.once('close', () => resolve()));
}

function exitOf(child: ChildProcess): Promise<TargetEnd> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal ? { how: 'signalled', signal } : { how: 'exited', code: code ?? 0 }),
    );
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function stopRequested(durationMs: number, signal: AbortSignal | undefined): Promise<TargetEnd> {
  return new Promise((resolve) => {
    // Not kept alive by it: the target's own exit ends the wait too.
    if (durationMs > 0) setTimeout(() => resolve({ how: 'duration-reached' }), durationMs).unref();
    signal?.addEventListener('abort', () => resolve({ how: 'cancelled' }), { once: true });
    if (signal?.aborted) resolve({ how: 'cancelled' });
  });
}

/** @returns whether none is left */
async function waitForStragglers(root: TreeRoot): Promise<boolean> {
  const until = Date.now() + STRAGGLERS_MS;
  while (processesOf(root).length > 0) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
}

function reportProgress(channel: Channel, hooks: ProfileHooks, startedAt: number): () => void {
  const { onProgress } = hooks;
  if (!onProgress) return () => {};
  const timer = setInterval(() => {
    const threads = channel.processes().filter((process) => process.connected).length;
    onProgress({ elapsedMs: Date.now() - startedAt, threads, state: 'recording' });
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}

function nothingRecorded(target: ProfileTarget, run: Run, { failures, problems }: Collected): UserError {
  const command = target.command.join(' ');
  const { end } = run;
  const how =
    end.how === 'exited'
      ? `exited with code ${end.code}`
      : end.how === 'signalled'
        ? `was ended by ${end.signal}`
        : end.how;
  const failure = failures[0];
  if (failure) {
    return new UserError(
      `${command}: Node ${failure.nodeVersion} could not be recorded: ${failure.message}`,
      'Use a Node 20 or newer with its inspector.',
    );
  }
  if (end.how === 'cancelled' || end.how === 'duration-reached') {
    return new UserError(`${command} was stopped before anything was recorded.`, 'Let it run longer.');
  }
  const last = lastLines(run.stderr.text()) || lastLines(run.stdout.text());
  const lost = problems[0] ? ` (${problems[0]})` : '';
  return new UserError(
    `${command} ${how} and left no profile${lost}.${last ? ` Its last output: ${last}` : ''}`,
    'Check that the command starts a Node program.',
  );
}

function lastLines(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.slice(-3).join(' | ').slice(-300);
}

async function write(
  folder: string,
  id: string,
  target: ProfileTarget,
  options: ProfileOptions,
  { node, cwd }: Launchable,
  run: Run,
  { threads, problems }: Collected,
): Promise<RecordingResult> {
  const environment: Environment = environmentOf(
    node ?? { path: '', version: threads[0]?.nodeVersion ?? '' },
  );
  const recording: Recording = {
    version: 1,
    id,
    createdAt: run.startedAt,
    command: target.command,
    cwd,
    kind: options.kind,
    durationMs: run.durationMs,
    end: run.end,
    threads,
    environment,
    output: { stdout: run.stdout.text(), stderr: run.stderr.text() },
    problems,
  };
  const file = path.join(folder, 'recording.json');
  await writeFileAtomically(file, JSON.stringify(recording, null, 1), file);
  return { folder, recording };
}
