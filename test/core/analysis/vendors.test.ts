import { check } from './marked.ts';

check(
  'a vendor may have no form for many; where somebody waits for one request after the other, it is told all the same',
  {
    'src/sync.ts': `import axios from 'axios';
import { db } from './db';
export class Sync {
  private readonly baseUrl = 'https://api.partner.com/v1';
  async run() {
    const rows = await db.user.findMany();
    for (const row of rows) await axios.get(\`\${this.baseUrl}/users/\${row.id}\`, { timeout: 500 });
    for (const row of rows) await axios.get(\`\${process.env.API_URL}/users/\${row.id}\`, { timeout: 500 }); // !n-plus-one
    for (const row of rows) await axios.get(\`http://localhost:4000/users/\${row.id}\`, { timeout: 500 }); // !n-plus-one
    for (const row of rows) await axios.get(\`https://ours.onrender.com/users/\${row.id}\`, { timeout: 500 }); // !n-plus-one
  }
}`,
    'src/github.ts': `import axios from 'axios';
import express from 'express';
import { db } from './db';
const app = express();
const client = axios.create({ baseURL: process.env.GITHUB_URL, timeout: 500 });
export async function fill(rows) {
  for (const row of rows) row.repo = (await client.get(\`/users/\${row.name}\`)).data;
}
app.get('/repos', async (req, res) => {
  const rows = await db.user.findMany();
  for (const row of rows) row.repo = (await client.get(\`/users/\${row.name}\`)).data; // !n-plus-one
  await Promise.all(rows.map((row) => client.get(\`/users/\${row.name}\`)));
  res.json(rows);
});`,
    'src/users.ts': `import axios from 'axios';
const client = axios.create({ baseURL: process.env.USERS_URL, timeout: 500 });
export async function fill(rows) {
  for (const row of rows) row.user = (await client.get(\`/users/\${row.name}\`)).data; // !n-plus-one
}`,
    'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();`,
  },
);

check('what has an address of its own cannot be asked for with others', {
  'src/files.ts': `export async function load(documents, ids, links) {
  for (const document of documents) await fetch(document.fileUrl);
  for (const link of links) await fetch(link);
  for (const id of ids) await fetch(\`/api/files/\${id}\`); // !n-plus-one
  for (const document of documents) await fetch(\`/api/files/\${document.id}\`); // !n-plus-one
}`,
});

check('a chat changes one channel or member at a time', {
  'src/bot.ts': `import { Client } from 'discord.js';
const client = new Client({ intents: [] });
client.on('messageCreate', async (message) => {
  const channels = message.guild.channels.cache;
  for (const channel of channels.values()) await channel.permissionOverwrites.edit(message.guild.id, { SendMessages: false });
  const members = await message.guild.members.fetch();
  for (const member of members.values()) await member.roles.remove('x');
});`,
});

check('what was given is not loaded again, and what makes an object asks nobody', {
  'src/prices.ts': `import { db } from './db';
import { Post } from './post';
import express from 'express';
const app = express();
async function price(row, config) {
  const known = config ?? (await db.config.findFirst());
  return row.weight * known.rate;
}
async function rate(config) {
  const known = config ?? (await db.config.findFirst());
  return known.rate;
}
app.get('/prices', async (req, res) => {
  const rows = await db.row.findMany();
  const config = await db.config.findFirst();
  for (const row of rows) row.price = await price(row, config);
  for (const row of rows) row.rate = await rate(row.config); // !n-plus-one
  const posts = [];
  for (const row of rows) posts.push(Post.create({ title: row.title }));
  for (const row of rows) await Post.save({ title: row.title }); // !n-plus-one
  for (const { year, days } of byYear(req.body.from, req.body.to)) await db.leave.updateMany({ where: { year }, data: { days } });
  for (const { year, userId } of await db.leave.findMany()) await db.user.update({ where: { id: userId }, data: { year } }); // !n-plus-one
  res.json(rows);
});`,
  'src/post.ts': `import { BaseEntity, Entity } from 'typeorm';
@Entity()
export class Post extends BaseEntity {
  title: string;
}`,
  'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();`,
});

const command = (head: string, body: string): string => `import { db } from './db';
${head}
    const rows = await db.user.findMany();
    for (const row of rows) await db.post.findFirst({ where: { userId: row.id } });${body}`;

check('steps of a plan each do something of their own, and a sweep takes one tenant after the other', {
  'src/plan.ts': `import { db } from './db';
export async function carryOut(plan, rows) {
  for (const op of plan.ops) await runRowOp(op);
  for (const row of rows) await runRowOp(row); // !n-plus-one
}
async function runRowOp(op) {
  if (op.type === 'close') await db.row.update({ where: { id: op.id }, data: { open: false } });
  else await db.row.findFirst({ where: { id: op.id } });
}`,
  'src/app/api/internal/retention-sweep/route.ts': `import { db } from '../../../../db';
async function run() {
  const failed = [];
  const tenants = await db.tenant.findMany();
  for (const tenant of tenants) await prune(tenant.id);
  return failed;
}
async function prune(id) {
  await db.a.deleteMany({ where: { id } });
  await db.b.deleteMany({ where: { id } });
}
export const POST = counted('retention', run);`,
  'src/app/api/tenants/route.ts': `import { db } from '../../../db';
async function run() {
  const rows = await db.row.findMany();
  for (const row of rows) await prune(row.id); // !n-plus-one
}
async function prune(id) {
  await db.a.deleteMany({ where: { id } });
  await db.b.deleteMany({ where: { id } });
}
export const POST = counted('rows', run);`,
  'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();`,
});

