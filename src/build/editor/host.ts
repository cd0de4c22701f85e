/** The one place that chooses which VS Code runs the tests and which one `npm start` opens. */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { exists, type Progress } from './cache.ts';

/** Where the tests inside the editor run. */
export interface TestHost {
  readonly kind: 'given' | 'download' | 'embedded';
  /** For people: which editor, and why this one. */
  readonly label: string;
  /** For `vscodeExecutablePath` of @vscode/test-electron. */
  readonly executable: string;
}

/** The oldest VS Code that package.json promises would be a second run; the newest stable is what people have. */
const VERSION = 'stable';

/**
 * `PERFLOOP_VSCODE` where set; else the download of @vscode/test-electron where a window can open; else the
 * embedded server (`PERFLOOP_VSCODE=embedded` asks for it).
 * @param root The repository, built.
 */
export async function testHost(root: string, progress: Progress): Promise<TestHost> {
  const wanted = process.env.PERFLOOP_VSCODE;
  if (wanted && wanted !== 'embedded') {
    if (!(await exists(wanted))) {
      throw new UserError(`PERFLOOP_VSCODE names ${wanted}, which does not exist.`, 'Correct or unset it.');
    }
    return { kind: 'given', label: `${wanted} (PERFLOOP_VSCODE)`, executable: wanted };
  }
  if (!wanted && hasDisplay()) {
    try {
      progress('desktop VS Code: looking for the newest (downloads once)');
      const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
      const cachePath = path.join(root, '.vscode-test');
      const executable = await downloadAndUnzipVSCode({
        version: VERSION,
        cachePath,
        reporter: new SilentReporter(),
        timeout: 30_000,
      });
      return { kind: 'download', label: 'desktop VS Code, downloaded', executable };
    } catch (error) {
      progress(`desktop VS Code cannot be downloaded (${error instanceof Error ? error.message : error})`);
    }
  }
  return embedded(root, wanted ? 'asked for' : hasDisplay() ? 'no download' : 'no display');
}

async function embedded(root: string, why: string): Promise<TestHost> {
  if (process.platform === 'win32') {
    throw new UserError(
      'The embedded editor cannot run the tests on Windows.',
      'Set PERFLOOP_VSCODE to Code.exe.',
    );
  }
  const executable = path.join(root, 'out', 'build', 'editor-launcher.mjs');
  await chmod(executable, 0o755);
  return { kind: 'embedded', label: `embedded VS Code server (${why})`, executable };
}

/** The desktop VS Code's command line program for `npm start`, where a window can open. */
export async function desktopEditor(): Promise<string | undefined> {
  const wanted = process.env.PERFLOOP_VSCODE;
  if (wanted === 'embedded' || !hasDisplay()) return undefined;
  if (wanted) {
    if (await exists(wanted)) return wanted;
    throw new UserError(`PERFLOOP_VSCODE names ${wanted}, which does not exist.`, 'Correct or unset it.');
  }
  // The desktop VS Code refuses root.
  if (process.getuid?.() === 0) return undefined;
  const names = process.platform === 'win32' ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  if (process.platform === 'darwin') {
    for (const app of ['Visual Studio Code', 'Visual Studio Code - Insiders']) {
      candidates.push(`/Applications/${app}.app/Contents/Resources/app/bin/code`);
    }
  }
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  return undefined;
}

function hasDisplay(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
