/** As many operations at once as there are items: what is few by its nature, and what only looks like a batch. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'parts of the program, settings, kinds and tool calls are few',
  {
    'src/few.ts': `import axios from 'axios';
import { Config } from './config';
class Rates {
  private readonly stores = new Map<string, Store>();
  private readonly urls: string[];
  constructor(private readonly handlers: Handler[], private readonly config: Settings, appConfig: Settings) {
    this.urls = appConfig.urls;
  }
  async all(req, res) {
    await Promise.all(this.handlers.map((handler) => handler.loadRates(req.body.chain)));
    await Promise.all([...this.stores.values()].map((s) => s.sendCounts(req.body)));
    await Promise.all(this.config.hooks.map((hook) => axios.post(hook.url, req.body, { timeout: 2000 })));
    await Promise.all(this.urls.map((url) => axios.post(url, req.body, { timeout: 2000 })));
    const { autoJoin } = Config.get().guild;
    await Promise.all(autoJoin.guilds.map((guild) => axios.post(guild.url, {}, { timeout: 2000 })));
    await Promise.all(req.body.message.tool_calls.map((call) => axios.post(call.url, {}, { timeout: 2000 })));
    await Promise.all(req.body.handlers.map((handler) => axios.post(handler.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
    await Promise.all(req.body.services.map((service) => service.save())); // !unbounded-concurrency
    res.end();
  }
}
export const rates = (handlers, config) => (req, res) => new Rates(handlers, config).all(req, res);`,
  },
  rule,
);

check(
  'each starting a while after the one before is not at once; all of them a second later is',
  {
    'src/staggered.js': `const axios = require('axios');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
module.exports = async function handler(req, res) {
  await Promise.all(req.body.urls.map(async (url, i) => {
    await sleep(i * 200);
    await axios.get(url, { timeout: 2000 });
  }));
  await Promise.all(req.body.urls.map(async (url) => { // !unbounded-concurrency
    await sleep(1000);
    await axios.get(url, { timeout: 2000 });
  }));
  res.end();
};`,
  },
  rule,
);

check(
  'a page is one whatever name its query was put together under',
  {
    'src/pages.js': `const { Pool } = require('pg');
const axios = require('axios');
const pool = new Pool();
module.exports = async function handler(req, res) {
  const sql = \`SELECT * FROM goals WHERE tenant = $1 LIMIT $\${2} OFFSET $3\`;
  const page = await pool.query(sql, [req.query.tenant, req.query.limit, 0]);
  await Promise.all(page.rows.map((row) => axios.get(row.url, { timeout: 2000 })));
  const every = 'SELECT * FROM goals WHERE tenant = $1';
  const all = await pool.query(every, [req.query.tenant]);
  await Promise.all(all.rows.map((row) => axios.get(row.url, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'names that another file writes out are as many as it has; a list that starts empty is not bounded by that',
  {
    'src/registry.ts': `const REGISTRY: Record<string, { url: string }> = { users: { url: 'a' }, orders: { url: 'b' } };
export function serviceNames() {
  return Object.keys(REGISTRY);
}
export const clients = [];`,
    'src/health.ts': `import axios from 'axios';
import { clients, serviceNames } from './registry';
export async function handler(req, res) {
  const names = serviceNames();
  await Promise.all(names.map((name) => axios.get(name, { timeout: 2000 })));
  await Promise.all(clients.map((client) => axios.get(client, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a chunk of a text is one thing to work on',
  {
    'src/embed.ts': `import axios from 'axios';
import { model } from './model';
export async function handler(req, res) {
  const chunks = await model.chunkText(req.body.text);
  await Promise.all(chunks.map(async (chunk) => { // !unbounded-concurrency
    await axios.post('/embed', { text: chunk.content }, { timeout: 2000 });
  }));
  const batches = chunk(req.body.ids, 500);
  await Promise.all(batches.map((ids) => axios.post('/many', { ids }, { timeout: 2000 })));
  res.end();
}`,
  },
  rule,
);

check(
  'a forgotten spread, functions turned into promises, and callbacks by name',
  {
    'src/tools.js': `function count(db, id, done) {
  db.redis.get('count:' + id, (err, sum) => done(err, Number(sum)));
}
module.exports = { count };`,
    'src/slack.js': `const { App } = require('@slack/bolt');
function createApp() {
  return new App({ token: process.env.TOKEN });
}
exports.linkOf = async (id) => createApp().client.chat.getPermalink({ message_ts: id });`,
    'src/started.js': `const util = require('util');
const axios = require('axios');
const tools = require('./tools');
const { linkOf } = require('./slack');
const count = util.promisify(tools.count);
module.exports = async function handler(req, res) {
  const { db } = req.app;
  await Promise.all([req.body.urls.map(async (url) => axios.get(url, { timeout: 2000 }))]); // !unbounded-concurrency
  await Promise.all(req.body.threads.map(linkOf)); // !unbounded-concurrency
  const jobs = [];
  for (const box of req.body.boxes) {
    jobs.push((async () => { // !unbounded-concurrency
      box.total = await count(db, box.id);
    })());
  }
  await Promise.all(jobs);
  res.end();
};`,
  },
  rule,
);

check(
  'what a form sends may be all that was loaded into it; so many results were asked for',
  {
    'src/pages/invite.tsx': `import axios from 'axios';
export function Invite() {
  const onSubmit = async (values) => {
    await Promise.all(values.invites.map((i) => axios.post('/invites', i, { timeout: 2000 }))); // !unbounded-concurrency
    await Promise.all(values.images.map((i) => axios.post('/images', i, { timeout: 2000 }))); // !unbounded-concurrency
  };
  return <form onSubmit={onSubmit} />;
}`,
    'src/search.ts': `import axios from 'axios';
export async function handler(req, res) {
  const results = await search({ query: req.query.q, num_results: 5 });
  await Promise.all(results.map((r) => axios.get(r.url, { timeout: 2000 })));
  const others = await search({ query: req.query.q });
  await Promise.all(others.map((r) => axios.get(r.url, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what a listing names its keys, and a service around a database',
  {
    'src/objects.ts': `import { S3Client, DeleteObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export class Objects {
  constructor(private readonly databaseService: DatabaseService) {}
  async handler(req, res) {
    const listed = req.body.listed;
    await Promise.all(listed.Contents.map(({ Key }) => s3.send(new DeleteObjectCommand({ Bucket: 'b', Key: Key })))); // !unbounded-concurrency
    await Promise.all(req.body.users.map((user) => // !unbounded-concurrency
      this.databaseService.notification.create({ data: { userId: user.id } })));
    res.end();
  }
}`,
  },
  rule,
);

check(
  'a part of what a function gives is as long as it is, however few parts there are',
  {
    'src/parts.ts': `import axios from 'axios';
async function load(path) {
  const { data } = await axios.get(path, { timeout: 2000 });
  return { folder: data.folder, paths: data.paths };
}
export async function handler(req, res) {
  let sheets;
  ({ paths: sheets } = await load(req.body.path));
  await Promise.all(sheets.map((sheet) => axios.post(sheet, {}, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a limit that a query is given in a statement of its own makes its rows a page',
  {
    'src/apart.ts': `import { DataSource } from 'typeorm';
import axios from 'axios';
import { Deposit } from './deposit';
export async function list(req, res, db: DataSource) {
  const query = db.getRepository(Deposit).createQueryBuilder('d');
  query.where('d.user = :user', { user: req.user.id });
  query.offset(req.query.skip);
  query.limit(req.query.limit);
  const deposits = await query.getMany();
  await Promise.all(deposits.map((d) => axios.get(d.url, { timeout: 2000 })));
  const every = db.getRepository(Deposit).createQueryBuilder('e');
  every.where('e.user = :user', { user: req.user.id });
  const rest = await every.getMany();
  await Promise.all(rest.map((d) => axios.get(d.url, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'rows of a page are one in a transaction too',
  {
    'src/tx.ts': `import { PrismaClient } from '@prisma/client';
import axios from 'axios';
const prisma = new PrismaClient();
export async function list(req, res) {
  const perPage = req.query.first ?? 20;
  const [rows, total] = await prisma.$transaction([prisma.user.findMany({ take: perPage }), prisma.user.count()]);
  await Promise.all(rows.map((row) => axios.get(row.url, { timeout: 2000 })));
  const kinds = await prisma.userRoles.findMany({ where: { org: req.user.org } });
  await Promise.all(kinds.map((row) => axios.get(row.url, { timeout: 2000 })));
  const [all] = await prisma.$transaction([prisma.user.findMany(), prisma.user.count()]); // all of them
  await Promise.all(all.map((row) => axios.get(row.url, { timeout: 2000 }))); // !unbounded-concurrency
  res.json(total);
}`,
  },
  rule,
);

check(
  'chains, networks and what has keys written out are few; what is gathered from rows is not, whatever its name',
  {
    'src/kinds.ts': `import axios from 'axios';
import { FEES } from './fees';
const ACTIONS = { [FEES.send]: 'send', [FEES.swap]: 'swap' };
export async function all(req, res) {
  await Promise.all(req.body.chainIds.map((id) => axios.get('/c/' + id, { timeout: 2000 })));
  await Promise.all(req.body.evmNetworks.map((n) => axios.get(n.url, { timeout: 2000 })));
  await Promise.all(req.body.partner.settings.domains.map((d) => axios.get(d, { timeout: 2000 })));
  await Promise.all(req.body.allowedPasses.map((p) => axios.get(p.url, { timeout: 2000 })));
  await Promise.all(req.body.allowedUsers.map((u) => axios.get(u.url, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(Object.entries(req.body.changes).map(([role, data]) => axios.post(role, data, { timeout: 2000 })));
  await Promise.all(Object.entries(req.body.texts).map(([id, data]) => axios.post(id, data, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(req.body.owners.map(async (owner) => await SecureStorage.getItem(owner)));
  await Promise.all(Object.entries(ACTIONS).map(([key, action]) => axios.get(key + action, { timeout: 2000 })));
  const templateTypes = [];
  for (const row of req.body.rows) templateTypes.push(row.template);
  await Promise.all(templateTypes.map((t) => axios.get(t.url, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'promises kept under a name that nobody declared are found; what runs as the module loads is done once',
  {
    'src/undeclared.js': `const axios = require('axios');
exports.handler = async function handler(req, res) {
  promises = req.body.urls.map(async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  Promise.all(promises).then((all) => res.json(all));
};`,
    'src/server.js': `const axios = require('axios');
const { urls } = require('./urls');
Promise.all(urls().map((url) => axios.get(url, { timeout: 2000 }))).then(() => Promise.all(urls().map((url) => axios.get(url, { timeout: 2000 }))));`,
  },
  rule,
);

check(
  'administrators are few; everybody who works somewhere, or is no administrator, is not',
  {
    'src/people.ts': `import axios from 'axios';
import { Staff, User } from './models';
export async function handler(req, res) {
  const admins = await User.find({ role: 'admin' });
  await Promise.all(admins.map((user) => axios.post(user.url, {}, { timeout: 2000 })));
  const others = await User.find({ role: { $ne: 'admin' } });
  await Promise.all(others.map((user) => axios.post(user.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
  const staffList = await Staff.find({});
  await Promise.all(staffList.map((user) => axios.post(user.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'parts that a service is made with stay parts when some of them are picked; what a package makes of a thing is near',
  {
    'src/search.ts': `import { getPaletteFromImage } from 'palette-maker';
export class Search {
  constructor(private readonly tables: readonly Table[]) {}
  async run(text: string, only: Set<string>) {
    const active = this.tables.filter((t) => only.has(t.name));
    return Promise.all(active.map((t) => t.search(text)));
  }
}
export async function handler(req, res) {
  const colours = await Promise.all(req.body.users.map(async (user) => getPaletteFromImage(user)));
  res.json(colours);
}`,
  },
  'unbounded-concurrency',
);

check(
  'what a class makes of a method that writes it out is few; documents have a reference of their own',
  {
    'src/monitor.ts': `import axios from 'axios';
export class Monitor {
  private rules: Rule[];
  constructor() {
    this.rules = this.defineRules();
  }
  private defineRules(): Rule[] {
    return [{ url: 'https://a.example.com' }, { url: 'https://b.example.com' }];
  }
  async run() {
    return Promise.all(this.rules.map(async (rule) => axios.get(rule.url, { timeout: 2000 })));
  }
}
export const monitor = new Monitor();`,
    'src/cards.js': `import { firestore } from './database.js';
import { monitor } from './monitor';
export async function handler(req, res) {
  await monitor.run();
  const cards = await firestore.collection('cards').get();
  const updates = cards.docs.map((doc) => { // !unbounded-concurrency
    return doc.ref.set({ seen: true }, { merge: true });
  });
  await Promise.all(updates);
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'rows that a page starts with stay a page when they are filtered; so does what a listing is asked for with a page',
  {
    'src/rows.ts': `import { getFirestore } from 'firebase-admin/firestore';
import { orders } from './orders';
export async function handler(req, res) {
  const db = getFirestore();
  let query = db.collection('sessions').where('open', '==', true);
  query = query.orderBy('at').limit(parseInt(req.query.limit) || 50);
  const found = await query.get();
  let rows = found.docs.map((doc) => ({ id: doc.id, ...doc.data() }));
  if (req.query.text) rows = rows.filter((row) => row.name.includes(req.query.text));
  const all = await Promise.all(rows.map((row) => db.collection('tasks').doc(row.id).get()));
  const whole = await db.collection('sessions').get();
  let every = whole.docs.map((doc) => ({ id: doc.id }));
  if (req.query.text) every = every.filter((row) => row.name.includes(req.query.text));
  await Promise.all(every.map((row) => db.collection('tasks').doc(row.id).get())); // !unbounded-concurrency
  res.json(all);
}
export async function list(req, query: OrderListQuery, only: OrderFilter) {
  const page = await orders.list(req.tenant, query);
  await Promise.all(page.data.map((order) => orders.findLines(order.id)));
  const rest = await orders.list(req.tenant, only);
  return Promise.all(rest.data.map((order) => orders.findLines(order.id))); // !unbounded-concurrency
}
export async function listAll(req, res) {
  res.json(await list(req, req.query, req.query));
}`,
  },
  'unbounded-concurrency',
);

check(
  'what is sent counts before what a cache is asked on the way',
  {
    'src/mail.ts': `import nodemailer from 'nodemailer';
import Redis from 'ioredis';
const redis = new Redis();
const transport = nodemailer.createTransport({ host: 'mail.example.com' });
async function allowed(to) { return (await redis.incr(to)) < 20; }
export async function send(to, text) {
  if (!(await allowed(to))) throw new Error('too many');
  await transport.sendMail({ to, text });
}
export async function handler(req, res) {
  await Promise.allSettled(req.body.users.map((user) => send(user.mail, req.body.text))); // !unbounded-concurrency
  await Promise.all(req.body.users.map((user) => allowed(user.mail))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'rows found by a kind, a page of 500 and what several things have are no few; their groups, and what is left to do, are',
  {
    'src/rows.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const MAX_EXPORT_ROWS = 500;
const CAPS = { rows: 1000, pages: 20 };
const send = (row) => axios.post('https://example.com/rows', row, { timeout: 2000 });
export async function rows(req, res) {
  const ordersByStatus = await prisma.order.findMany({ where: { status: req.body.status } });
  await Promise.all(ordersByStatus.map((order) => send(order))); // !unbounded-concurrency
  const usersByRole = await prisma.user.findMany({ where: { role: req.body.role } });
  await Promise.all(usersByRole.map((user) => send(user))); // !unbounded-concurrency
  const countsByStatus = await prisma.order.groupBy({ by: ['status'], _count: true });
  await Promise.all(countsByStatus.map((row) => send(row)));
  const groupsByType = group(ordersByStatus);
  await Promise.all(Object.entries(groupsByType).map(([type, all]) => send({ type, all })));
  const exported = await prisma.order.findMany({ take: MAX_EXPORT_ROWS });
  await Promise.all(exported.map((order) => send(order))); // !unbounded-concurrency
  const some = await prisma.order.findMany({ take: CAPS.rows });
  await Promise.all(some.map((order) => send(order))); // !unbounded-concurrency
  const few = await prisma.order.findMany({ take: CAPS.pages });
  await Promise.all(few.map((order) => send(order)));
  const bundlesWithoutRanges = await prisma.bundle.findMany({ where: { range: null } });
  await Promise.all(bundlesWithoutRanges.map((bundle) => send(bundle))); // !unbounded-concurrency
  res.end();
}
export async function leave(orgsToLeave, orgToLeave, inst, chainsToQuery, supportedProtocolIds, tagsToDrop) {
  await Promise.all(orgsToLeave.classes.map((one) => send(one))); // !unbounded-concurrency
  await Promise.all(orgToLeave.classes.map((one) => send(one)));
  await Promise.all(inst.activeGroups.map((group) => send(group))); // !unbounded-concurrency
  await Promise.all(chainsToQuery.map((chain) => send(chain)));
  await Promise.all(supportedProtocolIds.map((protocol) => send(protocol)));
  await Promise.all(tagsToDrop.map((tag) => send(tag))); // !unbounded-concurrency
}`,
  },
  rule,
);

check(
  'what LINE brings at once, and whom one message names, are few; events of others are not',
  {
    'src/line.ts': `import { Client } from '@line/bot-sdk';
import axios from 'axios';
const client = new Client({});
const answer = (event) => client.replyMessage(event.replyToken, { type: 'text', text: 'hi' });
export const webhook = async (req, res) => {
  const { events } = req.body;
  await Promise.all(events.map((event) => answer(event)));
  await Promise.all(req.body.events.map((event) => answer(event)));
  await Promise.all(req.body.orders.map((order) => axios.post('https://x.example.com', order))); // !unbounded-concurrency
  res.end();
};`,
    'src/track.ts': `import axios from 'axios';
export const track = async (req, res) => {
  await Promise.all(req.body.events.map((event) => axios.post('https://x.example.com', event))); // !unbounded-concurrency
  res.end();
};`,
    'src/warn.js': `const { Warning } = require('./models');
module.exports = {
  name: 'warn',
  async execute(message) {
    await Promise.all(message.mentions.users.map((user) => Warning.create({ user: user.id })));
    await Promise.all(message.guild.members.cache.map((member) => Warning.create({ user: member.id }))); // !unbounded-concurrency
  },
};`,
  },
  rule,
);

check(
  'keys that a type names, a constant taken apart, written lists of either kind and settings are few; the keys of data are not',
  {
    'src/keys.ts': `import axios from 'axios';
const GUIDE = { steps: [], resources: ['a', 'b'] };
const { resources } = GUIDE;
const post = (what) => axios.post('https://api.example.com/x', { what }, { timeout: 2000 });
export async function save(req, res) {
  const times = req.body.times as Week;
  await Promise.all((Object.keys(times) as (keyof Week)[]).map((day) => post(times[day])));
  const slots = Object.keys(times) as [keyof Week];
  await Promise.all(slots.map((slot) => post(times[slot])));
  await Promise.all(Object.keys(req.body.prices).map((sku) => post(sku))); // !unbounded-concurrency
  await Promise.all((Object.keys(req.body.prices) as string[]).map((sku) => post(sku))); // !unbounded-concurrency
  await Promise.all(resources.map((resource) => post(resource)));
  const byPart = { a: req.body.own ? ['x', 'y'] : ['z'], b: ['w'] };
  await Promise.all(byPart[req.body.part].map((query) => post(query)));
  res.end();
}
export async function loadAll(req, res) {
  await load(req.body.sources);
  res.end();
}
export const load = (sourceConfigs: SourceConfig[]) => Promise.all(sourceConfigs.map((c) => post(c)));`,
  },
  rule,
);

check(
  'departments and what somebody put in order by hand are few, also where nothing may have been found; what waits in a queue is not',
  {
    'src/tables.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function summary(req, res) {
  const found = await prisma.department.findMany({ where: { active: true } });
  await Promise.all(found.map((d) => prisma.employee.count({ where: { departmentId: d.id } })));
  const wardens = await prisma.user.findMany({ where: { role: 'warden' } });
  await Promise.all(wardens.map((w) => prisma.shift.count({ where: { userId: w.id } })));
  const crew = await prisma.user.findMany({ where: { role: { in: ['WORKER', 'SUPERVISOR'] } } });
  await Promise.all(crew.map((w) => prisma.shift.count({ where: { userId: w.id } }))); // !unbounded-concurrency
  const columns2 = await prisma.lane.findMany({ where: {}, orderBy: { position: 'asc' } });
  await Promise.all((columns2 ?? []).map((l) => prisma.card.count({ where: { laneId: l.id } })));
  const jobs = await prisma.job.findMany({ where: {}, orderBy: { priority: 'asc' } });
  await Promise.all((jobs ?? []).map((j) => prisma.card.count({ where: { jobId: j.id } }))); // !unbounded-concurrency
  const { queueIds } = req.body;
  const ids = queueIds.map(String);
  await Promise.all(ids.map((id) => prisma.ticket.findUnique({ where: { id } }))); // !unbounded-concurrency
  const visibleRows = await prisma.ticket.findMany({ where: { open: true } });
  await Promise.all(visibleRows.map((r) => prisma.ticket.count({ where: { parentId: r.id } }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'of what is said to be searched for so many, or comes with how many there are, one page is there',
  {
    'src/pages.ts': `import axios from 'axios';
import { listReports, searchMails, loadReports, Report } from './store';
const post = (what) => axios.post('https://api.example.com/x', { what }, { timeout: 2000 });
export async function reports(req, res) {
  const { items, total } = await listReports(req.user.id, req.query);
  await Promise.all(items.map((item) => post(item)));
  const mails = await searchMails(req.query.text, 50);
  await Promise.all(mails.map((mail) => post(mail)));
  const all = await loadReports(req.query.text);
  await Promise.all(all.map((report) => post(report))); // !unbounded-concurrency
  const { rows, total: count } = await Report.findAndCountAll({ where: { open: true } });
  await Promise.all(rows.map((row) => post(row))); // !unbounded-concurrency
  res.json(total + count);
}`,
  },
  rule,
);

check(
  'what a page keeps in its browser is no query, whatever others call theirs',
  {
    'src/cart.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('https://x.supabase.co', 'key');
export class CartRepository {
  async removeItem(id: string) {
    await supabase.from('items').delete().eq('id', id);
  }
}`,
    'src/clear.ts': `export function clear(keys: string[]) {
  const old = keys.filter((k) => k.startsWith('cart-'));
  old.forEach((k) => localStorage.removeItem(k));
}
export function clearAll(carts, ids: string[]) {
  ids.forEach(async (id) => { // !unbounded-concurrency
    await carts.removeItem(id);
  });
}`,
  },
  rule,
);

check(
  'keys of a named type, what many share, members named in one message and what the program holds are few; what tells rows apart is not',
  {
    'src/shared.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const post = (what) => axios.post('https://api.example.com/x', { what }, { timeout: 2000 });
export async function rate(req, res) {
  const moves = Object.keys(req.body.scores) as Move[];
  await Promise.all(moves.map((move) => post(move)));
  const wallets2 = Object.keys(req.body.balances) as WalletAddress[];
  await Promise.all(wallets2.map((wallet) => post(wallet))); // !unbounded-concurrency
  const signals = await prisma.signal.findMany({ where: { open: true } });
  const competencies = [...new Set(signals.map((s) => s.competency))];
  await Promise.all(competencies.map((c) => post(c)));
  const emails = [...new Set(signals.map((s) => s.email))];
  await Promise.all(emails.map((e) => post(e))); // !unbounded-concurrency
  const names = [...new Set(signals.map((s) => s.name))];
  await Promise.all(names.map((c) => post(c))); // !unbounded-concurrency
  const named = [...req.body.message.content.matchAll(/<@(\\d+)>/g)].map((m) => m[1]);
  const once = [...new Set(named)];
  await Promise.all(once.map((id) => post(id)));
  const linked = [...res.html.matchAll(/href="(.*?)"/g)].map((m) => m[1]);
  await Promise.all(linked.map((url) => post(url))); // !unbounded-concurrency
  res.end();
}
const pools = new Map<string, PrismaClient>();
export async function stop(req, res) {
  const held = [...pools.values()];
  await Promise.all(held.map((pool) => pool.disconnect()));
  await Promise.all(held.map((pool) => pool.user.count())); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a private field is called like any other; what is kept for each guild or user is no settings of one thing',
  {
    'src/bot.ts': `import axios from 'axios';
const post = (to, what) => axios.post('https://api.example.com/x', { to, what }, { timeout: 2000 });
export class Log {
  #adminIds: string[];
  #memberIds: string[];
  settings = new Map<string, Settings>();
  async handle(req, res) {
    for (const adminId of this.#adminIds) post(adminId, req.body).catch(() => {});
    for (const memberId of this.#memberIds) post(memberId, req.body).catch(() => {}); // !unbounded-concurrency
    await Promise.all(Array.from(this.settings.keys()).map((guildId) => post(guildId, req.body))); // !unbounded-concurrency
    await Promise.all(Array.from(this.settings.keys()).map((key) => post(key, req.body)));
    const found = await axios.get('https://api.example.com/channels', { timeout: 2000 });
    await Promise.all(found.data.effectiveChannels.map((channel) => post(channel, req.body)));
    res.end();
  }
}
export const route = (log: Log) => (req, res) => log.handle(req, res);`,
  },
  rule,
);

check(
  'codes and what requests are made of may be any number, the arguments of a command are few',
  {
    'src/stocks.js': `const axios = require('axios');
exports.handler = async (req, res) => {
  const { codes, params, args } = req.body;
  const prices = await Promise.all(codes.map((code) => axios.get('/prices/' + code, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(params.map((param) => axios.post('/objects', param, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(args.map((arg) => axios.get('/arguments/' + arg, { timeout: 2000 })));
  res.json(prices);
};`,
  },
  'unbounded-concurrency',
);
