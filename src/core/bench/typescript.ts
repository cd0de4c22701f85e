/**
 * TypeScript to JavaScript without moving anything: types become blanks, so lines and columns stay what they are and
 * no source map is needed. What has no JavaScript of its own (enums, namespaces, parameter properties) is written
 * out on the lines it stands on. Each file by itself, as with TypeScript's `isolatedModules`.
 */
import { parse } from '@babel/parser';
import type { Node } from '@babel/types';
import { Edits } from './edits.ts';
import { enumText } from './ts-enum.ts';
import { elideImports, valueNames } from './ts-imports.ts';

export interface TypeScriptOptions {
  /** `.tsx`: JSX is read, and left as it is. */
  readonly jsx: boolean;
  /**
   * Fields declared without a value exist from the start (TypeScript's `useDefineForClassFields`); else they are
   * nothing but a type.
   */
  readonly defineFields: boolean;
}

export interface Stripped {
  readonly code: string;
  /** It has `import`, `export`, `import.meta` or `await` outside of functions. */
  readonly module: boolean;
}

type Loose = Record<string, unknown> & Node;

/** @throws SyntaxError of the parser, with its line and column in the message */
export function stripTypes(text: string, options: TypeScriptOptions): Stripped {
  const file = parse(text, {
    sourceType: 'unambiguous',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowSuperOutsideMethod: true,
    allowUndeclaredExports: true,
    plugins: [
      'typescript',
      'decorators',
      'explicitResourceManagement',
      ...(options.jsx ? (['jsx'] as const) : []),
    ],
  });
  const edits = new Edits(text);
  const context: Context = { text, edits, options, names: valueNames(file.program) };
  for (const statement of file.program.body) visit(statement, context);
  return { code: edits.apply(), module: file.program.sourceType === 'module' };
}

interface Context {
  readonly text: string;
  readonly edits: Edits;
  readonly options: TypeScriptOptions;
  readonly names: ReadonlySet<string>;
}

const range = (node: Node): [number, number] => [node.start!, node.end!];

/** Whole statements and members that exist only for the compiler. */
const typeOnly = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
  'TSNamespaceExportDeclaration',
  'TSDeclareMethod',
  'TSIndexSignature',
]);

function visit(node: Node, context: Context): void {
  const { edits } = context;
  const loose = node as Loose;
  if (typeOnly.has(node.type) || loose.declare === true) {
    edits.blankStatement(...range(node));
    return;
  }
  switch (node.type) {
    case 'ImportDeclaration':
      elideImports(node, context.names, edits);
      return;
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportDefaultDeclaration':
      if (exported(node, context)) return;
      break;
    case 'TSImportEqualsDeclaration':
      importEquals(node as Loose, context);
      return;
    case 'TSExportAssignment':
      edits.replace(node.start!, node.expression.start!, 'module.exports = ');
      visit(node.expression, context);
      return;
    case 'TSEnumDeclaration':
      edits.replace(node.start!, node.end!, enumText(node, context.text));
      return;
    case 'TSModuleDeclaration':
      namespace(node as Loose, context);
      return;
    case 'ClassDeclaration':
    case 'ClassExpression':
      classHead(node as Loose, context);
      break;
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      if (member(node as Loose, context)) return;
      break;
    case 'TSParameterProperty':
      edits.blankWords(node.start!, node.parameter.start!, modifiers);
      visit(node.parameter, context);
      return;
    case 'ArrowFunctionExpression':
      returnTypeOfArrow(node as Loose, context);
      break;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      edits.blank(node.expression.end! + closingParens(node, context.text), node.end!);
      visit(node.expression, context);
      return;
    case 'TSTypeAssertion':
      edits.blank(node.start!, node.expression.start! - openingParens(node, context.text));
      visit(node.expression, context);
      return;
    default:
      if (node.type.startsWith('TS')) {
        edits.blank(...range(node));
        return;
      }
  }
  optionalMarks(loose, context);
  thisParameter(loose, context);
  for (const child of childrenOf(node)) visit(child, context);
  endOfStatement(node, context);
}

/** `(x) as T`: the parentheses are not part of the expression's node. */
function closingParens(node: Loose | Node, text: string): number {
  const inner = (node as unknown as { expression: Node }).expression;
  const between = text.slice(inner.end!, node.end!);
  return /^(?:\s*\))*/.exec(between)![0].length;
}

function openingParens(node: Node, text: string): number {
  const inner = (node as unknown as { expression: Node }).expression;
  return /(?:\(\s*)*$/.exec(text.slice(node.start!, inner.start!))![0].length;
}

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (/^(loc|extra|tokens|errors|(leading|inner|trailing)Comments)$/.test(key)) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one && typeof one === 'object' && typeof (one as Node).type === 'string')
        children.push(one as Node);
    }
  }
  return children;
}

