import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Profile, UserError } from '../../../src/core/model.ts';
import { readCpuProfile } from '../../../src/core/profile/import/cpuprofile.ts';
import { randomNumbers } from './random-profile.ts';

function read(value: unknown): Profile {
  return readText(typeof value === 'string' ? value : JSON.stringify(value));
}

function readText(text: string): Profile {
  return readCpuProfile(new TextEncoder().encode(text), 'a.cpuprofile');
}

/** One line a frame: `name file:line:column`. */
function frames(profile: Profile): string[] {
  const { frames: f, strings } = profile;
  return Array.from({ length: f.length }, (_, i) =>
    `${strings[f.name[i]!]} ${strings[f.file[i]!]}:${f.line[i]}:${f.column[i]}`.trim(),
  );
}

function stackNames(profile: Profile, stack: number): string {
  const names: string[] = [];
  for (let at = stack; at >= 0; at = profile.stacks.parent[at]!) {
    names.unshift(profile.strings[profile.frames.name[profile.stacks.frame[at]!]!]!);
  }
  return names.join('>');
}

function samples(profile: Profile): string[] {
  return Array.from(
    profile.samples.stack,
    (s, i) => `${stackNames(profile, s)} ${profile.samples.weight[i]}`,
  );
}

function node(id: number | string, functionName: string, more: object = {}, line = 0) {
  const root = functionName === '(root)';
  const callFrame = {
    functionName,
    scriptId: root ? '0' : '7',
    url: root ? '' : 'file:///app/a.js',
    lineNumber: root ? -1 : line,
    columnNumber: root ? -1 : 4,
  };
  return { id, callFrame, hitCount: 0, ...more };
}

const small = {
  nodes: [
    node(1, '(root)', { children: [2] }),
    node(2, 'main', { children: [3], hitCount: 1, positionTicks: [{ line: 3, ticks: 1 }] }),
    node(
      3,
      'work',
      {
        hitCount: 3,
        positionTicks: [
          { line: 12, ticks: 1 },
          { line: 13, ticks: 2 },
        ],
      },
      10,
    ),
  ],
  startTime: 1000,
  endTime: 1400,
  samples: [2, 3, 3, 3],
  timeDeltas: [10, 100, 50, 40],
};

test('positions from 1, absolute paths, weights until the next sample, lines by ticks', () => {
  const profile = read(small);
  assert.deepEqual(frames(profile), ['(root) :0:0', 'main /app/a.js:1:5', 'work /app/a.js:11:5']);
  assert.deepEqual(samples(profile), [
    '(root)>main 100',
    '(root)>main>work 50',
    '(root)>main>work 40',
    '(root)>main>work 200',
  ]);
  assert.deepEqual(
    Array.from(profile.lines.line, (line, i) => [line, Math.round(profile.lines.weight[i]!)]),
    [
      [3, 100],
      [12, 97],
      [13, 193],
    ],
  );
  assert.equal(profile.durationUs, 400);
  assert.equal(profile.timeOrdered, true);
  assert.deepEqual(profile.problems, []);
});

test('key order, white space, unknown keys, a byte order mark and wrappers change nothing', () => {
  const expected = read(small);
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([k, v]) => [k, turned(v)]),
          )
        : value;
  const extra = { ...small, $vscode: { locations: [[{ a: '}]"\\"' }]], deep: null }, title: 'x' };
  const unordered = { ...small, nodes: [small.nodes[2], small.nodes[0], small.nodes[1]] };
  for (const [what, text] of [
    ['reversed keys', JSON.stringify(turned(small))],
    ['pretty', JSON.stringify(small, null, 3)],
    ['tabs and CRLF', JSON.stringify(small, null, '\t').replaceAll('\n', '\r\n')],
    ['extras', JSON.stringify(extra)],
    ['bom', `\uFEFF${JSON.stringify(small)}`],
    ['wrapped', JSON.stringify({ id: 1, result: { profile: small } })],
    ['wrapped by devtools', JSON.stringify({ cpuProfile: small, other: [1, { b: 2 }] })],
    ['escaped keys', JSON.stringify(small).replaceAll('"id"', '"\\u0069d"')],
    [
      'exponents',
      JSON.stringify(small).replace('"endTime":1400', '"endTime":1.4e3').replace('[10,', '[1.0E1,'),
    ],
  ] as const) {
    const profile = readText(text);
    assert.deepEqual(samples(profile), samples(expected), what);
    assert.deepEqual(frames(profile).sort(), frames(expected).sort(), what);
  }
  const sorted = read(unordered);
  assert.deepEqual(samples(sorted), samples(expected));
  for (let i = 0; i < sorted.stacks.length; i++) assert.ok(sorted.stacks.parent[i]! < i, 'parents first');
});

