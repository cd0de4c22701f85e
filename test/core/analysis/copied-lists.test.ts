import { check } from './marked.ts';

const spreads = (name: string, code: string): void =>
  check(name, { 'src/a.tsx': code }, 'accumulating-spread');

spreads(
  'an accumulator that is copied by way of a set, a sort or a helper is copied',
  `export const a = (rows) => rows.reduce((all, row) => [...new Set([...all, row.id])], []); // !accumulating-spread
export const b = (rows) => rows.reduce((all, row) => Array.from(new Set([...all, row.id])), []); // !accumulating-spread
export const c = (rows) => rows.reduce((all, row) => uniq([...all, row.id]), []); // !accumulating-spread
export const d = (rows) => rows.reduce((all, row) => [...all, row].sort(byName), []); // !accumulating-spread
export const e = (rows) => rows.reduce((all, row) => { all.push(row.id); return [...new Set(all)]; }, []); // !accumulating-spread
export const f = (rows) => rows.reduce((all, row) => Math.max(...[...all, row.id]), []);
`,
);

spreads(
  'lists are put together however their list is called, unless it is surely few',
  `export const a = (workflow) => workflow.reduce((all, step) => [...all, ...step.selectors], []); // !accumulating-spread
export const b = (categories) => categories.reduce((all, c) => [...all, ...c.products], []); // !accumulating-spread
export const c = (schemes) => schemes.flat().reduce((all, s) => [...all, ...s.points], []); // !accumulating-spread
export const d = (teamMetrics) => teamMetrics.reduce((all, m) => ({ ...all, [m.id]: m }), {}); // !accumulating-spread
export const e = (columns) => columns.reduce((all, c) => [...all, ...c.values], []);
export async function f(partners) {
  let fixers = [];
  for (const partner of partners) {
    const found = await load(partner);
    fixers = [...fixers, ...found]; // !accumulating-spread
  }
  return fixers;
}
`,
);

spreads(
  'a tree of objects may be of any size, and so may a dictionary',
  `export function leaves(value) {
  return Object.values(value).reduce((all, v) => [...all, ...leaves(v)], []); // !accumulating-spread
}
export class Keys {
  static shown(value) {
    return Object.keys(value).reduce((all, k) => ({ ...all, [lower(k)]: Keys.shown(value[k]) }), {}); // !accumulating-spread
  }
}
export const b = (dictionary) => Object.entries(dictionary).reduce((all, [k, v]) => ({ ...all, [k]: v.size }), {}); // !accumulating-spread
export const c = (order) => Object.entries(order).reduce((all, [k, v]) => ({ ...all, [k]: v.size }), {});
`,
);

spreads(
  'keys of lines, of any array and of a spread that depends are keys',
  `export const a = (text) => text.split('\\n').reduce((all, line, i) => ({ ...all, [i]: line }), {}); // !accumulating-spread
export const b = (array) => array.reduce((all, x) => ({ ...all, [x]: [] }), {}); // !accumulating-spread
export const c = (users) => users.reduce((all, u) => ({ ...all, ...(u.on ? { [u.id]: u } : {}) }), {}); // !accumulating-spread
export const d = (users) => users.reduce((all, u) => ({ ...all, ...(u.on ? { on: u } : {}) }), {});
`,
);

spreads(
  'keys that a type or the key itself bounds are few',
  `export const a = (data: (keyof User)[], user: User) => data.reduce((all, k) => ({ ...all, [k]: user[k] }), {});
export const b = (rows) => rows.reduce((all, r) => ({ ...all, [r.term === 0 ? 'autumn' : 'spring']: r }), {});
export const c = (rows) => rows.reduce((all, r) => ({ ...all, [r.term === 0 ? r.id : 'spring']: r }), {}); // !accumulating-spread
`,
);

