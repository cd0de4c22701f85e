/** One file: parse, walk, let every rule look, keep what linking needs. */
import { argShape } from './argument.ts';
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  lineOf,
  methodName,
  type Node,
  parentOf,
  settled,
} from './ast.ts';
import { handledBy, runByBus } from './buses.ts';
import { isConsumed } from './consumed.ts';
import { entriesIn } from './entries.ts';
import { entriesGivenByName } from './entry-arguments.ts';
import { exportsOf, modulesOf } from './exports.ts';
import { Extents } from './extents.ts';
import type { CallSite, FileIndex, FunctionInfo, LoopInfo, Site } from './index-types.ts';
import { Loops } from './loops.ts';
import { calledFor, matters } from './mattering.ts';
import { isInsteadOfGiven, remembers } from './memo.ts';
import { oncePer } from './once.ts';
import { generated, parse, tooDeep, unreviewable, whyNot } from './parse.ts';
import { passedOn } from './passed.ts';
import { fileKind } from './paths.ts';
import { takesPlace } from './places-taken.ts';
import { Refs } from './refs.ts';
import { exportedPatterns } from './regex/exported.ts';
import { exportedClients } from './request-bounds.ts';
import { lastResult, outerScope } from './returns.ts';
import type { Report, Reviewed, Rule } from './rule.ts';
import { exportedCaps } from './schema-caps.ts';
import { recordOfSchema } from './schemas.ts';
import { noNames } from './scopes.ts';
import {
  type CallRow,
  type Candidate,
  type ClassRow,
  type FileSummary,
  type FunctionRow,
  summaryVersion,
} from './summary.ts';
import { suppressionsOf } from './suppress.ts';
import { table } from './tables.ts';
import { insisting } from './turned-away.ts';
import { indexFile } from './walk.ts';

/**
 * Nobody mends what a tool wrote, so no rule looks at it; what its functions do counts for those that call them. Of a
 * client that is larger most is types, and the rest says little more than that it asks.
 */
