/** What an expression most likely holds: an array, a text, a set. And whether it changes from item to item. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isLabel,
  lastWordOf,
  methodName,
  type Node,
  settled,
  visit,
} from './ast.ts';
import { changesOf } from './changes.ts';
import type { Binding, FileIndex, LoopInfo, Scope } from './index-types.ts';
import { find } from './scopes.ts';

export type Holds = 'array' | 'text' | 'set' | 'object' | 'unknown';

const givesArray =
  /^(map|filter|sort|toSorted|flat|flatMap|split|toArray|findMany|findAll|getMany|getRawMany|reverse|concat|matchAll|entries|keys|values|all|lean|splice|find|aggregate|query)$/;
const givesText =
  /^(toLowerCase|toUpperCase|trim|join|toString|replace|replaceAll|padStart|substring|substr|stringify|readFileSync|readFile|text|toISOString|slice|charAt|repeat|normalize)$/;
const plural = /(ids|Ids|[A-Z]{2}s|items|users|list|List|array|Array|\barr\d?|[a-z](?<!s|u|i|as)s)$/;
const singularS =
  /(status|class|address|access|process|progress|success|params|args|props|contents?|options|settings|news|series|radius|canvas|focus|alias|bonus|basis|analysis|css|js|ts|os|dns|https?|previous|canvas|this|was|has|is|plus|class[nN]ames?|styles|bytes|chars|letters|words?)$/;

export function holds(node: Node, scope: Scope, index: FileIndex, depth = 0): Holds {
  if (depth > 6) return 'unknown';
  const n = settled(node);
  switch (n.type) {
    case 'ArrayExpression':
      return 'array';
    case 'StringLiteral':
    case 'TemplateLiteral':
      return 'text';
    case 'BinaryExpression':
      return n.operator === '+' ? 'text' : 'unknown';
    case 'NewExpression': {
      const name = dotted(n.callee);
      return name === 'Array' ? 'array' : /^(Set|Map|WeakMap|WeakSet)$/.test(name) ? 'set' : 'object';
    }
    case 'LogicalExpression': {
      const right = holds(n.right, scope, index, depth + 1);
      return right === 'unknown' ? holds(n.left, scope, index, depth + 1) : right;
    }
    case 'ConditionalExpression':
      return holds(n.consequent, scope, index, depth + 1);
    case 'Identifier': {
      const b = find(scope, n.name);
      return b ? bindingHolds(b, index, depth) : byName(n.name);
    }
    default:
  }
  if (isCall(n)) return callHolds(n, scope, index, depth);
  return byName(lastWordOf(n));
}

function callHolds(
  n: Extract<Node, { type: 'CallExpression' | 'OptionalCallExpression' }>,
  scope: Scope,
  index: FileIndex,
  depth: number,
): Holds {
  const name = dotted(n.callee);
  const method = methodName(n);
  if (/^(Object\.(keys|values|entries)|Array\.from|Array\.of|Array)$/.test(name)) return 'array';
  if (name === 'String' || name === 'JSON.stringify') return 'text';
  if (name === 'useState' || name === 'useRef' || name === 'ref' || name === 'reactive') {
    const first = n.arguments[0];
    return first ? holds(first, scope, index, depth + 1) : 'unknown';
  }
  if (method === 'slice' || method === 'concat') {
    const callee = bare(n.callee);
    return 'object' in callee ? holds(callee.object as Node, scope, index, depth + 1) : 'unknown';
  }
  if (givesText.test(method)) return 'text';
  if (givesArray.test(method)) return 'array';
  return 'unknown';
}

function bindingHolds(b: Binding, index: FileIndex, depth: number): Holds {
  const typed = b.annotation ? annotated(b.annotation) : 'unknown';
  if (typed !== 'unknown') return typed;
  if (b.init && (b.path.length === 0 || /^(useState|useReducer)$/.test(initName(b)))) {
    const h = holds(b.init, b.scope, index, depth + 1);
    if (h !== 'unknown') return h;
  }
  const pushed = changesOf(index, b.name).some((s) => s.method === 'push' && find(s.scope, b.name) === b);
  return pushed ? 'array' : byName(b.name);
}

function initName(b: Binding): string {
  const init = b.init ? settled(b.init) : undefined;
  return init && isCall(init) ? dotted(init.callee).replace(/^React\./, '') : '';
}

export function annotated(annotation: Node): Holds {
  let a: Node = annotation;
  while (a.type === 'TSTypeAnnotation' || a.type === 'TypeAnnotation' || a.type === 'TSParenthesizedType')
    a = a.typeAnnotation;
  if (a.type === 'TSTypeOperator') a = a.typeAnnotation ?? a;
  switch (a.type) {
    case 'TSArrayType':
    case 'TSTupleType':
    case 'ArrayTypeAnnotation':
      return 'array';
    case 'TSStringKeyword':
    case 'StringTypeAnnotation':
    case 'TSTemplateLiteralType':
      return 'text';
    case 'TSTypeReference': {
      const name = a.typeName.type === 'Identifier' ? a.typeName.name : '';
      if (/^(Readonly)?Array$/.test(name)) return 'array';
      return /^(Readonly)?(Set|Map)$|^Weak(Set|Map)$/.test(name) ? 'set' : 'unknown';
    }
    case 'TSUnionType': {
      const all = a.types.map(annotated).filter((h) => h !== 'unknown');
      return all.includes('array') ? 'array' : (all[0] ?? 'unknown');
    }
    default:
      return 'unknown';
  }
}

function byName(name: string): Holds {
  if (/(set|map|lookup|index|dict|cache|byId|By[A-Z]\w*)$/i.test(name) && !/s$/.test(name)) return 'set';
  if (
    /(str|string|text|name|title|path|url|line|content|html|message|body|key|email|token|query|label|value|word|char|lower\w*|prefix|suffix|description|code|source|input|regex|pattern)$/i.test(
      name,
    )
  )
    return 'text';
  // `cellsInQueue`, `idsToRemove`
  const head = name.replace(/(?<=[a-z]s)(In|Of|For|From|To|With)[A-Z]\w*$/, '');
  return plural.test(head) && !singularS.test(head) ? 'array' : 'unknown';
}

/** Whether an expression may differ from one turn of the loop to the next. */
export function varies(node: Node, scope: Scope, loop: LoopInfo): boolean {
  return uses(node, scope, (b) => declaredIn(b, loop), true);
}

/** Whether an expression names a variable of which `test` holds, or (`waits`) waits for something. */
export function uses(node: Node, scope: Scope, test: (b: Binding) => boolean, waits = false): boolean {
  let found = false;
  visit(node, (n) => {
    if (found) return false;
    if (waits && (n.type === 'AwaitExpression' || n.type === 'YieldExpression')) found = true;
    if (n.type === 'ThisExpression') return false;
    if (n.type === 'Identifier' && !isLabel(n)) {
      const b = find(scope, n.name);
      if (b && test(b)) found = true;
    }
    return !found;
  });
  return found;
}

/** Declared inside the loop, or assigned there. */
export function declaredIn(b: Binding, loop: LoopInfo): boolean {
  const inside = (n: Node): boolean =>
    contains(loop.node, n) && !(loop.iterable !== undefined && contains(loop.iterable, n));
  return inside(b.node) || b.writes.some(inside);
}
