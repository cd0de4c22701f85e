/** Waits one after the other between which somebody is turned away, and clients that are given by their type. */
import { check } from './marked.ts';

const rule = 'sequential-awaits';
const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

check(
  'who asks for what is not there is turned away, and everybody else waits for both',
  {
    'src/db.ts': prisma,
    'src/orders.ts': `import { prisma } from './db';
export async function thrown(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } }); // !sequential-awaits
  if (!user) throw new Error('User not found');
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ user, product });
}
export async function answered(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } }); // !sequential-awaits
  if (!user) return res.status(404).json({ message: 'User not found' });
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ user, product });
}
export async function none(req, res) {
  const users = await prisma.user.findMany({ where: { team: req.body.team }, take: 9 }); // !sequential-awaits
  if (users.length === 0) {
    res.status(404).json({ message: 'none' });
    throw new Error('none');
  }
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ users, product });
}
export async function parts(req, res) {
  const shop = await prisma.shop.findUnique({ where: { id: req.body.shopId } }); // !sequential-awaits
  if (!shop || !shop.place) throw new Error('Shop or its place not found');
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ shop, product });
}
export async function listed(req, res) {
  const shops = await prisma.shop.findMany({ where: { at: req.body.at }, take: 9 }); // !sequential-awaits
  if ('error' in shops) throw new Error('no shops');
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ shops, product });
}
export async function page({ userId, productId }) {
  const user = await prisma.user.findUnique({ where: { id: userId } }); // !sequential-awaits
  if (!user) notFound();
  const product = await prisma.product.findUnique({ where: { id: productId } });
  return { user, product };
}
export async function made(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!user) throw new Error('User not found');
  const text = await generateText(req.body.productId);
  res.json({ user, text });
}
async function generateText(id) {
  const product = await prisma.product.findUnique({ where: { id } });
  return product.name;
}
export async function used(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!user) throw new Error('User not found');
  const product = await prisma.product.findUnique({ where: { id: user.productId } });
  res.json({ user, product });
}
export async function allowed(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!user) return res.status(401).json({ message: 'who are you' });
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ user, product });
}
export async function early(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!user) return null;
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  return { user, product };
}
export async function rule(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!user.isActive) throw new Error('not active');
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ user, product });
}
export async function member(req, res) {
  const room = await prisma.room.findUnique({ where: { id: req.body.roomId } });
  if (!room?.members.includes(req.user.id)) throw new Error('not one of them');
  const message = await prisma.message.findUnique({ where: { id: req.body.messageId } });
  res.json({ room, message });
}
export async function known(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (user) return user;
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  return product;
}
export async function other(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } });
  if (!req.body.productId) throw new Error('no product');
  const product = await prisma.product.findUnique({ where: { id: req.body.productId } });
  res.json({ user, product });
}`,
  },
  rule,
);

check(
  'what is asked about something that may be missing waits for it; of three the two that nothing parts are told',
  {
    'src/db.ts': prisma,
    'src/guilds.ts': `import { prisma } from './db';
export async function parts(req, res) {
  const guild = await prisma.guild.findUnique({ where: { id: req.params.guildId } });
  if (!guild) return res.status(404).json({ error: 'Guild not found' });
  const logs = await prisma.log.findMany({ where: { guildId: req.params.guildId }, skip: req.query.skip, take: 9 });
  res.json({ guild, logs });
}
export async function three(req, res) {
  const guild = await prisma.guild.findUnique({ where: { id: req.params.guildId } });
  if (!guild) throw new Error('Guild not found');
  const users = await prisma.user.findMany({ where: { at: req.query.at }, take: 9 }); // !sequential-awaits
  const news = await prisma.news.findMany({ take: 9 });
  res.json({ guild, users, news });
}`,
  },
  rule,
);

