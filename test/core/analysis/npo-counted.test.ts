/** Counted loops, lists written or cut to so many, statements given to a wrapper, and what looks like a claim. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('a counted loop is read like one over the list that it counts through', {
  'src/prizes.ts': `${head}export async function POST(req: Request) {
  const { top5Users, users, tenants } = await req.json();
  for (let i = 0; i < top5Users.length; i++) await prisma.prize.create({ data: { userId: top5Users[i] } });
  for (let i = 0; i < users.length; i++) await prisma.prize.create({ data: { userId: users[i] } }); // !n-plus-one
  for (let i = 0; i < tenants.length; i++) {
    const tenant = tenants[i];
    await prisma.$queryRawUnsafe(\`SELECT 1 FROM "\${tenant.schemaName}".rooms\`);
    await prisma.bill.findFirst({ where: { tenantId: tenant.id } }); // !n-plus-one
  }
}`,
});

check('lists that another file writes out, and lists cut to a few where they are gone through', {
  'src/dates.ts': `export class Dates {
  static week() {
    const days = Array.from({ length: 7 }, (_, i) => new Date(Date.now() + i * 864e5));
    return days;
  }
  static all(rows) {
    const days = Array.from({ length: rows.length }, (_, i) => rows[i].day);
    return days;
  }
}`,
  'src/votes.ts': `${head}import { Dates } from './dates';
export async function POST(req: Request) {
  const { rows, jobs, teams } = await req.json();
  for (const day of Dates.week()) await prisma.vote.findFirst({ where: { day } });
  for (const day of Dates.all(rows)) await prisma.vote.findFirst({ where: { day } }); // !n-plus-one
  await Promise.all(jobs.slice(0, 50).map((job) => prisma.hire.findFirst({ where: { job } })));
  await Promise.all(jobs.slice(0, 500).map((job) => prisma.hire.findFirst({ where: { job } }))); // !n-plus-one
  const page = await prisma.job.findMany({ take: 50 });
  for (const job of page) await prisma.hire.findFirst({ where: { job } }); // !n-plus-one
  const courtCount = teams.length / 2;
  const courts = teams.slice(0, courtCount);
  for (const court of courts) await prisma.match.create({ data: { court } }); // !n-plus-one
}`,
});

check('a list that is cut only after the loop is whole in it', {
  'src/boards.ts': `${head}export async function POST(req: Request) {
  const { page } = await req.json();
  let ids = await prisma.board.findMany({ where: { open: true } });
  for (const id of ids) await prisma.entry.count({ where: { id } }); // !n-plus-one
  ids = ids.slice(0, 10);
  for (const id of ids) await prisma.entry.count({ where: { id } });
}`,
});

check('a statement says what it does, whatever it is handed to', {
  'src/database.js': `const sqlite3 = require('sqlite3');
class Database {
  run(sql, params, done) {
    if (this.closed) return done(new Error('closed'));
    return this.queue.push({ sql, params, done });
  }
}
module.exports = new Database();`,
  'src/playlists.js': `const db = require('./database');
class Playlists {
  async create(id, items) {
    for (const item of items) await this.addItem(id, item); // !n-plus-one
    for (const item of items) await this.check(item);
  }
  async addItem(id, item) {
    return new Promise((resolve, reject) => {
      db.run('INSERT INTO items (playlist, item) VALUES (?, ?)', [id, item.id], (e) => (e ? reject(e) : resolve()));
    });
  }
  async check(item) {
    return item.quantity < 1000;
  }
}
module.exports = new Playlists();`,
  'src/routes.js': `const playlists = require('./playlists');
module.exports = (app) => app.post('/playlists', async (req, res) => res.json(await playlists.create(1, req.body)));`,
});

check('what promisifying a client calls its methods', {
  'src/forms.js': `const Stock = require('./stock');
app.get('/forms', async (req, res) => {
  const forms = await Stock.find({ open: true }).fetchAsync();
  for (const form of forms) form.item = await Stock.findOneAsync(form.itemId); // !n-plus-one
  res.json(forms);
});`,
});

check('a row that was found is no claim; what is taken until nothing remains', {
  'src/orders.js': `const { Pool } = require('pg');
const pool = new Pool();
app.post('/orders', async (req, res) => {
  for (const item of req.body.items) {
    const existing = await pool.query('SELECT id FROM lines WHERE id = $1', [item.id]); // !n-plus-one
    if (existing.rowCount > 0) continue;
    await pool.query('INSERT INTO lines (id) VALUES ($1)', [item.id]); // !n-plus-one
  }
  for (const item of req.body.items) {
    const taken = await pool.query('UPDATE lines SET taken = true WHERE id = $1', [item.id]);
    if (taken.rowCount === 0) continue;
    await pool.query('INSERT INTO work (id) VALUES ($1)', [item.id]);
  }
  res.end();
});`,
  'src/payouts.ts': `${head}export async function POST(req: Request) {
  const { amount, batches } = await req.json();
  let remaining = amount;
  const due = await prisma.batch.findMany({ where: { open: true } });
  for (const batch of due) {
    if (remaining <= 0) break;
    await prisma.batch.update({ where: { id: batch.id }, data: { open: false } });
    remaining = Math.round(remaining - batch.amount);
  }
}`,
});

check('days that somebody set, or else those written down', {
  'src/reminders.ts': `${head}export async function POST(req: Request) {
  const settings = await loadSettings();
  const days = settings.reminderDays ?? [90, 60, 30];
  for (const day of days.filter((d) => d > 0)) await prisma.domain.findMany({ where: { expiresIn: day }, take: 10 });
  const { reminders } = await req.json();
  for (const day of reminders ?? []) await prisma.domain.findMany({ where: { expiresIn: day }, take: 10 }); // !n-plus-one
}`,
});

check('a method of the class that is called map is no map over a list', {
  'src/mapper.ts': `${head}export class Mapper {
  async mapAll(rows) {
    const models = [];
    for (const row of rows) models.push(await this.map(row)); // !n-plus-one
    return models;
  }
  async map(row) {
    return { ...row, game: await prisma.game.findUnique({ where: { id: row.gameId } }) };
  }
}`,
  'src/route.ts': `import { Mapper } from './mapper';
export async function POST(req: Request) {
  return Response.json(await new Mapper().mapAll(await req.json()));
}`,
});

check('the one item that is looked for, and a page cut by a name for its end', {
  'src/reactions.ts': `${head}const PAGE_SIZE = 10;
export async function POST(req: Request) {
  const { setups, id, page, users, rows } = await req.json();
  for (let k = 0; k < setups.length; k++) {
    const setup = setups[k];
    if (setup.id === id) await prisma.member.update({ where: { id: setup.id }, data: { on: true } });
  }
  for (const setup of setups) {
    if (setup.teamId === id) await prisma.member.update({ where: { id: setup.id }, data: { on: true } }); // !n-plus-one
    if (setup.id !== id) await prisma.member.update({ where: { id: setup.id }, data: { on: false } }); // !n-plus-one
  }
  const start = page * PAGE_SIZE;
  const end = start + PAGE_SIZE;
  for (const user of users.slice(start, end)) await prisma.score.findFirst({ where: { userId: user.id } });
  const last = start + rows.length;
  for (const user of users.slice(start, last)) await prisma.score.findFirst({ where: { userId: user.id } }); // !n-plus-one
}`,
});

check('what a module exports is `this` in what it exports; tables asked for by a named text', {
  'models/product.js': `const db = require('../db');
exports.list = async (req) => {
  const [rows] = await db.query('SELECT * FROM products');
  for (const row of rows) row.images = await this.imagesOf(row.id); // !n-plus-one
  for (const row of rows) row.label = await this.labelOf(row);
  return rows;
};
exports.all = async function () {
  const [rows] = await db.query('SELECT * FROM products');
  for (const row of rows) row.images = await this.imagesOf(row.id); // !n-plus-one
  return rows;
};
exports.labelOf = async (row) => row.name.trim();
exports.imagesOf = async (id) => {
  const [rows] = await db.query('SELECT * FROM images WHERE product = ?', [id]);
  return rows;
};`,
  'db.js': `const mysql = require('mysql2/promise');
module.exports = mysql.createPool({});`,
  'routes/products.js': `const product = require('../models/product');
const db = require('../db');
module.exports = (app) => {
  app.get('/products', async (req, res) => res.json([await product.list(req), await product.all()]));
  app.get('/scans', async (req, res) => {
    const listing = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'scans_%'";
    const found = await db.query(listing);
    const names = found.map((row) => row.table_name);
    for (let i = 0; i < names.length; i++) await db.query('SELECT COUNT(*) FROM ' + names[i]);
    const ids = await db.query('SELECT id FROM scans');
    for (let i = 0; i < ids.length; i++) await db.query('SELECT * FROM scans WHERE id = ?', [ids[i]]); // !n-plus-one
    res.end();
  });
};`,
});

check('a job does all there is to do for each tenant; a request that lists them does not', {
  'src/sla.service.ts': `${head}export class SlaService {
  @Cron('* * * * *')
  async watch() {
    const tenants = await prisma.tenant.findMany({ where: { active: true } });
    for (const tenant of tenants) {
      const late = await prisma.ticket.findMany({ where: { tenantId: tenant.id, late: true } });
      await prisma.report.create({ data: { tenantId: tenant.id, count: late.length } });
    }
    for (const tenant of tenants) await prisma.ticket.count({ where: { tenantId: tenant.id } }); // !n-plus-one
  }
}`,
  'src/tenants.route.ts': `${head}export async function GET(req: Request) {
  const tenants = await prisma.tenant.findMany({ where: { active: true } });
  for (const tenant of tenants) {
    tenant.late = await prisma.ticket.count({ where: { tenantId: tenant.id, late: true } }); // !n-plus-one
    tenant.open = await prisma.ticket.count({ where: { tenantId: tenant.id, open: true } }); // !n-plus-one
  }
  return Response.json(tenants);
}`,
});

check('what is performed or handled is all there is to do about one; what is done to each is not', {
  'src/users.service.ts': `${head}export class UsersService {
  @Post('bulk')
  async bulk(dto: { ids: string[]; action: string }) {
    for (const id of dto.ids) {
      try {
        await this.performLifecycleAction(dto.action, id);
      } catch (e) {
        this.failed.push(id);
      }
    }
    for (const id of dto.ids) await this.archive(id); // !n-plus-one
  }
  private async performLifecycleAction(action: string, id: string) {
    const user = await prisma.user.findUnique({ where: { id } });
    if (action === 'archive' && user) await prisma.user.update({ where: { id }, data: { archived: true } });
  }
  private async archive(id: string) {
    await prisma.user.update({ where: { id }, data: { archived: true } });
  }
}`,
});

check('a list whose items are given anew in their places is as long as before', {
  'routes/courses.js': `const Course = require('../models/course');
module.exports = async (req, res) => {
  const best = await Course.find({}).sort({ views: -1 }).limit(10);
  for (let i = 0; i < best.length; i++) {
    best[i] = best[i].toJSON();
    best[i].teacher = await Course.findOne({ of: best[i].id });
  }
  const more = await Course.find({}).sort({ views: -1 }).limit(10);
  for (const row of req.body.rows) more[row.at] = row;
  for (const row of more) await Course.findById(row.id); // !n-plus-one
  res.json(best);
};`,
});

check('what is done for the one that is meant alone; those of one kind are many', {
  'routes/plan.js': `const Course = require('../models/course');
module.exports = async (req, res) => {
  const { current, courses, kind } = req.body;
  for (const id in courses) if (id.toString() === current.toString()) courses[id] = await Course.findById(id);
  for (const course of courses) {
    if (course._id === current && course.open) await Course.findById(course.id);
    if (course.kind === kind) await Course.findOne({ of: course.id }); // !n-plus-one
    if (course.id === course.of) await Course.findOne({ to: course.id }); // !n-plus-one
  }
  res.json(courses);
};`,
});

check('batches with their numbers are batches', {
  'src/orders.js': `const { Pool } = require('pg');
const pool = new Pool();
async function save(req, res) {
  const batches = [];
  for (let i = 0; i < req.body.orders.length; i += 500) batches.push(req.body.orders.slice(i, i + 500));
  for (const [index, batch] of batches.entries()) {
    const values = batch.flatMap((order) => [order.id, order.total]);
    await pool.query('INSERT INTO orders (id, total) VALUES ($1, $2)', values);
    console.log(index);
  }
  const chunks = await split(req.body.text);
  for (const [index, chunk] of chunks.entries()) {
    await pool.query('INSERT INTO chunks (at, text) VALUES ($1, $2)', [index, chunk.text]); // !n-plus-one
  }
  res.json(1);
}
module.exports = { save };`,
});

check('a batch taken by its number is a batch', {
  'src/mails.js': `const { Recipient } = require('./models');
async function send(req, res) {
  const batches = [];
  for (let i = 0; i < req.body.recipients.length; i += 50) batches.push(req.body.recipients.slice(i, i + 50));
  for (let at = 0; at < batches.length; at++) {
    const batch = batches[at];
    await Promise.all(batch.map((r) => Recipient.updateOne({ _id: r.id }, { sent: true })));
  }
  const lists = req.body.lists;
  for (let at = 0; at < lists.length; at++) {
    const list = lists[at];
    await Promise.all(list.map((r) => Recipient.updateOne({ _id: r.id }, { sent: true }))); // !n-plus-one
  }
  res.json(1);
}
module.exports = { send };`,
});

check('days that are counted down', {
  'src/days.ts': `${head}export async function handler(req: Request, res: Response) {
  const days: string[] = [];
  for (let i = 4; i >= 0; i -= 1) days.push(dayBefore(i));
  for (const day of days) await prisma.expense.findFirst({ where: { day } });
  for (let i = 6; i >= 0; i -= 1) await prisma.expense.findFirst({ where: { day: dayBefore(i) } });
  const many: string[] = [];
  for (let i = req.body.days; i >= 0; i--) many.push(dayBefore(i));
  for (const day of many) await prisma.expense.findFirst({ where: { day } }); // !n-plus-one
  res.json(days);
}`,
});
