import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Exports, type FixCase, holds, offered } from './harness.ts';

interface Row {
  readonly id: number | string;
  readonly name: string;
}

const rows: readonly Row[] = [
  { id: 1, name: 'one' },
  { id: 2, name: 'two' },
  { id: '3', name: 'three' },
];
const orders = () => [{ customerId: 1 }, { customerId: 2 }, { customerId: 9 }, { customerId: 1 }];

/** What a handler answers with, for lists of several kinds. */
const answers = ['list', 'empty'].map((kind) => (e: Exports) => {
  let sent: unknown;
  const given = kind === 'empty' ? [] : orders();
  const request = { body: { orders: given, ids: given.map((o) => o.customerId) } };
  return Promise.resolve(e.handler!(request, { json: (v: unknown) => (sent = v) })).then((r) => [sent, r]);
});

const axios = () => ({
  axios: { default: { get: async (id: number) => ({ data: id * 2 }) }, __esModule: true },
});

const byId = (id: unknown): Row | undefined => rows.find((r) => r.id === id);
const among = (ids: readonly unknown[]): Row[] =>
  rows.filter((r) => ids.includes(r.id)).map((r) => ({ ...r }));

const prisma = () => ({
  '@prisma/client': {
    PrismaClient: class {
      customer = {
        findUnique: async ({ where }: { where: { id: unknown } }) => byId(where.id) ?? null,
        findFirst: async ({ where }: { where: { id: unknown } }) => byId(where.id) ?? null,
        findMany: async ({ where }: { where: { id: { in: unknown[] } } }) => among(where.id.in).reverse(),
      };
    },
  },
});

class Document {
  constructor(private readonly row: Row) {}
  get _id() {
    return { toString: () => String(this.row.id) };
  }
  get name() {
    return this.row.name;
  }
  toJSON() {
    return this.row;
  }
}

const mongoose = () => ({
  mongoose: {
    model: () => ({
      findById: (id: unknown) => ({
        lean: async () => {
          const row = byId(id);
          return row ? new Document(row) : null;
        },
      }),
      find: ({ _id }: { _id: { $in: unknown[] } }) => ({
        lean: async () => among(_id.$in).map((r) => new Document(r)),
      }),
    }),
    Schema: class {},
  },
});

const knex = () => ({
  knex: () => () => ({
    where: (where: { id: unknown }) => ({ first: async () => byId(where.id) }),
    whereIn: async (_: string, ids: unknown[]) => among(ids),
  }),
});

const pg = () => ({
  pg: {
    Pool: class {
      async query(sql: string, [given]: [unknown]) {
        return { rows: /ANY/.test(sql) ? among(given as unknown[]) : among([given]) };
      }
    },
  },
});

const sequelize = () => ({
  sequelize: { DataTypes: {} },
  './models': {
    Customer: {
      findByPk: async (id: unknown) => byId(id) ?? null,
      findAll: async ({ where }: { where: { id: unknown[] } }) => among(where.id),
    },
  },
});

const typeorm = () => ({
  typeorm: {
    In: (ids: unknown[]) => ({ in: ids }),
    getRepository: () => ({
      findOneBy: async ({ id }: { id: unknown }) => byId(id) ?? null,
      findBy: async ({ id }: { id: { in: unknown[] } }) => among(id.in),
    }),
  },
  './entities': { Customer: class {} },
});

const files = () => {
  const read = (name: string): string => {
    if (name === 'none') throw new Error('no such file');
    return `<${name}>`;
  };
  const promises = {
    readFile: async (name: string) => read(name),
    access: async (name: string) => void read(name),
  };
  const existsSync = (name: string): boolean => name !== 'none';
  return {
    fs: { readFileSync: read, existsSync, promises },
    'fs/promises': promises,
    'node:fs': { readFileSync: read, existsSync, promises },
    'node:fs/promises': promises,
    express: () => ({ get: () => undefined }),
  };
};

