import { check } from './marked.ts';

const rule = 'sync-io-hot-path';
const pkg = (name: string): string => JSON.stringify({ name: 'x', dependencies: { [name]: '1' } });

check(
  'commands and listeners of a bot, whatever they are called and handed',
  {
    'package.json': pkg('@whiskeysockets/baileys'),
    'plugins/notes.js': `const fs = require('fs');
function loadNotes() { return JSON.parse(fs.readFileSync('notes.json', 'utf8')); } // !sync-io-hot-path
module.exports = { commands: ['notes'], description: 'notes', run: async (sock, message, args) => sock.send(loadNotes()) };`,
    'plugins/menu.js': `const fs = require('fs');
const list = () => fs.readFileSync('menu.txt', 'utf8'); // !sync-io-hot-path
module.exports = { tags: ['main'], run: async (m, { conn, args }) => conn.reply(m.chat, list()) };`,
    'commands/rank.js': `const fs = require('fs');
const draw = (path) => fs.writeFileSync(path, 'x'); // !sync-io-hot-path
module.exports.config = { name: 'rank' };
module.exports.run = async function ({ api, event }) { draw(event.path); };
module.exports.handleReply = function ({ api, event }) { api.send(fs.readFileSync(event.path)); }; // !sync-io-hot-path`,
    'commands/say.js': `const fs = require('fs');
const { cmd } = require('../lib/command');
const said = (text) => fs.appendFileSync('said.txt', text); // !sync-io-hot-path
cmd({ pattern: 'say', desc: 'says it' }, (conn, mek, m, { from }) => said(m.text));
cmd({ pattern: 'say', flags: 'g' }, (text) => kept(text));
const kept = (text) => fs.appendFileSync('kept.txt', text);`,
    'lib/levels.js': `const fs = require('fs');
const log = { run: (level, message) => fs.appendFileSync('log.txt', level + message) };
module.exports = { levels: Object.keys(log) };`,
  },
  rule,
);

check(
  'a script that a bot loads is no script',
  {
    'package.json': pkg('fca-unofficial'),
    'scripts/cmds/rank.js': `const fs = require('fs');
module.exports = {
  config: { name: 'rank' },
  onStart: async function ({ message, event, usersData }) {
    fs.writeFileSync('rank.png', await usersData.draw(event.senderID)); // !sync-io-hot-path
  },
};`,
    'scripts/hello.js': `const fs = require('fs');
module.exports = (robot) => {
  robot.hear(/hello/, (res) => res.send(fs.readFileSync('hello.txt', 'utf8'))); // !sync-io-hot-path
};`,
    'scripts/tidy.js': `const fs = require('fs');
async function tidy() { fs.rmSync('tmp', { recursive: true }); }
module.exports = { tidy };`,
  },
  rule,
);

check(
  'the steps of a wizard of Telegraf, and one of a table of handlers',
  {
    'package.json': pkg('telegraf'),
    'scenes.js': `const { Scenes } = require('telegraf');
const fs = require('fs');
const clean = (path) => fs.unlinkSync(path); // !sync-io-hot-path
const askName = (ctx) => ctx.reply(fs.readFileSync('name.txt', 'utf8')); // !sync-io-hot-path
module.exports = new Scenes.WizardScene('order', askName, (ctx) => clean(ctx.path));`,
    'socket.js': `const fs = require('fs');
const handlers = {
  list: (ws) => ws.send(fs.readdirSync('.')), // !sync-io-hot-path
  read(ws, path) { ws.send(fs.readFileSync(path)); }, // !sync-io-hot-path
};
const commands = { save: { run: (ws, path) => fs.writeFileSync(path, 'x') } }; // !sync-io-hot-path
const setUp = { folders: () => fs.mkdirSync('data') };
for (const step of Object.keys(setUp)) setUp[step]();
module.exports = (wss) => wss.on('connection', (ws) => {
  ws.on('message', (m) => { handlers[m.type](ws, m.path); commands[m.name].run(ws, m.path); });
});`,
  },
  rule,
);

check(
  'what happens once with a connection, or when a program ends',
  {
    'package.json': pkg('@whiskeysockets/baileys'),
    'index.js': `const fs = require('fs');
const { app } = require('electron');
async function connectToWhatsApp() {
  fs.mkdirSync('session');
  const sock = makeSocket();
  sock.ev.on('connection.update', ({ connection }) => {
    fs.writeFileSync('state.txt', connection);
    if (connection === 'close') setTimeout(connectToWhatsApp, 5000);
  });
  sock.ev.on('messages.upsert', ({ messages }) => fs.appendFileSync('log.txt', messages[0].text)); // !sync-io-hot-path
}
function poll() {
  fs.writeFileSync('beat', ''); // !sync-io-hot-path
  setTimeout(poll, 5000);
}
app.on('before-quit', () => fs.rmSync('lock'));
app.on('second-instance', () => fs.writeFileSync('asked', '')); // !sync-io-hot-path
connectToWhatsApp();
poll();`,
  },
  rule,
);

