/** Why a copied accumulator stays small although nothing bounds the turns: it has as many keys as there are kinds. */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';
import { asksById, collectionName, growsByName, isWritten } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { asksItself } from './copied-few.ts';
import { isConcat } from './grown-lists.ts';
import { assignmentTarget } from './handed-on.ts';
import { areMapsOfItems, isMapName } from './keys-of-copy.ts';

type Literal = Extract<Node, { type: 'ObjectExpression' }>;

/** '' where it may hold as much as the data do. */
export function fewKeys(copy: Node, loop: LoopInfo): string {
  if (isListOfFew(loop)) return `few by their name: ${collectionName(loop.iterable!)}`;
  // `rows.map((row) => row.reduce((all, cell, i) => ({ ...all, [columns[i]]: cell }), {}))`
  if (loop.iterable && loop.kind === 'callback' && /^(row|record|tuple|cells)$/.test(dotted(loop.iterable)))
    return 'the columns of one row';
  const list = loop.iterable ? dotted(loop.iterable) : '';
  if (ofReceipt.test(list)) return 'what belongs to one transaction';
  if (ofOrder.test(list)) return 'what belongs to one order';
  if (isConcat(copy) && copy.arguments.some((a) => a.type === 'StringLiteral' || a.type === 'JSXElement'))
    return 'put together to be shown';
  if (copy.type === 'ArrayExpression') {
    if (isDoubled(copy)) return 'as long as what is made anyway';
    if (copy.elements.some((e) => e?.type === 'StringLiteral' || e?.type === 'JSXElement'))
      return 'put together to be shown';
    if (areDistinctKinds(copy, loop)) return 'one of each kind';
    // `for (const name of names) row = [...row, values[name]]`
    if (/^(row|cells|tuple)$/.test(assignmentTarget(copy))) return 'the columns of one row';
    return copy.elements.some(isOfTransaction) ? 'what belongs to one transaction' : '';
  }
  if (copy.type !== 'ObjectExpression') return '';
  if (keyedByKind(copy)) return 'one key a kind';
  if (isState(copy)) return 'the fields of a state';
  if (isBlank(copy)) return 'the empty fields of a form';
  if (mergesItems(copy, loop)) return 'the fields of what is merged';
  if (isTally(copy)) return 'counts by kind';
  if (goesThroughFields(copy, loop) && !asksItself(loop, 'keyed')) return 'the fields of one object';
  if (namedKeys(loop) || areNamesOfType(loop)) return 'its keys are named by a type';
  if (startsWithItsKeys(loop) && !asksById(copy) && !copiesLists(copy))
    return 'its keys are there from the start';
  if (areParametersOfText(loop)) return 'the parameters of one address';
  return isSetUp(loop) ? 'keys of a configuration' : '';
}

const handful =
  /^(\w*[a-z])?(weeks|cycles|countries|validations|(sort|filter|group|search|order)(ing)?(Fields?|Columns?|Keys?))$/i;

/** `receipt.logs`, `tx.events`: what one transaction of a chain left behind. */
const ofReceipt = /(^|[.a-z])([rR]eceipt|[tT]x|[tT]ransaction)\.(logs|events)$/;

/** `[...sets, ...sets.map((set) => [...set, item])]`: each turn makes as many more as there are. */
function isDoubled({ elements }: Extract<Node, { type: 'ArrayExpression' }>): boolean {
  const spread = elements.flatMap((e) => (e?.type === 'SpreadElement' ? [bare(e.argument)] : []));
  return spread.some(
    (n) =>
      isCall(n) &&
      /^(map|flatMap)$/.test(methodName(n)) &&
      spread.some((m) => dotted(m) !== '' && dotted(m) === dotted(receiverOf(n) ?? n)),
  );
}

