/** What a ref comes to. */
import type { FileSummary } from './summary.ts';

export type Value =
  | { readonly t: 'fn'; readonly file: FileSummary; readonly id: number }
  | { readonly t: 'class'; readonly file: FileSummary; readonly id: number }
  | { readonly t: 'instance'; readonly file: FileSummary; readonly id: number }
  | { readonly t: 'object'; readonly file: FileSummary; readonly id: number }
  | { readonly t: 'module'; readonly file: FileSummary }
  /** Something of a known library; `cls` where it is the class itself. */
  | { readonly t: 'kind'; readonly kind: string; readonly cls: boolean }
  /** Something of a package that no library file describes. */
  | { readonly t: 'package'; readonly name: string; readonly path: readonly string[] }
  /** A constant list. */
  | { readonly t: 'list'; readonly size: number; readonly element: Value | undefined }
  /** Only names: nearest last; a type's name starts with ':'. */
  | { readonly t: 'names'; readonly names: readonly string[] };

/** A record's own entry: names come from code, and may be `constructor` or `toString`. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What is more than a name. */
export function known(v: Value | undefined): Value | undefined {
  return v && v.t !== 'names' ? v : undefined;
}

/** Of a class without methods, which may be a type: its fields are what is known. */
export function isShape({ file, id }: { readonly file: FileSummary; readonly id: number }): boolean {
  const { methods, statics, base } = file.classes[id]!;
  return base < 0 && Object.keys(methods).length === 0 && Object.keys(statics).length === 0;
}

export function kindValue(kind: string, name: string): Value {
  const cls = kind.startsWith('new ');
  const plain = cls ? kind.slice(4) : kind;
  // Functions imported one by one keep their own name: `readFileSync` is told from `createReadStream` by it.
  return { t: 'kind', kind: plain === 'fs.named' ? `fs.named:${name}` : plain, cls };
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
