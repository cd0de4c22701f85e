/** What a file exports, without a look at what it is. */
import { bare, dotted, keyName, type Node } from './ast.ts';
import { saysExports } from './exports.ts';
import type { FileIndex } from './index-types.ts';

/** By name what a file exports, as it is written: a value, a name of one, a class, a type. */
export function exportedValues(file: FileIndex): [name: string, node: Node][] {
  const all: [string, Node][] = [];
  for (const n of file.exports) {
    if (n.type === 'ExportDefaultDeclaration') all.push(['default', n.declaration]);
    if (n.type !== 'ExportNamedDeclaration' || n.source) continue;
    for (const s of n.specifiers)
      if (s.type === 'ExportSpecifier' && s.exported.type === 'Identifier')
        all.push([s.exported.name, s.local]);
    const d = n.declaration;
    if ((d?.type === 'ClassDeclaration' || d?.type === 'TSTypeAliasDeclaration') && d.id)
      all.push([d.id.name, d]);
    if (d?.type !== 'VariableDeclaration') continue;
    for (const v of d.declarations) if (v.init && v.id.type === 'Identifier') all.push([v.id.name, v.init]);
  }
  for (const { node } of saysExports(file) ? file.assignments : []) {
    const left = dotted(node.left);
    if (/^(module\.)?exports\.\w+$/.test(left)) all.push([left.slice(left.lastIndexOf('.') + 1), node.right]);
    const whole = left === 'module.exports' ? bare(node.right) : undefined;
    if (whole?.type === 'ObjectExpression') {
      for (const p of whole.properties) if (p.type === 'ObjectProperty') all.push([keyName(p), p.value]);
    } else if (whole) all.push(['=', whole]);
  }
  return all;
}
