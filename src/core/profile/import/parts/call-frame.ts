/** V8's call frames, where a parsed JSON object has one. */
import type { ProfileBuilder } from '../../build.ts';
import { fileFromUrl } from '../../paths.ts';
import { type Json, num, text } from './json-text.ts';

/** `shift`: 1 where the file counts lines from 0, as the inspector does; 0 where from 1. */
export function addCallFrame(builder: ProfileBuilder, frame: Json, shift: 0 | 1): number {
  const line = num(frame.lineNumber, -1) + shift;
  const column = num(frame.columnNumber, -1) + shift;
  return builder.frame(text(frame.functionName), fileFromUrl(text(frame.url)), line, line > 0 ? column : 0);
}
