/**
 * Loops whose turns are work of their own: one query for all of them would not do, though each turn makes one.
 * Each question gives the reason in words, '' where it does not hold.
 */
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isLoop,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  startsAt,
  visit,
} from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { asksById } from '../names-of-collections.ts';
import { oncePer } from '../once.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { areTaken, declaredIn, isClaim, takesUp, wordsOf } from './claims.ts';
import { goesThroughFew, isConfigured, onlyWritten } from './configured.ts';
import { goesThroughParts } from './parts.ts';
import { dropsPictures, isUploaded, movesObject, sendsFile } from './uploads.ts';

type If = Extract<Node, { type: 'IfStatement' }>;
type Comparison = Extract<Node, { type: 'BinaryExpression' }>;

export function ownWork(file: Reviewed, site: CallSite, loop: LoopInfo): string {
  const facts = factsOf(loop);
  if (facts.reason) return facts.reason;
  if (interprets(site, loop)) return 'follows an expression as deep as it was written';
  // Of what another file exports, that file says how many there are.
  const elsewhere = file.loops.of(loop).bound?.kind === 'imported';
  if (loop.iterable && !elsewhere && isConfigured(loop.iterable, loop.scope, file.index))
    return 'as many as somebody configured';
  const written = onlyWritten(site, loop);
  if (written) return written;
  if (statementByBranch(site, loop)) return 'runs statements of different kinds';
  if (underLock(site, loop)) return 'takes a lock for each';
  if (isStep(site, loop)) return 'steps of a workflow, one after the other';
  if (oneBrowser(file, site)) return 'works in one browser page';
  const isPlan =
    /^(step|phase|stage|action|instruction)$/.test(loop.items[0] ?? '') ||
    !site.node.arguments.some((a) => asksById(a, (n) => isOfTurn(n, site, loop)));
  if (isPlan && facts.kinds.size > 0 && isForKind(site.node, loop, facts.kinds))
    return 'each kind of item has its own code';
  return facts.claims.some((n) => (n.start ?? 0) > (site.node.start ?? 0) - 400)
    ? 'claims each before it works on it'
    : '';
}

/** `event.userId`, `userId` of the loop's body; what is the same in each turn is not. */
function isOfTurn(n: Node, site: CallSite, loop: LoopInfo): boolean {
  const p = parentOf(n);
  const value = p?.type === 'ObjectProperty' && p.key === n && !p.computed ? p.value : rootOf(n);
  return some(value, (m) => {
    const b = m.type === 'Identifier' ? find(site.scope, m.name) : undefined;
    return b !== undefined && contains(loop.node, b.node);
  });
}

const filesOfRequest = /^((req|request|ctx\.request)\.files|uploadedFiles)(\.|$)|\.uploadedFiles$/;

/** `req.files` of `const photos = req.files`. */
function namedList(iterable: Node, loop: LoopInfo): Node {
  const list = settled(iterable);
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  return b?.init && b.kind !== 'param' && b.path.length === 0 ? settled(b.init) : list;
}

interface Facts {
  readonly reason: string;
  /** What its items are told apart by: `step.type`. */
  readonly kinds: ReadonlySet<string>;
  /** Tests of whether this process was the one that changed a row. */
  readonly claims: readonly Node[];
}

