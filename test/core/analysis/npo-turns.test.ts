/** Queries per item: what a turn does as a whole, and what kind of entry it runs in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('a job that asks a service about one after the other and keeps what it said is told, as is a request', {
  'src/sync.ts': `${head}import cron from 'node-cron';
async function reportOf(call: Call) { const res = await fetch(\`https://api.example.com/calls/\${call.id}\`); return res.json(); }
async function keep(id: string, text: string) { await prisma.call.update({ where: { id }, data: { text } }); }
cron.schedule('0 * * * *', async () => {
  const calls = await prisma.call.findMany();
  for (const call of calls) {
    const owner = await prisma.user.findUnique({ where: { id: call.ownerId } }); // !n-plus-one
    const report = await reportOf(call);
    await prisma.call.update({ where: { id: call.id }, data: { owner, report } }); // !n-plus-one
    await keep(call.id, report.text); // !n-plus-one
  }
});`,
  'src/app/api/calls/route.ts': `export async function POST(req: Request) {
  const { calls } = await req.json();
  for (const call of calls) await fetch(\`https://api.example.com/calls/\${call.id}\`); // !n-plus-one
}`,
});

const settling = `async function settle(id: string) {
  const row = await prisma.payout.findUnique({ where: { id } });
  const account = await prisma.account.findUnique({ where: { id: row.accountId } });
  const sum = await prisma.entry.aggregate({ where: { payoutId: id } });
  await prisma.entry.create({ data: { account, sum } });
  await prisma.account.update({ where: { id: account.id }, data: { sum } });
  await prisma.payout.update({ where: { id }, data: { done: true } });
}
async function close(id: string) { await prisma.payout.update({ where: { id }, data: { open: false } }); }
export async function run() {
  const due = await prisma.payout.findMany();
  for (const row of due) {
    await settle(row.id);
    await prisma.log.create({ data: { id: row.id } });
  }
  for (const row of due) await close(row.id);
}`;

test('a job does all there is to do for each; a folder of jobs says what nobody calls', () => {
  const lines = (file: string): string[] =>
    analyse({ [file]: head + settling })
      .findings.filter((f) => f.rule === 'n-plus-one')
      .map((f) => `${f.line} ${f.confidence}`);
  assert.deepEqual(lines('src/jobs/payouts.ts'), ['18 medium']);
  assert.deepEqual(lines('src/lib/payouts.ts'), ['15 high', '16 high', '18 high']);
});

check('what is tried again and money that is moved one by one', {
  'src/app/api/orders/route.ts': `${head}async function retryEvent(id: string) { await prisma.event.update({ where: { id }, data: { tries: 1 } }); }
async function refundOut(id: string) { await prisma.refund.create({ data: { id } }); }
async function closeOut(id: string) { await prisma.refund.create({ data: { id } }); }
export async function POST(req: Request) {
  const { ids } = await req.json();
  for (const id of ids) await retryEvent(id);
  for (const id of ids) await refundOut(id);
  for (const id of ids) await closeOut(id); // !n-plus-one
}`,
});

check('names of tables, statements put together before, and what goes on until there is no more', {
  'src/app/api/changes/route.ts': `${head}async function rowsOf(table: string) { return prisma.change.findMany({ where: { table }, take: 500 }); }
async function book(table: Seats) { await prisma.seat.update({ where: { id: table.id }, data: { taken: true } }); }
export async function POST(req: Request) {
  const { tablesToSync, changes, tables, requests } = await req.json();
  await Promise.all(tablesToSync.map(async (table) => rowsOf(table)));
  await Promise.all(Object.entries(changes).map(async ([table, ids]) =>
    prisma.change.createMany({ data: Object.keys(ids).map((id) => ({ id, table })) })));
  for (const table of tables) if (table.free) await book(table); // !n-plus-one
  for (const request of requests) await trx.executeQuery(request);
  for (let i = 0; i < 5000; i++) {
    const next = await prisma.task.findFirst({ where: { open: true } });
    if (!next) break;
    await prisma.task.update({ where: { id: next.id }, data: { open: false } });
  }
  for (let i = 0; i < 5000; i++) {
    await prisma.task.create({ data: { number: i } }); // !n-plus-one
    if (full) return;
  }
}`,
});

check('events that came to a webhook, by way of a filter', {
  'src/app/api/webhooks/chat/route.ts': `${head}async function delivered(id: string) { await prisma.message.update({ where: { id }, data: { seen: true } }); }
export async function POST(req: Request) {
  const payload = await req.json();
  const updates = payload.data as Update[];
  const outbound = updates.filter((update) => update.fromMe);
  for (const update of outbound) await delivered(update.id);
  for (const order of payload.orders) await delivered(order.id); // !n-plus-one
}`,
});

check('events that a handler is handed in a payload', {
  'src/bot.ts': `${head}export class Bot {
  async handleMessage(payload: Payload) {
    const messages = payload?.messages ?? [];
    for (const message of messages) await prisma.user.findUnique({ where: { phone: message.from } });
    for (const row of payload.rows) await prisma.user.findUnique({ where: { phone: row.from } }); // !n-plus-one
  }
  async archive(payload: Payload) {
    for (const message of payload.messages) await prisma.message.create({ data: message }); // !n-plus-one
  }
}`,
});

check('a connection that is opened for each', {
  'src/app/api/roles/route.ts': `import postgres from 'postgres';
${head}export async function POST(req: Request) {
  const tenants = await prisma.tenant.findMany();
  const one = postgres(process.env.URL);
  for (const tenant of tenants) {
    const sql = postgres(process.env.URL, { connection: { search_path: 't_' + tenant.slug } });
    await sql\`INSERT INTO roles (code) VALUES ('a')\`;
  }
  for (const tenant of tenants) {
    await one\`INSERT INTO roles (tenant) VALUES (\${tenant.id})\`; // !n-plus-one
  }
}`,
});

check('what waits for work of a queue is a job, though it is awaited', {
  'src/lib/renewals.ts': `import type { PgBoss } from 'pg-boss';
${head}export async function registerRenewals(boss: PgBoss) {
  await boss.work('renewals', async () => {
    await checkRenewals();
  });
}
async function checkRenewals() {
  const rows = await prisma.subscription.findMany();
  for (const row of rows) await prisma.notification.count({ where: { row: row.id } }); // !n-plus-one
}`,
  'src/index.ts': `import express from 'express';
import { PgBoss } from 'pg-boss';
import { registerRenewals } from './lib/renewals';
const app = express();
app.listen(3000, async () => {
  await registerRenewals(new PgBoss({}));
});`,
});

check(
  'what a rule was put together of, fields that changed and processes behind ports are few or their own',
  {
    'src/app/api/rules/route.ts': `${head}export async function POST(req: Request) {
  const { action, changes, ports, shop } = await req.json();
  for (const mapping of action.mappings) await prisma.ticket.findUnique({ where: { id: mapping.id } });
  for (const mapping of shop.mappings) await prisma.ticket.findUnique({ where: { id: mapping.id } }); // !n-plus-one
  for (const [field, change] of Object.entries(changes)) await prisma.change.create({ data: { field, to: change.to } });
  for (const [id, change] of Object.entries(changes)) await prisma.change.create({ data: { id, to: change.to } }); // !n-plus-one
  for (const port of ports) await fetch(\`http://127.0.0.1:\${port}/health\`);
  for (const port of ports) await fetch(\`http://ports.example/\${port}/health\`); // !n-plus-one
}`,
  },
);

check('the pupils of one parent are few', {
  'src/app/api/pupils/route.ts': `${head}export async function POST(req: Request) {
  const { parent, course } = await req.json();
  for (const pupil of parent.students) await prisma.mark.findMany({ where: { pupil: pupil.id } });
  for (const pupil of course.students) await prisma.mark.findMany({ where: { pupil: pupil.id } }); // !n-plus-one
}`,
});

check('the pieces of a text are inserted a row each', {
  'src/app/api/knowledge/route.ts': `${head}export async function POST(req: Request) {
  const chunks = splitText(await req.text());
  const embeddings = await embedAll(chunks);
  for (let i = 0; i < chunks.length; i++)
    await prisma.$executeRaw\`INSERT INTO chunks VALUES (\${chunks[i]}, \${embeddings[i]})\`; // !n-plus-one
}`,
});

test('handlers of an application described in one chain, and what trigger.dev runs', () => {
  const code = `${head}import { Elysia } from 'elysia';
import { schedules } from '@trigger.dev/sdk';
export const app = new Elysia({ name: 'a' }).use(cors()).get('/a', async () => {
  for (const row of await prisma.a.findMany()) await prisma.b.findUnique({ where: { id: row.id } });
}).post('/b', async () => {
  for (const row of await prisma.a.findMany()) await prisma.b.findUnique({ where: { id: row.id } });
});
export const sweep = schedules.task({ id: 'sweep', cron: '0 * * * *', run: async () => {
  for (const row of await prisma.a.findMany()) await prisma.b.findUnique({ where: { id: row.id } });
} });`;
  const found = analyse({ 'src/app.ts': code }).findings.filter((f) => f.rule === 'n-plus-one');
  assert.deepEqual(
    found.map((f) => f.context),
    ["request handler (app.get('/a'))", "request handler (app.post('/b'))", 'job (schedules.task run)'],
  );
});

check('what looks for its own work is a job, though a request may start it by hand', {
  'src/dunning.ts': `${head}import cron from 'node-cron';
async function tell(id: string) { await fetch('https://api.example.com/tell/' + id); }
export async function run(limit = 500) {
  const due = await prisma.bill.findMany({ where: { due: true } });
  for (const bill of due) {
    await tell(bill.id);
    await prisma.bill.update({ where: { id: bill.id }, data: { told: true } }); // !n-plus-one
  }
}
export async function runOf(ids: string[]) {
  for (const id of ids) {
    await tell(id); // !n-plus-one
    await prisma.bill.update({ where: { id }, data: { told: true } }); // !n-plus-one
  }
}
cron.schedule('0 * * * *', () => run());
router.post('/dunning', async (req, res) => { await run(); await runOf(req.body.ids); res.end(); });`,
});

test('routes that a schedule asks for are jobs', () => {
  const code = `${head}export async function GET() {
  for (const row of await prisma.a.findMany()) await prisma.b.findUnique({ where: { id: row.id } });
}`;
  const express = `${head}router.get('/api/cron/sweep', async (req, res) => {
  for (const row of await prisma.a.findMany()) await prisma.b.findUnique({ where: { id: row.id } });
  res.end();
});`;
  const found = analyse({ 'src/app/api/cron/sweep/route.ts': code, 'src/server.ts': express }).findings;
  assert.deepEqual(
    found.filter((f) => f.rule === 'n-plus-one').map((f) => f.context.replace(/ \(.*/, '')),
    ['job', 'job'],
  );
});

