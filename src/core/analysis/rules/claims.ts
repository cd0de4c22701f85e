/** Loops that claim each item before they work on it, so that no other process does the same work. */
import { bare, dotted, isCall, keyName, methodName, type Node, rootOf, settled, some } from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';
import { find } from '../scopes.ts';

type If = Extract<Node, { type: 'IfStatement' }>;
type Declarator = Extract<Node, { type: 'VariableDeclarator' }>;

/** The declaration of a plain name in a block, or in the branches of its conditions. */
export function declaredIn(block: Node, name: string): Declarator | undefined {
  let found: Declarator | undefined;
  some(block, (n) => {
    if (n.type === 'VariableDeclarator' && n.id.type === 'Identifier' && n.id.name === name) found ??= n;
    return found !== undefined;
  });
  return found;
}

/** `const { count } = await jobs.updateMany({ where: { id, status } }); if (count !== 1) continue;`. */
export function isClaim(n: If, loop: LoopInfo): boolean {
  const test = bare(n.test);
  if (test.type === 'UnaryExpression' && test.operator === '!')
    return leavesTurn(n) && isClaimed(test.argument, loop);
  if (test.type !== 'BinaryExpression' || test.left.type === 'PrivateName') return false;
  const left = bare(test.left);
  return (
    bare(test.right).type === 'NumericLiteral' &&
    !/^>/.test(test.operator) &&
    /(^|\.)(count|affected|rowCount|modifiedCount|changes|affectedRows)$/.test(dotted(left)) &&
    !isReadRow(left, loop) &&
    leavesTurn(n) &&
    !(left.type === 'Identifier' && isCounted(left.name, loop))
  );
}

/** `update({ status: 'processing', startedAt: now })`, `{ status: 'running', attempts: job.attempts + 1 }`: a job is taken up. */
export function takesUp(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  let taken = false;
  let noted = false;
  for (const p of n.properties) {
    if (p.type !== 'ObjectProperty') continue;
    const key = keyName(p);
    const value = bare(p.value);
    if (/^(status|state)$/.test(key))
      taken =
        value.type === 'StringLiteral' &&
        /^(processing|running|in_?progress|claimed|locked)$/i.test(value.value);
    if (/^((started|locked|claimed|picked(_?up)?)_?at|locked_?by|worker_?id|attempts?)$/i.test(key))
      noted = true;
  }
  return taken && noted;
}

function leavesTurn(n: If): boolean {
  return some(n.consequent, (m) => m.type === 'ContinueStatement', false);
}

/** `await this.claim(id)`, `claimed` of `const claimed = await claimJob(id)`: whoever gets it does all there is to do. */
function isClaimed(node: Node, loop: LoopInfo): boolean {
  const n = settled(node);
  if (isCall(n))
    return /^(try)?_?(claim|lease|acquire(Lease|Lock|Job)?$)/i.test(methodName(n) || dotted(n.callee));
  const root = rootOf(n);
  const made = root.type === 'Identifier' ? declaredIn(loop.body, root.name)?.init : undefined;
  return made != null && isCall(settled(made)) && isClaimed(made, loop);
}

/** `found.rowCount` of `const found = await db.query('SELECT …')`: asked for, and not changed. */
function isReadRow(left: Node, loop: LoopInfo): boolean {
  const root = rootOf(left);
  return (
    root.type === 'Identifier' &&
    some(
      loop.body,
      (m) =>
        m.type === 'VariableDeclarator' &&
        m.init != null &&
        m.id.type === 'Identifier' &&
        m.id.name === root.name &&
        some(m.init, (k) => /^\s*select\b/i.test(wordsOf(k))),
    )
  );
}

/** `const count = Number(row.total)`: no answer of anybody's, only a number of the item. */
function isCounted(name: string, loop: LoopInfo): boolean {
  return some(
    loop.body,
    (m) =>
      m.type === 'VariableDeclarator' &&
      m.id.type === 'Identifier' &&
      m.id.name === name &&
      m.init != null &&
      !some(m.init, (k) => k.type === 'AwaitExpression'),
  );
}

/** The words of a text, without what is put into it. */
export function wordsOf(n: Node): string {
  const text = bare(n);
  if (text.type === 'StringLiteral') return text.value;
  return text.type === 'TemplateLiteral' ? text.quasis.map((q) => q.value.raw).join(' ') : '';
}

/** Rows of `UPDATE jobs SET … WHERE id IN (SELECT … FOR UPDATE SKIP LOCKED) RETURNING *`: jobs that one process has taken for itself. */
export function areTaken({ iterable, scope }: LoopInfo): boolean {
  if (!iterable) return false;
  const list = rootOf(settled(iterable));
  const b = list.type === 'Identifier' ? find(scope, list.name) : undefined;
  const asked = b?.init ? settled(b.init) : settled(iterable);
  return isCall(asked) && asked.arguments.some((a) => /\bskip\s+locked\b/i.test(wordsOf(a)));
}
