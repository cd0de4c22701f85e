import { check } from './marked.ts';

const json = (name: string, code: string): void => check(name, { 'src/a.tsx': code }, 'quadratic-json');

json(
  'what a function of the file does with JSON is done in the loops that call it',
  `const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const copy = (value) => JSON.parse(JSON.stringify(value));
export const changed = (rows, old) => rows.filter((r) => !same(r, old[r.id])); // !quadratic-json
export const copies = (rows) => rows.map((r) => copy(r)); // !quadratic-json
export const once = (row, old) => [same(row, old), copy(row)];
function keyOf(row) {
  let text = JSON.stringify({ name: row.name, kind: row.kind });
  if (row.plain) text = text.toLowerCase();
  return text;
}
export const find = (rows, row) => rows.find((r) => keyOf(r) === keyOf(row)); // !quadratic-json
export const lines = (rows) => rows.map((r) => keyOf(r)).join();
class Groups {
  group(events) {
    const groups = new Map();
    for (const event of events) {
      const key = this.text(event); // !quadratic-json
      groups.set(key, event);
    }
    return groups;
  }
  text(event) {
    return JSON.stringify([event.kind, event.place]);
  }
}
export const groups = new Groups();
`,
);

json(
  'the same value in each turn, by way of a function, of names, and of a loop around',
  `const stored = () => JSON.parse(localStorage.getItem('marked')); // !quadratic-json
export const marked = (rows) => rows.filter((r) => stored().includes(r.id));
export function show(rows) {
  rows.forEach((row) => {
    const key = 'marked';
    const text = localStorage.getItem(key);
    row.marked = JSON.parse(text).includes(row.id); // !quadratic-json
  });
  rows.forEach((row) => {
    const text = localStorage.getItem(row.key);
    row.own = JSON.parse(text).length;
  });
}
export const rated = (orders, rules) =>
  orders.map((o) => rules.find((r) => JSON.parse(r.text).id === o.rule)); // !quadratic-json
export const all = (orders) => orders.map((o) => o.rules.map((r) => JSON.parse(r.text)));
export const tasks = (pairs, req) => pairs.map((pair) => async () => run(pair, JSON.parse(req.body.options))); // !quadratic-json
const send = (client, message) => client.send(JSON.stringify(message)); // !quadratic-json
export const tell = (clients, news) => clients.forEach((c) => send(c, news));
const ping = (client, message) => client.send(JSON.stringify(message));
export const wake = (clients) => clients.forEach((c) => ping(c, { type: 'ping' }));
let told = false;
export const chat = async (model, res) => {
  const frame = () => { if (!told) { told = true; res.write(JSON.stringify(model)); } };
  for await (const part of model.parts) { frame(); res.write(part); }
};
export const tracks = (rows) => rows.map((row) => JSON.parse(localStorage.getItem('blobs') || '{}')[row.id]); // !quadratic-json
export function first(rows, form) {
  for (const row of rows) {
    if (row.bad) {
      send(row, JSON.stringify(form));
      break;
    }
  }
}
export const buttons = (rows, form) => rows.map((row) => ({ row, onClick: () => send(JSON.stringify(form)) }));
`,
);

json(
  'a key put together with other text; whether there is anything is no comparison',
  `export function merge(marks) {
  const seen = new Set();
  return marks.filter((m) => {
    const key = \`\${m.type}:\${JSON.stringify(m.attrs)}\`; // !quadratic-json
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
export const full = (spans) => spans.filter((s) => JSON.stringify(s.input) !== '{}');
`,
);

json(
  'read, changed by way of a name and written back; what another answers is something else',
  `export function turn(secrets, vault) {
  for (const secret of secrets) {
    const old = JSON.parse(secret.value);
    const fresh = vault.renew(old);
    secret.value = JSON.stringify(fresh); // !quadratic-json
  }
}
export function mark(texts) {
  return texts.map((text) => {
    const row = JSON.parse(text);
    const next = { ...row, done: true };
    return JSON.stringify(next); // !quadratic-json
  });
}
export function complain(texts) {
  for (const text of texts) {
    const row = JSON.parse(text);
    if (row.error) throw new Error(JSON.stringify(row));
  }
}
export async function ask(texts, service, store) {
  for (const text of texts) {
    const question = JSON.parse(text);
    const answer = await service.ask(question);
    await store.keep(JSON.stringify(answer));
  }
}
`,
);

