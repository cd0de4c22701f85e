import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from '@babel/parser';

/**
 * Who may import whom. A layer lists the folders it may reach and the packages it may use; anything else is a
 * violation, `import type` included. Own folder is always allowed.
 */
const layers: Record<string, { may: readonly string[]; packages: readonly RegExp[] }> = {
  'src/core': {
    may: [],
    packages: [
      /^@babel\/(parser|types)$/,
      /^pprof-format$/,
      /^(@eslint-community\/regexpp|refa|regexp-ast-analysis)$/,
      /^@jridgewell\//,
    ],
  },
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

type Node = Record<string, unknown> & { readonly type: string };

/** Every node of the file: code in strings, such as the examples of rules, is none. */
function nodesOf(text: string): Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null && 'type' in value) {
      found.push(value as Node);
      for (const [key, child] of Object.entries(value)) if (key !== 'loc') visit(child);
    }
  };
  visit(parse(text, { sourceType: 'module', plugins: ['typescript'] }).program);
  return found;
}

/** Static imports, re-exports, dynamic imports and `require` of a file. */
export function importsOf(file: string, text: string): Import[] {
  return nodesOf(text).flatMap((node) => {
    const to = importedFrom(node);
    const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
    return to === undefined ? [] : [{ from: file, to, typeOnly }];
  });
}

function importedFrom(node: Node): string | undefined {
  if (node.type === 'CallExpression') {
    const callee = node.callee as Node;
    const imports = callee.type === 'Import' || (callee.type === 'Identifier' && callee.name === 'require');
    return imports ? text((node.arguments as Node[])[0]) : undefined;
  }
  return /^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(node.type)
    ? text(node.source as Node | null)
    : undefined;
}

function text(node: Node | null | undefined): string | undefined {
  return node?.type === 'StringLiteral' ? (node.value as string) : undefined;
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

/** `Date.now`, `Math.random`, … as they are called; undefined for every other node. */
function impurity(node: Node): string | undefined {
  const callee = node.callee as Node | undefined;
  if (node.type === 'NewExpression') {
    const bare = (node.arguments as Node[]).length === 0;
    return callee?.name === 'Date' && bare ? 'new Date()' : undefined;
  }
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  const name = `${(callee.object as Node).name}.${(callee.property as Node).name}`;
  return /^(Date\.now|performance\.now|Math\.random|console\.\w+)$/.test(name) ? name : undefined;
}

test('core reads no clock, draws no random number, writes no log', () => {
  const impure = (code: string): string[] => nodesOf(code).flatMap((node) => impurity(node) ?? []);
  assert.deepEqual(impure('Date.now(); new Date(); new Date(3); Math.random(); console.log(1)'), [
    'Date.now',
    'new Date()',
    'Math.random',
    'console.log',
  ]);
  const offences = sourceFiles('src/core').flatMap((file) =>
    impure(readFileSync(file, 'utf8')).map((what) => `${file}: ${what}`),
  );
  assert.deepEqual(offences, []);
});

test('nothing exports a variable that can be reassigned', () => {
  const offences = Object.keys(layers)
    .flatMap(sourceFiles)
    .filter((file) => /^export (let|var) /m.test(readFileSync(file, 'utf8')));
  assert.deepEqual(offences, []);
});
