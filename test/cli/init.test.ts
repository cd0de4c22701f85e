import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);

const cli = path.resolve('dist/cli.mjs');

interface Document {
  readonly packageManager: string;
  readonly monorepo: boolean;
  readonly git: boolean;
  readonly hooks: string;
  readonly files: readonly { file: string; action: string; note: string }[];
  readonly next: readonly string[];
}

function project(name: string, files: Readonly<Record<string, string>>, git = true): string {
  const root = path.join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  if (git) execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  return root;
}

async function init(root: string, ...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await runCli(['init', '--json', ...args], { cwd: root });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Document;
}

const did = (d: Document): string[] => d.files.map((f) => `${f.action} ${f.file}`).sort();

function everything(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (f) =>
      !f.startsWith('node_modules') &&
      statSync(path.join(root, f)).isFile() &&
      !/^\.git[\\/](?!hooks)/.test(f),
  );
  return Object.fromEntries(files.map((f) => [f, readFileSync(path.join(root, f), 'utf8')]));
}

test('what is written, and that a second run changes nothing', async () => {
  const root = project('plain', { 'package.json': '{}', 'package-lock.json': '{}' });
  const first = await init(root);
  assert.deepEqual(did(first), [
    'written .github/workflows/perfloop.yml',
    'written .gitignore',
    'written .perfloop/perfloop.schema.json',
    'written perfloop.json',
  ]);
  assert.deepEqual([first.packageManager, first.hooks, first.git], ['npm', 'none', true]);
  assert.ok(first.next.some((n) => n.includes('npm install --save-dev PATH. PATH: a clone')));
  const { $schema } = JSON.parse(readFileSync(path.join(root, 'perfloop.json'), 'utf8')) as {
    $schema: string;
  };
  assert.ok(statSync(path.join(root, $schema)).isFile());
  const before = everything(root);
  assert.ok(did(await init(root)).every((d) => d.startsWith('kept ')));
  assert.deepEqual(everything(root), before);
  const { code, stderr } = await runCli(['review'], { cwd: root });
  assert.equal(code, 0, stderr);
});

test('what is there is kept, and what is wrong with it is told', async () => {
  const root = project('kept', {
    'perfloop.json': '{ "gates": {} }',
    '.github/workflows/perfloop.yml': 'mine',
    '.gitignore': 'dist',
  });
  const done = await init(root);
  assert.deepEqual(did(done), [
    'added .gitignore',
    'kept .github/workflows/perfloop.yml',
    'kept perfloop.json',
  ]);
  assert.match(
    done.files.find((f) => f.file === 'perfloop.json')!.note,
    /line 1: gates is unknown\. Did you mean gate\?/,
  );
  assert.equal(readFileSync(path.join(root, '.github/workflows/perfloop.yml'), 'utf8'), 'mine');
  assert.match(readFileSync(path.join(root, '.gitignore'), 'utf8'), /^dist\n\n# Perfloop\n/);
});

test('outside of Git it says so; odd places are refused in one line', async () => {
  const root = project('nogit', { 'package.json': '{ nonsense' }, false);
  // The temporary folder may lie inside some repository.
  const done = await runCli(['init', '--json'], { cwd: root, env: { GIT_CEILING_DIRECTORIES: folder } });
  const document = JSON.parse(done.stdout) as Document;
  assert.equal(document.git, false);
  assert.ok(document.next.some((n) => n.includes('no Git repository')));
  const hook = await runCli(['init', '--hooks', 'git'], {
    cwd: root,
    env: { GIT_CEILING_DIRECTORIES: folder },
  });
  assert.equal(hook.code, 2);
  assert.match(hook.stderr, /no Git repository/);
  assert.equal((await runCli(['init', 'there'], { cwd: root })).code, 2);
  const odd = project('odd', {});
  mkdirSync(path.join(odd, '.gitignore'));
  const refused = await runCli(['init'], { cwd: odd });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /\.gitignore cannot be read: it is a folder/);
});

