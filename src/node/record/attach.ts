/** Recording a process that runs already, by its inspector port. It is left running. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RecordedThread, type Recording, type TargetEnd, UserError } from '../../core/model.ts';
import {
  type AnyProfile,
  type CapturedMap,
  type CpuProfile,
  type HeapProfile,
  type MapsFile,
  scriptsOf,
  workerTitle,
} from '../../recorder/protocol.ts';
import { environmentOf } from '../environment.ts';
import type { ProfileHooks, ProfileOptions, RecordingResult } from '../perfloop.ts';
import { writeFileAtomically } from '../project-files.ts';
import { type CdpConnection, type CdpSession, connectCdp, followWorkers } from './cdp.ts';
import { makeFolder } from './folder.ts';

export interface AttachTarget {
  readonly host: string;
  readonly port: number;
}

const ANSWER_MS = 5_000;
const PROGRESS_MS = 500;
const HEAP_INTERVAL_BYTES = 32_768;

/** What the process says of itself. */
interface Facts {
  readonly pid: number;
  readonly ppid: number;
  readonly version: string;
  readonly v8: string;
  readonly execPath: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** µs. */
  readonly cpu: { readonly user: number; readonly system: number };
}

const FACTS = `JSON.stringify({pid:process.pid,ppid:process.ppid,version:process.version,v8:process.versions.v8,
execPath:process.execPath,argv:process.argv,cwd:process.cwd(),cpu:process.cpuUsage()})`;

interface Attached {
  readonly session: CdpSession;
  readonly threadId: number;
  readonly title: string;
  readonly startedAt: number;
}

/**
 * Samples the process and its worker threads for `options.durationMs`, or until `hooks.signal` aborts.
 * @throws UserError naming the port where nobody answers, or where the process ends meanwhile
 */
export async function attach(
  target: AttachTarget,
  options: ProfileOptions,
  hooks: ProfileHooks = {},
): Promise<RecordingResult> {
  const connection = await connect(target);
  let gone = false;
  void connection.closed.then(() => {
    gone = true;
  });
  let folder: string | undefined;
  try {
    const outDir = path.resolve(options.outDir ?? path.join(process.cwd(), '.perfloop', 'recordings'));
    const made = await makeFolder(['attach', `${target.host}-${target.port}`], outDir);
    folder = made.folder;
    return await recordAttached(connection, target, made, options, hooks);
  } catch (error) {
    if (folder) await rm(folder, { recursive: true, force: true });
    // Whatever was asked last: what went wrong is that nobody is there.
    throw gone ? endedMeanwhile(target) : error;
  } finally {
    connection.close();
  }
}

async function connect({ host, port }: AttachTarget): Promise<CdpConnection> {
  const shown = `${host}:${port}`;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const advice = 'Start the program with `node --inspect=PORT`, or send its process SIGUSR1.';
  let targets: unknown;
  try {
    const answer = await fetch(`http://${authority}/json/list`, { signal: AbortSignal.timeout(ANSWER_MS) });
    targets = await answer.json();
  } catch {
    throw new UserError(`No Node inspector answers at ${shown}.`, advice);
  }
  const id = Array.isArray(targets) ? (targets[0] as { id?: unknown } | undefined)?.id : undefined;
  if (typeof id !== 'string')
    throw new UserError(`What answers at ${shown} is not a Node inspector.`, advice);
  try {
    return await connectCdp(`ws://${authority}/${id}`);
  } catch (error) {
    throw new UserError(`The inspector at ${shown} refused: ${(error as Error).message}.`, advice);
  }
}

async function recordAttached(
  connection: CdpConnection,
  target: AttachTarget,
  { id, folder }: { readonly id: string; readonly folder: string },
  options: ProfileOptions,
  hooks: ProfileHooks,
): Promise<RecordingResult> {
  const shown = `${target.host}:${target.port}`;
  const facts = await askFacts(connection);
  if (!facts) throw new UserError(`The process at ${shown} is not Node.`, 'Attach to a Node process.');
  const startedAt = Date.now();
  const attached = await startAll(connection, facts, options);
  const end = await waitForEnd(connection, options.durationMs, hooks, () => attached.length, startedAt);
  const durationMs = Date.now() - startedAt;
  if (end === null) throw endedMeanwhile(target);
  const after = await askFacts(connection).catch(() => null);
  const threads: RecordedThread[] = [];
  const problems: string[] = [];
  for (const thread of attached) {
    try {
      threads.push(await finish(thread, facts, after ?? facts, folder, options));
    } catch (error) {
      problems.push(`${thread.title} was not recorded: ${(error as Error).message}`);
    }
  }
  if (threads.length === 0) throw endedMeanwhile(target);
  const recording: Recording = {
    version: 1,
    id,
    createdAt: startedAt,
    command: ['attach', shown],
    cwd: facts.cwd,
    kind: options.kind,
    durationMs,
    end,
    threads: threads.sort((a, b) => b.samples - a.samples),
    environment: environmentOf({ path: facts.execPath, version: facts.version }),
    output: { stdout: '', stderr: '' },
    problems,
  };
  const file = path.join(folder, 'recording.json');
  await writeFileAtomically(file, JSON.stringify(recording, null, 1), file);
  return { folder, recording };
}

