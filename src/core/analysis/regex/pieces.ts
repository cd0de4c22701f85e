/** What a text has none of: a header has no line ends, and a piece of a text not what that was split at. */
import { bare, dotted, isCall, isFunction, isMember, methodName, type Node, receiverOf } from '../ast.ts';
import { lastResult } from '../returns.ts';
import { find, standsFor } from '../scopes.ts';
import type { Input } from './meets.ts';
import { anyOne } from './rewritten-before.ts';
import { type At, isHeader, whole } from './writers.ts';

const lineFeed = '\n';
/** All that the language takes for the end of a line. */
const lineEnds = '\n\r\u2028\u2029';
/** What separators are made of, and crafted texts. */
const others = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');
const spaces =
  '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Nobody calls anything else so. */
const line = /^line$|[a-z]Line$/;
const lines = /^lines$|[a-z]Lines$/;

/** Each stands for itself; '' where nothing is known. */
export function lackingIn({ node, site }: Input): string {
  if (isHeader(node, site)) return lineEnds;
  const text = whole(node, site);
  return ofPiece(text, site, 0);
}

function ofPiece(node: Node, site: At, depth: number): string {
  const n = whole(node, site);
  if (depth > 5) return '';
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (b?.loopItem?.iterable && b.path.length === 0)
      return ofList(b.loopItem.iterable, b.loopItem, depth + 1) || (line.test(n.name) ? lineFeed : '');
    if (b?.init && b.kind === 'const' && b.path.length === 1 && b.path[0] === '*')
      return ofList(b.init, b, depth + 1);
    return line.test(n.name) ? lineFeed : '';
  }
  if (isMember(n)) return n.computed ? ofList(n.object, site, depth + 1) : '';
  const of = isCall(n) && /^(pop|shift|at)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  return of ? ofList(of, site, depth + 1) : '';
}

/** What no item of a list has. */
function ofList(node: Node, site: At, depth: number): string {
  const n = standsFor(node, site.scope);
  if (depth > 5) return '';
  if (n.type === 'Identifier') return lines.test(n.name) ? lineFeed : '';
  const of = isCall(n) ? receiverOf(n) : undefined;
  if (!isCall(n) || !of) return '';
  const [first] = n.arguments;
  switch (methodName(n)) {
    case 'split':
      return first ? separators(first, site) : '';
    case 'filter':
    case 'slice':
    case 'reverse':
    case 'sort':
      return ofList(of, site, depth + 1);
    case 'map':
      return first && isTrimmed(bare(first), site) ? ofList(of, site, depth + 1) : '';
    default:
      return '';
  }
}

/** `raw.trim().toLowerCase()`, an item of `text.split(',').map((x) => x.trim())`: no blank is at its ends. */
export function hasNoBlankEnds(node: Node, site: At, depth = 0): boolean {
  const n = bare(node);
  const next = (x: Node, at = site): boolean => hasNoBlankEnds(x, at, depth + 1);
  if (depth > 5) return false;
  if (n.type === 'LogicalExpression') return isText(n.right) && next(n.left);
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (!b || b.writes.length > 0 || b.path.length > 0 || b.kind === 'import') return false;
    if (b.loopItem?.iterable) return areTrimmed(b.loopItem.iterable, b.loopItem, depth + 1);
    return b.init !== undefined && b.kind !== 'param' && next(b.init, b);
  }
  if (!isCall(n)) return false;
  const [first] = n.arguments;
  if (dotted(n.callee) === 'String') return first !== undefined && next(first);
  const of = receiverOf(n);
  if (methodName(n) === 'trim') return true;
  return of !== undefined && /^(toLowerCase|toUpperCase|toString)$/.test(methodName(n)) && next(of);
}

function isText(node: Node): boolean {
  const n = bare(node);
  return n.type === 'StringLiteral' && n.value.trim() === n.value;
}

function areTrimmed(node: Node, site: At, depth: number): boolean {
  const n = standsFor(node, site.scope);
  const of = isCall(n) ? receiverOf(n) : undefined;
  if (!isCall(n) || !of || depth > 5) return false;
  const [first] = n.arguments;
  if (/^(filter|slice|reverse|sort)$/.test(methodName(n))) return areTrimmed(of, site, depth + 1);
  const work = methodName(n) === 'map' && first ? bare(first) : undefined;
  const result = work && isFunction(work) ? lastResult(work) : undefined;
  const made = result && bare(result);
  return made !== undefined && isCall(made) && methodName(made) === 'trim';
}

/** `(line) => line.trim()` */
function isTrimmed(work: Node, site: At): boolean {
  const made = isFunction(work) ? lastResult(work) : undefined;
  const [param] = isFunction(work) ? work.params : [];
  return made !== undefined && param?.type === 'Identifier' && dotted(whole(made, site)) === param.name;
}

function separators(node: Node, site: At): string {
  const n = standsFor(node, site.scope);
  if (/(^|\.)EOL$/.test(dotted(n))) return lineFeed;
  if (n.type === 'StringLiteral') {
    if (n.value.endsWith(lineFeed)) return lineFeed;
    return n.value.length === 1 ? n.value : '';
  }
  if (n.type !== 'RegExpLiteral') return '';
  // `/\r?\n/`, `/\r\n|\r|\n/`, `/(\r\n|\n)+/`
  if (/^(?=.*\\n)(?:\\[rn]|[?+*|()]|\?:)+$/.test(n.pattern))
    return new RegExp(`^(?:${n.pattern})$`).test('\r') ? '\n\r' : lineFeed;
  if (!anyOne.test(n.pattern)) return '';
  const one = new RegExp(`^${n.pattern}$`, n.flags.replace(/[gy]/g, ''));
  return [...(others + spaces)].filter((c) => one.test(c)).join('');
}
