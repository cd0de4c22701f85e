/** Collections that are few though no number says so, and pages, which are not. */
import { check } from './marked.ts';

check('what a helper of the file returns is as bounded as its lists', {
  'src/audit.js': `const _ = require('lodash');
async function subscriptionsOf(entry) {
  if (!entry.operation) return;
  const ids = _.uniq(_.compact([entry.previousOwner, entry.newOwner, entry.initiator]));
  const rows = await Promise.all(ids.map((id) => db.Subscription.findOne({ where: { ownerId: id } })));
  return _.uniq(rows.map((row) => row.id));
}
async function ordersOf(user) {
  return user.orders.map((o) => o.id);
}
module.exports = async function handler(req, res) {
  const subscriptions = await subscriptionsOf(req.body);
  for (const id of subscriptions) await db.Audit.create({ id });
  const orders = await ordersOf(req.user);
  for (const id of orders) await db.Audit.create({ id }); // !n-plus-one
  res.end();
};`,
});

check('an enum of another file is a constant, and so is what is filled from it', {
  'src/news.ts': `import { NewsRange } from './range';
import { stock } from './stock';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const rows = [];
  for (const range of Object.values(NewsRange)) {
    const posts = await prisma.post.findMany({ where: { range }, take: 5 });
    rows.push({ range, posts });
  }
  await Promise.all(rows.map((row) => prisma.news.create({ data: row })));
  const more = [];
  for (const item of Object.values(stock)) more.push(item.id);
  await Promise.all(more.map((id) => prisma.news.create({ data: { id } }))); // !n-plus-one
  res.end();
}`,
  'src/range.ts': `export enum NewsRange { Daily = 'daily', Weekly = 'weekly' }`,
  'src/stock.ts': `export const stock = load();`,
});

check('one page cut from a list is many; a batch cut in a loop is one', {
  'src/voters.js': `module.exports = async function handler(req, res) {
  const voters = await db.Voter.findAll({ where: { bot: req.params.id } });
  const skip = (req.query.page - 1) * req.query.limit;
  const page = voters.slice(skip, skip + req.query.limit);
  const users = await Promise.all(page.map((v) => db.User.findOne({ where: { id: v.userId } }))); // !n-plus-one
  for (let i = 0; i < voters.length; i += req.query.limit) {
    const batch = voters.slice(i, i + req.query.limit);
    await Promise.all(batch.map((v) => db.User.update({ seen: 1 }, { where: { id: v.userId } })));
  }
  res.json(users);
};`,
});

check('classes, words told apart and parts of one text are few', {
  'src/commands.js': `module.exports = async function handler(req, res) {
  for (const login of req.body.logins) {
    const session = await db.Session.findOne({ where: { id: req.sessionId } });
    if (login === 'github') await use(session.github);
    else if (login === 'google') await use(session.google);
  }
  const counts = await Promise.all(req.app.models.map(async (EventModel) => EventModel.count({ where: { open: true } })));
  for (const part of splitMessage(req.body.text)) await req.channel.send(part);
  for (const user of req.body.users) await db.Message.create({ name: user.name }); // !n-plus-one
  res.json(counts);
};`,
});

check('an option to cache is no cache; a field that is loaded once is one', {
  'src/store.js': `class Rates {
  constructor() { this.rates = null; }
  async all(skipCache) {
    if (!this.rates || skipCache) {
      this.rates = await db.Rate.findAll({ where: { open: true } });
    }
    return this.rates;
  }
}
const rates = new Rates();
module.exports = async function handler(req, res) {
  const { skipCache } = req.query;
  for (const file of req.body.files) {
    if (!skipCache) await db.File.create({ name: file.name }); // !n-plus-one
  }
  for (const order of req.body.orders) order.rate = (await rates.all(false))[order.currency];
  res.end();
};`,
});

check('an address that holds its content is no request', {
  'src/images.ts': `import axios from 'axios';
async function bytesOf(dataUrl: string) {
  const { data } = await axios.get(dataUrl, { responseType: 'arraybuffer' });
  return data;
}
export async function handler(req, res) {
  for (const image of req.body.images) await bytesOf(image);
  for (const image of req.body.images) await axios.get(image.link); // !n-plus-one
  res.end();
}`,
});