test('names with escapes, surrogates, quotes and raw UTF-8', () => {
  const names = [
    'say "hi"',
    'back\\',
    'ünï',
    '日本',
    '𝒻oo',
    'a\u0007b',
    '\ud83d\ude00',
    '',
    'nodes":[{',
    '\u2028',
  ];
  const nodes = [node(1, '(root)'), ...names.map((name, i) => ({ ...node(i + 2, name), parent: 1 }))];
  const file = {
    nodes,
    startTime: 0,
    endTime: 10,
    samples: names.map((_, i) => i + 2),
    timeDeltas: names.map(() => 1),
  };
  const escaped = JSON.stringify(file).replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  for (const text of [JSON.stringify(file), escaped]) {
    const profile = readText(text);
    assert.deepEqual(
      Array.from(
        profile.samples.stack,
        (s) => profile.strings[profile.frames.name[profile.stacks.frame[s]!]!],
      ),
      names,
    );
  }
});

test('ids may be strings, huge, negative or far apart; parents instead of children', () => {
  for (const ids of [
    ['a', 'b', 'c'],
    [9e15, 5, 2 ** 40],
    [-5, -6, 1000000000],
    ['1', '2', '3'],
    [1.5, 2.5, 3.5],
  ]) {
    const [a, b, c] = ids as [number, number, number];
    const byChildren = {
      ...small,
      nodes: [node(a, '(root)', { children: [b] }), node(b, 'main', { children: [c] }), node(c, 'work')],
      samples: [b, c, c, c],
    };
    const byParent = {
      ...small,
      nodes: [node(a, '(root)'), node(b, 'main', { parent: a }), node(c, 'work', { parent: b })],
      samples: [b, c, c, c],
    };
    for (const file of [byChildren, byParent]) {
      assert.equal(samples(read(file))[1], '(root)>main>work 50', JSON.stringify(ids));
    }
  }
});

test('file URLs become paths: percent signs, Windows drives, shares; other URLs stay', () => {
  const urls: readonly (readonly [string, string])[] = [
    ['file:///home/me/my%20app/%C3%BC.js', '/home/me/my app/ü.js'],
    ['file:///C:/Users/me/a.js', 'C:/Users/me/a.js'],
    ['file:///c%3A/a.js', 'C:/a.js'],
    ['c:\\x\\y.js', 'C:/x/y.js'],
    ['file://server/share/a.js', '//server/share/a.js'],
    ['file:///app/100%.js', '/app/100%.js'],
    ['node:internal/timers', 'node:internal/timers'],
    ['webpack:///./src/a.ts', 'webpack:///./src/a.ts'],
    ['/plain/path.js', '/plain/path.js'],
  ];
  for (const [url, path] of urls) {
    const two = node(2, 'f', { parent: 1 });
    two.callFrame.url = url;
    const profile = read({
      nodes: [node(1, '(root)'), two],
      startTime: 0,
      endTime: 5,
      samples: [2],
      timeDeltas: [1],
    });
    assert.equal(profile.strings[profile.frames.file[1]!], path);
  }
});

test('old nested files: lines from 1, timestamps instead of deltas', () => {
  const head = {
    functionName: '(root)',
    url: '',
    lineNumber: 0,
    columnNumber: 0,
    id: 1,
    hitCount: 0,
    children: [
      {
        functionName: 'main',
        url: '/app/a.js',
        lineNumber: 1,
        columnNumber: 1,
        hitCount: 1,
        children: [
          {
            functionName: 'work',
            url: '/app/a.js',
            lineNumber: 11,
            columnNumber: 2,
            id: 3,
            hitCount: 2,
            children: [],
            lineTicks: [{ line: 12, hitCount: 2 }],
          },
        ],
        id: 2,
      },
    ],
  };
  const profile = read({
    head,
    startTime: 12,
    endTime: 13,
    samples: [2, 3, 3],
    timestamps: [12000000, 12000100, 12000300],
  });
  assert.deepEqual(frames(profile).sort(), ['(root) :0:0', 'main /app/a.js:1:1', 'work /app/a.js:11:2']);
  assert.deepEqual(samples(profile).slice(0, 2), ['(root)>main 100', '(root)>main>work 200']);
  assert.equal(profile.lines.line[0], 12);
});

