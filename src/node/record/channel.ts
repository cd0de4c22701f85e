/** The line from the recording verb to every measured process: who is there, and "save now". */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { FromProcess, ToProcess } from '../../recorder/protocol.ts';

export interface MeasuredProcess {
  readonly pid: number;
  readonly title: string;
  readonly connected: boolean;
  readonly saved: boolean;
}

export interface Channel {
  readonly address: string;
  /** All that ever said hello. */
  processes(): readonly MeasuredProcess[];
  /** Tells those that are there, and those that come later, to save. */
  askToSave(): void;
  /** Calls when a process comes, saves or goes; one listener. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

interface Entry extends MeasuredProcess {
  readonly socket: Socket;
}

/** @param id of the recording; short, because a socket's path may have no more than 103 bytes on macOS */
export async function openChannel(id: string): Promise<Channel> {
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\perfloop-${id}` : path.join(socketFolder(), `pl-${id}`);
  const entries = new Map<Socket, Entry>();
  const sockets = new Set<Socket>();
  let stopping = false;
  let changed = (): void => {};
  const update = (socket: Socket, change: Partial<Entry>): void => {
    const old = entries.get(socket);
    if (!old) return;
    entries.set(socket, { ...old, ...change });
    changed();
  };
  const hear = (socket: Socket, message: FromProcess): void => {
    if (message.type === 'saved') update(socket, { saved: true });
    else {
      const { pid, title } = message;
      entries.set(socket, { pid, title, connected: true, saved: false, socket });
      if (stopping) say(socket, { type: 'save' });
      changed();
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    readLines(socket, (message) => hear(socket, message));
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      update(socket, { connected: false });
    });
  });
  await listen(server, address);
  return {
    address,
    processes: () => [...entries.values()],
    askToSave: () => {
      stopping = true;
      for (const { socket, connected } of entries.values()) if (connected) say(socket, { type: 'save' });
    },
    onChange: (listener) => {
      changed = listener;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        if (process.platform !== 'win32') rmSync(address, { force: true });
      }),
  };
}

function socketFolder(): string {
  const folder = os.tmpdir();
  return Buffer.byteLength(folder) > 80 ? '/tmp' : folder;
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve());
  });
}

function say(socket: Socket, message: ToProcess): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

function readLines(socket: Socket, on: (message: FromProcess) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        on(JSON.parse(line) as FromProcess);
      } catch {
        // Not one of ours.
      }
    }
  });
}
