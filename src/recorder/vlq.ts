/** Mappings of a source map (version 3): base64 VLQ, `;` between generated lines, `,` between segments. */

export interface Segment {
  /** Generated column, 0-based. */
  readonly column: number;
  /** -1: a segment that maps to nothing. */
  readonly source: number;
  readonly line: number;
  readonly originalColumn: number;
  /** -1: none. */
  readonly name: number;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i;

/** @throws Error where the text is no mapping. */
export function decodeMappings(text: string): Segment[][] {
  const lines: Segment[][] = [];
  // Everything but the column runs on over the lines.
  const running = [0, 0, 0, 0, 0];
  for (const line of text.split(';')) {
    running[0] = 0;
    const segments: Segment[] = [];
    for (const part of line === '' ? [] : line.split(',')) {
      const fields = decodeVlq(part);
      for (const [i, value] of fields.entries()) running[i] = (running[i] ?? 0) + value;
      segments.push({
        column: running[0] ?? 0,
        source: fields.length > 1 ? (running[1] ?? 0) : -1,
        line: running[2] ?? 0,
        originalColumn: running[3] ?? 0,
        name: fields.length > 4 ? (running[4] ?? 0) : -1,
      });
    }
    lines.push(segments);
  }
  return lines;
}

export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  const running = [0, 0, 0, 0, 0];
  const put = (field: number, value: number): string => {
    const text = encodeVlq(value - (running[field] ?? 0));
    running[field] = value;
    return text;
  };
  return lines
    .map((segments) => {
      running[0] = 0;
      return segments
        .map((s) => {
          let text = put(0, s.column);
          if (s.source < 0) return text;
          text += put(1, s.source) + put(2, s.line) + put(3, s.originalColumn);
          return s.name < 0 ? text : text + put(4, s.name);
        })
        .join(',');
    })
    .join(';');
}

function decodeVlq(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = VALUES[text.charCodeAt(i)] ?? -1;
    if (digit < 0) throw new Error('not a mapping');
    value += (digit & 31) * 2 ** shift;
    if (digit & 32) {
      shift += 5;
      continue;
    }
    values.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
    value = 0;
    shift = 0;
  }
  return values;
}

function encodeVlq(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[rest > 0 ? digit + 32 : digit];
  } while (rest > 0);
  return text;
}
