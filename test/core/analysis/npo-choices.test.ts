/** What somebody chose for one thing, tables and years by name, money that is used up, files that are dropped one by one, queries that are handed on. */
import { check } from './marked.ts';

const prisma = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('settings of one thing, roles and what many people have are changed one by one', {
  'src/app/api/choices/route.ts': `${prisma}export async function PUT(req: Request) {
  const { preferences, roleIds, userIds, userId } = await req.json();
  await prisma.$transaction(
    preferences.map((p) => prisma.preference.upsert({ where: { id: p.id }, update: { on: p.on }, create: p })), // !n-plus-one
  );
  for (const roleId of roleIds) await prisma.userRole.create({ data: { userId, roleId } }); // !n-plus-one
  for (const id of userIds) await prisma.userRole.create({ data: { userId: id } }); // !n-plus-one
  const settings = await prisma.setting.findMany({ where: { digest: true } });
  for (const s of settings) await prisma.setting.update({ where: { id: s.id }, data: { at: s.next } }); // !n-plus-one
  for (const p of preferences) await prisma.product.findUnique({ where: { id: p.productId } }); // !n-plus-one
}`,
});

check('an amount that is used up ends the loop, however numbers of money are compared', {
  'src/app/api/pay/route.ts': `${prisma}import { Decimal } from 'decimal.js';
export async function POST(req: Request) {
  const { clientId, grams, floor } = await req.json();
  let remaining = new Decimal(grams);
  const credits = await prisma.credit.findMany({ where: { clientId } });
  for (const credit of credits) {
    if (remaining.lessThanOrEqualTo(0)) break;
    const part = Decimal.min(remaining, credit.grams);
    await prisma.credit.update({ where: { id: credit.id }, data: { grams: part } });
    remaining = remaining.minus(part);
  }
  const price = new Decimal(floor);
  for (const credit of credits) {
    if (price.isZero()) break;
    await prisma.credit.update({ where: { id: credit.id }, data: { price } }); // !n-plus-one
  }
}`,
});

