/** What calls give: how many items of a list a method leaves, a query asks for, or a function of the file returns. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  receiverOf,
  rootOf,
  settled,
  some,
} from './ast.ts';
import {
  type Bound,
  capped,
  constant,
  cutWithSlice,
  type Imported,
  isCountOfList,
  isMinCall,
  isNextProduct,
  isSetting,
  moves,
  orDefault,
  runners,
} from './caps.ts';
import { capInChain, pageSize } from './caps-of-calls.ts';
import type { FileIndex, FunctionInfo, Scope } from './index-types.ts';
import { classAround, find, isFixed } from './scopes.ts';

/** A number that stands for another one that is missing, as a setting's default: more are not a few. */
const mostByDefault = 50;

/** What else there is to ask of a file's lists. */
export interface Asked {
  of(node: Node, scope: Scope, depth: number): Bound | Imported | undefined;
  /** Of what a function of the file gives. */
  returned(fn: FunctionInfo | undefined, depth: number): Bound | undefined;
  count(node: Node, scope: Scope): Bound | undefined;
  number(node: Node, scope: Scope): number | undefined;
}

/** Array methods that give at most as many items as their receiver. */
const narrowing = new Set([
  'map',
  'filter',
  'sort',
  'reverse',
  'toSorted',
  'toReversed',
  'concat',
  'flat',
  'entries',
  'values',
  'keys',
  'fill',
  'with',
]);

/** Of a query, and of a promise: as many as what they are called on finds. Of a module they ask for what they find. */
const ofQuery = new Set([
  'select',
  'lean',
  'exec',
  'toArray',
  'then',
  'catch',
  'populate',
  'where',
  'orderBy',
  'include',
]);

/** A field of a row; what a request sends is as long as somebody wants. */
function isField(node: Node): boolean {
  const n = bare(node);
  const root = rootOf(n);
  return (
    isMember(n) &&
    root.type === 'Identifier' &&
    !/^(_?req|request|ctx|context|c|query|params|body|args|input|event|e|url|data|searchParams|props|dto|payload|values|form|formData|filters?|options|opts)$|(Dto|Input|Query|Params|Body)$/.test(
      root.name,
    )
  );
}

function listsByComma(separator: Node | undefined): boolean {
  const n = separator && bare(separator);
  return n?.type === 'StringLiteral' && /^[,;|] ?$/.test(n.value);
}

/** `const raw = process.env.HOOKS ?? ''; raw.split(',')`: the setting behind a name. */
function namedSetting(text: Node, scope: Scope): Node {
  const n = bare(text);
  const named = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = isFixed(named) && named.path.length === 0 ? named.init : undefined;
  return init && isSetting(init) ? init : text;
}

/** `ids.split(',')`: of a constant, of what somebody set, or of a text field of one row. A request lists what it likes. */
function splitText(text: Node, separator: Node | undefined): Bound | undefined {
  if (bare(text).type === 'StringLiteral') return constant(Number.NaN, 'a constant text');
  if (isSetting(text)) return constant(Number.NaN, 'a list that somebody set');
  return isField(text) && listsByComma(separator) ? capped(Number.NaN) : undefined;
}

/** `size` of `slice((page - 1) * size, page * size)`. */
function factorOfBoth(from: Node, to: Node): Node | undefined {
  const [a, b] = [bare(from), bare(to)];
  if (
    a.type !== 'BinaryExpression' ||
    a.operator !== '*' ||
    b.type !== 'BinaryExpression' ||
    b.operator !== '*'
  )
    return undefined;
  const inFrom = [a.left as Node, a.right].map((n) => nameOfNumber(n));
  return [b.left as Node, b.right].find((n) => {
    const name = nameOfNumber(n);
    return name !== '' && inFrom.includes(name) && !/^(page|currentPage|pageNumber|pageIndex)$/i.test(name);
  });
}

/** `limit` of `parseInt(limit, 10)` too. */
function nameOfNumber(n: Node): string {
  const of = bare(n);
  const [first] = isCall(of) ? of.arguments : [];
  return isCall(of) && first && /(^|\.)(Number|parseInt)$/.test(dotted(of.callee))
    ? dotted(first)
    : dotted(of);
}

