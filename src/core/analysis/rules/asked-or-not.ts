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
  settled,
  some,
} from '../ast.ts';
import type { Binding, CallSite, FileIndex, Site } from '../index-types.ts';
import { returnsOf } from '../returns.ts';
import { classAround, find } from '../scopes.ts';
import {
  type Conditions,
  conditionsIn,
  conditionsOf,
  conditionsOfCall,
  conditionsOfExpression,
  isScoping,
  ofTenant,
  statementIn,
} from './conditions.ts';
import { alike, type Condition } from './lets-through.ts';
import { counts, isOpen } from './listing.ts';

/**
 * What is always asked for, whatever else may be: nothing for `const filter = {}; if (status) filter.status = status;
 * Order.find(filter)` and for `findMany({ where: { ...(status && { status }) } })`. Undefined where it cannot be told.
 */
export function conditionsAsked(first: Node | undefined, site: CallSite, index: FileIndex): Conditions {
  if (!first || isOpen(first)) return [];
  if (first.type === 'Identifier') {
    const b = find(site.scope, first.name);
    const init = b && isOwn(b, site) ? bare(b.init!) : undefined;
    // `const options = { where: … }; Order.findAll(options)`
    const isOptions = init?.type === 'ObjectExpression' && init.properties.some(isWhere);
    // A page may be among options that are built.
    if (b && isBuilt(b) && !/^find(By)?$/.test(site.method)) return undefined;
    if (!isOptions) return conditionsFilled(first.name, site, index);
    return isLeftAlone(b!, site, index) ? conditionsAsked(init, site, index) : undefined;
  }
  // `Order.find(req.query)`: whoever asks for nothing is given all.
  if (isMember(first)) return /^(req(uest)?|ctx)\.query$/.test(dotted(first)) ? [] : undefined;
  if (first.type !== 'ObjectExpression') return undefined;
  const where = first.properties.find(isWhere);
  if (where?.type !== 'ObjectProperty')
    return /^find(By|AndCount(By)?)?$/.test(site.method) ? conditionsWritten(first, site) : undefined;
  const rest = first.properties.filter((p) => p !== where);
  if (!isOpen({ ...first, properties: rest } as Node)) return undefined;
  const asked = bare(where.value);
  return asked.type === 'Identifier'
    ? conditionsFilled(asked.name, site, index)
    : conditionsWritten(asked, site);
}

function isWhere(p: Node): boolean {
  return p.type === 'ObjectProperty' && keyName(p) === 'where';
}

/** Nothing is set in it, and nobody else is given it. */
function isLeftAlone(b: Binding, site: CallSite, index: FileIndex, maybeRead = false): boolean {
  return (
    b.writes.length === 0 &&
    index.calls.every(
      (c) => c === site || !isHanded(c, b) || (maybeRead && isHarmless.test(c.method || c.name)),
    ) &&
    !index.assignments.some(({ node, scope }) => {
      const left = bare(node.left as Node);
      return isMember(left) && isNamed(left, b, scope);
    })
  );
}

/** Without `...(status && { status })` and `...(status ? { status } : {})`, which who gives no status does not ask for. */
function conditionsWritten(filter: Node, site: CallSite): Conditions {
  const n = bare(filter);
  // `const filter = status ? { status } : {}`
  if (n.type === 'ConditionalExpression') {
    if (isWhoAsks(n.test, site)) return undefined;
    const otherwise = bare(n.alternate);
    return isNothing(otherwise) ? [] : conditionsWritten(otherwise, site);
  }
  // Drizzle's `where: (orders, { eq }) => eq(orders.shopId, shop)`
  if (n.type === 'ArrowFunctionExpression' && n.body.type !== 'BlockStatement')
    return conditionsWritten(n.body, site);
  if (n.type !== 'ObjectExpression') return conditionsOfExpression(n);
  const found: Condition[] = [];
  for (const p of n.properties) {
    if (p.type === 'SpreadElement' && isScoping(bare(p.argument))) {
      found.push(ofTenant);
      continue;
    }
    if (p.type === 'ObjectProperty' && isMaybeUnsaid(bare(p.value), site)) continue;
    if (p.type === 'ObjectProperty' && isPattern(bare(p.value), site)) {
      found.push({ key: keyName(p), is: alike });
      continue;
    }
    const asked = p.type === 'SpreadElement' ? spreadOnDemand(p.argument, site) : p;
    if (asked === 'left out') continue;
    const more = asked && conditionsIn({ ...n, properties: [asked] } as Node);
    if (!more) return undefined;
    found.push(...more);
  }
  return found;
}

