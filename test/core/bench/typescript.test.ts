import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { parse } from '@babel/parser';
import { defaultJsx } from '../../../src/core/bench/jsx.ts';
import { stripTypes } from '../../../src/core/bench/typescript.ts';

const strip = (text: string, defineFields = true): string =>
  stripTypes(text, { jsx: false, defineFields }).code;

/** Value of `out` after the script has run. */
function run(text: string, defineFields = true): unknown {
  const context: { out?: unknown } = {};
  vm.runInNewContext(strip(text, defineFields), context);
  return JSON.parse(JSON.stringify(context.out ?? null));
}

test('types become blanks: every line and column stays', () => {
  const text = [
    'interface A { a: number }',
    'const x: Map<string, A> = new Map<string, A>(), y = 1 as unknown as string;',
    'function f<T extends A>(this: void, a: T, b?: number, ...rest: string[]): asserts a is T { return void 0 }',
    'abstract class B<T> extends Map<string, T> implements Iterable<[string, T]> {',
    '  private readonly q!: number; declare z: string; abstract m(): void; public override get(k: string): T { return super.get(k)! }',
    '}',
    'let z = (<any>x).size!; const g = async <T,>(a: T): Promise<T> => a satisfies T;',
  ].join('\n');
  const code = strip(text);
  assert.equal(code.length, text.length);
  for (const word of ['new Map', 'y = 1', 'return void 0', 'super.get(k)', '.size', 'async', '=> a']) {
    assert.equal(code.indexOf(word), text.indexOf(word), word);
  }
  new vm.Script(code);
});

test('JSX becomes calls, on its lines', () => {
  const text = [
    'const App = (p: { a: number }) => <div className="x &amp; y" data-x on={() => p.a as number} {...p}>',
    '  {/* nothing */}',
    '  two',
    '  words <b>{p.a!}</b>',
    '  <N.C<string> key={`k${p.a}`} ref="r" />',
    '  <></>',
    '</div>;',
    'out = <App a={1} />;',
  ].join('\n');
  const seen: unknown[] = [];
  const h = (type: unknown, props: unknown, ...rest: unknown[]) => ({
    type: typeof type === 'function' ? 'App' : type,
    props,
    rest,
  });
  const context = {
    out: undefined as unknown,
    h,
    N: { C: 'N.C' },
    F: 'F',
    p: seen,
    require: () => ({ jsx: h, jsxs: h, Fragment: 'F' }),
  };
  for (const jsx of [
    { ...defaultJsx, runtime: 'classic' as const, factory: 'h', fragment: 'F' },
    defaultJsx,
  ]) {
    const { code } = stripTypes(text.replace('out = <App a={1} />', 'out = App({ a: 1 })'), {
      jsx,
      defineFields: true,
    });
    assert.equal(code.split('\n').length, 8);
    assert.match(code.split('\n')[4]!, /N\.C/);
    vm.runInNewContext(`(() => { ${code} })()`, context);
    const made = JSON.parse(JSON.stringify(context.out)) as {
      props: Record<string, unknown>;
      rest: unknown[];
    };
    const children = (jsx.runtime === 'classic' ? made.rest : made.props.children) as Record<
      string,
      unknown
    >[];
    assert.equal(made.props.className, 'x & y');
    assert.equal(made.props['data-x'], true);
    assert.equal(made.props.a, 1);
    assert.equal(children[0], 'two words ');
    assert.equal(children.length, 4);
    assert.equal(children[2]!.type, 'N.C');
    if (jsx.runtime === 'automatic') assert.deepEqual(children[2]!.rest, ['k1']);
    else assert.equal((children[2]!.props as { key: string }).key, 'k1');
    assert.equal(children[3]!.type, 'F');
  }
  const kept = stripTypes("import React from 'react';\nexport const a = <i />;", {
    jsx: { ...defaultJsx, runtime: 'classic' },
    defineFields: true,
  });
  assert.match(kept.code, /import React/);
  assert.match(
    stripTypes('/** @jsxImportSource preact */\nexport const a = <i />;', {
      jsx: defaultJsx,
      defineFields: true,
    }).code,
    /preact\/jsx-runtime/,
  );
});

