import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor, fixSafely } from '../../../../src/core/analysis/fixes/index.ts';
import { applyEdits } from '../../../../src/core/analysis/fixes/support/apply-edits.ts';
import { type Exports, type FixCase, findings, holds, offered } from './harness.ts';

const people = [
  [],
  [{ id: 1, name: 'a' }],
  [{ id: 1, name: 'b' }, { id: 2, name: 'B' }, { id: 1, name: 'c' }, { name: 'none' }],
];
const orders = [[], [{ by: 1 }, { by: 2 }, { by: 3 }, {}, { by: null }, { by: '1' }]];

const cases: Readonly<Record<string, FixCase>> = {
  'a pattern of constants': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export function grep(lines) {
  // only the hits
  return lines.filter((line) => new RegExp('^a+b', 'i').test(line));
}
`,
    becomes: `export function grep(lines) {
  const pattern = new RegExp('^a+b', 'i');
  // only the hits
  return lines.filter((line) => pattern.test(line));
}
`,
    runs: [(e) => e.grep!(['aab', 'b', 'AB']), (e) => e.grep!([])],
  },
  'a pattern of a parameter, in an arrow function without a body, in double quotes and without semicolons': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export const grep = (lines, word) => lines.filter((line) => new RegExp(word, "i").test(line))\nexport const x = "y"\n`,
    becomes: `export const grep = (lines, word) => {
  const pattern = new RegExp(word, "i")
  return lines.filter((line) => pattern.test(line))
}
export const x = "y"
`,
    runs: [(e) => e.grep!(['ab', 'c'], 'A'), (e) => e.grep!(['x'], '(')],
  },
  'a pattern that has a name': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export function grep(lines, word) {
  const out = [];
  for (const line of lines) {
    const pattern = new RegExp('^' + word + '$', 'i');
    if (pattern.test(line) && !line.replace(pattern, '')) out.push(line);
  }
  return out;
}
`,
    becomes: `export function grep(lines, word) {
  const out = [];
  const pattern = new RegExp('^' + word + '$', 'i');
  for (const line of lines) {
    if (pattern.test(line) && !line.replace(pattern, '')) out.push(line);
  }
  return out;
}
`,
    runs: [(e) => e.grep!(['ab', 'AB', 'c'], 'ab'), (e) => e.grep!(['x'], '(')],
  },
  'a pattern with a name in a callback, with tabs and CRLF': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export function grep(lines, word) {\r\n\treturn lines.filter((line) => {\r\n\t\tconst pattern = new RegExp(word, 'i')\r\n\t\treturn pattern.test(line)\r\n\t})\r\n}\r\nexport const x = 'y'\r\n`,
    becomes: `export function grep(lines, word) {\r\n\tconst pattern = new RegExp(word, 'i')\r\n\treturn lines.filter((line) => {\r\n\t\treturn pattern.test(line)\r\n\t})\r\n}\r\nexport const x = 'y'\r\n`,
    runs: [(e) => e.grep!(['ab', 'AB', 'c'], 'ab')],
  },
  'a global pattern that replace resets': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export function clean(lines) {\r\n\tconst out = [];\r\n\tfor (const line of lines) {\r\n\t\tout.push(line.replace(new RegExp('a', 'g'), 'b'));\r\n\t}\r\n\treturn out;\r\n}\r\n`,
    becomes: `export function clean(lines) {\r\n\tconst out = [];\r\n\tconst pattern = new RegExp('a', 'g');\r\n\tfor (const line of lines) {\r\n\t\tout.push(line.replace(pattern, 'b'));\r\n\t}\r\n\treturn out;\r\n}\r\n`,
    runs: [(e) => e.clean!(['aaa', 'bab', 'aaa'])],
  },
  'a formatter of constants': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export const prices = (rows) => rows.map((row) => new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).format(row.price));\n`,
    runs: [(e) => e.prices!([{ price: 1 }, { price: 2.5 }]), (e) => e.prices!([])],
  },
  'a formatter of constants where others may call before the module is there': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export function prices(rows) {
  return rows.map((row) => new Intl.NumberFormat('de').format(row.price));
}
`,
    becomes: `export function prices(rows) {
  const numberFormat = new Intl.NumberFormat('de');
  return rows.map((row) => numberFormat.format(row.price));
}
`,
    runs: [(e) => e.prices!([{ price: 1 }, { price: 2.5 }])],
  },
  'a formatter that has a name': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export function prices(rows) {
  const out = [];
  for (const row of rows) {
    const euro = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
    out.push(euro.format(row.price));
  }
  return out;
}
`,
    becomes: `export function prices(rows) {
  const out = [];
  const euro = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
  for (const row of rows) {
    out.push(euro.format(row.price));
  }
  return out;
}
`,
    runs: [(e) => e.prices!([{ price: 1 }, { price: 2.5 }]), (e) => e.prices!([])],
  },
  'a formatter with a name in a callback, in a language that is handed in': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export const days = (rows, locale) => {
  return rows.map((row) => {
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', timeZone: 'UTC' });
    return day.format(row.at);
  });
};
`,
    runs: [(e) => e.days!([{ at: 0 }, { at: 1e10 }], 'de')],
  },
  'comparing with a locale': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export function after(rows, name) {
  const found = [];
  for (const row of rows) {
    if (row.name.localeCompare(name, 'de', { sensitivity: 'base' }) > 0) found.push(row);
  }
  return found;
}
`,
    runs: people.map((p) => (e) => e.after!(p, 'b')),
  },
  'the same value as JSON': {
    rule: 'quadratic-json',
    fix: 'hoist',
    kind: 'preview',
    code: `export function label(rows, options) {
  const out = [];
  for (const row of rows) {
    out.push(row.name + JSON.stringify(options));
  }
  return out;
}
`,
    runs: [...people.map((p) => (e: Exports) => e.label!(p, { a: [1] }))],
  },
  'a list asked with includes': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'safe',
    file: 'src/code.ts',
    code: `export function known(rows: { id: number }[], people: { id: number }[]) {
  const ids = people.map((p) => p.id);
  return rows.filter((row) => ids.includes(row.id));
}
`,
    becomes: `export function known(rows: { id: number }[], people: { id: number }[]) {
  const ids = people.map((p) => p.id);
  const idSet = new Set(ids);
  return rows.filter((row) => idSet.has(row.id));
}
`,
    runs: people.map((p) => (e) => e.known!([{ id: 1 }, { id: Number.NaN }, {}], p)),
  },
  'a list asked in one loop after another': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'safe',
    code: `export function split(rows, people) {
  const ids = people.map((p) => p.id);
  const known = rows.filter((row) => ids.includes(row.id));
  const others = rows.filter((row) => !ids.includes(row.id));
  return { known, others };
}
`,
    becomes: `export function split(rows, people) {
  const ids = people.map((p) => p.id);
  const idSet = new Set(ids);
  const known = rows.filter((row) => idSet.has(row.id));
  const others = rows.filter((row) => !idSet.has(row.id));
  return { known, others };
}
`,
    runs: people.map((p) => (e) => e.split!([{ id: 1 }, { id: Number.NaN }, {}], p)),
  },
  'a list that a type alone calls one': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    file: 'src/code.ts',
    code: `export function gone(rows: { id: number }[], ids: number[]) {
  return rows.filter((row) => !ids.includes(row.id));
}
`,
    runs: [(e) => e.gone!([{ id: 1 }, { id: 2 }], [2, 3]), (e) => e.gone!([], [1])],
  },
  'a list asked with indexOf, negated': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export function others(rows, people) {
  const names = people.map((p) => p.name);
  const out = [];
  for (const row of rows) {
    if (names.indexOf(row) === -1) {
      out.push(row);
    }
  }
  return out;
}
`,
    runs: people.map((p) => (e) => e.others!(['a', 'z', undefined], p)),
  },
  'the first with an id': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export function join(orders, people) {
  return orders.map((order) => ({ ...order, person: people.find((p) => p.id === order.by) }));
}
`,
    becomes: `export function join(orders, people) {
  const peopleById = new Map();
  for (const p of people) {
    if (!peopleById.has(p.id)) peopleById.set(p.id, p);
  }
  return orders.map((order) => ({ ...order, person: peopleById.get(order.by) }));
}
`,
    runs: people.flatMap((p) => orders.map((o) => (e: Exports) => e.join!(o, p))),
  },
  'whether there is one with an id': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    file: 'src/code.ts',
    code: `export function join(orders: { by?: number }[], customers: { id: number }[]) {
  return orders.filter((order) => customers.some((customer) => order.by === customer.id));
}
`,
    runs: people.flatMap((p) => orders.map((o) => (e: Exports) => e.join!(o, p))),
  },
  'whether there is one, in a list with gaps': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export function join(orders, customers) {
  return orders.filter((order) => customers.some((customer) => customer?.id === order.by));
}
`,
    becomes: `export function join(orders, customers) {
  const customerIds = new Set(customers.map((customer) => customer?.id));
  return orders.filter((order) => customerIds.has(order.by));
}
`,
    runs: people.flatMap((p) => orders.map((o) => (e: Exports) => e.join!(o, [...p, null]))),
  },
  'the first with an id that is taken apart, as a text': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export function join(orders, user_groups) {
  return orders.map((order) => user_groups.find(({ group_id: id }) => String(id) === String(order.by))?.name);
}
`,
    becomes: `export function join(orders, user_groups) {
  const user_groups_by_group_id = new Map();
  for (const user_group of user_groups) {
    const key = String(user_group.group_id);
    if (!user_groups_by_group_id.has(key)) {
      user_groups_by_group_id.set(key, user_group);
    }
  }
  return orders.map((order) => user_groups_by_group_id.get(String(order.by))?.name);
}
`,
    runs: orders.flatMap((o) => [
      (e: Exports) =>
        e.join!(o, [
          { group_id: '1', name: 'x' },
          { group_id: 1, name: 'y' },
        ]),
      (e: Exports) => e.join!(o, []),
    ]),
  },
  'a list that may be missing': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export const join = (orders, people) => orders.map((order) => people?.find((p) => p.id === order.by));
