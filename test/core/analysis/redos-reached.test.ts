import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';
import { check } from './marked.ts';

const package_ = (more: object): string => JSON.stringify({ name: 'scan', ...more });
const command = {
  'src/scan.js': `import { links } from './links.js';
export const scan = (text) => links(text);
`,
  'src/cli.js': `import { scan } from './scan.js';
console.log(scan(process.argv[2]));
`,
};

check(
  "a package's own command is one of those who call it",
  {
    'package.json': package_({ main: './dist/cjs/index.js', bin: { scan: './dist/esm/cli.js' } }),
    'src/links.js': `export const links = (text) => text.match(/<a[^>]+href="([^"]+)"/gi); // !redos
`,
    ...command,
  },
  'redos',
);

check(
  'a package that is a command and nothing else reads files of its user',
  {
    'package.json': package_({ main: './dist/cli.js', bin: './dist/cli.js' }),
    'src/links.js': `export const links = (text) => text.match(/<a[^>]+href="([^"]+)"/gi);
`,
    ...command,
  },
  'redos',
);

check(
  'what a queue gives a consumer of the project itself is no start',
  {
    'src/queue.js': `export async function consumeJobs(handler) {
  const channel = await open();
  channel.consume('jobs', async (message) => {
    await handler(JSON.parse(message.content.toString()));
  });
}
`,
    'src/pages.js': `export async function crawl(url) {
  const text = await (await fetch(url)).text();
  return text.replace(/<script[\\s\\S]*?<\\/script>/gi, ' '); // !redos
}
export async function version() {
  const text = await release();
  return text.replace(/<script[\\s\\S]*?<\\/script>/gi, ' ');
}
`,
    'src/worker.js': `import { consumeJobs } from './queue.js';
import { crawl, version } from './pages.js';
async function work() {
  await once(async () => console.log(await version()));
  await consumeJobs(async (job) => {
    await crawl(job.url);
  });
}
work();
`,
  },
  'redos',
);

check(
  'patterns that a table keeps are asked again, those of a query are for a database',
  {
    'package.json': '{"name":"sheets"}',
    'src/tags.js': `const kept = {};
export function tagOf(name) {
  return kept[name] || (kept[name] = new RegExp('<' + name + '[^>]*>([^]*?)</' + name + '>')); // !redos
}
export function digitsOf(name) {
  return (kept[name] = new RegExp('^' + name + ':\\\\d+$'));
}
export function query(name) {
  return { name: new RegExp('.*' + name + '.*') };
}
`,
  },
  'redos',
);

check(
  'a line of a text may still have what the language takes for the end of one',
  {
    'package.json': '{"name":"patches"}',
    'src/header.js': `export const names = (text) =>
  text.split('\\n').map((line) => /^(---|\\+\\+\\+)\\s+(.*)\\r?$/.exec(line)); // !redos
`,
  },
  'redos',
);

check(
  'white space that was made single stays so where something is taken out with what is around it',
  {
    'package.json': '{"name":"statements"}',
    'src/clean.js': `export const clean = (text) =>
  text.replace(/\\s+/g, ' ').replace(/\\s*\\(GBP\\)\\s*/g, '').replace(/\\s*Balance\\s*/g, '');
export const left = (text) =>
  text.replace(/\\s+/g, ' ').replace(/\\(GBP\\)/g, '').replace(/\\s*Total\\s*/g, ''); // !redos
export const dashed = (text) =>
  text.replace(/-+/g, '-').replace(/\\s*\\(GBP\\)\\s*/g, '').replace(/-+Sum/g, ''); // !redos
`,
  },
  'redos',
);

check(
  'how often a part is repeated may be known only when the program runs',
  {
    'package.json': '{"name":"tags"}',
    'src/tags.js': `import { names } from './names.js';
const most = Math.max(3, names.length);
export const tag = new RegExp(\`<[^>]*-\\\\d{1,\${most}}!\`); // !redos
export const word = new RegExp(\`^[a-z]{\${most}}-\\\\d{1,\${most}}$\`);
`,
  },
  'redos',
);

test('what stands ahead is repeated where a search asks for it at each place', () => {
  const pumps = (pattern: string): string[] =>
    weaknesses(pattern, '').flatMap((w) => w.attacks.map((a) => a.pump));
  assert.ok(pumps('(?=<a)[^]*?word').includes('<a0'));
  assert.deepEqual(pumps('^(?=<a)[^]*?word'), []);
});

