/** Calls that only names, arguments and receivers describe: injected parts, wrappers, plain JavaScript. */
import { check } from './marked.ts';

check('repositories given as parameters lead to the file that they are named after', {
  'src/repositories/customers.js': `/** @param {import('pg').Pool} pool */
export function createCustomers(pool) {
  const rows = async (sql, values) => (await pool.query(sql, values)).rows;
  return { byId: async (id) => (await rows('select * from customers where id = $1', [id]))[0] };
}`,
  'src/services/details.js': `export async function withDetails({ customers, labels }, orders) {
  const out = [];
  for (const order of orders) {
    const customer = await customers.byId(order.customerId); // !n-plus-one
    out.push(labels.of(order, customer));
  }
  return out;
}`,
});

check('an interface leads to the class that implements it, not to its fake', {
  'src/db/access-store.ts': `export class AccessStore implements IAccessStore {
  constructor(private db: Db) {}
  async getPermissions(id: number) { return this.db('permissions').where({ id }).select(); }
}`,
  'src/test-fakes/fake-access-store.ts': `export class FakeAccessStore { async getPermissions() { return []; } }`,
  'src/access-service.ts': `import type { IAccessStore } from './types';
export class AccessService {
  private store: IAccessStore;
  constructor({ accessStore }: { accessStore: IAccessStore }) { this.store = accessStore; }
  async all(ids: number[]) {
    for (const id of ids) await this.store.getPermissions(id); // !n-plus-one
  }
}`,
});

check('clients, builders and filters are known by how they are used', {
  'src/routes.js': `module.exports = function ({ db, delegate, minio, queue, sql }) {
  async function copy(req, res) {
    const text = \`select * from \${table} where id = ?\`;
    for (const item of req.body.items) {
      await db('items').where({ id: item.id }).first(); // !n-plus-one
      await delegate.upsert({ where: { id: item.id }, create: item, update: item }); // !n-plus-one
      await minio.client.removeObject('bucket', item.key);
      await run.execute(text, [item.id]); // !n-plus-one
      await cloudinary.uploader.destroy(item.image); // !n-plus-one
    }
    res.end();
  }
  return { copy };
};`,
});

check(
  'statements, schema changes, batches, predicates and switches over kinds are no queries per item',
  {
    'src/handler.js': `module.exports = async function handler(req, res) {
  for (const statement of statements) await db.query(statement);
  for (const table of tables) await db.query(\`create table if not exists \${table.name} (id int)\`);
  const valid = req.body.rows.filter((row) => client.isAddress(row.wallet));
  const batch = [];
  for await (const row of source.rows()) {
    if (batch.length >= 500) await db.insertRows(batch);
    batch.push(row);
  }
  for await (const rows of source.pages()) {
    if (rows.length) await db.insertRows(rows);
  }
  for (const section of page.sections) {
    switch (section.label) {
      case 'recent': out.recent = await Product.find({ recent: true }).limit(10); break;
    }
  }
  for (const record of event.Records) await db.query('insert into log values (?)', [record.body]);
  await Promise.all(batches.map((ids) => db.query('select * from t where id in (?)', [ids])));
  res.json(valid);
};`,
  },
  'n-plus-one',
  'unbounded-concurrency',
);

check(
  'work that nobody waits for is unbounded, whatever starts it',
  {
    'src/notify.js': `const axios = require('axios');
module.exports = function notify(req, res) {
  req.body.hooks.map(async (hook) => { // !unbounded-concurrency
    await axios.post(hook.url, hook.body, { timeout: 2000 });
  });
  res.end();
};`,
  },
  'unbounded-concurrency',
);

check('start-up reads stay silent, and start-up does not hide what a service does for requests', {
  'src/templates.js': `import { readdirSync, readFileSync } from 'node:fs';
export function createTemplates() {
  const files = readdirSync('templates');
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}`,
  'src/events/bot/ready.js': `module.exports = class Ready { async run(bot) {
  for (const guild of bot.guilds.cache.values()) await Settings.findOne({ id: guild.id });
} };`,
  'src/import-service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class ImportService {
  async import(rows: Row[]) {
    for (const row of rows) await prisma.row.create({ data: row }); // !n-plus-one
  }
}`,
  'src/server.ts': `import { ImportService } from './import-service';
export async function start(options: Options) {
  if (options.importFile) await new ImportService().import(options.rows);
}`,
});

check('what a class leaves to those that extend it is theirs, however common its name is', {
  'src/importer.ts': `export abstract class Importer {
  abstract load(id: string): Promise<unknown>;
  async all(ids: string[]) {
    for (const id of ids) await this.load(id); // !n-plus-one
  }
}`,
  'src/importers.ts': `import { PrismaClient } from '@prisma/client';
import { Importer } from './importer';
const prisma = new PrismaClient();
class Some extends Importer { async load(id: string) { return prisma.user.findUnique({ where: { id } }); } }
export class Users extends Some {}
export class Posts extends Importer { async load(id: string) { return prisma.post.findUnique({ where: { id } }); } }
export class Tags extends Importer { async load(id: string) { return prisma.tag.findUnique({ where: { id } }); } }
export class Words extends Importer { async load(id: string) { return prisma.word.findUnique({ where: { id } }); } }`,
  'src/other.ts': `export abstract class Other {
  abstract load(id: string): Promise<unknown>;
  async all(ids: string[]) {
    for (const id of ids) await this.load(id);
  }
}`,
});

check(
  'functions that are handed in as dependencies',
  {
    'package.json': '{"dependencies":{"@prisma/client":"5","express":"4"}}',
    'src/plans.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export const resolvePlan = async (id: string) => prisma.plan.findUnique({ where: { id } });
export const planLabel = async (id: string) => id.trim();`,
    'src/service.ts': `export interface Deps {
  resolvePlan: (id: string) => Promise<unknown>;
  planLabel: (id: string) => Promise<string>;
  saveThing: (id: string) => Promise<void>;
}
export function makeService(deps: Deps) {
  return {
    async run(ids: string[]) {
      for (const id of ids) await deps.resolvePlan(id); // !n-plus-one
      for (const id of ids) await deps.planLabel(id);
      for (const id of ids) await deps.saveThing(id); // !n-plus-one
    },
  };
}
export const show = async (page: any, ids: string[]) => {
  for (const id of ids) await page.resolvePlan(id);
};
export async function each(ids: string[], work: (id: string) => Promise<unknown>) {
  for (const id of ids) await work(id);
}`,
    'src/main.ts': `import express from 'express';
import { PrismaClient } from '@prisma/client';
import { planLabel, resolvePlan } from './plans';
import { each, makeService } from './service';
const prisma = new PrismaClient();
const service = makeService({ resolvePlan, planLabel, saveThing: async (id) => { await prisma.thing.create({ data: { id } }); } });
express().post('/x', async (req, res) => {
  await service.run(req.body.ids);
  await each(req.body.ids, async (id) => { await prisma.user.delete({ where: { id } }); }); // !n-plus-one
  res.end();
});`,
  },
  'n-plus-one',
  'unbounded-concurrency',
);
