import { UserError } from '../../core/model.ts';
import { textOption } from '../args.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

const targets = ['speedscope', 'cpuprofile', 'collapsed', 'pprof'] as const;

export const convert: Command = {
  name: 'convert',
  summary: 'write a profile in another format',
  usage: 'FILE --to FORMAT --out FILE',
  options: {
    to: { type: 'string', value: targets.join('|'), oneOf: targets, help: 'the format to write' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'where to write; - is stdout' },
  },
  examples: [
    'perfloop convert main.cpuprofile --to speedscope --out main.speedscope.json',
    'perfloop convert profile.pb.gz --to collapsed --out - | flamegraph.pl > flame.svg',
  ],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    const [file, ...others] = invocation.positionals;
    const see = 'For example: perfloop convert main.cpuprofile --to speedscope --out main.speedscope.json';
    const to = textOption(invocation, 'to') as (typeof targets)[number] | undefined;
    const out = textOption(invocation, 'out');
    if (file === undefined) throw new UserError('convert needs a profile file', see);
    if (others.length > 0) throw new UserError(`convert takes one file, not also ${others[0]}`, see);
    if (to === undefined) throw new UserError(`convert needs --to ${targets.join('|')}`, see);
    if (out === undefined) throw new UserError('convert needs --out FILE', see);
    if (out === '-' && invocation.json) {
      throw new UserError('--json and --out - both want stdout', 'Write to a file, or leave out --json.');
    }
    const { convertFile } = await import('../../node/convert.ts');
    const { rootsFor } = await import('../build-report.ts');
    const done = await convertFile({ file, to, out, cwd: invocation.cwd, roots: rootsFor(invocation.cwd) });
    for (const note of done.notes) terminal.err(`perfloop: note: ${note}\n`);
    if (out === '-') await terminal.out(done.bytes);
    else if (invocation.json) {
      const document = {
        version: 1,
        command: 'convert',
        input: file,
        output: out,
        format: to,
        bytes: done.bytes.length,
        notes: done.notes,
      };
      await terminal.out(`${JSON.stringify(document, null, 2)}\n`);
    } else terminal.err(`perfloop: wrote ${out}\n`);
    return exit.fine;
  },
};
