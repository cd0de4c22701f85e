/**
 * What a loop is for. Going through items is what rules ask about; pagination, retry, polling, draining,
 * batches, and looking for the first hit are deliberate and each has its words and its shape.
 */
import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isLoop,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  visit,
} from './ast.ts';
import { type Bound, Bounds, type Imported } from './bounds.ts';
import type { FileIndex, LoopInfo, Scope } from './index-types.ts';
import { patternNames } from './patterns.ts';
import { find } from './walk.ts';

export type Purpose =
  | 'items'
  | 'pagination'
  | 'retry'
  | 'poll'
  | 'drain'
  | 'batch'
  | 'throttled'
  | 'endless'
  | 'walk';

export interface LoopFacts {
  readonly purpose: Purpose;
  /** For people: what showed the purpose. */
  readonly why: string;
  readonly bound: Bound | Imported | undefined;
}

const pageWords =
  /^(cursor|next\w*|has(More|Next)\w*|more\w*|page\w*|currentPage|offset|skip|start_?After|last_?(id|key|evaluated\w*|seen|cursor|doc)|exclusiveStartKey|continuation\w*|token|marker|after|isLast\w*|totalPages|end_?cursor|scroll_?id|pageToken)$/i;
const retryWords =
  /^(attempts?\w*|retr(y|ies)\w*|tries|try_?count|\w*Attempts?|\w*Retries|\w*RetryCount|numTries|remainingTries)$/i;
export const sleepWords =
  /^(sleep\w*|delay\w*|wait(For)?(Ms|Seconds|Time|Timeout|Random\w*)?|pause|setTimeoutAsync|setTimeoutPromise|rateLimit\w*|throttle|backoff|timeout|snooze|waitForRateLimit|nap)$/i;

const asksPeople = /^(awaitMessageComponent|awaitModalSubmit|awaitMessages|awaitReactions)$/;

export class Loops {
  private readonly facts = new Map<LoopInfo, LoopFacts>();
  readonly bounds: Bounds;
  constructor(private readonly file: FileIndex) {
    this.bounds = new Bounds(file);
  }

  of(loop: LoopInfo): LoopFacts {
    let f = this.facts.get(loop);
    if (!f) {
      f = this.judge(loop);
      this.facts.set(loop, f);
    }
    return f;
  }

  private readonly ends = new Map<LoopInfo, readonly Node[]>();

  /** `return`, `break` and `continue` of the loop's own body, functions inside left out. */
  exits(loop: LoopInfo): readonly Node[] {
    let found = this.ends.get(loop);
    if (!found) {
      const list: Node[] = [];
      visit(loop.body, (n) => {
        if (isFunction(n) && n !== loop.body) return false;
        if (n.type === 'ReturnStatement' || n.type === 'BreakStatement' || n.type === 'ContinueStatement')
          list.push(n);
        return true;
      });
      found = list;
      this.ends.set(loop, found);
    }
    return found;
  }

  /** `while (true) { …; await sleep(…) }`: a worker that never ends. */
  isWorker(loop: LoopInfo): boolean {
    const test = 'test' in loop.node ? loop.node.test : undefined;
    const t = test ? bare(test) : undefined;
    const endless =
      loop.kind !== 'callback' &&
      loop.iterable === undefined &&
      (!t || (t.type === 'BooleanLiteral' && t.value) || (t.type === 'NumericLiteral' && t.value !== 0));
    return endless && throttle(loop) !== undefined;
  }

