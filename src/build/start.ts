/**
 * `npm start`: records the example service under load and opens the editor on it, with flame graph, heat and
 * hotspots showing. `npm start -- --screenshot FILE` saves that picture instead.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../core/model.ts';
import { exists } from './editor/cache.ts';
import { desktopEditor } from './editor/host.ts';
import { onInterrupt } from './editor/processes.ts';
import { startServer } from './editor/server.ts';
import { THEMES, type Theme } from './editor/settings.ts';
import { recordExample } from './record-example.ts';
import { SIDE_BY_SIDE, screenshot, VIEWS } from './screenshot.ts';

const USAGE = `Usage: npm start -- [options]
  --recording DIR      show this recording instead of making one
  --seconds N          how long the example is driven (default 12)
  --screenshot FILE    save a picture of the window and end
  --view NAME          of the picture: profile or review (default profile)
  --theme NAME         dark, light, hc or hc-light (default dark)
  --size WxH           of the picture (default 1600x1000)
  --port N             of the embedded editor (default: any free one)
PERFLOOP_VSCODE=embedded asks for the embedded editor, or names a desktop VS Code.`;

const progress = (line: string) => console.log(`perfloop: ${line}`);

function readOptions(argv: readonly string[]) {
  const { values } = parse(argv);
  const theme = values.theme ?? 'dark';
  if (!(theme in THEMES))
    throw new UserError(`No theme is called "${theme}".`, 'There are dark, light, hc, hc-light.');
  const view = VIEWS.find((name) => name === (values.view ?? 'profile'));
  if (!view) throw new UserError(`No view is called "${values.view}".`, `There are ${VIEWS.join(', ')}.`);
  const size = /^(\d{3,4})x(\d{3,4})$/.exec(values.size ?? '1600x1000');
  if (!size) throw new UserError(`--size ${values.size} is not a size.`, 'Give width and height: 1600x1000.');
  return {
    help: values.help ?? false,
    view,
    theme: theme as Theme,
    width: Number(size[1]),
    height: Number(size[2]),
    recording: values.recording ? path.resolve(values.recording) : undefined,
    file: values.screenshot ? path.resolve(values.screenshot) : undefined,
    seconds: whole('seconds', values.seconds ?? '12', 1, 3600),
    port: whole('port', values.port ?? '0', 0, 65535),
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    recording: text,
    seconds: text,
    screenshot: text,
    view: text,
    theme: text,
    size: text,
    port: text,
  };
  try {
    return parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean' } } });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), USAGE);
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UserError(`--${name} ${text} is not a whole number from ${min} to ${max}.`);
}

async function main(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (options.help) return console.log(USAGE);
  onInterrupt(async () => progress('stopping'));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = path.join(root, 'examples', 'orders-api');
  if (options.recording && !(await exists(path.join(options.recording, 'recording.json')))) {
    throw new UserError(`${options.recording} holds no recording.json.`, 'Name the folder of a recording.');
  }
  // The extension wakes up in a folder that holds recordings, wherever the shown one is.
  await mkdir(path.join(folder, '.perfloop', 'recordings'), { recursive: true });
  const recording = options.recording ?? (await recordExample(folder, options.seconds, progress));
  if (options.file) return screenshot({ ...options, file: options.file, root, folder, recording, progress });
  const desktop = await desktopEditor();
  if (desktop) await openDesktop(desktop, root, folder, recording);
  else await openEmbedded(root, folder, recording, options);
}

/** Hands over to the desktop VS Code, which outlives this command as any window of it does. */
async function openDesktop(program: string, root: string, folder: string, recording: string): Promise<void> {
  progress(`opening ${program}`);
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder];
  const child = spawn(program, args, {
    env: { ...process.env, PERFLOOP_OPEN: recording },
    stdio: 'ignore',
    detached: true,
    shell: process.platform === 'win32',
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new UserError(`${program} cannot be started: ${error.message}.`)));
  });
  child.unref();
}

async function openEmbedded(
  root: string,
  folder: string,
  recording: string,
  { theme, port }: { readonly theme: Theme; readonly port: number },
): Promise<void> {
  progress('starting the embedded editor');
  const env = { PERFLOOP_OPEN: recording };
  const server = await startServer({ theme, port, extension: root, env, settings: SIDE_BY_SIDE, progress });
  progress('the editor is ready; open this address in a browser, end with Ctrl+C:');
  console.log(`\n  ${server.url(folder)}\n`);
  const code = await server.crashed;
  throw new UserError(`The embedded editor ended by itself (code ${code}).`, 'Run npm start again.');
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    if (!(error instanceof UserError)) console.error(error);
    else console.error(`perfloop: ${error.message}${error.next ? `\n${error.next}` : ''}`);
    process.exit(error instanceof UserError ? 2 : 1);
  },
);
