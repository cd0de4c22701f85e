/**
 * Patterns that other files hold a part of: the part stands as a hole in the text, a module and a name between
 * two characters that no pattern has, and is filled when the files are linked.
 */
import { bare, isCall, isMember, propertyName } from '../ast.ts';
import type { Binding } from '../index-types.ts';
import { moduleOf } from '../refs.ts';
import { find } from '../scopes.ts';
import { deepest } from './held.ts';

const [begin, end, argument] = ['\uf8f0', '\uf8f1', '\uf8f3'];

/** @param args texts that a function of the module is given, which may have holes themselves */
export function hole(module: string, name: string, args?: readonly string[]): string {
  return `${begin}${module}\n${[name, ...(args ?? [])].join(argument)}${args ? argument : ''}${end}`;
}

/** Stands for a parameter in the text that an exported function gives. */
export function parameter(index: number): string {
  return hole('', String(index));
}

/** Stands before the text of what is a pattern already, and so is told where it is written. */
export const writtenAsPattern = '\uf8f2';

export function isOpen(text: string): boolean {
  return text.includes(begin);
}

/** What stands in a hole: the text under a name of a module, or what a function gives that has the name. */
export type Part = (module: string, name: string, args?: readonly string[]) => string | undefined;

/** The text with its holes filled, but for those of parameters; undefined where one of them is not known. */
export function filled(text: string, part: Part): string | undefined {
  let known = true;
  const whole = replaceHoles(text, (module, name, args) => {
    if (module === '') return hole(module, name);
    const given = args?.map((a) => filled(a, part));
    const found = given?.includes(undefined) ? undefined : part(module, name, given as string[] | undefined);
    if (found === undefined) known = false;
    return found?.replace(writtenAsPattern, '') ?? '';
  });
  return known ? whole : undefined;
}

/** The text that a function gives with texts for its parameters; undefined where it has more of these. */
export function withArguments(text: string, args: readonly string[]): string | undefined {
  let known = true;
  const whole = replaceHoles(text, (module, name) => {
    const given = module === '' ? args[+name] : undefined;
    if (given === undefined) known = false;
    return given ?? '';
  });
  return known ? whole : undefined;
}

type Hole = (
  module: string,
  name: string,
  args: readonly string[] | undefined,
  at: number,
  end: number,
) => string;

function replaceHoles(text: string, by: Hole): string {
  let out = '';
  let done = 0;
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, done)) {
    const pieces = [''];
    let depth = 1;
    let i = at + 1;
    for (; i < text.length; i++) {
      const c = text[i]!;
      if (c === begin) depth++;
      else if (c === end && --depth === 0) break;
      if (c === argument && depth === 1) pieces.push('');
      else pieces[pieces.length - 1] += c;
    }
    const [module = '', name = ''] = pieces[0]!.split('\n');
    const args = pieces.length > 1 ? pieces.slice(1, -1) : undefined;
    out += text.slice(done, at) + by(module, name, args, at, i + 1);
    done = i + 1;
  }
  return out + text.slice(done);
}

/**
 * The text without the parts that stay unknown, where each is one of several alternatives (`(?:localhost|…|[a-z]+)`):
 * what the others do without it they do with it as well. Undefined where a part is more than that.
 */
export function withoutUnknown(text: string, part: Part): string | undefined {
  let isOne = true;
  const rest = replaceHoles(text, (module, name, args, at, to) => {
    const found = filled(hole(module, name, args), part);
    if (found !== undefined) return found;
    const before = text.slice(Math.max(0, at - 3), at);
    const after = text[to] ?? '';
    if (!/(^|[^\\])([|(]|\(\?:)$/.test(before) || !/^[|)]/.test(after)) isOne = false;
    return nothing;
  });
  return isOne ? rest : undefined;
}

/** The text with a word for each part that stays unknown. */
export function withWords(text: string, part: Part): string {
  return replaceHoles(text, (module, name, args) => filled(hole(module, name, args), part) ?? anyWord);
}

/** Stands for a part that is known only when the program runs, such as the name of a tag. */
export const anyWord = 'word';

const nothing = '[^\\s\\S]';

export interface Elsewhere {
  readonly module: string;
  /** An exported name, `*` for all of a module, `=` for what CommonJS exports as a whole. */
  readonly name: string;
}

/**
 * `import { A } from './a'`, `const { A } = require('./a')`, `const A = require('./a').A`, and what is taken out of
 * that: `const { word } = parts`, `const word = parts.of.words`.
 */
export function importedAs(b: Binding, depth = 0): Elsewhere | undefined {
  if (b.kind === 'import') {
    if (!b.module || !b.imported || b.typeOnly) return undefined;
    return { module: b.module, name: b.imported };
  }
  if (!b.init || b.writes.length > 0 || b.kind === 'param' || b.loopItem || b.path.includes('*'))
    return undefined;
  const names = [...b.path];
  let init = bare(b.init);
  while (isMember(init)) {
    const name = propertyName(init);
    if (!name) return undefined;
    names.unshift(name);
    init = bare(init.object);
  }
  if (init.type === 'Identifier') {
    const of = depth < deepest ? find(b.scope, init.name) : undefined;
    const from = of && of !== b ? importedAs(of, depth + 1) : undefined;
    return from && memberOfModule(from, names);
  }
  const module = isCall(init) ? moduleOf(init) : '';
  return module ? { module, name: names.join('.') || '=' } : undefined;
}

/** What names lead to from what a module gives. */
export function memberOfModule({ module, name }: Elsewhere, names: readonly string[]): Elsewhere {
  const whole = /^[*=]$/.test(name) && names.length > 0;
  return { module, name: [...(whole ? [] : [name]), ...names].join('.') };
}
