/** Queries for one row by its key that have a form for many, one description a library. */
import { bare, type Call, dotted, isCall, isMember, keyName, methodName, type Node } from '../../ast.ts';
import type { Edit, FixSite } from '../fix.ts';
import { hasLibrary, isPrisma, named } from './imports.ts';
import {
  addsColumns,
  depthOf,
  type Key,
  keyFirst,
  onlyKey,
  optionsWith,
  sliceOf,
  unique,
  unlessUnique,
  whereKey,
  whereOf,
  written,
} from './keys.ts';
import { singular } from './names.ts';
import { indentAt } from './style.ts';

/** A query for one, understood. Texts are source text. */
export interface OneByKey {
  /** What the row is, for names: `customer`. */
  readonly base: string;
  /** The key that is looked for. */
  readonly wanted: Node;
  /** Of a row: `id`. */
  readonly field: string;
  /** Awaited it gives all rows. @param keys text of the list of keys */
  readonly many: (keys: string) => string;
  /** Keys may come in another form than they are asked in: `_id` is an object, a bigint comes as a text. */
  readonly asText: boolean;
  /** Of a row that is not there. `rows`: the query gives `{ rows }`. */
  readonly missing: 'null' | 'undefined' | 'rows';
  readonly edits: readonly Edit[];
  readonly assumes: string;
}

export function oneByKey(site: FixSite, outer: Call): OneByKey | undefined {
  const head = headOf(outer);
  const has = (...names: readonly string[]): boolean => hasLibrary(site, ...names);
  const ofPrisma = prisma(site, outer);
  if (ofPrisma) return ofPrisma;
  if (has('knex')) {
    const found = knex(site, outer);
    if (found) return found;
  }
  if (has('pg')) {
    const found = postgres(site, outer);
    if (found) return found;
  }
  if (has('typeorm', '@nestjs/typeorm')) {
    const found = typeorm(site, outer);
    if (found) return found;
  }
  if (has('sequelize', 'sequelize-typescript')) {
    const found = sequelize(site, outer);
    if (found) return found;
  }
  return has('mongoose', '@nestjs/mongoose') ? mongoose(site, head, outer) : undefined;
}

/** Of `a.b().c().d()` the call `a.b()`. */
function headOf(call: Call): Call {
  const callee = bare(call.callee);
  const object = isMember(callee) ? bare(callee.object) : undefined;
  return object && isCall(object) && isMember(bare(object.callee)) ? headOf(object) : call;
}

function receiver(call: Call): Node | undefined {
  const callee = bare(call.callee);
  return callee.type === 'MemberExpression' && !callee.computed ? bare(callee.object) : undefined;
}

function baseOf(name: string): string {
  const last = (name.split('.').at(-1) ?? '').replace(/(Repository|Repo|Model|Entity|Schema|Table)$/i, '');
  const word = singular(last, last).replace(/\W/g, '');
  if (!/^[A-Za-z]/.test(word)) return 'row';
  const base = word.charAt(0).toLowerCase() + word.slice(1);
  // Of long names the end says most.
  const end = base.length > 22 ? (/[A-Z][a-z]+[A-Z][a-z]+$/.exec(base)?.[0] ?? base) : base;
  return end.charAt(0).toLowerCase() + end.slice(1);
}

/** `prisma.customer.findUnique({ where: { id } })`: only what is unique can be asked for. */
function prisma(site: FixSite, call: Call): OneByKey | undefined {
  const on = receiver(call);
  const path = on ? dotted(on) : '';
  const first = methodName(call) === 'findFirst';
  if ((methodName(call) !== 'findUnique' && !first) || !isPrisma(site, path) || call.arguments.length !== 1)
    return undefined;
  const key = whereKey(site, bare(call.arguments[0]!), /^(include|omit|select)$/);
  const assumes = key && unlessUnique(key, !first);
  if (!on || !key || assumes === undefined) return undefined;
  return {
    ...key,
    base: baseOf(path),
    many: (keys) =>
      written(
        site,
        `${sliceOf(site, on)}.findMany(`,
        [whereOf(site, [`${key.field}: { in: ${keys} }`, ...key.also]), ...key.others],
        ')',
      ),
    asText: false,
    missing: 'null',
    edits: [],
    assumes: [assumes, told(key, key.more)].filter(Boolean).join(' '),
  };
}

