/** As many operations at once as there are items: lists of which one thing has a few, and work that waits its turn anyway. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'parts of one thing and what one user belongs to are few; rows of a whole table are not, whatever they are called',
  {
    'src/parts.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  const { userId } = req.params;
  const mail = await prisma.mail.findUnique({ where: { id: req.params.id } });
  await Promise.all(mail.attachments.map((a) => send(a)));
  await Promise.all(mail.labelIds.map((id) => axios.get('/labels/' + id, { timeout: 2000 })));
  const teams = await prisma.team.findMany({ where: { userId } });
  await Promise.all(teams.map((team) => send(team)));
  const devices = await prisma.device.findMany();
  await Promise.all(devices.map((device) => send(device))); // !unbounded-concurrency
  const workspaces = await prisma.workspace.findMany({ where: { userId: { in: req.body.ids } } });
  await Promise.all(workspaces.map((w) => send(w))); // !unbounded-concurrency
  const dataSameDay = await prisma.visit.findMany();
  await Promise.all(dataSameDay.map((visit) => send(visit))); // !unbounded-concurrency
  const users = await prisma.user.findMany();
  await Promise.all(users.filter((u) => u.role === 'ADMIN').map((u) => send(u)));
  await Promise.all(users.filter((u) => u.active).map((u) => send(u))); // !unbounded-concurrency
  await Promise.all(mail.productIds.split(',').map((id) => send(id)));
  await Promise.all(req.query.ids.split(',').map((id) => send(id))); // !unbounded-concurrency
  await Promise.all(req.files.map((file) => send(file)));
  res.end();
}`,
  },
  rule,
);

check(
  'a length that was checked on the way bounds the list; one that was only asked whether it is empty does not',
  {
    'src/checked.ts': `import axios from 'axios';
export async function handler(req, res) {
  const cells = req.body.cells;
  const urls = req.body.urls;
  if (urls.length === 0 || urls.length > 20) {
    return res.status(400).end();
  }
  await Promise.all(urls.map((url) => axios.get(url, { timeout: 2000 })));
  const hooks = req.body.hooks;
  if (hooks.length > 0) await Promise.all(hooks.map((url) => axios.get(url, { timeout: 2000 }))); // !unbounded-concurrency
  const links = req.body.links;
  if (links.length <= 10) await Promise.all(links.map((url) => axios.get(url, { timeout: 2000 })));
  else await Promise.all(links.map((url) => axios.get(url, { timeout: 2000 }))); // !unbounded-concurrency
  if (cells.length > 5000) throw new Error('too many');
  await Promise.all(cells.map((cell) => axios.get(cell.url, { timeout: 2000 })));
  res.end();
}`,
  },
  rule,
);

check(
  'what a helper waits a place for, a transaction, and calls that hold no file open are not at once',
  {
    'src/limited.ts': `import axios from 'axios';
import { unlink, readFile } from 'node:fs/promises';
import pLimit from 'p-limit';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const limit = pLimit(5);
class Api {
  private readonly semaphore = new Semaphore(4);
  async one(url: string) {
    await this.semaphore.acquire();
    try {
      return await axios.get(url, { timeout: 2000 });
    } finally {
      this.semaphore.release();
    }
  }
}
const api = new Api();
const load = (url) => limit(() => axios.get(url, { timeout: 2000 }));
export async function handler(req, res) {
  await Promise.all(req.body.urls.map((url) => load(url)));
  await Promise.all(req.body.urls.map((url) => api.one(url)));
  await prisma.$transaction(async (tx) => {
    await Promise.all(req.body.orders.map((order) => tx.order.update({ where: { id: order.id }, data: order })));
  });
  await Promise.all(req.body.paths.map((path) => unlink(path)));
  await Promise.all(req.body.paths.map((path) => readFile(path))); // !unbounded-concurrency
  await Promise.all(req.body.orders.map((order) => prisma.order.update({ where: { id: order.id }, data: order }))); // !unbounded-concurrency
  try {
    await axios.get(req.body.url, { timeout: 2000 });
  } catch {
    await Promise.all(req.body.urls.map((url) => axios.delete(url, { timeout: 2000 })));
  }
  res.end();
}`,
  },
  rule,
);

check(
  'a pool has as many workers as somebody says; pages are what was asked for, unless it is thousands',
  {
    'src/pool.ts': `import axios from 'axios';
export async function crawl(urls: string[], concurrency: number) {
  const queue = [...urls];
  const work = async () => {
    while (queue.length > 0) await axios.get(queue.shift()!, { timeout: 2000 });
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, queue.length) }, work));
}
export async function handler(req, res) {
  await crawl(req.body.urls, 4);
  const batchSize = 20000;
  const limit = batchSize;
  const rows = await listRows(req.body.from, limit);
  await Promise.all(rows.map((row) => axios.post(row.url, row, { timeout: 2000 }))); // !unbounded-concurrency
  const answer = await client.request(orders);
  await Promise.all(answer.data.orders.nodes.map((order) => axios.post(order.url, order, { timeout: 2000 })));
  const backups = await listBackups();
  await Promise.all(backups.slice(0, backups.length - 5).map((b) => axios.delete(b.url, { timeout: 2000 })));
  res.end();
}`,
  },
  rule,
);

check(
  'what one row has, different kinds of many rows, and one field that lists some are few; what a request sends is not',
  {
    'src/owned.jsx': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  const community = await prisma.community.findUnique({ where: { id: req.params.id } });
  await Promise.all(community.seals.map((seal) => send(seal)));
  await Promise.all(community.posts.map((post) => send(post))); // !unbounded-concurrency
  await Promise.all(req.body.seals.map((seal) => send(seal))); // !unbounded-concurrency
  const rows = await prisma.booking.findMany();
  const agencyIds = [...new Set(rows.map((row) => row.agencyId))];
  await Promise.all(agencyIds.map((id) => send({ url: id })));
  const userIds = [...new Set(rows.map((row) => row.userId))];
  await Promise.all(userIds.map((id) => send({ url: id }))); // !unbounded-concurrency
  const limitedRows = pick(rows);
  await Promise.all(limitedRows.map((row) => send(row)));
  await Promise.all(JSON.parse(community.services).map((service) => send(service)));
  await Promise.all(JSON.parse(req.body).map((order) => send(order))); // !unbounded-concurrency
  res.end();
}
export function Form() {
  const onFinish = async (values) => {
    await Promise.all(values.request_items.map((item) => send(item))); // !unbounded-concurrency
  };
  return <form onSubmit={onFinish} />;
}`,
  },
  rule,
);

check(
  'what an upload gave, one row a kind and the days of a range are few',
  {
    'src/jobs.ts': `export function jobs() {
  return ['https://a.example', 'https://b.example'];
}`,
    'src/uploads.ts': `import axios from 'axios';
import { jobs } from './jobs';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const urls = await storage.uploadImages('posts', req.body.pictures);
  await Promise.all(urls.map((url) => prisma.picture.create({ data: { url } })));
  const byChannel = await prisma.message.groupBy({ by: ['channel'], _count: true });
  await Promise.all(byChannel.map((row) => prisma.message.count({ where: { channel: row.channel } })));
  const byUser = await prisma.message.groupBy({ by: ['userId'], _count: true });
  await Promise.all(byUser.map((row) => prisma.message.count({ where: { userId: row.userId } }))); // !unbounded-concurrency
  const dates = [];
  for (const day of range(req.query)) dates.push(day);
  await Promise.all(dates.map((date) => prisma.message.count({ where: { date } })));
  const [everybody, hooks] = await Promise.all([prisma.user.findMany(), jobs()]);
  await Promise.all(everybody.map((user) => axios.post(user.url, user, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(hooks.map((hook) => axios.post(hook, {}, { timeout: 2000 })));
  const birthdays = await prisma.user.findMany();
  await Promise.all(birthdays.map((user) => axios.post(user.url, user, { timeout: 2000 }))); // !unbounded-concurrency
  const updates = [];
  for (const row of byUser) updates.push(row);
  await Promise.all(updates.map((row) => prisma.message.update({ where: { id: row.id }, data: row }))); // !unbounded-concurrency
  const save = async (files: FileUpload[] | FileUpload) =>
    Array.isArray(files) ? Promise.all(files.map((f) => axios.post('https://files.example', f))) : axios.post('/', files);
  await save(req.body.pictures);
  res.end();
}
export async function uploadAll(params) {
  const { files } = params;
  await Promise.all(files.map((f) => axios.put('https://files.example', f)));
}
export function answer(message, text) {
  text = chunkText(inspect(text), 1600);
  text.forEach((part) => { message.channel.send({ content: part }); });
}
export function answerAll(message, texts) {
  texts = texts.concat(message.content);
  texts.forEach((part) => { message.channel.send({ content: part }); }); // !unbounded-concurrency
}
export async function notifyAll(params) {
  const { files } = params;
  await Promise.all(files.map((f) => axios.post(f.hook, {}))); // !unbounded-concurrency
}`,
  },
  rule,
);
