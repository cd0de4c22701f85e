/** What files are called where there is little room: by their last name, with as much before it as tells them apart. */

export interface NamedFile {
  /** Absolute, of the workspace folder. */
  readonly root: string;
  /** Relative to it, with `/`. */
  readonly file: string;
}

/** @param several more than one workspace folder: then the folder's own name comes before a whole path */
export function shortNames(files: readonly NamedFile[], several: boolean): (of: NamedFile) => string {
  const key = ({ root, file }: NamedFile): string => `${root}\n${file}`;
  const parts = (f: NamedFile): string[] => [
    ...(several ? [f.root.split(/[\\/]/).at(-1) ?? ''] : []),
    ...f.file.split('/'),
  ];
  const names = new Map<string, string>();
  let open = [...new Map(files.map((f) => [key(f), f])).values()];
  for (let depth = 1; open.length > 0; depth++) {
    const named = open.map((f) => parts(f).slice(-depth).join('/'));
    const times = new Map<string, number>();
    for (const name of named) times.set(name, (times.get(name) ?? 0) + 1);
    const left: NamedFile[] = [];
    for (const [i, f] of open.entries()) {
      const whole = parts(f).length <= depth;
      if (times.get(named[i]!) === 1 || whole) names.set(key(f), named[i]!);
      else left.push(f);
    }
    open = left;
  }
  return (of) => names.get(key(of)) ?? of.file;
}
