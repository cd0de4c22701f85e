/** What a call does outside the process, directly or through the functions it leads to, with the way there. */

import { Circles } from './circles.ts';
import type { Step } from './finding.ts';
import { isBuiltIn, type Leads, type Led, receivers } from './leads.ts';
import { kinds, listed } from './libraries/index.ts';
import type { EffectKind, Kind } from './libraries/types.ts';
import { generated } from './parse.ts';
import { guessEffect, isLocalHelper } from './shapes.ts';
import type { CallRow, FileSummary, Ref } from './summary.ts';
import type { Value } from './value.ts';
import type { Values } from './values.ts';
import { asksByChain } from './wait-words.ts';

export interface Effect {
  readonly kind: EffectKind;
  readonly mode: 'read' | 'write';
  /** Anything of this kind on the way writes. */
  readonly writes: boolean;
  /** All of this kind on the way waits for a place: behind a limiter, a semaphore, a queue. */
  readonly limited?: boolean;
  /** 0..1: how far names and types support it. */
  readonly sure: number;
  /** From the call to the operation; the last is the operation. */
  readonly steps: readonly Step[];
  /** A host that is written down is asked: somebody else's. */
  readonly others?: boolean;
  /** The operation as written. */
  readonly what: string;
}

function bothLimited(a: Effect, b: Effect | undefined): boolean {
  return a.limited === true && (b === undefined || b.limited === true);
}

/** Whether a call of the function `inner` waits for a place on the way from `outer`. */
function waitsForPlace(file: FileSummary, inner: number, outer: number): boolean {
  for (let fn = inner; fn >= 0; fn = file.functions[fn]!.parent) {
    if (file.functions[fn]!.limited) return true;
    if (fn === outer) return false;
  }
  return false;
}

type Direct = Omit<Effect, 'steps' | 'writes'>;

export type Effects = ReadonlyMap<EffectKind, Effect>;

const none: Effects = new Map();
const maxHops = 7;

/** Of a call that is given a statement, and is named after running one. */
const sureOfStatement = 0.9;
const runsStatement =
  /^(query|execute|exec|run|all|get|each|raw|one|many|none|any)([A-Z]\w*)?$|(Query|Sql|SQL|Run|All|Get)$/;

/** `supabase.from('users').update(values).eq('id', id).select()` writes, and gives back what it wrote. */
const givesBack = /(^|\.)from\(\)\.(insert|update|upsert|delete)\(\)\./;

/** A vendor's method that says by its name that it only asks: `readContract`, `getBlock`. */
const asks =
  /^(get|list|read|find|fetch|search|query|retrieve|describe|count|lookup|estimate|multicall|msearch|mget|exists|aggregate|simulate)(?![a-z])/;
export class EffectsOf {
  private readonly calls = new Map<FileSummary, (Effects | undefined)[]>();
  private readonly functions = new Circles<Effects>(none, 40, maxHops + 2);

  constructor(
    private readonly values: Values,
    readonly leads: Leads,
  ) {}

  /** Effects of one call. */
  ofCall(file: FileSummary, call: number): Effects {
    let memo = this.calls.get(file);
    if (!memo) {
      memo = [];
      this.calls.set(file, memo);
    }
    const known = memo[call];
    if (known) return known;
    const { value, settled } = this.functions.settled(() => this.compute(file, call));
    if (settled || value.size > 0) memo[call] = value;
    return value;
  }

  private compute(file: FileSummary, call: number): Effects {
    const row = file.calls[call]!;
    if (!row.awaited && isLogging(row.text)) return none;
    const direct = this.direct(file, call);
    if (direct) return new Map([[direct.kind, direct]]);
    const targets = this.leads.of(file, call);
    if (targets.list.length === 0) return none;
    const found = targets.list.map((t) => ({ target: t, effects: this.ofFunction(t.file, t.id) }));
    const merged = new Map<EffectKind, Effect>();
    for (const { target, effects } of found) {
      for (const [kind, e] of effects) {
        const fn = target.file.functions[target.id]!;
        const agree = found.filter((f) => f.effects.has(kind)).length / found.length;
        const sure = e.sure * trust(targets.by, agree);
        const seen = merged.get(kind);
        if (e.steps.length > maxHops) continue;
        if (seen && seen.sure >= sure) {
          if ((e.writes && !seen.writes) || (seen.limited && !e.limited))
            merged.set(kind, { ...seen, writes: e.writes || seen.writes, limited: bothLimited(e, seen) });
          continue;
        }
        const step: Step = {
          file: file.path,
          line: row.line,
          column: row.column,
          message: `calls ${fn.name}`,
        };
        merged.set(kind, {
          ...e,
          sure,
          writes: e.writes || seen?.writes === true,
          limited: bothLimited(e, seen),
          steps: [step, ...e.steps],
        });
      }
    }
    const told = this.byStatement(file, row, merged.get('db'));
    if (told) merged.set('db', told);
    return merged.size > 0 ? merged : this.byOwnName(file, row, targets);
  }