const helpers = `export const copy = (x) => JSON.parse(JSON.stringify(x));
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const keyOf = (row) => JSON.stringify(row);
export const settings = () => JSON.parse(localStorage.getItem('settings'));
export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
export const readJson = read;
export class Texts {
  copyOf(x) {
    return JSON.parse(JSON.stringify(x));
  }
}
`;

check(
  'what a function of another file does with JSON is done in the loops that call it',
  {
    'src/json.ts': helpers,
    'src/a.ts': `import { copy, keyOf, readJson, same, settings, Texts } from './json';
import * as json from './json';
export const copies = (rows) => rows.map((r) => copy(r)); // !quadratic-json
export const more = (rows) => rows.map((r) => json.copy(r)); // !quadratic-json
export const few = (columns) => columns.map((c) => copy(c));
export const changed = (rows, old) => rows.filter((r) => !old.some((o) => same(r, o))); // !quadratic-json
export function byKey(rows) {
  const found = new Map();
  for (const row of rows) found.set(keyOf(row), row); // !quadratic-json
  return found;
}
export const lines = (rows) => rows.map((r) => keyOf(r)).join();
export const given = (rows, text) => rows.filter((r) => readJson(text)[r.id]); // !quadratic-json
export const own = (rows) => rows.map((r) => readJson(r.text));
export const chosen = (rows) => rows.filter((r) => settings().ids.includes(r.id));
export class Service {
  constructor(private readonly texts: Texts) {}
  all(rows) {
    return rows.map((r) => this.texts.copyOf(r)); // !quadratic-json
  }
}
`,
    'src/b.js': `const { copy } = require('./json');
exports.all = (rows) => rows.map((r) => copy(r)); // !quadratic-json
`,
    'src/c.ts': `import { loadSettings } from './d';
export const chosen = (rows) => rows.filter((r) => loadSettings().ids.includes(r.id)); // !quadratic-json
`,
    'src/d.ts': `export const loadSettings = () => JSON.parse(localStorage.getItem('settings'));
`,
  },
  'quadratic-json',
);

json(
  'all there is so far, made JSON of in each turn',
  `class Store {
  rows = [];
  seen = {};
  add(rows) {
    for (const row of rows) {
      this.rows.push(row);
      this.count = this.rows.length;
      write('rows.json', JSON.stringify(this.rows)); // !quadratic-json
      this.seen[row.id] = true;
      write('seen.json', JSON.stringify(this.seen)); // !quadratic-json
      write('old.json', JSON.stringify(this.old)); // !quadratic-json
    }
  }
  now(rows) {
    for (const [i, row] of rows.entries()) {
      this.rows.push(row);
      if (i % 100 === 0) write('rows.json', JSON.stringify(this.rows));
    }
    for (const row of rows) {
      this.last = row;
      write('last.json', JSON.stringify(this.last));
      const parts = [];
      parts.push(row.a, row.b);
      write('parts.json', JSON.stringify(parts));
    }
  }
}
export const store = new Store();
`,
);

