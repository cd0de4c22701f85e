/** Worker thread: summarises the files it is sent, saying in shared memory which one it is at. */
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages.ts';
import { summariseWork } from './read.ts';

parentPort?.on('message', (message: ToWorker) => {
  const at = new Int32Array(message.progress);
  const summaries = message.work.map((work, i) => {
    Atomics.store(at, 0, i);
    return summariseWork(work);
  });
  const done: FromWorker = { type: 'done', id: message.id, summaries };
  parentPort!.postMessage(done);
});
