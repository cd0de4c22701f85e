/** Functions of the workspace by name, for calls on values that nothing but their names describe. */
import type { FileSummary } from './summary.ts';

export interface Target {
  readonly file: FileSummary;
  readonly id: number;
}

/** A function with what its home is called: a receiver of that name most likely means it. */
export interface Named extends Target {
  readonly owners: readonly string[];
  /** Exported as it is, or handed on in an object: only meant where the receiver is named like its file, or holds what others gave. */
  readonly plain: boolean;
  /** A stand-in for tests, by its file. */
  readonly fake: boolean;
}

/** Method names too common to be found by name alone. */
export const commonNames =
  /^(get|set|add|has|delete|remove|run|start|stop|init|call|apply|create|update|find|save|load|send|execute|handle|process|on|emit|close|open|next|push|pop|map|filter|then|toJSON|toString|render|parse|format|log|info|error|warn|debug|list|query|fetch|read|write|connect|count|clear|reset|build|validate|check|resolve|reject|use|register|subscribe|publish|dispatch|end|destroy|transform|invoke|perform|exec|test|match|replace|values|keys|entries|sort|reply|exists|insert|select|upload|download|import|export)$/;

const fakes = /(^|[^a-z])(fakes?|mocks?|stubs?|in-?memory|dummy|noop)([^a-z]|$)/i;

/** All but the one that asks; stand-ins do nothing, whatever their methods are called, and only count by themselves. */
export function othersThan(asks: Target, targets: readonly Named[]): readonly Named[] {
  const real: Named[] = [];
  const standIns: Named[] = [];
  for (const t of targets) if (t.id !== asks.id || t.file !== asks.file) (t.fake ? standIns : real).push(t);
  return real.length > 0 ? real : standIns;
}

const sayingNothing =
  /^(|thi|self|ctx|context|req|re|app|index|util|helper|data|item|row|result|type|lib|common|main|module|export|core|server|src|service|controller|model|repo|route|router|handler|component|api|entitie|dao|middleware|plugin|command|event|action|job|feature|domain|package|backend|page|resolver|schema|manager|internal|impl)$/;

/** `usersRepository`, `UserRepo` and `users.repo` are one owner; '' for names that say nothing. */
export function ownerKey(name: string): string {
  const key = name
    .replace(/^:?I(?=[A-Z][a-z])/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/repositor(y|ies)$/, 'repo')
    .replace(/s(?=(repo|service|model|dao|store|client|controller|manager|api|db)$)/, '')
    .replace(/s$/, '');
  return sayingNothing.test(key) ? '' : key;
}

/** Whose it is is worked out when somebody asks: most names never are. */
class Indexed implements Named {
  private known: readonly string[] | undefined;

  constructor(
    readonly file: FileSummary,
    readonly id: number,
    readonly plain: boolean,
    readonly fake: boolean,
    readonly own: ((file: FileSummary, id: number) => readonly string[]) | undefined,
  ) {}

  get owners(): readonly string[] {
    this.known ??= [...(this.own?.(this.file, this.id) ?? []), ...homesOf(this.file.path)];
    return this.known;
  }
}

/** Methods of classes, object literals and modules by name. */
export function methodIndex(files: Iterable<FileSummary>): Map<string, readonly Named[]> {
  const index = new Map<string, Indexed[]>();
  for (const file of files) {
    const seen = new Set<number>();
    const fake = fakes.test(file.path);
    const put = (name: string, id: number, own?: Indexed['own'], plain = false): void => {
      if (seen.has(id)) return;
      seen.add(id);
      const list = index.get(name);
      if (!list) index.set(name, [new Indexed(file, id, plain, fake, own)]);
      else if (list.length < 60) list.push(new Indexed(file, id, plain, fake, own));
    };
    for (const c of file.classes) {
      // What is typed by an interface, or by a class that leaves it to its children, means those.
      const own = (): readonly string[] => [c.name, ...c.contracts].map(ownerKey);
      for (const [name, id] of Object.entries(c.methods)) put(name, id, own);
    }
    for (const [id, f] of file.functions.entries()) if (f.assigned) put(f.name, id);
    for (const o of file.objects) {
      for (const [name, ref] of Object.entries(o)) {
        const r = file.refs[ref]!;
        if (r.op === 'fn') put(name, r.id, madeBy);
      }
    }
    for (const [id, f] of file.functions.entries()) if (f.handed) put(f.name, id, undefined, true);
    for (const [name, ref] of Object.entries(file.exports)) {
      const r = file.refs[ref]!;
      if (r.op === 'fn') put(name, r.id, undefined, true);
    }
  }
  return index;
}

/** `createTemplates() { return { render() {…} } }`: what is called `templates` elsewhere was made by it. */
function madeBy(file: FileSummary, id: number): string[] {
  const owners: string[] = [];
  for (let f = file.functions[id]; f && f.parent > 0; ) {
    f = file.functions[f.parent];
    const made = /^(?:create|make|build|new|use|init|setup)([A-Z]\w*)$|^(\w+?)Factory$/.exec(f?.name ?? '');
    const owner = made ? ownerKey(made[1] ?? made[2]!) : '';
    if (owner) owners.push(owner);
  }
  return owners;
}

/** `users/index.ts`, `users/create.ts` and `users.service.ts` are homes of `users`, the last of `usersService` too. */
function homesOf(path: string): string[] {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  const base = parts.at(-1)!;
  const names = [base, base.split('.')[0]!, parts.at(-2) ?? ''];
  return [...new Set(names.map(ownerKey))].filter((k) => k !== '');
}
