/** One call of a benchmark file: whether it declares a benchmark or a group, and which. */
import type * as t from '@babel/types';
import { type Bindings, type Meaning, meaningOf, suiteOf } from './discover-bindings.ts';
import type { Dialect } from './nouns.ts';

export type Call =
  | {
      readonly kind: 'benchmark';
      readonly name: string;
      readonly line: number;
      readonly column: number;
      readonly dialect: Dialect;
      readonly state: 'run' | 'skip' | 'todo';
      readonly params: string;
      /** Of the suite object that it is added to, '' for none. */
      readonly suite: string;
    }
  | {
      readonly kind: 'group';
      /** '' for one that only marks how its benchmarks are shown. */
      readonly name: string;
      readonly line: number;
      readonly skip: boolean;
      /** Within it, where it brings names of its own. */
      readonly bindings?: Bindings;
    };

type Chain = {
  readonly meaning: Meaning;
  readonly flags: ReadonlySet<string>;
  readonly each: boolean;
};

export function callOf(node: t.CallExpression, bindings: Bindings, text: string): Call | undefined {
  const chain = chainOf(node.callee, bindings);
  if (chain) return ofChain(node, chain, bindings, text);
  return addOf(node, bindings, text);
}

/** `bench`, `bench.skip`, `describe.skipIf(x)`, `bench.each(rows)`, `b.add.only`. */
function chainOf(callee: t.Node, bindings: Bindings): Chain | undefined {
  const meaning = meaningOf(callee, bindings);
  if (meaning)
    return meaning.is === 'module' || meaning.is === 'suite'
      ? undefined
      : { meaning, flags: new Set(), each: false };
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed) {
    const inner = chainOf(callee.object, bindings);
    const { name } = callee.property;
    // Methods of what a call gives (mitata's `.range`) declare nothing new.
    if (!inner || !/^(skip|only|todo|concurrent|sequential|shuffle|each|for|skipIf|runIf)$/.test(name))
      return undefined;
    return { ...inner, flags: new Set([...inner.flags, name]) };
  }
  if (callee.type === 'CallExpression' || callee.type === 'TaggedTemplateExpression') {
    const inner = chainOf(callee.type === 'CallExpression' ? callee.callee : callee.tag, bindings);
    const gives = inner && [...inner.flags].some((f) => /^(each|for|skipIf|runIf)$/.test(f));
    return gives ? { ...inner, each: inner.flags.has('each') || inner.flags.has('for') } : undefined;
  }
  return undefined;
}

function ofChain(node: t.CallExpression, chain: Chain, bindings: Bindings, text: string): Call | undefined {
  const { meaning, flags } = chain;
  const [first, ...rest] = node.arguments;
  // `bench.each(rows)` itself: the next call declares.
  const pending = [...flags].some((f) => /^(each|for|skipIf|runIf)$/.test(f)) && !calledTwice(node);
  if (!first || pending) return undefined;
  const where = place(node);
  const skip = flags.has('skip') || flags.has('todo');
  if (meaning.is === 'bench') {
    // mitata's `bench(fn)` is named after the function.
    const own = meaning.dialect === 'mitata' && rest.length === 0 && first.type === 'Identifier';
    const named = own ? first.name : nameOf(first, text, chain.each);
    if (named === undefined) return undefined;
    return {
      kind: 'benchmark',
      name: named,
      ...where,
      dialect: meaning.dialect,
      state: stateOf(flags, meaning.dialect === 'vitest' && rest.length === 0),
      params: chain.each ? 'for each row' : paramsOf(rest, text),
      suite: '',
    };
  }
  if (meaning.is === 'test') return testGroup(first, rest, bindings, meaning, where.line, skip, text);
  const callback = isFunction(first);
  return {
    kind: 'group',
    name: callback ? '' : (nameOf(first, text, chain.each) ?? ''),
    line: where.line,
    skip,
  };
}

function calledTwice(node: t.CallExpression): boolean {
  return node.callee.type === 'CallExpression' || node.callee.type === 'TaggedTemplateExpression';
}

function stateOf(flags: ReadonlySet<string>, empty: boolean): 'run' | 'skip' | 'todo' {
  if (flags.has('todo') || empty) return 'todo';
  return flags.has('skip') ? 'skip' : 'run';
}