json(
  'fields that are compared one by one are JSON once; what has ids is not few, what is told by a method the same',
  `export function changed(last, next) {
  const found = [];
  for (const key of Object.keys(next)) if (JSON.stringify(last[key]) !== JSON.stringify(next[key])) found.push(key);
  for (const field of fields) {
    const was = last[field];
    if (JSON.stringify(plain(was)) !== JSON.stringify(plain(next[field]))) found.push(field);
  }
  for (const [key, value] of Object.entries(record))
    if (JSON.stringify(last[key]) !== JSON.stringify(value)) found.push(key);
  return found;
}
export function tell(sockets, type, key, time) {
  for (const socket of sockets) socket.send(JSON.stringify({ type, [type]: key, at: time.toISOString() })); // !quadratic-json
  for (const socket of sockets) socket.send(JSON.stringify({ type, [type]: key, at: new Date().toISOString() }));
}
export const edited = (ids, last, next) => ids.filter((id) => JSON.stringify(last[id]) !== JSON.stringify(next[id])); // !quadratic-json
export function copies(sections) {
  const found = {};
  for (const [id, section] of Object.entries(sections)) found[id] = JSON.parse(JSON.stringify(section)); // !quadratic-json
  for (const [name, section] of Object.entries(sections)) found[name] = JSON.parse(JSON.stringify(section));
  return found;
}
`,
);

check(
  'all that a store holds, read or written as JSON for each item',
  {
    'src/store.ts': `const load = () => JSON.parse(localStorage.getItem('orders') ?? '[]');
export function addOrder(order) {
  const all = load();
  all.push(order);
  localStorage.setItem('orders', JSON.stringify(all));
}
export function saveOne(order) {
  localStorage.setItem('order:' + order.id, JSON.stringify(order));
}
export class Orders {
  orders = {};
  recordOrder(order) {
    this.orders[order.id] = order;
    this.write();
  }
  removeOrder(id) {
    delete this.orders[id];
    fs.writeFileSync(FILE, JSON.stringify(this.orders));
  }
  write() {
    const text = JSON.stringify(this.orders, null, 2);
    fs.writeFileSync(FILE, text);
  }
  reset(orders) {
    this.orders = {};
    for (const order of orders) this.recordOrder(order); // !quadratic-json
    this.write();
  }
}
`,
    'src/sync.ts': `import { addOrder, Orders, saveOne } from './store';
const kept = new Orders();
export function keepAll(orders) {
  orders.forEach((order) => addOrder(order)); // !quadratic-json
  for (const order of orders) kept.removeOrder(order.id); // !quadratic-json
  for (const order of orders) kept.recordOrder(order); // !quadratic-json
  for (const order of orders) saveOne(order);
  for (const order of orders)
    if (order.done) {
      kept.removeOrder(order.id);
      break;
    }
}
`,
  },
  'quadratic-json',
);

check(
  'JSON in a comparison, and a copy two calls down',
  {
    'src/sorted.ts': `const copy = (value) => JSON.parse(JSON.stringify(value));
export function cloneOrder(order) {
  const next = copy(order);
  next.id = 0;
  return next;
}
export const sorted = (orders) =>
  orders.sort((a, b) => {
    const text = JSON.stringify(a); // !quadratic-json
    return text.includes(b.name) ? -1 : 1;
  });
`,
    'src/use.ts': `import { cloneOrder } from './sorted';
export const copies = (orders) => orders.map((order) => cloneOrder(order)); // !quadratic-json
`,
  },
  'quadratic-json',
);

json(
  'things that a table may hold are many where each is copied; what stands under keys of plans is not',
  `const copy = (value) => JSON.parse(JSON.stringify(value));
export const devices = (layout) => layout.devices.map((device) => ({ at: device.at, config: copy(device.config) })); // !quadratic-json
export const columns = (layout) => layout.columns.map((column) => copy(column));
export const own = (userDevices) => userDevices.map((device) => copy(device));
export const plans = (presets) => getPlanKeys().map((key) => copy(presets[key]));
`,
);

json(
  'quotes around a word of the turn around cost nothing, and what is asked whether it is there is no comparison',
  `export function encode(entries, out) {
  for (const entry of entries) {
    const state = JSON.stringify(entry.state);
    if (state === undefined) throw new Error('no state');
    out.push(state);
  }
}
export const lines = (plugins) =>
  plugins.flatMap((plugin) => plugin.claims.map((c) => [c, JSON.stringify(plugin.id)]));
export const whole = (plugins) =>
  plugins.flatMap((plugin) => plugin.claims.map((c) => [c, JSON.stringify(plugin.manifest)])); // !quadratic-json
`,
);

