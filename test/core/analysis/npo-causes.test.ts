/** Loops that told of too much or too little on code that nobody had looked at before. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('what runs when a counter is full runs once for many; a counter that goes on does not', {
  'src/clean.ts': `import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
const db = getFirestore(initializeApp());
export async function POST(req) {
  const { ids } = await req.json();
  let batch = db.batch();
  let ops = 0;
  for (const id of ids) {
    batch.delete(db.collection('shops').doc(id));
    ops++;
    if (ops >= 400) {
      await batch.commit();
      batch = db.batch();
      ops = 0;
    }
  }
  let seen = 0;
  for (const id of ids) {
    seen++;
    if (seen >= 3) await db.collection('shops').doc(id).delete(); // !n-plus-one
  }
}`,
});

check('what came to a webhook was sent one by one, wherever its route is written', {
  'src/app/api/webhook/route.ts': `${head}export async function POST(req: Request) {
  const events = await req.json();
  const eventList = Array.isArray(events) ? events : [events];
  for (const event of eventList) await prisma.event.create({ data: { id: event.id } });
  const rows = await prisma.order.findMany({ where: { open: true } });
  for (const row of rows) await prisma.order.update({ where: { id: row.id }, data: { open: false } }); // !n-plus-one
}`,
  'src/app/api/import/route.ts': `${head}export async function POST(req: Request) {
  const events = await req.json();
  for (const event of events) await prisma.event.create({ data: { id: event.id } }); // !n-plus-one
}`,
  'src/chat.ts': `${head}export function listen(socket, io) {
  socket.ev.on('messages.upsert', async ({ messages }) => {
    for (const message of messages) await prisma.message.create({ data: { text: message.text } });
  });
}`,
});

check('a request to an address of the item goes to a system of its own', {
  'src/hooks.ts': `${head}export async function POST(req: Request) {
  const hooks = await prisma.hook.findMany({ where: { on: true } });
  for (const hook of hooks) await fetch(hook.url, { method: 'POST' });
  for (const hook of hooks) await fetch('https://api.example.com/hooks/' + hook.id); // !n-plus-one
  for (const hook of hooks) await send(hook).catch(async () => prisma.hook.delete({ where: { id: hook.id } }));
}`,
});

check('a count of batches by way of a name, a list cut short, a list of the code: few or batches', {
  'src/lists.ts': `${head}import seed from './seed.json';
const TABLES: Record<string, string[]> = { hotel: ['rooms'], bus: ['seats', 'lines'] };
export async function POST(req: Request) {
  const { total, kind, ids } = await req.json();
  const batch = 100;
  const rounds = Math.ceil(total / batch);
  for (let i = 0; i < rounds; i++) await prisma.row.findMany({ skip: i * batch, take: batch });
  for (let i = 0; i < total; i++) await prisma.row.findFirst({ skip: i }); // !n-plus-one
  let tables = kind ? TABLES[kind] || [] : Object.values(TABLES).flat();
  tables = [...new Set(tables)];
  for (const table of tables) await prisma.$queryRawUnsafe('SELECT count(*) FROM ' + table);
  let shown = Object.keys(ids);
  if (shown.length > 9) shown = shown.slice(0, 10);
  await Promise.all(shown.map((id) => prisma.row.findUnique({ where: { id } })));
  let all = Object.keys(ids);
  all = [...all, req.url];
  await Promise.all(all.map((id) => prisma.row.findUnique({ where: { id } }))); // !n-plus-one
  for (const row of seed) await prisma.row.create({ data: row });
}`,
});

check(
  'a counter that ends the loop caps it; a search for room ends at the first; one row for each language',
  {
    'src/caps.ts': `${head}export async function POST(req: Request) {
  const { rows, translations, max, productId } = await req.json();
  let made = 0;
  for (const row of rows) {
    if (made >= max) break;
    await prisma.card.create({ data: row });
    made++;
  }
  let other = 0;
  for (const row of rows) {
    if (other >= max) break;
    await prisma.card.create({ data: row }); // !n-plus-one
  }
  let many = 0;
  for (const row of rows) {
    if (many >= 400) break;
    await prisma.card.create({ data: row }); // !n-plus-one
    many++;
  }
  let free;
  for (const row of rows) {
    const stat = await prisma.stat.findUnique({ where: { id: row.id } });
    if (stat.spawned < stat.copies) {
      free = row;
      break;
    }
  }
  for (const t of translations) {
    await prisma.text.upsert({ where: { locale_productId: { locale: t.locale, productId } }, create: t, update: t });
  }
  for (const t of translations) await prisma.text.update({ where: { id: t.id }, data: t }); // !n-plus-one
  return free;
}`,
  },
);

check('a loop that leaves with a failure in words goes on for the others', {
  'src/enroll.ts': `${head}export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) {
    const found = await prisma.presence.findFirst({ where: { id } }); // !n-plus-one
    if (found) return { status: 'already_registered', id };
  }
  for (const id of ids) {
    const used = await prisma.presence.findFirst({ where: { id } }); // !n-plus-one
    if (used) return { success: false };
  }
  for (const id of ids) {
    const found = await prisma.presence.findFirst({ where: { id } });
    if (found) return { status: 'present', found };
  }
}`,
});

check('a callable of Firebase is a request; what a store of the running task holds is none', {
  'src/pages/book.tsx': `import { getFunctions, httpsCallable } from 'firebase/functions';
export async function POST(req: Request) {
  const { days } = await req.json();
  for (const day of days) await book({ day }); // !n-plus-one
}
const book = async (data) => {
  const callable = httpsCallable(getFunctions(), 'book');
  const result = await callable(data);
  return result.data;
};`,
  'src/prefix.js': `const { AsyncLocalStorage } = require('async_hooks');
const storage = new AsyncLocalStorage();
const getPrefix = () => storage.getStore().getPrefix();
module.exports = async function handler(req, res) {
  let text = '';
  for (const name of req.body.names) text += getPrefix() + name;
  res.json(text);
};`,
});

check('a file that is sent with what is noted of it, the players of a battle, languages by key', {
  'src/images.ts': `${head}export async function POST(req: Request) {
  const { files, rows } = await req.json();
  await Promise.all(files.map(async (file) => {
    const key = await store.uploadFile(file, 'images');
    await prisma.image.create({ data: { key } });
  }));
  for (const row of rows) {
    const key = await upload(row.text);
    await prisma.image.create({ data: { key } }); // !n-plus-one
  }
  for (const player of battle.players) await prisma.player.update({ where: { id: player.id }, data: { won: true } });
  const names = {};
  for (const language of languages()) names[language.toLowerCase()] = await prisma.name.findFirst({ where: { language } });
  const rates = {};
  for (const currency of await prisma.currency.findMany()) if (rates[currency.code]) await prisma.currency.update({ where: { id: currency.id }, data: { rate: 1 } }); // !n-plus-one
  for (const member of team.members) await prisma.player.update({ where: { id: member.id }, data: { won: true } }); // !n-plus-one
}`,
});

check('messages of one chat, what an item lacks, systems that each have their own way in', {
  'src/chat.ts': `${head}import { Storage } from '@google-cloud/storage';
const bucket = new Storage().bucket('b');
export async function POST(req: Request) {
  const { rows, phone, boxes, players } = await req.json();
  for (const row of rows) await client.sendMessage(phone, row.text);
  for (const row of rows) row.label = row.label || (await nameOf(row));
  for (const row of rows) row.label = phone || (await nameOf(row)); // !n-plus-one
  for (const box of boxes) await slots(box.query_port, box.query_password);
  for (const box of boxes) await slots(box.id); // !n-plus-one
  for (const row of rows) await bucket.file(row.path).delete();
  for (const row of rows) {
    const file = bucket.file(row.path);
    await file.delete();
  }
  for (const player of gameEnd.players) await prisma.player.update({ where: { id: player.id }, data: { won: true } });
  for (const player of players) await prisma.player.update({ where: { id: player.id }, data: { won: true } }); // !n-plus-one
}
async function nameOf(row) {
  return prisma.name.findFirst({ where: { row: row.id } });
}
async function slots(port, password) {
  return fetch('http://localhost:' + port, { method: 'POST', body: password });
}`,
});

check(
  'from day to day a loop goes through what somebody asked for; waiting for a time goes through nothing',
  {
    'src/days.ts': `${head}export async function POST(req: Request) {
  const { from, to } = await req.json();
  const day = new Date(from);
  const last = new Date(to);
  while (day <= last) {
    await prisma.price.findMany({ where: { day } }); // !n-plus-one
    day.setDate(day.getDate() + 1);
  }
  let when = from;
  while (when.isBefore(to)) {
    await prisma.price.findMany({ where: { when } }); // !n-plus-one
    when = when.add(1, 'day');
  }
  let done = from;
  while (done <= last) done = await prisma.price.findFirst({ where: { done } });
}`,
  },
);

check('a schema of a tenant, keys of a constant, a set that is filled by hand', {
  'src/tenants.ts': `${head}const TYPES = { hotel: 1, flight: 2 };
const SERVICE_TYPES = { hotel: 1, flight: 2 };
export async function POST(req: Request) {
  const { tenants, services, old, next, rows } = await req.json();
  for (const tenant of tenants) {
    await this.databases.withTenantSchema(tenant.id, async (em) => {
      const users = await em.getRepository(User).find({ where: { open: true } });
      await em.getRepository(User).update({ open: true }, { open: false });
      return users;
    });
  }
  for (const tenant of tenants) await this.databases.manager.findOne(User, { where: { id: tenant.id } }); // !n-plus-one
  for (const service of services) await prisma.booking.create({ data: { type: SERVICE_TYPES[service] } });
  for (const service of services) await prisma.booking.create({ data: { type: SERVICE_TYPES[service.type] } }); // !n-plus-one
  const ids = new Set<string>();
  if (old) ids.add(old);
  if (next) ids.add(next);
  for (const id of ids) await prisma.bill.update({ where: { id }, data: { open: true } });
  const all = new Set<string>();
  for (const row of rows) all.add(row.id);
  for (const id of all) await prisma.bill.update({ where: { id }, data: { open: true } }); // !n-plus-one
  const given = new Set<string>();
  fill(given);
  for (const id of given) await prisma.bill.update({ where: { id }, data: { open: true } }); // !n-plus-one
}`,
});

check('a list of the module that a function without parameters fills one by one, with what it writes down', {
  'src/jobs.ts': `${head}const jobs: Job[] = [];
const runs: Job[] = [];
const given: Job[] = [];
export function createJobs() {
  jobs.push(new Job('rss', 60));
  if (process.env.INJECT) jobs.push(new Job('inject', 30));
}
export function ran() {
  runs.push(new Job('rss', 60));
}
export function add(job: Job) {
  given.push(new Job(job.name, 1));
  given.push(new Job(job.name, 2));
}
export async function POST(req: Request) {
  for (const job of jobs) await prisma.run.findFirst({ where: { name: job.name } });
  for (const run of runs) await prisma.run.findFirst({ where: { name: run.name } }); // !n-plus-one
  for (const job of given) await prisma.run.findFirst({ where: { name: job.name } }); // !n-plus-one
}`,
});

check('whether an id is valid is seen from the id', {
  'src/ids.js': `module.exports.handler = async (req, res) => {
  const found = [];
  for (const id of req.body.ids) found.push(mongoose.isValidObjectId(id) ? id : String(id));
  for (const id of req.body.ids) found.push(await User.findOne({ where: { id } })); // !n-plus-one
  res.json(found);
};`,
});

check('what is read of a result at once was no promise', {
  'src/table.tsx': `import { useReactTable } from '@tanstack/react-table';
export function chosen(rowSelection, columns) {
  const table = useReactTable({ columns });
  const rows = [];
  for (const key in rowSelection) rows.push(table.getRow(key).original);
  return rows;
}`,
});

check('what gathers calls, gives a model or encodes a topic asks nobody', {
  'src/redis/redisCache.ts': `import Redis from 'ioredis';
export class RedisCache {
  constructor(private redis: Redis) {}
  async get(key: string) { return JSON.parse(await this.redis.get(key)); }
}`,
  'src/balances.ts': `export type Config = { redis: import('./none').Client };
export class Balances {
  constructor(private config: Config) {}
  async all(keys: string[]) {
    const pipeline = this.config.redis.pipeline();
    keys.forEach((key) => pipeline.get(key));
    return pipeline.exec();
  }
}`,
  'src/index.ts': `export class Index {
  constructor(private ctx: Host) {}
  shapes(names: string[]) { return names.map((name) => this.ctx.model(name)); }
}
export class Host {
  model(name: string) { return this.database.model(name); }
}`,
  'src/events.ts': `import { Interface } from '@ethersproject/abi';
export const topicsOf = async (topics: string[], abi: any) => {
  let events: Interface;
  if (abi) events = new Interface(abi);
  return topics.map((topic) => events.getEventTopic(topic));
};`,
});

check('what is kept of queries in a browser is set in memory, what is sent again is a request', {
  'src/rows.tsx': `import { useMutation, useQueryClient } from '@tanstack/react-query';
export function useRestore(entries) {
  const client = useQueryClient();
  entries.forEach(([key, data]) => client.setQueryData(key, data));
}
export function useRemoveAll(api) {
  const { mutateAsync } = useMutation({ mutationFn: api.remove });
  const remove = useMutation({ mutationFn: api.remove });
  return async (ids: string[]) => {
    for (const id of ids) await mutateAsync(id); // !n-plus-one
    for (const id of ids) await remove.mutateAsync(id); // !n-plus-one
  };
}`,
});
