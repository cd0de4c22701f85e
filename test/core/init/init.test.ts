import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type * as WorkflowParser from '@actions/workflow-parser';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { rules } from '../../../src/core/analysis/rules/index.ts';
import { readConfig } from '../../../src/core/config/config.ts';
import { configText, withIgnores } from '../../../src/core/init/files.ts';
import {
  hasHook,
  hookCommand,
  hookScript,
  lefthookText,
  withHookScript,
  withLefthook,
} from '../../../src/core/init/hooks.ts';
import type { PackageManager, ProjectShape } from '../../../src/core/init/project.ts';
import { workflowFile, workflowText } from '../../../src/core/init/workflow.ts';

const shape: ProjectShape = {
  manager: 'npm',
  lockFile: 'package-lock.json',
  folder: '',
  installFolder: '',
  runFolder: '',
  forAll: false,
  monorepo: false,
  nodeVersionFile: '',
  pinFile: '',
  installed: true,
};

/** GitHub's own parser. Bundled, because as it is published Node 20 cannot load it. */
async function loadParser(): Promise<typeof WorkflowParser> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports as typeof WorkflowParser;
}

const github = await loadParser();

const managers: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'yarn-classic', 'bun'];
const folders = ['', 'packages/api', "pack ages/it's: #1"];

for (const manager of managers) {
  test(`the workflow for ${manager} is one that GitHub takes`, async () => {
    for (const folder of folders) {
      for (const locked of [true, false]) {
        const content = workflowText({
          ...shape,
          manager,
          folder,
          installFolder: folder,
          runFolder: folder,
          pinFile: locked ? `${folder}/package.json` : '',
          lockFile: locked ? `${folder}/x.lock` : '',
          nodeVersionFile: locked ? '.nvmrc' : '',
        });
        const { context, value } = github.parseWorkflow(
          { name: workflowFile, content },
          new github.NoOperationTraceWriter(),
        );
        const template = await github.convertWorkflowTemplate(context, value!);
        assert.deepEqual(
          context.errors.getErrors().map((e) => e.message),
          [],
          content,
        );
        assert.deepEqual(
          template.jobs.map((j) => j.id.value),
          ['review', 'gate'],
        );
        const document = parse(content) as {
          jobs: Record<string, { steps: { run?: string; uses?: string }[] }>;
        };
        const { review, gate } = document.jobs;
        const runs = [...review!.steps, ...gate!.steps].flatMap((s) => s.run ?? []);
        assert.ok(
          runs.every((r) => !r.includes('${{')),
          'nothing of a pull request is put into a shell text',
        );
        assert.equal(runs.filter((r) => r.includes('perfloop')).length, 4);
        assert.ok(runs.some((r) => r.endsWith(' >> "$GITHUB_STEP_SUMMARY"')));
        assert.ok(review!.steps.some((s) => s.uses?.startsWith('github/codeql-action/upload-sarif@')));
      }
    }
  });
}

test('the written perfloop.json is right by its own schema', () => {
  const { problems, config } = readConfig(configText('./x.json'), rules);
  assert.deepEqual(problems, []);
  assert.deepEqual(config.benchmarks, readConfig(undefined).config.benchmarks);
});

test('lines are added to .gitignore once, in its own line ends', () => {
  const first = withIgnores('node_modules\r\ndist')!;
  assert.equal(
    first,
    'node_modules\r\ndist\r\n\r\n# Perfloop\r\n.perfloop/recordings/\r\n.perfloop/cache/\r\n',
  );
  assert.equal(withIgnores(first), undefined);
  for (const covered of [
    '.perfloop',
    '/.perfloop/',
    '.perfloop/*',
    '**/.perfloop/recordings/\n.perfloop/cache',
  ])
    assert.equal(withIgnores(covered), undefined, covered);
  assert.equal(withIgnores('.perfloop/cache\n'), '.perfloop/cache\n\n# Perfloop\n.perfloop/recordings/\n');
});

