/** `for (let i = 0; i < users.length; i++) { const user = users[i]; … }`, seen as `for (const user of users)`. */
import { bare, dotted, isMember, type Node } from './ast.ts';
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
function counterOf(node: Node): string {
  if (node.type !== 'ForStatement' || node.init?.type !== 'VariableDeclaration') return '';
  const id = node.init.declarations[0]?.id;
  return id?.type === 'Identifier' ? id.name : '';
}
