import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

/** Lines on which a rule finds something in one file. */
function lines(rule: string, code: string, file = 'src/work.ts'): string[] {
  const out = analyse({ [file]: code });
  return out.findings.filter((f) => f.rule === rule).map((f) => `${f.line}-${f.endLine}`);
}

function table(rule: string, cases: Readonly<Record<string, { code: string; at: readonly string[] }>>): void {
  for (const [name, { code, at }] of Object.entries(cases)) {
    test(`${rule}: ${name}`, () => assert.deepEqual(lines(rule, code), at, code));
  }
}

const prisma = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

table('sequential-awaits', {
  'a run ends with its last wait': {
    code: `${prisma}export async function handler(req, res) {
  const a = await prisma.a.findMany({ take: 1 });
  const b = await prisma.b.findMany({ take: 1 });
  const c = req.query.c ? await prisma.c.findMany({ take: 1 }) : null;
  res.json({ a, b, c });
}`,
    at: ['4-6'],
  },
  'side by side in one literal': {
    code: `${prisma}export const load = async (id: string) => ({
  user: await prisma.user.findUnique({ where: { id } }),
  news: await prisma.news.findMany({ take: 3 }),
});`,
    at: ['4-5'],
  },
  'a group that is already concurrent, after a read': {
    code: `${prisma}export async function page(id: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  const [a, b] = await Promise.all([prisma.a.count(), prisma.b.count()]);
  return { user, a, b };
}`,
    at: ['4-5'],
  },
  'decoding a response is a part of its request': {
    code: `export async function both() {
  const one = await fetch('https://a.example/one');
  const first = await one.json();
  const two = await fetch('https://a.example/two');
  const second = await two.json();
  return { first, second };
}`,
    at: ['2-4'],
  },
  'a query written as a template': {
    code: `${prisma}export async function report() {
  const logins = await prisma.$queryRaw\`SELECT 1\`;
  const signups = await prisma.$queryRaw\`SELECT 2\`;
  return { logins, signups };
}`,
    at: ['4-5'],
  },
  'names that only contain a guard are no guards': {
    code: `export async function page(api) {
  const list = await api.listIssues();
  const stats = await api.getStatistics();
  return { list, stats };
}`,
    at: ['2-3'],
  },
  'a second wait that needs the first': {
    code: `${prisma}export async function orders(id: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  return await prisma.order.findMany({ where: { userId: user.id }, take: 5 });
}`,
    at: [],
  },
  'a key that is called like the first result': {
    code: `${prisma}export async function studio(id: string) {
  const studio = await prisma.studio.findUnique({ where: { id } });
  const films = await prisma.film.findMany({ where: { studio: id }, take: 5 });
  return { studio, films };
}`,
    at: ['4-5'],
  },
  'a query that ends in limit, and one that ends in where': {
    code: `import { db } from './db';
export async function page(from: number) {
  const rows = await db.select().from(users).limit(20);
  const count = await db.select({ n: count() }).from(users).where(gt(users.id, from));
  return { rows, count };
}`,
    at: ['3-4'],
  },
  'a function that makes something from what it reads': {
    code: `${prisma}async function createTransport() {
  const settings = await prisma.email.findFirst();
  return mailer(settings);
}
export async function mail() {
  const transport = await createTransport();
  const template = await prisma.template.findFirst({ where: { type: 'welcome' } });
  return transport.deliver(template);
}`,
    at: ['8-9'],
  },
  'a function that makes something and stores it': {
    code: `${prisma}async function createAccount(name: string) {
  return prisma.account.create({ data: { name } });
}
export async function signUp(name: string) {
  const account = await createAccount(name);
  const template = await prisma.template.findFirst({ where: { type: 'welcome' } });
  return { account, template };
}`,
    at: [],
  },
  'what a socket is asked for': {
    code: `import { Connection } from 'some-socket';
export async function settings(props: { socket: Connection }) {
  const list = await props.socket.getHistoryInstances();
  const config = await props.socket.getSystemConfig();
  return { list, config };
}`,
    at: ['3-4'],
  },
  'an exit between': {
    code: `${prisma}export async function orders(id: string) {
  const user = await prisma.user.findUnique({ where: { id } });
  if (!user) return [];
  const all = await prisma.order.findMany({ take: 5 });
  return all;
}`,
    at: [],
  },
  'a check that may throw': {
    code: `${prisma}export async function orders(id: string, ctx) {
  const member = await ctx.ensureMember(id);
  const all = await prisma.order.findMany({ take: 5 });
  return { member, all };
}`,
    at: [],
  },
  'a write at the end of a chain': {
    code: `export async function add(repo, ctx) {
  const a = await repo.getRepository(ctx).save({});
  const b = await repo.getRepository(ctx).save({});
  return { a, b };
}`,
    at: [],
  },
  'SQL that writes': {
    code: `export async function photo(query, id) {
  const user = await query(\`UPDATE users SET photo = 1 WHERE id = $1\`, [id]);
  const team = await query(\`SELECT team_id FROM team_users WHERE user_id = $1\`, [id]);
  return { user, team };
}`,
    at: [],
  },
  'promises that run already': {
    code: `${prisma}export async function both() {
  const a = prisma.a.count();
  const b = prisma.b.count();
  const one = await a;
  const two = await b;
  return one + two;
}`,
    at: [],
  },
  'a query put together before it is awaited': {
    code: `import { Product } from './models';
export async function list(req, res) {
  const query = Product.find(req.query).populate('brand').limit(20);
  if (req.query.sort) query.sort(req.query.sort);
  const rows = await query;
  const total = await Product.countDocuments(req.query);
  res.json({ rows, total });
}`,
    at: ['5-6'],
  },
  'queries that grow under their names': {
    code: `import { supabase } from './client';
export async function list(tag: string) {
  let rows = supabase.from('posts').select('*');
  let count = supabase.from('posts').select('*', { count: 'exact' });
  if (tag) rows = rows.eq('tag', tag);
  if (tag) count = count.eq('tag', tag);
  const { data } = await rows;
  const { count: total } = await count;
  return { data, total };
}`,
    at: ['7-8'],
  },
  'a page of a query, and its count': {
    code: `import { drizzle } from 'drizzle-orm/node-postgres';
const db = drizzle('postgres://db');
export async function list(org: string, limit: number) {
  let rows: any = db.select({ id: sites.id }).from(sites).where(eq(sites.open, true));
  let count: any = db.select({ n: sql\`count(*)\` }).from(sites).where(eq(sites.open, true));
  if (org) {
    rows = rows.where(eq(sites.org, org));
    count = count.where(eq(sites.org, org));
  }
  const list = await rows.limit(limit).offset(0);
  const total = await count;
  return { list, total };
}`,
    at: ['10-11'],
  },
  'a query that an object was given': {
    code: `import { Tour } from './models';
export async function list(req, res) {
  const features = new Features(Tour.find(), req.query).filter().sort().paginate();
  const tours = await features.query;
  const total = await Tour.countDocuments({ open: true });
  res.json({ tours, total });
}`,
    at: ['4-5'],
  },
  'a query narrowed by what was read': {
    code: `import { Product, Brand } from './models';
export async function list(name: string) {
  const query = Product.find({ sold: true }).limit(20);
  const brand = await Brand.findOne({ name });
  if (brand) query.where({ brand: brand.id });
  const rows = await query;
  return rows;
}`,
    at: [],
  },
  'a query executed before it is awaited': {
    code: `import { Product } from './models';
export async function list(filter) {
  const rows = Product.find(filter).limit(20).exec();
  const total = Product.find(filter).limit(20).countDocuments().exec();
  const list = await rows;
  const n = await total;
  return { list, n };
}`,
    at: [],
  },
  'a list filled from what was read': {
    code: `import { prisma } from './client';
export async function names(id: string) {
  const ids: string[] = [];
  const user = await prisma.user.findUnique({ where: { id } });
  ids.push(user.id);
  const posts = await prisma.post.findMany({ where: { author: { in: ids } } });
  return posts;
}`,
    at: [],
  },
  'a check whose answer is kept': {
    code: `${prisma}const checkStock = (id: string) => prisma.stock.findFirst({ where: { id } });
export async function product(id: string) {
  const stock = await checkStock(id);
  const product = await prisma.product.findUnique({ where: { id } });
  return { stock, product };
}`,
    at: ['5-6'],
  },
  'a check for leave': {
    code: `${prisma}const checkAccess = (id: string) => prisma.member.findFirstOrThrow({ where: { id } });
export async function product(id: string) {
  const member = await checkAccess(id);
  const product = await prisma.product.findUnique({ where: { id } });
  return { member, product };
}`,
    at: [],
  },
  'a result gone through in between, and groups': {
    code: `import prisma from '@/lib/prisma';
export async function summary() {
  const totals = new Map();
  const orders = await prisma.order.groupBy({ by: ['state'] });
  orders.forEach((o) => {
    totals.set(o.state, o._count);
  });
  const news = await prisma.news.findMany({ take: 5 });
  return { totals, news };
}`,
    at: ['4-8'],
  },
  'what was gathered per item is needed': {
    code: `import prisma from '@/lib/prisma';
export async function summary() {
  const ids = [];
  const orders = await prisma.order.findMany({ take: 5 });
  orders.forEach((o) => {
    ids.push(o.userId);
  });
  const users = await prisma.user.findMany({ where: { id: { in: ids } } });
  return { orders, users };
}`,
    at: [],
  },
  'two files for one answer': {
    code: `import { readFile } from 'node:fs/promises';
import express from 'express';
const app = express();
app.get('/about', async (req, res) => {
  const head = await readFile('head.html', 'utf8');
  const body = await readFile('about.html', 'utf8');
  res.send(head + body);
});`,
    at: ['5-6'],
  },
  'two files while a program starts': {
    code: `import { readFile } from 'node:fs/promises';
export async function settings() {
  const own = await readFile('own.json', 'utf8');
  const given = await readFile('given.json', 'utf8');
  return { own, given };
}`,
    at: [],
  },
  'reads that remember what they found': {
    code: `${prisma}import Redis from 'ioredis';
const redis = new Redis();
async function pricesOf(id: string) {
  const rows = await prisma.price.findMany({ where: { id }, take: 9 });
  await redis.set(id, JSON.stringify(rows));
  return rows;
}
export async function product(id: string) {
  const prices = await pricesOf(id);
  const product = await prisma.product.findUnique({ where: { id } });
  return { prices, product };
}`,
    at: ['11-12'],
  },
});

