import { once } from 'node:events';
import { createServer } from 'node:net';

const PROTOCOL_3 = 196608;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const QUERY = 0x51;
const SYNC = 0x53;
const TERMINATE = 0x58;
const READY = 0x5a;
const IDLE = 0x49;

/**
 * PostgreSQL's wire protocol on a free loopback port, any number of clients over PGlite's one session.
 * A client has the session from its first message until the server is ready again outside a transaction,
 * so neither the steps of an extended query nor two transactions can mix. Named prepared statements,
 * temporary tables and SET are shared, as behind a pooler in transaction mode.
 * @param {import('@electric-sql/pglite').PGlite} database
 */
export async function serve(database) {
  const session = createSession(database);
  const greeting = Buffer.from(await database.execProtocolRaw(startupPacket()));
  const server = createServer({ noDelay: true }, (socket) => {
    handle(socket, session, greeting).catch((error) => socket.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** One user at a time, first come first served. */
function createSession(database) {
  let last = Promise.resolve();
  return {
    database,
    async acquire() {
      const before = last;
      let release;
      last = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      return release;
    },
  };
}

/** What a client says first: protocol 3.0 and its settings. */
function startupPacket() {
  const settings = 'user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0';
  const packet = Buffer.alloc(8 + settings.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt32BE(PROTOCOL_3, 4);
  packet.write(settings, 8, 'latin1');
  return new Uint8Array(packet);
}

async function handle(socket, session, greeting) {
  socket.on('error', () => {});
  let release;
  try {
    for await (const batch of batches(socket, greeting)) {
      release ??= await session.acquire();
      const status = await execute(socket, session.database, batch);
      if (status === IDLE) release = void release();
    }
  } catch (error) {
    if (!socket.destroyed) throw error;
  } finally {
    if (release) {
      await session.database.exec('rollback');
      release();
    }
    socket.end();
  }
}

/** @returns {Promise<number | undefined>} transaction status of the ReadyForQuery that ends the answer */
async function execute(socket, database, batch) {
  let tail = Buffer.alloc(0);
  await database.execProtocolRawStream(batch, {
    syncToFs: false,
    onRawData: (data) => {
      // PGlite reuses its buffer for the next piece.
      const piece = Buffer.from(data);
      socket.write(piece);
      tail = Buffer.concat([tail.subarray(-5), piece]).subarray(-6);
    },
  });
  return tail[0] === READY ? tail[5] : undefined;
}

/**
 * Messages as they can be executed in one go: a simple query, or an extended query up to its Sync. A new
 * client gets the answer that PGlite gave to the first: it need not wait for the session to connect.
 * @param {import('node:net').Socket} socket
 * @param {Buffer} greeting
 */
async function* batches(socket, greeting) {
  let buffer = Buffer.alloc(0);
  let started = false;
  for await (const chunk of socket) {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    while (true) {
      const taken = started ? takeQuery(buffer) : takeStartup(buffer);
      if (taken === undefined) break;
      if (taken.end) return;
      const batch = buffer.subarray(0, taken.length);
      buffer = buffer.subarray(taken.length);
      if (started) yield new Uint8Array(batch);
      else socket.write(taken.encrypt ? 'N' : greeting);
      started ||= !taken.encrypt;
    }
  }
}

function takeStartup(buffer) {
  if (buffer.length < 8) return undefined;
  const length = buffer.readInt32BE(0);
  const code = buffer.readInt32BE(4);
  if (length < 8 || code === CANCEL_REQUEST) return { end: true, length };
  if (buffer.length < length) return undefined;
  return { length, encrypt: code === SSL_REQUEST || code === GSS_REQUEST };
}

function takeQuery(buffer) {
  let offset = 0;
  while (offset + 5 <= buffer.length) {
    const type = buffer[offset];
    if (type === TERMINATE) return { end: true, length: offset };
    offset += 1 + buffer.readInt32BE(offset + 1);
    if (offset <= buffer.length && (type === SYNC || type === QUERY)) return { length: offset };
  }
  return undefined;
}
