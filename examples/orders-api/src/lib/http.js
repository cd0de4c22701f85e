import { badRequest, HttpError } from './errors.js';

const MAX_BODY_BYTES = 64 * 1024;

/** @param {import('node:http').ServerResponse} response */
export function send(
  response,
  { status = 200, type = 'application/json; charset=utf-8', body, headers = {} },
) {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<unknown>}
 */
export async function readJson(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new HttpError(413, 'too_large', `The body may have at most ${MAX_BODY_BYTES} bytes.`, {
        connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw badRequest('The body is not valid JSON.');
  }
}
