/** Waits one after the other: what may stand between two of them, and what is a write though its name reads. */
import { check } from './marked.ts';

const rule = 'sequential-awaits';
const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

check(
  'setting a clock and adding up part no waits, unless the second needs what they made',
  {
    'src/db.ts': prisma,
    'src/today.ts': `import { prisma } from './db';
export async function clock(req, res) {
  const branding = await prisma.branding.findFirst({ where: { id: req.user.id } }); // !sequential-awaits
  const start = new Date();
  start.setHours(0, 0, 0, 0);
  const orders = await prisma.order.findMany({ where: { at: { gte: start } }, take: 9 });
  res.json({ branding, orders });
}
export async function moved(req, res) {
  const settings = await prisma.settings.findFirst({ where: { id: req.user.id } });
  const start = new Date();
  start.setHours(settings.opensAt);
  const orders = await prisma.order.findMany({ where: { at: { gte: start } }, take: 9 });
  res.json(orders);
}
export async function sums(req, res) {
  let [sum, asked] = [0, 0];
  const paid = await prisma.bill.findMany({ where: { paid: true }, take: 9 }); // !sequential-awaits
  sum += paid.length;
  asked++;
  const open = await prisma.bill.findMany({ where: { paid: false }, take: 9 });
  res.json({ sum, asked, open });
}
export async function goesOn(req, res) {
  let place = 0;
  const paid = await prisma.bill.findMany({ where: { paid: true }, take: 9 });
  place += paid.length;
  const open = await prisma.bill.findMany({ where: { place }, take: 9 });
  res.json({ place, open });
}`,
  },
  rule,
);

check(
  'what a request sends is a write, and so is what hands out the next number',
  {
    'src/db.ts': prisma,
    'src/numbers.ts': `import { prisma } from './db';
async function countUp(name) {
  const row = await prisma.counter.update({ where: { name }, data: { value: { increment: 1 } } });
  return row.value;
}
export async function getNextNumber() {
  return 'A' + (await countUp('orders'));
}`,
    'src/page.ts': `import { prisma } from './db';
import { getNextNumber } from './numbers';
export async function save(order) {
  await fetch('/api/orders/' + order.id, { method: 'PATCH', body: '{}' });
  await fetchOrders();
}
export async function numbered(req, res) {
  const number = await getNextNumber();
  const shop = await prisma.shop.findFirst({ where: { id: req.user.id } });
  res.json({ number, shop });
}
export async function asked(req, res) {
  const one = await fetch('https://a.example/ask', { method: 'POST', body: '{}' }); // !sequential-awaits
  const two = await fetch('https://b.example/ask', { method: 'POST', body: '{}' });
  res.json({ one, two });
}
async function fetchOrders() {
  const answer = await fetch('/api/orders');
  show(await answer.json());
}`,
  },
  rule,
);

check(
  'a statement put together elsewhere reads where its options say so',
  {
    'src/loans.ts': `import { QueryTypes, Sequelize } from 'sequelize';
const sequelize = new Sequelize(process.env.DB);
export async function stats(req, res) {
  const sums = await sequelize.query(textFor(req.query.kind), { type: QueryTypes.SELECT }); // !sequential-awaits
  const states = await sequelize.query('SELECT * FROM states', { type: QueryTypes.SELECT });
  res.json({ sums, states });
}
export async function unsaid(req, res) {
  const sums = await sequelize.query(textFor(req.query.kind));
  const states = await sequelize.query('SELECT * FROM states');
  res.json({ sums, states });
}`,
  },
  rule,
);

check(
  'a server of tools for models is no script, whatever its first line says',
  {
    'src/index.ts': `#!/usr/bin/env node
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import axios from 'axios';
const server = new Server({ name: 'tables' });
server.setRequestHandler(CallTool, async (request) => {
  const tables = await axios.get('https://t.example/tables', { timeout: 2000 }); // !sequential-awaits
  const parties = await axios.get('https://t.example/parties', { timeout: 2000 });
  return { tables, parties };
});`,
    'src/once.ts': `#!/usr/bin/env node
import axios from 'axios';
async function main() {
  const tables = await axios.get('https://t.example/tables', { timeout: 2000 });
  const parties = await axios.get('https://t.example/parties', { timeout: 2000 });
  console.log(tables, parties);
}
main();`,
  },
  rule,
);

