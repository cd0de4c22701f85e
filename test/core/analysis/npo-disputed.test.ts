/** What reviewers judge differently is told, and never among the sure findings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

const head = `import { PrismaClient } from '@prisma/client';
import nodemailer from 'nodemailer';
const prisma = new PrismaClient();
const transporter = nodemailer.createTransport({});
`;

function sureness(files: Readonly<Record<string, string>>): string[] {
  return analyse(files)
    .findings.filter((f) => f.rule === 'n-plus-one')
    .map((f) => `${f.line} ${f.confidence}`);
}

test('a message or a whole job per item, done by a function of its own: told with less confidence', () => {
  const code = `${head}import cron from 'node-cron';
async function expire(order: Order) { await prisma.order.update({ where: { id: order.id }, data: { open: false } }); }
async function sendNotification(id: string) { await prisma.notification.create({ data: { id } }); }
async function ownerOf(id: string) { return prisma.user.findUnique({ where: { id } }); }
cron.schedule('0 * * * *', async () => {
  const orders = await prisma.order.findMany();
  for (const order of orders) await expire(order);
  for (const order of orders) await ownerOf(order.userId);
});
export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) await sendNotification(id);
  for (const id of ids) await ownerOf(id);
}`;
  assert.deepEqual(sureness({ 'src/app/api/all/route.ts': code }), [
    '11 medium',
    '12 high',
    '16 medium',
    '17 high',
  ]);
});

test('lines of one order, what one person has, a mail to each, pages of administrators: told with less confidence', () => {
  const code = `${head}export async function POST(req: Request) {
  const { order, userIds, orders } = await req.json();
  for (const item of order.items) await prisma.product.findUnique({ where: { id: item.productId } });
  const person = await prisma.user.findFirst({ where: { id: order.userId } });
  for (const a of person.addresses) await prisma.city.findUnique({ where: { id: a.cityId } });
  for (const id of userIds) await prisma.user.findUnique({ where: { id } });
  for (const order of orders) await prisma.user.findUnique({ where: { id: order.userId } });
  for (const id of userIds) await transporter.sendMail({ to: id });
}`;
  assert.deepEqual(sureness({ 'src/app/api/orders/route.ts': code }), [
    '7 medium',
    '9 medium',
    '10 high',
    '11 high',
    '12 medium',
  ]);
  assert.deepEqual(sureness({ 'src/app/api/admin/orders/route.ts': code }), [
    '7 medium',
    '9 medium',
    '10 medium',
    '11 medium',
    '12 medium',
  ]);
});

test('a mail to each is no work for one: a job sends them silently, a request that sends them keeps somebody waiting', () => {
  const code = `${head}import cron from 'node-cron';
cron.schedule('0 * * * *', async () => {
  const due = await prisma.user.findMany();
  for (const user of due) await transporter.sendMail({ to: user.mail });
  for (const user of due) await prisma.plan.findUnique({ where: { id: user.planId } });
});`;
  assert.deepEqual(sureness({ 'src/server.ts': code }), ['9 high']);
});
