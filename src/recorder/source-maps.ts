/**
 * The source maps that exist only in memory: tsx, ts-node and their kind hand V8 generated code whose map is
 * inside a `data:` URL. V8 tells which scripts name a map once its debugger is on, so that happens only after
 * sampling has ended.
 */
import { ask, openSession } from './inspector-sampler.ts';
import { mayHaveRunOwnCode } from './own-code.ts';
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

/** False where all that ran are files as they are on disk: what maps they have can be read from there too. */
export function mayHaveMaps(urls: Iterable<string>): boolean {
  if (mayHaveRunOwnCode()) return true;
  for (const url of urls) {
    if (url !== '' && !url.startsWith('node:') && !url.startsWith('file:')) return true;
  }
  return false;
}
