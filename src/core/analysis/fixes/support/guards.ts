/** What an item of a loop has to fulfil for something to be done with it. */
import { bare, dotted, isFunction, type Node, parentOf, some } from '../../ast.ts';
import type { FileIndex, LoopInfo } from '../../index-types.ts';
import { isLiteral, isSimple, runsOnlyLanguage } from './evidence.ts';
import { namesOf } from './prelude.ts';

/** An item of the list: a name, or what is taken from it at once. */
export interface Item {
  readonly names: readonly string[];
  /** As it is written: `order`, `{ customerId }`. */
  readonly text: string;
  /** With its colon, where a type is written behind it. */
  readonly type: string;
}

/** It names parts of the item alone. */
export function isOf(n: Node, item: Item): boolean {
  const names = namesOf(n);
  return names.length > 0 && names.every((name) => item.names.includes(name));
}

/**
 * What an item has to fulfil for the query to be made, outermost first: [] for every item. Undefined where more
 * than the item decides, or something may end the turn before.
 */
export function guardsOf(asked: Node, loop: LoopInfo, item: Item, index: FileIndex): string[] | undefined {
  const guards: string[] = [];
  let n: Node = asked;
  for (let p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (p === loop.body && isFunction(p)) return guards;
    if (p.type === 'IfStatement' || p.type === 'ConditionalExpression') {
      if (p.test !== n) {
        if (n !== p.consequent || !ofItem(p.test, item, loop)) return undefined;
        guards.unshift(index.text.slice(p.test.start ?? 0, p.test.end ?? 0));
      }
    } else if (p.type === 'LogicalExpression') {
      if (p.left !== n) {
        if (p.operator !== '&&' || !ofItem(p.left, item, loop)) return undefined;
        guards.unshift(index.text.slice(p.left.start ?? 0, p.left.end ?? 0));
      }
    } else if (isFunction(p) || /^(Switch|Try|Catch|For|While|DoWhile|Labeled)/.test(p.type)) {
      return p === loop.node ? guards : undefined;
    }
    // What is optional is what comes after it.
    if (/^Optional/.test(p.type) && !('object' in p && p.object === n) && !('callee' in p && p.callee === n))
      return undefined;
    if (p.type !== 'BlockStatement') continue;
    for (const s of p.body.slice(0, p.body.indexOf(n as never)).reverse()) {
      const spared = sparedBy(s, item, loop, index);
      if (spared) guards.unshift(spared);
      else if (!plain(s, index)) return undefined;
    }
  }
  return guards;
}

/** Asks the item alone, runs no code, and asks for nothing that the loop writes. */
function ofItem(test: Node, item: Item, loop: LoopInfo): boolean {
  const t = bare(test);
  if (t.type === 'LogicalExpression') return ofItem(t.left, item, loop) && ofItem(t.right, item, loop);
  if (t.type === 'UnaryExpression') return t.operator === '!' && ofItem(t.argument, item, loop);
  if (t.type === 'BinaryExpression' && t.left.type !== 'PrivateName')
    return (
      /^([!=]==?|[<>]=?)$/.test(t.operator) &&
      [t.left, t.right].every((x) => isLiteral(x) || ofItem(x, item, loop))
    );
  return isSimple(t) && isOf(t, item) && !changes(loop, dotted(t));
}

/** `if (!item.by) continue;`: what has to be so for the turn to go on, '' for other statements. */
function sparedBy(s: Node, item: Item, loop: LoopInfo, index: FileIndex): string {
  if (s.type !== 'IfStatement' || s.alternate || !ofItem(s.test, item, loop)) return '';
  const [only, more] = s.consequent.type === 'BlockStatement' ? s.consequent.body : [s.consequent];
  if (more || !only) return '';
  const leaves =
    (only.type === 'ContinueStatement' && !only.label && loop.kind !== 'callback') ||
    (only.type === 'ReturnStatement' &&
      loop.kind === 'callback' &&
      (!only.argument || isLiteral(only.argument)));
  if (!leaves) return '';
  return negated(s.test, index.text);
}

function negated(test: Node, text: string): string {
  const t = bare(test);
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  if (t.type === 'UnaryExpression' && t.operator === '!') return slice(t.argument);
  if (t.type === 'LogicalExpression' && t.operator === '||')
    return `${negated(t.left, text)} && ${negated(t.right, text)}`;
  if (t.type === 'BinaryExpression' && /^[!=]==?$/.test(t.operator))
    return `${slice(t.left)} ${t.operator.startsWith('!') ? '=' : '!'}${t.operator.slice(1)} ${slice(t.right)}`;
  return isSimple(t) ? `!${slice(t)}` : `!(${slice(t)})`;
}

/** A statement that goes on to the next, and runs nobody else's code. */
function plain(s: Node, index: FileIndex): boolean {
  return (
    !some(s, (n) => /^(Return|Break|Continue|Throw)Statement$/.test(n.type)) && runsOnlyLanguage(s, index)
  );
}

/** The loop writes to what the key is read from, before or after. */
export function changes(loop: LoopInfo, path: string): boolean {
  return some(loop.body, (n) => {
    const left =
      n.type === 'AssignmentExpression' ? n.left : n.type === 'UpdateExpression' ? n.argument : undefined;
    const written = left ? dotted(left) : '';
    return written !== '' && `${path}.`.startsWith(`${written}.`);
  });
}