check(
  'a function of the database that is named after a question reads; one manager of a transaction waits in sequence',
  {
    'src/access.ts': `import { createClient } from '@supabase/supabase-js';
const db = createClient(process.env.URL, process.env.KEY);
export async function access(req, res) {
  const { data: admin } = await db.rpc('is_tenant_admin', { id: req.user.id }); // !sequential-awaits
  const { data: self } = await db.from('patients').select('id').eq('user_id', req.user.id).single();
  res.json({ admin, self });
}
export async function booked(req, res) {
  const { data: done } = await db.rpc('book_slot', { id: req.user.id });
  const { data: self } = await db.from('patients').select('id').eq('user_id', req.user.id).single();
  res.json({ done, self });
}
export async function stats(entityManager, address) {
  const claims = await entityManager.createQueryBuilder(Claim, 'c').where('c.a = :address', { address }).getMany();
  const deposits = await entityManager.createQueryBuilder(Deposit, 'd').where('d.a = :address', { address }).getMany();
  return { claims, deposits };
}`,
  },
  rule,
);

check(
  'a bus of questions is asked, a bus of commands changes something',
  {
    'src/comments.ts': `import { CommandBus, QueryBus } from '@nestjs/cqrs';
export class Comments {
  constructor(private readonly queryBus: QueryBus, private readonly commandBus: CommandBus) {}
  async add(userId: string, postId: string) {
    const user = await this.queryBus.execute(new GetUserQuery(userId)); // !sequential-awaits
    const post = await this.queryBus.execute(new GetPostQuery(postId));
    const comment = await this.commandBus.execute(new CreateCommentCommand(user, post));
    const told = await this.commandBus.execute(new TellCommand(userId));
    return { comment, told };
  }
}`,
  },
  rule,
);

check(
  'a command object that reads is a question; loops, tries and deletions between two waits part them only where they leave',
  {
    'src/aws.ts': `import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PrismaClient } from '@prisma/client';
const client = new DynamoDBClient({});
const prisma = new PrismaClient();
export async function page(req, res) {
  const one = await client.send(new GetItemCommand({ TableName: 'a' })); // !sequential-awaits
  const many = await client.send(new QueryCommand({ TableName: 'b' }));
  res.json({ one, many });
}
export async function kept(req, res) {
  const put = await client.send(new PutItemCommand({ TableName: 'a' }));
  const many = await client.send(new QueryCommand({ TableName: 'b' }));
  res.json({ put, many });
}
export async function between(req, res) {
  const user = await prisma.user.findFirst({ where: { id: req.user.id } }); // !sequential-awaits
  delete req.query.secret;
  let depth = 0;
  while (depth < 3) depth++;
  try { JSON.parse(req.query.filter); } catch { console.log('no filter'); }
  const news = await prisma.news.findMany({ take: 9 });
  res.json({ user, news, depth });
}
export async function leaves(req, res) {
  const user = await prisma.user.findFirst({ where: { id: req.user.id } });
  try { JSON.parse(user.settings); } catch { return res.status(500).end(); }
  const news = await prisma.news.findMany({ take: 9 });
  res.json({ user, news });
}`,
  },
  rule,
);

const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `  const n${i} = req.body.n${i};`).join('\n');

