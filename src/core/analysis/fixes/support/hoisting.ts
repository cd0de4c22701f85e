/** Something made in a loop, made before it. */
import { bare, type Call, isCall, isMember, type Node, parentOf, propertyName } from '../../ast.ts';
import type { FixSite, Proposal } from '../fix.ts';
import { isLiteral, isSimple, keepsValueIn, runsOnlyLanguage } from './evidence.ts';
import { anchorOf, namesOf, prelude, visibleAt } from './prelude.ts';

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
  const anchor = site.loop && anchorOf(site.loop.node);
  if (!anchor || namesOf(node).includes('arguments')) return undefined;
  if (!node.arguments.every((a) => stays(a, site, anchor.node))) return undefined;
  if (!visibleAt(anchor, node, site.scope)) return undefined;
  const made = site.index.text.slice(node.start ?? 0, node.end ?? 0);
  return {
    title: `Make ${what} once, before the loop`,
    kind: certain ? 'safe' : 'preview',
    note: certain ? '' : notes.join(' '),
    edits: [
      ...prelude(site, anchor, [`const ${name} = ${made}`]),
      { start: node.start ?? 0, end: node.end ?? 0, text: name },
    ],
  };
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
