/** JSX to the calls that it stands for, each token on its line. */
import type * as t from '@babel/types';
import type { Edits } from './edits.ts';

export interface JsxOptions {
  /** `classic`: calls of `factory`; `automatic`: of the functions of `source`'s runtime. */
  readonly runtime: 'classic' | 'automatic';
  /** `React.createElement`, `h` */
  readonly factory: string;
  /** `React.Fragment` */
  readonly fragment: string;
  /** `react`: imported with `/jsx-runtime` after it. */
  readonly source: string;
}

export const defaultJsx: JsxOptions = {
  runtime: 'automatic',
  factory: 'React.createElement',
  fragment: 'React.Fragment',
  source: 'react',
};

/** What the file's own comments say: `@jsx h`, `@jsxImportSource preact`, `@jsxRuntime classic`. */
export function jsxPragmas(text: string, options: JsxOptions): JsxOptions {
  const pragma = (name: string) =>
    new RegExp(`^\\s*(?:/?\\*+|//)\\s*@${name}\\s+([\\w.$@/-]+)`, 'm').exec(text)?.[1];
  const [factory, source, runtime] = [pragma('jsx'), pragma('jsxImportSource'), pragma('jsxRuntime')];
  return {
    runtime: runtime === 'classic' || factory ? 'classic' : runtime || source ? 'automatic' : options.runtime,
    factory: factory ?? options.factory,
    fragment: pragma('jsxFrag') ?? options.fragment,
    source: source ?? options.source,
  };
}

/** For the first line of a file; '' where nothing has to be imported. */
export function jsxImport({ runtime, source }: JsxOptions, module: boolean): string {
  if (runtime === 'classic') return '';
  const from = JSON.stringify(`${source}/jsx-runtime`);
  return module
    ? `import { jsx as _jsx, jsxs as _jsxs, Fragment as _Fragment } from ${from}; `
    : `const { jsx: _jsx, jsxs: _jsxs, Fragment: _Fragment } = require(${from}); `;
}

export interface JsxContext {
  readonly text: string;
  readonly edits: Edits;
  readonly jsx: JsxOptions;
  /** Goes on with an expression inside. */
  readonly visit: (node: t.Node) => void;
  /** An expression by itself, as JavaScript: for a key, which changes its place. */
  readonly rewritten: (text: string) => string;
}

type Element = t.JSXElement | t.JSXFragment;
type Attribute = t.JSXAttribute | t.JSXSpreadAttribute;
const lines = (text: string): string => text.replace(/[^\n]/g, '');

export function jsxElement(node: Element, context: JsxContext): void {
  const { edits, jsx, text } = context;
  const classic = jsx.runtime === 'classic';
  const children = node.children.filter((child) => keeps(child, context));
  const attributes = node.type === 'JSXElement' ? node.openingElement.attributes : [];
  const key = classic ? undefined : attributes.find(isKey);
  const shown = attributes.filter((a) => a !== key);
  const opening = node.type === 'JSXElement' ? node.openingElement : node.openingFragment;
  const nameEnd = node.type === 'JSXElement' ? node.openingElement.name.end! : opening.start! + 1;
  const call = classic ? jsx.factory : children.length > 1 ? '_jsxs' : '_jsx';
  const object = !classic || shown.length > 0;
  edits.replace(node.start!, nameEnd, `${call}(${tagOf(node, context)}, ${object ? '{' : 'null'}`);
  if (node.type === 'JSXElement') {
    const types = (node.openingElement.typeArguments ?? node.openingElement.typeParameters) as
      | t.Node
      | null
      | undefined;
    if (types) edits.blank(types.start!, types.end!);
  }
  if (key) edits.blank(key.start!, key.end!);
  for (const [i, attribute] of shown.entries()) {
    if (i > 0) edits.insert(attribute.start!, ', ');
    writeAttribute(attribute, context);
  }
  for (const [i, child] of children.entries()) {
    if (i > 0) edits.insert(child.start!, ', ');
    writeChild(child, context);
  }
  const many = children.length > 1 && !classic;
  const prop =
    children.length === 0 || classic ? '' : `${shown.length > 0 ? ', ' : ''}children: ${many ? '[' : ''}`;
  const last = `${many ? ']' : ''}${classic ? '' : '}'}${key ? `, ${keyText(key, context)}` : ''})`;
  const inside = classic ? `${object ? '}' : ''}${children.length > 0 ? ', ' : ''}` : prop;
  const closing = node.type === 'JSXElement' ? node.closingElement : node.closingFragment;
  const selfClosing = node.type === 'JSXElement' && node.openingElement.selfClosing;
  const end = opening.end!;
  if (!closing) edits.replace(end - (selfClosing ? 2 : 1), end, inside + last);
  else {
    edits.replace(end - 1, end, inside);
    edits.replace(closing.start!, closing.end!, last + lines(text.slice(closing.start!, closing.end!)));
  }
}