/** `filter?.status`, `status || undefined`, `status ? { in: status } : undefined`: asks for nothing where nobody says it. */
function isMaybeUnsaid(value: Node, site: CallSite): boolean {
  if (value.type === 'ConditionalExpression')
    return isUnsaid(value.alternate) && !isWhoAsks(value.test, site);
  if (value.type === 'LogicalExpression')
    return value.operator !== '&&' && isUnsaid(value.right) && !isWhoAsks(value.left, site);
  if (value.type !== 'OptionalMemberExpression' || !value.optional) return false;
  return /^(filters?|query|params|options|opts|where|search|args)$/.test(dotted(value.object));
}

/** `const pattern = new RegExp(text, 'i'); Post.find({ title: pattern })` */
function isPattern(value: Node, site: CallSite): boolean {
  const init = value.type === 'Identifier' ? find(site.scope, value.name)?.init : undefined;
  return init?.type === 'NewExpression' && dotted(init.callee) === 'RegExp';
}

function isUnsaid(n: Node): boolean {
  const value = bare(n);
  return value.type === 'Identifier' && value.name === 'undefined';
}

/** What a spread adds where it depends on who asks. */
function spreadOnDemand(spread: Node, site: CallSite) {
  const given = bare(spread);
  const [test, adds] =
    given.type === 'ConditionalExpression' && isNothing(bare(given.alternate))
      ? [given.test, bare(given.consequent)]
      : given.type === 'LogicalExpression' && given.operator === '&&'
        ? [given.left, bare(given.right)]
        : [];
  if (!test || !adds) return undefined;
  if (!isWhoAsks(test, site)) return 'left out';
  return adds.type === 'ObjectExpression' && adds.properties.length === 1 ? adds.properties[0] : undefined;
}

export function isNothing(n: Node): boolean {
  if (n.type === 'ObjectExpression') return n.properties.length === 0;
  return isNull(n);
}

/** `const filter = { companyId }`, and what else is put in it but where somebody asked for it. */
function conditionsFilled(name: string, site: CallSite, index: FileIndex): Conditions {
  const b = find(site.scope, name);
  // `const CUSTOMERS = { code: { $ne: 'us' } }` of the module
  if (b?.init && b.kind === 'const' && b.path.length === 0 && b.scope === index.moduleScope)
    return isLeftAlone(b, site, index, true) ? conditionsWritten(b.init, site) : undefined;
  if (!b) return undefined;
  if (isBuilt(b) || isLeftOut(b, site)) return [];
  if (!isOwn(b, site) || b.kind === 'param') return undefined;
  const written = conditionsWritten(b.init!, site);
  if (!written || !/^(Object|Conditional)Expression$/.test(bare(b.init!).type)) return undefined;
  if (!b.writes.every((w) => isOnDemand(w, site))) return undefined;
  const found = [...written];
  for (const { node, scope } of index.assignments) {
    const left = bare(node.left as Node);
    if (!isMember(left) || !isNamed(left, b, scope) || isOnDemand(node, site)) continue;
    const right = bare(node.right);
    const value = (right.type === 'Identifier' && defaultOf(right.name, site)) || right;
    const more = bare(left.object).type === 'Identifier' && conditionsOf(propertyName(left), value);
    if (!more) return undefined;
    found.push(...more);
  }
  const isLeft = index.calls.every(
    (c) => c === site || !isHanded(c, b) || isHarmless.test(c.method || c.name) || isOnDemand(c.node, site),
  );
  return isLeft ? found : undefined;
}

