import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../../src/core/analysis/parse.ts';
import { suppressionsOf } from '../../../src/core/analysis/suppress.ts';
import { suppressionEdit } from '../../../src/core/analysis/suppression-edit.ts';

function suppressed(path: string, text: string, line: number, rule = 'n-plus-one', reason = 'few items') {
  const edit = suppressionEdit({ path, text, line, rule, reason });
  return edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/** Lines that the comments of a text silence for the rule. */
function silenced(path: string, text: string, rule = 'n-plus-one'): number[] {
  const parsed = parse(path, text);
  assert.ok(parsed.program, text);
  assert.equal(parsed.problem, '', text);
  return suppressionsOf(parsed.comments, text)
    .filter((s) => s.rule === rule)
    .map((s) => s.line);
}

/** [what, file, text with the line to silence marked by §]. */
const places: readonly (readonly [string, string, string])[] = [
  ['a statement', 'a.ts', 'for (const a of b) {\n§  await q(a);\n}\n'],
  ['the first line', 'a.js', '§for (const a of b) await q(a);\n'],
  ['the middle of a chain', 'a.js', 'const x = await Promise.all(\n  list\n§    .map((a) => q(a)),\n);\n'],
  ['a child of JSX', 'a.tsx', 'const x = (\n  <ul>\n§    {list.map((a) => q(a))}\n  </ul>\n);\n'],
  ['a nested tag', 'a.jsx', 'const x = <>\n  text\n§  <li>{q(a)}</li>\n</>;\n'],
  ['an attribute', 'a.jsx', 'const x = <li\n  id="1"\n§  onClick={() => list.map((a) => q(a))}\n/>;\n'],
  ['an expression inside JSX', 'a.tsx', 'const x = <ul>{\n§  list.map((a) => q(a))\n}</ul>;\n'],
  ['an expression of a template', 'a.js', 'const x = `a $' + '{\n§  list.map((a) => q(a))\n} b`;\n'],
];

for (const [what, path, marked] of places) {
  test(`the comment before ${what} silences its line and keeps the code valid`, () => {
    const line = marked.slice(0, marked.indexOf('§')).split('\n').length;
    for (const text of [marked.replace('§', ''), marked.replace('§', '').replaceAll('\n', '\r\n')]) {
      const after = suppressed(path, text, line);
      assert.ok(after);
      assert.deepEqual(silenced(path, after), [line + 1], after);
      assert.equal(after.includes('\r\n'), text.includes('\r\n'));
      assert.equal(after.replaceAll('\r\n', '').includes('\r'), false);
    }
  });
}

test('it stands as deep as the line, with the reason', () => {
  assert.equal(
    suppressed('a.js', 'if (x) {\n\tq();\n}\n', 2),
    'if (x) {\n\t// perfloop-ignore-next-line n-plus-one -- few items\n\tq();\n}\n',
  );
  assert.equal(
    suppressed('a.jsx', 'const x = <b>\n  {q()}\n</b>;\n', 2, 'redos', 'ends */ here\nthen'),
    'const x = <b>\n  {/* perfloop-ignore-next-line redos -- ends * / here then */}\n  {q()}\n</b>;\n',
  );
});

test('a comment for another rule gets the new one too: only the nearest line counts', () => {
  const once = suppressed('a.js', 'for (const a of b)\n  await q(a);\n', 2)!;
  const twice = suppressed('a.js', once, 3, 'sequential-awaits', 'order matters')!;
  assert.equal(
    twice,
    'for (const a of b)\n  // perfloop-ignore-next-line n-plus-one, sequential-awaits -- few items; order matters\n  await q(a);\n',
  );
  assert.deepEqual([silenced('a.js', twice), silenced('a.js', twice, 'sequential-awaits')], [[3], [3]]);
  const jsx = suppressed('a.jsx', 'const x = <b>\n  {q()}\n</b>;\n', 2)!;
  const both = suppressed('a.jsx', jsx, 3, 'redos')!;
  assert.deepEqual([silenced('a.jsx', both), silenced('a.jsx', both, 'redos')], [[3], [3]]);
});

test('inside of a string no comment can stand', () => {
  assert.equal(suppressed('a.js', 'const x = `one\n  two\n`;\n', 2), undefined);
  assert.equal(suppressed('a.js', 'const x = 1;\n', 9), undefined);
});

test('a text that cannot be parsed gets a comment all the same', () => {
  assert.match(
    suppressed('a.ts', 'for (const a of b) {{{\n  await q(a);\n', 2) ?? '',
    /\n {2}\/\/ perfloop-ignore/,
  );
});

test('on a line of a text the comment goes into the expression: the text stays as it is', () => {
  const template = 'const x = `\n  a\n  $' + '{q(1)} and $' + '{q(2)}\n`;\n';
  const said = (n: number) => `{/* perfloop-ignore-line n-plus-one -- few items */ q(${n})}`;
  assert.equal(suppressed('a.js', template, 3), template.replace('{q(1)}', said(1)));
  const wish = { path: 'a.js', text: template, line: 3, rule: 'n-plus-one', reason: 'few items' };
  const second = suppressionEdit({ ...wish, column: 18 })!;
  assert.equal(template.slice(second.start, second.start + 4), 'q(2)');
  assert.deepEqual(silenced('a.js', suppressed('a.js', template, 3)!), [3]);
  assert.equal(suppressed('a.js', 'const x = `\n  a\n`;\n', 2), undefined);
  // JSX joins two lines of text with a blank.
  const jsx = 'const x = <b>\n  one\n  two {q(1)}\n</b>;\n';
  assert.equal(suppressed('a.jsx', jsx, 3), jsx.replace('{q(1)}', said(1)));
});
