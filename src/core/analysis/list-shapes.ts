/** Whether an expression may well be a list, by its shape and its names: asked of every argument, and most are none. */
import { bare, calledName, dotted, isNull, type Node, propertyName, settled, spreadAlone } from './ast.ts';

/** Calls that give no more than what they are asked of. */
export const narrowing =
  /^(map|filter|sort|reverse|toSorted|toReversed|slice|entries|values|keys|flat|select|lean|exec|toArray|catch|populate|orderBy|skip|offset)$/;
/** Plurals of one thing, and words that only end like one. */
const noLists =
  /^(props|(\w+P|p)arams|(\w+O|o)ptions|opts|args|argv|(\w+S|s)ettings|styles|headers|credentials|process|always|is|has|as|js|css|ms|res|this|canvas|alias|bus|focus|analysis|status|(\w+S)tatus|(\w+A|a)ddress|permissions|deps|dependencies|classNames|ctx|plus|minus|details|needs|dimensions|coordinates|bounds)$/;
/** Last words of names of many things, and of a part of them. */
const wordsOfLists: ReadonlySet<string> = new Set(
  'list arr array batch chunk page slice group set queue part some all top few data'.split(' '),
);
const longestWord = 5;

/** Whether it is worth to look what it is. */
export function mayList(node: Node): boolean {
  const n = settled(node);
  switch (n.type) {
    case 'Identifier':
      return isListName(n.name);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return isListName(propertyName(n));
    case 'ArrayExpression':
      return true;
    case 'NewExpression':
      return n.arguments.length > 0 && /^(Set|Map)$/.test(dotted(n.callee));
    case 'CallExpression':
    case 'OptionalCallExpression': {
      const name = calledName(n);
      return isListName(name) || narrowing.test(name) || name === 'from' || isWordOfLists(name);
    }
    case 'ConditionalExpression':
      return mayList(n.consequent) || mayList(n.alternate);
    case 'LogicalExpression':
      return mayList(n.left) || mayList(n.right);
    case 'ObjectExpression':
      return n.properties.some((p) => p.type === 'ObjectProperty' && isPlainList(p.value));
    default:
      return false;
  }
}

/** An entry of an object that is a list: objects in objects are somebody's settings. */
function isPlainList(node: Node): boolean {
  const n = bare(node);
  return n.type !== 'ObjectExpression' && mayList(n);
}

/** `ids`, `userList`, `batch`; the last word of the name says it. */
function isListName(name: string): boolean {
  const end = name.length - 1;
  if (name[end] === 's') return end > 1 && name[end - 1] !== 's' && !noLists.test(name);
  let from = end;
  while (from > 0 && end - from < longestWord && !isCapital(name.charCodeAt(from))) from--;
  return wordsOfLists.has(name.slice(from).toLowerCase());
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** What a function that gives a list is called. */
export function isNameOfLists(name: string): boolean {
  const own = name.slice(name.lastIndexOf('.') + 1);
  return isListName(own) || isWordOfLists(own);
}

/** `getUsersByRole`, `findActive`, `concat`, `listOf`. */
function isWordOfLists(name: string): boolean {
  return /^(concat|chunk|take|first|last|head|limit|pick|sample|latest|recent|compact|castArray|ensureArray|asArray|toArray)$|^(uniq|dedup|distinct)|s(By|For|Of|In|From|With|To)[A-Z]/.test(
    name,
  );
}

/** `null`, `undefined`, `[]`. */
export function isNothing(node: Node): boolean {
  const n = settled(node);
  return isNull(n) || (n.type === 'ArrayExpression' && n.elements.length === 0);
}

/** What a list is filled from the start of: `[]`, `new Set()`, `new Map()`. */
export function startsEmpty(node: Node): boolean {
  const n = settled(node);
  if (n.type === 'NewExpression') return n.arguments.length === 0 && /^(Set|Map)$/.test(dotted(n.callee));
  return n.type === 'ArrayExpression' && n.elements.length === 0;
}

/** What `new Set(rows)` and `[...rows]` are made of: no more than those. */
export function copiedFrom(n: Node): Node | undefined {
  if (n.type === 'NewExpression') return /^(Set|Map)$/.test(dotted(n.callee)) ? n.arguments[0] : undefined;
  return spreadAlone(n);
}
