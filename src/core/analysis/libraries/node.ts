import type { Library } from './types.ts';

const reads =
  'readFile readdir stat lstat access exists open realpath opendir readlink glob statfs fstat read pathExists readJson readJSON ensureFile';
const writes =
  'writeFile appendFile mkdir unlink rename copyFile rm rmdir chmod chown symlink link truncate utimes mkdtemp cp copy move remove outputFile outputJson writeJson writeJSON ensureDir emptyDir write';
const sync = (list: string): string =>
  list
    .split(' ')
    .map((m) => `${m}Sync`)
    .join(' ');

export const fileSystem: Library = {
  family: 'File system',
  packages: ['fs', 'node:fs', 'fs-extra', 'graceful-fs'],
  exports: { default: 'fs', promises: 'fs.promises', '*': 'fs.named' },
  kinds: {
    fs: {
      effect: 'fs',
      reads: `${reads} ${sync(reads)}`,
      writes: `${writes} ${sync(writes)}`,
      get: { promises: 'fs.promises' },
      pure: 'createReadStream createWriteStream watch',
    },
    'fs.named': { effect: 'fs', self: 'read' },
    'fs.promises': { effect: 'fs', reads, writes },
  },
};

export const fileSystemPromises: Library = {
  family: 'File system, promises',
  packages: [
    'fs/promises',
    'node:fs/promises',
    'globby',
    'fast-glob',
    'rimraf',
    'mkdirp',
    'glob',
    'del',
    'make-dir',
    'tinyglobby',
  ],
  exports: { default: 'fs.promised', '*': 'fs.named' },
  kinds: { 'fs.promised': { effect: 'fs', self: 'read', reads, writes } },
};

export const processes: Library = {
  family: 'Child processes',
  packages: [
    'child_process',
    'node:child_process',
    'execa',
    'cross-spawn',
    'shelljs',
    'zx',
    'tinyexec',
    'simple-git',
    'nano-spawn',
  ],
  exports: {
    default: 'process',
    exec: 'process.call',
    spawn: 'process.call',
    fork: 'process.call',
    execFile: 'process.call',
    execSync: 'process.call',
    spawnSync: 'process.call',
    execFileSync: 'process.call',
    execa: 'process.call',
    execaSync: 'process.call',
    x: 'process.call',
    $: 'process.call',
    simpleGit: 'process.git',
    '*': 'process.value',
  },
  kinds: {
    process: {
      effect: 'process',
      self: 'read',
      reads: 'exec spawn fork execFile execSync spawnSync execFileSync command execa sync',
    },
    'process.call': { effect: 'process', self: 'read' },
    'process.git': { returns: { '()': 'process.gitClient' } },
    'process.gitClient': {
      effect: 'process',
      reads: 'log diff show status raw branch revparse',
      writes: 'add commit push pull clone checkout fetch merge',
    },
    'process.value': {},
  },
};

export const timers: Library = {
  family: 'Timers',
  packages: ['timers/promises', 'node:timers/promises', 'delay', 'p-sleep', 'sleep-promise'],
  exports: { '*': 'timer' },
  kinds: { timer: { effect: 'timer', self: 'read', reads: '*' } },
};
