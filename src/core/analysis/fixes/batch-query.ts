/** One query per item for a row by its key → one query for all of them before the loop, and a Map of the rows. */
import {
  ancestor,
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  some,
} from '../ast.ts';
import { asItems, itemTaken } from '../counted.ts';
import type { LoopInfo } from '../index-types.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { isAny, typeOfItem } from './support/any-typed.ts';
import { isSimple } from './support/evidence.ts';
import { changes, guardsOf, type Item, isOf } from './support/guards.ts';
import { namesIn } from './support/keys.ts';
import { capital, freshName, freshOf, plural } from './support/names.ts';
import { type Anchor, anchorOf, namesOf, prelude, visibleAt } from './support/prelude.ts';
import { type OneByKey, oneByKey } from './support/queries.ts';
import { indentAt } from './support/style.ts';

export const batchQuery: Fixer = {
  name: 'batch-query',
  rules: ['n-plus-one'],
  propose(site) {
    const inner = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    if (!inner || !site.loop) return undefined;
    const call = outermost(inner);
    const place = placeOf(site, call);
    const query = place ? oneByKey(site, call) : undefined;
    return place && query ? batched(site, place, query) : undefined;
  },
};

interface Place {
  readonly loop: LoopInfo;
  /** What is gone through. */
  readonly list: Node;
  readonly item: Item;
  readonly call: Call;
  /** The awaited query, or the query itself where the callback hands its promise on. */
  readonly asked: Node;
  readonly anchor: Anchor;
  /** Conditions on the item, as written. */
  readonly guards: readonly string[];
}

/** With what is chained to it: `find().lean()`. */
function outermost(call: Call): Call {
  const member = parentOf(call);
  const next = member && isMember(member) && member.object === call ? parentOf(member) : undefined;
  return next?.type === 'CallExpression' &&
    next.callee === member &&
    !/^(then|catch|finally)$/.test(methodName(next))
    ? outermost(next)
    : call;
}

/** Where the query is made for each item of a loop, whatever the item is, and nothing else is waited for. */
function placeOf(site: FixSite, call: Call): Place | undefined {
  const loop = site.loop!;
  const { iterable } = asItems(loop);
  const list = iterable ? bare(iterable) : undefined;
  const item = list && itemOf(loop, list, site.index.text);
  if (!item || !list || !/^(this\.)?[\w$]+(\.[\w$]+)*$/.test(dotted(list))) return undefined;
  const parent = parentOf(call);
  const awaited = parent?.type === 'AwaitExpression' ? parent : undefined;
  const callback = loop.kind === 'callback' ? loop.body : undefined;
  const handedOn = callback?.type === 'ArrowFunctionExpression' && callback.body === call;
  const asked = awaited ?? (handedOn ? call : undefined);
  const guards = asked ? guardsOf(asked, loop, item, site.index) : undefined;
  if (!asked || !guards) return undefined;
  const anchor = anchorOf(loop.node);
  if (!anchor || anchor.arrow || anchor.conditional || !visibleAt(anchor, list, site.scope)) return undefined;
  if (callback && !awaitedTogether(loop.node)) return undefined;
  return inAsync(anchor.node) ? { loop, list, item, call, asked, anchor, guards } : undefined;
}

function itemOf(loop: LoopInfo, list: Node, text: string): Item | undefined {
  if (loop.kind === 'for') return named(itemTaken(loop, list), text);
  if (loop.kind === 'of' && loop.node.type === 'ForOfStatement') {
    const { left } = loop.node;
    if (left.type !== 'VariableDeclaration' || left.kind !== 'const') return undefined;
    return named(left.declarations[0]?.id, text);
  }
  if (loop.kind !== 'callback' || loop.method !== 'map' || !isFunction(loop.body)) return undefined;
  return named(loop.body.params[0], text);
}

/** A name, or `{ a, b: c }` without defaults: taking that twice runs no code that could tell. */
function named(id: Node | null | undefined, text: string): Item | undefined {
  const annotation = id && 'typeAnnotation' in id ? id.typeAnnotation : undefined;
  const type = annotation ? text.slice(annotation.start ?? 0, annotation.end ?? 0) : '';
  if (id?.type === 'Identifier') return { names: [id.name], text: id.name, type };
  if (id?.type !== 'ObjectPattern') return undefined;
  const plain = id.properties.every(
    (p) => p.type === 'ObjectProperty' && !p.computed && p.value.type === 'Identifier',
  );
  const end = (id.typeAnnotation ? id.typeAnnotation.start : id.end) ?? 0;
  return plain ? { names: namesOf(id), text: text.slice(id.start ?? 0, end), type } : undefined;
}

