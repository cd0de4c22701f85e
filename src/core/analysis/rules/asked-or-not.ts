/** Queries whose condition is put together step by step, and none of the steps has to happen: they may list everything. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  isMember,
  isNull,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
} from '../ast.ts';
import type { Binding, CallSite, FileIndex, Site } from '../index-types.ts';
import { returnsOf } from '../returns.ts';
import { classAround, find } from '../scopes.ts';
import { isOpen, statementIn } from './listing.ts';

/**
 * `const filter = {}; if (status) filter.status = status; Order.find(filter)`, `findMany({ where: filter })`,
 * `find({ ...(status && { status }) })`: who gives no status gets everything.
 */
export function mayAskForAll(first: Node, site: CallSite, index: FileIndex): boolean {
  if (first.type === 'Identifier') return isFilledOnDemand(first.name, site, index);
  if (first.type !== 'ObjectExpression') return false;
  if (first.properties.length > 0 && first.properties.every(isOptional)) return true;
  const where = first.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === 'where');
  if (where?.type !== 'ObjectProperty') return false;
  const rest = first.properties.filter((p) => p !== where);
  if (!isOpen({ ...first, properties: rest } as Node)) return false;
  const asked = bare(where.value);
  if (asked.type === 'ObjectExpression')
    return asked.properties.length > 0 && asked.properties.every(isOptional);
  return asked.type === 'Identifier' && isFilledOnDemand(asked.name, site, index);
}

/** `...(status && { status })`, `...(status ? { status } : {})`, and what leaves all but a few: `deletedAt: null`. */
function isOptional(p: Node): boolean {
  if (p.type === 'ObjectProperty') return leavesMost(keyName(p), bare(p.value));
  if (p.type !== 'SpreadElement') return false;
  const given = bare(p.argument);
  if (given.type === 'LogicalExpression') return given.operator === '&&' && !isWhoAsks(given.left);
  return given.type === 'ConditionalExpression' && isNothing(bare(given.alternate)) && !isWhoAsks(given.test);
}

/** `isDeleted: false`, `_id: { $ne: me }`, `id: { not: me }`, `{ [Op.ne]: me }`: what is not there any more, and one of them. */
function leavesMost(name: string, value: Node): boolean {
  if (/^(is_?)?deleted(_?at)?$/i.test(name))
    return (
      isNull(value) ||
      isNullOperator(value) ||
      (value.type === 'BooleanLiteral' && !value.value) ||
      isNot(value, () => true)
    );
  return /^_?id$/.test(name) && isNot(value, (n) => !/^(Array|Object)Expression$|Call/.test(n.type));
}

/** TypeORM's `IsNull()`. */
function isNullOperator(value: Node): boolean {
  return isCall(value) && calledName(value) === 'IsNull';
}

function isNot(value: Node, isSuch: (n: Node) => boolean): boolean {
  const [only, other] = value.type === 'ObjectExpression' ? value.properties : [];
  if (only?.type !== 'ObjectProperty' || other) return false;
  const op = keyName(only) || (isMember(only.key) ? propertyName(only.key) : '');
  return /^(\$ne|not|ne)$/.test(op) && isSuch(bare(only.value));
}

function isNothing(n: Node): boolean {
  if (n.type === 'ObjectExpression') return n.properties.length === 0;
  return isNull(n);
}

/** `const filter = {}`, with nothing put in it but where somebody asked for it. */
function isFilledOnDemand(name: string, site: CallSite, index: FileIndex): boolean {
  const b = find(site.scope, name);
  if (!b || !isOwn(b, site) || b.kind === 'param') return false;
  const init = bare(b.init!);
  if (init.type !== 'ObjectExpression' || !init.properties.every(isOptional)) return false;
  if (!b.writes.every((w) => isOnDemand(w, site))) return false;
  for (const { node, scope } of index.assignments) {
    const left = bare(node.left as Node);
    if (isMember(left) && isNamed(left, b, scope) && !isOnDemand(node, site)) return false;
  }
  return index.calls.every(
    (c) => c === site || !isHanded(c, b) || isHarmless.test(c.method || c.name) || isOnDemand(c.node, site),
  );
}

const isHarmless = /^(count\w*|stringify|log|info|debug|warn|find\w*|aggregate)$/;

/** `apply(filter)`, `filter.$and.push(…)`. */
function isHanded(c: CallSite, b: Binding): boolean {
  if (c.node.arguments.some((a) => a.type === 'Identifier' && a.name === b.name))
    return find(c.scope, b.name) === b;
  const callee = bare(c.node.callee);
  return isMember(callee) && isNamed(callee, b, c.scope);
}

function isNamed(n: Node, b: Binding, scope: Site['scope']): boolean {
  const root = rootOf(n);
  return root.type === 'Identifier' && root.name === b.name && find(scope, b.name) === b;
}

/** Declared in the function that asks, with something. */
function isOwn(b: Binding, site: CallSite): boolean {
  return b.init !== undefined && b.path.length === 0 && b.scope.fn === site.fn;
}

/** In an `if` without `else`, behind `&&`, where the test is of what was asked for and not of who asks. */
function isOnDemand(n: Node, site: CallSite): boolean {
  const around: Node = site.fn.node;
  for (let c = n, p = parentOf(n); p && c !== around; c = p, p = parentOf(p)) {
    if (p.type === 'LogicalExpression' && p.operator === '&&' && p.right === c && !isWhoAsks(p.left, site))
      return true;
    if (p.type === 'IfStatement' && p.test !== c && !isWhoAsks(p.test, site) && !hasElse(p)) return true;
    if (isFunction(p) && p !== around) return false;
  }
  return false;
}

