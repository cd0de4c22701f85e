import { check } from './marked.ts';

check(
  'a manager of all tables is told which one is listed',
  {
    'src/resolvers/post.ts': `import { EntityManager } from '@mikro-orm/core';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { Category, Comment, Post } from '../entities';
@Resolver()
export class PostResolver {
  @Query(() => Number)
  async total(@Ctx() { em }: { em: EntityManager }) {
    const [, count] = await em.findAndCount(Post, {}); // !missing-limit
    return count;
  }
  @Query(() => Number)
  async page(@Ctx() { em }: { em: EntityManager }) {
    const [, count] = await em.findAndCount(Post, {}, { limit: 10 });
    return count;
  }
  @Query(() => [Comment])
  comments(@Arg('post') post: string, @Ctx() { em }: { em: EntityManager }) {
    return em.find(Comment, { post: { id: post } }); // !missing-limit
  }
  @Query(() => [Category])
  categories(@Ctx() { em }: { em: EntityManager }) {
    return em.find(Category, {});
  }
}`,
  },
  'missing-limit',
);

check(
  'what one row has gathered comes along with it',
  {
    'src/routes/users.js': `const express = require('express');
const mongoose = require('mongoose');
const User = mongoose.model('User', new mongoose.Schema({ name: String }));
const router = express.Router();
router.get('/:id/orders', async (req, res) => {
  res.json(await User.findById(req.params.id).populate({ path: 'orders', populate: 'items' })); // !missing-limit
});
router.get('/:id/last', async (req, res) => {
  res.json(await User.findById(req.params.id).populate({ path: 'orders', options: { limit: 10 } }));
});
router.get('/:id/addresses', async (req, res) => {
  res.json(await User.findById(req.params.id).populate('addresses'));
});
module.exports = router;`,
    'src/routes/posts.ts': `import { PrismaClient } from '@prisma/client';
import { Router } from 'express';
const prisma = new PrismaClient();
const router = Router();
router.get('/a/:id', async (req, res) => {
  res.json(await prisma.post.findUnique({ where: { id: req.params.id }, include: { comments: true } })); // !missing-limit
});
router.get('/b/:id', async (req, res) => {
  res.json(await prisma.post.findUnique({ where: { id: req.params.id }, include: { comments: { take: 20 } } }));
});
router.get('/c/:id', async (req, res) => {
  res.json(await prisma.order.findUnique({ where: { id: req.params.id }, include: { lines: true, user: true } }));
});
export default router;`,
  },
  'missing-limit',
);

check(
  'chains of a client of PostgREST',
  {
    'src/app/api/orders/route.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.URL, process.env.KEY);
export async function GET(request) {
  const { searchParams } = new URL(request.url);
  const shop = searchParams.get('shop');
  const { data } = await supabase.from('orders').select('id, total').eq('shop_id', shop); // !missing-limit
  const { data: first } = await supabase.from('orders').select('id, total').eq('shop_id', shop).range(0, 49);
  const { data: one } = await supabase.from('orders').select('*').eq('id', searchParams.get('id')).single();
  const { count } = await supabase.from('orders').select('*', { count: 'exact', head: true });
  const { count: loaded } = await supabase.from('orders').select('id', { count: 'exact' }).eq('shop_id', shop); // !missing-limit
  const { data: kinds } = await supabase.from('categories').select('*');
  let query = supabase.from('invoices').select('*');
  if (searchParams.get('status')) query = query.eq('status', searchParams.get('status'));
  const { data: invoices } = await query; // !missing-limit
  let lines = supabase.from('invoices').select('*');
  lines = lines.eq('order_id', searchParams.get('id'));
  const { data: found } = await lines;
  const { data: odds } = await supabase.from('vegas_lines').select('*');
  return Response.json({ data, first, one, count, loaded, kinds, odds, invoices, found });
}`,
  },
  'missing-limit',
);

check(
  'conditions that nobody has to ask for, and what one person gathers',
  {
    'src/services/cases.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class CasesService {
  list(filter?: { code?: string; status?: string }) {
    return prisma.case.findMany({ where: { code: filter?.code ?? undefined, status: filter?.status } }); // !missing-limit
  }
  find(filter: { code: string }) {
    return prisma.case.findMany({ where: { code: filter.code } });
  }
  contacts(filters: object) {
    const where = buildContactWhere(filters);
    return prisma.contact.findMany({ where }); // !missing-limit
  }
  built(filters: object) {
    const options = buildContactQuery(filters);
    return prisma.contact.findMany(options);
  }
  mine(userId: string) {
    return prisma.submission.findMany({ where: { userId } }); // !missing-limit
  }
  open(userId: string) {
    return prisma.invoice.findMany({ where: { userId, status: 'OPEN' } });
  }
  addresses(userId: string) {
    return prisma.address.findMany({ where: { userId } });
  }
  async earned(start: Date, end: Date) {
    const commissions = await prisma.commission.findMany({ where: { earnedAt: { gte: start, lte: end } } }); // !missing-limit
    return commissions.reduce((sum, c) => sum + c.amount, 0);
  }
  async earnedToday(today: Date, tomorrow: Date) {
    const commissions = await prisma.commission.findMany({ where: { earnedAt: { gte: today, lt: tomorrow } } });
    return commissions.reduce((sum, c) => sum + c.amount, 0);
  }
  earnedOf(start: Date, end: Date) {
    return prisma.commission.findMany({ where: { earnedAt: { gte: start, lte: end } } });
  }
}
function buildContactWhere(filters) {
  return { ...filters };
}
function buildContactQuery(filters) {
  return { where: filters, take: 20 };
}`,
    'src/routes/batches.js': `const express = require('express');
const mongoose = require('mongoose');
const Batch = mongoose.model('Batch', new mongoose.Schema({ month: String }));
const router = express.Router();
async function batches(filters = {}) {
  return Batch.find(filters).lean(); // !missing-limit
}
async function batchesOf(filters) {
  return Batch.find(filters).lean();
}
router.get('/', async (req, res) => res.json(await batches(req.body)));
router.get('/all', async (req, res) => res.json(await Batch.find(req.query))); // !missing-limit
router.get('/of', async (req, res) => res.json(await batchesOf({ month: req.params.month })));
module.exports = router;`,
  },
  'missing-limit',
);

