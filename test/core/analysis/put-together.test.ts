/** Lists without a bound whose conditions are put together before they are asked with. */
import { check } from './marked.ts';

const rule = 'missing-limit';
const packages = JSON.stringify({
  dependencies: { express: '4', mongoose: '8', '@prisma/client': '5', 'drizzle-orm': '0.3', pg: '8' },
});

check(
  'what a query string may leave out narrows nothing, be it a company; who asks does',
  {
    'package.json': packages,
    'src/models.js': `const mongoose = require('mongoose');
const s = new mongoose.Schema({ name: String });
module.exports = { Payment: mongoose.model('Payment', s), User: mongoose.model('User', s), AddOn: mongoose.model('AddOn', s) };
`,
    'src/routes/payments.js': `const { Payment, User, AddOn } = require('../models');
const router = require('express').Router();
router.get('/a', async (req, res) => {
  const { company } = req.query;
  const filter = {};
  if (company) filter.company = company;
  res.json(await Payment.find(filter)); // !missing-limit
});
router.get('/b', async (req, res) => {
  const { status } = req.query;
  const filter = status ? { status } : {};
  res.json(await Payment.find(filter)); // !missing-limit
});
router.get('/c', async (req, res) => {
  const filter = req.user.role === 'customer' ? { customer: req.user.id } : {};
  res.json(await Payment.find(filter));
});
router.get('/d', async (req, res) => {
  res.json(await User.find({ role: { $in: ['employee', 'head'] } })); // !missing-limit
});
router.get('/e', async (req, res) => {
  res.json(await User.find({ role: { $in: ['owner', 'head'] } }));
});
router.get('/f', async (req, res) => {
  res.json(await AddOn.find());
});
router.get('/g', async (req, res) => {
  const filter = req.query.month ? { month: req.query.month } : { month: thisMonth() };
  res.json(await Payment.find(filter));
});
module.exports = router;
`,
  },
  rule,
);

