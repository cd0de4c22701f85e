/** Fixes in code as people write it: too wide for a line, in several lines, with two libraries at hand. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fixesFor } from '../../../../src/core/analysis/fixes/index.ts';
import { applyEdits } from '../../../../src/core/analysis/fixes/support/apply-edits.ts';
import { type Exports, type FixCase, findings, holds, offered } from './harness.ts';

const axios = () => ({
  axios: { default: { get: (id: unknown) => Promise.resolve(`got ${id}`) }, __esModule: true },
});
const sent = (body: unknown) => async (e: Exports) => {
  let answer: unknown;
  await e.handler!({ body }, { json: (v: unknown) => (answer = v) });
  return answer;
};
const lists = [sent({ ids: [3, 1, 3] }), sent({ ids: [] })];

const waitedFor = (list: string): string => `import axios from 'axios';

export async function handler(req, res) {
  const wanted = async () => req.body.ids;
  const answers = Promise.all(${list}.map(async (id) => {
    return axios.get(id, { timeout: 2000 });
  }));
  res.json(await answers);
}
`;

const cases: Readonly<Record<string, FixCase>> = {
  'a callback whose expression stands on a line of its own': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';

export async function handler(req, res) {
  const started = req.body.ids.map((id) =>
    axios.get(id, { timeout: 2000 })
  );
  res.json(await Promise.all(started));
}
`,
    becomes: `import axios from 'axios';

export async function handler(req, res) {
  const started = mapLimit(req.body.ids, 10, (id) =>
    axios.get(id, { timeout: 2000 })
  );
  res.json(await started);
}

/** Works on all items, a few at a time. Results are in the order of the items. */
async function mapLimit(items, limit, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
`,
    runs: lists,
  },
  'a list that is waited for': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: waitedFor('(await wanted())'),
    runs: lists,
  },
  'a list that is too long for the line': {
    rule: 'unbounded-concurrency',
    fix: 'limit-concurrency',
    kind: 'preview',
    modules: axios,
    code: waitedFor("(await wanted()).filter((id) => id !== 'none').sort()"),
    runs: lists,
  },
  'names that have a line to themselves': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';

export async function handler(req, res) {
  const customersOfTheYear = await axios.get('/customers', { timeout: 2000 });
  const ordersOfTheYear = await axios.get('/orders', { timeout: 2000 });
  const invoicesOfTheYear = await axios.get('/invoices', { timeout: 2000 });
  res.json([customersOfTheYear, ordersOfTheYear, invoicesOfTheYear]);
}
`,
    becomes: `import axios from 'axios';

export async function handler(req, res) {
  const [customersOfTheYear, ordersOfTheYear, invoicesOfTheYear] =
    await Promise.all([
      axios.get('/customers', { timeout: 2000 }),
      axios.get('/orders', { timeout: 2000 }),
      axios.get('/invoices', { timeout: 2000 }),
    ]);
  res.json([customersOfTheYear, ordersOfTheYear, invoicesOfTheYear]);
}
`,
    runs: [sent({})],
  },
  'more names than a line has room for': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';

export async function handler(req, res) {
  const customersOfTheYear = await axios.get('/customers', { timeout: 2000 });
  const ordersOfTheYear = await axios.get('/orders', { timeout: 2000 });
  const invoicesOfTheYear = await axios.get('/invoices', { timeout: 2000 });
  const paymentsOfTheYear = await axios.get('/payments', { timeout: 2000 });
  res.json([customersOfTheYear, ordersOfTheYear, invoicesOfTheYear, paymentsOfTheYear]);
}
`,
    becomes: `import axios from 'axios';

