import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Profile, UserError } from '../../../src/core/model.ts';
import { exporters } from '../../../src/core/profile/export/index.ts';
import { toSpeedscope } from '../../../src/core/profile/export/speedscope.ts';
import { hotSpots } from '../../../src/core/profile/hotspots.ts';
import { importers, importProfiles } from '../../../src/core/profile/import/index.ts';
import { randomNumbers, randomProfile } from './random-profile.ts';
import { textProfile } from './text-profile.ts';

const FIXTURES = 'test/fixtures/profiles';
const files = readdirSync(FIXTURES).filter((name) => name !== 'source');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const everything = { roots: [] as string[], onlyMine: false, top: Number.POSITIVE_INFINITY };

function load(file: string): Profile[] {
  return importProfiles(readFileSync(`${FIXTURES}/${file}`), file);
}

/** Name, file, line and rounded weights of every function: what any format must keep. */
function functions(profile: Profile, scale = 1): string[] {
  return hotSpots([profile], everything)
    .functions.map(
      (f) =>
        `${f.name} ${f.file}:${f.line} ${(f.selfMs * scale).toFixed(3)} ${(f.totalMs * scale).toFixed(3)}`,
    )
    .sort();
}

/** Of each stack's own frame. */
function frameTexts(profile: Profile): string[] {
  const { strings, frames, stacks } = profile;
  return Array.from(stacks.frame, (f) =>
    [strings[frames.name[f]!], strings[frames.file[f]!], frames.line[f], frames.column[f]].join(' '),
  );
}

function lineTexts({ lines }: Profile): string[] {
  return Array.from(lines.stack, (s, i) => `${s}:${lines.line[i]} ${lines.weight[i]!.toFixed(3)}`).sort();
}

test('importers are sorted and each has a fixture or a text of its own here', () => {
  const names = importers.map((i) => i.name);
  assert.deepEqual(names, [...names].sort());
  assert.deepEqual(names, ['collapsed', 'cpuprofile', 'heapprofile', 'pprof', 'speedscope', 'trace']);
});

for (const file of files) {
  test(`${file}: read with and without its name, and the same each time`, () => {
    const [profile] = load(file);
    const nameless = importProfiles(readFileSync(`${FIXTURES}/${file}`), 'unnamed');
    assert.deepEqual({ ...nameless[0]!, name: '' }, { ...profile!, name: '' });
    const hot = hotSpots([profile!], { ...everything, roots: ['/home/dev/shop'] });
    assert.ok(
      hot.functions.some((f) => f.file === (file.startsWith('node20') ? 'my app/shop.cjs' : 'shop.cjs')),
    );
    for (const f of hot.functions) assert.ok(f.totalShare <= 1 && f.selfMs <= f.totalMs * (1 + 1e-9), f.name);
    for (const l of hot.lines) assert.ok(l.selfMs <= l.totalMs * (1 + 1e-9), `${l.file}:${l.line}`);
    const lineSum = hot.lines.reduce((sum, l) => sum + l.selfMs, 0);
    assert.ok(lineSum <= hot.totals.totalMs * (1 + 1e-9));
  });
}

test('the hottest own functions and lines of the fixtures are the true ones', () => {
  for (const file of ['node20.cpuprofile', 'node22.cpuprofile', 'node24.cpuprofile', 'node24.trace.json']) {
    const hot = hotSpots(load(file).slice(0, 1), { roots: ['/home/dev/shop'], onlyMine: true, top: 3 });
    const top = hot.functions.map((f) => f.name);
    assert.ok(top.includes('cloneAll'), `${file}: ${top}`);
    const line = hot.lines.find((l) => l.function === 'cloneAll');
    // V8 of Node 24 charges part of the call on line 12 to the loop's own line.
    assert.ok(
      line !== undefined && (line.line === 12 || (file.startsWith('node24') && line.line === 11)),
      file,
    );
  }
});