`,
    runs: [...people, undefined].flatMap((p) => orders.map((o) => (e: Exports) => e.join!(o, p))),
  },
  'all with an id': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    file: 'src/code.ts',
    code: `export function join(people: { id: number }[], orders: { by?: number }[]) {
  return people.map((p) => orders.filter((o) => o.by === p.id).length);
}
`,
    becomes: `export function join(people: { id: number }[], orders: { by?: number }[]) {
  const ordersByBy = new Map<unknown, (typeof orders)[number][]>();
  for (const o of orders) {
    const same = ordersByBy.get(o.by);
    if (same) same.push(o);
    else ordersByBy.set(o.by, [o]);
  }
  return people.map((p) => (ordersByBy.get(p.id) ?? []).length);
}
`,
    runs: people.flatMap((p) => orders.map((o) => (e: Exports) => e.join!(p, o))),
  },
  'all with an id, in a list that may be missing': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export function join(people, orders) {
  return people.map((p) => {
    const mine = orders?.filter((o) => o.by === p.id) || [];
    return mine.length;
  });
}
`,
    becomes: `export function join(people, orders) {
  const ordersByBy = new Map();
  for (const o of orders ?? []) {
    const same = ordersByBy.get(o.by);
    if (same) same.push(o);
    else ordersByBy.set(o.by, [o]);
  }
  return people.map((p) => {
    const mine = ordersByBy.get(p.id) || [];
    return mine.length;
  });
}
`,
    runs: people.flatMap((p) => [...orders, undefined].map((o) => (e: Exports) => e.join!(p, o))),
  },
  'all with an id, given to the one': {
    rule: 'quadratic-array',
    fix: 'map-index',
    kind: 'preview',
    code: `export function join(people, orders) {
  people.forEach((p) => {
    p.orders = orders.filter((o) => o.by === p.id);
  });
  return people;
}
`,
    runs: people.flatMap((p) => orders.map((o) => (e: Exports) => e.join!(structuredClone(p), o))),
  },
  'a list that grows while it is asked': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export function unique(values) {
  const seen = [];
  for (const v of values) {
    if (!seen.includes(v)) seen.push(v);
  }
  return seen;
}
`,
    becomes: `export function unique(values) {
  const seen = [];
  const seenSet = new Set(seen);
  for (const v of values) {
    if (!seenSet.has(v)) {
      seen.push(v);
      seenSet.add(v);
    }
  }
  return seen;
}
`,
    runs: [(e) => e.unique!([1, 2, 1, Number.NaN, Number.NaN, undefined]), (e) => e.unique!([])],
  },
  'a list asked in a loop in a loop': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export function total(bundles, chosenIds) {
  let sum = 0;
  bundles.forEach((bundle) => {
    bundle.items.forEach((item) => {
      if (chosenIds.includes(item.id)) sum += item.price;
    });
  });
  return sum;
}
`,
    becomes: `export function total(bundles, chosenIds) {
  let sum = 0;
  const chosenIdSet = new Set(chosenIds);
  bundles.forEach((bundle) => {
    bundle.items.forEach((item) => {
      if (chosenIdSet.has(item.id)) sum += item.price;
    });
  });
  return sum;
}
`,
    runs: [
      (e) =>
        e.total!(
          [
            {
              items: [
                { id: 1, price: 2 },
                { id: 2, price: 3 },
              ],
            },
            { items: [] },
          ],
          [2],
        ),
    ],
  },
  'a function that gives an object, and gets a block': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export const pick = (rows, idsArray) => ({
  rows: rows.filter((row) => idsArray.includes(row.id)),
});
`,
    becomes: `export const pick = (rows, idsArray) => {
  const idSet = new Set(idsArray);
  return {
    rows: rows.filter((row) => idSet.has(row.id)),
  };
};
`,
    runs: [(e) => e.pick!([{ id: 1 }, { id: 2 }], [2])],
  },
  'a function over several lines that gets a block': {
    rule: 'quadratic-array',
    fix: 'set-lookup',
    kind: 'preview',
    code: `export const pick = (rows, wantedIds) => rows
  .filter((row) => wantedIds.includes(row.id))
  .map((row) => \`
  \${row.id}\`);
`,
    becomes: `export const pick = (rows, wantedIds) => {
  const wantedIdSet = new Set(wantedIds);
  return rows
    .filter((row) => wantedIdSet.has(row.id))
    .map((row) => \`
  \${row.id}\`);
};
`,
    runs: [(e) => e.pick!([{ id: 1 }, { id: 2 }], [2])],
  },
  'a formatter of a function that is called above it': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'safe',
    code: `export const first = { price: [price][0](1) };
function price(n) {
  return new Intl.NumberFormat('de').format(n);
}
export const all = (rows) => rows.map((row) => price(row));
`,
    becomes: `const numberFormat = new Intl.NumberFormat('de');

export const first = { price: [price][0](1) };
function price(n) {
  return numberFormat.format(n);
}
export const all = (rows) => rows.map((row) => price(row));
`,
    runs: [(e) => e.first, (e) => e.all!([1.5, 2000])],
  },
  'a date written by a function that is called per item': {
    rule: 'alloc-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `/** For people. */
export function when(row) {
  return new Date(row.at).toLocaleDateString('en-US', {
    month: 'short',
    timeZone: 'UTC',
  });
}
export const all = (rows) => rows.map((row) => when(row));
`,
    becomes: `const dateFormat = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  timeZone: 'UTC',
});