spreads(
  'accumulators that are awaited, taken apart, extended or merged of maps are copied',
  `export const a = (users) => users.reduce(async (soFar, u) => { const all = await soFar; return [...all, await load(u)]; }, none); // !accumulating-spread
export const b = (users) => users.reduce(({ on, off }, u) => (u.on ? { on: [...on, u], off } : { on, off: off }), none); // !accumulating-spread
export const c = (users) => users.reduce((all, u) => _.extend({}, all, { [u.id]: u }), {}); // !accumulating-spread
export const d = (users) => users.map((u) => ({ [u.id]: u })).reduce((all, one) => ({ ...all, ...one }), {}); // !accumulating-spread
export const e = (users) => users.map((u) => ({ total: u.total })).reduce((all, one) => ({ ...all, ...one }), {});
export const f = (users) => users.reduce((all, u) => ({ ...all, [u.type]: [...(all[u.type] ?? []), u] }), {}); // !accumulating-spread
`,
);

spreads(
  'a list that is drained or counted through grows with its turns',
  `export function a(queue, count) {
  let all = [];
  while (queue.length > 0) {
    const next = queue.pop();
    all = [...all, next]; // !accumulating-spread
  }
  for (let i = 0; i < count; i++) {
    all = [...all, make(i)]; // !accumulating-spread
  }
  for (let i = 0; i < 3; i++) {
    all = [...all, make(i)];
  }
  return all;
}
`,
);

spreads(
  'lists by a key hold every item of a list that no name makes few',
  `export function byDivision(teams, columns) {
  const lists = {};
  for (const team of teams) lists[team.division] = [...(lists[team.division] ?? []), team.name]; // !accumulating-spread
  for (const column of columns) lists[column.kind] = [...(lists[column.kind] ?? []), column.name];
  return lists;
}
`,
);

check(
  'reducers by their names copy, too, here or in another file',
  {
    'src/merge.ts': `export const byId = (all, row) => ({ ...all, [row.id]: row });
export const assigned = (all, [id, row]) => Object.assign({}, all, { [id]: row });
export function kept(all, row) {
  all[row.id] = row;
  return all;
}
`,
    'src/a.ts': `import { assigned, byId, kept } from './merge';
import * as merge from './merge';
export const a = (orders) => orders.reduce(byId, {}); // !accumulating-spread
export const b = (orders) => orders.reduce(assigned, {}); // !accumulating-spread
export const c = (orders) => orders.reduce(merge.byId, {}); // !accumulating-spread
export const d = (orders) => orders.reduce(kept, {});
export const e = (columns) => columns.reduce(byId, {});
function add(all, row) {
  return [...all, row.id]; // !accumulating-spread
}
export const f = (orders) => orders.reduce(add, []);
`,
  },
  'accumulating-spread',
);

spreads(
  'lists that a reducer keeps in a list grow; one of each kind do not',
  `export const a = (orders) =>
  orders.reduce(([paid, open], o) => (o.paid ? [[...paid, o], open] : [paid, [...open, o]]), [[], []]); // !accumulating-spread
export const b = (orders) => orders.reduce((all, o) => (all.includes(o.type) ? all : [...all, o.type]), []);
export const c = (orders) => orders.reduce((all, o) => (all.includes(o.place) ? all : [...all, o.place]), []); // !accumulating-spread
`,
);

check(
  'a list written in another file is as short as it is written, whatever its type',
  {
    'src/intents.ts': `export type Intent = string;\nexport const intents: Intent[] = ['read', 'write', 'close'];\n`,
    'src/a.ts': `import { type Intent, intents } from './intents';
export const given = (user) => {
  const all: Intent[] = intents;
  return all.reduce((acc, intent) => ({ ...acc, [intent]: [user.id] }), {});
};
`,
  },
  'accumulating-spread',
);

spreads(
  'a list in an entry that is written anew grows, whatever ends the search for the entry',
  `export function bins(points, edges) {
  const found = [];
  points.forEach((point) => {
    for (let i = 0; i < edges.length; i++)
      if (point.x < edges[i]) {
        found[i] = { count: found[i].count + 1, points: [...found[i].points, point] }; // !accumulating-spread
        break;
      }
  });
  return found;
}
export function codes(rows, kinds) {
  const found = {};
  for (const kind of kinds)
    for (const row of rows)
      found[row.id] = { name: row.name, codes: { ...found[row.id]?.codes, [kind.id]: row.codes } };
  return found;
}
`,
);

