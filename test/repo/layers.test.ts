import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * Who may import whom. A layer lists the folders it may reach and the packages it may use; anything else is a
 * violation, `import type` included. Own folder is always allowed.
 */
const layers: Record<string, { may: readonly string[]; packages: readonly RegExp[] }> = {
  'src/core': { may: [], packages: [/^@babel\/(parser|types)$/, /^pprof-format$/, /^scslre$/, /^@jridgewell\//] },
  'src/recorder': { may: ['src/core'], packages: [/^node:/] },
  'src/node': { may: ['src/core', 'src/recorder'], packages: [/^node:/, /^(?!vscode$)[@a-z]/] },
  'src/cli': { may: ['src/core', 'src/node'], packages: [/^node:/] },
  'src/vscode': { may: ['src/core', 'src/node'], packages: [/^node:/, /^vscode$/] },
  'webview-ui': { may: ['src/core'], packages: [/^(?!vscode$|node:)[@a-z]/] },
};

/** Type-only or protocol modules of the recorder that `node` may see; the recorder sees types of core only. */
const recorderSeenByNode = /^src\/recorder\/protocol\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((f) => `${folder}/${f.replaceAll('\\', '/')}`)
    .filter((f) => /\.(ts|tsx|mts)$/.test(f) && !f.endsWith('.d.ts'));
}

/** Static imports, re-exports, dynamic imports and `require` of a file, comments left out. */
export function importsOf(file: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  const pattern =
    /(?:^|[\s;}])(import|export)\s+(type\s+)?(?:[^'"`;()]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;
  for (const m of code.matchAll(pattern)) {
    const to = m[3] ?? m[4];
    if (to) found.push({ from: file, to, typeOnly: Boolean(m[2]) });
  }
  return found;
}

function resolved(i: Import): string {
  return i.to.startsWith('.')
    ? path.posix.normalize(path.posix.join(path.posix.dirname(i.from), i.to))
    : i.to;
}

function violation(layer: string, i: Import): string | undefined {
  const rule = layers[layer]!;
  const to = resolved(i);
  const where = `${i.from} imports ${i.to}`;
  if (!i.to.startsWith('.')) {
    return rule.packages.some((p) => p.test(i.to))
      ? undefined
      : `${where}: ${layer} may not use that package`;
  }
  if (to.startsWith(`${layer}/`)) return undefined;
  const target = rule.may.find((m) => to.startsWith(`${m}/`));
  if (!target) return `${where}: ${layer} may not import from there`;
  if (layer === 'src/recorder' && !i.typeOnly) return `${where}: the recorder takes only types from core`;
  if (layer === 'src/node' && target === 'src/recorder' && !recorderSeenByNode.test(to)) {
    return `${where}: node sees only the recorder's protocol`;
  }
  return undefined;
}

const all = Object.keys(layers).flatMap((layer) =>
  sourceFiles(layer).flatMap((file) =>
    importsOf(file, readFileSync(file, 'utf8')).map((i) => ({ layer, ...i })),
  ),
);

test('every import respects the table of layers', () => {
  assert.ok(all.length > 50, 'the scan found imports at all');
  assert.deepEqual(
    all.map((i) => violation(i.layer, i)).filter((v) => v !== undefined),
    [],
  );
});

test('no feature of the editor imports another feature', () => {
  const crossing = all.filter(
    (i) =>
      i.from.startsWith('src/vscode/features/') &&
      resolved(i).startsWith('src/vscode/features/') &&
      // A feature may be a folder of its own; what it shares inside is its own business.
      featureOf(i.from) !== featureOf(resolved(i)),
  );
  assert.deepEqual(
    crossing.map((i) => `${i.from} → ${i.to}`),
    [],
  );
});

function featureOf(file: string): string {
  return file.slice('src/vscode/features/'.length).split('/')[0]!.replace(/\.ts$/, '');
}

test('the scan sees the ways of importing that there are', () => {
  const sample = [
    "import fs from 'node:fs';",
    "import type { A } from './a.ts';",
    "import {\n  b,\n} from './b.ts';",
    "export { c } from './c.ts';",
    "export * from './d.ts';",
    "import './e.css';",
    "const f = await import('./f.ts');",
    "const g = require('./g.ts');",
    "// import nothing from './no.ts';",
  ].join('\n');
  assert.deepEqual(
    importsOf('x.ts', sample).map((i) => i.to),
    ['node:fs', './a.ts', './b.ts', './c.ts', './d.ts', './e.css', './f.ts', './g.ts'],
  );
});

test('core reads no clock, draws no random number, writes no log', () => {
  const offences: string[] = [];
  for (const file of sourceFiles('src/core')) {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const m of code.matchAll(
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(|\bconsole\.\w+\(/g,
    )) {
      offences.push(`${file}: ${m[0]}`);
    }
  }
  assert.deepEqual(offences, []);
});

test('nothing exports a variable that can be reassigned', () => {
  const offences = Object.keys(layers)
    .flatMap(sourceFiles)
    .filter((file) => /^export (let|var) /m.test(readFileSync(file, 'utf8')));
  assert.deepEqual(offences, []);
});
