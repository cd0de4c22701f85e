/** Whether what is worked out anew in each turn is the same each time. */
import {
  ancestor,
  bare,
  calledName,
  contains,
  isCall,
  isFunction,
  isMember,
  isNull,
  type Node,
  parentOf,
  propertyName,
  some,
} from '../ast.ts';
import type { Binding, LoopInfo, Scope, Site } from '../index-types.ts';
import { declaredIn, uses } from '../kinds-of-values.ts';

/** As `varies`, but what is made of what stays the same is the same. */
export function changes(node: Node, scope: Scope, loop: LoopInfo): boolean {
  return uses(node, scope, (b) => isAnew(b, (o) => declaredIn(o, loop)), true);
}

/** Longer chains of names are taken for what changes. */
const longest = 4;

/** `const escaped = escapeRegExp(word)` in a loop is the same in each turn, where `word` is none of those `inside`. */
export function isAnew(b: Binding, inside: (b: Binding) => boolean, left = longest): boolean {
  if (!inside(b)) return false;
  const made = left > 0 ? madeOf(b) : undefined;
  return !made || uses(made, b.scope, (o) => isAnew(o, inside, left - 1), true);
}

/** What a variable is worked out of, by nothing but what gives the same for the same. */
export function madeOf(b: Binding): Node | undefined {
  if (!b.init || b.param !== undefined || b.loopItem || b.writes.length > 0) return undefined;
  // Of a `var` in a block: the names of the block are not known where it is.
  if (b.kind === 'var' && !isFunction(parentOf(ancestor(b.node, isBlock) ?? b.node) ?? b.node))
    return undefined;
  // Code may put more into these.
  if (/^(Object|Array)Expression$/.test(bare(b.init).type)) return undefined;
  return some(b.init, (n) => isCall(n) && !plain.test(calledName(n)), true) ||
    some(b.init, (n) => n.type === 'NewExpression' || n.type === 'UpdateExpression' || isFound(n), true)
    ? undefined
    : b.init;
}

const isBlock = (n: Node): boolean => n.type === 'BlockStatement';

/** Of texts and lists of them; and whoever calls it so, what escapes a text gives the same for it. */
const plain =
  /^(replace|replaceAll|to(Locale)?(Lower|Upper)Case|trim|trimStart|trimEnd|split|join|slice|substring|substr|concat|toString|map|filter|repeat|padStart|padEnd|normalize|String|keys|values|raw|\w*[eE]scape\w*)$/;

/** `match[1]`, `rows[i]`: of what somebody else may have filled meanwhile. */
function isFound(n: Node): boolean {
  return isMember(n) && (n.computed || propertyName(n) === 'current');
}

/** `text.replace(/^#+ .*$/gm, (title) => …)`: the call whose callback runs for each place that is found. */
export function replacing({ fn }: Site): Node | undefined {
  const call = fn.via;
  if (!call || call.type === 'NewExpression' || !/^replace(All)?$/.test(calledName(call))) return undefined;
  const [pattern, by] = call.arguments;
  if (!pattern || !by || !isFunction(by) || by !== fn.node) return undefined;
  if (pattern.type === 'StringLiteral' && calledName(call) === 'replace') return undefined;
  return pattern.type === 'RegExpLiteral' && !pattern.flags.includes('g') ? undefined : call;
}

/** `let own = kept.get(word); if (!own) { own = new RegExp(word); kept.set(word, own); }`: made the first time only. */
export function isMadeOnce({ node, fn }: Site): boolean {
  for (let n = node as Node, p = parentOf(n); p && n !== fn.node; n = p, p = parentOf(p)) {
    if (p.type === 'AssignmentExpression' && p.right === n && /^(\|\||\?\?)=$/.test(p.operator)) return true;
    if (p.type === 'LogicalExpression' && p.right === n && n.type === 'AssignmentExpression') return true;
    if (p.type === 'IfStatement' && p.consequent === n && isMissing(bare(p.test)) && some(n, keeps))
      return true;
  }
  return false;
}

/** `!own`, `!kept.has(word)`, `own === undefined` */
function isMissing(test: Node): boolean {
  if (test.type === 'UnaryExpression') return test.operator === '!';
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return false;
  return isNull(test.right);
}

/** Into what outlives the call: `kept.set(…)`, `kept[word] = …`, `this.own = …`; or where the name was looked up. */
function keeps(n: Node): boolean {
  if (isCall(n)) return calledName(n) === 'set';
  return n.type === 'AssignmentExpression' && isMember(n.left);
}

/** Declared in a function or below it. */
export const isWithin =
  (fn: Node) =>
  (b: Binding): boolean =>
    contains(fn, b.node);
