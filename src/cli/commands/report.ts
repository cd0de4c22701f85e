import { UserError } from '../../core/model.ts';
import { textOption, wholeNumber } from '../args.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

const formatNames = ['text', 'markdown', 'json', 'html'] as const;

export const report: Command = {
  name: 'report',
  summary: 'show hot functions, lines and the likely bottleneck of profile files',
  usage: 'FILE… [options]',
  options: {
    base: { type: 'string', value: 'FILE', help: 'compare with this profile' },
    format: { type: 'string', value: 'text|markdown|json|html', oneOf: formatNames, help: 'default: text' },
    'only-mine': { type: 'boolean', help: 'only your own code; the rest counts for its caller' },
    top: { type: 'string', value: 'N', help: 'rows of each table; default 15, in JSON 100' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write to a file' },
  },
  examples: [
    'perfloop report CPU.20260101.cpuprofile',
    'perfloop report .perfloop/recordings/20260101-101500 --format html --output report.html',
    'perfloop report after.cpuprofile --base before.cpuprofile --format markdown',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    if (invocation.positionals.length === 0) {
      throw new UserError('report needs a profile file', 'For example: perfloop report FILE.cpuprofile');
    }
    const { runReport } = await import('../run-report.ts');
    const format = invocation.json ? 'json' : (textOption(invocation, 'format') ?? 'text');
    await runReport(
      {
        files: invocation.positionals,
        base: textOption(invocation, 'base'),
        format,
        onlyMine: invocation.values['only-mine'] === true,
        top: wholeNumber(invocation, 'top', { min: 1, max: 100_000 }) ?? (format === 'json' ? 100 : 15),
        // Who asks for a number of rows wants to see that many.
        leastShare: textOption(invocation, 'top') === undefined ? 0.003 : 0,
        output: textOption(invocation, 'output'),
        cwd: invocation.cwd,
      },
      terminal,
    );
    return exit.fine;
  },
};
