/** Static data served per request, and formatters that a library keeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

test('lists that hardly ever change are told where they are asked for per request, and only they', () => {
  const code = `const app = require('express')();
const { Pool } = require('pg');
const { Country, User } = require('./models');
const pool = new Pool();
app.get('/months', async (req, res) => res.json((await pool.query('SELECT * FROM months')).rows));
app.get('/countries', async (req, res) => res.json(await Country.findAll({ order: ['name'] })));
app.get('/users', async (req, res) => res.json(await User.findAll()));
app.get('/in', async (req, res) => res.json(await Country.findAll({ where: { region: req.query.region } })));
app.get('/full', async (req, res) => res.json(await Country.findAll({ include: ['users'] })));
app.get('/kept', async (req, res) => {
  res.set('Cache-Control', 'max-age=600').json(await Country.findAll());
});
app.get('/typed', (req, res) => res.json(req.body.types.find((t) => t.id === 1)));
pool.query('SELECT * FROM months').then(console.log);`;
  const models = `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize('');
exports.Country = sequelize.define('Country', { name: DataTypes.STRING });
exports.User = sequelize.define('User', { name: DataTypes.STRING });`;
  const files = { 'src/app.js': code, 'src/models.js': models };
  const told = (severities: Record<string, 'info'>): number[] =>
    analyse(files, { severities })
      .findings.filter((f) => f.rule === 'missing-cache')
      .map((f) => f.line);
  assert.deepEqual(told({ 'missing-cache': 'info' }), [5, 6]);
  assert.deepEqual(told({}), [], 'only where it is asked for');
});

test('a place that the environment gives is fixed; a file that the program writes is not static', () => {
  const code = `const fs = require('fs');
const path = require('path');
const app = require('express')();
const { WEB_ROOT = '/srv' } = process.env;
const root = process.env.ROOT || __dirname;
const voices = path.join(__dirname, 'voices.json');
app.get('/a', (req, res) => res.send(fs.readFileSync(path.join(WEB_ROOT, 'index.html'), 'utf8')));
app.get('/b', (req, res) => res.send(fs.readFileSync(path.join(root, 'index.html'), 'utf8')));
app.get('/c', (req, res) => res.send(fs.readFileSync(voices, 'utf8')));
app.post('/c', (req, res) => res.send(fs.writeFileSync(voices, JSON.stringify(req.body))));`;
  const out = analyse({ 'src/q.js': code }, { severities: { 'missing-cache': 'info' } });
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'missing-cache').map((f) => f.line),
    [7, 8],
  );
});

test('a condition without anything of the request asks for the same each time; builders and settings do, too', () => {
  const code = `import { Router } from 'express';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { PrismaClient } from '@prisma/client';
import { brands, orders } from './schema';
const db = drizzle(process.env.URL);
const prisma = new PrismaClient();
const PAGES = ['a', 'b'];
const router = Router();
router.get('/a', async (req, res) => res.json(await prisma.category.findMany({ where: { isActive: true } })));
router.get('/b', async (req, res) => res.json(await prisma.category.findMany({ where: { parentId: req.query.id } })));
router.get('/c', async (req, res) => res.json(await db.select().from(brands)));
router.get('/d', async (req, res) => res.json(await db.select().from(orders)));
router.get('/e', async (req, res) => res.json(await prisma.siteSettings.findFirst()));
router.get('/f', async (req, res) => res.json(await prisma.riskState.findMany()));
router.get('/g', async (req, res) => {
  const shop = req.params.shop;
  res.json(await prisma.role.findMany({ where: { shop } }));
});
router.get('/k', async (req, res) => res.json(await new CategoryRepository().list()));
class CategoryRepository {
  constructor(private readonly repository: PrismaClient['category']) {}
  list() {
    return this.repository.findMany();
  }
}
router.get('/h', (req, res) => {
  const parts = [];
  for (const page of PAGES) parts.push(readFileSync(join(__dirname, page), 'utf8'));
  res.send(parts.join());
});
router.get('/i', (req, res) => {
  const parts = [];
  for (const page of req.query.pages) parts.push(readFileSync(join(__dirname, page), 'utf8'));
  res.send(parts.join());
});
export default router;`;
  const out = analyse({ 'src/q.ts': code }, { severities: { 'missing-cache': 'info' } });
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'missing-cache').map((f) => f.line),
    [11, 13, 15, 25, 30],
  );
});

test('a template is read again for each mail, though nobody is seen to send one', () => {
  const code = `import { readFile } from 'fs';
export class Mailer {
  invite(to) {
    readFile(__dirname + '/templates/invite.ejs', undefined, (error, text) => this.send(to, render(text, { to })));
  }
  settings() {
    readFile(__dirname + '/settings.json', undefined, (error, text) => this.use(JSON.parse(text)));
  }
}`;
  const out = analyse({ 'src/mailer.ts': code }, { severities: { 'missing-cache': 'info' } });
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'missing-cache').map((f) => f.line),
    [4],
  );
});

test('a function of the type of a resolver is asked by requests', () => {
  const code = `import { QueryResolvers } from '../generated';
import { model } from 'mongoose';
const categoryModel = model('Category');
export const getCategories: QueryResolvers['getCategories'] = async () => categoryModel.find();
export const other: Other['getCategories'] = async () => categoryModel.find();`;
  const out = analyse({ 'src/q.ts': code }, { severities: { 'missing-cache': 'info' } });
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'missing-cache').map((f) => f.line),
    [4],
  );
});

check(
  'options where a locale belongs are those of a library, which keeps its formatters',
  {
    'src/times.js': `import { DateTime } from 'luxon';
export const a = (rows) => rows.map((row) => DateTime.fromISO(row.at).toLocaleString({ weekday: 'short' }));
export const b = (rows) => rows.map((row) => row.at.toLocaleString('de', { weekday: 'short' })); // !alloc-in-loop
export const days = (daily) => daily.map((day) => day.at.toLocaleString('de', { weekday: 'short' }));
export const months = (byMonth) => [...byMonth.values()].map((m) => m.at.toLocaleString('de', { month: 'short' }));
export const c = (rows) => rows.map((row) => row.at.toLocaleString(['de', 'en'])); // !alloc-in-loop`,
  },
  'alloc-in-loop',
);

function cached(files: Readonly<Record<string, string>>): string[] {
  return analyse(files, { severities: { 'missing-cache': 'info' } })
    .findings.filter((f) => f.rule === 'missing-cache')
    .map((f) => `${f.file}:${f.line}`);
}

test('a repository is one of what its type says; its list is told where the query is', () => {
  const repository = `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BrandEntity, OrderEntity } from './entities';
export class TypeOrmBrandRepository {
  constructor(
    @InjectRepository(BrandEntity) private readonly rows: Repository<BrandEntity>,
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
  ) {}
  findAll() {
    return this.rows.find({ order: { name: 'ASC' } });
  }
  findOrders() {
    return this.orders.find();
  }
}`;
  const handler = `import { Inject } from '@nestjs/common';
export class GetBrandsHandler {
  constructor(@Inject('BRANDS') private readonly brandRepository: IBrandRepository) {}
  async execute() {
    return this.brandRepository.findAll();
  }
}`;
  assert.deepEqual(
    cached({ 'src/repositories/brand.repository.ts': repository, 'src/queries/get-brands.ts': handler }),
    ['src/repositories/brand.repository.ts:10'],
  );
});

test('settings that are nobody’s own are the same for each request, but where they are read to be changed', () => {
  const code = `import { Router } from 'express';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const KEY = 'maintenance';
const router = Router();
router.get('/a', async (req, res) => res.json(await prisma.cronConfig.findFirst({ where: { key: 'reminder' } })));
router.get('/b', async (req, res) => res.json(await prisma.dispatchSettings.findFirst({ where: {} })));
router.get('/c', async (req, res) => res.json(await prisma.setting.findFirst({ where: { key: KEY } })));
router.get('/d', async (req, res) => res.json(await prisma.userSettings.findFirst({ where: { userId: req.user.id } })));
router.put('/c', async (req, res) => {
  const before = await prisma.setting.findFirst({ where: { key: KEY } });
  await prisma.setting.update({ where: { id: before.id }, data: req.body });
  res.end();
});
export default router;`;
  const job = `import { Cron } from '@nestjs/schedule';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class Idle {
  @Cron('* * * * *')
  async disconnect() {
    return this.stop(await prisma.setting.findFirst({ where: { key: 'idle' } }));
  }
}`;
  assert.deepEqual(cached({ 'src/q.ts': code, 'src/idle.ts': job }), [
    'src/q.ts:6',
    'src/q.ts:7',
    'src/q.ts:8',
  ]);
});

test('a file that sets a database up is read once, by whoever may; the roles of users are the same for all', () => {
  const code = `import { Router } from 'express';
import { readFile } from 'node:fs/promises';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const router = Router();
router.post('/upgrade', async (req, res) => res.json(await prisma.$executeRawUnsafe(await readFile('migrations/002_roles.sql', 'utf8'))));
router.post('/begin', async (req, res) => res.json(await prisma.$executeRawUnsafe(await readFile('db/schema.sql', 'utf8'))));
router.get('/totals', async (req, res) => res.json(await prisma.$queryRawUnsafe(await readFile('queries/totals.sql', 'utf8'))));
router.get('/roles', async (req, res) => res.json(await prisma.userRole.findMany({ orderBy: { order: 'asc' } })));
export default router;`;
  assert.deepEqual(cached({ 'src/q.ts': code }), ['src/q.ts:8', 'src/q.ts:9']);
});

check(
  'what is deleted from one object is told once',
  {
    'src/rows.js': `exports.clean = (rows) => {
  for (const row of rows) {
    delete row.password; // !deopt
    delete row.secret;
    const { owner } = row;
    delete owner.password; // !deopt
  }
  return rows.map((row) => {
    delete row.id; // !deopt
    delete row.createdAt;
    return row;
  });
};
exports.send = async (rows) => {
  for (const row of rows) {
    delete row.id;
    await fetch('/rows', { method: 'POST', body: JSON.stringify(row) });
  }
};`,
  },
  'deopt',
);

test('pages of administrators and what imports now and then need no cache', () => {
  const out = analyse(
    {
      'src/lib/db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
      'src/app/(admin)/admin/settings/page.tsx': `import { prisma } from '../../../../lib/db';
export default async function Page() {
  const settings = await prisma.setting.findMany();
  return <ul>{settings.length}</ul>;
}
`,
      'src/app/shop/page.tsx': `import { prisma } from '../../lib/db';
export default async function Page() {
  const categories = await prisma.category.findMany();
  return <ul>{categories.length}</ul>;
}
`,
      'src/routes/products.ts': `import express from 'express';
import { prisma } from '../lib/db';
const router = express.Router();
async function importProducts(req, res) {
  const categories = await prisma.category.findMany();
  res.json(match(req.body, categories));
}
router.post('/import', importProducts);
router.get('/categories', async (req, res) => {
  res.json(await prisma.category.findMany());
});
export default router;
`,
    },
    { severities: { 'missing-cache': 'info' } },
  );
  assert.deepEqual(
    out.findings
      .filter((f) => f.rule === 'missing-cache')
      .map((f) => `${f.file}:${f.line}`)
      .sort(),
    ['src/app/shop/page.tsx:3', 'src/routes/products.ts:10'],
  );
});

test('lists that rows of other tables come along with are not static', () => {
  const out = analyse(
    {
      'src/brands.js': `const router = require('express').Router();
const mongoose = require('mongoose');
const Brand = mongoose.model('Brand', new mongoose.Schema({ name: String }));
router.get('/brands', async (req, res) => res.json(await Brand.find({}).sort('name')));
router.get('/sold-by', async (req, res) => res.json(await Brand.find({}).sort('name').populate('merchant', 'name')));
module.exports = router;
`,
    },
    { severities: { 'missing-cache': 'info' } },
  );
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'missing-cache').map((f) => f.line),
    [4],
  );
});
