/** What a name, a member of an object, a list, an enum or a class holds, where that is written once. */
import type * as t from '@babel/types';
import { ancestor, bare, dotted, isCall, isMember, keyName, type Node, propertyName } from '../ast.ts';
import type { Binding, FileIndex, Site } from '../index-types.ts';
import { find } from '../scopes.ts';

/** Texts of the parameters of the function that is followed, by name. */
export type Given = ReadonlyMap<string, string>;
export const none: Given = new Map();

/** Where an expression stands, and what is known there. */
export interface At {
  readonly site: Pick<Site, 'scope'>;
  readonly given: Given;
  /** Texts of a rest parameter. */
  readonly rest?: { readonly name: string; readonly texts: readonly (string | undefined)[] };
  readonly depth: number;
  /** Where tables are looked up that are filled one by one; and whether other files may hold a part. */
  readonly file: FileIndex | undefined;
  readonly open: boolean;
  /** Parts that nobody knows stand for a word. */
  readonly guess?: boolean;
}

export interface Held {
  readonly node: Node;
  readonly at: At;
}

/** Deeper than any pattern that people put together from parts. */
export const deepest = 24;

/** Where the value of a name is written; parameters are known there only in the same function. */
export function inside({ scope }: Binding, at: At): At {
  const given = scope.fn === at.site.scope.fn ? at.given : none;
  return { ...at, site: { scope }, given, depth: at.depth + 1 };
}

/** What a name always holds. */
export function constantOf(b: Binding | undefined): Node | undefined {
  return b?.init &&
    b.writes.length === 0 &&
    b.path.length === 0 &&
    b.loopItem === undefined &&
    b.kind !== 'param'
    ? bare(b.init)
    : undefined;
}

/** What `parts.word`, `parts.of.words`, `list[0]`, `Words.Many`, `Parser.WORDS` and `this.words` hold. */
export function heldBy(n: t.MemberExpression, at: At): Held | undefined {
  const name = n.computed && n.property.type === 'NumericLiteral' ? `${n.property.value}` : propertyName(n);
  const whole =
    name && at.depth <= deepest ? wholeOf(bare(n.object), { ...at, depth: at.depth + 1 }) : undefined;
  const node = whole && memberOf(whole.node, name);
  return node && { node: bare(node), at: whole.at };
}

/** `const { word } = parts` of what is written out. */
export function takenOut(b: Binding, at: At): Held | undefined {
  if (!b.init || b.path.length === 0 || b.writes.length > 0 || b.kind === 'param' || b.loopItem)
    return undefined;
  let held = wholeOf(bare(b.init), inside(b, at));
  for (const name of b.path) {
    const node = held && memberOf(held.node, name);
    held = node && { node: thawed(bare(node)), at: held!.at };
  }
  return held;
}

function wholeOf(n: Node, at: At): Held | undefined {
  if (n.type === 'ThisExpression') {
    const node = ancestor(n, (x) => x.type === 'ClassBody');
    return node && { node, at: { ...at, given: none } };
  }
  if (isMember(n)) {
    const held = heldBy(n as t.MemberExpression, at);
    return held && { node: thawed(held.node), at: held.at };
  }
  const b = n.type === 'Identifier' ? find(at.site.scope, n.name) : undefined;
  const init = b?.kind === 'enum' || b?.kind === 'class' ? b.node : constantOf(b);
  return b && init && { node: thawed(init), at: inside(b, at) };
}

/** Without `Object.freeze` around it. */
function thawed(n: Node): Node {
  const [whole] = isCall(n) && dotted(n.callee) === 'Object.freeze' ? n.arguments : [];
  return whole ? bare(whole) : n;
}

/** The member's value, of what is written out. */
export function memberOf(whole: Node, name: string): Node | undefined {
  switch (whole.type) {
    case 'ObjectExpression': {
      const found = whole.properties.find(
        (p): p is t.ObjectProperty => p.type === 'ObjectProperty' && !p.computed && keyName(p) === name,
      );
      return found?.value;
    }
    case 'ArrayExpression': {
      const items = whole.elements;
      return /^\d+$/.test(name) && !items.some((e) => e?.type === 'SpreadElement')
        ? (items[+name] ?? undefined)
        : undefined;
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return memberOf(whole.body, name);
    case 'ClassBody':
      return fieldsOf(whole).find(([key]) => key === name)?.[1];
    case 'TSEnumDeclaration':
      return textsOfEnum(whole).find(([key]) => key === name)?.[1];
    default:
      return undefined;
  }
}

/** Fields with what they are given, whether they belong to the class or to what it makes. */
export function fieldsOf(body: t.ClassBody): [name: string, value: Node][] {
  return body.body.flatMap((p): [string, Node][] =>
    (p.type === 'ClassProperty' || p.type === 'ClassPrivateProperty') && p.value
      ? [[keyName(p), p.value]]
      : [],
  );
}

export function textsOfEnum(n: t.TSEnumDeclaration): [name: string, value: Node][] {
  return n.members.flatMap((m): [string, Node][] =>
    m.initializer ? [[m.id.type === 'Identifier' ? m.id.name : m.id.value, m.initializer]] : [],
  );
}