check(
  'rows that are loaded to be counted, and to be searched elsewhere',
  {
    'src/repositories/subscription.repository.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class SubscriptionRepository {
  async findAll() {
    const rows = await prisma.$queryRawUnsafe(text());
    return rows;
  }
}
function text() {
  return 'select *' + ' from subscriptions';
}`,
    'src/routes/stats.ts': `import { PrismaClient } from '@prisma/client';
import { Router } from 'express';
import { SubscriptionRepository } from '../repositories/subscription.repository';
const prisma = new PrismaClient();
const subscriptionRepository = new SubscriptionRepository();
const router = Router();
router.get('/a', async (req, res) => {
  const all = await subscriptionRepository.findAll(); // !missing-limit
  res.json(all.filter((s) => s.status === 'active').length);
});
router.get('/b', async (req, res) => {
  res.json(await subscriptionRepository.findAll());
});
router.get('/c/:task', async (req, res) => {
  const rows = await prisma.taskWatch.findMany({ where: { taskId: req.params.task } }); // !missing-limit
  res.json({ watchers: rows.length });
});
router.get('/d/:task', async (req, res) => {
  const rows = await prisma.taskWatch.findMany({ where: { taskId: req.params.task } });
  if (rows.length > 0) res.status(409);
  res.end();
});
export default router;`,
  },
  'missing-limit',
);

check(
  'a browser sums rows that it asks a store for itself',
  {
    'src/hooks/useRevenue.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.URL, process.env.KEY);
export async function revenue(since) {
  const { data: invoices } = await supabase.from('invoices').select('total').gte('created_at', since); // !missing-limit
  return invoices.reduce((sum, i) => sum + i.total, 0);
}
export async function drafts(shop) {
  return await supabase.from('invoices').select('total').eq('shop_id', shop);
}`,
  },
  'missing-limit',
);

check(
  'rows that come along with each of a list only to be counted',
  {
    'src/app/api/extras/route.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function GET(req: Request, { params }) {
  const extras = await prisma.extra.findMany({ where: { eventId: params.id }, include: { givenTo: true } }); // !missing-limit
  return Response.json(extras.map((extra) => ({ id: extra.id, given: extra.givenTo.length })));
}
export async function POST(req: Request, { params }) {
  const extras = await prisma.extra.findMany({ where: { eventId: params.id }, include: { takenBy: true, names: { take: 5 } } });
  return Response.json(extras.map((e) => ({ id: e.id, taken: e.takenBy.length, last: e.takenBy.at(-1), few: e.names.length })));
}
export async function PUT(req: Request, { params }) {
  const extras = await prisma.extra.findMany({ where: { eventId: params.id }, include: { wantedBy: true } });
  return Response.json(extras.filter((extra) => extra.wantedBy.length > 0).map((e) => e.id));
}`,
  },
  'missing-limit',
);
