/** An enum as the object that TypeScript makes of it, its members on their lines. */
import type { Expression, TSEnumDeclaration } from '@babel/types';

/** Without its declaration, `var A`: `enum A { X, Y = 'y' }` → `(function (A) { A[A["X"] = 0] = "X"; A["Y"] = "y"; })(A || (A = {}));` */
export function enumText(node: TSEnumDeclaration, source: string): string {
  const { name } = node.id;
  const members = membersOf(node);
  const known = new Map<string, number | string>();
  let next: number | undefined = 0;
  let out = `(function (${name}) {`;
  let at = node.id.end!;
  for (const member of members) {
    const key = member.id.type === 'StringLiteral' ? member.id.value : (member.id as { name: string }).name;
    const init = member.initializer as Expression | null | undefined;
    const value: number | string | undefined = init ? constant(init, known, name) : next;
    const quoted = JSON.stringify(key);
    // Only the line breaks of what stood between.
    out += source.slice(at, member.start!).replace(/[^\n]/g, '') || ' ';
    if (typeof value === 'string') out += `${name}[${quoted}] = ${JSON.stringify(value)};`;
    else {
      const text =
        value !== undefined ? String(value) : init ? withMembers(init, source, known, name) : 'undefined';
      const assigned = `${name}[${quoted}] = ${text}`;
      out += isText(init) ? `${assigned};` : `${name}[${assigned}] = ${quoted};`;
    }
    if (value !== undefined) known.set(key, value);
    next = typeof value === 'number' ? value + 1 : undefined;
    at = member.end!;
  }
  out += source.slice(at, node.end!).replace(/[^\n]/g, '') || ' ';
  return `${out}})(${name} || (${name} = {}));`;
}

type Member = TSEnumDeclaration['members'][number];

/** Babel 8 has them in a body. */
function membersOf(node: TSEnumDeclaration): readonly Member[] {
  return node.members ?? (node as unknown as { body: { members: Member[] } }).body.members;
}

function isText(init: Expression | null | undefined): boolean {
  return init?.type === 'TemplateLiteral';
}

/** Value of an initialiser made of literals and earlier members; undefined for what only running it can tell. */
function constant(
  e: Expression,
  known: ReadonlyMap<string, number | string>,
  self: string,
): number | string | undefined {
  switch (e.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
      return e.value;
    case 'ParenthesizedExpression':
      return constant(e.expression, known, self);
    case 'TemplateLiteral':
      return e.expressions.length === 0 ? (e.quasis[0]?.value.cooked ?? undefined) : undefined;
    case 'Identifier':
      return known.get(e.name);
    case 'MemberExpression': {
      const own = e.object.type === 'Identifier' && e.object.name === self;
      const key =
        e.property.type === 'StringLiteral' ? e.property.value : (e.property as { name?: string }).name;
      return own && key !== undefined ? known.get(key) : undefined;
    }
    case 'UnaryExpression': {
      const value = constant(e.argument as Expression, known, self);
      if (typeof value !== 'number') return undefined;
      return e.operator === '-'
        ? -value
        : e.operator === '~'
          ? ~value
          : e.operator === '+'
            ? value
            : undefined;
    }
    case 'BinaryExpression':
      return calculated(
        e.operator,
        constant(e.left as Expression, known, self),
        constant(e.right, known, self),
      );
    default:
      return undefined;
  }
}

function calculated(
  operator: string,
  a: number | string | undefined,
  b: number | string | undefined,
): number | string | undefined {
  if (operator === '+' && typeof a === 'string' && b !== undefined) return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  const operations: Readonly<Record<string, (x: number, y: number) => number>> = {
    '+': (x, y) => x + y,
    '-': (x, y) => x - y,
    '*': (x, y) => x * y,
    '/': (x, y) => x / y,
    '%': (x, y) => x % y,
    '**': (x, y) => x ** y,
    '|': (x, y) => x | y,
    '&': (x, y) => x & y,
    '^': (x, y) => x ^ y,
    '<<': (x, y) => x << y,
    '>>': (x, y) => x >> y,
    '>>>': (x, y) => x >>> y,
  };
  return operations[operator]?.(a, b);
}

/** Earlier members may be named without the enum's name. */
function withMembers(
  init: Expression,
  source: string,
  known: ReadonlyMap<string, number | string>,
  self: string,
): string {
  const text = source.slice(init.start!, init.end!);
  return text.replace(/(?<![\w$.'"])[A-Za-z_$][\w$]*(?!\s*[:'"])/g, (word) =>
    known.has(word) ? `${self}.${word}` : word,
  );
}