/** What is written, by whatever way. */
const tables = () => {
  const written: unknown[] = [];
  const row = {
    create: async ({ data }: { data: unknown }) => void written.push(data),
    createMany: async ({ data }: { data: unknown[] }) => void written.push(...data),
    delete: async ({ where }: { where: { id: unknown } }) => void written.push(['gone', where.id]),
    deleteMany: async ({ where }: { where: { id: { in: unknown[] } } }) =>
      void written.push(...where.id.in.map((id) => ['gone', id])),
  };
  const model = {
    updateOne: async ({ _id }: { _id: unknown }, to: unknown) => void written.push([_id, to]),
    updateMany: async ({ _id }: { _id: { $in: unknown[] } }, to: unknown) =>
      void written.push(..._id.$in.map((id) => [id, to])),
    written,
  };
  const values = async (rows: unknown): Promise<void> => {
    if (Array.isArray(rows) && rows.length === 0) throw new Error('no values');
    written.push(...(Array.isArray(rows) ? rows : [rows]));
  };
  return {
    '@prisma/client': {
      PrismaClient: class {
        written = written;
        row = row;
      },
    },
    mongoose: { model: () => model, Schema: class {} },
    'drizzle-orm': {},
    './db': { db: { written, insert: () => ({ values }) }, entries: {} },
  };
};

const write = {
  rule: 'n-plus-one',
  fix: 'batch-write',
  kind: 'preview',
  runs: answers,
  modules: tables,
} as const;

const query = { rule: 'n-plus-one', fix: 'batch-query', kind: 'preview', runs: answers } as const;

const cases: Readonly<Record<string, FixCase>> = {
  'Prisma in a loop': {
    ...query,
    file: 'src/routes.ts',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const orders = req.body.orders;
  for (const order of orders) {
    order.customer = await prisma.customer.findUnique({ where: { id: order.customerId } });
  }
  res.json(orders);
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const orders = req.body.orders;
  const customers = await prisma.customer.findMany({
    where: { id: { in: orders.map((order: any) => order.customerId) } },
  });
  const customerById = new Map(
    customers.map((customer) => [customer.id, customer]),
  );
  for (const order of orders) {
    order.customer = customerById.get(order.customerId) ?? null;
  }
  res.json(orders);
}
`,
  },
  'Prisma by a key taken from the item at once, beside constants; what TypeScript does not see stays': {
    ...query,
    file: 'src/routes.ts',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const { orders }: { orders: { customerId: number | null }[] } = req.body;
  const all: unknown[] = [];
  for (const { customerId: customer } of orders) {
    all.push(await prisma.customer.findFirst({ where: { id: customer!, deleted: false } }));
  }
  res.json(all);
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const { orders }: { orders: { customerId: number | null }[] } = req.body;
  const all: unknown[] = [];
  const customers = await prisma.customer.findMany({
    where: {
      id: { in: orders.map(({ customerId: customer }) => customer!) },
      deleted: false,
    },
  });
  const customerById = new Map(
    customers.map((customerRow) => [customerRow.id, customerRow]),
  );
  for (const { customerId: customer } of orders) {
    all.push(customerById.get(customer!) ?? null);
  }
  res.json(all);
}
`,
  },
  'Prisma in a map that is waited for': {
    ...query,
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { ids } = req.body;
  const customers = await Promise.all(ids.map((id) => prisma.customer.findUnique({ where: { id } })));
  res.json(customers);
}
`,
  },
  'Prisma, with the result used on the spot': {
    ...query,
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const out = await Promise.all(req.body.orders.map(async (order) => {
    const name = (await prisma.customer.findUnique({ where: { id: order.customerId } }))?.name;
    return { ...order, name };
  }));
  res.json(out);
}
`,
  },
  'Prisma for some of the items': {
    ...query,
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const orders = req.body.orders;
  for (const order of orders) {
    if (order.customerId !== 2) {
      const customer = await prisma.customer.findUnique({ where: { id: order.customerId } });
      if (customer) order.name = customer.name;
    }
  }
  res.json(orders);
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const orders = req.body.orders;
  const customers = await prisma.customer.findMany({
    where: {
      id: { in: orders.filter((order) => order.customerId !== 2).map((order) => order.customerId) },
    },
  });
  const customerById = new Map(
    customers.map((customer) => [customer.id, customer]),
  );
  for (const order of orders) {
    if (order.customerId !== 2) {
      const customer = customerById.get(order.customerId) ?? null;
      if (customer) order.name = customer.name;
    }
  }
  res.json(orders);
}
`,
  },
  'Mongoose with lean': {
    ...query,
    modules: mongoose,
    code: `const mongoose = require('mongoose')
