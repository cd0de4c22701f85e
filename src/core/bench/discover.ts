/**
 * Benchmarks of a file by reading it: names, groups, lines, for the Testing view and its gutter icons. Nothing is
 * run, so names that are computed are shown as they are written, `${…}` and all.
 */
import type * as t from '@babel/types';
import { parse } from '../analysis/parse.ts';
import { type Bindings, bindingsOf } from './discover-bindings.ts';
import { type Call, callOf } from './discover-calls.ts';
import type { Dialect } from './nouns.ts';
import { childrenOf } from './typescript.ts';

/** A call that declares a benchmark. */
export interface Declared {
  readonly name: string;
  /** Outermost first. */
  readonly groups: readonly string[];
  /** Of each group's call, 1-based. */
  readonly groupLines: readonly number[];
  /** Of the call, 1-based. */
  readonly line: number;
  readonly column: number;
  readonly dialect: Dialect;
  readonly state: 'run' | 'skip' | 'todo';
  /** A part of the name is known only when it runs: it holds `${…}`. */
  readonly dynamic: boolean;
  /** Parameters as they are written, `n: 10, 100, 1000`; '' for none. */
  readonly params: string;
}

export interface Discovered {
  /** In the order of the text. */
  readonly benchmarks: readonly Declared[];
  /** Why the file could not be read whole, for people; ''. */
  readonly problem: string;
}

interface Scope {
  readonly groups: readonly { readonly name: string; readonly line: number; readonly skip: boolean }[];
  readonly bindings: Bindings;
}

/** `file` tells the language by its extension. */
export function discover(text: string, file: string): Discovered {
  const { program, problem } = parse(file, text);
  if (!program) return { benchmarks: [], problem };
  const found: Declared[] = [];
  const walk = (node: t.Node, scope: Scope): void => {
    const call = node.type === 'CallExpression' ? callOf(node, scope.bindings, text) : undefined;
    if (call?.kind === 'benchmark') found.push(declared(call, scope));
    const inner = call?.kind === 'group' ? entered(call, scope) : scope;
    for (const child of childrenOf(node)) walk(child, inner);
  };
  for (const statement of program.body) walk(statement, { groups: [], bindings: bindingsOf(program) });
  found.sort((a, b) => a.line - b.line || a.column - b.column);
  return { benchmarks: found, problem };
}

function entered(call: Extract<Call, { kind: 'group' }>, scope: Scope): Scope {
  return {
    groups:
      call.name === ''
        ? scope.groups
        : [...scope.groups, { name: call.name, line: call.line, skip: call.skip }],
    bindings: call.bindings ?? scope.bindings,
  };
}

function declared(call: Extract<Call, { kind: 'benchmark' }>, { groups }: Scope): Declared {
  const skipped = groups.some((g) => g.skip) && call.state === 'run';
  return {
    name: call.name,
    groups: [...groups.map((g) => g.name), ...(call.suite ? [call.suite] : [])],
    groupLines: [...groups.map((g) => g.line), ...(call.suite ? [call.line] : [])],
    line: call.line,
    column: call.column,
    dialect: call.dialect,
    state: skipped ? 'skip' : call.state,
    dynamic: call.name.includes('${'),
    params: call.params,
  };
}