check(
  'a helper that only waiting code calls, and a logger of the project',
  {
    'package.json': pkg('express'),
    'src/server.ts': `import express from 'express';
import { logger } from './logger';
express().use((req, res) => { logger.info(req.url); res.end(); }).listen(1);`,
    'src/logger.ts': `import fs from 'node:fs';
class FileLogger {
  info(text: string) { this.write(text); }
  private write(text: string) { fs.appendFileSync('log.txt', text); } // !sync-io-hot-path
}
export const logger = new FileLogger();`,
    'src/blog.ts': `import fs from 'node:fs';
export function write(text: string) { fs.appendFileSync('blog.txt', text); }`,
    'src/store.ts': `import fs from 'node:fs';
export const readStore = () => JSON.parse(fs.readFileSync('store.json', 'utf8')); // !sync-io-hot-path
export const readSettings = () => JSON.parse(fs.readFileSync('settings.json', 'utf8'));
export const readOld = () => JSON.parse(fs.readFileSync('old.json', 'utf8'));`,
    'src/orders.ts': `import { readOld, readSettings, readStore } from './store';
export class Orders {
  async find(id: string) { return readStore()[id]; }
  async initialize() { this.settings = readSettings(); }
  old() { return readOld(); }
}`,
  },
  rule,
);

check(
  'what is looked for before it is read is not read once',
  {
    'package.json': pkg('express'),
    'src/server.js': `const express = require('express');
const fs = require('fs');
const app = express();
app.get('/notes', (req, res) => {
  if (req.query.add) {
    let title = req.query.title;
    if (!title) return res.send('no title');
    title = title.trim();
    return res.send(title);
  }
  if (!global.limits) global.limits = new Map();
  global.limits.set(req.ip, 1);
  res.send(fs.readdirSync('notes')); // !sync-io-hot-path
});
let first = true;
app.get('/once', (req, res) => {
  if (!first) return res.end();
  first = false;
  res.send(fs.readFileSync('once.txt', 'utf8'));
});
const page = _.once(() => fs.readFileSync('page.html', 'utf8'));
app.get('/', (req, res) => res.send(page()));
app.post('/upload', multer({ storage: diskStorage({ destination: (_req, _file, cb) => {
  fs.mkdirSync('uploads', { recursive: true }); // !sync-io-hot-path
  cb(null, 'uploads');
} }) }));
app.listen(1);`,
  },
  rule,
);

check(
  'a plugin, and a file that makes what others call, are run once',
  {
    'package.json': pkg('fastify'),
    'src/app.ts': `import Fastify from 'fastify';
import { readFileSync } from 'node:fs';
const app = Fastify();
app.register(plugin);
app.register(async (instance, options) => { instance.schema(readFileSync('b.json')); });
async function plugin(instance, options) {
  instance.schema(readFileSync('a.json'));
  instance.get('/', () => readFileSync('c.json')); // !sync-io-hot-path
}`,
    'src/users.js': `const fs = require('fs');
module.exports = async (kind) => {
  const users = JSON.parse(fs.readFileSync('users.json', 'utf8'));
  const find = (id) => users[id];
  async function save(user) { fs.writeFileSync('users.json', JSON.stringify(user)); } // !sync-io-hot-path
  return { find, save };
};`,
    'src/report.js': `const fs = require('fs');
module.exports = async (kind) => JSON.parse(fs.readFileSync(kind, 'utf8')); // !sync-io-hot-path`,
    'src/handlers.js': `const fs = require('fs');
module.exports = (client) => { for (const file of fs.readdirSync('commands')) client.load(file); };`,
    'src/loadScripts.js': `const fs = require('fs');
module.exports = async function (api) { return fs.readdirSync('scripts'); };`,
  },
  rule,
);

check(
  'what a function of the project is called says nothing: what it does is told where it does it',
  {
    'package.json': pkg('express'),
    'src/store.js': `const fs = require('fs');
function readSync(name) { return JSON.parse(fs.readFileSync(name, 'utf8')); } // !sync-io-hot-path
require('express')().get('/', (req, res) => res.json(readSync(req.query.name))).listen(1);`,
  },
  rule,
);
