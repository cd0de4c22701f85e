/** What somebody ticks, may see or gathers: which of these lists are as long as the data. */
import { check } from './marked.ts';

check(
  'what somebody ticks on a screen is as many as a person clicks',
  {
    'src/components/Orders.tsx': `export function Orders({ orders, excludeIds = [], expandedOrders, lateIds }) {
  const [selectedIds, setSelectedIds] = useState([]);
  const there = new Set(orders.map((o) => o.id));
  const pruned = orders.length === 0 ? [] : selectedIds.filter((id) => there.has(id));
  const chosen = orders.filter((o) => pruned.includes(o.id));
  const rest = orders.filter((o) => !excludeIds.includes(o.id));
  const marked = orders.filter((o) => o && o.selected).map((o) => o.id);
  const lines = chosen.filter((o) => marked.includes(o.orderId));
  const late = orders.filter((o) => lateIds.includes(o.id)); // !quadratic-array
  const byDay = rest.map((o) => expandedOrders.filter((e) => e.orderId === o.id)); // !quadratic-array
  return <List items={[chosen, lines, late, byDay]} />;
}`,
    'src/server/orders.ts': `export const chosen = (orders, selectedIds) => orders.filter((o) => selectedIds.includes(o.id)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'what one person may see, menus, and a list that starts empty',
  {
    'src/seen.ts': `export async function seen(db, scope, accessibleGuildIds, allowedUserIds, adminNavItems) {
  const orders = await db.order.findMany();
  const own = orders.filter((o) => scope.branchIds.includes(o.branchId) || accessibleGuildIds.includes(o.guildId));
  const of = orders.filter((o) => allowedUserIds.includes(o.userId)); // !quadratic-array
  const nav = orders.filter((o) => adminNavItems.some((n) => n.orderId === o.id));
  const sentIds: number[] = [];
  await queue(orders, { sentIds });
  return [own, of, nav, orders.filter((o) => sentIds.includes(o.id))]; // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'what a turn looks up by its key is an item of it',
  {
    'src/teams.ts': `export async function teams(db, byId, api) {
  const rows = await db.row.findMany();
  for (const row of rows) {
    const parent = byId.get(row.parentId);
    const loaded = await api.load(row.id);
    for (const user of row.users) {
      row.write(parent.members.find((m) => m.userId === user.id));
      row.write(loaded.members.find((m) => m.userId === user.id)); // !quadratic-array
    }
  }
}`,
  },
  'quadratic-array',
);

check(
  'what somebody sets up by hand, compared with one another, and what one thing waits for',
  {
    'src/setup.ts': `export async function setup(db, assignedCategoryIds, allowedPositions, dependencyIds, tasks, categories) {
  const positions = await db.position.findMany();
  const orders = await db.order.findMany();
  const own = categories.filter((c) => assignedCategoryIds.includes(c.id));
  const of = orders.filter((o) => assignedCategoryIds.includes(o.categoryId)); // !quadratic-array
  const named = positions.filter((p) => allowedPositions.includes(p.name));
  const waits = dependencyIds.map((id) => tasks.find((t) => t.id === id));
  return [own, of, named, waits];
}`,
  },
  'quadratic-array',
);

check(
  'what a turn is compared with by way of a name, by a part of a text, or in the list that it was taken from',
  {
    'src/match.ts': `export function match(matches, teams, items, containers, txs, data, query) {
  const home = matches.map((m) => teams.find((t) => { // !quadratic-array
    const name = t.name.trim();
    return name === m.home;
  }));
  const inside = containers.map((c) => items.filter((i) => i.barcode.includes(c))); // !quadratic-array
  const any = items.map((i) => teams.some((t) => i.title.includes(t.name)));
  const dates = txs.data.map((tx) => day(tx)).filter((d, i, all) => all.indexOf(d) === i); // !quadratic-array
  const left = data.filter((row) => row.open);
  return [home, inside, any, dates, left.map((row) => data.indexOf(row))]; // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'a loop over what is ticked looks up as much as a search in it, and so does the updater of its state',
  {
    'src/pages/Tests.tsx': `export function Tests({ tests, allIds, addedTestIds, setSelectedTests, setTests }) {
  const [selectedTests] = useState([]);
  selectedTests.forEach((id) => order(tests.find((t) => t.id === id)));
  allIds.forEach((id) => order(tests.find((t) => t.id === id))); // !quadratic-array
  const rest = tests.filter((t) => !addedTestIds.includes(t.id));
  const drop = (left) => setSelectedTests((prev) => prev.filter((id) => !left.some((t) => t.id === id)));
  const keep = (orders) => setTests((prev) => prev.filter((id) => !orders.some((t) => t.id === id))); // !quadratic-array
  return <List items={rest} onDrop={drop} onKeep={keep} />;
}`,
    'src/server/tests.ts': `export const asked = (tests, selectedTests) => selectedTests.map((id) => tests.find((t) => t.id === id)); // !quadratic-array`,
  },
  'quadratic-array',
);