json(
  'the text of what is told is no work of the loop',
  `export function check(ports, got, send) {
  const told = [];
  for (const port of ports) {
    if (!(port.name in got)) told.push({ code: 'MISSING', message: \`no \${port.name} in \${JSON.stringify(got)}\` });
    send({ port, body: JSON.stringify(got) }); // !quadratic-json
  }
  return told;
}`,
);

json(
  'JSON that is hashed for a key, or names a row that is drawn; not where it is the last resort',
  `export const unique = (all) => [...new Map(all.map((a) => [md5(JSON.stringify(a)), a])).values()]; // !quadratic-json
export const Rows = ({ rows }) => rows.map((row) => <Row key={JSON.stringify(row)} row={row} />); // !quadratic-json
export const Texts = ({ rows }) => rows.map((row) => <Row text={JSON.stringify(row)} />);
const keyOf = (row) => row.id ?? JSON.stringify(row);
const nameOf = (row) => (row.plain ? row.name : JSON.stringify(row));
export function fresh(rows, seen) {
  const some = rows.filter((row) => !seen.has(keyOf(row)));
  const more = rows.filter((row) => !seen.has(row.hash || JSON.stringify(row)));
  const named = rows.filter((row) => !seen.has(nameOf(row))); // !quadratic-json
  return [some, more, named];
}
export const touched = (allFields, old) =>
  allFields.filter((field) => JSON.stringify(field.value) !== JSON.stringify(old[field.name]));
`,
);

check(
  'what a helper of another file writes down is short where it is written out in the call',
  {
    'src/events.ts': `export function record(db, id, kind, detail = {}) {
  db.insert(id, kind, JSON.stringify(detail));
}`,
    'src/work.ts': `import { record } from './events';
export function work(db, lines, user, plan) {
  for (const line of lines) {
    record(db, line.id, 'APPROVED', { by: user.id });
    record(db, line.id, 'PLANNED', plan); // !quadratic-json
    record(db, line.id, 'SEEN');
  }
}`,
  },
  'quadratic-json',
);

json(
  'each value of one object is compared once',
  `export function changed(data, defaults, out) {
  Object.entries(data).forEach(([key, value]) => {
    const before = defaults[key];
    if (JSON.stringify(value) === JSON.stringify(before)) return;
    out.push(key);
  });
}`,
);

json(
  'what is given to a helper with its storage is stored, and keys of a few things are few',
  `class Queue {
  private rows: Row[] = [];
  private persist() {
    safeStorageSet(localStorage, 'queue', JSON.stringify(this.rows));
  }
  async drain() {
    for (const row of this.rows.slice()) {
      row.status = 'busy';
      this.persist(); // !quadratic-json
      await send(row);
    }
  }
}
export const queue = new Queue();
export function distinct(filters, rows) {
  const byFilter = filters.reduce((all, filter) => {
    const key = JSON.stringify(filter.query);
    all[key] ??= filter;
    return all;
  }, {});
  const byRow = rows.reduce((all, row) => {
    const key = JSON.stringify(row.query); // !quadratic-json
    all[key] ??= row;
    return all;
  }, {});
  return [byFilter, byRow];
}
`,
);

json(
  'what a module offers to a pipe runs once for each value, but for those of lists',
  `import * as E from 'effect/Effect';
import * as A from 'fp-ts/Array';
export const handle = (req) => pipe(check(req), E.flatMap(() => answer(JSON.parse(req.body))));
export const chained = (req) => check(req).pipe(E.map(() => JSON.parse(req.body)));
export const all = (rows, req) => pipe(rows, A.map((row) => add(row, JSON.parse(req.body)))); // !quadratic-json
export const plain = (req, ROWS) => ROWS.map((row) => add(row, JSON.parse(req.body))); // !quadratic-json
`,
);