check(
  'conditions in a list of Drizzle and helpers that keep companies apart are read',
  {
    'package.json': packages,
    'src/orders.repository.js': `import { and, desc, eq } from 'drizzle-orm';
import { db } from './db.js';
import { orders, retentions, zones } from './schema.js';
import { getTenantScope } from './scopes.js';
export const listOrders = async (filters, user) => {
  const scope = getTenantScope(orders, user);
  const conditions = [];
  if (scope) conditions.push(scope);
  if (filters.status) conditions.push(eq(orders.status, filters.status));
  const where = conditions.length > 0 ? and(...conditions) : undefined;
  return await db.select().from(orders).where(where); // !missing-limit
};
export const ordersOf = async (filters, id) => {
  const conditions = [eq(orders.parcelId, id)];
  if (filters.status) conditions.push(eq(orders.status, filters.status));
  return await db.select().from(orders).where(and(...conditions));
};
export const listZones = async (user) => await db.select().from(zones).where(getTenantScope(zones, user));
export const listRetentions = async (user) =>
  await db.select().from(retentions).where(getTenantScope(retentions, user)).orderBy(desc(retentions.dueDate)); // !missing-limit
export const someRetentions = async (user) =>
  await db.select().from(retentions).where(getTenantScope(retentions, user)).orderBy(retentions.createdAt);
export const page = async (filters, user) => {
  const conditions = [];
  if (filters.status) conditions.push(eq(orders.status, filters.status));
  return await db.select().from(orders).where(and(...conditions)).limit(50);
};
`,
    'src/db.js': `import { drizzle } from 'drizzle-orm/node-postgres';
export const db = drizzle(process.env.URL);
`,
    'src/purchases.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class PurchasesService {
  async findAll(scope, status) {
    const where: any = { ...branchScope(scope) };
    if (status) where.status = status;
    return prisma.purchaseOrder.findMany({ where, orderBy: { createdAt: 'desc' } }); // !missing-limit
  }
  async findNumber(scope, prefix) {
    return prisma.purchaseOrder.findMany({ where: { ...branchScope(scope), number: { startsWith: prefix } } });
  }
  async departments() {
    return prisma.sysDept.findMany({ where: { status: '1' } });
  }
}
`,
  },
  rule,
);

check(
  'SQL that is put together is read with what always stands in it',
  {
    'package.json': packages,
    'src/routes/products.js': `const express = require('express');
const { Pool } = require('pg');
const pool = new Pool();
const router = express.Router();
router.get('/a', async (req, res) => {
  const { deleted = 'false', search } = req.query;
  let query = 'SELECT p.id FROM products p WHERE p.tenant_id = $1';
  if (deleted !== 'true') query += ' AND p.eliminado = FALSE';
  if (search) query += ' AND p.name ILIKE $2';
  query += ' ORDER BY p.name';
  const result = await pool.query(query, [req.user.tenantId, search]); // !missing-limit
  res.json(result.rows);
});
router.get('/b', async (req, res) => {
  const { open = 'false' } = req.query;
  let query = 'SELECT p.id FROM products p WHERE p.tenant_id = $1';
  if (open !== 'true') query += ' AND p.parcel_id = $2';
  res.json((await pool.query(query, [req.user.tenantId, req.user.parcelId])).rows);
});
router.get('/c', async (req, res) => {
  const conditions = ['tenant_id = $1'];
  if (req.query.status) conditions.push('status = $2');
  const result = await pool.query(\`SELECT * FROM orders WHERE \${conditions.join(' AND ')} ORDER BY id\`, [1]); // !missing-limit
  res.json(result.rows);
});
router.get('/d', async (req, res) => {
  const conditions = ['parcel_id = $1'];
  if (req.query.status) conditions.push('status = $2');
  const result = await pool.query(\`SELECT * FROM orders WHERE \${conditions.join(' AND ')} ORDER BY id\`, [1]);
  res.json(result.rows);
});
router.get('/e', async (req, res) => {
  const result = await pool.query('SELECT * FROM orders WHERE tenant_id = $1 AND (archived = false OR archived IS NULL) AND ($2::text IS NULL OR status = $2)', [1, 2]); // !missing-limit
  res.json(result.rows);
});
router.get('/g', async (req, res) => {
  const result = await pool.query("SELECT r.*, (SELECT COUNT(*) FROM lines l WHERE l.request_id = r.id) AS n FROM requests r LEFT JOIN (SELECT request_id, SUM(amount) AS paid FROM payments GROUP BY request_id) p ON p.request_id = r.id WHERE r.status IN ('completed', 'invoiced') ORDER BY r.id"); // !missing-limit
  res.json(result.rows);
});
router.get('/h', async (req, res) => {
  const result = await pool.query('SELECT r.* FROM rates r JOIN (SELECT id, MAX(at) FROM rates WHERE person_id IN ($1) GROUP BY id) l ON l.id = r.id', [1]);
  res.json(result.rows);
});
router.get('/i', async (req, res) => {
  const result = await pool.query('SELECT t.n FROM (SELECT COUNT(*) AS n FROM orders GROUP BY day) t');
  res.json(result.rows);
});
router.get('/f', async (req, res) => {
  const result = await pool.query("SELECT * FROM mode_logs WHERE tenant_id = $1 AND status = 'active'", [1]);
  res.json(result.rows);
});
module.exports = router;
`,
  },
  rule,
);

check(
  'pages that are asked for or not, people of lasting states and lists that somebody sets up',
  {
    'package.json': JSON.stringify({ dependencies: { express: '4', sequelize: '6' } }),
    'src/models.js': `const { Sequelize } = require('sequelize');
const sequelize = new Sequelize('');
exports.Student = sequelize.define('student', {});
exports.LeadSource = sequelize.define('source', {});
exports.Label = sequelize.define('label', {});
exports.ApprovalFlow = sequelize.define('flow', {});
exports.CashFlow = sequelize.define('cash_flow', {});
`,
    'src/routes/students.js': `const { Op } = require('sequelize');
const { ApprovalFlow, CashFlow, Student, LeadSource, Label } = require('../models');
const router = require('express').Router();
router.get('/a', async (req, res) => {
  const where = {};
  if (req.query.status) where.status = req.query.status;
  const options = { where, order: [['id', 'ASC']], distinct: true, subQuery: false };
  res.json(await Student.findAll(options)); // !missing-limit
});
router.get('/b', async (req, res) => {
  res.json(await Student.findAll({ where: { status: { [Op.in]: ['enrolled', 'active'] } } })); // !missing-limit
});
router.get('/e', async (req, res) => {
  res.json(await Student.findAll({ where: { delFlag: '0' } })); // !missing-limit
});
router.get('/f', async (req, res) => {
  res.json([await ApprovalFlow.findAll(), await CashFlow.findAll()]); // !missing-limit
});
router.get('/c', async (req, res) => {
  res.json([await LeadSource.findAll(), await Label.findAll()]);
});
async function validateStudents() {
  return await Student.findAll();
}
router.get('/d', async (req, res) => res.json(await validateStudents()));
module.exports = router;
`,
  },
  rule,
);
