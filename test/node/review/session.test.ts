import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import type { Finding } from '../../../src/core/analysis/finding.ts';
import { review } from '../../../src/node/review/review.ts';
import { createReviewSession, type FileReview } from '../../../src/node/review/session.ts';
import { tempFolder } from '../../cli/run-cli.ts';
import { random } from './random.ts';
import { hanging } from './repository.ts';

const { folder, remove } = tempFolder();
after(remove);

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "dependencies": { "pg": "8", "express": "5" } }',
  'src/db.ts': `import { Pool } from 'pg';
export const pool = new Pool();
export async function one(id: string) {
  const { rows } = await pool.query('SELECT * FROM a WHERE id = $1', [id]);
  return rows[0];
}
`,
  'src/users.ts': `import { one } from './db';
import { Teams } from './teams';
export class Users {
  constructor(private readonly teams: Teams) {}
  async byId(id: string) { return one(id); }
  async withTeam(id: string) { return { ...(await this.byId(id)), team: await this.teams.ofUser(id) }; }
}
`,
  'src/teams.ts': `import { Users } from './users';
import { one } from './db';
export class Teams {
  users!: Users;
  async ofUser(id: string) { return id ? this.members(id) : one(id); }
  async members(id: string) {
    const out = [];
    for (const m of await one(id)) out.push(await this.users.withTeam(m.id));
    return out;
  }
}
`,
  'src/index.ts': `export * from './users';\nexport * from './teams';\n`,
  'src/routes.ts': `import express from 'express';
import { Users, Teams } from '.';
const app = express();
const users = new Users(new Teams());
app.get('/users', async (req, res) => {
  const all = [];
  for (const id of req.query.ids) all.push(await users.byId(id));
  res.json(await Promise.all(req.body.map((id) => users.withTeam(id))));
});
`,
  'scripts/fill.ts': `import { one } from '../src/db';
for (const id of process.argv) await one(id);
`,
};

const lines = [
  '  for (const x of list) await one(x);',
  'async function again(n) { if (n) await again(n - 1); for (const y of n) await again(y); }',
  '  async load(list) { for (const u of list) await this.byId(u); }',
  'export async function many(list) { return Promise.all(list.map((u) => one(u))); }',
  "import { many } from './db';",
  "export { one as many } from './db';",
  'const seen = list.filter((x) => other.includes(x));',
  'for (const a of one) { for (const b of two) if (three.find((c) => c.id === b)) many(three); }',
  '// perfloop-ignore-next-line n-plus-one -- few',
  '}',
  '{',
  "const s = 'open",
];

function project(name: string): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

function byFile(findings: readonly Finding[]): Record<string, Finding[]> {
  const out: Record<string, Finding[]> = {};
  for (const f of findings) out[f.file] = [...(out[f.file] ?? []), f];
  for (const list of Object.values(out)) list.sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : 1));
  return out;
}

test('after any edits the session says what a whole review says', async () => {
  const root = project('edits');
  const changed = new Map<string, FileReview>();
  const session = createReviewSession({
    root,
    onChanged: (reviews) => {
      for (const r of reviews) changed.set(r.file, r);
    },
  });
  try {
    assert.equal((await session.indexed).files, 6);
    const draw = random(7);
    const texts: Record<string, string> = {};
    for (let version = 1; version <= 60; version++) {
      const names = Object.keys(files).filter((f) => f.endsWith('.ts'));
      const file = names[draw(names.length)]!;
      const now = (texts[file] ?? files[file]!).split('\n');
      const at = draw(now.length);
      if (draw(3) === 0) now.splice(at, 1);
      else if (draw(8) === 0) now.splice(0, now.length, ...files[file]!.split('\n'));
      else now.splice(at, 0, lines[draw(lines.length)]!);
      texts[file] = now.join('\n');
      const answer = await session.update(file, texts[file], version);
      assert.equal(answer.version, version);
      changed.set(file, answer);
      const whole = byFile((await review({ root, unsaved: texts, useCache: false })).findings);
      const here = byFile((await session.all()).flatMap((r) => r.findings));
      assert.deepEqual(here, whole, `edit ${version} of ${file}`);
      // What was answered and told adds up to the same.
      assert.deepEqual(
        byFile([...changed.values()].flatMap((r) => r.findings)),
        whole,
        `told after ${version}`,
      );
    }
  } finally {
    await session.dispose();
  }
});