table('quadratic-array', {
  'a name that may mean few, asked by an id': {
    code: `export const certificate = (recipients, fields) =>
  recipients.map((r) => fields.find((f) => f.recipientId === r.id));`,
    at: ['2-2'],
  },
  'a name that may mean few, asked by a name': {
    code: `export const certificate = (rows, fields) =>
  rows.map((r) => fields.find((f) => f.name === r.name));`,
    at: [],
  },
  'lodash over the same collection': {
    code: `export const join = (orders, users) => orders.map((o) => _.find(users, { id: o.userId }));`,
    at: ['1-1'],
  },
  'unique by indexOf': {
    code: `export const unique = (users) => users.filter((u, i, all) => users.indexOf(u.id) === i);`,
    at: ['1-1'],
  },
  'keys listed anew for each item': {
    code: `export const present = (elements, response) => elements.filter((e) => Object.keys(response).includes(e.id));`,
    at: ['1-1'],
  },
  'members of an enum': {
    code: `import { OrderState } from './states';
export const open = (orders) => orders.filter((o) => Object.values(OrderState).includes(o.state));`,
    at: [],
  },
  'a constant of the module': {
    code: `const blocked = [...range(1, 300)];
export const clean = (codes) => codes.filter((code) => !blocked.includes(code));`,
    at: [],
  },
  'a choice somebody made': {
    code: `export const shown = (rows, hiddenFields) => rows.filter((r) => !hiddenFields.includes(r.name));`,
    at: [],
  },
  'allowed ids are data': {
    code: `export const shown = (rows, allowedUserIds: string[]) => rows.filter((r) => allowedUserIds.includes(r.userId));`,
    at: ['1-1'],
  },
  'a list under a key grows by concat': {
    code: `export function byUser(topics) {
  const out = {};
  topics.forEach((t) => {
    out[t.uid] = out[t.uid] ? out[t.uid].concat(t.time) : [t.time];
  });
  return out;
}`,
    at: ['4-4'],
  },
  'a list nothing is known of, asked by a value of the turn': {
    code: `export const plan = (nights, overcaps) => nights.map((night) => overcaps.filter((o) => o.night === night));
export const same = (wanted, given) => given.map((g) => wanted.find((w) => equalIgnoreCase(w.wallet, g.wallet)));
export const prizes = (ops, awards) => ops.map((op) => awards.find((a) => a.category === op.category));
export const tagged = (rooms, spots) => rooms.map((c) => (spots ?? []).filter((m) => m.at === c.at));`,
    at: ['1-1', '2-2', '4-4'],
  },
  'a list nothing is known of, asked by anything else': {
    code: `export const clear = (boxes, placed) => boxes.filter((box) => !placed.some((p) => overlaps(box, p)));
export const plain = (values, series) => values.map((v) => series.filter((s) => !s.fake).length + v);
export const added = (newCohorts: string[], cohorts: string[]) => newCohorts.filter((c) => !cohorts.includes(c));
export const crossed = (nodes, edges) => nodes.filter((node) => edges.some((e) => overlaps(node, e)));
export async function loaded(nodes) {
  const placed = await places.list();
  return nodes.filter((node) => !placed.some((p) => overlaps(node, p)));
}
export const shown = (posts, state) => posts.filter((p) => state.selectedTagIds.every((id) => p.tagIds.includes(id)));
export const named = (posts, state) => posts.filter((p) => state.selectedTagIds.every((id) => p.tags.some((t) => t.id === id)));`,
    at: ['4-4', '7-7'],
  },
  'what somebody starred or pinned': {
    code: `export const top = (boards, starredBoards) => boards.filter((b) => starredBoards.includes(b.id));`,
    at: [],
  },
  'lists that a module of constants or a menu has': {
    code: `import { stageList } from '@/lib/stageOptions';
import { rosters } from '@/lib/rosters';
export const a = (rows) => rows.map((row) => stageList.find((s) => s.id === row.stageId));
export const b = (rows) => rows.map((row) => rosters.find((s) => s.id === row.rosterId));
export const c = (rows, menuItems) => rows.map((row) => menuItems.find((m) => m.id === row.id));`,
    at: ['4-4'],
  },
  'what is in a reference goes by the name of the reference': {
    code: `export const a = (orders, languages) => orders.value.map((o) => languages.value.find((l) => l.code === o.code));
export const b = (orders, users) => orders.value.map((o) => users.value.find((u) => u.code === o.code));`,
    at: ['2-2'],
  },
  'while the module loads': {
    code: `export const table = names().map((n) => users.find((u) => u.id === n.id));`,
    at: [],
  },
});

