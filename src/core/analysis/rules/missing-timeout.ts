import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  propertyName,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Binding, CallSite, FileIndex, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import { oncePer } from '../once.ts';
import { loadingCalls, moduleNamed, moduleOf } from '../refs.ts';
import {
  bounded,
  callers,
  fromHelper,
  hasBase,
  isBoundElsewhere,
  isInBrowser,
  isUnboundedInstance,
  relative,
  unboundedIn,
} from '../request-bounds.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { classAround, find } from '../scopes.ts';
import type { Place } from '../shipping.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { speaksOfBounds } from './bounds-nearby.ts';

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
  outOfScope: ['Browser code, command lines, scripts.', 'Clients that are handed to a class.'],
  knownFalsePositives: [
    'A platform that bounds every request itself.',
    'Options that a helper in another file makes with a time-out.',
  ],
  check(file, report) {
    if (file.index.hasJsx) return;
    const calls = importsClient(file.index) ? file.index.calls : asking(file.index);
    for (const site of calls) look(file, site, report);
  },
  decide,
};

/** By any other name a client is called only where its module is imported. */
const asking = callsLike(/^(get|post|put|patch|delete|del|head|request|[fF]etch|FETCH)$/);

function importsClient(index: FileIndex): boolean {
  for (const { module } of index.moduleScope.names.values()) if (module && clients.test(module)) return true;
  return loadingCalls(index).some(({ node }) => clients.test(moduleOf(node)));
}

/** What builds put into no browser's code: variables of the environment, but those with a prefix that says so. */
const secrets =
  /\bprocess\.env\.(?!NEXT_|NUXT_PUBLIC_|REACT_APP_|VUE_APP_|VITE_|GATSBY_|EXPO_|PUBLIC_|STORYBOOK_)[A-Z0-9_]*(SECRET|TOKEN|PASSWORD|CREDENTIALS|_KEY|DATABASE_UR[LI])|\bprocess\.env\[[a-z]/;
const readsSecrets = oncePer(({ text }: FileIndex): boolean => secrets.test(text));
/** Frameworks that keep the environment of the server out of what they send to browsers. */
const bothSides = /^(next|nuxt|nuxt3|@remix-run\/node|@sveltejs\/kit|astro)$/;

function look(file: Reviewed, site: CallSite, report: Report): void {
  const args = site.node.arguments;
  if (args.length === 0) return;
  const from = isClient(site) ? '' : importedClient(site);
  if (from === undefined || (from ? isInBrowser(file.index) : isBoundElsewhere(file.index))) return;
  if (args.some((a) => bounded(bare(a), site.scope) || sendsCookies(bare(a)))) return;
  const near = relative(bare(args[0]!), site.scope);
  if (near && !from && !asksAnother(site)) return;
  if (speaksOfBounds(site.node, file.index.text)) return;
  const secret = readsSecrets(file.index) ? 'secret' : '';
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    tag: from ? `${secret}\n${near ? '/' : ''}\n${from}` : isNest(site) ? 'nest' : secret,
    confidence: isOwn(bare(args[0]!)) || args.some((a) => fromHelper(bare(a), site.scope)) ? 'low' : 'medium',
    message: `${site.name} waits for as long as the other side likes`,
  });
}

/** `{ credentials: 'include' }`, `{ withCredentials: true }`: only browsers have cookies to send along. */
function sendsCookies(options: Node): boolean {
  return (
    options.type === 'ObjectExpression' &&
    options.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        ((keyName(p) === 'credentials' &&
          p.value.type === 'StringLiteral' &&
          /^(include|same-origin)$/.test(p.value.value)) ||
          (keyName(p) === 'withCredentials' && p.value.type === 'BooleanLiteral' && p.value.value)),
    )
  );
}

const fetchers = /^(node-fetch|cross-fetch|isomorphic-fetch|isomorphic-unfetch|undici)$/;
const clients = new RegExp(`${fetchers.source}|${callers.source}`);
const verbs = /^(get|post|put|patch|delete|del|head|request)$/;

/** `api.get('/rates')` of an `api` that another file makes: its module and name, in two lines. */
function importedClient(site: CallSite): string | undefined {
  const callee = bare(site.node.callee);
  const root = isMember(callee) ? bare(callee.object) : undefined;
  if (root?.type !== 'Identifier' || !verbs.test(site.method) || !isWaitedFor(site.node)) return undefined;
  const [first] = site.node.arguments;
  const url = first && bare(first);
  if (!url || (url.type === 'StringLiteral' && !url.value.includes('/')) || isFunction(url)) return undefined;
  const b = find(site.scope, root.name);
  if (b?.kind === 'import') return b.module && `${b.module}\n${b.imported}`;
  const module = b?.kind === 'const' ? moduleNamed(b) : '';
  return module && b!.path.length < 2 ? `${module}\n${b!.path[0] ?? '='}` : undefined;
}

function isWaitedFor(call: Node): boolean {
  const p = parentOf(call);
  return (
    p !== undefined &&
    (/^(AwaitExpression|ReturnStatement|ArrowFunctionExpression)$/.test(p.type) ||
      (isMember(p) && /^(then|catch|finally)$/.test(propertyName(p))))
  );
}

/** A call that sends a request, of a client that has no time-out of its own. */
function isClient(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  const root = isMember(callee) ? bare(callee.object) : callee;
  if (root.type !== 'Identifier') return isClientOfClass(site, root);
  const b = find(site.scope, root.name);
  if (!isMember(callee)) {
    if (root.name === 'fetch' && !b) return true;
    const module = b ? moduleNamed(b) : '';
    return fetchers.test(module) ? /fetch/i.test(root.name) : callers.test(module);
  }
  // `api[req.method.toLowerCase()](url)`
  if (b && callee.computed && !site.method) return isOwnInstance(b);
  if (!b || !verbs.test(site.method)) return false;
  const module = moduleNamed(b);
  if (/^(node:)?https?$/.test(module)) return /^(get|request)$/.test(site.method);
  return callers.test(module) || isOwnInstance(b);
}

