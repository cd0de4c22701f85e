/** The GitHub workflow that `init` writes. */
import { cwdOption, type ProjectShape, runs, yamlLine } from './project.ts';

export const workflowFile = '.github/workflows/perfloop.yml';

export function workflowText(shape: ProjectShape): string {
  const run = runs(shape.manager);
  const at = cwdOption(shape);
  const here = workingIn(shape.runFolder);
  const sarif = shape.folder ? `${shape.folder}/perfloop.sarif` : 'perfloop.sarif';
  return `# Reviews what a pull request changes, and enforces what perfloop.json asks for.
name: Perfloop

on:
  pull_request:

permissions:
  contents: read

concurrency:
  group: perfloop-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  review:
    runs-on: ubuntu-latest
    permissions:
      # Code scanning of a private repository asks for it.
      actions: read
      contents: read
      security-events: write
    env:
      BASE: \${{ github.base_ref }}
    steps:
${setUp(shape)}
      - name: Annotate what the pull request introduces
        run: ${yamlLine(`${run} review --base "origin/$BASE" --format github${at}`)}${here}
      - name: The same on the page of this run
        # GitHub shows ten annotations of a kind for a step, and no more.
        if: \${{ !cancelled() }}
        run: ${yamlLine(`${run} review --base "origin/$BASE" --format markdown --fail-on never${at} >> "$GITHUB_STEP_SUMMARY"`)}${here}
      - name: The same as SARIF
        if: \${{ !cancelled() }}
        run: ${yamlLine(`${run} review --base "origin/$BASE" --format sarif --output perfloop.sarif --fail-on never${at}`)}${here}
      - name: Show it under code scanning
        # Not every repository has code scanning, and forks may not write to it: the annotations are enough then.
        if: \${{ !cancelled() && hashFiles('**/perfloop.sarif') != '' && github.event.pull_request.head.repo.full_name == github.repository }}
        continue-on-error: true
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: ${yamlLine(sarif)}
          category: ${yamlLine(shape.folder ? `perfloop-${shape.folder}` : 'perfloop')}

  gate:
    runs-on: ubuntu-latest
    env:
      BASE: \${{ github.base_ref }}
    steps:
${setUp(shape)}
      - name: Compare benchmarks, counters and budgets with the base
        # 3 means that noise left it undecided: that is told, and does not fail.
        run: ${yamlLine(`${run} gate --base "origin/$BASE"${at} || [ $? -eq 3 ]`)}${here}
`;
}

function workingIn(folder: string): string {
  return folder ? `\n        working-directory: ${yamlLine(folder)}` : '';
}

function setUp(shape: ProjectShape): string {
  const steps = [
    `      - uses: actions/checkout@v6
        with:
          # The base is measured and compared too: its commits have to be there.
          fetch-depth: 0`,
  ];
  if (shape.manager === 'pnpm') steps.push(`      - uses: pnpm/action-setup@v6${pnpmOptions(shape)}`);
  if (shape.manager === 'bun') steps.push('      - uses: oven-sh/setup-bun@v2');
  // Before setup-node, which asks yarn itself where its cache is.
  if (shape.manager === 'yarn') steps.push('      - run: corepack enable');
  const version = shape.nodeVersionFile
    ? `node-version-file: ${yamlLine(shape.nodeVersionFile)}`
    : 'node-version: lts/*';
  steps.push(`      - uses: actions/setup-node@v6\n        with:\n          ${version}${cache(shape)}`);
  steps.push(`      - run: ${install(shape)}${workingIn(shape.installFolder)}`);
  return steps.join('\n');
}

function pnpmOptions({ pinFile }: ProjectShape): string {
  if (pinFile === 'package.json') return '';
  const option = pinFile ? `package_json_file: ${yamlLine(pinFile)}` : 'version: latest';
  return `\n        with:\n          ${option}`;
}

function cache({ manager, lockFile, installFolder }: ProjectShape): string {
  if (lockFile === '' || manager === 'bun') return '';
  const name = manager === 'yarn-classic' ? 'yarn' : manager;
  const file = installFolder ? `\n          cache-dependency-path: ${yamlLine(lockFile)}` : '';
  return `\n          cache: ${name}${file}`;
}

function install({ manager, lockFile }: ProjectShape): string {
  const locked = lockFile !== '';
  switch (manager) {
    case 'npm':
      return locked ? 'npm ci' : 'npm install';
    case 'pnpm':
      return locked ? 'pnpm install --frozen-lockfile' : 'pnpm install';
    case 'yarn':
      return locked ? 'yarn install --immutable' : 'yarn install';
    case 'yarn-classic':
      return locked ? 'yarn install --frozen-lockfile' : 'yarn install';
    case 'bun':
      return locked ? 'bun install --frozen-lockfile' : 'bun install';
  }
}
