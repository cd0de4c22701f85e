/** What a query for one row asks by, and how it is written. */
import { bare, isFunction, keyName, type Node, visit } from '../../ast.ts';
import type { LoopInfo } from '../../index-types.ts';
import type { FixSite } from '../fix.ts';
import { isLiteral, isSimple, keepsValueIn } from './evidence.ts';
import { anchorOf, namesOf } from './prelude.ts';
import { indentAt, movedTo } from './style.ts';

export const sliceOf = (site: FixSite, n: Node): string => site.index.text.slice(n.start ?? 0, n.end ?? 0);

/** Keys of which a table has one row each. */
export const unique = /^(_id|id|uuid|pk)$/;
/** Those of which it mostly has. */
const likelyUnique =
  /(^|_)(id|uuid|email|e_mail|slug|sku|code|username|login|token|handle|isbn|ean|hash)$|(Id|Uuid|Email|Slug|Sku|Code|Token|Hash)$/;

export interface Key {
  readonly field: string;
  readonly wanted: Node;
}

/**
 * `{ id: item.by, active: true, owner }`: what the loop has to do with is the key, the others are the same in each
 * turn. `also` is their text.
 */
export function keyFirst(
  site: FixSite,
  n: Node | undefined,
): (Key & { readonly also: readonly string[] }) | undefined {
  if (n?.type !== 'ObjectExpression') return undefined;
  const inLoop = namesIn(site.loop!);
  let key: Key | undefined;
  const also: string[] = [];
  for (const p of n.properties) {
    const value = p.type === 'SpreadElement' ? p.argument : p.type === 'ObjectProperty' ? p.value : undefined;
    if (!value || (p.type === 'ObjectProperty' && p.computed)) return undefined;
    const same = isLiteral(value) || (isSimple(value) && keepsValueIn(value, site.scope, site.loop!.node));
    if (same && !namesOf(value).some((name) => inLoop.has(name))) also.push(sliceOf(site, p));
    else if (key || p.type !== 'ObjectProperty' || !/^[\w$]+$/.test(keyName(p))) return undefined;
    else key = { field: keyName(p), wanted: bare(value) };
  }
  return key && { ...key, also };
}

/** Names that a loop gives anew in each turn. */
export function namesIn(loop: LoopInfo): Set<string> {
  const inside = new Set<string>();
  visit(loop.node, (n) => {
    if (n.type === 'VariableDeclarator' || isFunction(n))
      for (const name of n.type === 'VariableDeclarator' ? namesOf(n.id) : n.params.flatMap(namesOf))
        inside.add(name);
    return true;
  });
  return inside;
}

/** `{ id: x }`, and nothing else. */
export function onlyKey(n: Node | undefined): Key | undefined {
  if (n?.type !== 'ObjectExpression' || n.properties.length !== 1) return undefined;
  const [p] = n.properties;
  if (p?.type !== 'ObjectProperty' || p.computed) return undefined;
  const field = keyName(p);
  return /^[\w$]+$/.test(field) ? { field, wanted: bare(p.value) } : undefined;
}

interface WhereKey extends Key {
  readonly also: readonly string[];
  /** What is asked for beside it, as it is written. */
  readonly others: readonly string[];
  /** The key is a column that was not asked for. */
  readonly more: boolean;
}

/** `{ where: { id: x }, … }`; undefined where something in it forbids the change. */
export function whereKey(site: FixSite, n: Node | undefined, allowed: RegExp): WhereKey | undefined {
  if (n?.type !== 'ObjectExpression') return undefined;
  let key: (Key & { readonly also: readonly string[] }) | undefined;
  const others: Node[] = [];
  for (const p of n.properties) {
    if (p.type !== 'ObjectProperty' || p.computed) return undefined;
    if (keyName(p) === 'where') key = keyFirst(site, bare(p.value));
    else if (allowed.test(keyName(p))) others.push(p);
    else return undefined;
  }
  if (!key) return undefined;
  const { field } = key;
  const texts = optionsWith(site, others, field);
  return texts && { ...key, others: texts, more: addsColumns(site, others, texts) };
}