test('package managers and workspaces are recognised, from a package of theirs too', async () => {
  const root = project('mono', {
    'package.json': '{"packageManager":"pnpm@9.1.0","engines":{"node":">=20"}}',
    'pnpm-workspace.yaml': 'packages: ["packages/*"]',
    'pnpm-lock.yaml': '',
    'packages/api/package.json': '{"devDependencies":{"perfloop":"*"}}',
  });
  const api = path.join(root, 'packages/api');
  const done = await init(api);
  assert.deepEqual([done.packageManager, done.monorepo], ['pnpm', true]);
  assert.ok(did(done).includes('written ../../.github/workflows/perfloop.yml'));
  assert.ok(!done.next.some((n) => n.includes('not among the dependencies')));
  const workflow = readFileSync(path.join(root, '.github/workflows/perfloop.yml'), 'utf8');
  // pnpm finds it in the package alone.
  assert.match(
    workflow,
    /pnpm exec perfloop gate --base "origin\/\$BASE" \|\| .*\n +working-directory: packages\/api\n/,
  );
  assert.match(workflow, /node-version-file: package\.json/);
  assert.match(workflow, /run: pnpm install --frozen-lockfile\n +- name/);
  const berry = project('berry', {
    'yarn.lock': '__metadata:\n  version: 8\n',
    'package.json': '{"workspaces":["a"]}',
  });
  assert.deepEqual([(await init(berry)).packageManager], ['yarn']);
  assert.equal((await init(project('classic', { 'yarn.lock': '# v1\n' }))).packageManager, 'yarn-classic');
});

test('a package with dependencies of its own is set up in its folder', async () => {
  const root = project('two', {
    'backend/package.json': '{"devDependencies":{"perfloop":"*"}}',
    'backend/package-lock.json': '{}',
    'frontend/package.json': '{}',
  });
  const backend = path.join(root, 'backend');
  withPerfloop(backend);
  await init(backend, '--hooks', 'git');
  const workflow = readFileSync(path.join(root, '.github/workflows/perfloop.yml'), 'utf8');
  assert.match(workflow, /cache-dependency-path: backend\/package-lock\.json\n/);
  const runs = [...workflow.matchAll(/ run: (.*)\n(.*)/g)].map(([, run, next]) => [run, next!.trim()]);
  assert.equal(runs.length, 6);
  assert.ok(runs.every(([run, next]) => !run!.includes('--cwd') && next === 'working-directory: backend'));
  writeFileSync(path.join(backend, 'perfloop.json'), '{ "review": { "failOn": "warning" } }');
  assert.equal(commit(backend, clean).status, 0);
  const refused = commit(backend, slow);
  assert.equal(refused.status, 1, refused.output);
  assert.match(refused.output, /^app\.js:6:\d+ warning n-plus-one/m);
  const frontend = await init(path.join(root, 'frontend'));
  assert.ok(frontend.next.some((n) => n.includes(': npm install --save-dev PATH. ')));
});