check(
  'a text that is short without the blanks around it is long in blanks alone',
  {
    'src/a.js': `const app = require('express')();
app.post('/tags', (req, res) => {
  const { text } = req.body;
  const trimmed = text.trim();
  if (trimmed.length > 100) return res.status(400).end();
  res.json(/<[^>]+>/.test(text));
});
app.post('/end', (req, res) => {
  const { text } = req.body;
  if (text.trim().length > 100) return res.status(400).end();
  res.json(/\\s+$/.test(text)); // !redos
});
app.post('/other', (req, res) => {
  const { text, name } = req.body;
  const trimmed = name.trim();
  if (trimmed.length > 100) return res.status(400).end();
  res.json(/<[^>]+>/.test(text)); // !redos
});
`,
  },
  'redos',
);

check(
  'a page that was fetched is written by whoever runs its site',
  {
    'package.json': JSON.stringify({ name: 'pages', dependencies: { express: '4' } }),
    'src/pages.js': `import axios from 'axios';
async function links(base) {
  const html = await fetchHtml(base);
  return html.match(/<a[^>]+href="([^"]+)"/gi); // !redos
}
async function words(address) {
  const response = await fetch(address);
  const html = await response.text();
  return html.replace(/<[^>]+>/g, ' ').trim(); // !redos
}
async function titles() {
  const { data } = await axios.get(address());
  for (const line of data.split('\\n')) console.log(line.replace(/<[^>]+>/g, '')); // !redos
}
async function shown(page) {
  const raw = await page.innerText('body').catch(() => '');
  return raw.replace(/[ \\t]+\\n/g, '\\n'); // !redos
}
async function title(address) {
  const html = await (await fetch(address)).text();
  const m = html.match(/title="(.*)"/);
  return m[1].replace(/<[^>]+>/g, ''); // !redos
}
async function own() {
  const html = await renderTemplate('mail');
  return html.replace(/<[^>]+>/g, ' ').trim();
}
async function prices() {
  const { data } = await axios.get(address());
  return data.list.name.replace(/<[^>]+>/g, '');
}
export const all = [links, words, titles, shown, title, own, prices];
`,
    'src/page.tsx': `export const Page = () => {
  const load = async () => {
    const text = await (await fetch('/notes')).text();
    show(text.replace(/<[^>]+>/g, ' '));
  };
  return <button onClick={load} />;
};
`,
  },
  'redos',
);

check(
  'a path into what is handed over leads to a part of it',
  {
    'package.json': JSON.stringify({ name: 'events', dependencies: { express: '4' } }),
    'src/events.js': `import { get } from 'lodash';
function names(message, mapping) {
  let val = get(message, 'properties.names');
  val = val.replace(/\\s*,+\\s*/g, '|'); // !redos
  return val;
}
function own(mapping) {
  const val = get(defaults, 'names');
  return val.replace(/\\s*,+\\s*/g, '|');
}
export const all = [names, own];
`,
  },
  'redos',
);

check(
  'a text that was trimmed has no blanks at its beginning',
  {
    'package.json': JSON.stringify({ name: 'lines', main: 'src/lines.js' }),
    'src/lines.js': `export function header(raw) {
  const line = (raw || '').toString().replace(/\\r?\\n/g, ' ').trim();
  return line.match(/^\\s*([^:]+):(.*)/);
}
export const names = (text) => text.split(',').map((x) => x.trim()).map((x) => /^\\s*([^:]+):/.exec(x));
export const name = (raw) => /^\\s*([^:]+):/.exec(raw); // !redos
export const inner = (raw) => raw.trim().replace(/\\s+,/g, ','); // !redos
export const last = (raw) => raw.trim().replace(/\\s+$/, ''); // !redos
`,
  },
  'redos',
);

