/**
 * Work that few turns have: what is stale or gone is dropped, and of two lists that are brought in line, one of them in
 * memory, only what differs is written. Most turns do nothing, however long the list is.
 */
import {
  ancestor,
  bare,
  contains,
  hasAwait,
  isCall,
  isFunction,
  isNull,
  keyName,
  lastStatement,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  some,
  statementsOf,
} from '../ast.ts';
import type { Binding, CallSite, LoopInfo, Scope } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';
import { lastMethod } from './no-bulk.ts';

type If = Extract<Node, { type: 'IfStatement' }>;

interface Turn {
  readonly loop: LoopInfo;
  readonly scope: Scope;
}

const clears = /^(delete\w*|remove\w*|destroy|unlink|findByIdAndDelete|findOneAndDelete)$/;
/** `recordOrphan(row)`: what could not be used is written down. */
const failures =
  /^(record|log|report|save|write|add|mark|note|store)\w*(Orphan|Error|Failure|Failed|Skip(ped)?|Missing|Invalid|Rejected|Conflict|Unmatched|Unknown)s?$/;

/** `if (!channel) { await row.destroy(); continue; }`: once for each that is stale, and not again. */
export function cleansUp(site: CallSite, loop: LoopInfo): string {
  const method = lastMethod(site.node) || site.name;
  const drops = clears.test(method) || switchesOff(site.node);
  const beside = ancestor(site.node, (n) => n.type === 'BlockStatement', true);
  // `await member.remove(); await tellLeft(member);`
  if ((drops || (beside && some(beside, isDropping, false))) && notListed(site, loop))
    return 'only for what is stale';
  if (!drops && !failures.test(method)) return '';
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (isFunction(n)) return '';
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    if (some(p.test, saysGone)) return 'only for what is stale';
    if (n.type !== 'BlockStatement') continue;
    const test = bare(p.test);
    const missing = test.type === 'UnaryExpression' && test.operator === '!';
    const leaves = /^(Continue|Return)Statement$/.test(n.body.at(-1)?.type ?? '');
    if (missing && leaves) return 'only for what is stale';
  }
  return '';
}

function isDropping(n: Node): boolean {
  return (
    isCall(n) && parentOf(n)?.type === 'AwaitExpression' && (clears.test(methodName(n)) || switchesOff(n))
  );
}

/** `update({ isActive: false })`: it is used no more. */
function switchesOff(call: Node): boolean {
  if (!isCall(call) || !/^(update|set|save|find\w+AndUpdate$)/.test(methodName(call))) return false;
  return call.arguments.some((a) =>
    some(
      a,
      (n) =>
        n.type === 'ObjectProperty' &&
        /^(is_?)?(active|enabled|valid|subscribed)$/i.test(keyName(n)) &&
        n.value.type === 'BooleanLiteral' &&
        !n.value.value,
    ),
  );
}

/** `error.code === 'messaging/registration-token-not-registered'`, `error.statusCode === 410`: a device is no more. */
function saysGone(n: Node): boolean {
  if (n.type === 'StringLiteral')
    return /registration-token|not-?registered|invalid-?registration/i.test(n.value);
  return n.type === 'NumericLiteral' && n.value === 410;
}

/** `if (!wanted.has(row.id)) await row.destroy()`, also behind `if (wanted.has(row.id)) continue;`: what is there no more. */
function notListed(site: CallSite, loop: LoopInfo): boolean {
  const turn = { loop, scope: site.scope };
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (p.type === 'IfStatement' && p.consequent === n && saysMissing(p.test, turn)) return true;
    if (p.type !== 'BlockStatement') continue;
    const before = p.body.slice(0, p.body.indexOf(n as (typeof p.body)[number]));
    if (before.some((s) => s.type === 'IfStatement' && !s.alternate && leaves(s) && saysThere(s.test, turn)))
      return true;
  }
  return false;
}

function leaves(n: If): boolean {
  return /^(Continue|Return)Statement$/.test(lastStatement(n.consequent)?.type ?? '');
}

/**
 * `const old = byId.get(row.id); if (!old) await create(row); else if (old.name !== row.name) await update(row);`:
 * what is new, what has changed, and nothing for all others.
 */