/** For people. */
export function when(row) {
  return dateFormat.format(new Date(row.at));
}
export const all = (rows) => rows.map((row) => when(row));
`,
    runs: [(e) => e.all!([{ at: 0 }, { at: 1e12 }])],
  },
  'each value once': {
    rule: 'quadratic-array',
    fix: 'unique-values',
    kind: 'preview',
    code: `export function unique(orders) {
  const ids = orders.map((o) => o.by);
  return ids.filter((id, i) => ids.indexOf(id) === i);
}
`,
    runs: orders.map((o) => (e) => e.unique!([...o, ...o, { by: 'x' }])),
  },
  'an arrow function whose expression stands on its own line': {
    rule: 'regex-in-loop',
    fix: 'hoist',
    kind: 'preview',
    code: `export const grep = (lines, word) =>
  lines.filter(
    (line) => new RegExp(word, 'i').test(line),
  );
`,
    becomes: `export const grep = (lines, word) => {
  const pattern = new RegExp(word, 'i');
  return lines.filter(
    (line) => pattern.test(line),
  );
};
`,
    runs: [(e) => e.grep!(['ab', 'c'], 'A')],
  },
  'an object that is copied to add a key': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'preview',
    code: `export const byId = (people) => people.reduce((acc, p) => ({ ...acc, [p.id]: p }), {});\n`,
    becomes: `export const byId = (people) => people.reduce((acc, p) => {
  acc[p.id] = p;
  return acc;
}, {});
`,
    runs: people.map((p) => (e) => e.byId!(p)),
  },
  'an object copied over several lines': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'preview',
    code: `export const byId = (people) =>
  people.reduce(
    (acc, p) => ({
      ...acc,
      [p.id]: {
        name: p.name,
      },
    }),
    {},
  );
