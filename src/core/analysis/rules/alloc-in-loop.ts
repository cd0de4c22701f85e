import { dotted, type Node } from '../ast.ts';
import type { CallSite, LoopInfo, Site } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { isSmall, loopWords } from './shared.ts';

export const allocInLoop: Rule = {
  slug: 'alloc-in-loop',
  title: 'Costly object made again for each item',
  family: 'allocation-bound',
  severity: 'warning',
  what: 'Intl formatters and collators, toLocaleString with options, text encoders, and fixed-size buffers made anew in a loop.',
  why: 'An Intl formatter takes tens of microseconds to build and a microsecond to use.',
  fix: 'Make it once before the loop (or in the module) and use it for every item.',
  bad: [
    {
      file: 'src/prices.js',
      code: `export const prices = (rows) => rows.map((row) => new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).format(row.price));`,
    },
  ],
  good: [
    {
      file: 'src/prices.js',
      code: `const euro = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
export const prices = (rows) => rows.map((row) => euro.format(row.price));`,
    },
  ],
  outOfScope: ['Plain objects, arrays and dates: the engine makes them for next to nothing.'],
  knownFalsePositives: ['Lists of a few rows.'],
  check(file, report) {
    if (!/\bIntl\b|toLocale|localeCompare|Buffer\.alloc|Text(?:En|De)coder/.test(file.index.text)) return;
    for (const site of file.index.news) checkNew(file, site, report);
    for (const site of file.index.calls) checkCall(file, site, report);
  },
};

function loopWhere(file: Reviewed, site: Site, parts: readonly Node[]): LoopInfo | undefined {
  for (let loop = site.loop; loop; loop = loop.parent) {
    const facts = file.loops.of(loop);
    if (facts.purpose !== 'items' || isSmall(facts.bound)) continue;
    return parts.some((p) => varies(p, site.scope, loop!)) ? undefined : loop;
  }
  return undefined;
}

function checkNew(
  file: Reviewed,
  site: Site<Extract<Node, { type: 'NewExpression' }>>,
  report: Report,
): void {
  const name = dotted(site.node.callee);
  if (!/^Intl\.\w+$|^Text(Encoder|Decoder)$/.test(name)) return;
  tell(file, site, site.node.arguments, `new ${name}`, report);
}

function checkCall(file: Reviewed, site: CallSite, report: Report): void {
  const name = site.name;
  const method = site.method;
  if (/^Intl\.\w+$/.test(name)) tell(file, site, site.node.arguments, name, report);
  else if (/^toLocale(String|DateString|TimeString)$/.test(method) && site.node.arguments.length > 0)
    tell(file, site, site.node.arguments, `${method} with a locale`, report);
  else if (method === 'localeCompare' && site.node.arguments.length > 1)
    tell(file, site, site.node.arguments.slice(1), 'localeCompare with a locale', report);
  else if (name === 'Buffer.alloc' && !isSmallCount(site.node.arguments[0]))
    tell(file, site, site.node.arguments, 'Buffer.alloc', report);
}

function isSmallCount(n: Node | undefined): boolean {
  return n?.type === 'NumericLiteral' && n.value < 1024;
}

function tell(file: Reviewed, site: Site, parts: readonly Node[], what: string, report: Report): void {
  const loop = loopWhere(file, site, parts);
  if (!loop || loop.node === site.node) return;
  report({
    node: site.node,
    fn: site.fn,
    message: `${what} is made again in each turn of the ${loopWords(loop)}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}
