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

check(
  'batches that a table has are its rows, whatever they are called; those that were cut are batches',
  {
    'src/schedule.ts': `import axios from 'axios';
import { Batch } from './models';
import { chunk } from 'lodash';
export async function assignments(req, res) {
  const batches = await Batch.find({ active: true }).lean();
  res.json(await Promise.all(batches.map((batch) => axios.get('/a/' + batch.id, { timeout: 2000 })))); // !unbounded-concurrency
}
export async function bulk(req, res) {
  const batches = chunk(await Batch.find({ active: true }).lean(), 500);
  res.json(await Promise.all(batches.map((batch) => axios.post('/bulk', batch, { timeout: 2000 }))));
}
export async function handed(batches) {
  return Promise.all(batches.map((batch) => axios.post('/bulk', batch, { timeout: 2000 })));
}`,
  },
  rule,
);

check(
  'an item with a capital letter is a class where something is asked of it, and a row where its fields are read',
  {
    'src/channels.ts': `import { Message, User, Order } from './models';
export async function unread(req, res) {
  const rows = await Message.find({ room: req.params.room });
  res.json(
    await Promise.all( // !unbounded-concurrency
      rows.map(async (Row) => {
        Row.unread = await Message.countDocuments({ channel: Row.channel });
        return Row;
      }),
    ),
  );
}
export async function counts(req, res) {
  const models = req.app.models();
  res.json(await Promise.all(models.map(async (Model) => Model.countDocuments())));
}`,
  },
  rule,
);

check(
  'what a service loads once is no query for each item; what each row loads of its own is',
  {
    'src/storage.service.ts': `import { db } from './db';
export class StorageService {
  configLoaded = false;
  async ensureConfigLoaded() {
    if (this.configLoaded) return;
    this.driver = await db.settings.findOne({ key: 'storage' });
    this.configLoaded = true;
  }
  async reload() {
    if (this.configSent) return;
    this.driver = await db.settings.findOne({ key: 'storage' });
  }
  async urlOf(file) {
    await this.ensureConfigLoaded();
    return this.driver + file.path;
  }
  async freshUrlOf(file) {
    await this.reload();
    return this.driver + file.path;
  }
}`,
    'src/document.ts': `import { db } from './db';
export class Document {
  loaded = false;
  async load() {
    if (this.loaded) return;
    this.body = await db.bodies.findOne({ document: this.id });
    this.loaded = true;
  }
}`,
    'src/files.controller.ts': `import { StorageService } from './storage.service';
import { Document } from './document';
const storage = new StorageService();
export async function urls(req, res) {
  res.json(await Promise.all(req.body.files.map((file) => storage.urlOf(file))));
}
export async function fresh(req, res) {
  res.json(await Promise.all(req.body.files.map((file) => storage.freshUrlOf(file)))); // !unbounded-concurrency
}
export async function bodies(req, res) {
  const documents = req.body.files.map((file) => new Document(file));
  await Promise.all(documents.map((document: Document) => document.load())); // !unbounded-concurrency
  res.json(documents);
}`,
  },
  rule,
);
