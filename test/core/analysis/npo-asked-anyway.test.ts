/** Queries that are made once per item all the same: behind a cache of a server, in batches, between waits after failures. */
import { check } from './marked.ts';

check(
  'a cache on a server is asked for each item, and the query behind it where that has nothing',
  {
    'package.json': '{"dependencies":{"@prisma/client":"5","ioredis":"5","express":"4"}}',
    'src/cached.ts': `import Redis from 'ioredis';
const redis = new Redis();
export async function wrapped<T>(key: string, load: () => Promise<T>): Promise<T> {
  const cached = await redis.get(key);
  if (cached) return JSON.parse(cached);
  const recent = await load();
  await redis.set(key, JSON.stringify(recent), 'EX', 60);
  return recent;
}
export async function plans(): Promise<string[]> {
  const cached = await redis.get('plans');
  if (cached) return JSON.parse(cached);
  return (await fetch('https://a.example.com/plans')).json();
}`,
    'src/projects.ts': `import { PrismaClient } from '@prisma/client';
import express from 'express';
import { plans, wrapped } from './cached';
const prisma = new PrismaClient();
const app = express();
const projectOf = (id: string) => wrapped('project:' + id, () => prisma.project.findUnique({ where: { id } }));
const local = new Map<string, unknown>();
async function remembered(id: string) {
  const cached = local.get(id);
  if (cached) return cached;
  const found = await prisma.project.findUnique({ where: { id } });
  local.set(id, found);
  return found;
}
app.get('/tasks', async (req, res) => {
  const tasks = await prisma.task.findMany();
  for (const task of tasks) {
    const project = await projectOf(task.projectId); // !n-plus-one
    res.write(project.name);
  }
  for (const task of tasks) {
    await plans();
    await remembered(task.projectId);
  }
  res.end();
});`,
  },
  'n-plus-one',
);

check(
  'batches whose items are each asked for, and a wait after a failure only',
  {
    'package.json': '{"dependencies":{"@prisma/client":"5","express":"4"}}',
    'src/recipients.ts': `import { PrismaClient } from '@prisma/client';
import express from 'express';
const prisma = new PrismaClient();
const app = express();
app.post('/campaigns', async (req, res) => {
  const recipients: string[] = req.body.recipients;
  for (let i = 0; i < recipients.length; i += 500) {
    const chunk = recipients.slice(i, i + 500);
    await Promise.all(chunk.map(async (email) => {
      await prisma.contact.findFirst({ where: { email } }); // !n-plus-one
      await prisma.contact.update({ where: { email }, data: { seen: true } });
      await fetch('https://a.example.com/check?email=' + email);
    }));
  }
  const projects = await prisma.project.findMany();
  for (const project of projects) {
    await prisma.domain.findFirst({ where: { projectId: project.id } }); // !n-plus-one
    try {
      await verify(project.email);
    } catch (e) {
      await new Promise((r) => setTimeout(r, 5000));
    }
  }
  for (const project of projects) {
    await prisma.domain.findFirst({ where: { projectId: project.id } });
    await new Promise((r) => setTimeout(r, 5000));
  }
  res.json({});
});`,
  },
  'n-plus-one',
);

check(
  'what stands beside the branches of each kind is done for every item; what a helper fills is no empty list',
  {
    'package.json': '{"dependencies":{"knex":"3","express":"4"}}',
    'src/events.js': `const express = require('express');
const knex = require('knex')({ client: 'pg' });
const { sort } = require('./sort');
const app = express();
app.post('/events', async (req, res) => {
  for (const event of req.body.events) {
    const message = await knex('messages').where({ cid: event.campaign }).first(); // !n-plus-one
    switch (event.kind) {
      case 'bounce':
        await knex('messages').where({ id: message.id }).update({ status: 'bounced' });
        break;
      case 'spam':
        await knex('messages').where({ id: message.id }).update({ status: 'spam' });
        break;
    }
  }
  const known = [];
  await sort(req.body.events, known);
  for (const event of known) {
    await knex('messages').where({ cid: event.campaign }).update({ seen: true }); // !n-plus-one
  }
  res.json({});
});`,
  },
  'n-plus-one',
);

