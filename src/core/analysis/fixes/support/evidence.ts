/** What can be shown about values, so that a fix is offered only where the program does the same. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  visit,
} from '../../ast.ts';
import type { Binding, FileIndex, Scope } from '../../index-types.ts';
import { find } from '../../scopes.ts';
import { isReference } from './prelude.ts';

/** Array methods that leave the array as it is. */
const reads =
  /^(at|concat|entries|every|filter|find|findIndex|findLast|findLastIndex|flat|flatMap|forEach|includes|indexOf|join|keys|lastIndexOf|map|reduce|reduceRight|slice|some|toReversed|toSorted|toSpliced|toString|values|with)$/;

/** Methods of the language that change nothing but their receiver, and run no code but a callback given. */
const language =
  /^(at|charAt|charCodeAt|codePointAt|concat|endsWith|entries|every|filter|find|findIndex|findLast|flat|flatMap|forEach|format|get|has|add|set|includes|indexOf|join|keys|lastIndexOf|localeCompare|map|match|matchAll|normalize|padEnd|padStart|push|reduce|repeat|replace|replaceAll|slice|some|split|startsWith|substring|test|toFixed|toISOString|toLocaleLowerCase|toLocaleUpperCase|toLowerCase|toString|toUpperCase|trim|trimEnd|trimStart|values)$/;
export const languageRoots =
  /^(Math|Number|String|Boolean|Object|Array|JSON|Symbol|BigInt|Date|parseInt|parseFloat|isNaN|console)(\.|$)/;

/** References by name; a shadowing name of the same spelling counts too, which only makes for more caution. */
export function referencesTo(index: FileIndex, name: string): Node[] {
  const found: Node[] = [];
  visit(index.program, (n) => {
    if (n.type === 'Identifier' && n.name === name && isReference(n)) found.push(n);
    return true;
  });
  return found;
}

/** Made here and nowhere else, as an array for certain. */
export function isFreshArray(init: Node | undefined): boolean {
  const n = init ? settled(init) : undefined;
  if (!n) return false;
  if (n.type === 'ArrayExpression') return true;
  if (!isCall(n)) return false;
  if (/^(Object\.(keys|values|entries)|Array\.(from|of))$/.test(dotted(n.callee))) return true;
  // `map` and `filter` give arrays wherever they are given a function; a query's `map` is not awaited.
  const callback = n.arguments[0];
  return /^(map|filter|flatMap)$/.test(methodName(n)) && callback !== undefined && isFunction(bare(callback));
}

/**
 * shown: made as an array, here. likely: by its name, its type or where it comes from. A type is no proof: what
 * comes from outside may be undefined all the same, and a Set of undefined is empty without a word.
 */
export function arrayEvidence(node: Node, scope: Scope): 'shown' | 'likely' {
  const n = bare(node);
  if (isFreshArray(n)) return 'shown';
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b && b.path.length === 0 && b.writes.length === 0 && isFreshArray(b.init) ? 'shown' : 'likely';
}

export type Stability =
  /** Nothing can change it while the statement runs. */
  | 'shown'
  /** Nothing in the file changes it there, but code elsewhere has it too. */
  | 'likely'
  | 'no';

/** Whether an array stays as it is while a statement runs. */
export function arrayStaysIn(index: FileIndex, list: Node, scope: Scope, statement: Node): Stability {
  const n = bare(list);
  if (n.type !== 'Identifier') return memberStays(index, n, scope, statement);
  const b = find(scope, n.name);
  if (!b || b.kind === 'import') return b ? 'likely' : 'no';
  if (b.writes.some((w) => contains(statement, w) || deferred(w, b))) return 'no';
  let escapes = false;
  for (const r of referencesTo(index, n.name)) {
    const use = useOf(r);
    if (use === 'change' && (contains(statement, r) || deferred(r, b))) return 'no';
    if (use === 'escape' && !leavesAfter(r, statement)) {
      if (contains(statement, r)) return 'no';
      escapes = true;
    }
  }
  if (!isFreshArray(b.init) || b.path.length > 0 || b.writes.length > 0 || escapes || b.scope.fn.id === 0)
    return runsOnlyLanguage(statement, index) ? 'shown' : 'likely';
  return 'shown';
}