  private judge(loop: LoopInfo): LoopFacts {
    if (loop.kind === 'callback') return this.judgeCallback(loop);
    const throttled = throttle(loop);
    if (loop.kind === 'of' || loop.kind === 'in' || loop.kind === 'await-of') {
      const bound = loop.iterable ? this.bounds.of(loop.iterable, loop.scope) : undefined;
      if (bound?.kind === 'chunk' && !itemIsThing(loop)) return { purpose: 'batch', why: bound.why, bound };
      const names = loop.items.join(' ');
      const over = loop.iterable ? dotted(loop.iterable) : '';
      const byName = /^(chunk|batch)\w*$|^(slice|page|group)$/i.test(names);
      if ((byName || batchName.test(over)) && bodyUsesWhole(loop) && !isPieceOfText(loop))
        return { purpose: 'batch', why: `goes through ${byName ? names : over}`, bound };
      if (loop.kind === 'await-of' && itemIsList(loop))
        return { purpose: 'batch', why: `goes through lists of ${names}`, bound };
      if (retryWords.test(names)) return { purpose: 'retry', why: `counts ${names}`, bound };
      return throttled ?? { purpose: 'items', why: '', bound };
    }
    return loop.kind === 'for' ? this.judgeFor(loop, throttled) : this.judgeWhile(loop, throttled);
  }

  private judgeCallback(loop: LoopInfo): LoopFacts {
    const call = loop.node as Extract<Node, { type: 'CallExpression' }>;
    const bound = loop.iterable ? this.bounds.of(loop.iterable, loop.scope) : undefined;
    const concurrency = call.arguments.slice(1).some((a) => {
      const o = bare(a);
      // One at a time is a loop like any other.
      const text = o.type === 'ObjectExpression' ? textOf(this.file, o) : '';
      return /concurrency|batchSize/i.test(text) && !/concurrency:\s*1\b/.test(text);
    });
    if (concurrency || /Limit$/.test(loop.method))
      return { purpose: 'throttled', why: 'has a concurrency limit', bound };
    if (bound?.kind === 'chunk') return { purpose: 'batch', why: bound.why, bound };
    const over = loop.iterable ? dotted(loop.iterable) : '';
    if (
      (batchName.test(over) || (loop.items.length === 1 && /^(chunk|batch)\w*$/i.test(loop.items[0]!))) &&
      !isPieceOfText(loop)
    )
      return { purpose: 'batch', why: `goes through ${over || loop.items[0]}`, bound };
    return { purpose: 'items', why: '', bound };
  }

  private judgeFor(loop: LoopInfo, throttled: LoopFacts | undefined): LoopFacts {
    const node = loop.node as Extract<Node, { type: 'ForStatement' }>;
    if (!node.test) return this.judgeWhile(loop, throttled);
    const counters = node.init?.type === 'VariableDeclaration' ? patternNames(node.init) : [];
    if (counters.some((c) => retryWords.test(c)) || mentionsWord(node.test, retryWords)) {
      return { purpose: 'retry', why: `counts ${counters[0] ?? 'attempts'}`, bound: undefined };
    }
    if (
      counters.some((c) => pageWords.test(c)) ||
      mentionsWord(node.test, /^(totalPages|numPages|pageCount|lastPage|maxPages|pages)$/i)
    ) {
      return { purpose: 'pagination', why: `counts ${counters[0] ?? 'pages'}`, bound: undefined };
    }
    if (stepsInBatches(node.update))
      return { purpose: 'batch', why: 'steps by a batch size', bound: undefined };
    if (throttled) return throttled;
    if (
      countsBatches(node.test) ||
      counters.some((c) => /^(batch|round|sweep)(No|Num|Number|Index)?$/.test(c))
    )
      return { purpose: 'batch', why: 'counts batches', bound: undefined };
    if (endsWithBatch(node.test, loop.scope))
      return { purpose: 'batch', why: 'goes to the end of a batch', bound: undefined };
    const bound = this.countdown(node) ?? this.forBound(node.test, loop.scope);
    return bound?.kind === 'chunk'
      ? { purpose: 'batch', why: bound.why, bound }
      : { purpose: 'items', why: '', bound };
  }

  /** `let i = 11; i >= 0; i--`: as many as it starts with. */
  private countdown(node: Extract<Node, { type: 'ForStatement' }>): Bound | undefined {
    const update = node.update ? bare(node.update) : undefined;
    const test = node.test ? bare(node.test) : undefined;
    if (update?.type !== 'UpdateExpression' || update.operator !== '--') return undefined;
    if (test?.type !== 'BinaryExpression' || !/^>=?$/.test(test.operator)) return undefined;
    const start = node.init?.type === 'VariableDeclaration' ? node.init.declarations[0]?.init : undefined;
    const from = start ? bare(start) : undefined;
    return from?.type === 'NumericLiteral'
      ? { kind: 'constant', size: from.value + 1, why: `counts down from ${from.value}` }
      : undefined;
  }

