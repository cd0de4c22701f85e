// Each fix against the service as it is: requests a second and p95, measured in turns. A Markdown table.
import { parseArgs } from 'node:util';
import { runLoad } from '../load.js';
import { FIXES } from '../src/flags.js';
import { startService } from './service.js';

/** What shows a fix: which requests to send, and whose latency to read (all of them where not named). */
const SCENARIOS = {
  'n-plus-one': { mix: { orders: 1 } },
  'quadratic-merge': { mix: { report: 1 } },
  'json-clone': { mix: { products: 1 } },
  'sync-io': { mix: { invoices: 1 } },
  'spread-mapper': { mix: { csv: 1 } },
  // The harm is done to the neighbours that wait for a connection.
  'unbounded-concurrency': { mix: { statements: 1, order: 30 }, watch: 'order' },
  redos: { mix: { question: 1 } },
  'missing-limit': { mix: { customers: 1 } },
  all: {},
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1.5' },
    connections: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
});
const fixes = values.only === '' ? [...FIXES, 'all'] : values.only.split(',');
const unknown = fixes.filter((fix) => !Object.hasOwn(SCENARIOS, fix));
if (unknown.length > 0) {
  console.error(`compare: unknown fix ${unknown.join(', ')}. Known: ${Object.keys(SCENARIOS).join(', ')}.`);
  process.exit(2);
}

const results = [];
for (const fix of fixes) {
  results.push({ fix, ...(await compare(fix)) });
  if (!values.json) console.error(`${fix} measured`);
}
console.log(values.json ? JSON.stringify(results, null, 2) : table(results));

/** Both services run all the time; the rounds alternate, because the machine's speed drifts. */
async function compare(fix) {
  const services = await Promise.all([startService(), startService({ fix })]);
  try {
    const rounds = [[], []];
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        rounds[side].push(await measure(services[side].url, SCENARIOS[fix], round));
      }
    }
    return { before: middle(rounds[0]), after: middle(rounds[1]) };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

async function measure(url, { mix, watch }, round) {
  const result = await runLoad({
    url,
    mix,
    seed: round + 1,
    connections: Number(values.connections),
    warmupMs: round === 0 ? 1000 : 200,
    durationMs: Number(values.seconds) * 1000,
  });
  if (result.errors > 0) throw new Error(`the service answered wrongly: ${result.firstError}`);
  const watched = watch ? result.kinds[watch] : result;
  return { requestsPerSecond: watched.requestsPerSecond, p95Ms: watched.latencyMs.p95 };
}

function middle(rounds) {
  return {
    requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
    p95Ms: median(rounds.map((round) => round.p95Ms)),
  };
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function table(rows) {
  const lines = [
    '| fix | requests | req/s before | after | p95 ms before | after |',
    '|---|---|--:|--:|--:|--:|',
  ];
  for (const { fix, before, after } of rows) {
    const { mix, watch } = SCENARIOS[fix];
    const sent = watch
      ? `${watch}, beside ${Object.keys(mix)[0]}`
      : mix
        ? Object.keys(mix)[0]
        : 'default mix';
    const cells = [before.requestsPerSecond, after.requestsPerSecond, before.p95Ms, after.p95Ms];
    lines.push(`| ${fix} | ${sent} | ${cells.map((cell) => Number(cell.toPrecision(3))).join(' | ')} |`);
  }
  return lines.join('\n');
}
