/** Which properties of a syntax tree's nodes hold nodes. */
import type { Node } from './ast.ts';

/** Leaves of no interest and types: never entered, which saves a fifth of the walk on TypeScript. */
const skipped = new Set([
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSTypeAnnotation',
  'TypeAnnotation',
  'TypeAlias',
  'OpaqueType',
  'InterfaceDeclaration',
  'TypeParameterDeclaration',
  'TypeParameterInstantiation',
  'DeclareFunction',
  'DeclareClass',
  'DeclareModule',
  'DeclareVariable',
  'TSDeclareFunction',
  'TSDeclareMethod',
]);

const noKeys: readonly string[] = [];
const functionKeys = ['decorators', 'id', 'key', 'params', 'body'];

/**
 * Child keys by node type, in source order. Types absent here have no children worth a visit (literals,
 * type annotations); a type Babel adds later falls back to `genericKeys`.
 */
const childKeys: Readonly<Record<string, readonly string[]>> = {
  File: ['program'],
  Program: ['body'],
  ExpressionStatement: ['expression'],
  BlockStatement: ['body'],
  StaticBlock: ['body'],
  ReturnStatement: ['argument'],
  ThrowStatement: ['argument'],
  IfStatement: ['test', 'consequent', 'alternate'],
  SwitchStatement: ['discriminant', 'cases'],
  SwitchCase: ['test', 'consequent'],
  TryStatement: ['block', 'handler', 'finalizer'],
  CatchClause: ['param', 'body'],
  LabeledStatement: ['body'],
  WithStatement: ['object', 'body'],
  ForStatement: ['init', 'test', 'update', 'body'],
  ForOfStatement: ['left', 'right', 'body'],
  ForInStatement: ['left', 'right', 'body'],
  WhileStatement: ['test', 'body'],
  DoWhileStatement: ['body', 'test'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
  FunctionDeclaration: functionKeys,
  FunctionExpression: functionKeys,
  ArrowFunctionExpression: ['params', 'body'],
  ObjectMethod: functionKeys,
  ClassMethod: functionKeys,
  ClassPrivateMethod: functionKeys,
  ClassDeclaration: ['decorators', 'id', 'superClass', 'body'],
  ClassExpression: ['decorators', 'id', 'superClass', 'body'],
  ClassBody: ['body'],
  ClassProperty: ['decorators', 'key', 'value'],
  ClassPrivateProperty: ['key', 'value'],
  ClassAccessorProperty: ['decorators', 'key', 'value'],
  Decorator: ['expression'],
  TSParameterProperty: ['decorators', 'parameter'],
  ImportDeclaration: ['specifiers'],
  ExportNamedDeclaration: ['declaration', 'specifiers'],
  ExportDefaultDeclaration: ['declaration'],
  ExportAllDeclaration: noKeys,
  TSExportAssignment: ['expression'],
  TSImportEqualsDeclaration: ['id', 'moduleReference'],
  TSModuleDeclaration: ['body'],
  TSModuleBlock: ['body'],
  TSEnumDeclaration: noKeys,
  CallExpression: ['callee', 'arguments'],
  OptionalCallExpression: ['callee', 'arguments'],
  NewExpression: ['callee', 'arguments'],
  MemberExpression: ['object', 'property'],
  OptionalMemberExpression: ['object', 'property'],
  AssignmentExpression: ['left', 'right'],
  AssignmentPattern: ['left', 'right'],
  BinaryExpression: ['left', 'right'],
  LogicalExpression: ['left', 'right'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  AwaitExpression: ['argument'],
  YieldExpression: ['argument'],
  SpreadElement: ['argument'],
  RestElement: ['argument'],
  ArrayExpression: ['elements'],
  ArrayPattern: ['elements'],
  ObjectExpression: ['properties'],
  ObjectPattern: ['properties'],
  ObjectProperty: ['decorators', 'key', 'value'],
  TemplateLiteral: ['expressions'],
  TaggedTemplateExpression: ['tag', 'quasi'],
  SequenceExpression: ['expressions'],
  ParenthesizedExpression: ['expression'],
  TSAsExpression: ['expression'],
  TSSatisfiesExpression: ['expression'],
  TSTypeAssertion: ['expression'],
  TSNonNullExpression: ['expression'],
  TSInstantiationExpression: ['expression'],
  TypeCastExpression: ['expression'],
  JSXElement: ['openingElement', 'children'],
  JSXFragment: ['children'],
  JSXOpeningElement: ['name', 'attributes'],
  JSXAttribute: ['value'],
  JSXSpreadAttribute: ['argument'],
  JSXExpressionContainer: ['expression'],
  JSXSpreadChild: ['expression'],
  Identifier: noKeys,
  StringLiteral: noKeys,
  NumericLiteral: noKeys,
  BooleanLiteral: noKeys,
  NullLiteral: noKeys,
  BigIntLiteral: noKeys,
  RegExpLiteral: noKeys,
  ThisExpression: noKeys,
  Super: noKeys,
  PrivateName: noKeys,
  TemplateElement: noKeys,
  JSXIdentifier: noKeys,
  JSXText: noKeys,
  JSXMemberExpression: noKeys,
  JSXNamespacedName: noKeys,
  JSXEmptyExpression: noKeys,
  EmptyStatement: noKeys,
  DebuggerStatement: noKeys,
  BreakStatement: noKeys,
  ContinueStatement: noKeys,
  Import: noKeys,
  MetaProperty: noKeys,
};

export function keysOf(node: Node): readonly string[] {
  const keys = childKeys[node.type];
  if (keys) return keys;
  return skipped.has(node.type) ? noKeys : genericKeys(node);
}

/** For node types that the table does not know: any property that holds nodes. */
function genericKeys(node: Node): readonly string[] {
  const record = node as unknown as Record<string, unknown>;
  return Object.keys(record).filter((k) => k !== 'parent' && k !== 'loc' && holdsNode(record[k]));
}

function holdsNode(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsNode);
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
