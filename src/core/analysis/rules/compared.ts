/** Loops in loops that look for what belongs to an item: `for (const c of customers) if (c.id === order.customerId) …`. */
import { bare, type Call, dotted, isFunction, isMember, type Node, some } from '../ast.ts';
import { asItems, counterOf } from '../counted.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { asksById, isIdOfWritten } from '../names-of-collections.ts';

/** What is gone through for one that fits, and by what, as if somebody had written `customers.find(…)`. */
export interface Compared {
  readonly site: CallSite;
  readonly list: Node;
  /** `order.customerId` */
  readonly by: Node;
  readonly asked: Node;
}

/** Only by an id: what else is compared with each other belongs together in many ways. */
export function comparedIn(loops: readonly LoopInfo[]): Compared[] {
  const found: Compared[] = [];
  for (const loop of loops) {
    const only = loop.parent && isPlain(loop) ? onlyTest(loop.body) : undefined;
    const list = only && asItems(loop).iterable;
    if (!only || !list || dotted(list) === '') continue;
    const [by, ...more] = only.tests.map((test) => comparedWith(test, only.by, asItems(loop), dotted(list)));
    if (by && more.every((each) => each)) found.push({ site: asSite(loop), list, by, asked: only.tests[0]! });
  }
  return found;
}

function isPlain({ kind, method }: LoopInfo): boolean {
  return /^(for|of|in)$/.test(kind) || (kind === 'callback' && /^(forEach|each)$/.test(method));
}

/** The loop as the call that it stands for. */
function asSite(loop: LoopInfo): CallSite {
  return {
    node: loop.node as Call,
    fn: loop.fn,
    scope: loop.scope,
    loop: loop.parent,
    name: '',
    method: 'for',
  };
}

interface Only {
  readonly tests: readonly Node[];
  readonly by: RegExp;
}

/**
 * The tests of a body that does nothing but for the items that fit: `if (a === b) …`, also one after the other, and
 * `if (a !== b) continue; …`.
 */
function onlyTest(body: Node): Only | undefined {
  const block = isFunction(body) ? body.body : body;
  const all = block.type === 'BlockStatement' ? block.body : [block];
  const [first, ...rest] = all.filter((s) => s.type !== 'VariableDeclaration');
  if (first?.type !== 'IfStatement') return undefined;
  if (isNext(first.consequent)) return first.alternate ? undefined : { tests: [first.test], by: /^!==?$/ };
  const tests: Node[] = [];
  for (const each of [first, ...rest]) {
    // `if (a === b) …; else if (a === c) …`
    for (let s: Node | null | undefined = each; s; s = s.alternate) {
      if (s.type !== 'IfStatement') return undefined;
      tests.push(s.test);
    }
  }
  return { tests, by: /^===?$/ };
}

/** `continue;`, `return;` */
function isNext(n: Node): boolean {
  const only = n.type === 'BlockStatement' && n.body.length === 1 ? n.body[0]! : n;
  return only.type === 'ContinueStatement' || (only.type === 'ReturnStatement' && only.argument == null);
}

/** `order.customerId` of `c.id === order.customerId`. */
function comparedWith(test: Node, operator: RegExp, loop: LoopInfo, list: string): Node | undefined {
  const counter = counterOf(loop.node);
  // `users[i].id === users[j].id` in the loop of `j`: the first is the turn's.
  const ofItem = (n: Node): boolean =>
    some(n, (m) =>
      m.type === 'Identifier'
        ? loop.items.includes(m.name)
        : isMember(m) &&
          m.computed &&
          dotted(m.object) === list &&
          (counter === '' || m.property.type !== 'Identifier' || m.property.name === counter),
    );
  let by: Node | undefined;
  some(test, (n) => {
    if (n.type !== 'BinaryExpression' || !operator.test(n.operator)) return false;
    const sides = [bare(n.left as Node), bare(n.right)];
    const own = sides.filter(ofItem);
    if (own.length === 1 && asksById(n, (m) => !isIdOfWritten(m))) by = sides.find((side) => side !== own[0]);
    return by !== undefined;
  });
  return by;
}