table('quadratic-array', {
  'one or several, as the caller wrote them': {
    code: `export const a = (files, name, tables) => files.filter((f) => Array.isArray(name) && name.includes(f.table));
export const b = (files, names, tables) => files.filter((f) => Array.isArray(names) && names.includes(f.table));`,
    at: ['2-2'],
  },
  'weeks that are counted, admins and listeners are few': {
    code: `export function plan(weeks, times, count) {
  const out = [];
  for (let week = 1; week <= weeks; week++) out.push(times.find((t) => t.week === week));
  for (let at = 1; at <= count; at++) out.push(times.find((t) => t.week === at));
  return out;
}
export const gone = (admins, users) => admins.filter((a) => !users.some((u) => u.name === a.name));
export const heard = (logs, listeners) => logs.map((log) => listeners.find((l) => l.topic === log.topic));`,
    at: ['4-4'],
  },
});

table('accumulating-spread', {
  'the characters of one text': {
    code: `export const spaced = (digits) => digits.split('').reduce((acc, char) => [...acc, char, ' '], []);
export const spread = (text) => text.split('\\n').reduce((acc, id) => [...acc, id], []);`,
    at: ['2-2'],
  },
  'the same keys after every turn': {
    code: `export const state = (queries) => queries.reduce((acc, q) => ({ ...acc, channel: q.channel }), {});`,
    at: [],
  },
  'as many keys as there are kinds': {
    code: `export const counts = (rows) => rows.reduce((acc, row) => ({ ...acc, [row.status]: row.count }), {});
export const index = (rows) => rows.reduce((acc, row) => ({ ...acc, [row.id]: row.count }), {});`,
    at: ['2-2'],
  },
  'the fields of a state': {
    code: `export function apply(state, patches) {
  let nextState = state;
  let all = {};
  for (const patch of patches) {
    nextState = { ...nextState, ...patch };
    all = { ...all, ...patch };
  }
  return [nextState, all];
}`,
    at: [],
  },
  'a list inside the accumulator': {
    code: `export const merged = (pages) =>
  pages.reduce((acc, p) => ({ more: p.more, items: [...acc.items, ...p.items] }), { items: [] });`,
    at: ['2-2'],
  },
  'a copy with a name of its own': {
    code: `export const index = (rows) => rows.reduce((acc, row) => {
  const next = { ...acc, [row.id]: row };
  return next;
}, {});`,
    at: ['2-2'],
  },
  'an updater called per item': {
    code: `export function load(items, setAll) {
  for (const item of items) setAll((all) => [...all, item]);
}`,
    at: ['2-2'],
  },
  'one entry merged with its own change': {
    code: `export function merge(players, byId) {
  players.forEach((p) => {
    byId[p.id] = { ...byId[p.id], ...p };
  });
}`,
    at: [],
  },
  'a page of a list': {
    code: `export const page = (list, size, n) =>
  list.slice(size * (n - 1), size * n).reduce((acc, p) => [p, ...acc], []);`,
    at: [],
  },
  'few by the name of the item': {
    code: `export const shape = (list) => list.reduce((acc, columnName) => ({ ...acc, [columnName]: 1 }), {});`,
    at: [],
  },
});

