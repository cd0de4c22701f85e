/**
 * How many items a validator lets through: `z.array(…).max(50)`, `Joi.array().items(…).max(50)`, `@ArrayMaxSize(50)`.
 * What a file exports of it goes with its constants, by the names that lead to a list: `createOrder.items`.
 */
import {
  bare,
  type Call,
  calledName,
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
  settled,
  typeSaid,
} from './ast.ts';
import { exportedValues } from './exported-values.ts';
import type { Binding, FileIndex, Scope } from './index-types.ts';
import { numberOf } from './numbers.ts';
import { find, standsFor } from './scopes.ts';

/** A schema, and the names that lead from what it checks to a list. */
export interface Checked {
  readonly schema: Node;
  readonly scope: Scope;
  readonly path: readonly string[];
}

/** What a cap of an exported list is kept as, so that no text of a pattern is taken for one. */
const mark = '\u2264';
const maxDepth = 8;
const deepest = 4;

/** The number in the text of an exported constant, where it is a cap. */
export function capIn(text: string | undefined): number | undefined {
  return text?.startsWith(mark) ? Number(text.slice(mark.length)) : undefined;
}

/** `schema.parse(body).ids`, `parsed.data.ids`, `input.ids` of a procedure: what checked it, and where in it. */
export function checkedBy(node: Node, scope: Scope, depth = 0): Checked | undefined {
  if (depth > maxDepth) return undefined;
  const n = settled(node);
  if (isMember(n)) {
    const name = propertyName(n);
    const of = name ? checkedBy(n.object, scope, depth + 1) : undefined;
    return of && inside(of, name);
  }
  if (n.type === 'LogicalExpression' && n.operator !== '&&') return checkedBy(n.left, scope, depth + 1);
  if (isCall(n)) return checking(n, scope);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b || b.loopItem || b.writes.length > 0) return undefined;
  let of = b.kind === 'param' ? inputOf(b) : b.init && checkedBy(b.init, b.scope, depth + 1);
  for (const name of of ? b.path : []) of = of && inside(of, name);
  return of;
}

/** What a check gives holds what it let through: `safeParse(body).data`, `validate(body).value`, `{ input }`. */
function inside(of: Checked, name: string): Checked {
  return of.path.length === 0 && /^(data|value|output|input|parsedInput)$/.test(name)
    ? of
    : { ...of, path: [...of.path, name] };
}

function checking(n: Call, scope: Scope): Checked | undefined {
  const receiver = receiverOf(n);
  if (receiver && n.arguments.length > 0 && checks.test(methodName(n)))
    return /^(JSON|JSON5|YAML|yaml|Date|qs|url|path|parser)$/.test(dotted(receiver))
      ? undefined
      : { schema: receiver, scope, path: [] };
  // `await parseBody(req, createSchema)`
  if (!/parse|valid|check/i.test(calledName(n))) return undefined;
  const schema = n.arguments.find((a) => a.type === 'Identifier' && /[sS]chema$/.test(a.name));
  return schema && { schema, scope, path: [] };
}

const checks = /^(parse|parseAsync|safeParse|safeParseAsync|spa|validate|validateSync|validateAsync|cast)$/;

/** `procedure.input(schema).mutation(async ({ input }) => …)`: what the procedure is given. */
function inputOf(b: Binding): Checked | undefined {
  const { via } = b.scope.fn;
  if (
    via?.type !== 'CallExpression' ||
    b.param !== 0 ||
    !/^(mutation|query|subscription|action|handler)$/.test(methodName(via))
  )
    return undefined;
  for (let at = receiverOf(via); at && isCall(bare(at)); at = receiverOf(bare(at) as Call)) {
    const call = bare(at) as Call;
    const schema = call.arguments[0];
    if (schema && /^(input|inputSchema|schema)$/.test(methodName(call)))
      return { schema, scope: b.scope.fn.parent ? scopeAround(b.scope) : b.scope, path: [] };
  }
  return undefined;
}

function scopeAround(scope: Scope): Scope {
  let s = scope;
  while (s.parent && s.fn === scope.fn) s = s.parent;
  return s;
}

/** `dto: CreateOrder`, `body: z.infer<typeof createOrder>`: the class or schema that says what there is. */
export function typedBy(b: Binding): Checked | undefined {
  const type = typeSaid(b.path.length === 0 ? b.annotation : annotationAround(b.node));
  if (type?.type !== 'TSTypeReference') return undefined;
  const { scope } = b;
  if (type.typeName.type === 'Identifier' && /^[A-Z]/.test(type.typeName.name))
    return find(scope, type.typeName.name) && { schema: type.typeName, scope, path: b.path };
  const schema = inferred(type);
  return schema && { schema, scope, path: b.path };
}

/** Of `{ ids }: Sending`. */
function annotationAround(name: Node): Node | null | undefined {
  let n = parentOf(name);
  while (n && n.type !== 'ObjectPattern' && !isFunction(n)) n = parentOf(n);
  return n?.type === 'ObjectPattern' ? n.typeAnnotation : undefined;
}