const Customer = mongoose.model('Customer', new mongoose.Schema({}))
exports.handler = async function (req, res) {
  const orders = req.body.orders
  const out = []
  for (const order of orders) {
    const customer = await Customer.findById(order.customerId).lean()
    out.push(customer && customer.name)
  }
  res.json(out)
}
`,
    becomes: `const mongoose = require('mongoose')
const Customer = mongoose.model('Customer', new mongoose.Schema({}))
exports.handler = async function (req, res) {
  const orders = req.body.orders
  const out = []
  const customers = await Customer.find({ _id: { $in: orders.map((order) => order.customerId) } }).lean()
  const customerById = new Map(
    customers.map((customer) => [String(customer._id), customer]),
  )
  for (const order of orders) {
    const customer = customerById.get(String(order.customerId)) ?? null
    out.push(customer && customer.name)
  }
  res.json(out)
}
`,
  },
  'Knex with where and first': {
    ...query,
    modules: knex,
    code: `const db = require('knex')({ client: 'pg' });
exports.handler = async (req, res) => {
  const ids = req.body.ids;
  const out = [];
  for (const id of ids) {
    out.push(await db('customers').where({ id }).first());
  }
  res.json(out);
};
`,
  },
  'SQL with one parameter': {
    ...query,
    modules: pg,
    code: `import { Pool } from 'pg';
const pool = new Pool();
export async function handler(req, res) {
  const orders = req.body.orders;
  for (const order of orders) {
    const { rows } = await pool.query('SELECT id, name FROM customers WHERE id = $1', [order.customerId]);
    order.customer = rows[0];
  }
  res.json(orders);
}
`,
  },
  'Sequelize by primary key': {
    ...query,
    modules: sequelize,
    code: `import { DataTypes } from 'sequelize';
import { Customer } from './models';
export async function handler(req, res) {
  const orders = req.body.orders;
  for (const order of orders) {
    const customer = await Customer.findByPk(order.customerId, { include: ['address'] });
    order.name = customer?.name ?? typeof DataTypes;
  }
  res.json(orders);
}
`,
  },
  'TypeORM by a condition': {
    ...query,
    file: 'src/routes.ts',
    modules: typeorm,
    code: `import { getRepository } from 'typeorm';
import { Customer } from './entities';
const customerRepository = getRepository(Customer);
export async function handler(req: any, res: any) {
  const orders: { customerId: number; customer?: unknown }[] = req.body.orders;
  for (const order of orders) {
    order.customer = await customerRepository.findOneBy({ id: order.customerId });
  }
  res.json(orders);
}
`,
  },
  'a file read in an async handler': {
    rule: 'sync-io-hot-path',
    fix: 'async-variant',
    kind: 'preview',
    modules: files,
    code: `const fs = require('fs');
const express = require('express');
const app = express();
async function handler(req, res) {
  const size = fs.readFileSync(req.name, 'utf8').length;
  res.json(size);
}
app.get('/terms', handler);
exports.handler = handler;
`,
    becomes: `const fs = require('fs');
const express = require('express');
const app = express();
async function handler(req, res) {
  const size = (await fs.promises.readFile(req.name, 'utf8')).length;
  res.json(size);
}
app.get('/terms', handler);
exports.handler = handler;
`,
    others: ['missing-cache'],
    runs: ['terms', 'none'].map((name) => (e) => {
      let sent: unknown;
      return Promise.resolve(e.handler!({ name }, { json: (v: unknown) => (sent = v) })).then(() => sent);
    }),
  },
  'the only import, which gives way': {
    rule: 'sync-io-hot-path',
    fix: 'async-variant',
    kind: 'preview',
    modules: files,
    code: `import express from 'express';
import { readFileSync } from 'node:fs';

const app = express();
export const handler = async (req, res) => res.json(readFileSync(req.name, 'utf8'));
app.get('/terms', handler);
`,
    becomes: `import express from 'express';
import { readFile } from 'node:fs/promises';

const app = express();
export const handler = async (req, res) => res.json(await readFile(req.name, 'utf8'));
app.get('/terms', handler);
`,
    runs: ['terms', 'none'].map((name) => (e) => {
      let sent: unknown;
      return Promise.resolve(e.handler!({ name }, { json: (v: unknown) => (sent = v) })).then(() => sent);
    }),
  },
  'one of several names': {
    rule: 'sync-io-hot-path',
    fix: 'async-variant',
    kind: 'preview',
    modules: files,
    others: ['sync-io-hot-path'],
    code: `import { existsSync, readFileSync } from 'node:fs';
