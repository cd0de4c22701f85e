import { createServer } from 'node:http';
import { HttpError } from './lib/errors.js';
import { send } from './lib/http.js';
import { createRouter } from './lib/router.js';
import { createRepositories } from './repositories/index.js';
import { addRoutes } from './routes/index.js';
import { createServices } from './services/index.js';

/**
 * The service without its surroundings: give it a pool, get a server that is not listening yet.
 * @param {{ pool: import('pg').Pool, fixes: ReadonlySet<string> }} options
 */
export function createApp({ pool, fixes }) {
  const repositories = createRepositories(pool);
  const services = createServices({ repositories, fixes });
  const router = createRouter();
  addRoutes(router, { pool, repositories, services });

  return createServer(async (request, response) => {
    try {
      const url = parseUrl(request.url ?? '/');
      const { handler, params } = router.find(request.method ?? 'GET', url.pathname);
      send(response, toResponse(await handler({ request, params, query: url.searchParams })));
    } catch (error) {
      fail(response, error);
    }
  });
}

function parseUrl(target) {
  if (!target.startsWith('/')) throw new HttpError(400, 'bad_request', 'The request target is not a path.');
  // Two leading slashes would be read as a host name.
  return new URL(`http://localhost/${target.replace(/^\/+/, '')}`);
}

/** Handlers give plain data, or `{ type, body }` for what is not JSON, or `{ status, headers, json }`. */
function toResponse(result) {
  if (typeof result.body === 'string') return result;
  const { status, headers, json } = 'json' in result ? result : { json: result };
  return { status, headers, body: JSON.stringify(json) };
}

function fail(response, error) {
  const known = error instanceof HttpError ? error : unexpected(error);
  if (response.headersSent) return response.destroy();
  const body = JSON.stringify({ error: { code: known.code, message: known.message } });
  send(response, { status: known.status, headers: known.headers, body });
}

function unexpected(error) {
  console.error(error);
  const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '08006'].includes(error?.code);
  return unreachable
    ? new HttpError(503, 'unavailable', 'The database cannot be reached.')
    : new HttpError(500, 'internal', 'Something went wrong.');
}
