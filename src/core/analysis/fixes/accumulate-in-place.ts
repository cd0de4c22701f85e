/** `reduce((acc, x) => ({ ...acc, [x.id]: x }), {})` → write to the accumulator, which nobody else has. */
import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  some,
  visit,
} from '../ast.ts';
import type { Binding } from '../index-types.ts';
import { find } from '../scopes.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { isSimple, referencesTo } from './support/evidence.ts';
import { importsAny } from './support/imports.ts';
import { freshName, freshOf } from './support/names.ts';
import { afterArrow, isReference, parenthesesAround } from './support/prelude.ts';
import { indentAt, movedTo } from './support/style.ts';

type Literal = Extract<Node, { type: 'ObjectExpression' | 'ArrayExpression' }>;

export const accumulateInPlace: Fixer = {
  name: 'accumulate-in-place',
  rules: ['accumulating-spread'],
  propose(site) {
    const literal = site.nodes.find((n) => n.type === 'ObjectExpression' || n.type === 'ArrayExpression') as
      | Literal
      | undefined;
    if (!literal || !site.loop) return undefined;
    const callback = ancestor(literal, (n) => isFunction(n));
    const call =
      site.loop.kind === 'callback' && /^reduce/.test(site.loop.method) ? site.loop.node : undefined;
    if (call && isCall(call) && callback && callback === bare(call.arguments[0]!))
      return inReducer(site, literal, callback, call);
    return inLoop(site, literal);
  },
};

/** The statements that do in place what the literal does by copying; undefined where order or identity would differ. */
function writes(
  site: FixSite,
  literal: Literal,
  acc: string,
  depth: string,
): { lines: string[]; certain: boolean } | undefined {
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const parts: readonly (Node | null)[] =
    literal.type === 'ObjectExpression' ? literal.properties : literal.elements;
  const [first, ...rest] = parts;
  if (first?.type !== 'SpreadElement' || dotted(first.argument) !== acc || rest.length === 0)
    return undefined;
  const lines: string[] = [];
  let certain = true;
  for (const part of rest) {
    if (!part || usesWhole(part, acc)) return undefined;
    // A part that reads what an earlier part wrote would see it now.
    if (rest.length > 1 && mentions(part, acc)) return undefined;
    if (literal.type === 'ArrayExpression') {
      if (part.type === 'SpreadElement') {
        const each = freshName(text, 'item');
        const all = movedTo(site.index, part.argument, depth);
        // A choice, or what goes over several lines, has no place in the head of a loop.
        const plain = !all.includes('\n') && !/^(Conditional|Logical)/.test(bare(part.argument).type);
        const more = plain ? all : freshOf(`${text} ${lines.join(' ')}`, ['more', 'added', 'others']);
        if (!plain) lines.push(`const ${more} = ${all}`);
        lines.push(`for (const ${each} of ${more}) ${acc}.push(${each})`);
        if (mentions(part, acc)) return undefined;
      } else lines.push(`${acc}.push(${movedTo(site.index, part, depth)})`);
    } else if (part.type === 'SpreadElement') {
      // null and undefined are left out by both.
      lines.push(`Object.assign(${acc}, ${slice(part.argument)})`);
      certain = false;
    } else if (part.type === 'ObjectProperty') {
      const target = part.computed ? `${acc}[${slice(part.key)}]` : keyed(acc, part.key, slice);
      if (!target || (part.shorthand && part.value.type !== 'Identifier')) return undefined;
      // A key of `__proto__` is a property in a literal, and the prototype in an assignment.
      if (part.computed) certain = false;
      else if (/__proto__/.test(slice(part.key))) return undefined;
      lines.push(`${target} = ${movedTo(site.index, part.value, depth)}`);
    } else return undefined;
  }
  return { lines: pushedAtOnce(site, acc, lines, depth), certain };
}

