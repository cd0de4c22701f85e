import { check } from './marked.ts';

const rule = 'sequential-awaits';
const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

check(
  'what is remembered for one request is waited for in each',
  {
    'src/db.ts': prisma,
    'src/accounts.ts': `import { cache } from 'react';
import { prisma } from './db';
export const getAccounts = cache(async () => {
  return prisma.account.findMany({ take: 10 });
});
export const getStages = cache(async () => {
  return prisma.stage.findMany({ take: 10 });
});`,
    'app/accounts/page.tsx': `import { getAccounts, getStages } from '../../src/accounts';
export default async function Page() {
  const accounts = await getAccounts(); // !sequential-awaits
  const stages = await getStages();
  return <List accounts={accounts} stages={stages} />;
}`,
  },
  rule,
);

check(
  'what a library remembers for long is not',
  {
    'src/db.ts': prisma,
    'src/accounts.ts': `import { memoize } from 'memos';
import { prisma } from './db';
export const getAccounts = memoize(async () => {
  return prisma.account.findMany({ take: 10 });
});
export const getStages = memoize(async () => {
  return prisma.stage.findMany({ take: 10 });
});`,
    'app/accounts/page.tsx': `import { getAccounts, getStages } from '../../src/accounts';
export default async function Page() {
  const accounts = await getAccounts();
  const stages = await getStages();
  return <List accounts={accounts} stages={stages} />;
}`,
  },
  rule,
);

check(
  'noting something for a trace does not part two waits, a check does',
  {
    'src/db.ts': prisma,
    'src/summary.ts': `import { prisma } from './db';
export async function summarise(req, res) {
  const prompts = await prisma.prompt.findMany({ where: { user: req.user.id } }); // !sequential-awaits
  addLogFields({ 'prompt.count': prompts.length });
  const settings = await prisma.user.findFirst({ where: { id: req.user.id } });
  res.json({ prompts, settings });
}
export async function guarded(req, res) {
  const prompts = await prisma.prompt.findMany({ where: { user: req.user.id } });
  refuseUnless(prompts.length);
  const settings = await prisma.user.findFirst({ where: { id: req.user.id } });
  res.json({ prompts, settings });
}`,
  },
  rule,
);

check(
  'a tool that a model calls serves somebody, a command line does not',
  {
    'src/db.ts': prisma,
    'src/tools.ts': `import { prisma } from './db';
export const tools = [
  {
    name: 'enrich',
    description: 'Enriches a contact',
    async handler(args, userId) {
      const one = await prisma.key.findFirst({ where: { userId, name: 'A' } }); // !sequential-awaits
      const two = await prisma.key.findFirst({ where: { userId, name: 'B' } });
      return { one, two };
    },
  },
];
export const command = {
  command: 'enrich',
  describe: 'Enriches a contact',
  async handler(args) {
    const one = await prisma.key.findFirst({ where: { id: args.id, name: 'A' } });
    const two = await prisma.key.findFirst({ where: { id: args.id, name: 'B' } });
    console.log({ one, two });
  },
};`,
  },
  rule,
);

check(
  'waits for what is near: a token, a worker thread, the browser that hosts an extension',
  {
    'src/near.ts': `export class Auth {
  async getIdOfUser(req) {
    const payload = await this.jwt.verifyAsync(req.cookies.token);
    return payload.sub;
  }
  async info(req, res) {
    const user = await this.provider.fetchUser(req.query.token);
    const id = await this.getIdOfUser(req);
    res.json({ user, id });
  }
  async check(model, tsWorker) {
    const errors = await tsWorker.getSemanticDiagnostics(model);
    const more = await tsWorker.getSyntacticDiagnostics(model);
    return [errors, more];
  }
  async popup() {
    const [tab] = await chrome.tabs.query({ active: true });
    const stored = await chrome.storage.local.get('key');
    return { tab, stored };
  }
}`,
  },
  rule,
);

