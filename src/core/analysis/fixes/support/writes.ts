/** Writes of one row that have a form for many, one description a library. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  receiverOf,
  some,
} from '../../ast.ts';
import type { FixSite } from '../fix.ts';
import { hasLibrary, isPrisma } from './imports.ts';
import { sliceOf } from './keys.ts';
import { movedTo } from './style.ts';

/** A write for one, understood. */
export interface ManyWrites {
  /** For people: `createMany`. */
  readonly what: string;
  /** What is written to, as it is written: `prisma.customer`, `Customer`. */
  readonly to: string;
  /** Of each item: the row, or its key. */
  readonly each: Node;
  /** What all have in common, as values. */
  readonly same: readonly Node[];
  /** @param rows text of the list of what is written, or of keys */
  readonly many: (rows: string, indent: string) => string;
  /** Steps that the list's further lines are deeper than the statement. */
  readonly depth: number;
  /** An empty list is refused. */
  readonly notEmpty?: true;
  readonly assumes: string;
}

/** Of `db('rows')`, `db.insert(rows)`: rows. */
function argumentOf(call: Call): string {
  const first = call.arguments[0] && bare(call.arguments[0]);
  return first?.type === 'StringLiteral' ? first.value : first ? dotted(first) : '';
}

const noHooks = 'What runs for single rows (hooks, middleware) does not run.';

export function manyWrites(site: FixSite, call: Call): ManyWrites | undefined {
  const has = (...names: readonly string[]): boolean => hasLibrary(site, ...names);
  return (
    prisma(site, call) ??
    (has('mongoose', '@nestjs/mongoose') ? mongoose(site, call) : undefined) ??
    (has('sequelize', 'sequelize-typescript') ? sequelize(site, call) : undefined) ??
    (has('knex', 'objection') ? knex(site, call) : undefined) ??
    (has('drizzle-orm') ? drizzle(site, call) : undefined)
  );
}

/** An object's properties by name; undefined where it has others than plain ones. */
function propertiesOf(n: Node | undefined): Map<string, Node> | undefined {
  const object = n ? bare(n) : undefined;
  if (object?.type !== 'ObjectExpression') return undefined;
  const found = new Map<string, Node>();
  for (const p of object.properties) {
    if (p.type !== 'ObjectProperty' || p.computed) return undefined;
    found.set(keyName(p), bare(p.value));
  }
  return found;
}

/** `{ id: x }`: field and value; undefined where more is asked for. */
function onlyKey(n: Node | undefined): readonly [string, Node] | undefined {
  const found = propertiesOf(n);
  return found?.size === 1 ? [...found][0] : undefined;
}

function object(site: FixSite, parts: readonly string[], indent: string): string {
  const { style } = site;
  const short = `{ ${parts.join(', ')} }`;
  if (!short.includes('\n') && indent.length + short.length + 40 <= style.width) return short;
  const inner = `${style.eol}${indent}${style.indent}`;
  return `{${parts.map((p) => inner + p).join(',')}${style.comma}${style.eol}${indent}}`;
}

/** `prisma.row.create({ data })`, `.update({ where: { id }, data })`, `.delete({ where: { id } })`. */
function prisma(site: FixSite, call: Call): ManyWrites | undefined {
  const on = receiverOf(call);
  const method = methodName(call);
  const given = propertiesOf(call.arguments[0]);
  if (!on || !isPrisma(site, dotted(on)) || !given || call.arguments.length !== 1) return undefined;
  const [data, where] = [given.get('data'), given.get('where')];
  const client = sliceOf(site, on);
  if (method === 'create' && data && given.size === 1) {
    // Rows of other tables are written with a single one alone.
    if (data.type !== 'ObjectExpression' || writesOthers(data)) return undefined;
    return {
      what: 'createMany',
      to: client,
      each: data,
      same: [],
      many: (rows, indent) => `${client}.createMany(${object(site, [`data: ${rows}`], indent)})`,
      depth: 1,
      assumes: '',
    };
  }
  const key = onlyKey(where);
  if (!key || !/^\w+$/.test(key[0]) || key[1].type === 'ObjectExpression') return undefined;
  const chosen = (rows: string): string => `where: { ${key[0]}: { in: ${rows} } }`;
  if (/^(delete|deleteMany)$/.test(method) && given.size === 1)
    return {
      what: 'deleteMany',
      to: client,
      each: key[1],
      same: [],
      many: (rows, indent) => `${client}.deleteMany(${object(site, [chosen(rows)], indent)})`,
      depth: 1,
      assumes: method === 'delete' ? 'A row that is not there is no error any more.' : '',
    };
  if (!/^(update|updateMany)$/.test(method) || !data || given.size !== 2 || writesOthers(data))
    return undefined;
  return {
    what: 'updateMany',
    to: client,
    each: key[1],
    same: [data],
    many: (rows, indent) =>
      `${client}.updateMany(${object(site, [chosen(rows), `data: ${movedTo(site.index, data, indent + site.style.indent)}`], indent)})`,
    depth: 1,
    assumes: method === 'update' ? 'A row that is not there is no error any more.' : '',
  };
}

function writesOthers(data: Node): boolean {
  return some(
    data,
    (n) =>
      n.type === 'ObjectProperty' &&
      /^(create|createMany|connect|connectOrCreate|disconnect|set|upsert|update|updateMany|delete|deleteMany)$/.test(
        keyName(n),
      ) &&
      bare(n.value).type !== 'StringLiteral',
  );
}

const models = /(^|\.)([A-Z]\w*|\w+Model)$/;

