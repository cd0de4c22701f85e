/** What reviewers judge differently is told only if asked for, or never among the sure findings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

const head = `import { PrismaClient } from '@prisma/client';
import nodemailer from 'nodemailer';
const prisma = new PrismaClient();
const transporter = nodemailer.createTransport({});
`;

const held = (code: string, file = 'src/app/api/orders/route.ts'): string[] =>
  analyse({ [file]: code })
    .silenced.filter((s) => s.rule === 'n-plus-one')
    .map((s) => `${s.line} ${s.reason}`);

function sureness(files: Readonly<Record<string, string>>): string[] {
  return analyse(files)
    .findings.filter((f) => f.rule === 'n-plus-one')
    .map((f) => `${f.line} ${f.confidence}`);
}

test('a message or a whole job per item, done by a function of its own: told with less confidence', () => {
  const code = `${head}import cron from 'node-cron';
async function expire(order: Order) { await prisma.order.update({ where: { id: order.id }, data: { open: false } }); }
async function sendNotification(id: string) { await prisma.notification.create({ data: { id } }); }
async function ownerOf(id: string) { return prisma.user.findUnique({ where: { id } }); }
cron.schedule('0 * * * *', async () => {
  const orders = await prisma.order.findMany();
  for (const order of orders) await expire(order);
  for (const order of orders) await ownerOf(order.userId);
});
export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) await sendNotification(id);
  for (const id of ids) await ownerOf(id);
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), [
    '11 medium',
    '12 high',
    '16 medium',
    '17 high',
  ]);
});

test('lines of one order, what one person has, pages of administrators, a mail to each: told with less confidence', () => {
  const code = `${head}export async function POST(req: Request) {
  const { order, userIds, orders } = await req.json();
  for (const item of order.items) await prisma.product.findUnique({ where: { id: item.productId } });
  const person = await prisma.user.findFirst({ where: { id: order.userId } });
  for (const a of person.addresses) await prisma.city.findUnique({ where: { id: a.cityId } });
  for (const id of userIds) await prisma.user.findUnique({ where: { id } });
  for (const order of orders) await prisma.user.findUnique({ where: { id: order.userId } });
  for (const id of userIds) await transporter.sendMail({ to: id });
}`;
  assert.deepEqual(sureness({ 'src/app/api/orders/route.ts': code }), [
    '7 medium',
    '9 medium',
    '10 high',
    '11 high',
    '12 medium',
  ]);
  assert.deepEqual(held(code), []);
  assert.deepEqual(sureness({ 'src/app/api/admin/orders/route.ts': code }), [
    '7 medium',
    '9 medium',
    '10 medium',
    '11 medium',
    '12 medium',
  ]);
});

test('a mail to each is no work for one: a job sends them silently, a request that sends them keeps somebody waiting', () => {
  const code = `${head}import cron from 'node-cron';
cron.schedule('0 * * * *', async () => {
  const due = await prisma.user.findMany();
  for (const user of due) await transporter.sendMail({ to: user.mail });
  for (const user of due) await prisma.plan.findUnique({ where: { id: user.planId } });
});`;
  assert.deepEqual(sureness({ 'src/server.ts': code }), ['9 high']);
});

test('what a request brings, and people or rows of one thing, are any number', () => {
  const code = `${head}export async function POST(req: Request) {
  const { input, id, discountCodes, selectedItems } = await req.json();
  for (const mail of input.emails) await prisma.user.findUnique({ where: { mail } });
  const course = await prisma.course.findUnique({ where: { id } });
  for (const m of course.members) await prisma.user.findUnique({ where: { id: m.userId } });
  for (const l of course.levels) await prisma.level.findUnique({ where: { id: l.id } });
  for (const code of discountCodes) await prisma.discount.findUnique({ where: { code } });
  for (const item of selectedItems) await prisma.product.update({ where: { id: item.id }, data: item });
  for (const item of selectedItems) await prisma.line.create({ data: item });
}`;
  assert.deepEqual(sureness({ 'src/app/api/checkout/route.ts': code }), [
    '7 high',
    '9 high',
    '10 medium',
    '11 medium',
    '12 medium',
    '13 medium',
  ]);
  assert.deepEqual(held(code, 'src/app/api/checkout/route.ts'), []);
  // `selectedItems` are the lines of a deal only where one is made.
  assert.deepEqual(sureness({ 'src/app/api/reorder/route.ts': code }).slice(-2), ['12 high', '13 high']);
});

test('a function that sends one mail is told with less confidence, whatever it reads for it', () => {
  const code = `${head}async function sendSaleMail(id: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  await transporter.sendMail({ to: user.mail });
}
export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) await sendSaleMail(id);
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['11 medium']);
  assert.deepEqual(held(code), []);
});

test('objects of a store are dropped and looked for one by one, and the rows that tell of the files of one thing with them', () => {
  const code = `${head}import { Client } from 'minio';
class FileStore {
  private readonly minioClient = new Client({});
  async deleteFile(name: string) { await this.minioClient.removeObject('public', name); }
  async urlOf(name: string) { return this.minioClient.presignedGetObject('public', name); }
}
const store = new FileStore();
export async function POST(req: Request) {
  const { id, names } = await req.json();
  const files = await prisma.file.findMany({ where: { targetId: id } });
  for (const file of files) {
    await store.deleteFile(file.name);
    await prisma.file.delete({ where: { id: file.id } });
  }
  for (const name of names) await store.urlOf(name);
}
export async function GET() {
  const staleFiles = await prisma.file.findMany({ where: { old: true } });
  for (const file of staleFiles) {
    await store.deleteFile(file.name);
    await prisma.file.delete({ where: { id: file.id } });
  }
}`;
  assert.deepEqual(sureness({ 'src/app/api/files/route.ts': code }), ['25 high']);
});

test('an object of a store that an adapter drops, and lines of a transfer', () => {
  const code = `${head}class Store {
  async deleteObject(key: string) { await fetch(STORE_URL + key, { method: 'DELETE' }); }
  async archiveOrder(key: string) { await fetch(STORE_URL + key, { method: 'POST' }); }
}
const adapter = new Store();
export async function POST(req: Request) {
  const { rows, items } = await req.json();
  await Promise.all(rows.map((row) => adapter.deleteObject(row.key)));
  await Promise.all(rows.map((row) => adapter.archiveOrder(row.key)));
  for (const item of items) await prisma.stock.update({ where: { id: item.id }, data: { count: item.count } });
}`;
  assert.deepEqual(sureness({ 'src/app/api/goods/route.ts': code }), ['13 high', '14 high']);
  assert.deepEqual(sureness({ 'src/app/api/transfer/route.ts': code }), ['13 high', '14 medium']);
});

test('files sent by name, and what goes on until something is done', () => {
  const code = `${head}export async function POST(req: Request) {
  const { files, day, last } = await req.json();
  await Promise.all(files.map((file) => uploadFile({ file })));
  let at = day;
  while (!isOver(at, last)) {
    await prisma.entry.create({ data: { at } });
    at = next(at);
  }
}
async function uploadFile({ file }) { await prisma.file.create({ data: { name: file.name } }); }`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), []);
});

test('blobs go one by one, a queue is told of each, what a service of purchases takes are lines of a deal', () => {
  const code = `${head}import { BlobServiceClient } from '@azure/storage-blob';
import { Queue } from 'bullmq';
const queue = new Queue('mails');
const containerClient = BlobServiceClient.fromConnectionString('x').getContainerClient('c');
export async function handler(req: Request, res: Response) {
  const { names, items, ids } = req.body;
  for (const name of names) await containerClient.deleteBlob(name);
  for (const name of names) await containerClient.getBlockBlobClient(name).beginCopyFromURL(name);
  for (const id of ids) await queue.add('mail', { id });
  for (const item of items) await prisma.stock.update({ where: { id: item.id }, data: { count: item.count } });
  for (;;) {
    const row = await prisma.slug.findFirst({ where: { slug: next() } });
    if (row) count(row);
    else return;
  }
}`;
  assert.deepEqual(sureness({ 'src/shop/names.ts': code }), ['13 medium', '14 high']);
  assert.deepEqual(sureness({ 'src/stock-in/repository.ts': code }), ['13 medium', '14 medium']);
});

test('a service that reads a cache for whoever asks, and a list cut to what is wanted or fifty', () => {
  const code = `${head}import Redis from 'ioredis';
const redis = new Redis();
export class Presence {
  async of(ids: string[]) {
    return Promise.all(ids.map((id) => redis.hgetall('p:' + id)));
  }
  async forget(ids: string[]) {
    for (const id of ids) await redis.del('p:' + id);
  }
}
export async function POST(req: Request) {
  const { rows, wanted } = await req.json();
  const most = wanted || 50;
  const more = wanted || 500;
  for (const row of rows.slice(0, most)) await prisma.user.findUnique({ where: { id: row.id } });
  for (const row of rows.slice(0, more)) await prisma.user.findUnique({ where: { id: row.id } });
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['9 medium', '12 medium', '20 high']);
});

test('what each does or undoes by itself and a text to each: with less confidence; whether each answers: only if asked for', () => {
  const code = `${head}export async function POST(req: Request) {
  const { rows, people, stations } = await req.json();
  for (const row of rows) {
    await prisma.$transaction(async (tx) => {
      await tx.order.update({ where: { id: row.id }, data: { open: false } });
    });
  }
  await prisma.$transaction(async (tx) => {
    for (const row of rows) await tx.order.update({ where: { id: row.id }, data: { open: false } });
  });
  for (const person of people) await sendText(person.phone, 'hello');
  for (const person of people) await sendMessage(person.id, 'hello');
  for (const person of people) await savePhoto(person.photo);
  await Promise.all(stations.map((station) => checkStationHealth(station)));
}
async function sendText(to: string, body: string) { await fetch('https://gate.example/messages', { method: 'POST', body: to + body }); }
async function sendMessage(to: string, body: string) { await prisma.message.create({ data: { to, body } }); }
async function savePhoto(url: string) { return fetch(url); }
async function checkStationHealth(station: Station) { return fetch('http://' + station.ip); }`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), [
    '9 medium',
    '13 high',
    '15 medium',
    '16 medium',
  ]);
});

test('rows with parts of their own, a runner of queries opened for each, and what goes to one user: with less confidence', () => {
  const code = `${head}export async function POST(req: Request) {
  const { rows } = await req.json();
  await prisma.$transaction(rows.map((row) => prisma.order.create({ data: { id: row.id, lines: { create: row.lines } } })));
  for (const row of rows) await prisma.order.create({ data: { id: row.id, created: row.lines.length } });
  for (const row of rows) {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.manager.update(Order, row.id, { open: false });
  }
  for (const row of rows) await sendToUser(row.userId, 'hello');
}
async function sendToUser(id: string, text: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  await fetch('https://push.example/' + user.token, { method: 'POST', body: text });
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['8 high', '11 medium', '13 medium']);
});

test('a turn of a job that does as much as a request is told with less confidence, but for what it looks up', () => {
  const turn = (more: string): string => `${head}import cron from 'node-cron';
cron.schedule('0 * * * *', async () => {
  const rows = await prisma.invoice.findMany();
  for (const row of rows) {
    const paid = await prisma.payment.findFirst({ where: { invoice: row.id } });
    if (paid) await prisma.invoice.update({ where: { id: row.id }, data: { open: false } });
    ${more}
  }
});`;
  const more = `const entry = await prisma.entry.findUnique({ where: { id: row.entryId } });
    await prisma.entry.update({ where: { id: entry.id }, data: { done: true } });
    await prisma.account.update({ where: { id: row.accountId }, data: { balance: row.amount } });
    await prisma.event.create({ data: { invoice: row.id } });`;
  assert.deepEqual(sureness({ 'src/jobs/close.ts': turn('') }), ['9 high', '10 high']);
  assert.deepEqual(sureness({ 'src/jobs/close.ts': turn(more) }), [
    '9 high',
    '10 medium',
    '11 high',
    '12 medium',
    '13 medium',
    '14 medium',
  ]);
});

test('a job that has each told by a service, and what is written of a mail that was sent', () => {
  const code = `${head}import cron from 'node-cron';
class Notifications {
  async create(data) {
    const user = await prisma.user.findUnique({ where: { id: data.id } });
    return prisma.notification.create({ data: { ...data, role: user.role } });
  }
}
const notifications = new Notifications();
cron.schedule('0 * * * *', async () => {
  const due = await prisma.order.findMany();
  for (const order of due) await notifications.create({ id: order.userId });
  for (const order of due) await prisma.order.update({ where: { id: order.id }, data: { open: false } });
});
export async function POST(req: Request) {
  const { ids, people } = await req.json();
  for (const id of ids) await notifications.create({ id });
  for (const person of people) {
    const plan = await prisma.plan.findUnique({ where: { id: person.planId } });
    await transporter.sendMail({ to: person.mail, text: plan.text });
    await prisma.recipient.update({ where: { id: person.id }, data: { sent: true } });
  }
  for (const id of ids) await prisma.notificationReceiver.create({ data: { id } });
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), [
    '16 high',
    '20 medium',
    '22 high',
    '23 medium',
    '24 medium',
    '26 high',
  ]);
  assert.deepEqual(held(code), ['15 a message to each, sent by a job']);
});

test('lines, variants and tags that are each changed or looked up are told with less confidence', () => {
  const code = `${head}async function addToCart(line) {
  const cart = await prisma.cart.findFirst({ where: { id: line.cartId } });
  return prisma.cartLine.create({ data: { ...line, cart: cart.id } });
}
export async function POST(req: Request) {
  const { id, cartProducts, variants, tags, adminId } = await req.json();
  for (const line of cartProducts) {
    const product = await prisma.product.findUnique({ where: { id: line.productId } });
    await prisma.product.update({ where: { id: line.productId }, data: { stock: product.stock - line.n } });
  }
  for (const line of cartProducts) await addToCart(line);
  for (const line of cartProducts) await prisma.product.findUnique({ where: { id: line.productId } });
  for (const v of variants) await prisma.variant.update({ where: { id: v.id }, data: v });
  for (const tag of tags) await prisma.tag.upsert({ where: { tag }, create: { tag }, update: {} });
  const all = await prisma.tag.findMany();
  for (const tag of all) await prisma.post.count({ where: { tag: tag.id } });
  const user = await prisma.user.findUnique({ where: { id } });
  for (const project of user.projects) await prisma.project.update({ where: { id: project.id }, data: { adminId } });
}`;
  const path = 'src/app/api/goods/route.ts';
  assert.deepEqual(sureness({ [path]: code }), [
    '12 medium',
    '13 medium',
    '15 medium',
    '16 medium',
    '17 medium',
    '18 medium',
    '20 high',
    '22 high',
  ]);
  assert.deepEqual(held(code, path), []);
});

test('a list that somebody moved, put in order row by row: with less confidence than rows that were asked for', () => {
  const code = `import knex from 'knex';
import { Branch, Task } from './models';
const db = knex({});
export async function PUT(req: Request) {
  const { ids, orders, pool } = await req.json();
  for (const { id, order } of orders) await db('tasks').where('id', id).update({ order, updated_at: new Date() });
  await Promise.all(ids.map((id, at) => Branch.update({ sort_order: at }, { where: { id } })));
  for (const o of orders) await Task.findByIdAndUpdate(o.id, { $set: { position: o.position } });
  for (const o of orders) await pool.query('UPDATE tasks SET position = $1 WHERE id = $2', [o.at, o.id]);
  for (const o of orders) await Task.findByIdAndUpdate(o.id, { $set: { position: o.position, name: o.name } });
  const rows = await Task.find();
  for (const row of rows) await Task.updateOne({ _id: row.id }, { position: row.position + 1 });
}`;
  const path = 'src/app/api/tasks/route.ts';
  assert.deepEqual(sureness({ [path]: code }), [
    '6 medium',
    '7 medium',
    '8 medium',
    '9 medium',
    '10 high',
    '12 high',
  ]);
});

test('a job for which one that fails is no matter for the others; who asks for all of them waits', () => {
  const code = `${head}import cron from 'node-cron';
async function archive(id: string) {
  const ticket = await prisma.ticket.findUnique({ where: { id } });
  const owner = await prisma.user.findUnique({ where: { id: ticket.ownerId } });
  await prisma.archive.create({ data: { ticket, owner } });
  await prisma.ticket.delete({ where: { id } });
}
async function close(id: string) { await prisma.ticket.update({ where: { id }, data: { open: false } }); }
export async function POST(req: Request) {
  const { ids } = await req.json();
  const failed = [];
  for (const id of ids) {
    try { await archive(id); } catch (e) { failed.push(id); }
  }
  for (const id of ids) {
    try { await close(id); } catch (e) { failed.push(id); }
  }
}
cron.schedule('0 * * * *', async () => {
  const failed = [];
  for (const { id } of await prisma.ticket.findMany()) {
    try { await archive(id); } catch (e) { failed.push(id); }
  }
});`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['17 high', '20 high']);
  assert.deepEqual(held(code), ['26 a job of its own for each, done or failed by itself']);
});

test('objects of a store that are asked for by a command with a name, and files that a cloud drops', () => {
  const code = `${head}import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import cloudinary from 'cloudinary';
const s3 = new S3Client({});
async function deleteFromCloud(id: string) { await cloudinary.uploader.destroy(id); }
export async function GET(req: Request) {
  const { keys, ids } = await req.json();
  for (const key of keys) {
    const command = new GetObjectCommand({ Bucket: 'all', Key: key });
    const { Body } = await s3.send(command);
  }
  for (const id of ids) await deleteFromCloud(id);
}`;
  assert.deepEqual(sureness({ 'src/app/api/zip/route.ts': code }), []);
});

test('a builder that a model has for itself is asked', () => {
  const files = {
    'src/models/base.ts': `import { db } from '../db';
export class Base {
  static table = '';
  static get query() { return db(this.table); }
  static async findById(id: string) {
    const row = await this.query.where('id', id).first();
    return row ?? null;
  }
}
export class Person extends Base { static table = 'people'; }`,
    'src/routes/posts.ts': `import { Router } from 'express';
import { Person } from '../models/base';
const router = Router();
router.post('/posts', async (req, res) => {
  const all = [];
  for (const post of req.body.posts) all.push(await Person.findById(post.authorId));
  res.json(all);
});
export default router;`,
  };
  const told = analyse(files).findings.filter((f) => f.rule === 'n-plus-one');
  assert.deepEqual(
    told.map((f) => `${f.file}:${f.line}`),
    ['src/routes/posts.ts:6'],
  );
});

test('a row for each line of an order and those that need its id; other rows are put in at once', () => {
  const code = `${head}export async function POST(req: Request) {
  const { order, users } = await req.json();
  for (const item of order.items) {
    const task = await prisma.task.create({ data: { itemId: item.id } });
    await prisma.check.create({ data: { taskId: task.id } });
  }
  for (const item of order.items) await prisma.stock.create({ data: { itemId: item.id } });
  for (const user of users) {
    const task = await prisma.task.create({ data: { userId: user.id } });
    await prisma.check.create({ data: { taskId: task.id } });
  }
}`;
  assert.deepEqual(sureness({ 'src/app/api/orders/route.ts': code }), [
    '8 medium',
    '9 medium',
    '11 medium',
    '13 high',
    '14 high',
  ]);
});

test('a job asks whether a mail was sent before it sends it; whom it goes to is looked up at once', () => {
  const code = `${head}import cron from 'node-cron';
cron.schedule('0 9 * * *', async () => {
  const visits = await prisma.visit.findMany();
  for (const visit of visits) {
    const sent = await prisma.emailEvent.findFirst({ where: { visitId: visit.id } });
    if (sent) continue;
    const client = await prisma.client.findUnique({ where: { id: visit.clientId } });
    await transporter.sendMail({ to: client.email });
  }
});`;
  assert.deepEqual(sureness({ 'src/jobs/visits.ts': code }), ['11 high']);
});

test('functions of Convex change one row with each call; what they look up for each is told', () => {
  const code = `import { mutation } from './_generated/server';
export const clean = mutation({
  handler: async (ctx) => {
    const links = await ctx.db.query('links').withIndex('by_user', (q) => q.eq('userId', ctx.user)).collect();
    for (const link of links) await ctx.db.delete(link._id);
    const rows = [];
    for (const link of links) rows.push(await ctx.db.get(link.rowId));
    return rows;
  },
});`;
  assert.deepEqual(sureness({ 'convex/links.ts': code }), ['7 high']);
});

test('what somebody watches being done, what each endpoint is sent, and the lines of a purchase order', () => {
  const page = `export function Reprocess({ days, api }) {
  const run = async () => {
    for (const [i, day] of days.entries()) {
      await axios.post('/reprocess', { day });
      setProgress({ done: i + 1, total: days.length });
    }
    for (const day of days) await axios.post('/close', { day });
  };
  return <button onClick={run}>Go</button>;
}`;
  const code = `${head}async function sendToEndpoint(subscription, event) {
  const row = await prisma.delivery.create({ data: { id: subscription.id, event } });
  await fetch(subscription.url, { method: 'POST', body: event });
  await prisma.delivery.update({ where: { id: row.id }, data: { sent: true } });
}
export async function POST(req: Request) {
  const { event, poId } = await req.json();
  const subscriptions = await prisma.subscription.findMany({ where: { event } });
  for (const subscription of subscriptions) await sendToEndpoint(subscription, event);
  for (const subscription of subscriptions) await prisma.user.findUnique({ where: { id: subscription.userId } });
  const po = await loadOrder(poId);
  const items = Array.isArray(po.items) ? po.items : [];
  for (const item of items) await prisma.product.update({ where: { id: item.productId }, data: { stock: { increment: item.quantity } } });
}`;
  assert.deepEqual(sureness({ 'src/Reprocess.tsx': `import axios from 'axios';\n${page}` }), ['8 high']);
  assert.deepEqual(sureness({ 'src/app/api/events/route.ts': code }), ['14 high', '17 medium']);
});
