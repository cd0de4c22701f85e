/**
 * What a loop is for. Going through items is what rules ask about; pagination, retry, polling, draining,
 * batches, and looking for the first hit are deliberate and each has its words and its shape.
 */

import {
  bare,
  type Call,
  dotted,
  isFunction,
  isMember,
  type Node,
  propertyName,
  receiverOf,
  some,
  visit,
} from './ast.ts';
import {
  batchName,
  bodyUsesWhole,
  countsBatches,
  embedsPieces,
  endsWithBatch,
  goesThroughBatches,
  isPieceOfText,
  itemIsList,
  itemIsThing,
  stepsInBatches,
} from './batches.ts';
import { Bounds } from './bounds.ts';
import { type Bound, cutWithSlice, type Imported } from './caps.ts';
import { turnsAllowed } from './counted.ts';
import { guardedList, listOf } from './guards.ts';
import type { FileIndex, LoopInfo, Scope } from './index-types.ts';
import {
  goesByTokens,
  goesOneByOne,
  hasTry,
  indexTest,
  itemIsRow,
  lengthTested,
  mentionsWord,
  movesByBatch,
  skipsBy,
  takesBatch,
  takesFrom,
  throttledBy,
  untilTold,
} from './loop-signs.ts';
import { countsDates } from './names-of-collections.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';
import { goesThroughDays, goesThroughMonths } from './turns.ts';

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
      if (f.purpose === 'items' && !f.bound) f = { ...f, bound: guardedList(loop) };
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
      if (/\b(return|break|continue)\b/.test(textOf(this.file, loop.body)))
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

  /** `while (true) { …; await sleep(…) }`, `while (this.running) …`: a worker that never ends by itself. */
  isWorker(loop: LoopInfo): boolean {
    const test = 'test' in loop.node ? loop.node.test : undefined;
    const t = test ? bare(test) : undefined;
    const endless =
      loop.kind !== 'callback' &&
      loop.iterable === undefined &&
      (!t ||
        (t.type === 'BooleanLiteral' && t.value) ||
        (t.type === 'NumericLiteral' && t.value !== 0) ||
        (loop.kind === 'while' && untilTold(t)));
    return endless && throttle(loop) !== undefined;
  }

  private judge(loop: LoopInfo): LoopFacts {
    if (loop.kind === 'callback') return this.judgeCallback(loop);
    const throttled = throttle(loop);
    if (loop.kind === 'of' || loop.kind === 'in' || loop.kind === 'await-of') {
      const bound = (loop.iterable && this.bounds.of(loop.iterable, loop.scope)) ?? this.boundOfTurns(loop);
      if (
        bound?.kind === 'chunk' &&
        !itemIsThing(loop) &&
        !(bound.why === cutWithSlice && goesOneByOne(loop))
      )
        return { purpose: 'batch', why: bound.why, bound };
      const names = loop.items.join(' ');
      const over = loop.iterable ? dotted(loop.iterable) : '';
      const byName = /^(chunk|batch)\w*$|^(slice|page|group)$/i.test(names);
      if (goesThroughBatches(loop))
        return { purpose: 'batch', why: `goes through ${dotted(receiverOf(loop.iterable as Call)!)}`, bound };
      if ((byName || batchName.test(over)) && bodyUsesWhole(loop) && !isPieceOfText(loop))
        return { purpose: 'batch', why: `goes through ${byName ? names : over}`, bound };
      if (loop.kind === 'await-of' && itemIsList(loop))
        return { purpose: 'batch', why: `goes through lists of ${names}`, bound };
      if (retryWords.test(names) && !itemIsRow(loop))
        return { purpose: 'retry', why: `counts ${names}`, bound };
      return throttled ?? { purpose: 'items', why: '', bound };
    }
    return loop.kind === 'for' ? this.judgeFor(loop, throttled) : this.judgeWhile(loop, throttled);
  }

  private boundOfTurns(loop: LoopInfo): Bound | Imported | undefined {
    const most = turnsAllowed(loop);
    return most && this.bounds.count(most, loop.scope);
  }

  private judgeCallback(loop: LoopInfo): LoopFacts {
    const call = loop.node as Extract<Node, { type: 'CallExpression' }>;
    // `_.times(5, (i) => load(i))`
    const times = loop.method === 'times' ? call.arguments[0] : undefined;
    const bound = times
      ? this.bounds.count(times, loop.scope)
      : loop.iterable && this.bounds.of(loop.iterable, loop.scope);
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
      (this.isCut(loop) ||
        // `batches.map((batch) => count(batch.id))`: of goods or of a course.
        ((batchName.test(over) || (loop.items.length === 1 && /^(chunk|batch)\w*$/i.test(loop.items[0]!))) &&
          !itemIsThing(loop))) &&
      !isPieceOfText(loop)
    )
      return { purpose: 'batch', why: `goes through ${over || loop.items[0]}`, bound };
    return { purpose: 'items', why: '', bound };
  }

  /** `for (const part of chunk(rows, 20)) await Promise.all(part.map(…))`: one of the parts. */
  private isCut(loop: LoopInfo): boolean {
    const list = loop.iterable ? bare(loop.iterable) : undefined;
    const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
    const of = b?.path.length === 0 ? b.loopItem : undefined;
    // `const batch = batches[i];`
    const init = b?.init && b.path.length === 0 ? bare(b.init) : undefined;
    if (b && init && isMember(init) && init.computed)
      return batchName.test(dotted(init.object)) || this.bounds.of(init.object, b.scope)?.kind === 'chunk';
    return of?.iterable !== undefined && this.bounds.of(of.iterable, of.scope)?.kind === 'chunk';
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
    if (counters.length === 1 && skipsBy(loop, counters[0]!))
      return { purpose: 'pagination', why: `goes from page to page by ${counters[0]}`, bound: undefined };
    if (throttled) return throttled;
    if (goesThroughMonths(loop, bare(node.test)) || countsDates(loop))
      return { purpose: 'batch', why: 'goes from month to month', bound: undefined };
    if (
      (countsBatches(node.test, loop.scope) && !embedsPieces(loop)) ||
      counters.some((c) => /^(batch|round|sweep)(No|Num|Number|Index)?$/.test(c))
    )
      return { purpose: 'batch', why: 'counts batches', bound: undefined };
    if (endsWithBatch(node.test, loop.scope))
      return { purpose: 'batch', why: 'goes to the end of a batch', bound: undefined };
    if (counters.length === 1 && this.goesOnUntilEmpty(loop, counters[0]!))
      return { purpose: 'drain', why: 'goes on until there is no more', bound: undefined };
    const bound = this.countdown(node) ?? this.forBound(node.test, loop.scope);
    return bound?.kind === 'chunk'
      ? { purpose: 'batch', why: bound.why, bound }
      : { purpose: 'items', why: '', bound };
  }

  /** `for (let i = 0; i < MOST; i++) { const next = await claim(); if (!next) return; … }`: nothing in it has a number. */
  private goesOnUntilEmpty(loop: LoopInfo, counter: string): boolean {
    if (listOf(loop, true) || !this.exits(loop).some((n) => n.type !== 'ContinueStatement')) return false;
    return !some(loop.body, (n) => n.type === 'Identifier' && n.name === counter);
  }

  /** `let i = 11; i >= 0; i--`: as many as it starts with. */
  private countdown(node: Extract<Node, { type: 'ForStatement' }>): Bound | undefined {
    const update = node.update ? bare(node.update) : undefined;
    const test = node.test ? bare(node.test) : undefined;
    const down =
      update?.type === 'UpdateExpression'
        ? update.operator === '--'
        : update?.type === 'AssignmentExpression' && update.operator === '-=';
    if (!down) return undefined;
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
      if (list && takesBatch(loop, list)) return found('batch', `works off ${list} in batches`);
      if (list && takesFrom(loop, list)) return found('walk', `works off ${list}`);
      if (goesByTokens(t)) return found('walk', 'goes from token to token');
      if (mentionsWord(t, pageWords)) return found('pagination', 'goes through pages');
      const counted = indexTest(t);
      if (counted && movesByBatch(loop, t)) return found('batch', 'moves on by a batch');
      const batch = (l: LoopInfo): boolean =>
        l.node.type === 'ForStatement' && l.node.test != null && endsWithBatch(l.node.test, l.scope);
      if (counted && loop.inner.some(batch)) return found('batch', 'goes from batch to batch');
      if (counted) return { purpose: 'items', why: '', bound: this.forBound(t, loop.scope) };
      if (goesThroughMonths(loop, t)) return found('batch', 'goes from month to month');
      if (goesThroughDays(loop, t)) return { purpose: 'items', why: '', bound: undefined };
      return found(t.type === 'AssignmentExpression' ? 'drain' : 'poll', 'runs until a condition changes');
    }
    if (mentionsWord(loop.node, pageWords, 600)) return found('pagination', 'goes through pages');
    return found('endless', 'runs until something ends it');
  }
}

export function textOf(file: FileIndex, node: Node): string {
  return file.text.slice(node.start ?? 0, node.end ?? 0);
}

function throttle(loop: LoopInfo): LoopFacts | undefined {
  const why = throttledBy(loop);
  return why ? { purpose: 'throttled', why, bound: undefined } : undefined;
}
