/**
 * Helpers that write all of a store as JSON to change one thing in it: `const all = load(); all.push(row);
 * localStorage.setItem('rows', JSON.stringify(all))`. Each call reads or writes everything again.
 */
import {
  ancestor,
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { Binding, Site } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import { find, valuesOf } from '../scopes.ts';

const writes =
  /^(setItem(Async|Sync)?|set|put|setValue|setString|writeFile(Sync)?|outputFile(Sync)?|writeTextFile(Sync)?|(set|save|write|put)(To)?(Local|Session)?Storage(Item|Async|Sync)?|writeAsStringAsync|atomicWrite)$/;
const puts = /(^|[a-z])([sS]et|[sS]ave|[wW]rite|[pP]ut|[sS]tore|[pP]ersist)(?![a-z])/;
/** Lines that such a helper has at the most. */
const longest = 40;

/**
 * Whether the function that a JSON.stringify stands in writes it to a place that is the same for each call, and what
 * it writes is what was there before with something of the arguments done to it.
 */
export function changesStore(site: Site, value: Node): boolean {
  const { fn, scope, node } = site;
  const loc = fn.node.loc;
  if (site.loop || fn.invocation !== 'named' || !isFunction(fn.node)) return false;
  if (!loc || loc.end.line - loc.start.line > longest) return false;
  const place = placeOf(node);
  const given = (b: Binding): boolean => b.scope.fn === fn && b.param !== undefined;
  if (!place || uses(place, scope, given, true)) return false;
  const kept = bare(value);
  // `save() { fs.writeFileSync(FILE, JSON.stringify(this.rows)); }`
  if (fn.node.params.length === 0) return dotted(kept) !== '' && outlives(kept, scope, fn.node);
  return isKept(kept, site);
}

/** Where the text goes: `KEY` of `localStorage.setItem(KEY, JSON.stringify(all))`, also by way of a name. */
function placeOf(text: Node): Node | undefined {
  let n = text;
  let p = parentOf(n);
  while (
    p &&
    (p.type.startsWith('TS') || p.type === 'ParenthesizedExpression' || p.type === 'BinaryExpression')
  ) {
    n = p;
    p = parentOf(p);
  }
  if (p?.type === 'VariableDeclarator' && p.id.type === 'Identifier') {
    const { name } = p.id;
    const block = ancestor(p, (a) => a.type === 'BlockStatement');
    let place: Node | undefined;
    if (block)
      some(block, (m) => {
        const by = isCall(m) && writes.test(methodName(m) || dotted(m.callee)) ? m.arguments : [];
        if (by[1]?.type === 'Identifier' && by[1].name === name) place = by[0];
        return place !== undefined;
      });
    return place;
  }
  if (!p || !isCall(p)) return undefined;
  // `safeSet(localStorage, KEY, JSON.stringify(all))`
  const [store, key, third] = p.arguments;
  if (third === n && store && /[sS]torage$/.test(dotted(store)) && puts.test(lastWordOf(p.callee)))
    return key;
  if (p.arguments[1] !== n) return undefined;
  return writes.test(methodName(p) || dotted(p.callee)) ? p.arguments[0] : undefined;
}

/** `all` of `const all = load(); all.push(row)`, `this.rows` after `this.rows.push(row)`, `[...load(), row]`. */
function isKept(value: Node, { fn, scope }: Site): boolean {
  if (value.type === 'ArrayExpression' || value.type === 'ObjectExpression') {
    const parts = value.type === 'ArrayExpression' ? value.elements : value.properties;
    return parts.some((p) => p?.type === 'SpreadElement' && isRead(bare(p.argument), scope, fn.node));
  }
  // `rows.filter((r) => r.id !== id)`
  if (isCall(value))
    return (
      /^(filter|concat|map|slice)$/.test(methodName(value)) && isRead(receiverOf(value)!, scope, fn.node)
    );
  if (value.type !== 'Identifier' && !isMember(value)) return false;
  if (isMember(value) && isMember(bare(value.object)) && rootOf(value).type !== 'ThisExpression')
    return false;
  return (
    isRead(value, scope, fn.node) && (isChanged(dotted(value), fn.node) || isDerived(value, scope, fn.node))
  );
}

/** What outlives the call, or what the function read without a word of its arguments. */
function isRead(value: Node, scope: Site['scope'], fn: Node): boolean {
  if (isCall(bare(value))) return isLoad(bare(value), scope, fn);
  if (outlives(value, scope, fn)) return true;
  const root = rootOf(value);
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  if (!b || b.scope.fn.node !== fn || b.param !== undefined || b.path.length > 0) return false;
  return valuesOf(b).some((from) => some(from, (n) => isLoad(n, b.scope, fn)));
}

/** `this.rows`, and what the module keeps: a list or an object that the calls share. */
function outlives(value: Node, scope: Site['scope'], fn: Node): boolean {
  const root = rootOf(value);
  if (root.type === 'ThisExpression') return bare(value).type !== 'ThisExpression';
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  return (
    b !== undefined && b.kind !== 'import' && b.scope.fn.node !== fn && b.scope.fn.node.type === 'Program'
  );
}

/** `load()`, `this.list()`, `JSON.parse(localStorage.getItem(KEY))`, `await readJson(FILE)`: of no argument. */
function isLoad(n: Node, scope: Site['scope'], fn: Node): boolean {
  const call = settled(n);
  if (!isCall(call)) return false;
  const name = dotted(call.callee);
  if (name !== 'JSON.parse' && !/(^|\.)_?(get|load|read|list|fetch|all|stored)(?![a-z])\w*$/.test(name))
    return false;
  return !uses(call, scope, (b) => b.scope.fn.node === fn && b.param !== undefined, true);
}

/** `all = all.filter(…)`, `const next = load().filter(…)` */
function isDerived(value: Node, scope: Site['scope'], fn: Node): boolean {
  const b = value.type === 'Identifier' ? find(scope, value.name) : undefined;
  if (!b || b.scope.fn.node !== fn) return false;
  return valuesOf(b).some((from) => {
    const n = bare(from);
    return isCall(n) && /^(filter|concat|map)$/.test(methodName(n));
  });
}

/** Whether something is added to it or taken away: `all.push(row)`, `all[id] = row`, `delete all[id]`. */
function isChanged(name: string, fn: Node): boolean {
  const within = (n: Node): boolean => dotted(n) === name || dotted(n).startsWith(`${name}.`);
  return some(fn, (n) => {
    if (n.type === 'AssignmentExpression') {
      const left = bare(n.left);
      return (
        (isMember(left) && (dotted(left.object) === name || within(left.object))) ||
        (n.operator === '=' && dotted(left) === name && rootOf(left).type === 'ThisExpression')
      );
    }
    if (n.type === 'UnaryExpression' && n.operator === 'delete') {
      const of = bare(n.argument);
      return isMember(of) && within(of.object);
    }
    return (
      isCall(n) &&
      /^(push|unshift|splice|add|delete|set|pop|shift)$/.test(methodName(n)) &&
      within(receiverOf(n)!)
    );
  });
}