/** `find(filters = {})`: whoever gives none is given all. Not of what stands for every table. */
function isLeftOut(b: Binding, site: CallSite): boolean {
  if (b.kind !== 'param' || b.path.length > 0 || b.writes.length > 0 || b.scope.fn !== site.fn) return false;
  const otherwise = defaultOf(b.name, site);
  if (otherwise?.type !== 'ObjectExpression' || otherwise.properties.length > 0) return false;
  return (
    !/base|generic|abstract|common|crud/i.test(site.fn.cls?.name ?? '') &&
    !/^(this\.)?model\./i.test(site.name)
  );
}

/** `const where = buildWhere(query)`, `const { where } = await orders.buildQueryArgs(filters)`: made of what was asked for. */
function isBuilt(b: Binding): boolean {
  if (!b.init || b.writes.length > 0 || b.path.join() !== (b.path.length > 0 ? 'where' : '')) return false;
  const call = settled(b.init);
  return isCall(call) && builds.test(calledName(call)) && !isScoping(call);
}

const builds =
  /^(build|make|create|compose|prepare|construct|parse)\w*(Where|Filters?|Quer(y|ies)|QueryArgs|Conditions?|Criteria|Search)$/;

const isHarmless = /^(count\w*|stringify|log|info|debug|warn|find\w*|aggregate)$/;

/** `apply(filter)`, `filter.$and.push(…)`. */
export function isHanded(c: CallSite, b: Binding): boolean {
  if (c.node.arguments.some((a) => a.type === 'Identifier' && a.name === b.name))
    return find(c.scope, b.name) === b;
  const callee = bare(c.node.callee);
  return isMember(callee) && isNamed(callee, b, c.scope);
}

export function isNamed(n: Node, b: Binding, scope: Site['scope']): boolean {
  const root = rootOf(n);
  return root.type === 'Identifier' && root.name === b.name && find(scope, b.name) === b;
}

/** Declared in the function that asks, with something. */
export function isOwn(b: Binding, site: CallSite): boolean {
  return b.init !== undefined && b.path.length === 0 && b.scope.fn === site.fn;
}

