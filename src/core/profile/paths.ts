/** How the many spellings of a source file become one: an absolute path with `/`, or the URL it was. */

/**
 * `file:///C:/a%20b.js` → `C:/a b.js`; `C:\a.js` → `C:/a.js`; drive letters upper case. URLs of other
 * schemes (`node:`, `webpack:`, `https:`, `wasm:`) stay as they are.
 */
export function fileFromUrl(url: string): string {
  if (url.startsWith('file://')) return fromFileUrl(url);
  if (/^[A-Za-z]:[\\/]/.test(url) || url.startsWith('\\\\')) return upperDrive(url.replaceAll('\\', '/'));
  return url;
}

function fromFileUrl(url: string): string {
  const rest = url.slice('file://'.length);
  const slash = rest.indexOf('/');
  const host = slash < 0 ? rest : rest.slice(0, slash);
  const path = decodePercent((slash < 0 ? '/' : rest.slice(slash)).replace(/[?#].*$/s, '')).replaceAll(
    '\\',
    '/',
  );
  // A host other than this machine is a Windows share: \\host\share.
  if (host !== '' && host !== 'localhost') return `//${host}${path}`;
  return /^\/[A-Za-z]:(\/|$)/.test(path) ? upperDrive(path.slice(1)) : path;
}

function upperDrive(path: string): string {
  return /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
}

function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all (a file may really be called `100%.js`).
    return text;
  }
}

/** The opposite of fileFromUrl: what a `.cpuprofile` calls the file. */
export function urlFromFile(file: string): string {
  if (file.startsWith('//')) return `file:${encodePath(file)}`;
  if (file.startsWith('/')) return `file://${encodePath(file)}`;
  if (/^[A-Za-z]:\//.test(file)) return `file:///${file.slice(0, 2)}${encodePath(file.slice(2))}`;
  return file;
}

function encodePath(path: string): string {
  // encodeURI refuses half a surrogate pair, which no real path has.
  const whole = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return encodeURI(whole).replace(/[?#]/g, (c) => (c === '?' ? '%3F' : '%23'));
}

export function isSameFile(a: string, b: string): boolean {
  return a === b || (onWindows.test(a) && a.toLowerCase() === b.toLowerCase());
}

/** Whose file systems do not tell case apart. */
const onWindows = /^[A-Za-z]:/;

/** `file` below `root`: the part after it; undefined where it is not below. */
export function below(file: string, root: string): string | undefined {
  const base = root.endsWith('/') ? root.slice(0, -1) : root;
  if (file.length <= base.length || file.charCodeAt(base.length) !== 47) return undefined;
  const start = file.slice(0, base.length);
  if (start === base) return file.slice(base.length + 1);
  if (onWindows.test(base) && start.toLowerCase() === base.toLowerCase()) return file.slice(base.length + 1);
  return undefined;
}

/** Relative to the innermost root that contains it, else as it was. */
export function displayPath(file: string, roots: readonly string[]): string {
  let best = file;
  for (const root of roots) {
    const relative = below(file, root);
    if (relative !== undefined && relative.length < best.length) best = relative;
  }
  return best;
}
