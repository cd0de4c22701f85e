import { check } from './marked.ts';

const json = (name: string, files: Readonly<Record<string, string>>): void =>
  check(name, files, 'quadratic-json');

json('of all items only the one that is looked for', {
  'src/a.ts': `export const finish = (runs, id, output) =>
  runs.map((run) => {
    if (run.id !== id) return run;
    const at = Date.now();
    return { ...run, at, output: JSON.stringify(output) };
  });
export const rename = (runs, id, output) => runs.map((r) => (r.id === id ? { ...r, text: JSON.stringify(output) } : r));
export const copyOne = (rows, id) => rows.map((r) => (r.id === id ? JSON.parse(JSON.stringify(r)) : r));
export const others = (runs, id, output) => runs.map((r) => (r.id === id ? r : { ...r, text: JSON.stringify(output) })); // !quadratic-json
export const checked = (ids, load, all) =>
  ids.map((id) => {
    const read = load(id);
    if (read.id !== id) return read;
    return { ...read, text: JSON.stringify(all) }; // !quadratic-json
  });
export const stated = (runs, status, output) =>
  runs.map((run) => {
    if (run.status !== status) return run;
    return { ...run, output: JSON.stringify(output) }; // !quadratic-json
  });
`,
});

json('fields of one object are copied once; what has ids comes with the data', {
  'src/a.ts': `export function reset(player, fresh) {
  for (const k of Object.keys(fresh)) player[k] = JSON.parse(JSON.stringify(fresh[k]));
}
export function place(pointers, ref) {
  for (const [uuid, at] of Object.entries(pointers)) {
    if (JSON.stringify(at.path) === JSON.stringify(ref.path)) return uuid; // !quadratic-json
  }
}
export function changed(before, after) {
  for (const [name, value] of Object.entries(before)) {
    if (JSON.stringify(value) !== JSON.stringify(after[name])) return name;
  }
}
`,
});

json('what is searched for is made JSON of for each that is no hit', {
  'src/a.ts': `export function find(rows, wanted) {
  for (const row of rows) {
    if (JSON.stringify(wanted) === row.text) return row; // !quadratic-json
  }
}
export async function ask(hosts, query) {
  for (const host of hosts) {
    const answer = await fetch(host, { method: 'POST', body: JSON.stringify(query) });
    if (answer.ok) return answer;
  }
}
`,
});

json('what another file makes of the same in the turn that ends the loop', {
  'src/sessions.ts': `export function writeSessions(res, sessions) {
  res.cookie('sessions', JSON.stringify(sessions));
}
`,
  'src/a.ts': `import { writeSessions } from './sessions';
export function next(res, ids, sessions, users) {
  for (const id of ids) {
    if (!users.has(id)) continue;
    writeSessions(res, sessions);
    return res.send(id);
  }
}
export function tell(clients, sessions) {
  for (const client of clients) writeSessions(client, sessions); // !quadratic-json
}
`,
});

json('a store that a function of the project has', {
  'src/kept.ts': `import { getStorage, setStorage } from './storage';
export function saveValue(key, value) {
  const all = JSON.parse(getStorage('kept') || '{}');
  all[key] = value;
  setStorage('kept', JSON.stringify(all));
}
`,
  'src/a.ts': `import { saveValue } from './kept';
export function keepAll(rows) {
  for (const row of rows) saveValue(row.id, row); // !quadratic-json
}
export function saveAll(rows) {
  for (const row of rows) setStorage(row.id, JSON.stringify(row));
}
`,
});

json('a longer function of the file that sends the same to each', {
  'src/a.ts': `class Rooms {
  tell(ids, news) {
    for (const id of ids) this.send(id, news);
  }
  send(id, news) {
    const to = this.open.get(id);
    if (!to) {
      log.debug('nobody there', {
        id,
        kind: news.kind,
      });
      return false;
    }
    try {
      const text = JSON.stringify(news); // !quadratic-json
      log.debug('sending', {
        id,
        kind: news.kind,
      });
      to.send(text);
      return true;
    } catch (error) {
      log.error('not sent', error, { id });
      this.close(id);
      return false;
    }
  }
}
export const rooms = new Rooms();
`,
});

json('what a function of the file makes of the same in the turn that ends the loop', {
  'src/a.ts': `import { writeFileSync } from 'node:fs';
function save(access) {
  const text = JSON.stringify(access);
  writeFileSync('access.json', text);
}
export function pair(access, sender) {
  for (const [code, p] of Object.entries(access.pending)) {
    if (p.sender === sender) {
      save(access);
      return code;
    }
  }
}
`,
});

json('what is looked up by its id is not few by its name', {
  'src/a.ts': `export function changed(before, after) {
  const known = new Map(before.components.map((c) => [c.id, c]));
  let changes = 0;
  for (const c of after.components) {
    if (known.has(c.id) && JSON.stringify(known.get(c.id)) !== JSON.stringify(c)) changes++; // !quadratic-json
  }
  return changes;
}
export const odd = (columns) => columns.filter((c) => JSON.stringify(c.width) !== JSON.stringify(c.was));
`,
});

json('rows told apart by JSON.stringify handed by its name', {
  'src/a.ts': `export const distinct = (rows) => [...new Set(rows.map(JSON.stringify))].map((t) => JSON.parse(t)); // !quadratic-json
export const lines = (rows) => rows.map(JSON.stringify).join();
`,
});

json('all of a state sent to each client; an id is a few bytes', {
  'src/a.ts': `export function sync(clients, state, userId) {
  for (const [, client] of clients) client.send(JSON.stringify({ type: 'state', state })); // !quadratic-json
  for (const [, client] of clients) client.send(JSON.stringify({ type: 'left', userId }));
}
`,
});

json('what a helper waits for comes of what it is given, by way of a `var` in a block, too', {
  'src/files.js': `const load = async (url) => {
  if (url) {
    const data = await fetchFile(url);
    var text = data.toString('utf-8');
    return JSON.parse(text);
  }
};
module.exports = { loadJson: load };
`,
  'src/rows.js': `const files = require('./files');
module.exports.all = async (rows) => {
  rows.forEach(async (row) => {
    row.save(await files.loadJson(row.path));
  });
};
`,
});

json('a copy by JSON for old browsers only, what is compared of one line, and ways to something', {
  'src/a.ts': `const copy = (value) => {
  if (typeof structuredClone === 'function') return structuredClone(value);
  return JSON.parse(JSON.stringify(value));
};
export const copies = (rows) => rows.map((row) => copy(row));
export const plain = (rows) => rows.map((row) => JSON.parse(JSON.stringify(row))); // !quadratic-json
export const line = (cart, item) =>
  cart.map((l) => l.id === item.id && JSON.stringify(l.extras) === JSON.stringify(item.extras));
export const changed = (rows, old) => rows.filter((r) => r.ok && JSON.stringify(r) !== JSON.stringify(old[r.id])); // !quadratic-json
`,
});
