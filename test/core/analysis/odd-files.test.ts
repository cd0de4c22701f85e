/** Files of a shape that nobody expects: read, and in time that grows with their length. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { dotted, type Node } from '../../../src/core/analysis/ast.ts';
import { parse } from '../../../src/core/analysis/parse.ts';
import { Refs } from '../../../src/core/analysis/refs.ts';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';

const times = (n: number, part: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => part(i)).join('');

test('a decorator before a computed name, and one behind `export`, leave the file readable', () => {
  const sources = [
    "class A {\n  @On('x')\n  ['y']() {}\n}",
    'class A {\n  constructor(@Inject() private a: B, @Inject() [b]: C) {}\n  @Input() [key]: string;\n}',
    'export @Injectable() class A {}',
    'export default @Injectable() class A {}',
    'const o = { @bound a: 1, @bound() [b]() {} };',
  ];
  for (const text of sources) {
    const parsed = parse('a.ts', text);
    assert.equal(parsed.problem, '', text);
    assert.match(JSON.stringify(parsed.program), /"type":"Decorator"/, text);
  }
});

test('a decorator that somebody is typing leaves the rest readable', () => {
  const body = '@Controller()\nclass A {\n  @Get()\n  list() {}\n';
  for (const text of [
    `${body}  @Post()\n}\n`,
    `${body}}\n\n@Injectable()\n`,
    `${body}}\n@Injectable()\n\n`,
  ]) {
    const parsed = parse('a.ts', text);
    assert.match(parsed.problem, /decorators must be attached/i, text);
    assert.match(JSON.stringify(parsed.program), /"name":"list"/, text);
  }
});

test('a declaration whose name is not typed yet leaves the rest reviewed', () => {
  for (const half of ['interface {}', 'export default interface {}']) {
    const { findings, notices } = analyse({ 'a.ts': `${half}\n` });
    assert.deepEqual(findings, []);
    assert.doesNotMatch(JSON.stringify(notices), /could not be analysed/);
  }
});

test('what a decorator of today stands on is reviewed', () => {
  const { findings, notices } = analyse({
    'src/users.controller.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
@Controller('users')
export class UsersController {
  @Get()
  [Symbol.for('list')]() {}
  @Post()
  async many(@Body() body: Ids) {
    for (const id of body.ids) await prisma.user.findUnique({ where: { id } });
  }
}`,
  });
  assert.deepEqual(notices, []);
  assert.deepEqual(
    findings.map((f) => [f.rule, f.line]),
    [['n-plus-one', 9]],
  );
});

test('the names of all links of a chain take steps in proportion to its length', () => {
  const stepsOf = (length: number): number => {
    let steps = 0;
    let node = { type: 'Identifier', name: 'a' } as Node;
    const links: Node[] = [];
    for (let i = 0; i < length; i++) {
      const object = node;
      const property = { type: 'Identifier', name: 'then' };
      node = {
        type: 'MemberExpression',
        property,
        get object() {
          steps++;
          return object;
        },
      } as unknown as Node;
      links.push(node);
    }
    for (const link of links) dotted(link);
    return steps;
  };
  assert.ok(stepsOf(4_000) < 2.2 * stepsOf(2_000));
  const [statement] = parse('a.js', 'a.b.c().d["e"].f[0]').program!.body;
  assert.equal(statement?.type === 'ExpressionStatement' && dotted(statement.expression), 'a.b.c().d.e.f[]');
});

test('each link of a chain of list methods is looked into a few times', () => {
  const of = mock.method(Refs.prototype, 'of');
  try {
    const links = 300;
    const { notices } = analyse({
      'src/a.js': `export const names = (rows) => rows${times(links, (i) => `\n  .map((x) => x.a${i})\n  .filter(Boolean)`)};`,
    });
    assert.deepEqual(notices, []);
    assert.ok(of.mock.callCount() < 300 * links, `${of.mock.callCount()}`);
  } finally {
    of.mock.restore();
  }
});

test('a pattern of hundreds of loops is judged', () => {
  // Each pair of them is weak: 45,000 pairs.
  assert.equal(weaknesses(`${'a*'.repeat(300)}$`, '')[0]?.kind, 'polynomial');
});

test('thousands of functions that call one another are reviewed', () => {
  const count = 6_000;
  const { findings, notices } = analyse({
    'src/a.js': `const { Pool } = require('pg');
const pool = new Pool();
${times(count, (i) => `async function f${i}(x) { return f${(i + 1) % count}(x); }\n`)}
exports.list = async (req, res) => {
  for (const id of req.body.ids) await pool.query('SELECT 1', [id]);
  for (const id of req.body.ids) await f0(id);
};`,
  });
  assert.deepEqual(notices, []);
  assert.deepEqual(
    findings.map((f) => [f.rule, f.line]),
    [['n-plus-one', count + 5]],
  );
});

test('a function with many requests is read once for what bounds them', () => {
  let long = 0;
  const replace = String.prototype.replace as (this: string, ...args: unknown[]) => string;
  const counted = mock.method(String.prototype, 'replace', function (this: string, ...args: unknown[]) {
    if (this.length > 10_000) long++;
    return replace.apply(this, args);
  });
  try {
    const { findings } = analyse({
      'src/routes.js': `const app = require('express')();
app.get('/all', async (req, res) => {
${times(400, (i) => `  const a${i} = await fetch('https://example.org/some/where/${i}');\n`)}
  res.json([a0]);
});`,
    });
    assert.equal(findings.filter((f) => f.rule === 'missing-timeout').length, 400);
  } finally {
    counted.mock.restore();
  }
  assert.ok(long < 40, `${long}`);
});

test('lines are counted as editors and git count them, whatever ends one to the language', () => {
  const text = "const a = '\u2028';\r\nconst b = '\u2029'; // \u2028 c()\r  d(\n    e);\n";
  const parsed = parse('a.js', text);
  assert.ok(parsed.program);
  const places = parsed.program.body.map(({ loc }) => [loc!.start.line, loc!.start.column, loc!.end.line]);
  // What stands behind U+2028 is no part of the comment before it, and on its line.
  assert.deepEqual(places, [
    [1, 0, 1],
    [2, 0, 2],
    [2, 20, 2],
    [3, 2, 4],
  ]);
  assert.deepEqual(
    parsed.comments.map(({ loc }) => [loc!.start.line, loc!.start.column, loc!.end.column]),
    [[2, 15, 18]],
  );
});

test('a list cut by its own length is looked at, in a file that is reviewed', () => {
  const { findings, notices } = analyse({
    'src/when.ts': `import { Pool } from 'pg';
const pool = new Pool();
export async function load(text: string) {
  let parts = text.split(' ');
  parts = parts.slice(0, parts.length - 1);
  for (const p of parts) await pool.query('select name from words where id = $1', [p]);
}
export async function loadBoth(a: string[], b: string[]) {
  a = a.slice(0, b.length - 1);
  b = b.slice(0, a.length - 1);
  for (const p of b) await pool.query('select name from words where id = $1', [p]);
}`,
  });
  assert.deepEqual(notices, []);
  assert.deepEqual(
    findings.map((f) => [f.rule, f.line]),
    [
      ['n-plus-one', 6],
      ['n-plus-one', 11],
    ],
  );
});

test('imports inside of blocks, and with `assert`, are read without a word', () => {
  for (const text of [
    "if (Meteor.isServer) {\n  import fs from 'fs';\n}\nexport const a = 1;",
    "if (Meteor.isServer) {\n  import fs from 'fs';\n}",
    "import data from './data.json' assert { type: 'json' };",
  ])
    for (const file of ['a.js', 'a.ts']) assert.equal(parse(file, text).problem, '', text);
});
