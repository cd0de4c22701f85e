import type * as t from '@babel/types';
import { bare, dotted, isFunction, type Node } from '../ast.ts';
import { callsLike } from '../called.ts';
import { callsByName } from '../callers.ts';
import { usedIn } from '../heat.ts';
import type { CallSite, Site } from '../index-types.ts';
import type { World } from '../link.ts';
import { cold, entryName } from '../paths.ts';
import { constantText, entryText, guessedText, openSource, openText } from '../regex/constant.ts';
import { parsesPages } from '../regex/fetched.ts';
import { judgeInputs, onlyPart } from '../regex/input.ts';
import { listedTexts } from '../regex/listed.ts';
import { type Input, inputsOf, isForOthers, isKept } from '../regex/meets.ts';
import {
  filled,
  hole,
  isOpen,
  type Part,
  withoutUnknown,
  withWords,
  writtenAsPattern,
} from '../regex/open.ts';
import { capsText, highlighterPatterns, isLimited, schemaPatterns, takenAsPattern } from '../regex/schema.ts';
import { entriesOf, isPart } from '../regex/tables.ts';
import { repeats, type Weakness, weaknesses, withinSigns } from '../regex/weakness.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';

import { isLibrary, isMoreThanCommand } from './for-others.ts';

export const redos: Rule = {
  slug: 'redos',
  title: 'Regular expression that a crafted text can make slow',
  family: 'cpu-algorithmic',
  severity: 'error',
  what: 'A pattern whose repetitions can match the same text in many ways, so that a crafted text makes it try them all: exponentially many, or as many as a power of its length.',
  why: 'It blocks the only thread: thirty characters for minutes where it is exponential, some ten thousand for seconds where it is polynomial. One request takes the service down.',
  fix: 'Make neighbouring repetitions exclusive (no nested quantifiers, no two loops over the same characters), anchor the pattern, use string methods such as trimEnd, or bound the length of the text first.',
  bad: [
    { file: 'src/words.js', code: `export const isWords = (text) => /^(\\w+\\s?)*$/.test(text);` },
    { file: 'src/list.js', code: `export const isList = (text) => new RegExp('^(a+,?)+$').test(text);` },
    {
      file: 'src/pairs.js',
      code: `export const isPairs = (text) => /^(?:(?:ab|cd)*(?:abcd)*)*$/.test(text);`,
    },
    {
      file: 'src/colour.js',
      code: `const n = '\\\\s*(\\\\d*\\\\.?\\\\d+)\\\\s*';
const rgb = new RegExp('^rgb\\\\(' + [n, n, n] + '\\\\)$');
export const isRgb = (text) => rgb.test(text);`,
    },
    {
      file: 'src/routes.js',
      code: `app.post('/title', (req, res) => {
  res.json({ title: req.body.title.replace(/\\s+$/, '') });
});`,
    },
  ],
  good: [
    {
      file: 'src/words.js',
      code: `const words = /^\\w+(?:\\s\\w+)*$/;
export const isWords = (text) => words.test(text);`,
    },
    {
      file: 'src/trim.js',
      code: `export const trim = (text) => (text.trim ? text.trim() : text.replace(/^\\s+|\\s+$/g, ''));`,
    },
    {
      file: 'src/title.js',
      code: `export const title = (text) => text.slice(0, 200).replace(/\\s+$/, '');`,
    },
  ],
  outOfScope: [
    'Patterns whose repetitions are known only when the program runs.',
    'Quadratic search patterns on texts that nothing shows to come from outside.',
  ],
  knownFalsePositives: [
    'A text whose length is checked in another function.',
    'A pattern whose text only ever comes from the project itself.',
  ],
  coldToo: true,
  timed: true,
  check(file, report) {
    // A command line tool reads its user's own files: only what can hang on any of them is worth a word.
    if (cold.has(file.kind.kind) && file.kind.kind !== 'cli') return;
    for (const site of file.index.regexes) check(site.node.pattern, site.node.flags, site, file, report);
    for (const site of file.index.news)
      if (isRegExp.test(dotted(site.node.callee))) checkConstructed(site, file, report);
    for (const site of takingPatterns(file.index)) {
      if (isRegExp.test(site.name)) checkConstructed(site, file, report);
      else if (site.method ? site.method !== 'RegExp' : site.name === 'Matches')
        checkText(site, file, report);
    }
    for (const site of file.index.objects) checkSchema(site, file, report);
  },
  decide(c, file, world) {
    const found = JSON.parse(c.tag) as Found;
    if (isOpen(found.pattern)) return decideOpen(found, c, file, world);
    return decideWeak(found, c, file, world);
  },
};

