/**
 * The sampler knows of a tick only its line. Some loaders (tsx) print a whole file on one line, and then no tool
 * could tell the lines of the original apart. So code with an inline source map in which one line holds several
 * original lines gets line breaks, where they cannot change its meaning, and its map is shifted to match.
 */
import { type CodePlaces, placesInCode } from './reflow-places.ts';
import { decodeMappings, encodeMappings, type Segment } from './vlq.ts';

const INLINE_MAP =
  /\/\/[#@] sourceMappingURL=data:application\/json;(?:charset=[\w-]+;)?base64,([A-Za-z0-9+/=]+)\s*$/;

/** A cheap look at the end: files without an inline map cost nothing. */
const TAIL = 'sourceMappingURL=data:application/json';

export function holdsInlineMap(code: string): boolean {
  return code.includes(TAIL);
}

/** Code that is already laid out, cannot be understood, or has no inline map comes back as it is. */
export function reflow(code: string): string {
  if (!holdsInlineMap(code)) return code;
  const found = INLINE_MAP.exec(code.slice(code.lastIndexOf('//')));
  if (!found) return code;
  const start = code.lastIndexOf('//');
  try {
    const map = JSON.parse(Buffer.from(found[1] ?? '', 'base64').toString('utf8')) as { mappings?: unknown };
    if (typeof map.mappings !== 'string') return code;
    const body = code.slice(0, start);
    const laid = layOut(body, decodeMappings(map.mappings));
    if (!laid) return code;
    const json = JSON.stringify({ ...map, mappings: encodeMappings(laid.lines) });
    const url = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString('base64')}`;
    return `${laid.code}${url}\n`;
  } catch {
    return code;
  }
}

interface LaidOut {
  readonly code: string;
  readonly lines: readonly (readonly Segment[])[];
}

function layOut(body: string, mapped: readonly (readonly Segment[])[]): LaidOut | null {
  if (!mapped.some(holdsSeveralLines)) return null;
  const places = placesInCode(body);
  if (!places) return null;
  const code: string[] = [];
  const lines: Segment[][] = [];
  let offset = 0;
  let broken = false;
  for (const [index, text] of body.split('\n').entries()) {
    const laid = layOutLine(text, mapped[index] ?? [], offset, places);
    broken ||= laid.lines.length > 1;
    code.push(laid.code);
    lines.push(...laid.lines);
    offset += text.length + 1;
  }
  return broken ? { code: code.join('\n'), lines } : null;
}

function holdsSeveralLines(segments: readonly Segment[]): boolean {
  return segments.some(
    (s) => s.source >= 0 && segments[0]?.source === s.source && segments[0].line !== s.line,
  );
}

function layOutLine(
  text: string,
  segments: readonly Segment[],
  offset: number,
  places: CodePlaces,
): { code: string; lines: Segment[][] } {
  const pieces: string[] = [];
  const lines: Segment[][] = [[]];
  let from = 0;
  let last: Segment | undefined;
  for (const segment of segments) {
    const moved =
      last && segment.source >= 0 && (segment.line !== last.line || segment.source !== last.source);
    if (moved && segment.column > from && places.mayBreak(offset + segment.column)) {
      pieces.push(text.slice(from, segment.column));
      from = segment.column;
      lines.push([]);
    }
    if (segment.source >= 0) last = segment;
    lines.at(-1)?.push({ ...segment, column: segment.column - from });
  }
  pieces.push(text.slice(from));
  return { code: pieces.join('\n'), lines };
}
