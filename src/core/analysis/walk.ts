/**
 * One walk over a file. Sets parents, opens scopes, and lists what rules ask for, so that rules look things up
 * instead of walking again: the whole analysis stays near the cost of the parse.
 */

import type * as t from '@babel/types';
import {
  bare,
  type Call,
  child,
  dotted,
  type FunctionNode,
  isFunction,
  keyName,
  type LoopNode,
  methodName,
  type Node,
  parentOf,
  setParent,
} from './ast.ts';
import { keysOf } from './child-keys.ts';
import type { CallSite, ClassInfo, FileIndex, FunctionInfo, LoopInfo, Scope, Site } from './index-types.ts';
import { callbackRole, iterationOf, wrapperOf } from './invocation.ts';
import { loopKind, nameOf, thisClass } from './naming.ts';
import { declarePattern, patternNames } from './patterns.ts';
import { declare, functionScope, inner, noNames } from './scopes.ts';
import { type Visitor, visitors, within } from './visitors.ts';
import { parameterProperty } from './walk-classes.ts';
import { recordWrites } from './writes.ts';

export interface Mutable {
  functions: FunctionInfo[];
  classes: ClassInfo[];
  loops: LoopInfo[];
  calls: CallSite[];
  news: Site<t.NewExpression>[];
  regexes: Site<t.RegExpLiteral>[];
  spreads: Site<t.SpreadElement>[];
  awaits: Site<t.AwaitExpression>[];
  deletes: Site<t.UnaryExpression>[];
  assignments: Site<t.AssignmentExpression>[];
  returns: Site[];
  throws: Site[];
  attributes: Site<t.Identifier>[];
  objects: Site<t.ObjectExpression>[];
  imports: (t.ImportDeclaration | t.ExportNamedDeclaration | t.ExportAllDeclaration)[];
  exports: Node[];
  functionOf: Map<Node, FunctionInfo>;
  loopOf: Map<Node, LoopInfo>;
  siteOf: Map<Node, CallSite>;
  updates: Site<t.UpdateExpression>[];
  hasJsx: boolean;
}

/** Where the walk stands. */
export interface At {
  readonly scope: Scope;
  readonly fn: FunctionInfo;
  readonly loop: LoopInfo | undefined;
  readonly cls: ClassInfo | undefined;
}

export function indexFile(
  path: string,
  text: string,
  program: t.Program,
  comments: readonly t.Comment[],
): FileIndex {
  const out: Mutable = {
    functions: [],
    classes: [],
    loops: [],
    calls: [],
    news: [],
    regexes: [],
    spreads: [],
    awaits: [],
    deletes: [],
    assignments: [],
    returns: [],
    throws: [],
    attributes: [],
    objects: [],
    imports: [],
    exports: [],
    functionOf: new Map(),
    loopOf: new Map(),
    siteOf: new Map(),
    updates: [],
    hasJsx: false,
  };
  const module: FunctionInfo = {
    id: 0,
    name: 'module',
    node: program,
    parent: undefined,
    invocation: 'named',
    via: undefined,
    loop: undefined,
    isAsync: true,
    isGenerator: false,
    cls: undefined,
    wrapper: undefined,
  };
  out.functions.push(module);
  out.functionOf.set(program, module);
  const moduleScope: Scope = { parent: undefined, names: noNames, fn: module, loop: undefined };
  const walker = new Walker(out);
  walker.children(program, { scope: moduleScope, fn: module, loop: undefined, cls: undefined });
  recordWrites(out);
  return { path, text, program, comments, moduleScope, ...out };
}

/** Unless somebody waits for it, or is given a whole statement, a tagged text is a part of one, or markup. */
function isQuery(node: t.TaggedTemplateExpression, parent: Node): boolean {
  const name = /[\w$]*$/.exec(dotted(node.tag))![0];
  if (/^\$(queryRaw|executeRaw)$/.test(name)) return true;
  const named = /^(sql|tx|trx|txn|db|pg|pool|client|conn|connection)$/.test(name);
  const waited = parent.type === 'AwaitExpression';
  if (named && waited) return true;
  const given = named && (parent.type === 'ReturnStatement' || parent.type === 'ArrowFunctionExpression');
  // `` await central`update …` ``: whatever the connection is called.
  return (
    (waited || given) &&
    /^\s*(select|insert|update|delete|with)\s/i.test(node.quasi.quasis[0]?.value.raw ?? '')
  );
}

