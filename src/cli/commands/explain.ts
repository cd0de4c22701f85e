import { UserError } from '../../core/model.ts';
import { nearest } from '../../core/nearest.ts';
import { explainText, ruleText } from '../../core/report/explain.ts';
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
    const texts = chosen.map(ruleText);
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
    } else await terminal.out(explainText(texts[0]!, terminal.outColour));
    return exit.fine;
  },
};
