/** Words and shapes by which a loop shows what it is for. */
import {
  bare,
  calledName,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  keyName,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  visit,
} from './ast.ts';
import { stepsInBatches } from './batches.ts';
import { listOf } from './guards.ts';
import type { LoopInfo } from './index-types.ts';

export const sleepWords =
  /^(sleep\w*|delay\w*|wait(For)?(Ms|Seconds|Time|Timeout|Random\w*)?|pause|setTimeoutAsync|setTimeoutPromise|rateLimit\w*|throttle|backoff|timeout|snooze|waitForRateLimit|nap)$/i;

const asksPeople = /^(awaitMessageComponent|awaitModalSubmit|awaitMessages|awaitReactions)$/;

const goesOnWhile =
  /^_?(is_?)?(running|alive|started|polling|listening)$|^_?(keep|should)_?(run(ning)?|going|polling)$/i;
const endsOnce =
  /^_?(is_?)?(stop(ped|ping)?|shut_?down|shutting_?down|abort(ed)?|clos(ed|ing)|terminat(ed|ing)|cancell?ed|quit(ting)?|exiting)(Requested)?$/i;

/** `this.running`, `!signal.aborted`, `isRunning && !stopped`: until somebody stops it. */
export function untilTold(test: Node): boolean {
  const n = bare(test);
  if (n.type === 'LogicalExpression') return untilTold(n.left) && untilTold(n.right);
  if (n.type === 'UnaryExpression' && n.operator === '!') return endsOnce.test(lastWordOf(n.argument));
  return goesOnWhile.test(lastWordOf(n));
}

/** `attempt.startedAt` of `for (const attempt of attempts)`: somebody's attempt at an exam, and no number of tries. */
export function itemIsRow({ items, body }: LoopInfo): boolean {
  return some(body, (n) => isMember(n) && items.includes(dotted(n.object)) && propertyName(n) !== 'toString');
}

/**
 * `const skip = PER_PAGE * i`, `{ offset: i * 50 }`, `find({}, i * 50, 50)` in the loop, which takes nothing of a list
 * by its number.
 */
export function skipsBy(loop: LoopInfo, counter: string): boolean {
  if (listOf(loop, true)) return false;
  /** What the counter is multiplied by. */
  const factor = (node: Node | null | undefined): Node | undefined => {
    const n = node && bare(node);
    if (n?.type !== 'BinaryExpression' || n.operator !== '*') return undefined;
    if (dotted(n.left) === counter) return bare(n.right);
    return dotted(n.right) === counter ? bare(n.left as Node) : undefined;
  };
  const isNamed = (name: string): boolean => /^(skip|offset|from)$/i.test(name);
  return some(loop.body, (n) => {
    if (n.type === 'VariableDeclarator') return isNamed(dotted(n.id)) && factor(n.init) !== undefined;
    if (n.type === 'ObjectProperty') return isNamed(keyName(n)) && factor(n.value) !== undefined;
    if (!isCall(n)) return false;
    return n.arguments.some((a, i) => {
      const size = factor(a);
      const next = n.arguments[i + 1] ? bare(n.arguments[i + 1]!) : undefined;
      if (!size || !next) return false;
      return size.type === 'NumericLiteral'
        ? next.type === 'NumericLiteral' && next.value === size.value
        : dotted(size) !== '' && dotted(size) === dotted(next);
    });
  });
}

/** `for (const row of batch) await load(row)`, where nothing waits between the batches: one by one all the same. */
export function goesOneByOne({ body, parent }: LoopInfo): boolean {
  return parent !== undefined && !throttledBy(parent) && hasAwait(body);
}

/** `await sleep(…)` per item: somebody's rate limit is being kept. Told for people; '' where nothing waits. */
export function throttledBy(loop: LoopInfo): string {
  let why = '';
  // What waits after a failure lets all others go on at once; whatever runs until it works waits there.
  const goesThroughList = /^(of|in|await-of)$/.test(loop.kind);
  visit(loop.body, (n) => {
    if (why || (isFunction(n) && !isDelayCallback(n))) return false;
    if (goesThroughList && n.type === 'CatchClause') return false;
    if (n.type === 'NewExpression' && some(n, isCollected)) why = 'waits for an answer in each turn';
    if (n.type === 'AwaitExpression') {
      const call = bare(n.argument);
      if (isCall(call)) {
        const name = calledName(call);
        if (sleepWords.test(name)) why = `waits (${name}) between items`;
        if (asksPeople.test(name)) why = `waits for an answer (${name}) in each turn`;
      } else if (
        call.type === 'NewExpression' &&
        some(call, (m) => isCall(m) && dotted(m.callee) === 'setTimeout')
      ) {
        why = 'waits between items';
      }
    }
    return true;
  });
  return why;
}

