import {
  bare,
  calledName,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FileIndex, Site } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import { constantText } from '../regex/constant.ts';
import type { Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { hotEntries } from '../summary.ts';
import {
  answering,
  entityGiven,
  isOpen,
  joinedLater,
  limitedLater,
  selectsAll,
  tableListed,
  tableOf,
} from './listing.ts';

export const missingCache: Rule = {
  slug: 'missing-cache',
  title: 'Static data read again per request',
  family: 'io-bound',
  severity: 'info',
  what: 'A file of a fixed name, or a list that hardly ever changes (countries, categories), read in a request handler, without a cache and without cache headers.',
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
    {
      file: 'src/countries.js',
      code: `const { Pool } = require('pg');
const app = require('express')();
const pool = new Pool();
app.get('/countries', async (req, res) => {
  const { rows } = await pool.query('SELECT id, name FROM countries ORDER BY name');
  res.json(rows);
});`,
    },
  ],
  good: [
    {
      file: 'src/countries.js',
      code: `const { Pool } = require('pg');
const app = require('express')();
const pool = new Pool();
app.get('/countries', async (req, res) => {
  const { rows } = await pool.query('SELECT id, name FROM countries ORDER BY name');
  res.set('cache-control', 'max-age=3600').json(rows);
});`,
    },
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
  outOfScope: [
    'Files whose name depends on the request.',
    'Queries with a condition, and lists that people change while they work.',
  ],
  knownFalsePositives: ['Files and lists that change while the service runs.'],
  optIn: true,
  check(file, report) {
    const named = reading(file.index);
    for (const site of file.index.calls) {
      if (site.fn.id === 0 || !(mayBeText(site.node.arguments[0]) || named.includes(site))) continue;
      const list = site.loop ? undefined : listRead(site);
      const found = list
        ? `The same list is asked of the database for each request: ${list.name}`
        : fileRead(site, file.index);
      if (!found) continue;
      const body = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
      if (/cache|etag|memo|revalidate/i.test(body) || inDevelopment(site.node, file)) continue;
      if (list && isWrittenHere(site, file.index)) continue;
      report({
        node: site.node,
        fn: site.fn,
        message: found,
        tag: list ? `list ${list.name}` : templates.test(found) ? 'template' : '',
        calls: list && !list.said ? asking(site, file.index).map((s) => file.callRow(s)) : [],
      });
    }
  },
  decide: (c, file, world) => {
    const way = world.contexts.of(file, c.fn);
    const [kind, name = ''] = c.tag.split(' ');
    // Filled in for one mail or page after the other, whoever asks for it.
    if (!way && c.tag === 'template') return { confidence: 'medium' };
    // What gives a list that others ask for is asked by requests, though it is not seen which.
    const asked = way ? hotEntries.has(way.kind) : kind === 'list' && answering.test(file.path);
    const scheduled = way && (onSchedule.test(way.why) || (way.kind === 'job' && ofJobs.test(file.path)));
    if (!asked || scheduled) return { silenced: 'not reached from a request' };
    // Pages that few people open, and what is done once a month: nobody waits for the cache to learn what they have changed.
    if (kind === 'list' && way?.kind === 'page' && ofAdmins.test(file.path))
      return { silenced: 'for administrators' };
    if (kind === 'list' && /^_?import(?![a-z])/.test(file.functions[c.fn]!.name.split('.').at(-1)!))
      return { silenced: 'imports now and then' };
    const effects = c.calls.flatMap((call) => world.effects.ofCall(file, call).get('db') ?? []);
    if (effects.length === 0 && c.calls.length > 0) return { silenced: 'not a query' };
    return effects.some((e) => isToldBelow(e, name) || (!way && ofOthers.test(name) && e.steps.length === 1))
      ? { silenced: 'told where it is asked' }
      : { confidence: 'medium' };
  },
};

const reading = callsLike(
  /^(find|findMany|findAll|findOne|findFirst|from|select|readFile(Sync)?|readJ(son|SON)(Sync)?)$/,
);

/** A port by the name of what it gives: who fills it in asks the database. */
const ofOthers = /(Service|Repository|Repo|Dao|DAO)$/;

/** Some runs a day, or a minute: that is no load. */
const onSchedule =
  /^@?(Cron|Interval|Timeout|setInterval|cron|schedule)|for a schedule$|\.schedule$|by a timer$/;

const ofAdmins = /(^|[/(])(admin|backoffice|dashboard|settings)[)/._-]/i;

const ofJobs = /(^|[./_-])(jobs?|crons?|schedulers?|tasks?)[./]/;

/** `service.getCountries()` → `repository.find()`: the query itself is told, where its own names say what it asks for. */
function isToldBelow({ steps, what }: Effect, name: string): boolean {
  const last = steps.at(-1);
  if (steps.length < 2 || !last) return false;
  const stem = name.replace(/(Service|Repo(sitory)?|Model|Entity|Dao|DAO|s|ies|y)+$/, '').toLowerCase();
  return (
    isUnchanging(what.split('.').at(-2) ?? '') ||
    (stem !== '' && last.file.toLowerCase().replace(/[-_]/g, '').includes(stem))
  );
}

/** Read before it is changed: `setting = await Setting.findOne(); … await setting.update(…)`. */
function isWrittenHere({ fn, node, name }: CallSite, index: FileIndex): boolean {
  const table = name.slice(0, name.lastIndexOf('.') + 1);
  return index.calls.some((c) => {
    if (c.fn !== fn || (c.node.start ?? 0) < (node.start ?? 0) || !writing.test(c.method)) return false;
    if (table !== '' && c.name.startsWith(table)) return true;
    const row = find(c.scope, c.name.split('.')[0] ?? '');
    return row?.init !== undefined && contains(row.init, node);
  });
}

const writing = /^(update|upsert|create|insert|replace|findOneAnd|save|set|delete|destroy|remove)/;

/** `db.select().from(brands)`: either may be known to ask a database. */
function asking(site: CallSite, index: FileIndex): readonly CallSite[] {
  const receiver = receiverOf(site.node);
  const before = receiver && isCall(receiver) ? index.siteOf.get(receiver) : undefined;
  return before && /^(from|select)$/.test(site.method) ? [before, site] : [site];
}

const templates = /\.(ejs|hbs|handlebars|mustache|mjml|pug|njk|liquid|html?)$/;

/** What a statement may be written in. */
function mayBeText(n: Node | undefined): boolean {
  return n !== undefined && /^(StringLiteral|TemplateLiteral|TS\w+Expression|TSTypeAssertion)$/.test(n.type);
}

/** The same name is written to: what the program keeps there changes. */
function isWritten(path: Node, index: FileIndex): boolean {
  const name = dotted(path);
  return (
    name !== '' &&
    index.calls.some(
      ({ node }) =>
        /^(write|append)File(Sync)?$/.test(calledName(node)) &&
        node.arguments[0] !== undefined &&
        dotted(node.arguments[0]) === name,
    )
  );
}

function fileRead(site: CallSite, index: FileIndex): string {
  const callee = bare(site.node.callee);
  const name = calledName(site.node);
  const first = site.node.arguments[0];
  if (!/^read(File|Json|JSON)(Sync)?$/.test(name) || !first) return '';
  const path = fixedPath(bare(first), site);
  if (path !== undefined && isWritten(bare(first), index)) return '';
  // What sets a database up is asked for once, by whoever may.
  if (path === undefined || setsUp.test(path)) return '';
  return `${dotted(callee)} reads the same file for each request: ${path}`;
}

const setsUp = /(^|[/_-])(migrations?|schema|seeds?|setup|init)([/_.-].*)?\.sql$/i;

/** Lists that somebody fills once and the service reads: of the world, or of how things are sorted. */
const unchangingName =
  /(countr(y|ies)|currenc(y|ies)|languages?|locales?|time_?zones?|provinces?|regions?|months?|seasons?|week_?days?|categor(y|ies)|genres?|brands?|types?|units?|colou?rs?)(Repo(sitory)?|Model|Entity|Dao|["`;])*$/i;

/** The same, where nothing else is part of the name: `riskStates` are no states of a country. */
const unchangingWhole =
  /^(cit(y|ies)|states?|districts?|wards?|count(y|ies)|((user|member|staff)_?)?roles?|permissions?|(subscription|pricing)?_?plans?|faqs?|banks?|sizes?|religions?|nationalit(y|ies)|genders?|tax_?(es|rates?)|(shipping|payment|delivery)_?methods?|departments?|(vehicle|car)_?makes?|((site|app|system|store|global|web|website|platform|general)_?)?(settings?|configs?|configurations?))(Repo(sitory)?|Model|Entity|Dao|["`;])*$/i;
const settings = /(settings?|configs?|configurations?)(Repo(sitory)?|Model|Entity|Dao)*$/i;

interface List {
  readonly name: string;
  /** The code itself says that it is a query, by its SQL. */
  readonly said: boolean;
}

/** `Country.findAll()`, `prisma.category.findMany({ orderBy })`, `db.query('select * from months')`. */
function listRead(site: CallSite): List | undefined {
  const first = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  const table = first ? tableListed(first) : undefined;
  // Asked of every call: the rest is for the few that may be one.
  if (!table && !/^(find|findMany|findAll|findOne|findFirst|from|select)$/.test(site.method))
    return undefined;
  if (/^(from|select)$/.test(site.method)) {
    const name = tableOf(site.node);
    return isUnchanging(name) && selectsAll(site.node) ? { name, said: false } : undefined;
  }
  const name = table ? table.name : entityOf(site);
  const one = /^find(One|First)$/.test(site.method);
  const ofAll = one && settings.test(name) && (!first || isOfAll(first, site));
  if (!isUnchanging(name) && !ofAll) return undefined;
  if (table) return table.sure ? { name: name.replace(/["`;]/g, ''), said: true } : undefined;
  if (one && !settings.test(name)) return undefined;
  if (limitedLater(site.node) || joinedLater(site.node)) return undefined;
  return first && (!(isOpen(first) || isTheSame(first, site)) || joins(first))
    ? undefined
    : { name, said: false };
}

const nameless = /^(model|repo|repository|collection|entity|dao|table)$/i;
const layer = /(Service|Repository|Repo|Dao|Store)$/;

function isUnchanging(name: string): boolean {
  return unchangingName.test(name) || unchangingWhole.test(name);
}

/** What `category.find` asks, and `getRepository(Category).find`, also by way of a name. */
function entityOf(site: CallSite): string {
  const entity = entityGiven(site);
  if (entity) return entity;
  const name = (site.name.split('.').at(-2) ?? '').replace(/(?<=[a-z])Collection$/, '');
  // `this.repository.find()` of a `CategoryRepository`
  return nameless.test(name) ? (site.fn.cls?.name ?? '').replace(layer, '') : name;
}

/** `{ where: { active: true } }`, `{ where: isNull(brands.deletedAt) }`: nothing of the request in it. */
function isTheSame(options: Node, { scope }: Site): boolean {
  return (
    options.type === 'ObjectExpression' &&
    !options.properties.some((p) => p.type === 'SpreadElement') &&
    !uses(options, scope, (b) => b.scope.fn.id !== 0, true) &&
    !some(options, (n) => n.type === 'ThisExpression' || n.type === 'NewExpression' || isFunction(n))
  );
}

/** `{ where: {} }`, `{ where: { key: 'maintenance' } }`: settings that are nobody's own. */
function isOfAll(options: Node, site: Site): boolean {
  if (options.type !== 'ObjectExpression' || !isTheSame(options, site)) return false;
  const where = options.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === 'where');
  const asked = where?.type === 'ObjectProperty' ? bare(where.value) : undefined;
  if (asked?.type !== 'ObjectExpression') return isOpen(options);
  const { properties } = asked;
  return (
    properties.length === 0 ||
    properties.some((p) => p.type === 'ObjectProperty' && /^(key|name|slug)$/.test(keyName(p)))
  );
}

/** Rows of other tables come along, and those may change all the time. */
function joins(options: Node): boolean {
  return (
    options.type === 'ObjectExpression' &&
    options.properties.some(
      (p) => p.type === 'ObjectProperty' && /^(include|relations|with)$/.test(keyName(p)),
    )
  );
}

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
    // `const { WEB_ROOT = '/srv' } = process.env`: the same as long as the process lives.
    if (b?.init && b.writes.length === 0 && dotted(b.init) === 'process.env') return '';
    if (b?.loopItem && isWrittenList(b.loopItem.iterable, site)) return '';
    const constant =
      b?.init && b.writes.length === 0 && b.path.length === 0 && b.kind !== 'param' && !b.loopItem;
    return constant ? fixedPath(bare(b.init!), site) : undefined;
  }
  if (n.type === 'LogicalExpression') {
    const parts = [n.left, n.right].map((p) => fixedPath(bare(p), site));
    return parts.includes(undefined) ? undefined : parts[1];
  }
  if (isMember(n) && dotted(n).startsWith('process.env.')) return '';
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

/** `for (const page of PAGES)` over a list that stands in the file. */
function isWrittenList(list: Node | undefined, site: Site): boolean {
  const n = list && bare(list);
  const b = n?.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const written = b ? b.scope.fn.id === 0 && b.writes.length === 0 && b.init && bare(b.init) : n;
  return written ? written.type === 'ArrayExpression' : false;
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
