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
  const asked = [];
  const day = moment(req.body.from);
  while (day.isSameOrBefore(req.body.to)) {
    asked.push(axios.get('/days', { params: { day: day.format('YYYY-MM-DD') }, timeout: 2000 }));
    day.add(1, 'day');
  }
  await Promise.all(asked);
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

check(
  'a helper of that name waits in turn, or may; an array does not',
  {
    'src/series.js': `const series = (list, i, work) => i < list.length ? work(list[i]).then(() => series(list, i + 1, work)) : Promise.resolve();
module.exports = { forEach: series };`,
    'src/rates.js': `const axios = require('axios');
const series = require('./series');
exports.load = (req, res) => {
  series.forEach(req.body.rows, 0, (row) => {
    return axios.get(row.url, { timeout: 2000 }).then((rate) => axios.post('/rates', rate, { timeout: 2000 }));
  });
  series.forEach(req.body.rows, 0, (row) => axios.get(row.url, { timeout: 2000 }).then(show));
  req.body.rows.forEach((row) => {
    return axios.get(row.url, { timeout: 2000 }).then(show); // !unbounded-concurrency
  });
  _.forEach(req.body.rows, (row) => axios.get(row.url, { timeout: 2000 }).then(show)); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'what stands in a var that nothing writes to again is as fixed as a const',
  {
    'src/utils.js': `exports.wrap = (fn) => fn;
exports.basics = [{ name: 'First' }, { name: 'Second' }];`,
    'src/setup.js': `var axios = require('axios');
var utils = require('./utils');
var kinds = [{ names: ['a', 'b'] }, { names: ['c'] }];
var rows = [{ names: ['a', 'b'] }];
exports.setup = function (req, res) {
  utils.basics.forEach(function (item) {
    axios.post('/x', item, { timeout: 2000 });
  });
  kinds.forEach(function (kind) {
    kind.names.forEach(function (name) {
      axios.post('/x', { name }, { timeout: 2000 });
    });
  });
  rows = req.body.rows;
  rows.forEach(function (row) {
    axios.post('/x', row, { timeout: 2000 }); // !unbounded-concurrency
  });
  res.end();
};`,
    'src/invite.js': `var models = require('./models');
exports.invite = function (req, res) {
  for (var i = 0; i < req.body.users.length; i++) {
    var invitation = { user: req.body.users[i] };
    models.invitation.create(invitation); // !unbounded-concurrency
    models.invitation.build(invitation);
  }
  res.end();
};`,
  },
  rule,
);

check(
  'what an injected database is asked by its documents is Firestore',
  {
    'src/office.js': `module.exports = (office) => async (req, res) => {
  const found = [];
  req.body.numbers.forEach((number) => {
    found.push(office.ref.collection('Statuses').doc('now').collection('Employees').doc(number).get()); // !unbounded-concurrency
    office.index.collection('Statuses').has(number);
  });
  res.json(await Promise.all(found));
};`,
    'src/mail.js': `const AWS = require('aws-sdk');
exports.send = async (req, res) => {
  await Promise.all(req.body.users.map((user) => new AWS.SES({}).sendEmail({ to: user.email }).promise())); // !unbounded-concurrency
  res.end();
};`,
    'src/signed.js': `const { BlobServiceClient } = require('@azure/storage-blob');
const service = BlobServiceClient.fromConnectionString(process.env.STORE);
exports.sign = async (req, res) => {
  const container = service.getContainerClient('files');
  res.json(await Promise.all(req.body.names.map((name) => container.getBlobClient(name).generateSasUrl({ permissions: 'c' }))));
};`,
  },
  rule,
);

check(
  'a list deep in constants of another file is as long as it is written; what a request names is not',
  {
    'src/constants.js': `module.exports = { economy: { factions: [{ key: 'a' }, { key: 'b' }] }, CONFIG: {} };`,
    'src/plans.js': `const axios = require('axios');
const constants = require('./constants');
exports.ready = async (req, res) => {
  await Promise.all(constants.economy.factions.map((faction) => axios.post('/x', faction, { timeout: 2000 })));
  await Promise.all(req.body.economy.factions.map((faction) => axios.post('/x', faction, { timeout: 2000 }))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'files that Multer keeps in memory and pictures in base64 came with one form; buffers of rows did not',
  {
    'src/upload.js': `const axios = require('axios');
const uploadImage = (bytes, folder) => axios.post('/images', bytes, { params: { folder }, timeout: 2000 });
exports.upload = async (files, folder) => Promise.all(files.map((file) => uploadImage(file.buffer, folder)));
exports.decode = async (imagesBase64, folder) => Promise.all(imagesBase64.map((image) => uploadImage(image, folder)));
exports.rows = async (rows, folder) => Promise.all(rows.map((row) => uploadImage(row.picture, folder))); // !unbounded-concurrency`,
  },
  rule,
);
