/**
 * The source maps that exist only in memory: tsx, ts-node and their kind hand V8 generated code whose map is
 * inside a `data:` URL. V8 tells which scripts name a map once its debugger is on, so that happens only after
 * sampling has ended.
 */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { fileURLToPath } from 'node:url';
import { ask, openSession } from './inspector-sampler.ts';
import type { CapturedMap, MapsFile } from './protocol.ts';

interface ScriptParsed {
  readonly params: { readonly scriptId: string; readonly url: string; readonly sourceMapURL?: string };
}

/** Maps of these scripts (V8's ids). Costs a few ms, more with thousands of scripts. */
export function captureMaps(wanted: ReadonlyMap<string, string>): MapsFile {
  const maps: CapturedMap[] = [];
  const session = openSession();
  session.on('Debugger.scriptParsed', ({ params }: ScriptParsed) => {
    const { scriptId, url, sourceMapURL } = params;
    if (sourceMapURL && url && wanted.has(scriptId)) maps.push({ url, scriptId, sourceMapURL });
  });
  try {
    ask(session, 'Debugger.enable');
    ask(session, 'Debugger.disable');
  } finally {
    session.disconnect();
  }
  return { version: 1, maps };
}

/** Node's CommonJS loader, as far as those use it that put their own code in place of a file's. */
interface Loader {
  readonly _cache: Readonly<Record<string, unknown>>;
  readonly _extensions: Readonly<Record<string, unknown>>;
}

const loader = Module as unknown as Loader;
let plain: unknown;

/** Before the program begins. */
export function rememberLoader(): void {
  plain ??= loader._extensions['.js'];
}

/**
 * False where all that ran are CommonJS files which Node itself read from disk, without a map inside: what maps
 * they have can be read from there too. Asking V8 costs every program some 20 ms at its end, most of them for
 * nothing.
 */
export function mayHaveMaps(urls: Iterable<string>): boolean {
  if (loader._extensions['.js'] !== plain) return true;
  for (const url of urls) {
    if (url === '' || url.startsWith('node:')) continue;
    if (!/^file:.*\.c?js$/.test(url)) return true;
    const file = fileURLToPath(url);
    if (!(file in loader._cache) || holdsMap(file)) return true;
  }
  return false;
}

/** Code with its map inside may have been laid out anew before it ran. */
function holdsMap(file: string): boolean {
  try {
    return readFileSync(file).includes('sourceMappingURL=data:');
  } catch {
    return true;
  }
}
