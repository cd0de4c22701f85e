import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import * as esbuild from 'esbuild';
import { runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

const source = `interface Item { readonly id: number }

export function build(n: number): Item[] {
  return Array.from({ length: n }, (_, id) => ({ id }));
}

type Sum = number;

export function slow(items: readonly Item[], rounds: number): Sum {
  let sum = 0;
  for (let r = 0; r < rounds; r++) {
    for (const item of items) sum += Math.sqrt(item.id ^ r) % 7;
  }
  return sum;
}

console.log('sum', slow(build(20_000), 3000) > 0);
`;

interface Row {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly selfShare: number;
}
interface Document {
  readonly recording: {
    readonly folder: string;
    readonly end: unknown;
    readonly threads: readonly unknown[];
  };
  readonly hot: { readonly functions: readonly Row[]; readonly lines: readonly Row[] };
  readonly diagnosis: { readonly families: readonly { readonly family: string }[] };
}

function own(rows: readonly Row[]): Row {
  return rows.find((r) => r.file.endsWith('.ts') || r.file.endsWith('.js'))!;
}

test('TypeScript through a source map: hottest function and line of the original; stdout stays one document', async () => {
  put('app.ts', source);
  const built = await esbuild.transform(source, {
    loader: 'ts',
    sourcemap: true,
    sourcefile: 'app.ts',
    format: 'cjs',
  });
  put('app.js', `${built.code}//# sourceMappingURL=app.js.map\n`);
  put('app.js.map', built.map);
  const { code, stdout, stderr } = await runCli(['profile', '--json', '--', process.execPath, 'app.js'], {
    cwd: folder,
  });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /sum true/, "the target's own output");
  const d = JSON.parse(stdout) as Document;
  assert.deepEqual(d.recording.end, { how: 'exited', code: 0 });
  assert.ok(existsSync(path.join(d.recording.folder, 'recording.json')));
  const hottest = own(d.hot.functions);
  assert.deepEqual([hottest.name, hottest.file, hottest.line], ['slow', 'app.ts', 9]);
  assert.deepEqual([own(d.hot.lines).file, own(d.hot.lines).line], ['app.ts', 12]);
  assert.equal(d.diagnosis.families[0]!.family, 'cpu-algorithmic');
  const report = await runCli(['report', d.recording.folder, '--format', 'html', '--output', 'out.html'], {
    cwd: folder,
  });
  assert.equal(report.code, 0, report.stderr);
});

test('a command that fails is still reported, with its code, exit 2', async () => {
  put(
    'fails.js',
    "let s = 0; for (let i = 0; i < 3e7; i++) s += i % 3; console.error('it went wrong'); process.exit(3);\n",
  );
  const text = await runCli(['profile', '--', process.execPath, 'fails.js'], { cwd: folder });
  assert.equal(text.code, 2);
  assert.match(text.stdout, /fails\.js:1/);
  assert.match(text.stderr, /^perfloop: the command ended with code 3: /m);
  assert.match(text.stderr, /^ {2}\| it went wrong$/m);
  const json = await runCli(['profile', '--json', '--', process.execPath, 'fails.js'], { cwd: folder });
  assert.equal(json.code, 2);
  assert.deepEqual((JSON.parse(json.stdout) as Document).recording.end, { how: 'exited', code: 3 });
});

test('Ctrl+C keeps what was recorded and reports it, exit 130', { timeout: 60_000 }, async () => {
  put(
    'forever.js',
    "console.error('started'); function spin() { let s = 0; for (let i = 0; i < 1e6; i++) s += i % 7; setImmediate(spin, s); } spin();\n",
  );
  const { code, stdout } = await runCli(['profile', '--json', '--', process.execPath, 'forever.js'], {
    cwd: folder,
    during: (child, stderr) => {
      const wait = setInterval(() => {
        if (!stderr().includes('started')) return;
        clearInterval(wait);
        setTimeout(() => child.kill('SIGINT'), 700);
      }, 50);
    },
  });
  assert.equal(code, 130);
  const d = JSON.parse(stdout) as Document;
  assert.deepEqual(d.recording.end, { how: 'cancelled' });
  assert.equal(own(d.hot.functions).name, 'spin');
});

test('--duration ends a server in good order, exit 0', { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await runCli(
    ['profile', '--duration', '1', '--json', '--', process.execPath, 'forever.js'],
    { cwd: folder },
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual((JSON.parse(stdout) as Document).recording.end, { how: 'duration-reached' });
});

test('a program that runs only a dependency is still shown below the folder it was recorded in', async () => {
  const work = tempFolder();
  const burner = path.join(work.folder, 'node_modules/burner');
  mkdirSync(burner, { recursive: true });
  const loop = 'for (let i = 0; i < 2e8; i++) x = (x * 31 + i) % 1000003;';
  writeFileSync(
    path.join(burner, 'index.js'),
    `exports.burn = () => {\n  let x = 1;\n  ${loop}\n  return x;\n};\n`,
  );
  writeFileSync(path.join(burner, 'cli.js'), "if (require('./index.js').burn() < 0) process.exitCode = 1;\n");
  try {
    const command = ['node', 'node_modules/burner/cli.js'];
    const { code, stdout } = await runCli(['profile', '--json', '--', ...command], { cwd: work.folder });
    assert.equal(code, 0);
    const [first] = JSON.parse(stdout).hot.functions;
    assert.deepEqual([first.file, first.line, first.pkg], ['node_modules/burner/index.js', 1, 'burner']);
  } finally {
    work.remove();
  }
});

test('allocations of a script that has run to its end keep their names and lines', async () => {
  put(
    'alloc.cjs',
    [
      'function rows(n) {',
      '  const all = [];',
      '  for (let i = 0; i < n; i++) all.push({ i, name: String(i) });',
      '  return all.length;',
      '}',
      'for (let k = 0; k < 40; k++) rows(50_000);',
    ].join('\n'),
  );
  const args = ['profile', '--kind', 'heap', '--json', '--', 'node', 'alloc.cjs'];
  const { code, stdout } = await runCli(args, { cwd: folder });
  assert.equal(code, 0);
  const [first] = JSON.parse(stdout).hot.functions;
  assert.deepEqual([first.name, first.file, first.line], ['rows', 'alloc.cjs', 1]);
});
