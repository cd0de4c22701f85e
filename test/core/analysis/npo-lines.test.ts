/** Lists of which one deal, one business or one person has a handful: what changes each is told only if asked for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

function held(file: string, code: string): string[] {
  return analyse({ [file]: code })
    .silenced.filter((s) => s.rule === 'n-plus-one')
    .map((s) => `${s.line} ${s.reason}`);
}

check('lines of one deal, by whatever way they come: changed, looked up and put in one by one', {
  'src/orders/orders.service.ts': `${head}async function stockOf(line) { return prisma.stock.findUnique({ where: { id: line.productId } }); }
async function take(line) { return prisma.stock.update({ where: { id: line.productId }, data: { n: { decrement: line.n } } }); }
export async function POST(req: Request) {
  const { input, order, orders } = await req.json();
  for (const item of input.items) await prisma.orderItem.create({ data: item }); // !n-plus-one
  for (const item of input.items) await stockOf(item); // !n-plus-one
  for (const item of input.items) await take(item); // !n-plus-one
  const wanted = input.items?.length ? input.items : order.lines;
  for (const item of wanted) await take(item); // !n-plus-one
  const changes = [];
  for (const line of order.lines) changes.push({ id: line.id, total: line.price * line.count });
  await Promise.all(changes.map((change) => prisma.line.update({ where: { id: change.id }, data: change }))); // !n-plus-one
  const all = new Map();
  for (const o of orders) for (const line of o.lines) all.set(line.productId, line);
  for (const [id, line] of all) await prisma.line.update({ where: { id }, data: line }); // !n-plus-one
}`,
  'src/orders/orders.import.ts': `${head}export async function POST(req: Request) {
  const { items } = await req.json();
  for (const item of items) await prisma.order.update({ where: { id: item.id }, data: item }); // !n-plus-one
}`,
});

check('what somebody books at once; the rooms that there are', {
  'src/bookings/booking.service.ts': `${head}async function keep(slot) { return prisma.slot.update({ where: { id: slot.id }, data: slot }); }
export async function POST(req: Request) {
  const { input } = await req.json();
  const services = input.services || [];
  for (const service of services) await keep(service); // !n-plus-one
  const rooms = await prisma.room.findMany();
  for (const room of rooms) await keep(room); // !n-plus-one
  const lessons = input.lessons || [];
  for (const lesson of lessons) await keep(lesson); // !n-plus-one
}`,
});

check('places of one business, each changed or asked about; sessions of one person; what somebody ticked', {
  'src/app/api/stock/route.ts': `${head}import { clerkClient } from '@clerk/nextjs/server';
export async function GET(req: Request) {
  const branches = await prisma.branch.findMany();
  const sales = await Promise.all(branches.map((branch) => prisma.sale.count({ where: { branchId: branch.id } }))); // !n-plus-one
  for (const branch of branches) await prisma.branch.update({ where: { id: branch.id }, data: { sales: sales[branch.at] } }); // !n-plus-one
  const agents = await prisma.agent.findMany();
  const deals = await Promise.all(agents.map((agent) => prisma.sale.count({ where: { agentId: agent.id } }))); // !n-plus-one
  const { data } = await clerkClient.sessions.getSessionList({ userId: 'u' });
  for (const session of data) await clerkClient.sessions.revokeSession(session.id);
  return Response.json({ sales, deals });
}`,
  'src/pages/Menu.tsx': `export function Menu({ items, selectedItems }) {
  const hide = async () => {
    for (const item of selectedItems) await fetch('/api/items/' + item.id, { method: 'PUT' }); // !n-plus-one
  };
  const hideAll = async () => {
    for (const item of items) await fetch('/api/items/' + item.id, { method: 'PUT' }); // !n-plus-one
  };
  return <List onHide={hide} onHideAll={hideAll} />;
}`,
});

check('one by one only where one for all failed, and what a browser keeps', {
  'src/teachers.js': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('https://db', 'key');
export async function POST(req) {
  const { rows } = await req.json();
  const { error } = await supabase.from('teachers').upsert(rows);
  if (error && error.code !== '23505') {
    for (const row of rows) await supabase.from('teachers').upsert(row);
  }
  if (!error) for (const row of rows) await supabase.from('teachers').upsert(row); // !n-plus-one
}`,
  'src/offline.js': `export async function keep(db, drafts) {
  const tx = db.transaction('drafts', 'readwrite');
  const store = tx.objectStore('drafts');
  for (const draft of drafts) {
    const old = await store.get(draft.id);
    if (!old) await store.put(draft);
  }
}`,
});

test('a job that finds its own work and does several things for each does a job for each', () => {
  const code = `${head}import cron from 'node-cron';
async function runAndKeep(report) {
  const rows = await prisma.sale.findMany({ where: { day: report.day } });
  await prisma.report.update({ where: { id: report.id }, data: { rows } });
}
async function ownerOf(report) { return prisma.user.findUnique({ where: { id: report.userId } }); }
cron.schedule('0 * * * *', async () => {
  const reports = await prisma.report.findMany();
  for (const report of reports) await runAndKeep(report);
  for (const report of reports) await ownerOf(report);
});`;
  assert.deepEqual(held('src/reports.ts', code), ['11 a job of its own for each']);
  assert.equal(analyse({ 'src/reports.ts': code }).findings.length, 1);
});

check('rows that one transaction changes or puts in, one by one', {
  'src/app/api/scores/route.ts': `${head}export async function PUT(req: Request) {
  const { scores, names } = await req.json();
  await prisma.$transaction(scores.map((s) => prisma.student.update({ where: { id: s.id }, data: { score: s.score } }))); // !n-plus-one
  const changes = scores.map((s) => prisma.student.update({ where: { id: s.id }, data: { score: s.score } })); // !n-plus-one
  await prisma.$transaction(changes);
  await prisma.$transaction(names.map((name) => prisma.student.create({ data: { name } }))); // !n-plus-one
  const done = scores.map((s) => prisma.student.update({ where: { id: s.id }, data: { score: s.score } })); // !n-plus-one
  await Promise.all(done);
}`,
});

check('rows that a turn makes are put in, whatever puts them in is called', {
  'src/invoices/invoices.service.ts': `import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
@Injectable()
export class InvoicesService {
  constructor(@InjectRepository(InvoiceItem) private readonly items: Repository<InvoiceItem>) {}
  async add(invoice, dto) {
    for (const line of dto.items) {
      const item = this.items.create({ ...line, invoiceId: invoice.id });
      await this.items.save(item); // !n-plus-one
    }
    for (const line of dto.items) {
      const item = this.items.create({ id: line.id, total: line.total });
      await this.items.save(item); // !n-plus-one
    }
    for (const line of invoice.items) {
      line.total = line.price * line.count;
      await this.items.save(line); // !n-plus-one
    }
  }
}`,
  'src/orders/order.controller.js': `const OrderItem = require('./OrderItem');
const mongoose = require('mongoose');
exports.add = async (req, res) => {
  for (const line of req.body.order.items) {
    const item = new OrderItem({ ...line, order: req.body.order._id });
    await item.save(); // !n-plus-one
  }
  for (const line of req.body.order.items) {
    const item = await OrderItem.peek(line);
    item.count = line.count;
    await item.save(); // !n-plus-one
  }
  res.json({});
};`,
  'src/orders/OrderItem.js': `const mongoose = require('mongoose');
module.exports = mongoose.model('OrderItem', new mongoose.Schema({ count: Number }));`,
});

check(
  'what a job looks up by the item alone could be looked up for all before; what a vendor is asked alike in each turn',
  {
    'src/jobs.ts': `import cron from 'node-cron';
import { PrismaClient } from '@prisma/client';
import { KcAdminClient } from '@keycloak/keycloak-admin-client';
const prisma = new PrismaClient();
async function issue(plan) {
  const owner = await prisma.user.findUnique({ where: { id: plan.ownerId } });
  const rate = await prisma.rate.findFirst({ where: { country: owner.country } });
  const invoice = await prisma.invoice.create({ data: { planId: plan.id, rate: rate.value } });
  await prisma.entry.create({ data: { invoiceId: invoice.id } });
  await prisma.plan.update({ where: { id: plan.id }, data: { last: new Date() } });
  await prisma.log.create({ data: { planId: plan.id } });
}
cron.schedule('0 0 * * *', async () => {
  const plans = await prisma.plan.findMany({ where: { due: true } });
  for (const plan of plans) {
    const made = await prisma.invoice.count({ where: { planId: plan.id } }); // !n-plus-one
    if (made >= plan.count) continue;
    const last = await prisma.invoice.findFirst({ where: { number: made } });
    await issue(plan, last);
  }
});`,
    'src/app/api/team/route.ts': `import { withUser, slackAdmin } from '@/core/api';
export const POST = withUser({ role: 'admin' })(async ({ body }) => {
  await Promise.all(body.users.map(async (user) => {
    const role = await slackAdmin.clients.findRole({ name: body.role }); // !n-plus-one
    await slackAdmin.users.addRole({ user, role });
  }));
});
export const tell = withUser({ role: 'admin' })(async ({ body }) => {
  await Promise.all(body.users.map(async (user) => {
    const role = await slackAdmin.clients.findRole({ name: body.role });
    await slackAdmin.users.addRole({ user, role });
  }));
});`,
  },
);
