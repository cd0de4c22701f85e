import { once } from 'node:events';
import { createApp } from './src/app.js';
import { ConfigError, readConfig } from './src/config.js';
import { openDatabase } from './src/db/database.js';
import { prepareDatabase } from './src/db/prepare.js';

const DRAIN_MS = 3000;
const IDLE_CHECK_MS = 20;

async function main() {
  const config = readConfig(process.env, process.argv.slice(2));
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));
  }

  const database = await openDatabase(config.database);
  try {
    await prepareDatabase(database.pool, config.seed);
    if (stopping.signal.aborted) return;
    const server = createApp({ pool: database.pool, fixes: config.fixes });
    await listen(server, config);
    console.log(`orders-api listening on http://${config.host}:${server.address().port}`);
    try {
      if (!stopping.signal.aborted) await Promise.race([once(stopping.signal, 'abort'), database.lost]);
    } finally {
      await drain(server);
    }
  } finally {
    await database.close();
  }
}

async function listen(server, { host, port }) {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigError(
      `cannot listen on ${host}:${port} (${error.code}). Choose another PORT, or 0 for any free one.`,
    );
  }
}

/** Lets requests under way finish, but not for ever. */
async function drain(server) {
  const closed = once(server, 'close');
  server.close();
  // A connection falls idle when its answer is out, and would be kept for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const all = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(all);
}

main().catch((error) => {
  console.error(error instanceof ConfigError ? `orders-api: ${error.message}` : error);
  process.exitCode = 1;
});
