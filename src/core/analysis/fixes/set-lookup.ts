/** `list.includes(x)` and `list.indexOf(x) >= 0` per item → a Set made before the loop. */
import { bare, type Call, dotted, isCall, isMember, type Node, parentOf } from '../ast.ts';
import { find } from '../scopes.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { arrayEvidence, arrayStaysIn, isSimple, referencesTo, useOf } from './support/evidence.ts';
import { pushesIn } from './support/growing.ts';
import { freshName, joined, singular } from './support/names.ts';
import { isAskedIn, mayBeMissing, outermostAnchor, prelude, visibleAt } from './support/prelude.ts';
import { indentAt } from './support/style.ts';

export const setLookup: Fixer = {
  name: 'set-lookup',
  rules: ['quadratic-array'],
  propose(site) {
    const node = site.nodes.find((n) => isCall(n)) as Call | undefined;
    const callee = node ? bare(node.callee) : undefined;
    if (!node || !site.loop || !callee || !isMember(callee) || node.arguments.length !== 1) return undefined;
    const [needle] = node.arguments;
    if (!needle || needle.type === 'SpreadElement') return undefined;
    const list = bare(callee.object);
    const path = dotted(list);
    if (!/^(this\.)?[\w$]+(\.[\w$]+)*$/.test(path)) return undefined;
    const question = questionOf(node);
    return question ? lookUp(site, { call: node, list, path }, needle, question) : undefined;
  },
};

interface Asked {
  readonly call: Call;
  readonly list: Node;
  readonly path: string;
}

interface Question {
  /** The expression that asks, to be replaced. */
  readonly node: Node;
  readonly negated: boolean;
  /** `indexOf` finds no NaN, a Set does. */
  readonly strict: boolean;
}

function questionOf(call: Call): Question | undefined {
  const callee = bare(call.callee);
  const method = isMember(callee) && callee.property.type === 'Identifier' ? callee.property.name : '';
  if (method === 'includes') return { node: call, negated: false, strict: false };
  if (method !== 'indexOf' || call.type !== 'CallExpression') return undefined;
  const p = parentOf(call);
  if (p?.type !== 'BinaryExpression' || p.left !== call) return undefined;
  const right = bare(p.right);
  const minusOne =
    right.type === 'UnaryExpression' &&
    right.operator === '-' &&
    right.argument.type === 'NumericLiteral' &&
    right.argument.value === 1;
  const zero = right.type === 'NumericLiteral' && right.value === 0;
  if (minusOne && /^(!==?|>)$/.test(p.operator)) return { node: p, negated: false, strict: true };
  if (minusOne && /^===?$/.test(p.operator)) return { node: p, negated: true, strict: true };
  if (zero && p.operator === '>=') return { node: p, negated: false, strict: true };
  return zero && p.operator === '<' ? { node: p, negated: true, strict: true } : undefined;
}

function lookUp(site: FixSite, asked: Asked, needle: Node, question: Question): Proposal | undefined {
  const { call, list, path } = asked;
  const { text } = site.index;
  const anchor = outermostAnchor(
    site.loop!,
    (a, outer) =>
      visibleAt(a, list, site.scope) &&
      arrayStaysIn(site.index, list, site.scope, a.node) !== 'no' &&
      // Where it may be missing, somebody asks before; a Set of nothing is none the worse for it.
      (!isMember(list) || !(outer ? isAskedIn(a.node, path, call) : mayBeMissing(a.node, path, call, false))),
  );
  const last = path.split('.').at(-1)!;
  const base = joined(last);
  const name = /set$/i.test(base)
    ? freshName(text, joined(base.slice(0, -3) || 'known', 'lookup'))
    : freshName(text, joined(singular(base, base), 'set'));
  const optional = call.type === 'OptionalCallExpression';
  if (!anchor) return optional ? undefined : whileItGrows(site, asked, needle, question, name);
  const stays = arrayStaysIn(site.index, list, site.scope, anchor.node);
  const kind = arrayEvidence(list, site.scope);
  const certain =
    stays === 'shown' &&
    kind === 'shown' &&
    !question.strict &&
    !optional &&
    !(anchor.conditional && isMember(list));
  // Loops after this one that ask the same: the Set serves them too, where the list is what it was.
  const block = parentOf(anchor.node);
  const served = certain && !anchor.arrow && block && neverChanges(site, list) ? block : site.loop!.node;
  const others = sameQuestions(site, path, call, served)
    .filter((q) => (q.node.start ?? 0) >= (anchor.node.start ?? 0))
    .map((q) => replacement(q, text, name));
  const notes = [
    kind === 'shown'
      ? ''
      : optional
        ? `${path} has to be an array where there is one.`
        : `${path} has to be an array: where it is undefined, that counts as empty now and threw before.`,
    stays === 'shown' ? '' : `${path} must not change while the loop runs.`,
    question.strict ? 'A Set finds NaN, indexOf does not.' : '',
  ];
  return {
    title: `Look up in a Set of ${path}, made once before the loop`,
    kind: certain ? 'safe' : 'preview',
    note: certain ? '' : notes.filter(Boolean).join(' '),
    edits: [
      ...prelude(site, anchor, [`const ${name} = new Set(${text.slice(list.start ?? 0, list.end ?? 0)})`]),
      replacement({ ...question, needle }, text, name),
      ...others,
    ],
  };
}
/** A list that the loop itself adds to, and nothing else: the Set is added to as well. */
function whileItGrows(
  site: FixSite,
  { call, list, path }: Asked,
  needle: Node,
  question: Question,
  name: string,
): Proposal | undefined {
  if (list.type !== 'Identifier') return undefined;
  const anchor = outermostAnchor(
    site.loop!,
    (a) =>
      visibleAt(a, list, site.scope) && pushesIn(site.index, list.name, site.scope, a.node) !== undefined,
  );
  if (!anchor) return undefined;
  const pushes = pushesIn(site.index, list.name, site.scope, anchor.node);
  if (!pushes || pushes.length === 0) return undefined;
  const { text } = site.index;
  const added = pushes.map((p) => alsoAdded(site, p, name));
  if (added.some((e) => !e)) return undefined;
  return {
    title: `Look up in a Set that grows with ${path}`,
    kind: 'preview',
    note: `${path} is added to here alone, and the Set with it.${question.strict ? ' A Set finds NaN, indexOf does not.' : ''}`,
    edits: [
      ...prelude(site, anchor, [`const ${name} = new Set(${path})`]),
      replacement({ ...question, needle }, text, name),
      ...sameQuestions(site, path, call, site.loop!.node).map((q) => replacement(q, text, name)),
      ...added.flatMap((e) => e ?? []),
    ],
  };
}