/** `collector.once('collect', …)`: resolves when somebody presses a button. */
function isCollected(n: Node): boolean {
  const first = isCall(n) && methodName(n) === 'once' ? n.arguments[0] : undefined;
  return first?.type === 'StringLiteral' && first.value === 'collect';
}

function isDelayCallback(n: Node): boolean {
  return parentOf(n)?.type === 'NewExpression';
}

/** `this.token !== this.EOF`, `token !== '}'`: a parser's, and none of a page. */
export function goesByTokens(test: Node): boolean {
  return some(test, (n) => {
    if (n.type !== 'BinaryExpression' || !/^[!=]==?$/.test(n.operator)) return false;
    const left = bare(n.left as Node);
    if ((isMember(left) ? propertyName(left) : left.type === 'Identifier' ? left.name : '') !== 'token')
      return false;
    const right = bare(n.right);
    if (right.type === 'StringLiteral') return /^[^\w\s]+$/.test(right.value);
    return isMember(right) && /^[A-Z][A-Z\d_]*$/.test(propertyName(right));
  });
}

export function mentionsWord(node: Node, words: RegExp, budget = 80): boolean {
  let left = budget;
  return some(
    node,
    (n) => {
      if (left-- < 0) return false;
      if (n.type === 'Identifier') return words.test(n.name);
      return isMember(n) && words.test(propertyName(n));
    },
    false,
  );
}

export function hasTry(loop: LoopInfo): boolean {
  return some(loop.body, (n) => n.type === 'TryStatement', false);
}

/** `while (queue.length)`, `while (stack.length > 0)` → name of the list. */
export function lengthTested(test: Node): string {
  const t = test.type === 'BinaryExpression' && test.left.type !== 'PrivateName' ? bare(test.left) : test;
  return isMember(t) && /^(length|size)$/.test(propertyName(t)) ? dotted(t.object) : '';
}

export function takesFrom(loop: LoopInfo, list: string): boolean {
  return some(
    loop.body,
    (n) => {
      if (!isCall(n) || !/^(shift|pop|splice|dequeue)$/.test(methodName(n))) return false;
      const r = receiverOf(n);
      return r !== undefined && dotted(r) === list;
    },
    false,
  );
}

/** `while (queue.length > 0) { const batch = queue.splice(0, size); … }`. */
export function takesBatch(loop: LoopInfo, list: string): boolean {
  return some(
    loop.body,
    (n) => {
      // `const batch = await pages.shift()` of what is loaded ahead, page by page.
      if (n.type === 'VariableDeclarator' && n.id.type === 'Identifier' && n.init) {
        const next = /^(batch|chunk|page)$/.test(n.id.name) ? settled(n.init) : undefined;
        return (
          next !== undefined &&
          isCall(next) &&
          /^(shift|pop)$/.test(methodName(next)) &&
          dotted(receiverOf(next) ?? next) === list &&
          bare(n.init).type === 'AwaitExpression'
        );
      }
      if (!isCall(n) || methodName(n) !== 'splice') return false;
      const count = n.arguments[1] ? bare(n.arguments[1]) : undefined;
      return (
        count !== undefined &&
        !(count.type === 'NumericLiteral' && count.value <= 1) &&
        dotted(receiverOf(n) ?? n) === list
      );
    },
    false,
  );
}

/** `while (at < rows.length) { …; at += size; }`. */
export function movesByBatch(loop: LoopInfo, test: Node): boolean {
  const t = bare(test);
  const index = t.type === 'BinaryExpression' ? dotted(t.left as Node) : '';
  return some(
    loop.body,
    (n) => n.type === 'AssignmentExpression' && dotted(n.left) === index && stepsInBatches(n),
    false,
  );
}

export function indexTest(test: Node): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || !/^[<>]/.test(t.operator) || t.left.type === 'PrivateName')
    return false;
  const right = bare(t.right);
  return isMember(right) && propertyName(right) === 'length' && bare(t.left).type === 'Identifier';
}
