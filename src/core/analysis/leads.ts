/** Which functions of the workspace a call may lead to: by its value, by what it is called on, by its name alone. */
import { commonNames, methodIndex, type Named, othersThan, ownerKey, type Target } from './by-name.ts';
import type { Finder } from './finder.ts';
import { kinds } from './libraries/index.ts';
import { Places } from './places.ts';
import type { CallRow, FileSummary } from './summary.ts';
import { own, type Value } from './value.ts';
import type { Values } from './values.ts';

/**
 * Types of the language, whose methods are nobody else's, whatever the value is called, what a browser keeps for a page,
 * and what gathers calls to send them at once: `redis.pipeline().get(key)`.
 */
export const builtIn =
  /^(local|session)Storage$|^((create|get|new)?[pP]ipeline|multi|batch)\(\)$|^:(Readonly|Weak)?(Map|Set|Array)$|^:(Date|RegExp|URL|URLSearchParams|Headers|FormData|Buffer|ArrayBuffer|Intl|AbortController|TextEncoder|TextDecoder|Uint8Array)$/;

/** Whether names lead to a method of the language: of a value, `:Map.get`, or of a field of that type, `:Map.cache.get`. */
export function isBuiltIn(names: readonly string[]): boolean {
  const [of = '', type = ''] = [names.at(-2), names.at(-3)];
  return builtIn.test(of) || (/^:\w+$/.test(type) && /^\w+$/.test(of) && builtIn.test(type));
}

/** What a library gives back from each of its methods, to be gone on with: all that is called on it is the library's. */
function isChain(kind: string): boolean {
  return kinds.get(kind)?.returns?.['*'] === kind;
}

/** `deps.loadUser(id)`, of `deps: Dependencies`: what whoever made it handed in. */
const bags = /^:?(\w*(D|^d)ep(endencie)?s|\w*(P|^p)orts|\w*(C|^c)ollaborators|injected)$/;

/** Functions that a call may lead to, and what led there. */
export interface Led {
  readonly list: readonly Target[];
  readonly by: 'value' | 'receiver' | 'name';
}

const nowhere: Led = { list: [], by: 'value' };

export class Leads {
  private readonly bodies = new Map<FileSummary, number[][]>();

  constructor(
    private readonly values: Values,
    private readonly files: Pick<ReadonlyMap<string, FileSummary>, 'values'>,
    /** Whether code of one file may call code of another: same package, or a dependency. */
    private readonly related: (from: string, to: string) => boolean,
    private readonly finder?: Finder,
  ) {}

  /** Functions of the workspace that a call may lead to. */
  targets(file: FileSummary, call: number): readonly Target[] {
    return this.of(file, call).list;
  }

  /** Functions that calls of other files lead to, as far as somebody asked. */
  readonly calledFromElsewhere = new Map<FileSummary, Set<number>>();
  private readonly resolved = new Places<Led>();
  /** The same, with what led there. */
  of(file: FileSummary, call: number): Led {
    return this.resolved.of(file, call, () => {
      const targets = this.find(file, file.calls[call]!);
      for (const t of targets.list) if (t.file !== file) this.markCalled(t);
      return targets;
    });
  }

  /** All that `handlers[type](message)` and `commands[name].run(message)` may lead to: one of them each time. */
  inTable(file: FileSummary, call: number): readonly Target[] {
    let ref = file.refs[file.calls[call]!.ref];
    let method = '';
    if (ref?.op === 'member' && ref.name !== '*' && file.refs[ref.of]?.op === 'member') {
      method = ref.name;
      ref = file.refs[ref.of];
    }
    if (ref?.op !== 'member' || ref.name !== '*') return [];
    const table = this.values.of(file, ref.of);
    if (table?.t !== 'object') return [];
    const found: Target[] = [];
    for (const of of Object.values(table.file.objects[table.id]!)) {
      const entry = this.values.of(table.file, of);
      const v = method ? this.values.member(entry, method) : entry;
      if (v?.t === 'fn') found.push({ file: v.file, id: v.id });
    }
    for (const t of found) if (t.file !== file) this.markCalled(t);
    return found;
  }