/** What a request said. */
function isAsked(size: Node, scope: Scope): boolean {
  const of = bare(size);
  const name = isCall(of) && of.arguments[0] ? bare(of.arguments[0]) : of;
  const b = name.type === 'Identifier' ? find(scope, name.name) : undefined;
  return (
    b?.init !== undefined &&
    some(
      b.init,
      (n) => isMember(n) && /^(req|request|ctx)\.|(^|\.)(query|body|searchParams)$/.test(dotted(n)),
    )
  );
}

/** `pageSize ? start + pageSize : undefined`: whole where nobody asked for a part. */
function mayBeNone(end: Node): boolean {
  if (end.type !== 'ConditionalExpression') return false;
  return [end.consequent, end.alternate].some((n) => dotted(bare(n)) === 'undefined');
}

/** Names of numbers that keep a list short. */
const capWords = /limit|max|size|count|batch|chunk|page|concurr|cap$/i;

/** From nothing, and by what stands in a turn itself: no list of the item, no loop over one. */
function gathersOneEach(n: Call): boolean {
  const [callback, start] = n.arguments.map((a) => settled(a));
  if (!callback || !isFunction(callback) || !start) return false;
  const isEmpty =
    (start.type === 'ArrayExpression' && start.elements.length === 0) ||
    (start.type === 'ObjectExpression' && start.properties.length === 0);
  const into = callback.params[0];
  if (!isEmpty || into?.type !== 'Identifier') return false;
  return !some(
    callback.body as Node,
    (m) =>
      isFunction(m) ||
      /^(For|While|DoWhile)/.test(m.type) ||
      (m.type === 'SpreadElement' && dotted(m.argument) !== into.name) ||
      (isCall(m) && methodName(m) === 'concat'),
  );
}

const ofLanguage =
  /^(Object\.(keys|values|entries|getOwnPropertyNames|fromEntries|freeze)|Array(\.from)?|(Promise|Bluebird)\.(all|allSettled))$/;

export class BoundsOfCalls {
  constructor(
    private readonly file: FileIndex,
    private readonly bounds: Asked,
  ) {}

  of(n: Call, scope: Scope, depth: number): Bound | Imported | undefined {
    const name = dotted(n.callee);
    const method = methodName(n);
    const first = n.arguments[0];
    if (first && ofLanguage.test(name)) return this.language(name, bare(first), scope, depth);
    const done = n.arguments.at(-1);
    if (runners.test(method) && done && isFunction(bare(done))) {
      const returned = this.bounds.returned(this.file.functionOf.get(bare(done)), depth);
      if (returned) return returned;
    }
    if (/(^|\.)(range|times)$/.test(name) && n.arguments.length > 0)
      return this.bounds.count(n.arguments.at(-1)!, scope);
    if (
      /(^|\.|_)(chunk\w*|inChunks|splitEvery|splitInto\w*|batch|batches|toBatches|createBatches|toChunks|\w+Chunks|\w+Chunk|splitIntoBatches)$/i.test(
        name,
      ) &&
      n.arguments.length > 0 &&
      !/(Text|Document|Content|Markdown|Html|Pdf|Page|Code|Transcript|Message|String)s?$/.test(name)
    ) {
      return { kind: 'chunk', size: Number.NaN, why: `batches made by ${method || name}` };
    }
    // `this.reflector.get<string[]>('roles', context.getHandler())`: what a decorator was given.
    if (/(^|\.)reflector\.get(All\w*)?$/.test(name)) return constant(Number.NaN, 'written in a decorator');
    if (method === 'slice' || method === 'splice') return this.slice(n, scope, depth);
    const cap = capInChain(n, scope, this.bounds.number) ?? pageSize(n, scope, this.bounds.number);
    if (cap) return cap;
    const receiver = receiverOf(n);
    // `const answer = await fetch('…?limit=5'); const rows = await answer.json()`
    if (method === 'json' && receiver && n.arguments.length === 0) {
      const asked = this.bounds.of(receiver, scope, depth + 1);
      return asked?.kind === 'capped' ? asked : undefined;
    }
    if (method === 'split' && receiver) return splitText(namedSetting(receiver, scope), n.arguments[0]);
    if (receiver && method === 'flatMap') {
      // `GROUPS.flatMap((g) => g.items)`: written out like the groups.
      if (first && gathersOthers(first)) return undefined;
      const outer = this.bounds.of(receiver, scope, depth + 1);
      return outer?.kind === 'constant' ? constant(Number.NaN, outer.why) : undefined;
    }
    if (
      first &&
      /^((_|lodash|R)\.)?(uniq|uniqBy|uniqWith|compact|sortBy|orderBy|reverse|shuffle|without|reject|filter|map)$/.test(
        name,
      )
    )
      return this.bounds.of(first, scope, depth + 1);
    // `keys.reduce((found, key) => { found.push(load(key)); return found; }, [])`
    if (method === 'reduce' && receiver && gathersOneEach(n))
      return this.bounds.of(receiver, scope, depth + 1);
    const returned = this.returnedBy(n, scope, depth);
    if (returned) return returned;
    if (receiver && n.arguments.length === 0 && this.isElsewhere(receiver, scope))
      return { kind: 'imported', node: n };
    if (receiver && narrowing.has(method)) {
      if (method === 'concat' && n.arguments.some((a) => !this.bounds.of(a, scope, depth + 1)))
        return undefined;
      return this.bounds.of(receiver, scope, depth + 1);
    }
    if (!receiver || !ofQuery.has(method)) return undefined;
    const of = this.bounds.of(receiver, scope, depth + 1);
    return isCall(bare(receiver)) || of?.kind === 'capped' ? of : undefined;
  }

