/** Clients by their type or by a getter; what a function does for each part of one thing; staff told of many things. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('a Knex by its type, whatever it is called', {
  'src/people.ts': `import { Router } from 'express';
import type { Knex } from 'knex';
export class People {
  constructor(private readonly client: Knex, private readonly trx: Knex.Transaction) {}
  one(id: string) { return this.client('people').where({ id }).first(); }
  other(id: string) { return this.trx('people').where({ id }).first(); }
  sql(id: string) { return this.client.ref(id); }
}
const router = Router();
router.get('/posts', async (req, res) => {
  const people = new People(req.knex, req.trx);
  const all = [];
  for (const id of req.body.ids) all.push(await people.one(id)); // !n-plus-one
  for (const id of req.body.ids) all.push(await people.other(id)); // !n-plus-one
  for (const id of req.body.ids) all.push(people.sql(id));
  res.json(all);
});
export default router;`,
});

check('a getter stands for what it gives', {
  'src/users.ts': `import { Router } from 'express';
import { PrismaClient } from '@prisma/client';
class Users {
  constructor(private readonly prisma: PrismaClient) {}
  get rows() { return this.prisma.user; }
  get names() { return new Map(); }
  get query() { return this.prisma.user.findMany(); }
}
const users = new Users(new PrismaClient());
const router = Router();
router.get('/posts', async (req, res) => {
  const all = [];
  for (const id of req.body.ids) all.push(await users.rows.count({ id })); // !n-plus-one
  for (const id of req.body.ids) all.push(await users.names.get(id));
  res.json(all);
});
export default router;`,
});

check('what each of the staff is told, and of each of many things', {
  'src/stock.ts': `${head}export async function POST(req: Request) {
  const admins = await prisma.user.findMany({ where: { role: 'ADMIN' } });
  for (const admin of admins) await prisma.notification.create({ data: { userId: admin.id } });
  const low = await prisma.part.findMany({ where: { low: true } });
  for (const part of low) {
    for (const admin of admins) await prisma.notification.create({ data: { userId: admin.id, partId: part.id } }); // !n-plus-one
  }
}`,
});

check('hooks of others, whatever is written down of each', {
  'src/hooks.ts': `${head}async function deliver(hook, event) {
  const response = await fetch(hook.url, { method: 'POST', body: JSON.stringify(event) });
  await prisma.delivery.create({ data: { hookId: hook.id, status: response.status } });
}
async function enrich(user) {
  const response = await fetch('https://people/' + user.id);
  await prisma.user.update({ where: { id: user.id }, data: await response.json() });
}
export async function POST(req: Request) {
  const webhooks = await prisma.webhook.findMany();
  for (const webhook of webhooks) await deliver(webhook, await req.json());
  const users = await prisma.user.findMany();
  for (const user of users) await enrich(user); // !n-plus-one
}`,
});

check(
  'what a job brings here of each from elsewhere; what is looked up on the way, and what a request brings, is told',
  {
    'src/products.ts': `${head}import cron from 'node-cron';
async function take(product) {
  const known = await prisma.product.findUnique({ where: { sku: product.sku } });
  await prisma.product.upsert({ where: { sku: product.sku }, create: product, update: { ...known, ...product } });
}
async function syncProducts(list) {
  for (const product of list) await take(product);
  for (const product of list) await prisma.supplier.findUnique({ where: { id: product.supplierId } }); // !n-plus-one
}
async function goThroughAsync(list) {
  for (const product of list) await take(product); // !n-plus-one
}
async function syncNow(list) {
  for (const product of list) await take(product); // !n-plus-one
}
cron.schedule('0 * * * *', async () => {
  const list = await (await fetch('https://shop.example/products')).json();
  await syncProducts(list);
  await goThroughAsync(list);
});
export async function POST(req: Request) {
  const { products } = await req.json();
  await syncNow(products);
}`,
  },
);

check('settings, by whatever they are written', {
  'src/settings.ts': `import { sequelize } from './db';
export async function POST(req: Request) {
  const { settings, people } = await req.json();
  for (const s of settings) await sequelize.query('INSERT INTO options (name, value) VALUES (?, ?)', { replacements: [s.key, s.value] }); // !n-plus-one
  for (const p of people) await sequelize.query('INSERT INTO people (name) VALUES (?)', { replacements: [p.name] }); // !n-plus-one
}`,
});

check('a lock that is taken for each; what is closed for good is told', {
  'src/exams.ts': `${head}async function lockResult(id) { return prisma.result.update({ where: { id }, data: { locked: true } }); }
async function withLock(id, work) { return work(); }
async function acquireLock(id) { return prisma.lock.create({ data: { id } }); }
export async function POST(req: Request) {
  const { results } = await req.json();
  for (const result of results) await lockResult(result.id); // !n-plus-one
  for (const result of results) await withLock(result.id, async () => prisma.result.update({ where: { id: result.id }, data: result }));
  for (const result of results) await acquireLock(result.id);
}`,
});
