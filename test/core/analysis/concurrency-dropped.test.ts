/** As many operations at once as there are items: callbacks, lists that are awaited, what a loop's callback gives back. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'a call that tells a callback when it is done goes on after its statement',
  {
    'src/rows.js': `const mysql = require('mysql');
const fs = require('fs');
const db = mysql.createPool({ host: 'localhost' });
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