/** `list.push(x);` → also `set.add(x);`, in a block where there is none. */
function alsoAdded({ index, style }: FixSite, push: Call, name: string): Edit[] | undefined {
  const { text } = index;
  const statement = parentOf(push);
  const around = statement && parentOf(statement);
  if (statement?.type !== 'ExpressionStatement' || !around || !push.arguments.every(isSimple))
    return undefined;
  const adds = push.arguments.map((a) => `${name}.add(${text.slice(a.start ?? 0, a.end ?? 0)})${style.semi}`);
  const [start, end] = [statement.start ?? 0, statement.end ?? 0];
  const indent = indentAt(text, start);
  if (around.type === 'BlockStatement')
    return [{ start: end, end, text: adds.map((a) => `${style.eol}${indent}${a}`).join('') }];
  if (around.type !== 'IfStatement' || around.consequent !== statement || around.alternate) return undefined;
  const outer = indentAt(text, around.start ?? 0);
  const inner = `${style.eol}${outer}${style.indent}`;
  const from = (around.test.end ?? 0) + /^[^)]*\)/.exec(text.slice(around.test.end ?? 0))![0].length;
  if (text.slice(from, start).trim() !== '') return undefined;
  const own = text.slice(start, end);
  const block = [own.endsWith(';') || !style.semi ? own : `${own};`, ...adds].map((l) => inner + l).join('');
  return [{ start: from, end, text: ` {${block}${style.eol}${outer}}` }];
}

function replacement(q: Question & { readonly needle: Node }, text: string, name: string): Edit {
  const asked = `${name}.has(${text.slice(q.needle.start ?? 0, q.needle.end ?? 0)})`;
  return { start: q.node.start ?? 0, end: q.node.end ?? 0, text: q.negated ? `!${asked}` : asked };
}

/** The same list asked again in the loop: one Set serves all. */
function sameQuestions(
  site: FixSite,
  path: string,
  asked: Call,
  within: Node,
): (Question & { readonly needle: Node })[] {
  const inLoop = site.index.calls.filter((s) => s.node !== asked && s.loop && isInside(s.node, within));
  return inLoop.flatMap(({ node }) => {
    const callee = bare(node.callee);
    const needle = node.arguments[0];
    if (!isMember(callee) || dotted(callee.object) !== path) return [];
    if (node.arguments.length !== 1 || !needle || needle.type === 'SpreadElement') return [];
    const q = questionOf(node);
    // Nested in one another they would have to be replaced twice.
    const nested = isInside(node, asked) || isInside(asked, node);
    return q &&
      !q.strict &&
      !nested &&
      !inLoop.some(
        (o) =>
          o.node !== node &&
          isInside(o.node, node) &&
          isCall(o.node) &&
          dotted(o.node.callee).startsWith(`${path}.`),
      )
      ? [{ ...q, needle }]
      : [];
  });
}

/** A constant made here that nobody writes to, and nobody else has. */
function neverChanges({ index, scope }: FixSite, list: Node): boolean {
  if (list.type !== 'Identifier') return false;
  const b = find(scope, list.name);
  return (
    b !== undefined &&
    b.writes.length === 0 &&
    referencesTo(index, list.name).every((r) => useOf(r) === 'read')
  );
}

function isInside(inner: Node, outer: Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0);
}
