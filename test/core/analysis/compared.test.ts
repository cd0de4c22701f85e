/** Loops in loops that look for what belongs to an item; lists of classes, of queries that stand by themselves, and those that are counted through. */
import { check } from './marked.ts';

check(
  'loops in loops that compare by an id are lookups',
  {
    'src/report.js': `export async function report(req, res) {
  const classes = await db.class.findMany();
  const signups = await db.signup.findMany();
  for (const i in classes) {
    for (const j in signups) { // !quadratic-array
      if (classes[i].id == signups[j].classId) {
        classes[i].signups = signups[j].total;
        break;
      }
    }
  }
  classes.forEach((cls) => {
    signups.forEach((signup) => { // !quadratic-array
      if (signup.classId !== cls.id) return;
      cls.late = signup.late;
    });
  });
  for (let i = 0; i < classes.length; i++) {
    const cls = classes[i];
    for (let j = 0; j < signups.length; j++) { // !quadratic-array
      if (signups[j].classId === cls.id) cls.last = signups[j];
    }
    for (let j = 0; j < cls.steps.length; j++) {
      if (cls.steps[j].classId === cls.id) cls.own = true;
    }
    for (const signup of signups) {
      if (signup.classId !== cls.id) cls.others.push(signup);
    }
    for (const signup of signups) {
      cls.total += signup.total;
      if (signup.classId === cls.id) cls.first ??= signup;
    }
    for (let j = signups.length - 1; j >= 0; j--) { // !quadratic-array
      if (signups[j].classId === cls.id && signups[j].paid) cls.paid++;
      if (signups[j].classId === cls.id && signups[j].late) cls.late++;
    }
    for (const signup of signups) {
      if (signup.classId === cls.id) cls.all++;
      if (signup.late) cls.anyLate = true;
    }
    for (const role of req.user.roles) {
      if (role.id === cls.roleId) cls.open = true;
    }
  }
  res.json(classes);
}`,
  },
  'quadratic-array',
);

check(
  'classes of a school grow, and so do lists that are counted through and rows of a query that stands by itself',
  {
    'src/school.js': `export async function handler(req, res) {
  const classes = await db.class.findMany();
  const signups = await db.signup.findMany();
  for (const cls of classes) cls.signup = signups.find((s) => s.classId === cls.id); // !quadratic-array
  for (const signup of signups) signup.class = classes.find((c) => c.id === signup.classId); // !quadratic-array
  const query = Event.find({ open: true });
  const events = await query;
  let teachers = [];
  events.forEach((event) => {
    teachers = teachers.concat(event.teachers); // !quadratic-array
  });
  res.json({ classes, teachers });
}
export function style(nodes, classes) {
  return nodes.filter((node) => classes.includes(node.className));
}
export function missing(sheet, members) {
  const lowered = sheet.map((m) => m.toLowerCase());
  const left = [];
  for (let i = 0; i < members.length; i++) if (!lowered.includes(members[i].name)) left.push(members[i]); // !quadratic-array
  return left;
}
export function hidden(columns, shown) {
  let n = 0;
  for (let i = 0; i < columns.length; i++) if (!shown.includes(columns[i].id)) n++;
  return n;
}`,
  },
  'quadratic-array',
);

check(
  'pairs of one list by their ids, whatever counts them',
  {
    'src/pairs.ts': `export function twice(customers) {
  for (let i = 0; i < customers.length; i++)
    for (let j = i + 1; j < customers.length; j++) // !quadratic-array
      if (customers[i].id === customers[j].id) customers[j].isTwice = true;
}
export function near(balls) {
  for (let i = 0; i < balls.length; i++)
    for (let j = i + 1; j < balls.length; j++) if (hits(balls[i], balls[j])) bounce(balls[i], balls[j]);
}
export function others(clients) {
  for (const a of clients)
    for (const b of clients) {
      if (a.id === b.id) continue;
      a.send(b.place);
    }
}`,
  },
  'quadratic-array',
);

