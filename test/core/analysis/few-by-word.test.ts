/** What a name, an item's name or a grouping says of how many there are. */
import { check } from './marked.ts';

check(
  'one for each kind, the parts that an item is called after, addresses that a person wrote',
  {
    'src/kinds.ts': `import axios from 'axios';
export async function handler(req, res) {
  const idsByCategory = new Map<string, string[]>(req.body.pairs);
  const groups = Array.from(idsByCategory);
  await Promise.all(groups.map(([category, ids]) => axios.post('/bulk', { category, ids })));
  const removed = req.body.before.filter((t) => t.gone);
  await Promise.all(removed.map((attachment) => axios.post('/gone', attachment)));
  await Promise.all(removed.map((order) => axios.post('/gone', order))); // !unbounded-concurrency
  const raw = await axios.get('/fields');
  await Promise.all(raw.filter(Boolean).map((field) => axios.post('/gone', field))); // !unbounded-concurrency
  await Promise.all(req.body.endpoints.map(({ url, params }) => axios.post(url, params)));
  const idsByOwner = new Map<string, string[]>(req.body.pairs);
  await Promise.all(Array.from(idsByOwner).map(([owner, ids]) => axios.post('/bulk', { owner, ids }))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'a map of lodash by its own name starts as many',
  {
    'src/map.ts': `import { groupBy, map } from 'lodash';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const rows = await prisma.reading.findMany({ where: { owner: req.body.owner } });
  const each = map(groupBy(rows, 'placeId'), async (list, placeId) => { // !unbounded-concurrency
    const place = await prisma.place.findUnique({ where: { id: placeId } });
    return { place, list };
  });
  res.json(await Promise.all(each));
}`,
  },
  'unbounded-concurrency',
);

check(
  'what signs or puts together in this process asks nobody',
  {
    'src/sign.ts': `import { Connection, Transaction } from '@solana/web3.js';
const connection = new Connection('https://node');
export async function sign(req, res) {
  const urls = await Promise.all(req.body.keys.map((key) => s3.getSignedUploadUrl(key)));
  const all = await Promise.all(req.body.mints.map(async (mint) => new Transaction().add(make(mint))));
  const seen = await Promise.all(req.body.mints.map((mint) => connection.getAccountInfo(mint))); // !unbounded-concurrency
  res.json({ urls, all, seen });
}`,
  },
  'unbounded-concurrency',
);

check(
  'files picked in a page, also by what they are called after destructuring or by their place',
  {
    'src/Pick.tsx': `import { upload } from './upload';
export function Pick({ galleryFiles, urls, acceptedFiles }) {
  const send = async () => {
    await Promise.all(galleryFiles.map((item) => {
      const { file } = item as Picked;
      return uploadFile(file, '/gallery');
    }));
    await Promise.all(urls.map(async (url, i) => {
      await fetch(url, { method: 'PUT', body: await acceptedFiles[i].arrayBuffer() });
    }));
    await Promise.all(urls.map(async (url) => fetch(url))); // !unbounded-concurrency
  };
  return <button onClick={send} />;
}`,
  },
  'unbounded-concurrency',
);

check(
  'genres, dates and attachments are few; ids of what a person wrote down are no identities',
  {
    'src/words.ts': `export const a = (genreIds, allGenres) => genreIds.map((id) => allGenres.find((g) => g.id === id));
export const b = (days, rows) => rows.filter((row) => dates(days).includes(row.day));
export const c = (before, after) => before.attachments.filter((t) => !after.attachments.find((x) => x.path === t.path));
export const d = (requiredCategories, value) => requiredCategories.map((c) => c.fields.some((field) => Object.keys(value).includes(field.id)));
export const e = (orders, users) => orders.map((o) => users.find((u) => u.id === o.userId)); // !quadratic-array
export function f(tags, suggestions: string[]) {
  const tagsLower = tags.map((t) => t.toLowerCase());
  return suggestions.filter((s) => !tagsLower.includes(s.toLowerCase()));
}
export function g(users, suggestions: string[]) {
  const lower = users.map((t) => t.toLowerCase());
  return suggestions.filter((s) => !lower.includes(s.toLowerCase())); // !quadratic-array
}
export function h(weekRange: number, rows) {
  const out = [];
  for (let i = 0; i <= weekRange - 1; i++) out.push(rows.filter((r) => r.at > i));
  return out;
}
`,
  },
  'quadratic-array',
);

check(
  'a list cut to a page afterwards is whole before, and the last few of a constant are few',
  {
    'src/cut.ts': `export async function page(rawIds, gone, size, titles, last) {
  const removed = [];
  let ids = rawIds.map(Number);
  for (const id of ids) if (gone.has(id)) removed.push(id);
  ids = ids.filter((n) => !removed.includes(n)); // !quadratic-array
  ids = ids.slice(0, size * 1);
  const shown = last.slice(-LIMITS.FIRST).map((x) => titles.find((t) => t.id === x.titleId));
  return { ids, shown };
}
`,
  },
  'quadratic-array',
);

check(
  'the logs of one receipt are a handful',
  {
    'src/logs.ts': `export const a = (receipt) => receipt.logs.reduce((acc, log, i) => ({ ...acc, [i]: log.id }), {});
export const b = (logs) => logs.reduce((acc, log) => ({ ...acc, [log.id]: log }), {}); // !accumulating-spread
`,
  },
  'accumulating-spread',
);

check(
  'pages asked for by number are as many as there are; workers and days are not',
  {
    'src/pages.ts': `import axios from 'axios';
export async function all(req, res) {
  const first = await axios.get('/items?page=1', { timeout: 2000 });
  const { pages, days } = first.data;
  const rest = await Promise.all( // !unbounded-concurrency
    Array.from({ length: pages - 1 }, (_, i) => axios.get('/items', { params: { page: i + 2 }, timeout: 2000 })),
  );
  await Promise.all(Array.from({ length: days }, (_, day) => axios.get('/day', { params: { day }, timeout: 2000 })));
  await Promise.all(Array.from({ length: 3 }, (_, i) => axios.get('/part', { params: { i }, timeout: 2000 })));
  await Promise.all(Array.from({ length: req.body.width }, () => axios.post('/next', {}, { timeout: 2000 })));
  res.json(rest);
}`,
  },
  'unbounded-concurrency',
);

check(
  'files of a form under their names, and the media of one post',
  {
    'src/form.js': `const { S3 } = require('@aws-sdk/client-s3');
const axios = require('axios');
const s3 = new S3({});
const uploadFile = (file) => s3.putObject({ Bucket: 'b', Key: file.name, Body: file.data });
module.exports = async function handler(req, res) {
  const { files, media, orders } = req.body;
  await Promise.all(Object.keys(files).map(async (key) => {
    const file = files[key];
    await uploadFile(file);
  }));
  await Promise.all(media.map((item) => axios.post('/photos', { url: item.path })));
  await Promise.all(Object.keys(orders).map(async (key) => { // !unbounded-concurrency
    const order = orders[key];
    await axios.post('/orders', order);
  }));
  res.end();
};`,
  },
  'unbounded-concurrency',
);

check(
  'days off, components and servers are few; two lists of one letter that must match are compared, not searched',
  {
    'src/off.ts': `export const a = (days, weekOffList) => {
  const weekOffLower = weekOffList.map((d) => d.toLowerCase());
  return days.rows.map((day) => weekOffLower.includes(day.name));
};
export const b = (found, components) => found.map((p) => components.some((c) => c.productId === p.id));
export const c = (a: string[], b: string[]) => a.every((t) => b.includes(t));
export const d = (a: string[], b: string[]) => a.filter((t) => !b.includes(t)); // !quadratic-array
`,
    'src/lib/mockApi.ts': `export const list = (ids, offers) => ids.map((id) => offers.find((o) => o.id === id));
`,
  },
  'quadratic-array',
);

check(
  'the columns of a row, and ids of what stays the same while the rest of the key changes',
  {
    'src/keys.ts': `export const a = (rows, columns) => rows.map((row) => row.reduce((all, cell, i) => ({ ...all, [columns[i].id]: cell }), {}));
export const b = (entity, parts) => parts.reduce((all, part) => ({ ...all, [entity.id + '/' + part]: true }), {});
export const c = (entity, found) => found.reduce((all, x) => ({ ...all, [entity.id + '/' + x.userId]: true }), {}); // !accumulating-spread
export const d = (rows) => rows.reduce((all, row) => ({ ...all, [row.id]: row }), {}); // !accumulating-spread
`,
  },
  'accumulating-spread',
);

check(
  'one text in parts, and a turn for each kind',
  {
    'src/say.ts': `import { splitMessage } from './text';
export async function handler(req, res) {
  const parts = splitMessage(req.body.reply);
  parts.forEach(async (part) => {
    await req.channel.send({ content: part });
  });
  req.body.users.forEach(async (user) => { // !unbounded-concurrency
    await req.channel.send({ content: user });
  });
  res.end();
}
export const apps = (appsGroupedByType, all) => appsGroupedByType.map((kind) => all.find((app) => app.name === kind[0]));
export const users = (names, all) => names.map((name) => all.find((user) => user.name === name)); // !quadratic-array
`,
  },
  'unbounded-concurrency',
  'quadratic-array',
);

check(
  'a list in the environment behind names, accounts that one person linked; what an answer included is searched by id',
  {
    'src/notify.ts': `import axios from 'axios';
export class Notifier {
  constructor(private readonly config: ConfigService) {}
  private operators(): string[] {
    const raw = this.config.get<string>('OPERATORS') ?? '';
    return raw.split(',').map((s) => s.trim()).filter(Boolean);
  }
  private readers(text: string): string[] {
    const raw = text ?? '';
    return raw.split(',').map((s) => s.trim());
  }
  async handle(req, res) {
    const ids = this.operators();
    await Promise.all(ids.map((id) => axios.post('/tell', { id })));
    const all = this.readers(req.body.readers);
    await Promise.all(all.map((id) => axios.post('/tell', { id }))); // !unbounded-concurrency
    const { linkedAccounts } = req.body;
    await Promise.all(Object.keys(linkedAccounts).map((k) => axios.get('/profile/' + linkedAccounts[k])));
    res.end();
  }
}
export const related = (ids, answer) => ids.map((id) => answer.included.find((x) => x.id === id)); // !quadratic-array
export const fields = (names, includedFields) => names.filter((name) => includedFields.includes(name));
`,
  },
  'unbounded-concurrency',
  'quadratic-array',
);

check(
  'a transaction in each turn is as many as there are items; inside of one there is one connection',
  {
    'src/tenants.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const tenants = await prisma.company.findMany({ where: { active: true } });
  await Promise.all(tenants.map(async ({ schema }) => { // !unbounded-concurrency
    await prisma.$transaction(async (tx) => {
      await tx.note.findMany({ where: { schema } });
    });
  }));
  await prisma.$transaction(async (tx) => {
    await Promise.all(req.body.orders.map((order) => tx.order.update({ where: { id: order.id }, data: order })));
  });
  res.end();
}`,
    'src/demo.ts': `import { demoEvents } from './data';
export const shown = (rows) => rows.map((row) => demoEvents.find((event) => event.id === row.eventId));
`,
  },
  'unbounded-concurrency',
  'quadratic-array',
);

