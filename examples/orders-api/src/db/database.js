import pg from 'pg';
import { ConfigError } from '../lib/errors.js';
import { startEmbedded } from './embedded/index.js';

const CONNECT_TIMEOUT_MS = 5000;

/**
 * A pool on the server that DATABASE_URL names, else on an embedded one that lives as long as the service.
 * `lost` rejects when the embedded server ends by itself.
 * @param {{ url?: string, poolSize: number }} options
 */
export async function openDatabase({ url, poolSize }) {
  if (url !== undefined) checkUrl(url);
  const embedded = url === undefined ? await startEmbedded() : undefined;
  const pool = new pg.Pool({
    connectionString: url ?? embedded.url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'orders-api',
  });
  // A pooled connection that breaks while idle is replaced at the next query.
  pool.on('error', (error) =>
    console.error(`orders-api: lost an idle database connection (${error.message}).`),
  );

  const close = async () => {
    await pool.end();
    await embedded?.stop();
  };
  try {
    await pool.query('select 1');
  } catch (error) {
    await close();
    throw new ConfigError(`cannot reach the database at ${describe(url)} (${reason(error)}). ${advice(url)}`);
  }
  return { pool, close, lost: embedded?.lost ?? new Promise(() => {}) };
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
