/** Constants of a file that patterns of other files may be put together from. */
import { bare, dotted, type FunctionNode, isCall, isFunction, keyName, type Node } from '../ast.ts';
import { exportedValues } from '../exported-values.ts';
import type { FileIndex, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';
import { givenText, openSource, openText } from './constant.ts';
import { fieldsOf, textsOfEnum } from './held.ts';
import { writtenAsPattern } from './open.ts';
import { resultOf } from './put-together.ts';

/** Of long texts only those without gaps are parts of patterns: not queries, pages and messages. */
const longest = 20_000;
const longestText = 4000;
const mostProperties = 200;
/** Names of objects within objects. */
const deepest = 4;
/** What ordinary texts do not have: classes, groups that are not kept, repeated parts. */
const patternLike =
  /\\[wWdDsSbB./()[\]{}*+?|^$-]|\[[^\]\s]+\]|\(\?[:=!<]|[\w)\]][*+](?![\w\s])|\{\d+,?\d*\}|^\^|\w\|\w/;
/** Longer texts that are no patterns are not what patterns are made of. */
const shortPart = 60;

/**
 * Exported name → text of a string or source of a pattern, `name.key` for those of an object, `=` for what
 * CommonJS exports as a whole. Empty where nothing looks like part of a pattern.
 */
export function exportedPatterns(file: FileIndex): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const put = (name: string, node: Node, scope: Scope, depth = 0): void => {
    const n = bare(node);
    if (n.type === 'Identifier') {
      const b = find(scope, n.name);
      if (b && /^(class|enum|function)$/.test(b.kind)) put(name, b.node, b.scope, 3);
      else if (b?.init && b.path.length === 0 && b.writes.length === 0 && b.kind !== 'param' && depth < 3)
        put(name, b.init, b.scope, depth + 1);
      return;
    }
    const members = membersOf(n);
    if (members) {
      if (name.split('.').length < deepest)
        for (const [key, value] of members.slice(0, mostProperties))
          put(name === '=' ? key : `${name}.${key}`, value, scope, depth + 1);
      return;
    }
    const text = isFunction(n) ? ofFunction(n, scope, file) : textOf(n, scope, file);
    if (text !== undefined && text.length <= (isDense(text) ? longest : longestText)) found.set(name, text);
  };
  for (const [name, node, scope] of exportedValues(file)) put(name, node, scope);
  if (![...found.values()].some((t) => patternLike.test(t))) return {};
  return Object.fromEntries([...found].filter(([, t]) => t.length <= shortPart || patternLike.test(t)));
}

function isDense(text: string): boolean {
  return !/\s\s|\n/.test(text);
}

/** `(x) => `(?:${x})*``: of what others call to put patterns together. */
function ofFunction(n: FunctionNode, scope: Scope, file: FileIndex): string | undefined {
  const result = n.params.length <= mostParameters ? resultOf(n) : undefined;
  if (!result || !joins.test(bare(result).type)) return undefined;
  const text = givenText(n, scope, file);
  return text !== undefined && patternLike.test(text) ? text : undefined;
}

const mostParameters = 6;
const joins = /^(TemplateLiteral|BinaryExpression|CallExpression)$/;

/** By name what an object, an enum, or a class itself holds; undefined of what is none of these. */
function membersOf(n: Node): [name: string, value: Node][] | undefined {
  if (n.type === 'TSEnumDeclaration') return textsOfEnum(n);
  if (n.type === 'ClassDeclaration' || n.type === 'ClassExpression') return fieldsOf(n.body);
  if (n.type !== 'ObjectExpression') return undefined;
  const members: [name: string, value: Node][] = [];
  for (const p of n.properties) {
    const key = p.type === 'ObjectProperty' ? keyName(p) : '';
    if (p.type === 'ObjectProperty' && key) members.push([key, p.value]);
  }
  return members;
}

/** Only of what is cheap to read and can be part of a pattern. */
function textOf(n: Node, scope: Scope, file: FileIndex): string | undefined {
  switch (n.type) {
    case 'StringLiteral':
      return n.value;
    case 'RegExpLiteral':
      return writtenAsPattern + n.pattern;
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
    case 'BinaryExpression':
      return openText(n, { scope }, file);
    case 'MemberExpression':
      return dotted(n).endsWith('.source') ? openText(n, { scope }, file) : undefined;
    default:
      if (dotted(n.type === 'NewExpression' || isCall(n) ? n.callee : n) === 'RegExp')
        return openSource(n, { scope }, file);
      return isCall(n) && /\.(join|concat|replace)$/.test(dotted(n.callee))
        ? openText(n, { scope }, file)
        : undefined;
  }
}
