/** Names that are given another text in the lines below, as grammars nest their parts, or added to: `x = x.replace('x', x)`, `x += y`. */
import { isFunction, type Node, parentOf } from '../ast.ts';
import type { Binding } from '../index-types.ts';

const most = 40;

export interface Write {
  /** The right side. */
  readonly node: Node;
  /** `+=` */
  readonly adds: boolean;
}

/** In the order in which they run; undefined where that is not plain to see. */
export function writesInOrder(b: Binding): Write[] | undefined {
  if (b.writes.length > most) return undefined;
  const block = blockOf(b.node);
  const out: Write[] = [];
  for (const w of [...b.writes].sort((x, y) => (x.start ?? 0) - (y.start ?? 0))) {
    if (w.type !== 'AssignmentExpression' || !/^\+?=$/.test(w.operator) || w.left.type !== 'Identifier')
      return undefined;
    const statement = parentOf(w);
    if (statement?.type !== 'ExpressionStatement') return undefined;
    let times = 1;
    let at = parentOf(statement);
    if (at?.type === 'BlockStatement' && at.body.length === 1 && at !== block) at = parentOf(at);
    if (at?.type === 'ForStatement') {
      times = turns(at) ?? 0;
      at = parentOf(at);
    }
    if (!block || at !== block || times === 0 || out.length + times > most) return undefined;
    for (let i = 0; i < times; i++) out.push({ node: w.right, adds: w.operator === '+=' });
  }
  return out;
}

/** The block or program that a name is declared in. */
function blockOf(declared: Node): Node | undefined {
  for (let n = parentOf(declared); n && !isFunction(n); n = parentOf(n))
    if (n.type === 'BlockStatement' || n.type === 'Program') return n;
  return undefined;
}

/** `for (let i = 0; i < 2; i++)` */
function turns(n: Extract<Node, { type: 'ForStatement' }>): number | undefined {
  const from = n.init?.type === 'VariableDeclaration' ? n.init.declarations[0]?.init : undefined;
  const { test, update } = n;
  if (
    from?.type !== 'NumericLiteral' ||
    test?.type !== 'BinaryExpression' ||
    update?.type !== 'UpdateExpression'
  )
    return undefined;
  if (test.right.type !== 'NumericLiteral' || update.operator !== '++') return undefined;
  const count = test.right.value - from.value;
  return test.operator === '<' ? count : test.operator === '<=' ? count + 1 : undefined;
}