/** `acc.push(a)`, `acc.push(b)` → `acc.push(a, b)` where that fits on a line. */
function pushedAtOnce({ style }: FixSite, acc: string, lines: string[], depth: string): string[] {
  const head = `${acc}.push(`;
  if (lines.length < 2 || !lines.every((l) => l.startsWith(head))) return lines;
  const line = `${head}${lines.map((l) => l.slice(head.length, -1)).join(', ')})`;
  return line.includes('\n') || depth.length + line.length >= style.width ? lines : [line];
}

/** Blanks before what is written in a callback. */
function depthIn({ index, style }: FixSite, body: Node, literal: Node): string {
  const { text } = index;
  if (body.type === 'BlockStatement')
    return indentAt(text, ancestor(literal, (n) => /Statement$/.test(n.type))?.start ?? 0);
  return afterArrow(text, parenthesesAround(text, body).start).indent + style.indent;
}

function keyed(acc: string, key: Node, slice: (n: Node) => string): string {
  if (key.type === 'Identifier') return `${acc}.${key.name}`;
  return key.type === 'StringLiteral' || key.type === 'NumericLiteral' ? `${acc}[${slice(key)}]` : '';
}

const protoNote =
  'A key of "__proto__" would set the prototype now; keys that people choose should go to a Map.';

const observables = ['rxjs', 'rxjs/operators', 'xstream', 'most', 'kefir', 'baconjs', '@most/core'];

function inReducer(site: FixSite, literal: Literal, callback: Node, call: Node): Proposal | undefined {
  if (!isFunction(callback) || !isCall(call) || callback.async || callback.generator) return undefined;
  // An observable's start value is one for all who subscribe.
  if (!/^reduce/.test(methodName(call)) || importsAny(site.index, observables)) return undefined;
  const [acc] = callback.params;
  const initial = call.arguments[1];
  if (acc?.type !== 'Identifier' || !initial || !isFresh(initial, literal.type)) return undefined;
  const frozen = [acc, initial].some((n) =>
    /\b(Readonly\w*|readonly|const)\b/.test(site.index.text.slice(n.start ?? 0, n.end ?? 0)),
  );
  // TypeScript gives a bare {} no properties to write to, and a bare [] no items.
  const bareObject =
    (initial.type === 'ObjectExpression' ||
      (initial.type === 'ArrayExpression' && initial.elements.length === 0)) &&
    !('typeParameters' in call && call.typeParameters) &&
    !acc.typeAnnotation;
  if (site.style.typescript && bareObject) return undefined;
  if (frozen || find(site.scope, acc.name)?.writes.length || leaks(callback, acc.name, literal))
    return undefined;
  const done = writes(site, literal, acc.name, depthIn(site, callback.body, literal));
  if (!done) return undefined;
  const edits =
    callback.body.type === 'BlockStatement'
      ? returned(site, literal, acc.name, done.lines)
      : arrowResult(site, callback.body, literal, acc.name, done.lines);
  return edits ? proposal(acc.name, done.certain, edits) : undefined;
}

function proposal(name: string, certain: boolean, edits: readonly Edit[]): Proposal {
  return {
    title: `Write to ${name} instead of copying it in each turn`,
    kind: certain ? 'safe' : 'preview',
    note: certain ? '' : protoNote,
    edits,
  };
}

/** `{}`, `[]`, with what they begin with: an object that nobody else has. */
function isFresh(initial: Node, type: string): boolean {
  const made = bare(initial);
  if (made.type === 'ObjectExpression' && made.properties.some((p) => p.type === 'ObjectMethod'))
    return false;
  return made.type === type;
}

