/** Whose code a frame is: decides "only my code", colours and the table of packages. */
import { Origin } from '../model.ts';
import { below } from './paths.ts';

export interface Owner {
  readonly origin: Origin;
  /** Package of a dependency, 'node' for the runtime, '(native)', '(outside)', '' for own code. */
  readonly pkg: string;
}

const MINE: Owner = { origin: Origin.Mine, pkg: '' };
const NATIVE: Owner = { origin: Origin.Native, pkg: '(native)' };
const NODE: Owner = { origin: Origin.Runtime, pkg: 'node' };
const OUTSIDE: Owner = { origin: Origin.Outside, pkg: '(outside)' };

/** What Node before version 16 called its own files: `internal/timers.js`, `events.js`. */
const OLD_NODE_FILE =
  /^(internal\/[\w/]+|_\w+|assert|buffer|child_process|crypto|dns|domain|events|fs|http|https|module|net|path|process|querystring|readline|repl|stream|timers|tls|url|util|v8|vm|zlib)\.js$/;

/**
 * `file` as in FrameTable. `roots`: absolute folders of the workspace; with none, whatever is not a
 * dependency, Node or native is taken for own code.
 */
export function ownerOf(file: string, roots: readonly string[]): Owner {
  if (file === '' || file.startsWith('wasm:') || file.startsWith('native ')) return NATIVE;
  if (file.startsWith('node:') || file.startsWith('electron/js2c/') || OLD_NODE_FILE.test(file)) return NODE;
  const path = virtualPath(file);
  // A root may itself lie below somebody's node_modules: what counts is the part inside the root.
  const inside = innermost(path, roots);
  const pkg = packageOf(inside === undefined ? path : `/${inside}`);
  if (pkg !== undefined) return { origin: Origin.Dependency, pkg };
  if (inside !== undefined) return MINE;
  // Code of `eval`, `vm` and the REPL has no file that could be opened.
  if (/^(evalmachine\.|\[eval|\(|REPL\d*$)/.test(path) || path.startsWith('extensions::')) return OUTSIDE;
  if (path.startsWith('chrome-extension://')) return OUTSIDE;
  if (path !== file || roots.length === 0) return MINE;
  return isAbsolute(path) ? OUTSIDE : MINE;
}

function innermost(path: string, roots: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const root of roots) {
    const inside = below(path, root);
    if (inside !== undefined && (best === undefined || inside.length < best.length)) best = inside;
  }
  return best;
}

/** Innermost package of a path below node_modules; undefined where there is none. */
export function packageOf(path: string): string | undefined {
  const marker = '/node_modules/';
  let at = path.lastIndexOf(marker);
  let start = at + marker.length;
  if (at < 0) {
    // Bundlers' ids and relative paths begin with it.
    if (!path.startsWith('node_modules/')) return undefined;
    at = 0;
    start = 'node_modules/'.length;
  }
  const [first = '', second = '', third = ''] = path.slice(start).split('/', 3);
  // pnpm's store seen by itself: .pnpm/name@version(/file), `+` for the scope's slash.
  if (first === '.pnpm') return pnpmName(second);
  // Vite's pre-bundled dependencies: .vite/deps/name.js, `__` or `_` for slashes.
  if (first === '.vite' && second.startsWith('deps')) return viteName(third);
  if (first.startsWith('@') && second !== '') return `${first}/${second}`;
  return first === '' ? undefined : first;
}

function pnpmName(entry: string): string {
  const at = entry.indexOf('@', 1);
  return (at < 0 ? entry : entry.slice(0, at)).replace('+', '/');
}

function viteName(entry: string): string {
  const name = entry.replace(/\.m?js(\?.*)?$/, '');
  return name.startsWith('@') ? name.replace('_', '/').split('_')[0]! : name;
}

/** The path inside a bundler's URL: `webpack://app/./src/a.ts?1f2e` → `src/a.ts`; else the file itself. */
function virtualPath(file: string): string {
  const webpack =
    /^(?:webpack(?:-internal)?|rsc|turbopack|vite|rollup|ng|meteor):\/{0,3}(?:\([^)]*\)\/)?/.exec(file);
  if (webpack !== null) {
    return file
      .slice(webpack[0].length)
      .replace(/\?.*$/s, '')
      .replace(/(^|\/)\.\//g, '$1')
      .replace(/^~\//, 'node_modules/');
  }
  const web = /^https?:\/\/[^/]*\//.exec(file);
  if (web !== null)
    return file
      .slice(web[0].length)
      .replace(/[?#].*$/s, '')
      .replace(/^@fs\//, '/');
  return file;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path) || /^[a-z][a-z0-9+.-]+:/.test(path);
}
