/** Which file that is gone a new one was: git tells it of what is staged, and of what little was edited. */

/** Common lines, of those of the longer text: of files that keep their names, and of others. */
const alike = { named: 0.25, other: 0.5 } as const;

/**
 * Each of either side once at most, the most alike first.
 * @param gone texts by path in the base
 * @param added texts by path now
 * @returns path in the base by path now
 */
export function movedFiles(
  gone: ReadonlyMap<string, string>,
  added: ReadonlyMap<string, string>,
): Map<string, string> {
  const moved = new Map<string, string>();
  const before = [...gone].map(([path, text]) => ({ path, lines: linesOf(text) }));
  const pairs: { readonly from: string; readonly to: string; readonly share: number }[] = [];
  for (const [to, text] of added) {
    const lines = linesOf(text);
    for (const b of before) {
      const share = common(b.lines, lines) / Math.max(b.lines.length, lines.length, 1);
      if (share >= (nameOf(b.path) === nameOf(to) ? alike.named : alike.other))
        pairs.push({ from: b.path, to, share });
    }
  }
  const taken = new Set<string>();
  for (const { from, to } of pairs.sort((a, b) => b.share - a.share)) {
    if (moved.has(to) || taken.has(from)) continue;
    moved.set(to, from);
    taken.add(from);
  }
  return moved;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}

/** Sorted; where imports start from changes with the folder. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/(['"])\.{1,2}\/(?:[^'"]*\/)?([^'"/]*)\1/g, '$2'))
    .filter((line) => /\w/.test(line))
    .sort();
}

function common(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      n++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return n;
}
