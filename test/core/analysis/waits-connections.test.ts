/** Waits one after the other: which go over one connection, and what a statement or a request says that it does. */
import { check } from './marked.ts';

const rule = 'sequential-awaits';
const knex = `import create from 'knex';
export const knex = create({ client: 'pg' });
export const knexReader = create({ client: 'pg', connection: process.env.REPLICA });
`;

check(
  "a request's transaction is one connection, also for helpers that are given the request",
  {
    'src/models.ts': `import bookshelf from 'bookshelf';
export const Program = bookshelf(knex).model('Program', {});
export const Topic = bookshelf(knex).model('Topic', {});`,
    'src/programs.ts': `import { Program, Topic } from './models';
import { getContact } from './contacts';
export async function list(req, res) {
  const programs = await Program.query((qb) => qb.where('team', req.team)).fetchAll({ transacting: req.trx });
  const topics = await Topic.query((qb) => qb.where('team', req.team)).fetchAll({ transacting: req.trx });
  res.json({ programs, topics });
}
export async function preview(req, res) {
  const contact = await getContact(req, req.params.id);
  const topics = await Topic.query((qb) => qb.where('team', req.team)).fetchAll({ transacting: req.trx });
  res.json({ contact, topics });
}
export async function open(req, res) {
  const programs = await Program.query((qb) => qb.where('open', true)).fetchAll({ withRelated: ['logo'] }); // !sequential-awaits
  const topics = await Topic.query((qb) => qb.where('open', true)).fetchAll({ withRelated: ['logo'] });
  res.json({ programs, topics });
}`,
    'src/contacts.ts': `import { Program } from './models';
export const getContact = (req, id) => Program.query((qb) => qb.where('id', id)).fetch({ transacting: req.trx });`,
  },
  rule,
);

check(
  'what is asked beside a transaction has connections of its own; so has a reader of a database, which is no stream',
  {
    'src/db.ts': knex,
    'src/signup.ts': `import { knex, knexReader } from './db';
export async function POST(req, res) {
  await knex.transaction(async (trx) => {
    const name = await knex('users').where({ name: req.body.name }); // !sequential-awaits
    const email = await knex('users').where({ email: req.body.email });
    if (name.length + email.length === 0) await trx('users').insert(req.body);
  });
  res.json({});
}
export async function PUT(req, res) {
  await knex.transaction(async (trx) => {
    const name = await trx('users').where({ name: req.body.name });
    const email = await trx('users').where({ email: req.body.email });
    if (name.length + email.length === 0) await trx('users').insert(req.body);
  });
  res.json({});
}
export async function GET(req, res) {
  const user = await knexReader('users').where({ id: req.params.id }).first(); // !sequential-awaits
  const files = await knexReader('files').where({ user: req.params.id });
  res.json({ user, files });
}`,
  },
  rule,
);