/** `report.rows`, `this.rows`: nothing in the statement may write to that name. */
function memberStays(index: FileIndex, n: Node, scope: Scope, statement: Node): Stability {
  const path = dotted(n);
  if (!isMember(n) || !path || /[([]/.test(path)) return 'no';
  const root = path.split('.')[0]!;
  const b = root === 'this' ? undefined : find(scope, root);
  if (root !== 'this' && (!b || b.writes.some((w) => contains(statement, w)))) return 'no';
  const changed = some(statement, (m) => {
    if (m.type === 'AssignmentExpression') return overlaps(dotted(m.left), path);
    if (m.type === 'UpdateExpression') return overlaps(dotted(m.argument), path);
    if (m.type === 'UnaryExpression') return m.operator === 'delete' && overlaps(dotted(m.argument), path);
    if (!isCall(m)) return false;
    const callee = bare(m.callee);
    if (isMember(callee) && dotted(callee.object) === path) return !reads.test(propertyName(callee));
    // What a call gives is not what it was asked of.
    return m.arguments.some((a) => !isCall(bare(a)) && overlaps(dotted(a), path));
  });
  if (changed) return 'no';
  return runsOnlyLanguage(statement, index) && !some(statement, isWriting) ? 'shown' : 'likely';
}

function isWriting(n: Node): boolean {
  return n.type === 'AssignmentExpression' && isMember(bare(n.left));
}

/** One is the other, or lies on the way to it. */
function overlaps(a: string, b: string): boolean {
  if (!a) return false;
  const [x, y] = [`${a.replaceAll('[]', '')}.`, `${b}.`];
  return x.startsWith(y) || y.startsWith(x);
}

export const changing = /^(add|delete|fill|pop|push|reverse|set|shift|sort|splice|unshift)$/;
const callingBack =
  /^(every|filter|find|findIndex|findLast|flatMap|forEach|from|map|reduce|replace|replaceAll|some|sort|toSorted)$/;

/**
 * No code of others runs in the statement, and nothing changes that others may have: no calls but of the
 * language, no awaits, and lists and maps are added to only where they were made here.
 */
export function runsOnlyLanguage(statement: Node, index: FileIndex): boolean {
  return !some(statement, (n) => {
    if (n.type === 'AwaitExpression' || n.type === 'YieldExpression') return true;
    if (n.type === 'TaggedTemplateExpression') return true;
    if (n.type === 'NewExpression')
      return !/^(Set|Map|Date|RegExp|Array|Error|Intl\.\w+)$/.test(dotted(n.callee));
    if (!isCall(n)) return false;
    const name = dotted(n.callee);
    const method = methodName(n);
    // `rows.map(convert)` runs whatever convert is.
    if (callingBack.test(method) && n.arguments.some((a) => handsCode(a))) return true;
    if (changing.test(method)) return !madeHere(index, receiverOf(n));
    return !languageRoots.test(name) && !language.test(method);
  });
}

function handsCode(argument: Node): boolean {
  const a = bare(argument);
  return (
    (a.type === 'Identifier' && !/^(String|Number|Boolean|undefined)$/.test(a.name)) ||
    isMember(a) ||
    isCall(a)
  );
}

/** A name that is given a new list, map or set where it is declared. */
function madeHere(index: FileIndex, receiver: Node | undefined): boolean {
  if (receiver?.type !== 'Identifier') return false;
  const declared = referencesTo(index, receiver.name).filter((r) => {
    const p = parentOf(r);
    return p?.type === 'VariableDeclarator' && p.id === r;
  });
  return (
    declared.length > 0 &&
    declared.every((r) => {
      const init = (parentOf(r) as Extract<Node, { type: 'VariableDeclarator' }>).init;
      const made = init ? bare(init) : undefined;
      return made?.type === 'NewExpression'
        ? /^(Map|Set)$/.test(dotted(made.callee))
        : isFreshArray(init ?? undefined);
    })
  );
}

export function useOf(r: Node): 'read' | 'change' | 'escape' {
  let n = r;
  let p = parentOf(n);
  while (p && (p.type === 'ParenthesizedExpression' || p.type.startsWith('TS'))) {
    n = p;
    p = parentOf(n);
  }
  if (!p) return 'escape';
  if (isMember(p) && p.object === n) {
    const over = parentOf(p);
    if (over && isCall(over) && over.callee === p) {
      // A method that calls back hands the array on as the third argument; nobody uses it.
      return reads.test(propertyName(p)) ? 'read' : 'change';
    }
    if (over?.type === 'AssignmentExpression' && over.left === p) return 'change';
    if (over?.type === 'UpdateExpression') return 'change';
    return over?.type === 'UnaryExpression' && over.operator === 'delete' ? 'change' : 'read';
  }
  if (p.type === 'VariableDeclarator') return p.id === n ? 'read' : 'escape';
  if (p.type === 'AssignmentExpression') return p.left === n ? 'change' : 'escape';
  if (p.type === 'SpreadElement' || p.type === 'BinaryExpression' || p.type === 'UnaryExpression')
    return 'read';
  if (p.type === 'ForOfStatement') return p.right === n ? 'read' : 'change';
  if (p.type === 'IfStatement' || isFunction(p)) return 'read';
  if (p.type === 'NewExpression')
    return /^(Set|Map)$/.test(dotted(p.callee)) && p.arguments[0] === n ? 'read' : 'escape';
  if (isCall(p))
    return /^(JSON\.stringify|console\.\w+|Array\.from|Array\.isArray|Math\.(min|max)|Object\.(keys|values|entries))$/.test(
      dotted(p.callee),
    )
      ? 'read'
      : 'escape';
  return 'escape';
}

/** In a function of its own, which may run at any time. */
export function deferred(n: Node, b: Binding): boolean {
  for (let p = parentOf(n); p && p !== b.scope.fn.node; p = parentOf(p)) if (isFunction(p)) return true;
  return false;
}

/** Returned or handed on only once the statement is over. */
function leavesAfter(r: Node, statement: Node): boolean {
  return (r.start ?? 0) >= (statement.end ?? 0) && !insideLoopWith(r, statement);
}

function insideLoopWith(r: Node, statement: Node): boolean {
  for (let p = parentOf(statement); p; p = parentOf(p)) {
    if (isFunction(p)) return false;
    if (/^(For|While|DoWhile)/.test(p.type) && contains(p, r)) return true;
  }
  return false;
}

/** A value that a mere glance gives: no call, no await; reading it twice gives the same. */
export function isSimple(node: Node): boolean {
  const n = bare(node);
  if (n.type === 'Identifier' || n.type === 'ThisExpression' || isLiteral(n)) return true;
  return isMember(n) && !n.computed && isSimple(n.object);
}

export function isLiteral(node: Node): boolean {
  const n = bare(node);
  switch (n.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
      return true;
    case 'TemplateLiteral':
      return n.expressions.length === 0;
    case 'UnaryExpression':
      return n.operator === '-' && isLiteral(n.argument);
    case 'ArrayExpression':
      return n.elements.every((e) => e !== null && isLiteral(e));
    case 'ObjectExpression':
      return n.properties.every((p) => p.type === 'ObjectProperty' && !p.computed && isLiteral(p.value));
    default:
      return n.type === 'Identifier' && n.name === 'undefined';
  }
}

/** What a literal stands for; ask `isLiteral` before. */
export function literalValue(node: Node): unknown {
  const n = bare(node);
  switch (n.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return n.value;
    case 'NullLiteral':
      return null;
    case 'TemplateLiteral':
      return n.quasis[0]?.value.cooked;
    case 'UnaryExpression':
      return -Number(literalValue(n.argument));
    case 'ArrayExpression':
      return n.elements.map((e) => (e ? literalValue(e) : undefined));
    case 'ObjectExpression':
      return Object.fromEntries(
        n.properties.map((p) => (p.type === 'ObjectProperty' ? [keyName(p), literalValue(p.value)] : [])),
      );
    default:
      return undefined;
  }
}

/** Names that are given a value once, or that nothing in the statement writes to. */
export function keepsValueIn(node: Node, scope: Scope, statement: Node): boolean {
  let same = true;
  visit(node, (n) => {
    if (n.type === 'AwaitExpression' || n.type === 'YieldExpression') same = false;
    if (n.type !== 'Identifier' || !isReference(n)) return same;
    const b = find(scope, n.name);
    if (b && (contains(statement, b.node) || b.writes.some((w) => contains(statement, w) || deferred(w, b))))
      same = false;
    return same;
  });
  return same;
}
