/**
 * Where a source file calls what: V8's profiles know a caller and its callee but not the caller's line, and
 * without it a line's total cannot hold what the line calls.
 */
import type * as t from '@babel/types';
import { parse } from '../analysis/parse.ts';

/** A function of the file; number 0 is the module itself. */
export interface SourceFunction {
  readonly name: string;
  /** Where V8 puts it: the opening bracket of its parameters, or the beginning of an arrow function. 1-based. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Number of the function around it; -1 for the module. */
  readonly parent: number;
  /** Line of the call it is handed to, or called by, where it is written inside a call; else 0. */
  readonly usedOnLine: number;
  /** Lines of its calls by the called name; calls inside inner functions are theirs. */
  readonly calls: ReadonlyMap<string, readonly number[]>;
  /** Lines on which a function is handed over by name: `rows.map(toRow)`. */
  readonly passed: ReadonlyMap<string, readonly number[]>;
  /** All lines with calls. */
  readonly callLines: readonly number[];
}

export interface CallSites {
  readonly functions: readonly SourceFunction[];
}

interface Draft {
  name: string;
  line: number;
  column: number;
  endLine: number;
  parent: number;
  usedOnLine: number;
  calls: Map<string, number[]>;
  passed: Map<string, number[]>;
  callLines: number[];
}

type Call = t.CallExpression | t.OptionalCallExpression | t.NewExpression;

/** Undefined where the text cannot be parsed even with recovery. `file` tells the language by its ending. */
export function callSites(file: string, source: string): CallSites | undefined {
  const { program } = parse(file, source);
  if (program === undefined) return undefined;
  const functions: Draft[] = [draft('', 1, 1, Number.POSITIVE_INFINITY, -1, 0)];
  // An explicit stack: a long chain of operators is as deep as it is long.
  const todo: { readonly node: t.Node; readonly fn: number; readonly usedOnLine: number }[] = [
    { node: program, fn: 0, usedOnLine: 0 },
  ];
  while (todo.length > 0) {
    const { node, fn, usedOnLine } = todo.pop()!;
    let inside = fn;
    if (isFunction(node)) {
      inside = functions.length;
      functions.push(functionDraft(node, source, fn, usedOnLine));
    } else if (isCall(node)) addCall(functions[fn]!, node);
    else if (node.type === 'TaggedTemplateExpression')
      addTo(functions[fn]!, calleeName(node.tag), lineOf(node.tag));
    const used = isCall(node) ? callLine(node) : transparent(node) ? usedOnLine : 0;
    for (const child of children(node)) todo.push({ node: child, fn: inside, usedOnLine: used });
  }
  return { functions };
}

function draft(
  name: string,
  line: number,
  column: number,
  endLine: number,
  parent: number,
  usedOnLine: number,
): Draft {
  return {
    name,
    line,
    column,
    endLine,
    parent,
    usedOnLine,
    calls: new Map(),
    passed: new Map(),
    callLines: [],
  };
}

function functionDraft(node: t.Function, source: string, parent: number, usedOnLine: number): Draft {
  const arrow = node.type === 'ArrowFunctionExpression';
  const from = arrow ? node.start! : afterName(node);
  const bracket = arrow ? from : source.indexOf('(', from);
  const at = bracket < 0 ? from : bracket;
  // Counted from the node's own beginning, whose place the parser knows.
  const before = source.slice(node.start!, at);
  const breaks = before.split('\n');
  const line = node.loc!.start.line + breaks.length - 1;
  const column = breaks.length === 1 ? node.loc!.start.column + before.length + 1 : breaks.at(-1)!.length + 1;
  return draft(functionName(node), line, column, node.loc!.end.line, parent, usedOnLine);
}

/** Offset behind a function's name and type parameters. */
function afterName(node: Exclude<t.Function, t.ArrowFunctionExpression>): number {
  if (node.typeParameters != null) return node.typeParameters.end!;
  if ('key' in node) return node.computed ? node.key.end! + 1 : node.key.end!;
  return node.id?.end ?? node.start!;
}

function functionName(node: t.Function): string {
  if ('key' in node) {
    if (node.key.type === 'PrivateName') return node.key.id.name;
    return node.key.type === 'Identifier' ? node.key.name : '';
  }
  return ('id' in node ? node.id?.name : undefined) ?? '';
}

function isFunction(node: t.Node): node is t.Function {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      return true;
    default:
      return false;
  }
}

function isCall(node: t.Node): node is Call {
  return (
    node.type === 'CallExpression' || node.type === 'OptionalCallExpression' || node.type === 'NewExpression'
  );
}

/** What stands between a call and a function written in its arguments without changing whose it is. */
function transparent(node: t.Node): boolean {
  return /^(TS\w+Expression|Parenthesized\w+|ObjectExpression|ObjectProperty|ArrayExpression|SpreadElement|ConditionalExpression|LogicalExpression|SequenceExpression)$/.test(
    node.type,
  );
}

function addCall(fn: Draft, node: Call): void {
  const line = callLine(node);
  addTo(fn, calleeName(node.callee), line);
  for (const argument of node.arguments) {
    if (argument.type === 'Identifier' || argument.type === 'MemberExpression') {
      add(fn.passed, calleeName(argument), line);
    }
  }
}

function addTo(fn: Draft, name: string, line: number): void {
  add(fn.calls, name, line);
  if (!fn.callLines.includes(line)) fn.callLines.push(line);
}

function add(map: Map<string, number[]>, name: string, line: number): void {
  if (name === '') return;
  const lines = map.get(name);
  if (lines === undefined) map.set(name, [line]);
  else if (!lines.includes(line)) lines.push(line);
}

/** Line of the called name: in a chain over several lines each call has its own. */
function callLine(node: Call): number {
  if (node.type === 'NewExpression') return node.loc!.start.line;
  const { callee } = node;
  if (isMember(callee)) return lineOf(callee.property);
  return lineOf(node);
}

function isMember(node: t.Node): node is t.MemberExpression | t.OptionalMemberExpression {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
}

function lineOf(node: t.Node): number {
  return node.loc!.start.line;
}

/** The name by which V8 is likely to know what is called; '' where the source does not tell. */
function calleeName(node: t.Node): string {
  if (node.type === 'Identifier') return node.name;
  if (isMember(node)) {
    if (node.property.type === 'Identifier' && !node.computed) return node.property.name;
    if (node.property.type === 'PrivateName') return node.property.id.name;
    return '';
  }
  if (node.type === 'TSNonNullExpression' || node.type === 'ParenthesizedExpression')
    return calleeName(node.expression);
  if (node.type === 'SequenceExpression') return calleeName(node.expressions.at(-1)!);
  return '';
}

const SKIPPED = new Set([
  'loc',
  'extra',
  'leadingComments',
  'trailingComments',
  'innerComments',
  'typeAnnotation',
]);

function* children(node: t.Node): Generator<t.Node> {
  for (const [key, value] of Object.entries(node)) {
    if (value === null || typeof value !== 'object' || SKIPPED.has(key)) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object' && typeof (item as t.Node).type === 'string')
        yield item as t.Node;
    }
  }
}
