/**
 * `list.find((x) => x.id === item.id)` per item → a Map by id, made before the loop. The first match wins, as
 * before. `some` becomes a Set of keys, `filter` a Map of lists.
 */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from '../ast.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { arrayStaysIn, changing, isSimple, referencesTo } from './support/evidence.ts';
import { byKey, type Equality, groups, keySet, type Search } from './support/indexes.ts';
import {
  type Anchor,
  isAskedIn,
  mayBeMissing,
  namesOf,
  outermostAnchor,
  prelude,
  visibleAt,
} from './support/prelude.ts';

export const mapIndex: Fixer = {
  name: 'map-index',
  rules: ['quadratic-array'],
  propose(site) {
    const node = site.nodes.find((n) => isCall(n)) as Call | undefined;
    const callee = node ? bare(node.callee) : undefined;
    if (!node || !site.loop || !callee || !isMember(callee) || node.arguments.length !== 1) return undefined;
    const method = propertyName(callee);
    const list = bare(callee.object);
    if (!/^(find|some|filter)$/.test(method) || !/^(this\.)?[\w$]+(\.[\w$]+)*$/.test(dotted(list)))
      return undefined;
    const test = equality(node.arguments[0]!, site);
    return test ? indexed({ site, call: node, list, path: dotted(list), method, ...test }) : undefined;
  },
};

/** `(x) => x.id === wanted`, either way round; strict, because a Map is. */
function equality(callback: Node, site: FixSite): Equality | undefined {
  const fn = bare(callback);
  if (!isFunction(fn) || fn.async || fn.generator || fn.params.length !== 1) return undefined;
  const param = fn.params[0]!;
  const fields = fieldsOf(param);
  const result = resultOf(fn.body);
  if (!fields || result?.type !== 'BinaryExpression' || result.operator !== '===') return undefined;
  if (result.left.type === 'PrivateName') return undefined;
  for (const [key, wanted] of [
    [result.left, result.right],
    [result.right, result.left],
  ] as const) {
    const used = namesOf(key).filter((n) => fields.has(n));
    if (used.length !== 1 || !isLook(key, site)) continue;
    if (namesOf(wanted).some((n) => fields.has(n)) || !isLook(wanted, site)) continue;
    const field = fields.get(used[0]!) || pathIn(key, used[0]!);
    return { param, names: [...fields.keys()], key: bare(key), field, wanted };
  }
  return undefined;
}

/** Names in the callback, and what they are of the element: '' for the element itself. */
function fieldsOf(param: Node): Map<string, string> | undefined {
  if (param.type === 'Identifier') return new Map([[param.name, '']]);
  if (param.type !== 'ObjectPattern') return undefined;
  const fields = new Map<string, string>();
  for (const p of param.properties) {
    if (p.type !== 'ObjectProperty' || p.computed || p.value.type !== 'Identifier') return undefined;
    if (p.key.type !== 'Identifier') return undefined;
    fields.set(p.value.name, keyName(p));
  }
  return fields;
}

/** The last property on the way from a name: `id` of `String(x.user.id)`. */
function pathIn(node: Node, name: string): string {
  const n = bare(node);
  if (n.type === 'Identifier') return '';
  if (isCall(n)) {
    const callee = bare(n.callee);
    return pathIn(isMember(callee) ? callee.object : n.arguments[0]!, name);
  }
  return isMember(n) ? propertyName(n) : '';
}

/** Simple, or that as a text or a number. */
function isLook(node: Node, site: FixSite): boolean {
  const n = bare(node);
  if (isSimple(n)) return true;
  if (isMember(n)) return !n.computed && isLook(n.object, site);
  if (!isCall(n)) return false;
  const callee = bare(n.callee);
  if (isMember(callee))
    return (
      n.arguments.length === 0 &&
      /^(toString|toHexString|toLowerCase|toUpperCase|trim)$/.test(propertyName(callee)) &&
      isLook(callee.object, site)
    );
  return (
    /^(String|Number)$/.test(dotted(callee)) && n.arguments.length === 1 && isLook(n.arguments[0]!, site)
  );
}

function resultOf(body: Node): Node | undefined {
  if (body.type !== 'BlockStatement') return bare(body);
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && !more && only.argument ? bare(only.argument) : undefined;
}