  /** Another file looks into what it does. */
  markCalled({ file, id }: Target): void {
    const known = this.calledFromElsewhere.get(file);
    if (known) known.add(id);
    else this.calledFromElsewhere.set(file, new Set([id]));
  }

  private find(file: FileSummary, row: CallRow): Led {
    const v = this.values.of(file, row.ref);
    if (v?.t === 'fn') {
      const theirs = this.callsIn(v.file, v.id).length === 0 ? this.instead(file, row, v) : [];
      if (theirs.length > 0) return { list: theirs, by: 'receiver' };
      return { list: [{ file: v.file, id: v.id }, ...this.filledIn(file, row, v)], by: 'value' };
    }
    if (v?.t !== 'names' || v.names.length < 2) return nowhere;
    if (isBuiltIn(v.names) || isChain(v.names[0]!)) return nowhere;
    const method = v.names.at(-1)!;
    const known = this.named(method);
    if (!known) return nowhere;
    const others = othersThan({ file, id: row.fn }, known);
    const children = this.ofChildren(file, row, others);
    if (children.length > 0) return { list: children, by: 'receiver' };
    // The type's name comes before the receiver's own: `private readonly store: IAccessStore`.
    for (const name of ownersMeant(v.names, row.text)) {
      const receiver = this.keyOf(name);
      if (receiver === '') continue;
      const owned = others.filter((t) => t.owners.includes(receiver));
      const own = owned.filter((t) => this.related(file.path, t.file.path));
      if (own.length > 0 && own.length <= 3) return { list: own, by: 'receiver' };
    }
    // `mongoose.Types.ObjectId.isValid(id)`: far inside a library, none of ours.
    if (v.names.length > 2 && kinds.has(v.names[0]!)) return nowhere;
    if (commonNames.test(method) || (method.length < 5 && !/[A-Z]/.test(method))) return nowhere;
    const isBag = v.names.slice(0, -1).some((n) => bags.test(n));
    const list = others.filter((t) => (isBag || !t.plain) && this.related(file.path, t.file.path));
    // Of a name of several words many classes may be meant: they implement one interface.
    const most = /[a-z][A-Z].*[a-z][A-Z]/.test(method) ? 8 : 3;
    return list.length > 0 && list.length <= most ? { list, by: 'name' } : nowhere;
  }

  /** `this.fetch(id)` of a class that leaves `fetch` to those that extend it: theirs, however many there are. */
  private ofChildren(file: FileSummary, row: CallRow, named: readonly Named[]): readonly Named[] {
    // Handlers of events that are handed in are called for a few of their many children.
    if (!/^this\.\w+$/.test(row.text)) return [];
    const ref = file.refs[row.ref]!;
    const of = ref.op === 'member' ? this.values.of(file, ref.of) : undefined;
    return of?.t === 'instance' ? named.filter((t) => this.extendsClass(t, of)) : [];
  }

  /** `provider.send(mail)`, of `provider: MailProvider` whose own `send` calls nobody: what its few children do instead. */
  private instead(file: FileSummary, row: CallRow, { file: at, id }: Target): readonly Named[] {
    const { cls, name } = at.functions[id]!;
    const ref = file.refs[row.ref]!;
    const of = cls >= 0 && ref.op === 'member' ? this.values.of(file, ref.of) : undefined;
    if (of?.t !== 'instance' || of.file !== at || of.id !== cls) return [];
    const known = this.named(name.slice(name.lastIndexOf('.') + 1)) ?? [];
    const children = othersThan({ file: at, id }, known).filter((t) => this.extendsClass(t, of));
    return children.length <= 3 ? children : [];
  }

  private extendsClass({ file, id }: Target, of: Target): boolean {
    let home: Value | undefined = { t: 'class', file, id: file.functions[id]!.cls };
    for (let i = 0; i < 4 && home?.t === 'class' && home.id >= 0; i++) {
      home = this.values.of(home.file, home.file.classes[home.id]!.base);
      if (home?.t === 'class' && home.file === of.file && home.id === of.id) return true;
    }
    return false;
  }

