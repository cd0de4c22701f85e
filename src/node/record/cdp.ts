/** A Chrome DevTools protocol client, and the sessions with a process's worker threads that go through it. */
import { WebSocket } from 'ws';

export type Params = Readonly<Record<string, unknown>>;

export interface CdpSession {
  /** @throws Error with the peer's message, or where the connection is gone */
  send<T>(method: string, params?: Params): Promise<T>;
  /** @returns function that stops listening */
  on(event: string, listener: (params: Params) => void): () => void;
}

export interface CdpConnection extends CdpSession {
  /** Resolves when the peer is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Both ends of a session over any carrier of text. */
function session(carry: (text: string) => void): CdpSession & { hear(text: string): void; end(): void } {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(params: Params) => void>>();
  let count = 0;
  return {
    send: (method, params = {}) => {
      count += 1;
      const id = count;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        carry(JSON.stringify({ id, method, params }));
      });
    },
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
    hear: (text) => {
      const { id, method, params, result, error } = JSON.parse(text) as Message;
      if (id === undefined) {
        for (const listener of listeners.get(method ?? '') ?? []) listener(params ?? {});
        return;
      }
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error) asked?.reject(new Error(error.message));
      else asked?.resolve(result as never);
    },
    end: () => {
      for (const { reject } of waiting.values()) reject(new Error('the connection was closed'));
      waiting.clear();
    },
  };
}

/** @throws Error where nobody answers */
export async function connectCdp(url: string): Promise<CdpConnection> {
  // Profiles come as one message.
  const socket = new WebSocket(url, { maxPayload: 0, perMessageDeflate: false, handshakeTimeout: 5_000 });
  const { hear, end, send, on } = session((text) => socket.send(text));
  socket.on('message', (data) => hear(data.toString()));
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      end();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  return { send, on, closed, close: () => socket.close() };
}

export interface WorkerTarget {
  /** `[worker 3]` in its title. */
  readonly threadId: number;
  readonly url: string;
  readonly session: CdpSession;
}

/** Sessions with the process's worker threads, those there are and those to come. */
export async function followWorkers(
  main: CdpSession,
  onWorker: (worker: WorkerTarget) => void,
): Promise<void> {
  const sessions = new Map<string, ReturnType<typeof session>>();
  main.on('NodeWorker.attachedToWorker', (params) => {
    const sessionId = String(params.sessionId);
    const { title, url } = params.workerInfo as { title: string; url: string };
    const worker = session((message) => {
      main.send('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => worker.end());
    });
    sessions.set(sessionId, worker);
    onWorker({ threadId: Number(/\[worker (\d+)\]/.exec(title)?.[1] ?? -1), url, session: worker });
  });
  main.on('NodeWorker.receivedMessageFromWorker', (params) => {
    sessions.get(String(params.sessionId))?.hear(String(params.message));
  });
  main.on('NodeWorker.detachedFromWorker', (params) => {
    sessions.get(String(params.sessionId))?.end();
    sessions.delete(String(params.sessionId));
  });
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
}
