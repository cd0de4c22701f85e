import { bare, dotted, isCall, keyName, methodName, type Node, parentOf } from '../ast.ts';
import type { CallSite, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { find } from '../walk.ts';

export const missingTimeout: Rule = {
  slug: 'missing-timeout',
  title: 'Request to another service without a time-out',
  family: 'network-bound',
  severity: 'info',
  what: 'fetch without a signal, or axios without a timeout, in code that requests wait for.',
  why: 'When the other side hangs, so do all requests here, one after the other, until nothing is left to serve with.',
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
  ],
  outOfScope: ['Browser code.', 'Clients that set a time-out when they are made.'],
  knownFalsePositives: ['A platform that bounds every request itself.'],
  check(file, report) {
    if (!/\bfetch\(|\baxios\b/.test(file.index.text)) return;
    if (file.index.hasJsx || /timeout/i.test(file.index.text) || file.index.text.includes("'use client'"))
      return;
    for (const site of file.index.calls) look(file, site, report);
  },
  decide,
};

function look(file: Reviewed, site: CallSite, report: Report): void {
  const name = site.name;
  const args = site.node.arguments;
  const isFetch = name === 'fetch';
  const isAxios =
    /^axios(\.(get|post|put|patch|delete|head|request))?$/.test(name) && isPlainAxios(site.scope);
  if ((!isFetch && !isAxios) || args.length === 0 || args.some((a) => bounded(bare(a), site.scope))) return;
  if (isFetch && (find(site.scope, 'fetch') || raced(site.node) || relative(bare(args[0]!)))) return;
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    message: `${name} waits for as long as the other side likes`,
  });
}

function isPlainAxios(scope: Scope): boolean {
  const b = find(scope, 'axios');
  return (
    b?.module === 'axios' || (b?.init !== undefined && isCall(b.init) && dotted(b.init.callee) === 'require')
  );
}

function bounded(n: Node, scope: Scope): boolean {
  if (n.type === 'SpreadElement') return true;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return b?.init
      ? bounded(bare(b.init), b.scope)
      : /^(opt|options|init|config|params|request|req)\w*$/i.test(n.name);
  }
  return (
    n.type === 'ObjectExpression' &&
    n.properties.some(
      (p) => p.type === 'SpreadElement' || /^(signal|timeout|cancelToken|dispatcher)$/.test(keyName(p)),
    )
  );
}

function raced(n: Node): boolean {
  const list = parentOf(n);
  const call = list ? parentOf(list) : undefined;
  return Boolean(call && isCall(call) && methodName(call) === 'race');
}

/** `/api/x`: the browser's own server. */
function relative(n: Node): boolean {
  return (
    (n.type === 'StringLiteral' && n.value.startsWith('/')) ||
    (n.type === 'TemplateLiteral' && n.quasis[0]?.value.cooked?.startsWith('/') === true)
  );
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const way = world.contexts.of(file, c.fn);
  if (!way || !/^(handler|resolver|page)$/.test(way.kind)) return { silenced: 'no request waits for it' };
  return { confidence: 'medium' };
}