check(
  'an error that is passed on parts no two questions of supabase, but two requests that send something, and who is signed in',
  {
    'src/shop.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.URL, process.env.KEY);
export async function load(req, res) {
  const { data: shops, error } = await supabase.from('shops').select('id').eq('town', req.query.town); // !sequential-awaits
  if (error) throw error;
  const { data: tags, error: tagsError } = await supabase.from('tags').select('id').eq('town', req.query.town);
  if (tagsError) {
    console.error(tagsError);
    return res.json([]);
  }
  res.json({ shops, tags });
}
export async function mine(req, res) {
  const { data: { user }, error } = await supabase.auth.getUser();
  if (error || !user) return res.json({ error: 'none' });
  const { data: tags } = await supabase.from('tags').select('id').eq('town', req.query.town);
  res.json({ user, tags });
}
export async function sent(req, res) {
  const one = await fetch('https://a.example/start', { method: 'POST', body: '{}' });
  if (!one.ok) throw new Error('no start');
  const two = await fetch('https://b.example/finish', { method: 'POST', body: '{}' });
  res.json({ two });
}`,
  },
  rule,
);

check(
  'a function that makes a client stands as a type for the client; pages are prefetched; one branch needs nothing',
  {
    'src/models.ts': `import Knex = require('knex');
export class Orders {
  listed(db: Knex, id) { return db('orders').where('shop', id).limit(9); }
  total(db: Knex, id) { return db('orders').where('shop', id).count('* as total'); }
  cleared(db: Knex, id) { return db('orders').where('shop', id).del(); }
}`,
    'src/routes.ts': `import * as express from 'express';
import { Orders } from './models';
const orders = new Orders();
const router = express.Router();
router.get('/orders', async (req, res) => {
  const rows = await orders.listed(req.db, req.query.shop); // !sequential-awaits
  const total = await orders.total(req.db, req.query.shop);
  res.send({ rows, total });
});
router.post('/clear', async (req, res) => {
  const cleared = await orders.cleared(req.db, req.query.shop);
  const total = await orders.total(req.db, req.query.shop);
  res.send({ cleared, total });
});`,
    'app/page.tsx': `import { createHelpers } from '../helpers';
export default async function Home() {
  const helpers = createHelpers();
  await helpers.categories.prefetch(); // !sequential-awaits
  await helpers.latest.prefetch();
  return <main />;
}`,
    'src/db.ts': prisma,
    'src/counted.ts': `import { prisma } from './db';
export async function counted(req, res) {
  const rows = await prisma.row.findMany({ where: { shop: req.query.shop }, take: 9 }); // !sequential-awaits
  const total = req.query.one ? rows.length : await prisma.row.count();
  res.json({ rows, total });
}
export async function chosen(req, res) {
  const rows = await prisma.row.findMany({ where: { shop: req.query.shop }, take: 9 });
  const total = rows.length < 9 ? rows.length : await prisma.row.count();
  res.json({ rows, total });
}`,
  },
  rule,
);

check(
  'a question to supabase that a helper asks is one, whatever its last link; so is a query of many links',
  {
    'src/people.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.URL, process.env.KEY);
async function profileOf(id) {
  const { data } = await supabase.from('profiles').select('id').eq('id', id).maybeSingle();
  return data;
}
async function clearedOf(id) {
  const { data } = await supabase.from('profiles').update({ note: '' }).eq('id', id).select('id').maybeSingle();
  return data;
}
export async function GET(req, res) {
  const one = await profileOf(req.query.one); // !sequential-awaits
  const other = await profileOf(req.query.other);
  res.json({ one, other });
}
export async function PATCH(req, res) {
  const { data: role } = await supabase.rpc('app_user_has_role', { role: 'editor' }); // !sequential-awaits
  const other = await profileOf(req.query.other);
  res.json({ role, other });
}
export async function POST(req, res) {
  const other = await profileOf(req.query.other);
  const { error } = await supabase.storage.from('avatars').upload(req.query.key, req.body);
  res.json({ other, error });
}
export async function PUT(req, res) {
  const one = await clearedOf(req.query.one);
  const other = await profileOf(req.query.other);
  res.json({ one, other });
}`,
    'src/sums.service.ts': `import { Injectable } from '@nestjs/common';
import { Repository } from 'typeorm';
@Injectable()
export class Sums {
  constructor(private readonly businessMetricsRepository: Repository<Metrics>) {}
  async sums(shop: string) {
    const sums = await this.businessMetricsRepository // !sequential-awaits
      .createQueryBuilder('m')
      .select('m.day', 'day')
      .addSelect('SUM(m.a)', 'a')
      .addSelect('SUM(m.b)', 'b')
      .addSelect('SUM(m.c)', 'c')
      .addSelect('SUM(m.d)', 'd')
      .where('m.shop = :shop', { shop })
      .groupBy('m.day')
      .getRawMany();
    const days = await this.businessMetricsRepository.find({ where: { shop }, take: 9 });
    return { sums, days };
  }
  async online(shop: string) {
    const rows = await this.businessMetricsRepository.find({ where: { shop }, take: 9 }); // !sequential-awaits
    const online = await this.getCurrentlyOnlineCommunityMemberConnectionIdentifiersForTheSystemBroadcastOf(shop);
    return { rows, online };
  }
  async getCurrentlyOnlineCommunityMemberConnectionIdentifiersForTheSystemBroadcastOf(shop: string) {
    const found = await this.businessMetricsRepository.find({ where: { shop, online: true }, take: 9 });
    await this.auditRepository.insert({ shop });
    return found;
  }
}`,
  },
  rule,
);