test('changes on disk, new files, deleted files and closed editors', async () => {
  const root = project('disk');
  const session = createReviewSession({ root });
  const rules = async (file: string) => (await session.findings(file)).findings.map((f) => f.rule);
  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text);
  try {
    await session.indexed;
    assert.ok((await rules('src/routes.ts')).includes('n-plus-one'));
    // The helper no longer queries: what calls it is fine.
    write('src/db.ts', 'export async function one(id: string) { return id; }\n');
    await session.changedOnDisk(['src/db.ts']);
    assert.deepEqual(await rules('src/routes.ts'), []);
    write(
      'src/late.ts',
      `import { query } from './query';\nexport async function GET(l) { for (const x of l) await query(x); }\n`,
    );
    write(
      'src/query.ts',
      `import { Pool } from 'pg';\nexport const query = (x) => new Pool().query('SELECT 1', [x]);\n`,
    );
    await session.changedOnDisk(['src/late.ts', 'src/query.ts']);
    assert.deepEqual(await rules('src/late.ts'), ['n-plus-one']);
    const typed = await session.update('src/late.ts', '', 3);
    assert.deepEqual([typed.version, typed.findings], [3, []]);
    assert.deepEqual((await session.close('src/late.ts')).findings.length, 1);
    unlinkSync(path.join(root, 'src/late.ts'));
    await session.changedOnDisk(['src/late.ts']);
    assert.deepEqual(await rules('src/late.ts'), []);
    write('perfloop.json', '{ "review": { "ignores": ["src/query.ts"], "rules": { "n-plus-one": "off" } } }');
    write('src/db.ts', files['src/db.ts']!);
    await session.changedOnDisk(['perfloop.json', 'src/db.ts']);
    assert.ok(!(await rules('src/routes.ts')).includes('n-plus-one'));
    rmSync(path.join(root, 'src'), { recursive: true });
    await session.changedOnDisk(['src']);
    assert.deepEqual(await session.all(), []);
  } finally {
    await session.dispose();
  }
});

test('a file is answered before the index is whole, and reviews run beside', async () => {
  const root = project('early');
  const session = createReviewSession({ root });
  try {
    const early = await session.update(
      'src/a.ts',
      `export const f = (s) => new RegExp('(a+)+$').test(s);\n`,
      1,
    );
    assert.equal(early.version, 1);
    // What the file says alone, however early: nothing told would read as nothing found.
    assert.deepEqual(
      early.findings.map((f) => f.rule),
      ['redos'],
    );
    const whole = await session.review({ paths: ['src/routes.ts'] });
    assert.ok(whole.findings.some((f) => f.rule === 'n-plus-one'));
    await assert.rejects(session.review({ paths: ['nowhere'] }), { name: 'UserError', message: /nowhere/ });
    await assert.rejects(session.review({}, AbortSignal.abort()), { name: 'AbortError' });
  } finally {
    await session.dispose();
  }
});

