/** Lists that a condition narrows to what a company, a chat or a user has gathered: those grow, too. */
import { check } from './marked.ts';

const packages = JSON.stringify({
  dependencies: {
    express: '4',
    mongoose: '8',
    '@prisma/client': '5',
    sequelize: '6',
    typeorm: '0.3',
    'drizzle-orm': '0.3',
    knex: '3',
    kysely: '0.2',
    'firebase-admin': '12',
    mongodb: '6',
    pg: '8',
  },
});

check(
  'a filter by tenant, chat, user or a lasting state leaves a list that grows; one by its parts, a key or a date does not',
  {
    'package.json': packages,
    'src/mongoose/models.js': `const mongoose = require('mongoose');
const s = new mongoose.Schema({ name: String });
module.exports = { Student: mongoose.model('Student', s), Order: mongoose.model('Order', s), Notification: mongoose.model('Notification', s), Category: mongoose.model('Category', s), Message: mongoose.model('Message', s), Product: mongoose.model('Product', s), User: mongoose.model('User', s), Comment: mongoose.model('Comment', s), Expense: mongoose.model('Expense', s), OrderItem: mongoose.model('OrderItem', s), Address: mongoose.model('Address', s) };
`,
    'src/mongoose/routes.js': `const express = require('express');
const { Student, Order, Notification, Category, Message, Product, User, Comment, Expense, OrderItem, Address } = require('./models');
const router = express.Router();
router.get('/a', async (req, res) => {
  res.json(await Student.find({ college_id: req.user.college_id })); // !missing-limit
});
router.get('/b', async (req, res) => {
  const { status, from } = req.query;
  const filter = { college_id: req.college_id };
  if (status) filter.status = status;
  const students = await Student.find(filter).populate('department').sort({ name: 1 }); // !missing-limit
  res.json(students);
});
router.get('/c', async (req, res) => {
  res.json(await Order.find({ restaurantId: req.params.restaurantId }).sort({ createdAt: -1 })); // !missing-limit
});
router.get('/d', async (req, res) => {
  res.json(await Notification.find({ user: req.user.id }).sort('-createdAt')); // !missing-limit
});
router.get('/e', async (req, res) => {
  res.json(await Message.find({ chat: req.params.chatId }).populate('sender')); // !missing-limit
});
router.get('/f', async (req, res) => {
  res.json(await Product.find({ isActive: true })); // !missing-limit
});
router.get('/g', async (req, res) => {
  res.json(await User.find({ role: 'student' }).select('-password')); // !missing-limit
});
router.get('/h', async (req, res) => {
  res.json(await Comment.find({ post: req.params.id }).populate('author')); // !missing-limit
});
router.get('/i', async (req, res) => {
  res.json(await Expense.find({ userId: req.user._id })); // !missing-limit
});
router.get('/j', async (req, res) => {
  res.json(await OrderItem.find({ order: req.params.id }));
});
router.get('/k', async (req, res) => {
  res.json(await Address.find({ user: req.user.id }));
});
router.get('/l', async (req, res) => {
  res.json(await Category.find({ shopId: req.shop }));
});
router.get('/m', async (req, res) => {
  res.json(await User.find({ role: 'admin' }));
});
router.get('/n', async (req, res) => {
  res.json(await Order.find({ restaurantId: req.params.id }).sort({ createdAt: -1 }).limit(20));
});
router.get('/o', async (req, res) => {
  res.json(await Message.find({ $or: [{ sender: req.user.id, receiver: req.params.id }, { sender: req.params.id, receiver: req.user.id }] }).sort({ createdAt: 1 })); // !missing-limit
});
router.get('/p', async (req, res) => {
  const orders = await Order.find({ userId: req.user.id, productId: req.params.id, status: 'pending' });
  res.json(orders);
});
router.get('/q', async (req, res) => {
  res.json(await Student.find({ _id: { $in: req.body.ids } }));
});
router.get('/r', async (req, res) => {
  res.json(await Order.find({ createdAt: { $gte: req.query.from, $lte: req.query.to } }));
});
router.get('/s', async (req, res) => {
  const rows = await Order.aggregate([{ $match: { shop: req.shop } }, { $lookup: { from: 'users', localField: 'user', foreignField: '_id', as: 'user' } }, { $sort: { createdAt: -1 } }]); // !missing-limit
  res.json(rows);
});
router.get('/t', async (req, res) => {
  const rows = await Order.aggregate([{ $match: { shop: req.shop } }, { $group: { _id: '$status', n: { $sum: 1 } } }]);
  res.json(rows);
});
router.get('/u', async (req, res) => {
  const rows = await Order.aggregate([{ $lookup: { from: 'users', localField: 'user', foreignField: '_id', as: 'user' } }, { $unwind: '$user' }]); // !missing-limit
  res.json(rows);
});
router.get('/v', async (req, res) => {
  const rows = await Order.aggregate([{ $match: { shop: req.shop } }, { $sort: { createdAt: -1 } }, { $limit: 10 }]);
  res.json(rows);
});
router.get('/w', async (req, res) => {
  const query = {};
  query.companyId = req.companyId;
  const orders = await Order.find(query).lean(); // !missing-limit
  res.json(orders);
});
router.get('/x', async (req, res) => {
  const already = await Order.find({ shopId: req.shop, number: req.body.number });
  res.json(already.length === 0);
});
router.get('/y', async (req, res) => {
  const page = Number(req.query.page) || 1;
  const orders = await Order.find({ shopId: req.shop }).skip((page - 1) * 20).limit(20);
  res.json(orders);
});
router.get('/z', async (req, res) => {
  Product.find({ status: 'active' }, (err, products) => { // !missing-limit
    res.json(products);
  });
});
router.get('/aa', (req, res) => {
  Product.find().then((products) => res.json(products)); // !missing-limit
});
router.get('/bb', async (req, res) => {
  const products = await Product.find({ name: { $regex: req.query.q, $options: 'i' } }); // !missing-limit
  res.json(products);
});
module.exports = router;
`,
  },
  'missing-limit',
);