/** `createOrder` of `z.infer<typeof createOrder>`. */
function inferred(type: Node): Node | undefined {
  if (type.type !== 'TSTypeReference') return undefined;
  const name = type.typeName.type === 'TSQualifiedName' ? type.typeName.right : type.typeName;
  if (name.type !== 'Identifier' || !/^(infer|input|output|InferType|TypeOf)$/i.test(name.name))
    return undefined;
  const { typeParameters, typeArguments } = type as unknown as Record<string, { params: Node[] } | undefined>;
  const of = (typeParameters ?? typeArguments)?.params[0];
  return of?.type === 'TSTypeQuery' && of.exprName.type === 'Identifier' ? of.exprName : undefined;
}

/** Of what a schema says how many there are at most. */
const lists = /^(array|tuple|set)$/;
const texts = /^(string|email|url|uuid)$/;

/** How long the text is at most that a path leads to. */
export function longestText(checked: Checked): number | undefined {
  return capOf(checked, 0, texts);
}

/** How many items the list has at most that a path leads to; undefined where the schema is another file's, or says nothing. */
export function capOf({ schema, scope, path }: Checked, depth = 0, of = lists): number | undefined {
  const n = bare(schema);
  if (depth > maxDepth) return undefined;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (b?.cls && path.length === 1 && of === lists) return capOfField(b.cls.node, path[0]!, scope);
    return b?.kind === 'const' && b.init && b.path.length === 0
      ? capOf({ schema: b.init, scope: b.scope, path }, depth + 1, of)
      : undefined;
  }
  if (!isCall(n)) return undefined;
  if (path.length === 0) return capOfAll(n, scope, of);
  const part = partOf(n, path[0]!);
  return part && capOf({ schema: part, scope, path: path.slice(1) }, depth + 1, of);
}

/** `z.array(id).min(1).max(50).optional()`, `z.string().trim().max(50)` */
function capOfAll(call: Call, scope: Scope, of = lists): number | undefined {
  let most: number | undefined;
  for (let at: Node | undefined = call; at && isCall(at); at = nextOf(at)) {
    const name = calledName(at);
    if (of.test(name)) return most;
    const [limit] = at.arguments;
    if (limit && /^(max|length)$/.test(name)) most ??= numberOf(limit, scope, () => undefined);
  }
  return undefined;
}

function nextOf(call: Call): Node | undefined {
  const of = receiverOf(call);
  return of && bare(of);
}

/** What `z.object({ … })`, `base.extend({ … })`, `Joi.object().keys({ … })` says of a name. */
function partOf(call: Call, name: string): Node | undefined {
  for (let at: Node | undefined = call; at && isCall(at); at = nextOf(at))
    for (const [key, value] of partsOf(at)) if (key === name) return value;
  return undefined;
}

function partsOf(call: Call): [name: string, value: Node][] {
  const given = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (
    given?.type !== 'ObjectExpression' ||
    !/^(\w*[oO]bject|extend|safeExtend|keys|shape|append)$/.test(calledName(call))
  )
    return [];
  return given.properties.flatMap((p): [string, Node][] =>
    p.type === 'ObjectProperty' ? [[keyName(p), p.value]] : [],
  );
}

/** `@ArrayMaxSize(50) ids: string[]` of a class. */
function capOfField(cls: Node, name: string, scope: Scope): number | undefined {
  if (cls.type !== 'ClassDeclaration' && cls.type !== 'ClassExpression') return undefined;
  for (const m of cls.body.body) {
    if (m.type !== 'ClassProperty' || keyName(m) !== name) continue;
    for (const d of m.decorators ?? []) {
      const limit =
        isCall(d.expression) && calledName(d.expression) === 'ArrayMaxSize' && d.expression.arguments[0];
      if (limit) return numberOf(limit, scope, () => undefined);
    }
  }
  return undefined;
}

/** By name the caps of the lists that what a file exports lets through. */
export function exportedCaps(file: FileIndex): Readonly<Record<string, string>> {
  const { text } = file;
  if (!text.includes('ArrayMaxSize') && !(text.includes('array(') && text.includes('.max('))) return none;
  const found: Record<string, string> = {};
  const put = (name: string, schema: Node, scope: Scope): void => {
    const cap = isCall(schema) ? capOfAll(schema, scope) : undefined;
    if (cap !== undefined && cap > 0) found[name] = mark + cap;
    if (name.split('.').length >= deepest) return;
    for (let at: Node | undefined = schema; at && isCall(at); at = nextOf(at))
      for (const [key, value] of partsOf(at)) put(`${name}.${key}`, standsFor(value, scope), scope);
  };
  for (const [name, node] of exportedValues(file)) {
    const schema = node.type === 'TSTypeAliasDeclaration' ? inferred(node.typeAnnotation) : node;
    if (schema && node.type !== 'ClassDeclaration')
      put(name, standsFor(schema, file.moduleScope), file.moduleScope);
    if (node.type === 'ClassDeclaration')
      for (const m of node.body.body) {
        const cap = m.type === 'ClassProperty' ? capOfField(node, keyName(m), file.moduleScope) : undefined;
        if (cap !== undefined)
          found[`${name}.${keyName(m as Extract<Node, { type: 'ClassProperty' }>)}`] = mark + cap;
      }
  }
  return found;
}

const none: Readonly<Record<string, string>> = {};
