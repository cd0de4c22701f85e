/**
 * `if (!row) throw new NotFound()` between two waits: whoever asked for what is not there, or met a failure, is turned
 * away. That is rare, and what a read behind it costs then is little; everybody else waits for both. A check of who
 * asks is another matter: what stands behind it is not to be asked at all.
 */
import {
  ancestor,
  bare,
  calledName,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  isNull,
  keyName,
  lastStatement,
  type Node,
  rootOf,
  some,
  visit,
} from './ast.ts';
import type { FileIndex, FunctionInfo, Scope } from './index-types.ts';
import { lastName } from './leaving.ts';
import { oncePer } from './once.ts';
import { posts } from './outdated.ts';
import { find } from './scopes.ts';
import { deciding, ending, writing } from './wait-words.ts';
import type { Wait } from './waits.ts';

type If = Extract<Node, { type: 'IfStatement' }>;

/** Something went wrong; or it is there already, as where a name is taken; or also: it is not there. */
export type Guard = 'failed' | 'found' | 'missing';

/** `if (!user) throw new NotFound()` after a wait that is no check of who asks, as `supabase.auth.getUser()` is. */
export function glanceOf(
  s: If,
  run: readonly Wait[],
  names: ReadonlySet<string>,
  { text }: FileIndex,
): Guard | undefined {
  const isAnswer = (n: Node): boolean => {
    const root = rootOf(n);
    return root.type === 'Identifier' ? names.has(root.name) : names.has(dotted(n));
  };
  // Where a permission of that name is taken, nobody is refused leave.
  const decides = run.some((w) => w.calls.some((c) => deciding.test(c.name)));
  return decides && !taken.test(text.slice(s.start ?? 0, s.end ?? 0))
    ? undefined
    : turnsAway(s, isAnswer, text);
}

/** `throwIfError(error)`, `handleRpcError(data, error, 'not loaded')`: as `if (error) throw error`. */
export function failsOn(s: Node, names: ReadonlySet<string>): Guard | undefined {
  const call = s.type === 'ExpressionStatement' ? bare(s.expression) : undefined;
  if (!call || !isCall(call) || !refusing.test(calledName(call))) return undefined;
  const isError = (a: Node): boolean =>
    a.type === 'Identifier' && /(^e|E)rr(or)?$/.test(a.name) && names.has(a.name);
  return call.arguments.some(isError) ? 'failed' : undefined;
}

const refusing = /^(handle|throw|check|assert|raise|fail)\w*Err(or)?s?$/;

const orThrows = /Or(Throw|Fail|Die|Abort|404|NotFound)(\[\])?$/;

/** What is asked about a thing that the wait before looked for, and did not go on without. */
export function isSought(step: Wait, before: Wait | undefined): boolean {
  return before !== undefined && finds(before) && asksAboutTheSame(step, before);
}

/** Throws of itself: what a `catch` hands on says nothing of what was looked for. */
function throwsItself(n: Node): boolean {
  const handed = (a: Node): boolean => a.type === 'CatchClause' || isFunction(a);
  return n.type === 'ThrowStatement' && ancestor(n, handed)?.type !== 'CatchClause';
}

/**
 * Functions of a file that throw where what they looked for is not there, `if (!row) throw new NotFound()`. Refusing
 * what they are given, or an answer that says that something failed, is another matter.
 */
export const insisting = oncePer((file: FileIndex): ReadonlySet<FunctionInfo> => {
  const found = new Set<FunctionInfo>();
  for (const { node, fn, scope } of file.throws)
    if (fn.id !== 0 && !found.has(fn) && throwsItself(node) && forLack(node, scope)) found.add(fn);
  return found;
});

/** Whether the `if` around asks no more than whether what was waited for is there. */
function forLack(thrown: Node, scope: Scope): boolean {
  const around = ancestor(thrown, (n) => n.type === 'IfStatement' || isFunction(n));
  if (around?.type !== 'IfStatement' || !contains(around.consequent, thrown)) return false;
  const isAnswer = (n: Node): boolean => {
    const root = rootOf(n);
    const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
    return b?.kind !== 'param' && b?.init !== undefined && bare(b.init).type === 'AwaitExpression';
  };
  const parts = partsOf(around.test);
  return kindOf(parts[0]!, isAnswer) === 'missing' && !asksLeave(dotted(around.test));
}

/** `findOrThrow(id)`, and `this.findCoach(id)` of a class whose method throws. */
function finds(w: Wait): boolean {
  return w.calls.some(({ name, node }) => {
    if (orThrows.test(name)) return true;
    const own = /^this\.(\w+)$/.exec(name)?.[1];
    const around = own ? ancestor(node, (n) => n.type === 'ClassBody') : undefined;
    if (around?.type !== 'ClassBody') return false;
    const method = around.body.find((m) => m.type === 'ClassMethod' && keyName(m) === own);
    return method?.type === 'ClassMethod' && some(method.body, throwsItself, false);
  });
}