  /** What the language's own functions make of a list. */
  private language(name: string, first: Node, scope: Scope, depth: number): Bound | Imported | undefined {
    if (name === 'Array') return this.bounds.count(first, scope);
    if (name === 'Array.from' && first.type === 'ObjectExpression') return this.lengthProperty(first, scope);
    const of = this.bounds.of(first, scope, depth + 1);
    // `Object.values(NewsRange)`: what is exported under a type's name is an enum, or written like one.
    const isEnum =
      /^Object\.(?!freeze)/.test(name) &&
      of?.kind === 'imported' &&
      of.node.type === 'Identifier' &&
      /^[A-Z][a-z]/.test(of.node.name);
    return isEnum ? constant(Number.NaN, `the members of ${(of.node as { name: string }).name}`) : of;
  }

  /** What a function or method gives that this file has, or only imports. */
  private returnedBy(n: Call, scope: Scope, depth: number): Bound | Imported | undefined {
    const [name, method, receiver] = [dotted(n.callee), methodName(n), receiverOf(n)];
    if (bare(n.callee).type === 'Identifier') {
      const b = find(scope, name);
      // `for (const model of eventModels())`: what it gives, its own file says.
      if (b?.kind === 'import' && n.arguments.length === 0) return { kind: 'imported', node: n };
      const held = isFixed(b) && b.init ? this.file.functionOf.get(bare(b.init)) : undefined;
      const returned = this.bounds.returned(b?.fn ?? held, depth);
      if (returned) return returned;
    }
    // `this.definitions(input)`, unless a subclass may give more.
    if (receiver && bare(receiver).type === 'ThisExpression') {
      const cls = classAround(scope.fn);
      const returned = this.bounds.returned(cls?.methods.get(method) ?? cls?.statics.get(method), depth);
      if (returned?.kind === 'constant') return returned;
    }
    const own = receiver?.type === 'Identifier' ? find(scope, receiver.name)?.cls : undefined;
    if (own) return this.bounds.returned(own.statics.get(method), depth);
    return undefined;
  }

  /** `Roles.defaults()`, `this.plans.all()`: of a class or a service that another file has. */
  private isElsewhere(receiver: Node, scope: Scope): boolean {
    const n = settled(receiver);
    if (isMember(n)) return n.object.type === 'ThisExpression';
    return n.type === 'Identifier' && find(scope, n.name)?.kind === 'import';
  }