import express from 'express';
const app = express();
const here = existsSync('terms');
export const handler = async (req, res) => {
  res.json(readFileSync(req.name, 'utf8'));
};
app.get('/terms', handler);
`,
    becomes: `import { existsSync } from 'node:fs';
import express from 'express';
import { readFile } from 'node:fs/promises';
const app = express();
const here = existsSync('terms');
export const handler = async (req, res) => {
  res.json(await readFile(req.name, 'utf8'));
};
app.get('/terms', handler);
`,
    runs: [],
  },
  'whether there is a file': {
    rule: 'sync-io-hot-path',
    fix: 'async-variant',
    kind: 'preview',
    modules: files,
    code: `import { existsSync, readFileSync } from 'node:fs';
import express from 'express';
const app = express();
const terms = readFileSync('terms', 'utf8');
export const handler = async (req, res) => {
  if (existsSync(req.name)) return;
  res.json(terms);
};
app.get('/terms', handler);
`,
    becomes: `import { readFileSync } from 'node:fs';
import express from 'express';
import { access } from 'node:fs/promises';
const app = express();
const terms = readFileSync('terms', 'utf8');
export const handler = async (req, res) => {
  if (await access(req.name).then(() => true, () => false)) return;
  res.json(terms);
};
app.get('/terms', handler);
`,
    runs: [],
  },
  'a named import, with the asynchronous one added': {
    rule: 'sync-io-hot-path',
    fix: 'async-variant',
    kind: 'preview',
    modules: files,
    code: `import { readFileSync } from "fs";
import express from "express";
const app = express();
export const handler = async (req, res) => {
  res.json(readFileSync(req.name, "utf8"));
};
app.get("/terms", handler);
`,
    becomes: `import { readFile } from "fs/promises";
import express from "express";
const app = express();
export const handler = async (req, res) => {
  res.json(await readFile(req.name, "utf8"));
};
app.get("/terms", handler);
`,
    others: ['missing-cache'],
    runs: ['terms', 'none'].map((name) => (e) => {
      let sent: unknown;
      return Promise.resolve(e.handler!({ name }, { json: (v: unknown) => (sent = v) })).then(() => sent);
    }),
  },
  'chosen columns, after an exit, with a condition that is the same for all': {
    ...query,
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { orders } = req.body;
  const shop = 1;
  for (const order of orders) {
    if (!order.customerId || order.gone) continue;
    const customer = await prisma.customer.findFirst({
      where: { id: order.customerId, shop },
      select: { name: true },
    });
    await tell(order, customer);
    order.name = customer?.name;
  }
  res.json(orders);
}
async function tell() {}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { orders } = req.body;
  const shop = 1;
  const customers = await prisma.customer.findMany({
    where: {
      id: { in: orders.filter((order) => order.customerId && !order.gone).map((order) => order.customerId) },
      shop,
    },
    select: { id: true, name: true },
  });
  const customerById = new Map(
    customers.map((customer) => [customer.id, customer]),
  );
  for (const order of orders) {
    if (!order.customerId || order.gone) continue;
    const customer = customerById.get(order.customerId) ?? null;
    await tell(order, customer);
    order.name = customer?.name;
  }
  res.json(orders);
}
async function tell() {}
`,
  },
  'rows written one by one': {
    ...write,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { orders } = req.body;
  for (const order of orders) {
    // Twice as much
    const much = order.customerId * 2;
    await prisma.row.create({
      data: {
        id: order.customerId,
        much,
      },
    });
  }
  res.json(prisma.written);
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { orders } = req.body;
  await prisma.row.createMany({
    data: orders.map((order) => {
      // Twice as much
      const much = order.customerId * 2;
      return {
        id: order.customerId,
        much,
      };
    }),
  });
  res.json(prisma.written);
}
`,
  },
  'rows deleted all at once': {
    ...write,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  await Promise.all(req.body.orders.map((order) => prisma.row.delete({ where: { id: order.customerId } })));
  res.json(prisma.written);
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  await prisma.row.deleteMany({
    where: { id: { in: req.body.orders.map((order) => order.customerId) } },
  });
  res.json(prisma.written);
}
`,
  },
  'rows of which some are written, beside other reads': {
    ...write,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const found = [];
  for (const order of req.body.orders) {
    const rate = await loadRate(order);
    if (rate > 2) {
      found.push(order);
      await prisma.row.create({ data: { customerId: order.customerId, rate } });
    }
  }
  res.json([found, prisma.written]);
}
async function loadRate(order) { return order.customerId + 1; }
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const found = [];
  const rowRows = [];
  for (const order of req.body.orders) {
    const rate = await loadRate(order);
    if (rate > 2) {
      found.push(order);
      rowRows.push({ customerId: order.customerId, rate });
    }
  }
  if (rowRows.length > 0) {
    await prisma.row.createMany({ data: rowRows });
  }
  res.json([found, prisma.written]);
}
async function loadRate(order) { return order.customerId + 1; }
`,
  },
  'documents that are all given the same': {
    ...write,
    code: `import { model } from 'mongoose';
