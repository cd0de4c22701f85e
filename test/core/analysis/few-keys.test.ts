import { check } from './marked.ts';

const spreads = (name: string, code: string): void =>
  check(name, { 'src/a.ts': code }, 'accumulating-spread');

spreads(
  'parts that are merged have the same fields; maps of items do not',
  `export const a = (parts) => parts.reduce((all, part) => ({ ...all, ...part }), {});
export const b = (rows) => rows.reduce((all, row) => ({ ...all, ...toMap(row) }), {}); // !accumulating-spread
export async function c(ids) {
  const files = await Promise.all(
    ids.map(async (id) => {
      return { [id]: await urlOf(id) };
    }),
  );
  return files.reduce((all, one) => ({ ...all, ...one }), {}); // !accumulating-spread
}
`,
);

spreads(
  'counts by kind have a key a kind; lists by it hold every item, and counts by id may',
  `export const a = (list) => list.reduce((acc, x) => ({ ...acc, [x.check]: (acc[x.check] ?? 0) + 1 }), {});
export const b = (list) => list.reduce((acc, x) => ({ ...acc, [x.check]: [...(acc[x.check] ?? []), x] }), {}); // !accumulating-spread
export const c = (list) => list.reduce((acc, x) => ({ ...acc, [x.userId]: (acc[x.userId] ?? 0) + 1 }), {}); // !accumulating-spread
export const d = (list) => list.reduce((acc, x) => ({ ...acc, [x.name]: { ...acc[x.name], [x.part]: x } }), {}); // !accumulating-spread
`,
);

spreads(
  'fields of one object are few; what is kept by id is not',
  `export const a = (props) => Object.entries(props).reduce((acc, [name, v]) => ({ ...acc, [name]: v.trim() }), {});
export const b = (byUser) => Object.keys(byUser).reduce((acc, id) => ({ ...acc, [id]: 1 }), {}); // !accumulating-spread
export const c = (users) => Object.keys(users).reduce((acc, k) => ({ ...acc, [k]: 1 }), {}); // !accumulating-spread
`,
);

spreads(
  'keys that a type names, and those of a configuration',
  `export const a = (rs) => rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<ReportKeys, string[]>);
export const b = (rs) => rs.reduce<Record<'a' | 'b', number>>((acc, { key, r }) => ({ ...acc, [key]: r }), {});
export const c = (rows) => rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<string, string[]>); // !accumulating-spread
export const d = (rows) => rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<Address, string[]>); // !accumulating-spread
export function load(params, rows) {
  params.config = clean(rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {}));
  params.texts = clean(rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {})); // !accumulating-spread
}
`,
);

spreads(
  'what is put together to be shown',
  `export const a = (names) => names.reduce((nodes, n, i) => (i === 0 ? [n] : [...nodes, ', ', n]), []);
export const b = (names) => names.reduce((nodes, n) => [...nodes, n], []); // !accumulating-spread
`,
);

spreads(
  'weeks, sorted fields and lists of what a person wrote are few; a list of users is not',
  `export const a = (storyWeeks) => storyWeeks.reduce((all, week) => [...all, ...week.programs], []);
export const b = (sortFields) => sortFields.reduce((all, f) => [...all, f], []);
export const c = (deviceList) => deviceList.reduce((acc, d) => ({ ...acc, [d.voucherId]: false }), {});
export const d = (userList) => userList.reduce((acc, u) => ({ ...acc, [u.id]: false }), {}); // !accumulating-spread
`,
);

