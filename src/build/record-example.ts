/** Records examples/orders-api while its load generator drives it: what `npm start` shows. */
import path from 'node:path';
import { UserError } from '../core/model.ts';
import { record } from '../node/perfloop.ts';
import type { Progress } from './editor/cache.ts';
import { seconds } from './editor/install.ts';
import { onInterrupt, startGroup } from './editor/processes.ts';

/** The service seeds its database before it listens; a loaded machine needs a while. */
const READY_LIMIT_MS = 120_000;

/**
 * Starts the service under the recorder, drives it for `loadSeconds`, and ends both.
 * @returns The absolute folder of the recording, below the example's `.perfloop/recordings`.
 * @throws UserError when the service does not start or the load fails, with what they wrote.
 */
export async function recordExample(
  example: string,
  loadSeconds: number,
  progress: Progress,
): Promise<string> {
  const abort = new AbortController();
  const service = watchOutput();
  progress('starting examples/orders-api under the recorder');
  const recording = record(
    // Any free port: a service that already runs is none of ours.
    { command: ['node', 'server.js'], cwd: example, env: { PORT: '0' } },
    { kind: 'cpu', intervalUs: 1000, durationMs: 0, outDir: path.join(example, '.perfloop', 'recordings') },
    { signal: abort.signal, onOutput: (_stream, chunk) => service.add(chunk) },
  );
  // A failure is thrown where the result is awaited; until then it only ends the waiting.
  const over = recording.then(
    () => {},
    () => {},
  );
  const forget = onInterrupt(async () => {
    abort.abort();
    await over;
  });
  try {
    const started = Date.now();
    const url = await service.find(/listening on (http:\S+)/, over, READY_LIMIT_MS);
    if (!url) return await withoutService(recording, abort, service);
    progress(`${url} is up after ${seconds(Date.now() - started)}; ${loadSeconds} s of load`);
    await drive(example, url, loadSeconds, progress);
    progress('stopping the service and writing its profile');
    abort.abort();
    const { folder, recording: result } = await recording;
    const samples = result.threads.reduce((sum, thread) => sum + thread.samples, 0);
    progress(
      `recorded ${seconds(result.durationMs)}, ${samples} samples: ${path.relative(process.cwd(), folder)}`,
    );
    for (const problem of result.problems) progress(`note: ${problem}`);
    return folder;
  } finally {
    forget();
    abort.abort();
    await over;
  }
}

async function withoutService(
  recording: Promise<unknown>,
  abort: AbortController,
  service: ReturnType<typeof watchOutput>,
): Promise<never> {
  abort.abort();
  await recording;
  const next = 'Run `node server.js` in examples/orders-api to see why.';
  throw new UserError(`examples/orders-api did not start:\n${service.text().trim().slice(-2000)}`, next);
}

async function drive(example: string, url: string, loadSeconds: number, progress: Progress): Promise<void> {
  const load = startGroup('node', ['load.js', '--url', url, '--duration', String(loadSeconds)], {
    cwd: example,
  });
  const said = watchOutput();
  load.process.stdout?.on('data', said.add);
  load.process.stderr?.on('data', said.add);
  const code = await load.ended;
  if (code !== 0) throw new UserError(`The load on ${url} failed:\n${said.text().trim().slice(-2000)}`);
  const last = said.text().trim().split('\n').at(-1) ?? '';
  const [, requests, errors, rate, p50, p95] = last.trim().split(/\s+/);
  progress(`load: ${requests} requests, ${errors} errors, ${rate}/s, p50 ${p50} ms, p95 ${p95} ms`);
}

/** The output of a program as it comes, to wait for something in it. */
function watchOutput() {
  let text = '';
  let changed = () => {};
  return {
    text: () => text,
    add: (chunk: Uint8Array) => {
      text = (text + Buffer.from(chunk).toString()).slice(-100_000);
      changed();
    },
    /** First group of `pattern`; undefined when `over` settles or the time is up before. */
    find: (pattern: RegExp, over: Promise<void>, limitMs: number): Promise<string | undefined> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), limitMs);
        changed = () => {
          const found = pattern.exec(text)?.[1];
          if (!found) return;
          clearTimeout(timer);
          resolve(found);
        };
        changed();
        void over.then(() => {
          clearTimeout(timer);
          resolve(undefined);
        });
      }),
  };
}