  /** `i < 3`, `i < items.length`. */
  private forBound(test: Node, scope: Scope): Bound | Imported | undefined {
    const t = bare(test);
    if (t.type === 'LogicalExpression' && t.operator === '&&')
      return this.forBound(t.left, scope) ?? this.forBound(t.right, scope);
    if (t.type !== 'BinaryExpression') return undefined;
    const limit = /^[<!]/.test(t.operator) ? t.right : t.left;
    if (limit.type === 'PrivateName') return undefined;
    const l = bare(limit);
    if (isMember(l) && propertyName(l) === 'length') return this.bounds.of(l.object, scope);
    return this.bounds.count(l, scope);
  }

  private judgeWhile(loop: LoopInfo, throttled: LoopFacts | undefined): LoopFacts {
    const test = 'test' in loop.node ? loop.node.test : undefined;
    const found = (purpose: Purpose, why: string): LoopFacts => ({ purpose, why, bound: undefined });
    if (throttled) return { ...throttled, purpose: 'poll' };
    if (mentionsWord(loop.node, retryWords, 400) && hasTry(loop))
      return found('retry', 'tries again after a failure');
    const t = test ? bare(test) : undefined;
    const endless =
      !t || (t.type === 'BooleanLiteral' && t.value) || (t.type === 'NumericLiteral' && t.value !== 0);
    if (!endless && t) {
      const list = lengthTested(t);
      if (list && takesFrom(loop, list)) return found('walk', `works off ${list}`);
      if (mentionsWord(t, pageWords)) return found('pagination', 'goes through pages');
      const counted = indexTest(t);
      if (counted) return { purpose: 'items', why: '', bound: this.forBound(t, loop.scope) };
      return found(t.type === 'AssignmentExpression' ? 'drain' : 'poll', 'runs until a condition changes');
    }
    if (mentionsWord(loop.node, pageWords, 600)) return found('pagination', 'goes through pages');
    return found('endless', 'runs until something ends it');
  }
}