function isKey(a: Attribute): a is t.JSXAttribute {
  return a.type === 'JSXAttribute' && a.name.type === 'JSXIdentifier' && a.name.name === 'key';
}

function keyText({ value }: t.JSXAttribute, { text, rewritten }: JsxContext): string {
  if (!value) return 'true';
  if (value.type === 'StringLiteral') return JSON.stringify(value.value);
  const inner = value.type === 'JSXExpressionContainer' ? value.expression : value;
  return rewritten(text.slice(inner.start!, inner.end!)).replace(/\s*\n\s*/g, ' ');
}

function tagOf(node: Element, { jsx, text }: JsxContext): string {
  if (node.type === 'JSXFragment') return jsx.runtime === 'classic' ? jsx.fragment : '_Fragment';
  const { name } = node.openingElement;
  const written = text.slice(name.start!, name.end!).replace(/\s/g, '');
  const plain = name.type === 'JSXIdentifier' && (/^[a-z]/.test(written) || written.includes('-'));
  return (plain && written !== 'this') || name.type === 'JSXNamespacedName'
    ? JSON.stringify(written)
    : written;
}

function writeAttribute(attribute: Attribute, context: JsxContext): void {
  const { edits, text } = context;
  if (attribute.type === 'JSXSpreadAttribute') {
    braces(attribute, '', '', edits);
    context.visit(attribute.argument);
    return;
  }
  const { name, value } = attribute;
  const written = text.slice(name.start!, name.end!).replace(/\s/g, '');
  edits.replace(name.start!, name.end!, /^[\w$]+$/.test(written) ? written : JSON.stringify(written));
  if (!value) {
    edits.insert(name.end!, ': true');
    return;
  }
  edits.replace(name.end!, value.start!, `: ${lines(text.slice(name.end!, value.start!))}`);
  if (value.type === 'StringLiteral') {
    const raw = text.slice(value.start!, value.end!);
    edits.replace(value.start!, value.end!, JSON.stringify(value.value) + lines(raw));
  } else writeChild(value, context);
}

/** Text of nothing but line breaks, and comments, are no children: they become blanks. */
function keeps(child: t.Node, { edits }: JsxContext): boolean {
  const empty =
    child.type === 'JSXText'
      ? childText(child.value) === ''
      : child.type === 'JSXExpressionContainer' && child.expression.type === 'JSXEmptyExpression';
  if (empty) edits.blank(child.start!, child.end!);
  return !empty;
}

function writeChild(child: t.Node, context: JsxContext): void {
  const { edits, text } = context;
  switch (child.type) {
    case 'JSXText':
      edits.replace(
        child.start!,
        child.end!,
        JSON.stringify(childText(child.value)) + lines(text.slice(child.start!, child.end!)),
      );
      return;
    case 'JSXExpressionContainer':
      braces(child, '(', ')', edits);
      context.visit(child.expression);
      return;
    case 'JSXSpreadChild':
      braces(child, '', '', edits);
      context.visit(child.expression);
      return;
    default:
      context.visit(child);
  }
}

function braces(node: t.Node, open: string, close: string, edits: Edits): void {
  edits.replace(node.start!, node.start! + 1, open);
  edits.replace(node.end! - 1, node.end!, close);
}

/** As JSX has it: lines are trimmed and joined by one space, empty ones go. */
function childText(value: string): string {
  const all = value.split(/\r\n|\n|\r/);
  return all
    .map((line, i) => {
      const from = i > 0 ? line.replace(/^[ \t]+/, '') : line;
      return i < all.length - 1 ? from.replace(/[ \t]+$/, '') : from;
    })
    .filter((line) => line !== '')
    .join(' ');
}
