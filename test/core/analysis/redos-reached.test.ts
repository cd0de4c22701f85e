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