check(
  'waits that stand far apart are told where some of them stand together, and a check that attaches something is none',
  {
    'src/db.ts': prisma,
    'src/far.ts': `import { prisma } from './db';
export async function far(req, res) {
  const user = await prisma.user.findFirst({ where: { id: req.user.id } });
${lines(30)}
  const orders = await prisma.order.findMany({ take: 9 }); // !sequential-awaits
  const bills = await prisma.bill.findMany({ take: 9 });
  res.json({ user, orders, bills, n0, n29 });
}
export async function both(req, res) {
  const user = await prisma.user.findFirst({ where: { id: req.user.id } }); // !sequential-awaits
${lines(30)}
  const orders = await prisma.order.findMany({ take: 9 });
  res.json({ user, orders, n0 });
}
async function checkAndAttachReceipt(id) {
  const known = await prisma.receipt.findFirst({ where: { id } });
  if (!known) await prisma.receipt.create({ data: { id } });
  return known;
}
export async function attach(req, res) {
  const old = await prisma.receipt.findFirst({ where: { id: req.body.id } });
  const known = await checkAndAttachReceipt(req.body.id);
  res.json({ old, known });
}`,
  },
  rule,
);

check(
  'statements that are handed over in an object are read, and libSQL is asked several things at once',
  {
    'src/turso.ts': `import { createClient } from '@libsql/client';
const client = createClient({ url: process.env.DB_URL });
export async function shown(req, res) {
  const seen = await client.execute({ sql: 'SELECT id FROM seen WHERE user_id = ?', args: [req.user.id] }); // !sequential-awaits
  const rows = await client.execute({ sql: 'SELECT id FROM rows WHERE qty > ?', args: [req.query.qty] });
  res.json({ seen, rows });
}
export async function marked(req, res) {
  const seen = await client.execute({ sql: 'UPDATE seen SET at = 1 WHERE user_id = ?', args: [req.user.id] });
  const rows = await client.execute({ sql: 'SELECT id FROM rows WHERE qty > ?', args: [req.query.qty] });
  res.json({ seen, rows });
}`,
    'src/pg.ts': `import pg from 'pg';
const pool = new pg.Pool();
export async function one(req, res) {
  const client = await pool.connect();
  const seen = await client.query({ text: 'SELECT id FROM seen WHERE user_id = $1', values: [req.user.id] });
  const rows = await client.query({ text: 'SELECT id FROM rows', values: [] });
  res.json({ seen, rows });
}`,
  },
  rule,
);

check(
  'what a bot was sent with a command, and what its client holds, is waited for by nobody',
  {
    'src/voting.ts': `import { Client } from 'discord.js';
const client = new Client({ intents: [] });
client.on('interactionCreate', async (interaction) => {
  const channel = await interaction.options.getChannel('channel');
  const text = await interaction.options.getString('text');
  const role = await interaction.guild.roles.cache.find((r) => r.name === text);
  const owner = await interaction.guild.members.cache.get(interaction.user.id);
  await interaction.reply(String([channel, role, owner]));
});
client.on('guildCreate', async (guild) => {
  const roles = await guild.roles.fetch(); // !sequential-awaits
  const channels = await guild.channels.fetch();
  console.log(roles.size, channels.size);
});`,
  },
  rule,
);

check(
  'what is worked out of an answer goes with the whole object that it is put into',
  {
    'src/db.ts': prisma,
    'src/list.ts': `import { prisma } from './db';
export async function paged(req, res) {
  const query = { where: { userId: req.user.id }, take: 20, skip: 0 };
  const count = await prisma.order.count({ where: query.where });
  const pages = Math.ceil(count / 20);
  const page = Math.min(req.query.page, pages);
  query.skip = (page - 1) * 20;
  const rows = await prisma.order.findMany(query);
  res.json({ rows, page });
}
export async function shown(req, res) {
  const stats = {};
  const users = await prisma.user.findMany({ where: { team: req.params.id }, take: 20 }); // !sequential-awaits
  stats.users = users.length;
  stats.posts = await prisma.post.count({ where: { team: req.params.id } });
  res.json(stats);
}`,
  },
  rule,
);

