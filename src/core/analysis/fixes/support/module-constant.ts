/** Constants of a module. */
import { dotted, type Node, parentOf } from '../../ast.ts';
import type { FileIndex } from '../../index-types.ts';
import { find } from '../../scopes.ts';
import type { Edit, FixSite } from '../fix.ts';
import { lineAtTop, requiredBy } from './imports.ts';
import { freshName } from './names.ts';
import { commentsBefore } from './prelude.ts';
import { movedTo } from './style.ts';

export interface Constant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Nobody can need it before it is made. */
  readonly certain: boolean;
}

/**
 * A name for what is made from constants alone: that of one that is there, else of a new one before the statement
 * at the top that needs it. Undefined in a script, whose names at the top are everybody's.
 * @param made text of what is made; its further lines as deep as at the top of the file
 */
export function moduleConstant(
  site: FixSite,
  needed: Node,
  base: string,
  made: string,
): Constant | undefined {
  const { index, style } = site;
  const top = topOf(needed);
  if (!top || !isModule(index)) return undefined;
  const same = index.program.body.find(
    (s) => (s.end ?? 0) <= (top.start ?? 0) && nameGiven(s, made, index.text) !== '',
  );
  const known = same ? nameGiven(same, made, index.text) : '';
  if (known !== '' && find(site.scope, known)?.scope === index.moduleScope)
    return { name: known, edits: [], certain: true };
  const name = freshName(index.text, base);
  const { eol, semi } = style;
  const line = `const ${name} = ${made}${semi}`;
  // A function that is declared may be called by what stands before it, or by a module that this one waits for.
  const declared =
    top.type === 'ExportNamedDeclaration' || top.type === 'ExportDefaultDeclaration' ? top.declaration : top;
  if (declared?.type === 'FunctionDeclaration') {
    const edit = lineAtTop(site, line);
    const text = edit.text.startsWith(eol) ? `${eol}${eol}${line}` : `${line}${eol}${eol}`;
    return { name, edits: [{ ...edit, text }], certain: declared === top };
  }
  const at = commentsBefore(index, top.start ?? 0);
  return { name, edits: [{ start: at, end: at, text: `${line}${eol}${eol}` }], certain: true };
}

/** A node's text as it would stand at the top. */
export function atTop({ index }: FixSite, node: Node): string {
  return movedTo(index, node, '');
}

function topOf(node: Node): Node | undefined {
  let n = node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) if (p.type === 'Program') return n;
  return undefined;
}

/**
 * Its names are its own: it imports, exports or requires something at the top. What is wrapped to be loaded in
 * any way may be a script, whose names are those of all scripts of a page.
 */
export function isModule(index: FileIndex): boolean {
  if (index.imports.length > 0 || index.exports.length > 0) return true;
  if (/\btypeof (module|exports|define|require)\b/.test(index.text)) return false;
  return index.program.body.some((s) => {
    if (requiredBy(s) !== '') return true;
    const e = s.type === 'ExpressionStatement' ? s.expression : undefined;
    return e?.type === 'AssignmentExpression' && /^(module\.)?exports(\.|$)/.test(dotted(e.left));
  });
}

/** Of `const x = …` at the top, where that is how it is made. */
function nameGiven(s: Node, made: string, text: string): string {
  const declaration = s.type === 'ExportNamedDeclaration' ? s.declaration : s;
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return '';
  for (const { id, init } of declaration.declarations)
    if (id.type === 'Identifier' && init && isSameCode(text.slice(init.start ?? 0, init.end ?? 0), made))
      return id.name;
  return '';
}

/** But for what a formatter changes. */
export function isSameCode(a: string, b: string): boolean {
  return withoutForm(a) === withoutForm(b);
}

function withoutForm(code: string): string {
  return code.replace(/[\s;]+|,(?=\s*[)}\]])/g, '').replaceAll('"', "'");
}
