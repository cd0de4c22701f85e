/** As many operations at once as there are items: what one thing has, and what only looks like that. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what one thing had is deleted and put in anew as a form has it; rows that are worked out, or people, may be any number',
  {
    'src/plans.js': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function setSlots(req, res) {
  const { planId, slots, userIds } = req.body;
  await prisma.slot.deleteMany({ where: { planId } });
  await Promise.all(slots.map((slot) => prisma.slot.create({ data: { ...slot, planId } })));
  await prisma.member.deleteMany({ where: { planId } });
  await Promise.all(userIds.map((userId) => prisma.member.create({ data: { userId, planId } }))); // !unbounded-concurrency
  res.end();
}
export async function replaceAll(req, res) {
  const { slots } = req.body;
  await prisma.slot.deleteMany({});
  await Promise.all(slots.map((slot) => prisma.slot.create({ data: slot }))); // !unbounded-concurrency
  res.end();
}
export async function pair(req, res) {
  const { teams, divisionId } = req.body;
  await prisma.round.deleteMany({ where: { divisionId } });
  const rounds = everyPair(teams);
  await Promise.all(rounds.map((round) => prisma.round.create({ data: { ...round, divisionId } }))); // !unbounded-concurrency
  res.end();
}
export async function move(req, res) {
  await Promise.all(req.body.orders.map(({ id, order }) => prisma.slot.update({ where: { id }, data: { order } })));
  await Promise.all(req.body.orders.map(({ id, price }) => prisma.slot.update({ where: { id }, data: { price } }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'pictures, files and links of one thing that was looked up are few, also by a name; those of an album, a store or a query are not',
  {
    'src/tickets.js': `import { PrismaClient } from '@prisma/client';
import axios from 'axios';
const prisma = new PrismaClient();
const drop = (url) => axios.delete(url, { timeout: 2000 });
export async function remove(req, res) {
  const ticket = await prisma.ticket.findUnique({ where: { id: req.params.id }, include: { files: true } });
  await Promise.all(ticket.files.map((file) => drop(file.url)));
  const { links } = ticket;
  await Promise.all(links.map((link) => drop(link.url)));
  const album = await prisma.album.findUnique({ where: { id: req.params.id }, include: { files: true } });
  await Promise.all(album.files.map((file) => drop(file.url))); // !unbounded-concurrency
  const links2 = await prisma.link.findMany();
  await Promise.all(links2.map((link) => drop(link.url))); // !unbounded-concurrency
  const { orders } = ticket;
  await Promise.all(orders.map((order) => drop(order.url))); // !unbounded-concurrency
  res.end();
}
export async function file(req, res) {
  const made = await createTicket(req.body);
  await Promise.all(req.body.evidence.map((e) => drop(made.ticketId, e.url)));
  await Promise.all(req.body.customers.map((c) => drop(made.ticketId, c.url))); // !unbounded-concurrency
  res.end();
}
export async function tell(task, team) {
  const others = task.members.filter((m) => m.away);
  await Promise.all(others.map((m) => axios.post(m.url, {}, { timeout: 2000 })));
  await Promise.all(team.members.map((m) => axios.post(m.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
}
export async function cancel(lesson) {
  await Promise.all(lesson.equipments.map((e) => axios.post(e.url, {}, { timeout: 2000 })));
  await Promise.all(lesson.signups.map((s) => axios.post(s.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
}
export const told = (req, res) => cancel(req.body.lesson).then(() => tell(req.body.task, req.body.team)).then(() => res.end());`,
  },
  rule,
);

check(
  'what somebody set in the environment, what one webhook brings and a page of an aggregation are few; buckets with rows are not',
  {
    'src/alerts.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
class Alerts {
  private readonly chats = (process.env.CHATS ?? process.env.CHAT ?? '').split(',').filter(Boolean);
  private readonly seen: string[] = [];
  async all(req, res) {
    await Promise.all(this.chats.map((id) => axios.post('/' + id, req.body, { timeout: 2000 })));
    await Promise.all(this.seen.map((id) => axios.post('/' + id, req.body, { timeout: 2000 }))); // !unbounded-concurrency
    handle(req.body.entry);
    const rawPage = load(req.query)?.page ?? [];
    await Promise.all(rawPage.map((row) => axios.post(row.url, {}, { timeout: 2000 })));
    const buckets = await prisma.bucket.findMany({ where: { roundId: req.params.id } });
    await Promise.all(buckets.map((b) => prisma.gift.aggregate({ where: { bucketId: b.id } }))); // !unbounded-concurrency
    res.end();
  }
}
async function note(change) {
  await axios.post(change.url, change, { timeout: 2000 });
}
function handle(entries) {
  for (const entry of entries) {
    for (const change of entry.changes || []) note(change).catch(() => {});
  }
}
export const alerts = (req, res) => new Alerts().all(req, res);`,
  },
  rule,
);

check(
  'a transaction is one connection, whatever its client is called; an address that asks for a hundred by way of two names gives a page',
  {
    'src/deal.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function save(req, res) {
  await prisma.$transaction(async (client) => {
    const begun = req.body.users.map((u) => client.user.upsert({ where: { id: u.id }, update: u, create: u }));
    await Promise.all(begun);
  });
  const others = req.body.users.map((u) => prisma.user.upsert({ where: { id: u.id }, update: u, create: u })); // !unbounded-concurrency
  await Promise.all(others);
  res.end();
}
export async function proposals(req, res) {
  const url = '/gov/proposals?pagination.limit=100';
  let next = url;
  if (req.query.key) next += '&pagination.key=' + req.query.key;
  const found = await load(next);
  await Promise.all(found.proposals.map((p) => prisma.proposal.upsert({ where: { id: p.id }, update: p, create: p })));
  const all = await load('/gov/proposals');
  await Promise.all(all.proposals.map((p) => prisma.proposal.upsert({ where: { id: p.id }, update: p, create: p }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'files of one form, what a model asks for, whom a place’s administrators are and where one user is reached are few',
  {
    'src/form.ts': `import axios from 'axios';
import { readFile } from 'node:fs/promises';
const send = (url, body) => axios.post(url, body, { timeout: 2000 });
export async function POST(request) {
  const formData = await request.formData();
  const files = formData.getAll('files') as File[];
  await Promise.all(files.map(async (file) => send('/parse', await file.arrayBuffer())));
  const ids = formData.getAll('ids');
  await Promise.all(ids.map((id) => send('/parse', id))); // !unbounded-concurrency
  const chats = await getAdminChatIds();
  await Promise.all(chats.map((id) => send('/chat', id)));
  const everybody = await getAllChatIds();
  await Promise.all(everybody.map((id) => send('/chat', id))); // !unbounded-concurrency
  const subscriptions = await getUserSubscriptions(formData.get('userId'));
  await Promise.all(subscriptions.map((s) => send(s.endpoint, 'hello')));
  const functionCalls = extractFunctionCalls(await send('/model', formData.get('text')));
  await Promise.all(functionCalls.map((call) => send('/tool', call)));
  return Response.json({});
}
export async function face(req, res) {
  const { faceImages, listings } = req.body;
  await Promise.all(faceImages.map((url) => send(url, '')));
  await Promise.all(listings.map((url) => send(url, ''))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a client that turns the pages by itself, and rows joined by their owners, are no few; what one message or a new thing has is',
  {
    'src/jobs.js': `import { eq } from 'drizzle-orm';
import { ObjectId } from 'mongodb';
import { PrismaClient } from '@prisma/client';
import axios from 'axios';
import { db } from './db';
import { subscriptions, users } from './schema';
const prisma = new PrismaClient();
const link = /bin\\/(\\w+)/g;
export async function paid(req, res) {
  const paid = [];
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) paid.push(session);
  await Promise.all(paid.map((s) => stripe.checkout.sessions.listLineItems(s.id))); // !unbounded-concurrency
  const endedSubscriptions = await db.select().from(subscriptions).innerJoin(users, eq(subscriptions.userId, users.id));
  await Promise.all(endedSubscriptions.map((s) => prisma.push.findFirst({ where: { id: s.id } }))); // !unbounded-concurrency
  const dueSubscriptions = await db.select({ userId: subscriptions.userId }).from(subscriptions);
  await Promise.all(dueSubscriptions.map((s) => prisma.push.findFirst({ where: { id: s.id } }))); // !unbounded-concurrency
  const ownSubscriptions = await db.select().from(subscriptions).where(eq(subscriptions.userId, req.user.id));
  await Promise.all(ownSubscriptions.map((s) => prisma.push.findFirst({ where: { id: s.id } })));
  res.end();
}
export async function apply(req, res) {
  const { studies, attachmentsStorage } = req.body;
  const applicationId = new ObjectId();
  await Promise.all(studies.map((file) => prisma.media.create({ data: { file, applicationId } })));
  const importId = new ObjectId();
  await Promise.all(studies.map((file) => prisma.media.create({ data: { file, importId } }))); // !unbounded-concurrency
  await Promise.all(attachmentsStorage.map((file) => prisma.media.create({ data: { file } })));
  res.end();
}
export async function read(message) {
  const ids = [];
  let match;
  while ((match = link.exec(message.content))) ids.push(match[1]);
  return Promise.all(ids.map((id) => axios.get('/documents/' + id, { timeout: 2000 })));
}
export async function crawl(page) {
  const ids = [];
  let match;
  while ((match = link.exec(page.html))) ids.push(match[1]);
  return Promise.all(ids.map((id) => axios.get('/documents/' + id, { timeout: 2000 }))); // !unbounded-concurrency
}
export const both = (req, res) => Promise.all([read(req.body), crawl(req.body)]).then(() => res.end());`,
  },
  rule,
);

check(
  'rows of one thing are told by their table where their list says nothing; those of a person, of several or of a table are not few',
  {
    'src/rows.js': `const knex = require('knex');
const { PrismaClient } = require('@prisma/client');
const db = knex({ client: 'pg' });
const prisma = new PrismaClient();
const author = (row) => prisma.author.findUnique({ where: { id: row.authorId } });
exports.read = async (req, res) => {
  const flowId = req.params.id;
  const results = await db('flow_steps').where({ flowId }).orderBy('order');
  await Promise.all(results.map(async (row) => author(row)));
  const items = await prisma.attachment.findMany({ where: { ticketId: flowId } });
  await Promise.all(items.map(async (row) => author(row)));
  const rows = await db('flow_steps').orderBy('order');
  await Promise.all(rows.map(async (row) => author(row))); // !unbounded-concurrency
  const data = await db('attachments').where({ user_id: req.user.id });
  await Promise.all(data.map(async (row) => author(row))); // !unbounded-concurrency
  const records = await db('messages').where({ flowId });
  await Promise.all(records.map(async (row) => author(row))); // !unbounded-concurrency
  const list = await prisma.attachment.findMany({ where: { ticketId: { in: req.body.ids } } });
  await Promise.all(list.map(async (row) => author(row))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'what a helper lists of one thing, a renamed field of it, and its papers put together are few; those of people and rows are not',
  {
    'src/trades.ts': `import { PrismaClient } from '@prisma/client';
import axios from 'axios';
import { listTradePhotos, getStepsByFlow, listUserPhotos, getOrdersByShop } from './store';
const prisma = new PrismaClient();
const drop = (url) => axios.delete(url, { timeout: 2000 });
export async function remove(req, res) {
  const { id } = req.params;
  const photos = await listTradePhotos(id);
  const open = photos.filter((p) => !p.approved);
  await Promise.all(open.map((p) => drop(p.url)));
  const flowSteps = await getStepsByFlow(req.query.flowId);
  await Promise.all(flowSteps.map((s) => drop(s.url)));
  const pictures = await listUserPhotos(id);
  await Promise.all(pictures.map((p) => drop(p.url))); // !unbounded-concurrency
  const orders = await getOrdersByShop(id);
  await Promise.all(orders.map((o) => drop(o.url))); // !unbounded-concurrency
  const slip = await prisma.payslip.findUnique({ where: { id } });
  const taxes = slip.deductions?.taxes ?? [];
  await Promise.all(taxes.map((tax) => drop(tax.url)));
  const lines = slip.deductions?.orders ?? [];
  await Promise.all(lines.map((line) => drop(line.url))); // !unbounded-concurrency
  const documents = [...(slip.invoices ?? []), ...(slip.receipt ? [slip.receipt] : [])];
  await Promise.all(documents.map((d) => drop(d.url)));
  const others = await prisma.document.findMany({ where: { open: true } });
  const allDocuments = [...(slip.invoices ?? []), ...others];
  await Promise.all(allDocuments.map((d) => drop(d.url))); // !unbounded-concurrency
  const payrollOfficerIds = await officers();
  await Promise.all(payrollOfficerIds.map((officer) => drop(officer)));
  res.end();
}
async function officers() {
  const rows = await prisma.person.findMany({ where: { role: { not: 'x' } } });
  return rows.map((r) => r.id);
}
export async function order(req, res) {
  await Promise.all(req.body.promptIds.map((id, index) => db.update(prompts).set({ place: index }).where(eq(prompts.id, id))));
  await Promise.all(req.body.promptIds.map((id, index) => db.update(prompts).set({ place: index, price: 2 }).where(eq(prompts.id, id)))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'the lines of one deal whatever their list is called, and the pictures of one thing, are few; those of an album and of a status are not',
  {
    'src/transfers.ts': `import { createClient } from '@supabase/supabase-js';
import axios from 'axios';
const db = createClient('https://x.supabase.co', 'key');
const sign = (key) => axios.get('https://cdn.example.com/' + key, { timeout: 2000 });
export async function move(req, res) {
  const { transferId, productId } = req.params;
  const { data: items } = await db.from('warehouse_transfer_items').select('*').eq('transfer_id', transferId);
  await Promise.all(items.map((item) => sign(item.key)));
  const { data: rows } = await db.from('transfer_items').select('*').eq('status', productId);
  await Promise.all(rows.map((item) => sign(item.key))); // !unbounded-concurrency
  res.end();
}
`,
    'src/media.ts': `import axios from 'axios';
const sign = (key) => axios.get('https://cdn.example.com/' + key, { timeout: 2000 });
export const show = (activity) => Promise.all(activity.galleryImageKeys.map((key) => sign(key)));
export const showAll = (album) => Promise.all(album.imageKeys.map((key) => sign(key))); // !unbounded-concurrency
export async function handler(req, res) {
  res.json([await show(req.body), await showAll(req.body)]);
}`,
  },
  rule,
);

check(
  'a list that somebody moved about, numbered anew by a statement of SQL each',
  {
    'src/segments.js': `const { Pool } = require('pg');
const pool = new Pool();
module.exports.reorder = async (req, res) => {
  const { rundown, orders } = req.body;
  const updates = orders.map((item, index) =>
    pool.query('UPDATE segments SET order_index = $1, updated_at = now() WHERE id = $2 AND rundown = $3', [index, item.id, rundown]),
  );
  await Promise.all(updates);
  await Promise.all(orders.map((item) => pool.query('UPDATE segments SET title = $1 WHERE id = $2', [item.title, item.id]))); // !unbounded-concurrency
  res.end();
};`,
  },
  'unbounded-concurrency',
);