check(
  'what is there already is asked about by itself; a permission that is taken is no leave',
  {
    'src/db.ts': prisma,
    'src/cards.ts': `import { prisma } from './db';
export async function add(req, res) {
  const existing = await prisma.card.findUnique({ where: { userId: req.user.id, number: req.body.number } }); // !sequential-awaits
  if (existing) throw new Error('Card already exists');
  const cards = await prisma.card.findMany({ where: { userId: req.user.id }, take: 9 });
  res.json({ cards });
}
export async function name(req, res) {
  const existing = await prisma.permission.findUnique({ where: { name: req.body.name } }); // !sequential-awaits
  if (existing) throw new Error('Permission with this name already exists');
  const role = await prisma.role.findUnique({ where: { id: req.body.roleId } });
  res.json({ role });
}
export async function granted(req, res) {
  const permission = await prisma.permission.findUnique({ where: { name: req.body.name } });
  if (!permission) throw new Error('No permission');
  const role = await prisma.role.findUnique({ where: { id: req.body.roleId } });
  res.json({ permission, role });
}`,
  },
  rule,
);

check(
  'what was found, or thrown for, is asked about afterwards; something else may be asked beside it',
  {
    'src/db.ts': prisma,
    'src/gyms.ts': `import { prisma } from './db';
export class Gyms {
  async remove(gymId) {
    const gym = await this.findGym(gymId);
    const coaches = await prisma.coach.findMany({ where: { gymId }, take: 9 });
    return { gym, coaches };
  }
  async show(gymId, userId) {
    const gym = await this.findGym(gymId); // !sequential-awaits
    const user = await prisma.user.findUnique({ where: { id: userId } });
    return { gym, user };
  }
  async peek(gymId) {
    const gym = await this.seeGym(gymId); // !sequential-awaits
    const coaches = await prisma.coach.findMany({ where: { gymId }, take: 9 });
    return { gym, coaches };
  }
  async findGym(id) {
    const gym = await prisma.gym.findUnique({ where: { id } });
    if (!gym) throw new Error('no gym');
    return gym;
  }
  async seeGym(id) {
    return prisma.gym.findUnique({ where: { id } });
  }
  async sure(id) {
    const gym = await prisma.gym.findUniqueOrThrow({ where: { id } });
    const coaches = await prisma.coach.findMany({ where: { gymId: id }, take: 9 });
    return { gym, coaches };
  }
}`,
  },
  rule,
);

check(
  'of a run in which somebody is turned away the parts that read are told, also where others write',
  {
    'src/db.ts': prisma,
    'src/shop.ts': `import { prisma } from './db';
import { uploadImage } from './images';
export async function create(req, res) {
  const category = await prisma.category.findUnique({ where: { id: req.body.categoryId } }); // !sequential-awaits
  if (!category) throw new Error('Category not found');
  const taken = await prisma.shop.findFirst({ where: { name: req.body.name } });
  if (taken) throw new Error('already exists');
  const icon = await uploadImage(req.files.icon);
  const image = await uploadImage(req.files.image);
  res.json({ icon, image });
}`,
  },
  rule,
);

