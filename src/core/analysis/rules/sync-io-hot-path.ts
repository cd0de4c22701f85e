import {
  ancestor,
  bare,
  calledName,
  contains,
  dotted,
  type FunctionNode,
  isFunction,
  type Node,
  parentOf,
} from '../ast.ts';
import type { Target } from '../by-name.ts';
import { callsLike } from '../called.ts';
import { askedByModel } from '../entry-arguments.ts';
import type { CallSite } from '../index-types.ts';
import { byCallers } from '../known-callers.ts';
import type { World } from '../link.ts';
import { cold } from '../paths.ts';
import type { Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import { ownThread } from '../serving.ts';
import { type Candidate, type FileSummary, type FunctionRow, hotEntries } from '../summary.ts';

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
      if (name === 'sync' && !walkers.test(dotted(callee))) continue;
      // `const page = once(() => readFileSync(path))`
      if (
        !blocking.test(name) ||
        site.fn.wrapper === 'memo' ||
        lazyOnce(site, file.index.text) ||
        remembered(site, file.index.text)
      )
        continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `${dotted(callee)} blocks the thread that all requests share`,
        calls: [file.callRow(site)],
        tag: [
          byCallers,
          name === 'existsSync'
            ? 'light entry'
            : entries.test(name)
              ? 'entry'
              : passwords.test(name)
                ? 'password'
                : '',
          makesFunctions(site) ? 'once' : '',
        ].join(' '),
        silenced: setsUp(site) ? 'sets up what answers requests' : '',
      });
    }
  },
  decide,
};

const blocking =
  /^(readFileSync|writeFileSync|appendFileSync|readdirSync|opendirSync|statSync|fstatSync|lstatSync|existsSync|mkdirSync|mkdirpSync|mkdirsSync|createFileSync|truncateSync|unlinkSync|renameSync|copyFileSync|rmSync|rmdirSync|accessSync|openSync|readSync|writeSync|closeSync|realpathSync|cpSync|mkdtempSync|chmodSync|utimesSync|symlinkSync|readlinkSync|readJsonSync|readJSONSync|writeJsonSync|writeJSONSync|ensureDirSync|ensureFileSync|emptyDirSync|removeSync|moveSync|copySync|outputFileSync|outputJsonSync|pathExistsSync|execSync|execFileSync|spawnSync|pbkdf2Sync|scryptSync|hashSync|compareSync|genSaltSync|gzipSync|gunzipSync|deflateSync|inflateSync|brotliCompressSync|brotliDecompressSync|deflateRawSync|inflateRawSync|unzipSync|generateKeyPairSync|globSync|sync)$/;

/** Of a file or folder, they ask for or change what its folder says of it, and read none of it: microseconds. */
const entries =
  /^(existsSync|pathExistsSync|accessSync|statSync|lstatSync|fstatSync|readdirSync|mkdirSync|mkdirpSync|mkdirsSync|ensureDirSync|unlinkSync|renameSync|rmdirSync|chmodSync|utimesSync|realpathSync|readlinkSync)$/;

/** `glob.sync('**')`: packages whose function has a blocking twin of that name. */
const walkers = /^(glob|fg|fastGlob|globby|rimraf|mkdirp|execa|spawn|crossSpawn|del)\.sync$/;

const blockingCalls = callsLike(blocking);

/** The function that a whole file is, if the call stands in one: `module.exports = async (app) => { … }`. */
function wholeFile(site: CallSite): FunctionNode | undefined {
  const { node } = site.fn;
  if (node.type === 'Program' || node.type === 'StaticBlock') return undefined;
  const holder = parentOf(node);
  return holder?.type === 'ExportDefaultDeclaration' ||
    (holder?.type === 'AssignmentExpression' && dotted(holder.left) === 'module.exports')
    ? node
    : undefined;
}

/** `module.exports = async (app) => { … }`: a plugin or a list of routes, run once for the application given. */
function setsUp(site: CallSite): boolean {
  const whole = wholeFile(site);
  const first = whole?.params[0];
  if (first?.type !== 'Identifier') return false;
  // `module.exports = (client) => { for (const file of readdirSync('commands')) … }`; an event's has more to say.
  return (
    /^(app|fastify|server)$/.test(first.name) ||
    (/^(client|bot|io)$/.test(first.name) && whole?.params.length === 1)
  );
}

/** `module.exports = async (db) => { …; return { find, save }; }`: makes what others call. */
function makesFunctions(site: CallSite): boolean {
  const whole = wholeFile(site);
  const last = whole?.body.type === 'BlockStatement' ? whole.body.body.at(-1) : undefined;
  const made = last?.type === 'ReturnStatement' && last.argument ? bare(last.argument) : undefined;
  if (made?.type !== 'ObjectExpression') return false;
  const functions = made.properties.filter((p) => {
    if (p.type !== 'ObjectProperty') return p.type === 'ObjectMethod';
    const value = bare(p.value);
    const b = value.type === 'Identifier' ? find(site.scope, value.name) : undefined;
    return isFunction(value) || b?.fn !== undefined || (b?.init !== undefined && isFunction(bare(b.init)));
  });
  return functions.length > 1;
}