check(
  'what is run with a retry or a time limit does what it is given',
  {
    'src/db.ts': prisma,
    'src/alerts.ts': `import { prisma } from './db';
import { executeWithTimeout, withRetry } from './run';
export async function alerts(req, res) {
  const rows = await executeWithTimeout(async () => { // !sequential-awaits
    return await prisma.alert.findMany({ where: { userId: req.user.id }, take: 20 });
  }, 9000);
  const [all] = await Promise.all([withRetry(() => prisma.alert.count({ where: { userId: req.user.id } }))]);
  res.json({ rows, all });
}
export async function tidied(req, res) {
  const row = await withRetry(() => prisma.alert.update({ where: { id: req.params.id }, data: { read: true } }));
  const rows = await withRetry(() => prisma.alert.findMany({ where: { userId: req.user.id }, take: 20 }));
  res.json({ row, rows });
}`,
    'src/run.ts': `export async function executeWithTimeout(work, ms) {
  return Promise.race([work(), new Promise((_, fail) => setTimeout(fail, ms))]);
}
export async function withRetry(work) {
  try { return await work(); } catch { return work(); }
}`,
  },
  rule,
);

check(
  'queries that end in single(), programs that only ask, logins, and pages about maintenance',
  {
    'src/supabase.ts': `import { createClient } from '@supabase/supabase-js';
export const supabase = createClient(process.env.URL, process.env.KEY);`,
    'app/services/maintenance/controllers/show.js': `import { supabase } from '../../../../src/supabase';
export async function show(req, res) {
  let place = supabase.from('places').select('id, name').eq('id', req.params.place);
  if (req.user.school) place = place.eq('school', req.user.school);
  const { data: at } = await place.single(); // !sequential-awaits
  let room = supabase.from('rooms').select('id, name').eq('id', req.params.room);
  if (req.user.school) room = room.eq('school', req.user.school);
  const { data: within } = await room.single();
  res.json({ at, within });
}`,
    'src/version.ts': `import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
const run = promisify(execFile);
async function getLatestVersion() {
  return (await run('git', ['describe'])).stdout.trim();
}
async function getLatestRevision() {
  return (await run('git', ['rev-parse', 'HEAD'])).stdout.trim();
}
export async function GET(req, res) {
  const latest = await getLatestVersion(); // !sequential-awaits
  const revision = await getLatestRevision();
  res.json({ latest, revision });
}`,
    'src/db.ts': prisma,
    'src/login.ts': `import { prisma } from './db';
import { Strategy as LocalStrategy } from 'passport-local';
export default (passport) => {
  passport.use(new LocalStrategy(async (name, password, done) => {
    const config = await prisma.config.findFirst({ where: { host: name } }); // !sequential-awaits
    const user = await prisma.user.findUnique({ where: { name } });
    done(null, config && user);
  }));
};`,
  },
  rule,
);

check(
  'what measures a read reads; an async function that blocks waits for nothing',
  {
    'src/db.ts': prisma,
    'src/stats.ts': `import { prisma } from './db';
import { measureQuery } from './measure';
export async function stats(req, res) {
  const users = await measureQuery('users', () => prisma.user.count({ where: { team: req.params.id } })); // !sequential-awaits
  const latest = await measureQuery('log', () => prisma.log.findMany({ take: 10 }));
  res.json({ users, latest });
}`,
    'src/measure.ts': `export async function measureQuery(name, work) { return await work(); }`,
    'src/server.ts': `import express from 'express';
import { existsSync, readFileSync } from 'node:fs';
async function getTasks() {
  return existsSync('tasks.json') ? JSON.parse(readFileSync('tasks.json', 'utf8')) : [];
}
async function getHistory() {
  return JSON.parse(readFileSync('history.json', 'utf8'));
}
express().get('/tasks', async (req, res) => {
  const tasks = await getTasks();
  const history = await getHistory();
  res.json({ tasks, history });
}).listen(1);`,
  },
  rule,
);

