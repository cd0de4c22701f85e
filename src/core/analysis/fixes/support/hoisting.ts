/** Something made in a loop, made before it. */
import {
  bare,
  type Call,
  isCall,
  isFunction,
  isMember,
  type Node,
  parentOf,
  propertyName,
  visit,
} from '../../ast.ts';
import type { Edit, FixSite, Proposal } from '../fix.ts';
import { isLiteral, isSimple, keepsValueIn, runsOnlyLanguage } from './evidence.ts';
import {
  type Anchor,
  anchorOf,
  commentsBefore,
  isReference,
  namesOf,
  prelude,
  visibleAt,
} from './prelude.ts';

export type Made = Call | Extract<Node, { type: 'NewExpression' }>;

/** Used on the spot by a method, so that nobody can tell one object from another. */
export function usedBy(node: Node): string {
  const p = parentOf(node);
  if (!p || !isMember(p) || p.object !== node) return '';
  const call = parentOf(p);
  return call && isCall(call) && call.callee === p ? propertyName(p) : '';
}

export function simpleHere(n: Node, site: FixSite, statement: Node): boolean {
  return isLiteral(n) || (isSimple(n) && keepsValueIn(n, site.scope, statement));
}

export function moved(
  site: FixSite,
  node: Made,
  name: string,
  what: string,
  certain: boolean,
  notes: readonly string[],
): Proposal | undefined {
  const anchor = placeFor(site, node);
  if (!anchor) return undefined;
  const made = site.index.text.slice(node.start ?? 0, node.end ?? 0);
  const edits = [
    ...prelude(site, anchor, [`const ${name} = ${made}`]),
    { start: node.start ?? 0, end: node.end ?? 0, text: name },
  ];
  return proposed(edits, what, certain, notes);
}

function proposed(
  edits: readonly Edit[],
  what: string,
  certain: boolean,
  notes: readonly string[],
): Proposal {
  return {
    title: `Make ${what} once, before the loop`,
    kind: certain ? 'safe' : 'preview',
    note: certain ? '' : notes.join(' '),
    edits,
  };
}

/**
 * `const pattern = new RegExp(word);` on a line of the loop goes before it as it is, under its name.
 * @param isFine whether nobody can tell by a use that it is the same object in each turn
 */
export function movedWhole(
  site: FixSite,
  node: Made,
  what: string,
  certain: boolean,
  notes: readonly string[],
  isFine: (use: Node) => boolean,
): Proposal | undefined {
  const kept = declarationOf(node);
  const anchor = kept && placeFor(site, node);
  const block = kept && parentOf(kept.declaration);
  if (!anchor || anchor.arrow || block?.type !== 'BlockStatement') return undefined;
  const { text } = site.index;
  let around: Node = anchor.node;
  while (!isFunction(around) && parentOf(around)) around = parentOf(around)!;
  // Where it goes, the name has to be free.
  const outside = `${text.slice(around.start ?? 0, block.start ?? 0)}\n${text.slice(block.end ?? 0, around.end ?? 0)}`;
  if (outside.split(/[^\w$]+/).includes(kept.name)) return undefined;
  let fine = true;
  visit(block, (n) => {
    if (n.type === 'Identifier' && n.name === kept.name && isReference(n) && n !== kept.id)
      fine &&= isFine(n);
    return fine;
  });
  const line = fine ? wholeLine(text, kept.declaration) : undefined;
  if (!line || commentsBefore(site.index, kept.declaration.start ?? 0) !== kept.declaration.start)
    return undefined;
  const made = text.slice(node.start ?? 0, node.end ?? 0);
  const style = { ...site.style, semi: text[(kept.declaration.end ?? 0) - 1] === ';' ? ';' : '' } as const;
  const before = prelude({ ...site, style }, anchor, [`const ${kept.name} = ${made}`]);
  const edits = [...before, { ...line, text: '' }];
  return proposed(edits, what, certain, notes);
}

/** Of `const name = made`, without a type and with nothing beside it. */
function declarationOf(node: Node): { name: string; id: Node; declaration: Node } | undefined {
  const declarator = parentOf(node);
  const declaration = declarator && parentOf(declarator);
  if (declarator?.type !== 'VariableDeclarator' || declaration?.type !== 'VariableDeclaration')
    return undefined;
  const { id } = declarator;
  if (id.type !== 'Identifier' || id.typeAnnotation) return undefined;
  if (declaration.kind !== 'const' || declaration.declarations.length !== 1) return undefined;
  return { name: id.name, id, declaration };
}

/** From the beginning of its line to that of the next, where nothing else stands there. */
function wholeLine(text: string, node: Node): { readonly start: number; readonly end: number } | undefined {
  const start = text.lastIndexOf('\n', (node.start ?? 0) - 1) + 1;
  const rest = /^[ \t]*;?[ \t]*\r?\n/.exec(text.slice(node.end ?? 0));
  if (!rest || text.slice(start, node.start ?? 0).trim() !== '') return undefined;
  return { start, end: (node.end ?? 0) + rest[0].length };
}

/** Before the loop, where all that it is made of is there and stays the same. */
function placeFor(site: FixSite, node: Made): Anchor | undefined {
  const anchor = site.loop && anchorOf(site.loop.node);
  if (!anchor || namesOf(node).includes('arguments')) return undefined;
  if (!node.arguments.every((a) => stays(a, site, anchor.node))) return undefined;
  return visibleAt(anchor, node, site.scope) ? anchor : undefined;
}

/** Gives the same value each time, whatever else the statement does. */
function stays(node: Node, site: FixSite, statement: Node): boolean {
  const n = bare(node);
  if (isLiteral(n)) return true;
  if (n.type === 'Identifier') return keepsValueIn(n, site.scope, statement);
  if (n.type === 'TemplateLiteral') return n.expressions.every((e) => stays(e, site, statement));
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName')
    return n.operator === '+' && stays(n.left, site, statement) && stays(n.right, site, statement);
  if (n.type === 'ObjectExpression')
    return n.properties.every(
      (p) => p.type === 'ObjectProperty' && !p.computed && stays(p.value, site, statement),
    );
  if (n.type === 'ArrayExpression') return n.elements.every((e) => e !== null && stays(e, site, statement));
  if (!isMember(n) || !isSimple(n)) return false;
  return keepsValueIn(n, site.scope, statement) && runsOnlyLanguage(statement, site.index);
}