/** `Model.create({…})`, `Model.updateOne({ _id }, same)`, `Model.findByIdAndDelete(id)`. */
function mongoose(site: FixSite, call: Call): ManyWrites | undefined {
  const on = receiverOf(call);
  const method = methodName(call);
  const [first, second] = call.arguments.map((a) => bare(a));
  if (!on || !models.test(dotted(on)) || !first) return undefined;
  const model = sliceOf(site, on);
  if (method === 'create' && first.type === 'ObjectExpression' && !second)
    return {
      what: 'insertMany',
      to: model,
      each: first,
      same: [],
      many: (rows) => `${model}.insertMany(${rows})`,
      depth: 0,
      assumes: 'Middleware of save does not run.',
    };
  const key = /^findById/.test(method) ? (['_id', first] as const) : onlyKey(first);
  if (!key || !/^\w+$/.test(key[0]) || key[1].type === 'ObjectExpression') return undefined;
  const chosen = (rows: string): string => `{ ${key[0]}: { $in: ${rows} } }`;
  const ofMany = { each: key[1], depth: 0, assumes: noHooks };
  if (
    /^(deleteOne|deleteMany|findByIdAndDelete|findByIdAndRemove)$/.test(method) &&
    !second &&
    isOne(method, key[0])
  )
    return {
      ...ofMany,
      what: 'deleteMany',
      to: model,
      same: [],
      many: (rows) => `${model}.deleteMany(${chosen(rows)})`,
    };
  if (!/^(updateOne|updateMany|findByIdAndUpdate)$/.test(method) || second?.type !== 'ObjectExpression')
    return undefined;
  if (call.arguments.length !== 2 || !isOne(method, key[0])) return undefined;
  return {
    ...ofMany,
    what: 'updateMany',
    to: model,
    same: [second],
    many: (rows, indent) => `${model}.updateMany(${chosen(rows)}, ${movedTo(site.index, second, indent)})`,
  };
}

/** Of what is there once alone the first is all. */
function isOne(method: string, field: string): boolean {
  return /Many$/.test(method) || field === '_id';
}

/** `Model.create({…})`, `Model.destroy({ where: { id } })`, `Model.update(same, { where: { id } })`. */
function sequelize(site: FixSite, call: Call): ManyWrites | undefined {
  const on = receiverOf(call);
  const method = methodName(call);
  if (!on || !/(^|\.)[A-Z]\w*$/.test(dotted(on)) || call.arguments.length > 2) return undefined;
  const [first, second] = call.arguments.map((a) => bare(a));
  const model = sliceOf(site, on);
  if (method === 'create' && first?.type === 'ObjectExpression') {
    const options = second ? `, ${sliceOf(site, second)}` : '';
    return {
      what: 'bulkCreate',
      to: model,
      each: first,
      same: second ? [second] : [],
      many: (rows) => `${model}.bulkCreate(${rows}${options})`,
      depth: 0,
      assumes: `${noHooks} Validation has to be asked for.`,
    };
  }
  const options = method === 'destroy' ? first : method === 'update' ? second : undefined;
  const given = propertiesOf(options);
  const key = onlyKey(given?.get('where'));
  if (!given || !key || !/^\w+$/.test(key[0]) || key[1].type === 'ObjectExpression') return undefined;
  const others = [...given].filter(([name]) => name !== 'where');
  if (others.some(([name]) => !/^(transaction|force)$/.test(name))) return undefined;
  const values = method === 'update' ? first : undefined;
  if (method === 'update' && (values?.type !== 'ObjectExpression' || !second)) return undefined;
  const rest = others.map(([name, value]) =>
    dotted(value) === name ? name : `${name}: ${sliceOf(site, value)}`,
  );
  const before = (indent: string): string => (values ? `${movedTo(site.index, values, indent)}, ` : '');
  return {
    what: method,
    to: model,
    each: key[1],
    same: [...others.map(([, value]) => value), ...(values ? [values] : [])],
    many: (rows, indent) =>
      `${model}.${method}(${before(indent)}${object(site, [`where: { ${key[0]}: ${rows} }`, ...rest], indent)})`,
    depth: 1,
    assumes: '',
  };
}

/** `db('rows').insert({…})`, with nothing after it. */
function knex(site: FixSite, call: Call): ManyWrites | undefined {
  const table = receiverOf(call);
  const [row, more] = call.arguments;
  if (methodName(call) !== 'insert' || !table || !isCall(table) || more || !row) return undefined;
  if (bare(table.callee).type !== 'Identifier' || table.arguments[0]?.type !== 'StringLiteral')
    return undefined;
  if (bare(row).type !== 'ObjectExpression') return undefined;
  return {
    what: 'insert',
    to: argumentOf(table),
    each: bare(row),
    same: [],
    many: (rows) => `${sliceOf(site, table)}.insert(${rows})`,
    depth: 0,
    assumes: '',
  };
}

/** `db.insert(rows).values({…})`, with what is done about conflicts. */
function drizzle(site: FixSite, call: Call): ManyWrites | undefined {
  let values: Call = call;
  if (/^onConflict\w+$/.test(methodName(call))) {
    const before = receiverOf(call);
    if (!before || !isCall(before)) return undefined;
    values = before;
  }
  const insert = receiverOf(values);
  const [row, more] = values.arguments;
  if (methodName(values) !== 'values' || !insert || !isCall(insert) || methodName(insert) !== 'insert')
    return undefined;
  if (!row || more || bare(row).type !== 'ObjectExpression' || !isMember(bare(insert.callee)))
    return undefined;
  const rest = site.index.text.slice(values.end ?? 0, call.end ?? 0);
  return {
    what: 'insert',
    to: argumentOf(insert),
    each: bare(row),
    same: values === call ? [] : call.arguments,
    many: (rows) => `${sliceOf(site, insert)}.values(${rows})${rest}`,
    depth: 0,
    notEmpty: true,
    assumes: '',
  };
}