test('.cpuprofile out and in again is the same profile', () => {
  const cpu = files.filter((f) => f.endsWith('.cpuprofile')).flatMap(load);
  const random = Array.from({ length: 40 }, (_, i) => randomProfile(i + 1));
  for (const profile of [...cpu, ...random]) {
    const [again] = importProfiles(exporters.cpuprofile(profile), profile.name);
    assert.deepEqual(functions(again!), functions(profile));
    assert.deepEqual(again!.stacks.parent, profile.stacks.parent, profile.name);
    assert.deepEqual(frameTexts(again!), frameTexts(profile), profile.name);
    assert.deepEqual(again!.samples.stack, profile.samples.stack);
    assert.deepEqual(lineTexts(again!), lineTexts(profile), profile.name);
    const [weight, expected] = [again!.samples.weight, profile.samples.weight];
    for (let i = 0; i < expected.length; i++) assert.ok(Math.abs(weight[i]! - expected[i]!) < 1e-6, `${i}`);
    assert.equal(again!.timeOrdered, true);
    assert.equal(again!.durationUs, profile.durationUs);
  }
});

test('every other format keeps every function and its weights', () => {
  const cpu = files.filter((f) => f.endsWith('.cpuprofile')).flatMap(load);
  for (const profile of [...cpu, ...Array.from({ length: 20 }, (_, i) => randomProfile(i + 1))]) {
    for (const format of ['speedscope', 'pprof'] as const) {
      const [again] = importProfiles(exporters[format](profile), profile.name);
      assert.deepEqual(functions(again!), functions(profile), `${format} ${profile.name}`);
    }
  }
});

test('heap profiles go through speedscope and pprof, and refuse .cpuprofile', () => {
  const [heap] = load('node24.heapprofile');
  assert.equal(heap!.unit, 'bytes');
  for (const format of ['speedscope', 'pprof'] as const) {
    const [again] = importProfiles(exporters[format](heap!), 'heap');
    assert.equal(again!.kind, 'heap');
    assert.deepEqual(functions(again!), functions(heap!), format);
  }
  assert.throws(() => exporters.cpuprofile(heap!), UserError);
});

test('pprof keeps lines, and the lines of calls', () => {
  const profile = textProfile(
    `
    main@a.js:1#2  main@a.js:1#3
    f@a.js:5#6     f@a.js:5#7
  `,
    { callLines: true },
  );
  const lines = (p: Profile) =>
    hotSpots([p], everything)
      .lines.map((l) => `${l.file}:${l.line} ${l.selfMs} ${l.totalMs} ${l.totalFrom}`)
      .sort();
  assert.deepEqual(lines(importProfiles(exporters.pprof(profile), 'x')[0]!), lines(profile));
  assert.deepEqual(lines(profile), [
    '/app/a.js:2 0 1 calls',
    '/app/a.js:3 0 1 calls',
    '/app/a.js:6 1 1 self',
    '/app/a.js:7 1 1 self',
  ]);
});

test('lines of calls from a sampler that records them', () => {
  const [profile] = load('datadog-lines.pprof');
  const hot = hotSpots([profile!], { ...everything, roots: ['/home/dev/shop'] });
  const line = hot.lines.find((l) => l.file === 'shop.cjs' && l.line === 36);
  assert.equal(line?.function, 'main');
  assert.ok(line!.totalShare > 0.5, `the loop's line holds what it calls: ${line!.totalShare}`);
  assert.ok(line!.selfShare < 0.3);
});

test('collapsed stacks: weights, frames with places, comments', () => {
  const [profile] = importProfiles(
    utf8(
      '# from perf\nmain;parse (/app/a.js:3:5);read 12\r\nmain;parse (/app/a.js:3:5) 3\nmain;LazyCompile:*go /app/b.js:7 5\n\n',
    ),
    'stacks.txt',
  );
  assert.equal(profile!.unit, 'count');
  assert.deepEqual(functions(profile!), [
    'go /app/b.js:7 5.000 5.000',
    'main :0 0.000 20.000',
    'parse /app/a.js:3 3.000 15.000',
    'read :0 12.000 12.000',
  ]);
  const out = new TextDecoder().decode(exporters.collapsed(profile!));
  assert.equal(
    out,
    'main;parse (/app/a.js:3:5) 3\nmain;parse (/app/a.js:3:5);read 12\nmain;go (/app/b.js:7) 5\n',
  );
});

