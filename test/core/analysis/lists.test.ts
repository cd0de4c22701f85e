import { check } from './marked.ts';

check(
  'query builders that select all of a table, as they stand',
  {
    'src/users.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import { count, eq } from 'drizzle-orm';
import { Router } from 'express';
import { countries, orders, users } from './schema';
const db = drizzle(process.env.URL);
const router = Router();
router.get('/a', async (req, res) => res.json(await db.select().from(users))); // !missing-limit
router.get('/b', async (req, res) => res.json(await db.select({ id: orders.id }).from(orders).orderBy(orders.id))); // !missing-limit
router.get('/c', async (req, res) => res.json(await db.select().from(orders).where(eq(orders.id, 1))));
router.get('/d', async (req, res) => res.json(await db.select().from(orders).limit(20)));
router.get('/e', async (req, res) => res.json(await db.select({ n: count() }).from(orders)));
router.get('/f', async (req, res) => res.json(await db.select().from(countries)));
router.get('/g', async (req, res) => {
  const query = db.select().from(orders);
  res.json(await narrowed(query, req.query));
});
export default router;`,
    'src/stores.js': `const createKnex = require('knex');
const knex = createKnex({ client: 'pg' });
const router = require('express').Router();
router.get('/a', async (req, res) => res.json(await knex('users').select('*'))); // !missing-limit
router.get('/b', async (req, res) => res.json(await knex('users').select('*').where({ id: 1 })));
module.exports = router;`,
  },
  'missing-limit',
);

check(
  'a query that stands in a name; what is kept by a cache, and what a schedule asks for',
  {
    'src/a.js': `const app = require('express')();
const { Pool } = require('pg');
const pool = new Pool();
app.get('/a', async (req, res) => {
  const sql = 'SELECT * FROM users ORDER BY id';
  res.json((await pool.query(sql)).rows); // !missing-limit
});
app.get('/b', async (req, res) => {
  const sql = 'SELECT * FROM everyone()';
  res.json((await pool.query(sql)).rows);
});
const load = async () => (await pool.query('SELECT * FROM users')).rows;
const loadOnce = () => cacheAsync('users', load);
app.get('/c', async (req, res) => res.json(await loadOnce()));
app.get('/d', async (req, res) => res.json(await db.gamerule.findAll()));
app.get('/e', async (req, res) => res.json(await db.gamescore.findAll())); // !missing-limit
app.get('/f', async (req, res) => res.json(await calculateStats()));
async function calculateStats() { return (await pool.query('SELECT * FROM users')).rows; }`,
    'app/api/cron/prices/route.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function GET() {
  return Response.json(await prisma.item.findMany());
}`,
    'app/api/items/route.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function GET() {
  return Response.json(await prisma.item.findMany()); // !missing-limit
}`,
  },
  'missing-limit',
);

check(
  'lists that somebody keeps by hand are told by what they are sorted by, and by the class that holds them',
  {
    'src/lists.ts': `import { Injectable, Controller, Get } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { Pool } from 'pg';
const pool = new Pool();
@Injectable()
export class ContractTemplateService {
  constructor(@InjectModel('ContractTemplate') private readonly model: Model<any>) {}
  all() { return this.model.find().lean(); }
}
@Injectable()
export class BatchService {
  constructor(@InjectModel('Batch') private readonly model: Model<any>) {}
  all() { return this.model.find().lean(); } // !missing-limit
  placed() { return this.model.find().sort({ displayOrder: 1 }).lean(); }
  newest() { return this.model.find().sort({ createdAt: -1 }).lean(); } // !missing-limit
}
@Controller()
export class Lists {
  constructor(private readonly t: ContractTemplateService, private readonly b: BatchService) {}
  @Get('a') a() { return this.t.all(); }
  @Get('b') b1() { return this.b.all(); }
  @Get('c') c() { return this.b.placed(); }
  @Get('d') d() { return this.b.newest(); }
  @Get('e') async e() { return (await pool.query('SELECT * FROM steps ORDER BY position')).rows; }
  @Get('f') async f() { return (await pool.query('SELECT * FROM steps ORDER BY created_at')).rows; } // !missing-limit
}
`,
  },
  'missing-limit',
);

check(
  'SQL that is handed to a function of its own is a query',
  {
    'src/journal.js': `const router = require('express').Router();
const { promisify } = require('node:util');
const db = require('./database');
const dbAll = promisify(db.all.bind(db));
router.get('/journal', async (req, res) => res.json(await dbAll('SELECT * FROM entries ORDER BY at DESC'))); // !missing-limit
router.get('/newest', async (req, res) => res.json(await dbAll('SELECT * FROM entries ORDER BY at DESC LIMIT 20')));
router.get('/some', async (req, res) => res.json(getAll('entries')));
module.exports = router;
`,
  },
  'missing-limit',
);
