import type * as t from '@babel/types';
import { analyse } from 'scslre';
import { bare, dotted, type Node, parentOf } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { cold } from '../paths.ts';
import type { Report, Rule } from '../rule.ts';
import { find } from '../walk.ts';

export const redos: Rule = {
  slug: 'redos',
  title: 'Regular expression that can take exponential time',
  family: 'cpu-algorithmic',
  severity: 'error',
  what: 'A pattern with repetitions that can match the same text in many ways, so that a crafted input makes it try them all.',
  why: 'Thirty characters can block the only thread for minutes: one request takes the service down.',
  fix: 'Make the repetitions exclusive (no nested quantifiers over the same characters), anchor the pattern, or bound the input length first.',
  bad: [
    { file: 'src/words.js', code: `export const isWords = (text) => /^(\\w+\\s?)*$/.test(text);` },
    { file: 'src/list.js', code: `export const isList = (text) => new RegExp('^(a+,?)+$').test(text);` },
  ],
  good: [
    {
      file: 'src/words.js',
      code: `const words = /^\\w+(?:\\s\\w+)*$/;
export const isWords = (text) => words.test(text);`,
    },
  ],
  outOfScope: [
    'Quadratic patterns, which are everywhere and mostly harmless.',
    'Patterns with look-behind or back-references that the engine cannot judge.',
  ],
  knownFalsePositives: ['Patterns only ever used on constant text.'],
  coldToo: true,
  check(file, report) {
    for (const site of file.index.regexes) check(site.node.pattern, site.node.flags, site, report);
    for (const site of file.index.news)
      if (dotted(site.node.callee) === 'RegExp') checkConstructed(site, report);
    for (const site of file.index.calls) if (site.name === 'RegExp') checkConstructed(site, report);
  },
  decide(c, file) {
    if (cold.has(file.fileKind)) return { silenced: file.fileWhy };
    if (c.tag === 'exponential') return { confidence: 'high' };
    return { confidence: 'low', severity: 'warning' };
  },
};

function checkConstructed(
  site: Site<t.NewExpression | t.CallExpression | t.OptionalCallExpression>,
  report: Report,
): void {
  const [source, flags] = site.node.arguments;
  const pattern = source ? textOf(bare(source), site, 0) : undefined;
  if (pattern === undefined) return;
  const f = flags ? bare(flags) : undefined;
  check(pattern, f?.type === 'StringLiteral' ? f.value : '', site, report);
}

function textOf(n: Node, site: Site, depth: number): string | undefined {
  if (depth > 4) return undefined;
  if (n.type === 'StringLiteral') return n.value;
  if (n.type === 'TemplateLiteral' && n.expressions.length === 0)
    return n.quasis[0]?.value.cooked ?? undefined;
  if (n.type === 'BinaryExpression' && n.operator === '+' && n.left.type !== 'PrivateName') {
    const [a, b] = [textOf(bare(n.left), site, depth + 1), textOf(bare(n.right), site, depth + 1)];
    return a === undefined || b === undefined ? undefined : a + b;
  }
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    return b?.init && b.kind === 'const' && b.path.length === 0
      ? textOf(bare(b.init), site, depth + 1)
      : undefined;
  }
  return undefined;
}

/** Exponential time takes a repeated group with a choice or a repetition inside it. */
function worthAsking(pattern: string): boolean {
  if (pattern.length > 4000) return false;
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return /\)(?:[*+]|\{\d+,|\{\d{2,})/.test(plain) && /[*+|?]|\{\d*,/.test(plain);
}

function check(pattern: string, flags: string, site: Site, report: Report): void {
  if (!worthAsking(pattern)) return;
  const kind = verdictOf(pattern, flags);
  if (!kind) return;
  report({
    node: site.node,
    fn: site.fn,
    tag: kind,
    message:
      kind === 'exponential'
        ? 'This pattern can take exponential time on a crafted input'
        : 'This pattern can take polynomial time on a crafted input',
    silenced: kind === 'exponential' && isConstantInput(site.node) ? 'only used on constant text' : '',
  });
}

function verdictOf(pattern: string, flags: string): 'exponential' | 'polynomial' | '' {
  try {
    const clean = flags.replace(/[^dgimsuy]/g, '');
    const result = analyse(
      { source: pattern, flags: clean },
      { assumeRejectingSuffix: false, reportTypes: { Move: false, Self: true, Trade: true }, maxReports: 20 },
    );
    if (result.reports.some((r) => r.exponential)) return 'exponential';
    return result.reports.length > 0 ? 'polynomial' : '';
  } catch {
    return '';
  }
}

function isConstantInput(n: Node): boolean {
  const member = parentOf(n);
  const call = member ? parentOf(member) : undefined;
  return Boolean(
    call?.type === 'CallExpression' &&
      call.arguments[0]?.type === 'StringLiteral' &&
      member?.type === 'MemberExpression' &&
      member.object === n,
  );
}
