import { check } from './marked.ts';

check(
  'a script beside a server, whatever methods of its function’s name there are',
  {
    'src/server.ts': `import express from 'express';
import { readFileSync } from 'node:fs';
const app = express();
app.get('/a', async (req, res) => {
  res.json(await job.run(readFileSync(req.query.file, 'utf8'))); // !sync-io-hot-path
});
app.listen(3000);`,
    'tidy.js': `const fs = require('fs');
async function run() {
  if (fs.existsSync('a.json')) await tidied(fs.readFileSync('a.json', 'utf8'));
}
run().catch(console.error);`,
  },
  'sync-io-hot-path',
);

const blocks = (name: string) =>
  `import fs from 'node:fs';\nexport class ${name} { async ${name}Files(at) { return fs.readFileSync(at, 'utf8'); } }`;
const tool = (bin: string) =>
  JSON.stringify({ name: 'tool', dependencies: { express: '5' }, ...(bin ? { bin: { tool: bin } } : {}) });
const serve = `import express from 'express';
import { shared } from './shared';
import { answer } from './answers';
export const serve = () => express().use(answer, shared).listen(1);`;

check(
  'what only a command line reaches, in a package that serves too',
  {
    'package.json': tool('./dist/index.js'),
    'src/index.ts': `import './commands';\nimport { shared } from './shared';\nshared();`,
    'src/commands.ts': `export * from './build';\nexport * from './serve';`,
    'src/build.ts': blocks('pack'),
    'src/serve.ts': serve,
    // Both reach it: hardly a request.
    'src/shared.ts': blocks('shared'),
    'src/answers.ts': `${blocks('answer').replace('; } }', '; // !sync-io-hot-path\n} }')}`,
  },
  'sync-io-hot-path',
);

check(
  'what a command reaches, and the server beside it as well',
  {
    'package.json': tool(''),
    'src/tasks.ts': `import { program } from 'commander';\nimport { pack } from './build';\nimport { shared } from './shared';\nprogram.command('build').action(() => new pack().run());\nprogram.command('all').action(() => shared.all());`,
    'src/build.ts': blocks('pack'),
    'src/serve.ts': serve,
    'src/shared.ts': `${blocks('shared').replace('; } }', '; // !sync-io-hot-path\n} }')}`,
    'src/answers.ts': `${blocks('answer').replace('; } }', '; // !sync-io-hot-path\n} }')}`,
  },
  'sync-io-hot-path',
);

check(
  'a command that does nothing but start the server',
  {
    'package.json': tool('./dist/index.js'),
    'src/index.ts': `#!/usr/bin/env node\nimport { serve } from './serve';\nimport { poll } from './poll';\nserve();\npoll();`,
    'src/serve.ts': serve,
    'src/poll.ts': `${blocks('poll').replace('; } }', '; // !sync-io-hot-path\n} }')}`,
    'src/shared.ts': `${blocks('shared').replace('; } }', '; // !sync-io-hot-path\n} }')}`,
  },
  'sync-io-hot-path',
);

const told = (name: string): string => blocks(name).replace('; } }', '; // !sync-io-hot-path\n} }');
check(
  'a worker that its file starts makes nobody wait, beside a server too; one that the server loads does',
  {
    'package.json': tool(''),
    'workers/cache/index.ts': `import { refresh } from './refresh';\nimport { tidy } from '../../src/tidy';\nimport { both } from '../../src/both';\nconst main = async () => { new refresh().run(); tidy(); both(); };\nmain();`,
    'workers/cache/refresh.ts': blocks('refresh'),
    'src/every.ts': `#!/usr/bin/env node\nimport cron from 'node-cron';\nimport { tidy } from './tidy';\ncron.schedule('* * * * *', () => new tidy().run());`,
    'src/tidy.ts': blocks('tidy'),
    'src/both.ts': told('both'),
    'src/workers/mail.ts': `import { mails } from '../mails';\nsetInterval(() => new mails().run(), 60_000);`,
    'src/mails.ts': told('mails'),
    'src/workers/load.ts': `import { loads } from '../loads';\nexport const load = () => new loads().run();\nload();`,
    'src/loads.ts': told('loads'),
    'src/serve.ts': `${serve}\nimport './workers/mail';\nimport { both } from './both';\nboth();`,
  },
  'sync-io-hot-path',
);

check(
  'a function under the name fetch is asked by whoever has it, unless it takes a request',
  {
    'src/chains.ts': `import fs from 'node:fs';
import express from 'express';
const read = (at) => fs.readFileSync(at, 'utf8');
const show = (at) => fs.readFileSync(at, 'utf8'); // !sync-io-hot-path
export const chains = [{ name: 'a', fetch: (limit) => read(limit) }];
export default { fetch: (request, env) => new Response(show(request.url)) };
express().listen(1);`,
  },
  'sync-io-hot-path',
);

