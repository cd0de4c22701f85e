import { UserError } from '../../core/model.ts';
import { textOption, wholeNumber } from '../args.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'check what this machine can measure, and how well',
  usage: '[options]',
  options: {
    aa: { type: 'boolean', help: "measure this machine's own false alarms; takes minutes" },
    processes: { type: 'string', value: 'N', help: 'with --aa: processes a workload; default 24' },
    node: { type: 'string', value: 'FILE', help: 'the Node to check; default: node on PATH' },
  },
  examples: ['perfloop doctor', 'perfloop doctor --aa', 'perfloop doctor --json'],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const processes = wholeNumber(invocation, 'processes', { min: 7, max: 1000 });
    if (invocation.values.aa === true) {
      const { runAa } = await import('../run-aa.ts');
      const { cwd, json } = invocation;
      return await runAa({ cwd, json, processes, nodePath: textOption(invocation, 'node') }, terminal);
    }
    if (processes !== undefined) throw new UserError('--processes belongs to --aa', 'Add --aa.');
    const { examine } = await import('../../node/doctor.ts');
    const { doctorText } = await import('../doctor-text.ts');
    const checks = await examine({ cwd: invocation.cwd, nodePath: textOption(invocation, 'node') });
    const failed = checks.some((c) => c.state === 'fail');
    if (invocation.json) {
      const document = { version: 1, command: 'doctor', ok: !failed, checks };
      await terminal.out(`${JSON.stringify(document, null, 2)}\n`);
    } else await terminal.out(doctorText(checks, terminal.outColour));
    return failed ? exit.gateFailed : exit.fine;
  },
};
