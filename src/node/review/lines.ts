/** Lines of reviewed files, for those who show code. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReviewResult } from './review.ts';

/** @returns lines of a file, undefined where it cannot be read; each file is read once */
export function lineReader(
  root: string,
  texts: ReviewResult['texts'],
): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, linesOf(path.join(root, file), texts.get(file)));
    return known.get(file);
  };
}

/** As editors have them: a carriage return alone ends one, too, U+2028 does not. */
export function linesIn(text: string): string[] {
  return text.split(/\r\n|[\n\r]/);
}

function linesOf(file: string, text: string | undefined): readonly string[] | undefined {
  try {
    // A byte order mark is no part of the first line that anybody wants to read.
    return linesIn((text ?? readFileSync(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
