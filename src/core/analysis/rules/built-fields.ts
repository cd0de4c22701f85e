/** Fields of GraphQL types that code puts together: graphql-js, Nexus, Pothos, graphql-compose. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  keyName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
} from '../ast.ts';
import { patternNames } from '../patterns.ts';

type New = Extract<Node, { type: 'NewExpression' }>;

/** Types there is one of: what their fields ask, a request asks once. */
const roots = /^(Root)?_?(Query|Mutation|Subscription|Queries|Mutations)(Type|Root|Fields?)?$/i;
/** Calls that describe the fields of a type whose objects come in lists. */
const makesType =
  /^((prisma|drizzle|loadable|simple|external|shared|relay|mongoose)?([oO]bject|[iI]nterface|[nN]ode)(Type|Ref)?(Fields?)?|extendType|implement|edgeObject)$/;

/** `author` of `User.author`: the type's name where it is written, else the word for it. */
export interface BuiltField {
  readonly name: string;
  /** Which parameter of the function is the parent. */
  readonly parent: number;
}

/** @param property `resolve` of a field's description, whose value is a function */
export function builtField(property: Node): BuiltField | undefined {
  const options = parentOf(property);
  const owner = options && outOfTypes(options);
  if (!owner) return undefined;
  return isCall(owner) ? fieldByCall(owner) : owner.type === 'ObjectProperty' ? fieldOfMap(owner) : undefined;
}

/** What an expression stands in, `satisfies` and the like left out. */
function outOfTypes(n: Node): Node | undefined {
  let p = parentOf(n);
  while (p && /^(TS(As|Satisfies|NonNull)Expression|ParenthesizedExpression)$/.test(p.type)) p = parentOf(p);
  return p ?? undefined;
}

/** `t.field('author', { resolve })` within `definition(t)`, `author: t.field({ resolve })` within `fields: (t) => …`. */
function fieldByCall(call: Call): BuiltField | undefined {
  const by = rootOf(call);
  const describes = ancestor(call, isFunction);
  if (by.type !== 'Identifier' || !describes || !receiverOf(call) || !('params' in describes))
    return undefined;
  if (!describes.params.some((p) => patternNames(p).includes(by.name))) return undefined;
  const type = typeAround(describes);
  if (type === undefined) return undefined;
  const [first] = call.arguments;
  const holder = parentOf(call);
  const key = holder?.type === 'ObjectProperty' ? keyName(holder) : '';
  const name = first?.type === 'StringLiteral' ? first.value : key;
  // `t.prismaField({ resolve: (query, parent) => … })`
  return { name: `${type}.${name}`, parent: /^prisma/.test(calledName(call)) ? 1 : 0 };
}

/** `new GraphQLObjectType({ name: 'User', fields: () => ({ author: { resolve } }) })`, `UserTC.addFields({ author: { resolve } })`. */
function fieldOfMap(field: Extract<Node, { type: 'ObjectProperty' }>): BuiltField | undefined {
  const map = parentOf(field);
  const holder = map && outOfTypes(map);
  if (!holder) return undefined;
  const named = (type: string | undefined): BuiltField | undefined =>
    type === undefined ? undefined : { name: `${type}.${keyName(field)}`, parent: 0 };
  if (isCall(holder) && calledName(holder) === 'addFields') {
    const of = dotted(receiverOf(holder) ?? holder);
    const last = of.slice(of.lastIndexOf('.') + 1).replace(/TC$/, '');
    return roots.test(last) ? undefined : named(last);
  }
  const returns = holder.type === 'ReturnStatement' ? ancestor(holder, isFunction) : holder;
  const key = returns && isFunction(returns) && returns.type !== 'ObjectMethod' ? parentOf(returns) : returns;
  if (!key || (key.type !== 'ObjectProperty' && key.type !== 'ObjectMethod') || keyName(key) !== 'fields')
    return undefined;
  const made = parentOf(key) && outOfTypes(parentOf(key)!);
  return made?.type === 'NewExpression' && /(^|\.)GraphQL(Object|Interface)Type$/.test(dotted(made.callee))
    ? named(typeOf(made))
    : undefined;
}

/** The type whose fields a function describes; undefined where there is only one of it. */
function typeAround(describes: Node): string | undefined {
  const p = outOfTypes(describes);
  const property =
    describes.type === 'ObjectMethod' ? describes : p?.type === 'ObjectProperty' ? p : undefined;
  if (property && !/^(definition|fields)$/.test(keyName(property))) return undefined;
  const options = property && parentOf(property);
  const call = options ? outOfTypes(options) : p;
  return call && isCall(call) && makesType.test(calledName(call)) ? typeOf(call) : undefined;
}

/** `'User'` of `objectType({ name: 'User' })`, `builder.prismaObject('User', …)` and `User.implement(…)`. */
function typeOf(made: Call | New): string | undefined {
  const first = made.arguments[0] ? bare(made.arguments[0]) : undefined;
  let name = first?.type === 'StringLiteral' ? first.value : first?.type === 'Identifier' ? first.name : '';
  if (first?.type === 'ObjectExpression')
    for (const p of first.properties)
      if (p.type === 'ObjectProperty' && /^(name|type)$/.test(keyName(p)))
        name = p.value.type === 'StringLiteral' ? p.value.value : dotted(p.value);
  if (name === '' && isCall(made)) name = dotted(receiverOf(made) ?? made).replace(/\(\)$/, '');
  return roots.test(name) ? undefined : name || 'object';
}
