import { bare, dotted, isCall, isMember, type Node, parentOf, propertyName } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { constantText } from '../regex/constant.ts';
import type { Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
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
      file: 'src/invoice.js',
      code: `const fs = require('fs');
const path = require('path');
const app = require('express')();
const logo = path.join(__dirname, 'assets', 'logo.png');
app.get('/invoice', (req, res) => {
  fs.readFile(logo, (error, image) => res.send(render(req.query.id, image)));
});`,
    },
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
      file: 'src/page.js',
      code: `const { readFile } = require('fs/promises');
const path = require('path');
const app = require('express')();
app.get('/pages/:name', async (req, res) => {
  res.send(await readFile(path.join(__dirname, 'pages', req.params.name), 'utf8'));
});`,
    },
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
      if (!/^readFile(Sync)?$/.test(name) || !first || site.fn.id === 0) continue;
      const path = fixedPath(bare(first), site);
      if (path === undefined) continue;
      const body = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
      if (/cache|etag|memo/i.test(body) || inDevelopment(site.node, file)) continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `${dotted(callee)} reads the same file for each request: ${path}`,
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

/** `'terms.html'`, `path.join(__dirname, 'views', 'terms.html')`, `new URL('terms.html', import.meta.url)`. */
function fixedPath(n: Node, site: Site): string | undefined {
  const text = constantText(n, site);
  if (text !== undefined) return text;
  if (n.type === 'TemplateLiteral') {
    const parts = n.expressions.map((e) => fixedPath(bare(e), site));
    if (parts.some((p) => p === undefined)) return undefined;
    return n.quasis.map((q, i) => (q.value.cooked ?? '') + (parts[i] ?? '')).join('');
  }
  if (n.type === 'BinaryExpression' && n.operator === '+' && n.left.type !== 'PrivateName')
    return joined([n.left, n.right], site, '');
  if (n.type === 'Identifier') {
    if (/^__(dirname|filename)$/.test(n.name)) return '';
    const b = find(site.scope, n.name);
    const constant =
      b?.init && b.writes.length === 0 && b.path.length === 0 && b.kind !== 'param' && !b.loopItem;
    return constant ? fixedPath(bare(b.init!), site) : undefined;
  }
  if (isMember(n)) return /^import\.meta\.(url|dirname)$/.test(dotted(n)) || isMetaUrl(n) ? '' : undefined;
  if (n.type === 'NewExpression')
    return dotted(n.callee) === 'URL' ? joined(n.arguments, site, '') : undefined;
  if (!isCall(n)) return undefined;
  const name = dotted(n.callee);
  if (name === 'process.cwd') return '';
  return /^((path|nodePath|Path)\.)?(join|resolve)$|^(url\.)?fileURLToPath$|^(path\.)?dirname$/.test(name)
    ? joined(n.arguments, site, '/')
    : undefined;
}

function isMetaUrl(n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>): boolean {
  return n.object.type === 'MetaProperty' && /^(url|dirname|filename)$/.test(propertyName(n));
}

function joined(parts: readonly Node[], site: Site, separator: string): string | undefined {
  const texts = parts.map((p) => fixedPath(bare(p), site));
  return texts.some((t) => t === undefined) ? undefined : texts.filter(Boolean).join(separator);
}

/** `if (process.env.NODE_ENV !== 'production')`: read again so that edits show. */
function inDevelopment(node: Node, file: Reviewed): boolean {
  for (let n = node, p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type !== 'IfStatement' && p.type !== 'ConditionalExpression') continue;
    const test = file.index.text.slice(p.test.start ?? 0, p.test.end ?? 0);
    if (p.test !== n && /NODE_ENV|\bisDev|\bdev(elopment)?\b|debug/i.test(test)) return true;
  }
  return false;
}
