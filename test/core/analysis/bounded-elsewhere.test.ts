/** Lists that a parameter holds or another function gives: as long as all callers, or that function, make them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

const store = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function touch(id: string) { await prisma.user.update({ where: { id }, data: { seen: 1 } }); }
export const users = () => prisma.user.findMany();
`;

const head = `import express from 'express';
import { touch, users } from './store';
const app = express();
`;

/** One handler that does all this. */
function server(imports: string, body: string, more = ''): string {
  return `${head}${imports}
app.post('/a', async (req, res) => {
${body}
  res.end();
});
${more}`;
}

check('a list is few where every caller gives few', {
  'src/store.ts': store,
  'src/notify.ts': `import { touch } from './store';
export async function notify(ids: string[]) { for (const id of ids) await touch(id); }
export async function some(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function many(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function nobody(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function spread(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function long(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function sorted(ids: string[]) {
  const open = ids.filter(Boolean).sort();
  for (let i = 0; i < open.length; i++) await touch(open[i]);
}
export async function changed(ids: string[]) {
  ids.push(...(await users()));
  for (const id of ids) await touch(id); // !n-plus-one
}
`,
  'src/server.ts': server(
    `import { notify, some, many, spread, long, sorted, changed } from './notify';`,
    `  await notify([req.body.id]);
  await notify(req.body.ids.slice(0, 5));
  await notify(req.body.old ? ['a', 'b'] : []);
  await some([req.body.id]);
  await many(req.body.ids);
  await spread(...req.body.lists);
  await long(req.body.ids.slice(0, 50));
  await sorted(['a', req.body.id]);
  await changed(['a']);`,
    `app.post('/b', async (req, res) => { await some(req.body.ids); res.end(); });`,
  ),
});

check(
  'a part of a list may be worked on at once; a page is many for one query each',
  {
    'src/store.ts': store,
    'src/notify.ts': `import { touch } from './store';
export const remind = async (ids: string[]) => Promise.all(ids.map((id) => touch(id)));
export async function show(rows: Row[]) {
  for (const row of rows) await touch(row.id); // !n-plus-one
}
export async function batches(ids: string[]) {
  for (const part of chunk(ids, 50)) for (const id of part) await touch(id); // !n-plus-one
}
export async function parts(lists: string[][]) {
  for (const list of lists) await touch(list.join()); // !n-plus-one
}
export async function all(rows: Row[]) {
  return Promise.all(rows.map((row) => touch(row.id))); // !n-plus-one // !unbounded-concurrency
}
`,
    'src/server.ts': server(
      `import chunk from 'lodash/chunk';
import { remind, show, all, parts } from './notify';`,
      `  for (const ids of chunk(req.body.ids, 20)) await remind(ids);
  for (let i = 0; i < req.body.ids.length; i += 20) await remind(req.body.ids.slice(i, i + 20));
  await parts(chunk(req.body.ids, 20));
  const rows = await db.rows.find({ where: { open: true }, take: req.query.limit });
  await show(rows);
  await all(await users());`,
    ),
  },
  'n-plus-one',
  'unbounded-concurrency',
);

check('what is given goes through functions, options and classes, and circles end', {
  'src/store.ts': store,
  'src/notify.ts': `import { touch } from './store';
export async function inner(ids: string[]) { for (const id of ids) await touch(id); }
export async function outer(ids: string[], deep: number) {
  if (deep > 3) return;
  await inner(ids);
  await outer(ids.slice(1), deep + 1);
}
export async function opened({ ids, by }: Options) {
  for (const id of ids) await touch(id + by);
}
export async function held(options: Options) { await opened(options); }
export async function wide({ ids }: Options) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export class Mailer {
  async send(ids: string[]) { for (const id of ids) await touch(id); }
  async sendAll(ids: string[]) {
    for (const id of ids) await touch(id); // !n-plus-one
  }
}
`,
  'src/server.ts': server(
    `import { held, opened, outer, wide, Mailer } from './notify';
const mailer = new Mailer();`,
    `  await outer([req.body.a, req.body.b], 0);
  await held({ by: 'a', ids: [req.body.id] });
  await opened({ ids: ['x', 'y'], by: 'b' });
  await wide({ ids: req.body.ids });
  await mailer.send([req.body.id]);
  await mailer.sendAll(req.body.ids);`,
  ),
});

check('what a function gives is as long as the longest that it returns', {
  'src/store.ts': store,
  'src/lists.ts': `import { users } from './store';
export async function latest() { return (await users()).slice(0, 10); }
export async function oneOrNoUsers(id?: string) { if (!id) return []; return [id]; }
export async function allUsers(id?: string) { if (id) return [id]; return users(); }
export const unique = (ids: string[]) => [...new Set(ids)];
`,
  'src/server.ts': server(
    `import { latest, oneOrNoUsers as maybeUsers, allUsers, unique } from './lists';`,
    `  const some = await latest();
  for (const u of await latestUsers()) await touch(u.id);
  const ids = await maybeUsers(req.body.id);
  for (const id of ids) await touch(id);
  for (const id of await everyoneOfUsers()) await touch(id); // !n-plus-one
  for (const id of unique([req.body.a, req.body.b])) await touch(id);
  for (const id of unique(req.body.ids)) await touch(id); // !n-plus-one`,
    `const latestUsers = () => latest();
const everyoneOfUsers = () => allUsers();`,
  ),
});

check('who else may call it may give more', {
  'src/store.ts': store,
  'src/notify.ts': `import { touch } from './store';
export async function given(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function later(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function named(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function tested(ids: string[]) {
  for (const id of ids) await touch(id); // !n-plus-one
}
export async function around(groups: Group[], ids: string[]) {
  for (const group of groups) for (const id of ids) await touch(group.id + id); // !n-plus-one
}
`,
  'src/server.ts': server(
    `import { given, later, named, around } from './notify';
import * as tools from './notify';`,
    `  await given(['a']);
  await later(['a']);
  await named(['a']);
  await around(req.body.groups, ['a']);
  queue.run(given);
  setTimeout(later, 10, req.body.ids);
  await tools.named(req.body.ids);`,
  ),
  'src/notify.spec.ts': `import { tested } from './notify';
it('works', async () => { await tested(['a']); });`,
});

const lib = (code: string): Record<string, string> => ({
  'src/store.ts': store,
  'src/lib.ts': `import { touch } from './store';
export async function notify(ids: string[]) { for (const id of ids) await touch(id); }
`,
  'src/use.ts': code,
});

test('what a library gives to others may be called with anything; the reason says who gives what', () => {
  const call = `import { notify } from './lib';\nexport const one = (id: string) => notify([id]);`;
  assert.equal(analyse(lib(call)).findings.filter((f) => f.rule === 'n-plus-one').length, 1);
  const out = analyse(lib(server(`import { notify } from './lib';`, `  await notify([req.body.id]);`)));
  assert.deepEqual(
    out.findings.filter((f) => f.rule === 'n-plus-one'),
    [],
  );
  const [silenced] = out.silenced.filter((s) => s.rule === 'n-plus-one' && s.file === 'src/lib.ts');
  assert.equal(silenced?.reason, 'bounded: every caller passes few: a list of 1 (src/use.ts:6)');
});
