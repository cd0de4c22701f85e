/** What a file exports, without a look at what it is. */
import { bare, dotted, keyName, type Node } from './ast.ts';
import { saysExports } from './exports.ts';
import type { FileIndex, Scope } from './index-types.ts';
import { oncePer } from './once.ts';

/** Of an object that CommonJS exports: tables of data have thousands. */
const mostProperties = 200;

/** What is exported under a name, and where that is written. */
export type Exported = readonly [name: string, node: Node, scope: Scope];

/** By name what a file exports, as it is written: a value, a name of one, a class, an enum, a function, a type. */
export const exportedValues = oncePer((file: FileIndex): readonly Exported[] => {
  const { moduleScope } = file;
  const all: Exported[] = [];
  for (const n of file.exports) {
    if (n.type === 'ExportDefaultDeclaration') all.push(['default', n.declaration, moduleScope]);
    if (n.type !== 'ExportNamedDeclaration' || n.source) continue;
    for (const s of n.specifiers)
      if (s.type === 'ExportSpecifier' && s.exported.type === 'Identifier')
        all.push([s.exported.name, s.local, moduleScope]);
    const d = n.declaration;
    if (d && declares.has(d.type) && 'id' in d && d.id?.type === 'Identifier')
      all.push([d.id.name, d, moduleScope]);
    if (d?.type !== 'VariableDeclaration') continue;
    for (const v of d.declarations)
      if (v.init && v.id.type === 'Identifier') all.push([v.id.name, v.init, moduleScope]);
  }
  for (const { node, scope } of saysExports(file) ? file.assignments : []) {
    const left = dotted(node.left);
    if (/^(module\.)?exports\.\w+$/.test(left))
      all.push([left.slice(left.lastIndexOf('.') + 1), node.right, scope]);
    const whole = left === 'module.exports' ? bare(node.right) : undefined;
    if (whole?.type === 'ObjectExpression') {
      for (const p of whole.properties.slice(0, mostProperties))
        if (p.type === 'ObjectProperty' && keyName(p)) all.push([keyName(p), p.value, scope]);
    } else if (whole) all.push(['=', whole, scope]);
  }
  return all;
});

const declares = new Set([
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSEnumDeclaration',
  'TSTypeAliasDeclaration',
]);