check(
  'drivers of a program are few, those of a fleet are rows; a parent has few children',
  {
    'src/fleet.js': `const mongoose = require('mongoose');
const Driver = mongoose.model('Driver', new mongoose.Schema({ name: String }));
const Mission = mongoose.model('Mission', new mongoose.Schema({ driver: String }));
module.exports = async function handler(req, res) {
  const drivers = await Driver.find({ isActive: true }).select('name').sort({ name: 1 });
  const stats = await Promise.all(drivers.map((driver) => Mission.countDocuments({ driver: driver._id }))); // !unbounded-concurrency
  const loaded = await Promise.all(req.app.drivers.map((driver) => Mission.countDocuments({ driver })));
  const parent = await Driver.findById(req.params.id);
  const children = parent.children ?? [];
  await Promise.all(children.map((child) => Mission.find({ driver: child._id })));
  res.json({ stats, loaded });
};`,
  },
  'unbounded-concurrency',
);

check(
  'a list that is given anew after its length was asked, a field of what a form sends, attributes by id',
  {
    'src/anew.ts': `export async function trace(urls, more, traces) {
  if (urls.length <= 1) {
    urls.forEach((url) => traces.some((t) => t.url === url) || traces.push({ url }));
    urls = await more();
    urls.forEach((url) => traces.some((t) => t.url === url) || traces.push({ url })); // !quadratic-array
  }
}
export const cids = (values, theirs) => {
  const listed = values.memberIds.split(',').map((id) => id.trim());
  return listed.filter((id) => theirs.includes(id)); // !quadratic-array
};
export const attributes = (rubric, all) => rubric.cardAttributeIds.filter((id) => all.some((x) => x.id === id)); // !quadratic-array
`,
  },
  'quadratic-array',
);

