/** Lists of a screen and lists of one thing are few; lists that data multiply stay told. */
import { check } from './marked.ts';

check(
  'rows that are drawn are a page of them',
  {
    'src/Invoices.tsx': `export function Invoices({ invoices, overdueIds, selectedIds, customers, tags, draft }) {
  const chosen = invoices.filter((invoice) => overdueIds.includes(invoice.id)); // !quadratic-array
  return (
    <ul title={chosen.length}>
      {invoices.map((invoice) => (
        <Row key={invoice.id} checked={selectedIds.includes(invoice.id)} />
      ))}
      {invoices.map((invoice) => {
        const customer = customers.find((c) => c.id === invoice.customerId);
        return customer ? <Row name={customer.name} /> : null;
      })}
      {customers.filter((c) => !draft.customerList.includes(c.id)).map((c) => <option key={c.id} />)}
    </ul>
  );
}
export function named(invoices, customers) {
  return invoices.map((invoice) => {
    const customer = customers.find((c) => c.id === invoice.customerId); // !quadratic-array
    return { name: customer.name };
  });
}`,
  },
  'quadratic-array',
);

check(
  'what one item has of its own, and the few that one thing refers to',
  {
    'src/stock.ts': `export async function handler(req, res) {
  const products = await db.product.findMany();
  const places = await db.place.findMany();
  const stocks = await db.stock.findMany();
  const stocksOf = new Map(groups(stocks));
  for (const product of products) {
    for (const place of places) {
      res.write(product.stocks.find((s) => s.placeId === place.id));
      res.write((product.stocks ?? []).find((s) => s.placeId === place.id));
      res.write(stocks.find((s) => s.placeId === place.id)); // !quadratic-array
      const own = stocksOf.get(product.id) ?? [];
      res.write(own.find((s) => s.placeId === place.id));
    }
  }
}
export const waitsFor = (task, tasks) => task.dependencyIds.map((id) => tasks.find((t) => t.id === id));
export const isBlocking = (task, tasks) => tasks.filter((t) => task.dependencyIds.includes(t.id));
export const all = (tasks) =>
  tasks.map((task) => task.dependencyIds.map((id) => tasks.find((t) => t.id === id))); // !quadratic-array
export const known = (data, tasks) => tasks.filter((t) => data.taskIds.includes(t.id)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'what somebody may ask for, and what an order of kinds is made of',
  {
    'src/asked.ts': `export function asked(places, placeIds, users, userIds, columns) {
  const near = placeIds?.length ? places.filter((p) => placeIds.includes(p.id)) : places;
  const known = users.filter((u) => userIds.length === 0 || userIds.includes(u.id));
  const ownIds = userIds.map((u) => u.trim());
  const own = ownIds.length > 0 ? users.filter((u) => ownIds.includes(u.id)) : users; // !quadratic-array
  const statusOrder = columns.map((c) => c.id);
  const sorted = users.sort((a, b) => statusOrder.indexOf(a.statusId) - statusOrder.indexOf(b.statusId));
  return [near, known, own, sorted, users.filter((u) => userIds.includes(u.id))]; // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'one of each kind, where the kind has a fallback',
  {
    'src/kinds.ts': `export const perKind = (names, courses) =>
  names.map((name) => courses.filter((c) => (c.category || 'Other') === name));`,
  },
  'quadratic-array',
);

check(
  'two short lists with anything in common, what is filtered by, and drivers that are people',
  {
    'src/fleet.ts': `export async function assign(drivers, vehicles, alerts, shown, templates, filters, res) {
  for (const driver of drivers) {
    const vehicle = vehicles.find((v) => v.id === driver.vehicleId); // !quadratic-array
    res.write(alerts.filter((a) => a.plate === vehicle.plate)); // !quadratic-array
    res.write(templates.find((t) => t.id === driver.templateId));
  }
  const known = shown.answers.some((a) => res.answerIds.includes(a.id));
  return vehicles.filter((v) => known || filters.vehicleUids.some((id) => id === v.id));
}`,
  },
  'quadratic-array',
);

check(
  'what the turns themselves gather is as long as they are many, whatever it is called',
  {
    'src/merge.ts': `export async function merge(db, req) {
  const rows = await db.order.findMany();
  const known: string[] = [];
  const supported: string[] = ['a', 'b'];
  for (const row of rows) {
    if (!known.includes(row.customerId)) known.push(row.customerId); // !quadratic-array
    if (!supported.includes(row.kind)) continue;
  }
  return known;
}`,
  },
  'quadratic-array',
);

check(
  'each row looks for its own place in the list that it was taken from, and rows that are put in groups',
  {
    'src/Tracks.tsx': `export function Tracks({ tracks, open, courses, seats, selectedTracks, steps }) {
  const shown = open ? tracks.filter((t) => t.open) : tracks;
  let sorted = [...tracks];
  sorted.sort(byName);
  const listed = () => (open ? tracks.filter((t) => t.open) : tracks);
  return (
    <ul>
      {shown.map((track) => (
        <Row at={tracks.indexOf(track)} /> // !quadratic-array
      ))}
      {sorted.map((track) => {
        const at = tracks.findIndex((t) => t.name === track.name); // !quadratic-array
        return <Row at={at} />;
      })}
      {listed().map((track) => (
        <Row at={tracks.findIndex((t) => t === track)} /> // !quadratic-array
      ))}
      {shown.map((track) => (
        <Row at={selectedTracks.indexOf(track)} />
      ))}
      {steps.map((step) => (
        <Step at={steps.indexOf(step)} />
      ))}
      {courses.map((course) => (
        <Card taken={seats.filter((s) => s.courseId === course.id).length} /> // !quadratic-array
      ))}
      {courses.map((course) => (
        <Choice of={seats.filter((s) => s.courseId === course.id || !taken.has(s.courseId))} />
      ))}
    </ul>
  );
}`,
  },
  'quadratic-array',
);

check(
  'what somebody asked for, read from a query',
  {
    'src/rooms.ts': `export function asked(rooms, facets, doors) {
  const roomIds = asNumbers(facets.roomId);
  const brokenIds = idsOf(doors);
  let list = rooms;
  if (roomIds.length) list = list.filter((r) => roomIds.includes(r.id));
  if (brokenIds.length) list = list.filter((r) => brokenIds.includes(r.id)); // !quadratic-array
  return list;
}`,
  },
  'quadratic-array',
);
