/** The whole workspace in view: follows names across files and decides the candidates. */
import { BoundedElsewhere } from './bounded-elsewhere.ts';
import { Contexts, type Reached, type Ways } from './context.ts';
import { EffectsOf } from './effects.ts';
import type { Finder } from './finder.ts';
import type { Finding, Notice, Severity, Silenced } from './finding.ts';
import { fingerprints } from './fingerprint.ts';
import type { Spot } from './heat.ts';
import { KnownCallers } from './known-callers.ts';
import { Leads } from './leads.ts';
import { Modules, type WorkspaceConfig, type WorkspacePackage } from './modules.ts';
import { cold, entryName } from './paths.ts';
import { filled, type Part, withArguments } from './regex/open.ts';
import type { Objective, Rule } from './rule.ts';
import { Serving } from './serving.ts';
import { severityFor } from './severity.ts';
import { type Place, Shipping } from './shipping.ts';
import { finish } from './steps.ts';
import { type Candidate, type FileSummary, hotEntries } from './summary.ts';
import { suppressing } from './suppress.ts';
import { own } from './value.ts';
import { Values } from './values.ts';

/** What rules may ask when they decide. */
export interface World {
  readonly values: Values;
  readonly effects: EffectsOf;
  readonly contexts: Contexts;
  readonly files: ReadonlyMap<string, FileSummary>;
  /** Size of a constant list that another file defines; undefined where it is none. */
  readonly constantSize: (file: FileSummary, ref: number) => number | undefined;
  /** How long lists are whose callers, or other functions, say so. */
  readonly elsewhere: BoundedElsewhere;
  /** Text of a string or pattern that another file exports; undefined where it is not always the same. */
  readonly patternOf: (file: FileSummary, ...part: Parameters<Part>) => string | undefined;
  /** Whether the nearest package.json above a file names one of these dependencies. */
  readonly dependsOn: (file: FileSummary, pattern: RegExp) => boolean;
  /** Whether its package answers requests, messages or jobs, or is part of one that does. */
  readonly serves: (file: FileSummary) => boolean;
  /** Whether a command line reaches a file beside what answers: 'only' it does, or it does 'too'. */
  readonly atCommandLine: (file: FileSummary) => 'only' | 'too' | '';
  /** The nearest package.json above a file. */
  readonly packageOf: (file: FileSummary) => WorkspacePackage | undefined;
  /** Where it runs. */
  readonly placeOf: (file: FileSummary) => Place;
  /** Whether there is a package.json with a name above it. */
  readonly isPackage: (file: FileSummary) => boolean;
  readonly callers: KnownCallers;
  readonly shipping: Shipping;
  readonly serving: Serving;
  /** Files that name something so, and perhaps others. */
  readonly naming: (name: string) => Iterable<FileSummary>;
}

/** What is known from before, where only what happens inside of some files is another. */
export interface Unchanged {
  /** How functions are reached. */
  readonly ways: (file: FileSummary) => Ways;
  /** Folders of packages that serve, and files that bundles hold; undefined where nobody asked. */
  readonly serving: readonly string[] | undefined;
  readonly bundled: readonly string[] | undefined;
  /** Files that a command line reaches. */
  readonly commands: readonly (readonly [string, 'only' | 'too'])[] | undefined;
  readonly finder: Finder | undefined;
}

export interface LinkOptions {
  readonly rules: readonly Rule[];
  readonly config: WorkspaceConfig;
  /** Severity by rule, 'off' to leave one out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** What perfloop.json's objectives measure. */
  readonly objectives?: readonly Objective[];
  /** Files to report on; all where absent. */
  readonly only?: (path: string) => boolean;
  /** Low-confidence findings too. */
  readonly all?: boolean;
  /** Where the folder is in its repository: '' or `packages/api/`; findings are named from the top. */
  readonly above?: string;
  /** Whether a recording shows that the run spent its time there: such code is looked at, even where it runs once. */
  readonly hot?: (at: Spot) => boolean;
  /** What imports mean, where it is known from before: of the same paths and configuration. */
  readonly modules?: Modules;
}

