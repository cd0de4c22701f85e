import { fork } from 'node:child_process';
import { once } from 'node:events';
import { ConfigError } from '../../lib/errors.js';

/**
 * PostgreSQL (PGlite) in a process of its own, so that it takes the place of a server elsewhere: its work
 * neither blocks the service's event loop nor shows up in the service's profile. For the same reason it is
 * started without the service's Node options, and told to stay out of recordings.
 */
export async function startEmbedded() {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = fork(new URL('process.js', import.meta.url), {
    execArgv: [],
    env: { ...env, PERFLOOP_RECORD: '0' },
  });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (first === undefined)
    throw new ConfigError('the embedded database did not start; its message is above.');
  const [{ port }] = first;

  let stopping = false;
  const lost = ended.then(([code, signal]) => {
    if (!stopping)
      throw new ConfigError(`the embedded database ended by itself (${signal ?? `exit code ${code}`}).`);
  });
  // Whoever does not wait for it has stopped the database already.
  lost.catch(() => {});

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    lost,
    /** Nothing in it is worth saving: it ends at once. */
    async stop() {
      stopping = true;
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
