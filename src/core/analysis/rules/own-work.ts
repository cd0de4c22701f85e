/**
 * Loops whose turns are work of their own: one query for all of them would not do, though each turn makes one.
 * Each question gives the reason in words, '' where it does not hold.
 */
import {
  bare,
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { asksById, collectionName } from '../names-of-collections.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../walk.ts';

export function ownWork(file: Reviewed, site: CallSite, loop: LoopInfo): string {
  if (loop.iterable && isShortChain(loop.iterable)) return 'goes through the few above or beside one thing';
  if (ofUpload(loop)) return 'files of one request';
  if (interprets(site, loop)) return 'follows an expression as deep as it was written';
  if (statementByBranch(site, loop)) return 'runs statements of different kinds';
  if (underLock(site, loop)) return 'takes a lock for each';
  if (breaksWhenFull(loop)) return 'stops when there are enough';
  if (oneBrowser(file, site)) return 'works in one browser page';
  if (tellsKindsApart(loop) && !asksById(site.node)) return 'each kind of item has its own code';
  return claims(site, loop) ? 'claims each before it works on it' : '';
}

/** Whoever is asked for it has few: the roles of a user, the ancestors of a node. */
function isShortChain(iterable: Node): boolean {
  return /^(roles|providers|locales|languages|platforms)$|(^|[a-z])(a|A)ncestors$/.test(
    collectionName(iterable),
  );
}

const uploaded = /^(originalname|mimetype|fieldname|arrayBuffer)$/;

/** `for (const file of files) … file.originalname`: as many as one form sends, each its own stream. */
function ofUpload(loop: LoopInfo): boolean {
  const list = loop.iterable ? settled(loop.iterable) : undefined;
  if (list && /^(req|request|ctx\.request)\.files$/.test(dotted(list))) return true;
  return some(loop.body, (n) => {
    if (!isMember(n) || !uploaded.test(propertyName(n))) return false;
    const root = rootOf(n);
    return (
      root.type === 'Identifier' && (loop.items.includes(root.name) || /^(file|image)$/i.test(root.name))
    );
  });
}

/** `case 'and': node.parts.map((p) => evaluate(p))` within `evaluate`: an expression that somebody wrote. */
function interprets(site: CallSite, loop: LoopInfo): boolean {
  const called = site.method || site.name;
  for (let f: LoopInfo['fn'] | undefined = loop.fn; f; f = f.parent) {
    if (!f.name || f.name.slice(f.name.lastIndexOf('.') + 1) !== called) continue;
    for (let n = parentOf(loop.node); n && n !== f.node; n = parentOf(n))
      if (n.type === 'SwitchCase') return true;
    return false;
  }
  return false;
}

/** `let sql; switch (entry.kind) { case 'insert': sql = … }; await db.query(sql)`. */
function statementByBranch(site: CallSite, loop: LoopInfo): boolean {
  const first = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (first?.type !== 'Identifier' || !runsStatements.test(site.method)) return false;
  const b = find(site.scope, first.name);
  return b !== undefined && contains(loop.body, b.node) && b.writes.length > 1;
}

const runsStatements = /^(query|execute|exec|run|raw|unsafe)$/;
const locking = /lock|mutex|runExclusive/i;
const notLocking = /block|unlock|clock/i;

/** `await withLock(item.id, async () => …)`, `SELECT pg_advisory_xact_lock(…)`, `… FOR UPDATE` for each. */
function underLock(site: CallSite, loop: LoopInfo): boolean {
  if (site.node.arguments.some(isLockStatement)) return true;
  for (let n: Node | undefined = site.node; n && n !== loop.body; n = parentOf(n)) {
    if (!isCall(n)) continue;
    const name = methodName(n) || dotted(n.callee);
    if (locking.test(name) && !notLocking.test(name)) return true;
  }
  return false;
}

function isLockStatement(n: Node): boolean {
  const text = bare(n);
  const words =
    text.type === 'StringLiteral'
      ? text.value
      : text.type === 'TemplateLiteral'
        ? text.quasis.map((q) => q.value.raw).join(' ')
        : '';
  return /\bpg_(try_)?advisory_|\bfor\s+update\b|\bget_lock\s*\(/i.test(words);
}

/** `if (claimed.length >= limit) break;`: capped, though its list is not. */
function breaksWhenFull(loop: LoopInfo): boolean {
  return some(
    loop.body,
    (n) => {
      if (n.type !== 'IfStatement' || !some(n.consequent, (m) => m.type === 'BreakStatement', false))
        return false;
      const test = bare(n.test);
      if (test.type !== 'BinaryExpression' || !/^(>=?|===?)$/.test(test.operator)) return false;
      const left = test.left.type === 'PrivateName' ? undefined : bare(test.left);
      return left !== undefined && isMember(left) && /^(length|size)$/.test(propertyName(left));
    },
    false,
  );
}

/** One page of a browser shows one thing at a time. */
function oneBrowser(file: Reviewed, site: CallSite): boolean {
  const given = site.node.arguments.some((a) => {
    const n = bare(a);
    return n.type === 'Identifier' && /^(page|browser|driver)$/.test(n.name);
  });
  return (
    given &&
    file.index.imports.some(
      (i) => 'source' in i && /^(@?puppeteer|playwright|@playwright|selenium)/.test(i.source?.value ?? ''),
    )
  );
}

/** `if (a.kind === 'tag') … if (a.kind === 'mail') …`: a plan, and each step goes elsewhere. */
function tellsKindsApart(loop: LoopInfo): boolean {
  const seen = new Map<string, Set<string>>();
  some(loop.body, (n) => {
    if (n.type !== 'BinaryExpression' || !/^[!=]==?$/.test(n.operator) || n.left.type === 'PrivateName')
      return false;
    const [left, right] = [bare(n.left), bare(n.right)];
    if (!isMember(left) || right.type !== 'StringLiteral') return false;
    const root = rootOf(left);
    if (root.type !== 'Identifier' || !loop.items.includes(root.name)) return false;
    const words = seen.get(dotted(left)) ?? new Set();
    seen.set(dotted(left), words.add(right.value));
    return false;
  });
  return [...seen.values()].some((words) => words.size > 1);
}

/** `const { count } = await jobs.updateMany({ where: { id, status } }); if (count !== 1) continue;`. */
function claims(site: CallSite, loop: LoopInfo): boolean {
  return some(loop.body, (n) => {
    if (n.type !== 'IfStatement') return false;
    const test = bare(n.test);
    if (test.type !== 'BinaryExpression' || test.left.type === 'PrivateName') return false;
    if (!/(^|\.)(count|affected|rowCount|modifiedCount|changes|affectedRows)$/.test(dotted(bare(test.left))))
      return false;
    const right = bare(test.right);
    return (
      right.type === 'NumericLiteral' &&
      (n.start ?? 0) > (site.node.start ?? 0) - 400 &&
      some(n.consequent, (m) => m.type === 'ContinueStatement', false)
    );
  });
}