json(
  'JSON of the pairs of two lists that match is made once for each',
  `export const report = (customers, orders, found) =>
  customers.forEach((customer) => {
    orders.forEach((order) => {
      if (order.customer === customer.id) found.push(JSON.stringify(order.payments));
    });
  });
export const all = (customers, orders, found) =>
  customers.forEach((customer) => {
    orders.forEach((order) => {
      if (order.on) found.push([customer.id, JSON.stringify(order.payments)]); // !quadratic-json
    });
  });
`,
);

check(
  'A reducer that copies its state by a function that clones by JSON',
  {
    'src/copy.js': `export const copy = (value) => JSON.parse(JSON.stringify(value));`,
    'src/cart.js': `import { copy } from './copy';
export default function cart(state = {}, action) {
  const next = copy(state); // !quadratic-json
  if (action.type === 'ADD') next.items.push(action.item);
  return next;
}`,
    'src/user.js': `function deepCopy(value) {
  return JSON.parse(JSON.stringify(value));
}
export const user = (state = {}, { type, payload }) => {
  if (type === 'RENAMED') {
    const next = deepCopy(state.user); // !quadratic-json
    next.name = payload;
    return next;
  }
  return { ...state, asked: deepCopy(payload) };
};
export const draw = (state, { width }) => deepCopy(state).slice(0, width);`,
  },
  'quadratic-json',
);

check(
  'What a function copies of what it is given, whatever becomes of the copy',
  {
    'src/rows.js': `export class Rows {
  add(rows, item) {
    for (const row of rows) this.out.push(this.with(row, item));
    for (const row of rows) this.note(row, item); // !quadratic-json
  }
  with(row, item) { return { row, item }; }
  note(row, item) {
    const { rows, ...rest } = JSON.parse(JSON.stringify(row));
    this.notes.push({ ...rest, item, count: rows.length });
  }
}`,
  },
  'quadratic-json',
);

check(
  'A payload that a function wraps for each client is the same in each',
  {
    'src/hub.js': `export class Hub {
  send(client, payload) {
    const message = { id: nextId(), data: payload, at: new Date().toISOString() };
    client.socket.send(JSON.stringify(message)); // !quadratic-json
    return message.id;
  }
  publish(room, payload) {
    for (const client of this.rooms.get(room)) this.send(client, payload);
  }
  greet(client, game) {
    const hello = { id: game.id, stage: game.stage, text: 'welcome' };
    client.socket.send(JSON.stringify(hello));
  }
  welcome(game) {
    for (const client of this.rooms.get(game.id)) this.greet(client, game);
  }
  tell(client, payload) {
    const message = { id: nextId(), data: payload, at: Date.now() };
    message.to = client.id;
    client.socket.send(JSON.stringify(message));
  }
  tellAll(room, payload) {
    for (const client of this.rooms.get(room)) this.tell(client, payload);
  }
}`,
  },
  'quadratic-json',
);

check(
  'A message that another file makes JSON of for each client, in any dialect; copies of what failed',
  {
    'src/admin.ts': `import { sendToClient } from './ws';
export async function broadcast(connections, event) {
  await Promise.all(connections.map((c) => sendToClient(c, event))); // !quadratic-json
}
export const failed = (results) =>
  results.map((result) => {
    const error = result.explanation;
    return JSON.parse(JSON.stringify(error));
  });`,
    'src/ws.ts': `export const sendToClient = async (connection, payload) => {
  const data = numbers.JSONBigInt.stringify(payload);
  return post(connection.id, data);
};`,
  },
  'quadratic-json',
);

check(
  'JSON against a text that each has of its own, and against that of another',
  {
    'src/pools.js': `export async function sync(pools, rowOf, wanted) {
  for (const pool of pools) {
    const row = await rowOf(pool.id);
    if (JSON.stringify(pool.addresses) !== row.addresses) await save(pool);
  }
  return pools.filter((pool) => JSON.stringify(pool.regexes) === wanted); // !quadratic-json
}`,
  },
  'quadratic-json',
);