const takingPatterns = callsLike(/^(RegExp|match|matchAll|search|matches|Matches|pattern)$/);
const isRegExp = /^((globalThis|window|self|global)\.)?RegExp$/;

/** Fills in what other files hold. */
function decideOpen(found: Found, c: Candidate, file: FileSummary, world: World): Verdict {
  let again = false;
  const partOf: Part = (module, name, args) => {
    const part = world.patternOf(file, module, name, args);
    again = part?.startsWith(writtenAsPattern) === true && found.pattern === hole(module, name);
    return part;
  };
  const pattern =
    filled(found.pattern, partOf) ??
    withoutUnknown(found.pattern, partOf) ??
    (found.guess ? withWords(found.pattern, partOf) : undefined);
  if (again) return { silenced: 'told where the pattern is written' };
  if (pattern === undefined) return { silenced: 'part of the pattern is not known' };
  const { input, flags, short, without = '' } = found;
  const weak = weaknessesOf(pattern, flags, without);
  const [worst] = weak;
  if (!worst) return { silenced: 'no text makes the pattern slow' };
  if (worst.kind !== 'exponential' && short) return { silenced: short };
  const whole: Found = { input, pattern, flags, weak, ...(without && { without }) };
  const verdict = decideWeak(whole, c, file, world);
  if ('silenced' in verdict) return verdict;
  return { ...verdict, message: told(worst.kind), probe: JSON.stringify(whole) };
}

function decideWeak(found: Found, c: Candidate, file: FileSummary, world: World): Verdict {
  const worst = found.weak[0]!;
  // What is only suspected waits for the clock; where there is none it is not told.
  const sure = worst.certain ? 'high' : 'medium';
  if (worst.kind === 'exponential') return { confidence: sure };
  if (file.fileKind === 'cli') return { silenced: `command line tool: ${file.fileWhy}` };
  // A constant pattern is worth what the functions are that use it.
  const users = c.bodies.length > 0 ? c.bodies : [c.fn];
  const library = isLibrary(file, world);
  // What a library also calls as it is loaded, built or tried out is there for others to call, and what its own command calls.
  const colds = users.map((fn) => {
    const cold = world.contexts.isCold(file, fn);
    if (!library || fn === 0 || !cold) return cold;
    const isBeside = beside.test(cold.kind) || (cold.kind === 'cli' && isMoreThanCommand(file, world));
    return cold.kind === 'start-up' || (file.fileKind === '' && isBeside) ? undefined : cold;
  });
  const usedAtLoad = c.bodies.length > 0 || c.fn !== 0;
  if (usedAtLoad && colds.every((w) => w !== undefined))
    return { silenced: `${entryName(colds[0]!.kind)}: ${colds[0]!.why}` };
  if (!worst.bySearch) return { confidence: 'medium', severity: 'warning' };
  // `apiUrl: process.env.API_URL.replace(/\/+$/, '')`; a constant for others to use is none.
  const isSetUp = setUp.test(file.path) && found.input !== 'outside' && c.bodies.length > 0;
  if (isSetUp && (!library || found.input === 'unknown')) return { confidence: 'low', severity: 'warning' };
  const asked =
    found.input === 'outside' ||
    // In a browser whoever crafts the text waits for it.
    (found.input === 'document' && world.dependsOn(file, parsesPages)) ||
    (found.input === 'given' && !/\.[jt]sx$/.test(file.path) && world.placeOf(file) !== 'bundled') ||
    users.some((fn) => hotEntries.has(world.contexts.of(file, fn)?.kind ?? 'build'));
  return { confidence: asked || library ? 'medium' : 'low', severity: 'warning' };
}

const beside = /^(build|test|script)$/;
const setUp = /(^|[/._-])(config|configuration|env|environment|settings|constants)\.[cm]?[jt]s$/i;

function checkConstructed(
  site: Site<t.NewExpression | t.CallExpression | t.OptionalCallExpression>,
  file: Reviewed,
  report: Report,
): void {
  const [source, flags] = site.node.arguments;
  if (!source) return;
  const given = bare(source);
  const f = flags ? constantText(bare(flags), site) : '';
  if (given.type === 'RegExpLiteral') {
    if (flags && f !== undefined) check(given.pattern, f, site, file, report);
    return;
  }
  const pattern = openText(given, site, file.index);
  if (pattern !== undefined) {
    check(pattern, f ?? '', site, file, report);
    return;
  }
  // `for (i in src) re[i] = new RegExp(src[i])`: told where each was given.
  for (const entry of entriesOf(given, site, file.index).slice(0, mostEntries)) {
    const text = entryText(entry, file.index, true);
    if (text !== undefined) check(text, f ?? '', { ...entry.site, node: entry.node }, file, report);
  }
  for (const node of listedTexts(given, site).slice(0, mostEntries)) {
    const text = constantText(node, site, undefined, file.index);
    if (text !== undefined) check(text, f ?? '', { ...site, node }, file, report, { made: site });
  }
  if (checkCallers(site, given, f ?? '', file, report)) return;
  const guessed = guessedText(given, site, file.index);
  if (guessed !== undefined && isAsked(site, inputsOf(site, file)))
    check(guessed, f ?? '', site, file, report);
}

