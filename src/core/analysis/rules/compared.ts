/** Loops in loops that look for what belongs to an item: `for (const c of customers) if (c.id === order.customerId) …`. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  receiverOf,
  settled,
  some,
  spreadAlone,
} from '../ast.ts';
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
    const only = loop.parent && isPlain(loop) ? onlyTest(loop) : undefined;
    const list = only && asItems(loop).iterable;
    if (!only || !list || dotted(list) === '') continue;
    const [by, ...more] = only.tests.map((test) => comparedWith(test, only.by, asItems(loop), dotted(list)));
    if (by && more.every((each) => each)) found.push({ site: asSite(loop), list, by, asked: only.tests[0]! });
  }
  return found;
}

function isPlain({ kind, method }: LoopInfo): boolean {
  return (
    /^(for|of|in)$/.test(kind) || (kind === 'callback' && /^(forEach|each|flatMap|reduce)$/.test(method))
  );
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
function onlyTest({ body, callback, method }: LoopInfo): Only | undefined {
  const fn = callback?.node ?? body;
  const block = isFunction(fn) ? bare(fn.body) : fn;
  const acc = method === 'reduce' && isFunction(fn) && fn.params[0] ? dotted(fn.params[0]) : '';
  const isNone = (n: Node): boolean => isNothing(n, acc);
  if (block.type === 'ConditionalExpression')
    return isNone(bare(block.alternate)) ? { tests: [block.test], by: /^===?$/ } : undefined;
  // `sum + (line.orderId === order.id ? line.amount : 0)`
  const added = block.type === 'BinaryExpression' && block.operator === '+' ? bare(block.right) : undefined;
  if (acc !== '' && added?.type === 'ConditionalExpression')
    return added.alternate.type === 'NumericLiteral' ? { tests: [added.test], by: /^===?$/ } : undefined;
  const all = block.type === 'BlockStatement' ? block.body : [block];
  const [first, ...others] = all.filter((s) => s.type !== 'VariableDeclaration');
  if (first?.type !== 'IfStatement') return undefined;
  const last = others.at(-1);
  const rest =
    last?.type === 'ReturnStatement' && last.argument && isNone(bare(last.argument))
      ? others.slice(0, -1)
      : others;
  if (isNext(first.consequent, isNone))
    return first.alternate ? undefined : { tests: [first.test], by: /^!==?$/ };
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

/** `continue;`, `return;`, `return [];` of `flatMap`, `return sum;` of `reduce`. */
function isNext(n: Node, isNone: (given: Node) => boolean): boolean {
  const only = n.type === 'BlockStatement' && n.body.length === 1 ? n.body[0]! : n;
  return (
    only.type === 'ContinueStatement' ||
    (only.type === 'ReturnStatement' && (only.argument == null || isNone(bare(only.argument))))
  );
}

/** What a turn gives that has nothing to add: `[]`, or what there was before. */
function isNothing(n: Node, acc: string): boolean {
  return acc === ''
    ? n.type === 'ArrayExpression' && n.elements.length === 0
    : n.type === 'Identifier' && n.name === acc;
}

/** `for (const key of Object.keys(prices)) …`, `for (const key of prices.keys()) …` */
function isOfKeys({ iterable }: LoopInfo): boolean {
  const n = iterable && settled(iterable);
  const of = n && (spreadAlone(n) ?? (isCall(n) && dotted(n.callee) === 'Array.from' ? n.arguments[0] : n));
  const keys = of && bare(of);
  return (
    isCall(keys) &&
    (dotted(keys.callee) === 'Object.keys' || (methodName(keys) === 'keys' && keys.arguments.length === 0))
  );
}

/** `order.id` of `key.startsWith(`${order.id}:`)`: a key that is made of several is looked for among all of them. */
function partOfKey(n: Node, ofItem: (side: Node) => boolean): Node | undefined {
  const key = isCall(n) && /^(startsWith|endsWith|includes)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  const part = key && ofItem(key) && isCall(n) && n.arguments[0] ? bare(n.arguments[0]) : undefined;
  return part && !ofItem(part) && part.type !== 'StringLiteral' ? part : undefined;
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
    if (operator.test('===') && isOfKeys(loop)) by ??= partOfKey(n, ofItem);
    if (n.type !== 'BinaryExpression' || !operator.test(n.operator)) return false;
    const sides = [bare(n.left as Node), bare(n.right)];
    const own = sides.filter(ofItem);
    if (own.length === 1 && asksById(n, (m) => !isIdOfWritten(m))) by = sides.find((side) => side !== own[0]);
    return by !== undefined;
  });
  return by;
}