/** The accumulator is kept somewhere: by a function made in the callback, as a value, as an argument. */
function leaks(callback: Node, acc: string, literal: Literal): boolean {
  let found = false;
  visit(callback, (n) => {
    if (n !== callback && isFunction(n) && mentions(n, acc)) found = true;
    if (n.type === 'Identifier' && n.name === acc && isReference(n) && !contains(literal, n)) {
      const p = parentOf(n);
      const kept =
        p !== callback &&
        p?.type !== 'ReturnStatement' &&
        !(p?.type === 'ConditionalExpression' && p.test !== n) &&
        !(p && isMember(p) && p.object === n) &&
        p?.type !== 'IfStatement' &&
        p?.type !== 'BinaryExpression' &&
        p?.type !== 'UnaryExpression';
      if (kept) found = true;
    }
    return !found;
  });
  return found;
}

/** A part that holds the accumulator itself, not only a look at a property of it. */
function usesWhole(part: Node, acc: string): boolean {
  return some(part, (n) => {
    if (isFunction(n)) return mentions(n, acc);
    if (n.type !== 'Identifier' || n.name !== acc || !isReference(n)) return false;
    const p = parentOf(n);
    if (!p || !isMember(p) || p.object !== n) return true;
    const over = parentOf(p);
    return (
      over !== undefined &&
      isCall(over) &&
      over.callee === p &&
      !/^(includes|indexOf|at|has|get)$/.test(methodName(over))
    );
  });
}

function mentions(node: Node, name: string): boolean {
  return some(node, (n) => n.type === 'Identifier' && n.name === name && isReference(n));
}

/** `return { ...acc, … };` */
function returned(
  site: FixSite,
  literal: Literal,
  acc: string,
  lines: readonly string[],
): Edit[] | undefined {
  const { text } = site.index;
  const statement = ancestor(literal, (n) => /Statement$/.test(n.type));
  if (statement?.type !== 'ReturnStatement' || !statement.argument) return undefined;
  return statements(site, statement, conditional(site, statement.argument, literal, acc, lines), acc, text);
}

function statements(
  site: FixSite,
  statement: Node,
  lines: readonly string[] | undefined,
  acc: string,
  text: string,
): Edit[] | undefined {
  if (!lines) return undefined;
  const { style } = site;
  const parent = parentOf(statement);
  const indent = indentAt(text, statement.start ?? 0);
  const all = [...lines, `return ${acc}`].map((l) => `${l}${style.semi}`);
  const block =
    parent?.type === 'BlockStatement' ||
    (parent?.type === 'SwitchCase' && !lines.some((l) => l.startsWith('const ')));
  const inner = block ? indent : `${indent}${style.indent}`;
  const joined = all.join(`${style.eol}${inner}`);
  return [
    {
      start: statement.start ?? 0,
      end: statement.end ?? 0,
      text: block ? joined : `{${style.eol}${inner}${joined}${style.eol}${indent}}`,
    },
  ];
}

/** The value is the literal, or a choice between it and the accumulator as it is. */
function conditional(
  site: FixSite,
  value: Node,
  literal: Literal,
  acc: string,
  lines: readonly string[],
): readonly string[] | undefined {
  const v = bare(value);
  if (v === literal) return lines;
  if (v.type !== 'ConditionalExpression') return undefined;
  const test = site.index.text.slice(v.test.start ?? 0, v.test.end ?? 0);
  const [yes, no] = [bare(v.consequent), bare(v.alternate)];
  const isAcc = (n: Node): boolean => n.type === 'Identifier' && n.name === acc;
  const { style, index } = site;
  const step = `${style.eol}${indentAt(index.text, v.start ?? 0)}${style.indent}`;
  const one =
    lines.length === 1 ? lines[0]! : `{${lines.map((l) => `${step}${style.indent}${l};`).join('')}${step}}`;
  if (yes === literal && isAcc(no)) return [`if (${test}) ${one}`];
  const not = isSimple(v.test) || isCall(bare(v.test)) ? `!${test}` : `!(${test})`;
  return no === literal && isAcc(yes) ? [`if (${not}) ${one}`] : undefined;
}