check(
  'a file is closed by its number; what closes itself is a library’s own',
  {
    'src/server.js': `const express = require('express');
const fs = require('fs');
const app = express();
app.get('/rows', async (req, res) => {
  const connection = await database.connect();
  connection.closeSync();
  fs.closeSync(req.file); // !sync-io-hot-path
  res.end();
});
app.listen(3000);`,
  },
  'sync-io-hot-path',
);

check(
  'what is taken away before another is set is nothing that was read once',
  {
    'src/server.js': `const express = require('express');
const fs = require('fs');
const app = express();
app.post('/picture', async (req, res) => {
  const user = await User.findById(req.user.id);
  if (user.picture) {
    fs.unlinkSync(user.picture); // !sync-io-hot-path
  }
  user.picture = req.file.path;
  res.json(await user.save());
});
let page;
app.get('/', (req, res) => {
  if (page) return res.send(page);
  page = fs.readFileSync('index.html', 'utf8');
  res.send(page);
});
app.listen(3000);`,
  },
  'sync-io-hot-path',
);

check(
  'what is told to a process of its own blocks nobody else, in whatever file it is',
  {
    'src/server.js': `import express from 'express';
import { fork } from 'node:child_process';
import { tidy } from './both.js';
const app = express();
app.post('/move', async (req, res) => {
  fork('./src/worker.js').send(req.body);
  res.json(await tidy(req.body.path));
});
app.listen(3000);`,
    'src/worker.js': `import { moveFiles } from './files.js';
import { tidy } from './both.js';
const actions = { moveFiles, tidy };
process.on('message', async (work) => {
  await actions[work.action](work.data);
  process.exit();
});`,
    'src/files.js': `import fs from 'fs-extra';
export const moveFiles = async ({ from, to }) => {
  for (const name of fs.readdirSync(from)) fs.moveSync(from + name, to + name);
};`,
    'src/both.js': `import fs from 'fs-extra';
import fg from 'fast-glob';
export const tidy = async (path) => {
  const remove = (at) => fs.removeSync(at); // !sync-io-hot-path
  fs.mkdirpSync(path); // !sync-io-hot-path
  fg.sync('**/*.tmp', { cwd: path }).forEach(remove); // !sync-io-hot-path
};`,
  },
  'sync-io-hot-path',
);

check(
  'read once: for a while, or by a search; not what goes with something read for the request',
  {
    'src/server.js': `const express = require('express');
const fs = require('fs');
const app = express();
let [templates, readAt, shell] = [undefined, 0, undefined];
function loadTemplates() {
  const now = Date.now();
  if (templates && now - readAt < 60000) {
    return templates;
  }
  templates = JSON.parse(fs.readFileSync('templates.json', 'utf8'));
  readAt = now;
  return templates;
}
function shellPath() {
  if (shell) return shell;
  shell = ['/bin/zsh', '/bin/sh'].find((place) => fs.existsSync(place));
  return shell;
}
app.post('/game', async (req, res) => {
  const game = await Game.findById(req.body.id);
  if (game.info === null) game.info = await Info.create(req.body.info);
  fs.renameSync(game.path, req.body.path); // !sync-io-hot-path
  res.json({ game, templates: loadTemplates(), shell: shellPath() });
});
app.listen(3000);`,
  },
  'sync-io-hot-path',
);

check(
  'what a SvelteKit endpoint imports by $lib, an endpoint about benchmarks, and what is remembered far below',
  {
    'src/routes/api/benchmarks/+server.ts': `import { readFileSync } from 'node:fs';
import { listProcesses } from '$lib/server/processes';
export async function GET() {
  return Response.json([readFileSync('runs.json', 'utf8'), listProcesses()]); // !sync-io-hot-path
}`,
    'src/lib/server/processes.ts': `import { execSync } from 'node:child_process';
export function listProcesses() {
  return execSync('ps aux').toString(); // !sync-io-hot-path
}`,
    'src/docker.ts': `import express from 'express';
import { execSync } from 'node:child_process';
class Docker {
  available = null;
  async init() { if (this.available === null) await this.look(); }
  async look() {
    if (this.available !== null) return;
    const output = execSync('docker info').toString();
    ${Array.from({ length: 9 }, (_, i) => `if (output.includes('cannot reach the server number ${i}')) console.log(${i});`).join('\n    ')}
    this.available = true;
  }
}
const docker = new Docker();
express().get('/docker', async (req, res) => { await docker.look(); res.json(docker.available); }).listen(1);`,
  },
  'sync-io-hot-path',
);