check('tables by their names and years are few, and what a browser keeps is no database', {
  'src/lib/backup.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('https://a.example', 'key');
export async function POST(req: Request) {
  const { tables, ids, byYear, byUser } = await req.json();
  for (const t of tables) await supabase.from(t).select('*').limit(1);
  for (const id of ids) await supabase.from('users').select('*').eq('id', id); // !n-plus-one
  for (const [year, days] of Object.entries(byYear)) await supabase.from('leaves').select('*').eq('year', year);
  for (const [user, days] of Object.entries(byUser)) await supabase.from('leaves').select('*').eq('user', user); // !n-plus-one
}`,
  'src/lib/reset.ts': `export async function onClick() {
  const databases = await window.indexedDB.databases();
  await Promise.all(databases.map((db) => window.indexedDB.deleteDatabase(db.name)));
}`,
});

check('ids that are handed on as the rest of the arguments are as many as the list was', {
  'src/chat.controller.ts': `${prisma}async function createGroup(senderId: string, ...memberIds: string[]) {
  for (const id of memberIds) await prisma.user.findUnique({ where: { id } }); // !n-plus-one
}
async function tag(senderId: string, ...words: string[]) {
  for (const word of words) await prisma.tag.findUnique({ where: { word } });
}
export async function handler(req, res) {
  await createGroup(req.user.id, ...req.body.memberIds);
  await tag(req.user.id, 'new', 'open');
  res.end();
}`,
});

check('a query of Kysely that is handed on asks nothing before it is executed', {
  'src/concepts.ts': `import { Kysely } from 'kysely';
export function conceptBase(db: Kysely<DB>, name: string) {
  return db.selectFrom('concepts').where('name', '=', name).select('id');
}
export function conceptOf(db: Kysely<DB>, name: string) {
  return db.selectFrom('concepts').where('name', '=', name).select('id').executeTakeFirst();
}`,
  'src/records.controller.ts': `import { conceptBase, conceptOf } from './concepts';
import { db } from './db';
export async function handler(req, res) {
  const rows = [];
  for (const record of req.body.records) rows.push({ concept_id: conceptBase(db, record.concept) });
  for (const record of req.body.records) await conceptOf(db, record.concept); // !n-plus-one
  for (const record of req.body.records) await conceptBase(db, record.concept).executeTakeFirst(); // !n-plus-one
  const [first, ...rest] = req.body.records.map((r) => db.selectFrom('a').where('id', '=', r.id).select('b'));
  res.json(await rest.reduce((all, next) => all.unionAll(next), first).execute());
  await db.insertInto('records').values(rows).execute();
}`,
});

check(
  'an object of a store and the row about it are dropped one by one; what is filled in is filled in once',
  {
    'src/media.service.ts': `${prisma}import { S3Client, DeleteObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export class MediaService {
  async remove(id: string) {
    const media = await prisma.media.delete({ where: { id } });
    await this.deleteFile(media.key);
  }
  async deleteFile(Key: string) { await s3.send(new DeleteObjectCommand({ Bucket: 'b', Key })); }
  async archive(id: string) { await prisma.media.update({ where: { id }, data: { old: true } }); }
}
export async function POST(req: Request) {
  const { sections, ids } = await req.json();
  const service = new MediaService();
  for (const section of sections) await service.remove(section.imageId);
  for (const id of ids) await service.archive(id); // !n-plus-one
}`,
    'src/sales.controller.ts': `${prisma}import { Controller, Post } from '@nestjs/common';
@Controller('sales')
export class SalesController {
  @Post('backfill')
  backfill() { return this.backfillCosts(); }
  @Post('costs')
  costs() { return this.writeCosts(); }
  async backfillCosts() {
    const sales = await prisma.sale.findMany({ where: { cost: null } });
    for (const sale of sales) await prisma.sale.update({ where: { id: sale.id }, data: { cost: costOf(sale) } });
  }
  async writeCosts() {
    const sales = await prisma.sale.findMany({ where: { cost: null } });
    for (const sale of sales) await prisma.sale.update({ where: { id: sale.id }, data: { cost: costOf(sale) } }); // !n-plus-one
  }
}`,
  },
);

check('a command that goes over a bus leads to the class that handles it, whatever it is called', {
  'src/orders/pay.service.ts': `import { CommandHandler } from '@nestjs/cqrs';
import { Repository } from 'typeorm';
import { PayOrder } from './pay.command';
@CommandHandler(PayOrder)
export class Paying {
  constructor(private readonly orders: Repository<Order>) {}
  async execute({ id }: PayOrder) { await this.orders.update({ where: { id } }, { paid: true }); }
}
@CommandHandler(CountOrders)
export class Counting {
  async execute({ id }: CountOrders) { return counts.get(id); }
}`,
  'src/orders/close.controller.ts': `import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
@Controller('orders')
export class CloseController {
  constructor(private readonly commandBus: CommandBus) {}
  @Post()
  async execute(@Body() { ids, kind }: CloseDto) {
    switch (kind) {
      case 'pay':
        for (const id of ids) await this.commandBus.execute(new PayOrder(id)); // !n-plus-one
    }
    for (const id of ids) {
      const command = new PayOrder(id);
      await this.commandBus.execute(command); // !n-plus-one
    }
    for (const id of ids) await this.commandBus.execute(new CountOrders(id));
  }
}`,
});

check(
  'replicas are systems of their own, and what is scrolled to is told of once; repairs are asked for by hand',
  {
    'src/replicas.controller.ts': `${prisma}export class ReplicasController {
  replicas = new Map();
  async health(req: Request, res: Response) {
    for (const [name, replica] of this.replicas) await replica.query('SELECT 1');
    for (const name of this.replicaNames) await prisma.replica.findUnique({ where: { name } });
    for (const [name, user] of await prisma.user.findMany()) await user.save(); // !n-plus-one
  }
}`,
    'src/Reels.tsx': `export function Reels({ videos }) {
  useEffect(() => {
    const observer = new IntersectionObserver(async (entries) => {
      for (const entry of entries) await fetch('/api/views/' + entry.target.id, { method: 'POST' });
    });
  }, []);
  const onClick = async () => {
    for (const video of videos) await fetch('/api/views/' + video.id); // !n-plus-one
  };
  return <button onClick={onClick} />;
}`,
    'src/app/api/fix_balances/route.ts': `${prisma}export async function POST(req: Request) {
  const { days } = await req.json();
  for (const day of days) await prisma.balance.findUnique({ where: { day } }); // !n-plus-one
}`,
    'src/app/api/balances/fix_balances.ts': `${prisma}export async function POST(req: Request) {
  const { days } = await req.json();
  for (const day of days) await prisma.balance.findUnique({ where: { day } });
}`,
  },
);

check(
  'staff by their ids are told one by one, jobs that are taken up are claimed, what one webhook brings is its own',
  {
    'src/hiring.service.ts': `${prisma}export class HiringService {
  async notifyHired(hrManagerIds: string[], recipientIds: string[], title: string) {
    for (const id of hrManagerIds) await prisma.notification.create({ data: { userId: id, title } });
    for (const id of recipientIds) await prisma.notification.create({ data: { userId: id, title } }); // !n-plus-one
  }
}
export async function handler(req, res) {
  await new HiringService().notifyHired(req.body.hr, req.body.all, 'hired');
}`,
    'src/jobs.route.ts': `${prisma}export async function POST(req: Request) {
  const jobs = await prisma.job.findMany({ where: { status: 'pending' } });
  for (const job of jobs) {
    await prisma.job.update({ where: { id: job.id }, data: { status: 'processing', attempts: job.attempts + 1 } });
    await prisma.job.update({ where: { id: job.id }, data: { status: 'done' } });
  }
  const orders = await prisma.order.findMany({ where: { status: 'new' } });
  for (const order of orders) await prisma.order.update({ where: { id: order.id }, data: { status: 'processing' } }); // !n-plus-one
}`,
    'src/app/api/webhooks/meta/route.ts': `${prisma}export async function POST(req: Request) {
  const payload = JSON.parse(await req.text());
  const values = (payload.entry ?? []).flatMap((e) => e.changes ?? []).map((c) => c.value);
  for (const value of values) await prisma.account.findUnique({ where: { id: value.phoneId } });
  const ids = (payload.userIds ?? []).map((u) => u.id);
  for (const id of ids) await prisma.user.findUnique({ where: { id } }); // !n-plus-one
}`,
  },
);

check('what the lines of one deal have, imported rows and rows of many deals are changed one by one', {
  'src/sales/sales.service.ts': `${prisma}import { Controller } from '@nestjs/common';
@Controller('sales')
export class SalesController {
  async revert(req: Request) {
    const sale = await prisma.sale.findFirst({ where: { id: req.params.id }, include: { saleItems: true } });
    for (const item of sale.saleItems) {
      for (const lot of item.saleItemLots)
        await prisma.lot.update({ where: { id: lot.id }, data: { left: { increment: lot.quantity } } }); // !n-plus-one
    }
    const payments = await prisma.payment.findMany({ where: { open: true } });
    for (const p of payments) await prisma.payment.update({ where: { id: p.id }, data: { fee: p.fee * 2 } }); // !n-plus-one
    for (const day of req.body.days) {
      for (const lot of day.lotsSold) await prisma.lot.update({ where: { id: lot.id }, data: { left: lot.left } }); // !n-plus-one
    }
  }
}`,
});

check('buttons and menus of one message of a chat are few', {
  'src/page.js': `const { Interaction } = require('./models');
module.exports.execute = async (interaction) => {
  interaction.message.components.at(1).components.forEach((c) => {
    Interaction.deleteOne({ id: c.data.custom_id });
  });
  for (const row of interaction.message.components) await Interaction.deleteOne({ id: row.id });
  const old = await Interaction.find({ open: false });
  for (const o of old) await Interaction.deleteOne({ id: o.id }); // !n-plus-one
};`,
});

check('groups by kind, as a type says; groups by an id are as many as there are ids', {
  'src/kitchen.ts': `import { PrismaClient } from '@prisma/client';
import { type StationType } from './stations';
const prisma = new PrismaClient();
function byStation(items): Map<StationType, Item[]> { return fill(new Map(), items); }
export async function POST(req: Request) {
  const { items } = await req.json();
  const groups = new Map<StationType, Item[]>();
  const owners = new Map<string, Item[]>();
  const named: Record<StationType, Item[]> = fill({}, items);
  const sides = new Map<'in' | 'out', Item[]>();
  const either = new Map<string | number, Item[]>();
  for (const item of items) groups.set(item.station, [item]);
  for (const item of items) owners.set(item.owner, [item]);
  for (const [type] of groups) await prisma.station.findFirst({ where: { type } });
  for (const type of groups.keys()) await prisma.station.findFirst({ where: { type } });
  for (const [type] of byStation(items).entries()) await prisma.station.findFirst({ where: { type } });
  for (const type of Object.keys(named)) await prisma.station.findFirst({ where: { type } });
  for (const [type] of sides) await prisma.station.findFirst({ where: { type } });
  for (const [id] of either) await prisma.user.findFirst({ where: { id } }); // !n-plus-one
  for (const [id] of owners) await prisma.user.findFirst({ where: { id } }); // !n-plus-one
  for (const id of owners.keys()) await prisma.user.findFirst({ where: { id } }); // !n-plus-one
}`,
});

check('what clears away what a request sent, after it failed', {
  'src/notices.js': `const cloudinary = require('cloudinary').v2;
exports.add = async (req, res) => {
  const cleanupUploadedFiles = async () => {
    for (const file of req.files || []) await cloudinary.uploader.destroy(file.filename);
  };
  try {
    res.json(await req.notices.add(req.body));
  } catch (error) {
    await cleanupUploadedFiles();
    res.status(400).end();
  }
};
exports.remove = async (req, res) => {
  for (const id of req.body.ids) await cloudinary.uploader.destroy(id); // !n-plus-one
  res.json({});
};`,
});