/** `Customer.findByPk(id, { include })`. */
function sequelize(site: FixSite, call: Call): OneByKey | undefined {
  const on = receiver(call);
  const path = on ? dotted(on) : '';
  if (!on || !/(^|\.)[A-Z]\w*$/.test(path)) return undefined;
  const [first, options] = call.arguments.map((a) => bare(a));
  if (methodName(call) === 'findOne' && first && !options) {
    const key = whereKey(site, first, /^(attributes|include|transaction)$/);
    const assumes = key && unlessUnique(key, false);
    return key && assumes !== undefined ? all(key, key.others, [assumes, told(key, key.more)]) : undefined;
  }
  if (methodName(call) !== 'findByPk' || !first || call.arguments.length > 2) return undefined;
  const others = options ? whereLess(site, options, 'id') : { texts: [], more: false };
  return others === undefined
    ? undefined
    : all({ field: 'id', wanted: first }, others.texts, [
        'The primary key has to be id.',
        told({ field: 'id' }, others.more),
      ]);

  function all(
    key: Key & { also?: readonly string[] },
    rest: readonly string[],
    assumes: readonly string[],
  ): OneByKey {
    const before = `${sliceOf(site, on!)}.findAll(`;
    return {
      ...key,
      base: baseOf(path),
      many: (keys) =>
        written(site, before, [whereOf(site, [`${key.field}: ${keys}`, ...(key.also ?? [])]), ...rest], ')'),
      asText: true,
      missing: 'null',
      edits: [],
      assumes: assumes.filter(Boolean).join(' '),
    };
  }
}

function told({ field }: { readonly field: string }, more: boolean): string {
  return more ? `Each row has its ${field} as well now.` : '';
}

function whereLess(
  site: FixSite,
  options: Node,
  key: string,
): { readonly texts: readonly string[]; readonly more: boolean } | undefined {
  if (options.type !== 'ObjectExpression') return undefined;
  const fits = options.properties.every(
    (p) =>
      p.type === 'ObjectProperty' && !p.computed && /^(attributes|include|transaction)$/.test(keyName(p)),
  );
  const texts = fits ? optionsWith(site, options.properties, key) : undefined;
  return texts && { texts, more: addsColumns(site, options.properties, texts) };
}

/** `Customer.findById(id).lean()`. */
function mongoose(site: FixSite, head: Call, outer: Call): OneByKey | undefined {
  const on = receiver(head);
  const path = on ? dotted(on) : '';
  if (!on || !/(^|\.)([A-Z]\w*|\w+Model)$/.test(path) || head.arguments.length !== 1) return undefined;
  const first = bare(head.arguments[0]!);
  const method = methodName(head);
  const key =
    method === 'findById'
      ? { field: '_id', wanted: first }
      : method === 'findOne'
        ? keyFirst(site, first)
        : undefined;
  const assumes = key && unlessUnique(key, false);
  if (!key || assumes === undefined) return undefined;
  const chain = chainOf(site, head, outer);
  const rest = chosenWith(key.field, chain, site.style.quote);
  if (rest === undefined) return undefined;
  const also = 'also' in key ? key.also.map((a) => `, ${a}`).join('') : '';
  return {
    ...key,
    base: baseOf(path),
    many: (keys) => `${sliceOf(site, on)}.find({ ${key.field}: { $in: ${keys} }${also} })${rest}`,
    asText: true,
    missing: 'null',
    edits: [],
    assumes: [assumes, told(key, rest !== chain)].filter(Boolean).join(' '),
  };
}

/** What is chained to a query, its further lines as deep as before the loop. */
function chainOf(site: FixSite, head: Call, outer: Call): string {
  const { text } = site.index;
  const from = indentAt(text, outer.start ?? 0);
  const to = depthOf(site);
  return text
    .slice(head.end ?? 0, outer.end ?? 0)
    .replace(/\n([ \t]*)/g, (all, blank: string) =>
      blank.startsWith(from) ? `\n${to}${blank.slice(from.length)}` : all,
    );
}

