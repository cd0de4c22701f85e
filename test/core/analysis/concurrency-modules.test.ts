/** As many operations at once as there are items: what modules do under names of their own, and what they keep few. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  "Bluebird's functions by any name: each waits, map does not, unless told how many",
  {
    'src/feed.js': `const axios = require('axios');
const { map, each: inTurn } = require('bluebird');
const P = require('bluebird');
exports.load = async (req, res) => {
  await map(req.body.urls, async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  await map(req.body.urls, async (url) => axios.get(url, { timeout: 2000 }), { concurrency: 5 });
  await inTurn(req.body.urls, async (url) => axios.get(url, { timeout: 2000 }));
  await P.map(req.body.urls, async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  await P.each(req.body.urls, async (url) => axios.get(url, { timeout: 2000 }));
  res.end();
};`,
    'src/esm.js': `import axios from 'axios';
import { each, map } from 'bluebird';
export async function load(req, res) {
  await each(req.body.urls, async (url) => axios.get(url, { timeout: 2000 }));
  await map(req.body.urls, async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  res.end();
}`,
    'src/own.js': `import axios from 'axios';
import { each } from './each.js';
export async function load(req, res) {
  each(req.body.urls, async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  res.end();
}`,
    'src/each.js': 'export const each = (list, work) => Promise.all(list.map(work));',
  },
  rule,
);

check(
  'a document of Firestore is written as soon as that is asked for',
  {
    'src/league.js': `const admin = require('firebase-admin');
const db = admin.firestore();
const database = admin.database();
exports.draft = async (req, res) => {
  const draftRef = db.collection('drafts').doc(req.body.id);
  for (const player of req.body.players) {
    draftRef.collection('players').doc(player.name).set(player); // !unbounded-concurrency
  }
  for (const team of req.body.teams) {
    db.collection('teams').doc(team.id).update({ ...team }); // !unbounded-concurrency
  }
  req.body.picks.forEach((pick) => {
    db.collection('picks').add(pick); // !unbounded-concurrency
  });
  const old = await db.collection('picks').where('league', '==', req.body.id).get();
  old.forEach((doc) => {
    doc.ref.delete(); // !unbounded-concurrency
  });
  req.body.users.forEach((user) => {
    database.ref('users').child(user.id).set(user); // !unbounded-concurrency
  });
  res.end();
};
exports.inOne = async (req, res) => {
  const batch = db.batch();
  const known = new Map();
  for (const team of req.body.teams) {
    batch.set(db.collection('teams').doc(team.id), team);
    known.set(team.id, team);
    req.index.doc(team.id).set(team.name);
  }
  ['a', 'b'].forEach((kind) => {
    db.collection('kinds').doc(kind).update({ at: known.size });
  });
  await batch.commit();
  res.end();
};`,
  },
  rule,
);

check(
  'what a module finds is no part of the module; what it exports is',
  {
    'src/store.js': `const { Pool } = require('pg');
const pool = new Pool();
module.exports = { pool, select, one, two };
async function select(query) {
  const { rows } = await pool.query(query);
  return rows;
}
function one() {}
function two() {}`,
    'src/feeds.js': "module.exports = ['https://a.example', 'https://b.example'];",
    'src/accounts.js': `const axios = require('axios');
const feeds = require('./feeds');
const store = require('./store');
exports.refresh = async (req, res) => {
  const accounts = await store.select('select id from accounts');
  await Promise.all(accounts.map((a) => store.pool.query('update accounts set seen = 1 where id = $1', [a.id]))); // !unbounded-concurrency
  await Promise.all(feeds.map((url) => axios.get(url, { timeout: 2000 })));
  res.end();
};`,
  },
  rule,
);

check(
  'push.apply adds as many as the list that it is given has',
  {
    'src/gather.js': `const axios = require('axios');
exports.gather = async (req, res) => {
  const urls = [];
  req.body.groups.forEach((group) => {
    urls.push.apply(urls, group.urls);
  });
  await Promise.all(urls.map((url) => axios.get(url, { timeout: 2000 }))); // !unbounded-concurrency
  const more = [];
  Array.prototype.push.apply(more, req.body.urls);
  await Promise.all(more.map((url) => axios.get(url, { timeout: 2000 }))); // !unbounded-concurrency
  const few = [];
  few.push.apply(few, ['https://a.example', 'https://b.example']);
  await Promise.all(few.map((url) => axios.get(url, { timeout: 2000 })));
  res.end();
};`,
  },
  rule,
);

check(
  'files of one form, the days of a range and what a database is set up with are few; the pages of a site are not',
  {
    'src/few.js': `const axios = require('axios');
const fs = require('fs');
const { MongoClient } = require('mongodb');
exports.upload = (req, res) => {
  req.file('photos').upload({ maxBytes: 9 }, (err, files) => {
    Promise.all(files.map((file) => axios.post('/photos', { name: file.fd }, { timeout: 2000 }))).then(() => res.end());
  });
};
exports.feedback = async (ctx) => {
  let files = (ctx.request.files || {}).file || [];
  if (!Array.isArray(files)) files = [files];
  await Promise.all(files.map((file) => axios.post('/files', file, { timeout: 2000 })));
  let rows = (ctx.request.files || {}).file || [];
  rows = await parse(rows);
  await Promise.all(rows.map((row) => axios.post('/rows', row, { timeout: 2000 }))); // !unbounded-concurrency
};
exports.month = async (req, res) => {
  const dateList = [];
  for (let d = new Date(req.body.from); d <= new Date(req.body.to); d.setDate(d.getDate() + 1)) dateList.push(new Date(d));
  await Promise.all(dateList.map((date) => axios.get('/days', { params: { date }, timeout: 2000 })));
  await Promise.all(req.body.updateList.map((id) => axios.get('/ids', { params: { id }, timeout: 2000 }))); // !unbounded-concurrency
  res.end();
};
exports.ensure = async (req, res) => {
  const client = new MongoClient(req.body.url);
  const db = client.db('app');
  await Promise.all(req.body.names.map((name) => db.createCollection(name)));
  await Promise.all(req.body.names.map((name) => db.collection('names').insertOne({ name }))); // !unbounded-concurrency
  const pages = await db.collection('pages').find({}).toArray();
  await Promise.all(pages.map((page) => db.collection('pages').updateOne({ _id: page._id }, { $set: { seen: 1 } }))); // !unbounded-concurrency
  const page = await db.collection('pages').find({}).skip(req.body.from).limit(50).toArray();
  await Promise.all(page.map((p) => db.collection('pages').updateOne({ _id: p._id }, { $set: { seen: 1 } })));
  res.end();
};`,
  },
  rule,
);
