/** Queries that are only put together, answers asked to be short, the one item that is looked for, folders in folders. */
import { check } from './marked.ts';

check('what only puts a query together asks nothing yet', {
  'src/posts.js': `const knex = require('knex')({});
const { Post } = require('./models');
class Proxy {
  list(query, paths) {
    const q = this.model.find(query, null, {});
    if (paths) [].concat(paths).forEach((path) => q.populate(path));
    return q.exec();
  }
  async one(id, paths) {
    const post = await this.model.findById(id);
    for (const path of paths) await post.populate(path); // !n-plus-one
    return post;
  }
}
async function search(req, res) {
  const q = knex('users');
  req.body.fields.forEach((f) => {
    q.whereIn('id', knex('orders').select('user_id').where(f.key, f.value));
  });
  for (const f of req.body.fields) {
    const ids = await knex('orders').select('user_id').where(f.key, f.value); // !n-plus-one
    q.whereIn('id', ids);
  }
  res.json(await q);
}
module.exports = { Proxy, search };`,
});

check('an answer that was asked to be short is', {
  'src/matches.js': `const axios = require('axios');
const router = require('express').Router();
router.get('/matches', async (req, res) => {
  const answer = await fetch(\`https://a.example/\${req.query.player}/ids?start=0&count=5&key=\${req.query.key}\`);
  const ids = await answer.json();
  for (const id of ids) await fetch(\`https://a.example/match/\${id}\`);
  const { data } = await axios.get('https://a.example/posts', { params: { limit: 10 } });
  for (const post of data) await axios.get(\`https://a.example/post/\${post.id}\`);
  const many = await axios.get('https://a.example/posts?limit=500');
  for (const post of many.data) await axios.get(\`https://a.example/post/\${post.id}\`); // !n-plus-one
  const open = await fetch(\`https://a.example/posts?limit=1\${req.query.zeros}\`);
  for (const post of await open.json()) await fetch(\`https://a.example/post/\${post.id}\`); // !n-plus-one
});
module.exports = router;`,
});

check('an aggregation that ends with few gives few', {
  'src/top.js': `const { Delivery, Driver } = require('./models');
const router = require('express').Router();
router.get('/top', async (req, res) => {
  const [count, top] = await Promise.all([
    Delivery.countDocuments(),
    Delivery.aggregate([{ $group: { _id: '$driver' } }, { $sort: { n: -1 } }, { $limit: 5 }]),
  ]);
  await Promise.all(top.map(async (row) => Driver.findById(row._id)));
  const some = await Delivery.aggregate([{ $sample: { size: 3 } }, { $project: { driver: 1 } }]);
  for (const row of some) await Driver.findById(row.driver);
  const parts = await Delivery.aggregate([{ $limit: 5 }, { $unwind: '$parts' }]);
  for (const row of parts) await Driver.findById(row.driver); // !n-plus-one
  const all = await Delivery.aggregate([{ $group: { _id: '$driver' } }]);
  for (const row of all) await Driver.findById(row._id); // !n-plus-one
  res.json({ count });
});
module.exports = router;`,
});

check('of a list of values the one that is looked for is one', {
  'src/join.js': `const { Code, User } = require('./models');
const router = require('express').Router();
router.post('/join', async (req, res) => {
  const { answer, codes, rows } = req.body;
  for (const code of codes) if (code === answer) await Code.findByIdAndUpdate(code, { used: true });
  for (const { state } of rows) if (state === answer) await User.findOne({ where: { state } }); // !n-plus-one
  for (const code of codes) if (code !== answer) await Code.findByIdAndUpdate(code, { used: true }); // !n-plus-one
});
module.exports = router;`,
});

check('each line that a request sends is a row, and each part of a text a message', {
  'src/links.js': `const { Link } = require('./models');
const router = require('express').Router();
router.post('/links', async (req, res) => {
  const links = req.body.link.split('\\n');
  for (const url of links) await Link.create({ url }); // !n-plus-one
  for (const part of splitText(req.body.text)) await client.messages.create({ body: part });
});
module.exports = router;`,
});