/** What is asked about something that may be missing waits for it; what is sent or made is not to be for nothing. */
export function isSpared(step: Wait, run: readonly Wait[], guard: Guard): boolean {
  return (
    [...run, step].some((w) => posts(w) || w.calls.some((c) => writing.test(lastName(c.node)))) ||
    (guard === 'missing' && run.some((w) => asksAboutTheSame(step, w)))
  );
}

/**
 * Whether an `if` does no more than turn away: where what was waited for went wrong, or also where it is missing.
 * @param isAnswer whether an expression is what was waited for
 * @param text of the file
 */
function turnsAway(s: If, isAnswer: (n: Node) => boolean, text: string): Guard | undefined {
  const said = text.slice(s.start ?? 0, s.end ?? 0);
  if (s.alternate || asksLeave(said)) return undefined;
  const last = lastStatement(s.consequent);
  if (!last) return undefined;
  const parts = partsOf(s.test);
  const kinds = parts.map((part) => kindOf(part, isAnswer));
  if (parts.some((part, i) => kinds[i] === 'other' && !lacks(part, parts))) return undefined;
  const how = kinds.every((kind) => kind === 'failed')
    ? 'failed'
    : kinds.every((kind) => kind === 'found')
      ? 'found'
      : 'missing';
  if (last.type === 'ThrowStatement') return how;
  const call = last.type === 'ExpressionStatement' ? bare(last.expression) : undefined;
  if (call) {
    const ends = isCall(call) && (ending.test(calledName(call)) || throwing.test(dotted(call.callee)));
    return ends ? how : undefined;
  }
  // `if (error) return []`; where nothing was found, only what is answered says that this is one.
  if (!/^(Return|Continue|Break)Statement$/.test(last.type)) return undefined;
  return how === 'failed' || (!kinds.includes('found') && refused.test(said)) ? how : undefined;
}

/**
 * Whether all that one wait is given is given to the other, too: `find({ guildId, page })` after `find({ id: guildId })`
 * asks about what the first one was to find, and is pointless without it.
 */
export function asksAboutTheSame(wait: Wait, before: Wait): boolean {
  const [now, first] = [givenTo(wait), givenTo(before)];
  // `find({ id: messageId, companyId })`, then what hangs on `messageId`.
  if (soughtBy(before).some((name) => now.has(name))) return true;
  const [few, many] = now.size < first.size ? [now, first] : [first, now];
  // `findOne(shopId, id)`, then the shop: what was looked for goes by its own id.
  const own = now.size < first.size ? [...first].filter((name) => ownId.test(name)) : [];
  return (
    few.size > 0 &&
    [...few].every((name) => many.has(name)) &&
    (own.length === 0 || own.some((name) => now.has(name)))
  );
}

/** `messageId` of `where: { id: messageId, companyId }`: by what one thing is looked for, whatever else it has to be. */
function soughtBy({ node: wait, calls }: Wait): readonly string[] {
  const names: string[] = [];
  if (!calls.some(({ name }) => /(^|\.)find(One|First|Unique)(By|OrThrow|OrFail)?$/.test(name))) return names;
  visit(wait, (n) => {
    if (n.type === 'ObjectProperty' && /^_?id$/.test(keyName(n)) && !/^(true|false)$/.test(dotted(n.value)))
      names.push(dotted(n.value));
    return !isFunction(n) && !(n.type === 'ObjectProperty' && /^(select|include|data)$/.test(keyName(n)));
  });
  return names.filter((name) => name !== '');
}

/** `id`, `req.params.id`; whoever asks is `user.id`. */
const ownId = /^((\w+\.)*(params?|args|input|body|query|dto|data)\.)?_?id$/;

type Names = ReadonlySet<string>;

/** The variables that the calls of a wait are given, `req.params.id`; those of a filter that was put together before. */
function givenTo({ node: wait, calls }: Wait): Names {
  const names = new Set<string>();
  const tables = tablesOf(wait);
  const scope = calls[0]?.scope;
  const seen = new Set<Node>();
  const add = (n: Node): boolean => {
    if (isFunction(n)) return false;
    const made = n.type === 'Identifier' && scope ? find(scope, n.name)?.init : undefined;
    if (made && /^(Object|Array)Expression$/.test(bare(made).type)) {
      if (!seen.has(made)) visit(made, add);
      seen.add(made);
      return false;
    }
    if (n.type === 'ObjectProperty') {
      visit(n.value, add);
      return false;
    }
    if (n.type !== 'Identifier' && !isMember(n)) return true;
    const name = dotted(n);
    if (name === '' || name.endsWith('()')) return true;
    // A model, or what a language has.
    if (!/^([A-Z]|undefined$)/.test(name) && !tables.has(name.split('.')[0]!)) names.add(name);
    return false;
  };
  visit(wait, (n) => {
    if (isFunction(n)) return false;
    if (isCall(n)) for (const a of n.arguments) visit(a, add);
    return true;
  });
  return names;
}