export class Walker {
  constructor(readonly out: Mutable) {}

  children(node: Node, at: At): void {
    const keys = keysOf(node);
    for (let i = 0; i < keys.length; i++) this.key(node, keys[i]!, at);
  }

  key(node: Node, key: string, at: At): void {
    const value = child(node, key);
    if (!value) return;
    if (Array.isArray(value)) this.all(value, node, at);
    else this.node(value as Node, node, at);
  }

  all(nodes: readonly (Node | null)[], parent: Node, at: At): void {
    for (let i = 0; i < nodes.length; i++) this.node(nodes[i], parent, at);
  }

  /** Error recovery leaves holes where a node should be. */
  node(node: Node | null | undefined, parent: Node, at: At): void {
    if (!node) return;
    setParent(node, parent);
    const visitor = visitors[node.type] as Visitor | undefined;
    if (visitor) visitor(this, node, at);
    else this.children(node, at);
  }

  call(node: Call, at: At): void {
    const entry: CallSite = {
      node,
      fn: at.fn,
      scope: at.scope,
      loop: at.loop,
      name: dotted(node.callee),
      method: methodName(node),
    };
    this.out.calls.push(entry);
    this.out.siteOf.set(node, entry);
    this.node(node.callee, node, at);
    const iteration = iterationOf(node);
    let loop: LoopInfo | undefined;
    for (let i = 0; i < node.arguments.length; i++) {
      const argument = node.arguments[i] as Node | null;
      if (!argument) continue;
      const value = bare(argument);
      setParent(argument, node);
      if (isFunction(value)) {
        if (value !== argument) setParent(value, argument);
        if (iteration && iteration.callback === i) {
          loop = this.callbackLoop(node, value, iteration, at);
          this.fn(value, at, loop, node);
        } else this.fn(value, at, undefined, node);
      } else {
        // `items.map(load)`: a loop whose body is elsewhere.
        if (iteration && iteration.callback === i && !loop) this.callbackLoop(node, argument, iteration, at);
        this.node(argument, node, at);
      }
    }
  }

  /** `` await sql`select …` ``: a query as much as `sql('select …')`, for all who ask for calls. */
  tagged(node: t.TaggedTemplateExpression, at: At): void {
    const parent = parentOf(node);
    if (parent && isQuery(node, parent)) {
      const { tag: callee, quasi, start, end, loc } = node;
      const call = { type: 'CallExpression', callee, arguments: [quasi], start, end, loc } as Call;
      setParent(call, parent);
      const { fn, scope, loop } = at;
      this.out.calls.push({ node: call, fn, scope, loop, name: dotted(callee), method: methodName(call) });
    }
    this.children(node, at);
  }

  private callbackLoop(
    node: Call,
    body: Node,
    iteration: NonNullable<ReturnType<typeof iterationOf>>,
    at: At,
  ): LoopInfo {
    const parameter = isFunction(body) ? body.params[iteration.itemParam] : undefined;
    const loop: LoopInfo = {
      id: this.out.loops.length,
      kind: 'callback',
      node,
      method: iteration.method,
      body,
      iterable: iteration.iterable,
      items: parameter ? patternNames(parameter) : [],
      parent: at.loop,
      fn: at.fn,
      scope: at.scope,
      inner: [],
    };
    this.out.loops.push(loop);
    this.out.loopOf.set(node, loop);
    at.loop?.inner.push(loop);
    return loop;
  }

  fn(node: FunctionNode, at: At, loop: LoopInfo | undefined, via: Call | undefined): void {
    const parent = parentOf(node)!;
    const role = loop ? 'loop' : callbackRole(node, via, at.fn.id === 0);
    const outside = role === 'once' ? at.loop : undefined;
    const info: FunctionInfo = {
      id: this.out.functions.length,
      name: nameOf(node, parent, at.cls, via),
      node,
      parent: at.fn,
      invocation: role,
      via: via ?? (parent.type === 'NewExpression' ? parent : undefined),
      loop: loop ?? outside,
      isAsync: node.async === true,
      isGenerator: node.generator === true,
      cls: node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod' ? at.cls : thisClass(node, at),
      wrapper: via ? wrapperOf(via, at.scope) : undefined,
    };
    if (loop) loop.callback = info;
    this.out.functions.push(info);
    this.out.functionOf.set(node, info);
    const scope: Scope = { parent: at.scope, names: noNames, fn: info, loop: info.loop };
    this.declareFunction(node, info, at, scope);
    const inside: At = { scope, fn: info, loop: info.loop, cls: info.cls };
    for (let i = 0; i < node.params.length; i++) {
      const p = node.params[i]!;
      declarePattern(p.type === 'TSParameterProperty' ? p.parameter : p, {
        scope,
        kind: 'param',
        param: i,
        items: loop,
      });
      if (p.type === 'TSParameterProperty') parameterProperty(p, at, scope);
    }
    if ('decorators' in node && node.decorators) this.all(node.decorators, node, at);
    if ('key' in node && node.computed) this.node(node.key, node, at);
    for (let i = 0; i < node.params.length; i++) this.node(node.params[i]!, node, inside);
    setParent(node.body, node);
    if (node.body.type === 'BlockStatement') this.all(node.body.body, node.body, inside);
    else this.node(node.body, node, inside);
  }

