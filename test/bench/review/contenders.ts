/** Processes to measure: CPU time of all their threads, from start to end, their memory and the wall clock. */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installOnce } from '../../../src/build/editor/cache.ts';

const run = promisify(execFile);

export interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
}

/** Says at the end what the process took; loaded into workers too, which have no say. */
const meter = `const { isMainThread } = require('node:worker_threads');
if (isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.PERFLOOP_BENCH_METER, JSON.stringify({
    cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 }));
});
`;

const bareParse = (parser: string): string => `import babel from ${JSON.stringify(parser)};
import { readFileSync } from 'node:fs';
for (const file of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const plugins = [/\\.[cm]?tsx?$/.test(file) ? 'typescript' : 'flow', 'decorators-legacy'];
  if (!/\\.[cm]?ts$/.test(file)) plugins.push('jsx');
  try {
    babel.parse(readFileSync(file, 'utf8'), { sourceType: 'unambiguous', errorRecovery: true, plugins });
  } catch {}
}
`;

const eslintVersions = {
  eslint: '9.39.1',
  '@typescript-eslint/parser': '8.46.4',
  typescript: '5.9.3',
} as const;
const eslintScript = `import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import * as parser from '@typescript-eslint/parser';
const files = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const eslint = new ESLint({
  cwd: path.parse(files[0]).root,
  overrideConfigFile: true,
  ignore: false,
  allowInlineConfig: false,
  overrideConfig: [{
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: { 'no-await-in-loop': 'error' },
  }],
});
for (const file of files) await eslint.lintText(readFileSync(file, 'utf8'), { filePath: file });
`;

export class Contenders {
  private readonly meterFile: string;
  private readonly bareFile: string;
  private readonly listFile: string;
  private readonly out: string;

  /** @param scratch a folder for scripts and answers */
  constructor(scratch: string) {
    this.meterFile = path.join(scratch, 'meter.cjs');
    this.bareFile = path.join(scratch, 'bare.mjs');
    this.listFile = path.join(scratch, 'files.json');
    this.out = path.join(scratch, 'meter.json');
    writeFileSync(this.meterFile, meter);
    const parser = pathToFileURL(path.resolve('node_modules/@babel/parser/lib/index.js')).href;
    writeFileSync(this.bareFile, bareParse(parser));
  }

  bare(folder: string, files: readonly string[]): Promise<Measured> {
    this.list(folder, files);
    return this.measured([this.bareFile, this.listFile]);
  }

  review(folder: string, ...options: string[]): Promise<Measured> {
    const cli = path.resolve('dist/cli.mjs');
    return this.measured([cli, 'review', '--cwd', folder, '--json', '--fail-on', 'never', ...options]);
  }

  /** @throws where the registry cannot be reached the first time */
  async eslint(folder: string, files: readonly string[]): Promise<Measured> {
    const names = Object.entries(eslintVersions).map(([name, version]) => `${name}@${version}`);
    const key = names.join('-').replace(/[@/]+/g, '-');
    const installed = await installOnce(`review-peers-${key}`, console.log, async (into) => {
      writeFileSync(path.join(into, 'package.json'), '{"name":"peers","private":true,"type":"module"}');
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names], { cwd: into });
    });
    const script = path.join(installed, 'lint.mjs');
    writeFileSync(script, eslintScript);
    this.list(folder, files);
    return this.measured([script, this.listFile]);
  }

  private list(folder: string, files: readonly string[]): void {
    writeFileSync(this.listFile, JSON.stringify(files.map((f) => path.join(folder, f))));
  }

  private async measured(args: readonly string[]): Promise<Measured> {
    rmSync(this.out, { force: true });
    const start = performance.now();
    await run(process.execPath, ['--require', this.meterFile, ...args], {
      env: { ...process.env, PERFLOOP_BENCH_METER: this.out },
      maxBuffer: 1e9,
    });
    const wallMs = performance.now() - start;
    return { ...(JSON.parse(readFileSync(this.out, 'utf8')) as Omit<Measured, 'wallMs'>), wallMs };
  }
}
