import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * The service in a process of its own, on a free port.
 * @param {{ fix?: string, nodeArgs?: string[], env?: Record<string, string> }} options
 */
export async function startService({ fix = '', nodeArgs = [], env = {} } = {}) {
  const child = spawn(process.execPath, [...nodeArgs, 'server.js'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ORDERS_FIX: fix, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const url = await Promise.race([firstUrl(child.stdout), exited.then(() => undefined)]);
  if (url === undefined) throw new Error('orders-api did not start; its message is above.');
  return {
    url,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Keeps reading afterwards, so that the service never waits for a full pipe. */
function firstUrl(stdout) {
  let text = '';
  return new Promise((resolve) => {
    stdout.setEncoding('utf8').on('data', (chunk) => {
      if (text.length < 10_000) text += chunk;
      const match = /listening on (http:\S+)\s/.exec(text);
      if (match) resolve(match[1]);
    });
  });
}
