/** What the walk does at a node, by the type of the node. */

import type * as t from '@babel/types';
import type { Call, FunctionNode, LoopNode, Node } from './ast.ts';
import type { Scope, Site } from './index-types.ts';
import { declare, inner } from './scopes.ts';
import type { At, Walker } from './walk.ts';
import { thisField, walkClass } from './walk-classes.ts';

export type Visitor<N = Node> = (walker: Walker, node: N, at: At) => void;

const leaf = (): void => {};

const call: Visitor<Call> = (w, node, at) => w.call(node, at);

const fn: Visitor<FunctionNode> = (w, node, at) => w.fn(node, at, undefined, undefined);

const loop: Visitor<LoopNode> = (w, node, at) => w.loop(node, at);

const cls: Visitor<t.ClassDeclaration | t.ClassExpression> = walkClass;

const block: Visitor = (w, node, at) => w.children(node, within(at, inner(at.scope, at.fn, at.loop)));

const member: Visitor<t.MemberExpression | t.OptionalMemberExpression> = (w, node, at) => {
  w.node(node.object, node, at);
  w.node(node.property, node, at);
};

const jsx: Visitor = (w, node, at) => {
  w.out.hasJsx = true;
  w.children(node, at);
};

const exported: Visitor = (w, node, at) => {
  w.out.exports.push(node);
  w.children(node, at);
};

const exportedFrom: Visitor<t.ExportNamedDeclaration | t.ExportAllDeclaration> = (w, node, at) => {
  if (node.source) w.out.imports.push(node);
  exported(w, node, at);
};

/**
 * What the walk does at a node, by its type; where nothing is said it goes on to the children. A table, because
 * V8 compares strings one after the other in a `switch`; the commonest nodes name their children themselves.
 */
export const visitors: { readonly [T in Node['type']]?: Visitor<Extract<Node, { type: T }>> } = {
  Identifier: leaf,
  StringLiteral: leaf,
  NumericLiteral: leaf,
  MemberExpression: member,
  OptionalMemberExpression: member,
  CallExpression: call,
  OptionalCallExpression: call,
  ExpressionStatement: (w, node, at) => w.node(node.expression, node, at),
  ReturnStatement: (w, node, at) => {
    if (!node.argument) return;
    w.out.returns.push(sited(node.argument, at));
    w.node(node.argument, node, at);
  },
  TaggedTemplateExpression: (w, node, at) => w.tagged(node, at),
  NewExpression: (w, node, at) => {
    w.out.news.push(sited(node, at));
    w.children(node, at);
  },
  FunctionDeclaration: fn,
  FunctionExpression: fn,
  ArrowFunctionExpression: fn,
  ObjectMethod: fn,
  ClassMethod: fn,
  ClassPrivateMethod: fn,
  ForStatement: loop,
  ForOfStatement: loop,
  ForInStatement: loop,
  WhileStatement: loop,
  DoWhileStatement: loop,
  BlockStatement: block,
  SwitchStatement: block,
  TSModuleBlock: block,
  VariableDeclaration: (w, node, at) => w.variables(node, at),
  ClassDeclaration: cls,
  ClassExpression: cls,
  ImportDeclaration: (w, node, at) => w.importDeclaration(node, at),
  CatchClause: (w, node, at) => w.catchClause(node, at),
  AwaitExpression: (w, node, at) => {
    w.out.awaits.push(sited(node, at));
    w.node(node.argument, node, at);
  },
  RegExpLiteral: (w, node, at) => {
    w.out.regexes.push(sited(node, at));
  },
  SpreadElement: (w, node, at) => {
    w.out.spreads.push(sited(node, at));
    w.node(node.argument, node, at);
  },
  UnaryExpression: (w, node, at) => {
    if (node.operator === 'delete') w.out.deletes.push(sited(node, at));
    w.node(node.argument, node, at);
  },
  AssignmentExpression: (w, node, at) => {
    w.out.assignments.push(sited(node, at));
    thisField(node, at);
    w.children(node, at);
  },
  UpdateExpression: (w, node, at) => {
    w.out.updates.push(sited(node, at));
    w.node(node.argument, node, at);
  },
  ObjectExpression: (w, node, at) => {
    w.out.objects.push(sited(node, at));
    w.children(node, at);
  },
  ExportNamedDeclaration: exportedFrom,
  ExportAllDeclaration: exportedFrom,
  ExportDefaultDeclaration: exported,
  TSExportAssignment: exported,
  TSEnumDeclaration: (_, node, at) => declare(at.scope, { name: node.id.name, kind: 'enum', node, path: [] }),
  TSTypeAliasDeclaration: (_, node, at) => {
    if (at.scope.names.has(node.id.name)) return;
    const annotation = node.typeAnnotation;
    declare(at.scope, { name: node.id.name, kind: 'const', node, path: [], annotation });
  },
  TSImportEqualsDeclaration: (w, node, at) => {
    if (node.moduleReference.type === 'TSExternalModuleReference') {
      const module = node.moduleReference.expression.value;
      declare(at.scope, { name: node.id.name, kind: 'import', node, path: [], module, imported: '*' });
    }
    w.children(node, at);
  },
  JSXElement: jsx,
  JSXFragment: jsx,
  JSXExpressionContainer: (w, node, at) => {
    if (node.expression.type === 'Identifier') w.out.attributes.push(sited(node.expression, at));
    w.node(node.expression, node, at);
  },
};

function sited<N extends Node>(node: N, at: At): Site<N> {
  return { node, fn: at.fn, scope: at.scope, loop: at.loop };
}

export function within(at: At, scope: Scope): At {
  return { scope, fn: at.fn, loop: at.loop, cls: at.cls };
}