check(
  'what comes next may only be asked for; one stream is read in order',
  {
    'src/db.ts': prisma,
    'src/next.ts': `import { prisma } from './db';
async function logged(rows) {
  await prisma.asked.create({ data: { at: 1 } });
  return rows;
}
async function getNextReservation(id) {
  return logged(await prisma.reservation.findFirst({ where: { id }, orderBy: { at: 'asc' } }));
}
async function getNextTicketNumber(id) {
  return (await prisma.counter.update({ where: { id }, data: { at: { increment: 1 } } })).at;
}
export async function GET(req, res) {
  const next = await getNextReservation(req.params.id); // !sequential-awaits
  const orders = await prisma.order.findMany({ where: { user: req.params.id }, take: 9 });
  res.json({ next, orders });
}
export async function PUT(req, res) {
  const number = await getNextTicketNumber(req.params.id);
  const orders = await prisma.order.findMany({ where: { user: req.params.id }, take: 9 });
  res.json({ number, orders });
}`,
    'src/upload.ts': `export async function POST(itemStream, res) {
  const tags = await itemStream.getTags();
  const owner = await itemStream.getOwnerAddress();
  res.json({ tags, owner });
}`,
  },
  rule,
);

check(
  'a row that has to do before anything else is asked parts two reads; a fact about it does not',
  {
    'src/db.ts': prisma,
    'src/shifts.ts': `import { prisma } from './db';
import { ensureArray, requireNonNull, validateOpen, validateShift } from './shift';
export async function approve(req, res) {
  const row = await prisma.shift.findUnique({ where: { id: req.params.id } });
  const shift = validateOpen(row);
  const volunteer = await prisma.volunteer.findUnique({ where: { id: req.params.volunteer } });
  res.json({ shift, volunteer });
}
export async function owner(req, res) {
  const row = await prisma.owner.findUnique({ where: { id: req.params.id } });
  const owner = requireNonNull(row);
  const news = await prisma.news.findMany({ where: { team: req.params.team }, take: 9 });
  res.json({ owner, news });
}
export async function look(req, res) {
  const row = await prisma.shift.findUnique({ where: { id: req.params.id } }); // !sequential-awaits
  const errors = validateShift(row);
  const volunteer = await prisma.volunteer.findUnique({ where: { id: req.params.volunteer } });
  res.json({ row, errors, volunteer });
}
export async function list(req, res) {
  const row = await prisma.shift.findUnique({ where: { id: req.params.id } }); // !sequential-awaits
  const tags = ensureArray(row.tags);
  const volunteer = await prisma.volunteer.findUnique({ where: { id: req.params.volunteer } });
  res.json({ tags, volunteer });
}
export async function other(req, res) {
  const row = await prisma.shift.findUnique({ where: { id: req.params.id } }); // !sequential-awaits
  const team = requireNonNull(req.params.team);
  const news = await prisma.news.findMany({ where: { team }, take: 9 });
  res.json({ row, news });
}`,
    'src/shift.ts': `export function requireNonNull(v) { if (v == null) throw new Error('none'); return v; }
export function validateOpen(row) { if (!row || row.closed) throw new Error('closed'); return row; }
export function ensureArray(v) { return Array.isArray(v) ? v : [v]; }
export function validateShift(row) { return row ? [] : ['none']; }`,
  },
  rule,
);