check(
  'a few as a setting asks for it, and periods that somebody asks for by day',
  {
    'src/recent.js': `export function recent(user, projects) {
  return user.recent.slice(0, user.shown || 5).map((id) => projects.find((p) => p.id === id));
}
export function all(user, projects) {
  return user.recent.slice(0, user.shown || 5000).map((id) => projects.find((p) => p.id === id)); // !quadratic-array
}
`,
    'src/trend.js': `export function trend(start, end, by) {
  const trend = [];
  const day = new Date(start);
  while (day <= end) {
    const key = day.toISOString();
    if (by === 'month') day.setMonth(day.getMonth() + 1);
    else day.setDate(day.getDate() + 1);
    if (!trend.find((t) => t.date === key)) trend.push({ date: key }); // !quadratic-array
  }
  return trend;
}
export function months(start, end) {
  const trend = [];
  const day = new Date(start);
  while (day <= end) {
    const key = day.toISOString();
    day.setMonth(day.getMonth() + 1);
    day.setDate(1);
    if (!trend.find((t) => t.date === key)) trend.push({ date: key });
  }
  return trend;
}
`,
  },
  'quadratic-array',
);

check(
  'what the turns of an outer loop gather; each of a list looked for in it; what items hold of what the turn is',
  {
    'src/late.js': `export function late(tasks) {
  const found = { ids: [] };
  tasks.forEach((task) => {
    task.Subtasks.forEach((work) => {
      if (work.late && !found.ids.includes(task.id)) found.ids.push(task.id); // !quadratic-array
    });
  });
  return found;
}
export const places = (AllPosts) => AllPosts.map((post) => ({ post, at: AllPosts.indexOf(post) })); // !quadratic-array
export const rooms = (userRooms, others) =>
  others.map((other) => userRooms.find((room) => room.users.find((u) => u.mail === other.mail))); // !quadratic-array
`,
  },
  'quadratic-array',
);

check('words that a function goes through where it is given none are few', {
  'src/notices.js': `const { Log, User } = require('./models');
class Notices {
  async send(userId, text, channels = ['email'], ids = []) {
    for (const channel of channels) {
      await Log.create({ userId, channel, text });
    }
    for (const id of ids) await Log.create({ id, text }); // !n-plus-one
  }
}
module.exports = new Notices();`,
});

check('what a report is asked for by ids is no configuration', {
  'package.json': '{"dependencies":{"@prisma/client":"5","express":"4"}}',
  'src/reports.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
interface ReportConfig { campaignIds: string[]; channelIds: string[] }
export class Reports {
  async make(config: ReportConfig) {
    const rows = [];
    for (const id of config.campaignIds) rows.push(await prisma.campaign.findUnique({ where: { id } })); // !n-plus-one
    for (const id of config.channelIds) rows.push(await prisma.channel.findUnique({ where: { id } }));
    return rows;
  }
}`,
  'src/main.ts': `import express from 'express';
import { Reports } from './reports';
const reports = new Reports();
express().post('/r', async (req, res) => { res.json(await reports.make(req.body)); });`,
});
