/** As many operations at once as there are items: by helpers, and lists that only look long, or short. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'helpers that start for all what they are given are found where they are called',
  {
    'src/util.ts': `export async function asyncForEach(list, work) { await Promise.all(list.map(work)); }
export const mapAsync = (list, work) => Promise.all(list.map((item) => work(item)));
export async function runAll(list, work) {
  const begun = [];
  for (const item of list) begun.push(work(item));
  return Promise.all(begun);
}
export async function eachInTurn(list, work) { for (const item of list) await work(item); }
export async function eachBatch(list, work) {
  for (let i = 0; i < list.length; i += 10) await Promise.all(list.slice(i, i + 10).map(work));
}
export const mapLimited = (list, work, limit) => Promise.all(list.map((item) => limit(() => work(item))));`,
    'src/app.ts': `import axios from 'axios';
import { asyncForEach, eachBatch, eachInTurn, mapAsync, mapLimited, runAll } from './util';
const processAll = (list, work) => Promise.all(list.map(work));
const ping = (user) => axios.post(user.hook, {}, { timeout: 2000 });
export async function handler(req, res) {
  const { users } = req.body;
  await asyncForEach(users, async (user) => { await ping(user); }); // !unbounded-concurrency
  await mapAsync(users, (user) => ping(user)); // !unbounded-concurrency
  await runAll(users, ping); // !unbounded-concurrency
  await processAll(users, ping); // !unbounded-concurrency
  await mapAsync(users, async (user) => user.name.trim());
  await mapAsync(['a', 'b'], (hook) => ping({ hook }));
  await mapAsync(users.slice(0, 5), (user) => ping(user));
  await eachInTurn(users, (user) => ping(user));
  await eachBatch(users, (user) => ping(user));
  await mapLimited(users, (user) => ping(user), req.limit);
  res.end();
}`,
  },
  rule,
);

check(
  'what a method puts into a field begins in the loop that calls it',
  {
    'src/sync.ts': `import axios from 'axios';
export class Sync {
  pending = [];
  add(user) { this.pending.push(axios.post(user.hook, {}, { timeout: 2000 })); }
  async handle(req, res) {
    for (const user of req.body.users) this.add(user); // !unbounded-concurrency
    await Promise.all(this.pending);
    res.end();
  }
}`,
  },
  rule,
);

check(
  'results of neverthrow that are combined wait for all of them',
  {
    'src/sync.ts': `import axios from 'axios';
import { ResultAsync } from 'neverthrow';
export async function handler(req, res) {
  await ResultAsync.combine(req.body.users.map((user) => ResultAsync.fromPromise(axios.get(user.url, { timeout: 9 }), String))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'pages by their number and those that came to a server may be many; what a break or a caller keeps small is not',
  {
    'src/pages.ts': `import axios from 'axios';
import _ from 'lodash';
import { WebSocketServer } from 'ws';
const wss = new WebSocketServer({ port: 1 });
const get = (id) => axios.get('https://example.com/' + id, { timeout: 2000 });
const times = (n) => Promise.all(Array.from({ length: n }, (_, i) => get(i)));
export async function handler(req, res) {
  const { last } = req.body;
  const pageNumbers = _.range(2, last + 1);
  await Promise.all(pageNumbers.map((page) => get(page))); // !unbounded-concurrency
  wss.clients.forEach(async (socket) => { // !unbounded-concurrency
    socket.send(await get(socket.id));
  });
  const few = [];
  for (const row of req.body.rows) {
    few.push(row);
    if (few.length >= 10) break;
  }
  await Promise.all(few.map((row) => get(row.id)));
  await times(5);
  res.end();
}
export async function sendPhotos(req, res) {
  const photos = req.files;
  await Promise.all(photos.map((photo) => get(photo.path)));
  res.end();
}
export async function ofRoom(req, res) {
  const sql = req.rooms.messagesOf({ room: req.body.room, limit: req.body.limit });
  const rows = await req.db.query(sql);
  await Promise.all(rows.map((row) => get(row.id)));
  const every = req.rooms.messagesOf({ room: req.body.room });
  const all = await req.db.query(every);
  await Promise.all(all.map((row) => get(row.id))); // !unbounded-concurrency
  res.end();
}
export async function ofAll(req, res) {
  const rows = await req.orders.list({ limit: Number.MAX_SAFE_INTEGER });
  await Promise.all(rows.map((row) => get(row.id))); // !unbounded-concurrency
  res.end();
}`,
    'src/settings.ts': `import axios from 'axios';
import fs from 'node:fs';
function loadChainsConfig() { return JSON.parse(fs.readFileSync('chains.json', 'utf8')); }
export async function handler(req, res) {
  const chains = loadChainsConfig();
  await Promise.all(chains.map((chain) => axios.get(chain.url, { timeout: 2000 })));
  const indexNames = req.indexes.namesOf(req.body.type);
  await Promise.all(indexNames.map((name) => axios.get(name, { timeout: 2000 })));
  res.end();
}`,
    'src/exports.js': `import axios from 'axios';
import fs from 'node:fs';
const write = (name) => fs.promises.writeFile(name, 'x');
export default {
  exportAll: async (ctx) => {
    await Promise.all(ctx.request.body.map((name) => write(name))); // !unbounded-concurrency
  },
};`,
    'src/bank.ts': `import axios from 'axios';
export async function addBalance(id) { await axios.post('https://example.com/' + id, {}, { timeout: 2000 }); }`,
    'src/wages.ts': `import { addBalance } from './bank';
export function handler(req, res) {
  req.body.players.forEach((player) => {
    addBalance(player.id); // !unbounded-concurrency
  });
  res.end();
}`,
  },
  rule,
);

check(
  'what begins behind a borrowed connection, a logger or a lookup of places begins for each item',
  {
    'src/legacy.js': `import mysql from 'mysql';
const pool = mysql.createPool({});
const load = (id) => new Promise((resolve) => {
  pool.getConnection((err, connection) => {
    connection.query('SELECT * FROM rows WHERE id = ?', [id], (e, rows) => resolve(rows));
  });
});
export async function handler(req, res) {
  res.json(await Promise.all(req.body.ids.map((id) => load(id)))); // !unbounded-concurrency
}`,
    'src/places.ts': `import { geocode } from 'opencage-api-client';
export async function handler(req, res) {
  const found = await Promise.all(req.body.places.map(async (q) => { // !unbounded-concurrency
    const answer = await geocode({ q });
    return answer.results[0];
  }));
  res.json(found);
}`,
    'src/store.ts': `import { DynamoDBDocumentClient, DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export class Store {
  private client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  private async logged(promise) {
    try { return await promise; } catch (e) { console.error(e); throw e; }
  }
  async drop(id) { return this.logged(this.client.send(new DeleteCommand({ TableName: 't', Key: { id } }))); }
  async handle(req, res) {
    await Promise.all(req.body.ids.map((id) => this.drop(id))); // !unbounded-concurrency
    res.end();
  }
}`,
  },
  rule,
);
