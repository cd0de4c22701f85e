/** What the parts of the TypeScript stripper share. */
import type { Node } from '@babel/types';
import type { Edits } from './edits.ts';
import type { JsxOptions } from './jsx.ts';
import type { TypeScriptOptions } from './typescript.ts';

export type Loose = Record<string, unknown> & Node;

export interface Context {
  readonly text: string;
  readonly edits: Edits;
  readonly options: TypeScriptOptions;
  readonly names: ReadonlySet<string>;
  readonly jsx: JsxOptions | undefined;
  /** Whether there was any JSX. */
  readonly drawn: { any: boolean };
  /** What functions, classes, enums and namespaces have declared so far: a namespace of that name adds to it. */
  readonly taken: Set<string>;
  /** Goes on inside. */
  readonly visit: (node: Node, context: Context) => void;
}

/** Whole statements and members that exist only for the compiler. */
export const typeOnly = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
  'TSNamespaceExportDeclaration',
  'TSDeclareMethod',
  'TSIndexSignature',
]);
