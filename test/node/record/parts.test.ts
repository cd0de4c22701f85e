import assert from 'node:assert/strict';
import test from 'node:test';
import { findProgram, searchPath } from '../../../src/node/node-finder.ts';
import { descendants, parsePs, parseStat } from '../../../src/node/process-tree.ts';
import { recordingId } from '../../../src/node/record/folder.ts';
import { mergeCpuProfiles } from '../../../src/node/record/merge-segments.ts';
import { outputTail } from '../../../src/node/record/output-tail.ts';
import {
  escapeForCmd,
  quoteArgument,
  taskkillArguments,
  windowsSpawn,
} from '../../../src/node/windows-command.ts';
import type { CpuProfile } from '../../../src/recorder/profile.ts';

const frame = (functionName: string) => ({
  functionName,
  scriptId: '1',
  url: 'file:///a.js',
  lineNumber: 1,
  columnNumber: 0,
});

test('parts of a profile are joined: same stacks become one, overlap counts once', () => {
  const first: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame('main'), hitCount: 1, children: [3], positionTicks: [{ line: 2, ticks: 1 }] },
      { id: 3, callFrame: frame('a'), hitCount: 2, positionTicks: [{ line: 5, ticks: 2 }] },
    ],
    startTime: 100,
    endTime: 140,
    samples: [2, 3, 3],
    timeDeltas: [10, 10, 10],
  };
  const second: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [7] },
      { id: 7, callFrame: frame('main'), hitCount: 0, children: [8, 9] },
      { id: 8, callFrame: frame('b'), hitCount: 1, positionTicks: [{ line: 9, ticks: 1 }] },
      {
        id: 9,
        callFrame: frame('a'),
        hitCount: 2,
        positionTicks: [
          { line: 5, ticks: 1 },
          { line: 6, ticks: 1 },
        ],
      },
    ],
    startTime: 125,
    endTime: 170,
    samples: [9, 8, 9],
    timeDeltas: [10, 10, 10],
  };
  const merged = mergeCpuProfiles([first, second]);
  const names = new Map(merged.nodes.map((n) => [n.id, n.callFrame.functionName]));
  assert.deepEqual(
    merged.samples.map((id) => names.get(id)),
    ['main', 'a', 'a', 'b', 'a'],
  );
  assert.deepEqual(merged.timeDeltas, [10, 10, 10, 15, 10]);
  assert.deepEqual([merged.startTime, merged.endTime], [100, 170]);
  assert.deepEqual([...names.values()].sort(), ['(root)', 'a', 'b', 'main']);
  const a = merged.nodes.find((n) => n.callFrame.functionName === 'a');
  assert.equal(a?.hitCount, 3);
  assert.deepEqual(a?.positionTicks, [
    { line: 5, ticks: 3 },
    { line: 6, ticks: 1 },
  ]);
});

test('samples that come out of order, or after the end of their part, never count backwards', () => {
  const part = (startTime: number, endTime: number, timeDeltas: readonly number[]): CpuProfile => ({
    nodes: [
      { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame('main'), hitCount: timeDeltas.length },
    ],
    startTime,
    endTime,
    samples: timeDeltas.map(() => 2),
    timeDeltas: [...timeDeltas],
  });
  // The first part's last sample lies at 145, beyond its end; the second part has one step back.
  const merged = mergeCpuProfiles([part(100, 140, [10, 35]), part(120, 200, [22, 30, -5, 20])]);
  assert.deepEqual(merged.timeDeltas, [10, 35, 27, 0, 15]);
  assert.equal(
    merged.timeDeltas.reduce((a, b) => a + b, merged.startTime),
    187,
  );
});

test('of much output the last lines are kept, in whole characters', () => {
  const tail = outputTail(100);
  for (let i = 0; i < 1000; i += 1) tail.add(Buffer.from(`zeile ${i} ü€\n`));
  const text = tail.text();
  assert.ok(text.endsWith('zeile 999 ü€\n'));
  assert.ok(text.startsWith('zeile '), text);
  assert.ok(Buffer.byteLength(text) <= 100);
  const one = outputTail(10);
  one.add(Buffer.from('€'.repeat(20)));
  assert.equal(one.text(), '€€€');
  const short = outputTail();
  short.add(Buffer.from([0xe2, 0x82]));
  short.add(Buffer.from([0xac]));
  assert.equal(short.text(), '€');
});

test('Windows: arguments as the C runtime and cmd.exe read them', () => {
  assert.equal(quoteArgument('plain'), 'plain');
  assert.equal(quoteArgument(''), '""');
  assert.equal(quoteArgument('a b'), '"a b"');
  assert.equal(quoteArgument('say "hi"'), '"say \\"hi\\""');
  assert.equal(quoteArgument('c:\\a b\\'), '"c:\\a b\\\\"');
  assert.equal(quoteArgument('c:\\a\\b'), 'c:\\a\\b');
  assert.equal(escapeForCmd('a&b', 1), 'a^&b');
  assert.equal(escapeForCmd('a&b', 2), 'a^^^&b');
  assert.deepEqual(windowsSpawn('C:\\node.exe', ['a b'], 'cmd.exe'), {
    file: 'C:\\node.exe',
    args: ['a b'],
    verbatim: false,
  });
  assert.deepEqual(windowsSpawn('C:\\Program Files\\npm.cmd', ['run', 'x y'], 'C:\\cmd.exe'), {
    file: 'C:\\cmd.exe',
    args: ['/d', '/s', '/c', '"^"C:\\Program^ Files\\npm.cmd^" run ^^^"x^^^ y^^^""'],
    verbatim: true,
  });
  assert.deepEqual(taskkillArguments(12), ['/PID', '12', '/T', '/F']);
});

test('the tree of a process, from what the system lists', () => {
  assert.deepEqual(parseStat('77 (a) b (c) S 12 77 77 0 -1'), { pid: 77, parent: 12, group: 77 });
  assert.equal(parseStat('78 (node) Z 12 77 77 0'), null);
  const rows = parsePs(
    '    1     0     1 Ss\n   10     1    10 S\n   11    10    10 S+\n 12 11 12 R\n 13 10 10 Z\n 20 1 20 S\n',
  );
  assert.deepEqual(descendants(rows, 10).sort(), [10, 11, 12]);
  assert.deepEqual(descendants(rows, 99), []);
});

test('programs are found as a shell finds them', () => {
  assert.equal(findProgram('sh', '/', { PATH: '/nowhere:/bin' }, 'linux'), '/bin/sh');
  assert.equal(findProgram('no-such-program', '/', { PATH: '/bin' }, 'linux'), null);
  assert.equal(findProgram('./sh', '/bin', { PATH: '' }, 'linux'), '/bin/sh');
  assert.equal(findProgram('/bin', '/', {}, 'linux'), null);
  assert.equal(searchPath({ Path: 'C:\\a' }, 'win32'), 'C:\\a');
});

test('ids sort by time and say what they are of', () => {
  const at = new Date('2026-11-21T09:30:05Z');
  assert.equal(
    recordingId(['node', 'src/app.mjs', '--x'], at, '3f2a'),
    '2026-11-21T09-30-05-node-app---x-3f2a',
  );
  assert.equal(recordingId(['/usr/bin/node', '../../etc'], at, 'a'), '2026-11-21T09-30-05-node-etc-a');
  assert.equal(recordingId(['…'], at, 'a'), '2026-11-21T09-30-05-a');
});