check('what a shell runs is no server', {
  'src/oclif.ts': command(
    `import { Command } from '@oclif/core';
export default class Sync extends Command {
  static description = 'brings all up to date';
  async run() {`,
    '\n  }\n}',
  ),
  'src/clipanion.ts': command(
    `import { Command } from 'clipanion';
export class Sync extends Command {
  static paths = [['sync']];
  async execute() {`,
    '\n  }\n}',
  ),
  'src/citty.ts': command(
    `import { defineCommand } from 'citty';
export default defineCommand({
  meta: { name: 'sync' },
  async run({ args }) {`,
    '\n  },\n});',
  ),
  'src/bot.ts': `${command(
    `import { Command } from './command';
export class Sync extends Command {
  static description = 'brings all up to date';
  async run(message) {`,
    ' // !n-plus-one\n  }\n}',
  )}`,
  'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();`,
});

check(
  'few at once: what somebody ticked, the lines of an order, the files of a request, a page of an SQL text, the teams of a user',
  {
    'src/Products.tsx': `export function Products({ products }) {
  const save = async () => {
    const ids = Array.from(selectedProductIds);
    await Promise.all(ids.map((id) => fetch('/api/products/' + id, { method: 'PUT' })));
    await Promise.all(products.map((p) => fetch('/api/products/' + p.id, { method: 'PUT' }))); // !unbounded-concurrency
  };
  return <button onClick={save} />;
}`,
    'src/order.ts': `import express from 'express';
import { db } from './db';
const app = express();
app.post('/orders', async (req, res) => {
  await Promise.all(req.body.orderProducts.map((p) => db.product.update({ where: { id: p.id }, data: { sold: true } })));
  const { fileUrls, urls } = req.body;
  await Promise.all(fileUrls.map((url) => db.image.create({ data: { url } })));
  await Promise.all(urls.map((url) => db.page.create({ data: { url } }))); // !unbounded-concurrency
  const orders = await db.order.findMany();
  await Promise.all(orders.map((o) => db.order.update({ where: { id: o.id }, data: { seen: true } }))); // !unbounded-concurrency
  const teams = await getUserTeams(req.user.id);
  await Promise.all(teams.map((team) => db.queue.findMany({ where: { teamId: team.id } })));
  const devices = await user.listDevices();
  await Promise.all(devices.map((device) => db.queue.findMany({ where: { deviceId: device.id } })));
  const every = await prisma.user.findDevices();
  await Promise.all(every.map((device) => db.queue.findMany({ where: { deviceId: device.id } }))); // !unbounded-concurrency
  const page = await retryTransaction(tickets.paginate({ perPage: 10 }));
  await Promise.all(page.data.map((ticket) => db.queue.findMany({ where: { ticketId: ticket.id } })));
  const counted = await retryTransaction(tickets.list({ open: true }));
  await Promise.all(counted.data.map((ticket) => db.queue.findMany({ where: { ticketId: ticket.id } }))); // !unbounded-concurrency
  const all = await getAllTeams();
  await Promise.all(all.map((team) => db.queue.findMany({ where: { teamId: team.id } }))); // !unbounded-concurrency
  res.end();
});`,
    'src/cloud.ts': `import { v2 as cloudinary } from 'cloudinary';
const upload = async (file) => cloudinary.uploader.upload(file.path);
export const uploadMultiple = async (files) => Promise.all(files.map((file) => upload(file)));
export const refresh = async (files) => Promise.all(files.map((file) => upload(file))); // !unbounded-concurrency`,
    'src/posts.ts': `import express from 'express';
import sqlite3 from 'sqlite3';
const db = new sqlite3.Database('posts.db');
const app = express();
app.get('/posts', async (req, res) => {
  let page = 'SELECT * FROM posts WHERE 1 = 1';
  if (req.query.author) page += ' AND author = ?';
  page += ' ORDER BY id LIMIT ? OFFSET ?';
  const rows = await db.all(page, [req.query.author, 20, 0]);
  await Promise.all(rows.map((row) => db.get('SELECT count(*) FROM likes WHERE post = ?', [row.id])));
  let sql = 'SELECT * FROM posts WHERE 1 = 1';
  if (req.query.limit) sql += ' LIMIT ?';
  const all = await db.all(sql, []);
  await Promise.all(all.map((row) => db.get('SELECT count(*) FROM likes WHERE post = ?', [row.id]))); // !unbounded-concurrency
  res.json(rows);
});`,
    'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();`,
  },
  'unbounded-concurrency',
);