check(
  'looked up by name in what a package hands over',
  {
    'src/alerts.ts': `import { PluginData } from 'botkit';
export async function sendAlerts(data: PluginData, userId: string) {
  const alerts = await data.state.alerts.getAlertsByUserId(userId); // !sequential-awaits
  const notes = await data.state.notes.findForUser(userId);
  return { alerts, notes };
}`,
  },
  rule,
);

check(
  'chains that begin as a question, whatever starts them in the end',
  {
    'src/chains.ts': `import { Kysely } from 'kysely';
import { getRepository } from 'typeorm';
export async function kysely(db: Kysely<DB>, id: string) {
  const one = await db.selectFrom('a').selectAll().where('id', '=', id).execute(); // !sequential-awaits
  const two = await db.selectFrom('b').selectAll().executeTakeFirst();
  return { one, two };
}
export async function typeorm(id: string) {
  const one = await getRepository(A).createQueryBuilder('a').where('a.id = 1').getMany(); // !sequential-awaits
  const two = await getRepository(B).createQueryBuilder('b').select('b.id').getCount();
  return { one, two };
}
export async function supabase(id: string) {
  const { data: one } = await client.supabase.from('a').select('*').eq('id', id); // !sequential-awaits
  const { data: two } = await client.supabase.from('b').select('*');
  return { one, two };
}
export async function driver(pool: Pool, id: string) {
  const [one] = await pool.execute('SELECT * FROM a WHERE id = ?', [id]); // !sequential-awaits
  const [two] = await pool.execute('SELECT * FROM b');
  return { one, two };
}
export async function redis(redis: Redis, id: string) {
  const one = await redis.hgetall(id); // !sequential-awaits
  const two = await redis.smembers('b');
  return { one, two };
}`,
  },
  rule,
);

check(
  'chains that change or lock something',
  {
    'src/chains.ts': `import { Kysely } from 'kysely';
import { getRepository } from 'typeorm';
export async function kysely(db: Kysely<DB>, id: string) {
  const one = await db.updateTable('a').set({ id }).returningAll().execute();
  const two = await db.selectFrom('b').selectAll().forUpdate().executeTakeFirst();
  return { one, two };
}
export async function typeorm(id: string) {
  const one = await getRepository(A).createQueryBuilder('a').update().set({ id }).execute();
  const two = await getRepository(B).createQueryBuilder('b').setLock('pessimistic_write').getOne();
  return { one, two };
}
export async function supabase(id: string) {
  const { data: one } = await client.supabase.from('a').insert({ id }).select();
  const { data: two } = await client.supabase.from('b').select('*');
  return { one, two };
}
export async function driver(pool: Pool, id: string) {
  const [one] = await pool.execute('UPDATE a SET x = 1 WHERE id = ?', [id]);
  const [two] = await pool.execute('SELECT * FROM b');
  return { one, two };
}
export async function redis(redis: Redis, id: string) {
  const one = await redis.incr(id);
  const two = await redis.smembers('b');
  return { one, two };
}`,
  },
  rule,
);

check(
  'one of two queries, chosen where it is awaited',
  {
    'src/db.ts': prisma,
    'src/score.ts': `import { prisma } from './db';
export async function score(req, res) {
  const score = await (req.query.old // !sequential-awaits
    ? prisma.oldScore.findFirst({ where: { id: req.params.id } })
    : prisma.score.findFirst({ where: { id: req.params.id } }));
  const activity = await prisma.activity.findFirst({ where: { id: req.params.id } });
  res.json({ score, activity });
}`,
  },
  rule,
);

