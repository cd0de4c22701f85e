/**
 * TypeScript to JavaScript without moving anything: types become blanks, so lines and columns stay what they are and
 * no source map is needed. What has no JavaScript of its own (enums, namespaces, parameter properties) is written
 * out on the lines it stands on. Each file by itself, as with TypeScript's `isolatedModules`.
 */
import { parse } from '@babel/parser';
import type { JSXElement, JSXFragment, Node } from '@babel/types';
import { Edits } from './edits.ts';
import { type JsxOptions, jsxElement, jsxImport, jsxPragmas } from './jsx.ts';
import { classHead, member, modifiers } from './ts-class.ts';
import { type Context, type Loose, typeOnly } from './ts-context.ts';
import { enumText } from './ts-enum.ts';
import { elideImports, valueNames } from './ts-imports.ts';
import { declaredIn, declaring, hasValues, namespace } from './ts-namespace.ts';

export interface TypeScriptOptions {
  /** `.tsx`, `.jsx`: how JSX is written out; false where there can be none. */
  readonly jsx: JsxOptions | false;
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
  const jsx = options.jsx ? jsxPragmas(text, options.jsx) : undefined;
  const drawn = { any: false };
  const context: Context = {
    text,
    edits,
    options,
    names: withFactory(valueNames(file.program), jsx),
    jsx,
    drawn,
    taken: declaredIn(file.program.body),
    visit,
  };
  for (const statement of file.program.body) visit(statement, context);
  const module = file.program.sourceType === 'module';
  const head = jsx && drawn.any ? jsxImport(jsx, module) : '';
  return { code: head + edits.apply(), module };
}

/** Classic JSX uses what it does not name. */
function withFactory(names: Set<string>, jsx: JsxOptions | undefined): Set<string> {
  if (jsx?.runtime === 'classic') {
    for (const path of [jsx.factory, jsx.fragment]) names.add(path.split('.')[0]!);
  }
  return names;
}

/** An expression that stands elsewhere than it was written. */
function rewrittenExpression(text: string, options: TypeScriptOptions): string {
  const { code } = stripTypes(`(${text}\n)`, { ...options, defineFields: true });
  return code.slice(code.indexOf('('));
}

const range = (node: Node): [number, number] => [node.start!, node.end!];

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
      edits.replace(node.start!, node.end!, declaring(node.id.name, context) + enumText(node, context.text));
      return;
    case 'TSModuleDeclaration':
      namespace(node as Loose, context);
      return;
    case 'JSXElement':
    case 'JSXFragment':
      drawn(node, context);
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

function drawn(node: JSXElement | JSXFragment, context: Context): void {
  const { text, edits, jsx, options } = context;
  if (!jsx) return;
  context.drawn.any = true;
  jsxElement(node, {
    text,
    edits,
    jsx,
    visit: (inner) => visit(inner, context),
    rewritten: (part) => rewrittenExpression(part, options),
  });
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
    // `export` stays before the `var` that they become; what adds to another has none.
    if (declaration.type === 'TSModuleDeclaration' && !hasValues(declaration as unknown as Loose)) {
      edits.blankStatement(node.start!, node.end!);
      return true;
    }
    const { name } = declaration.id as { name?: string };
    if (name && context.taken.has(name)) edits.blank(node.start!, declaration.start!);
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