export async function handler(req, res) {
  const [
    customersOfTheYear,
    ordersOfTheYear,
    invoicesOfTheYear,
    paymentsOfTheYear,
  ] = await Promise.all([
    axios.get('/customers', { timeout: 2000 }),
    axios.get('/orders', { timeout: 2000 }),
    axios.get('/invoices', { timeout: 2000 }),
    axios.get('/payments', { timeout: 2000 }),
  ]);
  res.json([customersOfTheYear, ordersOfTheYear, invoicesOfTheYear, paymentsOfTheYear]);
}
`,
    runs: [sent({})],
  },
  'lists with a comma at the end where calls have none': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';

const options = {
  timeout: 2000,
};
export async function handler(req, res) {
  const wanted = await axios.get('/wanted/' + encodeURIComponent(String(req.body.ids)), options);
  const others = await axios.get(
    '/others',
    options
  );
  res.json(
    [wanted, others]
  );
}
`,
    becomes: `import axios from 'axios';

const options = {
  timeout: 2000,
};
export async function handler(req, res) {
  const [wanted, others] = await Promise.all([
    axios.get('/wanted/' + encodeURIComponent(String(req.body.ids)), options),
    axios.get(
      '/others',
      options
    ),
  ]);
  res.json(
    [wanted, others]
  );
}
`,
    runs: lists,
  },
  'results of several that are started at once already': {
    rule: 'sequential-awaits',
    fix: 'await-together',
    kind: 'preview',
    modules: axios,
    code: `import axios from 'axios';

const options = { timeout: 2000 };
export async function handler(req, res) {
  // What there is
  const [items, { length }] = await Promise.all([
    axios.get('/items', options),
    axios.get('/sizes', options), // in bytes
  ]);
  // Who has it
  const owners = await axios.get('/owners', options);
  const [shops, others] = await Promise.all([axios.get('/shops', options), axios.get('/others', options)]);
  res.json([items, length, owners, shops, others]);
}
`,
    becomes: `import axios from 'axios';

const options = { timeout: 2000 };
export async function handler(req, res) {
  const [[items, { length }], owners, shops, others] = await Promise.all([
    // What there is
    Promise.all([
      axios.get('/items', options),
      axios.get('/sizes', options), // in bytes
    ]),
    // Who has it
    axios.get('/owners', options),
    axios.get('/shops', options),
    axios.get('/others', options),
  ]);
  res.json([items, length, owners, shops, others]);
}
`,
    runs: [sent({})],
  },
  'items over several lines, and a list that is written to from then on': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export function boxes(rows) {
  let all = [];
  for (const row of rows) {
    all = [
      ...all,
      {
        ...row,
        place: [
          row.x,
        ],
      },
    ];
  }
  return all;
}
`,
    becomes: `export function boxes(rows) {
  const all = [];
  for (const row of rows) {
    all.push({
      ...row,
      place: [
        row.x,
      ],
    });
  }
  return all;
}
`,
    runs: [(e) => e.boxes!([{ x: 1 }, { x: 2 }]), (e) => e.boxes!([])],
  },
  'items that are chosen first': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export const flat = (rows) =>
  rows.reduce(
    (all, row) => [
      ...all,
      ...(row.items
        ? row.items
        : []),
      ...(row.others ?? []),
    ],
    [],
  );
`,
    becomes: `export const flat = (rows) =>
  rows.reduce(
    (all, row) => {
      const more = row.items
        ? row.items
        : [];
      for (const item of more) all.push(item);
      const added = row.others ?? [];
      for (const item of added) all.push(item);
      return all;
    },
    [],
  );
`,
    runs: [(e) => e.flat!([{ items: [1, 2] }, {}, { items: [3], others: [4] }])],
  },
  'items that are chosen in a case of a switch': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export const flat = (rows) =>
  rows.reduce((all, row) => {
    switch (row.kind) {
      case 'list':
        return [...all, ...(row.items ?? [])];
      default:
        return all;
    }
  }, []);
`,
    becomes: `export const flat = (rows) =>
  rows.reduce((all, row) => {
    switch (row.kind) {
      case 'list':
        {
          const more = row.items ?? [];
          for (const item of more) all.push(item);
          return all;
        }
      default:
        return all;
    }
  }, []);
