/** Queries per item in plain JavaScript: what a loop's own variable, its transaction or its caller say of it. */
import { check } from './marked.ts';

const knex = { 'src/db.js': "const knex = require('knex')({ client: 'pg' });\nmodule.exports = { knex };" };

check('a loop whose own variable is given the answer', {
  'src/routes.js': `const { User } = require('./models');
async function detailsOf(id) {
  return User.findByPk(id);
}
exports.list = async (req, res) => {
  const users = await User.findAll({ where: req.query });
  const out = [];
  for (let user of users) {
    user = await detailsOf(user.id); // !n-plus-one
    out.push(user);
  }
  let cursor = users[0];
  for (const user of users) {
    cursor = await detailsOf(cursor.nextId);
    out.push(cursor, user);
  }
  res.json(out);
};`,
});

check('pages that a number goes through by itself', {
  'src/export.js': `const { Order } = require('./models');
exports.exportAll = async (req, res) => {
  const total = await Order.count({ where: req.query });
  const rows = [];
  for (let i = 0; i <= total / 50; i++) {
    const skip = 50 * i;
    rows.push(...(await Order.search(req.query, skip, 50)));
    rows.push(...(await Order.findAll({ where: req.query, offset: i * 50, limit: 50 })));
  }
  for (let i = 0; i <= total / 50; i++) rows.push(...(await Order.search(req.query, i * 50, 50)));
  const ids = req.body.ids;
  for (let i = 0; i < ids.length; i++) {
    const offset = i * 50;
    rows.push(await Order.findByPk(ids[i]), offset); // !n-plus-one
  }
  res.json(rows);
};`,
});

check('the lesser of two numbers is a bound', {
  'src/answers.js': `const { Message } = require('./models');
const axios = require('axios');
exports.suggest = async (req, res) => {
  const messages = await Message.findAll({ where: { roomId: req.params.id } });
  for (let i = 0, len = messages.length; i < (len > 5 ? 5 : len); i++)
    messages[i].answer = await axios.post('https://qa.example/ask', messages[i].text);
  for (let i = 0, len = messages.length; i < (len > 5 ? len : 5); i++)
    messages[i].answer = await axios.post('https://qa.example/ask', messages[i].text); // !n-plus-one
  res.json(messages);
};`,
});

check('a query builder that a helper is handed', {
  ...knex,
  'src/wallets.js': `const { narrowed } = require('./builders');
async function run(queryBuilder) {
  return new Promise((resolve) => {
    queryBuilder.select().then((rows) => resolve(rows));
  });
}
exports.list = async (req, res) => {
  const users = await req.app.users.page(req.query);
  for (const user of users) user.wallets = await run(narrowed({ userId: user.id })); // !n-plus-one
  res.json(users);
};`,
});

check('what a query answers with as a whole is there once', {
  'src/resolvers/users.js': `const { db } = require('../db');
exports.resolvers = {
  Query: { users: (_, args) => args },
  UserPagination: {
    total: (page) => db.collection('users').countDocuments(page.filter),
  },
  UserConnection: {
    totalCount: (page) => db.collection('users').countDocuments(page.filter),
  },
  PaginatedUsers: {
    total: (page) => db.collection('users').countDocuments(page.filter),
  },
  Connection: {
    owner: (connection) => db.collection('users').findOne({ _id: connection.ownerId }), // !n-plus-one
  },
};`,
});

check('owners who are asked for in SQL are told by themselves', {
  'src/requests.js': `const { pool } = require('./pool');
exports.ask = async (req, res) => {
  const owners = await pool.query("SELECT id FROM users WHERE role = 'admin' OR role = 'owner'");
  for (const o of owners.rows)
    await pool.query('INSERT INTO notifications (user_id, title) VALUES ($1, $2)', [o.id, req.body.title]);
  const members = await pool.query("SELECT id FROM users WHERE team = 'owner'");
  for (const m of members.rows)
    await pool.query('INSERT INTO notifications (user_id, title) VALUES ($1, $2)', [m.id, req.body.title]); // !n-plus-one
  for (const o of owners.rows)
    await pool.query('INSERT INTO shifts (user_id, day) VALUES ($1, $2)', [o.id, req.body.day]); // !n-plus-one
  res.end();
};`,
});

