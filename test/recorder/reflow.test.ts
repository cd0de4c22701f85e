import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { type Loader, transformSync } from 'esbuild';
import { reflow } from '../../src/recorder/reflow.ts';
import { decodeMappings, encodeMappings } from '../../src/recorder/vlq.ts';

/** As tsx prints a file: everything on as few lines as can be, the map inline. */
function squeezed(source: string, loader: Loader): string {
  return transformSync(source, {
    loader,
    minifyWhitespace: true,
    keepNames: true,
    sourcemap: 'inline',
    sourcefile: 'original.ts',
  }).code;
}

/** Without layout, so that two programs that differ only in it are equal. */
function bare(code: string): string {
  return transformSync(code, { loader: 'js', minifyWhitespace: true, legalComments: 'none' }).code;
}

function inlineMap(code: string): TraceMap {
  const at = code.lastIndexOf('base64,');
  return new TraceMap(Buffer.from(code.slice(at + 7).trim(), 'base64').toString());
}

/** The original line of the first place where the text stands in the code. */
function originalLine(code: string, text: string): number | null {
  const lines = code.split('\n');
  const line = lines.findIndex((l) => l.includes(text));
  return originalPositionFor(inlineMap(code), { line: line + 1, column: lines[line]?.indexOf(text) ?? 0 })
    .line;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is the source of a template string
const SOURCE = [
  'const tail: string = "}";',
  'function shout(words: string[], suffix = `!${',
  '  words.length',
  '}`) {',
  '  return words',
  '    .map((word) => {',
  '      const upper = word.toUpperCase();',
  '      return upper + suffix;',
  '    })',
  '    .filter((word) => /[/}]+/.test(word) === false)',
  '    .join(tail + `${tail}-${',
  '      tail}`);',
  '}',
  'let n = 4;',
  'n++;',
  '++n;',
  'if (n > 5) throw new Error(shout(["a"])); else',
  '  console.log(shout(["b", "c"]), n);',
].join('\n');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

test('each original line gets a line of its own, and the map still tells it', () => {
  const before = squeezed(SOURCE, 'ts');
  const after = reflow(before);
  assert.equal(bare(after), bare(before), 'the same program');
  const tokens = [
    'words.length',
    'map(',
    'upper=',
    'upper+',
    'filter(',
    'join(',
    'n++',
    '++n',
    'throw',
    'console',
  ];
  assert.deepEqual(
    tokens.map((t) => originalLine(after, t)),
    tokens.map((t) => originalLine(before, t)),
  );
  const lines = after.split('\n');
  const lineOf = (text: string): number => lines.findIndex((l) => l.includes(text));
  assert.equal(new Set(tokens.map(lineOf)).size, tokens.length);
});

test('no line break comes where a semicolon would be put in', () => {
  const source =
    'function f(a) {\n  return /* here */ (\n    a\n  );\n}\nconst g = async (\n  x\n) => x;\nconsole.log(f(3), g);';
  const before = squeezed(source, 'js');
  assert.equal(bare(reflow(before)), bare(before));
});

test('code without an inline map, or that is laid out already, stays as it is', () => {
  for (const code of [
    'let a=1;let b=2;',
    'a();\n//# sourceMappingURL=a.js.map',
    '// sourceMappingURL=data:application/json;base64,!!',
  ]) {
    assert.equal(reflow(code), code);
  }
  const laidOut = transformSync(SOURCE.replace(/`[^`]*`/g, '""'), { loader: 'ts', sourcemap: 'inline' }).code;
  assert.equal(bare(reflow(laidOut)), bare(laidOut));
  const once = reflow(squeezed(SOURCE, 'ts'));
  assert.equal(reflow(once), once);
});

test('real code keeps its meaning, file by file', () => {
  const files = ['src', 'webview-ui', 'examples/orders-api/src', 'node_modules/pg/lib', 'node_modules/semver']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((f) => path.join(folder, f)),
    )
    .filter((f) => /\.(ts|js|mjs)$/.test(f) && !f.endsWith('.d.ts'));
  let changed = 0;
  for (const file of files) {
    const before = squeezed(readFileSync(file, 'utf8'), file.endsWith('.ts') ? 'ts' : 'js');
    const after = reflow(before);
    if (after === before) continue;
    changed++;
    assert.equal(bare(after), bare(before), file);
  }
  assert.ok(changed > 100, `${changed} files were laid out`);
});

test('mappings survive a round trip', () => {
  const text = ';kHAOA,MAAMA,MACjBC,G;;A,CAAC';
  assert.equal(encodeMappings(decodeMappings(text)), text);
  assert.throws(() => decodeMappings('A!B'));
});

test('tsx: lines of a profile are exact, ES modules and CommonJS', {
  skip: !hasTsx() && 'tsx is not installed',
}, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perfloop-reflow-'));
  try {
    const source = [
      'interface Row { readonly id: number }',
      '',
      'function cheap(rows: readonly Row[]): number {',
      '  return rows.length;',
      '}',
      '',
      'function dear(rows: readonly Row[]): number {',
      '  let sum = 0;',
      '  for (let round = 0; round < 4000; round++) {',
      '    for (const row of rows) {',
      '      sum = (sum + Math.sqrt(row.id * round)) % 1000;',
      '    }',
      '  }',
      '  return sum;',
      '}',
      '',
      'const rows = Array.from({ length: 20_000 }, (_, id): Row => ({ id }));',
      'if (dear(rows) + cheap(rows) < 0) throw new Error();',
    ].join('\n');
    for (const name of ['a.mts', 'b.cts']) {
      writeFileSync(path.join(folder, name), source);
      const tsx = path.resolve('node_modules/tsx/dist/cli.mjs');
      const args = ['dist/cli.mjs', 'profile', '--json', '--cwd', folder, '--', 'node', tsx, name];
      const json = JSON.parse(
        execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
      const own = json.hot.lines.filter((l: { file: string }) => l.file === name);
      assert.equal(own[0]?.line, 11, `${name}: ${JSON.stringify(own.slice(0, 3))}`);
      const hottest = json.hot.functions.find((f: { file: string }) => f.file === name);
      assert.deepEqual([hottest?.name, hottest?.line], ['dear', 7]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function hasTsx(): boolean {
  try {
    readFileSync('node_modules/tsx/package.json');
    return true;
  } catch {
    return false;
  }
}
