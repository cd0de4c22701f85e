/** Queries per item: what a queue hands over, what a written list lets through, what one person has. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('messages of a queue are the work of a worker; those of a chat are rows', {
  'src/worker.ts': `${head}export default {
  async queue(batch, env) {
    for (const message of batch.messages) await prisma.job.update({ where: { id: message.body.id }, data: { done: true } });
  },
};
export async function drain(batch: MessageBatch<Job>, env: Env) {
  for (const message of batch.messages) await prisma.job.findUnique({ where: { id: message.body.id } });
}`,
  'src/app/api/chat/route.ts': `${head}export async function POST(req: Request) {
  const chat = await req.json();
  for (const message of chat.messages) await prisma.message.findUnique({ where: { id: message.id } }); // !n-plus-one
}`,
});

check('only items that a written list names; a status that is written down is one of many', {
  'src/guilds.ts': `${head}const kinds = new Set(['a', 'b']);
const servers = [process.env.MAIN, process.env.SIDE].filter(Boolean);
export async function handler(req: Request, res: Response) {
  for (const guild of req.user.guilds) {
    if (!servers.includes(guild.id)) continue;
    await prisma.guild.findUnique({ where: { id: guild.id } });
  }
  for (const name of req.body.names) if (kinds.has(name)) await prisma.kind.findUnique({ where: { name } });
  for (const order of req.body.orders) {
    if (!servers.includes(order.status)) continue;
    await prisma.order.findUnique({ where: { id: order.id } }); // !n-plus-one
  }
  for (const guild of req.user.guilds) {
    if (!req.body.wanted.includes(guild.id)) continue;
    await prisma.guild.findUnique({ where: { id: guild.id } }); // !n-plus-one
  }
}`,
});

check('the parents of one child; all parents of a class', {
  'src/notes.ts': `${head}export async function handler(req: Request, res: Response) {
  const student = await prisma.student.findUnique({ where: { id: req.params.id } });
  for (const parentId of student.parentIds) await prisma.note.create({ data: { userId: parentId } });
  const parentIds = req.body.students.flatMap((s) => s.parentIds);
  for (const parentId of parentIds) await prisma.note.create({ data: { userId: parentId } }); // !n-plus-one
}`,
});

check(
  'the pictures of one thing are dropped from a store, whoever names them, and each browser has an address for pushes',
  {
    'src/images.ts': `${head}import { S3Client, DeleteObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
async function deleteImageFromS3(key: string) { await s3.send(new DeleteObjectCommand({ Bucket: 'b', Key: key })); }
async function sendWebPush(to: Subscription) { await fetch(to.endpoint, { method: 'POST' }); }
async function tellPartner(to: Partner) { await fetch('https://partners.example.com/' + to.id, { method: 'POST' }); }
export async function handler(req: Request, res: Response) {
  const event = await prisma.event.findUnique({ where: { id: req.params.id } });
  await Promise.all(event.banners.map((key) => deleteImageFromS3(key)));
  await Promise.all(req.body.keys.map((key) => deleteImageFromS3(key)));
  for (const image of event.images) await prisma.image.delete({ where: { id: image.id } }); // !n-plus-one
  for (const to of req.body.subscribers) await sendWebPush(to);
  for (const to of req.body.partners) await tellPartner(to); // !n-plus-one
}`,
  },
);

check('a page whose size the caller chooses', {
  'src/pages.ts': `${head}const size = 10;
export async function handler(req: Request, res: Response) {
  const { page, limit } = req.query;
  const all = await prisma.post.findMany();
  for (const post of all.slice((page - 1) * limit, page * limit)) {
    await prisma.user.findUnique({ where: { id: post.userId } }); // !n-plus-one
  }
  for (const post of all.slice((page - 1) * size, page * size)) await prisma.user.findUnique({ where: { id: post.userId } });
  for (const post of all.slice(0, limit)) await prisma.user.findUnique({ where: { id: post.userId } });
}`,
});

check('months that are counted down; progress told every so many', {
  'src/trend.ts': `${head}async function trend(months: number) {
  const sums = [];
  for (let i = months - 1; i >= 0; i--) sums.push(await prisma.run.findMany({ where: { month: i } }));
  return sums;
}
export async function handler(req: Request, res: Response) {
  await trend(req.query.months);
  const ids = req.body.ids;
  let done = 0;
  for (const id of ids) {
    done++;
    await prisma.run.update({ where: { id }, data: { seen: true } }); // !n-plus-one
    if (done % 5 === 0 || done === ids.length) await prisma.job.update({ where: { id: req.body.job }, data: { done } });
  }
  const weekly_draws = await prisma.draw.findMany();
  for (let i = 0; i < weekly_draws.length; i++) await prisma.run.delete({ where: { id: weekly_draws[i].id } }); // !n-plus-one
  for (let i = ids.length - 1; i >= 0; i--) await prisma.run.delete({ where: { id: ids[i] } }); // !n-plus-one
}`,
});

check('a tenant is seen only from within; a transaction for each is none', {
  'src/sweep.ts': `${head}export async function handler(req: Request, res: Response) {
  const ids = req.body.ids;
  for (const id of ids) await runAsTenant(id, async () => { await prisma.user.findMany({ where: { active: true } }); });
  for (const id of ids) await tenantContext.run({ id }, async () => prisma.user.findMany({ where: { active: true } }));
  for (const id of ids) await runInTx(id, async () => { await prisma.user.update({ where: { id }, data: { seen: true } }); }); // !n-plus-one
  for (const id of ids) await runAsTenant(req.tenant, async () => { await prisma.user.findUnique({ where: { id } }); }); // !n-plus-one
}`,
  'src/folders.ts': `import { createClient } from '@supabase/supabase-js';
const admin = createClient('u', 'k');
export async function handler(req: Request, res: Response) {
  for (const prefix of req.body.prefixes) await admin.storage.from('files').list(prefix);
  for (const id of req.body.ids) await admin.from('users').select('name').eq('id', id); // !n-plus-one
}`,
});

check('one for each day of the week, the words of a field, what a written list holds in its parts', {
  'src/hours.ts': `${head}const PLAN = [{ name: 'a', features: { sms: 1 } }, { name: 'b', features: { sms: 2, mail: 3 } }];
const found = await prisma.plan.findMany();
export async function handler(req: Request, res: Response) {
  for (const dow of req.body.closed) await prisma.hours.deleteMany({ where: { dow } });
  for (const row of req.body.hours) await prisma.hours.update({ where: { day: row.dayOfWeek }, data: { open: row.open } });
  for (const [dayKey, open] of Object.entries(req.body.hours)) await prisma.hours.update({ where: { day: dayKey }, data: { open } });
  for (const row of req.body.slots) await prisma.slot.update({ where: { day: row.dayOfWeek }, data: { open: row.open } }); // !n-plus-one
  for (const plan of PLAN)
    for (const [key, most] of Object.entries(plan.features)) await prisma.feature.upsert({ where: { key }, create: { most } });
  const groups = [{ name: 'a', rows: [] }, { name: 'b', rows: [] }];
  for (const row of req.body.rows) groups[row.group].rows.push(row);
  for (const group of groups)
    for (const row of group.rows) await prisma.row.update({ where: { id: row.id }, data: { open: true } }); // !n-plus-one
  for (const plan of found)
    for (const feature of plan.features) await prisma.feature.upsert({ where: { key: feature } }); // !n-plus-one
  for (const [key, value] of Object.entries(req.body.rights)) {
    if (!ALL_RIGHTS.includes(key)) continue;
    await prisma.right.update({ where: { key }, data: { value } });
  }
}`,
  'src/counts.js': `const { Appointment } = require('./models');
async function handler(req, res) {
  const words = Appointment.schema.path('status').enumValues;
  res.json(await Promise.all(words.map((status) => Appointment.countDocuments({ status }))));
}
module.exports = { handler };`,
});

check('the first that is free; each that is taken', {
  'src/tables.ts': `${head}export async function handler(req: Request, res: Response) {
  let chosen;
  for (const table of req.body.tables) {
    const taken = await prisma.booking.findMany({ where: { tableId: table.id } });
    if (taken.length === 0) { chosen = table.id; break; }
  }
  let failed;
  for (const table of req.body.tables) {
    const done = await prisma.table.update({ where: { id: table.id }, data: { seen: true } }); // !n-plus-one
    if (!done) { failed = table.id; break; }
  }
}`,
  'src/deploy.ts': `import axios from 'axios';
export async function handler(req: Request, res: Response) {
  for (const path of req.body.paths)
    await axios.put('https://api.example.com/files' + path, req.body.files[path], { headers: { 'Content-Type': 'application/octet-stream' } });
  for (const id of req.body.ids) await axios.put('https://api.example.com/items/' + id, { seen: true }); // !n-plus-one
}`,
});

check('month by month, some days before, platforms, what came to a webhook', {
  'src/periods.ts': `${head}export async function handler(req: Request, res: Response) {
  const now = new Date();
  for (let i = req.query.periods - 1; i >= 0; i--) {
    const date = new Date(now.getFullYear(), now.getMonth() - i, 1);
    await prisma.period.findFirst({ where: { month: date } });
  }
  for (let i = req.query.days - 1; i >= 0; i--) {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - i);
    await prisma.period.findFirst({ where: { day: date } }); // !n-plus-one
  }
  for (const days of req.body.daysBefore) await prisma.lot.findMany({ where: { days } });
  const { platforms } = await askedFor(req);
  const done = await Promise.allSettled(platforms.map((p) => render(p)));
  await Promise.all(platforms.map(publish));
  await Promise.all(req.body.posts.map(publish)); // !n-plus-one
  const kept = done.filter(Boolean);
  for (const text of kept) await prisma.post.create({ data: { text } });
  const drafts = await Promise.all(req.body.drafts.map((d) => render(d)));
  for (const text of drafts) await prisma.post.create({ data: { text } }); // !n-plus-one
}
async function publish(p: string) { await prisma.platform.update({ where: { id: p }, data: { sent: true } }); }
function render(p: string) { return p + '!'; }`,
  'src/webhook.ts': `${head}export async function receive(req: Request, res: Response) {
  const messages = Chat.parseWebhookPayload(req.body);
  for (const { message, phone } of messages) await prisma.shop.findFirst({ where: { phone } });
}`,
});

check('helpers that go through a list by name, and people that a step of a flow is told', {
  'src/flow.ts': `${head}export async function handler(req: Request, res: Response) {
  const campaigns = await prisma.campaign.findMany();
  const open = await asyncFilter(campaigns, (c) =>
    mayReceive(req.query.user, c), // !n-plus-one
  );
  await notify(req.body.config);
  res.json(open);
}
async function mayReceive(id: string, c: Campaign) { return (await prisma.user.findUnique({ where: { id } })).level > c.level; }
async function asyncFilter(list, keep) {
  const kept = await Promise.all(list.map(keep));
  return list.filter((_, i) => kept[i]);
}
async function notify(config: any) {
  for (const userId of config.userIds) await prisma.notice.create({ data: { userId } }); // !n-plus-one
  for (const hook of config.hooks) await prisma.notice.create({ data: { hook } });
}`,
});

check('words that a caller picks from a written list, codes of currencies, and whole tenants', {
  'src/plans.ts': `import axios from 'axios';
${head}export async function handler(req: Request, res: Response) {
  res.json([await plansOf(req.query.states), await ratesOf(req.body.rows), await syncAll(req.user.id)]);
}
async function plansOf(asked?: string[]) {
  const states = asked && asked.length ? asked : ['active', 'blocked', 'deleted'];
  for (const state of states) await axios.get('/plans', { params: { state } });
  const ids = asked && asked.length ? asked : await idsOf();
  for (const id of ids) await axios.get('/plans/' + id); // !n-plus-one
}
async function ratesOf(rows: Row[]) {
  const currencies = new Set(rows.map((r) => r.currencyCode));
  const found = new Map();
  for (const code of currencies) found.set(code, await prisma.rate.findFirst({ where: { code }, orderBy: { at: 'desc' } }));
  const coins = await prisma.currency.findMany();
  for (const currency of coins) await prisma.rate.findFirst({ where: { id: currency.id } }); // !n-plus-one
  return found;
}
async function syncAll(userId: string) {
  const integrations = await prisma.integration.findMany({ where: { userId } });
  for (const integration of integrations) await syncOne(integration);
  for (const integration of integrations) await prisma.page.findMany({ where: { integrationId: integration.id } }); // !n-plus-one
}
async function syncOne(integration: Integration) {
  const pages = await prisma.page.findMany({ where: { integrationId: integration.id } });
  const state = await prisma.state.findUnique({ where: { id: integration.id } });
  const { data } = await axios.get(integration.account + '/leads', { params: { pages, since: state.at } });
  await prisma.lead.createMany({ data });
  await prisma.state.update({ where: { id: integration.id }, data: { at: new Date() } });
  await prisma.log.create({ data: { integrationId: integration.id } });
}`,
  'src/notify.ts': `${head}export async function handler(req: Request, res: Response) {
  res.json(await notify(req.body));
}
async function notify(config: Step) {
  for (const userId of config.notify_users) await prisma.user.findUnique({ where: { id: userId } }); // !n-plus-one
  for (const topic of config.topics) await prisma.topic.findUnique({ where: { topic } });
}`,
});

check('administrators are told by themselves; members are many', {
  'src/flags.ts': `${head}import { NotificationsService } from './notifications';
const notifications = new NotificationsService();
export async function handler(req: Request, res: Response) {
  const admins = await prisma.user.findMany({ where: { role: 'ADMIN' } });
  for (const admin of admins) await notifications.create(admin.id, 'flagged');
  const owners = await prisma.member.findMany({ where: { teamId: req.params.id, role: { in: ['OWNER', 'ADMIN'] } } });
  for (const one of owners || []) await notifications.create(one.id, 'flagged');
  const members = await prisma.member.findMany({ where: { teamId: req.params.id, role: 'MEMBER' } });
  for (const one of members) await notifications.create(one.id, 'flagged'); // !n-plus-one
  for (const one of owners) await prisma.visit.findFirst({ where: { userId: one.id } }); // !n-plus-one
  const managers = await usersWithRoles([Role.ADMIN, Role.MANAGER]);
  for (const one of managers) await notifications.create(one.id, 'flagged');
}`,
  'src/notifications.ts': `${head}export class NotificationsService {
  async create(userId: string, what: string) {
    return prisma.notification.create({ data: { userId, what } });
  }
}`,
});

check('what a person registered, whether each answers, files of one session', {
  'src/templates.ts': `import axios from 'axios';
${head}export class Templates {
  constructor(private readonly templateRegistry: TemplateRegistry) {}
  async handler(req: Request, res: Response) {
    const sources = this.templateRegistry.getTemplates();
    for (const source of sources) await prisma.template.findUnique({ where: { slug: source.slug } });
    const rows = await this.templateRegistry.getTemplates();
    for (const row of rows) await prisma.template.findUnique({ where: { slug: row.slug } }); // !n-plus-one
    for (const [at, file] of req.options.uploadedFiles.entries()) await axios.post('/sessions', { file: file.id, at });
    const found = await prisma.service.findMany();
    res.json(await Promise.all(found.map((service) => this.checkService(service))));
  }
  async checkService(service: Service) {
    return axios.get(service.address);
  }
}`,
  'src/lines.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('https://db', 'key');
export async function handler(req: Request, res: Response) {
  for (const line of req.body.order.items) await supabase.from('products').select('*').eq('id', line.productId); // !n-plus-one
}`,
});