export interface Linked {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly notices: readonly Notice[];
  /** Suppression comments and how many findings each held back. */
  readonly suppressed: readonly (Silenced & { readonly rule: string })[];
}

export function buildWorld(
  files: ReadonlyMap<string, FileSummary>,
  config: WorkspaceConfig,
  modules = new Modules(files, config),
  unchanged?: Unchanged,
): World {
  return finish(worldInSteps(files, config, modules, unchanged));
}

/** The same for who has to answer others meanwhile. */
export function* worldInSteps(
  files: ReadonlyMap<string, FileSummary>,
  config: WorkspaceConfig,
  modules: Modules,
  unchanged?: Unchanged,
): Generator<undefined, World> {
  const values = new Values(files, modules);
  const packages = [...config.packages].sort((a, b) => b.folder.length - a.folder.length);
  const packageOf = packageFinder(packages);
  const finder = unchanged?.finder;
  const related = (from: string, to: string): boolean => {
    const [a, b] = [packageOf(from), packageOf(to)];
    return (
      a === b || b?.folder === '' || a?.folder === '' || a?.dependencies.includes(b?.name ?? '') === true
    );
  };
  const effects = new EffectsOf(values, new Leads(values, files, related, finder));
  const contexts = new Contexts(files, values, effects, finder);
  if (unchanged) contexts.restore(unchanged.ways);
  else yield* contexts.propagate();
  const shipping = new Shipping(files, modules, packageOf, unchanged?.bundled);
  const { serving: folders, commands } = unchanged ?? {};
  const serving = new Serving(files, packages, packageOf, modules, folders, commands && new Map(commands));
  const patternOf = patternFinder(files, modules);
  const callers = new KnownCallers(files, values, effects, (file) => serving.has(file), finder);
  return {
    values,
    effects,
    contexts,
    callers,
    shipping,
    serving,
    files,
    naming: (name) => finder?.naming(name) ?? files.values(),
    packageOf: (file) => packageOf(file.path),
    placeOf: (file) => shipping.of(file),
    serves: (file) => serving.has(file),
    atCommandLine: (file) => serving.atCommandLine(file),
    constantSize(file, ref) {
      return ref < 0 ? undefined : values.sizeOf(values.of(file, ref));
    },
    elsewhere: new BoundedElsewhere(values, callers, patternOf),
    patternOf,
    isPackage: (file) => Boolean(packageOf(file.path)?.name),
    dependsOn(file, pattern) {
      const p = packageOf(file.path);
      return p?.dependencies.some((d) => pattern.test(d)) ?? false;
    },
  };
}

/** Longer texts are no patterns that anybody wrote. */
const longestPattern = 20_000;

