/** What a file imports, by the names it uses. */
import { parse } from '@babel/parser';
import type { Node } from '@babel/types';
import { childrenOf } from './typescript.ts';

/**
 * Names in `import`, `export … from`, `import()`, `require()`, `new URL(…, import.meta.url)` and `readFile` are not
 * told apart from what they lead to: JSON and workers count too. Of a file that does not parse: none.
 */
export function moduleNames(text: string, file: string): string[] {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    const name = nameIn(node);
    if (name !== undefined) names.add(name);
    for (const child of childrenOf(node)) visit(child);
  };
  try {
    const jsx = !/\.[cm]?ts$/.test(file);
    const { program } = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      plugins: ['typescript', 'decorators', 'explicitResourceManagement', ...(jsx ? (['jsx'] as const) : [])],
    });
    for (const statement of program.body) visit(statement);
  } catch {
    return [];
  }
  return [...names];
}

function nameIn(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return node.importKind === 'type' ? undefined : node.source.value;
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.exportKind === 'type' ? undefined : node.source?.value;
    case 'ImportExpression':
      return literal(node.source);
    case 'CallExpression': {
      const { callee } = node;
      const imports =
        callee.type === 'Import' ||
        (callee.type === 'Identifier' && callee.name === 'require') ||
        (callee.type === 'MemberExpression' &&
          callee.object.type === 'Identifier' &&
          callee.object.name === 'require');
      return imports ? literal(node.arguments[0]) : undefined;
    }
    case 'TSExternalModuleReference':
      return node.expression.value;
    case 'NewExpression':
      return node.callee.type === 'Identifier' && /^(URL|Worker)$/.test(node.callee.name)
        ? literal(node.arguments[0])
        : undefined;
    default:
      return undefined;
  }
}

function literal(node: Node | null | undefined): string | undefined {
  return node?.type === 'StringLiteral' ? node.value : undefined;
}