`,
    becomes: `export const byId = (people) =>
  people.reduce(
    (acc, p) => {
      acc[p.id] = {
        name: p.name,
      };
      return acc;
    },
    {},
  );
`,
    runs: people.map((p) => (e) => e.byId!(p)),
  },
  'an object that reads what it has': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'preview',
    code: `export function joined(people) {
  return people.reduce((acc, p) => {
    return { ...acc, [p.id]: (acc[p.id] || '') + p.name };
  }, {});
}
`,
    runs: people.map((p) => (e) => e.joined!([...p, ...p])),
  },
  'a property over several lines, unless': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'preview',
    code: `export function byName(people) {
  return people.reduce((acc, p) => {
    const gone = !p.id;
    return gone ? acc : {
      ...acc,
      [p.name]: {
        id: p.id,
      },
    };
  }, {});
}
`,
    becomes: `export function byName(people) {
  return people.reduce((acc, p) => {
    const gone = !p.id;
    if (!gone) acc[p.name] = {
      id: p.id,
    };
    return acc;
  }, {});
}
`,
    runs: people.map((p) => (e) => e.byName!(p)),
  },
  'a list that is copied to add an item, on a condition': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export const named = (people) => people.reduce((acc, p) => (p.id > 1 ? [...acc, p.name] : acc), []);\n`,
    runs: people.map((p) => (e) => e.named!(p)),
  },
  'a list that is copied to add several': {
    rule: 'accumulating-spread',
    fix: 'accumulate-in-place',
    kind: 'safe',
    code: `export function letters(people) {
  let all = [];
  for (const p of people) {
    all = [...all, ...p.name];
  }
  return all;
}
`,
    runs: people.map((p) => (e) => e.letters!(p)),
  },
};

