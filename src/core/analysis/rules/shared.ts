/** Questions that several rules ask: is this call made once per item, and of something unbounded? */

import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import { behindCache } from '../behind-cache.ts';
import { type Bound, type Imported, isMinCall } from '../caps.ts';
import { asItems } from '../counted.ts';
import type { CallSite, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import { oncePer } from '../once.ts';
import type { Reviewed, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { carriesOver, endsByAnswer, onlyTheOne, stopsAtHit } from '../turns.ts';
import { fewByNature } from './few.ts';

export interface PerItem {
  /** The loop that makes it "per item". */
  readonly loop: LoopInfo;
  /** Why it is none after all. */
  readonly silenced: string;
  /** Ref of the iterated value where another file says whether it is bounded, else -1. */
  readonly iter: number;
  /** Extent of the iterated value, with those of the loops around it; -1 where nothing can be said. */
  readonly extent: () => number;
}

/** Sizes up to which a collection is as good as constant. */
export const smallSize = 20;
/** What is written out in the code does not grow with the data. */
export const writtenSize = 200;

export function isSmall(bound: Bound | Imported | undefined): boolean {
  // Nobody goes through what is always empty: it is filled where nobody saw it.
  if (bound?.kind === 'constant' && bound.size === 0) return false;
  return (
    bound !== undefined &&
    bound.kind !== 'imported' &&
    bound.kind !== 'chunk' &&
    !(bound.size > (bound.kind === 'constant' ? writtenSize : smallSize))
  );
}

/** What somebody cut down to this before going through it is meant to be few. */
const cutSize = 50;

/** `jobs.slice(0, 50).map(load)`, also by way of a name: cut where it is gone through, and not a page of a query. */
function isCutToFew(loop: LoopInfo, bound: Bound | Imported | undefined): boolean {
  if (bound?.kind !== 'capped' || !(bound.size <= cutSize)) return false;
  if (countsToLesser(loop)) return true;
  const list = asItems(loop).iterable;
  if (!list) return false;
  const n = settled(list);
  const b = n.type === 'Identifier' ? find(loop.scope, n.name) : undefined;
  const cut = b?.init && b.path.length === 0 && b.writes.length === 0 ? settled(b.init) : n;
  return isCall(cut) && methodName(cut) === 'slice';
}

/** `const shown = Math.min(rows.length, 25); for (let i = 0; i < shown; i++)`: cut by the counter. */
function countsToLesser(loop: LoopInfo): boolean {
  const test = loop.node.type === 'ForStatement' && loop.node.test ? bare(loop.node.test) : undefined;
  if (test?.type !== 'BinaryExpression' || !/^<=?$/.test(test.operator)) return false;
  const end = bare(test.right);
  const b = end.type === 'Identifier' ? find(loop.scope, end.name) : undefined;
  const most = b?.init && b.path.length === 0 && b.writes.length === 0 ? bare(b.init) : end;
  return isMinCall(most);
}

/** What a job takes at once and does one by one. */
const jobPage = 200;

/** `take: 100`: little for a job, though not for a request. */
export function isJobPage(file: Reviewed, loop: LoopInfo): boolean {
  const { bound } = file.loops.of(loop);
  return bound?.kind === 'capped' && bound.size <= jobPage;
}

/**
 * The loop that makes a call run once per item, from the inside out; undefined where no loop is around it.
 * The first loop over unbounded items counts; where every loop has an excuse, the innermost excuse is given.
 * `more` may know further excuses of a loop.
 */
export function perItem(
  file: Reviewed,
  site: CallSite,
  more?: (loop: LoopInfo) => string,
): PerItem | undefined {
  let excuse: PerItem | undefined;
  if (!site.loop) return undefined;
  const limited = wrapperBetween(site.fn, site.loop);
  for (let loop: LoopInfo | undefined = site.loop; loop; loop = loop.parent) {
    const silenced = limited || excuseOf(file, loop, site) || more?.(loop) || '';
    if (!silenced) {
      const at = loop;
      const extent = (): number => extentAround(file, at, (l) => excuseOf(file, l, site) || more?.(l) || '');
      return { loop, silenced: '', iter: importedRef(file, loop), extent };
    }
    excuse ??= { loop, silenced, iter: -1, extent: () => -1 };
  }
  return excuse;
}

/** A loop's extent; with those of the loops around it that have no excuse, or what runs once would hide what does not. */
function extentAround(file: Reviewed, loop: LoopInfo, excused: (loop: LoopInfo) => string): number {
  const rows = [file.extents.ofLoop(loop)];
  for (let l = loop.parent; l && rows.at(-1)! >= 0; l = l.parent)
    if (!excused(l)) rows.push(file.extents.ofLoop(l));
  return file.extents.together(rows);
}

function excuseOf(file: Reviewed, loop: LoopInfo, site: CallSite): string {
  return loopExcuse(loop, file) ?? excuseOfCall(file, loop, site);
}

/** Why no call in the loop counts; '' where each does, null where it depends on the call. */
const loopExcuse = oncePer((loop: LoopInfo, file: Reviewed): string | null => {
  if (/^(sort|toSorted)$/.test(loop.method)) return 'a comparison';
  const facts = file.loops.of(loop);
  if (facts.purpose === 'walk') return '';
  if (facts.purpose !== 'items') return `${facts.why} (${facts.purpose})`;
  if (isSmall(facts.bound)) return `bounded: ${(facts.bound as Bound).why}`;
  if (isCutToFew(loop, facts.bound)) return `bounded: ${(facts.bound as Bound).why}`;
  return fewByNature(asItems(loop), file.index) || null;
});

function excuseOfCall(file: Reviewed, loop: LoopInfo, site: CallSite): string {
  if (whenFull(loop, site.node)) return 'works in batches';
  if (inSwitchOver(loop, site.node)) return 'goes through kinds of things, each once';
  if (saysPart(site.node) && goesThroughText(loop)) return 'sends one text in parts';
  return (
    stopsAtHit(loop, site.node, file.loops.exits(loop)) ||
    endsByAnswer(asItems(loop), site.node, file.loops.exits(loop)) ||
    onlyTheOne(asItems(loop), site.node) ||
    behindCache(loop, site.node, file.loops.exits(loop)) ||
    (carriesOver(loop, site.node, site.scope) ? 'each step needs the one before' : '')
  );
}

/** `for (const part of splitMessage(text))`: what is said is as long as a person reads. */
export function goesThroughText(loop: LoopInfo): boolean {
  return loop.iterable !== undefined && arePartsOfText(loop.iterable, loop.scope, 0);
}

const says =
  /^(send|sendMessage|sendText|sendLong\w*|reply|replyWith\w+|respond|followUp|say|write|editReply|postMessage|create)$|^reply/;

/** `client.messages.create({ body: part })`; `Link.create({ url })` for each line of a text is a row of a table. */
export function saysPart(call: Call): boolean {
  const method = methodName(call) || dotted(call.callee);
  if (method !== 'create') return says.test(method);
  return /(messages|replies|comments|embeddings|completions|speech)\.create$/.test(dotted(call.callee));
}

/** `for (const part of splitMessage(text)) await channel.send(part)`: one text, cut because of a limit. */
function arePartsOfText(iterable: Node, scope: Scope, depth: number): boolean {
  const n = settled(iterable);
  if (isCall(n)) {
    const name = methodName(n) || dotted(n.callee);
    const by = n.arguments[0] ? bare(n.arguments[0]) : undefined;
    // `ids.split(',')` is a list.
    if (name === 'split' && by?.type === 'StringLiteral' && /^[,;|] ?$/.test(by.value)) return false;
    return /^(split|chunk|break|cut|divide|wrap|paginate|format)([A-Z]\w*)?$|^to(Chunks|Parts)$|Chunks$/.test(
      name,
    );
  }
  const b = n.type === 'Identifier' && depth < 3 ? find(scope, n.name) : undefined;
  if (!b || b.path.length > 0) return false;
  // `text = split(text, 1600)`
  const [write, ...more] = b.writes;
  const made = more.length === 0 && write?.type === 'AssignmentExpression' ? write.right : b.init;
  return made !== undefined && arePartsOfText(made, b.scope, depth + 1);
}

/**
 * `for (const kind of kinds) switch (kind) { case 'a': … }`: a list of names, each with its own code. With
 * `switch (item.kind)` only where the call has nothing of the item.
 */
export function inSwitchOver(loop: LoopInfo, node: Node): boolean {
  for (let n = parentOf(node); n && n !== loop.node; n = parentOf(n)) {
    if (n.type !== 'SwitchStatement') continue;
    const on = bare(n.discriminant);
    if (on.type === 'Identifier' && loop.items.includes(on.name)) return true;
    const root = rootOf(on);
    if (root.type === 'Identifier' && loop.items.includes(root.name) && !mentions(node, loop.items))
      return true;
  }
  return false;
}

function mentions(node: Node, names: readonly string[]): boolean {
  return some(node, (n) => n.type === 'Identifier' && names.includes(n.name));
}

/** `if (batch.length >= size) await flush()`, `if (++n >= 500) { await batch.commit(); n = 0; }`: once for many items. */
function whenFull(loop: LoopInfo, node: Node): boolean {
  for (let n = node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    if (everySoMany(p.test)) return true;
    const test = bare(p.test);
    if (test.type !== 'BinaryExpression' || test.left.type === 'PrivateName') continue;
    const left = bare(test.left);
    if (!/^(>=?|===?)$/.test(test.operator)) continue;
    if (counterOf(left) !== '' && startsAgain(p.consequent, counterOf(left))) return true;
    const long = longAt(test);
    if (long && fills(loop, dotted(long.object))) return true;
  }
  return false;
}

/** `++n % 500 === 0`, `n % 5 === 0 || n === rows.length`: in a part of the turns, and in the last. */
function everySoMany(n: Node): boolean {
  const test = bare(n);
  if (test.type === 'LogicalExpression')
    return test.operator === '||' && (everySoMany(test.left) || everySoMany(test.right));
  const left =
    test.type === 'BinaryExpression' && test.left.type !== 'PrivateName' ? bare(test.left) : undefined;
  return left?.type === 'BinaryExpression' && left.operator === '%';
}

/** `batch.length` of `batch.length >= size`, `set.size` of `set.size === 500`; more than whether there is any. */
export function longAt(n: Node): Member | undefined {
  const test = bare(n);
  if (test.type !== 'BinaryExpression' || !/^(>=?|===?)$/.test(test.operator)) return undefined;
  const isNone = test.right.type === 'NumericLiteral' && test.right.value <= 1;
  const left = bare(test.left as Node);
  return !isNone && isMember(left) && /^(length|size)$/.test(propertyName(left)) ? left : undefined;
}

/** `count`, `++count` */
function counterOf(n: Node): string {
  if (n.type === 'UpdateExpression') return dotted(n.argument);
  return n.type === 'Identifier' ? n.name : '';
}

/** `count = 0` */
function startsAgain(body: Node, counter: string): boolean {
  return some(
    body,
    (n) =>
      n.type === 'AssignmentExpression' &&
      n.operator === '=' &&
      dotted(n.left) === counter &&
      n.right.type === 'NumericLiteral' &&
      n.right.value === 0,
  );
}

/** The loop's body adds to a list of this name. */
export function fills(loop: LoopInfo, list: string): boolean {
  return some(loop.body, (n) => {
    if (!isCall(n) || !/^(push|add|set|unshift)$/.test(methodName(n))) return false;
    const r = receiverOf(n);
    return r !== undefined && dotted(r) === list;
  });
}

export function importedRef(file: Reviewed, loop: LoopInfo): number {
  const bound = file.loops.of(loop).bound;
  return bound?.kind === 'imported' ? file.refs.of(bound.node, loop.scope) : -1;
}

/** A limiter or memo around the call, inside the loop. */
function wrapperBetween(fn: FunctionInfo, loop: LoopInfo): string {
  for (let f: FunctionInfo | undefined = fn; f && f !== loop.fn; f = f.parent) {
    if (f.wrapper === 'limiter') return 'behind a limiter';
    if (f.wrapper === 'memo') return 'remembers what it loaded';
  }
  return '';
}

export function loopWords(loop: LoopInfo): string {
  const { iterable } = asItems(loop);
  const over = iterable ? dotted(iterable) : '';
  const what =
    loop.kind === 'callback'
      ? `${loop.method}()`
      : loop.kind === 'while' || loop.kind === 'do'
        ? 'while loop'
        : 'loop';
  return over ? `${what} over ${over}` : what;
}

/** First line of a loop, as the node to point at. */
export function loopHead(loop: LoopInfo): Node {
  return loop.node;
}

/** `import { LOCALES } from …`: bounded after all, as the other file says. */
export function importedBound(
  c: Candidate,
  file: FileSummary,
  world: World,
  largest = 50,
): Verdict | undefined {
  const size = world.constantSize(file, c.iter);
  // A list that starts empty is filled elsewhere.
  return size !== undefined && size > 0 && size <= largest
    ? { silenced: `bounded: a list of ${size}` }
    : undefined;
}

/** Bounded after all, as all callers or another function say. */
export function boundedElsewhere(
  c: Candidate,
  file: FileSummary,
  world: World,
  largest: { readonly written: number; readonly capped: number },
): Verdict | undefined {
  const longest = world.elsewhere.of(file, c.extent);
  if (!longest) return undefined;
  const most = longest.kind === 'constant' ? largest.written : largest.capped;
  return longest.size <= most ? { silenced: `bounded: ${longest.why}` } : undefined;
}

/** Names in an expression, nested functions included. */
export function namesIn(node: Node, visitNames: (name: string) => void): void {
  const stack: Node[] = [node];
  while (stack.length > 0) {
    const n = stack.pop()!;
    if (n.type === 'Identifier') visitNames(n.name);
    for (const key of Object.keys(n)) {
      if (key === 'parent' || key === 'loc' || key === 'typeAnnotation' || key === 'typeParameters') continue;
      const v = (n as unknown as Record<string, unknown>)[key];
      if (Array.isArray(v)) {
        for (const item of v)
          if (item && typeof item === 'object' && 'type' in item) stack.push(item as Node);
      } else if (v && typeof v === 'object' && 'type' in v) stack.push(v as Node);
    }
  }
}

/** Runs while its module loads, and nobody measured it: written there, or in a callback that runs at once. */
export function runsAtLoad(file: FileSummary, c: Candidate): boolean {
  if (c.hot) return false;
  let id = c.fn;
  for (let f = file.functions[id]; id > 0 && f; f = file.functions[id]) {
    if (f.invocation !== 'loop' && f.invocation !== 'once') return false;
    id = f.parent;
  }
  return id === 0;
}

/** What rules about one file's work decide on: bounded elsewhere, or done once. */
export function plainVerdict(c: Candidate, file: FileSummary, world: World): Verdict {
  if (runsAtLoad(file, c)) return { silenced: 'runs when the module is loaded' };
  return importedBound(c, file, world) ?? { confidence: c.confidence };
}
