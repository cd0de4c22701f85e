/** What belongs to a row, one turn of all, files that are rows of a store, jobs among the tools. */
import { check } from './marked.ts';

check('what Sequelize gets for each row is a query each', {
  'data-models/post.js': `module.exports = (sequelize, DataTypes) => {
  const Post = sequelize.define('post', {});
  Post.prototype.withAll = async function (posts, model) {
    return Promise.all(posts.map(async (post) => {
      post.dataValues.replies = await post.getReplies({ include: [{ model: model.user }] }); // !n-plus-one
      post.dataValues.files = await post.getAttachments({ attributes: ['id', 'usage'] }); // !n-plus-one
      post.dataValues.style = await post.getStyle({ attributes: { bold: true } });
      return post;
    }));
  };
  return Post;
};`,
});

check('what is done in the first turn, or the last, is done once', {
  'src/rooms.js': `const { Room, Talk } = require('./models');
const router = require('express').Router();
router.post('/rooms', async (req, res) => {
  const { users, empty } = req.body;
  await Promise.all(users.map(async (user, index) => {
    if (empty && index === 0) await Talk.update({ name: user.name }, { where: { id: empty } });
    else await Talk.create({ name: user.name }); // !n-plus-one
  }));
  for (let i = 0; i < users.length; i++) {
    if (i === users.length - 1) await Room.create({ last: users[i] });
    if (i !== 0) await Room.findOne({ where: { user: users[i] } }); // !n-plus-one
  }
  res.json({});
});
module.exports = router;`,
});

check('what files hold may be rows, and whether they are there is asked of each', {
  'src/store.js': `const fs = require('fs/promises');
exports.load = async (id) => {
  try { await fs.access(id + '.json'); } catch { return null; }
  return JSON.parse(await fs.readFile(id + '.json', 'utf8'));
};
exports.makeFolder = async (id) => {
  await fs.mkdir('out/' + id, { recursive: true });
};
exports.isThere = async (id) => {
  await fs.access('out/' + id);
  return true;
};`,
  'src/routes.js': `const store = require('./store');
const router = require('express').Router();
router.post('/rows', async (req, res) => {
  const rows = [];
  for (const id of req.body.ids) {
    await store.makeFolder(id);
    if (await store.isThere(id)) rows.push(await store.load(id)); // !n-plus-one
  }
  res.json(rows);
});
module.exports = router;`,
});

check('files of one request are sent one by one, and a job among the tools is a job', {
  'src/blog.js': `const { toLink } = require('./media');
const router = require('express').Router();
router.post('/blogs', async (req, res) => {
  const uploadedFiles = {};
  for (const file of req.files) (uploadedFiles[file.fieldname] ??= []).push(file);
  const links = [];
  for (const file of uploadedFiles['logo[]']) links.push(await toLink(file));
  res.json(links);
});
module.exports = router;`,
  'src/media.js': `const axios = require('axios');
exports.toLink = async (file) => (await axios.post('https://a.example', file.buffer)).data;`,
  'tools/cron/offline.js': `const cron = require('node-cron');
const { User, Post } = require('../../models');
cron.schedule('0 * * * *', async () => {
  const users = await User.findAll();
  for (const user of users) await Post.findAll({ where: { userId: user.id } }); // !n-plus-one
});`,
  'tools/fill.js': `const { User, Post } = require('../models');
async function fill() {
  const users = await User.findAll();
  for (const user of users) await Post.findAll({ where: { userId: user.id } });
}
fill();`,
});

