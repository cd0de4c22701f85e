/**
 * Patterns that other files hold a part of: the part stands as a hole in the text, a module and a name between
 * two characters that no pattern has, and is filled when the files are linked.
 */
import { bare, isCall } from '../ast.ts';
import type { Binding } from '../index-types.ts';
import { moduleOf } from '../refs.ts';

const [begin, end] = ['\uf8f0', '\uf8f1'];
const holes = /\uf8f0([^\uf8f1]*)\n([^\uf8f1]*)\uf8f1/g;

export function hole(module: string, name: string): string {
  return `${begin}${module}\n${name}${end}`;
}

/** Stands before the text of what is a pattern already, and so is told where it is written. */
export const writtenAsPattern = '\uf8f2';

export function isOpen(text: string): boolean {
  return text.includes(begin);
}

/** The text with its holes filled; undefined where one of them is not known. */
export function filled(
  text: string,
  part: (module: string, name: string) => string | undefined,
): string | undefined {
  let known = true;
  const whole = text.replace(holes, (_, module: string, name: string) => {
    const found = part(module, name);
    if (found === undefined) known = false;
    return found?.replace(writtenAsPattern, '') ?? '';
  });
  return known ? whole : undefined;
}

/**
 * The text without the parts that stay unknown, where each is one of several alternatives (`(?:localhost|…|[a-z]+)`):
 * what the others do without it they do with it as well. Undefined where a part is more than that.
 */
export function withoutUnknown(
  text: string,
  part: (module: string, name: string) => string | undefined,
): string | undefined {
  let isOne = true;
  const rest = text.replace(holes, (whole, module: string, name: string, at: number) => {
    const found = part(module, name);
    if (found !== undefined) return found.replace(writtenAsPattern, '');
    const before = text.slice(Math.max(0, at - 3), at);
    const after = text[at + whole.length] ?? '';
    if (!/(^|[^\\])([|(]|\(\?:)$/.test(before) || !/^[|)]/.test(after)) isOne = false;
    return nothing;
  });
  return isOne ? rest : undefined;
}

const nothing = '[^\\s\\S]';

export interface Elsewhere {
  readonly module: string;
  /** An exported name, `*` for all of a module, `=` for what CommonJS exports as a whole. */
  readonly name: string;
}

/** `import { A } from './a'`, `const { A } = require('./a')`, `const A = require('./a').A`. */
export function importedAs(b: Binding): Elsewhere | undefined {
  if (b.kind === 'import') {
    if (!b.module || !b.imported || b.typeOnly) return undefined;
    return { module: b.module, name: b.imported };
  }
  if (!b.init || b.writes.length > 0 || b.path.length > 1 || b.kind === 'param') return undefined;
  let init = bare(b.init);
  let name = b.path[0] ?? '=';
  if (
    init.type === 'MemberExpression' &&
    name === '=' &&
    init.property.type === 'Identifier' &&
    !init.computed
  ) {
    name = init.property.name;
    init = bare(init.object);
  }
  const module = isCall(init) ? moduleOf(init) : '';
  return module && name !== '*' ? { module, name } : undefined;
}