check(
  'what was looked for goes by its own id; the columns of a table are given to nobody',
  {
    'package.json': JSON.stringify({ dependencies: { 'drizzle-orm': '0.30' } }),
    'src/db.ts': `import { drizzle } from 'drizzle-orm/mysql2';
export const db = drizzle(process.env.URL);
${prisma}`,
    'src/shops.ts': `import { and, eq } from 'drizzle-orm';
import { db, prisma } from './db';
import { items, orders, shops } from './schema';
export async function sync(req, res) {
  const { orderId, tenantId, shopId } = req.body;
  const order = await db.select({ id: orders.id }).from(orders).where(and(eq(orders.id, orderId), eq(orders.tenantId, tenantId)));
  if (order.length === 0) throw new Error('Order not found');
  const lines = await db.select({ id: items.id }).from(items).where(eq(items.orderId, orderId));
  res.json({ order, lines });
}
export async function both(req, res) {
  const { orderId, tenantId, shopId } = req.body;
  const order = await db.select({ id: orders.id }).from(orders).where(and(eq(orders.id, orderId), eq(orders.tenantId, tenantId))); // !sequential-awaits
  if (order.length === 0) throw new Error('Order not found');
  const shop = await db.select({ id: shops.id }).from(shops).where(eq(shops.id, shopId));
  res.json({ order, shop });
}
export async function settings(hotelId, id) {
  const booking = await prisma.booking.findFirst({ where: { hotelId, id } }); // !sequential-awaits
  if (!booking) throw new Error('Booking not found');
  const hotel = await prisma.hotel.findUnique({ where: { id: hotelId } });
  return { booking, hotel };
}
export async function guests(user, hotelId) {
  const hotel = await prisma.hotel.findFirst({ where: { id: hotelId, ownerId: user.id } });
  if (!hotel) throw new Error('Hotel not found');
  const guests = await prisma.guest.findMany({ where: { hotelId }, take: 9 });
  return { hotel, guests };
}
export async function maybe(chain, telegram, discord) {
  const found = await prisma.chain.findFirst({ where: { chain } }); // !sequential-awaits
  if (!found) throw new Error('Chain not found');
  let [members, others] = [0, 0];
  if (telegram) members = await prisma.member.count({ where: { telegram } });
  if (discord) others = await prisma.member.count({ where: { discord } });
  return { found, members, others };
}`,
  },
  rule,
);

check(
  'a method that hands on what failed has looked for nothing that has to be there',
  {
    'package.json': JSON.stringify({ dependencies: { '@prisma/client': '5' } }),
    'src/db.ts': prisma,
    'src/clubs.ts': `import { prisma } from './db';
export class Clubs {
  async of(clubId, level) {
    try {
      return await prisma.link.findMany({ where: { clubId, level }, take: 50 });
    } catch (error) {
      throw error;
    }
  }
  async club(clubId) {
    const club = await prisma.club.findUnique({ where: { id: clubId } });
    if (!club) throw new Error('no such club');
    return club;
  }
  async both(clubId) {
    const near = await this.of(clubId, 3); // !sequential-awaits
    const far = await this.of(clubId, 4);
    return [...near, ...far];
  }
  async page(clubId) {
    const club = await this.club(clubId);
    const links = await this.of(clubId, 3);
    return { club, links };
  }
}`,
  },
  rule,
);

