import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { makeTree } from '../../../src/node/bench/base-tree.ts';
import { newScratchFolder, scratchHome, sweep } from '../../../src/node/bench/scratch.ts';
import { versionsOf } from '../../../src/node/bench/versions.ts';
import { tempFolder } from '../../cli/run-cli.ts';

interface Repo {
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  readonly write: (name: string, text: string) => void;
  readonly commit: () => string;
}

function repo(folder: string): Repo {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.email=a@b.c', '-c', 'user.name=a', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '-q', '-b', 'main');
  return {
    folder,
    git,
    write: (name, text) => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    },
    commit: () => {
      git('add', '-A');
      git('commit', '-q', '-m', 'x');
      return git('rev-parse', 'HEAD');
    },
  };
}

async function inRepo(work: (r: Repo) => Promise<void>): Promise<void> {
  const { folder, remove } = tempFolder();
  try {
    await work(repo(folder));
  } finally {
    remove();
  }
}

test('a tree has the commit, not the work tree; nothing of the repository changes; it is gone afterwards', () =>
  inRepo(async (r) => {
    r.write('.gitattributes', 'secret.txt export-ignore\n');
    r.write('secret.txt', 's');
    r.write('a.txt', 'one');
    const commit = r.commit();
    r.write('a.txt', 'two');
    r.git('add', 'a.txt');
    const before = r.git('status', '--porcelain');
    const tree = await makeTree({ workTree: r.folder, commit, label: 'main' });
    assert.equal(readFileSync(path.join(tree.root, 'a.txt'), 'utf8'), 'one');
    assert.ok(existsSync(path.join(tree.root, 'secret.txt')), 'what archives leave out is there');
    assert.equal(r.git('status', '--porcelain'), before);
    assert.equal(r.git('worktree', 'list').split('\n').length, 1);
    await tree.remove();
    assert.ok(!existsSync(tree.root));
  }));

test('dependencies are linked where the lock files agree, and packages of the repository are the tree’s own', () =>
  inRepo(async (r) => {
    r.write('.gitignore', 'node_modules\n');
    r.write('package.json', '{"name":"root","workspaces":["packages/*"]}');
    r.write('package-lock.json', '{"lockfileVersion":3}');
    r.write('packages/lib/package.json', '{"name":"@x/lib"}');
    r.write('packages/lib/index.js', 'base');
    const commit = r.commit();
    r.write('packages/lib/index.js', 'candidate');
    r.write('node_modules/dep/index.js', 'dep');
    r.write('packages/lib/node_modules/inner/index.js', 'inner');
    mkdirSync(path.join(r.folder, 'node_modules/@x'), { recursive: true });
    symlinkSync('../../packages/lib', path.join(r.folder, 'node_modules/@x/lib'));
    const tree = await makeTree({ workTree: r.folder, commit, label: 'main' });
    const read = (name: string) => readFileSync(path.join(tree.root, name), 'utf8');
    assert.equal(read('node_modules/dep/index.js'), 'dep');
    assert.equal(read('packages/lib/node_modules/inner/index.js'), 'inner');
    assert.equal(read('node_modules/@x/lib/index.js'), 'base', 'not the candidate’s code');
    await tree.remove();
    assert.equal(readFileSync(path.join(r.folder, 'node_modules/dep/index.js'), 'utf8'), 'dep');
  }));

