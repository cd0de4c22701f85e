/** Asks the engine, in a worker where one can be made, else on this thread. */
import { type Ask, Engine, type RequestName, type Requests } from './engine.ts';

/** `given`: buffers of the ask that the engine may keep; the page has them no more. */
export type EngineClient = <K extends RequestName>(
  name: K,
  ask: Requests[K]['ask'],
  given?: readonly ArrayBuffer[],
) => Promise<Requests[K]['answer']>;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker cannot be made from a webview's resource address, which is another origin: its text is fetched
 * and started from a blob.
 */
export async function startEngine(scriptUri: string): Promise<EngineClient> {
  try {
    const response = await fetch(scriptUri);
    if (!response.ok) throw new Error(`${response.status}`);
    const address = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    const worker = new Worker(address);
    URL.revokeObjectURL(address);
    return overWorker(worker);
  } catch {
    return onThisThread();
  }
}

function overWorker(worker: Worker): EngineClient {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.addEventListener(
    'message',
    (event: MessageEvent<{ id: number; answer?: unknown; error?: string }>) => {
      const { id, answer, error } = event.data;
      const wait = waiting.get(id);
      waiting.delete(id);
      if (error !== undefined) wait?.reject(new Error(error));
      else wait?.resolve(answer as never);
    },
  );
  worker.addEventListener('error', (event) => {
    for (const wait of waiting.values()) wait.reject(new Error(event.message || 'the worker stopped'));
    waiting.clear();
  });
  return (name, ask, given = []) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, name, ask }, [...given]);
    });
}

function onThisThread(): EngineClient {
  const engine = new Engine();
  return async (name, ask) => engine.handle({ id: 0, name, ask } as Ask) as Requests[typeof name]['answer'];
}
