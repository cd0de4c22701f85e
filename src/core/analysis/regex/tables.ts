/**
 * Tables of patterns that are filled one by one: `src[NUMBER] = '\\\\d+'`, `parts.word = 'a'`, and by a function,
 * `token('NUMBER', '\\\\d+')` where `token` does `t[name] = i; src[i] = value`.
 */
import type * as t from '@babel/types';
import { bare, isFunction, isMember, type Member, type Node } from '../ast.ts';
import { callsByName } from '../callers.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo, Site } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';

export interface Entry {
  readonly node: Node;
  readonly site: Site;
  /** Worked out when it is asked for; null where it is not always the same. */
  text?: string | null;
  /** Other entries are put together from it. */
  part?: boolean;
}

/** By name of the table's entry; null for one that is written twice. */
type Table = Map<string, Entry | null>;

/** What `parts.word` or `src[NUMBER]` or `src[t.NUMBER]` was given. */
export function entryOf(
  n: t.MemberExpression,
  site: Pick<Site, 'scope'>,
  file: FileIndex,
): Entry | undefined {
  const key = keyOf(n);
  return (key && tableOf(n, site, file)?.get(key)) || undefined;
}

/** Whether what a call puts into a table is there for other patterns to be put together from. */
export function isPart(call: CallSite, file: FileIndex): boolean {
  for (const table of tablesOf(file).values())
    for (const e of table.values()) if (e?.site.node === call.node && e.part) return true;
  return false;
}

/** All that a table was given, for `src[i]` in a loop. */
export function entriesOf(n: Node, site: Pick<Site, 'scope'>, file: FileIndex): Entry[] {
  if (!isMember(n) || !n.computed) return [];
  return [...(tableOf(n, site, file)?.values() ?? [])].filter((e) => e !== null);
}

function tableOf(n: Member, site: Pick<Site, 'scope'>, file: FileIndex): Table | undefined {
  const object = bare(n.object);
  const b = object.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  return b && tablesOf(file).get(b);
}

/** The name that an entry goes by: `src[t.NUMBER]` is NUMBER, and so is `src['NUMBER']`. */
function keyOf(n: Member): string {
  const key = bare(n.property);
  if (key.type === 'StringLiteral') return key.value;
  if (key.type === 'Identifier') return key.name;
  return n.computed && isMember(key) ? keyOf(key) : '';
}

const tablesOf = oncePer((file: FileIndex): ReadonlyMap<Binding, Table> => {
  const tables = new Map<Binding, Table>();
  const put = (table: Binding, key: string, entry: Entry): void => {
    const known = tables.get(table) ?? new Map<string, Entry | null>();
    tables.set(table, known.set(key, known.has(key) ? null : entry));
  };
  const byFunction: Site<t.AssignmentExpression>[] = [];
  for (const site of file.assignments) {
    const { left, right, operator } = site.node;
    if (operator !== '=' || !isMember(left) || bare(left.object).type !== 'Identifier') continue;
    const table = find(site.scope, (bare(left.object) as t.Identifier).name);
    if (!table || table.kind === 'param' || table.kind === 'import') continue;
    const value = bare(right);
    const param = value.type === 'Identifier' ? find(site.scope, value.name) : undefined;
    if (param?.kind === 'param' && left.computed) byFunction.push(site);
    else if (keyOf(left)) put(table, keyOf(left), { node: value, site });
  }
  for (const site of byFunction) fillByFunction(site, file, put);
  return tables;
});

/** `(name, value) => { table[name] = value }`, and where a number stands between: `t[name] = i; table[i] = value`. */
function fillByFunction(
  site: Site<t.AssignmentExpression>,
  file: FileIndex,
  put: (table: Binding, key: string, entry: Entry) => void,
): void {
  const { fn } = site;
  const left = site.node.left as Member;
  const table = find(site.scope, (bare(left.object) as t.Identifier).name)!;
  const value = paramOf(bare(site.node.right), fn);
  const key = paramOf(bare(left.property), fn) ?? numberedBy(bare(left.property), fn, file);
  if (value === undefined || key === undefined || !isFunction(fn.node)) return;
  for (const call of callsByName(file, fn)) {
    const [name, text] = [call.node.arguments[key], call.node.arguments[value]];
    if (name?.type === 'StringLiteral' && text) put(table, name.value, { node: bare(text), site: call });
  }
}

/** The parameter whose name an entry's number is kept under. */
function numberedBy(index: Node, fn: FunctionInfo, file: FileIndex): number | undefined {
  if (index.type !== 'Identifier') return undefined;
  for (const { node, fn: in_ } of file.assignments) {
    const right = bare(node.right);
    if (in_ !== fn || !isMember(node.left) || right.type !== 'Identifier' || right.name !== index.name)
      continue;
    const found = paramOf(bare(node.left.property), fn);
    if (found !== undefined) return found;
  }
  return undefined;
}

function paramOf(n: Node, fn: FunctionInfo): number | undefined {
  if (n.type !== 'Identifier' || !isFunction(fn.node)) return undefined;
  const at = fn.node.params.findIndex((p) => p.type === 'Identifier' && p.name === n.name);
  return at < 0 ? undefined : at;
}
