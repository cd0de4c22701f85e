/** What a function does with JSON for those who call it: copies what it is given, compares it, or gives its text. */
import {
  ancestor,
  bare,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  rootOf,
} from '../ast.ts';
import type { CallSite, FunctionInfo, Site } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import { returnsName } from '../returns.ts';
import { isLastResort } from './json-uses.ts';

export type Deed = 'clone' | 'compare' | 'text' | 'store';

export const deedWords: Readonly<Record<Deed, string>> = {
  clone: 'Clones by JSON',
  compare: 'Compares by JSON',
  text: 'Makes JSON to compare',
  store: 'Reads or writes all that is stored as JSON',
};

/** Lines that a helper has at the most. */
const longest = 20;

/**
 * The deed of the function that a call of JSON stands in, where what it gives back is that and comes of what it is
 * given: `const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)`.
 */
export function deedOf(site: Site, argument: Node, clones: boolean): Deed | '' {
  const { fn, scope, node } = site;
  if (site.loop || fn.invocation !== 'named' || !isFunction(fn.node) || !isHelper(fn)) return '';
  if (!uses(argument, scope, (b) => b.scope.fn === fn)) return '';
  if (isLastResort(node)) return '';
  // A copy costs what it costs, whatever becomes of it.
  if (clones) return 'clone';
  const how = givenBack(node, fn.node);
  if (how === '') return '';
  return how === 'whole' ? 'text' : 'compare';
}

/** Whether the function that a call stands in gives back what it makes. */
export function givesBack({ node, fn }: Site): boolean {
  return isFunction(fn.node) && givenBack(node, fn.node) !== '';
}

/** Whether a function is short enough to do little else. */
export function isHelper({ node: { loc } }: FunctionInfo, lines = longest): boolean {
  return loc != null && loc.end.line - loc.start.line <= lines;
}

/** Whether a function returns a value, or what it compares it with says. */
function givenBack(value: Node, fn: Node): 'whole' | 'compared' | '' {
  let how: 'whole' | 'compared' = 'whole';
  let n = value;
  for (let p = parentOf(n); p; n = p, p = parentOf(p)) {
    if (p === fn) return how;
    if (p.type === 'ReturnStatement') return ancestor(p, (a) => isFunction(a)) === fn ? how : '';
    if (p.type === 'BinaryExpression' && /^[!=]==?$/.test(p.operator)) {
      // Of two sides one speaks.
      if (bare(p.right) === n || !isCall(bare(p.right))) return '';
      how = 'compared';
      continue;
    }
    if (p.type === 'VariableDeclarator')
      return p.id.type === 'Identifier' && returnsName(p.id.name, fn) ? how : '';
    const passes =
      (p.type === 'ConditionalExpression' && p.test !== n) ||
      /^(LogicalExpression|TemplateLiteral|ParenthesizedExpression|TSAsExpression|TSNonNullExpression|TSSatisfiesExpression|UnaryExpression)$/.test(
        p.type,
      ) ||
      // `JSON.stringify(key).toLowerCase()`
      (isMember(p) && p.object === n) ||
      (isCall(p) && p.callee === n);
    if (!passes) return '';
  }
  return '';
}

/** `(state = initial, action) => …`, `(state, { type, payload }) => …`: the name of the state of the reducer around a place. */
export function reducerAround(n: Node): string | undefined {
  const fn = ancestor(n, (f) => isFunction(f) && stateOf(f) !== undefined);
  return fn && stateOf(fn);
}

function stateOf(fn: Node): string | undefined {
  const [state, action] = isFunction(fn)
    ? fn.params.map((p) => (p.type === 'AssignmentPattern' ? p.left : p))
    : [];
  if (state?.type !== 'Identifier' || !/^(state|draft|prev(State)?)$/.test(state.name)) return undefined;
  const named = action?.type === 'Identifier' && /^(action|event)/.test(action.name);
  const parts = action?.type === 'ObjectPattern' ? action.properties : [];
  return named || parts.some((p) => p.type === 'ObjectProperty' && keyName(p) === 'type')
    ? state.name
    : undefined;
}

/** `const next = copy(state)` in a reducer, where `copy` copies by JSON what it is given. */
export function copiesState({ node }: CallSite): boolean {
  const given = node.arguments[0];
  const root = given && rootOf(bare(given));
  return root?.type === 'Identifier' && root.name === reducerAround(node);
}
