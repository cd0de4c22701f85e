import { UserError } from '../../core/model.ts';
import { nearest } from '../../core/nearest.ts';
import { styleFor } from '../../core/report/style.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'say what a rule looks for, why it matters and what to do instead',
  usage: '[RULE]',
  options: {},
  examples: ['perfloop explain', 'perfloop explain n-plus-one'],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const { rules } = await import('../../core/analysis/rules/index.ts');
    const name = invocation.positionals[0];
    if (invocation.positionals.length > 1)
      throw new UserError('explain takes one rule', 'For example: perfloop explain n-plus-one');
    const chosen = name === undefined ? rules : rules.filter((r) => r.slug === name);
    if (name !== undefined && chosen.length === 0) {
      const near = nearest(
        name,
        rules.map((r) => r.slug),
      );
      throw new UserError(
        `${name} is no rule`,
        near ? `Did you mean ${near}?` : 'perfloop explain lists them.',
      );
    }
    const texts = chosen.map(
      ({
        slug,
        title,
        family,
        severity,
        what,
        why,
        fix,
        bad,
        good,
        outOfScope,
        knownFalsePositives,
        optIn,
      }) => ({
        slug,
        title,
        family,
        severity,
        what,
        why,
        fix,
        bad,
        good,
        outOfScope,
        knownFalsePositives,
        optIn: optIn === true,
      }),
    );
    if (invocation.json) await terminal.out(`${JSON.stringify({ version: 1, rules: texts }, null, 2)}\n`);
    else if (name === undefined) {
      const width = Math.max(...texts.map((t) => t.slug.length));
      await terminal.out(
        texts
          .map(
            (t) =>
              `${t.slug.padEnd(width)}  ${t.title}${t.optIn ? ' (only where perfloop.json asks for it)' : ''}\n`,
          )
          .join(''),
      );
    } else await terminal.out(page(texts[0]!, terminal.outColour));
    return exit.fine;
  },
};

interface RuleText {
  readonly slug: string;
  readonly title: string;
  readonly family: string;
  readonly severity: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly bad: readonly { readonly file: string; readonly code: string }[];
  readonly good: readonly { readonly file: string; readonly code: string }[];
  readonly outOfScope: readonly string[];
  readonly knownFalsePositives: readonly string[];
}

function page(t: RuleText, colour: boolean): string {
  const style = styleFor(colour);
  const code = (e: { readonly file: string; readonly code: string }): string =>
    `${style.dim(`  // ${e.file}`)}\n${e.code
      .split('\n')
      .map((l) => `  ${l}`)
      .join('\n')}\n`;
  return [
    `${style.bold(t.slug)}: ${t.title} (${t.severity}, ${t.family})\n`,
    `${t.what}\n`,
    `${style.bold('Why')}  ${t.why}\n`,
    `${style.bold('Instead')}  ${t.fix}\n`,
    `${style.red('Slow')}\n${t.bad.map(code).join('\n')}`,
    `${style.green('Better')}\n${t.good.map(code).join('\n')}`,
    `${style.bold('Left out')}\n${t.outOfScope.map((s) => `  - ${s}\n`).join('')}`,
    `${style.bold('Known to be wrong at times')}\n${t.knownFalsePositives.map((s) => `  - ${s}\n`).join('')}`,
    `Suppress a line: // perfloop-ignore-next-line ${t.slug} -- reason\n`,
  ].join('\n');
}