check(
  'the first few of a page, blocks in which a model asks for a tool, rows that are called providers, groups',
  {
    'src/app/api/ask/route.ts': `${head}async function one(id: string) { await prisma.a.update({ where: { id }, data: {} }); }
export async function POST(req: Request) {
  const { limit, blocks, groups } = await req.json();
  const take = Math.min(Math.max(limit ?? 50, 1), 200);
  const rows = await prisma.a.findMany({ take });
  for (const row of rows.filter((r) => r.open).slice(0, 5)) await one(row.id);
  for (const row of rows.filter((r) => r.open)) await one(row.id); // !n-plus-one
  for (const block of blocks) {
    if (block.type !== 'tool_use') continue;
    await one(block.id);
  }
  const providers = await prisma.provider.findMany({ where: { open: true } });
  for (const provider of providers) await one(provider.id); // !n-plus-one
  for (const [, group] of groups) {
    await prisma.b.create({ data: { name: group[0].name } }); // !n-plus-one
    console.log(group);
  }
}`,
  },
);

check('batches that are loaded ahead and taken one after the other', {
  'src/app/api/sync/route.ts': `${head}async function upsertAll(rows: string[]) { await prisma.$executeRaw\`INSERT INTO products SELECT * FROM \${rows}\`; }
export async function POST(req: Request) {
  const { ids, source } = await req.json();
  const pages: Promise<string[]>[] = [source.next()];
  while (pages.length > 0) {
    const batch = await pages.shift()!;
    pages.push(source.next());
    if (batch.length === 0) continue;
    await upsertAll(batch);
  }
  for (const id of ids) await prisma.product.findUnique({ where: { id } }); // !n-plus-one
}`,
});

check('a name that is tried until it is free; rows that are new among those that are not', {
  'src/app/api/rows/route.ts': `${head}import axios from 'axios';
async function freeSlug(base: string) {
  let slug = base;
  for (let i = 2; await prisma.a.findUnique({ where: { slug } }); i++) slug = \`\${base}-\${i}\`;
  for (let i = 0; i < (await prisma.a.count({ where: { slug } })); i++) slug += i; // !n-plus-one
  return slug;
}
export async function POST(req: Request) {
  const { rows, wanted } = await req.json();
  for (const row of rows) {
    if (row.id === undefined) await axios.post('/rows', row); // !n-plus-one
    if (row.id === wanted) await axios.post('/wanted', row);
  }
  return Response.json(await freeSlug(rows[0].name));
}`,
});
