import { check } from './marked.ts';

check(
  'query builders that select all of a table, as they stand',
  {
    'src/users.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import { count, eq } from 'drizzle-orm';
import { Router } from 'express';
import { continents, countries, orders, users } from './schema';
const db = drizzle(process.env.URL);
const router = Router();
router.get('/a', async (req, res) => res.json(await db.select().from(users))); // !missing-limit
router.get('/b', async (req, res) => res.json(await db.select({ id: orders.id }).from(orders).orderBy(orders.id))); // !missing-limit
router.get('/c', async (req, res) => res.json(await db.select().from(orders).where(eq(orders.id, 1))));
router.get('/d', async (req, res) => res.json(await db.select().from(orders).limit(20)));
router.get('/e', async (req, res) => res.json(await db.select({ n: count() }).from(orders)));
router.get('/f', async (req, res) => res.json(await db.select().from(countries)));
router.get('/h', async (req, res) => res.json(await db.select().from(continents)));
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
  'a repository of kinds is one by its class',
  {
    'src/repositories/category.repository.ts': `import { DataSource, Repository } from 'typeorm';
export class CategoryRepository {
  async findAll() {
    const repository: Repository<unknown> = await this.repository();
    return repository.find();
  }
}
export class ProductRepository {
  async findAll() {
    const repository: Repository<unknown> = await this.repository();
    return repository.find(); // !missing-limit
  }
}
`,
  },
  'missing-limit',
);

check(
  'a query that is handed to what asks for a page of it',
  {
    'src/tours.js': `const router = require('express').Router();
const mongoose = require('mongoose');
const Tour = mongoose.model('Tour', new mongoose.Schema({ name: String }));
router.get('/a', async (req, res) => {
  const features = new ApiFeatures(Tour.find(), req.query).filter().sort().paginate();
  res.json(await features.query);
});
router.get('/b', async (req, res) => {
  const features = new ApiFeatures(Tour.find(), req.query);
  features.pagination();
  res.json(await features.query);
});
router.get('/c', async (req, res) => res.json(await paginate(Tour.find(), req.query)));
router.get('/d', async (req, res) => {
  const features = new ApiFeatures(Tour.find(), req.query).filter().sort().limitFields(); // !missing-limit
  res.json(await features.query);
});
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
    'app/api/admin/fix-names/route.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function POST() {
  for (const item of await prisma.item.findMany()) await rename(item);
  return Response.json({});
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
  @Get('g') async g() { return (await pool.query('SELECT * FROM claim_periods')).rows; }
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

check(
  'a condition that nobody has to give is none; one that says who asks, that is always there or that somebody else puts together is one',
  {
    'src/orders.js': `const mongoose = require('mongoose');
const Order = mongoose.model('Order', new mongoose.Schema({}));
const router = require('express').Router();
router.get('/a', async (req, res) => {
  const filter = {};
  if (req.query.status) filter.status = req.query.status;
  req.query.city && (filter.city = req.query.city);
  res.json(await Order.find(filter).sort({ at: -1 })); // !missing-limit
});
router.get('/b', async (req, res) => {
  const filter = {};
  if (req.user.role === 'packer') filter.parcel = req.user.parcel;
  res.json(await Order.find(filter));
});
router.get('/c', async (req, res) => {
  const filter = {};
  filter.parcel = req.params.id;
  res.json(await Order.find(filter));
});
router.get('/d', async (req, res) => {
  const filter = {};
  addDates(filter, req.query);
  res.json(await Order.find(filter));
});
router.get('/e', async (req, res) => {
  const filter = {};
  if (req.query.day) filter.day = req.query.day;
  else filter.day = today();
  res.json(await Order.find(filter));
});
router.get('/h', async (req, res) => {
  const filter = {};
  if (req.query.status) filter.status = req.query.status;
  if (Object.keys(filter).length === 0) return res.status(400).end();
  res.json(await Order.find(filter));
});
router.get('/i', async (req, res) => {
  const { status = 'open' } = req.query;
  const filter = {};
  if (status) filter.status = status;
  res.json(await Order.find(filter));
});
router.get('/f', async (req, res) => {
  const { status } = req.query;
  res.json(await Order.find({ ...(status && { status }) })); // !missing-limit
});
router.get('/g', async (req, res) => {
  const filter = {};
  if (req.query.status) filter.status = req.query.status;
  res.json(await Order.find(filter).limit(20));
});
module.exports = router;`,
    'src/prisma.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listOrders(req, res) {
  const where: any = {};
  if (req.query.status) where.status = req.query.status;
  res.json(await prisma.order.findMany({ where, orderBy: { id: 'asc' } })); // !missing-limit
}
export async function pageOrders(req, res) {
  const where: any = {};
  if (req.query.status) where.status = req.query.status;
  res.json(await prisma.order.findMany({ where, take: 50 }));
}`,
  },
  'missing-limit',
);

check(
  'SQL and builders whose conditions are added as asked for; routes for developers, what deletes all, and queries that nobody is seen to ask',
  {
    'src/sql.js': `const { Pool } = require('pg');
const pool = new Pool();
const app = require('express')();
app.get('/a', async (req, res) => {
  let sql = 'SELECT * FROM campaigns';
  if (req.query.from) sql += ' WHERE created_at > $1';
  sql += ' ORDER BY created_at';
  res.json((await pool.query(sql, [req.query.from])).rows); // !missing-limit
});
app.get('/b', async (req, res) => {
  let sql = 'SELECT * FROM campaigns WHERE 1=1';
  if (req.query.from) sql += ' AND created_at > $1';
  res.json((await pool.query(sql, [req.query.from])).rows); // !missing-limit
});
app.get('/c', async (req, res) => {
  let sql = 'SELECT * FROM campaigns';
  if (req.query.from) sql += ' WHERE created_at > $1';
  sql += ' LIMIT 20';
  res.json((await pool.query(sql, [req.query.from])).rows);
});
app.get('/d', async (req, res) => {
  let sql = 'SELECT * FROM campaigns';
  sql += ' WHERE owner = $1';
  res.json((await pool.query(sql, [req.user.id])).rows);
});
app.get('/e', async (req, res) => {
  if (process.env.NODE_ENV === 'production') return res.status(404).end();
  res.json((await pool.query('SELECT * FROM campaigns')).rows);
});
app.get('/f', async (req, res) => res.json((await pool.query('SELECT * FROM faixas ORDER BY ordem ASC')).rows));
app.get('/h', async (req, res) => res.json((await pool.query('SELECT d.* FROM deliveries d JOIN orders o ON o.id = d.order_id')).rows)); // !missing-limit
app.get('/i', async (req, res) => res.json((await pool.query(\`SELECT key, value FROM "\${req.schema}".settings\`)).rows));
app.get('/j', async (req, res) => res.json((await pool.query(\`SELECT id, value FROM "\${req.schema}".messages\`)).rows)); // !missing-limit
app.get('/k', async (req, res) => res.json(await exportOrders()));
async function exportOrders() {
  return withTenant(async (db) => db.query('SELECT * FROM orders'));
}
app.get('/m', async (req, res) => res.json((await pool.query('SELECT * FROM price_lists')).rows));
app.get('/n', async (req, res) => res.json((await pool.query('SELECT * FROM prices')).rows)); // !missing-limit
app.get('/l', async (req, res) => res.json((await pool.query('SELECT * FROM industries')).rows));
app.delete('/g', deleteAll);
async function deleteAll(req, res) {
  const files = await pool.query('SELECT file_path FROM media');
  await pool.query('DELETE FROM media');
  res.json(files.rows.length);
}`,
    'src/lib/store.js': `const { MongoClient } = require('mongodb');
const db = new MongoClient(process.env.URL).db();
exports.milestones = () => db.collection('milestones').find({}).toArray();`,
    'src/services/store.js': `const { MongoClient } = require('mongodb');
const db = new MongoClient(process.env.URL).db();
exports.milestones = () => db.collection('milestones').find({}).toArray(); // !missing-limit`,
    'src/models/store.js': `const { MongoClient } = require('mongodb');
const db = new MongoClient(process.env.URL).db();
exports.rewards = () => db.collection('rewards').find({}).toArray(); // !missing-limit`,
    'src/typeorm.ts': `import { Repository } from 'typeorm';
export class Orders {
  constructor(private readonly repository: Repository<any>) {}
  async all(req, res) {
    const qb = this.repository.createQueryBuilder('o').leftJoinAndSelect('o.customer', 'c').orderBy('o.at');
    if (req.query.status) qb.andWhere('o.status = :status', req.query);
    res.json(await qb.getMany()); // !missing-limit
  }
  async own(req, res) {
    const qb = this.repository.createQueryBuilder('o').orderBy('o.at');
    qb.where('o.parcel = :id', req.params);
    res.json(await qb.getMany());
  }
  async page(req, res) {
    const qb = this.repository.createQueryBuilder('o').orderBy('o.at');
    if (req.query.status) qb.andWhere('o.status = :status', req.query);
    qb.take(20);
    res.json(await qb.getMany());
  }
  async narrowed(req, res) {
    const qb = this.repository.createQueryBuilder('o').orderBy('o.at');
    narrow(qb, req.query);
    res.json(await qb.getMany());
  }
}`,
  },
  'missing-limit',
);

check(
  'what leaves all but a few is no condition; prepared statements; what people make is not kept by hand',
  {
    'src/people.js': `const mongoose = require('mongoose');
const User = mongoose.model('User', schema);
const router = require('express').Router();
router.get('/a', async (req, res) => res.json(await User.find({ _id: { $ne: req.user.id } }))); // !missing-limit
router.get('/b', async (req, res) => res.json(await User.find({ isDeleted: false, ...(req.query.q && { name: req.query.q }) }).lean())); // !missing-limit
router.get('/c', async (req, res) => res.json(await User.find({ owner: { $ne: req.user.id } }))); // !missing-limit
router.get('/d', async (req, res) => res.json(await User.find({ isDeleted: false, owner: req.user.id })));
module.exports = router;
`,
    'src/files.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listFiles(req, res) {
  res.json(await prisma.mediaFile.findMany({ where: { deletedAt: null }, orderBy: { at: 'desc' } })); // !missing-limit
}
export async function listTemplates(req, res) {
  res.json(await prisma.template.findMany({ include: { user: { select: { name: true } } } })); // !missing-limit
}
export async function listLayouts(req, res) {
  res.json(await prisma.template.findMany({ include: { parts: true } }));
}
export async function listBadges(req, res) {
  res.json(await prisma.badge.findMany());
}
`,
    'src/campaigns.ts': `import Database from 'better-sqlite3';
const db = new Database('app.db');
const app = require('express')();
app.get('/a', (req, res) => res.json(db.prepare('SELECT * FROM campaigns ORDER BY id').all())); // !missing-limit
app.get('/b', (req, res) => res.json(db.prepare('SELECT * FROM campaigns WHERE id = ?').all(req.query.id)));
app.get('/d', (req, res) => res.json(db.prepare('SELECT c.id FROM campaigns c JOIN owners o ON o.user = ?').all(req.uid)));
app.get('/c', (req, res) => {
  const newest = db.prepare('SELECT * FROM campaigns ORDER BY at DESC');
  res.json(newest.all()); // !missing-limit
});
`,
  },
  'missing-limit',
);

check(
  'a statement that is handed to a function of another file is a query, whatever lies between',
  {
    'db/index.js': `const { Pool } = require('pg');
const pool = new Pool();
module.exports = { query: (text, params) => pool.query(text, params) };
`,
    'data-access/users.js': `const { query } = require('../db');
const getUsers = async () => {
  const results = await query('SELECT * FROM users'); // !missing-limit
  return results.rows;
};
const getUser = async (id) => (await query('SELECT * FROM users WHERE id = $1', [id])).rows[0];
module.exports = { getUsers, getUser };
`,
  },
  'missing-limit',
);

check(
  'what a repository is typed with says what it lists; TypeORM is no type, and an account is no country',
  {
    'src/repositories/product.repository.ts': `import { IsNull, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { DocumentTemplate, OrderEntity, ProductEntity } from '../entities';
export class TypeOrmProductRepository {
  constructor(
    @InjectRepository(ProductEntity) private readonly typeOrmRepository: Repository<ProductEntity>,
    @InjectRepository(DocumentTemplate) private readonly repository: Repository<DocumentTemplate>,
    @InjectRepository(OrderEntity) private readonly repo: Repository<OrderEntity>,
  ) {}
  all() { return this.typeOrmRepository.find(); } // !missing-limit
  texts() { return this.repository.find(); }
  orders(status?: string) {
    const where = { deletedAt: IsNull() };
    if (status) where.status = status;
    return this.repo.find({ where, order: { id: 'ASC' } }); // !missing-limit
  }
  left() { return this.repo.createQueryBuilder('o').where('o.deletedAt IS NULL').orderBy('o.id').getMany(); } // !missing-limit
  open() { return this.repo.createQueryBuilder('o').where('o.closedAt IS NULL').orderBy('o.id').getMany(); }
  named() { return this.selected().addOrderBy('o.name').getMany(); } // !missing-limit
  own(id: number) { return this.selected().where('o.parcelId = :id', { id }).getMany(); }
  ours() { return this.ofUser(1).getMany(); }
  private selected() { return this.repo.createQueryBuilder('o').select(['o.id', 'o.name']); }
  private ofUser(id: number) { return this.repo.createQueryBuilder('o').where('o.parcelId = :id', { id }); }
}`,
    'src/lists.ts': `import { Router } from 'express';
import mongoose from 'mongoose';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const Message = mongoose.model('Message', new mongoose.Schema({ text: String }));
const Category = mongoose.model('Category', new mongoose.Schema({ name: String }));
const router = Router();
router.get('/a', async (req, res) => res.json(await prisma.accountRecovery.findMany())); // !missing-limit
router.get('/b', async (req, res) => res.json(await Message.find().or([{ room: req.query.room }, { to: req.user.id }]).lean()));
router.get('/c', async (req, res) => res.json(await Message.find().sort({ at: -1 }).lean())); // !missing-limit
router.get('/d', async (req, res) => res.json(await Category.find({}).populate('user', 'name')));
router.get('/e', async (req, res) => res.json(await prisma.penaltyThreshold.findMany()));
export default router;`,
  },
  'missing-limit',
);

check(
  'what lists announcements announces nothing to all; cities and administrators are few',
  {
    'package.json': JSON.stringify({ dependencies: { express: '4', mongoose: '8' } }),
    'src/places.js': `const { Admin, City, Capacity } = require('./models');
exports.getPlaces = async (req, res) => {
  const cities = await City.find().lean();
  const admins = await Admin.find().lean();
  res.json({ cities, admins, capacities: await Capacity.find().lean() }); // !missing-limit
};
`,
    'src/news.js': `const { Announcement } = require('./models');
exports.getAnnouncements = async (req, res) => {
  res.json(await Announcement.find().lean()); // !missing-limit
};
exports.announceRelease = async (req, res) => {
  for (const a of await Announcement.find().lean()) show(a);
};
`,
  },
  'missing-limit',
);
