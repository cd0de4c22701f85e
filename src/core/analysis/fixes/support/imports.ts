/** Names of modules: those the file has, and new ones. */
import { bare, contains, dotted, isCall, type Node } from '../../ast.ts';
import type { FileIndex } from '../../index-types.ts';
import type { Edit, FixSite } from '../fix.ts';
import { referencesTo } from './evidence.ts';
import { freshName } from './names.ts';
import { commentsBefore } from './prelude.ts';
import { betweenLike } from './style.ts';

/** The module that a statement at the top gives names of, '' for other statements. */
export function requiredBy(n: Node): string {
  if (n.type !== 'VariableDeclaration' || n.declarations.length !== 1) return '';
  const init = n.declarations[0]!.init;
  const call = init ? bare(init) : undefined;
  if (!call || !isCall(call) || dotted(call.callee) !== 'require') return '';
  const [from] = call.arguments;
  return from?.type === 'StringLiteral' ? from.value : '';
}

/** Whether the file itself imports or requires one of the packages. */
export function importsAny(index: FileIndex, packages: readonly string[]): boolean {
  return (
    index.imports.some((n) => n.source != null && packages.includes(n.source.value)) ||
    index.calls.some(({ name, node }) => {
      const [from] = node.arguments;
      return name === 'require' && from?.type === 'StringLiteral' && packages.includes(from.value);
    })
  );
}

/** Libraries whose models are asked and written to in the same form: by `Model.create({…})`. */
const modelled = [
  ['mongoose', '@nestjs/mongoose'],
  ['sequelize', 'sequelize-typescript'],
];

/**
 * Whether the code is one of a library: its file imports it, or the project depends on it. Where a project has two
 * whose code looks alike, the file has to say which one it is.
 */
export function hasLibrary({ index, project }: FixSite, ...names: readonly string[]): boolean {
  if (importsAny(index, names)) return true;
  if (!names.some((n) => project.dependencies.has(n))) return false;
  const alike = modelled.some((m) => m.includes(names[0]!)) ? modelled.filter((m) => m[0] !== names[0]) : [];
  return !alike.flat().some((n) => project.dependencies.has(n) || importsAny(index, [n]));
}

/**
 * Whether a delegate of Prisma's client is meant: `prisma.customer`, and `db.customer` too in the package of a
 * monorepo that has the client from another one. What is asked of it has to have Prisma's form.
 */
export function isPrisma(site: FixSite, path: string): boolean {
  if (hasLibrary(site, '@prisma/client')) return /\./.test(path);
  const others = ['drizzle-orm', 'typeorm', 'sequelize', 'mongoose', 'knex', '@mikro-orm/core'];
  return (
    /(^|\.)(_?prisma\w*|\w+Prisma|db|tx)\.[a-z]\w*$/.test(path) && !others.some((o) => hasLibrary(site, o))
  );
}

/** A name of a module, imported where it is not yet. */
export function named(
  site: FixSite,
  module: string,
  name: string,
): { readonly local: string; readonly edits: Edit[] } {
  const { index, style } = site;
  for (const n of index.program.body) {
    if (n.type === 'ImportDeclaration' && n.source.value === module && n.importKind !== 'type') {
      for (const s of n.specifiers)
        if (
          s.type === 'ImportSpecifier' &&
          s.imported.type === 'Identifier' &&
          s.imported.name === name &&
          s.importKind !== 'type'
        )
          return { local: s.local.name, edits: [] };
      const last = n.specifiers.at(-1);
      if (last?.type === 'ImportSpecifier') {
        const local = freshName(index.text, name);
        const at = last.end ?? 0;
        const text = `,${betweenLike(site, last)}${as(name, local, ' as ')}`;
        return { local, edits: [{ start: at, end: at, text }] };
      }
    }
    if (requiredBy(n) === module && n.type === 'VariableDeclaration') {
      const id = n.declarations[0]!.id;
      if (id.type !== 'ObjectPattern') continue;
      for (const p of id.properties)
        if (
          p.type === 'ObjectProperty' &&
          p.key.type === 'Identifier' &&
          p.key.name === name &&
          p.value.type === 'Identifier'
        )
          return { local: p.value.name, edits: [] };
    }
  }
  const local = freshName(index.text, name);
  const from = `${style.quote}${module}${style.quote}`;
  const line =
    style.modules === 'esm'
      ? `import { ${as(name, local, ' as ')} } from ${from}${style.semi}`
      : `const { ${as(name, local, ': ')} } = require(${from})${style.semi}`;
  return { local, edits: [lineAtTop(site, line)] };
}

/** Takes a name out of what a module gives, where the file has one use of it, which goes. */
export function dropped({ index }: FixSite, local: string): Edit | undefined {
  for (const n of index.program.body) {
    const names =
      n.type === 'ImportDeclaration'
        ? n.specifiers
        : requiredBy(n) !== '' &&
            n.type === 'VariableDeclaration' &&
            n.declarations[0]!.id.type === 'ObjectPattern'
          ? n.declarations[0]!.id.properties
          : [];
    const i = names.findIndex((s) => nameOf(s) === local);
    if (i < 0) continue;
    if (referencesTo(index, local).filter((r) => !contains(n, r)).length !== 1) return undefined;
    const [one, before, after] = [names[i]!, names[i - 1], names[i + 1]];
    if (before ? before.type !== one.type : after && after.type !== one.type) return undefined;
    if (after) return { start: one.start ?? 0, end: after.start ?? 0, text: '' };
    if (before) return { start: before.end ?? 0, end: one.end ?? 0, text: '' };
    return { start: n.start ?? 0, end: n.end ?? 0, text: '' };
  }
  return undefined;
}

function nameOf(s: Node): string {
  if (s.type === 'ImportSpecifier') return s.local.name;
  return s.type === 'ObjectProperty' && s.value.type === 'Identifier' ? s.value.name : '';
}

function as(name: string, local: string, between: string): string {
  return name === local ? name : `${name}${between}${local}`;
}

/** After the imports, else before the first statement. */
export function lineAtTop(site: FixSite, line: string): Edit {
  const { index, style } = site;
  const last = lastImport(site);
  if (last !== undefined) return { start: last, end: last, text: `${style.eol}${line}` };
  const at = beforeFirst(index);
  return { start: at, end: at, text: `${line}${style.eol}` };
}

/** End of the line of the last import; of requires of the last one before what the fix is about. */
export function lastImport({ index, style, nodes }: FixSite): number | undefined {
  const here = nodes[0]?.start ?? 0;
  const last = index.program.body.findLast((n) =>
    style.modules === 'esm' ? n.type === 'ImportDeclaration' : requiredBy(n) !== '' && (n.end ?? 0) <= here,
  );
  if (!last) return undefined;
  const end = last.end ?? 0;
  // What is said behind it belongs to it.
  const behind = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)(?=\r?\n|$)/.exec(index.text.slice(end));
  return end + (behind?.[0].length ?? 0);
}

/** Before the first statement and its documentation; what is said of the whole file stays first. */
function beforeFirst(index: FileIndex): number {
  const start = index.program.body[0]?.start ?? 0;
  const from = commentsBefore(index, start);
  const said = index.text.slice(from, start);
  return /^\/\*\*/.test(said) &&
    !/licen[sc]e|copyright|@(file|fileoverview|overview|module|flow|ts-|jsx)/i.test(said)
    ? from
    : start;
}
