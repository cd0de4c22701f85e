/** Writes inside of a loop that does more: what is to be written is collected, and written after it. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  methodName,
  type Node,
  parentOf,
  some,
} from '../../ast.ts';
import type { LoopInfo } from '../../index-types.ts';
import type { FixSite, Proposal } from '../fix.ts';
import { namesIn } from './keys.ts';
import { freshName, joined } from './names.ts';
import { anchorOf, commentsIn, namesOf, prelude } from './prelude.ts';
import { indentAt, movedTo } from './style.ts';
import type { ManyWrites } from './writes.ts';

export function collected(site: FixSite, call: Call, write: ManyWrites): Proposal | undefined {
  const awaited = parentOf(call);
  const statement = awaited && parentOf(awaited);
  if (awaited?.type !== 'AwaitExpression' || statement?.type !== 'ExpressionStatement') return undefined;
  if (some(call, (n) => n !== call && (n.type === 'AwaitExpression' || n.type === 'YieldExpression')))
    return undefined;
  // In a list of its own a text is any text to TypeScript, and not the one that an enum has.
  if (site.style.typescript && hasTexts(write.each)) return undefined;
  const loop = outermost(site, call, statement, write);
  const { index, style } = site;
  const { text } = index;
  const { each } = write;
  const kept = (at: number): boolean => (each.start ?? 0) <= at && at < (each.end ?? 0);
  if (!loop || commentsIn(index, statement).some((at) => !kept(at))) return undefined;
  const anchor = anchorOf(loop.node)!;
  const last = write.to.split('.').at(-1)!.replace(/\W/g, '') || 'row';
  const base = joined(last.charAt(0).toLowerCase() + last.slice(1));
  const name = freshName(text, joined(base, bare(each).type === 'ObjectExpression' ? 'rows' : 'keys'));
  const indent = indentAt(text, anchor.node.start ?? 0);
  const inner = indent + style.indent;
  const end = anchor.node.end ?? 0;
  const { semi, eol } = style;
  const row = movedTo(index, each, indentAt(text, statement.start ?? 0));
  const done = `${eol}${indent}if (${name}.length > 0) {${eol}${inner}await ${write.many(name, inner)}${semi}${eol}${indent}}`;
  const type = site.style.typescript && site.project.emptyListsHoldNothing ? ': any[]' : '';
  return {
    title: `Collect them, and write all with one ${write.what} after the loop`,
    kind: 'preview',
    note: [
      'All are written or none, after the loop: nothing in it may need them, and where it ends with an error none are.',
      write.assumes,
    ]
      .filter(Boolean)
      .join(' '),
    edits: [
      ...prelude(site, anchor, [`const ${name}${type} = []`]),
      { start: statement.start ?? 0, end: statement.end ?? 0, text: `${name}.push(${row})${semi}` },
      { start: end, end, text: done },
    ],
  };
}

function hasTexts(each: Node): boolean {
  const object = bare(each);
  return (
    object.type === 'ObjectExpression' &&
    some(
      object,
      (n) => n.type === 'ObjectProperty' && some(n.value, (v) => v.type === 'StringLiteral', false),
    )
  );
}

/** The outermost loop after which it may be written. */
function outermost(site: FixSite, call: Call, statement: Node, write: ManyWrites): LoopInfo | undefined {
  let best: LoopInfo | undefined;
  for (let loop = site.loop; loop; loop = loop.parent) {
    if (!mayWait(site, loop, call, statement, write)) break;
    best = loop;
  }
  return best;
}

function mayWait(site: FixSite, loop: LoopInfo, call: Call, statement: Node, write: ManyWrites): boolean {
  const anchor = anchorOf(loop.node);
  if (!anchor || anchor.arrow || anchor.conditional || !contains(loop.node, statement)) return false;
  const callback = loop.kind === 'callback';
  if (callback ? !isWaitedFor(loop, anchor.node) || site.style.typescript : anchor.node !== loop.node)
    return false;
  if (/^(while|do|await-of)$/.test(loop.kind) || !reaches(statement, loop)) return false;
  const names = namesIn(loop);
  if (write.same.some((n) => namesOf(n).some((name) => names.has(name)))) return false;
  // What it writes to has to mean the same after the loop.
  const root = write.to.split('.')[0]!;
  if (names.has(root)) return false;
  const leaves = !callback && some(loop.body, (n) => n.type === 'ReturnStatement', false);
  return !leaves && !meddles(loop, call, write);
}

/** `await Promise.all(items.map(…))` in the statement. */
function isWaitedFor({ node, method }: LoopInfo, statement: Node): boolean {
  const all = parentOf(node);
  if (method !== 'map' || !all || !isCall(all) || dotted(all.callee) !== 'Promise.all') return false;
  return parentOf(all)?.type === 'AwaitExpression' && !/^(Return|Throw)Statement$/.test(statement.type);
}

/** Nothing between catches what goes wrong with one, and it is the loop itself that runs it. */
function reaches(statement: Node, loop: LoopInfo): boolean {
  for (let n = statement, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(p)) {
    if (p.type === 'TryStatement' || p.type === 'SwitchCase' || p.type === 'LabeledStatement') return false;
    if (isFunction(p) && p !== loop.callback?.node && !isLoopBody(loop, p)) return false;
    if (p === loop.node) return true;
  }
  return true;
}

/** Of a loop in the loop. */
function isLoopBody(loop: LoopInfo, fn: Node): boolean {
  return loop.inner.some((l) => l.callback?.node === fn || isLoopBody(l, fn));
}

/** Asks, and changes nothing. */
const reads =
  /^(find|get|count|exists|fetch|load|read|list|select|search|is|has|check|calculate|compute|hash|compare|resolve)([A-Z]\w*)?$/;
/** Cannot be taken back: what is written says that it was done. */
const acts = /^(send|emit|publish|notify|enqueue|dispatch|charge|pay|refund|upload|post)([A-Z]\w*)?$/;

/**
 * Something else in the loop has to do with what is written, may refer to it, or does what the write is the only
 * trace of: should a later turn fail, it would be done and not be written. A transaction takes back both.
 */
function meddles(loop: LoopInfo, call: Call, write: ManyWrites): boolean {
  const model = write.to.split('.').at(-1)!.toLowerCase();
  const together = /^(tx|trx|transaction\w*)$/.test(write.to.split('.')[0]!);
  const refersTo =
    bare(write.each).type === 'ObjectExpression' && /(?<![\w.])_?id\s*[,:]/.test(keysOf(write.each));
  return some(loop.body, (n) => {
    if (contains(call, n)) return false;
    if (n.type === 'YieldExpression') return true;
    if (isCall(n) && acts.test(methodName(n) || dotted(n.callee))) return true;
    if (!together && n.type === 'AwaitExpression' && !contains(n, call) && !isRead(n.argument)) return true;
    if (refersTo && n.type === 'AwaitExpression' && !contains(n, call)) return true;
    return isCall(n) && !contains(n, call) && dotted(n.callee).toLowerCase().includes(model);
  });
}

function isRead(value: Node): boolean {
  const n = bare(value);
  return (
    isCall(n) && reads.test(methodName(n) || dotted(n.callee)) && !/(And|Or)[A-Z]/.test(dotted(n.callee))
  );
}

/** Names of an object's own properties, each with a colon. */
function keysOf(each: Node): string {
  const object = bare(each);
  if (object.type !== 'ObjectExpression') return '';
  return object.properties
    .map((p) => (p.type === 'ObjectProperty' && p.key.type === 'Identifier' ? `${p.key.name}:` : ''))
    .join(' ');
}