check(
  'files that are loaded before a request is answered, and clients that are made by a function',
  {
    'package.json': '{"dependencies":{"axios":"1","express":"4","@prisma/client":"5"}}',
    'src/posts.ts': `import axios from 'axios';
import express from 'express';
import { PrismaClient } from '@prisma/client';
import type { Context } from './context';
const prisma = new PrismaClient();
const app = express();
app.get('/posts', async (req, res) => {
  const posts = await prisma.post.findMany();
  const seen = [];
  for (const post of posts) {
    const image = await axios.get(post.imageUri, { responseType: 'arraybuffer' }); // !n-plus-one
    seen.push(image.data.length > 100);
  }
  res.json(seen);
});
export async function has(ctx: Context, id: number) {
  if (ctx.isOfficer) return true;
  const found = await ctx.clients.userOffice().hasInstrument({ id });
  return found;
}
app.get('/bookings', async (req, res) => {
  const ids: number[] = req.body.ids;
  for (const id of ids) {
    await has((req as unknown as { ctx: Context }).ctx, id); // !n-plus-one
  }
  res.json({});
});`,
    'src/context.ts': `export interface Context { isOfficer: boolean; clients: { userOffice: () => Sdk } }
export interface Sdk { hasInstrument(of: { id: number }): Promise<boolean> }`,
  },
  'n-plus-one',
);

check(
  'requests that are joined while they are under way, rows between two tables, jobs that a process takes for itself',
  {
    'package.json': '{"dependencies":{"express":"4","pg":"8","sequelize-typescript":"2","ioredis":"5"}}',
    'src/api.ts': `import express from 'express';
import { Pool } from 'pg';
const pool = new Pool();
const app = express();
const pending = new Map<string, Promise<unknown>>();
const ask = async (endpoint: string, options: RequestInit = {}) => {
  const cacheKey = options.method ? null : endpoint;
  if (cacheKey && pending.has(cacheKey)) return pending.get(cacheKey);
  const answer = (async () => (await fetch(endpoint, options)).json())();
  if (cacheKey) pending.set(cacheKey, answer);
  return answer;
};
app.post('/leads', async (req, res) => {
  for (const row of req.body.rows) await ask('/leads/' + row.id); // !n-plus-one
  for (const lead of req.body.leads) await lead.$set('users', [1, 2]); // !n-plus-one
  const taken = await pool.query(\`UPDATE jobs SET state = 'taken' WHERE id IN (
    SELECT id FROM jobs WHERE state = 'new' LIMIT 50 FOR UPDATE SKIP LOCKED) RETURNING id\`);
  for (const job of taken.rows) await pool.query('UPDATE jobs SET state = $1 WHERE id = $2', ['done', job.id]);
  res.json({});
});`,
    'src/cache.ts': `import Redis from 'ioredis';
export class Keys {
  private readonly client = new Redis();
  createPipeline() { return this.client.pipeline(); }
  async expire(key: string) { return this.client.expire(key, 60); }
}
export class Cache {
  constructor(private readonly keys: Keys) {}
  async keep(entries: { key: string }[]) {
    const pipeline = this.keys.createPipeline();
    for (const { key } of entries) pipeline.expire(key);
    await pipeline.exec();
  }
}`,
  },
  'n-plus-one',
);

check(
  'rows of a file that somebody brought are put in one by one, whatever the helper for one is called',
  {
    'package.json': '{"dependencies":{"express":"4","mongoose":"8"}}',
    'src/stock.js': `const mongoose = require('mongoose');
const Stock = mongoose.model('Stock');
async function seedStockFromRows(rows, options) {
  for (const row of rows) {
    await Stock.findOne({ sku: row.sku, house: options.house }); // !n-plus-one
  }
}
async function processCsvRow(row) {
  const known = await Stock.findOne({ sku: row.sku });
  if (!known) await Stock.create({ sku: row.sku });
}
async function seedStock() {
  const rows = await Stock.find();
  for (const row of rows) await Stock.findOne({ sku: row.sku });
}
module.exports = { seedStockFromRows, processCsvRow, seedStock };`,
    'src/app.js': `const express = require('express');
const { seedStockFromRows, processCsvRow } = require('./stock');
const app = express();
app.post('/stock', async (req, res) => {
  await seedStockFromRows(req.body.rows, { house: req.body.house });
  for (const row of req.body.rows) await processCsvRow(row); // !n-plus-one
  res.json({});
});`,
  },
  'n-plus-one',
);
