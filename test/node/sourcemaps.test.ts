import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import * as esbuild from 'esbuild';
import type { HotFunction, HotLine } from '../../src/core/model.ts';
import { hotSpots } from '../../src/core/profile/hotspots.ts';
import { loadProfiles } from '../../src/node/load.ts';
import { cpuProfile, tempFolder } from '../cli/run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};

const source = `type A = number;
interface B { readonly a: A }

/** Comments move lines. */
export function slow(b: B): A {
  let sum = 0;
  for (let i = 0; i < b.a; i++) {
    sum += i % 7;
  }
  return sum;
}
`;

/** Position of a text in generated code: 1-based line; the profile's columns are set by the helper. */
function lineOf(code: string, text: string): number {
  return code.slice(0, code.indexOf(text)).split('\n').length;
}

interface Loaded {
  readonly hottest: HotFunction;
  readonly line: HotLine | undefined;
  readonly problems: readonly string[];
}

async function load(profile: string): Promise<Loaded> {
  const [loaded] = await loadProfiles([profile], { cwd: folder, roots: [folder] });
  const hot = hotSpots([loaded!.profile], { roots: [folder], onlyMine: false, top: 10 });
  return { hottest: hot.functions[0]!, line: hot.lines[0], problems: loaded!.profile.problems };
}

/** A profile in which `slow` of the generated file was hot on the line with `sum +=`. */
function record(name: string, file: string, code: string): string {
  const ticks = { [lineOf(code, 'sum +=')]: 90, [lineOf(code, 'for (let i')]: 10 };
  put(
    name,
    cpuProfile(folder, [
      ['(root)', '', 0, 0, {}],
      ['slow', file, lineOf(code, 'function slow'), 0, ticks],
    ]),
  );
  return name;
}

async function build(options: esbuild.TransformOptions): Promise<esbuild.TransformResult> {
  return await esbuild.transform(source, {
    loader: 'ts',
    format: 'cjs',
    sourcefile: '../src/a.ts',
    ...options,
  });
}

function assertExact({ hottest, line }: Loaded): void {
  assert.deepEqual([hottest.name, hottest.file, hottest.line], ['slow', 'src/a.ts', 5]);
  assert.deepEqual([line?.file, line?.line], ['src/a.ts', 8]);
}

test('a map beside the generated file', async () => {
  put('src/a.ts', source);
  const { code, map } = await build({ sourcemap: 'external' });
  put('out/a.js', `${code}//# sourceMappingURL=a.js.map\n`);
  put('out/a.js.map', map);
  assertExact(await load(record('beside.cpuprofile', 'out/a.js', code)));
});

test('an inline map longer than the tail that is read', async () => {
  const { code } = await build({ sourcemap: 'inline' });
  const padded = code.replace('sourceMappingURL=', `sourceMappingURL=`);
  assert.match(padded, /sourceMappingURL=data:/);
  const long = JSON.parse(Buffer.from(code.split('base64,')[1]!, 'base64').toString()) as Record<
    string,
    unknown
  >;
  const data = Buffer.from(JSON.stringify({ ...long, x_padding: 'p'.repeat(20_000) })).toString('base64');
  put('out/inline.js', code.replace(/base64,.*/s, `base64,${data}\n`));
  assertExact(await load(record('inline.cpuprofile', 'out/inline.js', code)));
});

test('sourceRoot, index maps and bundler URLs', async () => {
  const { code, map } = await build({ sourcemap: 'external' });
  const plain = JSON.parse(map) as { sources: string[] };
  const variants: Record<string, unknown> = {
    root: { ...plain, sources: ['a.ts'], sourceRoot: '../src/' },
    index: { version: 3, sections: [{ offset: { line: 0, column: 0 }, map: plain }] },
    webpack: { ...plain, sources: ['webpack://app/./src/a.ts?1f2e'] },
  };
  for (const [name, variant] of Object.entries(variants)) {
    put(`out/${name}.js`, `${code}//# sourceMappingURL=${name}.js.map\n`);
    put(`out/${name}.js.map`, JSON.stringify(variant));
    assertExact(await load(record(`${name}.cpuprofile`, `out/${name}.js`, code)));
  }
});

test("the recorder's own list of maps, for code that was transformed in memory", async () => {
  const { code, map } = await build({ sourcemap: 'external', sourcefile: 'a.ts' });
  const profile = record('memory.cpuprofile', 'src/a.ts', code);
  const sourceMapURL = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  put(
    'memory.maps.json',
    JSON.stringify({ version: 1, maps: [{ url: `file://${folder}/src/a.ts`, scriptId: '7', sourceMapURL }] }),
  );
  assertExact(await load(profile));
});

test('minified code: the function and its name are exact, lines that cannot be told are left out', async () => {
  const { code, map } = await build({ sourcemap: 'external', minify: true, format: 'esm', keepNames: false });
  const bundle = await esbuild.transform(`${source}\nconsole.log(slow({ a: 9 }));`, {
    loader: 'ts',
    sourcemap: 'external',
    sourcefile: '../src/a.ts',
    minify: true,
    format: 'iife',
  });
  assert.ok(map && code);
  const at = /function (\w)\(/.exec(bundle.code)!;
  put('out/min.js', `${bundle.code}//# sourceMappingURL=min.js.map\n`);
  put('out/min.js.map', bundle.map);
  const column = at.index + at[0].length;
  const text = cpuProfile(folder, [
    ['(root)', '', 0, 0, {}],
    [at[1]!, 'out/min.js', 1, 0, { 1: 100 }],
  ]);
  put(
    'min.cpuprofile',
    text.replace('"lineNumber":0,"columnNumber":9', `"lineNumber":0,"columnNumber":${column - 1}`),
  );
  const { hottest, line, problems } = await load('min.cpuprofile');
  assert.deepEqual([hottest.name, hottest.file, hottest.line], ['slow', 'src/a.ts', 5]);
  assert.equal(line, undefined);
  assert.match(problems.join('\n'), /min\.js was minified/);
});

test('what is wrong with a map is noted, and the profile is loaded all the same', async () => {
  const { code, map } = await build({ sourcemap: 'external' });
  const gone = JSON.stringify({
    ...(JSON.parse(map) as object),
    sources: ['../nowhere/gone.ts'],
    sourcesContent: undefined,
  });
  const variants: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['absent', undefined, /the source map of .*absent\.js was left out: it is not there/],
    ['broken', '{"version":3,"mappings"', /the source map of .*broken\.js was left out/],
    ['sourceless', gone, /names .*gone\.ts, not there/],
  ];
  for (const [name, text, note] of variants) {
    put(`out/${name}.js`, `${code}//# sourceMappingURL=${name}.js.map\n`);
    if (text !== undefined) put(`out/${name}.js.map`, text);
    const { hottest, problems } = await load(record(`${name}.cpuprofile`, `out/${name}.js`, code));
    assert.deepEqual([hottest.name, hottest.file], ['slow', `out/${name}.js`]);
    assert.match(problems.join('\n'), note);
  }
});

test('a map of another version of the source is not believed', async () => {
  put('src/short.ts', 'one line\n');
  const { code, map } = await build({ sourcemap: 'external', sourcefile: '../src/short.ts' });
  put('out/stale.js', `${code}//# sourceMappingURL=stale.js.map\n`);
  put('out/stale.js.map', JSON.stringify({ ...(JSON.parse(map) as object), sourcesContent: undefined }));
  const { hottest } = await load(record('stale.cpuprofile', 'out/stale.js', code));
  assert.equal(hottest.file, 'out/stale.js');
});
