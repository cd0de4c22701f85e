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

test('lines of one order, what one person has, pages of administrators: told with less confidence; a mail to each only if asked for', () => {
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
  ]);
  assert.deepEqual(held(code), ['12 a message to each']);
  assert.deepEqual(sureness({ 'src/app/api/admin/orders/route.ts': code }), [
    '7 medium',
    '9 medium',
    '10 medium',
    '11 medium',
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
    '13 medium',
  ]);
  assert.deepEqual(held(code, 'src/app/api/checkout/route.ts'), [
    '12 each part of one thing is changed in its own way',
  ]);
  // `selectedItems` are the lines of a deal only where one is made.
  assert.deepEqual(sureness({ 'src/app/api/reorder/route.ts': code }).slice(-2), ['12 high', '13 high']);
});

test('a function that sends one mail is told only if asked for, whatever it reads for it', () => {
  const code = `${head}async function sendSaleMail(id: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  await transporter.sendMail({ to: user.mail });
}
export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) await sendSaleMail(id);
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), []);
  assert.deepEqual(held(code), ['11 a message to each']);
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
  async deleteObject(key: string) { await fetch('https://store.example.com/' + key, { method: 'DELETE' }); }
  async archiveOrder(key: string) { await fetch('https://store.example.com/' + key, { method: 'POST' }); }
}
const adapter = new Store();
export async function POST(req: Request) {
  const { variants, items } = await req.json();
  await Promise.all(variants.map((variant) => adapter.deleteObject(variant.key)));
  await Promise.all(variants.map((variant) => adapter.archiveOrder(variant.key)));
  for (const item of items) await prisma.stock.update({ where: { id: item.id }, data: { count: item.count } });
}`;
  assert.deepEqual(sureness({ 'src/app/api/goods/route.ts': code }), ['13 high', '14 high']);
  assert.deepEqual(sureness({ 'src/app/api/transfer/route.ts': code }), ['13 high']);
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
  assert.deepEqual(sureness({ 'src/shop/names.ts': code }), ['14 high']);
  assert.deepEqual(sureness({ 'src/stock-in/repository.ts': code }), []);
  const reasons = held(code, 'src/stock-in/repository.ts');
  assert.ok(reasons.includes('13 a message to each'));
  assert.ok(reasons.includes('14 each part of one thing is changed in its own way'));
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
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['9 medium', '20 high']);
});

test('what each does or undoes by itself, a text to each through a gateway, and whether each answers: only if asked for', () => {
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
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['13 high', '16 medium']);
});

test('rows with parts of their own, a runner of queries opened for each, and what goes to one user: only if asked for', () => {
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
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), ['8 high']);
});

test('a turn of a job that does as much as a request is a job of its own, but for what it looks up', () => {
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
  assert.deepEqual(sureness({ 'src/jobs/close.ts': turn(more) }), ['9 high', '11 high']);
});