const maxGeneratedLength = 100_000;
/** Of thousands of files that a tool wrote (types, classes, serialisers) few ask anybody: the others cost a parse for nothing. */
const asksSomebody =
  /(?:fetch|axios|request|query|mutate|execute|send)\w*\s*(?:<[^()\n]*>)?\(|\.(?:get|post|put|patch|delete)\s*(?:<[^()\n]*>)?\(/i;

/** Never throws: what cannot be read gives a summary with a `problem`. */
export function summarise(path: string, text: string, hash: string, rules: readonly Rule[]): FileSummary {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const refused = unreviewable(source, path);
  const isGenerated =
    refused === generated && source.length <= maxGeneratedLength && asksSomebody.test(source);
  if (refused && !isGenerated) return empty(path, hash, refused);
  const parsed = parse(path, source);
  if (!parsed.program) return empty(path, hash, failed('cannot be parsed', parsed.problem));
  try {
    const index = indexFile(path, source, parsed.program, parsed.comments);
    const summary = new Summariser(index).summary(hash, isGenerated ? [] : rules, parsed.problem);
    return isGenerated ? { ...summary, problem: generated } : summary;
  } catch (error) {
    return empty(path, hash, failed('could not be analysed', whyNot(error)));
  }
}

function failed(what: string, why: string): string {
  return why === tooDeep ? why : `${what}: ${why}`;
}

export function empty(path: string, hash: string, problem: string): FileSummary {
  return {
    version: summaryVersion,
    path,
    hash,
    refs: [],
    objects: [],
    extents: [],
    calls: [],
    functions: [],
    classes: [],
    exports: table(),
    stars: [],
    patterns: {},
    modules: [],
    passed: [],
    entries: [],
    candidates: [],
    suppressions: [],
    lineTexts: {},
    fileKind: '',
    fileWhy: '',
    problem,
  };
}

/** Rules say so many different things of themselves that V8 would search each for its parts, in every file. */
const checksOf = oncePer((rules: readonly Rule[]) => rules.map(({ slug, check }) => ({ slug, check })));

class Summariser {
  private readonly refs: Refs;
  private readonly loops: Loops;
  private readonly extents: Extents;
  private readonly rows: CallRow[] = [];
  private readonly rowOf = new Map<Node, number>();
  private readonly candidates: Candidate[] = [];
  private readonly lines: Record<number, string> = {};

  constructor(private readonly index: FileIndex) {
    this.refs = new Refs(index);
    this.loops = new Loops(index);
    this.extents = new Extents(index, this.loops, this.refs);
    this.entryOf = entriesIn(index);
  }

  summary(hash: string, rules: readonly Rule[], problem: string): FileSummary {
    const { index } = this;
    for (const site of index.calls) if (matters(site)) this.callRow(site);
    for (const loop of index.loops) if (loop.kind === 'callback' && !loop.callback) this.passedRow(loop);
    const kind = fileKind(index.path, index.text);
    const { loops, refs, extents } = this;
    const callRow = (s: CallSite): number => this.callRow(s);
    const reviewed: Reviewed = { index, loops, refs, extents, kind, calls: this.rows, callRow };
    for (const { slug, check } of checksOf(rules)) check(reviewed, this.reporter(slug));
    const functions = index.functions.map((f) => this.functionRow(f));
    const classes = index.classes.map((c) => this.classRow(c));
    const { exports, stars } = exportsOf(index, this.refs);
    const passed = passedOn(index, this.refs);
    const entries = entriesGivenByName(index, this.refs);
    return {
      version: summaryVersion,
      path: index.path,
      hash,
      refs: this.refs.rows,
      objects: this.refs.objects,
      extents: this.extents.rows,
      calls: this.rows,
      functions,
      classes: [...classes, ...this.refs.shapes],
      exports,
      stars,
      patterns: { ...exportedPatterns(index), ...exportedCaps(index), ...exportedClients(index) },
      modules: modulesOf(index),
      passed,
      entries,
      candidates: this.candidates,
      suppressions: suppressionsOf(index.comments, index.text),
      lineTexts: this.lines,
      fileKind: kind.kind,
      fileWhy: kind.why,
      problem: problem ? `read with errors: ${problem}` : '',
    };
  }

  private reporter(rule: string): Report {
    return (s) => {
      const loc = s.node.loc!;
      const end = (s.until ?? s.node).loc!.end;
      this.keepLine(loc.start.line);
      this.candidates.push({
        rule,
        line: loc.start.line,
        column: loc.start.column + 1,
        endLine: end.line,
        endColumn: end.column + 1,
        fn: s.fn.id,
        message: s.message,
        confidence: s.confidence ?? 'medium',
        silenced: s.silenced ?? '',
        steps: (s.steps ?? []).map((step) => ({
          file: this.index.path,
          line: lineOf(step.node),
          column: (step.node.loc?.start.column ?? 0) + 1,
          message: step.message,
        })),
        calls: s.calls ?? [],
        bodies: s.bodies ?? [],
        iter: s.iter ?? -1,
        extent: s.extent ?? -1,
        tag: s.tag ?? '',
      });
    };
  }

  private starts: number[] | undefined;
  private keepLine(line: number): void {
    if (this.lines[line] !== undefined) return;
    this.starts ??= lineStarts(this.index.text);
    const from = this.starts[line - 1] ?? 0;
    const to = this.starts[line] ?? this.index.text.length;
    this.lines[line] = this.index.text.slice(from, Math.min(to, from + 400)).trim();
  }

  callRow(site: CallSite): number {
    const known = this.rowOf.get(site.node);
    if (known !== undefined) return known;
    const i = this.rows.length;
    this.rowOf.set(site.node, i);
    const loc = site.node.loc!;
    const awaited = isConsumed(site.node);
    const run = runByBus(site.node, site.scope);
    this.rows.push({
      ref: run
        ? this.refs.row('member', this.refs.row('unknown', -1, 'bus'), run)
        : this.refs.of(calledFor(bare(site.node.callee)) ?? site.node.callee, site.scope),
      line: loc.start.line,
      column: loc.start.column + 1,
      endLine: loc.end.line,
      endColumn: loc.end.column + 1,
      fn: site.fn.id,
      arg: argShape(site.node, site.scope),
      awaited,
      rare: afterFailure(site) || isInsteadOfGiven(site),
      text: site.name.slice(0, 80),
      // What nobody waits for rarely leads to what a loop waits for.
      given: awaited ? this.extents.given(site) : [],
    });
    return i;
  }

  /** `ids.map(loadOne)` calls `loadOne`. */
  private passedRow(loop: LoopInfo): void {
    const body = bare(loop.body);
    const site = this.index.siteOf.get(loop.node as Call);
    if (!site || (body.type !== 'Identifier' && !isMember(body))) return;
    const ref = this.refs.of(body, site.scope);
    const loc = loop.node.loc!;
    if (ref < 0) return;
    this.rows.push({
      ref,
      line: loc.start.line,
      column: loc.start.column + 1,
      endLine: loc.end.line,
      endColumn: loc.end.column + 1,
      fn: site.fn.id,
      arg: '',
      awaited: isConsumed(loop.node),
      rare: afterFailure(site) || isInsteadOfGiven(site),
      text: dotted(body).slice(0, 80),
      given: [],
    });
  }

  private readonly entryOf: ReturnType<typeof entriesIn>;
  private ofWorkers: Set<FunctionInfo> | undefined;
  private get workers(): Set<FunctionInfo> {
    this.ofWorkers ??= new Set(this.index.loops.filter((l) => this.loops.isWorker(l)).map((l) => l.fn));
    return this.ofWorkers;
  }

  private functionRow(f: FunctionInfo): FunctionRow {
    const outer = f.invocation === 'named' || f.invocation === 'deferred';
    const worker = f.id !== 0 && this.workers.has(f);
    const entry = worker
      ? { kind: 'job' as const, why: 'runs in an endless loop' }
      : f.id === 0 || !outer
        ? undefined
        : this.entryOf(f);
    return {
      name: f.name,
      line: lineOf(f.node),
      cls: f.cls?.id ?? -1,
      parent: f.parent?.id ?? -1,
      invocation: f.invocation,
      ret: f.id === 0 ? -1 : this.returned(f),
      gives: f.id === 0 ? -1 : this.extents.returned(f),
      entry: entry?.kind ?? '',
      entryWhy: entry?.why ?? '',
      memo: f.id !== 0 && remembers(f, this.index.moduleScope),
      limited: f.wrapper === 'limiter' || takesPlace(this.index).has(f),
      isAsync: f.isAsync,
      assigned:
        f.id !== 0 && (assignedToMember(f.node as Node) || recordOfSchema(f.node as Node) !== undefined),
      handed: f.id !== 0 && f.isAsync && handedInObject(f.node as Node),
      insists: insisting(this.index).has(f),
    };
  }

  /** What a function returns where it is one expression, or the last `return`. */
  private returned(f: FunctionInfo): number {
    if (f.node.type === 'Program' || f.node.type === 'StaticBlock') return -1;
    if (f.node.returnType) {
      const scope = { parent: this.index.moduleScope, names: noNames, fn: f, loop: undefined };
      const type = this.refs.type(f.node.returnType, scope);
      if (type >= 0) return type;
    }
    const result = lastResult(f.node);
    return result ? this.refs.of(result, this.scopeIn(f)) : -1;
  }

  private scopeIn(f: FunctionInfo): Site['scope'] {
    return outerScope(this.index, f);
  }

  private classRow(c: FileIndex['classes'][number]): ClassRow {
    const fields = table();
    for (const [name, f] of c.fields) {
      const maker = c.methods.get('constructor');
      const typed = f.annotation ? this.refs.type(f.annotation, f.scope) : -1;
      const value = f.value ? this.refs.of(f.value, maker ? this.scopeIn(maker) : f.scope) : -1;
      const ref = typed >= 0 && value >= 0 ? this.refs.row('or', typed, '', value) : Math.max(typed, value);
      if (ref >= 0) fields[name] = ref;
    }
    const [methods, statics] = [this.membersOf(c.methods, fields), this.membersOf(c.statics, fields)];
    const run = handledBy(c);
    const execute = run ? c.methods.get('execute') : undefined;
    return {
      name: c.name,
      base: c.node.superClass ? this.refs.of(c.node.superClass, c.scope) : -1,
      contracts: contractsOf(c.node),
      methods: execute ? { [run]: execute.id, ...methods } : methods,
      statics,
      fields,
    };
  }

  /** Methods by name; what a getter such as `get users() { return this.prisma.user; }` gives is a field. */
  private membersOf(
    members: ReadonlyMap<string, FunctionInfo>,
    fields: Record<string, number>,
  ): Record<string, number> {
    const rows = ids(members);
    for (const [name, { node }] of members) {
      if (node.type !== 'ClassMethod' || node.kind !== 'get' || fields[name] !== undefined) continue;
      const given = lastResult(node);
      // A query that it begins is its own doing.
      const ref = given && !isCall(settled(given)) ? this.returned(this.index.functionOf.get(node)!) : -1;
      if (ref < 0) continue;
      fields[name] = ref;
      delete rows[name];
    }
    return rows;
  }
}

/** What others may call it by: `class SesMailer extends Client implements Mailer`. */
function contractsOf({ superClass, implements: types }: FileIndex['classes'][number]['node']): string[] {
  const named = types?.flatMap((i) => (i.type === 'TSExpressionWithTypeArguments' ? i.expression : [])) ?? [];
  return [...named, ...(superClass ? [superClass] : [])]
    .map((n) => dotted(n).split('.').at(-1)!)
    .filter((name) => name !== '');
}

function assignedToMember(node: Node): boolean {
  const parent = parentOf(node);
  return parent?.type === 'AssignmentExpression' && isMember(parent.left);
}

/** `{ loadUser: async (id) => … }`, as an argument or a constant. */
function handedInObject(node: Node): boolean {
  const property = node.type === 'ObjectMethod' ? node : parentOf(node);
  if (property?.type !== 'ObjectProperty' && property?.type !== 'ObjectMethod') return false;
  const object = parentOf(property);
  const holder = object?.type === 'ObjectExpression' ? parentOf(object) : undefined;
  return (
    holder !== undefined &&
    /^(Optional)?CallExpression$|^(NewExpression|VariableDeclarator)$/.test(holder.type)
  );
}

function ids(map: ReadonlyMap<string, FunctionInfo>): Record<string, number> {
  const out = table();
  for (const [name, f] of map) out[name] = f.id;
  return out;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** In a `catch` of its function, or in a callback that is given to `.catch()`. */
function afterFailure(site: CallSite): boolean {
  for (let n = parentOf(site.node); n && !isFunction(n); n = parentOf(n))
    if (n.type === 'CatchClause') return true;
  for (let f: FunctionInfo | undefined = site.fn; f?.via && f.invocation === 'once'; f = f.parent)
    if (f.via.type !== 'NewExpression' && methodName(f.via) === 'catch') return true;
  return false;
}