/** A query may have it as well, for a database to match, but not as a constant of a module. */
function isAsked(site: Site, inputs: readonly Input[]): boolean {
  return inputs.length > 0 || isKept(site.node) || site.fn.id === 0;
}

const mostEntries = 200;

/** `text.match('a+b')`, `@Matches('a+b')`: a pattern where a string is given. */
function checkText(site: CallSite, file: Reviewed, report: Report): void {
  const source = takenAsPattern(site);
  if (!source || bare(source).type === 'RegExpLiteral') return;
  const pattern = constantText(bare(source), site, undefined, file.index);
  if (pattern === undefined) return;
  // Angular has it match the whole; whoever fills in a form waits himself, unless it hangs.
  const whole = site.method === 'pattern' ? `^${pattern}$` : pattern;
  if (whole === pattern || hangs(whole, ''))
    check(whole, site.method === 'matchAll' ? 'g' : '', site, file, report);
}

/** JSON schema, whose patterns are matched as they are, and rules of highlighters. */
function checkSchema(site: Site<t.ObjectExpression>, file: Reviewed, report: Report): void {
  // Whoever writes what is highlighted waits himself, unless it hangs.
  for (const node of highlighterPatterns(site.node)) {
    const text = constantText(node, site, undefined, file.index);
    if (text !== undefined && hangs(text, 'm')) check(text, 'm', { ...site, node }, file, report);
  }
  const short = capsText(site.node);
  for (const node of schemaPatterns(site.node)) {
    const text = openText(node, site, file.index);
    if (text !== undefined) check(text, 'u', { ...site, node }, file, report, { short });
  }
}

/** `const token = (name, source) => { table[name] = new RegExp(source); }`: told where it is called, true if so. */
function checkCallers(
  site: Site<t.NewExpression | t.CallExpression | t.OptionalCallExpression>,
  source: Node,
  flags: string,
  file: Reviewed,
  report: Report,
): boolean {
  const { fn } = site;
  if (!isFunction(fn.node) || !fn.node.params.some((p) => /^(Identifier|RestElement)$/.test(p.type)))
    return false;
  const found: { readonly call: CallSite; readonly pattern: string }[] = [];
  for (const call of callsByName(file.index, fn)) {
    const given = new Map<string, string>();
    let rest: Parameters<typeof openText>[4];
    const partOf = (a: Node): string | undefined =>
      openText(bare(a), call, file.index) ?? openSource(bare(a), call, file.index);
    for (const [i, p] of fn.node.params.entries()) {
      const a = call.node.arguments[i];
      const text = a && p.type === 'Identifier' ? partOf(a) : undefined;
      if (text !== undefined) given.set((p as t.Identifier).name, text);
      if (p.type === 'RestElement' && p.argument.type === 'Identifier')
        rest = { name: p.argument.name, texts: call.node.arguments.slice(i).map(partOf) };
    }
    const pattern = given.size > 0 || rest ? openText(source, site, file.index, given, rest) : undefined;
    if (pattern !== undefined) found.push({ call, pattern });
  }
  // `<meta[^>]+name="${name}">`: weak whatever it is given, so it is told where it is written.
  const own = found.length > 0 ? guessedText(source, site, file.index) : undefined;
  if (own !== undefined && weaknessesOf(own, flags).length > 0 && inputsOf(site, file).length > 0) {
    const weak = found.find((x) => !isOpen(x.pattern) && weaknessesOf(x.pattern, flags).length > 0);
    if (weak) check(weak.pattern, flags, site, file, report);
    return true;
  }
  // By now it is known which of them others are put together from.
  for (const { call, pattern } of found)
    check(pattern, flags, call, file, report, { part: isPart(call, file.index) });
  return found.length > 0;
}

/** Patterns recur within a file and across files of a project. */
const known = new Map<string, Weakness[]>();

