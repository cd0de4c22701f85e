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
export function stale(field, group) {
  const votesOnField = group[field.key];
  const voters = votesOnField.map((v) => v.voter);
  return field.active_votes.filter((v) => !voters.includes(v.voter)); // !quadratic-array
}`,
  },
  'quadratic-array',
);