check(
  'a field that is set leaves the other fields of its object as they were',
  {
    'src/db.ts': prisma,
    'src/schools.ts': `import { prisma } from './db';
export async function both(req, res) {
  const school = req.user.school;
  const parent = await prisma.school.findUnique({ where: { id: school.parentId } }); // !sequential-awaits
  school.parent = parent || null;
  const siblings = await prisma.school.findMany({ where: { parentId: school.parentId }, take: 9 });
  res.json({ school, siblings });
}
export async function field(req, res) {
  const school = req.user.school;
  const parent = await prisma.school.findUnique({ where: { id: school.parentId } });
  school.parent = parent || null;
  const siblings = await prisma.school.findMany({ where: { parentId: school.parent.id }, take: 9 });
  res.json({ school, siblings });
}
export async function whole(req, res) {
  const where = { open: true };
  const region = await prisma.region.findUnique({ where: { id: req.query.region } });
  where.region = region;
  const schools = await prisma.school.findMany({ where, take: 9 });
  res.json({ schools });
}
export async function asked(req, res) {
  const where = new Filter();
  const region = await prisma.region.findUnique({ where: { id: req.query.region } });
  where.region = region;
  const schools = await prisma.school.findMany({ where: where.toQuery(), take: 9 });
  res.json({ schools });
}
export async function copied(req, res) {
  const form = {};
  const master = await prisma.master.findUnique({ where: { id: req.query.id } });
  Object.assign(form, master);
  const rows = await prisma.row.findMany({ where: { form }, take: 9 });
  res.json(rows);
}
export async function answered(req, res) {
  const form = {};
  const master = await prisma.master.findUnique({ where: { id: req.query.id } }); // !sequential-awaits
  Object.assign(form, master);
  const rows = await prisma.row.findMany({ where: { user: req.user.id }, take: 9 });
  res.json({ form, rows });
}`,
  },
  rule,
);

check(
  'what is refreshed or asked again is read afterwards, and a fallback is asked for only where nothing is given',
  {
    'src/db.ts': prisma,
    'src/items.ts': `import { prisma } from './db';
import { getItem, refreshItem, getStatus, getOwner, work } from './api';
export async function refreshed(req, res) {
  await refreshItem(req.params.id);
  const item = await getItem(req.params.id);
  res.json(item);
}
export async function again(req, res) {
  const before = await getStatus(req.params.id);
  const done = await work(req.params.id);
  const after = await getStatus(req.params.id);
  res.json({ before, done, after });
}
export async function twice(req, res) {
  const mode = (await getStatus(req.params.id)).mode; // !sequential-awaits
  const code = (await getStatus(req.params.id)).code;
  res.json({ mode, code });
}
export async function changed(req, res) {
  const before = await prisma.cash.findUnique({ where: { id: req.params.id } });
  const snapshot = await prisma.$transaction((tx) => work(tx, req.params.id));
  const after = await prisma.cash.findMany({ where: { box: req.params.id }, take: 9 });
  res.json({ before, snapshot, after });
}
export async function given(req, res) {
  const owner = req.owner ?? (await prisma.owner.findUniqueOrThrow({ where: { id: req.user.id } }));
  const news = await prisma.news.findMany({ where: { team: req.params.team }, take: 9 });
  res.json({ owner, news });
}
export async function either(req, res) {
  const owner = req.owner || (await getOwner(req.user.id));
  const status = req.status ?? (await getStatus(req.params.id));
  res.json({ owner, status });
}
export async function most(req, res) {
  const status = req.status ?? (await getStatus(req.params.id)); // !sequential-awaits
  const news = await prisma.news.findMany({ where: { team: req.params.team }, take: 9 });
  res.json({ status, news });
}
export async function grouped(db, req, res) {
  const points = await db.entry.groupBy({ by: ['userId'], _sum: { points: true } }); // !sequential-awaits
  const users = await db.user.findMany({ where: { team: req.params.team }, take: 9 });
  res.json({ points, users });
}`,
    'src/api.ts': `export const getItem = async (id) => (await fetch('https://a.io/items/' + id)).json();
export const getOwner = async (id) => (await fetch('https://a.io/owners/' + id)).json();
export const getStatus = async (id) => (await fetch('https://a.io/status/' + id)).json();
export const refreshItem = async (id) => client.request('/refresh/' + id);
export const work = async (id) => client.request('/work/' + id);`,
  },
  rule,
);