function indexed(search: Search): Proposal | undefined {
  const { site, call, list, path, method, names, key, field, wanted } = search;
  const anchor = outermostAnchor(
    site.loop!,
    (a, outer) =>
      !a.conditional &&
      visibleAt(a, list, site.scope) &&
      arrayStaysIn(site.index, list, site.scope, a.node) !== 'no' &&
      !keysChange(site, key, a) &&
      // Where somebody asks first whether there is a list, it has to be gone through after that.
      !(outer
        ? isAskedIn(a.node, path, call)
        : mayBeMissing(a.node, path, call, call.type === 'CallExpression')),
  );
  // Something that names the element must not be a name that means another thing outside the loop.
  if (!anchor || namesOf(list).some((n) => names.includes(n))) return undefined;
  if (contains(call, anchor.node)) return undefined;
  // Where each turn asks for the same key there is nothing to group.
  if (method === 'filter' && (isChanged(search) || isSame(wanted, anchor, site))) return undefined;
  // `typeof a?.b` cannot be written.
  if (
    site.style.typescript &&
    method !== 'some' &&
    /\?\./.test(site.index.text.slice(list.start ?? 0, list.end ?? 0))
  )
    return undefined;
  const made = method === 'some' ? keySet(search) : method === 'find' ? byKey(search) : groups(search);
  const { text } = site.index;
  const asked = `${made.name}.${method === 'some' ? 'has' : 'get'}(${text.slice(wanted.start ?? 0, wanted.end ?? 0)})`;
  const told = method === 'filter' ? otherwiseEmpty(call, asked) : asked;
  const elements = field === '' ? 'values' : field;
  return {
    title:
      method === 'some'
        ? `Look up in a Set of ${path}, made once before the loop`
        : method === 'find'
          ? `Index ${path} in a Map once, before the loop`
          : `Group ${path} in a Map once, before the loop`,
    kind: 'preview',
    note: [
      `${path} has to be an array of objects that keep their ${elements} while the loop runs.`,
      method === 'find' ? 'Of several with the same key the first is found, as before;' : '',
      method === 'filter' ? 'Who asks for the same key gets the same list;' : '',
      isToldFromMissing(call, method)
        ? `Without ${path} that is ${withoutList[method]} now, not undefined.`
        : '',
      isSimple(key) ? '' : 'The keys of all are read, not only up to the one that is found.',
      'NaN is found now.',
    ]
      .filter(Boolean)
      .join(' '),
    edits: [...prelude(site, anchor, made.lines), { start: call.start ?? 0, end: call.end ?? 0, text: told }],
  };
}

function isSame(wanted: Node, anchor: Anchor, site: FixSite): boolean {
  return visibleAt(anchor, wanted, site.scope);
}

const withoutList: Readonly<Record<string, string>> = { filter: 'an empty list', some: 'false' };

/** `list?.filter(…)` of no list is nothing to whoever looks closely: not to a condition, nor to `|| []`. */
function isToldFromMissing(call: Call, method: string): boolean {
  if (call.type !== 'OptionalCallExpression' || !withoutList[method]) return false;
  if (method === 'filter') return !isOrEmpty(call);
  const p = parentOf(call);
  const isCondition = p?.type === 'IfStatement' || (p?.type === 'ConditionalExpression' && p.test === call);
  return !isCondition && !(p?.type === 'UnaryExpression' && p.operator === '!');
}

/** `… || []`, `… ?? []`. */
function isOrEmpty(call: Call): boolean {
  const p = parentOf(call);
  if (p?.type !== 'LogicalExpression' || p.left !== call || p.operator === '&&') return false;
  const right = bare(p.right);
  return right.type === 'ArrayExpression' && right.elements.length === 0;
}

/** `map.get(key) ?? []`, in parentheses where something is asked of it. */
function otherwiseEmpty(call: Call, asked: string): string {
  if (isOrEmpty(call)) return asked;
  const p = parentOf(call);
  const whole =
    !p ||
    /^(VariableDeclarator|ReturnStatement|ObjectProperty|ArrowFunctionExpression|SpreadElement|AssignmentExpression|JSXExpressionContainer)$/.test(
      p.type,
    ) ||
    (p.type === 'ForOfStatement' && p.right === call) ||
    (isCall(p) && p.callee !== call);
  return whole ? `${asked} ?? []` : `(${asked} ?? [])`;
}

/** What was a list of one's own is sorted or added to. */
function isChanged({ site, call }: Search): boolean {
  const p = parentOf(call);
  if (p && isMember(p) && p.object === call) {
    const over = parentOf(p);
    return over !== undefined && isCall(over) && over.callee === p && changesList(methodName(over));
  }
  if (p?.type === 'AssignmentExpression') {
    const left = bare(p.left);
    // By the name of the property: `row.items = …` is added to wherever somebody has a row.
    const name = isMember(left) ? propertyName(left) : '';
    return (
      name === '' ||
      site.index.calls.some(({ node }) => {
        const of = receiverOf(node);
        return of !== undefined && isMember(of) && propertyName(of) === name && changesList(methodName(node));
      })
    );
  }
  if (p?.type !== 'VariableDeclarator' || p.id.type !== 'Identifier') return false;
  return referencesTo(site.index, p.id.name).some((r) => {
    const member = parentOf(r);
    const over = member && isMember(member) && member.object === r ? parentOf(member) : undefined;
    return over !== undefined && isCall(over) && over.callee === member && changesList(methodName(over));
  });
}

function changesList(method: string): boolean {
  return changing.test(method) || method === 'copyWithin';
}

/** The loop writes to a property of the key's name: `row.id = …`. */
function keysChange(site: FixSite, key: Node, anchor: Anchor): boolean {
  const k = bare(key);
  const named = isMember(k)
    ? k
    : isCall(k) && isMember(bare(k.callee))
      ? bare((bare(k.callee) as { object: Node }).object)
      : k;
  if (!isMember(named)) return false;
  const name = propertyName(named);
  return site.index.assignments.some((a) => {
    const left = bare(a.node.left);
    return (
      contains(anchor.node, a.node) &&
      isMember(left) &&
      (propertyName(left) === name || left.computed === true)
    );
  });
}
