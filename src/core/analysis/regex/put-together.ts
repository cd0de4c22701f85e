/** Texts of patterns put together from texts: sums, templates, lists, replaced parts. */
import type * as t from '@babel/types';
import { bare, type FunctionNode, type Node } from '../ast.ts';
import { anyWord, isOpen } from './open.ts';

/** Longer texts are no patterns that anybody wrote. */
export const longest = 20_000;

const anyCount = '9';

/** `a + b + c`: long sums are deep trees. */
export function operands(n: t.BinaryExpression): Node[] {
  const out: Node[] = [];
  let left: Node = n;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    out.push(left.right);
    left = bare(left.left);
  }
  return [...out, left].reverse();
}

/** `source.replace('name', part)`; a pattern that repeats is not run here. */
export function replaced(
  text: string | undefined,
  n: t.CallExpression,
  by: string | undefined,
  all: boolean,
): string | undefined {
  const [what] = n.arguments;
  // What other files hold is not there yet to be replaced.
  if (text === undefined || by === undefined || !what || isOpen(text)) return undefined;
  const sought = bare(what);
  if (sought.type === 'StringLiteral')
    return all ? text.replaceAll(sought.value, () => by) : text.replace(sought.value, () => by);
  if (sought.type !== 'RegExpLiteral' || !isQuick(sought.pattern, text)) return undefined;
  try {
    return text.replace(new RegExp(sought.pattern, sought.flags), () => by);
  } catch {
    return undefined;
  }
}

/** Two loops at most, on what somebody wrote by hand: `.replace(/\s+/g, '')` of a pattern of many lines. */
function isQuick(pattern: string, text: string): boolean {
  const loops = pattern.match(/[*+{]/g)?.length ?? 0;
  return loops === 0 || (loops <= 2 && !pattern.includes('(') && text.length < 5_000);
}

/** What stands behind the `return` that ends a function of constants, or behind its arrow. */
export function resultOf({ body }: FunctionNode): Node | undefined {
  if (body.type !== 'BlockStatement') return body;
  const last = body.body.at(-1);
  const before = body.body.slice(0, -1);
  return last?.type === 'ReturnStatement' && before.every((s) => s.type === 'VariableDeclaration')
    ? (last.argument ?? undefined)
    : undefined;
}

export function namedIn({ body }: FunctionNode): [name: string, value: Node][] {
  return (body.type === 'BlockStatement' ? body.body : []).flatMap((s) =>
    s.type !== 'VariableDeclaration'
      ? []
      : s.declarations.flatMap((d): [string, Node][] =>
          d.id.type === 'Identifier' && d.init ? [[d.id.name, d.init]] : [],
        ),
  );
}

const countBehind = /[^|({$\\]\{(\d+,)?$/;
const count = /(^|[^|({$\\])\{(\d+,)?$/;

export function template(
  quasis: readonly t.TemplateElement[],
  expressions: readonly Node[],
  part: (n: Node) => string | undefined,
  raw: boolean,
): string | undefined {
  const parts: (string | undefined)[] = [];
  for (const [i, q] of quasis.entries()) {
    parts.push(raw ? q.value.raw : (q.value.cooked ?? undefined));
    const e = expressions[i];
    if (!e) continue;
    // `a{0,${most}}`: however many, it is a number; `{${tag}}` and `{{${name}}}` have nothing before it to repeat.
    const isCount =
      (i > 0 ? count : countBehind).test(q.value.raw) && /^(,\d*)?\}/.test(quasis[i + 1]?.value.raw ?? '');
    const text = part(bare(e));
    parts.push(isCount && (text === undefined || text === anyWord) ? anyCount : text);
  }
  return joined(parts, '');
}

export function joined(parts: readonly (string | undefined)[], separator: string): string | undefined {
  let length = 0;
  for (const p of parts) {
    if (p === undefined) return undefined;
    length += p.length;
  }
  return length < longest ? parts.join(separator) : undefined;
}