/** Read off a loop once, however many calls it has. */
const factsOf = oncePer((loop: LoopInfo): Facts => {
  let reason = goesThroughFew(loop);
  const claims: Node[] = [];
  // Links to read by are made by a request, and `createSignedUrls` makes many at once.
  let signs = false;
  let chances = 0;
  const words = new Map<string, Set<string>>();
  if (goesThroughParts(loop)) reason ||= 'goes through parts of the program';
  if (areTaken(loop)) reason ||= 'claims each before it works on it';
  if (loop.iterable && filesOfRequest.test(dotted(entriesOf(namedList(loop.iterable, loop)))))
    reason = 'files of one request';
  visit(loop.body, (n) => {
    if (isMember(n) && isUploaded(n, loop)) reason ||= 'files of one request';
    else if (takesUp(n)) reason ||= 'claims each before it works on it';
    else if (isCall(n) && /^(faker|chance|casual|Mock)\./.test(dotted(n.callee)))
      reason ||= 'makes up data to try things with';
    // `await db.query('INSERT …', [pick(names), Math.random() * 1000, …])`, as often as somebody likes.
    else if (loop.node.type === 'ForStatement' && !loop.iterable && isCall(n) && isChance(n) && ++chances > 2)
      reason ||= 'makes up data to try things with';
    else if (isCall(n) && /(^|\.)application\.commands\.(create|delete|edit|set)$/.test(dotted(n.callee)))
      reason ||= 'goes through parts of the program';
    else if (isCall(n) && n.arguments.some(isAdvisoryLock)) reason ||= 'takes a lock for each';
    else if (isCall(n) && movesObject(n, loop)) reason ||= 'moves one object of a store after another';
    else if (isPartOfUpload(n)) reason ||= 'sends the parts of one file';
    else if (isBytes(n)) reason ||= 'sends one file after another to a store';
    // A form of its own for each is how a file is sent.
    else if (n.type === 'NewExpression' && dotted(n.callee) === 'FormData')
      reason ||= 'sends one file after another to a store';
    else if (isCall(n) && dropsPictures(n, loop)) reason ||= 'drops the pictures of one thing';
    else if (isCall(n) && sendsFile(n, loop)) reason ||= 'sends one file after another to a store';
    else if (isCall(n) && methodName(n) === 'createSignedUrl') signs = true;
    else if (!signs && isMember(n) && /^(upload|presigned|signed)_?Url$/i.test(propertyName(n)))
      reason ||= 'sends one file after another to a store';
    else if (n.type === 'IfStatement') {
      // A loop inside it ends for itself.
      const own = ancestor(n, isLoop) === loop.node;
      if (own && (breaksWhenFull(n, loop) || breaksWhenDone(n, loop)))
        reason ||= 'stops when there are enough';
      if (isClaim(n, loop)) claims.push(n);
    } else if (n.type === 'BinaryExpression') addWord(n, loop, words);
    else if (n.type === 'SwitchStatement') addCases(n, loop, words);
    return reason === '';
  });
  return { reason, kinds: new Set([...words.keys()].filter((name) => words.get(name)!.size > 1)), claims };
});

function isChance(call: Call): boolean {
  return /^(Math\.random|(_|lodash)\.sample|pick(One|Random)?|rand(om)?([A-Z]\w*)?)$/.test(
    dotted(call.callee),
  );
}

/** `options.uploadedFiles` of `options.uploadedFiles.entries()`. */
function entriesOf(list: Node): Node {
  return (isCall(list) && methodName(list) === 'entries' && receiverOf(list)) || list;
}

/** `new UploadPartCommand({ PartNumber: i + 1, … })`, `s3.uploadPart(…)`: each part has to be sent by itself. */
function isPartOfUpload(n: Node): boolean {
  return n.type === 'NewExpression'
    ? /^UploadPart(Copy)?Command$/.test(dotted(n.callee))
    : isCall(n) && /^(uploadPart(Copy)?|stageBlock)$/.test(methodName(n));
}

/** `'Content-Type': 'application/octet-stream'` of what is sent. */
function isBytes(n: Node): boolean {
  return (
    n.type === 'ObjectProperty' &&
    /^content-?type$/i.test(keyName(n)) &&
    n.value.type === 'StringLiteral' &&
    n.value.value === 'application/octet-stream'
  );
}

