/** Worker thread of the review: summarises files for a pool, or serves an editor's session or desk. */
import { parentPort, workerData } from 'node:worker_threads';
import { pack } from '../../core/analysis/encode.ts';
import type { DeskData } from './desk-messages.ts';
import { serveDesk } from './desk-worker.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { summariseWork } from './read.ts';
import type { SessionData } from './session-messages.ts';
import { serveSession } from './session-worker.ts';

const data = workerData as SessionData | DeskData | null;
if (parentPort && data?.role === 'session') serveSession(parentPort, data);
else if (parentPort && data?.role === 'desk') serveDesk(parentPort);
else parentPort?.on('message', summariseAll);

/** Says in shared memory which file it is at. */
function summariseAll(message: ToWorker): void {
  const at = new Int32Array(message.progress);
  const summaries = message.work.map((work, i) => {
    Atomics.store(at, 0, i);
    return summariseWork(work);
  });
  const done: FromWorker = { type: 'done', id: message.id, packed: pack(summaries) };
  parentPort!.postMessage(done, [done.packed.ints.buffer as ArrayBuffer]);
}