check('what is done after a failure, or to what is stale, is not done per item', {
  'src/sync.js': `const { convert } = require('./convert');
module.exports = async function handler(req, res) {
  for (const file of req.body.files) await convert(file);
  for (const row of req.body.rows) {
    const channel = channels.get(row.channel);
    if (!channel) {
      await db.Panel.destroy({ where: { id: row.id } });
      continue;
    }
    channel.rows.push(row);
  }
  for (const row of req.body.rows) {
    if (!row.panel) {
      await db.Panel.create({ row: row.id }); // !n-plus-one
      continue;
    }
    row.done = true;
  }
  res.end();
};`,
  'src/convert.js': `exports.convert = async function convert(file) {
  try { return render(file); } catch (e) { await db.Failure.create({ name: file.name }); }
};`,
});

check('what another file lists is as many as it lists; systems are asked one by one', {
  'src/start.ts': `import { eventModels } from './models';
import { orders } from './orders';
import axios from 'axios';
export async function handler(req, res) {
  for (const model of eventModels()) await model.findAll({ where: { open: true } });
  for (const order of orders()) await db.Order.update({ done: true }, { where: { id: order.id } }); // !n-plus-one
  for (const webhook of req.body.webhooks) await axios.post(webhook.url, req.body.event);
  for (const user of req.body.users) await axios.post('https://api.example.com/users', user); // !n-plus-one
  res.end();
}`,
  'src/models.ts': `export function eventModels() { return [EventA, EventB]; }`,
  'src/orders.ts': `export function orders() { return read('orders'); }`,
});