/** `await sleep(…)` per item: somebody's rate limit is being kept. */
function throttle(loop: LoopInfo): LoopFacts | undefined {
  let why = '';
  visit(loop.body, (n) => {
    if (why || (isFunction(n) && !isDelayCallback(n))) return false;
    if (n.type === 'NewExpression' && some(n, isCollected)) why = 'waits for an answer in each turn';
    if (n.type === 'AwaitExpression') {
      const call = bare(n.argument);
      if (isCall(call)) {
        const callee = bare(call.callee);
        const name = isMember(callee)
          ? propertyName(callee)
          : callee.type === 'Identifier'
            ? callee.name
            : '';
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
  return why ? { purpose: 'throttled', why, bound: undefined } : undefined;
}

/** `collector.once('collect', …)`: resolves when somebody presses a button. */
function isCollected(n: Node): boolean {
  const first = isCall(n) && methodName(n) === 'once' ? n.arguments[0] : undefined;
  return first?.type === 'StringLiteral' && first.value === 'collect';
}

function isDelayCallback(n: Node): boolean {
  return parentOf(n)?.type === 'NewExpression';
}

const batchName = /(^|\.)(\w*[a-z](Batches|Chunks)|batches|chunks)$/;

const listWords =
  /^(length|map|filter|forEach|slice|splice|reduce|flat|flatMap|some|every|find|findIndex|join|entries|keys|values|at|push|includes|concat|sort|reverse|indexOf|then|toArray|size)$/;

/** `chunk.id`, `batch.save()`: a row that is called so, or a piece of a text, not a batch of rows. */
function itemIsThing(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (loop.items.length !== 1 || name === undefined) return false;
  return some(loop.body, (n) => {
    if (!isMember(n) || n.computed || dotted(n.object) !== name) return false;
    if (/^_?id$/.test(propertyName(n))) return true;
    const p = parentOf(n);
    const called = p !== undefined && isCall(p) && p.callee === n;
    const assigned = p?.type === 'AssignmentExpression' && p.left === n;
    return (called || assigned) && !listWords.test(propertyName(n));
  });
}

/** `for await (const block of blocks()) if (block.length) …`: each step is a page of items. */
function itemIsList(loop: LoopInfo): boolean {
  return (
    loop.items.length === 1 &&
    some(
      loop.body,
      (n) =>
        isMember(n) && /^(length|map|filter)$/.test(propertyName(n)) && dotted(n.object) === loop.items[0],
    )
  );
}

/** `for (const chunk of …)`: the chunk as a whole goes to one call. A group or a page may be one thing with fields. */
function bodyUsesWhole(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (loop.items.length !== 1 || name === undefined || itemIsThing(loop)) return false;
  return (
    /^(chunk|batch)/i.test(name) ||
    some(loop.body, (n) => {
      if (n.type !== 'Identifier' || n.name !== name) return false;
      const p = parentOf(n);
      // `findById(group)`: the name of one.
      if (p && isCall(p) && /By[A-Z]\w*$|^(get|find)One/.test(methodName(p))) return false;
      return !p || !isMember(p) || p.object !== n || /^(length|map|filter)$/.test(propertyName(p));
    })
  );
}

/** `chunks.map((chunk) => embed(chunk.content))`: a chunk of a text is one thing to work on, not a list of many. */
export function isPieceOfText(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (name === undefined || !/chunk/i.test(name)) return false;
  const isItem = (n: Node): boolean => n.type === 'Identifier' && n.name === name;
  return some(loop.body, (n) => {
    if (isMember(n)) return isItem(n.object) && textFields.test(propertyName(n));
    return isCall(n) && /embed/i.test(methodName(n) || dotted(n.callee)) && n.arguments.some(isItem);
  });
}

const textFields =
  /^(content|text|pageContent|page_content|chunkText|embedding|tokens?|tokenCount|metadata|startLine|endLine|chunkIndex|index)$/;

function stepsInBatches(update: Node | null | undefined): boolean {
  const u = update ? bare(update) : undefined;
  if (u?.type !== 'AssignmentExpression') return false;
  if (u.operator === '+=') return !(u.right.type === 'NumericLiteral' && u.right.value === 1);
  return (
    u.operator === '=' &&
    u.right.type === 'BinaryExpression' &&
    u.right.operator === '+' &&
    !(u.right.right.type === 'NumericLiteral' && u.right.right.value === 1)
  );
}

/** `i < Math.ceil(rows.length / size)`, `i < chunks.length`. */
function countsBatches(test: Node): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || !/^[<!]/.test(t.operator)) return false;
  const limit = bare(t.right);
  if (isMember(limit)) return propertyName(limit) === 'length' && batchName.test(dotted(limit.object));
  const first = isCall(limit) && dotted(limit.callee) === 'Math.ceil' ? limit.arguments[0] : undefined;
  const share = first && bare(first);
  return share?.type === 'BinaryExpression' && share.operator === '/' && some(share.left, isLength);
}

function isLength(n: Node): boolean {
  return isMember(n) && propertyName(n) === 'length';
}

/** `i <= end` with `end = Math.min(start + SIZE - 1, last)`: one batch of a loop around it, or of its caller. */
function endsWithBatch(test: Node, scope: Scope): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || !/^[<]=?$/.test(t.operator)) return false;
  let limit = settled(t.right);
  const b = limit.type === 'Identifier' ? find(scope, limit.name) : undefined;
  if (b?.init && b.path.length === 0 && b.writes.length === 0) limit = settled(b.init);
  if (!isCall(limit) || dotted(limit.callee) !== 'Math.min') return false;
  return limit.arguments.some((a) => {
    const end = bare(a);
    if (end.type !== 'BinaryExpression' || !/^[-+*]$/.test(end.operator)) return false;
    return some(
      end,
      (n) =>
        (n.type === 'NumericLiteral' && n.value > 1) ||
        (n.type === 'Identifier' && /size|batch|chunk|limit|page|concurr|parallel|window|step/i.test(n.name)),
    );
  });
}

