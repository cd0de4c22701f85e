import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
} from '../ast.ts';
import type { Binding, CallSite, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import { moduleOf } from '../refs.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { find } from '../walk.ts';

export const missingTimeout: Rule = {
  slug: 'missing-timeout',
  title: 'Request to another service without a time-out',
  family: 'network-bound',
  severity: 'info',
  what: 'fetch without a signal, or axios, got, request, superagent or http.request without a timeout, in code of a server that requests, jobs or events wait for.',
  why: 'axios, got and http.request wait for ever, fetch for five minutes. When the other side hangs, so do all requests here, one after the other, until nothing is left to serve with.',
  fix: 'Pass a signal (AbortSignal.timeout(ms)) or a timeout shorter than your own caller waits.',
  bad: [
    {
      file: 'src/rates.js',
      code: `const express = require('express');
const app = express();
app.get('/rates', async (req, res) => {
  const answer = await fetch('https://rates.example.com/latest');
  res.json(await answer.json());
});`,
    },
    {
      file: 'src/queue/notify.js',
      code: `const axios = require('axios');
const { Worker } = require('bullmq');
new Worker('notify', async (job) => {
  await axios.post(job.data.url, { text: job.data.text });
});`,
    },
  ],
  good: [
    {
      file: 'src/rates.js',
      code: `const express = require('express');
const app = express();
app.get('/rates', async (req, res) => {
  const answer = await fetch('https://rates.example.com/latest', { signal: AbortSignal.timeout(2000) });
  res.json(await answer.json());
});`,
    },
    {
      file: 'src/queue/notify.js',
      code: `const axios = require('axios');
const { Worker } = require('bullmq');
const api = axios.create({ baseURL: 'https://chat.example.com', timeout: 5000 });
new Worker('notify', async (job) => {
  await api.post('/messages', { text: job.data.text });
});`,
    },
  ],
  outOfScope: ['Browser code, command lines, scripts.', 'Clients that another file makes.'],
  knownFalsePositives: [
    'A platform that bounds every request itself.',
    'Options that a helper in another file makes with a time-out.',
  ],
  check(file, report) {
    const { text } = file.index;
    if (!asks.test(text) || file.index.hasJsx || inBrowser.test(text) || boundsAll.test(text)) return;
    for (const site of file.index.calls) look(file, site, report);
  },
  decide,
};

const asks = /\bfetch\w*\(|\baxios\b|\bgot\b|\bsuperagent\b|\brequest\b|\bhttps?\b/;
const inBrowser = /'use client'|"use client"|import\.meta\.env|\bwindow\.|\bdocument\.|\blocalStorage\b/;
/** Set once for every request of the process. */
const boundsAll = /axios\.defaults\.timeout|setGlobalDispatcher|\bdefaults\(\{[^}]*timeout/;
/** Words of a function that bounds its requests in its own way. */
const bounds = /time_?out|abort(controller|signal|\()|\bsignal\b|deadline|\brace\(/i;

function look(file: Reviewed, site: CallSite, report: Report): void {
  const args = site.node.arguments;
  if (args.length === 0 || !isClient(site)) return;
  if (args.some((a) => bounded(bare(a), site.scope)) || relative(bare(args[0]!), site.scope)) return;
  if (bounds.test(textAround(file, site.node))) return;
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    confidence: args.some((a) => fromHelper(bare(a), site.scope)) ? 'low' : 'medium',
    message: `${site.name} waits for as long as the other side likes`,
  });
}

const fetchers = /^(node-fetch|cross-fetch|isomorphic-fetch|isomorphic-unfetch|undici)$/;
const callers = /^(axios|got|superagent|request|request-promise|request-promise-native)$/;
const verbs = /^(get|post|put|patch|delete|del|head|request)$/;

/** A call that sends a request, of a client that has no time-out of its own. */
function isClient(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  const root = isMember(callee) ? bare(callee.object) : callee;
  if (root.type !== 'Identifier') return false;
  const b = find(site.scope, root.name);
  if (!isMember(callee)) {
    if (root.name === 'fetch' && !b) return true;
    const module = b ? moduleFor(b) : '';
    return fetchers.test(module) ? /fetch/i.test(root.name) : callers.test(module);
  }
  if (!b || !verbs.test(site.method)) return false;
  const module = moduleFor(b);
  if (/^(node:)?https?$/.test(module)) return /^(get|request)$/.test(site.method);
  return callers.test(module) || isOwnInstance(b);
}

/** The module that a name stands for, by `import` or `require`. */
function moduleFor(b: Binding): string {
  if (b.module) return b.module;
  const init = b.init ? bare(b.init) : undefined;
  return init && isCall(init) ? moduleOf(init) : '';
}

/** `const api = axios.create({ baseURL })`, without a time-out. */
function isOwnInstance(b: Binding): boolean {
  const init = b.init ? bare(b.init) : undefined;
  if (!init || !isCall(init) || methodName(init) !== 'create') return false;
  const callee = bare(init.callee);
  const root = isMember(callee) ? bare(callee.object) : undefined;
  const client = root?.type === 'Identifier' ? find(b.scope, root.name) : undefined;
  return (
    client !== undefined &&
    moduleFor(client) === 'axios' &&
    !init.arguments.some((a) => bounded(bare(a), b.scope) || fromHelper(bare(a), b.scope))
  );
}

function bounded(n: Node, scope: Scope): boolean {
  if (n.type === 'SpreadElement') return true;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return b?.init && b.path.length === 0
      ? bounded(bare(b.init), b.scope)
      : /^(opt|options|init|config|params|request|req)\w*$/i.test(n.name);
  }
  return (
    n.type === 'ObjectExpression' &&
    n.properties.some((p) =>
      p.type === 'SpreadElement'
        ? !isHeaders(p.argument)
        : /^(signal|timeout|cancelToken|dispatcher|https?Agent)$/.test(keyName(p)),
    )
  );
}

function isHeaders(n: Node): boolean {
  return /headers?$/i.test(dotted(bare(n)));
}

/** `post(url, data, configFor(user))`: what is in it, only another function says. */
function fromHelper(n: Node, scope: Scope): boolean {
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const value = b?.init && b.path.length === 0 ? bare(b.init) : n;
  return isCall(value) && /options|config|init|request/i.test(`${dotted(value.callee)} ${b?.name ?? ''}`);
}

/** Of the functions around a call, as far out as they are about one thing: not a whole class or module. */
function textAround(file: Reviewed, node: Node): string {
  let text = '';
  for (let p = parentOf(node); p && p.type !== 'Program' && p.type !== 'ClassBody'; p = parentOf(p)) {
    if (!isFunction(p)) continue;
    const size = (p.end ?? 0) - (p.start ?? 0);
    if (text === '' || size < aboutOneThing) text = file.index.text.slice(p.start ?? 0, p.end ?? 0);
  }
  return text;
}

/** Characters up to which a function around another is read with it. */
const aboutOneThing = 3000;

/** `/api/x`, also by way of a constant: the browser's own server. */
function relative(n: Node, scope: Scope, depth = 0): boolean {
  if (depth > 4) return false;
  if (n.type === 'StringLiteral') return n.value.startsWith('/');
  if (n.type === 'TemplateLiteral') {
    const start = n.quasis[0]?.value.cooked ?? '';
    const first = n.expressions[0];
    return start === '' && first ? relative(bare(first), scope, depth + 1) : start.startsWith('/');
  }
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName')
    return relative(bare(n.left), scope, depth + 1);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b?.init !== undefined && b.path.length === 0 && relative(bare(b.init), b.scope, depth + 1);
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const cold = world.contexts.isCold(file, c.fn);
  if (cold) return { silenced: cold.why };
  const way = world.contexts.of(file, c.fn);
  const place = world.placeOf(file);
  if (place === 'bundled' && way?.kind !== 'page') return { silenced: 'runs in a browser' };
  if (way && hotEntries.has(way.kind)) return { confidence: c.confidence };
  return { confidence: place === 'unknown' ? 'low' : c.confidence };
}