for (const [name, c] of Object.entries(cases)) test(name, () => holds(c));

/** Where the program might do something else, nothing is offered. */
const refused: readonly (readonly [string, string, string])[] = [
  [
    'a global pattern with test keeps its place',
    'regex-in-loop',
    `export const f = (lines) => lines.filter((l) => new RegExp('a', 'g').test(l));`,
  ],
  ...[
    [
      'a global pattern with a name that goes on',
      `const p = new RegExp(w, 'g');\nif (p.test(l)) out.push(l);`,
    ],
    ['a pattern with a name that is kept', `const p = new RegExp(w, 'i');\nout.push(p);`],
    ['a pattern whose state is asked', `const p = new RegExp(w, 'i');\nout.push(p.lastIndex, p.test(l));`],
    [
      'a pattern whose name is taken before the loop',
      `if (l) {\nconst p = new RegExp(w, 'i');\nout.push(p.test(l));\n}`,
    ],
  ].map(
    ([what, body]) =>
      [
        what!,
        'regex-in-loop',
        `export function f(lines, w${what!.includes('taken') ? ', p' : ''}) { const out = []; for (const l of lines) {\n${body}\n} return out; }`,
      ] as const,
  ),
  [
    'a pattern that is kept',
    'regex-in-loop',
    `export const f = (lines) => lines.map((l) => ({ l, p: new RegExp('a', 'i') }));`,
  ],
  [
    'a pattern that may be a RegExp with flags',
    'regex-in-loop',
    `export const f = (lines, re) => lines.filter((l) => new RegExp(re).test(l));`,
  ],
  [
    'a group that is sorted where it is',
    'quadratic-array',
    `export function f(people, orders) { for (const p of people) { const own = orders.filter((o) => o.by === p.id); own.sort(); p.n = own; } }`,
  ],
  [
    'a group given to something that is added to',
    'quadratic-array',
    `export function f(people, orders) { for (const p of people) { p.own = orders.filter((o) => o.by === p.id); } for (const p of people) p.own.push(1); }`,
  ],
  [
    'a list that a closure changes',
    'quadratic-array',
    `export function f(values, people) { const ids = people.map((p) => p.id); const add = (x) => ids.push(x); for (const v of values) { if (!ids.includes(v)) add(v); } return ids; }`,
  ],
  [
    'a list handed on in the loop',
    'quadratic-array',
    `export function f(values, people) { const ids = people.map((p) => p.id); for (const v of values) { if (!ids.includes(v)) grow(ids, v); } return ids; }`,
  ],
  [
    'a loose comparison',
    'quadratic-array',
    `export const f = (orders, people) => orders.map((o) => people.find((p) => p.id == o.by));`,
  ],
  [
    'a callback with more in it',
    'quadratic-array',
    `export const f = (orders, people) => orders.map((o) => people.find((p) => p.id === o.by && p.name));`,
  ],
  [
    'ids that the loop writes',
    'quadratic-array',
    `export function f(orders, people) { for (const o of orders) { const p = people.find((x) => x.id === o.by); if (p) p.id = 0; } }`,
  ],
  [
    'an accumulator from outside',
    'accumulating-spread',
    `export const f = (people, start) => people.reduce((acc, p) => ({ ...acc, [p.id]: p }), start);`,
  ],
  [
    'an accumulator that a function keeps',
    'accumulating-spread',
    `export const f = (people) => people.reduce((acc, p) => ({ ...acc, [p.id]: () => acc }), {});`,
  ],
  [
    'an accumulator that is kept',
    'accumulating-spread',
    `export function f(people) { const steps = []; return people.reduce((acc, p) => { steps.push(acc); return { ...acc, [p.id]: p }; }, {}); }`,
  ],
  [
    'the accumulator last',
    'accumulating-spread',
    `export const f = (people) => people.reduce((acc, p) => ({ [p.id]: p, ...acc }), {});`,
  ],
  [
    'a formatter that is kept',
    'alloc-in-loop',
    `export function f(rows) { const out = []; for (const row of rows) {
      const euro = new Intl.NumberFormat('de');
      out.push({ euro, text: euro.format(row.price) });
    } return out; }`,
  ],
  [
    'snapshots of a list',
    'accumulating-spread',
    `export function f(people) { let all = []; const steps = []; for (const p of people) { all = [...all, p]; steps.push(all); } return steps; }`,
  ],
];