  slice(n: Call, scope: Scope, depth: number): Bound | Imported | undefined {
    const receiver = receiverOf(n);
    const inner = receiver ? this.bounds.of(receiver, scope, depth + 1) : undefined;
    const [from, to] = n.arguments;
    // slice(i, i + SIZE), slice(i * SIZE, (i + 1) * SIZE), of a capped list too
    const last = to ? bare(to) : undefined;
    const sum = (last?.type === 'BinaryExpression' && last.operator === '+') || isNextProduct(last);
    if (to && sum && inner?.kind !== 'constant' && this.bounds.number(to, scope) === undefined) {
      if (moves(from!, scope)) return { kind: 'chunk', size: Number.NaN, why: cutWithSlice };
      // `slice(skip, skip + 10)`: a page of so many.
      const size = last?.type === 'BinaryExpression' ? this.sizeFrom(from!, last, scope) : undefined;
      if (size && inner?.kind !== 'imported') return size;
      // `slice(skip, skip + limit)` for a request: one page, and a page is many.
      return inner?.kind === 'imported' ? undefined : inner;
    }
    const start = from ? this.bounds.number(from, scope) : undefined;
    const end = to ? this.bounds.number(to, scope) : undefined;
    if (inner && inner.kind !== 'imported') {
      // `page.filter(isOpen).slice(0, 5)`: the first few of a page that is itself capped.
      const most = end !== undefined && end > 0 ? end - (start ?? 0) : undefined;
      return inner.kind === 'capped' && most !== undefined && !(inner.size <= most) ? capped(most) : inner;
    }
    if (!from || (last && mayBeNone(last))) return undefined;
    const page = to && this.pageFrom(from, to, scope);
    if (page) return page;
    const fromEnd = bare(from);
    // `slice(-limits.first)`: the last few
    if (!to && fromEnd.type === 'UnaryExpression' && fromEnd.operator === '-') {
      if (start !== undefined) return capped(Math.abs(start));
      if (some(fromEnd, (m) => m.type === 'Identifier' && capWords.test(m.name))) return capped(Number.NaN);
    }
    if (end !== undefined && end > 0) return capped(end - (start ?? 0));
    if (to && isMinCall(last)) return capped(Number.NaN);
    // `slice(0, user.recent || 5)`: a few, however many somebody wants
    const asked = last && orDefault(last, scope);
    const otherwise = asked ? this.bounds.number(asked.right, scope) : undefined;
    if (otherwise !== undefined && otherwise > 0 && otherwise <= mostByDefault) return capped(otherwise);
    const size = to && factorOfBoth(from, to);
    if (size) {
      const most = this.bounds.number(size, scope);
      if (most !== undefined) return capped(most);
      // A page is many where whoever asks says how many.
      if (isAsked(size, scope)) return inner;
    }
    return to &&
      some(to, (m) => m.type === 'Identifier' && capWords.test(m.name)) &&
      !isCountOfList(to, scope)
      ? capped(Number.NaN)
      : inner;
  }

  /** `slice(start, end)` of `end = start + PAGE_SIZE`. */
  private pageFrom(from: Node, to: Node, scope: Scope): Bound | undefined {
    const b = to.type === 'Identifier' ? find(scope, to.name) : undefined;
    const sum = b?.init && b.path.length === 0 && b.writes.length === 0 ? bare(b.init) : undefined;
    return sum?.type === 'BinaryExpression' && !moves(from, scope)
      ? this.sizeFrom(from, sum, b!.scope)
      : undefined;
  }

  /** `PAGE_SIZE` of `start` and `start + PAGE_SIZE`. */
  private sizeFrom(
    from: Node,
    sum: Extract<Node, { type: 'BinaryExpression' }>,
    scope: Scope,
  ): Bound | undefined {
    const start = dotted(bare(from));
    return sum.operator === '+' && start !== '' && dotted(bare(sum.left as Node)) === start
      ? this.bounds.count(sum.right, scope)
      : undefined;
  }

  private lengthProperty(o: Extract<Node, { type: 'ObjectExpression' }>, scope: Scope): Bound | undefined {
    for (const p of o.properties) {
      if (p.type === 'ObjectProperty' && keyName(p) === 'length') return this.bounds.count(p.value, scope);
    }
    return undefined;
  }
}

/** `(plan) => build(rows.filter(…), plan)` of `PLANS.flatMap(…)`: as many as there are rows. */
function gathersOthers(given: Node): boolean {
  const fn = bare(given);
  if (fn.type !== 'ArrowFunctionExpression') return false;
  const body = settled(fn.body as Node);
  const own = fn.params.map((p) => dotted(p));
  return (
    isCall(body) &&
    !receiverOf(body) &&
    body.arguments.some((a) => {
      const root = rootOf(settled(a));
      return isCall(settled(a)) && root.type === 'Identifier' && !own.includes(root.name);
    })
  );
}