test('a shell hook gets the review first, whatever it is', () => {
  const plain = withHookScript('npm test\n', shape)!;
  assert.match(plain, /^# .*\nnpx --no-install perfloop review --staged \|\| exit 1\nnpm test\n$/);
  assert.ok(hasHook(plain) && !hasHook('# perfloop review\nnpm test'));
  assert.match(withHookScript('# lint\nnpm test\n', shape)!, /exit 1\n\n# lint\nnpm test\n$/);
  const old = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nexit 0\n';
  assert.match(withHookScript(old, shape)!, /^#!.*\n\. .*husky\.sh"\n# .*\nnpx .*\n\nexit 0\n$/);
  assert.equal(withHookScript('#!/usr/bin/env node\nrun()', shape), undefined);
});

test('a package that perfloop is installed in is entered for it, and left again', () => {
  const own = { ...shape, folder: 'my api/x', runFolder: 'my api' };
  const added = withHookScript('npm test\n', own)!;
  const line = "(cd 'my api' && npx --no-install perfloop review --staged --cwd x) || exit 1";
  assert.equal(added.split('\n')[1], line);
  assert.match(hookScript(own, 'git'), /^cd 'my api' && npx .* --cwd x$/m);
  const { run } = (parse(lefthookText(own)) as Lefthook)['pre-commit'].commands.perfloop;
  assert.equal(run, hookCommand(own));
});

test('yarn 1 adds no lines of its own to what is printed', () => {
  const classic = workflowText({ ...shape, manager: 'yarn-classic' });
  assert.equal(classic.match(/yarn --silent run perfloop/g)!.length, 4);
  assert.match(hookCommand({ ...shape, manager: 'yarn-classic' }), /^yarn --silent /);
});

test('pnpm is taken in the version that some package.json names', () => {
  const setUp = (pinFile: string): string =>
    /pnpm\/action-setup@v\d+\n((?: {8}.*\n)*)/.exec(
      workflowText({ ...shape, manager: 'pnpm', pinFile }),
    )![1]!;
  assert.equal(setUp('package.json'), '');
  assert.match(setUp('api/package.json'), /package_json_file: api\/package\.json\n$/);
  assert.match(setUp(''), /version: latest\n$/);
});

interface Lefthook {
  readonly 'pre-commit': { readonly commands: { readonly perfloop: { readonly run: string } } };
}

test('a command is added to lefthook.yml without a change to the rest', () => {
  const files = [
    '',
    'pre-push:\n  commands:\n    test:\n      run: npm test\n',
    'pre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint\npre-push:\n  commands:\n    t:\n      run: x\n',
    '# head\npre-commit:\n    commands:\n        lint:\n            run: npm run lint',
    'pre-commit:\n  jobs:\n    - run: npm run lint\n    - name: b\n      run: c\n',
  ];
  for (const text of files) {
    const added = withLefthook(text, { ...shape, folder: 'a: b' })!;
    assert.ok(hasHook(added), added);
    const now = parse(added) as Record<
      string,
      { commands?: Record<string, { run: string }>; jobs?: { name?: string; run: string }[] }
    >;
    const before = (parse(text) ?? {}) as typeof now;
    const own = now['pre-commit']!;
    const ours = own.commands ? own.commands.perfloop : own.jobs?.find((j) => j.name === 'perfloop');
    assert.equal(ours?.run, "npx --no-install perfloop review --staged --cwd 'a: b'");
    if (own.commands) delete own.commands.perfloop;
    if (own.jobs) own.jobs.splice(own.jobs.indexOf(ours as never), 1);
    if (!before['pre-commit']) delete now['pre-commit'];
    assert.deepEqual(now, before, text);
  }
  assert.deepEqual(Object.keys(parse(lefthookText(shape)) as object), ['pre-commit']);
  assert.equal(withLefthook('pre-commit: { commands: {} }\n', shape), undefined);
  assert.equal(withLefthook('pre-commit:\n  scripts:\n    a.sh: {}\n', shape), undefined);
});
