/** Tables that are joined in memory by an id, against what a person keeps, sorts things into, or holds in hand. */
import { check } from './marked.ts';

check(
  'rows that name the turn by its id are as many as all turns have, whatever they are called',
  {
    'src/funnel.ts': `export async function funnel(db, form) {
  const jobs = await db.job.findMany();
  const stages = await db.stage.findMany();
  const inputs = await read();
  const apps = inputs.apps;
  return jobs.map((job) => ({
    own: stages.filter((s) => s.job_id === job.id), // !quadratic-array
    active: apps.filter((a) => a.job_id === job.id), // !quadratic-array
    kind: stages.filter((s) => s.kind === job.kind),
    first: job.stages.filter((s) => s.job_id === job.id),
  }));
}
export const ofRoles = (roles, permissions) => roles.map((role) => permissions.filter((p) => p.roleId === role.id));`,
  },
  'quadratic-array',
);

check(
  'a list capped at a thousand has many turns',
  {
    'src/sync.ts': `export async function sync(db, api) {
  const limit = 1000;
  const few = 20;
  const found = await db.expense.findMany({ take: limit });
  const some = await db.expense.findMany({ take: few });
  const receipts = await db.receipt.findMany();
  return [
    found.map((e) => receipts.find((r) => r.expenseId === e.id)), // !quadratic-array
    some.map((e) => receipts.find((r) => r.expenseId === e.id)),
  ];
}`,
  },
  'quadratic-array',
);