spreads(
  'a key that is no id, of a list that does not grow by its name, has few values; of rows it may have any',
  `export const a = (trends, fra) => trends.reduce((acc, { name }) => ({ ...acc, [name]: chart(fra, name) }), {});
export const b = (trends) => trends.reduce((acc, t) => ({ ...acc, [t.id]: t }), {}); // !accumulating-spread
export const c = (rows) => rows.reduce((acc, { name }) => ({ ...acc, [name]: 1 }), {}); // !accumulating-spread
export const d = (products) => products.reduce((acc, { name }) => ({ ...acc, [name]: 1 }), {}); // !accumulating-spread
export const h = (drafts) => drafts.reduce((acc, d) => ({ ...acc, [d.name]: d }), {}); // !accumulating-spread
export const i = (accept) => accept.reduce((acc, type) => ({ ...acc, [type]: [] }), {});
export const f = (distinctScoreNames) => distinctScoreNames.reduce((acc, name) => ({ ...acc, [name]: null }), {}); // !accumulating-spread
export const g = (tableNames) => tableNames.reduce((acc, name) => ({ ...acc, [name]: null }), {});
export const e = (configTexts) => configTexts.reduce((acc, t) => ({ ...acc, [t.key]: t.value }), {}); // !accumulating-spread
`,
);

spreads(
  'what belongs to one transaction is a handful; what belongs to a user may be a lot',
  `export const a = (events) => events.reduce((acc, e) => {
  acc[e.transactionHash] = [...(acc[e.transactionHash] || []), e];
  return acc;
}, {});
export const b = (events) => events.reduce((acc, e) => {
  acc[e.userId] = [...(acc[e.userId] || []), e]; // !accumulating-spread
  return acc;
}, {});
`,
);

spreads(
  'groups put together are few turns; pages of rows, what every user has and a tree are not',
  `export const a = (groups) => groups.reduce((all, g) => [...all, ...g.items], []);
export const b = (data) => data.pages.reduce((all, page) => [...all, ...page.rows], []); // !accumulating-spread
export const c = (users) => users.reduce((all, u) => [...all, ...u.orders], []); // !accumulating-spread
export const d = (responses) => responses.reduce((all, r) => [...all, ...r.data], []); // !accumulating-spread
export const f = (scripts) => scripts.reduce((all, s) => [...all, ...s.screens], []); // !accumulating-spread
export const e = (xs, f) => xs.map(f).reduce((all, ys) => [...all, ...ys], []); // !accumulating-spread
export function leaves(node) {
  let all = [node];
  for (const p of node.children) all = [...all, ...leaves(p)]; // !accumulating-spread
  return all;
}
`,
);

spreads(
  'a state that is set per item is told where nothing lies between the turns and the items are rows',
  `export const a = (rows, setById) => rows.forEach((row) => setById((all) => ({ ...all, [row.id]: row }))); // !accumulating-spread
export const b = (files, setFiles) => files.forEach((file) => setFiles((all) => [...all, file]));
export async function c(orders, setDone) {
  for (const order of orders) {
    await send(order);
    setDone((done) => [...done, order.id]);
  }
}
export const d = (rows, setBad) => rows.forEach((row) => { if (!row.ok) setBad((all) => [...all, row]); });
`,
);

spreads(
  'what starts anew with each item, ends with the first or has the same keys does not add up',
  `export function a(rows) {
  for (const row of rows) row.tags = [...(row.tags || []), 'new'];
}
export function b(rows, data) {
  for (const row of rows) {
    if (row.wanted) {
      data.links = [...(data.links || []), row];
      break;
    }
  }
}
export function c(rows, slot) {
  for (const row of rows) slot.note = { ...(slot.note || {}), reason: row.reason };
}
export function d(rows, data) {
  for (const row of rows) data.links = [...(data.links || []), row]; // !accumulating-spread
}
`,
);

spreads(
  'a copy with a name of its own that is filled by an id, and one that leaves a place out',
  `export const a = (data) => data.reduce((map, item) => {
  const next = { ...map }; // !accumulating-spread
  next[item.orderId] = item;
  return next;
}, {});
export const b = (rows, place) => rows.reduce((all, row, i) => (i === place ? all : [...all, row]), []);
export const c = (rows, place) => rows.reduce((all, row, i) => (row === place ? all : [...all, row]), []); // !accumulating-spread
export const d = (stats) => stats.reduce((all, row) => ({ ...all, [row._id]: row.name }), {}); // !accumulating-spread
export const e = (stats) => stats.reduce((all, row) => ({ ...all, [row._id]: row.count }), {});
`,
);