/** `orders` of `select().from(orders).where(eq(orders.id, id))`: its columns are nothing that is given. */
function tablesOf(wait: Node): Names {
  const tables = new Set<string>();
  visit(wait, (n) => {
    const [of] = isCall(n) && /^from$|[jJ]oin$/.test(calledName(n)) ? n.arguments : [];
    if (of?.type === 'Identifier') tables.add(of.name);
    return !isFunction(n);
  });
  return tables;
}

/** Leave is asked for, or somebody is sent elsewhere. */
const askers =
  /unauth|forbid|permission|privilege|denied|not ?allowed|access|redirect|\blog_?in|sign_?in|membership|credential|password|token|captcha|\b40[13]\b|\b429\b|admins? only|only admins?|rate.?limit|banned|blocked/i;
/** `Token already in use`, `Permission not found`: a row of that name, which nobody asks for leave. */
const taken = /\b(already|duplicate)/i;
const absent = /permission\w*\W+(not[ _]?found|does(n't| not) exist)/i;

function asksLeave(said: string): boolean {
  const rows = taken.test(said)
    ? /\w*(permission|privilege|membership|credential|token)\w*/gi
    : absent.test(said)
      ? /\w*permission\w*/gi
      : undefined;
  return askers.test(rows ? said.replace(rows, '') : said);
}

const throwing = /(^|\.)throw([A-Z]\w*)?$/;
/** An answer that says that something is wrong. */
const refused =
  /\b(40[04-9]|41\d|422|5\d\d)\b|not_?found|no ?such|invalid|missing|does ?n.t exist|not exist|fail|error|NOT_FOUND|BAD_REQUEST/i;

function partsOf(test: Node): readonly Node[] {
  const t = bare(test);
  return t.type === 'LogicalExpression' && t.operator === '||'
    ? [...partsOf(t.left), ...partsOf(t.right)]
    : [t];
}

/** `!shop.place` after `!shop ||`: a part of it is missing. */
function lacks(test: Node, parts: readonly Node[]): boolean {
  const of = test.type === 'UnaryExpression' && test.operator === '!' ? bare(test.argument) : undefined;
  if (!of || !isMember(of) || of.computed || ruling.test(lastOf(of))) return false;
  const whole = dotted(of.object);
  return parts.some(
    (p) => p.type === 'UnaryExpression' && p.operator === '!' && whole !== '' && dotted(p.argument) === whole,
  );
}

/** `found`: it is there, which is what is wrong, as where a name is taken. */
type Kind = 'missing' | 'failed' | 'found' | 'other';

function kindOf(test: Node, isAnswer: (n: Node) => boolean): Kind {
  if (test.type === 'UnaryExpression' && test.operator === '!') {
    const of = bare(test.argument);
    const kind = kindOf(of, isAnswer);
    if (kind === 'other' && isMember(of) && isAnswer(of)) return good.test(lastOf(of)) ? 'failed' : 'other';
    return kind === 'found' ? 'missing' : 'other';
  }
  if (test.type === 'BinaryExpression') {
    // `'error' in answer`
    if (test.operator === 'in' && test.left.type === 'StringLiteral')
      return wrong.test(test.left.value) && isAnswer(test.right) ? 'failed' : 'other';
    const { left, right, operator } = test;
    const counts = /^(length|rowCount|size|count)$/.test(lastOf(left)) && right.type === 'NumericLiteral';
    if (!isAnswer(left) || !(isNull(right) || (counts && right.value <= 1))) return 'other';
    if (/^(===?|<)$/.test(operator)) return 'missing';
    return /^(!==?|>)$/.test(operator) ? 'found' : 'other';
  }
  // `snapshot.exists()`
  const e = isCall(test) && test.arguments.length === 0 ? bare(test.callee) : test;
  // What is asked of an answer is a rule: `members.includes(id)`.
  if (isCall(e) || !isAnswer(e)) return 'other';
  const name = lastOf(e);
  if (wrong.test(name)) return 'failed';
  if (name === 'empty') return 'missing';
  // A rule, not something to be found.
  if (ruling.test(name)) return 'other';
  if (!isMember(e)) return 'found';
  return e.computed || /^(length|data|rows|rowCount|exists|body|result|item|Item)$/.test(name)
    ? 'found'
    : 'other';
}

const ruling =
  /^(is|has|can|may|should|was|did|does)(?=[A-Z_])|(allowed|eligible|enabled|valid|active|closed|available)$/i;
const wrong = /^(e|err|fail(ed|ure)?|isError)$|[eE]rr(or)?s?$/;
const good = /^(ok|success|succeeded|isOk|isSuccess)$/;

function lastOf(n: Node): string {
  return dotted(n).split('.').at(-1)!;
}