check(
  'queries that are copied, filled by a helper, or begun with their table alone are asked where they are awaited',
  {
    'src/reports.js': `const express = require('express');
const db = require('knex')({ client: 'pg' });
const router = express.Router();
const within = (query, from) => { query.where('at', '>', from); };
router.get('/page', async (req, res) => {
  let q = db('orders as o').where('shop', 1).orderBy('at');
  if (req.query.state) q = q.where('state', req.query.state);
  const [{ total }] = await q.clone().clearSelect().clearOrder().count('o.id as total'); // !sequential-awaits
  const rows = await q.limit(10).offset(4);
  res.json({ total, rows });
});
router.get('/sums', async (req, res) => {
  let sums = db('invoices').where({ gone: false });
  within(sums, req.query.from);
  if (req.query.place) sums = sums.andWhere('place', 1);
  const sold = await sums.groupBy('day').select('day').orderBy('day'); // !sequential-awaits
  let works = db('work_orders');
  within(works, req.query.from);
  const done = await works.groupBy('type').select('type').orderBy('count', 'desc');
  res.json({ sold, done });
});
router.post('/rows', async (req, res) => {
  const made = db('orders').insert(req.body).returning('id');
  const [id] = await made;
  const rows = await db('orders').where('shop', 1).limit(9);
  res.json({ id, rows });
});
router.get('/none', async (req, res) => {
  const rows = await db('orders').where('shop', 1).limit(9);
  refuse(req.user);
  const others = await db('shops').where('town', 1).limit(9);
  res.json({ rows, others });
});
module.exports = router;`,
  },
  'sequential-awaits',
);

check(
  'two waits behind an `if` each that asks whether there is what they ask about; a query that a helper adds to',
  {
    'package.json': JSON.stringify({ dependencies: { '@supabase/supabase-js': '2', express: '5' } }),
    'src/db.ts': `import { createClient } from '@supabase/supabase-js';
export const supabase = createClient(process.env.URL, process.env.KEY);`,
    'src/people.ts': `import { supabase } from './db';
export async function people(req, res) {
  const { customerIds, courierIds } = req.body;
  const customers = new Map();
  if (customerIds.length > 0) { // !sequential-awaits
    const { data: users } = await supabase.from('users').select('id').in('id', customerIds);
    for (const u of users ?? []) customers.set(u.id, u);
  }
  const couriers = new Map();
  if (courierIds.length > 0) {
    const { data: drivers } = await supabase.from('drivers').select('id').in('id', courierIds);
    for (const d of drivers ?? []) couriers.set(d.id, d);
  }
  res.json([...customers, ...couriers]);
}
export async function either(req, res) {
  const { id, name } = req.query;
  let found;
  if (id) found = await supabase.from('users').select('id').eq('id', id);
  if (name) found = await supabase.from('users').select('id').eq('name', name);
  let other;
  let more;
  if (req.query.kind === 'a') other = await supabase.from('users').select('id').eq('name', name);
  if (req.query.kind === 'b') more = await supabase.from('drivers').select('id').eq('name', name);
  res.json({ found, other, more });
}
export async function page(req, res) {
  const { count, error } = await filtered(supabase.from('products').select('id', { count: 'exact', head: true })); // !sequential-awaits
  if (error) return res.status(500).json({ error: error.message });
  const pages = count > 0 ? Math.ceil(count / 20) : 0;
  let query = supabase.from('products').select('id');
  query = filtered(query);
  query = query.range(0, 20);
  const { data } = await query;
  res.json({ pages, data });
  function filtered(q) { return req.query.kind ? q.eq('kind', req.query.kind) : q; }
}`,
  },
  'sequential-awaits',
);

check(
  'a client of Prisma that is generated beside the code, and not kept with it',
  {
    'src/db.ts': `import { PrismaClient } from '../generated/prisma/client';
export const store = new PrismaClient().$extends({ query: {} });`,
    'src/list.ts': `import { store } from './db';
export async function list(req, res) {
  const rows = await store.order.findMany({ take: 10 }); // !sequential-awaits
  const count = await store.order.count();
  res.json({ rows, count });
}`,
  },
  'sequential-awaits',
);
