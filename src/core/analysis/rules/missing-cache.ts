import { bare, dotted, isMember, propertyName } from '../ast.ts';
import type { Rule } from '../rule.ts';
import { hotEntries } from '../summary.ts';

export const missingCache: Rule = {
  slug: 'missing-cache',
  title: 'Static data read again per request',
  family: 'io-bound',
  severity: 'info',
  what: 'A file of a fixed name read in a request handler, without a cache and without cache headers.',
  why: 'The answer is the same each time; reading and sending it again is work for nothing.',
  fix: 'Read it once and keep it, and let clients keep it too (Cache-Control, ETag).',
  bad: [
    {
      file: 'src/terms.js',
      code: `const { readFile } = require('fs/promises');
const app = require('express')();
app.get('/terms', async (req, res) => {
  res.send(await readFile('terms.html', 'utf8'));
});`,
    },
  ],
  good: [
    {
      file: 'src/terms.js',
      code: `const { readFile } = require('fs/promises');
const app = require('express')();
const terms = readFile('terms.html', 'utf8');
app.get('/terms', async (req, res) => {
  res.set('cache-control', 'max-age=3600').send(await terms);
});`,
    },
  ],
  outOfScope: ['Files whose name depends on the request.'],
  knownFalsePositives: ['Files that change while the service runs.'],
  optIn: true,
  check(file, report) {
    if (!file.index.text.includes('readFile')) return;
    for (const site of file.index.calls) {
      const callee = bare(site.node.callee);
      const name = isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
      const first = site.node.arguments[0];
      if (!/^readFile(Sync)?$/.test(name) || first?.type !== 'StringLiteral' || site.fn.id === 0) continue;
      const body = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
      if (/cache|etag/i.test(body)) continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `${dotted(callee)}('${first.value}') reads the same file for each request`,
      });
    }
  },
  decide: (c, file, world) => {
    const way = world.contexts.of(file, c.fn);
    return way && hotEntries.has(way.kind)
      ? { confidence: 'medium' }
      : { silenced: 'not reached from a request' };
  },
};
