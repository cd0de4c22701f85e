/** N+1 by what starts the code: jobs that run by themselves, programs below `bin`, crawlers, servers of a chat. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { fileKind } from '../../../src/core/analysis/paths.ts';
import { check } from './marked.ts';

const products = `const { Product } = require('../models');
class Prices {
  async execute() {
    for (const p of await Product.findAll()) await Product.update({ seen: true }, { where: { id: p.id } });MARK
  }
}
(async () => { await new Prices().execute(); })();`;

check('a file among jobs that gives nothing to others is started again and again; one beside them once', {
  'src/jobs/prices.js': products.replace('MARK', ' // !n-plus-one'),
  'src/prices.job.js': products.replace('MARK', ' // !n-plus-one'),
  'src/setup/prices.js': products.replace('MARK', ''),
});

check('a function of a file that gives nothing is not what others call by its name', {
  'check-users.js': `const { User, Order } = require('./models');
async function refresh() {
  for (const u of await User.findAll()) await Order.count({ where: { user: u.id } });
}
refresh();`,
  'src/kept.js': `const { User, Order } = require('./models');
module.exports = { refresh };
async function refresh() {
  for (const u of await User.findAll()) await Order.count({ where: { user: u.id } }); // !n-plus-one
}
refresh();`,
  'src/panel.js': `app.post('/panel', async (req, res) => { await req.panel.refresh(); res.end(); });`,
});

check('a crawler asks for each link of a page it read; whoever waits for all of them is told', {
  'src/crawl.js': `const cheerio = require('cheerio');
const cron = require('node-cron');
const read = require('./read');
async function linksOf(html, Seen) {
  const $ = cheerio.load(html);
  const posts = $('.posts > a');
  for (const post of posts) await read(post);
  for (const post of posts) await Seen.findOne({ href: post.attribs.href }); // !n-plus-one
}
cron.schedule('* * * * *', async () => { await linksOf(await page(), Seen); });`,
  'src/read.js': `module.exports = (post) => fetch('https://forum.example/read?of=' + post.attribs.href);`,
  'src/preview.js': `const read = require('./read');
app.get('/preview', async (req, res) => {
  const $ = cheerio.load(await page());
  for (const post of $('.posts > a')) await read(post); // !n-plus-one
  res.end();
});`,
});

check('a job that does for each server of a chat all there is to do', {
  'src/daily.js': `const cron = require('node-cron');
async function refresh(client, serverId) {
  const rows = await pool.query('select * from guests where server = $1', [serverId]);
  await client.show(rows);
}
cron.schedule('0 2 * * *', async () => {
  const res = await pool.query('select distinct server_id from channels');
  for (const row of res.rows) {
    await refresh(client, row.server_id);
  }
  for (const row of res.rows) {
    const serverId = row.server_id;
    await refresh(client, serverId);
  }
  for (const row of res.rows) {
    row.guests = await refresh(client, row.server_id); // !n-plus-one
  }
  for (const row of res.rows) {
    await refresh(client, row.id); // !n-plus-one
  }
});`,
});

check('what a program loads when it starts, also by way of a registry whose places are filled later', {
  'src/registry.js': `const registry = { areas: {} };
module.exports = registry;`,
  'src/areas.js': `const { Area } = require('./models');
class AreasManager {
  async loadAll() { await this.loadPaths(); }
  async loadPaths() {
    for (const a of await Area.findAll()) await Area.count({ where: { near: a.id } });
  }
  async countPaths() {
    for (const a of await Area.findAll()) await Area.count({ where: { near: a.id } }); // !n-plus-one
  }
}
module.exports = AreasManager;`,
  'src/main.js': `const registry = require('./registry');
const AreasManager = require('./areas');
const start = async () => {
  registry.areas = new AreasManager();
  await registry.areas.loadAll();
  await registry.areas.countPaths();
};
start();`,
});

check('a row is saved, whatever is said of how; one member is moved at a time, and one message delivered', {
  'src/close.js': `app.post('/close', async (req, res) => {
  const found = await balancesOf(req.user);
  for (const line of req.body.lines) {
    const balance = found.get(line.type);
    balance.carried += line.days;
    await balance.save({ session }); // !n-plus-one
  }
  for (const balance of found.values()) await balance.save(session ? { session } : undefined); // !n-plus-one
  res.end();
});`,
  'src/move.js': `client.on('interactionCreate', async (interaction) => {
  const from = interaction.channel;
  for (const [, member] of from.members) await member.voice.setChannel('lobby');
});`,
  'src/outbox.js': `const cron = require('node-cron');
async function deliver(message) {
  message.attempts += 1;
  await Message.update({ attempts: message.attempts }, { where: { id: message.id } });
}
cron.schedule('* * * * *', async () => {
  for (const message of await Message.findAll({ where: { sent: false } })) await deliver(message);
});`,
});

check('files of a request, by whatever name', {
  'src/photos.js': `app.post('/photos', async (req, res) => {
  const photos = req.files;
  await Promise.all(photos.map(async (photo) => { await fetch('https://look.example/' + photo.path); }));
  const bodies = req.body.photos;
  for (const photo of bodies) await fetch('https://look.example/' + photo.path); // !n-plus-one
  res.end();
});`,
});

test('a program whose sources lie below bin is no script', () => {
  const source = 'class Areas {}\nmodule.exports = Areas;';
  assert.equal(fileKind('bin/areas/manager.js', source).kind, '');
  for (const [file, text] of [
    ['bin/areas/manager.js', 'run();'],
    ['bin/manager.js', source],
    ['bin/commands/manager.js', source],
    ['scripts/bin/areas/manager.js', source],
    ['bin/areas/manager.js', `Object.defineProperty(exports, "__esModule", { value: true });\n${source}`],
  ] as const)
    assert.equal(fileKind(file, text).kind, 'script', file);
});

test('what a model asks of a server is a request', () => {
  const { findings } = analyse({
    'src/tools.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import Redis from 'ioredis';
const redis = new Redis();
const server = new McpServer({ name: 'notes', version: '1.0.0' });
server.tool('read', {}, async ({ ids }) => {
  const notes = [];
  for (const id of ids) notes.push(await redis.get(id));
  return { notes };
});`,
  });
  assert.deepEqual(
    findings.map((f) => [f.rule, f.line, f.context]),
    [['n-plus-one', 7, 'request handler (server.tool)']],
  );
});