test('raw v8-profiler-next output is told by its own marks', () => {
  for (const file of ['next-flat.cpuprofile', 'next-nested.cpuprofile']) {
    const profile = readCpuProfile(readFileSync(`test/fixtures/profiles/${file}`), file);
    assert.ok(frames(profile).includes('main /home/dev/shop/shop.cjs:31:14'), file);
    assert.ok(frames(profile).includes('cloneAll /home/dev/shop/shop.cjs:9:18'), file);
  }
  const profile = readCpuProfile(readFileSync('test/fixtures/profiles/node20.cpuprofile'), 'x');
  assert.ok(frames(profile).includes('fib /home/dev/shop/my app/shop.cjs:4:13'));
});

test('without samples hit counts are used; without times all samples weigh the same', () => {
  const { samples: ids, timeDeltas, ...rest } = small;
  const byHits = read(rest);
  assert.deepEqual(samples(byHits), ['(root)>main 100', '(root)>main>work 300']);
  assert.equal(byHits.timeOrdered, false);
  assert.equal(byHits.problems.length, 1);
  const even = read({ ...rest, samples: ids });
  assert.deepEqual(Array.from(even.samples.weight), [100, 100, 100, 100]);
  assert.ok(timeDeltas.length === 4);
});

test('negative deltas give their samples no time, and the sum stays the time that passed', () => {
  const profile = read({ ...small, timeDeltas: [0, 100, -50, 100] });
  assert.deepEqual(Array.from(profile.samples.weight), [100, 0, 50, 250]);
  assert.match(profile.problems[0]!, /1 of 4 time deltas were negative/);
});

test('the last sample lasts until the end, or for the median gap', () => {
  assert.equal(read({ ...small, endTime: 5 }).samples.weight[3], 50);
  assert.equal(read({ ...small, startTime: undefined }).samples.weight[3], 50);
});

const two = [node(1, '(root)', { children: [2] }), node(2, 'f')];
const times = { startTime: 0, endTime: 10, samples: [2], timeDeltas: [1] };
const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['not JSON', 'hello', /not JSON/],
  ['only white space', ' \n', /the file is empty/],
  ['an array', '[]', /not a CPU profile: a list/],
  ['another object', '{"a":1}', /neither "nodes" nor "head"/],
  ['no nodes', { nodes: [], ...times }, /no nodes/],
  ['0 samples', { nodes: two, ...times, samples: [], timeDeltas: [] }, /0 samples/],
  ['no hits', { nodes: two }, /0 samples/],
  [
    'null delta',
    { nodes: two, ...times, timeDeltas: [null] },
    /expected a number as element 0 of timeDeltas, found "null/,
  ],
  [
    'NaN delta',
    JSON.stringify({ nodes: two, ...times }).replace('"timeDeltas":[1]', '"timeDeltas":[NaN]'),
    /number.*NaN/,
  ],
  ['text delta', { nodes: two, ...times, timeDeltas: ['1'] }, /expected a number/],
  [
    'huge delta',
    JSON.stringify({ nodes: two, ...times }).replace('[1]}', '[1e999]}'),
    /1e999 is not a number/,
  ],
  ['duplicate ids', { nodes: [...two, node(2, 'g')], ...times }, /two nodes have the id 2/],
  [
    'missing child',
    { nodes: [node(1, '(root)', { children: [2, 99] }), node(2, 'f')], ...times },
    /node 1 lists the child 99/,
  ],
  [
    'missing parent',
    { nodes: [node(1, '(root)'), node(2, 'f', { parent: 8 })], ...times },
    /names the parent 8/,
  ],
  [
    'two parents',
    {
      nodes: [node(1, '(root)', { children: [2, 3] }), node(2, 'f', { children: [3] }), node(3, 'g')],
      ...times,
    },
    /two parents/,
  ],
  [
    'cycle',
    {
      nodes: [node(1, '(root)'), node(2, 'f', { children: [3] }), node(3, 'g', { children: [2] })],
      ...times,
    },
    /cycle/,
  ],
  ['own child', { nodes: [node(1, '(root)'), node(2, 'f', { children: [2] })], ...times }, /cycle/],
  ['missing sample id', { nodes: two, ...times, samples: [77] }, /sample 0 names the node 77/],
  ['lengths', { nodes: two, ...times, timeDeltas: [1, 2] }, /1 samples but 2 timeDeltas/],
  ['no id', { nodes: [{ callFrame: {} }], ...times }, /has no id/],
  ['cut off', JSON.stringify({ nodes: two, ...times }).slice(0, 90), /ends in the middle of the nodes/],
  [
    'cut off later',
    JSON.stringify({ nodes: two, ...times }).slice(0, -2),
    /ends in the middle of the timeDeltas/,
  ],
  ['more after it', `${JSON.stringify({ nodes: two, ...times })}]`, /the end of the file/],
  ['a comma too many', '{"nodes":[{"id":1},]}', /expected a node/],
];

