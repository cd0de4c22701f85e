/** Texts that were cut to a few characters before: put under a name, into an object, a list or a table of entries. */
import type * as t from '@babel/types';
import {
  bare,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  isNull,
  keyName,
  methodName,
  type Node,
  propertyName,
  receiverOf,
} from '../ast.ts';
import type { Site } from '../index-types.ts';
import { lastResult } from '../returns.ts';
import { find } from '../scopes.ts';
import { isBounded } from './bounded.ts';
import { isCutShort } from './cut.ts';

type At = Pick<Site, 'scope'>;

/** What is no longer than what it is made of, or hardly. */
const shortens =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|substr|normalize|toString|replace|replaceAll)$/;
/** What has the items of the list that it is asked of. */
const picks = /^(filter|slice|reverse|sort|toSorted|toReversed|flat)$/;
/** Longer ways than anybody's from the cut to the pattern. */
const deepest = 12;

/** `Object.fromEntries(Object.entries(form).map(([k, v]) => [k, String(v).slice(0, 200)])).name` */
export function isCutBefore(text: Node, site: At): boolean {
  return isCut(text, [], site, 0);
}

/** What a list that is written out is filled with is not followed. @param path names of the members that are asked for, the outermost first */
function isCut(node: Node, path: readonly string[], at: At, depth: number): boolean {
  const n = bare(node);
  if (depth > deepest) return false;
  const next = (x: Node, names = path): boolean => isCut(x, names, at, depth + 1);
  switch (n.type) {
    case 'Identifier':
      return (
        isNameCut(n.name, path, at, depth) ||
        (path.length === 0 && isBounded(n, { scope: at.scope, fn: at.scope.fn }))
      );
    case 'LogicalExpression':
      return n.operator === '&&' ? next(n.right) : next(n.left) && (isWritten(n.right) || next(n.right));
    case 'ConditionalExpression': {
      const unknown = [n.consequent, n.alternate].filter((x) => !isWritten(x));
      return unknown.length > 0 && unknown.every((x) => next(x));
    }
    case 'TemplateLiteral':
      return path.length === 0 && n.expressions.length > 0 && n.expressions.every((e) => next(e));
    case 'ObjectExpression':
      return isMemberCut(n, path, next);
    default:
      if (isMember(n)) return next(n.object, [propertyName(n) || '*', ...path]);
      return isCall(n) && (path.length === 0 ? isTextCut(n, at, next) : areItemsCut(n, path, next));
  }
}

/** `''`, `null`: short beside what is cut; alone it may be there to be filled. */
function isWritten(n: Node): boolean {
  const x = bare(n);
  return x.type === 'StringLiteral' || isNull(x);
}

type Next = (x: Node, names?: readonly string[]) => boolean;

function isNameCut(name: string, path: readonly string[], at: At, depth: number): boolean {
  const b = find(at.scope, name);
  if (!b || b.writes.length > 0) return false;
  const whole = [...b.path, ...path];
  if (b.loopItem?.iterable) return isCut(b.loopItem.iterable, ['*', ...whole], b.loopItem, depth + 1);
  return b.init !== undefined && b.kind !== 'param' && isCut(b.init, whole, b, depth + 1);
}

function isTextCut(n: t.CallExpression | t.OptionalCallExpression, at: At, next: Next): boolean {
  if (isCutShort(n, at)) return true;
  const [first, second] = n.arguments;
  const of = receiverOf(n);
  const method = methodName(n);
  // What is put in place of each character may be longer than it.
  if (/^replace/.test(method) && !(second?.type === 'StringLiteral' && second.value.length <= 1))
    return false;
  if (of && shortens.test(method)) return next(of);
  return dotted(n.callee) === 'String' && first !== undefined && next(first);
}

/** The last that is written counts; what is spread in behind it may have another. */
function isMemberCut(n: t.ObjectExpression, [name, ...rest]: readonly string[], next: Next): boolean {
  const values = n.properties.flatMap((p) => (p.type === 'ObjectProperty' ? [p] : []));
  if (name === '*') return values.length === n.properties.length && values.every((p) => next(p.value, rest));
  const found = values.find((p) => !p.computed && keyName(p) === name);
  if (!name || !found || n.properties.at(-1)?.type === 'SpreadElement') return false;
  return next(found.value, rest);
}

/** The `x.trim()` of `list.map((x) => x.trim())`: no longer than the item was. */
function isItem(made: Node, { params: [item] }: FunctionNode): boolean {
  let n = bare(made);
  while (isCall(n) && !/^replace/.test(methodName(n)) && shortens.test(methodName(n))) n = receiverOf(n)!;
  return n.type === 'Identifier' && item?.type === 'Identifier' && n.name === item.name;
}

/** `list.map((x) => ({ name: x.name.slice(0, 80) }))`, `Object.fromEntries(…)`, `Object.values(…)` */
function areItemsCut(
  n: t.CallExpression | t.OptionalCallExpression,
  path: readonly string[],
  next: Next,
): boolean {
  const [first] = n.arguments;
  const name = dotted(n.callee);
  const [key, ...rest] = path;
  if (name === 'Object.fromEntries') return first !== undefined && next(first, ['*', '1', ...rest]);
  if (name === 'Object.values') return first !== undefined && next(first, ['*', ...rest]);
  const method = methodName(n);
  const of = receiverOf(n);
  if (of && picks.test(method)) return next(of);
  // `text.split(',')`: no item is longer than the text.
  if (of && method === 'split') return path.length === 1 && next(of, []);
  const work = first && bare(first);
  const made = of && method === 'map' && isFunction(work) ? lastResult(work) : undefined;
  if (!made) return false;
  if (isItem(made, work as FunctionNode)) return next(of!);
  // Entries are pairs, of which the second is asked for.
  const pair = bare(made);
  const [which, ...inner] = rest;
  if (pair.type === 'ArrayExpression' && which !== undefined && /^\d$/.test(which)) {
    const item = pair.elements[+which];
    return item != null && next(item, inner);
  }
  return key !== undefined && next(made, rest);
}
