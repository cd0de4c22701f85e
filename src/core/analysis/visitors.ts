/** What the walk does at a node, by the type of the node. */

import type * as t from '@babel/types';
import { type Call, type FunctionNode, type LoopNode, type Node, setParent } from './ast.ts';
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

const block: Visitor<t.BlockStatement | t.TSModuleBlock> = (w, node, at) =>
  w.all(node.body, node, within(at, inner(at.scope, at.fn, at.loop)));

const cases: Visitor<t.SwitchStatement> = (w, node, at) =>
  w.children(node, within(at, inner(at.scope, at.fn, at.loop)));

const member: Visitor<t.MemberExpression | t.OptionalMemberExpression> = (w, node, at) => {
  w.node(node.object, node, at);
  if (node.computed) w.node(node.property, node, at);
  else setParent(node.property, node);
};

const sides: Visitor<t.BinaryExpression | t.LogicalExpression | t.AssignmentPattern> = (w, node, at) => {
  w.node(node.left, node, at);
  w.node(node.right, node, at);
};

const branches: Visitor<t.IfStatement | t.ConditionalExpression> = (w, node, at) => {
  w.node(node.test, node, at);
  w.node(node.consequent, node, at);
  w.node(node.alternate, node, at);
};

const wrapped: Visitor<t.TSAsExpression | t.TSNonNullExpression | t.TSSatisfiesExpression | t.RestElement> = (
  w,
  node,
  at,
) => {
  if (node.type === 'RestElement') w.node(node.argument, node, at);
  else w.node(node.expression, node, at);
};

const jsx: Visitor<t.JSXElement | t.JSXFragment> = (w, node, at) => {
  w.out.hasJsx = true;
  if (node.type === 'JSXElement') w.node(node.openingElement, node, at);
  w.all(node.children, node, at);
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
  BooleanLiteral: leaf,
  NullLiteral: leaf,
  ThisExpression: leaf,
  JSXText: leaf,
  JSXIdentifier: leaf,
  TSTypeAnnotation: leaf,
  ObjectProperty: (w, node, at) => {
    if (node.decorators) w.all(node.decorators, node, at);
    if (node.computed) w.node(node.key, node, at);
    else setParent(node.key, node);
    w.node(node.value, node, at);
  },
  ObjectPattern: (w, node, at) => w.all(node.properties, node, at),
  ArrayExpression: (w, node, at) => w.all(node.elements, node, at),
  TemplateLiteral: (w, node, at) => w.all(node.expressions, node, at),
  BinaryExpression: sides,
  LogicalExpression: sides,
  AssignmentPattern: sides,
  IfStatement: branches,
  ConditionalExpression: branches,
  TSAsExpression: wrapped,
  TSNonNullExpression: wrapped,
  TSSatisfiesExpression: wrapped,
  RestElement: wrapped,
  JSXOpeningElement: (w, node, at) => {
    w.node(node.name, node, at);
    w.all(node.attributes, node, at);
  },
  JSXAttribute: (w, node, at) => w.node(node.value, node, at),
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
  ThrowStatement: (w, node, at) => {
    w.out.throws.push(sited(node, at));
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
  SwitchStatement: cases,
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
    w.node(node.left, node, at);
    w.node(node.right, node, at);
  },
  UpdateExpression: (w, node, at) => {
    w.out.updates.push(sited(node, at));
    w.node(node.argument, node, at);
  },
  ObjectExpression: (w, node, at) => {
    w.out.objects.push(sited(node, at));
    w.all(node.properties, node, at);
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
  TSInterfaceDeclaration: (_, node, at) => {
    // `interface {}`, while its name is being typed.
    const { name } = node.id ?? { name: '' };
    if (name === '' || at.scope.names.has(name)) return;
    declare(at.scope, { name, kind: 'const', node, path: [], annotation: node });
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