const Order = model('Order');
export async function handler(req, res) {
  for (const id of req.body.ids) {
    await Order.updateOne({ _id: id }, { $set: { seen: true } });
  }
  res.json(Order.written);
}
`,
    becomes: `import { model } from 'mongoose';
const Order = model('Order');
export async function handler(req, res) {
  await Order.updateMany({ _id: { $in: req.body.ids } }, { $set: { seen: true } });
  res.json(Order.written);
}
`,
  },
  'rows of Drizzle, of which there may be none': {
    ...write,
    code: `import { sql } from 'drizzle-orm';
import { db, entries } from './db';
export async function handler(req, res) {
  const { ids } = req.body;
  for (const id of ids) await db.insert(entries).values({ id });
  res.json(db.written);
}
`,
    becomes: `import { sql } from 'drizzle-orm';
import { db, entries } from './db';
export async function handler(req, res) {
  const { ids } = req.body;
  if (ids.length > 0) {
    await db.insert(entries).values(ids.map((id) => ({ id })));
  }
  res.json(db.written);
}
`,
  },
  'two reads that do not need one another': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    file: 'src/routes.ts',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const first = await prisma.customer.findUnique({ where: { id: req.body.ids[0] } });
  const others = await prisma.customer.findMany({
    where: { id: { in: req.body.ids } },
  });
  res.json({ first, others });
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req: any, res: any) {
  const [first, others] = await Promise.all([
    prisma.customer.findUnique({ where: { id: req.body.ids[0] } }),
    prisma.customer.findMany({
      where: { id: { in: req.body.ids } },
    }),
  ]);
  res.json({ first, others });
}
`,
    runs: answers,
  },
  'reads with remarks, and something worked out between': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { ids } = req.body;
  // The first
  const first = await prisma.customer.findUnique({ where: { id: ids[0] } }); // may be nobody
  // How many
  const pages = Math.ceil(ids.length / 2);
  /* All */
  const all = await prisma.customer.findMany({
    where: { id: { in: ids } }
  });

  // Again, by what was found
  const again = await prisma.customer.findUnique({ where: { id: all[0].id } });
  res.json({ first, pages, all, again });
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const { ids } = req.body;
  // How many
  const pages = Math.ceil(ids.length / 2);
  const [first, all] = await Promise.all([
    // The first
    prisma.customer.findUnique({ where: { id: ids[0] } }), // may be nobody
    /* All */
    prisma.customer.findMany({
      where: { id: { in: ids } }
    })
  ]);

  // Again, by what was found
  const again = await prisma.customer.findUnique({ where: { id: all[0].id } });
  res.json({ first, pages, all, again });
}
`,
    runs: answers,
  },
  'reads with types, and what one of them needs in between': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    file: 'src/routes.ts',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
interface Row { id: unknown }
export async function handler(req: any, res: any) {
  const { ids } = req.body;
  // The first
  const first: Row | null = await prisma.customer.findUnique({ where: { id: ids[0] } });
  const wanted: unknown[] = ids.slice(1);
  const name = String(first?.id);
  const all: Row[] = await prisma.customer.findMany({ where: { id: { in: wanted } } });
  res.json({ first, name, all });
}
`,
    becomes: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