check(
  'conditions of Prisma, Sequelize and TypeORM',
  {
    'package.json': packages,
    'src/prisma/orders.ts': `import { PrismaClient } from '@prisma/client';
import express from 'express';
const prisma = new PrismaClient();
const app = express();
app.get('/orders', async (req, res) => {
  const orders = await prisma.order.findMany({ where: { shopId: req.params.shop }, orderBy: { createdAt: 'desc' } }); // !missing-limit
  res.json(orders);
});
app.get('/inv', async (req, res) => {
  const { status } = req.query;
  const invoices = await prisma.invoice.findMany({ where: { organizationId: req.org.id, ...(status && { status }) }, include: { customer: true } }); // !missing-limit
  res.json(invoices);
});
app.get('/inv2', async (req, res) => {
  const where = { tenantId: req.tenantId };
  if (req.query.q) where.name = { contains: req.query.q };
  res.json(await prisma.customer.findMany({ where })); // !missing-limit
});
app.get('/x1', async (req, res) => {
  res.json(await prisma.orderItem.findMany({ where: { orderId: req.params.id } }));
});
app.get('/x2', async (req, res) => {
  res.json(await prisma.membership.findMany({ where: { userId: req.user.id } }));
});
app.get('/x3', async (req, res) => {
  res.json(await prisma.transaction.findMany({ where: { userId: req.user.id }, orderBy: { date: 'desc' } })); // !missing-limit
});
app.get('/x4', async (req, res) => {
  res.json(await prisma.product.findMany({ where: { published: true }, include: { category: true } })); // !missing-limit
});
app.get('/x5', async (req, res) => {
  res.json(await prisma.plan.findMany({ where: { active: true } }));
});
app.get('/x6', async (req, res) => {
  res.json(await prisma.order.findMany({ where: { shopId: req.shop, id: { in: req.body.ids } } }));
});
app.get('/x7', async (req, res) => {
  res.json(await prisma.order.findMany({ where: { shopId: req.shop }, take: 50 }));
});
app.get('/x8', async (req, res) => {
  res.json(await prisma.message.findMany({ where: { conversationId: req.params.id }, orderBy: { createdAt: 'asc' } })); // !missing-limit
});
app.get('/x9', async (req, res) => {
  res.json(await prisma.order.findMany({ where: { shopId: req.shop }, distinct: ['status'], select: { status: true } }));
});
app.get('/x10', async (req, res) => {
  res.json(await prisma.appointment.findMany({ where: { clinicId: req.clinic, date: req.query.date } }));
});
app.get('/x11', async (req, res) => {
  res.json(await prisma.order.findMany({ where: { user: { companyId: req.user.companyId } } })); // !missing-limit
});
app.get('/x12', async (req, res) => {
  const [a, b] = await prisma.$transaction([
    prisma.order.findMany({ where: { shopId: req.shop } }), // !missing-limit
    prisma.order.count({ where: { shopId: req.shop } }),
  ]);
  res.json({ a, b });
});
app.get('/x13', async (req, res) => {
  const rows = await prisma.$queryRaw\`SELECT * FROM orders ORDER BY created_at DESC\`; // !missing-limit
  res.json(rows);
});
`,
    'src/next/lib/db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
    'src/next/app/api/customers/route.ts': `import { prisma } from '@/lib/db';
import { NextResponse } from 'next/server';
export async function GET(req: Request) {
  const session = await auth();
  const customers = await prisma.customer.findMany({ where: { organizationId: session.orgId } }); // !missing-limit
  return NextResponse.json(customers);
}
`,
    'src/seq/models.js': `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize('x');
const Order = sequelize.define('Order', {});
const Setting = sequelize.define('Setting', {});
const Payment = sequelize.define('Payment', {});
const User = sequelize.define('User', {});
module.exports = { Order, Setting, Payment, User };
`,
    'src/seq/orders.js': `const { Order, Setting, Payment, User } = require('./models');
const { Op } = require('sequelize');
exports.list = async (req, res) => {
  const orders = await Order.findAll({ where: { companyId: req.user.companyId }, include: ['customer'], order: [['createdAt', 'DESC']] }); // !missing-limit
  res.json(orders);
};
exports.settings = async (req, res) => {
  res.json(await Setting.findAll({ where: { companyId: req.user.companyId } }));
};
exports.pay = async (req, res) => {
  const where = { company_id: req.user.company_id };
  if (req.query.status) where.status = req.query.status;
  const rows = await Payment.findAll({ where, raw: true }); // !missing-limit
  res.json(rows);
};
exports.users = async (req, res) => {
  const users = await User.findAll({ attributes: { exclude: ['password'] } }); // !missing-limit
  res.json(users);
};
exports.cnt = async (req, res) => {
  const users = await User.findAll({ attributes: [[sequelize.fn('COUNT', sequelize.col('id')), 'n']], where: { companyId: req.c } });
  res.json(users);
};
exports.grp = async (req, res) => {
  const rows = await Order.findAll({ where: { companyId: req.c }, attributes: ['status'], group: ['status'] });
  res.json(rows);
};
`,
    'src/seq/routes.js': `const router = require('express').Router();
const c = require('./orders');
router.get('/', c.list); router.get('/s', c.settings); router.get('/p', c.pay); router.get('/u', c.users); router.get('/c', c.cnt); router.get('/g', c.grp);
module.exports = router;
`,
    'src/typeorm/patients.service.ts': `import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Patient } from './patient.entity';
import { Order } from './order.entity';
@Injectable()
export class PatientsService {
  constructor(@InjectRepository(Patient) private repo: Repository<Patient>, @InjectRepository(Order) private readonly orders: Repository<Order>) {}
  findAll(clinicId: string) {
    return this.repo.find({ where: { clinicId }, order: { name: 'ASC' } }); // !missing-limit
  }
  findByClinic(clinicId: string) {
    return this.repo.find({ where: { clinic: { id: clinicId } }, relations: ['doctor'] }); // !missing-limit
  }
  all() {
    return this.repo.createQueryBuilder('p').leftJoinAndSelect('p.doctor', 'd').where('p.clinicId = :clinicId', { clinicId: 1 }).orderBy('p.name').getMany(); // !missing-limit
  }
  byDate(clinicId: string, date: string) {
    return this.orders.find({ where: { clinicId, date } });
  }
  findBy(tenantId: string) {
    return this.orders.findBy({ tenantId }); // !missing-limit
  }
  top(tenantId: string) {
    return this.orders.find({ where: { tenantId }, take: 10 });
  }
}
`,
    'src/typeorm/patients.controller.ts': `import { Controller, Get, Param } from '@nestjs/common';
import { PatientsService } from './patients.service';
@Controller('patients')
export class PatientsController {
  constructor(private readonly svc: PatientsService) {}
  @Get() findAll() { return this.svc.findAll('1'); }
  @Get('a') a() { return this.svc.findByClinic('1'); }
  @Get('b') b() { return this.svc.all(); }
  @Get('c') c() { return this.svc.byDate('1', '2'); }
  @Get('d') d() { return this.svc.findBy('1'); }
  @Get('e') e() { return this.svc.top('1'); }
}
`,
  },
  'missing-limit',
);

