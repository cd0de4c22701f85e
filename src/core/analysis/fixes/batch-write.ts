/** One write per item, and nothing else in the loop → one write for all of them. */
import { bare, type Call, dotted, isCall, isFunction, type Node, parentOf, some } from '../ast.ts';
import type { FileIndex } from '../index-types.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { typeOfItem } from './support/any-typed.ts';
import { collected } from './support/collecting.ts';
import { arrayEvidence, runsOnlyLanguage } from './support/evidence.ts';
import { commentLines, commentsBefore, commentsIn, namesOf } from './support/prelude.ts';
import { indentAt, movedTo } from './support/style.ts';
import { type ManyWrites, manyWrites } from './support/writes.ts';

export const batchWrite: Fixer = {
  name: 'batch-write',
  rules: ['n-plus-one'],
  propose(site) {
    const call = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    const whole = call && site.loop ? outermost(call) : undefined;
    const write = whole ? manyWrites(site, whole) : undefined;
    if (!whole || !write) return undefined;
    const place = placeOf(site, whole);
    return (place && together(site, place, write)) ?? collected(site, whole, write);
  },
};

/** With what is chained to it: `insert(table).values({…})`. */
function outermost(call: Call): Call {
  const member = parentOf(call);
  const next = member?.type === 'MemberExpression' && member.object === call ? parentOf(member) : undefined;
  return next?.type === 'CallExpression' && next.callee === member ? outermost(next) : call;
}

interface Place {
  readonly call: Call;
  /** What gives way: the loop, or the whole of `await Promise.all(…)`. */
  readonly statement: Node;
  readonly list: Node;
  /** The item, as it is written: `order`, `{ id }`. */
  readonly item: Node;
  /** What is worked out for an item before it is written. */
  readonly before: readonly Node[];
}

function placeOf(site: FixSite, call: Call): Place | undefined {
  const loop = site.loop!;
  const list = loop.iterable;
  const parent = parentOf(call);
  const awaited = parent?.type === 'AwaitExpression' ? parent : undefined;
  if (!list || !isList(bare(list), site)) return undefined;
  if (loop.kind === 'of' && loop.node.type === 'ForOfStatement' && !loop.node.await) {
    const { left, body } = loop.node;
    const item = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : undefined;
    const before = awaited ? beforeLast(body, awaited, site) : undefined;
    return item && before ? { call, statement: loop.node, list, item, before } : undefined;
  }
  return inPromises(site, call, awaited, list);
}

/** `await Promise.all(items.map((item) => write(item)))`, for no result. */
function inPromises(site: FixSite, call: Call, awaited: Node | undefined, list: Node): Place | undefined {
  const { node: map, method, body: callback } = site.loop!;
  const all = parentOf(map);
  const wait = all && parentOf(all);
  const statement = wait && parentOf(wait);
  if (method !== 'map' || !isFunction(callback) || !all || !isCall(all)) return undefined;
  if (dotted(all.callee) !== 'Promise.all' || all.arguments.length !== 1) return undefined;
  if (wait?.type !== 'AwaitExpression' || statement?.type !== 'ExpressionStatement') return undefined;
  const [item, more] = callback.params;
  if (!item || more || !isPlain(item)) return undefined;
  if (callback.body.type !== 'BlockStatement')
    return callback.body === call || callback.body === awaited
      ? { call, statement, list, item, before: [] }
      : undefined;
  const last = callback.body.body.at(-1);
  const given = last?.type === 'ReturnStatement' ? last.argument : undefined;
  const before = given
    ? given === call || given === awaited
      ? glances(callback.body.body.slice(0, -1), site)
      : undefined
    : awaited && beforeLast(callback.body, awaited, site);
  return before && { call, statement, list, item, before };
}

/** An array, or by its name one. */
function isList(n: Node, site: FixSite): boolean {
  return /^(this\.)?[\w$]+(\.[\w$]+)*$/.test(dotted(n)) || arrayEvidence(n, site.scope) === 'shown';
}

