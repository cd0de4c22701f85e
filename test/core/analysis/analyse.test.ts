import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { parse } from '../../../src/core/analysis/parse.ts';
import { check } from './marked.ts';

const prisma = `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n`;

check('through a service, an injected repository and a re-export', {
  'src/users.service.ts': `import { Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}
  async byId(id: string) { return this.users.findOneBy({ id }); }
  label(user: User) { return user.name; }
}`,
  'src/index.ts': `export * from './users.service';`,
  'src/teams.controller.ts': `import { UsersService } from '.';
@Controller('teams')
export class TeamsController {
  constructor(private readonly service: UsersService) {}
  @Get()
  async list(team: Team) {
    for (const member of team.members) {
      member.label = this.service.label(member);
      member.user = await this.service.byId(member.userId); // !n-plus-one
    }
  }
}`,
});

const barrels = Array.from({ length: 40 }, (_, i) => i);

check('files that all re-export one another are each asked once for a name, however many stand between', {
  'src/db.ts': prisma,
  'src/users.ts': `import { prisma } from './db';
export const userOf = (id: string) => prisma.user.findUnique({ where: { id } });`,
  // Each leads to the next, and all back to those before.
  ...Object.fromEntries(
    barrels.map((i) => [
      `src/b${i}.ts`,
      [
        ...barrels.filter((j) => j <= i + 1 && j !== i).map((j) => `./b${j}`),
        ...(i === 39 ? ['./users'] : []),
      ]
        .map((to) => `export * from '${to}';`)
        .join('\n'),
    ]),
  ),
  'src/route.ts': `import { userOf, noneOf } from './b0';
export async function handler(req: Request) {
  for (const id of req.body.ids) {
    noneOf(id);
    await userOf(id); // !n-plus-one
  }
}`,
});

check(
  'harmless loops stay out',
  {
    'src/db.ts': prisma,
    'src/loops.ts': `import { prisma } from './db';
import pLimit from 'p-limit';
const KINDS = ['a', 'b', 'c'];
export async function handler(req: Request, res: Response) {
  for (const kind of KINDS) await prisma.item.count({ where: { kind } });
  let cursor;
  do {
    const page = await prisma.item.findMany({ take: 100, cursor });
    cursor = page.at(-1)?.id;
  } while (cursor);
  for (let attempt = 0; attempt < 3; attempt++) {
    try { await prisma.item.create({ data: {} }); break; } catch { await sleep(10); }
  }
  for (const id of req.body.ids) {
    const found = await prisma.item.findUnique({ where: { id } });
    if (found) return found;
  }
  for (let i = 0; i < req.body.rows.length; i += 500) {
    await prisma.item.createMany({ data: req.body.rows.slice(i, i + 500) });
  }
  const limit = pLimit(4);
  await Promise.all(req.body.ids.map((id) => limit(() => prisma.item.delete({ where: { id } }))));
  const cache = new Map();
  for (const row of req.body.rows) {
    if (!cache.has(row.owner)) cache.set(row.owner, await prisma.user.findUnique({ where: { id: row.owner } }));
  }
  const top = await prisma.item.findMany({ take: 5 });
  for (const item of top) await prisma.item.update({ where: { id: item.id }, data: {} });
}`,
  },
  'n-plus-one',
  'unbounded-concurrency',
);

check('a stop at a failure is no search', {
  'src/db.ts': prisma,
  'src/check.ts': `import { prisma } from './db';
export async function handler(req: Request, res: Response) {
  for (const line of req.body.lines) {
    const product = await prisma.product.findUnique({ where: { id: line.id } }); // !n-plus-one
    if (!product) return res.status(404).json({ error: line.id });
  }
}`,
});

check('migrations, seeds, scripts, tests and start-up are not reviewed for speed', {
  'src/db.ts': prisma,
  ...Object.fromEntries(
    ['prisma/seed.ts', 'migrations/20240101-users.ts', 'scripts/fix.ts', 'src/a.test.ts', 'src/start.ts'].map(
      (file) => [
        file,
        `import { prisma } from '${file.startsWith('src') ? './db' : '../src/db'}';
async function main(ids: string[]) { for (const id of ids) await prisma.user.update({ where: { id }, data: {} }); }
main(process.argv);`,
      ],
    ),
  ),
});

check('field resolvers without a loader', {
  'src/db.ts': prisma,
  'src/resolvers.ts': `import { prisma } from './db';
export const resolvers = {
  Query: { posts: () => prisma.post.findMany({ take: 20 }) },
  Post: {
    author: (post) => prisma.user.findUnique({ where: { id: post.authorId } }), // !n-plus-one
    title: (post) => post.title.trim(),
    tags: (post, _args, { loaders }) => loaders.tags.load(post.id),
  },
  Stats: { users: () => prisma.user.count() },
};`,
});

check(
  'text methods and own sub-arrays are no quadratic search',
  {
    'src/match.ts': `export function match(text: string, words: string[], orders: Order[], users: User[]) {
  const hits = words.filter((word) => text.includes(word));
  const open = orders.filter((order) => order.lines.some((line) => line.open));
  return orders.map((order) => users.find((user) => user.id === order.userId)); // !quadratic-array
}`,
  },
  'quadratic-array',
);

test('a name that Object.prototype has is no trap', () => {
  const out = analyse({
    'src/a.ts':
      'const o = { toString() {} };\nexport const x = o.constructor.hasOwnProperty.call(o, "valueOf");\nfor (const k of xs) await o.__proto__(k);',
  });
  assert.deepEqual(out.notices, []);
});

test('objects that spread one another end', () => {
  const out = analyse({
    'src/a.ts':
      "import { b } from './b.ts';\nexport const a = { ...b };\nexport const load = (id) => a.find(id);\nfor (const id of ids) await a.find(id);",
    'src/b.ts': "import { a } from './a.ts';\nexport const b = { ...a, ...a.more };",
  });
  assert.deepEqual(out.notices, []);
});

test('Flow, decorators, TypeScript, JSX and old syntax are read', () => {
  const sources: Record<string, string> = {
    'a.js': '// @flow\ntype A = {| x: number |};\nexport function f<T>(x: T): ?T { return (x: any); }',
    'b.ts': '@Injectable() class A { constructor(@Inject() private readonly b: B) {} accessor c = 1; }',
    'c.tsx': 'export const C = <T,>(p: { a: T }) => <div {...p}>{p.a satisfies T}</div>;',
    'd.js': 'with (a) { b = 010; } label: for (;;) { break label; }',
    'e.mts': 'using x = open(); export default <const T>(a: T) => a;',
    'f.js': 'const a = (b: string): number => 1;',
  };
  for (const [file, text] of Object.entries(sources)) {
    const parsed = parse(file, text);
    assert.ok(parsed.program, `${file}: ${parsed.problem}`);
  }
});

test('words that only modules keep for themselves are names in scripts', () => {
  const script = 'for (const package in list) use(package);\nvar static = 1;\n';
  assert.equal(parse('a.js', script).problem, '');
  assert.match(parse('a.js', `${script}export {};\n`).problem, /reserved word 'package'/);
  assert.match(parse('a.js', `'use strict';\n${script}`).problem, /reserved word 'package'/);
  assert.notEqual(parse('a.js', `${script}let a; let a;`).problem, '');
});
