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
