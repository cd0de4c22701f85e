/**
 * Queries that the item itself chooses a table for: as many tables as there are kinds, and none holds the rows of
 * another. Where a row of each is asked for by its id, there are many rows to a table.
 */
import {
  bare,
  contains,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { asksById } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

/** `db[modelOf[kind]].findAll()`, `const Model = db[ref.model]`, `connection.collection(ref.collection).updateMany()`. */
export function ownTable(site: CallSite, loop: LoopInfo): string {
  if (loop.items.length === 0) return '';
  if (site.node.arguments.some((a) => asksById(a, (n) => isOfItem(n, site.scope, loop, 0)))) return '';
  return chosen(receiverOf(site.node), site.scope, loop, 0) ? 'each has a table of its own' : '';
}

const tableWords = /(table|collection|model|entity|schema)(_?name|_?class|_?key)?$/i;

function chosen(node: Node | undefined, scope: Scope, loop: LoopInfo, depth: number): boolean {
  if (!node || depth > 5) return false;
  const n = settled(node);
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return (
      b?.init !== undefined &&
      b.path.length === 0 &&
      contains(loop.body, b.node) &&
      chosen(b.init, b.scope, loop, depth + 1)
    );
  }
  if (isCall(n)) {
    const first = n.arguments.length === 1 ? bare(n.arguments[0]!) : undefined;
    const opens = /^(collection|model|getModel|getRepository|table|from|into|getCollection)$/.test(
      methodName(n),
    );
    if (opens && first && namesTable(first) && isOfItem(first, scope, loop, 0)) return true;
    return chosen(receiverOf(n), scope, loop, depth + 1);
  }
  if (!isMember(n)) return false;
  if (n.computed && isOfItem(bare(n.property as Node), scope, loop, 0) && isProgram(n.object)) return true;
  return chosen(n.object, scope, loop, depth + 1);
}

/** `ref.collection`, `tableName`: a path put together of an id is no table. */
function namesTable(n: Node): boolean {
  const name = n.type === 'Identifier' ? n.name : isMember(n) && !n.computed ? propertyName(n) : '';
  return tableWords.test(name);
}

/** `prisma`, `db`, `this.models`: what has all tables that there are. `byTenant[id]` is a list of data. */
function isProgram(object: Node): boolean {
  const n = settled(object);
  const name = n.type === 'Identifier' ? n.name : isMember(n) ? propertyName(n) : '';
  return /^(db|models?|prisma|tx|trx|client|schemas?|tables|repos|repositories|entities|sequelize|query|database|mongoose|connection)$|([a-z])(Models|Repositories|Repos|Tables|Collections|Prisma|Tx)$|^[A-Z][A-Z_]+$/.test(
    name,
  );
}

/** Comes from the item, also by way of names that the turn makes. */
function isOfItem(n: Node, scope: Scope, loop: LoopInfo, depth: number): boolean {
  if (depth > 3) return false;
  return some(n, (m) => {
    if (m.type !== 'Identifier') return false;
    if (loop.items.includes(m.name)) return true;
    const b = find(scope, m.name);
    return (
      b?.init !== undefined &&
      contains(loop.body, b.node) &&
      !some(b.init, (k) => k.type === 'AwaitExpression') &&
      isOfItem(b.init, b.scope, loop, depth + 1)
    );
  });
}
