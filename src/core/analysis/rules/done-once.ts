/** Work that a flag keeps from being done twice, though it stands in a job: `if (await getSetting(DONE)) return;`. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  lastStatement,
  methodName,
  type Node,
  some,
  statementsOf,
} from '../ast.ts';
import { constantName } from '../caps.ts';
import type { LoopInfo } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';

/** Why a loop is gone through once in the life of a store; '' where it is not. */
export const doneOnce = oncePer((loop: LoopInfo): string => {
  const { node } = loop.fn;
  if (!isFunction(node) || node.body.type !== 'BlockStatement') return '';
  const statements = statementsOf(node.body);
  const at = statements.findIndex((s) => contains(s, loop.node));
  for (const s of statements.slice(0, Math.max(0, at))) {
    const last = s.type === 'IfStatement' && !s.alternate ? lastStatement(s.consequent) : undefined;
    if (s.type !== 'IfStatement' || last?.type !== 'ReturnStatement') continue;
    const flag = flagOf(s.test);
    const asked = flag ? find(loop.scope, flag)?.init : undefined;
    const key = asked && bare(asked).type === 'AwaitExpression' ? keyIn(asked) : '';
    if (key !== '' && statements.slice(at + 1).some((later) => keeps(later, key)))
      return 'done once, as a flag that is kept says';
  }
  return '';
});

/** `done` of `done`, `done?.value` and `done?.value === 'true'`: no time that has passed since. */
function flagOf(test: Node): string {
  const t = bare(test);
  const yes = t.type === 'BinaryExpression' && /^===?$/.test(t.operator) ? bare(t.right) : undefined;
  const of = yes && t.type === 'BinaryExpression' ? bare(t.left as Node) : t;
  if (yes && !/^(Boolean|String|Numeric)Literal$/.test(yes.type)) return '';
  if (of.type !== 'Identifier' && !isMember(of)) return '';
  const name = dotted(of).split('.')[0]!;
  return /^(last|next|prev|cached|lock|running|existing|recent)/i.test(name) ? '' : name;
}

/** The constant that a flag is kept under. */
function keyIn(asked: Node): string {
  let key = '';
  some(asked, (n) => {
    if (n.type === 'Identifier' && constantName(n.name)) key = n.name;
    return key !== '';
  });
  return key;
}

function keeps(later: Node, key: string): boolean {
  return some(
    later,
    (n) =>
      isCall(n) &&
      /^(upsert|create|update(One)?|insert|put|save|set([A-Z]\w*)?|mark\w*|write\w*)$/.test(
        methodName(n) || dotted(n.callee),
      ) &&
      n.arguments.some((a) => some(a, (m) => m.type === 'Identifier' && m.name === key)),
  );
}