/** Follows what is exported on, and what the parts of a text are. Each name of a file is worked out once. */
function patternFinder(files: ReadonlyMap<string, FileSummary>, modules: Modules): World['patternOf'] {
  const known = new Map<string, string | undefined>();
  const of: World['patternOf'] = (file, module, name, args) => {
    const path = modules.resolve(file.path, module);
    const target = path ? files.get(path) : undefined;
    const text = target && under(target, name);
    return args && text !== undefined ? withArguments(text, args) : text;
  };
  const under = (target: FileSummary, name: string): string | undefined => {
    const key = `${target.path}\n${name}`;
    if (known.has(key)) return known.get(key);
    // What leads back to itself is not there.
    known.set(key, undefined);
    const text = exported(target, name);
    known.set(key, text && text.length > longestPattern ? undefined : text);
    return known.get(key);
  };
  const exported = (file: FileSummary, name: string): string | undefined => {
    const text =
      own(file.patterns, name) ?? own(file.patterns, name.replace(/^default\.|^default$/, '') || '=');
    if (text !== undefined) return filled(text, (...part) => of(file, ...part));
    const [first, ...rest] = name.split('.');
    const ref = file.refs[own(file.exports, first!) ?? -1];
    if (ref?.op === 'import') {
      const [module, imported] = ref.name.split('\n') as [string, string];
      return of(file, module, [imported, ...rest].join('.').replace(/^[*=]\./, ''));
    }
    for (const star of file.stars) {
      const found = of(file, star, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return of;
}

/** The nearest package above a file, remembered by folder. */
function packageFinder(
  packages: readonly WorkspacePackage[],
): (path: string) => WorkspacePackage | undefined {
  const known = new Map<string, WorkspacePackage | undefined>(packages.map((p) => [p.folder, p]));
  const above = (folder: string): WorkspacePackage | undefined => {
    if (folder === '' || known.has(folder)) return known.get(folder);
    const found = above(folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
    known.set(folder, found);
    return found;
  };
  return (path) => above(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}

export function link(files: ReadonlyMap<string, FileSummary>, options: LinkOptions): Linked {
  return finish(linkInSteps(files, options)).linked;
}

/** The same for who has to answer others meanwhile, with what was worked out for it. */
export function* linkInSteps(
  files: ReadonlyMap<string, FileSummary>,
  options: LinkOptions,
): Generator<undefined, { readonly linked: Linked; readonly world: World }> {
  const modules = options.modules ?? new Modules(files, options.config);
  const world = yield* worldInSteps(files, options.config, modules);
  const linked: Drafted = { findings: [], silenced: [], suppressed: [], notices: [] };
  for (const file of files.values()) {
    if (options.only && !options.only(file.path)) continue;
    linkFile(file, world, options, linked);
    yield;
  }
  return { linked, world };
}

interface Drafted {
  readonly findings: Finding[];
  readonly silenced: Silenced[];
  readonly suppressed: Silenced[];
  readonly notices: Notice[];
}

/** Decides one file's candidates. */
export function linkFile(
  file: FileSummary,
  world: World,
  options: LinkOptions,
  out: Drafted = { findings: [], silenced: [], suppressed: [], notices: [] },
): Linked {
  if (file.problem) out.notices.push({ file: file.path, message: file.problem });
  const found: Finding[] = [];
  for (const c of file.candidates) {
    const rule = options.rules.find((r) => r.slug === c.rule);
    const asked = options.severities?.[c.rule];
    if (!rule || asked === 'off' || (rule.optIn && !asked)) continue;
    const f = judge(c, file, rule, world, options);
    if ('reason' in f) out.silenced.push(f);
    else found.push(f);
  }
  for (const f of fingerprints(withoutDoubles(found), file, options.above)) {
    const spans = options.rules.some((r) => r.slug === f.rule && r.spans === true);
    const by = suppressing(f, file.suppressions, spans ? found : undefined);
    if (by) {
      // Several patterns of a line that wait for the clock are one finding.
      if (out.suppressed.at(-1)?.fingerprint === f.fingerprint) continue;
      const kept = silence(f, file, by.reason || 'suppressed in code');
      out.suppressed.push({ ...kept, fingerprint: f.fingerprint, by: 'code' });
    } else out.findings.push(f);
  }
  return out;
}

function judge(
  c: Candidate,
  file: FileSummary,
  rule: Rule,
  world: World,
  options: LinkOptions,
): Finding | Silenced {
  if (c.silenced) return silence(c, file, c.silenced);
  const coldWay = rule.coldToo ? undefined : world.contexts.isCold(file, c.fn);
  // What tests and fixtures spend is nobody's concern.
  const hot = coldWay?.kind !== 'test' && isHot(c, file, options);
  if (coldWay && !hot) return silence(c, file, `${entryName(coldWay.kind)}: ${coldWay.why}`);
  const verdict = rule.decide
    ? rule.decide(hot ? { ...c, hot } : c, file, world, options.objectives ?? [])
    : { confidence: c.confidence };
  if ('silenced' in verdict) return silence(c, file, verdict.silenced);
  const known = rule.timed && c.fn === 0 ? whereUsed(c, file, world) : world.contexts.of(file, c.fn);
  // A script reaches it, and so does something else, or it would not be told: what that is, is not known.
  const way = known && !rule.coldToo && cold.has(known.kind) ? undefined : known;
  const asked = options.severities?.[c.rule];
  const worth = verdict.severity ?? rule.severity;
  // What is timed before it is told is proven by the clock.
  const usual = rule.timed ? worth : severityFor(worth, verdict.confidence);
  if (verdict.confidence === 'low' && !options.all)
    return silence(c, file, verdict.because ?? 'not sure enough to report');
  return {
    rule: rule.slug,
    family: rule.family,
    severity: asked && asked !== 'off' ? asked : usual,
    confidence: verdict.confidence,
    file: file.path,
    line: c.line,
    column: c.column,
    endLine: c.endLine,
    endColumn: c.endColumn,
    message: verdict.message ?? c.message,
    advice: rule.fix,
    function: functionOf(c, file),
    ...ownerOf(c, file),
    context: coldWay ? `${contextName(coldWay)}, yet hot in the recording` : contextName(way),
    chain: verdict.steps ?? c.steps,
    fingerprint: '',
    trace: '',
    ...(rule.timed ? { probe: verdict.probe ?? c.tag } : {}),
  };
}

/** A pattern that is made as its module is loaded costs where it is matched. */
function whereUsed(c: Candidate, file: FileSummary, { contexts }: World): Reached | undefined {
  const ways = c.bodies.flatMap((fn) => contexts.of(file, fn) ?? []);
  return ways.find((w) => hotEntries.has(w.kind)) ?? ways[0];
}

/** Measured, whatever kind of code it is. */
function isHot(c: Candidate, file: FileSummary, { hot }: LinkOptions): boolean {
  const { line, endLine } = c;
  return (
    hot?.({ file: file.path, line, endLine, function: functionOf(c, file), ...ownerOf(c, file) }) === true
  );
}

function functionOf(c: Candidate, file: FileSummary): string {
  return file.functions[c.fn]?.name ?? '';
}

/**
 * Of a callback the function around it that has a name. Handler after handler of a router has none: a recording has
 * the lines on which they start, a few off when code moved since, so what starts nearer to the function before the
 * outermost callback is that one's.
 */
function ownerOf(c: Candidate, { functions }: FileSummary): Pick<Finding, 'owner' | 'from'> {
  if (!isNameless(functions[c.fn]?.name)) return {};
  let id = c.fn;
  let outer = id;
  while (id > 0 && isNameless(functions[id]!.name)) {
    outer = id;
    id = functions[id]!.parent;
  }
  if (id > 0) return { owner: functions[id]!.name };
  const { line } = functions[outer]!;
  let before = 0;
  for (const f of functions) if (f.line < line && f.line > before) before = f.line;
  return { from: Math.ceil((before + line) / 2) };
}

function isNameless(name: string | undefined): boolean {
  return name?.startsWith('callback') === true;
}

function contextName(way: Reached | undefined): string {
  return way ? `${entryName(way.kind)} (${way.why})` : '';
}

function silence(
  at: { readonly rule: string; readonly line: number; readonly column: number; readonly message: string },
  file: FileSummary,
  reason: string,
): Silenced {
  return { rule: at.rule, file: file.path, line: at.line, column: at.column, message: at.message, reason };
}

/**
 * One finding a rule and line: nested calls of one chain say the same. Of what is still to be timed each may be the
 * one that is left.
 */
function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return [...findings]
    .sort((a, b) => a.line - b.line || rank(a.confidence) - rank(b.confidence) || a.column - b.column)
    .filter((f) => {
      const key = `${f.rule}\n${f.line}${f.probe === undefined ? '' : `\n${f.probe}`}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function rank(c: Finding['confidence']): number {
  return c === 'high' ? 0 : c === 'medium' ? 1 : 2;
}
