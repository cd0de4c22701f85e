// Drives a mix of requests at a running orders-api and tells how long the answers took.
import http from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from './src/lib/random.js';

const USAGE = `Usage: node load.js [options]
  --url URL          the service (default http://127.0.0.1:3000)
  --duration S       measured time (default 10)
  --warmup S         time before it, not measured (default 1)
  --connections N    requests under way at a time (default 8)
  --mix NAME=W,…     weights of the requests (default: all of them); without =W the weight is 1
  --seed N           of the request parameters (default 1)
  --json             one JSON document on stdout`;

/** One request of each kind: weight in the default mix, and a maker given random numbers and sizes. */
const KINDS = {
  orders: [5, (r, n) => get(`/orders?limit=20&offset=${r.int(0, Math.max(0, n.orders - 20))}`)],
  order: [10, (r, n) => get(`/orders/${r.int(1, n.orders)}`)],
  'create-order': [3, (r, n) => post('/orders', newOrder(r, n))],
  customers: [4, (r, n) => get(`/customers?limit=20&offset=${r.int(0, Math.max(0, n.customers - 20))}`)],
  customer: [6, (r, n) => get(`/customers/${r.int(1, n.customers)}`)],
  products: [24, (r) => get(`/products?limit=20&currency=${r.pick(['EUR', 'USD', 'GBP', 'JPY'])}`)],
  product: [6, (r, n) => get(`/products/${r.int(1, n.products)}`)],
  search: [10, (r) => get(`/search?q=${words(r).join('+')}`)],
  question: [6, (r) => get(`/search?q=${words(r).join('+')}%3F`, 400)],
  report: [12, (r) => get(`/reports/sales?quarter=2025-Q${r.int(1, 4)}`)],
  csv: [10, (r) => get(`/exports/orders.csv?month=${month(r)}`)],
  ndjson: [1, (r) => get(`/exports/orders.ndjson?month=${month(r)}`)],
  invoice: [6, (r, n) => get(`/orders/${r.int(1, n.orders)}/invoice?lang=${r.pick(['en', 'de'])}`)],
  invoices: [10, (r) => get(`/invoices?status=paid&limit=50&offset=${r.int(0, 9) * 50}`)],
  statements: [0.2, (r) => get(`/statements?month=${month(r)}`)],
};

const get = (path, expect = 200) => ({ method: 'GET', path, expect });
const post = (path, body) => ({ method: 'POST', path, body: JSON.stringify(body), expect: 201 });
const month = (r) => `2025-${String(r.int(1, 12)).padStart(2, '0')}`;
const words = (r) => [
  r.pick(['wireless', 'foldable', 'ergonomic', 'rechargeable', 'lightweight']),
  r.pick(['keyboard', 'speaker', 'headphones', 'backpack', 'lantern']),
];

function newOrder(r, n) {
  const items = Array.from({ length: r.int(1, 4) }, () => ({
    productId: r.int(1, n.products),
    quantity: r.int(1, 5),
  }));
  return { customerId: r.int(1, n.customers), items };
}

/**
 * @param {{ url: string, durationMs: number, warmupMs?: number, connections?: number, seed?: number,
 *   mix?: Record<string, number>, signal?: AbortSignal }} options
 * @returns {Promise<object>} requests, errors, requestsPerSecond, latencyMs and the same for each kind
 */
