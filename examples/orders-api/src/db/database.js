import pg from 'pg';
import { ConfigError } from '../lib/errors.js';
import { startEmbedded } from './embedded/index.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** For a connection of the pool, which may all be busy. */
const POOL_TIMEOUT_MS = 60_000;

/**
 * A pool on the server that DATABASE_URL names, else on an embedded one that lives as long as the service.
 * `lost` rejects when the embedded server ends by itself.
 * @param {{ url?: string, poolSize: number }} options
 */
export async function openDatabase({ url, poolSize }) {
  if (url !== undefined) checkUrl(url);
  const embedded = url === undefined ? await startEmbedded() : undefined;
  const connectionString = url ?? embedded.url;
  try {
    await tryToConnect(connectionString);
  } catch (error) {
    await embedded?.stop();
    throw new ConfigError(`cannot reach the database at ${describe(url)} (${reason(error)}). ${advice(url)}`);
  }
  const pool = new pg.Pool({ connectionString, max: poolSize, connectionTimeoutMillis: POOL_TIMEOUT_MS });
  // A pooled connection that breaks while idle is replaced at the next query.
  pool.on('error', (error) =>
    console.error(`orders-api: lost an idle database connection (${error.message}).`),
  );

  const close = async () => {
    await pool.end();
    await embedded?.stop();
  };
  return { pool, close, lost: embedded?.lost ?? new Promise(() => {}) };
}

async function tryToConnect(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Said by connect() already.
  client.on('error', () => {});
  await client.connect();
  await client.end();
}

function checkUrl(url) {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new ConfigError('DATABASE_URL must look like postgres://user:password@host:5432/database.');
  }
}

/** The address without the password. */
function describe(url) {
  if (url === undefined) return 'the embedded server';
  const { host, pathname, searchParams } = new URL(url);
  return `${host || searchParams.get('host') || 'localhost'}${pathname}`;
}

function reason(error) {
  return error.code ?? error.errors?.[0]?.code ?? error.message;
}

const advice = (url) =>
  url === undefined
    ? 'Set DATABASE_URL to use a PostgreSQL server.'
    : 'Check DATABASE_URL and that the server runs, or unset it to use the embedded database.';