/** `const api = axios.create({ baseURL })`, without a time-out. */
function isOwnInstance(b: Binding): boolean {
  return b.init !== undefined && isUnboundedInstance(bare(b.init), b.scope);
}

/** The instance that a call is made on asks another server. */
function asksAnother(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  const object = isMember(callee) ? bare(callee.object) : undefined;
  const holder: { readonly value?: Node; readonly scope: Scope } | undefined = isMember(object)
    ? classAround(site.fn)?.fields.get(propertyName(object))
    : object?.type === 'Identifier'
      ? instanceNamed(site, object.name)
      : undefined;
  return holder?.value !== undefined && hasBase(bare(holder.value), holder.scope);
}

function instanceNamed(
  site: CallSite,
  name: string,
): { readonly value?: Node; readonly scope: Scope } | undefined {
  const b = find(site.scope, name);
  return b?.init ? { value: b.init, scope: b.scope } : undefined;
}

/** `this.http.get(url)` of Nest's HttpService or of an instance made here, `this.fetch(url)` of the global one. */
function isClientOfClass(site: CallSite, object: Node): boolean {
  if (object.type === 'ThisExpression') {
    const field = /^fetch$/i.test(site.method) ? classAround(site.fn)?.fields.get(site.method) : undefined;
    return field !== undefined && isGlobalFetch(field);
  }
  if (isNest(site)) return verbs.test(site.method);
  if (!isMember(object) || bare(object.object).type !== 'ThisExpression' || !verbs.test(site.method))
    return false;
  const field = classAround(site.fn)?.fields.get(propertyName(object));
  const value = field?.value && bare(field.value);
  if (!field || !value) return false;
  // `this.axios = axios`
  const client = value.type === 'Identifier' ? find(field.scope, value.name) : undefined;
  return client ? callers.test(moduleNamed(client)) : isUnboundedInstance(value, field.scope);
}

/** `this.http.get(url)`, `this.http.axiosRef.get(url)`, for `http: HttpService`. */
function isNest(site: CallSite): boolean {
  const [self, name = '', ...rest] = site.name.split('.');
  const annotation = self === 'this' ? classAround(site.fn)?.fields.get(name)?.annotation : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  if (type?.type !== 'TSTypeReference' || dotted(type.typeName as Node) !== 'HttpService') return false;
  const module = find(site.scope, 'HttpService')?.module ?? '';
  return /^@nestjs\/(axios|common)$/.test(module) && (rest.length === 1 || rest[0] === 'axiosRef');
}

/** `fetch: typeof fetch`, `this.fetch = rateLimit(fetch, options)`. */
function isGlobalFetch({
  value,
  annotation,
}: {
  readonly value?: Node;
  readonly annotation?: Node;
}): boolean {
  const isFetch = (n: Node): boolean => n.type === 'Identifier' && n.name === 'fetch';
  if (annotation && some(annotation, (n) => n.type === 'TSTypeQuery' && isFetch(n.exprName as Node)))
    return true;
  const given = value ? bare(value) : undefined;
  return (
    given !== undefined &&
    (isFetch(given) || (isCall(given) && given.arguments.some((a) => isFetch(bare(a)))))
  );
}

/** `HttpModule.register({ timeout })` is for all of a program: what else it is given, only that place says. */
const isRegistered = oncePer((world: World): boolean => {
  for (const name of ['register', 'registerAsync'])
    for (const f of world.naming(name))
      if (f.calls.some((c) => c.arg !== '' && /^HttpModule\.register(Async)?$/.test(c.text))) return true;
  return false;
});

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const [, near = '', module = '', name = ''] = c.tag.split('\n');
  if (module) {
    const client = unboundedIn(world.patternOf(file, module, name));
    if (!client) return { silenced: 'no client that is known to wait for ever' };
    if (near && !client.hasBase) return { silenced: 'asks its own server' };
  }
  if (c.tag === 'nest' && isRegistered(world)) return { silenced: 'HttpModule is given options' };
  const cold = world.contexts.isCold(file, c.fn);
  if (cold) return { silenced: cold.why };
  const way = world.contexts.of(file, c.fn);
  const place = placeOf(c, file, world);
  if (place === 'bundled' && way?.kind !== 'page') return { silenced: 'runs in a browser' };
  if (way && hotEntries.has(way.kind)) return { confidence: c.confidence };
  return { confidence: place === 'unknown' ? 'low' : c.confidence };
}

/** `sendText` of a client is reached from a request: the rest of its file runs there as well. */
function answers(file: FileSummary, world: World): boolean {
  return file.functions.some((_, id) => {
    const kind = world.contexts.of(file, id)?.kind;
    return kind !== undefined && kind !== 'page' && hotEntries.has(kind);
  });
}

/** `http://127.0.0.1:${port}/sessions`: what runs beside the program on its own machine. */
function isOwn(url: Node): boolean {
  const start = url.type === 'TemplateLiteral' ? (url.quasis[0]?.value.cooked ?? '') : '';
  return /^https?:\/\/(127\.0\.0\.1|localhost)\b/.test(url.type === 'StringLiteral' ? url.value : start);
}

/** Who reads a secret of the environment runs where there is one. */
function placeOf(c: Candidate, file: FileSummary, world: World): Place {
  const place = world.placeOf(file);
  if (c.tag.startsWith('secret') && (place === 'unknown' || world.dependsOn(file, bothSides)))
    return 'server';
  return place === 'unknown' && answers(file, world) ? 'server' : place;
}
