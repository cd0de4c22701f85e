/** Imports that TypeScript drops: of names that are used as types only. */
import type { ImportDeclaration, Node, Program } from '@babel/types';
import type { Edits } from './edits.ts';

/** Every name that occurs as a value, anywhere in the file. */
export function valueNames(program: Program): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        return;
      case 'Identifier':
      case 'JSXIdentifier':
        names.add(node.name);
        return;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        each([node.object, ...(node.computed ? [node.property] : [])]);
        return;
      case 'ExportSpecifier':
        each(node.exportKind === 'type' ? [] : [node.local]);
        return;
      case 'ExportNamedDeclaration':
        if (node.exportKind === 'type' || node.source) return;
        break;
      case 'TSImportEqualsDeclaration':
        each([node.moduleReference]);
        return;
      case 'TSQualifiedName':
        each([node.left]);
        return;
      case 'TSExternalModuleReference':
        return;
    }
    const { key, computed } = node as { key?: Node; computed?: boolean };
    for (const [name, value] of Object.entries(node)) {
      if (/^(loc|extra|implements|(leading|inner|trailing)Comments)$/.test(name)) continue;
      if (value === key && !computed) continue;
      each(Array.isArray(value) ? value : [value]);
    }
  };
  const each = (nodes: readonly unknown[]): void => {
    for (const node of nodes) {
      if (!node || typeof node !== 'object' || typeof (node as Node).type !== 'string') continue;
      if (!isType(node as Node)) visit(node as Node);
    }
  };
  each(program.body);
  return names;
}

const values = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
  'TSTypeAssertion',
  'TSExportAssignment',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSParameterProperty',
  'TSImportEqualsDeclaration',
  'TSQualifiedName',
]);

function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !values.has(node.type);
}

export function elideImports(node: ImportDeclaration, names: ReadonlySet<string>, edits: Edits): void {
  const { specifiers } = node;
  if (node.importKind === 'type') {
    edits.blankStatement(node.start!, node.end!);
    return;
  }
  if (specifiers.length === 0) return;
  const gone = specifiers.filter(
    (s) => !names.has(s.local.name) || (s.type === 'ImportSpecifier' && s.importKind === 'type'),
  );
  if (gone.length === specifiers.length) {
    edits.blankStatement(node.start!, node.end!);
    return;
  }
  for (const specifier of gone) {
    if (specifier.type === 'ImportSpecifier') edits.blankListItem(specifier.start!, specifier.end!);
    else if (specifier.type === 'ImportDefaultSpecifier') {
      // `import A, { b } from`, `import A, * as b from`: the comma goes with it.
      edits.blankListItem(specifier.start!, specifier.end!);
    } else {
      // `import a, * as B from`: the comma before it goes.
      const from = specifiers[0]!.end!;
      edits.blank(from, specifier.end!);
    }
  }
}