function mentionsWord(node: Node, words: RegExp, budget = 80): boolean {
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

function hasTry(loop: LoopInfo): boolean {
  return some(loop.body, (n) => n.type === 'TryStatement', false);
}

/** `while (queue.length)`, `while (stack.length > 0)` → name of the list. */
function lengthTested(test: Node): string {
  const t = test.type === 'BinaryExpression' && test.left.type !== 'PrivateName' ? bare(test.left) : test;
  return isMember(t) && /^(length|size)$/.test(propertyName(t)) ? dotted(t.object) : '';
}

function takesFrom(loop: LoopInfo, list: string): boolean {
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

function indexTest(test: Node): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || !/^[<>]/.test(t.operator) || t.left.type === 'PrivateName')
    return false;
  const right = bare(t.right);
  return isMember(right) && propertyName(right) === 'length' && bare(t.left).type === 'Identifier';
}

export function textOf(file: FileIndex, node: Node): string {
  return file.text.slice(node.start ?? 0, node.end ?? 0);
}

/**
 * Whether the loop stops at the first hit after `call`: looking for something, not doing something to each.
 * Stopping at a failure (`if (!x) return error`) is not a hit.
 */
export function stopsAtHit(loop: LoopInfo, call: Node, exits: readonly Node[]): string {
  if (loop.kind === 'callback') return '';
  if (leavesAfter(loop, call)) return 'returns at the first hit';
  for (const n of exits) {
    if (n.type === 'ContinueStatement') continue;
    if ((n.end ?? 0) < (call.start ?? 0)) continue;
    const nested = ancestor(n, (p) => isLoop(p));
    if (nested && nested !== loop.node && !contains(nested, call)) continue;
    if (n.type === 'BreakStatement' && breaksOther(n, loop)) continue;
    if (contains(n, call) || isHit(n, loop, call)) {
      return n.type === 'ReturnStatement' ? 'returns at the first hit' : 'stops at the first hit';
    }
  }
  return '';
}

/** `if (mine) { await message.delete(); return; }`: whatever the block does, it does once. */
function leavesAfter(loop: LoopInfo, call: Node): boolean {
  for (let n = call, p = parentOf(n); p && p !== loop.body && n !== loop.body; n = p, p = parentOf(n)) {
    if (isFunction(n) || isLoop(n)) return false;
    if (p.type !== 'BlockStatement') continue;
    const after = p.body.slice(p.body.indexOf(n as (typeof p.body)[number]) + 1);
    if (
      after.some(
        (s) => s.type === 'ReturnStatement' || (s.type === 'BreakStatement' && !breaksOther(s, loop)),
      )
    )
      return true;
  }
  return false;
}

function breaksOther(n: Extract<Node, { type: 'BreakStatement' }>, loop: LoopInfo): boolean {
  if (n.label) return false;
  const target = ancestor(n, (p) => isLoop(p) || p.type === 'SwitchStatement');
  return target !== loop.node;
}

function isHit(exit: Node, loop: LoopInfo, call: Node): boolean {
  const branch = ancestor(
    exit,
    (p) => p.type === 'IfStatement' || p === loop.body || p.type === 'CatchClause' || p.type === 'SwitchCase',
  );
  if (!branch || branch.type === 'CatchClause' || branch.type === 'SwitchCase') return false;
  if (branch.type !== 'IfStatement') return true;
  const inAlternate = branch.alternate != null && contains(branch.alternate, exit);
  if (!contains(loop.body, branch)) return false;
  if (failureReturned(exit)) return false;
  const negative = isNegative(branch.test) !== inAlternate;
  if (negative) return false;
  const results = resultNames(loop, call);
  if (contains(branch.test, call)) return true;
  return (
    some(branch.test, (n) => n.type === 'Identifier' && results.has(n.name)) ||
    (exit.type === 'ReturnStatement' &&
      exit.argument != null &&
      some(exit.argument, (n) => n.type === 'Identifier' && results.has(n.name)))
  );
}

