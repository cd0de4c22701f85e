/** As many operations at once as there are items: how many a list may hold. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'a list that a request brings is not few for its name, and one that is a page only now and then is none',
  {
    'src/sent.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const get = (x) => axios.get('https://x.example.com/' + x.id, { timeout: 2000 });
export async function POST(request) {
  const { approvers } = await request.json();
  await Promise.all(approvers.map((approver) => get(approver))); // !unbounded-concurrency
}
export async function handler(req, res) {
  await Promise.all(req.body.query.map((query) => get(query))); // !unbounded-concurrency
  const ids = JSON.parse(req.body.ids);
  await Promise.all(ids.map((id) => get({ id }))); // !unbounded-concurrency
  let members;
  if (req.query.page) members = await prisma.user.findMany({ take: 100, skip: 100 });
  else members = await prisma.user.findMany({ where: { active: true } });
  await Promise.all(members.map((member) => get(member))); // !unbounded-concurrency
  let paged;
  if (req.query.after) paged = await prisma.user.findMany({ take: 20, cursor: { id: req.query.after } });
  else paged = await prisma.user.findMany({ take: 20 });
  await Promise.all(paged.map((member) => get(member)));
  const categories = await prisma.category.findMany();
  await Promise.all(categories.map((category) => get(category))); // !unbounded-concurrency
  await Promise.all(req.body.article.categories.map((category) => get(category)));
  const approvers = await prisma.user.findMany({ where: { role: 'ADMIN' } });
  await Promise.all(approvers.map((approver) => get(approver)));
  res.end();
}`,
  },
  rule,
);

check(
  'a limit in a tagged text, a check before the list was narrowed and ids that are capped keep it small',
  {
    'src/capped.ts': `import axios from 'axios';
import { z } from 'zod';
import { PrismaClient } from '@prisma/client';
import { createClient } from '@supabase/supabase-js';
const prisma = new PrismaClient();
const supabase = createClient('https://x.example.com', process.env.KEY);
const body = z.object({ ids: z.array(z.string()).max(50), groups: z.array(z.string()) });
const get = (x) => axios.get('https://x.example.com/' + x.id, { timeout: 2000 });
export async function handler(req, res) {
  const best = await prisma.$queryRaw\`SELECT * FROM users ORDER BY score DESC LIMIT 3;\`;
  await Promise.all(best.map((user) => get(user)));
  const all = await prisma.$queryRaw\`SELECT * FROM users ORDER BY score DESC\`;
  await Promise.all(all.map((user) => get(user))); // !unbounded-concurrency
  const { ads } = req.body;
  if (ads.length > 50) return res.status(400).end();
  const targets = ads.map((ad) => (ad.url ? { id: ad.url } : null)).filter(Boolean);
  await Promise.all(targets.map((target) => get(target)));
  const { ids, groups } = body.parse(req.body);
  const { data: rows } = await supabase.from('users').select('id').in('id', ids);
  await Promise.all((rows ?? []).map((user) => get(user)));
  const { data: members } = await supabase.from('users').select('id').in('group_id', ids);
  await Promise.all(members.map((user) => get(user))); // !unbounded-concurrency
  const users = await prisma.user.findMany({ where: { id: { in: ids } } });
  await Promise.all(users.map((user) => get(user)));
  const others = await prisma.user.findMany({ where: { id: { in: groups } } });
  await Promise.all(others.map((user) => get(user))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'pictures that somebody picked for a form are few, by their files too',
  {
    'src/form.tsx': `export function Form({ images, rows }) {
  const uploadFile = (file, path) => fetch('/upload/' + path, { method: 'PUT', body: file });
  const submit = async () => {
    await Promise.all(images.map((image) => uploadFile(image.file, image.name)));
    await Promise.all(rows.map((row) => uploadFile(row.text, row.name))); // !unbounded-concurrency
  };
  return <form onSubmit={submit} />;
}`,
  },
  rule,
);

check(
  'a list that a counted loop fills has as many as are counted',
  {
    'src/filled.ts': `import axios from 'axios';
const get = (x) => axios.get('https://x.example.com/' + x, { timeout: 2000 });
export async function handler(req, res) {
  const places = [];
  for (let i = 0; i < 21; i++) places.push(i * 2);
  await Promise.all(places.map((place) => get(place)));
  const many = [];
  for (let i = 0; i < 5000; i++) many.push(i * 2);
  await Promise.all(many.map((place) => get(place))); // !unbounded-concurrency
  const asked = [];
  for (let i = 0; i < req.body.count; i++) asked.push(i * 2);
  await Promise.all(asked.map((place) => get(place))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a query that is put together and handed to a helper that somebody waits for is asked',
  {
    'src/tenant.ts': `export function withTenant(query, tenant) {
  return tenant ? query.eq('tenant_id', tenant) : query;
}`,
    'app/api/campaigns/route.ts': `import { createClient } from '@supabase/supabase-js';
import { withTenant } from '../../../src/tenant';
const supabase = createClient('https://x.example.com', process.env.KEY);
export async function GET(req) {
  const tenant = req.headers.get('x-tenant');
  const { data } = await withTenant(supabase.from('campaigns').select('*'), tenant);
  const counted = await Promise.all( // !unbounded-concurrency
    (data ?? []).map(async (row) => {
      const { count } = await withTenant(supabase.from('uses').select('*').eq('campaign', row.id), tenant); // !n-plus-one
      return { ...row, count };
    }),
  );
  const queries = data.map((row) => build(supabase.from('uses').select('*').eq('campaign', row.id)));
  return Response.json({ counted, queries: queries.length });
}
function build(query) {
  return { query };
}`,
  },
  rule,
  'n-plus-one',
);

check(
  'the administrators that a call gives are few, and its members are not',
  {
    'src/mods.ts': `import axios from 'axios';
import { auth } from './auth';
const tell = (to) => axios.post('https://x.example.com/' + to, {}, { timeout: 2000 });
export async function handler(req, res) {
  for (const admin of auth.getAdmins(req.body.chat)) tell(admin).catch(console.error);
  await Promise.all((await auth.listModerators(req.body.chat)).map((mod) => tell(mod)));
  await Promise.all((await auth.getMembers(req.body.chat)).map((member) => tell(member))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a list put together from constants of other files has as many as those, one that holds rows may have any number',
  {
    'src/kinds.ts': `import { mailKinds } from './mail-kinds';
import { pushKinds } from './push-kinds';
export const topics = [...mailKinds, ...pushKinds, 'sms'];
export const open = [...mailKinds, ...loadAll()];
function loadAll() {
  return JSON.parse(process.env.MORE ?? '[]');
}`,
    'src/mail-kinds.ts': `export const mailKinds = ['welcome', 'bill'];`,
    'src/push-kinds.ts': `export const pushKinds = ['news'];`,
    'src/handler.ts': `import axios from 'axios';
import { open, topics } from './kinds';
export async function handler(req, res) {
  await Promise.all(topics.filter((topic) => topic !== req.body.topic).map((topic) => axios.get('/t/' + topic, { timeout: 2000 })));
  await Promise.all(open.map((topic) => axios.get('/t/' + topic, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what a chat remembers comes a hundred messages at most, and a list filled from one of its own kind has as many',
  {
    'src/bot.ts': `import axios from 'axios';
export async function clear(interaction) {
  const messages = await interaction.channel.messages.fetch();
  await Promise.all(messages.map((message) => message.delete()));
  const pinned = await interaction.channel.messages.fetch({ limit: 100 });
  await Promise.all(pinned.map((message) => message.delete()));
  const members = await interaction.guild.members.fetch();
  await Promise.all(members.map((member) => axios.post('/m', member.id, { timeout: 2000 }))); // !unbounded-concurrency
}
export async function handler(req, res) {
  const checkedOptions = [];
  for (const option of req.body.poll.options) if (option.title) checkedOptions.push(option);
  await Promise.all(checkedOptions.map((option) => axios.post('/o', option, { timeout: 2000 })));
  const roles = [];
  for (const user of req.body.users) roles.push(user.role);
  await Promise.all(roles.map((role) => axios.post('/r', role, { timeout: 2000 }))); // !unbounded-concurrency
  const wanted = normaliseEntityTypes(req.body.kinds);
  await Promise.all(wanted.map((entity) => axios.get('/e/' + entity, { timeout: 2000 })));
  res.end();
}
function normaliseEntityTypes(given) {
  return known(given);
}`,
  },
  rule,
);

check(
  'what a written list is reduced to has as many, and so have lists of modules of constants that no file is found for',
  {
    'src/handler.ts': `import axios from 'axios';
import productFields from '@functions/const/productFields';
import { products } from '@functions/repositories/products';
const post = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  const keys = ['webhook', 'pem', 'client'];
  const secrets = keys.reduce((found, key) => {
    if (req.body[key]) found.push({ key, value: req.body[key] });
    return found;
  }, []);
  await Promise.all(secrets.map((secret) => post(secret)));
  const lines = keys.reduce((found, key) => {
    found.push(...req.body[key]);
    return found;
  }, []);
  await Promise.all(lines.map((line) => post(line))); // !unbounded-concurrency
  await Promise.all(productFields.map((field) => post(field)));
  await Promise.all(products.map((product) => post(product))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'a list that comes with what tells of further pages is one page, and so is what is filtered out of one',
  {
    'src/feed.ts': `import axios from 'axios';
import { loadPosts } from '@acme/posts';
const post = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function feed(req, res) {
  const { items, pagination } = await loadPosts(req.user.id, req.query);
  const ids = [...new Set(items.map((item) => item.communityId))].filter(Boolean);
  await Promise.all(ids.map((id) => axios.get('/c/' + id, { timeout: 2000 })));
  res.json(pagination);
}
export async function others(req, res) {
  const rows = await loadPosts(req.user.id, { take: 20 });
  const [open, closed] = splitPosts(rows);
  await Promise.all(open.map((row) => post(row)));
  const { items, author } = await loadPosts(req.user.id, req.query);
  await Promise.all(items.map((item) => post(item))); // !unbounded-concurrency
  res.json([author, closed]);
}`,
  },
  rule,
);