check(
  'a service of another file that throws where there is no such row, then what that row has: the first may spare the second',
  {
    'src/users.service.ts': `import { Injectable, NotFoundException } from '@nestjs/common';
@Injectable()
export class UsersService {
  constructor(private readonly prisma: PrismaService) {}
  async findOne(id: string) {
    const user = await this.prisma.user.findUnique({ where: { id } });
    if (!user) throw new NotFoundException('no such user');
    return user;
  }
  async settingsOf(id: string) {
    if (!id) throw new Error('whose?');
    return this.prisma.settings.findUnique({ where: { userId: id } });
  }
}`,
    'src/orders.service.ts': `import { Injectable } from '@nestjs/common';
import { UsersService } from './users.service';
@Injectable()
export class OrdersService {
  constructor(private readonly prisma: PrismaService, private readonly users: UsersService) {}
  async ofUser(id: string) {
    const user = await this.users.findOne(id);
    const orders = await this.prisma.order.findMany({ where: { userId: id } });
    return { user, orders };
  }
  async page(id: string, shopId: string) {
    const user = await this.users.findOne(id); // !sequential-awaits
    const shop = await this.prisma.shop.findUnique({ where: { id: shopId } });
    return { user, shop };
  }
  async all(id: string) {
    const user = await this.users.findOne(id); // !sequential-awaits
    const orders = await this.prisma.order.findMany({ where: { userId: id } });
    const invoices = await this.prisma.invoice.findMany({ where: { userId: id } });
    return { user, orders, invoices };
  }
  async settings(id: string) {
    const settings = await this.users.settingsOf(id); // !sequential-awaits
    const orders = await this.prisma.order.findMany({ where: { userId: id } });
    return { settings, orders };
  }
}`,
  },
  'sequential-awaits',
);

check(
  'a filter that was put together before the read: it asks about what may be missing, too',
  {
    'src/departments.service.ts': `import { NotFoundException } from '@nestjs/common';
export class DepartmentsService {
  constructor(private readonly prisma: PrismaService) {}
  async members(id: string, page: number) {
    const department = await this.prisma.department.findUnique({ where: { id } });
    if (!department) throw new NotFoundException('Department not found');
    const where = { departmentId: id, deleted: false };
    const rows = await this.prisma.user.findMany({ where, take: 20, skip: page * 20 });
    return { department, rows };
  }
  async beside(id: string, companyId: string) {
    const department = await this.prisma.department.findUnique({ where: { id } }); // !sequential-awaits
    if (!department) throw new NotFoundException('Department not found');
    const where = { companyId, deleted: false };
    const rows = await this.prisma.user.findMany({ where, take: 20 });
    return { department, rows };
  }
}`,
  },
  'sequential-awaits',
);

check(
  'what hangs on the id of one thing, whatever else that thing has to be',
  {
    'package.json': JSON.stringify({ dependencies: { '@prisma/client': '5' } }),
    'src/db.ts': prisma,
    'src/chat.ts': `import { prisma } from './db';
export async function react(messageId, companyId, userId, emoji) {
  const message = await prisma.message.findFirst({ where: { id: messageId, companyId } });
  if (!message) throw new Error('Message not found');
  const existing = await prisma.reaction.findUnique({ where: { messageId_userId_emoji: { messageId, userId, emoji } } });
  return { message, existing };
}
export async function page(messageId, companyId, userId) {
  const message = await prisma.message.findFirst({ where: { id: messageId, companyId } }); // !sequential-awaits
  if (!message) throw new Error('Message not found');
  const profiles = await prisma.profile.findMany({ where: { companyId, userId } });
  return { message, profiles };
}`,
  },
  rule,
);

check(
  'a helper that throws what went wrong, as an `if` would',
  {
    'package.json': JSON.stringify({ dependencies: { '@supabase/supabase-js': '2' } }),
    'src/orders.ts': `import { createClient } from '@supabase/supabase-js';
import { handleDbError, announce } from './errors';
const db = createClient(process.env.URL, process.env.KEY);
export async function order(req, res) {
  const { data: order, error } = await db.from('orders').select('*').eq('id', req.params.id).single(); // !sequential-awaits
  handleDbError(error, 'not loaded');
  const { data: news } = await db.from('news').select('*').limit(5);
  res.json({ order, news });
}
export async function other(req, res) {
  const { data: order } = await db.from('orders').select('*').eq('id', req.params.id).single();
  announce(order);
  const { data: news } = await db.from('news').select('*').limit(5);
  res.json({ order, news });
}`,
  },
  rule,
);
