import type { HookTool } from '../../core/init/project.ts';
import { UserError } from '../../core/model.ts';
import { textOption } from '../args.ts';
import { type Command, exit, type Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';

const hookNames = ['husky', 'lefthook', 'git', 'none'] as const;

export const init: Command = {
  name: 'init',
  summary: 'set a project up: perfloop.json, CI workflow, .gitignore lines, a hook before commits',
  usage: '[options]',
  options: {
    hooks: {
      type: 'string',
      value: hookNames.join('|'),
      oneOf: hookNames,
      help: 'review before each commit; default: husky or lefthook where the project uses it',
    },
  },
  examples: ['perfloop init', 'perfloop init --hooks git', 'perfloop init --cwd packages/api'],
  async run(invocation: Invocation, terminal: Terminal): Promise<number> {
    if (invocation.positionals.length > 0)
      throw new UserError(`init takes no ${invocation.positionals[0]}`, 'Choose a folder with --cwd DIR.');
    const { init: setUp } = await import('../../node/init/init.ts');
    const hooks = textOption(invocation, 'hooks') as HookTool | undefined;
    const { project, steps, next, ...done } = await setUp({
      root: invocation.cwd,
      ...(hooks ? { hooks } : {}),
    });
    if (invocation.json) {
      const { manager, monorepo, git } = project;
      const document = {
        version: 1,
        command: 'init',
        packageManager: manager,
        monorepo,
        git,
        ...done,
        files: steps,
        next,
      };
      await terminal.out(`${JSON.stringify(document, null, 2)}\n`);
      return exit.fine;
    }
    const lines = steps.map((s) => `${s.action.padEnd(8)}${s.file}${s.note ? `  (${s.note})` : ''}`);
    await terminal.out(`${[...lines, ...next.map((n) => `→ ${n}`)].join('\n')}\n`);
    return exit.fine;
  },
};