check(
  'tools of a Model Context Protocol server answer one program; a handler beside a builder is a command',
  {
    'src/tools.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { readFileSync } from 'node:fs';
const server = new McpServer({ name: 'notes', version: '1.0.0' });
server.tool('read', {}, async () => ({ content: readFileSync('/notes.txt', 'utf8') }));
export default server;`,
    'src/commands/show.ts': `import { readFileSync } from 'node:fs';
export const command = 'show';
export const builder = {};
export const handler = async ({ file }) => console.log(readFileSync(file, 'utf8'));`,
    'src/lambda.ts': `import { readFileSync } from 'node:fs';
export const handler = async (event) => readFileSync(event.file, 'utf8'); // !sync-io-hot-path`,
  },
  'sync-io-hot-path',
);

check(
  'what is read once for each name and kept is not read per request',
  {
    'src/pages.ts': `import express from 'express';
import { readFileSync } from 'node:fs';
const app = express();
const pages = new Map<string, string>();
const kept: Record<string, string> = {};
function a(name: string) { if (pages.has(name)) return pages.get(name); const text = readFileSync(name, 'utf8'); pages.set(name, text); return text; }
function b(name: string) { let text = pages.get(name); if (!text) { text = readFileSync(name, 'utf8'); pages.set(name, text); } return text; }
function c(name: string) { if (!(name in kept)) kept[name] = readFileSync(name, 'utf8'); return kept[name]; }
function d(name: string) { const text = kept[name] ?? readFileSync(name, 'utf8'); kept[name] = text; return text; }
function e(name: string) {
  const own = new Map();
  let text = own.get(name);
  if (!text) {
    text = readFileSync(name, 'utf8'); // !sync-io-hot-path
    own.set(name, text);
  }
  return text;
}
function f(name: string) {
  const text = readFileSync(name, 'utf8'); // !sync-io-hot-path
  kept[name] = text;
  return text;
}
app.get('/', (req, res) => {
  const { name } = req.query;
  res.json([a(name), b(name), c(name), d(name), e(name), f(name)]);
});`,
  },
  'sync-io-hot-path',
);

check(
  'files of bots that are one function, and helpers of theirs, are reached by messages',
  {
    'package.json':
      '{ "name": "bot", "main": "index.js", "dependencies": { "discord.js": "14", "baileys": "6" } }',
    'plugins/redeem.js': `const fs = require('fs');
function readCodes() {
  return JSON.parse(fs.readFileSync('codes.json', 'utf8')); // !sync-io-hot-path
}
let handler = async (m, { conn, args }) => {
  conn.reply(m.chat, readCodes()[args[0]], m);
};
handler.help = ['redeem <code>'];
handler.command = /^redeem$/i;
module.exports = handler;`,
    'events/message.js': `const fs = require('fs');
const rules = (name) => fs.readFileSync(name, 'utf8'); // !sync-io-hot-path
module.exports = (client, message) => {
  if (message.content === '!rules') message.reply(rules('rules.txt'));
};`,
    'lib/format.js': `const fs = require('fs');
const template = () => fs.readFileSync('template.txt', 'utf8');
module.exports = (m, { width }) => template().slice(0, width) + m;`,
  },
  'sync-io-hot-path',
);

check(
  'what a folder says of a file, where nobody is known to wait for it; of a job by the clock, too',
  {
    'package.json': JSON.stringify({ dependencies: { express: '5' } }),
    'src/app.ts': `import express from 'express';
import fs from 'node:fs';
import cron from 'node-cron';
const app = express();
app.get('/a/:id', async (req, res) => {
  if (!fs.existsSync(req.params.id)) return res.sendStatus(404); // !sync-io-hot-path
  res.sendFile(req.params.id);
});
cron.schedule('0 3 * * *', () => {
  for (const file of fs.readdirSync('old')) fs.unlinkSync(file);
  fs.writeFileSync('log.json', JSON.stringify(state)); // !sync-io-hot-path
});
app.listen(3000);`,
    'src/backups.ts': `import fs from 'node:fs';
export class Backups {
  async remove(name: string) { fs.unlinkSync(name); }
  async read(name: string) {
    return fs.readFileSync(name); // !sync-io-hot-path
  }
}`,
    'src/setup.ts': `import fs from 'node:fs';
export const setup = async (req, res) => res.json(await save(JSON.parse(fs.readFileSync('defaults.json', 'utf8'))));
export const scan = async (req, res) => res.json(await save(fs.readFileSync('all.json', 'utf8'))); // !sync-io-hot-path`,
    'src/hosts.ts': `import fs from 'node:fs';
export class Hosts {
  async initLocal() {
    this.key = fs.readFileSync('key.json', 'utf8');
    setTimeout(() => { if (!this.ready) this.initLocal(); }, 5000);
  }
  async work() {
    this.key = fs.readFileSync('work.json', 'utf8'); // !sync-io-hot-path
    setTimeout(() => this.work(), 5000);
  }
}`,
    'cli/import.ts': `import fs from 'node:fs';
export const importCommand: CommandModule = {
  command: 'import',
  describe: 'Import rows',
  handler: async (args) => save(fs.readFileSync(args.file, 'utf8')),
};`,
  },
  'sync-io-hot-path',
);