/** Whether options ask for a column that they did not ask for. */
export function addsColumns(site: FixSite, options: readonly Node[], texts: readonly string[]): boolean {
  const depth = depthOf(site) + site.style.indent;
  return texts.some((t, i) => t !== movedTo(site.index, options[i]!, depth));
}

/** Options as they are written, with the key among the columns that they choose; undefined where that is not to be seen. */
export function optionsWith(site: FixSite, options: readonly Node[], field: string): string[] | undefined {
  const depth = depthOf(site) + site.style.indent;
  const texts = options.map((p) => movedTo(site.index, p, depth));
  const at = options.findIndex((p) => /^(attributes|select)$/.test(keyName(p as never)));
  if (at < 0) return texts;
  const chosen = columnsWith(site, options[at]!, field, texts[at]!);
  if (chosen === undefined) return undefined;
  return texts.map((t, i) => (i === at ? chosen : t));
}

/** `select: { name: true }` with the key among it; undefined where that is not to be seen. */
function columnsWith(site: FixSite, p: Node, field: string, text: string): string | undefined {
  const value = p.type === 'ObjectProperty' ? bare(p.value) : undefined;
  if (value?.type === 'ArrayExpression') return listWith(site, value, field, text);
  if (value?.type !== 'ObjectExpression' || value.properties.length === 0) return undefined;
  const names = value.properties.map((c) => (c.type === 'ObjectProperty' && !c.computed ? keyName(c) : ''));
  if (names.includes('')) return undefined;
  if (names.includes(field)) return text;
  const first = value.properties[0]!;
  const open = site.index.text.slice(value.start ?? 0, first.start ?? 0);
  const blank = open.includes('\n') ? `${site.style.eol}${depthOf(site)}${site.style.indent.repeat(2)}` : ' ';
  return text.replace(/\{\s*/, `{${blank}${field}: true,${blank}`);
}

/** `attributes: ['name']` likewise. */
function listWith(
  { style }: FixSite,
  list: Extract<Node, { type: 'ArrayExpression' }>,
  field: string,
  text: string,
): string | undefined {
  const names = list.elements.map((e) => (e?.type === 'StringLiteral' ? e.value : ''));
  if (names.length === 0 || names.includes('') || text.includes('\n')) return undefined;
  if (names.includes(field)) return text;
  return text.replace(/\[\s*/, (open) => `${open}${style.quote}${field}${style.quote}, `);
}

/** Blanks before what is put before the loop. */
export function depthOf(site: FixSite): string {
  return indentAt(site.index.text, anchorOf(site.loop!.node)?.node.start ?? 0);
}

/** `where: { … }` for `written`, over several lines where one is too short. */
export function whereOf(site: FixSite, parts: readonly string[]): string {
  const { style } = site;
  const short = `where: { ${parts.join(', ')} }`;
  const indent = depthOf(site) + style.indent;
  if (!short.includes('\n') && indent.length + short.length < style.width) return short;
  const inner = `${style.eol}${indent}${style.indent}`;
  return `where: {${parts.map((p) => inner + p).join(',')}${style.comma}${style.eol}${indent}}`;
}

/** A call with an object, over several lines where one is too short. */
export function written(site: FixSite, before: string, parts: readonly string[], after: string): string {
  const { style } = site;
  const short = `${before}{ ${parts.join(', ')} }${after}`;
  const indent = depthOf(site);
  // With what stands before it: `const customers = await `.
  if (!short.includes('\n') && indent.length + short.length + 26 <= style.width) return short;
  const inner = `${style.eol}${indent}${style.indent}`;
  return `${before}{${parts.map((p) => inner + p).join(',')}${style.comma}${style.eol}${indent}}${after}`;
}

/** What is asked for only once cannot be seen to be there only once. */
export function unlessUnique(
  key: Key & { readonly also?: readonly string[] },
  always: boolean,
): string | undefined {
  if (always || unique.test(key.field)) return '';
  return likelyUnique.test(key.field)
    ? `${key.field} has to be unique${key.also?.length ? ' among these' : ''}.`
    : undefined;
}
