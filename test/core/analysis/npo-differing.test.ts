/** Queries per item that few turns make: of two lists that are brought in line, only what differs is written. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('two lists are brought in line: what is new or has changed is written, and what is gone is dropped', {
  'src/app/api/groups/route.ts': `${head}export async function POST(req: Request) {
  const { group, wanted } = await req.json();
  const rows = await prisma.member.findMany({ where: { group } });
  const byUser = new Map(rows.map((row) => [row.user, row]));
  const kept = new Set(wanted.map((w) => w.user));
  for (const w of wanted) {
    const row = byUser.get(w.user);
    if (!row) {
      await prisma.member.create({ data: { group, user: w.user } });
    } else if (!row.active || row.role !== w.role) {
      await prisma.member.update({ where: { id: row.id }, data: { active: true, role: w.role } });
    }
  }
  for (const w of wanted) {
    const row = rows.find((r) => r.user === w.user);
    if (row) {
      if (row.role !== w.role) await prisma.member.update({ where: { id: row.id }, data: { role: w.role } });
    } else {
      await prisma.member.create({ data: { group, user: w.user } });
    }
  }
  for (const row of rows) {
    if (kept.has(row.user) || !row.active) continue;
    await prisma.member.update({ where: { id: row.id }, data: { active: false } });
  }
  for (const row of rows) {
    if (!kept.has(row.user)) await prisma.member.delete({ where: { id: row.id } });
  }
}`,
  // Each is written in one way or the other, or all are new but for a few.
  'src/app/api/people/route.ts': `${head}export async function POST(req: Request) {
  const { people } = await req.json();
  const rows = await prisma.person.findMany();
  const byMail = new Map(rows.map((row) => [row.mail, row]));
  for (const p of people) {
    const row = byMail.get(p.mail);
    if (!row) await prisma.person.create({ data: p }); // !n-plus-one
    else await prisma.person.update({ where: { id: row.id }, data: p }); // !n-plus-one
  }
  for (const p of people) {
    if (byMail.has(p.mail)) continue;
    await prisma.person.create({ data: p }); // !n-plus-one
  }
  // Where nothing is dropped, all are new for the first time.
  for (const p of people) {
    const row = byMail.get(p.mail);
    if (!row) await prisma.person.create({ data: p }); // !n-plus-one
    else if (row.name !== p.name) await prisma.person.update({ where: { id: row.id }, data: p });
  }
}`,
  'src/app/api/marks/route.ts': `${head}export async function POST(req: Request) {
  const { people } = await req.json();
  const rows = await prisma.person.findMany();
  const byMail = new Map(rows.map((row) => [row.mail, row]));
  for (const p of people) {
    const row = byMail.get(p.mail);
    if (row) await prisma.person.delete({ where: { id: row.id } }); // !n-plus-one
  }
  for (const row of rows) {
    if (people.includes(row.id)) await prisma.person.update({ where: { id: row.id }, data: { old: false } }); // !n-plus-one
    else if (byMail.has(row.id)) await prisma.person.update({ where: { id: row.id }, data: { old: true } }); // !n-plus-one
  }
  // What is read is missing for as many as there are.
  for (const p of people) {
    const row = byMail.get(p.mail);
    if (!row) p.team = await prisma.team.findUnique({ where: { id: p.teamId } }); // !n-plus-one
    else if (row.team !== p.teamId) p.team = await prisma.team.findUnique({ where: { id: row.team } }); // !n-plus-one
  }
  // The row that is asked for is asked for one by one.
  for (const p of people) {
    const row = await prisma.person.findUnique({ where: { mail: p.mail } }); // !n-plus-one
    if (!row) await prisma.person.create({ data: p }); // !n-plus-one
    else if (row.name !== p.name) await prisma.person.update({ where: { id: row.id }, data: p }); // !n-plus-one
  }
}`,
});

check(
  'a statement of a client that says by its text that it writes is written one by one because a batch failed',
  {
    'src/routes/weights.js': `const { Pool } = require('pg');
const pool = new Pool();
const { readdir, readFile } = require('fs/promises');
exports.handler = async function handler(req, res) {
  const client = await pool.connect();
  try {
    await client.query(\`INSERT INTO weights VALUES \${valuesOf(req.body.rows)}\`);
  } catch (error) {
    for (const row of req.body.rows) await client.query('INSERT INTO weights VALUES ($1, $2)', [row.id, row.kg]);
  }
  for (const row of req.body.rows) await client.query('INSERT INTO weights VALUES ($1, $2)', [row.id, row.kg]); // !n-plus-one
  for (const row of req.body.rows) {
    const text = await readFile(row.path, 'utf8');
    await client.query('UPDATE weights SET text = $1 WHERE id = $2', [text, row.id]); // !n-plus-one
  }
  for (const file of await readdir(req.body.patches)) {
    const contents = await readFile(file, 'utf8');
    await client.query(contents);
  }
};`,
  },
);

check('a file beside the code that is required is as long as somebody wrote it', {
  'src/commands/start.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.handler = async function handler(req, res) {
  const gear = require('../data/gear.json');
  const users = require('../data/users.json');
  const db = require('../db.json');
  for (let i = 0; i < gear['fighter'].length; i++) {
    const name = gear['fighter'][i];
    await prisma.item.create({ data: { name } });
  }
  for (const user of users) await prisma.user.update({ where: { id: user.id }, data: { seen: true } }); // !n-plus-one
  for (const id of Object.keys(db)) await prisma.user.update({ where: { id }, data: { seen: true } }); // !n-plus-one
};`,
});

check('a required file called data is written by hand, unless the program keeps rows in it', {
  'src/defaults.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
const tasksData = require('../data/task.json');
const usersData = require('../data/user.json');
exports.handler = async function handler(req, res) {
  for (const task of tasksData.filter((t) => t.first)) await prisma.task.create({ data: task });
  for (const user of usersData) await prisma.user.update({ where: { id: user.id }, data: user }); // !n-plus-one
  usersData.push(req.body);
};`,
});

check('a group that is taken apart into fields is one thing', {
  'src/directory.ts': `${head}export async function handler(req: Request, res: Response) {
  const { groups } = req.body;
  for (const group of groups) {
    const { id, name } = group;
    await prisma.contact.update({ where: { id }, data: { name } }); // !n-plus-one
  }
}`,
});

check('parts that a class makes and registers with itself are as many as it makes', {
  'src/channels/registry.ts': `${head}export class Registry {
  private readonly channels = new Map<string, Channel>();
  private readonly rows = new Map<string, Row>();
  start() {
    this.register(new Slack());
    this.register(new Mail(prisma));
  }
  private register(channel: Channel) { this.channels.set(channel.name, channel); }
  private keep(row: Row) { this.rows.set(row.id, row); }
  async load() {
    for (const row of await prisma.row.findMany()) this.keep(new Row(row));
  }
  async handle(req: Request, res: Response) {
    const open = await Promise.all(Array.from(this.channels.entries()).map(async ([name, channel]) => {
      const row = await prisma.channel.findFirst({ where: { name } });
      return row ? channel : undefined;
    }));
    for (const [id] of this.rows) await prisma.row.findFirst({ where: { id } }); // !n-plus-one
    res.json(open);
  }
}`,
});

check('rows that a table says somebody clicked are as many as that', {
  'src/pages/orders.component.ts': `import axios from 'axios';
export class OrdersComponent {
  onSelectedRowsChanged(event, args) {
    args.rows.map((i) => {
      axios.get(\`/api/orders/\${i}\`).then((order) => this.show(order));
    });
    for (const order of this.orders) axios.get(\`/api/orders/\${order.id}\`).then((o) => this.show(o)); // !n-plus-one
  }
  loadAll(event, args) {
    args.rows.map((i) => {
      axios.get(\`/api/orders/\${i}\`).then((order) => this.show(order)); // !n-plus-one
    });
  }
}`,
});
