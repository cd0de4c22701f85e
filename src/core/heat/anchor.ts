/**
 * Heat that survives edits. A baseline remembers each line of a file, as a hash, at the time of the recording;
 * comparing it with the text of now tells where each measured line went, and whether it is still the same code.
 */

/** Serialisable, stored beside a recording. Index 0 of `hashes` is line 1; 0 stands for blank and comment lines. */
export interface Baseline {
  readonly version: 1;
  readonly hashes: readonly number[];
  /** First and last line of each measured function, 1-based. */
  readonly bodies: readonly (readonly [number, number])[];
}

/** Where the lines of a baseline are now. Index 0 is line 1. */
export interface LineMap {
  /** Line now, 1-based; 0 = gone. */
  readonly to: Int32Array;
  /** 1 where the line's own code changed. */
  readonly changed: Uint8Array;
  readonly now: readonly number[];
}

/** Blank and comment-only lines hash to 0 and white space counts as one blank: formatting is not a change. */
export function lineHashes(text: string): number[] {
  return text.split(/\r\n|\r|\n/).map(hashLine);
}

function hashLine(line: string): number {
  const code = line.trim();
  if (code === '' || code.startsWith('//')) return 0;
  let hash = 0x811c9dc5;
  let blank = false;
  for (let i = 0; i < code.length; i++) {
    const c = code.charCodeAt(i);
    if (c === 32 || c === 9) {
      blank = true;
      continue;
    }
    if (blank) hash = Math.imul(hash ^ 32, 0x01000193);
    blank = false;
    hash = Math.imul(hash ^ c, 0x01000193);
  }
  return hash >>> 0 || 1;
}

/** Longest run of differences that is searched for an optimal answer; beyond it the rest counts as replaced. */
const maxEdits = 1500;

export function mapLines(before: readonly number[], now: readonly number[]): LineMap {
  const to = new Int32Array(before.length);
  const changed = new Uint8Array(before.length);
  let head = 0;
  while (head < before.length && head < now.length && before[head] === now[head]) to[head] = ++head;
  let a = before.length;
  let b = now.length;
  while (a > head && b > head && before[a - 1] === now[b - 1]) to[--a] = b--;
  for (const [x, y] of matches(before.slice(head, a), now.slice(head, b))) to[head + x] = head + y + 1;
  pairReplaced(to, changed, now.length);
  return { to, changed, now };
}

/** A block of lines that was rewritten keeps its order: the n-th old line is shown at the n-th new one. */
function pairReplaced(to: Int32Array, changed: Uint8Array, nowLength: number): void {
  let previous = 0;
  for (let i = 0; i < to.length; i++) {
    if (to[i] !== 0) {
      previous = to[i]!;
      continue;
    }
    let end = i;
    while (end < to.length && to[end] === 0) end++;
    const limit = end < to.length ? to[end]! : nowLength + 1;
    for (let k = i; k < end; k++) {
      changed[k] = 1;
      const line = previous + 1 + (k - i);
      to[k] = line < limit ? line : 0;
    }
    i = end - 1;
  }
}

/** Pairs of equal lines in both, in order: Myers' greedy search for the shortest edit script. */
function matches(a: readonly number[], b: readonly number[]): [number, number][] {
  const max = Math.min(a.length + b.length, maxEdits);
  const middle = max + 1;
  const reach = new Int32Array(2 * max + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= max; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1]! < reach[middle + k + 1]!);
      let x = down ? reach[middle + k + 1]! : reach[middle + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
    // Only the diagonals that this step reached are kept: memory grows with the edits, not with the file.
    trace.push(reach.slice(middle - d - 1, middle + d + 2));
  }
  return [];
}

/** From the end of both to their start, along the furthest-reaching paths. */
function walkBack(trace: readonly Int32Array[], aLength: number, bLength: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = aLength;
  let y = bLength;
  for (let d = trace.length; d > 0; d--) {
    const reach = trace[d - 1]!;
    const at = (k: number) => reach[k + d] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = down ? k + 1 : k - 1;
    // The run of equal lines that followed this step's one edit starts where the edit ended.
    const startX = down ? at(from) : at(from) + 1;
    while (x > startX) pairs.push([--x, --y]);
    x = at(from);
    y = x - from;
  }
  while (x > 0) pairs.push([--x, --y]);
  return pairs;
}

/** Is the body, first to last line of the baseline, still the same code, wherever it stands now? */
export function bodyUnchanged(baseline: Baseline, map: LineMap, body: readonly [number, number]): boolean {
  let previous = 0;
  for (let line = body[0]; line <= Math.min(body[1], baseline.hashes.length); line++) {
    if (baseline.hashes[line - 1] === 0) continue;
    const now = map.to[line - 1]!;
    if (now === 0 || map.changed[line - 1] === 1) return false;
    for (let between = previous + 1; previous > 0 && between < now; between++) {
      if (map.now[between - 1] !== 0) return false;
    }
    previous = now;
  }
  return true;
}