spreads(
  'lists that stop at a limit, hold the cells of a row, or are put together of a few parts stay short',
  `export const groups = (entries) =>
  entries.reduce(
    (all, entry) => {
      if (entry.done && all.done.length < most) return { ...all, done: [...all.done, entry] };
      if (all.open.length < entry.length) return { ...all, open: [...all.open, entry] }; // !accumulating-spread
      return all;
    },
    { done: [], open: [] },
  );
export function lines(names, values) {
  return values.map((value) => {
    let row = [];
    for (const name of names) row = [...row, value[name]];
    return row;
  });
}
export function shown(results, columns) {
  let all = [];
  results.forEach((tab) => {
    all = [...all, ...tab.results];
  });
  let seen = [];
  for (let i = 0; i < columns.length; i++) seen = [...seen, columns[i]];
  return { all, seen };
}
`,
);

spreads(
  '`concat` copies a list as a spread does, where a list it is and its turns are many',
  `export function all(orders) {
  let lines = [];
  for (const order of orders) lines = lines.concat(order.lines); // !accumulating-spread
  return lines;
}
export const flat = (customers) => customers.reduce((all, c) => all.concat(c.orders), []); // !accumulating-spread
export const spaced = (groups) => groups.reduce((all, g) => all.concat(g.names), []);
export function addresses(arr) {
  let found = [];
  arr.forEach((of) => {
    found = found.concat(addresses(of.group));
  });
  return found;
}
export function drawn(rows) {
  let all = [];
  for (const row of rows) all = all.concat(<Row key={row.id} />);
  return all;
}
export const squares = (arr) => arr.reduce((all, x) => all.concat((x - 1) ** 2), []); // !accumulating-spread
export function leaves(tree) {
  let found = [];
  for (const branch of tree) found = found.concat(leaves(branch.children)); // !accumulating-spread
  return found;
}
export function text(rows) {
  let out = '';
  for (const row of rows) out = out.concat(row.name);
  return out;
}
export const said = (rows) => rows.reduce((all, row) => all.concat(row.name), '');
export const few = (wikis) => wikis.map((w) => spaces(w)).reduce((a, b) => a.concat(b));
export function marks(shown) {
  let all = [];
  for (const style of shown) all = all.concat('underline');
  return all;
}
export function each(gone, had) {
  const lists = {};
  for (const name of Object.keys(had)) lists[name] = (lists[name] || []).concat(gone[name]);
  return lists;
}
export function wrong(rows) {
  let errors = [];
  for (const row of rows) errors = errors.concat(check(row));
  return errors;
}
`,
);

spreads(
  'lists that a Map holds are long under a key of few values, and short under one of many',
  `export function byStatus(orders) {
  const found = new Map();
  for (const order of orders) found.set(order.status, [...(found.get(order.status) ?? []), order]); // !accumulating-spread
  return found;
}
export function byStage(deals) {
  const found = new Map();
  for (const deal of deals) {
    const of = found.get(deal.stage_id) || [];
    found.set(deal.stage_id, [...of, deal]); // !accumulating-spread
  }
  return found;
}
export function byBucket(rows) {
  const found = new Map();
  rows.forEach((row) => {
    const key = idOf(row) || ageBucket(row);
    const had = found.get(key) ?? [];
    found.set(key, [...had, row]);
  });
  rows.forEach((row) => {
    const key = ageBucket(row);
    const had = found.get(key) ?? [];
    found.set(key, [...had, row]); // !accumulating-spread
  });
  return found;
}
export function bySku(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.sku, [...(found.get(row.sku) ?? []), row]);
  return found;
}
export function ofEach(rows) {
  for (const row of rows) {
    const own = new Map();
    own.set(row.kind, [...(own.get(row.kind) ?? []), row]);
  }
}
export function ofSteps(steps) {
  const found = new Map();
  for (const step of steps) found.set(step.status, [...(found.get(step.status) ?? []), step]);
  return found;
}
`,
);

