/** Patterns of a list or an object that is written out, each made where the list is gone through. */
import { bare, dotted, isCall, isMember, type Node, parentOf, propertyName } from '../ast.ts';
import type { Binding, Site } from '../index-types.ts';
import { find } from '../scopes.ts';
import { constantOf, memberOf } from './held.ts';

/** `for (const p of patterns) new RegExp(p)`, `rules.some((r) => new RegExp(r.text).test(s))`: what each may be. */
export function listedTexts(given: Node, site: Pick<Site, 'scope'>): Node[] {
  const names: string[] = [];
  let root = given;
  while (isMember(root)) {
    const name = propertyName(root);
    if (!name) return [];
    names.unshift(name);
    root = bare(root.object);
  }
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  if (!b?.loopItem?.iterable || b.writes.length > 0) return [];
  const { items, path } = itemsOf(bare(b.loopItem.iterable), b, b.loopItem) ?? { items: [], path: [] };
  return items.flatMap((item) => {
    let at: Node | undefined = bare(item);
    for (const name of [...path, ...names]) at = at && memberOf(bare(at), name);
    return at ? [bare(at)] : [];
  });
}

interface Items {
  readonly items: readonly Node[];
  /** Names from an item to what is asked for. */
  readonly path: readonly string[];
}

function itemsOf(list: Node, b: Binding, site: Pick<Site, 'scope'>): Items | undefined {
  const [first] = isCall(list) ? list.arguments : [];
  const isEntries = isCall(list) && dotted(list.callee) === 'Object.entries';
  if (first && (isEntries || (isCall(list) && dotted(list.callee) === 'Object.values'))) {
    const whole = written(bare(first), site);
    const path = isEntries ? behindKey(b) : b.path;
    if (whole?.type !== 'ObjectExpression' || !path) return undefined;
    return { items: whole.properties.flatMap((p) => (p.type === 'ObjectProperty' ? [p.value] : [])), path };
  }
  const whole = written(list, site);
  if (whole?.type !== 'ArrayExpression') return undefined;
  const path = b.path[0] === '*' ? pathOfPair(b) : b.path;
  return path && { items: whole.elements.filter((e) => e !== null), path };
}

function written(n: Node, { scope }: Pick<Site, 'scope'>): Node | undefined {
  return n.type === 'Identifier' ? constantOf(find(scope, n.name)) : n;
}

/** `[key, text]`: the path without the entry. */
function behindKey(b: Binding): readonly string[] | undefined {
  return pathOfPair(b)?.[0] === '1' ? b.path.slice(1) : undefined;
}

/** `[name, text]` of a list of pairs: which of the two it is. */
function pathOfPair(b: Binding): readonly string[] | undefined {
  for (let n: Node = b.node, p = parentOf(n); p; n = p, p = parentOf(p))
    if (p.type === 'ArrayPattern') return [String(p.elements.indexOf(n as never)), ...b.path.slice(1)];
  return undefined;
}
