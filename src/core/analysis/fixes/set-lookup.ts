/** `list.includes(x)` and `list.indexOf(x) >= 0` per item → a Set made before the loop. */
import { bare, type Call, dotted, isCall, isMember, type Node, parentOf } from '../ast.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { arrayEvidence, arrayStaysIn } from './support/evidence.ts';
import { anchorOf, prelude, visibleAt } from './support/prelude.ts';
import { freshName, singular } from './support/style.ts';

export const setLookup: Fixer = {
  name: 'set-lookup',
  rules: ['quadratic-array'],
  propose(site) {
    const node = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    const callee = node ? bare(node.callee) : undefined;
    if (!node || !site.loop || callee?.type !== 'MemberExpression' || node.arguments.length !== 1)
      return undefined;
    const [needle] = node.arguments;
    if (!needle || needle.type === 'SpreadElement') return undefined;
    const list = bare(callee.object);
    const path = dotted(list);
    if (!/^(this\.)?[\w$]+(\.[\w$]+)*$/.test(path)) return undefined;
    const question = questionOf(node);
    return question ? lookUp(site, node, list, needle, question) : undefined;
  },
};

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
  if (method !== 'indexOf') return undefined;
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

function lookUp(
  site: FixSite,
  call: Call,
  list: Node,
  needle: Node,
  question: Question,
): Proposal | undefined {
  const anchor = anchorOf(site.loop!.node);
  if (!anchor || !visibleAt(anchor, list, site.scope)) return undefined;
  const stays = arrayStaysIn(site.index, list, site.scope, anchor.node);
  if (stays === 'no') return undefined;
  const kind = arrayEvidence(list, site.scope);
  const { text } = site.index;
  const path = dotted(list);
  const last = path.split('.').at(-1)!;
  const name = freshName(text, `${singular(last, last)}Set`);
  const certain =
    stays === 'shown' && kind === 'shown' && !question.strict && !(anchor.conditional && isMember(list));
  const others = sameQuestions(site, path, call).map((q) => replacement(q, text, name));
  const notes = [
    kind === 'shown'
      ? ''
      : `${path} has to be an array: where it is undefined, that counts as empty now and threw before.`,
    stays === 'shown' ? '' : `${path} must not change while the loop runs.`,
    question.strict ? 'A Set finds NaN, indexOf does not.' : '',
  ];
  return {
    title: `Look up in a Set of ${path}, made once before the loop`,
    kind: certain ? 'safe' : 'preview',
    note: notes.filter(Boolean).join(' '),
    edits: [
      ...prelude(site, anchor, [`const ${name} = new Set(${path})`]),
      replacement({ ...question, needle }, text, name),
      ...others,
    ],
  };
}

function replacement(q: Question & { readonly needle: Node }, text: string, name: string): Edit {
  const asked = `${name}.has(${text.slice(q.needle.start ?? 0, q.needle.end ?? 0)})`;
  return { start: q.node.start ?? 0, end: q.node.end ?? 0, text: q.negated ? `!${asked}` : asked };
}

/** The same list asked again in the loop: one Set serves all. */
function sameQuestions(site: FixSite, path: string, asked: Call): (Question & { readonly needle: Node })[] {
  const inLoop = site.index.calls.filter((s) => s.node !== asked && isInside(s.node, site.loop!.node));
  return inLoop.flatMap(({ node }) => {
    const callee = bare(node.callee);
    const needle = node.arguments[0];
    if (node.type !== 'CallExpression' || !isMember(callee) || dotted(callee.object) !== path) return [];
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

function isInside(inner: Node, outer: Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0);
}