  /** `db.run('INSERT …', values)` of a wrapper that nobody can see through: the statement says what it does. */
  private byStatement(file: FileSummary, row: CallRow, seen: Effect | undefined): Effect | undefined {
    if (!row.arg.startsWith('sql') || (seen && seen.sure >= sureOfStatement)) return undefined;
    if (!runsStatement.test(row.text.slice(row.text.lastIndexOf('.') + 1))) return undefined;
    const mode = row.arg === 'sql-write' ? 'write' : 'read';
    const message = `${row.text} ${describe('db', mode)}`;
    const step: Step = { file: file.path, line: row.line, column: row.column, message };
    const writes = mode === 'write' || seen?.writes === true;
    return { kind: 'db', mode, writes, sure: sureOfStatement, steps: [step], what: row.text };
  }

  /** What a function does may be hidden in a package; its name may still say it. */
  private byOwnName(file: FileSummary, row: CallRow, targets: Led): Effects {
    const first = targets.list[0]!;
    const fn = first.file.functions[first.id]!;
    // It asks one that remembers what it loaded.
    const asks = this.leads
      .callsIn(first.file, first.id)
      .flatMap((call) => this.leads.targets(first.file, call));
    if (asks.some((t) => t.file.functions[t.id]!.memo)) return none;
    // What a tool wrote goes through so many hands that most of what it asks is hidden: as if it had not been found.
    const isGenerated = targets.list.every((t) => t.file.problem === generated);
    const v = this.values.of(file, row.ref);
    const names = v?.t === 'names' ? v.names : isGenerated ? row.text.split('.') : [];
    // Found by name only: what it was called on says as much as the function found.
    const call =
      names.length > 1
        ? { method: names.at(-1)!, receivers: receivers(names, row.text) }
        : { method: fn.name, receivers: [] };
    const guess = fn.memo ? undefined : guessEffect({ ...call, arg: row.arg, awaited: row.awaited });
    // What was found does nothing: only strong words say otherwise.
    if (!guess || (guess.sure < 0.7 && !isGenerated)) return none;
    const step: Step = {
      file: file.path,
      line: row.line,
      column: row.column,
      message: `${row.text} ${describe(guess.kind, guess.mode)}`,
    };
    return new Map([
      [guess.kind, { ...guess, writes: guess.mode === 'write', what: row.text, steps: [step] }],
    ]);
  }

  /** Effects of running a function once, callbacks that run as part of it included. */
  ofFunction(file: FileSummary, id: number): Effects {
    const row = file.functions[id]!;
    if (row.memo || row.entry === 'loader') return none;
    return this.functions.of(file, id, () => this.within(file, id));
  }

  private within(file: FileSummary, id: number): Effects {
    const merged = new Map<EffectKind, Effect>();
    for (const call of this.leads.callsIn(file, id)) {
      // What a function does after a failure is not what it does.
      if (file.calls[call]!.rare) continue;
      const waits = waitsForPlace(file, file.calls[call]!.fn, id);
      for (const [kind, found] of this.ofCall(file, call)) {
        const e = waits ? { ...found, limited: true } : found;
        const seen = merged.get(kind);
        const writes = e.writes || seen?.writes === true;
        const limited = bothLimited(e, seen);
        if (!seen || seen.sure < e.sure || (seen.sure === e.sure && isPlainer(e, seen)))
          merged.set(kind, { ...e, writes, limited });
        else if (writes !== seen.writes || limited !== seen.limited)
          merged.set(kind, { ...seen, writes, limited });
      }
    }
    return merged;
  }

  private direct(file: FileSummary, call: number): Effect | undefined {
    const row = file.calls[call]!;
    const ref = file.refs[row.ref];
    if (!ref || row.arg === 'data-url') return undefined;
    const found = row.arg.startsWith('rows-')
      ? ofRows(row)
      : ref.op === 'member'
        ? this.ofMethod(row, this.values.of(file, ref.of), ref.name)
        : undefined;
    if (found === 'pure') return undefined;
    const effect = found ?? this.ofValue(file, call);
    if (!effect) return undefined;
    const what = row.text || effect.what || lastName(file, ref);
    const mode = givesBack.test(what) ? 'write' : effect.mode;
    const step: Step = {
      file: file.path,
      line: row.line,
      column: row.column,
      message: `${what} ${describe(effect.kind, mode)}`,
    };
    const others = row.arg === 'others-url' ? { others: true } : {};
    return { ...effect, ...others, mode, writes: mode === 'write', what, steps: [step] };
  }