function hasElse(n: Extract<Node, { type: 'IfStatement' }>): boolean {
  let top: Node = n;
  for (let p = parentOf(top); p?.type === 'IfStatement' && p.alternate === top; p = parentOf(p)) top = p;
  for (let last: Node | null | undefined = top; last?.type === 'IfStatement'; last = last.alternate)
    if (last.alternate && last.alternate.type !== 'IfStatement') return true;
  return false;
}

/** `user.role === 'customer'`: who may see all is another question. `{ status = 'open' } = req.query`: always given. */
function isWhoAsks(test: Node, site?: CallSite): boolean {
  const inside: Node[] = [test];
  for (let n = inside.pop(); n; n = inside.pop()) {
    if (n.type === 'Identifier' && (whoAsks.test(n.name) || (site && hasDefault(n.name, site)))) return true;
    if (isMember(n)) {
      inside.push(n.object, n.property);
    } else if (isCall(n)) inside.push(n.callee, ...n.arguments);
    else if (n.type === 'UnaryExpression') inside.push(n.argument);
    else if (n.type === 'LogicalExpression' || n.type === 'BinaryExpression') inside.push(n.left, n.right);
  }
  return false;
}

function hasDefault(name: string, site: CallSite): boolean {
  const declared = find(site.scope, name)?.node;
  const pattern = declared?.type === 'AssignmentPattern' ? declared : declared && parentOf(declared);
  if (pattern?.type !== 'AssignmentPattern') return false;
  const value = bare(pattern.right);
  return !isNothing(value) && !(value.type === 'StringLiteral' && value.value === '');
}

const whoAsks =
  /role|^(current)?user$|^me$|admin|tenant|compan|organi|owner|auth|session|permission|scope|account|workspace|team/i;

/** SQL that stands in a name, and is added to at most with `+=`, as asked for. */
export function sqlIn(b: Binding, site: CallSite): Node | undefined {
  if (!b.init || b.path.length > 0 || b.kind === 'param') return undefined;
  if (b.writes.length > 0 && !isOwn(b, site)) return undefined;
  const init = bare(b.init);
  if (init.type !== 'StringLiteral' && init.type !== 'TemplateLiteral') return undefined;
  for (const w of b.writes) {
    const write = w.type === 'AssignmentExpression' ? w : parentOf(w);
    if (write?.type !== 'AssignmentExpression' || write.operator !== '+=') return undefined;
    const added = statementIn(bare(write.right));
    if (added === undefined || /\b(limit|fetch|top)\b/i.test(added)) return undefined;
    if (!/^\s*order\s+by\b/i.test(added) && !isOnDemand(write, site)) return undefined;
  }
  return init;
}

/** Steps of TypeORM's builder that say nothing of how much comes. */
const plain =
  /^(select|addSelect|orderBy|addOrderBy|leftJoin\w*|from|cache|distinct|comment|getMany|getQuery|getParameters)$/;

/**
 * `repository.createQueryBuilder('u').select(…).getMany()`, also by way of a name whose conditions are added on
 * demand: the call that asks the database. Undefined where a step on the way narrows it down.
 */
export function builderOf(index: FileIndex, site: CallSite): CallSite | undefined {
  const chain = (top: Node | undefined, deep = 0): CallSite | Node | undefined => {
    let n = top ? bare(top) : undefined;
    for (; n && isCall(n); n = receiverOf(n)) {
      const name = methodName(n);
      if (name === 'createQueryBuilder') return index.siteOf.get(n);
      // `this.selectUsers().getMany()`, where `selectUsers` makes the builder
      const own = dotted(n.callee) === `this.${name}` ? classAround(site.fn)?.methods.get(name) : undefined;
      if (own && deep < 3) {
        const [returned, other] = returnsOf(own);
        const made = returned && !other ? chain(returned, deep + 1) : undefined;
        return made && 'fn' in made ? made : undefined;
      }
      if (!plain.test(name) && !isNotDeleted(n)) return undefined;
    }
    return n;
  };
  const start = chain(receiverOf(site.node));
  if (!start || 'fn' in start) return start as CallSite | undefined;
  if (start.type !== 'Identifier') return undefined;
  const b = find(site.scope, start.name);
  if (!b || !isOwn(b, site) || b.writes.length > 0) return undefined;
  const made = chain(b.init);
  if (!made || !('fn' in made)) return undefined;
  for (const c of index.calls) {
    if (c === site || c === made || c.fn !== site.fn || !isHanded(c, b)) continue;
    const onIt = isNamed(c.node.callee, b, c.scope);
    if (onIt && plain.test(c.method)) continue;
    if (!onIt || !/^(where|andWhere|orWhere|setParameters?|innerJoin\w*)$/.test(c.method)) return undefined;
    if (!isOnDemand(c.node, site) && !isNotDeleted(c.node)) return undefined;
  }
  return made as CallSite;
}

/** `.where('order.deletedAt IS NULL')`: what is not there any more is left out, and nothing else. */
function isNotDeleted(call: Call): boolean {
  const [condition, more] = call.arguments;
  return (
    /^(where|andWhere)$/.test(methodName(call)) &&
    !more &&
    condition?.type === 'StringLiteral' &&
    /^[\w.`"]*(is_?)?deleted(_?at)?[`"]?\s*(is\s+null|=\s*(0|false))$/i.test(condition.value)
  );
}

/** A route for developers: `if (process.env.NODE_ENV === 'production') return res.status(403).end()`. */
export function isForDevelopers(node: Node, index: FileIndex): boolean {
  const fn = ancestor(node, (n) => isFunction(n));
  const text = fn ? index.text.slice(fn.start ?? 0, node.start ?? 0) : '';
  return /NODE_ENV\W{0,3}\s*===?\s*['"]production['"]\s*\)\s*\{?\s*(return|throw)\b/.test(text);
}