/** `order.refunds`, `invoice.items`: what one order has. */
const ofOrder =
  /(^|[.a-z])([oO]rder|[iI]nvoice|[cC]art|[bB]asket|[cC]heckout|[qQ]uote)\.(items|lines|line_?[iI]tems|products|refunds|shipments|fulfillments|payments|transactions|discounts|adjustments|taxes|fees)$/;

/** `weeks`, `sortFields`, `deviceList`: few, though they are no columns or options. */
function isListOfFew(loop: LoopInfo): boolean {
  const name = loop.iterable ? collectionName(loop.iterable) : '';
  const without = name.replace(/(?<=[a-z])(List|Array|Arr)$/, '');
  return handful.test(without) || (without !== name && isWritten(without));
}

/** `...byHash[event.transactionHash]`: a transaction has a handful of each. */
function isOfTransaction(e: Node | null): boolean {
  if (e?.type !== 'SpreadElement') return false;
  let n = bare(e.argument);
  if (n.type === 'LogicalExpression') n = bare(n.left);
  if (!isMember(n) || !n.computed) return false;
  return /(^|[a-z_])(transaction|tx)_?(hash|id)$/i.test(lastWordOf(n.property as Node));
}

const kinds =
  /^(status|type|kind|variant|role|method|level|mode|state|severity|priority|category|platform|provider|currency|locale|language|gender|weekday|tier|plan|field|column)$/;

/** `acc.includes(row.type) ? acc : [...acc, row.type]`: as many as there are kinds. */
function areDistinctKinds(copy: Extract<Node, { type: 'ArrayExpression' }>, loop: LoopInfo): boolean {
  const [first, added] = copy.elements;
  if (copy.elements.length !== 2 || first?.type !== 'SpreadElement' || !added || !isKind(added)) return false;
  const acc = dotted(first.argument);
  return some(
    loop.body,
    (n) => isCall(n) && /^(includes|indexOf|has)$/.test(methodName(n)) && dotted(receiverOf(n) ?? n) === acc,
  );
}

function isKind(node: Node): boolean {
  const n = bare(node);
  // `[firstLetter]`: as many as the alphabet has.
  if (n.type === 'Identifier') return /(^l|[a-z]L)etter$|(^i|[a-z]I)nitial$/.test(n.name);
  return isMember(n) && !n.computed && kinds.test(propertyName(n));
}

/** `{ ...acc, [row.status]: row.count }`: as many keys as there are kinds. */
function keyedByKind(literal: Literal): boolean {
  let keys = 0;
  const few = literal.properties.every((p) => {
    if (p.type !== 'ObjectProperty' || !p.computed) return p.type === 'SpreadElement';
    keys++;
    // `[row.status]: [...(acc[row.status] ?? []), row]`: few lists, but they hold every row.
    if (bare(p.value).type === 'ArrayExpression' && some(p.value, (n) => n.type === 'SpreadElement'))
      return false;
    return isKind(p.key as Node);
  });
  return few && keys > 0 && literal.properties.length === keys + 1;
}

/** `fields.reduce((form, field) => ({ ...form, [field]: '' }), {})`: nobody keeps blanks of what data multiply. */
function isBlank({ properties }: Literal): boolean {
  const [first, only, ...more] = properties;
  return (
    first?.type === 'SpreadElement' &&
    only?.type === 'ObjectProperty' &&
    only.computed === true &&
    only.value.type === 'StringLiteral' &&
    only.value.value === '' &&
    more.length === 0
  );
}

/** `state = { ...state, ...patch }`: the fields that a state or its like is written with. */
function isState(literal: Literal): boolean {
  const first = literal.properties[0];
  return (
    literal.properties.every((p) => p.type === 'SpreadElement') &&
    first?.type === 'SpreadElement' &&
    /(^|\.|[a-z])([sS]tate|[oO]ptions|[cC]onfig|[sS]ettings|[pP]rops|[sS]tyles?|[hH]eaders)$/.test(
      dotted(first.argument),
    )
  );
}

