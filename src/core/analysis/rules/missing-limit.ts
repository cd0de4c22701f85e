import { bare, isCall, isMember, keyName, type Node, parentOf, propertyName } from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';

export const missingLimit: Rule = {
  slug: 'missing-limit',
  title: 'List query without a bound',
  family: 'io-bound',
  severity: 'info',
  what: 'A query that lists a whole table or collection in a request, with neither condition nor limit.',
  why: 'It is fast with a hundred rows and takes the service down with a million.',
  fix: 'Page it: limit or take with a maximum, and a cursor.',
  bad: [
    {
      file: 'src/users.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listUsers(req, res) {
  res.json(await prisma.user.findMany());
}`,
    },
  ],
  good: [
    {
      file: 'src/users.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listUsers(req, res) {
  res.json(await prisma.user.findMany({ take: 50, skip: Number(req.query.skip ?? 0) }));
}`,
    },
  ],
  outOfScope: ['Queries with a condition: how much it lets through is not in the code.', 'Jobs and scripts.'],
  knownFalsePositives: ['Small tables of settings or categories.'],
  check(file, report) {
    for (const site of file.index.calls) look(file, site, report);
  },
  decide,
};

function look(file: Reviewed, site: CallSite, report: Report): void {
  const method = site.method;
  if (!/^(find|findMany|findAll|getMany|query|execute|all)$/.test(method)) return;
  const first = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (/^(query|execute|all)$/.test(method)) {
    const sql =
      first?.type === 'StringLiteral'
        ? first.value
        : first?.type === 'TemplateLiteral'
          ? first.quasis.map((q) => q.value.cooked).join('?')
          : '';
    if (
      !/^\s*select\b[\s\S]*\bfrom\b/i.test(sql) ||
      /\b(where|limit|top|fetch\s+first|count\(|sum\(|max\(|min\(|avg\(|group\s+by|exists|join)\b/i.test(sql)
    )
      return;
  } else if (first && !isOpen(first)) return;
  if (limitedLater(site.node) || site.loop) return;
  if (
    /types?|categor|setting|config|role|permission|countr|currenc|language|tag|status|plan|template/i.test(
      site.name,
    )
  )
    return;
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    message: `${site.name} lists everything there is`,
  });
}

/** `{}` or options without condition and limit. */
function isOpen(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  return n.properties.every(
    (p) =>
      p.type === 'ObjectProperty' &&
      /^(select|include|orderBy|order|attributes|relations|sort)$/.test(keyName(p)),
  );
}

/** `.find().limit(10)`, `.where(…)`, `.countDocuments()`. */
function limitedLater(call: Node): boolean {
  let n = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) {
      if (
        /^(limit|take|skip|where|count|countDocuments|first|paginate|cursor|stream|eq|match|batchSize|forEach|slice|range)$/.test(
          propertyName(p),
        )
      )
        return true;
      continue;
    }
    if (isCall(p) && p.callee === n) continue;
    return false;
  }
  return false;
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const effect = world.effects.ofCall(file, c.calls[0]!).get('db');
  if (!effect || effect.steps.length > 1) return { silenced: 'not a query' };
  const way = world.contexts.of(file, c.fn);
  if (!way || (way.kind !== 'handler' && way.kind !== 'resolver' && way.kind !== 'page'))
    return { silenced: 'not reached from a request' };
  return { confidence: effect.sure >= 0.8 ? 'medium' : 'low' };
}