export function onlyWhatDiffers(site: CallSite, loop: LoopInfo): boolean {
  let around: If | undefined;
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (isFunction(n)) break;
    if (p.type === 'IfStatement' && p.test !== n) around = p;
  }
  if (!around) return false;
  const turn = { loop, scope: site.scope };
  // `if (approved.has(row.id)) await approve(row); else if (refused.has(row.id)) …` is done to all that were chosen.
  const missing = saysMissing(around.test, turn);
  const there = bare(around.test).type === 'Identifier' && isLookup(around.test, turn);
  if (!missing && !(there && onlyCondition(around.consequent))) return false;
  // Of what is brought here for the first time all is new; what is gone is only dropped where both are kept alike.
  const isNew = missing === contains(around.consequent, site.node);
  if (isNew && !dropsElsewhere(loop)) return false;
  const ways = { busy: 0, idle: 0 };
  count(around, ways);
  return ways.busy > 1 && ways.idle > 0;
}

const dropsElsewhere = oncePer((loop: LoopInfo): boolean =>
  some(
    loop.fn.node,
    (n) =>
      isCall(n) &&
      !contains(loop.node, n) &&
      /^(Await|Call)Expression$/.test(parentOf(n)?.type ?? '') &&
      (clears.test(methodName(n)) || switchesOff(n)),
  ),
);

function count(n: If, ways: { busy: number; idle: number }): void {
  for (const branch of [n.consequent, n.alternate]) {
    const works = branch != null && some(branch, (m) => m.type === 'AwaitExpression' || isPushed(m));
    const inner = works ? onlyCondition(branch) : undefined;
    if (!works) ways.idle++;
    else if (inner) count(inner, ways);
    else ways.busy++;
  }
}

/** `promises.push(update(row))` */
function isPushed(n: Node): boolean {
  const given = isCall(n) && methodName(n) === 'push' ? n.arguments[0] : undefined;
  return given !== undefined && isCall(bare(given));
}

/** `{ if (row.name !== item.name) await update(row); }`: what else the branch does waits for nothing. */
function onlyCondition(branch: Node): If | undefined {
  const statements = statementsOf(branch);
  const inner = statements.find((s) => s.type === 'IfStatement');
  const other = statements.some((s) => s !== inner && (hasAwait(s) || some(s, isPushed)));
  return inner?.type === 'IfStatement' && !other ? inner : undefined;
}

/** `!known.has(row.id)`, `!old`, `old === undefined`, alone or with more that has to hold. */
function saysMissing(test: Node, turn: Turn): boolean {
  const n = bare(test);
  if (n.type === 'LogicalExpression')
    return n.operator === '&&' && (saysMissing(n.left, turn) || saysMissing(n.right, turn));
  if (n.type === 'UnaryExpression') return n.operator === '!' && isLookup(n.argument, turn);
  return (
    n.type === 'BinaryExpression' &&
    /^===?$/.test(n.operator) &&
    isNull(bare(n.right)) &&
    isLookup(n.left as Node, turn)
  );
}

/** `known.has(row.id)`, `old`, alone, with more that has to hold, or beside other reasons. */
function saysThere(test: Node, turn: Turn): boolean {
  const n = bare(test);
  if (n.type === 'LogicalExpression') return saysThere(n.left, turn) || saysThere(n.right, turn);
  return isLookup(n, turn);
}

/** What a list, set or map in memory has of the item, directly or by a name that the turn gives it. */
function isLookup(node: Node, turn: Turn): boolean {
  const n = bare(node);
  if (n.type === 'Identifier') {
    const b = find(turn.scope, n.name);
    return b?.init !== undefined && b.path.length === 0 && isOwn(b, turn) && isAsked(bare(b.init), turn);
  }
  return isAsked(n, turn);
}

function isAsked(n: Node, turn: Turn): boolean {
  const list = isCall(n) ? receiverOf(n) : undefined;
  if (!isCall(n) || !list) return false;
  const first = n.arguments[0] && bare(n.arguments[0]);
  // A repository is asked with `find`, too, but with no function.
  if (!first || !(isFunction(first) ? /^(find|some)$/ : /^(get|has|includes)$/).test(methodName(n)))
    return false;
  const root = rootOf(list);
  if (isCall(root) || (root.type === 'Identifier' && isOfTurn(root, turn))) return false;
  return some(first, (m) => isOfTurn(m, turn));
}

function isOfTurn(n: Node, turn: Turn): boolean {
  if (n.type !== 'Identifier') return false;
  const b = find(turn.scope, n.name);
  return b !== undefined && isOwn(b, turn);
}

function isOwn(b: Binding, { loop }: Turn): boolean {
  return b.loopItem !== undefined ? loop.items.includes(b.name) : contains(loop.node, b.node);
}