  private ofMethod(row: CallRow, base: Value | undefined, name: string): Direct | 'pure' | undefined {
    if (!base) return undefined;
    if (row.arg === 'ddl' || row.arg === 'unrun') return 'pure';
    if (base.t === 'kind') return this.ofKind(base, name, row);
    if (base.t === 'instance' || base.t === 'class') {
      const member = this.values.member(base, name);
      if (member?.t === 'fn') return undefined;
      const kind = this.values.baseKind(base);
      if (kind) {
        const k = kinds.get(kind);
        const e = k ? (methodEffect(k, kind, name) ?? ofRelated(k, kind, name, row)) : undefined;
        if (e) return e;
        // `Post.create({ … })` of TypeORM makes an object, whatever other libraries call so.
        if (k && listed(kinds.get(k.statics ?? kind)?.pure ?? '', name) && base.t === 'class') return 'pure';
      }
    }
    // Of an unknown package only names speak: see ofValue.
    return undefined;
  }

  private ofKind(
    base: Extract<Value, { t: 'kind' }>,
    name: string,
    row: CallRow,
  ): Direct | 'pure' | undefined {
    if (base.kind.startsWith('fs.named:')) return fileMethod(base.kind.slice(9) === 'promises' ? name : '');
    const k = kinds.get(base.cls ? (kinds.get(base.kind)?.statics ?? base.kind) : base.kind);
    if (!k) return 'pure';
    if (k.batches) return 'pure';
    const e = methodEffect(k, base.kind, name, row) ?? ofRelated(k, base.kind, name, row);
    // Vendors have more methods than anyone lists: what is awaited of them is a request.
    if (
      !e &&
      base.kind.startsWith('sdk.') &&
      row.awaited &&
      !isLocalHelper(name, row.text.split('.').length) &&
      !listed(k.pure, name) &&
      k.effect
    )
      return {
        kind: k.effect,
        // `supabase.from('users').select('id').eq('team', id).maybeSingle()`
        mode: asks.test(name) || asksByChain(row.text) ? 'read' : 'write',
        sure: 0.75,
        what: row.text,
      };
    if (!e) return 'pure';
    // Vendor clients share method names with plain objects: only where the promise is used.
    if (/^(sdk|bot)\b/.test(base.kind) && !row.awaited) return 'pure';
    return /^(sdk|bot)\b/.test(base.kind) ? { ...e, sure: 0.75 } : e;
  }

  private ofValue(file: FileSummary, id: number): Direct | undefined {
    const row = file.calls[id]!;
    const v = this.values.of(file, row.ref);
    if (v?.t === 'kind') {
      if (v.kind.startsWith('fs.named:')) return fileMethod(v.kind.slice(9)) ?? undefined;
      const k = kinds.get(v.kind);
      // `` sql`insert …` ``: what is called reads, unless its text says otherwise.
      const mode = row.arg === 'sql-write' ? 'write' : k?.self;
      return mode && k?.self && k.effect
        ? { kind: k.effect, mode, sure: k.sure ?? 0.95, what: row.text }
        : undefined;
    }
    if (v?.t === 'names' || v?.t === 'package' || v === undefined) {
      const names = v === undefined ? row.text.split('.') : v.t === 'names' ? v.names : v.path;
      if (isBuiltIn(names)) return undefined;
      // A function of the workspace that names lead to is better evidence than its name.
      if (v?.t === 'names' && this.leads.targets(file, id).length > 0) return undefined;
      const call = { method: names.at(-1) ?? '', arg: row.arg, awaited: row.awaited };
      const guess =
        guessEffect({ ...call, receivers: receivers(names, row.text) }) ??
        // `const { apiCall } = useAuth()`: called like a function, and named like one.
        (/^\w+$/.test(row.text) ? guessEffect({ ...call, method: row.text, receivers: [] }) : undefined);
      if (guess) return { ...guess, what: row.text };
      if (v?.t !== 'package' || !row.awaited) return undefined;
      const remote = /^(request|query|mutate|mutateAsync|mutation|fetch|post|put|patch|invoke)$/.test(
        names.at(-1) ?? '',
      );
      return { kind: 'http', mode: 'read', sure: remote ? 0.6 : 0.2, what: row.text };
    }
    return undefined;
  }
}

/**
 * `logger.error(…)`, `warn(…)`: where a log goes (a file, a chat, a collector) is its own affair, in batches or
 * in the background. An awaited one is waited for, and `auditLog.log(…)` may be a row of a table.
 */