check(
  'a limit that the file writes out is as large as it says',
  {
    'package.json': JSON.stringify({ name: 'clean', main: 'src/clean.js' }),
    'src/clean.js': `const defaults = { maxLength: 1024 * 1024, maxTitle: 500 };
const MAX_BODY = 512 * 1024;
const MAX_NAME = 2 * 100;
export class Cleaner {
  maxTag = 200_000;
  constructor(options) {
    this.config = { ...defaults, ...options };
  }
  clean(text) {
    if (text.length > this.config.maxLength) throw new Error('too long');
    return text.replace(/<[^>]+>/g, ''); // !redos
  }
  title(text) {
    if (text.length > this.config.maxTitle) throw new Error('too long');
    return text.replace(/<[^>]+>/g, '');
  }
  tag(text) {
    if (text.length > this.maxTag) throw new Error('too long');
    return text.replace(/<[^>]+>/g, ''); // !redos
  }
}
export function body(text) {
  if (text.length > MAX_BODY) return '';
  return text.replace(/<[^>]+>/g, ''); // !redos
}
export function name(text) {
  if (text.length > MAX_NAME) return '';
  return text.replace(/<[^>]+>/g, '');
}
export function any(text, options) {
  if (text.length > options.maxLengthOfAny) return '';
  return text.replace(/<[^>]+>/g, '');
}
`,
  },
  'redos',
);

check(
  'a helper that all of its callers hand texts of the project has no crafted ones',
  {
    'package.json': JSON.stringify({ name: 'metrics', dependencies: { express: '4' } }),
    'src/metrics.js': `const periods = { '1h': '1 hour', '1d': '1 day' };
app.get('/metrics', (req, res) => {
  res.json(rows(since(periods[req.query.period] || '1 hour'), length(req.query.length), width('3 cm')));
});
function since(period) {
  return period.match(/(\\d+)\\s*(hour|day)/i);
}
function length(text) {
  return text.match(/(\\d+)\\s*(cm|mm)/i); // !redos
}
function width(text) {
  return text.match(/(\\d+)\\s*(cm|mm)/i);
}
`,
  },
  'redos',
);

check(
  'what a language model answers is short',
  {
    'package.json': JSON.stringify({ name: 'ideas', dependencies: { express: '4' } }),
    'src/ideas.js': `app.post('/ideas', async (req, res) => {
  const completion = await openai.chat.completions.create({ messages: [] });
  const content = completion.choices[0]?.message?.content || '{}';
  const found = content.match(/\\{[\\s\\S]*\\}/);
  const { text } = await generateText({ prompt: req.body.text });
  const list = listOf(text.trim());
  const answer = await callClaude(req.body.text);
  res.json([found, list, answer.match(/\\{[\\s\\S]*\\}/), JSON.parse(clean(req.body.text))]);
});
function listOf(text) {
  return text.match(/\\[[\\s\\S]*\\]/);
}
function clean(text) {
  return text.match(/\\{[\\s\\S]*\\}/); // !redos
}
export function parseLlmJson(raw) {
  return raw.match(/\\{[\\s\\S]*\\}/);
}
export function parseAid(raw) {
  return raw.match(/\\{[\\s\\S]*\\}/); // !redos
}
`,
  },
  'redos',
);

check(
  'what is put into the form of base64 for addresses ends with two signs at most',
  {
    'package.json': JSON.stringify({ name: 'tokens', main: 'src/tokens.js' }),
    'src/tokens.js': `export function secret(bytes) {
  const b64 = btoa(String.fromCharCode(...bytes));
  return b64.trim().replace(/=+$/, '');
}
export const url = (text) => text.replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
export const other = (text) => text.replace(/=+$/, '').replace(/\\+/g, '-').replace(/\\//g, '_');
export const plus = (text) => text.replace(/\\+/g, ' ').replace(/=+$/, ''); // !redos
export const slash = (text) => text.replace(/\\+/g, '-').replace(/\\//g, '_').replace(/-+$/, ''); // !redos
`,
  },
  'redos',
);

check(
  'a chain may be long, and a name given a line later',
  {
    'package.json': JSON.stringify({ name: 'wiki', dependencies: { express: '4' } }),
    'src/wiki.js': `function plain(text) {
  return text
    .replace('a', '').replace('b', '').replace('c', '').replace('d', '').replace('e', '').replace('f', '')
    .replace('g', '').replace('h', '').replace('i', '').replace('j', '').replace('k', '').replace('l', '')
    .replace(/<[^>]+>/g, ''); // !redos
}
function amount(text) {
  const lines = text.split('\\n');
  let line = '';
  for (let i = 0; i < lines.length; i++) if (lines[i].trim()) line = lines[i];
  return line.match(/([\\d,]+\\.\\d{2})/); // !redos
}
function own() {
  let line = '';
  for (const word of words()) line = word;
  return line.match(/([\\d,]+\\.\\d{2})/);
}
export const all = [plain, amount, own];
`,
  },
  'redos',
);