check('far below, only what reads something of the item is one query per item', {
  'src/tasks.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function lock(name: string) { await prisma.lock.create({ data: { name } }); }
async function guarded(name: string) { await lock(name); }
async function settle(station: string) { await guarded(station); }
async function run(station: string) { await settle(station); }
async function one(id: string) { return prisma.station.findUnique({ where: { id } }); }
async function known(id: string) { return one(id); }
async function named(id: string) { return known(id); }
async function label(id: string) { return named(id); }
export async function handler(req, res) {
  for (const station of req.body.stations) await run(station);
  for (const order of req.body.orders) await label(req.user.id);
  for (const order of req.body.orders) order.station = await label(order.station); // !n-plus-one
  res.end();
}`,
});

check('what the library of a chat holds is no request; a query by the name of a file is one', {
  'src/bot.js': `module.exports.handler = async function (req, res) {
  for (const row of req.body.rows) row.known = await req.client.users.cache.get(row.userId);
  for (const row of req.body.rows) row.member = await req.guild.members.fetch(row.userId); // !n-plus-one
  for (const row of req.body.rows) await db.query.promise('rows/update', [row.id]); // !n-plus-one
  res.end();
};
`,
});

check('the end of a batch, what is done once before leaving, and what a name counts', {
  'src/blocks.js': `module.exports = async function handler(req, res) {
  const { from, to } = req.body;
  const end = Math.min(from + BATCH_SIZE - 1, to);
  for (let height = from; height <= end; height++) await db.Block.findOne({ where: { height } });
  for (let height = from; height <= to; height++) await db.Block.findOne({ where: { height } }); // !n-plus-one
  for (const user of req.body.topThreeUsers) await db.Prize.create({ user: user.id });
  for (const message of req.body.messages) {
    await db.Message.update({ seen: true }, { where: { id: message.id } }); // !n-plus-one
    if (message.author === req.user.id) {
      await db.Message.destroy({ where: { id: message.id } });
      return res.json(message);
    }
  }
  const answers = await Promise.all(req.body.queries.map((query) => api.request(query)));
  res.json(answers);
};`,
});

check('a document made of a typed model is saved; a timer that sets itself is a job; first data are seeds', {
  'src/models/party.ts': `import mongoose from 'mongoose';
const schema = new mongoose.Schema<IParty>({ name: String });
export const Party = mongoose.model<IParty, mongoose.Model<IParty, {}>>('Party', schema);`,
  'src/parties.ts': `import type { Request, Response } from 'express';
import { Party } from './models/party';
export class Parties {
  async load(req: Request, res: Response) {
    for (const row of req.body.rows) await new Party({ name: row.name }).save(); // !n-plus-one
    for (const row of req.body.rows) await reactor.graphqlMutation(ASSIGN, { id: row.id }); // !n-plus-one
    res.end();
  }
}`,
  'src/notifier.ts': `export function start(client) {
  client.on('clientReady', () => again());
}
function again() {
  setTimeout(async () => {
    await tick();
    again();
  }, 60000);
}
async function tick() {
  for (const server of await db.getServers()) await db.getSettings(server.id); // !n-plus-one
}`,
  'src/db/init-data/index.js': `export const fill = async (TagModel, tags) => {
  for (const tag of tags) await TagModel.create(tag);
};`,
});

check('each has a database of its own; a message is sent to each channel', {
  'src/panels.js': `module.exports = async function handler(req, res) {
  for (const guildId of req.body.guilds) {
    await withGuild(guildId, async ({ pool }) => {
      await pool.query('SELECT * FROM panels WHERE open = 1');
    });
  }
  for (const id of req.body.ids) {
    await withLog('ids', async ({ pool }) => {
      await pool.query('SELECT * FROM panels WHERE id = ?', [id]); // !n-plus-one
    });
  }
  for (const channel of req.body.channels) await channel.send('hello');
  res.end();
};`,
});

check('rows that a statement limits are few, those of a part of it are not', {
  'src/best.js': `const { Pool } = require('pg');
const pool = new Pool();
module.exports = async function handler(req, res) {
  const sql = \`SELECT id FROM players WHERE guild = $1 ORDER BY wins DESC LIMIT 10;\`;
  const best = await pool.query(sql, [req.params.guild]);
  for (const row of best.rows) await pool.query('UPDATE players SET seen = now() WHERE id = $1', [row.id]);
  const { rows } = await pool.query('SELECT id FROM games ORDER BY at DESC LIMIT 5 OFFSET 0');
  for (const row of rows) await pool.query('SELECT * FROM moves WHERE game = $1', [row.id]);
  const all = await pool.query('SELECT id, (SELECT at FROM moves LIMIT 1) FROM games');
  for (const row of all.rows) await pool.query('SELECT * FROM moves WHERE game = $1', [row.id]); // !n-plus-one
  const many = await pool.query('SELECT id FROM games LIMIT 500');
  for (const row of many.rows) await pool.query('SELECT * FROM moves WHERE game = $1', [row.id]); // !n-plus-one
  res.end();
};`,
});

check('lists that another CommonJS file writes out are few; what it loads is not, nor what it fills', {
  'src/kinds.js': `exports.kinds = ['note', 'task'];
exports.open = [];
exports.rows = load();`,
  'src/settings.js': `module.exports = { kinds: ['a', 'b'], rows: load() };`,
  'src/list.js': `module.exports = ['a', 'b', 'c'];`,
  'src/models.js': `const mongoose = require('mongoose');
module.exports.Row = mongoose.model('Row', new mongoose.Schema({ kind: String }));`,
  'src/handler.js': `const { Row } = require('./models');
const { kinds, open, rows } = require('./kinds');
const settings = require('./settings');
const list = require('./list');
module.exports = async function handler(req, res) {
  for (const word of kinds) await Row.find({ word });
  for (const word of settings.kinds) await Row.find({ word });
  for (const word of list) await Row.find({ word });
  const inner = require('./list');
  for (let i = 0; i < inner.length; i++) await Row.find({ word: inner[i] });
  for (const row of open) await Row.find({ id: row.id }); // !n-plus-one
  for (const row of rows) await Row.find({ id: row.id }); // !n-plus-one
  for (const row of settings.rows) await Row.find({ id: row.id }); // !n-plus-one
  res.end();
};`,
});

check('the players of one game are few, those of all are not', {
  'src/game.js': `const _ = require('lodash');
const { Player } = require('./models');
module.exports = async function handler(req, res) {
  const game = await load(req.params.id);
  for (const p of _.orderBy(game.players, 'score')) await Player.findById(p.id);
  for (const p of req.body.players) await Player.findById(p.id); // !n-plus-one
  res.end();
};`,
  'src/models.js': `const mongoose = require('mongoose');
module.exports.Player = mongoose.model('Player', new mongoose.Schema({ name: String }));`,
});

check('the tables of a database are as many as the program made, their rows are not', {
  'src/health.js': `const mysql = require('mysql2/promise');
const { MongoClient } = require('mongodb');
const pool = mysql.createPool({});
const client = new MongoClient(process.env.MONGO);
module.exports = async function handler(req, res) {
  const [tables] = await pool.query('SHOW TABLES');
  for (const t of tables) await pool.query('SELECT COUNT(*) FROM ??', [t.name]);
  const [named] = await pool.query(\`SELECT table_name FROM information_schema.tables WHERE table_schema = ?\`, ['shop']);
  for (const t of named) await pool.query('SELECT COUNT(*) FROM ??', [t.name]);
  const db = client.db('shop');
  const collections = await db.listCollections().toArray();
  for (const c of collections) await db.collection(c.name).countDocuments();
  const [rows] = await pool.query('SELECT id FROM tables_of_guests');
  for (const row of rows) await pool.query('SELECT COUNT(*) FROM seats WHERE id = ?', [row.id]); // !n-plus-one
  res.end();
};`,
});
