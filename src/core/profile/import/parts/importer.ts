import type { Profile } from '../../../model.ts';

/** What an importer may look at to recognise its format. */
export interface Sniff {
  /** The first 64 KiB, as text (bytes that are not UTF-8 are replaced). */
  readonly text: string;
  readonly head: Uint8Array;
  /** Without folders. */
  readonly fileName: string;
  /** Keys of the outermost JSON object, [] where it is none. Reads the whole file: ask last. */
  readonly keys: () => readonly string[];
}

/** One file format. */
export interface Importer {
  readonly name: string;
  /** Endings of file names, in lower case, asked when no importer knows the content. */
  readonly extensions: readonly string[];
  /** Whether the content is this format's, whatever the file is called. */
  readonly accepts: (sniff: Sniff) => boolean;
  /** @throws UserError, starting with `fileName`. At least one profile, each with at least one sample. */
  readonly read: (bytes: Uint8Array, fileName: string) => Profile[];
}