export async function runLoad(options) {
  const { url, durationMs, warmupMs = 0, connections = 8, seed = 1, mix = defaultMix(), signal } = options;
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const random = createRandom(seed);
  const sizes = await readSizes(url, agent);
  const choose = createChooser(mix, random);
  const kinds = new Map(Object.keys(mix).map((kind) => [kind, createTally()]));
  const all = createTally();

  const measureFrom = performance.now() + warmupMs;
  const end = measureFrom + durationMs;
  const client = async () => {
    while (performance.now() < end && !signal?.aborted) {
      const kind = choose();
      const wanted = KINDS[kind][1](random, sizes);
      const start = performance.now();
      const failure = await request(url, agent, wanted).then(
        ({ status, body }) =>
          status === wanted.expect ? undefined : `${wanted.path} gave ${status}: ${body.slice(0, 200)}`,
        (error) => `${wanted.path}: ${error.code ?? error.message}`,
      );
      if (start < measureFrom) continue;
      for (const tally of [all, kinds.get(kind)]) tally.add(performance.now() - start, failure);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();

  const elapsedMs = performance.now() - measureFrom;
  const perKind = Object.fromEntries([...kinds].map(([kind, tally]) => [kind, tally.result(elapsedMs)]));
  return {
    version: 1,
    url,
    connections,
    durationMs: Math.round(elapsedMs),
    ...all.result(elapsedMs),
    kinds: perKind,
  };
}

const defaultMix = () => Object.fromEntries(Object.entries(KINDS).map(([kind, [weight]]) => [kind, weight]));

/** How many of everything there is, so that any seeding can be driven. */
async function readSizes(url, agent) {
  const total = async (path) => JSON.parse((await request(url, agent, get(path))).body).page.total;
  return {
    orders: await total('/orders?limit=1'),
    customers: await total('/customers?limit=1'),
    products: await total('/products?limit=1'),
  };
}

function createChooser(mix, random) {
  const entries = Object.entries(mix);
  const sum = entries.reduce((total, [, weight]) => total + weight, 0);
  return () => {
    let left = random.next() * sum;
    for (const [kind, weight] of entries) {
      left -= weight;
      if (left < 0) return kind;
    }
    return entries.at(-1)[0];
  };
}

function createTally() {
  const histogram = createHistogram({ figures: 3 });
  let errors = 0;
  let firstError;
  const ms = (us) => Math.round(us) / 1000;
  return {
    add(latencyMs, failure) {
      histogram.record(Math.max(1, Math.round(latencyMs * 1000)));
      if (failure === undefined) return;
      errors++;
      firstError ??= failure;
    },
    result(elapsedMs) {
      const { count } = histogram;
      const latencyMs =
        count === 0
          ? null
          : {
              mean: ms(histogram.mean),
              p50: ms(histogram.percentile(50)),
              p95: ms(histogram.percentile(95)),
              p99: ms(histogram.percentile(99)),
              max: ms(histogram.max),
            };
      const requestsPerSecond = Math.round((count / elapsedMs) * 100_000) / 100;
      return { requests: count, errors, ...(errors > 0 && { firstError }), requestsPerSecond, latencyMs };
    },
  };
}

function request(url, agent, { method, path, body }) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = http.request(new URL(path, url), { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function readOptions(args) {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({
    args,
    options: {
      url: text('http://127.0.0.1:3000'),
      duration: text('10'),
      warmup: text('1'),
      connections: text('8'),
      mix: text(''),
      seed: text('1'),
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const number = (name, min) => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value >= min) return value;
    throw new Error(`--${name} must be a number from ${min}, not "${values[name]}"`);
  };
  if (!/^http:/.test(values.url) || !URL.canParse(values.url))
    throw new Error('--url must be an http: address');
  return {
    url: values.url,
    durationMs: number('duration', 0.1) * 1000,
    warmupMs: number('warmup', 0) * 1000,
    connections: Math.floor(number('connections', 1)),
    seed: Math.floor(number('seed', 0)),
    mix: values.mix === '' ? undefined : readMix(values.mix),
    json: values.json,
    help: values.help,
  };
}

function readMix(text) {
  const mix = {};
  for (const part of text.split(',')) {
    const [kind, weight = '1'] = part.split('=').map((side) => side.trim());
    if (!Object.hasOwn(KINDS, kind))
      throw new Error(`--mix knows ${Object.keys(KINDS).join(', ')}; not "${kind}"`);
    if (!(Number(weight) > 0)) throw new Error(`--mix: the weight of ${kind} must be above 0`);
    mix[kind] = Number(weight);
  }
  return mix;
}

function report(result) {
  const row = (name, { requests, errors, requestsPerSecond, latencyMs }) =>
    [name, requests, errors, requestsPerSecond, latencyMs?.p50, latencyMs?.p95, latencyMs?.p99]
      .map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell ?? '-').padStart(10)))
      .join('');
  const head = ['', 'requests', 'errors', 'req/s', 'p50 ms', 'p95 ms', 'p99 ms'];
  const lines = [head.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(10))).join('')];
  for (const [kind, tally] of Object.entries(result.kinds)) lines.push(row(kind, tally));
  lines.push(row('all', result));
  if (result.errors > 0) lines.push(`First error: ${result.firstError}`);
  return lines.join('\n');
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(USAGE);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());

  const result = await runLoad({ ...options, signal: stopping.signal }).catch((error) => {
    throw new Error(
      `cannot drive ${options.url} (${error.code ?? error.message}). Is the service running there?`,
    );
  });
  console.log(options.json ? JSON.stringify(result, null, 2) : report(result));
  if (result.errors > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    console.error(`load: ${error.message}`);
    process.exitCode = 2;
  });
}
