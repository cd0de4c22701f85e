/** What holds work back, told by the package that it is of and not by its name. */
import { check } from './marked.ts';

check(
  'a queue or limiter of a package, whatever it is called',
  {
    'src/rates.ts': `import PQueue from 'p-queue';
import Bottleneck from 'bottleneck';
import pLimit from 'p-limit';
import express from 'express';
const throat = require('throat');
const app = express();
const q = new PQueue({ concurrency: 4 });
const slow = new Bottleneck({ maxConcurrent: 2 });
const atOnce = pLimit(5);
const five = throat(5);
const list = new Jobs();
app.post('/rates', async (req, res) => {
  const { rows } = req.body;
  await Promise.all(rows.map((row) => q.add(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => slow.schedule(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => atOnce(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => five(async () => { await fetch('https://a.example.com/' + row); })));
  await Promise.all(rows.map((row) => list.add(() => fetch('https://a.example.com/' + row)))); // !unbounded-concurrency
  res.json({});
});`,
  },
  'unbounded-concurrency',
);

const loads = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const load = (id: string) => prisma.user.findUnique({ where: { id } });
`;

check('queries that are kept to a few at a time by hand', {
  'package.json': '{"dependencies":{"@prisma/client":"5","async-sema":"3"}}',
  'src/a.ts': `${loads}import { Sema } from 'async-sema';
export async function POST(request: Request) {
  const ids: string[] = await request.json();
  const s = new Sema(4);
  await Promise.all(ids.map(async (id) => {
    await s.acquire();
    try { await load(id); } finally { s.release(); }
  }));
  let at = 0;
  const worker = async () => { while (at < ids.length) await load(ids[at++]!); };
  await Promise.all(Array.from({ length: 4 }, worker));
  await Promise.all(Array(4).fill(ids.entries()).map(async (left) => {
    for (const [, id] of left) await load(id);
  }));
  const running = new Set();
  for (const id of ids) {
    const one = load(id).finally(() => running.delete(one));
    running.add(one);
    if (running.size >= 4) await Promise.race(running);
  }
  await Promise.all(running);
  let batch = [];
  for (const id of ids) {
    batch.push(load(id));
    if (batch.length >= 10) {
      await Promise.all(batch);
      batch = [];
    }
  }
  await Promise.all(batch);
}`,
  'src/b.ts': `${loads}export async function POST(request: Request) {
  const ids: string[] = await request.json();
  const all = async () => { for (const id of ids) await load(id); }; // !n-plus-one
  await Promise.all(Array.from({ length: 4 }, all));
  const found = [];
  for (const id of ids) {
    found.push(await load(id)); // !n-plus-one
    if (found.length > 1e6) await Promise.all(found);
  }
}`,
});

check('as many as a count, a schema or a helper of lists lets through', {
  'package.json': '{"dependencies":{"@prisma/client":"5","lodash":"4","zod":"3"}}',
  'src/a.ts': `${loads}import _ from 'lodash';
import { z } from 'zod';
const few = z.array(z.string()).max(10);
const many = z.array(z.string());
export async function POST(request: Request) {
  const ids: string[] = await request.json();
  for (const id of _.take(ids, 5)) await load(id);
  for (const id of few.parse(ids)) await load(id);
  for (const id of many.parse(ids)) await load(id); // !n-plus-one
  for (const [i, id] of ids.entries()) {
    if (i >= 5) break;
    await load(id);
  }
  let seen = 0;
  for (const id of ids) {
    if (seen++ >= 5) break;
    await load(id);
  }
  await Promise.all(_.times(5, (i) => load(String(i))));
}`,
});