  private declareFunction(node: FunctionNode, info: FunctionInfo, at: At, scope: Scope): void {
    if (node.type === 'FunctionDeclaration' && node.id) {
      declare(at.scope, { name: node.id.name, kind: 'function', node, path: [], fn: info });
    } else if (node.type === 'FunctionExpression' && node.id) {
      declare(scope, { name: node.id.name, kind: 'function', node, path: [], fn: info });
    } else if ((node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod') && at.cls) {
      const key = keyName(node);
      if (key) (node.static ? at.cls.statics : at.cls.methods).set(key, info);
    }
  }

  loop(node: LoopNode, at: At): void {
    const scope = inner(at.scope, at.fn, at.loop);
    const kind = loopKind(node);
    const iterable =
      node.type === 'ForOfStatement' || node.type === 'ForInStatement' ? node.right : undefined;
    const left = iterable ? (node as t.ForOfStatement).left : undefined;
    const loop: LoopInfo = {
      id: this.out.loops.length,
      kind,
      node,
      method: '',
      body: node.body,
      iterable,
      items: left ? patternNames(left) : [],
      parent: at.loop,
      fn: at.fn,
      scope,
      inner: [],
    };
    this.out.loops.push(loop);
    this.out.loopOf.set(node, loop);
    at.loop?.inner.push(loop);
    const head = within(at, scope);
    // Two views of one scope: the head runs once.
    scope.names = new Map();
    const own: Scope = { parent: scope.parent, names: scope.names, fn: scope.fn, loop };
    const body: At = { scope: own, fn: at.fn, loop, cls: at.cls };
    if (node.type === 'ForStatement') {
      this.key(node, 'init', head);
      this.key(node, 'test', body);
      this.key(node, 'update', body);
    } else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      this.node(node.right, node, at);
      this.node(node.left, node, body);
      for (const name of loop.items) {
        const binding = body.scope.names.get(name);
        if (binding) binding.loopItem = loop;
      }
    } else this.key(node, 'test', body);
    this.node(node.body, node, body);
  }

  variables(node: t.VariableDeclaration, at: At): void {
    const kind = node.kind === 'var' ? 'var' : node.kind === 'let' ? 'let' : 'const';
    const scope = kind === 'var' ? functionScope(at.scope) : at.scope;
    for (const d of node.declarations) {
      setParent(d, node);
      declarePattern(d.id, { scope, kind, ...(d.init ? { init: d.init } : {}) });
      this.node(d.id, d, at);
      if (d.init) this.node(d.init, d, at);
    }
  }

  importDeclaration(node: t.ImportDeclaration, at: At): void {
    this.out.imports.push(node);
    for (const s of node.specifiers) {
      setParent(s, node);
      const imported =
        s.type === 'ImportDefaultSpecifier'
          ? 'default'
          : s.type === 'ImportNamespaceSpecifier'
            ? '*'
            : s.imported.type === 'Identifier'
              ? s.imported.name
              : s.imported.value;
      const typeOnly =
        node.importKind === 'type' || (s.type === 'ImportSpecifier' && s.importKind === 'type');
      declare(at.scope, {
        name: s.local.name,
        kind: 'import',
        node: s,
        path: [],
        module: node.source.value,
        imported,
        typeOnly,
      });
    }
  }

  catchClause(node: t.CatchClause, at: At): void {
    const scope = inner(at.scope, at.fn, at.loop);
    if (node.param) {
      declarePattern(node.param, { scope, kind: 'catch' });
      setParent(node.param, node);
    }
    setParent(node.body, node);
    this.all(node.body.body, node.body, within(at, scope));
  }
}
