/** Which benchmarks were asked for, as the filter that the verbs take: it is tested on `file > id`. */

export interface Selected {
  /** Workspace-relative, `/`. */
  readonly file: string;
  /** Groups and, of a benchmark, its name; empty for the whole file. */
  readonly path: readonly string[];
  readonly kind: 'file' | 'group' | 'benchmark';
}

/** Parameters and the number of a repeated name follow the name in an id. */
const suffix = '( \\[[^\\]]*\\])?( #\\d+)?';

export function filterOf(selected: readonly Selected[]): RegExp {
  const parts = selected.map(({ file, path, kind }) => {
    const start = escaped([file, ...path].join(' > '));
    return kind === 'benchmark' ? `${start}${suffix}$` : `${start} > `;
  });
  return new RegExp(`^(?:${parts.join('|')})`);
}

/** The id of the declaration that a measured id comes from: parameters and repeat taken off. */
export function declaredId(id: string): string {
  return id.replace(/( \[[^\]]*\])?( #\d+)?$/, '');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