const changing =
  /^(save|create|update|insert|delete|destroy|remove|upsert|set|add|push|assign|mark|increment|decrement|patch|put|query|exec|execute|run|replace|restore)([A-Z]\w*)?$/;

/** Between one query and the next nothing is changed of what is asked for, as far as names tell. */
function spares({ loop, asked }: Place, query: OneByKey): boolean {
  const p = parentOf(asked);
  const found = p?.type === 'VariableDeclarator' && p.id.type === 'Identifier' ? p.id.name : '';
  return !some(loop.body, (n) => {
    if (contains(asked, n)) return false;
    if (n.type === 'YieldExpression') return true;
    // What is done before in the same turn may be what is asked for.
    const earlier = (n.start ?? 0) < (asked.start ?? 0);
    if (n.type === 'AwaitExpression' && earlier && !contains(n, asked) && !onlyReads(n.argument)) return true;
    if (!isCall(n) || !changing.test(methodName(n) || dotted(n.callee))) return false;
    const callee = dotted(n.callee);
    const receiver = callee.split('.')[0];
    // Texts of SQL are not read for what they change.
    if (/^(query|exec|execute|run)$/.test(methodName(n))) return !/[rR]egExp?|[pP]attern/.test(callee);
    return callee === '' || receiver === found || callee.toLowerCase().includes(query.base.toLowerCase());
  });
}

/** Something else is waited for that may change things. */
function worksOn({ loop, asked }: Place): boolean {
  return some(
    loop.body,
    (n) =>
      n.type === 'AwaitExpression' && !contains(n, asked) && !contains(asked, n) && !onlyReads(n.argument),
  );
}

/** By its name it changes nothing: then it may come between the queries. */
function onlyReads(value: Node): boolean {
  const n = bare(value);
  const name = isCall(n) ? methodName(n) || dotted(n.callee) : '';
  return (
    /^(find|count|exists|get|load|fetch|read|list|is|has)([A-Z]\w*)?$/.test(name) &&
    !/(And|Or)[A-Z]/.test(name)
  );
}

/** `await Promise.all(items.map(…))`. */
function awaitedTogether(map: Node): boolean {
  const all = parentOf(map);
  if (!all || !isCall(all) || dotted(all.callee) !== 'Promise.all') return false;
  const p = parentOf(all);
  return p?.type === 'AwaitExpression' || p?.type === 'ReturnStatement';
}

function inAsync(node: Node): boolean {
  const fn = ancestor(node, (n) => isFunction(n));
  return fn !== undefined && isFunction(fn) && fn.async === true;
}

function batched(site: FixSite, place: Place, query: OneByKey): Proposal | undefined {
  const { item, loop, anchor, asked, guards, call } = place;
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const { wanted } = query;
  if (!isSimple(wanted) || !isOf(wanted, item) || changes(loop, dotted(wanted))) return undefined;
  if (asksTheLoop(query, slice, place) || !spares(place, query)) return undefined;
  // `id!` says what TypeScript does not see.
  const certain = parentOf(wanted);
  const key = slice(certain?.type === 'TSNonNullExpression' ? certain : wanted);
  // Where it was asked TypeScript knows that it is there, but not in a list of those that have it.
  const asserted =
    site.style.typescript && certain?.type !== 'TSNonNullExpression' && guards.some((g) => mentions(g, key));
  const list = slice(place.list);
  const param = `(${item.text}${item.type || typeOfItem(site, place.list)})`;
  const condition = guards.length > 1 ? guards.map((g) => `(${g})`).join(' && ') : guards[0];
  const chosen = condition === undefined ? list : `${list}.filter(${param} => ${condition})`;
  const keys = key === item.text ? chosen : `${chosen}.map(${param} => ${asserted ? `${key}!` : key})`;
  const row = item.names.includes(query.base)
    ? freshName(text, query.base === 'row' ? 'each' : `${query.base}Row`)
    : query.base;
  const several = plural(query.base);
  const rows = freshOf(text, [several, `${query.base}Rows`, `found${capital(several)}`]);
  const map = freshName(
    text,
    `${query.missing === 'rows' ? rows : query.base}By${capital(query.field.replace(/^_/, ''))}`,
  );
  const keyText = (of: string): string => (query.asText ? `String(${of})` : of);
  const own = keyText(`${row}.${query.field}`);
  const found = `${map}.get(${keyText(key)})`;
  const use = useOf(asked, found, query, slice);
  if (!use) return undefined;
  const { indent } = site.style;
  const same = freshOf(text, ['same', 'alike', 'others']);
  const unknown = isAny(site, call);
  const typed = site.style.typescript ? '<string, typeof rows>'.replace('rows', rows) : '';
  const lines =
    query.missing === 'rows'
      ? [
          `const { rows: ${rows} } = await ${query.many(keys)}`,
          `const ${map} = new Map${typed}()`,
          `for (const ${row} of ${rows}) {`,
          `${indent}const ${same} = ${map}.get(${own})${site.style.semi}`,
          `${indent}if (${same}) ${same}.push(${row})${site.style.semi}`,
          `${indent}else ${map}.set(${own}, [${row}])${site.style.semi}`,
          '}',
        ]
      : [
          `const ${rows} = await ${query.many(keys)}`,
          ...mapLine(
            site,
            anchor,
            `const ${map} = new Map${unknown ? '<unknown, any>' : ''}(`,
            `${rows}.map((${row}${unknown ? ': any' : ''}) => [${own}, ${row}])`,
          ),
        ];
  return {
    title: `Load all ${several} with one query before the loop`,
    kind: 'preview',
    note: [
      `${list} has to be an array. Items with the same key share one object now. With very many items the query needs to be split.`,
      worksOn(place)
        ? `What the loop changes of the ${several} in the database is not seen by the next turn.`
        : '',
      query.assumes,
    ]
      .filter(Boolean)
      .join(' '),
    edits: [...query.edits, ...prelude(site, anchor, lines), ...use],
  };
}

