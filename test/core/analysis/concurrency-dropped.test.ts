/** As many operations at once as there are items: callbacks, lists that are awaited, what a loop's callback gives back. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'a call that tells a callback when it is done goes on after its statement',
  {
    'src/rows.js': `const mysql = require('mysql');
const fs = require('fs');
const db = mysql.createPool({ host: 'localhost' });
const connection = require('./connection');
exports.update = (req, res) => {
  let left = req.body.rows.length;
  req.body.rows.forEach((row) => {
    db.query('UPDATE rows SET name = ? WHERE id = ?', [row.name, row.id], (err) => { // !unbounded-concurrency
      if (err) throw err;
      if (--left === 0) res.end();
    });
  });
};
exports.find = (req, res) => {
  for (let i = 0; i < req.body.rows.length; i++) {
    db.query('SELECT * FROM rows WHERE id = ?', [req.body.rows[i].id], (findErr, found) => { // !unbounded-concurrency
      res.write(String(found.length));
    });
  }
};
exports.few = (req, res) => {
  ['a', 'b'].forEach((name) => {
    db.query('SELECT * FROM rows WHERE name = ?', [name], (err, found) => res.write(String(found.length)));
  });
  const admins = readAdmins();
  for (let i = 0; i < admins.length; i++) {
    db.query('SELECT * FROM rows WHERE id = ?', [admins[i].id], (err, found) => res.write(String(found.length)));
  }
};
exports.hours = (req, res) => {
  req.body.rows.forEach((row) => {
    db.query('UPDATE rows SET name = ? WHERE id = ?', [row.name, row.id], (rowerr) => {}); // !unbounded-concurrency
    count(row.id); // !unbounded-concurrency
  });
};
async function count(id) {
  await connection.asyncQuery('UPDATE counts SET n = n + 1 WHERE id = ?', [id]);
}
exports.checked = (req, res) => {
  req.body.rows.forEach((row) => {
    check(row, (err) => {
      if (err) res.status(400);
    });
  });
  res.end();
};
function check(row, done) {
  done(row.id ? null : new Error('no id'));
}
function readAdmins() {
  return JSON.parse(process.env.ADMINS);
}`,
  },
  rule,
);

check(
  'a list of promises is no promise, and what forEach is given back nobody sees',
  {
    'src/lists.js': `import axios from 'axios';
const send = (user) => axios.post(user.url, user, { timeout: 2000 });
export async function awaited(req, res) {
  await req.body.users.map(async (user) => { // !unbounded-concurrency
    await send(user);
  });
  res.end();
}
export function returned(req, res) {
  let count = 0;
  req.body.users.forEach((user) => {
    return send(user).then(() => { // !unbounded-concurrency
      count++;
      if (count === req.body.users.length) res.end();
    });
  });
}
export async function names(req, res) {
  res.json(await req.body.users.map((user) => user.name));
}`,
  },
  rule,
);

check(
  'roles and permissions of a chat are changed by a request each',
  {
    'src/mute.js': `module.exports = {
  name: 'mute',
  aliases: ['m'],
  async execute(message, args) {
    const role = args.role;
    message.guild.channels.cache.forEach((channel) => {
      channel.permissionOverwrites.edit(role, { SendMessages: false }).catch(() => {}); // !unbounded-concurrency
    });
    await Promise.all(message.guild.members.cache.map((member) => member.roles.add(role))); // !unbounded-concurrency
    message.guild.members.cache.forEach((member) => {
      args.shown.roles.add(member.id);
    });
  },
};`,
  },
  rule,
);

check(
  'closures of old code, callbacks by other names and rows saved unheard are told; pages handed to a callback are not',
  {
    'src/replies.js': `const mongoose = require('mongoose');
const User = mongoose.model('User', new mongoose.Schema({ name: String }));
exports.authors = function (replies, cb) {
  for (var j = 0; j < replies.length; j++) {
    (function (i) {
      User.findOne({ _id: replies[i].author }, function (err, author) { // !unbounded-concurrency
        replies[i].author = author;
      });
    })(j);
  }
};
exports.load = function (replies, show, aCallback) {
  replies.forEach(function (reply) {
    User.findOne({ _id: reply.author }, aCallback); // !unbounded-concurrency
  });
  replies.forEach(function (reply) {
    User.findOne({ _id: reply.author }, show.bind(reply)); // !unbounded-concurrency
  });
};
exports.markAll = function (load, fail) {
  load(function (docs) {
    docs.forEach(function (doc) {
      doc.read = true;
      doc.save(); // !unbounded-concurrency
    });
    docs.forEach(function (doc) {
      doc.save(function (saveErr) { // !unbounded-concurrency
        if (saveErr) fail(saveErr);
      });
    });
  });
};
exports.page = function (query, cb) {
  User.find({}).limit(query.limit).exec(function (err, users) {
    users.forEach(function (user) {
      User.findOne({ _id: user.friend }, cb);
    });
  });
  return User.find({}).limit(query.limit).then((users) =>
    Promise.all(users.map((user) => User.findOne({ _id: user.friend }).exec())));
};`,
    'src/shapes.js': `class Shape {
  save() {
    this.kept = true;
  }
}
exports.shapes = function (count) {
  const shapes = count.map(() => new Shape());
  for (const shape of shapes) shape.save();
};`,
  },
  rule,
);

check(
  'what one webhook brings, and what a turn puts into a list of its own, are few',
  {
    'src/webhook.js': `import axios from 'axios';
const send = (x) => axios.post('/x', x, { timeout: 2000 });
export async function webhook(req, res) {
  await Promise.all((req.body.entry || []).map((entry) => send(entry)));
  await Promise.all(req.body.entries.map((entry) => send(entry))); // !unbounded-concurrency
  for (const lead of req.body.leads) {
    const tags = [];
    if (lead.old) tags.push({ name: 'old' });
    if (lead.open) tags.push({ name: 'open' });
    await Promise.all(tags.map((tag) => send(tag)));
    const messages = [];
    for (const message of lead.messages) messages.push(message);
    await Promise.all(messages.map((message) => send(message))); // !unbounded-concurrency
  }
  res.end();
}`,
  },
  rule,
);

check(
  'tasks that async runs together, what a bot sends unheard and lists that lodash makes flat have begun',
  {
    'src/tasks.js': `const async = require('async');
const _ = require('lodash');
const mongoose = require('mongoose');
const Job = mongoose.model('Job', new mongoose.Schema({ name: String }));
function latest(project, done) {
  Job.find({ project }, done);
}
exports.jobs = function (projects, done) {
  const tasks = [];
  projects.forEach(function (project) {
    tasks.push(latest.bind(null, project)); // !unbounded-concurrency
  });
  async.parallel(tasks, done);
};
exports.inTurn = function (projects, done) {
  const tasks = [];
  projects.forEach(function (project) {
    tasks.push(latest.bind(null, project));
  });
  async.series(tasks, done);
};
exports.two = function (project, done) {
  const tasks = [];
  tasks.push((cb) => latest(project, cb));
  tasks.push((cb) => latest('all', cb));
  async.parallel(tasks, done);
};
exports.store = function (db, items, done) {
  async.each(items, function (item, next) {
    db.collection('items').insert({ item }, next); // !unbounded-concurrency
  }, done);
};
exports.remove = async function (ids) {
  await Promise.all(_.flatten(ids.map((id) => Job.deleteOne({ _id: id })))); // !unbounded-concurrency
  const otherAdmins = await Job.find({ id: ids });
  await Promise.all(otherAdmins.map((admin) => Job.deleteOne({ _id: admin })));
};
exports.thumbs = async function (sizes) {
  await Promise.all(sizes.map((size) => Job.deleteOne({ size })));
};`,
    'src/broadcast.js': `module.exports = {
  name: 'broadcast',
  aliases: ['b'],
  execute(bot, message) {
    bot.guilds.map((guild) => {
      guild.defaultChannel.sendMessage(message.content); // !unbounded-concurrency
    });
    bot.subscribers.forEach((user) => {
      bot.sendMessage(user.id, message.content); // !unbounded-concurrency
    });
    for (const form of bot.forms) form.send(message.content);
  },
};`,
  },
  rule,
);

check(
  'what is done with a module once it is there begins for every row',
  {
    'src/log.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function logMove(row) {
  await prisma.log.create({ data: row });
}
export function format(row) {
  return String(row.id);
}`,
    'src/sweep.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function sweep(req, res) {
  const users = await prisma.user.findMany();
  for (const user of users) {
    void import('./log').then(({ logMove }) => logMove({ id: user.id })); // !unbounded-concurrency
  }
  for (const user of users) {
    void import('./log').then(({ format }) => console.log(format(user)));
  }
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'what is let go before the loop is left is let go once',
  {
    'src/filter.ts': `import { Pool } from 'pg';
const pool = new Pool();
async function lock(user: string) {
  await pool.query('insert into locks values ($1)', [user]);
}
export function filter(name: string, user: string, lists: { words: { regex: RegExp; hits: number }[] }[]) {
  for (const list of lists)
    for (const word of list.words) {
      if (!word.regex.test(name)) continue;
      void lock(user);
      word.hits++;
      return '';
    }
  for (const list of lists)
    for (const word of list.words) {
      if (!word.regex.test(name)) continue;
      void lock(user); // !unbounded-concurrency
      word.hits++;
    }
  return name;
}`,
  },
  'unbounded-concurrency',
);
