/** The worker thread of the profile service: holds the opened profiles, and answers one message at a time. */
import { parentPort } from 'node:worker_threads';
import { UserError } from '../core/model.ts';
import type { FromWorker, ToWorker } from './service-messages.ts';
import { OpenProfiles } from './service-profiles.ts';

const port = parentPort;
if (port) serve(port);

function serve(port: NonNullable<typeof parentPort>): void {
  const profiles = new OpenProfiles();
  // In order: a `close` told after an `open` must not come first because reading takes time.
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    last = last.then(() => handle(message));
  });

  async function handle(message: ToWorker): Promise<void> {
    if (message.type === 'close') return profiles.close(message.ids);
    const { call } = message;
    try {
      const { value, transfer } = await answer(message);
      port.postMessage({ type: 'answer', call, value } satisfies FromWorker, transfer);
    } catch (error) {
      port.postMessage(problem(call, error));
    }
  }

  async function answer(
    message: Extract<ToWorker, { type: 'call' }>,
  ): Promise<{ value: unknown; transfer: ArrayBuffer[] }> {
    switch (message.method) {
      case 'open':
        return plain(await profiles.open(...message.args));
      case 'profile':
        return profiles.copy(...message.args);
      case 'preview':
        return plain(profiles.preview(...message.args));
      case 'hot':
        return plain(await profiles.hot(...message.args));
      case 'fileHeat':
        return plain(await profiles.fileHeat(...message.args));
      case 'edges':
        return plain(profiles.edges(...message.args));
      case 'convert':
        return plain(await profiles.convert(...message.args));
    }
  }
}

function plain(value: unknown): { value: unknown; transfer: ArrayBuffer[] } {
  return { value, transfer: [] };
}

function problem(call: number, error: unknown): FromWorker {
  const expected = error instanceof UserError;
  const message = error instanceof Error ? error.message : String(error);
  const next = expected ? error.next : 'This is a fault in Perfloop; please report it.';
  return { type: 'error', call, message, next, expected };
}