for (const [name, rule, code] of refused) {
  test(`nothing for ${name}`, () => {
    assert.deepEqual(offered('src/code.js', code, rule), []);
  });
}

test('what a fix does for two findings is done once', () => {
  const code = `export function split(rows, people) {
  const ids = people.map((p) => p.id);
  const known = rows.filter((row) => ids.includes(row.id));
  const others = rows.filter((row) => !ids.includes(row.id));
  return { known, others };
}
`;
  const { text, fixed } = fixSafely(findings('src/code.js', code), code);
  assert.equal(fixed.length, 2);
  assert.equal(text.match(/new Set/g)?.length, 1);
});

test('a script that may be loaded beside others gets no names at the top', () => {
  const code = `(function (root, factory) {
  if (typeof module === 'object' && module.exports) module.exports = factory();
  else root.prices = factory();
})(this, function () {
  const price = (n) => new Intl.NumberFormat('de').format(n);
  return { all: (rows) => rows.map((row) => price(row)) };
});
`;
  const told = findings('src/code.js', code).filter((f) => f.rule === 'alloc-in-loop');
  assert.equal(told.length, 1);
  for (const f of told)
    for (const fix of fixesFor(f, code)) assert.doesNotMatch(applyEdits(code, fix.edits), /^const/m);
});

test('all safe fixes of a text are made at once, each with names of its own', () => {
  const code = `export function f(rows, people, pets) {
  const ids = people.map((p) => p.id);
  const known = rows.filter((row) => ids.includes(row.id));
  return known;
}
export function g(rows, people, pets) {
  const ids = pets.map((p) => p.id);
  const names = pets.map((p) => p.name);
  const a = rows.filter((row) => ids.includes(row.id));
  return a.filter((row) => names.includes(row.name));
}
`;
  const all = findings('src/code.js', code);
  const { text, fixed } = fixSafely(all, code);
  assert.equal(fixed.length, 3);
  assert.equal(
    text,
    `export function f(rows, people, pets) {
  const ids = people.map((p) => p.id);
  const idSet = new Set(ids);
  const known = rows.filter((row) => idSet.has(row.id));
  return known;
}
export function g(rows, people, pets) {
  const ids = pets.map((p) => p.id);
  const names = pets.map((p) => p.name);
  const idSet2 = new Set(ids);
  const a = rows.filter((row) => idSet2.has(row.id));
  const nameSet = new Set(names);
  return a.filter((row) => nameSet.has(row.name));
}
`,
  );
  assert.deepEqual(findings('src/code.js', text), []);
});