/** Names that hold what the call gave, directly or through later declarations of the body. */
function resultNames(loop: LoopInfo, call: Node): Set<string> {
  const names = new Set<string>();
  visit(loop.body, (n) => {
    if (n.type === 'VariableDeclarator' && n.init) {
      const init = n.init;
      if (contains(init, call) || some(init, (m) => m.type === 'Identifier' && names.has(m.name))) {
        for (const name of patternNames(n.id)) names.add(name);
      }
    } else if (n.type === 'AssignmentExpression' && contains(n.right, call)) {
      for (const name of patternNames(n.left)) names.add(name);
    }
    return true;
  });
  return names;
}

function isNegative(test: Node): boolean {
  const t = bare(test);
  if (t.type === 'UnaryExpression' && t.operator === '!') return true;
  if (t.type === 'LogicalExpression') return isNegative(t.left);
  if (t.type === 'BinaryExpression') {
    const right = bare(t.right);
    const nothing =
      right.type === 'NullLiteral' ||
      (right.type === 'Identifier' && right.name === 'undefined') ||
      (right.type === 'BooleanLiteral' && !right.value) ||
      (right.type === 'NumericLiteral' && right.value === 0);
    if (/^===?$/.test(t.operator)) return nothing;
    return t.operator === '<' || t.operator === '<=';
  }
  const name = dotted(t).replace(/\(\)$/, '');
  if (/(^|\.)(isLeft|isErr|isError|isFailure|isNone|isNil|isEmpty|isUndefined|isNull|not)$/.test(name))
    return true;
  return /error|err$|fail|invalid|missing|abort|cancel/i.test(name);
}

function failureReturned(exit: Node): boolean {
  if (exit.type !== 'ReturnStatement' || !exit.argument) return false;
  let failure = false;
  visit(exit.argument, (n) => {
    if (n.type === 'NumericLiteral' && n.value >= 400 && n.value < 600) failure = true;
    if (n.type === 'NewExpression' && /Error|Exception/.test(dotted(n.callee))) failure = true;
    if (
      n.type === 'Identifier' &&
      /^(err|error|left|fail|failure|badRequest|notFound|unauthorized|forbidden|reject)\w*$/i.test(n.name)
    )
      failure = true;
    return !failure;
  });
  return failure;
}

/** Each step needs the one before: `cursor = await load(cursor)`. */
export function carriesOver(loop: LoopInfo, call: Node, scope: Scope): boolean {
  if (!isCall(call)) return false;
  const statement = ancestor(
    call,
    (n) =>
      n.type === 'AssignmentExpression' ||
      n.type === 'ExpressionStatement' ||
      n.type === 'VariableDeclaration',
  );
  if (statement?.type !== 'AssignmentExpression' || !contains(statement.right, call)) return false;
  const names = new Set(
    patternNames(statement.left).filter((n) => {
      const b = find(scope, n);
      return b !== undefined && !contains(loop.body, b.node);
    }),
  );
  return (
    names.size > 0 && call.arguments.some((a) => some(a, (n) => n.type === 'Identifier' && names.has(n.name)))
  );
}

/** The call only runs where a cache had no answer: `if (!cache.has(k)) cache.set(k, await load(k))`. */
export function behindCache(loop: LoopInfo, call: Node, exits: readonly Node[]): string {
  for (
    let n: Node = call, p = parentOf(n);
    p && contains(loop.body, n) && n !== loop.body;
    n = p, p = parentOf(n)
  ) {
    if (p.type === 'LogicalExpression' && p.right === n && p.operator !== '&&' && looksUp(settled(p.left)))
      return 'remembers what it loaded';
    if (p.type === 'AssignmentExpression' && /^(\?\?=|\|\|=)$/.test(p.operator))
      return 'remembers what it loaded';
    if ((p.type === 'IfStatement' || p.type === 'ConditionalExpression') && p.test !== n) {
      // Reached where the cache had nothing: negated before it, or in the alternate.
      const missed = p.alternate === n ? !isNegative(p.test) : saysMissing(p.test);
      if (missed && asksCache(p.test, loop)) return 'remembers what it loaded';
    }
  }
  return exits.some((e) => (e.end ?? 0) < (call.start ?? 0)) && earlierCacheHit(loop, call)
    ? 'remembers what it loaded'
    : '';
}