/** `(all, part) => ({ ...all, ...part })`: parts of one thing, which have the same fields or a few of their own. */
function mergesItems(literal: Literal, loop: LoopInfo): boolean {
  if (loop.kind !== 'callback' || !isFunction(loop.body)) return false;
  const [acc, item] = loop.body.params;
  if (areMapsOfItems(loop)) return false;
  const names = literal.properties.map((p) => (p.type === 'SpreadElement' ? dotted(p.argument) : ''));
  return (
    names.length === 2 &&
    acc?.type === 'Identifier' &&
    item?.type === 'Identifier' &&
    names.includes(acc.name) &&
    names.includes(item.name)
  );
}

/** `{ ...acc, [x.check]: (acc[x.check] ?? 0) + 1 }`: keys that come again are fewer than the items. */
function isTally(literal: Literal): boolean {
  const [first] = literal.properties;
  const computed = literal.properties.filter((p) => p.type === 'ObjectProperty' && p.computed);
  const [only] = computed;
  if (first?.type !== 'SpreadElement' || computed.length !== 1 || only?.type !== 'ObjectProperty')
    return false;
  const value = bare(only.value);
  if (value.type !== 'BinaryExpression' && value.type !== 'ObjectExpression') return false;
  // `{ ...acc, [model]: { ...acc[model], [field]: x } }` grows inside.
  if (some(value, (n) => n.type === 'ObjectProperty' && n.computed === true)) return false;
  const acc = dotted(first.argument);
  const again = some(value, (n) => isMember(n) && n.computed && dotted(n.object) === acc);
  return again && !asksById(only.key as Node);
}

/** `Object.entries(props).reduce((acc, [name, value]) => ({ ...acc, [name]: value }), {})` */
function goesThroughFields(literal: Literal, loop: LoopInfo): boolean {
  let from = loop.kind === 'callback' && loop.iterable ? bare(loop.iterable) : undefined;
  while (from && isCall(from) && /^(filter|sort)$/.test(methodName(from))) from = receiverOf(from);
  if (!from || !isCall(from) || !/^Object\.(keys|entries|values)$/.test(dotted(from.callee))) return false;
  const of = from.arguments[0];
  return of !== undefined && !growsByName(of) && !isMapName.test(collectionName(of)) && !asksById(literal);
}

/** `reduce<Record<Channel, number>>(…)` and `{} as Record<Channel, number>`. */
function namedKeys(loop: LoopInfo): boolean {
  if (loop.kind !== 'callback' || !isCall(loop.node)) return false;
  const start = loop.node.arguments[1];
  const given = 'typeParameters' in loop.node ? loop.node.typeParameters : undefined;
  const types: (Node | undefined | null)[] = given && 'params' in given ? [...given.params] : [];
  if (start && 'typeAnnotation' in start) types.push(start.typeAnnotation as Node);
  // `rows.reduce(…) as { [key in Channel]: number }`
  const whole = parentOf(loop.node);
  if (whole?.type === 'TSAsExpression') types.push(whole.typeAnnotation);
  return types.some((t) => {
    if (t?.type === 'TSMappedType') return isEnumerated(t.typeParameter.constraint);
    if (t?.type !== 'TSTypeReference' || t.typeName.type !== 'Identifier') return false;
    const params = t.typeParameters?.params ?? [];
    if (t.typeName.name === 'Partial' && params[0]?.type === 'TSTypeReference') return isRecord(params[0]);
    return isRecord(t);
  });
}

/** `(names: (keyof User)[]) => names.reduce(…)` */
function areNamesOfType(loop: LoopInfo): boolean {
  const list = loop.iterable ? bare(loop.iterable) : undefined;
  const b = list?.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  return b?.annotation !== undefined && isNameOfType(b.annotation);
}

