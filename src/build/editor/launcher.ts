/**
 * Stands in for the `code` executable where @vscode/test-electron wants one: the same arguments and exit code,
 * in the embedded editor. Tests report through the file of `PERFLOOP_TEST_LOG` (test/vscode/harness.ts), because
 * the console of a remote extension host loses lines at its end; the logs are printed after a failure.
 */
import { UserError } from '../../core/model.ts';
import { temporaryFolder } from './processes.ts';
import { openWorkbench } from './workbench.ts';

interface Arguments {
  readonly development?: string;
  readonly tests?: string;
  readonly folder?: string;
  readonly restricted: boolean;
}

/** Arguments of VS Code that mean nothing here are passed over, as VS Code itself does. */
function parse(argv: readonly string[]): Arguments {
  const value = (name: string) =>
    argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  return {
    development: value('extensionDevelopmentPath'),
    tests: value('extensionTestsPath'),
    folder: argv.find((argument) => !argument.startsWith('-')),
    restricted: !argv.includes('--disable-workspace-trust'),
  };
}

async function main(argv: readonly string[]): Promise<number> {
  const { development, tests, folder, restricted } = parse(argv);
  if (!tests) throw new UserError('The embedded editor runs tests only: --extensionTestsPath= is missing.');
  const scratch = folder ? undefined : await temporaryFolder('perfloop-folder-');
  const said: string[] = [];
  let finish: (code: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const workbench = await openWorkbench({
    folder: folder ?? scratch?.path ?? '.',
    extensionDevelopmentPath: development,
    extensionTestsPath: tests,
    restricted,
    progress: (line) => console.error(line),
    prepare: async (page) => {
      // The workbench mixes its own log with what the extension host prints, so it is kept for a failure.
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown) => {
        said.push(`[${type}] ${typeof args === 'string' ? args : [args].flat().map(String).join(' ')}`);
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
      page.on('crash', () => finish(PAGE_LOST));
      page.on('close', () => finish(PAGE_LOST));
    },
  });
  try {
    const code = await finished;
    if (code === PAGE_LOST) console.error('The page of the editor crashed or was closed.');
    if (code !== 0) console.error([...said.slice(-80), await workbench.logs()].join('\n'));
    return code;
  } finally {
    await workbench.dispose();
    await scratch?.remove();
  }
}

const PAGE_LOST = 70;

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UserError ? `${error.message}\n${error.next}` : error);
    process.exit(2);
  },
);
