/** For formats whose files are small enough to be parsed whole: checked access to unknown JSON. */
import { UserError } from '../../../model.ts';
import { decodeUtf8 } from '../../utf8.ts';

/** What V8 can hold in one string, with some room. */
const MAX_TEXT = 500 * 2 ** 20;

export type Json = Readonly<Record<string, unknown>>;

/** @throws UserError where the bytes are no JSON. */
export function parseJson(bytes: Uint8Array, fileName: string): unknown {
  if (bytes.length > MAX_TEXT) {
    throw new UserError(
      `${fileName}: ${Math.round(bytes.length / 2 ** 20)} MB is more than this format can be read at`,
      'Save it as .cpuprofile or pprof, or record for a shorter time.',
    );
  }
  // The decoder leaves a byte order mark out.
  const text = decodeUtf8(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    const at = /position (\d+)/.exec(reason)?.[1];
    const cut = /end of JSON|Unterminated/.test(reason) || Number(at) >= text.trimEnd().length;
    throw new UserError(
      cut
        ? `${fileName}: ends in the middle of the JSON text`
        : `${fileName}: not valid JSON: ${reason.slice(0, 160)}`,
      cut ? 'The file is cut off: copy or record it again.' : 'Record or export the profile again.',
    );
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** '' where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `otherwise` where it is no finite number. */
export function num(value: unknown, otherwise = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
