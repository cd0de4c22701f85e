/** As many operations at once as there are items: what belongs to one user, what is claimed, loops around loops. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'promises of a small loop within a large one are as many as both have',
  {
    'src/nested.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const KINDS = ['mail', 'push'];
const send = (user, kind) => axios.post('https://example.com/send', { user, kind }, { timeout: 2000 });
export async function remind(req, res) {
  const users = await prisma.user.findMany({ where: { active: true } });
  const begun = [];
  for (const user of users) {
    for (const kind of KINDS) begun.push(send(user, kind)); // !unbounded-concurrency
  }
  await Promise.all(begun);
  for (const user of users) {
    const own = [];
    for (const kind of KINDS) own.push(send(user, kind));
    await Promise.all(own);
  }
  const few = [];
  for (const chain of ['eth', 'sol']) {
    for (const kind of KINDS) few.push(send(chain, kind));
  }
  await Promise.all(few);
  res.end();
}`,
  },
  rule,
);

check(
  'what a query asks of one user is his, whichever library asks; what he makes piles up',
  {
    'src/owned.ts': `import axios from 'axios';
import { createClient } from '@supabase/supabase-js';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { devices, mealPlans } from './schema';
const supabase = createClient('a', 'b');
const db = drizzle('postgres://x');
const send = (row) => axios.post('https://example.com/rows', row, { timeout: 2000 });
export async function push(userId, req) {
  const { data: subscriptions } = await supabase.from('push').select('*').eq('user_id', userId);
  await Promise.all(subscriptions.map((one) => send(one)));
  const { data: all } = await supabase.from('push').select('*').eq('kind', req.body.kind);
  await Promise.all(all.map((one) => send(one))); // !unbounded-concurrency
  const phones = await db.select().from(devices).where(eq(devices.userId, userId));
  const sessions = phones.filter((phone) => phone.open);
  await Promise.all(sessions.map((one) => send(one)));
  const plans = await db.select().from(mealPlans).where(eq(mealPlans.trainerId, req.body.trainerId));
  await Promise.all(plans.map((plan) => send(plan))); // !unbounded-concurrency
}`,
    'src/roles.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const send = (row) => axios.post('https://example.com/rows', row, { timeout: 2000 });
export async function roles(req, res) {
  const affected = await prisma.userRoles.findMany({ where: { roleId: req.body.roleId } });
  await Promise.all(affected.map((one) => send(one))); // !unbounded-concurrency
  const mine = await prisma.userRoles.findMany({ where: { userId: req.body.id } });
  await Promise.all(mine.map((one) => send(one)));
  const { providerIds, providers, attachmentUrls, colors } = req.body;
  await Promise.all(providerIds.map((id) => send(id))); // !unbounded-concurrency
  await Promise.all(providers.map((provider) => send(provider)));
  await Promise.all(attachmentUrls.map((url) => send(url)));
  await Promise.all((colors as string[]).map((color) => send(color)));
  res.end();
}`,
  },
  rule,
);

check(
  'what is claimed by a number, limited in a tagged query or sent as files is a batch; context lists are set up',
  {
    'src/claimed.ts': `import axios from 'axios';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { getContext } from './context';
const db = drizzle('postgres://x');
const send = (row) => axios.post('https://example.com/rows', row, { timeout: 2000 });
const upload = (file: Express.Multer.File) => axios.post('https://example.com/files', file, { timeout: 2000 });
const MANY = 5000;
export class Outbox {
  constructor(private readonly outbox) {}
  async work(limit: number, files: Express.Multer.File[]) {
    const claimed = await this.outbox.claimBatch(20);
    await Promise.all(claimed.map((entry) => send(entry)));
    const pending = await this.outbox.claimBatch(MANY);
    await Promise.all(pending.map((entry) => send(entry))); // !unbounded-concurrency
    const found = await db.execute(sql\`select * from users limit \${limit}\`);
    const users = found.rows as { id: string }[];
    await Promise.all(users.map((user) => send(user)));
    const everybody = await db.execute(sql\`select * from users where age > \${limit}\`);
    await Promise.all(everybody.rows.map((user) => send(user))); // !unbounded-concurrency
    await Promise.all((files || []).map((file) => upload(file)));
  }
}
export async function poll() {
  const { logger, domains, orders } = getContext();
  logger.info('polls');
  await Promise.all(domains.map((domain) => send(domain)));
  await Promise.all(orders.map((order) => send(order))); // !unbounded-concurrency
  const chainGroups = byChain(orders);
  await Promise.all(Object.values(chainGroups).map((group) => send(group)));
}`,
  },
  rule,
);

check(
  'a worker that goes on while it is running is no start-up, whoever starts it',
  {
    'src/server.ts': `import { Worker } from './worker';
async function startServer() {
  const worker = new Worker();
  worker.start();
}
startServer();`,
    'src/worker.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class Worker {
  private isRunning = false;
  async start() {
    this.isRunning = true;
    while (this.isRunning) {
      await this.workOff();
      await this.sleep(5000);
    }
  }
  private sleep(ms: number) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
  private async workOff() {
    const campaigns = await prisma.campaign.findMany({ where: { status: 'running' } });
    await Promise.all(campaigns.map((one) => axios.post(one.url, one, { timeout: 2000 }))); // !unbounded-concurrency
  }
}`,
    'src/boot.ts': `import { Once } from './once';
async function startServer() {
  await new Once().start();
}
startServer();`,
    'src/once.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class Once {
  async start() {
    const campaigns = await prisma.campaign.findMany({ where: { status: 'running' } });
    await Promise.all(campaigns.map((one) => axios.post(one.url, one, { timeout: 2000 })));
  }
}`,
  },
  rule,
);

check(
  'spans of time are few; rows that have one, by their ids or by whose they are, are as many as there are',
  {
    'src/periods.ts': `import axios from 'axios';
export async function recount(req, res) {
  const periods = splitDay(req.body.day);
  await Promise.all(periods.map((period) => axios.get('/r?from=' + period.from, { timeout: 2000 })));
  await Promise.all(req.body.periods.map((period) => axios.get('/b/' + period.budgetId, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(req.body.period_ids.map((id) => axios.get('/p/' + id, { timeout: 2000 }))); // !unbounded-concurrency
  const sectionIds = req.body.form.sections.map((section) => section.id);
  await Promise.all(sectionIds.map((id) => axios.get('/s/' + id, { timeout: 2000 })));
  await Promise.all(req.body.propertyIds.map((id) => axios.get('/p/' + id, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(req.body.properties.map((property) => axios.get('/p/' + property.id, { timeout: 2000 }))); // !unbounded-concurrency
  await Promise.all(req.body.properties.map((property) => axios.get('/p/' + property.name, { timeout: 2000 })));
  const props = req.app.schema.getProperties();
  await Promise.all(props.map((prop) => axios.get('/p/' + prop.name, { timeout: 2000 })));
  const houses = await req.app.agency.getProperties();
  await Promise.all(houses.map((house) => axios.get('/h/' + house.name, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);
