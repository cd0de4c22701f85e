/** Namespaces, which become functions that fill an object, and what shares a name with them. */
import type { Node } from '@babel/types';
import { type Context, type Loose, typeOnly } from './ts-context.ts';

export function declaredIn(statements: readonly Node[]): Set<string> {
  return new Set(
    statements.flatMap((statement) => {
      const inner = (statement as { declaration?: Node | null }).declaration ?? statement;
      const has = inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration';
      return has && inner.id ? [inner.id.name] : [];
    }),
  );
}

/** `var A; `; nothing where A is there already. */
export function declaring(name: string, { taken }: Context): string {
  if (taken.has(name)) return ';';
  taken.add(name);
  return `var ${name}; `;
}

export function hasValues(node: Loose): boolean {
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
export function namespace(node: Loose, context: Context): void {
  const { edits } = context;
  if (!hasValues(node) || (node.id as Node).type !== 'Identifier') {
    edits.blankStatement(node.start!, node.end!);
    return;
  }
  const { name } = node.id as unknown as { name: string };
  const body = node.body as Loose;
  const open = `${declaring(name, context)}(function (${name}) {`;
  const close = `})(${name} || (${name} = {}));`;
  if (body.type === 'TSModuleDeclaration') {
    // `namespace A.B {}`: the outer one holds nothing but the inner.
    const inner = (body.id as unknown as { name: string }).name;
    edits.replace(node.start!, body.start!, open);
    edits.insert(body.end!, ` ${name}.${inner} = ${inner}; ${close}`);
    namespace(body, { ...context, taken: new Set() });
    return;
  }
  const inside: Context = { ...context, taken: declaredIn(body.body as unknown as Node[]) };
  edits.replace(node.start!, body.start! + 1, open);
  edits.replace(body.end! - 1, body.end!, close);
  for (const statement of body.body as unknown as Node[]) {
    const declaration =
      statement.type === 'ExportNamedDeclaration'
        ? (statement.declaration as Loose | null | undefined)
        : null;
    if (!declaration) {
      inside.visit(statement, inside);
      continue;
    }
    if (typeOnly.has(declaration.type) || declaration.declare === true) {
      edits.blank(statement.start!, statement.end!);
      continue;
    }
    edits.blank(statement.start!, declaration.start!);
    inside.visit(declaration, inside);
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