check(
  'a raw statement is a query where it is awaited; one that begins with `with` may write',
  {
    'src/db.ts': knex,
    'src/plans.ts': `import { knex } from './db';
export async function GET(req, res) {
  const plan = await knex.raw('select * from plans where id = ?', [req.params.id]); // !sequential-awaits
  const tasks = await knex.raw('select * from tasks where plan = ?', [req.params.id]);
  res.json({ plan, tasks });
}
export async function POST(req, res) {
  const done = await knex.raw('update plans set done = true where id = ?', [req.params.id]);
  const tasks = await knex.raw('select * from tasks where plan = ?', [req.params.id]);
  res.json({ done, tasks });
}`,
    'src/runs.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import { sql } from 'drizzle-orm';
const db = drizzle(process.env.DB);
export async function POST(req, res) {
  const moved = await db.execute(sql\`with old as (update runs set active = false returning id) select * from old\`);
  const rows = await db.execute(sql\`select * from runs where id = \${req.params.id}\`);
  res.json({ moved, rows });
}
export async function PUT(req, res) {
  const moved = await db.execute(sql\`update runs set active = \${req.body.active} returning id\`);
  const rows = await db.execute(sql\`select * from runs where id = \${req.params.id}\`);
  res.json({ moved, rows });
}
export async function GET(req, res) {
  const moved = await db.execute(sql\`with old as (select id from runs) select * from old\`); // !sequential-awaits
  const rows = await db.execute(sql\`select * from runs where id = \${req.params.id}\`);
  res.json({ moved, rows });
}`,
  },
  rule,
);

check(
  '`method: "GET"` says that a call reads, whoever is asked; what was sent comes before the list is loaded anew',
  {
    'src/page.tsx': `import { useEffect, useState } from 'react';
export function Users({ networker, send, load, socket, orgId }) {
  const [users, setUsers] = useState([]);
  useEffect(() => {
    void (async () => {
      const { data: invited } = await networker.httpHandler(\`/orgs/\${orgId}/invite\`, { method: 'GET' }); // !sequential-awaits
      const { data: members } = await networker.httpHandler(\`/orgs/\${orgId}/users\`, { method: 'GET' });
      setUsers([...invited, ...members]);
    })();
  }, [orgId]);
  const imported = async () => {
    const summary = await fetchApi('/users/import', { method: 'POST' });
    await load();
    return summary;
  };
  const changed = async (ids, input) => {
    const results = await Promise.allSettled(ids.map((id) => fetchApi(\`/users/\${id}\`, { method: 'PATCH', input })));
    await loadUsers();
    return results.length;
  };
  const joined = async (id) => {
    const user = await fetchUser(id); // !sequential-awaits
    segmentTrack('Joined', { id });
    const orgs = await fetchOrgs();
    setUsers([user, ...orgs]);
  };
  const changedOne = async (id) => {
    const answer = await askApi('PUT', \`/users/\${id}\`);
    const orgs = await fetchOrgs();
    setUsers([answer, ...orgs]);
  };
  const told = async () => {
    const found = await fetchApi('/users', { method: 'GET' });
    await socket.refresh(['/users']);
    setUsers(found);
  };
  return <List users={users} on={[imported, changed, joined, changedOne, told]} />;
}`,
  },
  rule,
);

check(
  'loads that fill one object follow one another',
  {
    'src/mentions.ts': `import { fetchDiscordUser, fetchLastUser, fetchRank } from './users';
export async function GET(req, res) {
  const found = new Mentions();
  await fetchDiscordUser(req.params.id, found);
  await fetchLastUser(req.params.name, found);
  res.json(found.all());
}
export async function PUT(req, res) {
  await fetchDiscordUser(req.params.id, req.user); // !sequential-awaits
  await fetchLastUser(req.params.name, req.user);
  res.json({});
}`,
    'src/users.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function fetchDiscordUser(id, into) {
  into.discord = await prisma.discord.findUnique({ where: { id } });
}
export async function fetchLastUser(name, into) {
  into.last = await prisma.last.findUnique({ where: { name } });
}`,
  },
  rule,
);

check(
  'a read behind an `if` or a `try` waits like any other, unless what follows needs it or it only sees to something',
  {
    'src/db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();`,
    'src/offers.ts': `import { prisma } from './db';
export async function GET(req, res) {
  const items = await prisma.item.findMany({ where: { offer: req.params.id }, take: 50 }); // !sequential-awaits
  let buyer = '';
  if (req.query.buyer) {
    const found = await prisma.buyer.findFirst({ where: { id: req.query.buyer } });
    buyer = found?.name ?? '';
  }
  res.json({ items, buyer });
}
export async function PUT(req, res) {
  let limits = {};
  try { // !sequential-awaits
    limits = (await prisma.setting.findFirst({ where: { key: 'limits' } })).value;
  } catch {
    limits = {};
  }
  const plans = await prisma.plan.findMany({ take: 20 });
  res.json({ limits, plans });
}
export async function PATCH(req, res) {
  const where = { open: true };
  if (req.query.region) {
    const region = await prisma.region.findFirst({ where: { name: req.query.region } });
    where.region = region.id;
  }
  const gems = await prisma.gem.findMany({ where, take: 20 });
  res.json(gems);
}
export async function POST(req, res) {
  let row = null;
  if (req.query.kind === 'user') row = await prisma.user.findFirst({ where: { id: req.query.id } });
  if (req.query.kind === 'team') row = await prisma.team.findFirst({ where: { id: req.query.id } });
  res.json(row);
}
export async function HEAD(req, res) {
  if (!req.app.owner) await req.app.fetch();
  const commands = await prisma.command.findMany({ where: { app: req.query.id }, take: 20 });
  res.json(commands);
}
export async function DELETE(req, res) {
  const items = await prisma.item.findMany({ where: { offer: req.params.id }, take: 50 });
  if (items.length > 3) {
    const owner = await prisma.owner.findFirst({ where: { id: req.params.owner } });
    if (!owner) return res.status(404).json({});
  }
  const plans = await prisma.plan.findMany({ take: 20 });
  res.json({ items, plans });
}`,
  },
  rule,
);

check(
  'a limit among what is asked together spares nothing; what an answer is stored in parts no waits, what is posted does',
  {
    'src/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
export const db = drizzle(process.env.DB);`,
    'src/activity.ts': `import { sql } from 'drizzle-orm';
import { db } from './db';
import { activity } from './schema';
export async function GET(req, res) {
  const [rows, all] = await Promise.all([ // !sequential-awaits
    db.select().from(activity).where(req.query.filter).limit(50),
    db.select().from(activity).limit(1),
  ]);
  const summary = await db.select().from(activity).groupBy(activity.day);
  res.json({ rows, all, summary });
}
export async function POST(req, res) {
  const merged = await db.execute(sql\`select public.merge_contacts(\${req.body.from}, \${req.body.to})\`);
  const rows = await db.select().from(activity).limit(5);
  res.json({ merged, rows });
}`,
    'src/login.ts': `export async function loadClinic(setClinic, setStaff) {
  const clinic = await apiGet('/clinic'); // !sequential-awaits
  setClinic(clinic);
  localStorage.setItem('clinic', JSON.stringify(clinic));
  const staff = await apiGet('/staff');
  setStaff(staff);
}
export async function signUp(id) {
  const availability = await apiPost('/availability', { id });
  const notes = await apiPost('/notes', { id });
  return [availability, notes];
}
const apiGet = async (path) => (await fetch('/api' + path)).json();
const apiPost = async (path, body) => (await fetch('/api' + path, { method: 'POST', body })).json();`,
  },
  rule,
);