`,
    runs: [(e) => e.flat!([{ kind: 'list', items: [1, 2] }, { kind: 'list' }, { items: [3] }])],
  },
  'several items at once': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export const both = (rows) =>
  rows.reduce((all, row) => [...all, row.a, row.b], []);
`,
    becomes: `export const both = (rows) =>
  rows.reduce((all, row) => {
    all.push(row.a, row.b);
    return all;
  }, []);
`,
    runs: [(e) => e.both!([{ a: 1, b: 2 }, { a: 3 }])],
  },
  'a list whose name says it is a set': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'safe',
    code: `export function known(rows, wanted) {
  const nameSet = rows.map((row) => row.name);
  return wanted.filter((name) => nameSet.includes(name));
}
`,
    becomes: `export function known(rows, wanted) {
  const nameSet = rows.map((row) => row.name);
  const nameLookup = new Set(nameSet);
  return wanted.filter((name) => nameLookup.has(name));
}
`,
    runs: [(e) => e.known!([{ name: 1 }], [1, 2])],
  },
  'columns that are chosen, and lack the key': {
    rule: 'n-plus-one',
    fix: 'batch-query',
    kind: 'preview',
    project: { dependencies: new Set(['sequelize']) },
    modules: () => ({
      './models': {
        Product: {
          findByPk: async (id: unknown) => (id === 9 ? null : { price: Number(id) * 2 }),
          findAll: async ({ where }: { where: { id: unknown[] } }) =>
            where.id.filter((id) => id !== 9).map((id) => ({ id, price: Number(id) * 2 })),
        },
      },
    }),
    code: `import { Product } from './models';
export async function handler(req, res) {
  let total = 0;
  for (const id of req.body.ids) {
    const product = await Product.findByPk(id, { attributes: ['price'] });
    total += product ? product.price : 0;
  }
  res.json(total);
}
`,
    becomes: `import { Product } from './models';
export async function handler(req, res) {
  let total = 0;
  const products = await Product.findAll({
    where: { id: req.body.ids },
    attributes: ['id', 'price'],
  });
  const productById = new Map(
    products.map((product) => [String(product.id), product]),
  );
  for (const id of req.body.ids) {
    const product = productById.get(String(id)) ?? null;
    total += product ? product.price : 0;
  }
  res.json(total);
}
`,
    runs: [sent({ ids: [1, 2, 9, 1] }), sent({ ids: [] })],
  },
  'rows that are gone through by their number, in a file without semicolons': {
    rule: 'n-plus-one',
    fix: 'batch-query',
    kind: 'preview',
    project: { dependencies: new Set(['mongoose']) },
    modules: () => {
      const one = (id: unknown) => ({ _id: id, userId: id, price: Number(id) * 2, lean: undefined });
      const chain = (value: unknown) => ({ select: () => ({ lean: async () => value }) });
      return {
        './models': {
          Driver: {
            findOne: ({ userId }: { userId: unknown }) => chain(userId === 9 ? null : one(userId)),
            find: ({ userId }: { userId: { $in: unknown[] } }) =>
              chain(userId.$in.filter((u) => u !== 9).map(one)),
          },
        },
      };
    },
    code: `import { Driver } from './models'
export async function handler(req, res) {
  const found = []
  if (req.body.ids) {
    const rows = req.body.ids.map((userId) => ({ userId }))
    // One after the other
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const driver = await Driver.findOne({ userId: row.userId, active: true })
        .select('price')
        .lean()
      found.push(driver ? driver.price : 0)
    }
  }
  res.json(found)
}
`,
    becomes: `import { Driver } from './models'
export async function handler(req, res) {
  const found = []
  if (req.body.ids) {
    const rows = req.body.ids.map((userId) => ({ userId }))
    const drivers = await Driver.find({ userId: { $in: rows.map((row) => row.userId) }, active: true })
      .select('price userId')
      .lean()
    const driverByUserId = new Map(
      drivers.map((driver) => [String(driver.userId), driver]),
    )
    // One after the other
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const driver = driverByUserId.get(String(row.userId)) ?? null
      found.push(driver ? driver.price : 0)
    }
  }
  res.json(found)
}
`,
    runs: [sent({ ids: [1, 2, 9, 1] }), sent({ ids: [] })],
  },
  'a client of Prisma that another package of the repository has': {
    rule: 'n-plus-one',
    fix: 'batch-query',
    kind: 'preview',
    modules: () => ({
      '@acme/db': {
        db: {
          customer: {
            findUnique: async ({ where }: { where: { id: number } }) => ({
              id: where.id,
              name: `c${where.id}`,
            }),
            findMany: async ({ where }: { where: { id: { in: number[] } } }) =>
              where.id.in.map((id) => ({ id, name: `c${id}` })),
          },
        },
      },
    }),
    code: `import { db } from '@acme/db';
export async function handler(req, res) {
  const names = [];
  for (const id of req.body.ids) {
    const customer = await db.customer.findUnique({ where: { id } });
    names.push(customer?.name);
  }
  res.json(names);
}
`,
    runs: lists,
  },
  'a list that grows in a loop in a loop': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export function keys(rows) {
  const names = [];
  for (const row of rows) {
    for (const key of Object.keys(row)) {
      if (names.includes(key)) continue;
      names.push(key);
    }
  }
  return names;
}
`,
    becomes: `export function keys(rows) {
  const names = [];
  const nameSet = new Set(names);
  for (const row of rows) {
    for (const key of Object.keys(row)) {
      if (nameSet.has(key)) continue;
      names.push(key);
      nameSet.add(key);
    }
  }
  return names;
}
`,
    runs: [(e) => e.keys!([{ a: 1, b: 2 }, { b: 1, c: 3 }, {}]), (e) => e.keys!([])],
  },
  'comparing what chains of calls over several lines give': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export function sorted(rows) {
  return rows.sort((a, b) => {
    const order = a.name
      .replace(/^[~]/, '')
      .localeCompare(b.name.replace(/^[~]/, ''), undefined, {
        sensitivity: 'accent',
      });
    return order === 0 ? a.place - b.place : order;
  });
}
`,
    becomes: `const collator = new Intl.Collator(undefined, {
  sensitivity: 'accent',
});

export function sorted(rows) {
  return rows.sort((a, b) => {
    const order = collator.compare(
      a.name.replace(/^[~]/, ''),
      b.name.replace(/^[~]/, ''),
    );
    return order === 0 ? a.place - b.place : order;
  });
}
`,
    runs: [['b', '~a', 'C'], []].map(
      (names) => (e: Exports) => e.sorted!(names.map((name, place) => ({ name, place }))),
    ),
  },
};

