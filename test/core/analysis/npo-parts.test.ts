/** Loops over what a program or a person put together, and loops whose turns are jobs or files of their own. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('parts that a constructor was given, and lists that another class or file writes down', {
  'src/drain.ts': `${head}import { Roles } from './roles';
import { Reflector } from '@nestjs/core';
export class Drainer {
  constructor(private readonly projections: Projection[], private readonly rows: Row[], private reflector: Reflector) {}
  async handle(req: Request, res: Response) {
    for (const projection of this.projections) await projection.apply(req.body);
    for (const row of this.rows) await prisma.row.update({ where: { id: row.id }, data: row }); // !n-plus-one
    for (const role of await Roles.written()) await prisma.role.create({ data: role });
    for (const row of await Roles.stored()) await prisma.role.create({ data: row }); // !n-plus-one
    for (const step of await Drainer.steps()) await prisma.step.create({ data: step });
    for (const name of this.reflector.get<string[]>('flags', res)) await prisma.flag.findFirst({ where: { name } });
    const defaultTaxes = await prisma.tax.findMany({ where: { standard: true } });
    for (const tax of defaultTaxes) await prisma.rule.create({ data: { taxId: tax.id } });
    res.end();
  }
  static async steps() { return [{ name: 'a' }, { name: 'b' }]; }
}
export class Projection { async apply(event: unknown) { await prisma.fold.create({ data: event }); } }`,
  'src/roles.ts': `${head}export class Roles {
  static async written() { return [{ name: 'admin' }, { name: 'member' }]; }
  static async stored() { return prisma.role.findMany(); }
}`,
});

check('ways to reach one person, prices by currency, groups by country, fields of one thing are few', {
  'src/send.ts': `${head}export async function handler(req: Request, res: Response) {
  const { patient, user, prices, fields, reminderHours, rows } = req.body;
  const phones = await phonesOf(patient.id);
  for (const phone of await getPhones(patient.id)) await prisma.note.create({ data: { phone } });
  getPhoneNumbers(patient.id).then(async (numbers) => {
    for (const n of numbers) await prisma.note.create({ data: { n } });
  });
  for (const d of user.devices) await prisma.note.create({ data: { to: d.token } });
  for (const token of user.fcmToken) await prisma.note.create({ data: { to: token } });
  for (const token of req.body.fcmTokens) await prisma.note.create({ data: { to: token } }); // !n-plus-one
  for (const p of prices)
    await prisma.price.upsert({ where: { id_currency: { id: user.id, currency: p.currency } }, create: p, update: p });
  for (const p of prices) await prisma.price.update({ where: { id: p.id }, data: p }); // !n-plus-one
  const byCountry = new Map<string, string[]>();
  const rowsByCountry = new Map();
  for (const row of rows) rowsByCountry.set(row.country, [...(rowsByCountry.get(row.country) ?? []), row.id]);
  for (const [country, ids] of rowsByCountry) await prisma.row.updateMany({ where: { id: { in: ids } }, data: { country } });
  const byCurrency = new Map();
  for (const p of prices) byCurrency.set(p.currency, p.amount);
  for (const [currency] of byCurrency) await prisma.rate.findFirst({ where: { currency } });
  for (const h of reminderHours) await prisma.reminder.create({ data: { h } });
  for (const [key, value] of Object.entries(bidFields)) await prisma.history.create({ data: { key, value } });
  for (const phone of phones) await prisma.contact.findFirst({ where: { phone } }); // !n-plus-one
}`,
});

check('files are sent and taken one by one; locks and jobs are of one thing each; a repair runs once', {
  'src/files.ts': `${head}export async function handler(req: Request, res: Response) {
  for (const file of req.body.attached) {
    const row = await prisma.attachment.create({ data: { name: file.name } });
    await putObject(row.id, file.bytes);
  }
  for (const image of req.body.images) {
    const answer = await fetch(image.href);
    await res.write(await answer.arrayBuffer());
  }
  await Promise.all(req.body.photos.map(async (photo) => {
    const form = new FormData();
    form.append('photo', photo);
    await fetch('/api/photos', { method: 'POST', body: form });
  }));
  for (const entry of req.body.entries) {
    await prisma.$transaction(async (tx) => {
      await tx.$queryRaw('SELECT pg_advisory_xact_lock($1)', entry.id);
      await tx.entry.update({ where: { id: entry.id }, data: { open: false } });
    });
  }
  for (const refund of req.body.refunds) await processRefund(refund.id);
  for (const refund of req.body.refunds) await recoverRefund(refund);
  for (const refund of req.body.refunds) await amountOf(refund.id); // !n-plus-one
  await maybeBackfillNames(req.body.ids);
  await repairRights(req.body.ids);
}
async function processRefund(id: string) {
  const row = await prisma.refund.findUnique({ where: { id } });
  await prisma.ledger.create({ data: { amount: row.amount } });
}
async function recoverRefund(refund: Refund) {
  await prisma.refund.update({ where: { id: refund.id }, data: { done: true } });
}
async function amountOf(id: string) {
  return (await prisma.refund.findUnique({ where: { id } })).amount;
}
async function maybeBackfillNames(ids: string[]) {
  for (const id of ids) await prisma.user.update({ where: { id }, data: { name: '' } });
}
async function repairRights(ids: string[]) {
  for (const id of ids) await prisma.right.update({ where: { id }, data: { on: true } });
}`,
});

check('what is missing is written down once, and a model answers one prompt at a time', {
  'src/sync.ts': `${head}import OpenAI from 'openai';
const openai = new OpenAI();
export async function handler(req: Request, res: Response) {
  const known = new Map();
  for (const row of req.body.rows) {
    const owner = known.get(row.ownerId);
    if (!owner) {
      await recordOrphan(row);
      continue;
    }
    await prisma.row.create({ data: row }); // !n-plus-one
  }
  for (const row of req.body.rows) await recordOrphan(row); // !n-plus-one
  for (const row of req.body.rows) await rabbitProducerService.publishToQueue({ row });
  for (const question of req.body.questions)
    await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: question }] });
}
async function recordOrphan(row: Row) {
  await prisma.orphan.create({ data: { id: row.id } });
}`,
});

check('an API that changes one thing a request, and batches that a loop fills and commits', {
  'src/pay.ts': `import Stripe from 'stripe';
import { getFirestore, writeBatch } from 'firebase/firestore';
const stripe = new Stripe('key');
const db = getFirestore();
export async function handler(req, res) {
  for (const line of req.body.lines) await stripe.invoiceItems.create({ amount: line.amount });
  for (const id of req.body.ids) await stripe.customers.retrieve(id); // !n-plus-one
  const batch = writeBatch(db);
  for (const id of req.body.ids) await batch.update(id, { seen: true });
  for (const part of req.body.parts) {
    part.forEach((p) => batch.update(p, { seen: true }));
    await batch.commit();
  }
}`,
});

check('a schema for each, lists by kind that are written out, batches by a counter; a query for each day', {
  'src/days.ts': `${head}const fieldsOf = { user: ['name', 'mail'], note: [] };
export async function handler(req: Request, res: Response) {
  const tenants = await prisma.tenant.findMany();
  for (const tenant of tenants) await prisma.$queryRawUnsafe(\`SELECT count(*) FROM "\${tenant.schemaName}".rooms\`);
  for (const tenant of tenants) await roomsIn(tenant.schemaName);
  for (const tenant of tenants) await roomsIn(tenant.id); // !n-plus-one
  for (const field of fieldsOf[req.body.kind] ?? []) await prisma.field.findFirst({ where: { field } });
  for (const chainId of req.body.chainIds) await prisma.fee.updateMany({ where: { chainId }, data: { old: true } });
  const rows = req.body.rows;
  let at = 0;
  while (at < rows.length) {
    await prisma.row.createMany({ data: rows.slice(at, at + 500) });
    at += 500;
  }
  let i = 0;
  while (i < rows.length) {
    await prisma.row.create({ data: rows[i] }); // !n-plus-one
    i += 1;
  }
  const day = new Date(req.body.from);
  while (day <= req.body.to) {
    const next = new Date(day.getTime() + 86_400_000);
    await prisma.stay.count({ where: { from: day, to: next } }); // !n-plus-one
    day.setTime(next.getTime());
  }
}
async function roomsIn(schema: string) {
  return prisma.$queryRawUnsafe('SELECT count(*) FROM ' + schema + '.rooms');
}`,
});