function isPlain(item: Node): boolean {
  return item.type === 'Identifier' || item.type === 'ObjectPattern' || item.type === 'ArrayPattern';
}

/** The statements before the write, where that is the last and the others only work something out. */
function beforeLast(body: Node, awaited: Node, site: FixSite): readonly Node[] | undefined {
  const statements: readonly Node[] = body.type === 'BlockStatement' ? body.body : [body];
  const last = statements.at(-1);
  if (last?.type !== 'ExpressionStatement' || last.expression !== awaited) return undefined;
  return glances(statements.slice(0, -1), site);
}

function glances(statements: readonly Node[], site: FixSite): readonly Node[] | undefined {
  const fit = statements.every(
    (s) => s.type === 'VariableDeclaration' && s.kind !== 'var' && runsOnlyLanguage(s, site.index),
  );
  return fit ? statements : undefined;
}

function together(site: FixSite, place: Place, write: ManyWrites): Proposal | undefined {
  const { index, style } = site;
  const { call, statement, list, item, before } = place;
  const names = new Set([...namesOf(item), ...before.flatMap(namesIn)]);
  // What is the same for all is written as it is: then it must not have to do with the item.
  if (write.same.some((n) => namesOf(n).some((name) => names.has(name)))) return undefined;
  if (some(call, (n) => n.type === 'AwaitExpression' || n.type === 'YieldExpression')) return undefined;
  if (!namesOf(write.each).some((name) => names.has(name))) return undefined;
  // Remarks stay where what they are about stays.
  const kept = [
    [write.each.start ?? 0, write.each.end ?? 0] as const,
    ...before.map((s) => [commentsBefore(index, s.start ?? 0), s.end ?? 0] as const),
  ];
  if (commentsIn(index, statement).some((c) => !kept.some(([from, to]) => from <= c && c < to)))
    return undefined;
  const { text } = index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const outer = indentAt(text, statement.start ?? 0);
  const indent = write.notEmpty ? outer + style.indent : outer;
  const inner = indent + style.indent.repeat(write.depth);
  const typed = 'typeAnnotation' in item && item.typeAnnotation;
  const param = `(${slice(item)}${typed ? '' : typeOfItem(site, list)})`;
  const path = slice(list);
  let rows = path;
  if (before.length > 0) {
    const deeper = inner + style.indent;
    const lines = [
      ...before.flatMap((s) => [...remarksAbove(index, s), movedTo(index, s, deeper)]),
      `return ${movedTo(index, write.each, deeper)}${style.semi}`,
    ];
    rows = `${path}.map(${param} => {${lines.map((l) => style.eol + deeper + l).join('')}${style.eol}${inner}})`;
  } else if (bare(write.each).type !== 'Identifier' || slice(write.each) !== slice(item)) {
    const each = movedTo(index, write.each, inner);
    rows = `${path}.map(${param} => ${bare(write.each).type === 'ObjectExpression' ? `(${each})` : each})`;
  }
  const semi =
    text[(statement.end ?? 0) - 1] === ';' || statement.type !== 'ExpressionStatement' ? style.semi : '';
  const done = `await ${write.many(rows, indent)}${semi}`;
  return {
    title: `Write all with one ${write.what}`,
    kind: 'preview',
    note: [
      arrayEvidence(bare(list), site.scope) === 'shown' ? '' : `${path} has to be an array.`,
      'All are written or none. With very many items the write needs to be split.',
      write.assumes,
    ]
      .filter(Boolean)
      .join(' '),
    edits: [
      {
        start: statement.start ?? 0,
        end: statement.end ?? 0,
        text: write.notEmpty
          ? `if (${path}.length > 0) {${style.eol}${indent}${done}${style.eol}${outer}}`
          : done,
      },
    ],
  };
}

function remarksAbove(index: FileIndex, s: Node): string[] {
  return commentLines(index.text.slice(commentsBefore(index, s.start ?? 0), s.start ?? 0));
}

function namesIn(s: Node): string[] {
  return s.type === 'VariableDeclaration' ? s.declarations.flatMap((d) => namesOf(d.id)) : [];
}
