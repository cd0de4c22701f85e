/** `for (let i = 0; i < users.length; i++) { const user = users[i]; … }`, seen as `for (const user of users)`. */
import { bare, dotted, isCall, isMember, lastStatement, methodName, type Node } from './ast.ts';
import { listOf } from './guards.ts';
import type { LoopInfo } from './index-types.ts';
import { oncePer } from './once.ts';
import { patternNames } from './patterns.ts';

/** A counted loop with the list that it goes through and the names of its item; any other loop as it is. */
export const asItems = oncePer((loop: LoopInfo): LoopInfo => {
  if (loop.iterable || loop.node.type !== 'ForStatement') return loop;
  const iterable = listOf(loop);
  if (!iterable) return loop;
  const item = itemTaken(loop, iterable);
  return { ...loop, iterable, items: item ? patternNames(item) : [] };
});

/** `user` of `const user = users[i]`, `{ id, name }` of `const { id, name } = users[i]`. */
export function itemTaken(loop: LoopInfo, list: Node): Node | undefined {
  const counter = counterOf(loop.node);
  const name = dotted(bare(list));
  if (counter === '' || name === '' || loop.body.type !== 'BlockStatement') return undefined;
  for (const s of loop.body.body) {
    if (s.type !== 'VariableDeclaration') continue;
    for (const d of s.declarations) {
      const init = d.init ? bare(d.init) : undefined;
      if (!init || !isMember(init) || !init.computed || dotted(bare(init.object)) !== name) continue;
      const at = bare(init.property as Node);
      if (at.type === 'Identifier' && at.name === counter) return d.id;
    }
  }
  return undefined;
}

/** `i` of `for (let i = 0; …)`. */
export function counterOf(node: Node): string {
  if (node.type !== 'ForStatement' || node.init?.type !== 'VariableDeclaration') return '';
  const id = node.init.declarations[0]?.id;
  return id?.type === 'Identifier' ? id.name : '';
}

/** `10` of `for (const [i, user] of users.entries()) { if (i >= 10) break; … }`: how many turns it takes at most. */
export function turnsAllowed(loop: LoopInfo): Node | undefined {
  if (loop.kind !== 'of' || loop.body.type !== 'BlockStatement') return undefined;
  for (const s of loop.body.body) {
    if (s.type !== 'IfStatement' || s.alternate) continue;
    const test = bare(s.test);
    const last = lastStatement(s.consequent);
    if (last?.type !== 'BreakStatement' && last?.type !== 'ReturnStatement') continue;
    if (test.type === 'BinaryExpression' && /^(>=?|===?)$/.test(test.operator) && counts(test.left, loop))
      return test.right;
  }
  return undefined;
}

/** An index of what it goes through, or what it adds one to in each turn. */
function counts(node: Node, loop: LoopInfo): boolean {
  const n = bare(node);
  if (n.type === 'UpdateExpression') return n.operator === '++';
  if (n.type !== 'Identifier') return false;
  const over = loop.iterable && bare(loop.iterable);
  if (over && isCall(over) && methodName(over) === 'entries') return loop.items[0] === n.name;
  return (
    loop.body.type === 'BlockStatement' &&
    loop.body.body.some((s) => {
      const e = s.type === 'ExpressionStatement' ? s.expression : undefined;
      return e?.type === 'UpdateExpression' && e.operator === '++' && dotted(e.argument) === n.name;
    })
  );
}