  private methods: ReadonlyMap<string, readonly Named[]> | undefined;
  private readonly methodsFound = new Map<string, readonly Named[] | null>();
  private named(method: string): readonly Named[] | undefined {
    if (!this.finder) {
      this.methods ??= methodIndex(this.files.values());
      return this.methods.get(method);
    }
    let found = this.methodsFound.get(method);
    if (found === undefined) {
      found = methodIndex(this.finder.defining(method)).get(method) ?? null;
      this.methodsFound.set(method, found);
    }
    return found ?? undefined;
  }

  /** `CheckLimits.execute(args)` of a base class that calls `run()`: the `run` of `CheckLimits`. */
  private filledIn(file: FileSummary, row: CallRow, inherited: Target): Target[] {
    const ref = file.refs[row.ref]!;
    const of = ref.op === 'member' ? this.values.of(file, ref.of) : undefined;
    if (of?.t !== 'class' && of?.t !== 'instance') return [];
    const home = inherited.file.functions[inherited.id]!.cls;
    if (home < 0 || (of.file === inherited.file && of.id === home)) return [];
    const { methods } = of.file.classes[of.id]!;
    const base = inherited.file.classes[home]!;
    const targets: Target[] = [];
    // What the base class calls of its own before it comes to that counts too.
    const waiting = [inherited.id];
    for (let i = 0; i < waiting.length && i < 8; i++) {
      for (const call of this.callsIn(inherited.file, waiting[i]!)) {
        const name = inherited.file.calls[call]!.text.split('.').at(-1)!;
        const id = own(methods, name);
        if (id !== undefined && !targets.some((t) => t.id === id)) targets.push({ file: of.file, id });
        const next = id === undefined ? (own(base.methods, name) ?? own(base.statics, name)) : undefined;
        if (next !== undefined && !waiting.includes(next)) waiting.push(next);
      }
    }
    return targets;
  }

  private readonly keys = new Map<string, string>();
  private keyOf(name: string): string {
    let key = this.keys.get(name);
    if (key === undefined) {
      key = ownerKey(name);
      this.keys.set(name, key);
    }
    return key;
  }

  /** Calls of a function and of the callbacks that run as part of it. */
  callsIn(file: FileSummary, id: number): readonly number[] {
    let lists = this.bodies.get(file);
    if (!lists) {
      lists = file.functions.map(() => []);
      for (const [i, c] of file.calls.entries()) {
        let fn = c.fn;
        lists[fn]!.push(i);
        while (file.functions[fn]!.invocation === 'loop' || file.functions[fn]!.invocation === 'once') {
          fn = file.functions[fn]!.parent;
          if (fn < 0) break;
          lists[fn]!.push(i);
        }
      }
      this.bodies.set(file, lists);
    }
    return lists[id] ?? [];
  }
}

/** What the home of a method may be called: the last two names before it, and what holds it here. */
function ownersMeant(names: readonly string[], text: string): string[] {
  const meant = receivers(names, text).slice(-2);
  // `ctx.services.ticket.update()`: the service of tickets.
  if (meant.length === 2 && /^services?$/.test(meant[0]!)) meant.push(`${meant[1]!}Service`);
  // `const ticketService = serviceOf(ctx)`, whatever that gives.
  const written = text.split('.').at(-2);
  if (written && written !== 'this' && !meant.includes(written)) meant.push(written);
  return meant;
}

/** Names before the method: from the value where known, and as written. */
export function receivers(names: readonly string[], text: string): string[] {
  const written = text
    .split('.')
    .slice(0, -1)
    .filter((n) => n && n !== 'this');
  const known = names.slice(0, -1);
  return written.length >= known.length
    ? known.length > 0 && known[0]!.startsWith(':')
      ? [...written.slice(0, -1), known[0]!, ...written.slice(-1)]
      : written
    : [...known];
}
