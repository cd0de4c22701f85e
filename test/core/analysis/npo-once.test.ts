/** Queries per item of code that runs once, in steps or for parts of one thing, and of what only looks like it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('batches that are cut off a queue, months of a range, parts of an upload and what undoes', {
  'src/app/api/sync/route.ts': `${head}import { UploadPartCommand } from '@aws-sdk/client-s3';
export class Queue {
  #waiting: Row[] = [];
  async flush() {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.splice(0, 500);
      await prisma.row.createMany({ data: rows });
    }
  }
}
export async function POST(req: Request) {
  const { from, to, keys, stack } = await req.json();
  let month = DateTime.fromISO(from);
  while (month < to) {
    await prisma.bill.create({ data: { month } });
    month = month.plus({ months: 1 });
  }
  let start = DateTime.fromISO(from);
  while (start < to) {
    const next = start.plus({ years: 1 }) < to ? start.plus({ years: 1 }) : to;
    await prisma.rate.findMany({ where: { day: { gte: start, lt: next } }, take: 400 });
    start = next.plus({ days: 1 });
  }
  for (let m = dayjs(from); m.isBefore(to); m = m.add(1, 'month')) await prisma.bill.create({ data: { m } });
  let day = DateTime.fromISO(from);
  while (day < to) {
    await prisma.slot.count({ where: { day } }); // !n-plus-one
    day = day.plus({ days: 1 });
  }
  for (let i = 0; i < keys.length; i++)
    await s3Client.send(new UploadPartCommand({ Bucket: 'a', Key: 'b', PartNumber: i + 1, Body: keys[i] }));
  await executeRollback(stack);
  await executeAll(stack);
}
async function executeRollback(stack: Done[]) {
  for (const done of stack) await prisma.order.update({ where: { id: done.id }, data: { open: true } });
}
async function executeAll(stack: Done[]) {
  for (const done of stack) await prisma.order.update({ where: { id: done.id }, data: { open: true } }); // !n-plus-one
}`,
});

check('what starts with the server, migrations behind an endpoint, what is asked for a few of', {
  'src/server.ts': `import http from 'node:http';
import { watcher } from './watcher';
const server = http.createServer(app);
server.listen(3000, async () => { await watcher.initialize(); });
export class Other { boot(x: any) { x.initialize(); } }`,
  'src/watcher.ts': `${head}export class WatchService {
  async initialize() {
    const devices = await prisma.device.findMany();
    for (const device of devices) await prisma.device.update({ where: { id: device.id }, data: { on: true } });
  }
  async refresh() {
    const devices = await prisma.device.findMany();
    for (const device of devices) await prisma.device.update({ where: { id: device.id }, data: { on: true } }); // !n-plus-one
  }
}
export const watcher = new WatchService();`,
  'src/contracts/contracts-migration.service.ts': `${head}@Controller()
export class ContractsMigration {
  @Post()
  async run() {
    const all = await prisma.contract.findMany();
    for (const c of all) await prisma.contract.update({ where: { id: c.id }, data: { moved: true } });
  }
}`,
  'src/publish.ts': `${head}import { Post } from './post';
setInterval(async () => {
  for (const post of await Post.findScheduledForPublish(5))
    await prisma.post.update({ where: { id: post.id }, data: { done: true } });
  for (const post of await Post.findInactiveSince(5))
    await prisma.post.update({ where: { id: post.id }, data: { done: true } }); // !n-plus-one
}, 60_000);`,
  'src/post.ts': `export class Post { static findScheduledForPublish(n: number) { return any(n); } static findInactiveSince(n: number) { return any(n); } }`,
});

check('a backfill that a job calls is run again and again', {
  'src/jobs.ts': `import cron from 'node-cron';
import { backfillPrices } from './prices';
cron.schedule('0 * * * *', async () => { await backfillPrices(); });`,
  'src/prices.ts': `${head}export async function backfillPrices() {
  const rows = await prisma.price.findMany({ where: { usd: null } });
  for (const row of rows) await prisma.price.update({ where: { id: row.id }, data: { usd: row.eur * 1.1 } }); // !n-plus-one
}
export async function backfillNames() {
  const rows = await prisma.price.findMany({ where: { usd: null } });
  for (const row of rows) await prisma.price.update({ where: { id: row.id }, data: { name: '' } });
}`,
});

check('a method far inside a library is none of the workspace; each row has an id of its own', {
  'src/guides.js': `const Guide = require('./models').Guide;
class GuideService { async isValid(id) { return Guide.findById(id); } }
module.exports = { GuideService };`,
  'src/handler.js': `const mongoose = require('mongoose');
const Order = mongoose.model('Order', {});
const asId = (id) => (mongoose.Types.ObjectId.isValid(id) ? id : null);
exports.handler = async (event) => {
  const known = new Map();
  const byName = new Map();
  const ids = event.rows.map((row) => asId(row.id));
  for (const row of event.rows) {
    if (!known.has(row.id)) {
      known.set(row.id, await Order.create(row)); // !n-plus-one
    }
    if (!byName.has(row.name)) {
      byName.set(row.name, await Order.findOne({ name: row.name }));
    }
  }
  return ids;
};`,
});

check('all keys of a store, asked for one by one', {
  'src/session.ts': `import Redis from 'ioredis';
const redis = new Redis();
export async function endAll(user: string, keys: string[]) {
  let ended = 0;
  for (const key of await redis.keys('session:*')) {
    const session = await redis.get(key); // !n-plus-one
    if (session === user) ended += 1;
  }
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', 'session:*');
    cursor = next;
    for (const key of found) await redis.get(key); // !n-plus-one
  } while (cursor !== '0');
  for (const key of keys) await redis.get(key); // !n-plus-one
  return ended;
}`,
});

check('what makes sure that the defaults are there', {
  'src/app/api/users/route.ts': `${head}export async function POST(req: Request) {
  const { user, rows } = await req.json();
  await ensureDefaultCategories(user, rows);
  await ensureOpen(user, rows);
}
async function ensureDefaultCategories(user: string, rows: Row[]) {
  for (const row of rows) await prisma.category.create({ data: { user, name: row.name } });
}
async function ensureOpen(user: string, rows: Row[]) {
  for (const row of rows) await prisma.category.create({ data: { user, name: row.name } }); // !n-plus-one
}`,
});

check('a batch of goods is one thing, a batch of rows is many', {
  'src/app/api/batches/route.ts': `${head}export async function GET(req: Request) {
  const batches = await prisma.goods.findMany();
  const counts = await Promise.all(batches.map((batch) => prisma.unit.count({ where: { batchId: batch.id } }))); // !n-plus-one
  const rows = await req.json();
  await Promise.all(rows.batches.map((batch) => prisma.row.createMany({ data: batch })));
  return Response.json(counts);
}`,
});

test('the parts of one thing that was found are never among the sure findings', () => {
  const { findings } = analyse({
    'src/app/api/visits/route.ts': `${head}export async function POST(req: Request) {
  const { id, ids } = await req.json();
  const visit = await prisma.visit.findUnique({ where: { id }, include: { acts: true } });
  for (const act of visit.acts) await prisma.fee.findFirst({ where: { code: act.code } });
  for (const id of ids) await prisma.fee.findFirst({ where: { id } });
}`,
  });
  const sure = findings.filter((f) => f.rule === 'n-plus-one').map((f) => `${f.line} ${f.confidence}`);
  assert.deepEqual(sure, ['6 medium', '7 high']);
});

check('what sets itself going again by a timer does not run once, whoever sets it going first', {
  'src/events/ready.js': `const { checkBirthdays, restore } = require('../birthdays');
module.exports = (client) => {
  client.once('ready', async () => {
    await restore(client);
    schedule(client);
  });
};
function schedule(client) {
  const runAgain = async () => {
    await checkBirthdays(client);
    setTimeout(runAgain, untilMidnight());
  };
  runAgain();
}`,
  'src/birthdays.js': `const { Birthday } = require('./models');
async function checkBirthdays(client) {
  for (const b of await Birthday.find({ due: true })) {
    await Birthday.updateOne({ _id: b._id }, { $set: { told: client.year } }); // !n-plus-one
  }
}
async function restore(client) {
  for (const b of await Birthday.find({ due: true })) await Birthday.updateOne({ _id: b._id }, { $set: { by: client.id } });
}
module.exports = { checkBirthdays, restore };`,
});

check('what a flag keeps from being done twice; one that says when it was done last does not', {
  'package.json': JSON.stringify({ dependencies: { '@prisma/client': '5', 'node-cron': '3' } }),
  'src/jobs.ts': `import cron from 'node-cron';
import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
const FILLED_KEY = 'bank_filled';
const LAST_RUN = 'last_run';
async function fillBank() {
  const done = await db.setting.findUnique({ where: { key: FILLED_KEY } });
  if (done?.value === 'true') return;
  const courses = await db.course.findMany();
  for (const course of courses) await db.question.count({ where: { courseId: course.id } });
  await db.setting.upsert({ where: { key: FILLED_KEY }, update: { value: 'true' }, create: { key: FILLED_KEY, value: 'true' } });
}
async function refresh() {
  const lastRun = await db.setting.findUnique({ where: { key: LAST_RUN } });
  if (lastRun && Date.now() - lastRun.at < 3600000) return;
  const courses = await db.course.findMany();
  for (const course of courses) await db.question.count({ where: { courseId: course.id } }); // !n-plus-one
  await db.setting.upsert({ where: { key: LAST_RUN }, update: { at: Date.now() }, create: { key: LAST_RUN, at: Date.now() } });
}
cron.schedule('0 3 * * *', fillBank);
cron.schedule('0 4 * * *', refresh);`,
});

check('what is at the top is as much as somebody shows', {
  'src/api/stats/route.ts': `import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
export async function GET(req) {
  const { topSellers, topLevelParts } = await db.report.load(req.url);
  for (const s of topSellers) await db.user.findUnique({ where: { id: s.userId } });
  for (const p of topLevelParts) await db.part.findUnique({ where: { id: p.id } }); // !n-plus-one
}`,
});

check('seeds that a class applies', {
  'src/datasources/system.ts': `import knex from 'knex';
const db = knex({});
export class SystemDataSource {
  constructor(private rows: { id: string }[]) {}
  async applySeeds() {
    for (const row of this.rows) await db('users').where({ id: row.id }).first();
  }
  async applyTags() {
    for (const row of this.rows) await db('tags').where({ id: row.id }).first(); // !n-plus-one
  }
}`,
});
