/** Text → syntax tree. Recovers from errors; the language follows from the extension and the file's pragma. */
import { parse as babelParse, type ParserPlugin } from '@babel/parser';
import type * as t from '@babel/types';
import { countAsEditors } from './line-ends.ts';

export interface Parsed {
  readonly program: t.Program;
  readonly comments: readonly t.Comment[];
  /** Where the parser had to recover, for people; at most one line. */
  readonly problem: string;
}

/** Larger files are generated or data: nobody reviews them, and they would take seconds. */
export const maxFileLength = 1_500_000;

const flowPragma = /@flow\b/;

/** Written by a tool, as it says itself. */
export const generated = 'generated';

/** Folders whose scripts a page loads as they are, and what others' code is kept in. */
const served =
  /(^|\/)(public|static|assets|wwwroot|webroot|htdocs|www|resources|javascripts?|plugins?|vendors?)\/.*\.[cm]?js$/;
const released =
  /\b(released|licen[cs]ed) under\b|@licen[cs]e|@licstart|@preserve|\b(MIT|Apache|BSD|GPL|LGPL|MPL|ISC)\b.{0,20}\blicen[cs]e|\/licen[cs]e\b|\blicen[cs]e:/i;

/**
 * A library that somebody put beside a page: it opens with the terms under which it was released, and imports nothing.
 * An application's own scripts do not, even where their sources are open.
 */