/** What is chained, where it is plain, with the key among the fields that it chooses; `_id` is there unsaid. */
function chosenWith(field: string, chain: string, quote: string): string | undefined {
  const plain =
    /^\s*(\.\s*((lean|exec)\(\s*\)|populate\([^()]*\)|select\(\s*(['"])[^'"()-]*\4\s*(,\s*)?\))\s*)*$/;
  if (!plain.test(chain)) return undefined;
  if (field === '_id') return chain;
  return chain.replace(/(\bselect\(\s*)['"]([^'"]*)['"]/, (all, before: string, names: string) =>
    names.split(/\s+/).includes(field) || names.includes('+')
      ? all
      : `${before}${quote}${`${names} ${field}`.trim()}${quote}`,
  );
}

/** `repository.findOneBy({ id })`, `repository.findOne({ where: { id }, relations })`. */
function typeorm(site: FixSite, call: Call): OneByKey | undefined {
  const on = receiver(call);
  const path = on ? dotted(on) : '';
  const method = methodName(call);
  if (!on || !/repo(sitory)?$/i.test(path) || call.arguments.length !== 1) return undefined;
  const first = bare(call.arguments[0]!);
  const by = method === 'findOneBy' ? onlyKey(first) : undefined;
  const where = method === 'findOne' ? whereKey(site, first, /^relations$/) : undefined;
  const key = by ?? where;
  const assumes = key && unlessUnique(key, false);
  if (!key || assumes === undefined) return undefined;
  const { local, edits } = named(site, 'typeorm', 'In');
  const object = sliceOf(site, on);
  return {
    field: key.field,
    wanted: key.wanted,
    base: baseOf(path),
    many: (keys) =>
      where
        ? written(
            site,
            `${object}.find(`,
            [whereOf(site, [`${key.field}: ${local}(${keys})`, ...where.also]), ...where.others],
            ')',
          )
        : `${object}.findBy({ ${key.field}: ${local}(${keys}) })`,
    asText: true,
    missing: 'null',
    edits,
    assumes,
  };
}

/** `db('customers').where({ id }).first()`, `.where('id', id)`, with nothing else in the chain. */
function knex(site: FixSite, call: Call): OneByKey | undefined {
  if (methodName(call) !== 'first' || call.arguments.length > 0) return undefined;
  const where = receiver(call);
  if (!where || !isCall(where) || methodName(where) !== 'where') return undefined;
  const table = receiver(where);
  if (!table || !isCall(table) || bare(table.callee).type !== 'Identifier') return undefined;
  const [name] = table.arguments;
  const [a, b] = where.arguments.map((x) => bare(x));
  if (name?.type !== 'StringLiteral' || table.arguments.length !== 1) return undefined;
  const key =
    where.arguments.length === 1
      ? onlyKey(a)
      : a?.type === 'StringLiteral' && b && where.arguments.length === 2
        ? { field: a.value, wanted: b }
        : undefined;
  if (!key || !unique.test(key.field)) return undefined;
  const { quote } = site.style;
  return {
    ...key,
    base: baseOf(name.value),
    many: (keys) => `${sliceOf(site, table)}.whereIn(${quote}${key.field}${quote}, ${keys})`,
    asText: true,
    missing: 'undefined',
    edits: [],
    assumes: '',
  };
}

const selectOne =
  /^\s*select\s+(\*|[\w\s",.]+?)\s+from\s+"?([a-z_]\w*)"?\s+where\s+"?([a-z_]\w*)"?\s*=\s*\$1\s*;?\s*$/i;

/** `pool.query('SELECT … FROM t WHERE k = $1', [x])`: any number of rows. */
function postgres(site: FixSite, call: Call): OneByKey | undefined {
  const on = receiver(call);
  if (!on || methodName(call) !== 'query' || call.arguments.length !== 2) return undefined;
  const [sql, values] = call.arguments.map((a) => bare(a));
  const literal =
    sql?.type === 'StringLiteral' || (sql?.type === 'TemplateLiteral' && sql.expressions.length === 0)
      ? sql
      : undefined;
  const text = literal ? sliceOf(site, literal) : '';
  const found = selectOne.exec(text.slice(1, -1).replace(/\\"/g, '"'));
  if (!found || values?.type !== 'ArrayExpression' || values.elements.length !== 1 || !values.elements[0])
    return undefined;
  const [, columns, table, field] = found as unknown as [string, string, string, string];
  const chosen = columns.split(',').map((c) => c.trim().replaceAll('"', ''));
  if (columns !== '*' && !chosen.includes(field)) return undefined;
  const many = text.replace(/=\s*\$1/, '= ANY($1)');
  return {
    field,
    wanted: bare(values.elements[0]),
    base: baseOf(table),
    many: (keys) => `${sliceOf(site, on)}.query(${many}, [${keys}])`,
    asText: true,
    missing: 'rows',
    edits: [],
    assumes: '',
  };
}
