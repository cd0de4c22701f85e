/** Searches per item in code of pages without a library, of games and of grids; the same over data stay told. */
import { check } from './marked.ts';

check(
  'rows that are made as markup are a page of them, as elements are',
  {
    'public/page.js': `export function show(list, orders, customers, chosenIds) {
  list.innerHTML = orders.map((o) => \`<li>\${customers.find((c) => c.id === o.customerId).name}</li>\`).join('');
  for (const o of orders) {
    const row = document.createElement('li');
    row.textContent = customers.find((c) => c.id === o.customerId).name;
    list.appendChild(row);
  }
  let table = '';
  orders.forEach((o) => {
    table += '<tr><td>' + customers.find((c) => c.id === o.customerId).name + '</td></tr>';
  });
  return table;
}
export function feed(orders, customers) {
  return orders.map((o) => \`<entry>\${customers.find((c) => c.id === o.customerId).name}</entry>\`).join(''); // !quadratic-array
}
export function lines(orders, customers) {
  let text = '';
  for (const o of orders) text += customers.find((c) => c.id === o.customerId).name; // !quadratic-array
  return text;
}`,
  },
  'quadratic-array',
);

check(
  'tables that a script of the page wrote down, and what a game starts with',
  {
    'public/deck.js': `function draw(deck, cards, startingItems) {
  const known = deck.map((entry) => CARDS_DATA.find((c) => c.name === entry.cardName));
  const own = cards.filter((card) => !startingItems.find((i) => i.name === card.name));
  return [known, own, deck.map((entry) => cards.find((c) => c.name === entry.cardName))]; // !quadratic-array
}`,
    'public/all.js': `export async function all(api, orders) {
  const ALL_USERS = await api.users();
  return orders.map((o) => ALL_USERS.find((u) => u.id === o.userId)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'a search over a grid holds its edge; one over a graph or a picture whatever there is',
  {
    'src/flow.js': `export function reach(grid, start) {
  const queue = [start];
  while (queue.length > 0) {
    const [row, col] = queue.shift();
    for (const [dr, dc] of grid.steps) if (grid.open(row + dr, col + dc)) queue.push([row + dr, col + dc]);
  }
}
export function flow(grid, start) {
  const queue = [start];
  while (queue.length > 0) {
    const cell = queue.shift();
    if (grid.open(cell.x + 1, cell.y)) queue.push({ x: cell.x + 1, y: cell.y });
  }
}
export function fill(pixels, start) {
  const queue = [start];
  while (queue.length > 0) {
    const [x, y] = queue.shift(); // !quadratic-array
    if (pixels.get(x + 1, y) === 0) queue.push([x + 1, y]);
  }
}
export function visit(graph, start) {
  const queue = [start];
  while (queue.length > 0) {
    const node = queue.shift(); // !quadratic-array
    for (const next of graph.get(node)) queue.push(next);
  }
}`,
  },
  'quadratic-array',
);

check(
  'one of each month, whichever list it is in; lists that helpers are given',
  {
    'src/months.js': `export function sums(bills, split, rows) {
  for (const bill of bills) {
    const monthKey = bill.day.format('YYYY-MM');
    const entry = split.find((m) => m.label === monthKey);
    entry.total += bill.amount;
    const row = rows.find((r) => r.label === bill.label); // !quadratic-array
    row.total += bill.amount;
  }
}
export function difference(one, other, compare) {
  return one.filter((a) => !other.some((b) => compare(a, b))); // !quadratic-array
}
export function matched(payments, imported, corners, seen) {
  const near = (a, b) => Math.abs(a - b) < 1;
  return [
    payments.filter((p) => imported.some((i) => Math.abs(i.amount - p.amount) < 0.01)), // !quadratic-array
    corners.filter((c) => seen.some((s) => Math.abs(s.x - c.x) < 1)),
    near(1, 2),
  ];
}
export function stale(field, group) {
  const votesOnField = group[field.key];
  const voters = votesOnField.map((v) => v.voter);
  return field.active_votes.filter((v) => !voters.includes(v.voter)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

const looksUp = `export function names(orders, customers) {
  return orders.map((o) => customers.find((c) => c.id === o.customerId));
}
`;

check(
  'copies of libraries beside a page are no code of its own',
  {
    'public/js/grid.js': `/*!
 * Grid 4.0.0
 * Released under the MIT license
 */
${looksUp}`,
    'client/vendor/grid/grid.js': `/*! Grid 4.0.0. Released under the MIT license */
${looksUp}`,
    'src/vendors/orders.js': `// The orders of a vendor.
${looksUp.replace(';', '; // !quadratic-array')}`,
    'public/js/orders.js': `/* What the page of orders does. */
${looksUp.replace(';', '; // !quadratic-array')}`,
    'src/orders.js': `/*! Orders. Released under the MIT license */
${looksUp.replace(';', '; // !quadratic-array')}`,
  },
  'quadratic-array',
);

check(
  'what a function was called with is a handful',
  {
    'src/merge.js': `function merge() {
  const out = {};
  for (let i = 0; i < arguments.length; i++) Object.assign(out, JSON.parse(JSON.stringify(arguments[i])));
  return out;
}
function copies(orders) {
  const out = [];
  for (let i = 0; i < orders.length; i++) out.push(JSON.parse(JSON.stringify(orders[i]))); // !quadratic-json
  return out;
}`,
  },
  'quadratic-json',
);

check(
  'one item taken out of a list, and what flies about on a canvas; what is thinned out stays told',
  {
    'src/lists.js': `export function remove(list, picked, done, sparks) {
  for (let i = 0; i < list.length; i++) if (list[i].id === picked.id) list.splice(i, 1);
  for (let i = 0; i < list.length; i++) if (list[i] === picked) list.splice(i, 1);
  for (let i = 0; i < list.length; i++) if (list[i].serial === picked.serial) list.splice(i, 1);
  for (let i = 0; i < sparks.length; i++) if (sparks[i].life <= 0) sparks.splice(i--, 1);
  for (let i = 0; i < list.length; i++) if (list[i].status === 'done') list.splice(i--, 1); // !quadratic-array
  for (let i = 0; i < list.length; i++) if (list[i].type === picked.type) list.splice(i--, 1); // !quadratic-array
  for (let i = 0; i < done.length; i++) if (done[i].life <= 0) done.splice(i--, 1); // !quadratic-array
}`,
    'src/parser.js': `export class Parser {
  body() {
    let result = [];
    while (this.token !== this.EOF && this.token !== '}') {
      result = result.concat(this.member()); // !quadratic-array
    }
    return result;
  }
  async pages(api, token) {
    let all = [];
    while (token !== '') {
      const page = await api.list(token);
      all = all.concat(page.rows);
      token = page.next;
    }
    return all;
  }
}
export function late(checked_ins, checkedColumns, orders) {
  return orders.filter((o) => checked_ins.find((c) => c.orderId === o.id) && checkedColumns.includes(o.id)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'days of a range are few; parts of a list are all of it',
  {
    'src/days.ts': `export function month(from, to, punches) {
  const out = [];
  for (let d = new Date(from); d <= to; d.setDate(d.getDate() + 1)) {
    const day = key(d);
    out.push(punches.filter((p) => p.date === day));
  }
  return out;
}
export async function upsert(rows, stored, api) {
  for (let i = 0; i < rows.length; i += 50) {
    const batch = rows.slice(i, i + 50);
    await Promise.all(batch.map((row) => api.put(row, stored.find((k) => k.print === row.print)))); // !quadratic-array
    const own = await api.load(batch);
    await Promise.all(batch.map((row) => api.put(row, own.find((k) => k.print === row.print))));
  }
}`,
  },
  'quadratic-array',
);