const passwords = /^(pbkdf2|scrypt|hash|compare|genSalt)Sync$/;

/** Characters from the guard to what it guards, and on to where that is remembered. */
const longestGuarded = 3_000;

/** `if (!cached)`, `if (cached == null)`, `if (cached) return`, `if (cached && age < limit) { return`. */
const guards =
  /if\s*\(\s*(!)?\s*([\w.]+)\s*(?:([!=])==?\s*(?:null|undefined)\s*)?(?:&&[^;{}]{1,120})?\)\s*(\{?\s*return\b)?/g;

/**
 * Read once, on the first call: `if (!cached) cached = readFileSync(…)`, `if (cached) return cached; cached = …`,
 * `if (asked) return; asked = true; …`. The name must outlive the function.
 */
function lazyOnce(site: CallSite, text: string): boolean {
  const at = site.node.start ?? 0;
  // `found = places.find((place) => existsSync(place))`: what the function around it remembers.
  let { fn } = site;
  while (fn.parent && (fn.invocation === 'loop' || fn.invocation === 'once')) fn = fn.parent;
  const from = fn.node.start ?? 0;
  const begin = Math.max(from, at - longestGuarded);
  const before = text.slice(begin, at);
  const after = text.slice(at, Math.min(fn.node.end ?? at, at + longestGuarded));
  if (ancestor(site.node, (n) => n.type === 'AssignmentExpression' && /^(\?\?|\|\|)=$/.test(n.operator)))
    return true;
  for (const m of before.matchAll(guards)) {
    const absent = m[1] ? m[3] !== '!' : m[3] === '=';
    // `if (user.picture) { unlinkSync(…); } user.picture = …` remembers nothing, nor does what follows `if (!x) {…}`.
    if (!m[4] && !(absent && isGuarded(site.node, begin + m.index))) continue;
    const name = m[2]!.replace(/\./g, '\\.');
    // `if (!title) return …` asks for what is missing; `if (!first) return; first = false;` is once.
    const value = absent && m[4] ? String.raw`\s*(true|false|null)\b` : '(?!=)';
    const [owner = ''] = m[2]!.split('.');
    // `game.info = …` goes with the game that was read here; what another block declares is nobody's to keep.
    const root = find(site.scope, owner);
    const local = root
      ? contains(fn.node, root.node) && (root.kind !== 'param' || root.name === m[2])
      : new RegExp(String.raw`\b(const|let|var)\s[^;=]*\b${owner}\b`).test(before);
    if (!local && new RegExp(String.raw`(?<![\w.])${name}\s*=${value}`).test(before.slice(m.index) + after))
      return true;
  }
  return false;
}

/** Stands in what an `if` at this place does. */
function isGuarded(node: Node, at: number): boolean {
  const guard = ancestor(node, (n) => n.type === 'IfStatement' && n.start === at);
  return guard?.type === 'IfStatement' && contains(guard.consequent, node);
}

/** `if (!pages.has(name)) pages.set(name, readFileSync(name))`: once for each name, in what outlives the call. */
function remembered(site: CallSite, text: string): boolean {
  const { node, fn, scope } = site;
  if (fn.id === 0) return false;
  const statement = ancestor(node, (n) => /(?<!Block)Statement$|Declaration$/.test(n.type)) ?? node;
  const either = ancestor(node, (n) => n.type === 'LogicalExpression' && contains(statement, n));
  const first = either?.type === 'LogicalExpression' ? either.left : undefined;
  const [from, begin] = [fn.node.start ?? 0, statement.start ?? 0];
  const before =
    text.slice(Math.max(from, begin - longestGuarded), begin) +
    (first && !contains(first, node) ? text.slice(first.start ?? 0, first.end ?? 0) : '');
  const after = text.slice(begin, Math.min(fn.node.end ?? begin, begin + longestGuarded));
  return storesOf(after).some((store) => asks(store, before) && !isOwnOf(store, scope, fn.node));
}

/** What something is put in under a key: `pages.set(name, text)`, `pages[name] = text`. */
function storesOf(text: string): string[] {
  const puts = /(?<![\w.$])([\w.$]+)(?:\.set\(|\[[^\][\n]{1,80}\]\s*(?:\?\?|\|\|)?=(?!=))/g;
  return [...new Set([...text.matchAll(puts)].map((m) => m[1]!))];
}

/** `pages.has(name)`, `pages[name]`, `name in pages`. */
function asks(store: string, text: string): boolean {
  const name = store.replace(/[.$]/g, '\\$&');
  return new RegExp(`(?<![\\w.$])${name}(?:\\.(?:has|get)\\(|\\[)|\\bin ${name}\\b`).test(text);
}

/** Made anew, or handed over, with each call. */
function isOwnOf(store: string, scope: CallSite['scope'], fn: Node): boolean {
  const root = store.split('.')[0]!;
  const b = root === 'this' ? undefined : find(scope, root);
  return root !== 'this' && (!b || contains(fn, b.node));
}

const startNames =
  /^(constructor|init\w*|setup\w*|load\w*(Config|Env|Plugins|Locales|Templates|Commands|Events|Modules|Scripts|Handlers|Keys?|Certificates?)\w*|register\w*|boot\w*|create(App|Server|Logger)|configure\w*|start\w*|main|install\w*|bootstrap\w*|build\w*|compile\w*|generate\w*|getConfig\w*|readConfig\w*|configFactory|parseArgs)$/;

/** Handlers that are called once in an installation's life. */
const installs = /^(set_?[uU]p|install)$/;

/** Jobs that a clock starts, and no queue. */
const onSchedule = /cron|schedule|setInterval|@Interval|by a timer/i;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  // `readSync('users')` of the project's own: what it calls is told there.
  if (c.calls.some((call) => world.values.of(file, file.calls[call]!.ref)?.t === 'fn'))
    return { silenced: 'a function of the project' };
  const way = world.contexts.of(file, c.fn);
  if (way && ownThread.test(way.why)) return { silenced: 'a thread or process of its own' };
  // Most servers of tools are started by the one program that asks them.
  if (way && askedByModel.test(way.why)) return { confidence: 'low' };
  const fn = file.functions[c.fn]!;
  // A job of a process that does nothing else makes nobody wait.
  if (way?.kind === 'job' && world.atCommandLine(file) === 'only')
    return { silenced: 'only a command line or a process of its own reaches it' };
  if (way?.kind === 'handler' && installs.test(lastName(file, fn)))
    return { silenced: 'sets up an installation, once' };
  const light = c.tag.includes('entry');
  if (way?.kind === 'job' && light && onSchedule.test(way.why)) return { confidence: 'low' };
  if (way && hotEntries.has(way.kind))
    return { confidence: c.tag.includes('light') && way.kind !== 'handler' ? 'medium' : 'high' };
  if (c.fn === 0) return { silenced: 'runs when the module is loaded' };
  const name = lastName(file, fn);
  if (startNames.test(name)) return { silenced: `named ${name}: start-up` };
  if (c.tag.endsWith('once')) return { silenced: 'makes what others call' };
  if (!world.serves(file)) return { silenced: 'nothing in this package answers requests' };
  const command = world.atCommandLine(file);
  if (command === 'only') return { silenced: 'only a command line or a process of its own reaches it' };
  // `run().catch(…)` at the end of a file: that others call some method `run` says nothing of this function.
  if (fn.cls < 0 && world.contexts.atStart(file, c.fn)) return { silenced: 'runs when the program starts' };
  // What a folder says of a file is there at once: worth a word where somebody is known to wait for it.
  if (light) return { confidence: 'low' };
  // An async function that blocks, in a package that serves: nobody would write it async for start-up.
  // Passwords are asked for when somebody comes, and a log is written to by whoever has something to tell.
  if (
    inAsync(file, fn) ||
    c.tag.includes('password') ||
    logs(file, fn) ||
    calledByAsync({ file, id: c.fn }, world)
  )
    return { confidence: command === 'too' ? 'low' : 'medium' };
  return { confidence: 'low' };
}

/** What a function is called; one that a whole file is, as its file. */
function lastName(file: FileSummary, fn: FunctionRow): string {
  const name = fn.name.split('.').at(-1)!;
  return /^(exports|default|)$/.test(name) ? baseName(file.path) : name;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '');
}