/** @returns whether nothing of it is left to visit */
function exported(node: Loose | Node, context: Context): boolean {
  const { edits } = context;
  const { exportKind, declaration, specifiers } = node as {
    exportKind?: string;
    declaration?: (Node & { declare?: boolean; kind?: string }) | null;
    specifiers?: Node[];
  };
  const ofType = declaration && (typeOnly.has(declaration.type) || declaration.declare === true);
  if (exportKind === 'type' || ofType) {
    edits.blankStatement(node.start!, node.end!);
    return true;
  }
  if (declaration?.type === 'TSModuleDeclaration' || declaration?.type === 'TSEnumDeclaration') {
    // `export` stays before the `var` that they become.
    if (declaration.type === 'TSModuleDeclaration' && !hasValues(declaration as unknown as Loose)) {
      edits.blankStatement(node.start!, node.end!);
      return true;
    }
    visit(declaration, context);
    return true;
  }
  if (declaration?.type === 'TSImportEqualsDeclaration') {
    visit(declaration, context);
    return true;
  }
  for (const specifier of specifiers ?? []) {
    if ((specifier as { exportKind?: string }).exportKind === 'type')
      edits.blankListItem(...range(specifier));
  }
  return false;
}

/** `import a = require('a')`, `import b = A.b`. */
function importEquals(node: Loose, { edits, names }: Context): void {
  const id = node.id as { name: string };
  if (node.importKind === 'type' || !names.has(id.name)) {
    edits.blankStatement(node.start!, node.end!);
    return;
  }
  edits.replace(node.start!, node.start! + 'import'.length, 'const ');
}

const modifiers = /\b(?:public|private|protected|readonly|override|abstract|declare)\b/g;

function classHead(node: Loose, { text, edits }: Context): void {
  const body = node.body as Node;
  if (node.abstract === true) {
    edits.blankWords(node.start!, (node.id as Node | null)?.start ?? body.start!, /\babstract\b/g);
  }
  const clauses = node.implements as Node[] | undefined;
  if (!clauses?.length) return;
  const before = (node.superTypeParameters ??
    node.superClass ??
    node.typeParameters ??
    node.id ??
    null) as Node | null;
  const from = before?.end ?? node.start!;
  const at = text.slice(from, clauses[0]!.start!).lastIndexOf('implements');
  edits.blank(from + Math.max(0, at), clauses.at(-1)!.end!);
}

/** @returns whether the whole member went */
function member(node: Loose, context: Context): boolean {
  const { edits, options } = context;
  const field = node.type === 'ClassProperty' || node.type === 'ClassPrivateProperty';
  const decorated = (node.decorators as Node[] | undefined)?.length;
  const unset = field && !node.value && node.type === 'ClassProperty' && !decorated && !node.static;
  if (node.abstract === true || (unset && node.typeAnnotation && !options.defineFields)) {
    edits.blank(node.start!, node.end!);
    return true;
  }
  const from = (node.decorators as Node[] | undefined)?.at(-1)?.end ?? node.start!;
  edits.blankWords(from, (node.key as Node).start!, modifiers);
  parameterProperties(node, context);
  return false;
}

/** `constructor(private a: A)`: the assignment that it stands for, first in the body, or after `super()`. */
function parameterProperties(node: Loose, { edits }: Context): void {
  if (node.kind !== 'constructor') return;
  const names = (node.params as Node[]).flatMap((p) => {
    if (p.type !== 'TSParameterProperty') return [];
    const target = p.parameter.type === 'AssignmentPattern' ? p.parameter.left : p.parameter;
    return target.type === 'Identifier' ? [target.name] : [];
  });
  if (names.length === 0) return;
  const body = node.body as unknown as { start: number; body: Node[] };
  const superCall = body.body.find(
    (s) =>
      s.type === 'ExpressionStatement' &&
      s.expression.type === 'CallExpression' &&
      s.expression.callee.type === 'Super',
  );
  const at = superCall ? superCall.end! : body.start + 1;
  edits.insert(at, `${superCall ? ';' : ''}${names.map((n) => ` this.${n} = ${n};`).join('')}`);
}

/** Between parameters and `=>` there may be no line break: the bracket moves to the end of a type with one. */
function returnTypeOfArrow(node: Loose, { text, edits }: Context): void {
  const type = node.returnType as Node | null | undefined;
  if (!type || !text.slice(type.start!, type.end!).includes('\n')) return;
  const close = text.lastIndexOf(')', type.start!);
  edits.blank(close, close + 1);
  edits.replace(type.end! - 1, type.end!, ')');
  edits.blank(type.start!, type.end! - 1);
  node.returnType = null;
}