function isCopy(path: string, head: string): boolean {
  if (!served.test(path)) return false;
  const banner = /^\s*\/\*[\s\S]*?(\*\/|$)/.exec(head)?.[0] ?? '';
  return (
    released.test(banner) && !/^\s*(import\b[^(\n]*['"]|(const|let|var)\b[^=\n]*=\s*require\()/m.test(head)
  );
}

/** Why a text is not worth parsing, '' where it is. */
export function unreviewable(text: string, path = ''): string {
  if (text.length > maxFileLength) return `too large (${Math.round(text.length / 1024)} KB)`;
  const head = text.slice(0, 2000);
  if (head.includes('\u0000'))
    return isWide(head) ? 'UTF-16; save it as UTF-8 to have it reviewed' : 'binary';
  if (isMinified(text)) return 'minified';
  if (isCopy(path, head)) return 'a copy of a library';
  const start = head.slice(0, 600).toLowerCase();
  if (!start.includes('generated') && !start.includes('do not edit')) return '';
  // `'@generated/prisma'` is imported by those who write the rest themselves.
  return /(?<!['"`])@generated\b(?!\/)|\bdo not edit\b|auto-?generated (?:file|by|code)/.test(start)
    ? generated
    : '';
}

/** Every other byte of a text in UTF-16 is 0, for as long as it is mostly Latin letters. */
function isWide(head: string): boolean {
  const start = head.slice(0, 200).replace(/^\ufffd{1,2}/, '');
  const ends = start.replace(/[^\0]\0|\0[^\0]/g, '');
  return start.length > 8 && ends.length < start.length / 8;
}

/** Very long lines on average: written by a bundler, not by a person. */
function isMinified(text: string): boolean {
  if (text.length < 5000) return false;
  let lines = 1;
  const sample = Math.min(text.length, 60_000);
  const enough = sample / 400;
  for (let i = text.indexOf('\n'); i >= 0 && i < sample && lines < enough; i = text.indexOf('\n', i + 1))
    lines++;
  return lines < enough;
}

function pluginsFor(path: string, text: string): ParserPlugin[] {
  const common: ParserPlugin[] = [
    'decorators-legacy',
    'decoratorAutoAccessors',
    'explicitResourceManagement',
    // `import data from './data.json' assert { type: 'json' }`, as Node 16 and 18 wanted it.
    'deprecatedImportAssert',
  ];
  if (/\.[cm]?ts$/.test(path)) return ['typescript', ...common];
  if (path.endsWith('.tsx')) return ['typescript', 'jsx', ...common];
  const plain: ParserPlugin[] = ['jsx', ...common, 'exportDefaultFrom', 'doExpressions', 'functionBind'];
  return flowPragma.test(text.slice(0, 1500)) ? [['flow', { all: true }], ...plain] : plain;
}

/** Where a merge left both sides in the text, that says more than the place at which the parser gave up. */
function withReason<T extends { readonly problem: string }>(parsed: T, text: string): T {
  if (parsed.problem === '' || !/^<{7} /m.test(text) || !/^>{7} /m.test(text)) return parsed;
  return { ...parsed, problem: 'conflicts of a merge are in it' };
}

/** Parses a file; `undefined` program only where not even recovery helped, with the reason in `problem`. */
export function parse(
  path: string,
  text: string,
): Parsed | { readonly program: undefined; readonly problem: string } {
  return withReason(parsed(path, text), text);
}

function parsed(
  path: string,
  text: string,
): Parsed | { readonly program: undefined; readonly problem: string } {
  const plugins = pluginsFor(path, text);
  const isTypeScript = plugins.includes('typescript');
  let first = attempt(text, plugins);
  if (first.problem && plugins[0] === 'jsx') {
    // Types of Flow without its pragma. Asked of each file at once they would cost a quarter of its parse.
    const typed = attempt(text, ['flow', ...plugins]);
    if (typed.program && (!typed.problem || !first.program)) first = typed;
  }
  if (first.program) return first;
  if (decorator.test(text)) {
    const newer = attempt(text, withNewerDecorators(plugins));
    if (newer.program) return newer;
  }
  // Old generics read as JSX, TypeScript in a .js file, …: one more way before giving up.
  const other = isTypeScript ? withoutJsx(plugins) : (['typescript', 'jsx', 'decorators-legacy'] as const);
  // Every element of JSX ends in one of these; half a statement, as it is while somebody types, needs no third look.
  const canHelp = !isTypeScript || plugins.includes('jsx') || /<\/|\/>/.test(text);
  const second = canHelp ? attempt(text, [...other]) : undefined;
  return second?.program ? second : mended(text, plugins, first);
}

/** Lines that somebody is typing on are left out, a few at most, so that the rest can be read. */
function mended(text: string, plugins: ParserPlugin[], failed: Attempt): Attempt {
  if (text.length > 200_000) return failed;
  let rest = text;
  let last = failed;
  for (let tries = 0; tries < 4 && last.line > 0; tries++) {
    const lines = rest.split('\n');
    const at = lineToLeaveOut(lines, last);
    const wrong = lines[at];
    if (wrong === undefined || wrong.trim() === '') return failed;
    lines[at] = ' '.repeat(wrong.length);
    rest = lines.join('\n');
    last = attempt(rest, plugins);
    if (last.program) return { ...last, problem: failed.problem };
  }
  return failed;
}

/** Index; a decorator that nothing follows yet is told at what ends the class, or the file. */
function lineToLeaveOut(lines: readonly string[], { line, problem }: Attempt): number {
  const at = line - 1;
  if (!/decorators must be attached/i.test(problem) || /^\s*@/.test(lines[at] ?? '')) return at;
  const above = lines.slice(0, at).findLastIndex((l) => /^\s*@[\w$(]/.test(l));
  return above < 0 ? at : above;
}

/**
 * `@On('x') ['y']() {}`: the decorators of old go on with `['y']`, those of today end before it; `export @On class`
 * is of today as well. Those of old are on parameters, and what most files have.
 */
const decorator = /(?:^|[\s(])@[\w$(]/m;

function withNewerDecorators(plugins: readonly ParserPlugin[]): ParserPlugin[] {
  return plugins.map(
    (p): ParserPlugin => (p === 'decorators-legacy' ? ['decorators', { decoratorsBeforeExport: true }] : p),
  );
}

function withoutJsx(plugins: readonly ParserPlugin[]): ParserPlugin[] {
  return plugins.includes('jsx') ? plugins.filter((p) => p !== 'jsx') : [...plugins, 'jsx'];
}

type Attempt = (Parsed | { readonly program: undefined; readonly problem: string }) & {
  /** Where the parser gave up, 0 where it did not. */
  readonly line: number;
};

/** What is no module may use words that modules keep for themselves: `const package = …`. */
function attempt(text: string, plugins: ParserPlugin[]): Attempt {
  const first = attemptAs('unambiguous', text, plugins);
  if (!first.program || first.program.sourceType === 'module' || !first.problem) return first;
  const script = attemptAs('script', text, plugins);
  return script.program && !script.problem ? script : first;
}

function attemptAs(sourceType: 'unambiguous' | 'script', text: string, plugins: ParserPlugin[]): Attempt {
  try {
    const file = babelParse(text, {
      sourceType,
      errorRecovery: true,
      attachComment: false,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowSuperOutsideMethod: true,
      allowUndeclaredExports: true,
      allowNewTargetOutsideFunction: true,
      // Meteor's modules import inside of functions and blocks.
      allowImportExportEverywhere: true,
      plugins,
    });
    countAsEditors(text, [file.program, file.comments ?? []]);
    const errors = file.errors as readonly { message?: string; reasonCode?: string }[] | null | undefined;
    const error = errors?.find((e) => !isOfDecorators(e.reasonCode));
    return {
      program: file.program,
      comments: file.comments ?? [],
      problem: error ? firstLine(error.message ?? '') : '',
      line: 0,
    };
  } catch (error) {
    const line = (error as { loc?: { line?: number } }).loc?.line ?? 0;
    return { program: undefined, problem: whyNot(error), line };
  }
}

/** Fine with one kind of decorators, and told only because a file was read with the other. */
function isOfDecorators(reasonCode: string | undefined): boolean {
  return /^(UnsupportedParameterDecorator|UnsupportedPropertyDecorator|DecoratorBeforeExport)$/.test(
    reasonCode ?? '',
  );
}

export const tooDeep = 'nested too deeply';

/** Of what was thrown by code that goes down a tree. */
export function whyNot(error: unknown): string {
  if (error instanceof RangeError && /call stack/.test(error.message)) return tooDeep;
  return firstLine(error instanceof Error ? error.message : String(error));
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