check('a list put in order by hand is a query for each row', {
  'src/app/api/sections/route.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function POST(req: Request) {
  const { ids, rows } = await req.json();
  await prisma.$transaction(
    ids.map((id, at) => prisma.section.update({ where: { id }, data: { order: at + 1 } })), // !n-plus-one
  );
  await prisma.$transaction(
    rows.map((row) => prisma.section.create({ data: { title: row.title } })), // !n-plus-one
  );
  await prisma.$transaction(
    rows.map(({ id, order }) => prisma.section.update({ where: { id }, data: { sortOrder: order } })), // !n-plus-one
  );
  await Promise.all(
    ids.map((id, at) => prisma.section.update({ where: { id }, data: { order: at } })), // !n-plus-one
  );
}`,
});

check('what opens a database for each, and what is handed it; a connection that was found is a row', {
  'src/jobs/escalate.js': `const cron = require('node-cron');
const mongoose = require('mongoose');
const Registry = mongoose.model('Registry', new mongoose.Schema({}));
const Connection = mongoose.model('Connection', new mongoose.Schema({}));
const Friend = mongoose.model('Friend', new mongoose.Schema({}));
async function overdueIn(connection) {
  return Friend.find({ base: connection.name });
}
cron.schedule('0 * * * *', async () => {
  const rows = await Registry.find();
  for (const row of rows) {
    const { openConnection } = require('./sites');
    const rowConnection = await openConnection(row.id);
    const late = await overdueIn(rowConnection);
    if (late.length > 0) console.log(late);
  }
  for (const row of rows) {
    const rowConnection = await Connection.findOne({ row: row.id }); // !n-plus-one
    const late = await overdueIn(rowConnection); // !n-plus-one
    if (late.length > 0) console.log(late);
  }
});`,
  'src/jobs/sites.js': `const mongoose = require('mongoose');
const Site = mongoose.model('Site', new mongoose.Schema({}));
exports.openConnection = async (id) => {
  const site = await Site.findOne({ id });
  return mongoose.createConnection(site.url);
};`,
});

check('what a route is written with is few; what a request says is not', {
  'src/middleware/permissions.js': `const mongoose = require('mongoose');
const Role = mongoose.model('Role', new mongoose.Schema({}));
const requireAll = (codes) => async (req, res, next) => {
  for (const code of codes) if (!(await Role.findOne({ code, user: req.user.id }))) return res.sendStatus(403);
  for (const code of req.body.codes) await Role.findOne({ code }); // !n-plus-one
  next();
};
function loaderOf(ids) {
  return async (limit) => {
    for (const id of ids) await Role.findById(id); // !n-plus-one
  };
}
module.exports = { requireAll, loaderOf };`,
});

check('a turn that is put off because something is not there yet found nothing in a cache', {
  'src/categories.ts': `import { prisma } from './db';
export async function handler(req, res) {
  const ids = new Map((await prisma.category.findMany({ select: { id: true, slug: true } })).map((c) => [c.slug, c.id]));
  const later = [];
  for (const row of req.body.rows) {
    if (row.parent && !ids.has(row.parent)) {
      later.push(row);
      continue;
    }
    const saved = await prisma.category.create({ data: { name: row.name, parentId: ids.get(row.parent) } }); // !n-plus-one
    ids.set(saved.slug, saved.id);
  }
  for (const row of later) {
    if (row.parent && ids.has(row.parent)) continue;
    const found = await prisma.category.findFirst({ where: { name: row.parent } });
    ids.set(row.parent, found.id);
  }
  res.json(later);
}`,
});

check("Nest's cache is asked, or told, one by one", {
  'src/dict.service.ts': `import { Inject, Injectable } from '@nestjs/common';
import { Cache, CACHE_MANAGER } from '@nestjs/cache-manager';
@Injectable()
export class DictService {
  constructor(@Inject(CACHE_MANAGER) private store: Cache) {}
  async read(codes: string[]) {
    const asked = [];
    for (let i = 0; i < codes.length; i++) {
      asked.push(this.store.get(codes[i])); // !n-plus-one
    }
    return Promise.all(asked);
  }
  async keep(rows: { code: string }[]) {
    await this.store.mset(rows.map((row) => ({ key: row.code, value: row })));
  }
}`,
  'src/dict.controller.ts': `import { Body, Controller, Post } from '@nestjs/common';
import { DictService } from './dict.service';
@Controller('dict')
export class DictController {
  constructor(private readonly dict: DictService) {}
  @Post()
  read(@Body('codes') codes: string[]) { return this.dict.read(codes); }
}`,
});
