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
  const text = await (await fetch('https://example.org/version')).text();
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