check('a transaction in each turn', {
  'src/payments.js': `const { pool } = require('./pool');
exports.settle = async (req, res) => {
  const rows = await pool.query('SELECT * FROM payments WHERE state = $1', [req.query.state]);
  for (const payment of rows) {
    const connection = await pool.getConnection(); // !n-plus-one
    await connection.beginTransaction();
    await connection.query('UPDATE payments SET state = ? WHERE id = ?', ['paid', payment.id]); // !n-plus-one
    await connection.query('INSERT INTO book (payment, amount) VALUES (?, ?)', [payment.id, payment.amount]); // !n-plus-one
    await connection.commit();
  }
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  for (const payment of rows)
    await connection.query('INSERT INTO book (payment, amount) VALUES (?, ?)', [payment.id, payment.amount]); // !n-plus-one
  await connection.commit();
  res.end();
};`,
});

check('what is set alike for all parts of one thing', {
  'src/projects.js': `const { Project, Milestone } = require('./models');
exports.read = async (req, res) => {
  const project = await Project.findOne({ where: { id: req.params.id }, include: [Milestone] });
  for (const stage of project.stages)
    await Milestone.update({ readAt: new Date() }, { where: { stageId: stage.id } }); // !n-plus-one
  for (const stage of project.stages)
    await Milestone.update({ title: stage.title }, { where: { stageId: stage.id } }); // !n-plus-one
  for (const stage of project.stages) {
    await Milestone.update({ readAt: new Date() }, { where: { stageId: stage.id } }); // !n-plus-one
    await stage.save(); // !n-plus-one
  }
  res.json(project);
};`,
});

check('a command for those who run a bot', {
  'src/commands/admin/sync.js': `const { Course } = require('../../models');
module.exports = {
  name: 'sync',
  execute: async (interaction) => {
    const courses = await Course.findAll();
    for (const course of courses) course.members = await Course.count({ where: { parent: course.id } });
    await interaction.reply(courses.join());
  },
};`,
  'src/commands/general/courses.js': `const { Course } = require('../../models');
module.exports = {
  name: 'courses',
  execute: async (interaction) => {
    const courses = await Course.findAll();
    for (const course of courses) course.members = await Course.count({ where: { parent: course.id } }); // !n-plus-one
    await interaction.reply(courses.join());
  },
};`,
});

check('a job that ends its process is started again', {
  'src/users/cronjob/moveDeleted.js': `const { User, DeletedUser } = require('../../models');
async function moveDeleted() {
  const gone = await User.findAll({ where: { deleted: true } });
  for (const user of gone) await DeletedUser.create(user.dataValues); // !n-plus-one
  process.exit();
}
moveDeleted();
module.exports = { moveDeleted };`,
  'src/users/cronjob/warm.js': `const { User, DeletedUser } = require('../../models');
async function warm() {
  const gone = await User.findAll({ where: { deleted: true } });
  for (const user of gone) await DeletedUser.create(user.dataValues);
}
warm();
module.exports = { warm };`,
});

check('settings that are looked up by their names', {
  'src/settings.js': `const { SiteConfig, User } = require('./models');
exports.save = async (req, res) => {
  const { configs } = req.body;
  for (const [key, value] of Object.entries(configs)) {
    const found = await SiteConfig.findOne({ key }); // !n-plus-one
    if (found) await SiteConfig.updateOne({ key }, { value }); // !n-plus-one
  }
  const settings = await SiteConfig.find({ group: req.body.group });
  for (const setting of settings) setting.owner = await User.findById(setting.ownerId); // !n-plus-one
  const users = await User.find({ group: req.body.group });
  for (const user of users) user.config = await SiteConfig.findOne({ user: user._id }); // !n-plus-one
  res.json({ settings, users });
};`,
});

check('roles that one member is given, and a role that each is, which a chat takes one by one', {
  'src/positions.js': `class Positions {
  constructor(bot) {
    this.bot = bot;
    bot.on('guildMemberAdd', (member) => this.onMemberAdd(member));
  }
  async onMemberAdd(member) {
    const missing = await this.missingRoles(member);
    await Promise.all(missing.map((role) => member.roles.add(role).catch(console.error)));
    const members = await this.membersOf(member.guild);
    await Promise.all(members.map((other) => other.roles.add(missing[0]).catch(console.error)));
    await Promise.all(members.map((member) => member.roles.add(missing[0]).catch(console.error)));
    await Promise.all(members.map((member) => this.bot.db.query('INSERT INTO roles VALUES (?)', [member.id]))); // !n-plus-one
  }
}
module.exports = { Positions };`,
});