interface Row { id: unknown }
export async function handler(req: any, res: any) {
  const { ids } = req.body;
  const wanted: unknown[] = ids.slice(1);
  const [first, all]: [Row | null, Row[]] = await Promise.all([
    // The first
    prisma.customer.findUnique({ where: { id: ids[0] } }),
    prisma.customer.findMany({ where: { id: { in: wanted } } }),
  ]);
  const name = String(first?.id);
  res.json({ first, name, all });
}
`,
    runs: answers,
  },
  'results that have a place already': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: prisma,
    code: `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function handler(req, res) {
  const answer = { ids: req.body.ids }
  answer.first = await prisma.customer.findUnique({ where: { id: req.body.ids[0] } })
  answer.all = await prisma.customer.findMany({ where: { id: { in: answer.ids } } })
  res.json(answer)
}
`,
    becomes: `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function handler(req, res) {
  const answer = { ids: req.body.ids }
  ;[answer.first, answer.all] = await Promise.all([
    prisma.customer.findUnique({ where: { id: req.body.ids[0] } }),
    prisma.customer.findMany({ where: { id: { in: answer.ids } } }),
  ])
  res.json(answer)
}
`,
    runs: answers,
  },
  'queries whose text goes over several lines': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: pg,
    code: `import { Pool } from 'pg';
const pool = new Pool();
export async function handler(req, res) {
    const { ids } = req.body;
    const a = await pool.query(
        \`SELECT * FROM customers
      WHERE id = $1\`,
        [ids[0]],
    );
    const b = await pool.query('SELECT * FROM customers WHERE id = $1', [ids[1]]);
    res.json([a.rows, b.rows]);
}
`,
    becomes: `import { Pool } from 'pg';
const pool = new Pool();
export async function handler(req, res) {
    const { ids } = req.body;
    const [a, b] = await Promise.all([
        pool.query(
            \`SELECT * FROM customers
      WHERE id = $1\`,
            [ids[0]],
        ),
        pool.query('SELECT * FROM customers WHERE id = $1', [ids[1]]),
    ]);
    res.json([a.rows, b.rows]);
}
`,
    runs: answers,
  },
  'as many requests at once as there are items': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';
export async function handler(req, res) {
  const { ids } = req.body;
  const results = await Promise.all(ids.map(async (id) => {
    const { data } = await axios.get(id, { timeout: 2000 });
    return data;
  }));
  res.json(results);
}
`,
    becomes: `import axios from 'axios';
export async function handler(req, res) {
  const { ids } = req.body;
  const results = [];
  for (let start = 0; start < ids.length; start += 10) {
    const chunk = ids.slice(start, start + 10);
    const done = await Promise.all(chunk.map(async (id) => {
      const { data } = await axios.get(id, { timeout: 2000 });
      return data;
    }));
    results.push(...done);
  }
  res.json(results);
}
`,
    runs: [
      ...answers,
      (e) => {
        let sent: unknown;
        const ids = Array.from({ length: 37 }, (_, i) => i);
        return Promise.resolve(e.handler!({ body: { ids } }, { json: (v: unknown) => (sent = v) })).then(
          () => sent,
        );
      },
    ],
  },
  'with a callback that is told its place, in an expression': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';
export async function handler(req, res) {
  res.json(
    await Promise.all(
      req.body.ids.map(async (id, i) => {
        return [i, await axios.get(id, { timeout: 9 })];
      }),
    ),
  );
}
`,
    becomes: `import axios from 'axios';
export async function handler(req, res) {
  res.json(
    await mapLimit(req.body.ids, 10, async (id, i) => {
      return [i, await axios.get(id, { timeout: 9 })];
    }),
  );
}

/** Works on all items, a few at a time. Results are in the order of the items. */
async function mapLimit(items, limit, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
`,
    runs: [
      ...answers,
      (e) => {
        let sent: unknown;
        const ids = Array.from({ length: 37 }, (_, i) => i);
        return Promise.resolve(e.handler!({ body: { ids } }, { json: (v: unknown) => (sent = v) })).then(
          () => sent,
        );
      },
    ],
  },
  'started first and waited for later': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';
export async function handler(req, res) {
  const started = req.body.ids.map((id) => axios.get(id, { timeout: 9 }));
  const results = await Promise.all(started);
  res.json(results);
}
`,
    becomes: `import axios from 'axios';
export async function handler(req, res) {
  const started = mapLimit(req.body.ids, 10, (id) =>
    axios.get(id, { timeout: 9 }),
  );
  const results = await started;
  res.json(results);
}