/** `!hit`, `refresh || !cache.has(key)`. */
function saysMissing(test: Node): boolean {
  const t = bare(test);
  return isNegative(t) || (t.type === 'LogicalExpression' && t.operator === '||' && saysMissing(t.right));
}

function looksUp(n: Node): boolean {
  return (
    (isCall(n) && methodName(n) === 'get') ||
    (isMember(n) && n.computed === true) ||
    /cache|memo/i.test(dotted(n))
  );
}

/** `if (!seen.has(key))` or `if (!map[key])` where the loop also stores into it. */
function asksCache(test: Node, loop: LoopInfo): boolean {
  let list = '';
  visit(test, (n) => {
    if (list) return false;
    if (isCall(n) && /^(has|get)$/.test(methodName(n))) list = dotted(receiverOf(n) ?? n);
    else if (isMember(n) && n.computed) list = dotted(n.object);
    else if (n.type === 'BinaryExpression' && n.operator === 'in') list = dotted(n.right);
    else if (n.type === 'Identifier') {
      const b = find(loop.scope, n.name);
      if (/cache|memo/i.test(n.name) && !isOption(n.name)) list = n.name;
      else if (b === undefined) list = cachedName(loop, n.name);
    }
    return true;
  });
  return list !== '' && ((/cache|memo/i.test(list) && !isOption(list)) || storesInto(loop, list));
}

/** `skipCache`, `options.useCache`: whether to cache at all, not what the cache had. */
function isOption(name: string): boolean {
  return /(^|\.)(skip|no|use|enable|disable|ignore|bypass|force|with|without|should|allow|clear|refresh)[A-Z_]\w*$/.test(
    name,
  );
}

/** `let hit = cache.get(k); if (!hit) { hit = await … }` → `cache`. */
function cachedName(loop: LoopInfo, name: string): string {
  let list = '';
  visit(loop.body, (n) => {
    if (n.type !== 'VariableDeclarator' || !n.init || !patternNames(n.id).includes(name)) return !list;
    const init = settled(n.init);
    if (isCall(init) && methodName(init) === 'get') list = dotted(receiverOf(init) ?? init);
    else if (isMember(init) && init.computed) list = dotted(init.object);
    return !list;
  });
  return list;
}

function storesInto(loop: LoopInfo, list: string): boolean {
  return some(loop.body, (n) => {
    if (isCall(n) && methodName(n) === 'set') return dotted(receiverOf(n) ?? n) === list;
    if (n.type !== 'AssignmentExpression') return false;
    const left = bare(n.left);
    return isMember(left) && left.computed === true && dotted(left.object) === list;
  });
}

/** `if (cache.has(k)) continue;` (or return) before the call. */
function earlierCacheHit(loop: LoopInfo, call: Node): boolean {
  let hits = cacheHits.get(loop);
  if (!hits) {
    hits = cacheHitsOf(loop);
    cacheHits.set(loop, hits);
  }
  return hits.some((n) => (n.end ?? 0) <= (call.start ?? 0));
}

/** A loop is asked once for each call in it. */
const cacheHits = new WeakMap<LoopInfo, readonly Node[]>();

function cacheHitsOf(loop: LoopInfo): readonly Node[] {
  const hits: Node[] = [];
  visit(loop.body, (n) => {
    if (
      n.type === 'IfStatement' &&
      !isNegative(n.test) &&
      some(n.consequent, (m) => m.type === 'ContinueStatement' || m.type === 'ReturnStatement', false) &&
      asksCache(n.test, loop)
    )
      hits.push(n);
    return true;
  });
  return hits;
}