test('speedscope: evented and sampled, several profiles, units', () => {
  const file = {
    shared: { frames: [{ name: 'main', file: '/app/a.js', line: 1, col: 2 }, { name: 'f' }] },
    profiles: [
      {
        type: 'evented',
        name: 'one',
        unit: 'milliseconds',
        startValue: 0,
        endValue: 10,
        events: [
          { type: 'O', frame: 0, at: 0 },
          { type: 'O', frame: 1, at: 2 },
          { type: 'C', frame: 1, at: 5 },
          { type: 'C', frame: 0, at: 9 },
        ],
      },
      {
        type: 'sampled',
        name: 'two',
        unit: 'bytes',
        startValue: 0,
        endValue: 3,
        samples: [[0], [0, 1]],
        weights: [1, 2],
      },
    ],
    $schema: 'https://www.speedscope.app/file-format-schema.json',
  };
  const [one, two] = importProfiles(utf8(JSON.stringify(file)), 'x.json');
  assert.deepEqual(functions(one!), ['f :0 3.000 3.000', 'main /app/a.js:1 6.000 9.000']);
  assert.deepEqual([one!.name, one!.kind, two!.name, two!.kind], ['one', 'cpu', 'two', 'heap']);
  assert.deepEqual(functions(two!), ['f :0 2.000 2.000', 'main /app/a.js:1 1.000 3.000']);
});

test('a compact speedscope file has at most so many samples, and the same shares', () => {
  const random = randomNumbers(3);
  const columns = Array.from({ length: 400 }, () => (random() < 0.25 ? 'b@b.js:1' : 'a@a.js:1 '));
  const profile = textProfile(
    `main@m.js:1  `.repeat(400).concat('\n', columns.map((c) => `${c}     `.slice(0, 13)).join('')),
  );
  const [small] = importProfiles(toSpeedscope(profile, { maxSamples: 100 }), 'x');
  const [whole, thin] = [profile, small!].map((p) => hotSpots([p], everything));
  assert.ok(small!.samples.length <= 100);
  assert.ok(Math.abs(thin!.totals.totalMs - 400) < 1e-6);
  const shareOf = (hot: typeof whole) => hot!.functions.find((f) => f.name === 'b')!.selfShare;
  assert.ok(Math.abs(shareOf(thin) - shareOf(whole)) < 0.1);
});

const bad: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['a.cpuprofile', '', /empty/],
  ['a.cpuprofile', 'PK\u0003\u0004', /not JSON/],
  ['a.json', '{"hello":1}', /not a profile/],
  ['a.bin', new Uint8Array([1, 2, 3]), /not a profile/],
  ['a.heapprofile', '{"head":{"callFrame":{},"selfSize":0,"children":[]}}', /0 samples/],
  ['a.heapprofile', '{"head":{"selfSize":1', /ends in the middle/],
  ['a.speedscope.json', '{"shared":{"frames":[]},"profiles":[]}', /0 samples/],
  [
    'a.speedscope.json',
    '{"shared":{"frames":[]},"profiles":[{"type":"sampled","samples":[[3]],"weights":[1]}]}',
    /frame 3 is not/,
  ],
  [
    'a.speedscope.json',
    '{"shared":{"frames":[{}]},"profiles":[{"type":"sampled","samples":[[0]],"weights":[]}]}',
    /1 samples but 0 weights/,
  ],
  [
    'a.speedscope.json',
    '{"shared":{"frames":[{}]},"profiles":[{"type":"new"}]}',
    /unknown speedscope profile type "new"/,
  ],
  ['a.pprof', new Uint8Array([0x0a, 0x04, 0x08, 0x01, 0x10]), /not a pprof profile|0 samples/],
  ['a.json', '{"traceEvents":[]}', /no CPU profile/],
  ['a.folded', 'one two three', /no collapsed stacks in it: line 1/],
];

for (const [name, content, message] of bad) {
  test(`bad input in one line: ${name} ${message}`, () => {
    assert.throws(
      () => importProfiles(typeof content === 'string' ? utf8(content) : content, name),
      (error: unknown) =>
        error instanceof UserError &&
        message.test(error.message) &&
        !error.message.includes('\n') &&
        error.next !== '',
    );
  });
}

test('no damage to any fixture makes anything but a UserError or a profile', () => {
  const random = randomNumbers(11);
  for (const file of files) {
    const whole = readFileSync(`${FIXTURES}/${file}`);
    for (let round = 0; round < 120; round++) {
      const bytes = Uint8Array.from(
        round % 3 === 0 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole,
      );
      for (let k = 0; k < round % 4; k++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      try {
        for (const profile of importProfiles(bytes, file)) {
          assert.ok(profile.samples.length > 0);
          hotSpots([profile], everything);
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        assert.ok(!error.message.includes('\n'), error.message);
      }
    }
  }
});