check('attempts at an exam are rows, attempts at a request are not', {
  'src/exams.js': `const { Attempt } = require('./models');
exports.expire = async (req, res) => {
  const open = await Attempt.find({ exam: req.params.id, state: 'OPEN' });
  for (const attempt of open)
    await Attempt.findByIdAndUpdate(attempt._id, { usedMs: Date.now() - attempt.startedAt }); // !n-plus-one
  for (const attempt of [...Array(req.body.tries).keys()]) {
    const ok = await Attempt.findOne({ token: req.body.token + attempt });
    if (ok) break;
  }
  res.end();
};`,
});

check('what belongs to a thing that was made is no chain of a query', {
  'src/run.js': `const { Sandbox } = require('@e2b/code-interpreter');
async function getSandbox(id) {
  const sandbox = await Sandbox.create({ id });
  return sandbox;
}
exports.run = async (req, res) => {
  const sandbox = await getSandbox(req.body.id);
  const out = [];
  for (const line of req.body.lines) out.push(await sandbox.commands.run(line));
  for (const id of req.body.ids) out.push(await Order.query().where('id', id).first()); // !n-plus-one
  res.json(out);
};`,
});

check('data that is made up as often as somebody asks for it', {
  'src/demo.js': `const { Load } = require('./models');
const pick = (list) => list[Math.floor(Math.random() * list.length)];
exports.make = async (req, res) => {
  for (let i = 0; i < req.body.count; i++) {
    const miles = 200 + Math.floor(Math.random() * 1800);
    await Load.create({ from: pick(cities), to: pick(cities), miles, rate: Math.random() * 3 });
  }
  for (const load of req.body.loads)
    await Load.create({ from: pick(cities), to: pick(cities), miles: load.miles, rate: Math.random() * 3 }); // !n-plus-one
  res.end();
};`,
});

check('commands that a chat knows of a bot are parts of it', {
  'src/commands/refresh.js': `const { Course } = require('../models');
module.exports = {
  name: 'refresh',
  execute: async (interaction) => {
    const { client, guildId } = interaction;
    const loaded = await client.guilds.cache.get(guildId)?.commands.fetch();
    const some = loaded.filter((command) => command.name.startsWith('course'));
    await Promise.all(some.map(async (c) => c.edit({ options: await Course.findAll({ where: { for: c.name } }) })));
    const courses = await Course.findAll();
    await Promise.all(courses.map(async (c) => { c.more = await Course.findAll({ where: { for: c.name } }); })); // !n-plus-one
  },
};`,
});

check(
  'what Knex writes is written, and waits its turn',
  {
    'src/numbers.js': `const knex = require('knex')({ client: 'pg' });
async function drawn(name) {
  return knex('counters').where({ name }).update({ at: new Date() });
}
async function known(name) {
  return knex('counters').where({ name }).first();
}
exports.make = async (req, res) => {
  const first = await drawn('order');
  const second = await drawn('invoice');
  res.json({ first, second });
};
exports.get = async (req, res) => {
  const first = await known('order'); // !sequential-awaits
  const second = await known('invoice');
  res.json({ first, second });
};`,
  },
  'sequential-awaits',
);

check('what Sequelize is given by hand, and functions that are called for somebody', {
  'src/models/user.js': `module.exports = (sequelize, DataTypes) => {
  const User = sequelize.define('User', { name: DataTypes.STRING });
  User.withPosts = async function (id) {
    return this.findOne({ where: { id }, include: ['posts'] });
  };
  User.prototype.shortName = function () {
    return this.name.slice(0, 3);
  };
  return User;
};`,
  'src/models/index.js': `const fs = require('fs');
const path = require('path');
const Sequelize = require('sequelize');
const sequelize = new Sequelize('app');
const db = {};
for (const file of fs.readdirSync(__dirname)) {
  const model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes);
  db[model.name] = model;
}
module.exports = db;`,
  'src/orders.js': `const db = require('./models');
exports.ordersOf = async function (userId) {
  return db.Order.findAll({ where: { userId } });
};
exports.titleOf = function (order) {
  return order.title;
};`,
  'src/routes.js': `const db = require('./models');
const { User } = require('./models');
const orders = require('./orders');
exports.list = async (req, res) => {
  const out = [];
  for (const id of req.body.ids) out.push(await User.withPosts(id)); // !n-plus-one
  for (const id of req.body.ids) out.push(await db.User.withPosts(id)); // !n-plus-one
  for (const id of req.body.ids) out.push(await orders.ordersOf.call(this, id)); // !n-plus-one
  for (const order of req.body.orders) out.push(orders.titleOf.call(this, order));
  for (const user of req.body.users) out.push(user.shortName());
  res.json(out);
};`,
});