check(
  'a call that never comes back spares what follows',
  {
    'src/db.ts': prisma,
    'app/invoices/[id]/page.tsx': `import { redirect } from 'next/navigation';
import { prisma } from '../../../src/db';
export default async function Page({ id }) {
  const invoice = await prisma.invoice.findFirst({ where: { id } });
  if (!invoice) redirect('/invoices');
  const stores = await prisma.store.findMany({ take: 10 });
  return <Invoice invoice={invoice} stores={stores} />;
}
export async function GET(req, id) {
  const invoice = await prisma.invoice.findFirst({ where: { id } });
  if (!invoice) {
    refuse('no such invoice');
  }
  const stores = await prisma.store.findMany({ take: 10 });
  return Response.json({ invoice, stores });
}
export async function POST(req, id) {
  const invoice = await prisma.invoice.findFirst({ where: { id } }); // !sequential-awaits
  if (!invoice) {
    console.warn('no such invoice');
  }
  const stores = await prisma.store.findMany({ take: 10 });
  return Response.json({ invoice, stores });
}`,
  },
  rule,
);

check(
  'settings that are loaded once and kept by their module',
  {
    'src/settings.ts': `import { db } from './db';
let settings;
export async function getSetting(name) {
  if (!settings) {
    settings = await db.query('SELECT * FROM setting');
  }
  return settings.find((s) => s.name === name);
}`,
    'src/page.ts': `import { getSetting } from './settings';
export async function header(req, res) {
  const logo = await getSetting('logo');
  const name = await getSetting('name');
  res.json({ logo, name });
}`,
  },
  rule,
);

check(
  'what a command object does, its own name says',
  {
    'src/quota.ts': `export class Quota {
  constructor(
    private readonly getSetting: GetSetting,
    private readonly setSetting: SetSetting,
    private readonly userRepository: UserRepository,
  ) {}
  async quota(userId: string) {
    const used = await this.getSetting.execute({ userId, name: 'used' }); // !sequential-awaits
    const user = await this.userRepository.findOneBy({ id: userId });
    return { used, user };
  }
  async change(userId: string) {
    const used = await this.setSetting.execute({ userId, name: 'used' });
    const user = await this.userRepository.findOneBy({ id: userId });
    return { used, user };
  }
}`,
  },
  rule,
);

check(
  'a client that is put together among the waits, a query that starts when it is awaited',
  {
    'src/dashboard.ts': `import { createClient } from './supabase';
export async function dashboard(req, res) {
  const allowed = await db.student.findMany({ where: { id: req.user.id } }); // !sequential-awaits
  const supabase = await createClient();
  const { data: year } = await supabase.from('years').select('id').eq('status', 'active');
  res.json({ allowed, year });
}
export async function apis(req, res) {
  const total = await db.select({ count: count() }).from(table); // !sequential-awaits
  const query = db.query.apis.findMany({ where: eq(table.id, req.params.id) });
  const apis = await query;
  res.json({ total, apis });
}`,
    'src/supabase.ts': `import { cookies } from 'next/headers';
import { createServerClient } from '@supabase/ssr';
export async function createClient() {
  const store = await cookies();
  return createServerClient(url, key, { cookies: store });
}`,
  },
  rule,
);

check(
  'one connection that helpers are given, and an answer that is sent early',
  {
    'src/invoices.ts': `export async function phases(req, res) {
  const client = await getClient();
  const rows = await client.query('SELECT 1');
  const dropped = await loadDroppedPhases(client, req.params.id);
  const chains = await loadPhaseChains(client, req.params.id);
  client.release();
  res.json({ rows, dropped, chains });
}
export async function product(req, res) {
  const category = await db.category.findFirst({ where: { id: req.params.id } });
  if (!category) {
    res.status(404);
    res.json({ message: 'no such category' });
  }
  const product = await db.product.findFirst({ where: { id: req.params.product } });
  res.json({ category, product });
}`,
  },
  rule,
);