/** `keyof T`, and lists of it. */
function isNameOfType(type: Node): boolean {
  switch (type.type) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
      return isNameOfType(type.typeAnnotation);
    case 'TSArrayType':
      return isNameOfType(type.elementType);
    case 'TSTypeReference':
      return type.typeParameters?.params.length === 1 && isNameOfType(type.typeParameters.params[0]!);
    case 'TSTypeOperator':
      return type.operator === 'keyof' || (type.typeAnnotation != null && isNameOfType(type.typeAnnotation));
    default:
      return false;
  }
}

/** Other names may be of any text: `type Address = string`. */
const enumerated =
  /(Keys?|Type|Kind|Status|State|Role|Level|Mode|Enum|Channel|Locale|Language|Category|Section|Tab|Field|Column)s?$/;

function isRecord(t: Extract<Node, { type: 'TSTypeReference' }>): boolean {
  const key = t.typeName.type === 'Identifier' && t.typeName.name === 'Record' && t.typeParameters?.params[0];
  return key ? isEnumerated(key) : false;
}

function isEnumerated(key: Node | null | undefined): boolean {
  return (
    key?.type === 'TSUnionType' ||
    (key?.type === 'TSTypeReference' &&
      key.typeName.type === 'Identifier' &&
      enumerated.test(key.typeName.name))
  );
}

/** `{ ...acc, [row.state]: [...acc[row.state], row] }`, `{ ...acc, open: acc.open.concat(row) }` */
function copiesLists(literal: Literal): boolean {
  return some(
    literal,
    (n) =>
      (n.type === 'ArrayExpression' && n.elements.some((e) => e?.type === 'SpreadElement')) ||
      (isCall(n) && methodName(n) === 'concat'),
  );
}

/** `reduce((files, key) => ({ ...files, [key]: read(key) }), { csv: null, zip: null })` */
function startsWithItsKeys(loop: LoopInfo): boolean {
  const given = loop.kind === 'callback' && isCall(loop.node) ? loop.node.arguments[1] : undefined;
  const start = given && bare(given as Node);
  return (
    start?.type === 'ObjectExpression' &&
    start.properties.length > 1 &&
    start.properties.every(
      (p) => p.type === 'ObjectProperty' && !p.computed && bare(p.value as Node).type !== 'ObjectExpression',
    )
  );
}

/** `location.search.slice(1).split('&').map((part) => part.split('='))` */
function areParametersOfText(loop: LoopInfo): boolean {
  let n = loop.iterable ? settled(loop.iterable) : undefined;
  const b = n?.type === 'Identifier' ? find(loop.scope, n.name) : undefined;
  if (b?.path.length === 0 && b.init) n = settled(b.init);
  while (n && isCall(n) && /^(map|filter)$/.test(methodName(n))) n = receiverOf(n);
  const by = n && isCall(n) && methodName(n) === 'split' ? n.arguments[0] : undefined;
  return by?.type === 'StringLiteral' && by.value === '&';
}

const setUp =
  /^(\w*[a-z])?(config|configuration|settings|options|headers|env|env(ironment)?_?var(iable)?s)$/i;

/** `params.config = rows.reduce((acc, { key, value }) => ({ ...acc, [key]: value }), {})` */
function isSetUp(loop: LoopInfo): boolean {
  let n: Node = loop.node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'AssignmentExpression') return p.right === n && setUp.test(lastWordOf(p.left));
    if (p.type === 'VariableDeclarator') return p.init === n && setUp.test(lastWordOf(p.id));
    // `options: { urls: … }` is the keys of an option.
    if (p.type === 'ObjectProperty' && p.value === n && setUp.test(keyName(p))) return true;
    if (p.type === 'ObjectProperty' || p.type === 'ObjectExpression') continue;
    if (
      !isCall(p) &&
      p.type !== 'AwaitExpression' &&
      !p.type.startsWith('TS') &&
      p.type !== 'LogicalExpression'
    )
      return false;
    if (isCall(p) && p.callee === n) return false;
  }
  return false;
}