table('quadratic-json', {
  'the same list told to each client': {
    code: `export function tell(clients, moved) {
  const moves = [];
  for (const m of moved) moves.push(m.to);
  clients.forEach((c) => c.send(JSON.stringify({ type: 'moves', data: moves })));
  clients.forEach((c) => c.send(JSON.stringify({ type: 'end', at: moved.at })));
}`,
    at: ['4-4'],
  },
  'compared by JSON, of a handful': {
    code: `export const changed = (features, was) => features.filter((f) => JSON.stringify(f) !== JSON.stringify(was[f.id]));
export const moved = (orders, was) => orders.filter((o) => JSON.stringify(o) !== JSON.stringify(was[o.id]));`,
    at: ['2-2'],
  },
  'a report of what went wrong': {
    code: `export function check(results) {
  for (const r of results) if (r.errors) Sentry.captureException('failed ' + JSON.stringify(results));
}`,
    at: [],
  },
  'keys of a Map': {
    code: `export const byPath = (nodes) => new Map(nodes.map((n) => [JSON.stringify(n.path), n]));`,
    at: ['1-1'],
  },
  'unique by JSON, in two steps': {
    code: `export function unique(rows) {
  const texts = rows.map((r) => JSON.stringify(r));
  const set = new Set(texts);
  return [...set];
}`,
    at: ['2-2'],
  },
  'compared by way of names': {
    code: `export function changed(rows, old) {
  return rows.filter((r) => {
    const now = JSON.stringify(r.props);
    const before = JSON.stringify(old[r.id].props);
    return now !== before;
  });
}`,
    at: ['3-3'],
  },
  'read, changed and written back': {
    code: `export function bump(texts) {
  return texts.map((text) => {
    const o = JSON.parse(text);
    o.version += 1;
    return JSON.stringify(o);
  });
}`,
    at: ['5-5'],
  },
  'each item written once': {
    code: `export const texts = (rows) => rows.map((r) => ({ id: r.id, text: JSON.stringify(r.body) }));`,
    at: [],
  },
});
