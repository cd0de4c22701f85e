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
