/** Formats of a review, sorted; one object a file. */
import { github } from './github.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';
import type { FindingsFormat } from './types.ts';

export const findingsFormats: readonly FindingsFormat[] = [github, json, markdown, sarif, text];
