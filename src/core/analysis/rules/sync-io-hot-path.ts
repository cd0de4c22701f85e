import { ancestor, bare, calledName, dotted, parentOf } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';

export const syncIoHotPath: Rule = {
  slug: 'sync-io-hot-path',
  title: 'Blocking call where requests wait',
  family: 'syscall-bound',
  severity: 'warning',
  what: 'A synchronous file, process, compression or password function in code that requests, jobs or events reach.',
  why: 'Node has one thread for all requests: while it blocks, every other request waits too.',
  fix: 'Use the asynchronous variant, or do it once at start-up and keep the result.',
  bad: [
    {
      file: 'src/routes.js',
      code: `const fs = require('fs');
const express = require('express');
const app = express();
app.get('/terms', (req, res) => {
  res.set('cache-control', 'max-age=60');
  res.send(fs.readFileSync('terms.html', 'utf8'));
});`,
    },
    {
      file: 'src/server.js',
      code: `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
createServer(answer).listen(8080);
function answer(request, response) {
  response.setHeader('cache-control', 'max-age=60');
  response.end(readFileSync('index.html'));
}`,
    },
  ],
  good: [
    {
      file: 'src/commands/show.js',
      code: `import fs from 'node:fs';
import { program } from 'commander';
program.command('show <file>').action((file) => {
  console.log(fs.readFileSync(file, 'utf8'));
});`,
    },
    {
      file: 'src/routes.js',
      code: `const fs = require('fs');
const express = require('express');
const app = express();
const terms = fs.readFileSync('terms.html', 'utf8');
app.get('/terms', (req, res) => {
  res.set('cache-control', 'max-age=60');
  res.send(terms);
});`,
    },
    {
      file: 'src/page.js',
      code: `const fs = require('fs');
let page;
function getPage() {
  if (page) {
    return page;
  }
  const text = fs.readFileSync('index.html', 'utf8');
  page = text;
  return page;
}
module.exports = (app) => app.get('/', (req, res) => {
  res.set('cache-control', 'max-age=60');
  res.send(getPage());
});`,
    },
  ],
  outOfScope: ['Start-up, scripts, command line tools, build code, tests.'],
  knownFalsePositives: ['A handler that runs once a day.'],
  check(file, report) {
    for (const site of blockingCalls(file.index)) {
      const callee = bare(site.node.callee);
      const name = calledName(site.node);
      // Of a file, its number says which: `connection.closeSync()` is a library's own.
      if (name === 'closeSync' && site.node.arguments.length === 0) continue;
      if (!blocking.test(name) || lazyOnce(site, file.index.text)) continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `${dotted(callee)} blocks the thread that all requests share`,
        calls: [file.callRow(site)],
        tag: name === 'existsSync' ? 'light' : passwords.test(name) ? 'password' : '',
        silenced: setsUp(site) ? 'sets up what answers requests' : '',
      });
    }
  },
  decide,
};

const blocking =
  /^(readFileSync|writeFileSync|appendFileSync|readdirSync|statSync|lstatSync|existsSync|mkdirSync|unlinkSync|renameSync|copyFileSync|rmSync|rmdirSync|accessSync|openSync|readSync|writeSync|closeSync|realpathSync|cpSync|mkdtempSync|chmodSync|utimesSync|symlinkSync|readJsonSync|readJSONSync|writeJsonSync|writeJSONSync|ensureDirSync|ensureFileSync|emptyDirSync|removeSync|moveSync|copySync|outputFileSync|outputJsonSync|pathExistsSync|execSync|execFileSync|spawnSync|pbkdf2Sync|scryptSync|hashSync|compareSync|genSaltSync|gzipSync|gunzipSync|deflateSync|inflateSync|brotliCompressSync|brotliDecompressSync|deflateRawSync|inflateRawSync|unzipSync|generateKeyPairSync|globSync)$/;

const blockingCalls = callsLike(blocking);