for (const [what, file, message] of bad) {
  test(`bad input in one line: ${what}`, () => {
    assert.throws(
      () => read(file),
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, message);
        assert.match(error.message, /^a\.cpuprofile: [^\n]+ \(byte \d+\)$/);
        assert.match(error.next, /\S/);
        return true;
      },
    );
  });
}

test('stacks 100,000 deep, flat and nested', () => {
  const depth = 100_000;
  const flat = Array.from(
    { length: depth },
    (_, i) =>
      `{"id":${i + 1},"callFrame":{"functionName":"f${i % 7}"}${i + 1 < depth ? `,"children":[${i + 2}]` : ''}}`,
  );
  const tail = `"startTime":0,"endTime":9,"samples":[${depth}],"timeDeltas":[1]}`;
  assert.equal(readText(`{"nodes":[${flat.join(',')}],${tail}`).stacks.length, depth);
  const nested = `${Array.from({ length: depth }, (_, i) => `{"functionName":"f","id":${i + 1},"children":[`).join('')}${']}'.repeat(depth)}`;
  const profile = readText(`{"head":${nested},${tail}`);
  assert.equal(profile.stacks.length, depth);
  assert.equal(profile.stacks.parent[depth - 1], depth - 2);
});

test('no damage to a file makes anything but a UserError or a whole profile', () => {
  const files = ['node20.cpuprofile', 'next-flat.cpuprofile', 'next-nested.cpuprofile'];
  const random = randomNumbers(7);
  for (const file of files) {
    const whole = readFileSync(`test/fixtures/profiles/${file}`);
    for (let round = 0; round < 400; round++) {
      const cut = round % 2 === 0;
      const bytes = cut ? whole.subarray(0, Math.floor(random() * whole.length)) : Uint8Array.from(whole);
      if (!cut)
        for (let k = 0; k <= round % 5; k++)
          bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      try {
        const profile = readCpuProfile(bytes, file);
        assert.ok(!cut, `a cut file was taken for whole: ${bytes.length} of ${whole.length}`);
        for (let i = 0; i < profile.stacks.length; i++) assert.ok(profile.stacks.parent[i]! < i);
        assert.ok(profile.samples.weight.every((w) => w >= 0 && Number.isFinite(w)));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
  }
});

test('the quick way and the general way of reading nodes agree', () => {
  for (const file of ['node20.cpuprofile', 'node22.cpuprofile', 'node24.cpuprofile']) {
    const bytes = readFileSync(`test/fixtures/profiles/${file}`);
    // Long enough that the quick reader does not stop short of the end; one space makes it give up.
    const padded = Buffer.concat([bytes, Buffer.alloc(8192, 32)]);
    const spaced = Buffer.from(padded.toString().replaceAll('{"id":', '{ "id":'));
    assert.deepEqual(readCpuProfile(padded, 'x'), readCpuProfile(spaced, 'x'), file);
  }
});
