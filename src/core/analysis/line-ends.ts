/** Lines as editors and git count them: the language ends one at U+2028 and U+2029 as well, and so does the parser. */

const separators = ['\u2028', '\u2029'] as const;

interface Position {
  line: number;
  column: number;
  readonly index: number;
}

/** Sets right where everything of a tree is, in the few files that have such a character. Positions may be shared. */
export function countAsEditors(text: string, roots: readonly unknown[]): void {
  if (!separators.some((s) => text.includes(s))) return;
  const starts = startsOf(text);
  const todo: unknown[] = [...roots];
  for (let x = todo.pop(); x !== undefined; x = todo.pop()) {
    for (const [key, value] of Object.entries(x as object)) {
      if (typeof value !== 'object' || value === null) continue;
      if (key !== 'loc') todo.push(value);
      else
        for (const end of ['start', 'end'] as const)
          place((value as Record<typeof end, Position>)[end], starts);
    }
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (const m of text.matchAll(/\r\n|[\r\n]/g)) starts.push(m.index + m[0].length);
  return starts;
}

function place(at: Position, starts: readonly number[]): void {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at.index) low = middle;
    else high = middle - 1;
  }
  at.line = low + 1;
  at.column = at.index - starts[low]!;
}