check(
  'a helper that only reads what came with the request waits for nothing, through however many others',
  {
    'src/db.ts': prisma,
    'src/i18n.ts': `import { cookies, headers } from 'next/headers';
export async function getServerLocale() {
  const store = await cookies();
  return store.get('locale')?.value ?? 'en';
}
export async function getServerT() {
  const locale = await getServerLocale();
  return (key) => texts[locale][key];
}
export async function getRequestIp() {
  const all = await headers();
  return all.get('x-forwarded-for');
}
export async function getPrices() {
  return await readPrices(await cookies());
}`,
    'app/orders/page.tsx': `import { prisma } from '../../src/db';
import { getServerT } from '../../src/i18n';
export default async function Page() {
  const t = await getServerT();
  const orders = await prisma.order.findMany({ take: 10 });
  return <List title={t('orders')} orders={orders} />;
}`,
    'app/news/page.tsx': `import { prisma } from '../../src/db';
import { getPrices, getRequestIp } from '../../src/i18n';
export default async function Page() {
  const ip = await getRequestIp(); // !sequential-awaits
  const news = await prisma.news.findMany({ take: 10 });
  const prices = await getPrices();
  return <List ip={ip} news={news} prices={prices} />;
}`,
  },
  rule,
);

check(
  "vendors' methods that say by their names that they only ask, and what a page loads ahead",
  {
    'src/chain.ts': `import { createPublicClient } from 'viem';
const client = createPublicClient({});
export async function handler(req, res) {
  const owed = await client.readContract({ functionName: 'owed' }); // !sequential-awaits
  const block = await client.getBlock();
  res.json({ owed, block });
}
export async function pay(req, res) {
  const hash = await client.writeContract({ functionName: 'pay' });
  const block = await client.getBlock();
  res.json({ hash, block });
}`,
    'pages/docs.tsx': `import { QueryClient } from 'react-query';
export async function getServerSideProps(context) {
  const queryClient = new QueryClient();
  await queryClient.prefetchQuery('page', () => fetch('/page')); // !sequential-awaits
  await queryClient.prefetchQuery('nav', () => fetch('/nav'));
  return { props: {} };
}`,
  },
  rule,
);

check(
  'what answers at once is no wait, however it is awaited',
  {
    'src/pages.js': `const { Client } = require('discord.js');
const fs = require('fs');
const { Guild } = require('./guild');
const client = new Client();
client.on('interactionCreate', async (interaction) => {
  const guild = await client.guilds.cache.get(interaction.guildId);
  const pages = await fs.readdirSync('./pages');
  const member = await guild.members.cache.find((m) => m.user.bot);
  await interaction.reply(\`\${pages.length} \${member}\`);
});
client.on('messageCreate', async (message) => {
  const settings = await Guild.findOne({ id: message.guildId }); // !sequential-awaits
  const author = await message.guild.members.fetch(message.author.id);
  await message.reply(settings.text + author);
});`,
    'src/guild.js': `const mongoose = require('mongoose');
module.exports = { Guild: mongoose.model('Guild', new mongoose.Schema({})) };`,
  },
  'sequential-awaits',
);

check(
  'what a request brought with it is there, whatever a helper makes of it',
  {
    'src/audit.ts': `import { headers } from 'next/headers';
const ipIn = (h) => h.get('x-forwarded-for');
function extractIp(h) { return ipIn(h); }
export async function getAddress() {
  const given = await headers();
  return extractIp(given);
}
function loadIp(h) { return store.load(h.get('x-real-ip')); }
export async function getOwner() {
  const given = await headers();
  return loadIp(given);
}
`,
    'src/actions.ts': `'use server';
import { PrismaClient } from '@prisma/client';
import { getAddress, getOwner } from './audit';
const prisma = new PrismaClient();
export async function near(id) {
  const rate = await prisma.rate.findUnique({ where: { id } });
  const ip = await getAddress();
  return { rate, ip };
}
export async function far(id) {
  const rate = await prisma.rate.findUnique({ where: { id } }); // !sequential-awaits
  const owner = await getOwner();
  return { rate, owner };
}
`,
  },
  'sequential-awaits',
);
