/** Finds files by the names in them, so that after a small edit most need not be looked into. */
import type { FileSummary, Ref } from './summary.ts';

export interface Finder {
  /** All files that name something so, and perhaps others; in the order of all. */
  naming(name: string): Iterable<FileSummary>;
  /** All files whose functions others may find by a name, and perhaps others; in the order of all. */
  defining(name: string): Iterable<FileSummary>;
}

/** Calls of what a module exports by no name of its own. */
export const byDefault = ' default';

/** The name that something is asked for by; '' for what a file has itself. */
export function nameIn({ op, name }: Ref): string {
  if (op === 'import') {
    const imported = name.slice(name.indexOf('\n') + 1);
    return /^(default|=|\*)$/.test(imported) ? byDefault : imported;
  }
  return op === 'member' || op === 'unknown' || op === 'global' ? name : '';
}

/** What `naming` goes by, as hashes. */
export function mentionsIn(file: FileSummary): Set<number> {
  const names = new Set<number>();
  for (const ref of file.refs) {
    const name = nameIn(ref);
    if (name) names.add(hashOfName(name));
  }
  return names;
}

/** What `defining` goes by, as hashes: see `methodIndex`. */
export function definitionsIn({ classes, functions, objects, exports, refs }: FileSummary): Set<number> {
  const names = new Set<number>();
  const put = (name: string): unknown => names.add(hashOfName(name));
  for (const c of classes) Object.keys(c.methods).forEach(put);
  for (const f of functions) if (f.assigned || f.handed) put(f.name);
  for (const o of [...objects, exports])
    for (const [name, ref] of Object.entries(o)) if (refs[ref]!.op === 'fn') put(name);
  return names;
}

/** FNV-1a: two names of one hash cost a look into a file too many. */
export function hashOfName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h | 0;
}
