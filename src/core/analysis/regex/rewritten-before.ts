/** Texts that were rewritten right before, so that what would be slow is no longer in them. */
import { bare, type Call, isCall, isMember, type Node, propertyName } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { standsFor } from '../scopes.ts';
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
  const doubled = (c: string): boolean => pumps.every((p) => (p + p).includes(c + c));
  const head = pattern.includes('|') ? '' : (first.exec(pattern)?.[1] ?? '');
  /** What was put in since, seen from the pattern. */
  let put = '';
  let isSingle = true;
  /** Something was taken out since, with all the white space on a side of it. */
  let isSpaced = false;
  for (let at = bare(node); isCall(at); ) {
    const callee = bare(at.callee);
    if (!isMember(callee)) return '';
    const method = propertyName(callee);
    if (/^replace(All)?$/.test(method)) {
      const by = at.arguments[1] && bare(at.arguments[1] as Node);
      // `'\\$&'` puts back what was found.
      if (by?.type !== 'StringLiteral' || by.value.includes('$')) return '';
      put += by.value;
      const gone = removed(at, site);
      const has = (text: string): boolean => [...text].some((c) => gone?.(c) && !put.includes(c));
      if (has(head) || pumps.every(has)) return 'what repeats was taken out before';
      const one: string | undefined = isSingle ? singled(at, site) : undefined;
      if (one && (!isSpaced || /\s/.test(one)) && doubled(one))
        return 'runs of what repeats were made one character before';
      const spaced: boolean = one === undefined && takesSpace(at, site);
      isSpaced ||= spaced;
      isSingle &&= one !== undefined || spaced;
    } else if (!/^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|substr)$/.test(method))
      return '';
    at = bare(callee.object);
  }
  return '';
}

/** The sign that each match of a pattern begins with. */
const first = /^\\?([^\w\s\\()[\]{}|^$*+?.])(?![*?{])/;
const oneOf = String.raw`\[(?:[^\]\\]|\\.)+\]|\\[sSwWdDnrt]|\\?[^\w\s\\()[\]{}|^$*+?.]`;
const anyOne = new RegExp(`^(?:${oneOf})\\+?$`);
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

/** The character that `replace(/[^a-z]+/g, '-')` leaves single, '' for one that only trims; undefined for others. */
function singled(call: Call, site: At): string | undefined {
  const [first, second] = call.arguments;
  const what = first && standsFor(first as Node, site.scope);
  const by = second && bare(second as Node);
  if (what?.type !== 'RegExpLiteral' || by?.type !== 'StringLiteral') return undefined;
  if (by.value === '')
    return /^(\^[^|]+\+|[^|^]+\+\$|\^[^|]+\+\|[^|]+\+\$)$/.test(what.pattern) ? '' : undefined;
  const run = aRun.exec(what.pattern);
  if (!run || !what.flags.includes('g') || by.value.length !== 1) return undefined;
  return new RegExp(`^${run[1]}$`, what.flags.replace(/[gy]/g, '')).test(by.value) ? by.value : undefined;
}
