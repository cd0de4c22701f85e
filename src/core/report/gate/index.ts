/** Formats of comparisons and gates, sorted by name. */
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { text } from './text.ts';
import type { GateFormat } from './types.ts';

export const gateFormats: readonly GateFormat[] = [github, json, junit, markdown, text];