/** `case 'and': node.parts.map((p) => evaluate(p))` within `evaluate`: an expression that somebody wrote. */
function interprets(site: CallSite, loop: LoopInfo): boolean {
  const called = site.method || site.name;
  // `this.commandBus.execute(…)` within `execute` is another's.
  if (/^this\.\w+\./.test(site.name)) return false;
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
  if (!b || !contains(loop.body, b.node)) return false;
  // `sql += ' AND …'` is still the one statement.
  return b.writes.filter((w) => w.type === 'AssignmentExpression' && w.operator === '=').length > 1;
}

/** `for (const phase of phases) await executePhase(phase, state)`: a plan that somebody drew. */
function isStep(site: CallSite, loop: LoopInfo): boolean {
  const called = site.method || site.name;
  return (
    loop.kind === 'of' &&
    /^(phase|step|stage|node|block|instruction|middleware|hook|interceptor|migration)(Name|Id|Config|Def)?$/.test(
      loop.items[0] ?? '',
    ) &&
    /^(execute|run|invoke|perform|evaluate)([A-Z]\w*)?$/.test(called)
  );
}

const runsStatements = /^(query|execute|exec|run|raw|unsafe)$/;
const locking = /lock|mutex|runExclusive/i;
const notLocking = /block|unlock|clock/i;
const takesLock =
  /^_?(try|acquire|obtain|take|get|wait\w*|with|redis|re)?_?(lock|mutex)(Key|Async|Row|For\w*|By\w*)?$|mutex|lock$|runExclusive/i;

/** `await withLock(item.id, async () => …)`, `SELECT pg_advisory_xact_lock(…)`, `… FOR UPDATE` for each. */
function underLock(site: CallSite, loop: LoopInfo): boolean {
  if (site.node.arguments.some(isLockStatement)) return true;
  for (let n: Node | undefined = site.node; n && n !== loop.body; n = parentOf(n)) {
    if (!isCall(n)) continue;
    const name = methodName(n) || dotted(n.callee);
    if (!locking.test(name) || notLocking.test(name)) continue;
    // `lockResult(result)` closes a thing for good, and is handed nothing to do meanwhile.
    if (takesLock.test(name) || n.arguments.some(isFunction)) return true;
  }
  return false;
}

function isLockStatement(n: Node): boolean {
  return isAdvisoryLock(n) || /\bfor\s+update\b/i.test(wordsOf(n));
}

