import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../src/core/analysis/rules/index.ts';
import { schemaText } from '../../src/core/config/description.ts';
import { configFile } from '../../src/core/config/file.ts';

/** The parts of the manifest that code must agree with. */
interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; icon?: string; enablement?: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { default: unknown; type: string }>>;
    };
    readonly colors: readonly { id: string; defaults: Readonly<Record<string, string | null>> }[];
    readonly customEditors: readonly { viewType: string }[];
    readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly jsonValidation: readonly { fileMatch: string; url: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string; key: string; mac: string; when: string }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const code = readdirSync('src/vscode', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts'))
  .map((f) => readFileSync(`src/vscode/${f}`, 'utf8'))
  .join('\n');

const all = (pattern: RegExp, text = code) =>
  [...new Set([...text.matchAll(pattern)].map((m) => m[1]!))].sort();
const commands = contributes.commands.map((c) => c.command).sort();

/** Called by links, tree items and tests, never by a person. */
const internal = ['perfloop.openPlace', 'perfloop.revealInFlame'];

test('every command of the manifest is registered, and the reverse', () => {
  const registered = all(/command\(\s*(?:\w+\.)?log,\s*'([\w.]+)'/g);
  assert.deepEqual(
    registered.filter((c) => !internal.includes(c)),
    commands,
  );
  for (const id of internal) assert.ok(registered.includes(id), `${id} is registered`);
});

test('menus, keys, buttons and code name commands that exist', () => {
  // The editor's own, and those it makes for our views.
  const theirs = ['list.selectAndPreserveFocus', 'perfloop.hotspots.focus', 'perfloop.review.focus'];
  const known = new Set([...commands, ...internal, ...theirs]);
  const used = [
    ...Object.values(contributes.menus).flatMap((items) => items.map((i) => i.command)),
    ...contributes.keybindings.map((k) => k.command),
    ...contributes.viewsWelcome.flatMap((w) => all(/command:(perfloop\.[\w.]+)/g, w.contents)),
    ...all(/executeCommand\(\s*'(perfloop\.[\w.]+)'/g),
    ...all(/command: '(perfloop\.[\w.]+)'/g),
    ...all(/item\.command = '(perfloop\.[\w.]+)'/g),
    ...all(/link\('(perfloop\.[\w.]+)'/g),
  ];
  assert.ok(used.length > 20);
  assert.deepEqual(
    used.filter((c) => !known.has(c)),
    [],
  );
});

test('every setting is read, with the default of the manifest', () => {
  const read = new Map(
    [...code.matchAll(/get\.get<[\w[\]']+>\('([\w.]+)', ([^)]+)\)/g)].map((m) => [`perfloop.${m[1]}`, m[2]!]),
  );
  const properties = Object.entries(contributes.configuration.properties);
  assert.deepEqual([...read.keys()].sort(), properties.map(([key]) => key).sort());
  for (const [key, { default: value }] of properties) {
    assert.equal(read.get(key), typeof value === 'string' ? `'${value}'` : String(value), key);
  }
});

test('every colour that is used has a default in each kind of theme', () => {
  const used = all(/'(perfloop\.heat\.(?:stale|foreground))'/g);
  assert.deepEqual(used, ['perfloop.heat.foreground', 'perfloop.heat.stale']);
  const ids = contributes.colors.map((c) => c.id);
  for (const step of [1, 2, 3, 4, 5]) assert.ok(ids.includes(`perfloop.heat.step${step}`));
  for (const step of [3, 4, 5]) assert.ok(ids.includes(`perfloop.heat.background${step}`));
  assert.equal(ids.length, used.length + 8, 'none is left over');
  for (const { id, defaults } of contributes.colors) {
    assert.deepEqual(
      Object.keys(defaults).sort(),
      ['dark', 'highContrast', 'highContrastLight', 'light'],
      id,
    );
  }
});

test('custom editors and views are provided', () => {
  const provided = all(/registerCustomEditorProvider\('([\w.]+)'/g);
  assert.deepEqual(provided, contributes.customEditors.map((e) => e.viewType).sort());
  const views = Object.values(contributes.views).flatMap((v) => v.map((view) => view.id));
  assert.deepEqual(all(/createTreeView\('([\w.]+)'/g), views.sort());
});

test('context keys of when clauses are set by the code', () => {
  const set = all(/'setContext', '([\w.]+)'/g);
  const clauses = [
    ...Object.values(contributes.menus).flatMap((items) => items.map((i) => i.when ?? '')),
    ...contributes.keybindings.map((k) => k.when),
    ...contributes.commands.map((c) => c.enablement ?? ''),
    ...contributes.viewsWelcome.map((w) => w.when),
  ].join(' ');
  const views = Object.values(contributes.views).flatMap((v) => v.map((view) => view.id));
  const controllers = all(/create(?:Test|Comment)Controller\(\s*'([\w.]+)'/g);
  const owned = new Set([...views, ...controllers]);
  const keys = all(/(?<![\w.])(perfloop\.\w+)/g, clauses).filter((key) => !owned.has(key));
  assert.deepEqual(keys, set);
});

test('keys are few and never without a condition', () => {
  assert.ok(contributes.keybindings.length <= 4);
  for (const key of contributes.keybindings) assert.notEqual(key.when, '', key.command);
});

test('pictures exist', () => {
  const files = [
    manifest.icon,
    ...contributes.viewsContainers.activitybar.map((c) => c.icon),
    ...Object.values(contributes.views).flatMap((v) => v.map((view) => view.icon)),
    ...all(/'(media\/[\w.-]+)'/g),
  ];
  for (const file of files) assert.ok(existsSync(file), file);
  const png = readFileSync(manifest.icon);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
});

test('nothing starts the extension but its surfaces, the languages it reviews, benchmarks and recordings', () => {
  assert.deepEqual(manifest.activationEvents, [
    ...['javascript', 'javascriptreact', 'typescript', 'typescriptreact'].map((l) => `onLanguage:${l}`),
    'workspaceContains:.perfloop/recordings',
    'workspaceContains:**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}',
    'workspaceContains:perfloop.json',
  ]);
});

test('perfloop.json is checked by the schema that the build writes', () => {
  assert.deepEqual(
    contributes.jsonValidation.map((j) => j.fileMatch),
    [configFile],
  );
  const schema = readFileSync(contributes.jsonValidation[0]!.url, 'utf8');
  assert.equal(schema, schemaText(rules));
});
