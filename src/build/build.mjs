// Bundles everything that runs: extension, command line, recorder, workers, webviews, build tools; with
// `--tests` the tests too. Plain JavaScript, because it runs before anything is built.
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const require = createRequire(import.meta.url);

// In an installed package there is nothing to build.
let esbuild;
try {
  esbuild = require('esbuild');
} catch {
  console.log('perfloop: esbuild is not installed; keeping the built files as they are.');
  process.exit(0);
}

const shared = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  sourcemap: watch ? 'inline' : false,
  minify: !watch,
  keepNames: true,
  define: { PERFLOOP_VERSION: JSON.stringify(require('../../package.json').version) },
  // Code for both module kinds asks for __filename first.
  logOverride: { 'empty-import-meta': 'silent' },
};

/** Things that run in Node; the floor is the oldest Node a measured program may use. */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  // Names stay as they are written: short ones save nothing here, and `keepNames` would name every function anew
  // whenever it is created, 15 ms of a command's start alone.
  minify: false,
  minifySyntax: !watch,
  minifyWhitespace: true,
  keepNames: false,
};
const page = { ...shared, platform: 'browser', target: 'chrome128', format: 'iife' };
const esmRequire = {
  js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
};

/** Loads what character-sets.ts has from a file of its own, when somebody asks for it. Its place is from the bundle's. */
function laterSets(file) {
  return {
    name: 'later-sets',
    setup(build) {
      build.onLoad({ filter: /[\\/]regex[\\/]character-sets\.ts$/ }, () => ({
        // A file that takes too long is ended wherever it is, loading this too: what is half loaded is loaded again.
        contents: `const load = () => require('${file}').characterSets;
const again = () => (delete require.cache[require.resolve('${file}')], load());
export const characterSets = () => (load() ?? again())();`,
        loader: 'js',
      }));
      build.onResolve({ filter: /regex-sets\.cjs$/ }, () => ({ path: file, external: true }));
    },
  };
}

