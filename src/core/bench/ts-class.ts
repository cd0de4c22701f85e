/** Classes: their heads, members, and the parameters of constructors that are members too. */
import type { Node } from '@babel/types';
import type { Context, Loose } from './ts-context.ts';

export const modifiers = /\b(?:public|private|protected|readonly|override|abstract|declare)\b/g;

export function classHead(node: Loose, { text, edits }: Context): void {
  const body = node.body as Node;
  if (node.abstract === true) {
    edits.blankWords(node.start!, (node.id as Node | null)?.start ?? body.start!, /\babstract\b/g);
  }
  const clauses = node.implements as Node[] | undefined;
  if (!clauses?.length) return;
  const before = (node.superTypeParameters ??
    node.superClass ??
    node.typeParameters ??
    node.id ??
    null) as Node | null;
  const from = before?.end ?? node.start!;
  const at = text.slice(from, clauses[0]!.start!).lastIndexOf('implements');
  edits.blank(from + Math.max(0, at), clauses.at(-1)!.end!);
}

/** @returns whether the whole member went */
export function member(node: Loose, context: Context): boolean {
  const { edits, options } = context;
  const field = node.type === 'ClassProperty' || node.type === 'ClassPrivateProperty';
  const decorated = (node.decorators as Node[] | undefined)?.length;
  const unset = field && !node.value && node.type === 'ClassProperty' && !decorated && !node.static;
  if (node.abstract === true || (unset && node.typeAnnotation && !options.defineFields)) {
    edits.blank(node.start!, node.end!);
    return true;
  }
  const from = (node.decorators as Node[] | undefined)?.at(-1)?.end ?? node.start!;
  edits.blankWords(from, (node.key as Node).start!, modifiers);
  parameterProperties(node, context);
  return false;
}

/** `constructor(private a: A)`: the assignment that it stands for, first in the body, or after `super()`. */
function parameterProperties(node: Loose, { edits }: Context): void {
  if (node.kind !== 'constructor') return;
  const names = (node.params as Node[]).flatMap((p) => {
    if (p.type !== 'TSParameterProperty') return [];
    const target = p.parameter.type === 'AssignmentPattern' ? p.parameter.left : p.parameter;
    return target.type === 'Identifier' ? [target.name] : [];
  });
  if (names.length === 0) return;
  const body = node.body as unknown as { start: number; body: Node[] };
  const superCall = body.body.find(
    (s) =>
      s.type === 'ExpressionStatement' &&
      s.expression.type === 'CallExpression' &&
      s.expression.callee.type === 'Super',
  );
  const at = superCall ? superCall.end! : body.start + 1;
  edits.insert(at, `${superCall ? ';' : ''}${names.map((n) => ` this.${n} = ${n};`).join('')}`);
}
