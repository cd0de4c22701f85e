/** Every profile format. A new one is a file beside this and a line in `importers`. */
import { type Profile, UserError } from '../../model.ts';
import { decodeUtf8 } from '../utf8.ts';
import { collapsed } from './collapsed.ts';
import { cpuprofile } from './cpuprofile.ts';
import { heapprofile } from './heapprofile.ts';
import type { Importer, Sniff } from './parts/importer.ts';
import { Byte, JsonBytes } from './parts/json-bytes.ts';
import { pprof } from './pprof.ts';
import { speedscope } from './speedscope.ts';
import { trace } from './trace.ts';

/** Sorted by name. */
export const importers: readonly Importer[] = [collapsed, cpuprofile, heapprofile, pprof, speedscope, trace];

const HEAD = 1 << 16;

/**
 * Profiles of a file's bytes (gzip already undone): one, or as many as the format holds. The content decides
 * what format it is; the name only where the content does not say.
 * @throws UserError, beginning with `fileName`, for whatever is not a whole profile with samples.
 */
export function importProfiles(bytes: Uint8Array, fileName: string): Profile[] {
  if (bytes.length === 0) throw new UserError(`${fileName}: the file is empty`, 'Record the profile again.');
  const sniff = sniffer(bytes, fileName);
  const name = fileName.toLowerCase();
  const importer =
    importers.find((i) => i.accepts(sniff)) ??
    importers.find((i) => i.extensions.some((ending) => name.endsWith(ending)));
  if (importer === undefined) {
    throw new UserError(
      `${fileName}: not a profile that Perfloop knows`,
      'It reads .cpuprofile, .heapprofile, speedscope, pprof, Chrome trace and collapsed stack files.',
    );
  }
  return importer.read(bytes, fileName);
}

function sniffer(bytes: Uint8Array, fileName: string): Sniff {
  const head = bytes.subarray(0, HEAD);
  let keys: readonly string[] | undefined;
  return {
    head,
    fileName: fileName.replace(/^.*[\\/]/, ''),
    text: decodeUtf8(head),
    keys: () => {
      keys ??= outerKeys(bytes, fileName);
      return keys;
    },
  };
}

/** As far as the text is JSON. */
function outerKeys(bytes: Uint8Array, fileName: string): string[] {
  const json = new JsonBytes(bytes, fileName);
  const keys: string[] = [];
  if (json.peek() !== Byte.OPEN_BRACE) return keys;
  try {
    if (!json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE)) return keys;
    do {
      keys.push(json.key());
      json.skip();
    } while (json.more(Byte.CLOSE_BRACE));
  } catch (error) {
    // The importer that is chosen will say what is wrong, and where.
    if (!(error instanceof UserError)) throw error;
  }
  return keys;
}
