/** A rule in full, for people: what `perfloop explain` prints and what the editor shows. */
import type { Example, Rule } from '../analysis/rule.ts';
import { styleFor } from './style.ts';

/** What a rule says of itself; plain data. */
export type RuleText = Pick<
  Rule,
  | 'slug'
  | 'title'
  | 'family'
  | 'severity'
  | 'what'
  | 'why'
  | 'fix'
  | 'bad'
  | 'good'
  | 'outOfScope'
  | 'knownFalsePositives'
> & { readonly optIn: boolean };

export function ruleText(rule: Rule): RuleText {
  const { slug, title, family, severity, what, why, fix, bad, good, outOfScope, knownFalsePositives } = rule;
  const optIn = rule.optIn === true;
  return { slug, title, family, severity, what, why, fix, bad, good, outOfScope, knownFalsePositives, optIn };
}

export function suppressHint(slug: string): string {
  return `// perfloop-ignore-next-line ${slug} -- reason`;
}

/** For a terminal. */
export function explainText(t: RuleText, colour: boolean): string {
  const style = styleFor(colour);
  const code = (e: Example): string =>
    `${style.dim(`  // ${e.file}`)}\n${e.code
      .split('\n')
      .map((l) => `  ${l}`)
      .join('\n')}\n`;
  return [
    `${style.bold(t.slug)}: ${t.title} (${t.severity}, family ${t.family})\n`,
    `${t.what}\n`,
    `${style.bold('Why')}  ${t.why}\n`,
    `${style.bold('Instead')}  ${t.fix}\n`,
    `${style.red('Slow')}\n${t.bad.map(code).join('\n')}`,
    `${style.green('Better')}\n${t.good.map(code).join('\n')}`,
    `${style.bold('Left out')}\n${t.outOfScope.map((s) => `  - ${s}\n`).join('')}`,
    `${style.bold('Known to be wrong at times')}\n${t.knownFalsePositives.map((s) => `  - ${s}\n`).join('')}`,
    `Suppress a line: ${suppressHint(t.slug)}\n`,
  ].join('\n');
}

/** As a Markdown page. */
export function explainMarkdown(t: RuleText): string {
  const code = (e: Example): string => {
    const language = /\.tsx?$/.test(e.file) ? 'ts' : 'js';
    return `\`${e.file}\`\n\n\`\`\`${language}\n${e.code}\n\`\`\`\n`;
  };
  const list = (title: string, items: readonly string[]): string[] =>
    items.length > 0 ? [`## ${title}\n`, `${items.map((s) => `- ${s}`).join('\n')}\n`] : [];
  return [
    `# ${t.title}\n`,
    `\`${t.slug}\` · ${t.severity} · family ${t.family}${t.optIn ? ' · only where perfloop.json asks for it' : ''}\n`,
    `${t.what}\n`,
    '## Why\n',
    `${t.why}\n`,
    '## Instead\n',
    `${t.fix}\n`,
    '## Slow\n',
    ...t.bad.map(code),
    '## Better\n',
    ...t.good.map(code),
    ...list('Left out', t.outOfScope),
    ...list('Known to be wrong at times', t.knownFalsePositives),
    '## Suppress\n',
    'A line, with the reason for whoever reads it next:\n',
    `\`\`\`js\n${suppressHint(t.slug)}\n\`\`\`\n`,
    `Everywhere: \`"review": { "rules": { "${t.slug}": "off" } }\` in perfloop.json.\n`,
  ].join('\n');
}