/** In an `if` without `else`, behind `&&`, where the test is of what was asked for and not of who asks. */
export function isOnDemand(n: Node, site: CallSite): boolean {
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
export function isWhoAsks(test: Node, site: CallSite): boolean {
  const inside: Node[] = [test];
  for (let n = inside.pop(); n; n = inside.pop()) {
    if (
      n.type === 'Identifier' &&
      ((whoAsks.test(n.name) && !isOfQuery(n.name, site)) || hasDefault(n.name, site))
    )
      return true;
    if (isMember(n)) {
      if (!queried.test(dotted(n))) inside.push(n.object, n.property);
    } else if (isCall(n)) inside.push(n.callee, ...n.arguments);
    else if (n.type === 'UnaryExpression') inside.push(n.argument);
    else if (n.type === 'LogicalExpression' || n.type === 'BinaryExpression') inside.push(n.left, n.right);
  }
  return false;
}

/** `req.query.company`, `query.company`: who lists a company's may leave that out, whoever it is. */
const queried = /(^|\.)(query|searchParams|filters?)\.\w+$/;

/** `const { company } = req.query`, `const role = searchParams.get('role')`. */
function isOfQuery(name: string, site: CallSite): boolean {
  const init = find(site.scope, name)?.init;
  if (!init) return false;
  const isQuery = (n: Node): boolean => /(^|\.)(query|searchParams)$/.test(dotted(n));
  return some(init, isQuery, false);
}

function hasDefault(name: string, site: CallSite): boolean {
  const value = defaultOf(name, site);
  return (
    value !== undefined &&
    !isNothing(value) &&
    !(value.type === 'StringLiteral' && /^(all|any)?$/i.test(value.value))
  );
}

function defaultOf(name: string, site: CallSite): Node | undefined {
  const declared = find(site.scope, name)?.node;
  const pattern = declared?.type === 'AssignmentPattern' ? declared : declared && parentOf(declared);
  return pattern?.type === 'AssignmentPattern' ? bare(pattern.right) : undefined;
}

const whoAsks =
  /role|^(current)?user$|^me$|admin|tenant|compan|organi|owner|auth|session|permission|scope|account|workspace|team/i;

/** SQL that stands in a name, and what is added to it with `+=` whoever asks. */
export function sqlIn(
  b: Binding,
  site: CallSite,
): { readonly node: Node; readonly more: string } | undefined {
  if (!b.init || b.path.length > 0 || b.kind === 'param') return undefined;
  if (b.writes.length > 0 && !isOwn(b, site)) return undefined;
  const init = bare(b.init);
  if (init.type !== 'StringLiteral' && init.type !== 'TemplateLiteral') return undefined;
  let more = '';
  for (const w of b.writes) {
    const write = w.type === 'AssignmentExpression' ? w : parentOf(w);
    if (write?.type !== 'AssignmentExpression' || write.operator !== '+=') return undefined;
    const added = statementIn(bare(write.right));
    if (added === undefined || /\b(limit|fetch|top)\b/i.test(added)) return undefined;
    if (/^\s*order\s+by\b/i.test(added) || isOnDemand(write, site)) continue;
    // `if (all !== 'true') query += ' AND deleted = false'`
    if (!/^\s*(and|where)\b(?!.*\bgroup\s+by\b)/is.test(added)) return undefined;
    more += ` ${added}`;
  }
  return { node: init, more };
}

/** Steps of TypeORM's builder that say nothing of how much comes. */
const plain =
  /^(select|addSelect|orderBy|addOrderBy|(left|inner)Join\w*|from|cache|distinct|comment|withDeleted|setParameters?|getMany|getManyAndCount|getRawMany|getQuery|getParameters)$/;

/** What is joined on a condition of its own leaves out who has none. */
function saysNothing(call: Call): boolean {
  const name = methodName(call);
  if (name.startsWith('inner') && call.arguments.length > 2) return false;
  return plain.test(name) && !call.arguments.some(counts);
}

/** The call that asks the database, and what it asks for. */
export interface Asked {
  readonly site: CallSite;
  readonly conditions: readonly Condition[];
}

/**
 * `repository.createQueryBuilder('u').select(…).getMany()`, also by way of a name whose conditions are added on
 * demand. Undefined where a step on the way may say anything.
 */
export function builderOf(index: FileIndex, site: CallSite): Asked | undefined {
  const found: Condition[] = [];
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
      const more = saysNothing(n) ? [] : conditionsOfCall(n);
      if (!more) return undefined;
      found.push(...more);
    }
    return n;
  };
  const start = chain(receiverOf(site.node));
  if (!start) return undefined;
  if ('fn' in start) return { site: start as CallSite, conditions: found };
  if (start.type !== 'Identifier') return undefined;
  const b = find(site.scope, start.name);
  if (!b || !isOwn(b, site) || b.writes.length > 0) return undefined;
  const made = chain(b.init);
  if (!made || !('fn' in made)) return undefined;
  for (const c of index.calls) {
    if (c === site || c === made || c.fn !== site.fn || !isHanded(c, b)) continue;
    const more = !isNamed(c.node.callee, b, c.scope)
      ? undefined
      : saysNothing(c.node) || (/^(where|andWhere|orWhere)$/.test(c.method) && isOnDemand(c.node, site))
        ? []
        : conditionsOfCall(c.node);
    if (!more) return undefined;
    found.push(...more);
  }
  return { site: made as CallSite, conditions: found };
}

/** A route for developers: `if (process.env.NODE_ENV === 'production') return res.status(403).end()`. */
export function isForDevelopers(node: Node, index: FileIndex): boolean {
  const fn = ancestor(node, (n) => isFunction(n));
  const text = fn ? index.text.slice(fn.start ?? 0, node.start ?? 0) : '';
  return /NODE_ENV\W{0,3}\s*===?\s*['"]production['"]\s*\)\s*\{?\s*(return|throw)\b/.test(text);
}