spreads(
  'a key of its own of what was loaded',
  `export async function load(repository, service, numbers) {
  const found = await service.search(numbers);
  const grouped = await repository.groupBy({ by: ['code'] });
  return [
    found.reduce((all, cur) => ({ ...all, [cur.name]: cur }), {}), // !accumulating-spread
    grouped.reduce((all, cur) => ({ ...all, [cur.code]: cur._count }), {}),
    numbers.reduce((all, prisoner) => ({ ...all, [prisoner.prisonerNumber]: prisoner }), {}), // !accumulating-spread
  ];
}
`,
);

spreads(
  'maps of records merged per item are told, parts of one thing are not',
  `export async function a(roles, wrap) {
  let users = {};
  let limits = {};
  for (const visit of roles.visits) {
    const info = await wrap(visit);
    users = { ...users, ...info.users }; // !accumulating-spread
    limits = { ...limits, ...info.limits };
  }
  return [users, limits];
}
export const trim = (thing) => Object.keys(thing).reduce((all, k) => ({ ...all, [k]: trim(thing[k]) }), {}); // !accumulating-spread
`,
);

spreads(
  'ids of kinds, pairs named after a kind and keys inside of options are few',
  `export const a = (platformIds) => platformIds.reduce((all, platformId) => ({ ...all, [platformId]: 1 }), {});
export const b = (entries) => entries.reduce((all, [localeCode, text]) => [...all, localeCode + text], []);
export const c = (entries) => entries.reduce((all, [orderId, text]) => [...all, orderId + text], []); // !accumulating-spread
export const d = (rows) => connect({ options: { map: rows.reduce((all, r) => ({ ...all, [r.id]: r }), {}) } });
export const e = (rows) => connect({ body: { map: rows.reduce((all, r) => ({ ...all, [r.id]: r }), {}) } }); // !accumulating-spread
`,
);

spreads(
  'a key from outside is there from the first turn on; the columns of one row are few',
  `export const a = (rows, userId) => rows.reduce((all, row) => ({ ...all, [userId]: row.value }), {});
export const b = (rows) => rows.reduce((all, { userId, value }) => ({ ...all, [userId]: value }), {}); // !accumulating-spread
export const c = (row, heads) => row.reduce((all, column, i) => ({ ...all, [heads[i]]: column }), {});
export const d = (contactData) => contactData.reduce((all, c) => [...all, ...c.licences], []); // !accumulating-spread
`,
);

spreads(
  'an object made here of rows is no one object',
  `export function sorted(rows) {
  const byPlace = rows.reduce((all, row) => { (all[row.place] ??= []).push(row); return all; }, {});
  const other = {};
  for (const row of rows) other[row.seller] = row;
  let out = [];
  Object.values(byPlace).forEach((some) => { out = [...out, ...some.sort()]; }); // !accumulating-spread
  Object.values(other).forEach((one) => { out = [...out, one]; }); // !accumulating-spread
  return out;
}
export function fields(thing) {
  let out = [];
  Object.values(thing).forEach((one) => { out = [...out, one]; });
  return out;
}
`,
);

spreads(
  'maps and sets copied per item, and a list copied along with what holds it',
  `export const a = (rows) => rows.reduce((all, row) => new Map(all).set(row.id, row), new Map()); // !accumulating-spread
export function b(rows) {
  let seen = new Set();
  let log = { lines: [], last: '' };
  for (const row of rows) {
    seen = new Set([...seen, row.id]); // !accumulating-spread
    log = { ...log, lines: [...log.lines, row.text], last: row.text }; // !accumulating-spread
    if (row.held) log.held = [...log.held];
  }
  return [seen, log, rows.map((row) => new Set(row.tags))];
}
export const c = (rows, setRows) => rows.forEach((row) => setRows((all) => {
  const next = new Map(all); // !accumulating-spread
  next.set(row.id, row);
  return next;
}));
`,
);