check(
  'what one person saved, likes or takes part in, and what a table calls a handler with',
  {
    'src/components/Jobs.tsx': `export function Jobs({ jobs, savedJobs, favoriteIds, registeredEvents, savedByUser }) {
  const kept = jobs.filter((job) => savedJobs.includes(job.id));
  const liked = jobs.filter((job) => favoriteIds.includes(job.id) || registeredEvents.includes(job.id));
  const all = jobs.filter((job) => savedByUserIds.includes(job.id)); // !quadratic-array
  const remove = useCallback((ids: string[]) => setJobs(jobs.filter((job) => !ids.includes(job.id))), []);
  const open = (selection) => _(selection).map((id) => jobs.find((job) => job.id === id)).value();
  return <List onDelete={remove} items={[kept, liked, all, open]} />;
}
export const without = (jobs, ids: string[]) => jobs.filter((job) => !ids.includes(job.id)); // !quadratic-array`,
    'src/server/jobs.ts': `export const kept = (jobs, savedJobIds) => jobs.filter((job) => savedJobIds.includes(job.id)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'each turn of what things are sorted into has a good part of all, weeks are few, and so are the fields of a form',
  {
    'src/groups.ts': `export function groups(categories, faqs, regions, clients, weekNumbers, scores, orders, formFields) {
  return [
    categories.map((category) => faqs.filter((faq) => faq.category === category.id)),
    regions.map((region) => clients.filter((c) => c.region === region)),
    weekNumbers.map((week) => scores.filter((s) => s.week === week)),
    orders.map((order) => clients.filter((c) => c.orderId === order.id)), // !quadratic-array
    orders.map((order) => formFields.find((f) => f.id === order.fieldKey)),
    categories.map((category) => clients.filter((c) => c.leadId === category.leadId)), // !quadratic-array
  ];
}`,
  },
  'quadratic-array',
);

check(
  'what one item has against what belongs to it; the group itself is searched for each',
  {
    'src/receipts.ts': `export const receipts = (orders, payments) =>
  orders.map((order) => {
    const paid = payments.filter((p) => p.orderId === order.id); // !quadratic-array
    return order.lines.map((line) => paid.find((p) => p.lineId === line.id));
  });
export const others = (orders, payments, users) =>
  orders.map((order) => {
    const paid = payments.filter((p) => p.orderId === order.id); // !quadratic-array
    return users.map((user) => paid.find((p) => p.userId === user.id)); // !quadratic-array
  });`,
  },
  'quadratic-array',
);

check(
  'cards in a hand, who plays in the code of moves, corners somebody starts with, and parts of one thing in order',
  {
    'src/moves/discard.ts': `export function discard(hand, handCards, playerIds, targets, playerBoard) {
  for (const target of targets) {
    if (!hand.includes(target.cardId) || !handCards.includes(target.cardId)) continue;
    target.owner = playerIds.find((id) => id === target.ownerId);
    target.free = playerBoard.play.some((card) => card.id === target.cardId);
  }
}`,
    'src/stats.ts': `export const owners = (targets, playerIds) => targets.map((target) => playerIds.find((id) => id === target.ownerId)); // !quadratic-array`,
    'src/Plan.tsx': `export function Plan({ walls, links }) {
  const [corners, setCorners] = useState(DEFAULT_CORNERS);
  const [nodes, setNodes] = useState([]);
  const steps = [...links.targets].sort(byPlace);
  const drawn = walls.filter((wall) => corners.find((c) => c.id === wall.from));
  const done = walls.map((wall) => steps.find((s) => s.id === wall.targetId));
  return useMemo(() => walls.filter((wall) => nodes.find((n) => n.id === wall.from)), [done, drawn]); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'what a turn waited for takes longer than to copy what there is; ids that an address lists are parts of one value',
  {
    'src/fetch.ts': `export async function all(members, accounts, query) {
  let entries = [];
  let lines = [];
  for (const member of members) {
    const data = await (await fetch(member.url)).json();
    const rows = data.rows || [];
    entries = entries.concat(rows);
  }
  for (const account of accounts) lines = lines.concat(account.lines); // !quadratic-array
  const wanted = query.get('ids')?.split(',').filter(Boolean) || [];
  return [entries, lines.filter((line) => wanted.includes(line.id))];
}`,
  },
  'quadratic-array',
);

check(
  'what is looked for in a loop by one thing or else by another; what a name asks by says nothing of how many there are',
  {
    'src/pairs.ts': `export function mark(pairs: Pair[], candidates: Candidate[]) {
  for (const pair of pairs) {
    for (const c of candidates) { // !quadratic-array
      if (c.item.sku === pair.frontSku) c.pair = 'front';
      else if (c.item.sku === pair.rearSku) c.pair = 'rear';
    }
  }
  for (const pair of pairs) {
    for (const c of candidates) {
      if (c.item.sku === pair.frontSku) c.pair = 'front';
      else c.pair = 'none';
    }
  }
}`,
    'src/pupils.ts': `export async function check(pupilIds: number[], gender: string) {
  const found = await pupils.findByIdsAndGender(pupilIds, gender);
  const foundIds = found.map((pupil) => pupil.id);
  return pupilIds.filter((id) => !foundIds.includes(id)); // !quadratic-array
}
export async function ranks(skus: string[]) {
  const index = await loadIndex();
  return skus.map((sku) => index.rankedSkus.indexOf(sku)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'lines of one order, looked up among all products; those of many orders',
  {
    'src/orders/order.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function price(order: { items: { productId: string }[] }, ids: string[]) {
  const products = await prisma.product.findMany();
  for (const item of order.items) {
    const product = products.find((p) => p.id === item.productId);
    console.log(product);
  }
  const orders = await prisma.order.findMany();
  for (const other of orders) {
    const product = products.find((p) => p.id === other.productId); // !quadratic-array
    console.log(product);
  }
  for (const other of orders)
    for (const item of other.items) console.log(products.find((p) => p.id === item.productId)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'keys of rows, one of each, are no names of fields; what was made of rows that were found is as long as those',
  {
    'src/import.ts': `import { PrismaClient } from '@prisma/client';
import { Customer } from './models';
const prisma = new PrismaClient();
export async function POST(req: Request) {
  const data = await prisma.row.findMany({ where: { batch: 1 } });
  const keys = Array.from(new Set(data.map((row) => row.key)));
  const found = await prisma.customer.findMany({ where: { key: { in: keys } } });
  const existing = found.map((row) => row.key);
  const fresh = keys.filter((key) => !existing.includes(key)); // !quadratic-array
  const made = keys.map((key) => data.find((row) => row.key === key)); // !quadratic-array
  const old = await Customer.find({ key: { $in: keys } }).sort('key').lean().exec();
  const past = old.map((row) => row.key);
  const late = keys.filter((key) => !past.includes(key)); // !quadratic-array
  const fieldKeys = Object.keys(data[0]);
  const fields = fieldKeys.filter((key) => !existing.includes(key));
  return Response.json({ fresh, made, late, fields });
}`,
  },
  'quadratic-array',
);