/** `module.exports = async (app) => { … }`: a plugin or a list of routes, run once for the application given. */
function setsUp(site: CallSite): boolean {
  const { node } = site.fn;
  if (node.type === 'Program' || node.type === 'StaticBlock') return false;
  const holder = parentOf(node);
  const whole =
    holder?.type === 'ExportDefaultDeclaration' ||
    (holder?.type === 'AssignmentExpression' && dotted(holder.left) === 'module.exports');
  const [first] = node.params;
  return whole && first?.type === 'Identifier' && /^(app|fastify|server)$/.test(first.name);
}

const passwords = /^(pbkdf2|scrypt|hash|compare|genSalt)Sync$/;

/** Characters from the guard to what it guards. */
const longestGuarded = 3_000;

/** `if (!cached)`, `if (cached == null)`, `if (cached) return`, `if (!asked) { return`. */
const guards = /if\s*\(\s*(!)?\s*([\w.]+)\s*(?:([!=])==?\s*(?:null|undefined)\s*)?\)\s*(\{?\s*return\b)?/g;

/**
 * Read once, on the first call: `if (!cached) cached = readFileSync(…)`, `if (cached) return cached; cached = …`,
 * `if (asked) return; asked = true; …`. The name must outlive the function.
 */
function lazyOnce(site: CallSite, text: string): boolean {
  const at = site.node.start ?? 0;
  const before = text.slice(Math.max(site.fn.node.start ?? 0, at - longestGuarded), at);
  const after = text.slice(at, Math.min(site.fn.node.end ?? at, at + 300));
  if (ancestor(site.node, (n) => n.type === 'AssignmentExpression' && /^(\?\?|\|\|)=$/.test(n.operator)))
    return true;
  for (const m of before.matchAll(guards)) {
    // `if (user.picture) { unlinkSync(…); } user.picture = …` remembers nothing.
    if (!m[1] && m[3] !== '=' && !m[4]) continue;
    const name = m[2]!.replace(/\./g, '\\.');
    const assigned = new RegExp(`(?<![\\w.])${name}\\s*=(?!=)`);
    const local = new RegExp(`(?:let|const|var)\\s+${name}(?!\\w)`);
    const inFunction = text.slice(site.fn.node.start ?? 0, at);
    if (assigned.test(before.slice(m.index) + after) && !local.test(inFunction)) return true;
  }
  return false;
}

/** What a process started for it alone is told: it makes nobody else wait. */
const ownThread = /^(parentPort|process|self|worker\w*)\.(on|once|addListener)\('message'\)$/;
const startNames =
  /^(constructor|init\w*|setup\w*|load\w*(Config|Env|Plugins|Locales|Templates|Commands|Events|Modules|Keys?|Certificates?)\w*|register\w*|boot\w*|create(App|Server)|configure\w*|start\w*|main|install\w*|bootstrap\w*|build\w*|compile\w*|generate\w*|getConfig\w*|readConfig\w*|configFactory|parseArgs)$/;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const way = world.contexts.of(file, c.fn);
  if (way && ownThread.test(way.why)) return { silenced: 'a thread or process of its own' };
  if (way && hotEntries.has(way.kind))
    return { confidence: c.tag === 'light' && way.kind !== 'handler' ? 'medium' : 'high' };
  if (c.fn === 0) return { silenced: 'runs when the module is loaded' };
  const name = file.functions[c.fn]?.name.split('.').at(-1) ?? '';
  if (startNames.test(name)) return { silenced: `named ${name}: start-up` };
  if (!world.serves(file)) return { silenced: 'nothing in this package answers requests' };
  const command = world.atCommandLine(file);
  if (command === 'only') return { silenced: 'only the command line reaches it' };
  const fn = file.functions[c.fn]!;
  // `run().catch(…)` at the end of a file: that others call some method `run` says nothing of this function.
  if (fn.cls < 0 && world.contexts.atStart(file, c.fn)) return { silenced: 'runs when the program starts' };
  // An async function that blocks, in a package that serves: nobody would write it async for start-up.
  // Passwords are asked for when somebody comes.
  if (fn.isAsync || c.tag === 'password') return { confidence: command === 'too' ? 'low' : 'medium' };
  return { confidence: 'low' };
}