/** `a?`, `a!` of parameters, fields, methods and variables. */
function optionalMarks(node: Loose, { text, edits }: Context): void {
  if (node.optional !== true && node.definite !== true) return;
  if (/^Optional/.test(node.type)) return;
  const annotation = (node.typeAnnotation ?? node.typeParameters) as Node | undefined;
  const name = node.type === 'Identifier' ? node.start! + (node.name as string).length : undefined;
  const id = node.type === 'VariableDeclarator' ? (node.id as Loose) : undefined;
  const from =
    name ??
    (id
      ? id.start! + ((id.name as string | undefined)?.length ?? 0)
      : ((node.key as Node | undefined)?.end ?? node.start!));
  const to = annotation?.start ?? (id?.typeAnnotation as Node | undefined)?.start ?? node.end!;
  const mark = node.definite === true ? '!' : '?';
  const at = text.slice(from, to).indexOf(mark);
  if (at >= 0 && at < 40) edits.blank(from + at, from + at + 1);
}

/** `function f(this: T, a) {}` */
function thisParameter(node: Loose, { edits }: Context): void {
  const params = node.params as Node[] | undefined;
  const first = Array.isArray(params) ? params[0] : undefined;
  if (first?.type === 'Identifier' && first.name === 'this') {
    edits.blankListItem(...range(first));
    params!.shift();
  }
}

/** What ended in a type, and had no semicolon, must not run into the next line. */
function endOfStatement(node: Node, { text, edits }: Context): void {
  if (
    !/^(ExpressionStatement|VariableDeclaration|ReturnStatement|ThrowStatement|ClassProperty)$/.test(
      node.type,
    )
  )
    return;
  const end = node.end!;
  if (
    text[end - 1] !== ';' &&
    edits.isBlank(end - 1) &&
    /^\s*\n\s*[([`+\-/*]/.test(text.slice(end, end + 200))
  ) {
    edits.replace(end - 1, end, ';');
  }
}

function hasValues(node: Loose): boolean {
  const body = node.body as Loose | undefined;
  if (node.declare === true || !body) return false;
  if (body.type === 'TSModuleDeclaration') return hasValues(body);
  return (body.body as unknown as Node[]).some((statement) => {
    const inner = (statement as { declaration?: Node | null }).declaration ?? statement;
    if (typeOnly.has(inner.type) || (inner as Loose).declare === true) return false;
    return inner.type === 'TSModuleDeclaration' ? hasValues(inner as Loose) : true;
  });
}

/** `namespace A { export const x = 1 }` becomes a function that fills the object A. */
function namespace(node: Loose, context: Context): void {
  const { edits } = context;
  if (!hasValues(node) || (node.id as Node).type !== 'Identifier') {
    edits.blankStatement(node.start!, node.end!);
    return;
  }
  const { name } = node.id as unknown as { name: string };
  const body = node.body as Loose;
  const open = `var ${name}; (function (${name}) {`;
  const close = `})(${name} || (${name} = {}));`;
  if (body.type === 'TSModuleDeclaration') {
    // `namespace A.B {}`: the outer one holds nothing but the inner.
    const inner = (body.id as unknown as { name: string }).name;
    edits.replace(node.start!, body.start!, open);
    edits.insert(body.end!, ` ${name}.${inner} = ${inner}; ${close}`);
    namespace(body, context);
    return;
  }
  edits.replace(node.start!, body.start! + 1, open);
  edits.replace(body.end! - 1, body.end!, close);
  for (const statement of body.body as unknown as Node[]) {
    const declaration =
      statement.type === 'ExportNamedDeclaration'
        ? (statement.declaration as Loose | null | undefined)
        : null;
    if (!declaration) {
      visit(statement, context);
      continue;
    }
    if (typeOnly.has(declaration.type) || declaration.declare === true) {
      edits.blank(statement.start!, statement.end!);
      continue;
    }
    edits.blank(statement.start!, declaration.start!);
    visit(declaration, context);
    const names = declaredNames(declaration);
    edits.insert(statement.end!, `; ${names.map((n) => `${name}.${n} = ${n};`).join(' ')}`);
  }
}

function declaredNames(declaration: Loose): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return (declaration.declarations as unknown as { id: Node }[]).flatMap(({ id }) =>
      id.type === 'Identifier' ? [id.name] : [],
    );
  }
  if (declaration.type === 'TSModuleDeclaration' && !hasValues(declaration)) return [];
  const id = declaration.id as { name?: string } | null | undefined;
  return id?.name ? [id.name] : [];
}