const bundles = [
  {
    ...node,
    entryPoints: ['src/vscode/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...node,
    // Split, so that `--help` does not read what only a report needs.
    entryPoints: [{ in: 'src/cli/main.ts', out: 'cli' }],
    outdir: 'dist',
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: esmRequire,
    // From a chunk: whatever reviews is in one, because more than one command does.
    plugins: [laterSets('../regex-sets.cjs')],
  },
  {
    ...node,
    entryPoints: ['src/core/analysis/regex/character-sets.ts'],
    outfile: 'dist/regex-sets.cjs',
    format: 'cjs',
  },
  // One self-contained file: it is preloaded into the measured program, so it may import nothing of ours.
  { ...node, entryPoints: ['src/recorder/preload.ts'], outfile: 'dist/recorder.cjs', format: 'cjs' },
  {
    ...node,
    entryPoints: ['src/recorder/controller-thread.ts'],
    outfile: 'dist/recorder-controller.cjs',
    format: 'cjs',
  },
  {
    ...node,
    entryPoints: ['src/recorder/loader-hooks.ts'],
    outfile: 'dist/recorder-hooks.mjs',
    format: 'esm',
  },
  { ...node, entryPoints: ['src/recorder/bench/runner.ts'], outfile: 'dist/bench-runner.cjs', format: 'cjs' },
  {
    ...node,
    entryPoints: ['src/recorder/bench/esm-hooks.ts'],
    outfile: 'dist/bench-hooks.mjs',
    format: 'esm',
  },
  {
    ...node,
    entryPoints: ['src/node/bench/loader/index.ts'],
    outfile: 'dist/bench-loader.cjs',
    format: 'cjs',
  },
  {
    ...node,
    entryPoints: ['src/node/bench/loader/parser.ts'],
    outfile: 'dist/bench-parser.cjs',
    format: 'cjs',
  },
  { ...node, entryPoints: ['src/node/profile-worker.ts'], outfile: 'dist/profile-worker.cjs', format: 'cjs' },
  { ...node, entryPoints: ['src/node/bench/editor.ts'], outfile: 'dist/bench.cjs', format: 'cjs' },
  {
    ...node,
    entryPoints: ['src/node/review/worker.ts'],
    outfile: 'dist/review-worker.cjs',
    format: 'cjs',
    plugins: [laterSets('./regex-sets.cjs')],
  },
  { ...page, entryPoints: ['webview-ui/flame/main.ts'], outfile: 'dist/webview/flame.js' },
  { ...page, entryPoints: ['webview-ui/flame/worker.ts'], outfile: 'dist/webview/flame-worker.js' },
  { ...page, entryPoints: ['webview-ui/speedscope/main.ts'], outfile: 'dist/webview/speedscope.js' },
  { ...page, entryPoints: ['webview-ui/flame/flame.css'], outfile: 'dist/webview/flame.css' },
  { ...page, entryPoints: ['webview-ui/results/main.ts'], outfile: 'dist/webview/results.js' },
  { ...page, entryPoints: ['webview-ui/results/results.css'], outfile: 'dist/webview/results.css' },
  // Tools of the repository itself.
  { ...node, entryPoints: ['src/build/schema.ts'], outfile: 'out/build/schema.mjs', format: 'esm' },
  {
    ...node,
    entryPoints: ['src/build/start.ts'],
    outfile: 'out/build/start.mjs',
    format: 'esm',
    packages: 'external',
  },
  {
    ...node,
    entryPoints: ['src/build/editor/launcher.ts'],
    outfile: 'out/build/editor-launcher.mjs',
    format: 'esm',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
  },
];

/**
 * Imports the suites before the test module's own text. esbuild's `inject` would not do: injected files are
 * injected into each other and into what they import, and then run before it.
 */
function importing(suites) {
  return {
    name: 'suites',
    setup(build) {
      build.onLoad({ filter: /[\\/]test[\\/]vscode[\\/]index\.ts$/ }, async ({ path: file }) => {
        const imports = suites.map((suite) => `import './${path.basename(suite)}';\n`);
        return { contents: imports.join('') + (await readFile(file, 'utf8')), loader: 'ts' };
      });
    },
  };
}

async function testBundles() {
  const files = (await readdir(path.join(root, 'test'), { recursive: true }))
    .map((f) => f.replaceAll('\\', '/'))
    .filter((f) => !f.startsWith('fixtures/') && !f.startsWith('webview/page/'));
  const unit = files.filter((f) => f.endsWith('.test.ts') && !f.startsWith('vscode/'));
  const suites = files
    .filter((f) => /^vscode\/[^/]+\.suite\.ts$/.test(f))
    .sort()
    .map((f) => `test/${f}`);
  const readable = { ...node, minifySyntax: false, minifyWhitespace: false, sourcemap: 'inline' };
  return [
    {
      ...readable,
      entryPoints: unit.map((f) => `test/${f}`),
      outdir: 'out/test',
      outbase: 'test',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      packages: 'external',
      splitting: true,
      chunkNames: 'chunks/[hash]',
    },
    {
      ...readable,
      entryPoints: ['test/run.ts', 'test/bench/run.ts', 'test/bench/gate/main.ts'],
      outdir: 'out/test',
      outbase: 'test',
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      packages: 'external',
    },
    // Runs inside the extension host; a suite registers its tests when it is loaded.
    {
      ...readable,
      entryPoints: ['test/vscode/index.ts'],
      plugins: [importing(suites)],
      outfile: 'out/test/vscode/index.cjs',
      format: 'cjs',
      external: ['vscode'],
    },
  ];
}

async function copySpeedscope() {
  const from = path.join(path.dirname(require.resolve('speedscope/package.json')), 'dist/release');
  const to = path.join(root, 'dist/speedscope');
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true });
}

async function exists(file) {
  const { access } = await import('node:fs/promises');
  return access(path.join(root, file)).then(
    () => true,
    () => false,
  );
}

const wanted = [...bundles, ...(tests ? await testBundles() : [])];
// An entry that is not there yet is reported, not fatal, only while watching.
const present = [];
for (const bundle of wanted) {
  const missing = [];
  for (const entry of bundle.entryPoints.map((e) => e.in ?? e))
    if (!(await exists(entry))) missing.push(entry);
  if (missing.length > 0) console.error(`perfloop build: no ${missing.join(', ')}`);
  else if (bundle.entryPoints.length > 0) present.push(bundle);
}
// Chunks carry hashes in their names: older ones would stay for ever.
await rm(path.join(root, 'dist/cli'), { recursive: true, force: true });
const [, ...built] = await Promise.all([
  copySpeedscope(),
  ...present.map((options) => esbuild.build({ ...options, metafile: true })),
]);
const shipped = built
  .map((result) => result.metafile)
  .filter((m) => Object.keys(m.outputs).some((f) => f.startsWith('dist/')));
const { writeSchema } = await import(new URL('../../out/build/schema.mjs', import.meta.url).href);
writeSchema(root);
await writeNotices(root, shipped, ['node_modules/speedscope']);
if (watch) {
  for (const options of present) await (await esbuild.context(options)).watch();
  console.log('perfloop: watching for changes');
}