function endedMeanwhile({ host, port }: AttachTarget): UserError {
  return new UserError(
    `The process at ${host}:${port} ended before its profile could be fetched.`,
    'Record for less time.',
  );
}

async function askFacts(session: CdpSession): Promise<Facts | null> {
  const answer = await session.send<{ result?: { value?: unknown } }>('Runtime.evaluate', {
    expression: FACTS,
  });
  const text = answer.result?.value;
  return typeof text === 'string' ? (JSON.parse(text) as Facts) : null;
}

/** The main thread, and every worker thread as it is found; the list grows. */
async function startAll(
  connection: CdpConnection,
  facts: Facts,
  options: ProfileOptions,
): Promise<Attached[]> {
  const attached: Attached[] = [];
  const begin = async (session: CdpSession, threadId: number, title: string): Promise<void> => {
    if (options.kind === 'heap') {
      const params = {
        samplingInterval: HEAP_INTERVAL_BYTES,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      };
      await session.send('HeapProfiler.startSampling', params);
    } else {
      await session.send('Profiler.enable');
      await session.send('Profiler.setSamplingInterval', { interval: options.intervalUs });
      await session.send('Profiler.start');
    }
    attached.push({ session, threadId, title, startedAt: Date.now() });
  };
  const words = [
    path.basename(facts.argv[0] ?? 'node'),
    path.basename(facts.argv[1] ?? ''),
    ...facts.argv.slice(2),
  ];
  await begin(connection, 0, words.filter(Boolean).join(' '));
  await followWorkers(connection, ({ session, threadId, url }) => {
    // One that ends at once is none to record.
    begin(session, threadId, workerTitle(url, threadId)).catch(() => undefined);
  }).catch(() => undefined);
  return attached;
}

/** @returns null where the process is gone */
async function waitForEnd(
  connection: CdpConnection,
  durationMs: number,
  { signal, onProgress }: ProfileHooks,
  threads: () => number,
  startedAt: number,
): Promise<TargetEnd | null> {
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise((resolve) => {
      if (durationMs > 0) timers.push(setTimeout(() => resolve({ how: 'detached' }), durationMs));
      signal?.addEventListener('abort', () => resolve({ how: 'detached' }), { once: true });
      if (signal?.aborted) resolve({ how: 'detached' });
      void connection.closed.then(() => resolve(null));
      const report = (): void =>
        onProgress?.({ elapsedMs: Date.now() - startedAt, threads: threads(), state: 'recording' });
      timers.push(setInterval(report, PROGRESS_MS));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

async function finish(
  thread: Attached,
  facts: Facts,
  after: Facts,
  folder: string,
  options: ProfileOptions,
): Promise<RecordedThread> {
  const { session, threadId } = thread;
  const result = await stop(session, options.kind);
  const base = `${facts.pid}-${threadId}`;
  const file = `${base}.${options.kind}profile`;
  await writeFile(path.join(folder, file), JSON.stringify(result.profile));
  const maps = await captureMaps(session, scriptsOf(result)).catch(() => []);
  if (maps.length > 0) {
    const content: MapsFile = { version: 1, maps };
    await writeFile(path.join(folder, `${base}.maps.json`), JSON.stringify(content));
  }
  const main = threadId === 0;
  return {
    pid: facts.pid,
    parentPid: facts.ppid,
    threadId,
    title: thread.title,
    file,
    kind: options.kind,
    sampler: 'inspector',
    samplerVersion: facts.v8,
    intervalUs: options.kind === 'cpu' ? options.intervalUs : 0,
    nodeVersion: facts.version,
    startedAt: thread.startedAt,
    durationMs: Date.now() - thread.startedAt,
    cpuUserMs: main ? (after.cpu.user - facts.cpu.user) / 1000 : 0,
    cpuSystemMs: main ? (after.cpu.system - facts.cpu.system) / 1000 : 0,
    samples: result.profile.samples.length,
    ...(maps.length > 0 ? { maps: `${base}.maps.json` } : {}),
  };
}

async function stop(session: CdpSession, kind: 'cpu' | 'heap'): Promise<AnyProfile> {
  if (kind === 'heap') {
    const { profile } = await session.send<{ profile: HeapProfile }>('HeapProfiler.stopSampling');
    return { kind, profile };
  }
  const { profile } = await session.send<{ profile: CpuProfile }>('Profiler.stop');
  await session.send('Profiler.disable');
  return { kind, profile };
}

async function captureMaps(session: CdpSession, wanted: ReadonlyMap<string, string>): Promise<CapturedMap[]> {
  const maps: CapturedMap[] = [];
  const forget = session.on('Debugger.scriptParsed', ({ scriptId, url, sourceMapURL }) => {
    if (!sourceMapURL || !url || !wanted.has(String(scriptId))) return;
    maps.push({ url: String(url), scriptId: String(scriptId), sourceMapURL: String(sourceMapURL) });
  });
  await session.send('Debugger.enable');
  await session.send('Debugger.disable');
  forget();
  return maps;
}