/** `Logger.write`, `writeLog` of `utils/logger.js`: calls of a logger are of no account elsewhere, and everywhere. */
function logs(file: FileSummary, fn: FunctionRow): boolean {
  const home = fn.cls >= 0 ? file.classes[fn.cls]!.name : baseName(file.path);
  return (
    /^((\w*[_-])?[lL]|\w*[a-z\d]L)og(s|ger|ging)?$/.test(home) &&
    /^(log|write|append|info|warn|error|debug|trace|fatal|success|audit|access|print|output|record)([A-Z]\w*)?$/.test(
      lastName(file, fn),
    )
  );
}

/** A helper that an async function calls, of which as little is known; how far it is followed. */
function calledByAsync(target: Target, world: World, hops = 3): boolean {
  return (
    world.callers.someCall(target, ({ file, call }) => {
      let id = file.calls[call]!.fn;
      while (id > 0 && /^(loop|once)$/.test(file.functions[id]!.invocation)) id = file.functions[id]!.parent;
      const fn = file.functions[id]!;
      if (id === 0 || cold.has(file.fileKind) || startNames.test(lastName(file, fn))) return false;
      if (world.contexts.of(file, id) || !world.serves(file) || world.atCommandLine(file) === 'only')
        return false;
      return inAsync(file, fn) || (hops > 1 && calledByAsync({ file, id }, world, hops - 1));
    }) !== undefined
  );
}

/** An async function, or a helper written in one that is not there for start-up. */
function inAsync(file: FileSummary, fn: FunctionRow): boolean {
  if (fn.isAsync || fn.parent <= 0) return fn.isAsync;
  const around = file.functions[fn.parent]!;
  return !startNames.test(lastName(file, around)) && inAsync(file, around);
}