/** vitest 5: `test(name, ({ bench }) => …)` is a group whose callback brings `bench`. */
function testGroup(
  first: t.Node,
  rest: readonly t.Node[],
  bindings: Bindings,
  meaning: Meaning,
  line: number,
  skip: boolean,
  text: string,
): Call | undefined {
  const callback = rest.find(isFunction) as t.ArrowFunctionExpression | t.FunctionExpression | undefined;
  const [parameter] = callback?.params ?? [];
  const name = nameOf(first, text, false);
  if (!parameter || name === undefined) return undefined;
  const inner = new Map(bindings);
  let brings = false;
  if (parameter.type === 'ObjectPattern') {
    for (const p of parameter.properties) {
      const own = p.type === 'ObjectProperty' && p.key.type === 'Identifier' && p.key.name === 'bench';
      if (!own || p.value.type !== 'Identifier') continue;
      brings = true;
      inner.set(p.value.name, { is: 'bench', dialect: meaning.dialect });
    }
  } else if (parameter.type === 'Identifier') {
    // `ctx.bench(…)`
    brings = true;
    inner.set(parameter.name, { is: 'module', dialect: meaning.dialect });
  }
  return !brings ? undefined : { kind: 'group', name, line, skip, bindings: inner };
}

/** `suite.add(name, fn)` of tinybench and benchmark.js, and `new Benchmark(name, fn)` is left to running. */
function addOf(node: t.CallExpression, bindings: Bindings, text: string): Call | undefined {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  if (!/^(add|todo)$/.test(callee.property.name)) return undefined;
  const suite = suiteOf(callee.object, bindings);
  const [first] = node.arguments;
  const name = suite && first && nameOf(first, text, false);
  if (!suite || name === undefined) return undefined;
  // The call's own place, not where its chain began.
  const { line, column } = callee.property.loc!.start;
  return {
    kind: 'benchmark',
    name,
    line,
    column: column + 1,
    dialect: suite.dialect,
    state: callee.property.name === 'todo' ? 'todo' : 'run',
    params: '',
    suite: (suite.is === 'suite' && suite.name) || '',
  };
}

function place(node: t.CallExpression): { readonly line: number; readonly column: number } {
  const { line, column } = node.loc!.start;
  return { line, column: column + 1 };
}

function isFunction(node: t.Node): boolean {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

/** What is known of a name; parts that are computed stay as they are written. `undefined`: no name at all. */
function nameOf(node: t.Node, text: string, each: boolean): string | undefined {
  switch (node.type) {
    case 'StringLiteral':
      // vitest fills `%s` and `$name` in, row by row.
      return each ? node.value.replace(/%[sdifjop#]|\$[\w.]+/g, (part) => `\${${part}}`) : node.value;
    case 'TemplateLiteral':
      return node.quasis
        .map((quasi, i) => {
          const expression = node.expressions[i];
          return `${quasi.value.cooked ?? quasi.value.raw}${expression ? `\${${source(expression, text)}}` : ''}`;
        })
        .join('');
    case 'BinaryExpression': {
      if (node.operator !== '+') return undefined;
      const left = nameOf(node.left, text, each) ?? `\${${source(node.left, text)}}`;
      const right = nameOf(node.right, text, each) ?? `\${${source(node.right, text)}}`;
      return left + right;
    }
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
    case 'ConditionalExpression':
      return `\${${source(node, text)}}`;
    default:
      return undefined;
  }
}

function source(node: t.Node, text: string): string {
  return text.slice(node.start!, node.end!).replace(/\s+/g, ' ').replaceAll('}', '').slice(0, 40);
}

/** `for: { n: [10, 100] }` of our own options. */
function paramsOf(rest: readonly t.Node[], text: string): string {
  const options = rest.find((r) => r.type === 'ObjectExpression') as t.ObjectExpression | undefined;
  const lists = options?.properties.find(
    (p) => p.type === 'ObjectProperty' && p.key.type === 'Identifier' && p.key.name === 'for',
  ) as t.ObjectProperty | undefined;
  if (lists?.value.type !== 'ObjectExpression') return '';
  return lists.value.properties
    .flatMap((p) => (p.type === 'ObjectProperty' && p.key.type === 'Identifier' ? [p] : []))
    .map((p) => `${(p.key as t.Identifier).name}: ${source(p.value, text).replace(/^\[\s*|\s*\]$/g, '')}`)
    .join('; ');
}
