/** Other Nodes of this machine, for tests of what only newer ones do. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface OtherNode {
  readonly path: string;
  readonly version: string;
}

/**
 * One for each major version from `oldest` on: this one, those named in PERFLOOP_TEST_NODES (separated as in
 * PATH), those on PATH, and those of nvm, fnm and volta.
 */
export function nodesFrom(oldest: number): OtherNode[] {
  const found = new Map<string, OtherNode>();
  for (const file of new Set(candidates().filter(existsSync).map(real))) {
    const version = versionOf(file);
    const major = /^v(\d+)\./.exec(version)?.[1];
    if (major && Number(major) >= oldest && !found.has(major)) found.set(major, { path: file, version });
  }
  return [...found.values()];
}

function candidates(): string[] {
  const { PERFLOOP_TEST_NODES = '', PATH = '', NVM_DIR, FNM_DIR, VOLTA_HOME } = process.env;
  const home = os.homedir();
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const below = (folder: string, ...rest: string[]): string[] =>
    (existsSync(folder) ? readdirSync(folder) : []).map((entry) => path.join(folder, entry, ...rest));
  return [
    process.execPath,
    ...PERFLOOP_TEST_NODES.split(path.delimiter).filter(Boolean),
    ...PATH.split(path.delimiter).map((folder) => path.join(folder, name)),
    ...below(path.join(NVM_DIR ?? path.join(home, '.nvm'), 'versions/node'), 'bin', name),
    ...below(
      path.join(FNM_DIR ?? path.join(home, '.local/share/fnm'), 'node-versions'),
      'installation/bin',
      name,
    ),
    ...below(path.join(VOLTA_HOME ?? path.join(home, '.volta'), 'tools/image/node'), 'bin', name),
  ];
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function versionOf(file: string): string {
  try {
    return execFileSync(file, ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