check('folders are gone down into one by one, and children of rows need not be', {
  'src/tree.js': `const fs = require('fs/promises');
const { Node } = require('./models');
const router = require('express').Router();
async function countFiles(dir) {
  let n = 0;
  for (const e of await fs.readdir(dir, { withFileTypes: true }))
    if (e.isDirectory()) n += await countFiles(dir + '/' + e.name);
    else n++;
  return n;
}
async function removeTree(id) {
  const children = await Node.findAll({ where: { parent: id } });
  for (const child of children) await removeTree(child.id); // !n-plus-one
  await Node.destroy({ where: { id } });
}
router.get('/tree', async (req, res) => {
  await removeTree(req.query.id);
  res.json(await countFiles(req.query.dir));
});
module.exports = router;`,
});

check('rows that are made up to try things with are no data', {
  'src/people.js': `const { faker } = require('@faker-js/faker');
const { Person } = require('./models');
async function fill(ids) {
  for (const id of ids) {
    const name = faker.person.fullName();
    await Person.create({ id, name });
  }
  for (const id of ids) await Person.findByIdAndUpdate(id, { seen: true }); // !n-plus-one
}
module.exports = { fill };`,
  'modules/dummy/people.js': `const { Person } = require('../models');
module.exports.fill = async (ids) => {
  for (const id of ids) await Person.findByIdAndUpdate(id, { seen: true });
};`,
});

check('a query that takes its own place is still being put together', {
  'src/list.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('a', 'b');
export async function list(req, res) {
  let query = supabase.from('bookings').select('*');
  Object.entries(req.query).forEach(([key, value]) => {
    if (key.endsWith('__gte')) query = query.gte(key, value);
    else query = query.lt(key, value).not(key, 'is', null);
  });
  let last;
  for (const id of req.body.ids) last = await supabase.from('bookings').select('*').eq('id', id); // !n-plus-one
  res.json(await query, last);
}`,
});

check(
  'statements that are prepared and sent together are one round trip; one that is run in each turn is asked',
  {
    'functions/api/stock.ts': `export async function onRequestPost({ env, request }) {
  const { items, ids } = await request.json();
  const statements = [];
  for (const item of items) statements.push(env.DB.prepare('INSERT INTO stock (id) VALUES (?)').bind(item.id));
  await env.DB.batch(statements);
  await env.DB.batch(items.map((item) => env.DB.prepare('UPDATE stock SET n = ? WHERE id = ?').bind(item.n, item.id)));
  await env.DB.batch(items.map((item) => insert(env.DB, item)));
  for (const item of items) await env.DB.prepare('UPDATE stock SET n = ?').bind(item.n).run(); // !n-plus-one
  const one = env.DB.prepare('DELETE FROM stock WHERE id = ?');
  for (const id of ids) await one.bind(id).run(); // !n-plus-one
  for (const id of ids) await insert(env.DB, id).run(); // !n-plus-one
}
function insert(db, item) {
  return db.prepare('INSERT INTO stock (id) VALUES (?)').bind(item.id);
}
export async function migrate({ env, ddls }) {
  for (const ddl of ddls) await env.DB.prepare(ddl).run();
}`,
    'src/stock.ts': `import { drizzle } from 'drizzle-orm/d1';
import { eq } from 'drizzle-orm';
import { stock } from './schema';
const db = drizzle(process.env.DB);
export async function POST(request: Request) {
  const { items } = await request.json();
  const queries = items.map((item) => db.insert(stock).values(item));
  await db.batch(queries);
  const changes = [];
  for (const item of items) changes.push(db.update(stock).set(item).where(eq(stock.id, item.id)));
  await db.batch(changes);
  const others = items.map((item) => db.insert(stock).values(item)); // !n-plus-one
  await Promise.all(others);
}`,
  },
);
