/**
 * What one walk over a file yields: functions, classes, loops, calls and names, each knowing where it stands.
 * Lives only while its file is analysed; what outlives it is a FileSummary.
 */
import type * as t from '@babel/types';
import type { Call, FunctionNode, LoopNode, Node } from './ast.ts';

export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'param' | 'function' | 'class' | 'catch' | 'enum';
  readonly scope: Scope;
  readonly node: Node;
  /** What the name was first given. With `path`, a property of it (destructuring). */
  readonly init?: Node;
  /** Property names from `init` to this name; `[]` for a plain declaration. `*` for a rest or array element. */
  readonly path: readonly string[];
  /** `dbQuery` of `({ id, run = dbQuery })`: what the name stands for where nobody says otherwise. */
  readonly fallback?: Node;
  readonly annotation?: Node;
  readonly module?: string;
  /** Imported name: 'default', '*' or a name. */
  readonly imported?: string;
  readonly typeOnly?: boolean;
  readonly fn?: FunctionInfo;
  readonly cls?: ClassInfo;
  /** Position among the parameters of its function. */
  readonly param?: number;
  /** The loop whose item it is. */
  loopItem?: LoopInfo;
  /** Assignments and updates after the declaration. */
  writes: readonly Node[];
}

export interface Scope {
  readonly parent: Scope | undefined;
  names: ReadonlyMap<string, Binding>;
  readonly fn: FunctionInfo;
  /** The loop the scope is in, where its function is inside one. */
  readonly loop: LoopInfo | undefined;
}

/** How a function that is written inside another comes to run. */
export type Invocation =
  /** Per item, by an array method or a kin. */
  | 'loop'
  /** Once, as part of the code around it: `then`, a transaction, an awaited wrapper, immediately. */
  | 'once'
  /** Later or never: event handler, route, timer, stored. */
  | 'deferred'
  /** By name or as a method. */
  | 'named';

export interface FunctionInfo {
  readonly id: number;
  /** For people: `load`, `Orders.list`, `callback of map`, `module`. */
  readonly name: string;
  readonly node: FunctionNode | t.Program | t.StaticBlock;
  readonly parent: FunctionInfo | undefined;
  readonly invocation: Invocation;
  /** The call that the function is an argument of. */
  readonly via: Call | t.NewExpression | undefined;
  /** The loop that the function runs in, when it runs as part of the code around it. */
  readonly loop: LoopInfo | undefined;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly cls: ClassInfo | undefined;
  /** Wrapped by a concurrency limiter, a batcher, a memo or a retry helper: `limit(() => …)`. */
  readonly wrapper: WrapperKind | undefined;
}

export type WrapperKind = 'limiter' | 'retry' | 'memo';

export interface ClassInfo {
  readonly id: number;
  readonly name: string;
  readonly node: t.ClassDeclaration | t.ClassExpression;
  readonly scope: Scope;
  readonly methods: Map<string, FunctionInfo>;
  readonly statics: Map<string, FunctionInfo>;
  /** Fields with initialiser or annotation, parameter properties, and assignments to `this.x`. */
  readonly fields: Map<string, { readonly value?: Node; readonly annotation?: Node; readonly scope: Scope }>;
}

export interface LoopInfo {
  readonly id: number;
  readonly kind: 'for' | 'of' | 'await-of' | 'in' | 'while' | 'do' | 'callback';
  readonly node: LoopNode | Call;
  /** For callbacks: `map`, `forEach`, … */
  readonly method: string;
  readonly body: Node;
  /** What is gone through: the right side of `of`/`in`, the receiver of the array method. */
  readonly iterable: Node | undefined;
  readonly items: readonly string[];
  readonly parent: LoopInfo | undefined;
  readonly fn: FunctionInfo;
  readonly scope: Scope;
  /** The callback itself, for kind 'callback'. */
  callback?: FunctionInfo;
  readonly inner: LoopInfo[];
}

/** A collected node, with where it stands. */
export interface Site<N extends Node = Node> {
  readonly node: N;
  readonly fn: FunctionInfo;
  readonly scope: Scope;
  readonly loop: LoopInfo | undefined;
}

/** A call, with what every rule asks of it worked out once. */
export interface CallSite extends Site<Call> {
  /** The callee as written, '' where it is no plain chain of names. */
  readonly name: string;
  /** `find` of `users.find()`, '' for plain functions. */
  readonly method: string;
}

export interface FileIndex {
  readonly path: string;
  readonly text: string;
  readonly program: t.Program;
  readonly comments: readonly t.Comment[];
  readonly moduleScope: Scope;
  /** The first is the module itself. */
  readonly functions: readonly FunctionInfo[];
  readonly classes: readonly ClassInfo[];
  readonly loops: readonly LoopInfo[];
  readonly calls: readonly CallSite[];
  readonly news: readonly Site<t.NewExpression>[];
  readonly regexes: readonly Site<t.RegExpLiteral>[];
  readonly spreads: readonly Site<t.SpreadElement>[];
  readonly awaits: readonly Site<t.AwaitExpression>[];
  readonly deletes: readonly Site<t.UnaryExpression>[];
  readonly assignments: readonly Site<t.AssignmentExpression>[];
  /** What functions return, those of one expression left out. */
  readonly returns: readonly Site[];
  readonly throws: readonly Site[];
  /** Names given to the attributes of markup: `onClick={save}`. */
  readonly attributes: readonly Site<t.Identifier>[];
  readonly objects: readonly Site<t.ObjectExpression>[];
  readonly imports: readonly (t.ImportDeclaration | t.ExportNamedDeclaration | t.ExportAllDeclaration)[];
  readonly exports: readonly Node[];
  readonly functionOf: ReadonlyMap<Node, FunctionInfo>;
  readonly loopOf: ReadonlyMap<Node, LoopInfo>;
  readonly siteOf: ReadonlyMap<Node, CallSite>;
  readonly hasJsx: boolean;
}