/** Whoever locks by a key works on one thing at a time, whatever else the turn does. */
function isAdvisoryLock(n: Node): boolean {
  return /\bpg_(try_)?advisory_|\bget_lock\s*\(/i.test(wordsOf(n));
}

/** `if (claimed.length >= limit) break;`, `if (made >= max) break; … made++`: capped, though its list is not. */
function breaksWhenFull(n: If, loop: LoopInfo): boolean {
  const test = bare(n.test);
  if (test.type !== 'BinaryExpression' || !/^(>=?|===?)$/.test(test.operator)) return false;
  const left = test.left.type === 'PrivateName' ? undefined : bare(test.left);
  if (!left || !some(n.consequent, (m) => m.type === 'BreakStatement', false)) return false;
  const most = bare(test.right);
  if (left.type === 'Identifier')
    return !(most.type === 'NumericLiteral' && most.value > 50) && counts(loop.body, left.name);
  return isMember(left) && /^(length|size)$/.test(propertyName(left));
}

/** `made++`, `made += 1` */
function counts(body: Node, name: string): boolean {
  return some(body, (m) => {
    if (m.type === 'UpdateExpression') return m.operator === '++' && dotted(m.argument) === name;
    return m.type === 'AssignmentExpression' && m.operator === '+=' && dotted(m.left) === name;
  });
}

/** `if (remaining <= 0) break; … remaining -= part;`: takes from one after the other until there is enough. */
function breaksWhenDone(n: If, loop: LoopInfo): boolean {
  const left = whatIsUsedUp(bare(n.test));
  if (left?.type !== 'Identifier' || !some(n.consequent, (m) => m.type === 'BreakStatement', false))
    return false;
  return some(
    loop.body,
    (m) =>
      m.type === 'AssignmentExpression' &&
      dotted(m.left) === left.name &&
      (m.operator === '-=' || (m.operator === '=' && isLess(m.right, left.name))),
  );
}

/** `remaining` of `remaining <= 0` and of `remaining.lte(0)`, as numbers of money are compared. */
function whatIsUsedUp(test: Node): Node | undefined {
  if (isCall(test) && /^(lte?|lessThan(OrEqualTo)?|isZero|eq|isNegative)$/.test(methodName(test)))
    return receiverOf(test);
  if (test.type !== 'BinaryExpression' || !/^(<=?|===?)$/.test(test.operator)) return undefined;
  if (test.left.type === 'PrivateName' || bare(test.right).type !== 'NumericLiteral') return undefined;
  return bare(test.left);
}

/** `remaining - part`, `round(remaining - part)`, `remaining.minus(part)`. */
function isLess(value: Node, name: string): boolean {
  const n = bare(value);
  if (isCall(n)) {
    if (/^(minus|sub|subtract)$/.test(methodName(n)) && dotted(receiverOf(n) ?? n) === name) return true;
    return n.arguments[0] !== undefined && isLess(n.arguments[0], name);
  }
  return n.type === 'BinaryExpression' && n.operator === '-' && dotted(bare(n.left as Node)) === name;
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
function addWord(n: Comparison, loop: LoopInfo, words: Map<string, Set<string>>): void {
  if (!/^[!=]==?$/.test(n.operator) || n.left.type === 'PrivateName') return;
  const [left, right] = [bare(n.left), bare(n.right)];
  if (!isMember(left) || right.type !== 'StringLiteral') return;
  if (!startsAt(left, loop.items) && !isPartOfItem(rootOf(left), loop)) return;
  const name = dotted(left);
  words.set(name, (words.get(name) ?? new Set()).add(right.value));
}

/** `switch (effect.type) { case 'pay': … case 'travel': … }`. */
function addCases(
  n: Extract<Node, { type: 'SwitchStatement' }>,
  loop: LoopInfo,
  words: Map<string, Set<string>>,
): void {
  const on = bare(n.discriminant);
  const root = rootOf(on);
  if (!isMember(on) || root.type !== 'Identifier') return;
  if (!loop.items.includes(root.name) && !isPartOfItem(root, loop)) return;
  const name = dotted(on);
  const set = words.get(name) ?? new Set();
  for (const c of n.cases) {
    const test = c.test ? bare(c.test) : undefined;
    if (test?.type === 'StringLiteral') set.add(test.value);
    else if (test && isMember(test)) set.add(dotted(test));
  }
  words.set(name, set);
}

/** Done for some kinds only: what stands beside the branches is done for each item, of whatever kind. */
function isForKind(node: Node, loop: LoopInfo, kinds: ReadonlySet<string>): boolean {
  for (let n = node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    const test =
      p.type === 'SwitchStatement'
        ? p.discriminant
        : (p.type === 'IfStatement' || p.type === 'ConditionalExpression') && p.test !== n
          ? p.test
          : p.type === 'LogicalExpression' && p.right === n
            ? p.left
            : undefined;
    if (test && some(test, (m) => isMember(m) && kinds.has(dotted(m)))) return true;
  }
  return false;
}

/** `config` of `const config = step.config || {}`: a field of the item under a name of its own. */
function isPartOfItem(root: Node, loop: LoopInfo): boolean {
  if (root.type !== 'Identifier' || loop.body.type !== 'BlockStatement') return false;
  const b = loop.items.length > 0 ? declaredIn(loop.body, root.name) : undefined;
  const value = b?.init ? settled(b.init) : undefined;
  const field = value?.type === 'LogicalExpression' ? settled(value.left) : value;
  return field !== undefined && isMember(field) && startsAt(field, loop.items);
}