/** Over three lines where one is too short. */
function mapLine({ index, style }: FixSite, anchor: Anchor, head: string, inner: string): string[] {
  const indent = indentAt(index.text, anchor.node.start ?? 0);
  if (indent.length + head.length + inner.length + 2 <= style.width) return [`${head}${inner})`];
  return [`${head}${style.eol}${indent}${style.indent}${inner}${style.argumentsComma}${style.eol}${indent})`];
}

/** Whether a condition asks for the key itself. */
function mentions(guard: string, key: string): boolean {
  return new RegExp(`(?<![\\w$.])${key.replace(/[.$]/g, '\\$&')}(?![\\w$.(?[])`).test(guard);
}

/** Whether the query for all refers to a name of the loop. */
function asksTheLoop(query: OneByKey, slice: (n: Node) => string, place: Place): boolean {
  const text = query.many('').replaceAll(slice(query.wanted), '');
  const inside = namesIn(place.loop);
  return [...text.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*(?!\s*:)\b/g)]
    .map((m) => m[0])
    .some((n) => inside.has(n) || place.item.names.includes(n));
}

/** The query gives way to a look into the Map. */
function useOf(asked: Node, found: string, query: OneByKey, slice: (n: Node) => string): Edit[] | undefined {
  if (query.missing === 'rows') return rowsUse(asked, `${found} ?? []`, slice);
  const value = query.missing === 'null' ? `${found} ?? null` : found;
  const p = parentOf(asked);
  const enclosed =
    (asked as { extra?: { parenthesized?: boolean } }).extra?.parenthesized ||
    (p?.type === 'AssignmentExpression' && p.right === asked) ||
    p?.type === 'VariableDeclarator' ||
    p?.type === 'ObjectProperty' ||
    p?.type === 'ArrayExpression' ||
    p?.type === 'ReturnStatement' ||
    p?.type === 'ExpressionStatement' ||
    p?.type === 'ArrowFunctionExpression' ||
    (p !== undefined && isCall(p) && p.callee !== asked);
  const text = enclosed || query.missing === 'undefined' ? value : `(${value})`;
  return [{ start: asked.start ?? 0, end: asked.end ?? 0, text }];
}

/** `const { rows } = await …`, `(await …).rows`: only the rows are asked of the result. */
function rowsUse(asked: Node, value: string, slice: (n: Node) => string): Edit[] | undefined {
  const p = parentOf(asked);
  if (p?.type === 'VariableDeclarator' && p.id.type === 'ObjectPattern' && p.id.properties.length === 1) {
    const [only] = p.id.properties;
    if (only?.type !== 'ObjectProperty' || only.computed || p.id.typeAnnotation) return undefined;
    if (only.key.type !== 'Identifier' || only.key.name !== 'rows') return undefined;
    return [
      { start: p.id.start ?? 0, end: p.id.end ?? 0, text: slice(only.value) },
      { start: asked.start ?? 0, end: asked.end ?? 0, text: value },
    ];
  }
  if (
    p?.type === 'MemberExpression' &&
    p.object === asked &&
    !p.computed &&
    p.property.type === 'Identifier' &&
    p.property.name === 'rows'
  )
    return [{ start: p.start ?? 0, end: p.end ?? 0, text: `(${value})` }];
  return undefined;
}