export function isLogging(text: string): boolean {
  return /^(error|warn|warning|info|debug|trace|success|verbose|fatal|logError|logWarning|logInfo|logDebug)$|(^|\.)(_?log|_?logger|\w*Logger|winston|pino|console)\.(log|error|warn|warning|info|debug|trace|success|verbose|fatal)$/.test(
    text,
  );
}

/** `client.send(new PutCommand(…))`: the command says that a database is asked, whoever it is handed to. */
function ofRows(row: CallRow): Direct {
  return { kind: 'db', mode: row.arg === 'rows-read' ? 'read' : 'write', sure: 0.9, what: row.text };
}

function methodEffect(k: Kind, kind: string, name: string, row?: CallRow): Direct | undefined {
  // `knex.raw(text)` is a part of a statement, and a statement where it is awaited.
  const part = listed(k.pure, name);
  if (!k.effect || (part && !(row?.awaited && listed(k.reads, name)))) return undefined;
  // `getAsync`, `queryAsync`: what promisifying a whole client calls its methods.
  const plain = name.endsWith('Async') ? name.slice(0, -5) : name;
  if (listed(k.reads, name) || listed(k.reads, plain))
    return {
      kind: k.effect,
      // `pool.query('INSERT …')`: the text says what it does.
      mode: row?.arg === 'sql-write' ? 'write' : 'read',
      sure: 0.95,
      what: `${kind}.${name}`,
    };
  if (listed(k.writes, name) || listed(k.writes, plain))
    return { kind: k.effect, mode: 'write', sure: 0.95, what: `${kind}.${name}` };
  return undefined;
}

/** `await order.getUser()`, whose model belongs to users. */
function ofRelated(k: Kind, kind: string, name: string, row: CallRow): Direct | undefined {
  if (!k.related || !row.awaited || !k.effect || !/^(get|set|add|remove|count|has|create)[A-Z]/.test(name))
    return undefined;
  if (/^[gs]et(DataValue|Attributes?)$/.test(name)) return undefined;
  const mode = /^(get|count|has)/.test(name) ? 'read' : 'write';
  return { kind: k.effect, mode, sure: 0.85, what: `${kind}.${name}` };
}

/** Of two that are as sure: what a file holds, before whether it is there; then the one that is told in fewer steps. */
function isPlainer(e: Effect, seen: Effect): boolean {
  if (e.kind === 'fs' && ofContents(e.what) !== ofContents(seen.what)) return ofContents(e.what);
  return seen.steps.length > e.steps.length;
}

/** `readFile`, `writeJson`: a file may be a row of somebody's store. Folders, and whether a file is there, are none. */
export function ofContents(what: string): boolean {
  return /(^|\.)(read|write|append|output)(File|Json|JSON)/.test(what);
}

const fileReads =
  /^(readFile|readdir|stat|lstat|access|exists|open|realpath|readlink|glob|globby|fg|fastGlob|readJson|readJSON|pathExists)(Sync|Async)?$/;
const fileWrites =
  /^(writeFile|appendFile|mkdir|unlink|rename|copyFile|rm|rmdir|symlink|cp|copy|move|remove|outputFile|outputJson|writeJson|writeJSON|ensureDir|ensureFile|emptyDir|mkdirp|rimraf|del)(Sync|Async)?$/;

function fileMethod(name: string): Direct | undefined {
  if (fileReads.test(name)) return { kind: 'fs', mode: 'read', sure: 0.95, what: name };
  return fileWrites.test(name) ? { kind: 'fs', mode: 'write', sure: 0.95, what: name } : undefined;
}

export function describe(kind: EffectKind, mode: 'read' | 'write'): string {
  const words: Record<EffectKind, readonly [string, string]> = {
    db: ['queries the database', 'writes to the database'],
    http: ['makes a request', 'makes a request'],
    fs: ['reads from the file system', 'writes to the file system'],
    process: ['starts a process', 'starts a process'],
    cache: ['asks the cache server', 'writes to the cache server'],
    queue: ['talks to the queue', 'sends to the queue'],
    timer: ['waits', 'waits'],
    cpu: ['computes', 'computes'],
  };
  return words[kind][mode === 'read' ? 0 : 1];
}

/** What one more step of a chain leaves of certainty; `agree`: share of the candidates that do it. */
function trust(by: Led['by'], agree: number): number {
  if (by === 'value') return 0.97;
  if (by === 'receiver') return agree === 1 ? 0.92 : 0.8;
  return agree === 1 ? 0.85 : agree >= 0.5 ? 0.75 : 0.55;
}

/** `sendEmail` of `new SES(options).sendEmail(mail).promise()`, which is no chain of names. */
function lastName(file: FileSummary, ref: Ref): string {
  for (let r: Ref | undefined = ref; r; r = file.refs[r.of])
    if (r.op === 'member' && r.name !== 'promise') return r.name;
  return ref.name;
}
