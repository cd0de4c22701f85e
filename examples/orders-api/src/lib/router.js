import { HttpError, notFound } from './errors.js';

/**
 * Matches `/orders/:id` patterns segment by segment.
 * @typedef {{ method: string, segments: string[], handler: Function }} Route
 */
export function createRouter() {
  /** @type {Route[]} */
  const routes = [];
  const add = (method) => (pattern, handler) => {
    routes.push({ method, segments: pattern.split('/').slice(1), handler });
  };

  /** @returns {{ handler: Function, params: Record<string, string> }} */
  function find(method, pathname) {
    const parts = pathname.split('/').slice(1);
    const allowed = new Set();
    for (const route of routes) {
      const params = match(route.segments, parts);
      if (!params) continue;
      if (route.method === method || (method === 'HEAD' && route.method === 'GET')) {
        return { handler: route.handler, params };
      }
      allowed.add(route.method);
    }
    if (allowed.size === 0) throw notFound(`There is nothing at ${pathname}.`);
    const methods = [...allowed].join(', ');
    throw new HttpError(405, 'method_not_allowed', `${pathname} takes ${methods}.`, { allow: methods });
  }

  return { get: add('GET'), post: add('POST'), find };
}

function match(segments, parts) {
  if (segments.length !== parts.length) return undefined;
  const params = {};
  for (let i = 0; i < segments.length; i++) {
    if (segments[i].startsWith(':')) params[segments[i].slice(1)] = parts[i];
    else if (segments[i] !== parts[i]) return undefined;
  }
  return params;
}
