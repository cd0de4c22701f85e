/** A mistake in how the service was started: shown as one line. */
export class ConfigError extends Error {}

/** An answer other than success. */
export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} code stable, for programs
   * @param {string} message for people
   * @param {Record<string, string>} [headers]
   */
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message) => new HttpError(400, 'bad_request', message);
export const notFound = (message) => new HttpError(404, 'not_found', message);
