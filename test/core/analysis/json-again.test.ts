import { check } from './marked.ts';

const json = (name: string, code: string): void => check(name, { 'src/a.ts': code }, 'quadratic-json');

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