const typed = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;
const known = (list: string, ask: string, db = ''): string => `${typed}
export async function load(orders: { id: number; by?: number }[], body: any${db}) {
  const found = [];
  for (const order of ${list}) ${ask}
  return found;
}
`;
const askFor = (key: string, client = 'prisma'): string =>
  `{
    if (!order.by) continue;
    found.push(await ${client}.customer.findUnique({ where: { id: ${key} } }));
  }`;
const many = (code: string): string =>
  offered('src/code.ts', code, 'n-plus-one').find((f) => f.name === 'batch-query')!.edits[0]!.text;

test('TypeScript knows what is in a list, that a key is there, and of any that it is any', () => {
  assert.match(
    many(known('orders', askFor('order.by'))),
    /orders\.filter\(\(order\) => order\.by\)\.map\(\(order\) => order\.by!\)/,
  );
  assert.match(many(known('orders', askFor('order.id'))), /\.map\(\(order\) => order\.id\)/);
  assert.match(
    many(known('body.list', askFor('order.id'))),
    /body\.list\.filter\(\(order: any\) => order\.by\)/,
  );
  assert.match(
    many(known('orders', askFor('order.id', 'db'), ', db: any')),
    /new Map<unknown, any>\(\s*customers\.map\(\(customer: any\) => \[customer\.id, customer\]\)/,
  );
});

test('a bare list to begin with has no items for TypeScript', () => {
  const code = (begin: string): string =>
    `export const all = (rows: { v: number }[]) => rows.reduce((acc, row) => [...acc, row.v], ${begin});\n`;
  assert.deepEqual(offered('src/code.ts', code('[]'), 'accumulating-spread'), []);
  assert.equal(offered('src/code.ts', code('[] as number[]'), 'accumulating-spread').length, 1);
  assert.equal(
    offered('src/code.js', code('[]').replace(/: \{.*\}\[\]/, ''), 'accumulating-spread').length,
    1,
  );
});

test('nothing is done at once with what leaves something behind, or after what has to be found', () => {
  const code = (first: string, second: string): string => `import axios from 'axios';
const ${first} = (id) => axios.get('/first/' + id, { timeout: 2000 });
const ${second} = (id) => axios.get('/second/' + id, { timeout: 2000 });
export async function handler(req, res) {
  const user = await ${first}(req.body.id);
  const shop = await ${second}(req.body.shop);
  res.json([user, shop]);
}
`;
  const made = (first: string, second: string): number | undefined => {
    const found = findings('src/code.js', code(first, second)).find((f) => f.rule === 'sequential-awaits');
    return found && fixesFor(found, code(first, second)).length;
  };
  assert.equal(made('findUser', 'loadShop'), 1);
  assert.equal(made('findUserOrThrow', 'loadShop'), 1);
  assert.equal(made('findUser', 'shopOf'), 1);
  assert.equal(made('findUserOrThrow', 'duplicateShop'), 0);
  assert.equal(made('findUser', 'persistShop'), 0);
  assert.equal(made('bulkInsertUsers', 'bulkUpsertShops'), 0);
});

test('the promises know no number of an open file', () => {
  const code = (of: string, to: string): string => `import { openSync, writeFileSync } from 'node:fs';
import express from 'express';
const app = express();
app.post('/notes', async (req, res) => {
  const out = ${of};
  writeFileSync(${to}, req.body.text);
  res.json({});
});
`;
  const made = (of: string, to: string): number =>
    offered('src/code.js', code(of, to), 'sync-io-hot-path').length;
  assert.equal(made("'notes.txt'", 'out'), 1);
  for (const [of, to] of [
    ["openSync('notes.txt', 'a')", 'out'],
    ['req.file', 'out.fd'],
    ['1', '1'],
  ] as const)
    assert.equal(
      offered('src/code.js', code(of, to), 'sync-io-hot-path').filter((f) =>
        f.edits.some((e) => /writeFile/.test(e.text)),
      ).length,
      0,
      to,
    );
});

for (const [name, c] of Object.entries(cases)) test(name, () => holds(c));

test('a list that is waited for is given without its brackets, each argument on a line where one is too short', () => {
  const text = (name: string): string =>
    offered('src/code.js', cases[name]!.code, 'unbounded-concurrency')[0]!.edits[0]!.text;
  assert.match(text('a list that is waited for'), /^mapLimit\(await wanted\(\), 10, async \(id\) => \{\n/);
  assert.match(
    text('a list that is too long for the line'),
    /^mapLimit\(\n {4}\(await wanted\(\)\)\.filter\(.*\)\.sort\(\),\n {4}10,\n {4}async \(id\) => \{\n {6}return .*\n {4}\},\n {2}\)$/,
  );
});

test('another library whose client is asked in the form of Prisma is none', () => {
  const code = (client: string): string => `import { db } from '@acme/db';
export async function handler(req, res) {
  const found = [];
  for (const id of req.body.ids) found.push(await ${client}.findFirst({ where: { id } }));
  res.json(found);
}
`;
  const made = (client: string, ...names: string[]): number =>
    offered('src/code.js', code(client), 'n-plus-one', { dependencies: new Set(names) }).length;
  assert.equal(made('db.users'), 1);
  assert.equal(made('db.query.users'), 0);
  assert.equal(made('db.users', 'drizzle-orm'), 0);
});

test('a few at a time by the function that an earlier fix left in the file, also after a formatter', () => {
  for (const type of ['', ': string[]']) {
    const file = type ? 'src/code.ts' : 'src/code.js';
    const all = (name: string): string => `export async function ${name}(urls${type}) {
  const ${name}Of = urls.map((url) => axios.get(url, { timeout: 2000 }));
  return await Promise.all(${name}Of);
}
`;
    const limited = (code: string): string => {
      const fix = offered(file, code, 'unbounded-concurrency').find((f) => f.name === 'limit-concurrency')!;
      return applyEdits(code, fix.edits);
    };
    const once = limited(`import axios from 'axios';\n\n${all('pages')}\n${all('images')}`);
    const twice = limited(once);
    assert.equal(twice.match(/= mapLimit\(urls, 10, /g)?.length, 2, twice);
    assert.equal(twice.match(/function mapLimit/g)?.length, 1, twice);
    const formed = once
      .replace('mapLimit(urls', 'few(urls')
      .replace('function mapLimit', 'function few')
      .replaceAll(';', '')
      .replace('worker))', 'worker),)')
      .replaceAll('\n  ', '\n\t');
    assert.match(limited(formed), /= few\(urls, 10, [\s\S]*= few\(urls, 10, /);
    const other = limited(once.replace('const at = next++;', 'const at = next--;'));
    assert.match(other, /function mapLimit2/, 'a function that does something else');
  }
});

test('where a list that begins empty holds nothing for TypeScript, it gets a type or is not needed', () => {
  const loose = { dependencies: new Set(['@prisma/client']), emptyListsHoldNothing: true };
  const made = (rule: string, code: string, project = loose): string =>
    offered('src/code.ts', code, rule, project)
      .flatMap((f) => f.edits.map((e) => e.text))
      .join(' ');
  const gathered = `import axios from 'axios';
export async function load(urls: string[]) {
  const pages = await Promise.all(urls.map((url) => axios.get(url, { timeout: 2000 })));
  return pages.length;
}
`;
  assert.match(made('unbounded-concurrency', gathered), /mapLimit\(urls, 10/);
  assert.match(
    made('unbounded-concurrency', gathered, { ...loose, emptyListsHoldNothing: false }),
    /const pages = \[\]/,
  );
  const collected = `import { prisma } from './db';
export async function save(rows: { id: number; old: boolean }[]) {
  for (const row of rows) {
    if (row.old) await prisma.customer.delete({ where: { id: row.id } });
  }
}
`;
  assert.match(made('n-plus-one', collected), /const customerKeys: any\[\] = \[\]/);
  assert.match(
    made('n-plus-one', collected, { ...loose, emptyListsHoldNothing: false }),
    /const customerKeys = \[\]/,
  );
});

test('nothing is asked before the loop for what the loop asks whether it is there', () => {
  const code = (test: string, ask: string): string => `export function some(ids, report, rows) {
  const found = [];
  for (const id of ids) {
    if (${test}${ask}) found.push(id);
  }
  return found;
}
`;
  const made = (test: string, ask: string): number =>
    offered('src/code.js', code(test, ask), 'quadratic-array').length;
  assert.equal(made('', 'report.names.includes(id)'), 1);
  assert.equal(made('report.more && ', 'report.names.includes(id)'), 1);
  assert.equal(made('report && ', 'report.names.includes(id)'), 0);
  assert.equal(made('', 'rows.find((row) => row.id === id)'), 1);
  assert.equal(made('rows && ', 'rows.find((row) => row.id === id)'), 0);
});

const model = `import { Purchase } from './models';
export async function handler(req, res) {
  for (const id of req.body.ids) await Purchase.create({ id });
  res.json({});
}
`;
const ofProject = (...names: string[]): (string | undefined)[] =>
  offered('src/code.js', model, 'n-plus-one', { dependencies: new Set(names) }).map((f) => f.edits[0]!.text);

test('of two libraries with models of one form the file has to say which it uses', () => {
  assert.match(ofProject('mongoose')[0]!, /insertMany/);
  assert.match(ofProject('sequelize')[0]!, /bulkCreate/);
  assert.deepEqual(ofProject('mongoose', 'sequelize'), []);
});

test('nothing is started before a check has said that it may be', () => {
  const code = (name: string): string => `import axios from 'axios';
const ${name} = (id) => axios.get('/may/' + id, { timeout: 2000 });
export async function handler(req, res) {
  const item = await ${name}(req.body.id);
  const file = await axios.get('/files/' + req.body.id, { timeout: 2000 });
  res.json([item, file]);
}
`;
  assert.equal(offered('src/code.js', code('itemFor'), 'sequential-awaits').length, 1);
  const checked = code('checkCanRead');
  assert.deepEqual(offered('src/code.js', checked, 'sequential-awaits'), []);
});

test('a list that may be missing and gives something else then is told in the note', () => {
  const noteOf = (asked: string): string => {
    const code = `export function join(people, orders) {
  return people.map((p) => ({ ...p, orders: ${asked} }));
}
`;
    return offered('src/code.js', code, 'quadratic-array')[0]!.note;
  };
  assert.match(noteOf('orders?.filter((o) => o.by === p.id)'), /an empty list now, not undefined/);
  assert.match(noteOf('orders?.some((o) => o.by === p.id)'), /false now, not undefined/);
  for (const same of [
    'orders?.filter((o) => o.by === p.id) ?? []',
    'orders?.some((o) => o.by === p.id) ? 1 : 2',
    'orders?.find((o) => o.by === p.id)',
    'orders.filter((o) => o.by === p.id)',
  ])
    assert.doesNotMatch(noteOf(same), /not undefined/, same);
});

test('the type that is written for an item of a list stays with it', () => {
  const code = (param: string, key: string): string => `interface Row { id: number }
export function known(rows: Row[], list: any) {
  return rows.filter((row) => !list.some((${param}) => ${key} === row.id));
}
`;
  for (const [param, key] of [
    ['other: Row', 'other.id'],
    ['{ id }: Row', 'id'],
  ] as const) {
    const fix = offered('src/code.ts', code(param, key), 'quadratic-array').find(
      (f) => f.name === 'map-index',
    )!;
    assert.ok(
      fix.edits.some((e) => e.text.includes(`list.map((${param}) => ${key})`)),
      JSON.stringify(fix.edits),
    );
  }
});

test('in the braces of JSX a list needs no parentheses', () => {
  const code = `export const Page = ({ rows, all }) => (
  <ul>
    {rows.map((row) => (
      <Row key={row.id} parts={all.filter((part) => part.row === row.id)} />
    ))}
  </ul>
);
`;
  const fix = offered('src/code.jsx', code, 'quadratic-array').find((f) => f.name === 'map-index')!;
  assert.ok(
    fix.edits.some((e) => e.text === 'allByRow.get(row.id) ?? []'),
    JSON.stringify(fix.edits),
  );
});
