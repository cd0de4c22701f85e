/** What members of values are: of modules, objects, instances, classes and things of known libraries. */
import { kinds } from './libraries/index.ts';
import type { FileSummary } from './summary.ts';
import { isShape, kindValue, known, lastPart, own, type Value } from './value.ts';

/** Where refs and exports are followed on. */
interface Followed {
  of(file: FileSummary, ref: number): Value | undefined;
  exported(file: FileSummary, name: string): Value | undefined;
}

export class Members {
  constructor(private readonly values: Followed) {}

  of(value: Value | undefined, name: string): Value | undefined {
    if (!value) return undefined;
    switch (value.t) {
      case 'module':
        return (
          this.values.exported(value.file, name) ?? { t: 'names', names: [lastPart(value.file.path), name] }
        );
      case 'object':
        return this.property(value.file, value.id, name);
      case 'instance':
        return this.instanceMember(value.file, value.id, name);
      case 'class':
        return this.staticMember(value.file, value.id, name);
      case 'kind':
        return this.kindMember(value, name);
      case 'package':
        return { ...value, path: [...value.path, name] };
      case 'names':
        return { t: 'names', names: [...value.names, name].slice(-5) };
      case 'fn':
        return this.assignedIn(value.file, name);
      default:
        return undefined;
    }
  }

  private readonly assigned = new Map<FileSummary, ReadonlyMap<string, number>>();
  /** `User.byId = function …`, `User.prototype.load = …` of a function that stands for a class: its file has one. */
  private assignedIn(file: FileSummary, name: string): Value | undefined {
    let known = this.assigned.get(file);
    if (!known) {
      const ids = new Map<string, number>();
      for (const [id, f] of file.functions.entries())
        if (f.assigned) ids.set(f.name, ids.has(f.name) ? -1 : id);
      known = ids;
      this.assigned.set(file, known);
    }
    const id = known.get(name) ?? -1;
    return id < 0 ? undefined : { t: 'fn', file, id };
  }

  private property(file: FileSummary, id: number, name: string): Value | undefined {
    const props = file.objects[id]!;
    const named = own(props, name);
    if (named !== undefined) return this.values.of(file, named);
    const found = this.spreadProperty(file, props, name);
    if (found) return found;
    // A map of similar things looked up by a computed key.
    if (name === '*') {
      for (const ref of Object.values(props)) {
        const v = this.values.of(file, ref);
        if (v && v.t !== 'names') return v;
      }
    }
    return { t: 'names', names: [name] };
  }

  /** Objects whose spreads are being searched: two may spread one another. */
  private readonly searching = new Set<object>();
  private spreadProperty(
    file: FileSummary,
    props: Readonly<Record<string, number>>,
    name: string,
  ): Value | undefined {
    if (this.searching.has(props)) return undefined;
    this.searching.add(props);
    let found: Value | undefined;
    for (const [key, ref] of Object.entries(props)) {
      if (!key.startsWith('...')) continue;
      found = known(this.of(this.values.of(file, ref), name));
      if (found) break;
    }
    this.searching.delete(props);
    return found;
  }

  private instanceMember(file: FileSummary, id: number, name: string, depth = 0): Value | undefined {
    const cls = file.classes[id]!;
    const method = own(cls.methods, name);
    if (method !== undefined) return { t: 'fn', file, id: method };
    const field = own(cls.fields, name);
    if (field !== undefined) {
      const v = this.values.of(file, field);
      if (v && v.t === 'names') return { t: 'names', names: [...v.names.slice(-2), name] };
      // Of a type's field that a package describes, the names say as much.
      if (v?.t === 'package' && isShape({ file, id })) return { t: 'names', names: [`:${cls.name}`, name] };
      return v ?? { t: 'names', names: [name] };
    }
    // In a static method `this` is the class.
    const fixed = own(cls.statics, name);
    if (fixed !== undefined) return { t: 'fn', file, id: fixed };
    const base = depth < 8 ? this.values.of(file, cls.base) : undefined;
    // What types extend is a type: it stands for one of its kind.
    if (base?.t === 'class' || base?.t === 'instance')
      return this.instanceMember(base.file, base.id, name, depth + 1);
    if (base?.t === 'kind') return this.kindMember({ kind: base.kind, cls: false }, name);
    return { t: 'names', names: [`:${cls.name}`, name] };
  }

  private staticMember(file: FileSummary, id: number, name: string, depth = 0): Value | undefined {
    const cls = file.classes[id]!;
    const method = own(cls.statics, name);
    if (method !== undefined) return { t: 'fn', file, id: method };
    const field = own(cls.fields, name);
    if (field !== undefined) return this.values.of(file, field);
    const base = depth < 8 ? this.values.of(file, cls.base) : undefined;
    if (base?.t === 'class') return this.staticMember(base.file, base.id, name, depth + 1);
    if (base?.t === 'kind') {
      const statics = kinds.get(base.kind)?.statics;
      return statics
        ? this.kindMember({ kind: statics, cls: false }, name)
        : { t: 'names', names: [cls.name, name] };
    }
    return { t: 'names', names: [cls.name, name] };
  }

  /** The library kind that a class inherits from, for `User.findAll()` and `user.save()`. */
  baseKind(v: Value | undefined, depth = 0): string {
    if (!v || depth > 8) return '';
    if (v.t === 'kind') return v.kind;
    if (v.t === 'list') return '';
    if (v.t !== 'class' && v.t !== 'instance') return '';
    const base = this.values.of(v.file, v.file.classes[v.id]!.base);
    const kind =
      base?.t === 'kind'
        ? base.kind
        : base?.t === 'class'
          ? this.baseKind({ ...base, t: 'instance' }, depth + 1)
          : '';
    return v.t === 'class' && kind ? (kinds.get(kind)?.statics ?? '') : kind;
  }

  private kindMember(of: { readonly kind: string; readonly cls: boolean }, name: string): Value | undefined {
    const k = kinds.get(of.kind);
    const to =
      of.cls && k?.statics ? own(kinds.get(k.statics)?.get, name) : (own(k?.get, name) ?? k?.get?.['*']);
    return to ? kindValue(to, name) : { t: 'names', names: [of.kind, name] };
  }
}