/** Works on all items, a few at a time. Results are in the order of the items. */
async function mapLimit(items, limit, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
`,
    runs: answers,
  },
  'of a list that is part of a request': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';
export async function handler(req, res) {
  const results = await Promise.all(req.body.ids.map((id) => axios.get(id, { timeout: 2000 })));
  res.json(results);
}
`,
    runs: answers,
  },
  'the same with p-limit at hand': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    project: { dependencies: new Set(['p-limit']) },
    modules: () => ({
      ...axios(),
      'p-limit': { default: () => (run: () => unknown) => run(), __esModule: true },
    }),
    code: `import axios from 'axios';
export async function handler(req, res) {
  const results = await Promise.all(req.body.ids.map(async (id, i) => [i, await axios.get(id, { timeout: 2000 })]));
  res.json(results);
}
`,
    becomes: `import axios from 'axios';
import pLimit from 'p-limit';
export async function handler(req, res) {
  const limit = pLimit(10);
  const results = await Promise.all(req.body.ids.map((id, i) => limit(async () => [i, await axios.get(id, { timeout: 2000 })])));
  res.json(results);
}
`,
    runs: answers,
  },
};

for (const [name, c] of Object.entries(cases)) test(name, () => holds(c));

const head = `import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport async function handler(req, res) {\n  const orders = req.body.orders;\n`;
const tail = '  res.json(orders);\n}\n';
const ask = 'await prisma.customer.findUnique({ where: { id: order.customerId } })';

const refused: readonly (readonly [string, string, string])[] = [
  [
    'a query behind a condition of something else',
    'n-plus-one',
    `${head}for (const order of orders) { if (req.body.all) order.customer = ${ask}; }\n${tail}`,
  ],
  [
    'a query after an exit that something else decides',
    'n-plus-one',
    `${head}for (const order of orders) { if (req.body.done) continue; order.customer = ${ask}; }\n${tail}`,
  ],
  [
    'a row that writes others',
    'n-plus-one',
    `${head}for (const order of orders) { await prisma.customer.create({ data: { id: order.id, shop: { connect: { id: 1 } } } }); }\n${tail}`,
  ],
  [
    'a write that is different for each',
    'n-plus-one',
    `${head}for (const order of orders) { await prisma.customer.update({ where: { id: order.id }, data: { seen: order.seen } }); }\n${tail}`,
  ],
  [
    'a write after another',
    'n-plus-one',
    `${head}for (const order of orders) { await tell(order); await prisma.customer.delete({ where: { id: order.id } }); }\n${tail}`,
  ],
  [
    'a write whose result is used',
    'n-plus-one',
    `${head}for (const order of orders) { order.row = await prisma.customer.create({ data: { id: order.id } }); }\n${tail}`,
  ],
  [
    'a found row that is saved',
    'n-plus-one',
    `${head}for (const order of orders) { const c = ${ask}; c.seen = true; await c.save(); }\n${tail}`,
  ],
  [
    'a helper that by its name writes what is read',
    'n-plus-one',
    `${head}for (const order of orders) { const c = ${ask}; await updateCustomers(order, c); }\n${tail}`,
  ],
  [
    'a write between queries',
    'n-plus-one',
    `${head}for (const order of orders) { const c = ${ask}; await prisma.customer.update({ where: { id: c.id }, data: { seen: true } }); }\n${tail}`,
  ],
  [
    'a key that the loop writes',
    'n-plus-one',
    `${head}for (const order of orders) { order.customerId = Number(order.customerId); order.customer = ${ask}; }\n${tail}`,
  ],
  [
    'a key of more than the item',
    'n-plus-one',
    `${head}for (const order of orders) { order.customer = await prisma.customer.findUnique({ where: { id: order.ids[req.body.n] } }); }\n${tail}`,
  ],
  [
    'a name of the loop in the query',
    'n-plus-one',
    `${head}for (const order of orders) { order.customer = await prisma[order.kind].findUnique({ where: { id: order.customerId } }); }\n${tail}`,
  ],
  [
    'a function that is not async',
    'sync-io-hot-path',
    `const fs = require('fs');\nconst app = require('express')();\napp.get('/a', (req, res) => { res.send(fs.readFileSync(req.name)); });\n`,
  ],
];

for (const [name, rule, code] of refused) {
  test(`nothing for ${name}`, () => assert.deepEqual(offered('src/code.js', code, rule), []));
}
