/** Aligned columns of plain text, no wider than the terminal. */

export interface Column {
  readonly align: 'left' | 'right';
  /** May be shortened to fit, and how: a path keeps both ends, a text its start. */
  readonly shrink?: 'path' | 'end';
  readonly header?: string;
  /** Wraps a padded cell in colour. */
  readonly style?: (cell: string, row: number) => string;
  /** Least width when shrunk. */
  readonly least?: number;
}

/** A path keeps its last folders, and its first where it is relative: `src/…/orders/merge.js:41`. */
export function shortenPath(path: string, width: number): string {
  if ([...path].length <= width) return path;
  const segments = path.split('/');
  const head = path.startsWith('/') || segments[0]!.length > 12 ? '…/' : `${segments[0]}/…/`;
  for (let from = 1; from < segments.length; from++) {
    const short = head + segments.slice(from).join('/');
    if ([...short].length <= width) return short;
  }
  return shortenMiddle(path, width);
}

/** Keeps both ends, more of the last. */
export function shortenMiddle(text: string, width: number): string {
  const chars = [...text];
  if (chars.length <= width) return text;
  if (width <= 1) return '…'.slice(0, width);
  const tail = Math.min(width - 1, Math.ceil((width - 1) * 0.65));
  const head = width - 1 - tail;
  return `${chars.slice(0, head).join('')}…${chars.slice(chars.length - tail).join('')}`;
}

export function shortenEnd(text: string, width: number): string {
  const chars = [...text];
  if (chars.length <= width) return text;
  return width <= 1 ? '…'.slice(0, width) : `${chars.slice(0, width - 1).join('')}…`;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length));
  return align === 'right' ? space + text : text + space;
}

/** Natural widths, then the shrinkable columns give way, widest first, until the row fits. */
function widths(columns: readonly Column[], rows: readonly (readonly string[])[], limit: number): number[] {
  const result = columns.map((c, i) =>
    Math.max([...(c.header ?? '')].length, ...rows.map((r) => [...(r[i] ?? '')].length), 0),
  );
  let over = result.reduce((a, b) => a + b, 0) + 2 * (columns.length - 1) - limit;
  while (over > 0) {
    let widest = -1;
    for (const [i, column] of columns.entries()) {
      if (!column.shrink || result[i]! <= (column.least ?? 12)) continue;
      if (widest < 0 || result[i]! > result[widest]!) widest = i;
    }
    if (widest < 0) break;
    result[widest]! -= 1;
    over -= 1;
  }
  return result;
}

/** Lines without a trailing newline; the indent counts towards the width. */
export function renderColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly width: number; readonly indent: string; readonly dim: (text: string) => string },
): string[] {
  const size = widths(columns, rows, options.width - options.indent.length);
  const line = (cells: readonly string[], row: number) => {
    const parts = columns.map((column, i) => {
      const raw = cells[i] ?? '';
      const fit = column.shrink === 'path' ? shortenPath(raw, size[i]!) : shortenEnd(raw, size[i]!);
      const last = i === columns.length - 1 && column.align === 'left';
      const cell = last ? fit : pad(fit, size[i]!, column.align);
      return row >= 0 && column.style ? column.style(cell, row) : cell;
    });
    return (options.indent + parts.join('  ')).trimEnd();
  };
  const out = rows.map((cells, row) => line(cells, row));
  const headers = columns.map((c) => c.header ?? '');
  return headers.some((h) => h !== '') ? [options.dim(line(headers, -1)), ...out] : out;
}
