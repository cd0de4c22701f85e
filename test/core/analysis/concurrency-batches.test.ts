/** As many operations at once as there are items: batches that somebody else cut, what is undone, and things that delete themselves. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what a helper hands over in batches is cut; a list handed to any other function is not',
  {
    'src/batches.ts': `import axios from 'axios';
import { chunk, withRows } from './util';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function job(req) {
  await chunk(req.body.rows, 20, async (entries) => {
    await Promise.all(entries.map((entry) => send(entry)));
  });
  await withRows(req.body.rows, async (entries) => {
    await Promise.all(entries.map((entry) => send(entry))); // !unbounded-concurrency
  });
}
async function processBatch(ids, number) {
  const loaded = await Promise.all(ids.map((id) => axios.get('/' + id, { timeout: 2000 })));
  const valid = loaded.filter((row) => row.data);
  await Promise.all(valid.map((row) => send(row)));
}
async function processAll(ids) {
  await Promise.all(ids.map((id) => axios.get('/' + id, { timeout: 2000 }))); // !unbounded-concurrency
}
async function rollbackUploads(urls) {
  await Promise.all(urls.map((url) => axios.delete(url, { timeout: 2000 })));
}
export async function page(validators, query) {
  const shown = await validators.getValidators(Number(query.page ?? 1), Number(query.limit ?? 10));
  return Promise.all(shown.rows.map((row) => send(row)));
}
export { processAll, processBatch, rollbackUploads };`,
  },
  rule,
);

check(
  'things of a service that are told to delete themselves, and requests let go in a map',
  {
    'src/files.ts': `import axios from 'axios';
import { bucket } from './bucket';
export async function clean(req, res) {
  const [files] = await bucket.getFiles({ prefix: req.params.run });
  await Promise.all(files.map((f) => f.delete().catch(() => null))); // !unbounded-concurrency
  await Promise.all(req.body.keys.map((key) => lookupCache.delete(key)));
  res.end();
}
export function poll(rows) {
  rows.map((row) => {
    axios.get(row.url, { timeout: 2000 }).then((r) => console.log(r.status)).catch(() => null); // !unbounded-concurrency
  });
  return rows.map((row) => axios.get(row.url, { timeout: 2000 }).catch(() => null));
}`,
  },
  rule,
);

check(
  'one page of an aggregation, also with something added to each row, a counted batch, and mirrors asked for one answer are few',
  {
    'src/orders.ts': `import axios from 'axios';
import mongoose from 'mongoose';
const Order = mongoose.model('Order', new mongoose.Schema({ place: String }));
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function page(req, res, current, size) {
  const [found] = await Order.aggregate([{ $facet: { items: [{ $limit: req.query.limit }], count: [{ $count: 'n' }] } }]);
  await Promise.all(found.items.map((order) => send(order)));
  const rows = await withPlaces(await Order.find({}).limit(20));
  await Promise.all(rows.map((order) => send(order)));
  const works = await req.service.getWorksInPages(req.query.id, req.query.current, req.query.size);
  await Promise.all(works.map((order) => send(order)));
  const matching = await req.service.search(req.query.text, current, size);
  await Promise.all(matching.map((order) => send(order)));
  const all = await withPlaces(await Order.find({}));
  await Promise.all(all.map((order) => send(order))); // !unbounded-concurrency
  const joined = await Order.aggregate([{ $match: { open: true } }]);
  await Promise.all(joined.map((order) => send(order))); // !unbounded-concurrency
  res.end();
}
export async function pages(req, res, batchSize = 5) {
  let key = req.query.key;
  while (key) {
    const asked = [];
    for (let i = 0; i < batchSize && key; i++) asked.push(axios.get(key, { timeout: 2000 }));
    key = (await Promise.all(asked)).at(-1)?.data.next;
  }
  const mirrors = Array.isArray(req.body.urls) ? req.body.urls : [req.body.urls];
  res.json(await Promise.any(mirrors.map((url) => axios.get(url, { timeout: 2000 }))));
}`,
    'src/bots.ts': `import axios from 'axios';
const ask = (x) => axios.get(x.url, { timeout: 2000 });
export class Status {
  constructor(private readonly app: App) {}
  async show() {
    const runningInstances = this.app.manager.getAllInstances().filter((one) => one.running);
    return Promise.all(runningInstances.map((one) => ask(one)));
  }
  async rows(db) {
    const instances = await db.getAllInstances();
    return Promise.all(instances.map((one) => ask(one))); // !unbounded-concurrency
  }
}`,
  },
  'unbounded-concurrency',
);