spreads(
  'events of a stream are waited for one by one',
  `export async function calls(stream) {
  let all = [];
  for await (const event of stream) if (event.type === 'call') all = [...all, event.call];
  return all;
}
export async function asked(answerStream) {
  let calls = [];
  for await (const chunk of answerStream) calls = [...calls, ...chunk.calls];
  return calls;
}
export async function paged(client) {
  let all = [];
  for await (const page of client.pages()) all = [...all, ...page.rows]; // !accumulating-spread
  return all;
}
`,
);

spreads(
  'answers are as few as the requests, groups that an item names are few, and parts of one text are',
  `export async function listed(clusters) {
  const responses = await Promise.all(clusters.map(load));
  let apps = [];
  responses.forEach((response) => { apps = apps.concat(response.data.apps); });
  return apps;
}
export function surveyed(responses) {
  let all = [];
  responses.forEach((response) => { all = all.concat(response.picked); }); // !accumulating-spread
  return all;
}
export const fields = (data) => data.reduce((all, group) => [...all, ...group.fields], []);
export const rows = (data) => data.reduce((all, order) => [...all, ...order.lines], []); // !accumulating-spread
export const places = (text) => text.split(',').reduce((all, id) => ({ ...all, [id]: true }), {});
export const lines = (text) => text.split('\\n').reduce((all, id) => ({ ...all, [id]: true }), {}); // !accumulating-spread
`,
);

spreads(
  'fields have ids, what was chosen is few, and so are the letters of the alphabet',
  `export const a = (fields) => fields.reduce((all, field) => ({ ...all, [field.id]: field.value }), {});
export const b = (fields) => fields.reduce((all, row) => ({ ...all, [row.userId]: row.value }), {}); // !accumulating-spread
export const c = (visibleMetrics) => visibleMetrics.reduce((all, m) => ({ ...all, [m.id]: m }), {});
export const d = (filter) => filter.values.reduce((all, v, i) => [...all, { v, i }], []);
export const e = (books) => books.reduce((all, book) => {
  const firstLetter = book.title[0];
  return { ...all, [firstLetter]: true };
}, {});
export const f = (books) => books.reduce((all, book) => {
  const author = book.author;
  return { ...all, [author]: true }; // !accumulating-spread
}, {});
`,
);

spreads(
  'what a level of a tree made of the next is a tree, too',
  `export function sizes(node) {
  let all = {};
  const below = node.children.map((child) => sizes(child)).filter(Boolean);
  below.forEach((b) => { all = { ...all, ...b }; }); // !accumulating-spread
  return all;
}
export function parts(node) {
  let all = {};
  const below = node.children.map((child) => child.size);
  below.forEach((b) => { all = { ...all, ...b }; });
  return all;
}
`,
);

spreads(
  'helpers that flatten whatever they are given, and maps of each that a pool made',
  `export function flatten(val) {
  return val.reduce((a, b) => a.concat(b), []); // !accumulating-spread
}
export function outline(val) {
  return val.reduce((a, b) => a.concat(b), []);
}
export async function sizesOf(orderIds) {
  const results = await pMap(orderIds, async (orderId) => ({ [orderId]: await size(orderId) }), { concurrency: 4 });
  return results.reduce((all, one) => ({ ...all, ...one }), {}); // !accumulating-spread
}
export async function merged(orderIds) {
  const results = await pMap(orderIds, async (orderId) => options(orderId), { concurrency: 4 });
  return results.reduce((all, one) => ({ ...all, ...one }), {});
}
`,
);

spreads(
  'lists kept for each namespace or month that a function tells',
  `export function bySpace(accounts) {
  const by = new Map();
  for (const a of accounts) {
    const space = namespaceOf(a.account);
    by.set(space, [...(by.get(space) ?? []), a]); // !accumulating-spread
  }
  for (const order of accounts) by.set(monthOf(order.date), [...(by.get(monthOf(order.date)) ?? []), order]); // !accumulating-spread
  return by;
}
export function bySku(items) {
  const by = new Map();
  for (const item of items) by.set(skuOf(item), [...(by.get(skuOf(item)) ?? []), item]);
  return by;
}
`,
);