test('a different lock file: its dependencies are installed in the tree; a failure says why', () =>
  inRepo(async (r) => {
    r.write('.gitignore', 'node_modules\n');
    r.write('package.json', '{"name":"root","version":"1.0.0"}');
    r.write(
      'package-lock.json',
      '{"name":"root","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"root","version":"1.0.0"}}}',
    );
    const good = r.commit();
    r.write(
      'package.json',
      '{"name":"root","version":"1.0.0","dependencies":{"nowhere-at-all":"file:./gone"}}',
    );
    const bad = r.commit();
    r.write('package-lock.json', '{"name":"root","lockfileVersion":3,"packages":{}}');
    r.write('node_modules/dep/index.js', 'candidate');
    const tree = await makeTree({ workTree: r.folder, commit: good, label: 'main' });
    assert.ok(!existsSync(path.join(tree.root, 'node_modules/dep')));
    assert.match(tree.notes.join(), /package-lock\.json differs/);
    await tree.remove();
    await assert.rejects(makeTree({ workTree: r.folder, commit: bad, label: 'broken' }), {
      name: 'UserError',
      message: /^the dependencies of broken could not be installed: .*\S/,
    });
  }));

test('a base that does not build is told with the build’s own words, and leaves nothing', () =>
  inRepo(async (r) => {
    r.write('a.txt', 'one');
    const commit = r.commit();
    const request = { workTree: r.folder, commit, label: 'main (1234)' };
    await assert.rejects(makeTree({ ...request, build: 'echo "a.ts: error: no such thing" && exit 3' }), {
      message: 'main (1234) does not build: a.ts: error: no such thing',
    });
    const tree = await makeTree({ ...request, build: "node -e \"fs.writeFileSync('built', 'yes')\"" });
    assert.ok(existsSync(path.join(tree.root, 'built')));
    await tree.remove();
  }));

test('folders of processes that are no more are swept, those of living ones are left', async () => {
  const mine = await newScratchFolder('tree');
  const dead = path.join(scratchHome(), 'tree-999999999-1-abcdef12');
  // The number of a living process, but another start: it was given out anew.
  const other = path.join(scratchHome(), `tree-${process.pid}-1-abcdef12`);
  for (const folder of [dead, other]) mkdirSync(path.join(folder, 'deep'), { recursive: true });
  sweep();
  assert.ok(lstatSync(mine.folder).isDirectory());
  assert.ok(!existsSync(dead));
  if (process.platform === 'linux') assert.ok(!existsSync(other));
  await mine.remove();
  assert.ok(!existsSync(mine.folder));
});

test('versions: merge base, exact, dirty, and clear words for refs that are not there', () =>
  inRepo(async (r) => {
    r.write('sub/a.txt', '1');
    const first = r.commit();
    r.git('checkout', '-q', '-b', 'topic');
    r.git('checkout', '-q', 'main');
    r.write('sub/a.txt', '2');
    const second = r.commit();
    r.git('checkout', '-q', 'topic');
    const root = path.join(r.folder, 'sub');
    const near = await versionsOf({ root, base: 'main' });
    assert.equal(near.base.commit, first);
    assert.equal(near.base.root.endsWith(`${path.sep}sub`), true);
    assert.equal(near.candidate.dirty, false);
    assert.equal(near.candidate.root, realpathSync(root));
    await near.remove();
    r.write('sub/b.txt', 'new');
    const exact = await versionsOf({ root, base: 'main', exact: true });
    assert.equal(exact.base.commit, second);
    assert.deepEqual([exact.candidate.dirty, exact.candidate.label], [true, 'working tree']);
    await exact.remove();
    assert.ok(!existsSync(exact.base.root));
    await assert.rejects(versionsOf({ root, base: 'nowhere' }), { message: /knows no commit 'nowhere'/ });
  }));

test('versions: a shallow clone that lacks the base says so', () =>
  inRepo(async (r) => {
    r.write('a.txt', '1');
    r.commit();
    r.git('tag', 'v1');
    r.write('a.txt', '2');
    r.commit();
    const { folder, remove } = tempFolder();
    try {
      const clone = path.join(folder, 'clone');
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${r.folder}`, clone], { stdio: 'ignore' });
      await assert.rejects(versionsOf({ root: clone, base: 'v1' }), {
        message: 'this clone is shallow and does not hold v1.',
        next: /fetch --unshallow/,
      });
    } finally {
      remove();
    }
  }));
