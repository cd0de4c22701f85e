/** Follows refs across files to what they are: a function, a class's instance, a library's client, or a name. */
import { exportKind, importKind, kinds } from './libraries/index.ts';
import { Members } from './members.ts';
import type { Modules } from './modules.ts';
import type { FileSummary, Ref } from './summary.ts';
import { isShape, kindValue, known, lastPart, own, type Value } from './value.ts';

const maxDepth = 40;
/** Files that re-export one another whole, of which a name is looked for. */
const maxBarrels = 1000;

/** What `new` makes of a model, by the model's kind. */
const made: ReadonlyMap<string, string> = new Map(
  [...kinds].flatMap(([name, k]) => (k.statics?.endsWith('.model') ? [[k.statics, name] as const] : [])),
);

export class Values {
  private readonly memo = new Map<FileSummary, (Value | null)[]>();
  private readonly members: Members = new Members(this);
  private depth = 0;

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly modules: Modules,
  ) {}

  /** Value of a ref; undefined where unknown or circular. */
  of(file: FileSummary, ref: number): Value | undefined {
    if (ref < 0) return undefined;
    let memo = this.memo.get(file);
    if (!memo) {
      memo = [];
      this.memo.set(file, memo);
    }
    const known = memo[ref];
    if (known !== undefined) return known ?? undefined;
    if (this.depth > maxDepth) return undefined;
    memo[ref] = null;
    this.depth++;
    const value = this.evaluate(file, file.refs[ref]!);
    this.depth--;
    memo[ref] = value ?? null;
    return value;
  }

  private evaluate(file: FileSummary, ref: Ref): Value | undefined {
    switch (ref.op) {
      case 'import': {
        const [module, name] = ref.name.split('\n') as [string, string];
        return this.imported(file, module, name);
      }
      case 'fn':
        return { t: 'fn', file, id: ref.id };
      case 'class':
        return { t: 'class', file, id: ref.id };
      case 'this':
        return { t: 'instance', file, id: ref.id };
      case 'super':
        return this.superOf(file, ref.id);
      case 'obj':
        return { t: 'object', file, id: ref.id };
      case 'member':
        return this.ofPackage(file, ref) ?? this.members.of(this.filledLater(file, ref.of), ref.name);
      case 'instance':
        return this.instance(this.of(file, ref.of), ref.name);
      case 'result':
        return this.result(file, ref.of);
      case 'item':
        return this.item(this.of(file, ref.of));
      case 'param':
        return this.param(file, ref);
      case 'or':
        return this.better(this.of(file, ref.of), () => this.orElse(file, ref));
      case 'list':
        return ref.of >= 0
          ? { t: 'list', size: -1, element: this.of(file, ref.of) }
          : { t: 'list', size: ref.id, element: undefined };
      case 'keys': {
        const size = this.sizeOf(this.of(file, ref.of));
        return size === undefined
          ? { t: 'names', names: ['Object', 'keys()'] }
          : { t: 'list', size, element: undefined };
      }
      case 'joined': {
        const sizes = [ref.of, ref.id]
          .map((r) => this.of(file, r))
          .map((v) => (v?.t === 'list' ? v.size : -1));
        return sizes.some((s) => s < 0)
          ? undefined
          : { t: 'list', size: sizes[0]! + sizes[1]!, element: undefined };
      }
      case 'global':
      case 'unknown':
        return { t: 'names', names: [ref.name] };
    }
  }

  /** `registry.users` of `registry = { users: {} }`: something else is put there, which its name tells more of. */
  private filledLater(file: FileSummary, id: number): Value | undefined {
    const v = this.of(file, id);
    const { op, name } = file.refs[id]!;
    return op === 'member' && v?.t === 'object' && this.sizeOf(v) === 0 ? { t: 'names', names: [name] } : v;
  }

  /** `require('redis').createClient`: what the package exports by that name. */
  private ofPackage(file: FileSummary, ref: Ref): Value | undefined {
    const whole = file.refs[ref.of]!;
    if (whole.op !== 'import' || this.of(file, ref.of)?.t !== 'kind') return undefined;
    const [module, name] = whole.name.split('\n') as [string, string];
    if (!/^(=|\*|default)$/.test(name)) return undefined;
    const said = known(this.members.of(this.of(file, ref.of), ref.name));
    const kind = said ? '' : exportKind(module, ref.name);
    return said ?? (kind ? kindValue(kind, ref.name) : undefined);
  }

  /** How many items or entries a value has that is written out in the code; undefined where it is not. */
  sizeOf(v: Value | undefined): number | undefined {
    if (v?.t === 'list' && v.size >= 0) return v.size;
    return v?.t === 'object' ? Object.keys(v.file.objects[v.id]!).length : undefined;
  }

  /** How many are given where nobody says otherwise tells nothing of the others. */
  private orElse(file: FileSummary, { name, id }: Ref): Value | undefined {
    const v = this.of(file, id);
    return name === '=' && v?.t === 'list' ? undefined : v;
  }

  private better(a: Value | undefined, b: () => Value | undefined): Value | undefined {
    // `const kinds: Kind[] = ['a', 'b']`: the type does not say how many.
    if (a?.t === 'list' && a.size < 0) {
      const written = b();
      return written?.t === 'list' && written.size >= 0 ? { ...a, size: written.size } : a;
    }
    // `const context: Context = makeContext()`: what is made has what the type only names.
    const says = a && a.t !== 'names' && a.t !== 'package' && !(a.t === 'instance' && isShape(a));
    return says ? a : (known(b()) ?? a ?? b());
  }

  /** Prisma writes its client to where it is told to, which is mostly kept out of the repository. */
  private imported(file: FileSummary, module: string, name: string): Value | undefined {
    const path = this.modules.resolve(file.path, module);
    const target = path ? this.files.get(path) : undefined;
    if (name === 'PrismaClient') {
      const made = target && known(this.exported(target, name));
      return made ?? kindValue(importKind('@prisma/client', name), name);
    }
    if (target)
      return (
        this.exported(target, name) ?? {
          t: 'names',
          names: [name === 'default' || name === '*' ? lastPart(module) : name],
        }
      );
    if (path || /^[.@~#]?\//.test(module))
      return {
        t: 'names',
        names: [name === 'default' || name === '*' || name === '=' ? lastPart(module) : name],
      };
    const kind = importKind(module, name === '=' ? '*' : name);
    if (kind) return kindValue(kind === 'fs.named' ? `fs.named` : kind, name);
    return {
      t: 'package',
      name: module,
      path: name === 'default' || name === '*' || name === '=' ? [] : [name],
    };
  }

  /** @param asked files that were asked already: those that re-export one another are asked once each */
  exported(file: FileSummary, name: string, asked?: Set<FileSummary>): Value | undefined {
    if (name === '*') return { t: 'module', file };
    if (name === '=') {
      const whole = file.exports['='];
      if (whole !== undefined) return this.of(file, whole);
      return { t: 'module', file };
    }
    const named = own(file.exports, name);
    if (named !== undefined) return this.of(file, named);
    if (file.stars.length > 0) {
      const known = asked ?? new Set();
      known.add(file);
      for (const target of this.starred(file)) {
        if (known.has(target) || known.size > maxBarrels) continue;
        const found = this.exported(target, name, known);
        if (found) return found;
      }
    }
    const whole = file.exports['='];
    if (whole !== undefined)
      return name === 'default' ? this.of(file, whole) : known(this.members.of(this.of(file, whole), name));
    return name === 'default' &&
      Object.keys(file.exports).length > 0 &&
      !file.exports['default'] &&
      file.modules.length === 0
      ? { t: 'module', file }
      : undefined;
  }

  private readonly stars = new Map<FileSummary, readonly FileSummary[]>();
  /** Files of the workspace that a file re-exports whole. */
  private starred(file: FileSummary): readonly FileSummary[] {
    let targets = this.stars.get(file);
    if (!targets) {
      targets = file.stars
        .map((star) => this.files.get(this.modules.resolve(file.path, star)))
        .filter((t) => t !== undefined);
      this.stars.set(file, targets);
    }
    return targets;
  }

  member(of: Value | undefined, name: string): Value | undefined {
    return this.members.of(of, name);
  }

  /** The library kind that a class inherits from, for `User.findAll()` and `user.save()`. */
  baseKind(v: Value | undefined): string {
    return this.members.baseKind(v);
  }

  private instance(of: Value | undefined, name: string): Value | undefined {
    if (!of) return name ? { t: 'names', names: [`:${name}`] } : undefined;
    if (of.t === 'class') return { t: 'instance', file: of.file, id: of.id };
    // `new User(data)` of a model that a call made: one of its documents.
    if (of.t === 'kind') {
      // `model: AnyModel` of `type AnyModel = typeof User | typeof Post`: the model itself.
      // `db: Knex` of `import Knex from 'knex'`: a function that makes one stands for what it makes.
      const k = of.cls ? undefined : kinds.get(of.kind);
      const makes = k && !k.effect ? k.returns?.['()'] : undefined;
      const kind = of.cls || /Model$/.test(name) ? of.kind : (makes ?? made.get(of.kind) ?? of.kind);
      return { t: 'kind', kind, cls: false };
    }
    if (of.t === 'names') return { t: 'names', names: [`:${of.names.at(-1)?.replace(/^:/, '')}`] };
    return of;
  }

  private superOf(file: FileSummary, id: number): Value | undefined {
    const base = this.of(file, file.classes[id]!.base);
    return base?.t === 'class'
      ? { t: 'instance', file: base.file, id: base.id }
      : base?.t === 'kind'
        ? { ...base, cls: false }
        : base;
  }

  private result(file: FileSummary, calleeRef: number): Value | undefined {
    const callee = file.refs[calleeRef]!;
    if (callee.op === 'member') {
      const base = this.of(file, callee.of);
      const kind = this.members.baseKind(base);
      if (kind) {
        const to = own(kinds.get(kind)?.returns, callee.name) ?? kinds.get(kind)?.returns?.['*'];
        if (to) return kindValue(to, callee.name);
      }
    }
    const v = this.of(file, calleeRef);
    if (v?.t === 'fn') {
      const ret = this.of(v.file, v.file.functions[v.id]!.ret);
      return ret ?? { t: 'names', names: [`${v.file.functions[v.id]!.name}()`] };
    }
    if (v?.t === 'class') return { t: 'instance', file: v.file, id: v.id };
    if (v?.t === 'kind') {
      const to = kinds.get(v.kind)?.returns?.['()'];
      return to ? kindValue(to, '') : undefined;
    }
    if (v?.t === 'package') return { ...v, path: [...v.path, '()'] };
    // `module.exports = (sequelize, DataTypes) => sequelize.define('Order', …)`
    if (v?.t === 'names' && v.names.at(-1) === 'define' && v.names.at(-2) === 'sequelize')
      return { t: 'kind', kind: 'sequelize.model', cls: false };
    if (v?.t === 'names') return { t: 'names', names: [...v.names.slice(0, -1), `${v.names.at(-1)}()`] };
    return undefined;
  }

  private item(of: Value | undefined): Value | undefined {
    // `const [save] = useSaveMutation()`: calling it is a request.
    const hook = of?.t === 'names' ? of.names : of?.t === 'package' ? of.path.slice(0, -1) : [];
    if (/^use\w*Mutation(\(\))?$/.test(hook.at(-1) ?? ''))
      return { t: 'kind', kind: 'http.client', cls: false };
    if (of?.t === 'list') return of.element;
    if (of?.t === 'kind') {
      const element = kinds.get(of.kind)?.element;
      return element ? kindValue(element, '') : undefined;
    }
    return undefined;
  }

  /** Parameter of a callback: what the called method hands to it. */
  private param(file: FileSummary, ref: Ref): Value | undefined {
    const callee = file.refs[ref.of]!;
    if (callee.op === 'member') {
      const base = this.of(file, callee.of);
      const kind = this.members.baseKind(base);
      const to = kind && ref.id === 0 ? own(kinds.get(kind)?.callback, callee.name) : undefined;
      if (to) return kindValue(to, '');
      if (/^(map|forEach|filter|flatMap|find|some|every)$/.test(callee.name) && ref.id === 0) {
        const item = this.item(base);
        if (item) return item;
      }
      if (callee.name === 'then' && ref.id === 0 && base)
        return base.t === 'names' ? { t: 'names', names: [ref.name] } : base;
    }
    return { t: 'names', names: [ref.name] };
  }
}
