import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharesOf } from '../../../src/node/review/shares.ts';

const work = (count: number, extension: string): { path: string; file: string }[] =>
  Array.from({ length: count }, (_, i) => ({
    path: `src/${String(i).padStart(4, '0')}.${extension}`,
    file: '',
  }));

test('threads are given files of one kind, and neighbours', () => {
  const mixed = [...work(240, 'ts'), ...work(240, 'tsx')].sort((a, b) => (a.path < b.path ? -1 : 1));
  const shares = sharesOf(mixed, 2);
  assert.equal(shares.length, 2);
  const first = shares.map((s) => s.next()!);
  assert.ok(first[0]!.every((w) => w.path.endsWith('.ts')));
  assert.ok(first[1]!.every((w) => w.path.endsWith('.tsx')));
  assert.equal(first[0]![0]!.path, 'src/0000.ts');
  assert.equal(shares[0]!.next()![0]!.path, 'src/0024.ts');
});

test('whoever is done takes the last of what others have left, and nothing is done twice or lost', () => {
  const all = work(500, 'js');
  const shares = sharesOf(all, 3);
  const done: string[] = [];
  // The first thread is fast, the others take one batch each.
  for (const s of shares.slice(1)) done.push(...s.next()!.map((w) => w.path));
  for (let b = shares[0]!.next(); b; b = shares[0]!.next()) done.push(...b.map((w) => w.path));
  assert.deepEqual(
    done.sort(),
    all.map((w) => w.path),
  );
  assert.equal(shares[2]!.next(), undefined);
});

test('what is given back is done next', () => {
  const shares = sharesOf(work(60, 'js'), 1);
  const [, ...rest] = shares[0]!.next()!;
  shares[0]!.giveBack(rest);
  assert.deepEqual(shares[0]!.next(), rest);
});

test('few files make few shares, none of them empty', () => {
  assert.equal(sharesOf(work(10, 'js'), 8).length, 1);
  assert.equal(sharesOf(work(50, 'js'), 8).length, 3);
});
