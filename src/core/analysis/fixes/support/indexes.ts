/** Sets and Maps by a key, made before a loop. */
import type { Call, Node } from '../../ast.ts';
import type { FixSite } from '../fix.ts';
import { isSimple } from './evidence.ts';
import { freshName, freshOf, joined, singular } from './names.ts';
import { namesOf } from './prelude.ts';

export interface Equality {
  /** The element in the callback, as it is written: `x`, `{ id }`. */
  readonly param: Node;
  readonly names: readonly string[];
  /** Of the element: `x.id`, `String(x.id)`, or the element itself. */
  readonly key: Node;
  /** `id`, '' for the element itself. */
  readonly field: string;
  /** What it is compared with. */
  readonly wanted: Node;
}

export interface Search extends Equality {
  readonly site: FixSite;
  readonly call: Call;
  readonly list: Node;
  readonly path: string;
  readonly method: string;
}

interface Made {
  readonly name: string;
  readonly lines: readonly string[];
}

export function keySet({ site, call, list, path, param, key, field }: Search): Made {
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const last = joined(path.split('.').at(-1)!);
  const name = freshName(
    text,
    field === '' ? joined(singular(last, last), 'set') : plural(joined(singular(last, last), field)),
  );
  const source = slice(list);
  const nothing = call.type === 'OptionalCallExpression' ? '?' : '';
  // With the type that is written there: what the list holds may be known of it alone.
  const isItself = key.type === 'Identifier' && param.type === 'Identifier' && key.name === param.name;
  const keys = isItself ? source : `${source}${nothing}.map((${slice(param)}) => ${slice(key)})`;
  // What is asked for may be wider than what is there: `===` takes both.
  const any = site.style.typescript ? '<unknown>' : '';
  return { name, lines: [`const ${name} = new Set${any}(${keys})`] };
}

export function byKey(search: Search): Made {
  const { site, path, field } = search;
  const { text } = site.index;
  const { element, own, list } = elementOf(search);
  const key = isSimple(search.key) ? own : freshOf(text, ['key', 'id', 'by']);
  const name = freshName(text, joined(path.split('.').at(-1)!, 'by', field || 'value'));
  return {
    name,
    lines: [
      `const ${name} = new Map${typed(search, '')}()`,
      `for (const ${element} of ${list}) {`,
      ...keyLine(search, key, own),
      ...unlessThere(site, name, key, element),
      '}',
    ],
  };
}

export function groups(search: Search): Made {
  const { site, path, field } = search;
  const { text } = site.index;
  const { element, own, list } = elementOf(search);
  const key = isSimple(search.key) ? own : freshOf(text, ['key', 'id', 'by']);
  const name = freshName(text, joined(path.split('.').at(-1)!, 'by', field || 'value'));
  const same = freshOf(text, ['same', 'alike', 'others']);
  const { indent, semi } = site.style;
  return {
    name,
    lines: [
      `const ${name} = new Map${typed(search, '[]')}()`,
      `for (const ${element} of ${list}) {`,
      ...keyLine(search, key, own),
      `${indent}const ${same} = ${name}.get(${key})${semi}`,
      `${indent}if (${same}) ${same}.push(${element})${semi}`,
      `${indent}else ${name}.set(${key}, [${element}])${semi}`,
      '}',
    ],
  };
}

/** The first of several with one key stays. */
function unlessThere({ style }: FixSite, map: string, key: string, element: string): string[] {
  const { indent, semi, width } = style;
  const [test, set] = [`${indent}if (!${map}.has(${key}))`, `${map}.set(${key}, ${element})${semi}`];
  // With the depth of what is around, which is not known here: two steps are common.
  if (test.length + set.length + 1 + 2 * indent.length <= width) return [`${test} ${set}`];
  return [`${test} {`, `${indent}${indent}${set}`, `${indent}}`];
}

/** What has to be worked out is worked out once. */
function keyLine({ site }: Search, key: string, own: string): string[] {
  return key === own ? [] : [`${site.style.indent}const ${key} = ${own}${site.style.semi}`];
}

function typed({ site, path, call }: Search, more: string): string {
  if (!site.style.typescript) return '';
  const list = call.type === 'OptionalCallExpression' ? `NonNullable<typeof ${path}>` : `(typeof ${path})`;
  return `<unknown, ${list}[number]${more}>`;
}

/** A name for an element before the loop, its key, and what is gone through. */
function elementOf({ site, call, list: of, path, param, names, key, field }: Search): {
  element: string;
  own: string;
  list: string;
} {
  const { text } = site.index;
  const source = text.slice(of.start ?? 0, of.end ?? 0);
  const list = call.type === 'OptionalCallExpression' ? `${source} ?? []` : source;
  const written = text.slice(key.start ?? 0, key.end ?? 0);
  if (param.type === 'Identifier') return { element: param.name, own: written, list };
  const last = joined(path.split('.').at(-1)!);
  const element = freshName(text, singular(last, 'item'));
  // The only name in the key is the property's.
  const name = names.find((n) => namesOf(key).includes(n))!;
  const at = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`);
  return { element, own: written.replace(at, () => `${element}.${field}`), list };
}

function plural(name: string): string {
  return /s$/.test(name) ? `${name}Set` : `${name}s`;
}
