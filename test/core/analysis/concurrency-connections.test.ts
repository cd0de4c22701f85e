/** As many operations at once as there are items: over whose connections they go, and how many items a page leaves. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'a transaction that was begun outside and is handed on has one connection, in whatever file it is asked',
  {
    'src/tickets.repository.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class TicketsRepository {
  async update(id, data, tx) {
    return tx.ticket.update({ where: { id }, data });
  }
  async updateApart(id, data) {
    return prisma.$transaction(async (tx) => tx.ticket.update({ where: { id }, data }));
  }
}`,
    'src/tickets.service.ts': `import { TicketsRepository } from './tickets.repository';
export class TicketsService {
  constructor(private readonly repository: TicketsRepository) {}
  async refund(tickets, tx) {
    await Promise.all(tickets.map((ticket) => this.repository.update(ticket.id, { refunded: true }, tx)));
  }
  async refundPushed(tickets, tx) {
    const started = [];
    for (const ticket of tickets) started.push(this.repository.update(ticket.id, { refunded: true }, tx));
    await Promise.all(started);
  }
  async refundApart(tickets) {
    await Promise.all(tickets.map((ticket) => this.repository.updateApart(ticket.id, {}))); // !unbounded-concurrency
  }
}`,
  },
  rule,
);

check(
  "MongoDB's session has one connection, and a visitor's session is no connection",
  {
    'src/orders.ts': `import mongoose, { ClientSession } from 'mongoose';
const Order = mongoose.model('Order', new mongoose.Schema({ open: Boolean }));
export async function close(req, res) {
  const session = await mongoose.startSession();
  session.startTransaction();
  await Promise.all(req.body.ids.map((id) => Order.updateOne({ _id: id }, { open: false }, { session })));
  await session.commitTransaction();
}
export async function all(ids: string[], session: ClientSession, otherSession?: mongoose.ClientSession | null) {
  await Promise.all(ids.map((id) => shut(id, session)));
  await Promise.all(ids.map((id) => shut(id, { session: otherSession })));
}
export async function apart(ids: string[], session: Session) {
  await Promise.all(ids.map((id) => shut(id, session))); // !unbounded-concurrency
}
async function shut(id, session) {
  await Order.updateOne({ _id: id }, { open: false, by: session.user });
}`,
  },
  rule,
);

check(
  'what is taken over, and cut where it is too long, is as long as the cut',
  {
    'src/slots.ts': `import axios from 'axios';
const MOST = 36;
export async function slots(req, res) {
  const all = req.body.rooms;
  let some = all;
  if (all.length > MOST) {
    some = all.slice(0, MOST);
  }
  await Promise.all(some.map((room) => axios.get('/r/' + room, { timeout: 2000 })));
  let others = req.body.halls;
  if (all.length > MOST) others = all.slice(0, MOST);
  await Promise.all(others.map((room) => axios.get('/r/' + room, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what is copied out of a page, however often, is no longer than it',
  {
    'src/places.ts': `import axios from 'axios';
export async function list(req, res) {
  const { offset, limit } = req.query;
  const all = await readAll();
  const shown = all.slice(offset, offset + limit);
  const placed = shown.filter((row) => row.place);
  const places = [...new Set(placed.map((row) => row.place).filter(Boolean))] as string[];
  await Promise.all(places.map(async (place) => axios.get('/' + place, { timeout: 2000 })));
  const every = [...new Set(all.map((row) => row.place))];
  await Promise.all(every.map(async (place) => axios.get('/' + place, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a readonly field says how many a slice leaves, one that may change does not',
  {
    'src/sender.ts': `import axios from 'axios';
export class Sender {
  private readonly most = 10;
  private atOnce = 10;
  async send(req, res) {
    await Promise.all(req.body.hooks.slice(0, this.most).map((hook) => axios.post(hook, {}, { timeout: 2000 })));
    await Promise.all(req.body.hooks.slice(0, this.atOnce).map((hook) => axios.post(hook, {}, { timeout: 2000 }))); // !unbounded-concurrency
    res.end();
  }
  raise(n) {
    this.atOnce = n;
  }
}`,
  },
  rule,
);

check(
  'days and environments that a table holds are as many as its rows, also where a name is given them later',
  {
    'src/days.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function list(req, res) {
  const [demoDays, total] = await Promise.all([prisma.demoDay.findMany(), prisma.demoDay.count()]);
  const counted = await Promise.all(demoDays.sort(byDate).map(async (day) => prisma.guest.count({ where: { dayId: day.id } }))); // !unbounded-concurrency
  let openDays;
  if (req.query.open) openDays = await prisma.demoDay.findMany({ where: { open: true } });
  else openDays = await prisma.demoDay.findMany({});
  await Promise.all(openDays.map(async (day) => prisma.guest.count({ where: { dayId: day.id } }))); // !unbounded-concurrency
  const weekDays = ['mon', 'tue'];
  await Promise.all(weekDays.map(async (day) => prisma.guest.count({ where: { day } })));
  res.json({ counted, total });
}`,
  },
  rule,
);

check(
  'what a client sorts its requests under, GraphQL that a context runs, and chains asked by functions are elsewhere',
  {
    'src/keycloak.ts': `import KeycloakAdminClient from 'keycloak-admin';
import { readContract } from '@wagmi/core';
export class People {
  private readonly adminClient: KeycloakAdminClient;
  constructor(url) {
    this.adminClient = new KeycloakAdminClient({ url });
  }
  async idOf(email) {
    const found = await this.adminClient.users.find({ email });
    return found[0]?.id;
  }
}
async function servicesOf(context, ns) {
  const result = await context.executeGraphQL({ query: 'query { all }', variables: { ns } });
  return result.data.all;
}
export async function handler(req, res) {
  const people = new People(req.body.url);
  await Promise.all(req.body.emails.map((email) => people.idOf(email))); // !unbounded-concurrency
  await Promise.all(req.body.names.map((ns) => servicesOf(req.context, ns))); // !unbounded-concurrency
  await Promise.all(req.body.lenders.map((l) => readContract(config, { functionName: 'owed', args: [l] }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'pages of a query put together first, what is gathered from a page, and what a written list names',
  {
    'src/pages.ts': `import axios from 'axios';
import { db } from './firestore';
import { profiles } from './profiles';
const QUESTIONS = ['name', 'age'];
export async function list(req, res) {
  const { limit } = req.query;
  const query = db.collection('projects').where('owner', '==', req.user.id).limit(limit);
  const snap = await query.get();
  await Promise.all(snap.docs.filter((doc) => doc.id).map((doc) => axios.get('/' + doc.id, { timeout: 2000 })));
  const whole = db.collection('projects').where('open', '==', true);
  const found = await whole.get();
  await Promise.all(found.docs.map((doc) => axios.get('/' + doc.id, { timeout: 2000 }))); // !unbounded-concurrency
  const page = await profiles.list({ limit, cursor: req.query.cursor });
  const ids = new Set();
  page.items.forEach((item) => {
    if (!item.photo) ids.add(item.userId);
  });
  await Promise.all(Array.from(ids).map((id) => axios.get('/users/' + id, { timeout: 2000 })));
  const every = new Set();
  for (const row of req.body.rows) every.add(row.userId);
  await Promise.all(Array.from(every).map((id) => axios.get('/users/' + id, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(req.body.answers.filter((a) => QUESTIONS.includes(a.question)).map((a) => axios.post('/a', a, { timeout: 2000 })));
  const most = Math.max(1, Math.min(Number(req.body.n) || 1, 4));
  await Promise.all(req.body.images.slice(0, most).map((image) => axios.post('/i', image, { timeout: 2000 })));
  res.end();
}`,
  },
  rule,
);

check(
  'files as multer hands them on, and rows that a form begins with, are as many as one person sends',
  {
    'src/files.ts': `import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
async function put(file) {
  await s3.send(new PutObjectCommand({ Bucket: 'b', Key: file.key, Body: file.buffer }));
}
export function putAll(files: { buffer: Buffer; originalname: string; key: string }[]) {
  return Promise.all(files.map((file) => put(file)));
}
export function putRows(files: { buffer: Buffer; key: string }[]) {
  return Promise.all(files.map((file) => put(file))); // !unbounded-concurrency
}`,
    'src/Form.jsx': `import { useState } from 'react';
export function Form({ loaded }) {
  const [entries, setEntries] = useState([{ problem: '', steps: '' }]);
  const [rows, setRows] = useState([]);
  const save = async () => {
    await Promise.all(entries.map((entry) => fetch('/api/entries', { method: 'POST', body: entry.problem })));
    await Promise.all(rows.map((row) => fetch('/api/rows', { method: 'POST', body: row.text }))); // !unbounded-concurrency
  };
  return <form onSubmit={save} />;
}`,
  },
  rule,
);

check(
  'a span that is cut in pieces of a size gives as many as it is long',
  {
    'src/blocks.ts': `import axios from 'axios';
import { split, months } from './split';
export async function events(req, res) {
  const ranges = split(req.query.from, req.query.to, 1000);
  await Promise.all(ranges.slice(1).map((r) => axios.get('/e/' + r.from, { timeout: 2000 }))); // !unbounded-concurrency
  const windows = months(req.query.year);
  await Promise.all(windows.map((w) => axios.get('/w/' + w.from, { timeout: 2000 })));
  res.end();
}`,
  },
  rule,
);

check(
  'a transaction that is handed to a helper is its connection, whatever the helper calls it',
  {
    'src/db.ts': `import knex from 'knex';
export const db = knex({ client: 'pg', pool: { max: 10 } });`,
    'src/members.ts': `import { db } from './db';
export class Members {
  static async create(row, connection = db) {
    const [id] = await connection('members').insert(row);
    return connection('members').where({ id }).first();
  }
}`,
    'src/handler.ts': `import { db } from './db';
import { Members } from './members';
export async function handler(req, res) {
  await db.transaction(async (trx) => {
    await Promise.all(req.body.users.map((user) => Members.create({ user }, trx)));
  });
  await Promise.all(req.body.users.map((user) => Members.create({ user }))); // !unbounded-concurrency
  await db.transaction(async (trx) => {
    await Promise.all(req.body.users.map((user) => db('members').insert({ user }).transacting(trx)));
  });
  await Promise.all(req.body.users.map((user) => db('members').insert({ user }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what is put into a batch of Firestore goes when it does',
  {
    'src/write.ts': `import { BulkWriter, DocumentReference, getFirestore } from 'firebase-admin/firestore';
export async function write(refs: DocumentReference[], writer: BulkWriter) {
  await Promise.all(refs.map((ref) => writer.set(ref, { done: true })));
}
export async function handler(req, res) {
  const refs: DocumentReference[] = req.body.ids.map((id) => getFirestore().collection('rows').doc(id));
  await write(refs, getFirestore().bulkWriter());
  await Promise.all(refs.map((ref) => ref.set({ done: true }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what Sequelize and Lucid are told of a transaction goes over its connection',
  {
    'src/models.ts': `import { DataTypes, Sequelize } from 'sequelize';
export const sequelize = new Sequelize(process.env.URL);
export const User = sequelize.define('user', { name: DataTypes.STRING });`,
    'src/handler.ts': `import { sequelize, User } from './models';
export async function handler(req, res) {
  await sequelize.transaction(async (t) => {
    await Promise.all(req.body.users.map((user) => User.create(user, { transaction: t })));
  });
  await Promise.all(req.body.users.map((user) => User.create(user, { transaction: null }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what a type says to be a transaction or a connection is one, whatever it is called',
  {
    'src/save.ts': `import type { PoolClient } from 'pg';
import type { DatabaseTransactionConnection } from 'slonik';
import { pool } from './pool';
async function one(c: PoolClient, row: { id: string }) {
  await c.query('update t set a = 1 where id = $1', [row.id]);
}
export async function saveAll(db: DatabaseTransactionConnection, c: PoolClient, rows: { id: string }[]) {
  await Promise.all(rows.map((row) => db.query(\`update t set a = 1 where id = \${row.id}\`)));
  await Promise.all(rows.map((row) => one(c, row)));
  await Promise.all(rows.map((row) => pool.query('update t set a = 1 where id = $1', [row.id]))); // !unbounded-concurrency
}`,
    'src/pool.ts': `import { Pool } from 'pg';
export const pool = new Pool();`,
    'src/counts.ts': `import { pool } from './pool';
export async function countRows(id: string, client = pool) {
  return client.query('select count(*) from rows where id = $1', [id]);
}`,
    'src/route.ts': `import { pool } from './pool';
import { countRows } from './counts';
import { saveAll } from './save';
export async function handler(req, res) {
  await saveAll(pool, await pool.connect(), req.body.rows);
  const one = req.client || (await pool.connect());
  await Promise.all(req.body.hotels.map((id) => countRows(id, one)));
  await Promise.all(req.body.hotels.map((id) => countRows(id))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what goes through the transaction of its method waits in turn; clients of a program, and tags that are new, are few',
  {
    'src/close.service.ts': `import axios from 'axios';
export class CloseService {
  constructor(private prisma: PrismaClient) {}
  @Transactional()
  async close(dto: CloseDto) {
    await Promise.all(dto.ids.map((id) => this.prisma.account.update({ where: { id }, data: { open: false } })));
    await Promise.all(dto.ids.map((id) => axios.post('/closed/' + id, {}, { timeout: 2000 }))); // !unbounded-concurrency
  }
  async open(dto: CloseDto) {
    await Promise.all(dto.ids.map((id) => this.prisma.account.update({ where: { id }, data: { open: true } }))); // !unbounded-concurrency
  }
  async tag(tags: { create: number[] }, marks: { create: number[] }) {
    await Promise.all(tags.create.map((id) => this.prisma.tag.findFirst({ where: { id } })));
    await Promise.all(marks.create.map((id) => this.prisma.mark.findFirst({ where: { id } }))); // !unbounded-concurrency
  }
}`,
    'src/nodes.ts': `import cron from 'node-cron';
import { lightningClients } from './clients';
cron.schedule('* * * * *', async () => {
  const clients = lightningClients('BTC');
  await Promise.all(clients.map(async (client) => client.getInfo()));
});`,
    'src/clients.ts': `import axios from 'axios';
class Client { getInfo() { return axios.get('/info', { timeout: 2000 }); } }
export const lightningClients = (currency) => registry.get(currency).map((at) => new Client(at));`,
    'src/admin.ts': `import axios from 'axios';
const sendMessageToClient = (connection, text) => axios.post(connection.url, text, { timeout: 2000 });
export const broadcast = async (req, res) => {
  const connections = await allConnections(redis);
  await Promise.all(connections.map((connection) => sendMessageToClient(connection, req.body.text))); // !unbounded-concurrency
};
export const mayChange = async (req, res) => {
  const ids = await Promise.all(req.body.ids.map(async (id) => await req.ctx.clients.orders().mayChange(id))); // !unbounded-concurrency
  res.json(ids);
};`,
  },
  rule,
);

check(
  'a comment where it is waited for, or between, silences what is pointed at where it begins',
  {
    'src/send.ts': `import axios from 'axios';
export async function send(req, res) {
  const first = req.body.urls.map((url) => axios.get(url, { timeout: 2000 }));
  res.type('json');
  // perfloop-ignore-next-line unbounded-concurrency -- ten at most
  await Promise.all(first);
  const second = req.body.urls.map((url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  // perfloop-ignore-next-line n-plus-one -- ten at most
  await Promise.all(second);
  res.end();
}`,
  },
  rule,
);
