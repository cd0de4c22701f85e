/** Functions, packages and files of several profiles under common numbers. */
import type { Origin, Profile } from '../model.ts';
import { ownerOf } from './origin.ts';

export interface IndexedFunction {
  readonly name: string;
  /** As FrameTable has it. */
  readonly file: string;
  readonly fileId: number;
  readonly line: number;
  readonly column: number;
  readonly origin: Origin;
  readonly pkg: string;
  readonly pkgId: number;
  /** No function but a mark of the engine that holds no work of its own: (root), (idle). */
  readonly state: boolean;
}

export class FunctionIndex {
  readonly functions: IndexedFunction[] = [];
  readonly packages: string[] = [];
  readonly files: string[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly byPackage = new Map<string, number>();
  private readonly byFile = new Map<string, number>();

  constructor(private readonly roots: readonly string[]) {}

  /** Common number of each frame of the profile. */
  of(profile: Profile): Int32Array {
    const { frames, strings } = profile;
    const ids = new Int32Array(frames.length);
    for (let f = 0; f < frames.length; f++) {
      const name = strings[frames.name[f]!]!;
      const file = strings[frames.file[f]!]!;
      ids[f] = this.functionId(name, file, frames.line[f]!, frames.column[f]!);
    }
    return ids;
  }

  private functionId(name: string, file: string, line: number, column: number): number {
    const key = `${line}:${column}:${name}\0${file}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const id = this.functions.length;
    const { origin, pkg } = ownerOf(file, this.roots);
    this.functions.push({
      name: name === '' ? '(anonymous)' : name,
      file,
      fileId: number(this.byFile, this.files, file),
      line,
      column,
      origin,
      pkg,
      pkgId: number(this.byPackage, this.packages, pkg),
      state: file === '' && (name === '(root)' || name === '(idle)'),
    });
    this.byKey.set(key, id);
    return id;
  }
}

function number(index: Map<string, number>, list: string[], text: string): number {
  let id = index.get(text);
  if (id === undefined) {
    id = list.length;
    list.push(text);
    index.set(text, id);
  }
  return id;
}