test('ended in the middle: what was read is kept, later calls are refused', async () => {
  const root = project('ended');
  for (let i = 0; i < 400; i++)
    writeFileSync(path.join(root, `src/f${i}.ts`), `${files['src/teams.ts']}// ${i}\n`);
  const stop = new AbortController();
  const session = createReviewSession({ root, signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(session.indexed, { name: 'UserError' });
  await session.dispose();
  await assert.rejects(session.findings('src/db.ts'), { name: 'UserError' });
  assert.ok(readdirSync(path.join(root, '.perfloop/cache/review')).some((f) => f.endsWith('.bin')));
  const next = createReviewSession({ root });
  const state = await next.indexed;
  await next.dispose();
  assert.ok(state.analysed < state.files, `${state.analysed} of ${state.files}`);
});

test('the answer at once is the one that stands after a pause', async () => {
  const root = project('quick');
  const session = createReviewSession({ root });
  try {
    await session.indexed;
    const loop = '  for (const id of req.body.more) all.push(await users.byId(id));';
    const text = files['src/routes.ts']!.replace('  res.json(', `${loop}\n  res.json(`);
    const at = text.split('\n').indexOf(loop) + 1;
    const typed = await session.update('src/routes.ts', text, 1);
    const found = typed.findings.find((f) => f.line === at);
    assert.equal(found?.rule, 'n-plus-one');
    assert.match(found?.context ?? '', /handler/);
    assert.ok(found?.chain.some((s) => s.file === 'src/db.ts'));
    assert.deepEqual((await session.findings('src/routes.ts')).findings, typed.findings);
  } finally {
    await session.dispose();
  }
});

/** TypeScript's own ambiguity, `a < b > (c)`, nested: each level doubles what a parser has to try. */
test('a text that hangs the parser is left out, the rest is answered, and no thread is left', async () => {
  const root = project('hang');
  const workers: Worker[] = [];
  const seen = (worker: Worker): number => workers.push(worker);
  // What has ended has no id any more.
  const alive = (): number => workers.filter((w) => w.threadId !== -1).length;
  process.on('worker', seen);
  const session = createReviewSession({ root });
  try {
    await session.indexed;
    const others = session.update('src/routes.ts', `${files['src/routes.ts']}// 1\n`, 1);
    const stuck = await session.update('src/teams.ts', hanging, 2);
    assert.deepEqual([stuck.version, stuck.findings], [2, []]);
    // Answered once the next thread has its index.
    await session.changedOnDisk(['README.md']);
    assert.match((await session.findings('src/teams.ts')).notices[0]?.message ?? '', /takes over 2 s/);
    assert.equal((await others).version, 1);
    assert.ok((await session.findings('src/routes.ts')).findings.some((f) => f.rule === 'n-plus-one'));
    // Once it reads again it is as any other.
    const again = await session.update('src/teams.ts', files['src/teams.ts']!, 3);
    assert.deepEqual([again.version, again.notices], [3, []]);
    // Saved as it is: the thread that reads files from disk is ended too.
    writeFileSync(path.join(root, 'src/late.ts'), hanging);
    await session.changedOnDisk(['src/late.ts']);
    assert.match((await session.findings('src/late.ts')).notices[0]?.message ?? '', /takes over 2 s/);
    assert.deepEqual([workers.length, alive()], [2, 1]);
  } finally {
    await session.dispose();
    process.off('worker', seen);
  }
  assert.equal(alive(), 0);
});

test('a text that hangs the parser does not keep a session from ending', async () => {
  const root = project('hang-end');
  const session = createReviewSession({ root });
  await session.indexed;
  const stuck = session.update('src/teams.ts', hanging, 1);
  const told = assert.rejects(stuck, { name: 'UserError', message: /closed/ });
  await session.dispose();
  await told;
  assert.ok(!process.getActiveResourcesInfo().includes('MessagePort'));
});

test('a file that hangs the parser is a notice of a review, whether few files are read or many', async () => {
  for (const count of [0, 40]) {
    const root = project(`hang-review-${count}`);
    writeFileSync(path.join(root, 'src/hang.ts'), hanging);
    for (let i = 0; i < count; i++)
      writeFileSync(path.join(root, `src/f${i}.ts`), `export const f = ${i};\n`);
    const { findings, notices } = await review({ root, useCache: false });
    assert.deepEqual(
      notices.map((n) => `${n.file}: ${n.message}`),
      ['src/hang.ts: takes over 2 s; given up'],
    );
    assert.ok(findings.some((f) => f.file === 'src/routes.ts'));
  }
});

test('while somebody types in a function, what its callers pass is known as before', async () => {
  const root = project('passed');
  const notify = `import { one } from './db';
export async function notify(ids: string[]) {
  for (const id of ids) await one(id);
}
export async function first(id: string) { return notify([id]); }
`;
  const server = `import express from 'express';
import { notify, first } from './notify';
const app = express();
app.get('/a', async (req, res) => { await notify([req.query.id]); res.json(await first(req.query.id)); });
`;
  writeFileSync(path.join(root, 'src/notify.ts'), notify);
  writeFileSync(path.join(root, 'src/server.ts'), server);
  const session = createReviewSession({ root });
  try {
    await session.indexed;
    const told = async (text: string, version: number): Promise<readonly number[]> =>
      (await session.update('src/notify.ts', text, version)).findings
        .filter((f) => f.rule === 'n-plus-one')
        .map((f) => f.line);
    assert.deepEqual(await told(`// who is told\n${notify}`, 1), []);
    assert.deepEqual(await told(notify.replace('{ return notify', '{\n  return notify'), 2), []);
    assert.deepEqual(await told(notify.replace('notify([id])', 'notify(await one(id))'), 3), [3]);
    assert.deepEqual(await told(notify, 4), []);
  } finally {
    await session.dispose();
  }
});

test('what a recording shows to be hot is told whatever runs it, also in what is typed, until it is closed', async () => {
  const root = project('heat');
  const file = 'scripts/fill.ts';
  const session = createReviewSession({ root });
  const told = async () => (await session.findings(file)).findings.map((f) => `${f.rule} ${f.context}`);
  const hot = ['n-plus-one script (a script), yet hot in the recording'];
  const line = { file, line: 2, selfMs: 50, selfShare: 0.5, totalMs: 50, totalShare: 0.5 };
  try {
    await session.indexed;
    assert.deepEqual(await told(), []);
    await session.heat({
      functions: [],
      lines: [{ ...line, function: '', origin: 0, totalFrom: 'self' }],
    });
    assert.deepEqual(await told(), hot);
    const again = await session.update(file, `${files[file]}// typed\n`, 1);
    assert.deepEqual(
      again.findings.map((f) => f.rule),
      ['n-plus-one'],
    );
    const reviewed = await session.review({ paths: [file] });
    assert.deepEqual(
      reviewed.findings.map((f) => `${f.rule} ${f.context}`),
      hot,
    );
    await session.heat(undefined);
    assert.deepEqual(await told(), []);
    assert.deepEqual((await session.review({ paths: [file] })).findings, []);
  } finally {
    await session.dispose();
  }
});
