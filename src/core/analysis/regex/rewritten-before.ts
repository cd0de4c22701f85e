/** Texts that were rewritten right before, so that what would be slow is no longer in them. */
import { bare, type Call, dotted, isCall, isFunction, isMember, type Node, propertyName } from '../ast.ts';
import type { Binding, Site } from '../index-types.ts';
import { lastResult } from '../returns.ts';
import { find, standsFor } from '../scopes.ts';
import type { Input } from './meets.ts';

type At = Pick<Site, 'scope'>;

/**
 * `text.replace(/[^a-z]+/g, '-').replace(/-+$/, '')`: no two dashes are left side by side, so that a text of many
 * never meets the second pattern. `text.replace(/</g, '&lt;').replace(/<[^>]+>/g, '')`: nor is any tag left.
 *
 * @param pumps what the crafted texts repeat
 */
export function rewrittenBefore({ node, site }: Input, pumps: readonly string[], pattern: string): string {
  if (pumps.length === 0) return '';
  const doubled = (one: OneOf): boolean =>
    pumps.every((p) => [...p].some((c, i) => one(c) && one((p + p)[i + 1]!)));
  const head = pattern.includes('|') ? '' : (first.exec(pattern)?.[1] ?? '');
  /** What was put in since, seen from the pattern. */
  let put = '';
  let isSingle = true;
  /** Something was taken out since, with all the white space on a side of it. */
  let isSpaced = false;
  let [at, where] = settledAt(node, site);
  for (let i = 0; i < longestWay && isCall(at); i++) {
    const callee = bare(at.callee);
    if (!isMember(callee)) return '';
    const method = propertyName(callee);
    if (/^replace(All)?$/.test(method)) {
      const by = at.arguments[1] && bare(at.arguments[1] as Node);
      // `'\\$&'` puts back what was found.
      if (by?.type !== 'StringLiteral' || by.value.includes('$')) return '';
      put += by.value;
      const gone = removed(at, where);
      const has = (text: string): boolean => [...text].some((c) => gone?.(c) && !put.includes(c));
      if (has(head) || pumps.every(has)) return 'what repeats was taken out before';
      const one: OneOf | undefined = isSingle ? singled(at, where) : undefined;
      if (one && (!isSpaced || one(' ')) && doubled(one))
        return 'runs of what repeats were made one character before';
      const spaced: boolean = one === undefined && takesSpace(at, where);
      isSpaced ||= spaced;
      isSingle &&= one !== undefined || spaced;
    } else if (!/^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|substr)$/.test(method))
      return '';
    [at, where] = settledAt(callee.object, where);
  }
  return '';
}

/** Longer ways than anybody's. */
const longestWay = 30;

/** What a name stands for, and what a helper of the file gives: `const t = normalize(raw)`, `(s) => s.replace(/\s+/g, ' ')`. */
function settledAt(node: Node, site: At, depth = 0): [node: Node, site: At] {
  const n = bare(node);
  const b = find(site.scope, n.type === 'Identifier' ? n.name : isCall(n) ? dotted(n.callee) : '');
  if (!b || b.writes.length > 0 || b.path.length > 0 || depth > 5) return [n, site];
  if (n.type === 'Identifier')
    return b.init && b.kind === 'const' && !b.loopItem ? settledAt(b.init, b, depth + 1) : [n, site];
  const given = resultOf(b);
  return given ? settledAt(given, b, depth + 1) : [n, site];
}

/** What a function of the file gives in the end. */
export function resultOf(b: Binding | undefined): Node | undefined {
  const work = b && b.writes.length === 0 ? (b.kind === 'function' ? b.node : b.init) : undefined;
  const given = work && isFunction(work) ? lastResult(work) : undefined;
  return given && bare(given);
}

/** The sign that each match of a pattern begins with. */
const first = /^\\?([^\w\s\\()[\]{}|^$*+?.])(?![*?{])/;
const oneOf = String.raw`\[(?:[^\]\\]|\\.)+\]|\\[sSwWdDnrt]|\\?[^\w\s\\()[\]{}|^$*+?.]`;
export const anyOne = new RegExp(`^(?:${oneOf})\\+?$`);
/** `--+` as well as `-+` and `-{2,}`. */
const aRun = new RegExp(`^(${oneOf})(?:\\1?\\+|\\{[12],\\})$`);

/** Which characters `replace(/[<>]/g, '')` and `replaceAll('<', '&lt;')` leave none of. */
function removed(call: Call, site: At): ((c: string) => boolean) | undefined {
  const [first] = call.arguments;
  const what = first && standsFor(first as Node, site.scope);
  if (what?.type === 'StringLiteral') {
    const isAll = /All$/.test(propertyName(bare(call.callee) as never)) && what.value.length === 1;
    return isAll ? (c) => c === what.value : undefined;
  }
  if (what?.type !== 'RegExpLiteral' || !what.flags.includes('g') || !anyOne.test(what.pattern))
    return undefined;
  const one = new RegExp(`^${what.pattern}$`, what.flags.replace(/[gy]/g, ''));
  return (c) => one.test(c);
}

/** `replace(/\s*\(GBP\)/g, '')`: what stood on the other side has no second space beside it. */
function takesSpace(call: Call, site: At): boolean {
  const [first, second] = call.arguments;
  const what = first && standsFor(first as Node, site.scope);
  const by = second && bare(second as Node);
  if (what?.type !== 'RegExpLiteral' || by?.type !== 'StringLiteral' || by.value !== '') return false;
  return !what.pattern.includes('|') && /^\\s[*+](?!\?)|(?<!\\)\\s[*+]$/.test(what.pattern);
}

/** One of the characters that never stand side by side any more. */
type OneOf = (c: string) => boolean;

/** Those that `replace(/[^a-z]+/g, '-')` leaves single, none for one that only trims; undefined for others. */
function singled(call: Call, site: At): OneOf | undefined {
  const [first, second] = call.arguments;
  const what = first && standsFor(first as Node, site.scope);
  const by = second && bare(second as Node);
  if (what?.type !== 'RegExpLiteral' || by?.type !== 'StringLiteral') return undefined;
  if (by.value === '')
    return /^(\^[^|]+\+|[^|^]+\+\$|\^[^|]+\+\|[^|]+\+\$)$/.test(what.pattern) ? () => false : undefined;
  const run = aRun.exec(what.pattern);
  if (!run || !what.flags.includes('g') || by.value.length !== 1) return undefined;
  const one = new RegExp(`^${run[1]}$`, what.flags.replace(/[gy]/g, ''));
  return one.test(by.value) ? (c) => one.test(c) : undefined;
}
