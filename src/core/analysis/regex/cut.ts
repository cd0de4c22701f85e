/** Texts of which something is known: cut to a few characters, written in an alphabet, found by the same pattern. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
} from '../ast.ts';
import type { Site } from '../index-types.ts';
import { find, standsFor } from '../scopes.ts';

type At = Pick<Site, 'scope'>;

/** Lengths up to which a quadratic pattern costs nothing that anybody notices. */
const shortText = 2000;

/** `text.slice(0, 200)`, `text.substr(at, 80)`, `text.substring(Math.max(0, at - 80), at)`, `bytes.toString('utf8', 0, 512)` */
export function isCutShort(call: Call, site: At): boolean {
  const method = methodName(call);
  if (!/^(slice|substring|substr|toString)$/.test(method)) return false;
  const args = call.arguments.map((a) => bare(a as Node));
  const [from, to] = method === 'toString' ? args.slice(1) : args;
  const length = method === 'slice' && from?.type === 'UnaryExpression' && !to ? from.argument : to;
  if (length && isShortLimit(length, site)) return true;
  if (!from || !to || method === 'substr') return false;
  const [start, end] = [placeOf(from, site), placeOf(to, site)];
  return start !== undefined && start.name === end?.name && end.plus - start.plus <= shortText;
}

/** `80`, `max = 140` of a parameter, `max - 3`, `Math.min(text.length, 1024)` */
function isShortLimit(length: Node, site: At): boolean {
  const n = standsFor(length, site.scope);
  if (n.type === 'NumericLiteral') return n.value <= shortText;
  if (n.type === 'BinaryExpression' && n.operator === '-') return isShortLimit(n.left as Node, site);
  if (isCall(n) && dotted(n.callee) === 'Math.min')
    return n.arguments.some((a) => isShortLimit(bare(a as Node), site));
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  if (b?.kind !== 'param') return false;
  const [only, ...others] = b.writes;
  if (!only) return b.init !== undefined && isShortLimit(b.init, b);
  const fallback = others.length === 0 && !b.init ? fallbackOf(only, b.name) : undefined;
  return fallback !== undefined && isShortLimit(fallback, b);
}

/** The 140 of `max = max || 140` and `max ??= 140`: what a parameter was given before there were defaults. */
function fallbackOf(write: Node, name: string): Node | undefined {
  if (write.type !== 'AssignmentExpression') return undefined;
  const { left, operator, right } = write;
  if (dotted(left) !== name) return undefined;
  if (/^(\|\||\?\?)=$/.test(operator)) return bare(right);
  const or = operator === '=' ? bare(right) : undefined;
  return or?.type === 'LogicalExpression' && or.operator !== '&&' && dotted(or.left) === name
    ? bare(or.right)
    : undefined;
}

/** So far behind what has a name. */
interface Place {
  readonly name: string;
  readonly plus: number;
}

function placeOf(n: Node, site: At, depth = 0): Place | undefined {
  if (depth > 5) return undefined;
  const part = (x: Node): Place | undefined => placeOf(bare(x), site, depth + 1);
  if (n.type === 'BinaryExpression' && /^[+-]$/.test(n.operator) && n.right.type === 'NumericLiteral') {
    const left = part(n.left as Node);
    const by = n.operator === '+' ? n.right.value : -n.right.value;
    return left && { name: left.name, plus: left.plus + by };
  }
  // `Math.max(0, at - 80)`, `Math.min(text.length, at + 80)`: no earlier, no later.
  if (isCall(n) && /^Math\.(max|min)$/.test(dotted(n.callee)) && n.arguments.length === 2)
    return part(n.arguments.find((a) => /^(Binary|Call)Expression$/.test(a.type)) ?? n.arguments[1]!);
  const name = dotted(n);
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    const settled = b?.kind === 'const' && b.path.length === 0 && !b.loopItem ? b.init : undefined;
    const computed = settled && /^(Binary|Call)Expression$/.test(settled.type) ? part(settled) : undefined;
    return computed ?? { name, plus: 0 };
  }
  return isMember(n) && /^[\w$.]+$/.test(name) ? { name, plus: 0 } : undefined;
}

/** `hash.toString('base64').replace(/=+$/, '')`, also by a name: two of them at most. */
export function isOtherAlphabet(text: Node, pumps: readonly string[], { scope }: At): boolean {
  let alphabet = 'A-Za-z0-9+/';
  let signs = signsPutAfter(text);
  let at = standsFor(text, scope);
  while (isCall(at)) {
    const [first, second] = at.arguments.map((a) => bare(a as Node));
    const method = methodName(at);
    if (dotted(at.callee) === 'encodeURIComponent')
      return pumps.length > 0 && pumps.every((p) => new RegExp(`[^${alphabet}_.!~*'()%-]`).test(p));
    const isEncoding = first?.type === 'StringLiteral' && /^(base64(url)?|hex)$/.test(first.value);
    if (
      /^(toString|digest)$/.test(method)
        ? isEncoding
        : /^((window|self|globalThis)\.)?btoa$/.test(dotted(at.callee))
    ) {
      const other = new RegExp(`[^${alphabet}]`);
      return pumps.length > 0 && pumps.every((p) => other.test(p));
    }
    const of = receiverOf(at);
    if (!of) return false;
    if (/^replace(All)?$/.test(method)) {
      if (second?.type !== 'StringLiteral') return false;
      alphabet += second.value.replace(/[\\\]^-]/g, '\\$&');
      if (isSign(first)) signs++;
    } else if (!/^(trim|slice|substring|toLowerCase|toUpperCase)$/.test(method)) return false;
    at = standsFor(of, scope);
  }
  // `.replace(/\+/g, '-').replace(/\//g, '_')`: nobody does that to anything but base64.
  return signs > 1 && pumps.length > 0 && pumps.every((p) => /^=+$/.test(p));
}

/** `+` and `/`, which addresses have others for. */
function isSign(n: Node | undefined): boolean {
  return n?.type === 'RegExpLiteral' && /^\[?\\?[+/]\]?$/.test(n.pattern);
}

/** How many of the two are put into the form for addresses after a text was asked. */
function signsPutAfter(text: Node): number {
  let signs = 0;
  for (let p = parentOf(text); p && (isMember(p) || isCall(p)); p = parentOf(p))
    if (isCall(p) && /^replace(All)?$/.test(methodName(p)) && isSign(p.arguments[0] as Node | undefined))
      signs++;
  return signs;
}

/** `for (const pair of text.match(/a=b/g) ?? []) pair.match(/a=b/)`: it matches at once. */
export function isOwnMatch(text: Node, site: At, pattern: string): boolean {
  const b = text.type === 'Identifier' ? find(site.scope, text.name) : undefined;
  return b?.loopItem?.iterable !== undefined && isMatches(bare(b.loopItem.iterable), b.loopItem, pattern);
}

function isMatches(n: Node, site: At, pattern: string, depth = 0): boolean {
  if (depth > 4) return false;
  const part = (x: Node): boolean => isMatches(bare(x), site, pattern, depth + 1);
  if (n.type === 'LogicalExpression') return part(n.left) && isEmpty(bare(n.right));
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    return b?.kind === 'const' && b.path.length === 0 && b.init !== undefined && !b.loopItem && part(b.init);
  }
  if (!isCall(n) || methodName(n) !== 'match') return false;
  const by = n.arguments[0] && standsFor(n.arguments[0], site.scope);
  return by?.type === 'RegExpLiteral' && by.flags.includes('g') && by.pattern === pattern;
}

function isEmpty(n: Node): boolean {
  return n.type === 'ArrayExpression' && n.elements.length === 0;
}