function weaknessesOf(pattern: string, flags: string, lacking = ''): Weakness[] {
  const key = `${flags}/${pattern}/${lacking}`;
  let found = known.get(key);
  if (!found) {
    if (known.size > 5000) known.clear();
    found = weaknesses(pattern, flags, lacking);
    known.set(key, found);
  }
  return found;
}

function hangs(pattern: string, flags: string): boolean {
  return repeats(pattern) && weaknessesOf(pattern, flags)[0]?.kind === 'exponential';
}

/** What the rule keeps of a pattern; `weak` is empty where other files hold a part of it. */
interface Found {
  readonly input: string;
  readonly pattern: string;
  readonly flags: string;
  readonly weak: readonly Weakness[];
  /** Why no crafted text reaches it, unless it is exponential. */
  readonly short?: string;
  /** A part that stays unknown may stand for a word. */
  readonly guess?: boolean;
  /** Characters that the texts have none of. */
  readonly without?: string;
  /** No text begins or ends with a blank, and `weak` attacks with none that does. */
  readonly trimmed?: boolean;
}

/** A pattern of which other files hold a part: judged when that is known. */
function checkOpen(pattern: string, flags: string, site: Site, file: Reviewed, report: Report): void {
  const inputs = inputsOf(site, file);
  const { from, silenced, without } = judgeInputs(inputs, true, [], file.index);
  const short = judgeInputs(inputs, false, [], file.index).silenced;
  const guess = isAsked(site, inputs);
  const found: Found = { input: from, pattern, flags, weak: [], short, guess, ...(without && { without }) };
  report({
    node: site.node,
    fn: site.fn,
    bodies: [...new Set(inputs.map((i) => i.site.fn.id))],
    tag: JSON.stringify(found),
    message: told('polynomial'),
    silenced,
  });
}

function told(kind: Weakness['kind']): string {
  return `This pattern can take ${kind} time on a crafted text`;
}

interface Where {
  /** Others are put together from it. */
  readonly part?: boolean;
  /** Where the pattern is made of what is written at the site. */
  readonly made?: Site;
  /** What asks the pattern takes no longer texts. */
  readonly short?: boolean;
}

function check(
  pattern: string,
  written: string,
  site: Site,
  file: Reviewed,
  report: Report,
  { part = false, made = site, short = isLimited(site.node) }: Where = {},
): void {
  if (isOpen(pattern)) {
    checkOpen(pattern, written, site, file, report);
    return;
  }
  if (!repeats(pattern) || weaknessesOf(pattern, written).length === 0) return;
  const inputs = inputsOf(made, file);
  // `text.split(/,(?![^(]*\))/)`: what is quick to find once is looked for behind each comma.
  const flags = !/[gy]/.test(written) && inputs.some((i) => i.all) ? `${written}g` : written;
  const all = weaknessesOf(pattern, flags);
  const worst = all[0];
  if (!worst) return;
  const isPartOnly = part || (worst.bySearch && inputs.length === 0 && onlyPart(site, file));
  const attacks = all.flatMap((w) => w.attacks);
  const input = judgeInputs(inputs, worst.kind === 'exponential', attacks, file.index, pattern);
  const { without } = input;
  const left = without ? weaknessesOf(pattern, flags, without) : all;
  const weak = input.trimmed ? withinSigns(left, pattern, flags) : left;
  const from = inputs.length === 0 && isForOthers(site) ? 'given' : input.from;
  const { trimmed } = input;
  const found: Found = {
    ...{ input: from, pattern, flags, weak },
    ...(without && { without }),
    ...(trimmed && { trimmed }),
  };
  const isShort = short && worst.kind !== 'exponential';
  report({
    node: site.node,
    fn: site.fn,
    bodies: [...new Set(inputs.map((i) => i.site.fn.id))],
    tag: JSON.stringify(found),
    message: told((weak[0] ?? worst).kind),
    steps: usesOf(inputs, site),
    silenced:
      (isPartOnly && worst.bySearch && 'only there as a part of other patterns') ||
      input.silenced ||
      (isShort && 'the length of the text is checked before') ||
      (weak.length === 0 ? 'the text has none of what would make the pattern slow' : ''),
  });
}

/** As many places as one reads; where a pattern is a constant of the module, its time is spent there. */
const mostUses = 3;

function usesOf(inputs: readonly Input[], { fn }: Site): { readonly node: Node; readonly message: string }[] {
  const uses = inputs.filter((i) => fn.id === 0 && i.site.fn.id !== 0);
  return uses
    .slice(0, mostUses)
    .map(({ site }) => ({ node: site.node, message: usedIn(site.fn.name || 'a callback') }));
}