/** `=> ({ ...acc, … })` becomes a block. */
function arrowResult(
  site: FixSite,
  body: Node,
  literal: Literal,
  acc: string,
  lines: readonly string[],
): Edit[] | undefined {
  const done = conditional(site, body, literal, acc, lines);
  if (!done) return undefined;
  const { style, index } = site;
  const outer = parenthesesAround(index.text, body);
  const { start, indent } = afterArrow(index.text, outer.start);
  const inner = `${style.eol}${indent}${style.indent}`;
  const all = [...done, `return ${acc}`].map((l) => `${inner}${l}${style.semi}`);
  return [
    {
      start,
      end: outer.end,
      text: `${start < outer.start ? ' ' : ''}{${all.join('')}${style.eol}${indent}}`,
    },
  ];
}

/** `all = [...all, x];` in a loop. */
function inLoop(site: FixSite, literal: Literal): Proposal | undefined {
  const assignment = parentOf(literal);
  if (
    assignment?.type !== 'AssignmentExpression' ||
    assignment.operator !== '=' ||
    bare(assignment.right) !== literal
  )
    return undefined;
  const statement = parentOf(assignment);
  const left = assignment.left;
  if (statement?.type !== 'ExpressionStatement' || left.type !== 'Identifier') return undefined;
  const b = find(site.scope, left.name);
  if (!b?.init || b.kind === 'param' || b.path.length > 0 || b.annotation) return undefined;
  if (!isFresh(b.init, literal.type) || !ownAlone(site, left.name, assignment)) return undefined;
  const done = writes(site, literal, left.name, indentAt(site.index.text, statement.start ?? 0));
  const parent = parentOf(statement);
  if (!done || (done.lines.length > 1 && parent?.type !== 'BlockStatement')) return undefined;
  const { style, index } = site;
  const indent = indentAt(index.text, statement.start ?? 0);
  const text = done.lines.map((l) => `${l}${style.semi}`).join(`${style.eol}${indent}`);
  return proposal(left.name, done.certain, [
    ...constant(b, assignment),
    { start: statement.start ?? 0, end: statement.end ?? 0, text },
  ]);
}

/** What is assigned to nowhere else becomes a constant. */
function constant({ init, kind, writes: assigned }: Binding, assignment: Node): Edit[] {
  const declarator = init && parentOf(init);
  const declaration = declarator?.type === 'VariableDeclarator' ? parentOf(declarator) : undefined;
  const only = assigned.every((w) => w === assignment || contains(assignment, w) || contains(w, assignment));
  if (kind !== 'let' || !only || declaration?.type !== 'VariableDeclaration') return [];
  const start = declaration.start ?? 0;
  return declaration.declarations.length === 1 ? [{ start, end: start + 3, text: 'const' }] : [];
}

/** Nobody else has the object before the function ends: no other assignment, alias, argument, or function that sees it. */
function ownAlone(site: FixSite, name: string, assignment: Node): boolean {
  const b = find(site.scope, name)!;
  if (b.writes.some((w) => w !== assignment && !contains(w, assignment) && !contains(assignment, w)))
    return false;
  return referencesTo(site.index, name).every((r) => {
    if (contains(assignment, r) || r === b.node) return true;
    const p = parentOf(r);
    for (let f = parentOf(r); f && f !== b.scope.fn.node; f = parentOf(f))
      if (isFunction(f) && !contains(f, assignment)) return false;
    if (p?.type === 'VariableDeclarator') return p.id === r;
    if (p?.type === 'ReturnStatement') return true;
    if (!p || !isMember(p) || p.object !== r)
      return p?.type === 'ForOfStatement' && p.right === r && !contains(p, assignment);
    const call = parentOf(p);
    if (!call || !isCall(call) || call.callee !== p)
      return call?.type !== 'AssignmentExpression' || call.left !== p;
    return (
      /^(includes|indexOf|at|join|map|filter|slice|some|every|find|push|length|reduce|forEach)$/.test(
        methodName(call),
      ) && receiverOf(call) === r
    );
  });
}