test('what is to be typed to add perfloop to a whole workspace is said with its folder', async () => {
  const next = async (name: string, files: Record<string, string>): Promise<string> => {
    const root = project(name, { ...files, 'packages/api/package.json': '{}' });
    return (await init(path.join(root, 'packages/api'))).next.join('\n');
  };
  const all = '{"workspaces":["packages/*"]}';
  const pnpm = { 'package.json': '{}', 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '' };
  assert.match(await next('add-pnpm', pnpm), /pnpm add --save-dev --workspace-root PATH \(in \.\.\/\.\.\)/);
  const classic = { 'package.json': all, 'yarn.lock': '# v1\n' };
  assert.match(await next('add-yarn', classic), /yarn add --dev --ignore-workspace-root-check PATH \(in/);
  const npm = { 'package.json': all };
  assert.match(await next('add-npm', npm), /npm install --save-dev PATH \(in \.\.\/\.\.\)/);
});

test("husky's folder may be a package's", async () => {
  const files = {
    'web/package.json': '{"scripts":{"prepare":"cd .. && husky web/.husky"},"devDependencies":{"husky":"9"}}',
  };
  const root = project('deep-husky', files);
  const done = await init(path.join(root, 'web'));
  assert.ok(did(done).includes('written .husky/pre-commit'), did(done).join('\n'));
  execFileSync('git', ['config', 'core.hooksPath', 'hooks/.husky/_'], { cwd: root });
  const moved = await init(path.join(root, 'web'));
  assert.ok(did(moved).includes('written ../hooks/.husky/pre-commit'), did(moved).join('\n'));
});

const clean = 'export const names = (rows) => rows.map((row) => row.name);\n';
const slow = `import { Pool } from 'pg';
const pool = new Pool();
export async function handler(req, res) {
  const out = [];
  for (const id of req.body.ids) {
    out.push(await pool.query('SELECT * FROM orders WHERE id = $1', [id]));
  }
  res.json(out);
}
`;

/** A commit with whatever hook is in place, the command line being where a dependency's would be. */
function commit(root: string, text: string): { status: number | null; output: string } {
  writeFileSync(path.join(root, 'app.js'), text);
  execFileSync('git', ['add', 'app.js'], { cwd: root });
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, 'commit', '-q', '-m', 'x'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function withPerfloop(root: string): void {
  mkdirSync(path.join(root, 'node_modules/.bin'), { recursive: true });
  symlinkSync(cli, path.join(root, 'node_modules/.bin/perfloop'));
}

for (const tool of ['git', 'husky'] as const) {
  test(`the hook of ${tool} refuses a commit with a pitfall where asked to, and lets others pass`, async () => {
    const root = project(`hook-${tool}`, {
      'package.json': '{"devDependencies":{"perfloop":"*"}}',
      ...(tool === 'husky' ? { '.husky/pre-commit': 'true\n' } : {}),
    });
    withPerfloop(root);
    const done = await init(root, ...(tool === 'git' ? ['--hooks', 'git'] : []));
    assert.equal(done.hooks, tool);
    // What husky's own install does.
    if (tool === 'husky') {
      execFileSync('git', ['config', 'core.hooksPath', '.husky'], { cwd: root });
      execFileSync('chmod', ['+x', '.husky/pre-commit'], { cwd: root });
    }
    const first = commit(root, clean);
    assert.equal(first.status, 0, first.output);
    writeFileSync(path.join(root, 'perfloop.json'), '{ "review": { "failOn": "warning" } }');
    const refused = commit(root, slow);
    assert.equal(refused.status, 1, refused.output);
    assert.match(refused.output, /n-plus-one/);
    const last = commit(root, `${clean}// changed\n`);
    assert.equal(last.status, 0, last.output);
    assert.deepEqual(
      did(await init(root, '--hooks', tool)).filter((d) => !d.startsWith('kept')),
      [],
    );
  });
}

test("a hook of somebody else's is left alone, with a word on what to add", async () => {
  const root = project('theirs', {});
  writeFileSync(path.join(root, '.git/hooks/pre-commit'), '#!/bin/sh\nmake check\n');
  const done = await init(root, '--hooks', 'git');
  assert.ok(done.files.some((f) => f.file === '.git/hooks/pre-commit' && f.action === 'kept'));
  assert.ok(done.next.some((n) => n.includes('add to it: npx --no-install perfloop review --staged')));
});

test('where settings of a tool say what runs before a commit, it says what to add to them', async () => {
  const tools = {
    'pre-commit': { '.pre-commit-config.yaml': 'repos: []\n' },
    'simple-git-hooks': { 'package.json': '{"simple-git-hooks":{"pre-commit":"npm test"}}' },
    'husky 4': { 'package.json': '{"husky":{"hooks":{}},"devDependencies":{"husky":"4"}}' },
  };
  for (const [name, files] of Object.entries(tools)) {
    const root = project(`keeper-${name}`, files);
    for (const args of [[], ['--hooks', 'git']]) {
      const done = await init(root, ...args);
      assert.ok(!did(done).some((d) => /written .*pre-commit/.test(d)), did(done).join('\n'));
      const [said] = done.next.filter((n) => n.includes('review --staged'));
      assert.match(
        said!,
        name === 'pre-commit' ? /add in \.pre-commit-config\.yaml under repos: / : /package/,
      );
      if (name !== 'pre-commit') continue;
      const [{ hooks }] = parse(said!.slice(said!.indexOf('- {'))) as [{ hooks: [{ entry: string }] }];
      assert.equal(hooks[0].entry, 'npx --no-install perfloop review --staged');
    }
  }
});

test('a folder of hooks that all repositories share is not written to; one of the repository is', async () => {
  const root = project('shared', {});
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('config', 'core.hooksPath', path.join(folder, 'all-hooks'));
  const done = await init(root, '--hooks', 'git');
  assert.ok(done.files.some((f) => f.action === 'kept' && /core\.hooksPath/.test(f.note)));
  assert.ok(done.next.some((n) => n.includes('git config core.hooksPath .githooks')));
  assert.ok(!existsSync(path.join(folder, 'all-hooks')));
  git('config', 'core.hooksPath', '.githooks');
  assert.ok(did(await init(root, '--hooks', 'git')).includes('written .githooks/pre-commit'));
  git('config', '--unset', 'core.hooksPath');
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  git(...who, 'commit', '-q', '--allow-empty', '-m', 'one');
  git('worktree', 'add', '-q', '../shared-linked', '-b', 'linked');
  const linked = await init(path.join(folder, 'shared-linked'), '--hooks', 'git');
  assert.ok(did(linked).includes('written ../shared/.git/hooks/pre-commit'), did(linked).join('\n'));
});

test('lefthook is recognised by its file', async () => {
  const root = project('left', { 'lefthook.yml': 'pre-push:\n  commands:\n    t:\n      run: x\n' });
  const done = await init(root);
  assert.equal(done.hooks, 'lefthook');
  assert.match(
    readFileSync(path.join(root, 'lefthook.yml'), 'utf8'),
    /pre-commit:\n {2}commands:\n {4}perfloop:\n/,
  );
});
