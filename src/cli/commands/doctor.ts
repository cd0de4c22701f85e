import { textOption } from '../args.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'check what this machine can measure, and how well',
  usage: '[options]',
  options: {
    node: { type: 'string', value: 'FILE', help: 'the Node to check; default: node on PATH' },
  },
  examples: ['perfloop doctor', 'perfloop doctor --json'],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
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