check(
  'sums of all before, and rows between two limits of a turn',
  {
    'src/sums.ts': `export const balances = (rows) => rows.map((r, i) => rows.slice(0, i + 1).reduce((sum, x) => sum + x.amount, 0)); // !quadratic-array
export const year = (months) => months.map((m, i) => months.slice(0, i + 1).reduce((sum, x) => sum + x.total, 0));
export const means = (rows) => rows.map((r, i) => rows.slice(i - 5, i).reduce((sum, x) => sum + x.amount, 0));
export const totals = (rows) => rows.map((r) => r.parts.reduce((sum, x) => sum + x.amount, 0));
export const heard = (users, wins) =>
  users.map((u, i) => {
    const next = users[i + 1]?.at;
    return wins.filter((w) => w.end > u.at && w.end <= next); // !quadratic-array
  });
export const bins = (ranges, wins) => ranges.map((r) => wins.filter((w) => w.end > r.min && w.end <= r.max).length);
export const hours = (day, orders) => day.hours.map((h) => orders.filter((o) => o.at >= h.start && o.at < h.end));`,
  },
  'quadratic-array',
);

check(
  'sums and lists that are picked by an id, and parts of keys, for each of others',
  {
    'src/sums.ts': `export const paid = (users, payments) =>
  users.map((u) => payments.reduce((sum, p) => (p.userId === u.id ? sum + p.amount : sum), 0)); // !quadratic-array
export const due = (users, invoices) =>
  users.map((u) => invoices.reduce((sum, i) => sum + (i.userId === u.id ? i.amount : 0), 0)); // !quadratic-array
export const seen = (users, visits) =>
  users.flatMap((u) =>
    visits.flatMap((v) => { // !quadratic-array
      if (v.userId !== u.id) return [];
      return [{ ...v, user: u.name }];
    }),
  );
export const pairs = (users, rooms) => users.flatMap((u) => rooms.flatMap((r) => (r.open ? [[u, r]] : [])));
export const total = (users) => users.map((u) => u.payments.reduce((sum, p) => (p.isPaid ? sum + p.amount : sum), 0));`,
    'src/keys.ts': `export function pricesOf(articles, pricesByKey, labels) {
  for (const article of articles) {
    for (const key of Object.keys(pricesByKey)) { // !quadratic-array
      if (key.endsWith(\`|\${article}\`)) take(article, key);
    }
    for (const key of Object.keys(labels)) {
      if (key.startsWith('data-')) show(article, key);
    }
  }
}
export const holders = (members, sessions) =>
  members.map((m) => [...sessions.values()].find((s) => s.userId === m.id)); // !quadratic-array`,
    'src/within.ts': `export const rows = (matches, details, players) =>
  matches.map((match) => {
    const winner = () => details.find((d) => d.matchId === match.id)?.winnerId; // !quadratic-array
    const first = () => players.find((p) => p.active)?.name;
    return { ...match, winner: winner(), first: first() };
  });`,
  },
  'quadratic-array',
);

check(
  'a test that is made for each turn',
  {
    'src/played.ts': `const isOfPlayer = (id: string) => (match: Match) => match.a === id || match.b === id;
export const lastOf = (players: Player[], matches: Match[]) =>
  players.map((player) => matches.filter(isOfPlayer(player.id)).at(-1)); // !quadratic-array
export const own = (players: Player[], id: string, matches: Match[]) => {
  const mine = matches.filter(isOfPlayer(id));
  return players.map((player) => ({ ...player, mine, rows: store.filter(isOfPlayer(player.id)) }));
};`,
  },
  'quadratic-array',
);

check(
  'a helper that is handed the list, and functions of lodash',
  {
    'src/names.ts': `const nameOf = (users: User[], id: string) => users.find((u) => u.id === id)?.name; // !quadratic-array
const partOf = (parts: Part[], id: string) => parts.find((p) => p.id === id);
export const named = (orders: Order[], customers: User[]) =>
  orders.map((order) => ({ ...order, name: nameOf(customers, order.customerId) }));
export const parts = (orders: Order[], id: string) => orders.map((order) => partOf(order.parts, id));
export const first = (order: Order, customers: User[]) => nameOf(customers, order.customerId);`,
    'src/lodash.ts': `import { find, includes } from 'lodash';
import { some } from './lists';
export const joined = (orders, customers) =>
  orders.map((o) => find(customers, { id: o.customerId })); // !quadratic-array
export const known = (orders, customerIds) => orders.filter((o) => includes(customerIds, o.customerId)); // !quadratic-array
export const other = (orders, customers) => orders.map((o) => some(customers, { id: o.customerId }));`,
  },
  'quadratic-array',
);