check(
  'conditions of SQL and of queries that are put together call by call',
  {
    'package.json': packages,
    'src/sql/routes.js': `const express = require('express');
const { Pool } = require('pg');
const pool = new Pool();
const router = express.Router();
router.get('/a', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders ORDER BY created_at DESC'); // !missing-limit
  res.json(rows);
});
router.get('/b', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders WHERE company_id = $1 ORDER BY created_at DESC', [req.companyId]); // !missing-limit
  res.json(rows);
});
router.get('/c', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders WHERE company_id = $1 AND id = $2', [req.companyId, req.params.id]);
  res.json(rows[0]);
});
router.get('/d', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM notifications WHERE user_id = $1 ORDER BY created_at DESC', [req.user.id]); // !missing-limit
  res.json(rows);
});
router.get('/e', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM messages WHERE room_id = $1 ORDER BY created_at', [req.params.id]); // !missing-limit
  res.json(rows);
});
router.get('/f', async (req, res) => {
  const { rows } = await pool.query('SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.deleted_at IS NULL'); // !missing-limit
  res.json(rows);
});
router.get('/g', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM settings WHERE company_id = $1', [req.companyId]);
  res.json(rows);
});
router.get('/h', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM users WHERE email = $1', [req.body.email]);
  res.json(rows[0]);
});
router.get('/i', async (req, res) => {
  const { rows } = await pool.query("SELECT * FROM products WHERE is_active = true ORDER BY name"); // !missing-limit
  res.json(rows);
});
router.get('/j', async (req, res) => {
  const { rows } = await pool.query('SELECT count(*) FROM orders WHERE company_id = $1', [req.companyId]);
  res.json(rows);
});
module.exports = router;
`,
    'src/mongo/routes.js': `const express = require('express');
const { MongoClient } = require('mongodb');
const client = new MongoClient(process.env.URL);
const app = express();
app.get('/a', async (req, res) => {
  const orders = client.db('x').collection('orders');
  res.json(await orders.find({}).toArray()); // !missing-limit
});
app.get('/b', async (req, res) => {
  const orders = client.db('x').collection('orders');
  res.json(await orders.find({ email: req.query.email }).toArray());
});
app.get('/c', async (req, res) => {
  const cursor = client.db('x').collection('products').find();
  const products = await cursor.toArray();
  res.json(products);
});
const ordersCollection = client.db('x').collection('orders');
app.get('/d', async (req, res) => {
  const result = await ordersCollection.find().sort({ date: -1 }).toArray(); // !missing-limit
  res.send(result);
});
app.get('/e', async (req, res) => {
  const result = await ordersCollection.find({ shopId: req.query.shop }).toArray(); // !missing-limit
  res.send(result);
});
`,
    'src/fire/routes.ts': `import { getFirestore } from 'firebase-admin/firestore';
import express from 'express';
const db = getFirestore();
const app = express();
app.get('/a', async (req, res) => {
  const snap = await db.collection('orders').get(); // !missing-limit
  res.json(snap.docs.map((d) => d.data()));
});
app.get('/b', async (req, res) => {
  const snap = await db.collection('orders').where('shopId', '==', req.shop).orderBy('createdAt').get(); // !missing-limit
  res.json(snap.docs.map((d) => d.data()));
});
app.get('/c', async (req, res) => {
  const snap = await db.collection('orders').orderBy('createdAt').limit(20).get();
  res.json(snap.docs.map((d) => d.data()));
});
app.get('/d', async (req, res) => {
  const snap = await db.collection('orders').doc(req.params.id).get();
  res.json(snap.data());
});
app.get('/e', async (req, res) => {
  const snap = await db.collection('settings').get();
  res.json(snap.docs.map((d) => d.data()));
});
app.get('/f', async (req, res) => {
  const snap = await db.collection('users').where('email', '==', req.query.email).get();
  res.json(snap.docs.map((d) => d.data()));
});
`,
    'src/drizzle/schema.ts': `import { pgTable, serial, integer } from 'drizzle-orm/pg-core';
export const orders = pgTable('orders', { id: serial('id'), companyId: integer('company_id') });
export const settings = pgTable('settings', { id: serial('id'), companyId: integer('company_id') });
export const messages = pgTable('messages', { id: serial('id'), threadId: integer('t') });
`,
    'src/drizzle/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import * as schema from './schema';
export const db = drizzle(process.env.URL, { schema });
`,
    'src/drizzle/route.ts': `import { db } from './db';
import { orders, settings, messages } from './schema';
import { eq, and, desc } from 'drizzle-orm';
import { Hono } from 'hono';
const app = new Hono();
app.get('/a', async (c) => {
  const rows = await db.select().from(orders).orderBy(desc(orders.createdAt)); // !missing-limit
  return c.json(rows);
});
app.get('/b', async (c) => {
  const rows = await db.select().from(orders).where(eq(orders.companyId, c.get('company'))); // !missing-limit
  return c.json(rows);
});
app.get('/c', async (c) => {
  const rows = await db.select().from(orders).where(eq(orders.id, c.req.param('id')));
  return c.json(rows[0]);
});
app.get('/d', async (c) => {
  const rows = await db.query.orders.findMany({ with: { items: true } }); // !missing-limit
  return c.json(rows);
});
app.get('/e', async (c) => {
  const rows = await db.query.orders.findMany({ where: eq(orders.shopId, c.get('shop')), with: { items: true } }); // !missing-limit
  return c.json(rows);
});
app.get('/f', async (c) => {
  const rows = await db.select().from(settings).where(eq(settings.companyId, c.get('company')));
  return c.json(rows);
});
app.get('/g', async (c) => {
  const rows = await db.select().from(messages).where(eq(messages.threadId, c.req.param('id'))).orderBy(messages.createdAt); // !missing-limit
  return c.json(rows);
});
export default app;
`,
    'src/knex/route.js': `const knex = require('knex')({ client: 'pg' });
const router = require('express').Router();
router.get('/a', async (req, res) => {
  res.json(await knex('orders').select('*').orderBy('created_at', 'desc')); // !missing-limit
});
router.get('/b', async (req, res) => {
  res.json(await knex('orders').where({ company_id: req.company }).select('*')); // !missing-limit
});
router.get('/c', async (req, res) => {
  res.json(await knex('orders').where('company_id', req.company).orderBy('id')); // !missing-limit
});
router.get('/d', async (req, res) => {
  res.json(await knex('orders').where({ id: req.params.id }).first());
});
module.exports = router;
`,
    'src/kysely/route.ts': `import { Kysely } from 'kysely';
import express from 'express';
const db = new Kysely<any>({} as any);
const app = express();
app.get('/a', async (req, res) => {
  res.json(await db.selectFrom('orders').selectAll().execute()); // !missing-limit
});
app.get('/b', async (req, res) => {
  res.json(await db.selectFrom('orders').where('shop_id', '=', req.shop).selectAll().orderBy('id').execute()); // !missing-limit
});
app.get('/c', async (req, res) => {
  res.json(await db.selectFrom('orders').where('id', '=', req.params.id).selectAll().executeTakeFirst());
});
app.get('/d', async (req, res) => {
  res.json(await db.selectFrom('orders').selectAll().limit(10).execute());
});
`,
  },
  'missing-limit',
);

check(
  'what is read as one, counted, handed to what counts, streamed or taken along when something goes is no list',
  {
    'src/routes.js': `const mongoose = require('mongoose');
const Order = mongoose.model('Order', new mongoose.Schema({}));
const Message = mongoose.model('Message', new mongoose.Schema({}));
const { Pool } = require('pg');
const pool = new Pool();
const router = require('express').Router();
router.get('/a', async (req, res) => {
  const found = await pool.query('SELECT * FROM orders WHERE shop_id = $1', [req.shop]);
  res.json(found.rows[0]);
});
router.get('/b', async (req, res) => {
  const orders = Order.find({ shop: req.shop });
  res.json(await countTask(orders));
});
router.delete('/c', async function deleteShop(req, res) {
  for (const o of await Order.find({ shop: req.shop })) forget(o);
  res.end();
});
router.get('/d', async (req, res) => {
  res.attachment('orders.csv').send(lines(await Order.find({ shop: req.shop })));
});
router.get('/e', async (req, res) => {
  const { rows } = await pool.query('SELECT DISTINCT city FROM orders WHERE shop_id = $1', [req.shop]);
  res.json(rows);
});
router.get('/f', async (req, res) => {
  const { status = 'open' } = req.query;
  const filter = { shop: req.shop };
  if (status) filter.status = status;
  res.json(await Order.find(filter));
});
router.get('/g', async (req, res) => {
  const { status = 'all' } = req.query;
  const filter = { shop: req.shop };
  if (status && status !== 'all') filter.status = status;
  res.json(await Order.find(filter)); // !missing-limit
});
router.get('/h', async (req, res) => {
  res.json(await Message.find({ chat: { $in: req.body.chats } })); // !missing-limit
});
router.get('/i', async (req, res) => {
  res.json(await Order.find({ shop: req.shop }, null, { limit: 20 }));
});
const OURS = { shop: { $ne: 'demo' } };
router.get('/j', async (req, res) => {
  res.json(await Order.find(OURS).sort({ at: -1 })); // !missing-limit
});
router.get('/k', async (req, res) => {
  res.json(await Order.find({ shop: req.shop, day: { $regex: \`^\${req.query.month}\` } }));
});
module.exports = router;
`,
  },
  'missing-limit',
);

check(
  'a model that nobody explains is told by its chain; what a cache keeps is not, nor few of the staff',
  {
    'src/users.ts': `import * as ns from './models';
const User = (ns as any).default ?? ns;
export const list = async (req: any, res: any) => {
  res.json(await User.find({ role: 'student' }).populate('school').lean()); // !missing-limit
};
export const staff = async (req: any, res: any) => {
  res.json(await User.find({ role: 'engineer' }).populate('school').lean());
};
`,
    'src/routes.ts': `import { Router } from 'express';
import { list, staff } from './users';
export const router = Router();
router.get('/users', list);
router.get('/staff', staff);
`,
    'src/votes.service.ts': `import { Injectable } from '@nestjs/common';
import { Cacheable } from './cacheable';
import { Repository } from 'typeorm';
import { Vote } from './vote.entity';
@Injectable()
export class VotesService {
  constructor(private readonly votes: Repository<Vote>) {}
  @Cacheable('votes', 600)
  async recent(eventId: number) {
    return this.votes.find({ where: { eventId } });
  }
  async all(eventId: number) {
    return this.votes.find({ where: { eventId } }); // !missing-limit
  }
}
`,
  },
  'missing-limit',
);

check(
  'Drizzle over SQLite, counts of other tables beside each row, and histories that stay short',
  {
    'package.json': packages,
    'src/tickets.ts': `import { drizzle } from 'drizzle-orm/better-sqlite3';
import Database from 'better-sqlite3';
import { desc, eq, sql } from 'drizzle-orm';
import { tickets, teams } from './schema';
import express from 'express';
const db = drizzle(new Database('a.db'));
const app = express();
app.get('/tickets', (req, res) => {
  let found;
  if (req.query.status) found = db.select().from(tickets).where(eq(tickets.status, req.query.status)).all(); // !missing-limit
  else found = db.select().from(tickets).orderBy(sql\`rowid DESC\`).all(); // !missing-limit
  res.json(found);
});
app.get('/ticket', (req, res) => res.json(db.select().from(tickets).where(eq(tickets.id, req.query.id)).all()));
app.get('/teams', (req, res) => res.json(db.select().from(teams).all()));
`,
    'src/app/admin/stewards/page.tsx': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function Reports() {
  const reports = await prisma.incidentReport.findMany({ include: { drivers: { where: { role: 'REPORTED' } } } }); // !missing-limit
  return <ul>{reports.length}</ul>;
}
export default function Page() {
  return <Reports />;
}
`,
    'src/models.js': `const { Sequelize } = require('sequelize');
const sequelize = new Sequelize('');
exports.sequelize = sequelize;
exports.User = sequelize.define('user', {});
exports.PasswordHistory = sequelize.define('history', {});
exports.LoginHistory = sequelize.define('logins', {});
`,
    'src/users.js': `const { sequelize, User, PasswordHistory, LoginHistory } = require('./models');
const router = require('express').Router();
router.get('/a', async (req, res) => {
  res.json(await User.findAll({ attributes: { include: [[sequelize.literal('(SELECT COUNT(*) FROM orders)'), 'orders']] } })); // !missing-limit
});
router.get('/b', async (req, res) => {
  res.json(await User.findAll({ where: { admin: false, id: { [sequelize.Op.ne]: req.user } } })); // !missing-limit
});
router.get('/c', async (req, res) => {
  res.json(await PasswordHistory.findAll({ where: { userId: req.user } }));
});
router.get('/d', async (req, res) => {
  res.json(await LoginHistory.findAll({ where: { userId: req.user } })); // !missing-limit
});
module.exports = router;
`,
  },
  'missing-limit',
);
