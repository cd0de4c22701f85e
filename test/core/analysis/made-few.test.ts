/** What is made again in loops that are too short to be felt: a page, a bill, what is kept by currency. */
import { check } from './marked.ts';

check(
  'formatters are told where data multiply the rows, and not for what stands on one screen anyway',
  {
    'src/List.jsx': `
const money = (n) => n.toLocaleString('de', { minimumFractionDigits: 2 }); // !alloc-in-loop
export function Orders({ orders }) {
  return <ul>{orders.map((o) => <li key={o.id}>{money(o.total)}</li>)}</ul>;
}
export function Transfers({ transfers }) {
  return (
    <ul>
      {transfers.map((t) => (
        <li key={t.id}>{new Date(t.at).toLocaleDateString('de', { day: 'numeric' })}</li> // !alloc-in-loop
      ))}
    </ul>
  );
}
export function Wallets({ wallets }) {
  return <ul>{wallets.map((w) => <li key={w.id}>{w.sum.toLocaleString('de', { minimumFractionDigits: 2 })}</li>)}</ul>;
}
export function Page({ paginatedOrders }) {
  return paginatedOrders.map((o) => <li key={o.id}>{o.sum.toLocaleString('de', { minimumFractionDigits: 2 })}</li>);
}
export function Invoice({ invoiceItems }) {
  return invoiceItems.map((o) => <li key={o.id}>{o.sum.toLocaleString('de', { minimumFractionDigits: 2 })}</li>);
}
`,
    'src/report.js': `
export function totals(byCurrency, ordersByUser, shops) {
  const lines = [];
  for (const [currency, sum] of Object.entries(byCurrency))
    lines.push(currency + sum.toLocaleString('de', { minimumFractionDigits: 2 }));
  for (const orders of Object.values(ordersByUser))
    lines.push(orders.length.toLocaleString('de', { minimumFractionDigits: 2 })); // !alloc-in-loop
  for (const shop of shops) lines.push(shop.sum.toLocaleString('de', { minimumFractionDigits: 2 })); // !alloc-in-loop
  return lines;
}
export function byMonth(orders) {
  const months = new Map();
  for (const order of orders) {
    if (!months.has(order.month))
      months.set(order.month, { label: order.at.toLocaleDateString('de', { month: 'short' }), sum: 0 });
    if (!order.hidden) months.get(order.month).names.push(order.at.toLocaleDateString('de', { day: 'numeric' })); // !alloc-in-loop
  }
  return months;
}
export const days = (tasksByDate) =>
  Object.keys(tasksByDate).sort().reverse().map((day) => new Date(day).toLocaleDateString('de', { day: 'numeric' }));
export const months = (summary) =>
  summary.monthly_orders.map((m) => m.sum.toLocaleString('de', { minimumFractionDigits: 2 }));
export const latestOf = (stats) =>
  stats.recentOrders.map((o) => o.sum.toLocaleString('de', { minimumFractionDigits: 2 }));
export const latest = async (db) => {
  const rows = await db.order.findMany({ take: 20 });
  return rows.map((row) => row.sum.toLocaleString('de', { minimumFractionDigits: 2 }));
};
`,
  },
  'alloc-in-loop',
);

check(
  'properties deleted are told where the list is long by its name',
  {
    'src/store.js': `
export const shown = (connections) => connections.map((c) => { const copy = { ...c }; delete copy.password; return copy; });
export const users = (users) => users.map((u) => { const copy = { ...u }; delete copy.password; return copy; }); // !deopt
`,
  },
  'deopt',
);
