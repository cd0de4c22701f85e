/** Who a measured thread is, for people, and whether it is only the starter of the real program. */
import path from 'node:path';

const WRAPPERS = new Set([
  'npm',
  'npm-cli',
  'npm-prefix',
  'npx',
  'npx-cli',
  'yarn',
  'yarnpkg',
  'pnpm',
  'pnpx',
  'corepack',
]);

/** npm, npx, yarn, pnpm and corepack start a program and wait: not what anybody wants to see. */
export function isWrapper(argv: readonly string[]): boolean {
  const script = argv[1];
  if (!script) return false;
  const base = path.basename(script).replace(/\.[cm]?js$/, '');
  // Yarn's own releases are called yarn-4.1.0.cjs.
  return WRAPPERS.has(base) || /^yarn-\d/.test(base);
}

/** `node server.js --port 1`, in at most 120 characters. */
export function processTitle(argv: readonly string[], execArgv: readonly string[]): string {
  const words = [path.basename(argv[0] ?? 'node').replace(/\.exe$/i, '')];
  if (argv[1]) words.push(shorten(argv[1]), ...argv.slice(2));
  else words.push(...execArgv);
  const title = words.join(' ');
  return title.length > 120 ? `${title.slice(0, 119)}…` : title;
}

/** `worker resize.js`, from a path or a URL; without a script `worker 3`. */
export function workerTitle(script: string, threadId: number): string {
  const name = script.startsWith('data:') ? '' : path.basename(script.replace(/[?#].*$/, ''));
  return `worker ${name || threadId}`;
}

function shorten(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? path.basename(file) : relative || file;
}