test('a namespace or enum adds to the function, class or enum of its name', () => {
  const text = [
    'function f() { return f.x } namespace f { export const x = 1 }',
    'class C { a = C.y } namespace C { export const y = 2; export namespace C { export const z = 4 } }',
    'enum E { A } enum E { B = 3 }',
    'out = [f(), new C().a, E.A, E.B, C.C.z];',
  ].join('\n');
  assert.deepEqual(run(text), [1, 2, 0, 3, 4]);
  const exported = strip(
    'export async function g() {}\nexport namespace g { export const x = 1 }\nexport enum H { A }\nexport enum H { B = 1 }',
  );
  assert.doesNotThrow(() => parse(exported, { sourceType: 'module' }));
});

test('enums, namespaces and parameter properties are written out on their lines', () => {
  const text = [
    'enum E { A, B = 5, C, D = "d", F = B | 8, G = "x".length }',
    'namespace N.M { export const k = 2; export function f(n: number) { return n * k } export type T = 1 }',
    'class P { constructor(private a: number, public b = 2) { this.a += 1 } sum() { return this.a + this.b } }',
    'class Q extends P { constructor(readonly c: string) { super(1) } }',
    'out = [E.A, E.C, E[5], E.D, E.F, E.G, N.M.f(4), new P(1).sum(), new Q("c").c, new Q("c").sum()];',
  ].join('\n');
  assert.deepEqual(run(text), [0, 6, 'B', 'd', 13, 1, 8, 4, 'c', 4]);
  assert.equal(strip(text).split('\n').length, 5);
  assert.match(strip(text).split('\n')[4]!, /^out = /);
});

test('a field without a value is nothing, unless the project defines fields', () => {
  const text = 'class A { x?: number; y: number = 1 } out = Object.keys(new A())';
  assert.deepEqual(run(text, false), ['y']);
  assert.deepEqual(run(text, true), ['x', 'y']);
});

test('imports of names used as types only are dropped, others stay', () => {
  const code = strip(
    [
      "import A, { type B, C, D } from './a';",
      "import type { E } from './e';",
      "import { F } from './f';",
      "import './side';",
      "import G = require('g');",
      "import * as H from './h';",
      'const c: A = new C<D>(); const o = { F: 1 }; G(); let h: H.X; export { c };',
      'export type { B } from "./a"; export interface I {}',
    ].join('\n'),
  );
  assert.match(code, /^import {2} \{ {9}C, {2}\} from|^import\s+\{\s+C,\s+\} from '\.\/a';/);
  assert.doesNotMatch(code, /'\.\/e'|'\.\/f'|'\.\/h'|interface|type/);
  assert.match(code, /import '\.\/side';/);
  assert.match(code, /const\s+G = require\('g'\);/);
});

test('what was two statements does not become one', () => {
  assert.deepEqual(run('let a = [1]\ntype X = string\n;[2].forEach((n) => a.push(n))\nout = a'), [1, 2]);
  assert.deepEqual(run('const a = 1 as number\n;[3].map(String)\nout = a'), 1);
  assert.deepEqual(run('let a = 5 as any\n(() => {})()\nout = a'), 5);
  assert.deepEqual(run('const f = (a: number):\n  number => a + 1\nout = f(1)'), 2);
  assert.deepEqual(run('out = (2 as number)\n  + 3'), 5);
});

test('module or script is told apart', () => {
  const kind = (text: string): boolean => stripTypes(text, { jsx: false, defineFields: true }).module;
  assert.equal(kind("import x from 'x'; x()"), true);
  assert.equal(kind('const x = require("x") as any'), false);
  assert.throws(() => strip('const x: = 1'), SyntaxError);
});
