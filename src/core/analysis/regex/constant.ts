/** Patterns that are written as strings: constants put together from constants. */
import type * as t from '@babel/types';
import { bare, dotted, isMember, type Node, propertyName } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { find } from '../scopes.ts';

/** The text of an expression that is always the same; undefined where it is not. */
export function constantText(n: Node, site: Site, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  const part = (x: Node): string | undefined => constantText(bare(x), site, depth + 1);
  switch (n.type) {
    case 'StringLiteral':
      return n.value;
    case 'NumericLiteral':
      return String(n.value);
    case 'TemplateLiteral':
      return template(n.quasis, n.expressions, part, false);
    case 'TaggedTemplateExpression':
      return dotted(n.tag) === 'String.raw'
        ? template(n.quasi.quasis, n.quasi.expressions, part, true)
        : undefined;
    case 'BinaryExpression':
      return n.operator === '+' && n.left.type !== 'PrivateName'
        ? joined([part(n.left), part(n.right)], '')
        : undefined;
    case 'Identifier': {
      const b = find(site.scope, n.name);
      return b?.init &&
        b.writes.length === 0 &&
        b.path.length === 0 &&
        b.loopItem === undefined &&
        b.kind !== 'param'
        ? part(b.init)
        : undefined;
    }
    case 'ArrayExpression':
      // `'^rgb\\(' + [r, g, b] + '\\)$'`: put together with commas.
      return joined(
        n.elements.map((e) => (e ? part(e) : undefined)),
        ',',
      );
    case 'MemberExpression':
      return propertyName(n) === 'source' ? sourceOf(bare(n.object), site) : undefined;
    case 'CallExpression': {
      const callee = bare(n.callee);
      if (!isMember(callee) || propertyName(callee) !== 'join') return undefined;
      const list = bare(callee.object);
      const separator = n.arguments[0] ? part(n.arguments[0]) : ',';
      if (list.type !== 'ArrayExpression' || separator === undefined) return undefined;
      return joined(
        list.elements.map((e) => (e ? part(e) : undefined)),
        separator,
      );
    }
    default:
      return undefined;
  }
}

/** `/a+/.source`, or of a constant that holds a literal. */
function sourceOf(n: Node, site: Site): string | undefined {
  if (n.type === 'RegExpLiteral') return n.pattern;
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const init = b?.init && b.writes.length === 0 && b.path.length === 0 ? bare(b.init) : undefined;
  return init?.type === 'RegExpLiteral' ? init.pattern : undefined;
}

function template(
  quasis: readonly t.TemplateElement[],
  expressions: readonly Node[],
  part: (n: Node) => string | undefined,
  raw: boolean,
): string | undefined {
  const parts: (string | undefined)[] = [];
  for (const [i, q] of quasis.entries()) {
    parts.push(raw ? q.value.raw : (q.value.cooked ?? undefined));
    const e = expressions[i];
    if (e) parts.push(part(bare(e)));
  }
  return joined(parts, '');
}

function joined(parts: readonly (string | undefined)[], separator: string): string | undefined {
  return parts.every((p) => p !== undefined) ? parts.join(separator) : undefined;
}