spreads(
  'a copy that is put back by way of a name, or into an entry of what outlives the turns',
  `export function shelve(books, shelves, byPlace) {
  let all = [];
  for (const book of books) {
    const next = [...all, book]; // !accumulating-spread
    all = next;
    const shelf = byPlace.get(book.place);
    if (shelf) shelf.books = [...shelf.books, ...book.parts]; // !accumulating-spread
    const own = make(book);
    own.books = [...own.books, ...book.parts];
  }
  return shelves.reduce((acc, shelf) => {
    const i = acc.findIndex((s) => s.id === shelf.id);
    if (i >= 0) {
      const more = [...acc[i].books, ...shelf.books]; // !accumulating-spread
      acc[i].books = more;
    } else acc.push(shelf);
    return acc;
  }, all);
}
`,
);

spreads(
  'keys that a mapped type names, and those that are there from the start, are few; lists under them grow',
  `export const a = (rows) => rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {}) as { [k in ReportKeys]: string };
export const b = (rows) => rows.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {}) as { [k in string]: string }; // !accumulating-spread
export const c = (res) => list(res.rows).reduce((acc, key) => ({ ...acc, [key]: res.rows[key] }), { csv: null, zip: null });
export const d = (rows) => rows.reduce((acc, { id, r }) => ({ ...acc, [id]: r }), { csv: null, zip: null }); // !accumulating-spread
export const e = (rows) => rows.reduce((acc, r) => ({ ...acc, [r.at]: [...acc[r.at], r] }), { csv: [], zip: [] }); // !accumulating-spread
export const f = (rows) => rows.reduce((acc, r) => ({ ...acc, csv: acc.csv.concat(r) }), { csv: [], zip: [] }); // !accumulating-spread
`,
);

spreads(
  'parameters of an address are few; maps of what each item holds, put together, are not',
  `export function read(text) {
  const entries = text.replace('?', '').split('&').map((part) => part.split('='));
  return entries.reduce((acc, entry) => ({ ...acc, [entry[0]]: entry[1] }), {});
}
export const lines = (text) =>
  text.split('\\n').reduce((acc, line) => ({ ...acc, [line[0]]: line }), {}); // !accumulating-spread
export const places = (shelves) => Object.values(shelves).reduce((all, shelf) => ({ // !accumulating-spread
  ...all,
  ...load(shelf).reduce((own, bookId) => ({ ...own, [bookId]: shelf }), {}), // !accumulating-spread
}), {});
`,
);

spreads(
  'places in a list are as many as the list has, columns or rows',
  `export const a = (rows) => [...rows.keys()].reduce((acc, index) => ({ ...acc, [\`rows.\${index}\`]: 'wrong' }), {}); // !accumulating-spread
export const b = (columns) => [...columns.keys()].reduce((acc, index) => ({ ...acc, [\`c\${index}\`]: 'wrong' }), {});
`,
);

spreads(
  'lists under a key of any list grow; what went wrong does not',
  `export const group = (data, keyOf) =>
  data.reduce((groups, item) => {
    const key = keyOf(item);
    groups[key] = [...(groups[key] || []), item]; // !accumulating-spread
    return groups;
  }, {});
export function read(problems, linksWithErrors) {
  for (const p of problems) linksWithErrors[p.nodeId] = [...(linksWithErrors[p.nodeId] ?? []), p.linkId];
}
`,
);

spreads(
  'what one order or a form has, blanks, and sets of sets are as few as they are',
  `export const refunds = (order) => order.refunds.reduce((acc, r) => ({ ...acc, [r.id]: r.amount }), {});
export const units = (formValues) => formValues.items.reduce((acc, i) => [...acc, i.unit], []);
export const colors = (legend) => legend.items.reduce((acc, i) => ({ ...acc, [i.key]: i.color }), {});
export const blank = (subjects) => subjects.reduce((form, s) => ({ ...form, [s]: '' }), {});
export const sets = (array) => array.reduce((all, item) => [...all, ...all.map((set) => [...set, item])], [[]]);
export const paid = (user) => user.refunds.reduce((acc, r) => ({ ...acc, [r.id]: r.amount }), {}); // !accumulating-spread
export const marks = (subjects) => subjects.reduce((acc, s) => ({ ...acc, [s.id]: s.mark }), {}); // !accumulating-spread
export const both = (columns, users) => [...columns, ...users].reduce((all, each) => [...all, each.id], []); // !accumulating-spread
`,
);
