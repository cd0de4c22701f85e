/**
 * Is the collection that a loop goes through bounded, and by what? A constant list, a cap (`limit`, `take`,
 * `slice`), a chunk, a tuple. What only another file can tell is left as a name for the linker.
 */
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
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from './ast.ts';
import { callersOf } from './callers.ts';
import {
  answerParts,
  type Bound,
  capped,
  constant,
  constantName,
  cutWithSlice,
  type Imported,
  isCountOfList,
  isMinCall,
  isNextProduct,
  isRequired,
  isSetting,
  isTuple,
  moves,
  ofItself,
  runners,
  wider,
} from './caps.ts';
import { capInChain, pageSize } from './caps-of-calls.ts';
import { changesOf, fillsOf } from './changes.ts';
import { listOf } from './guards.ts';
import type { Binding, FileIndex, FunctionInfo, Scope } from './index-types.ts';
import { startsEmpty } from './list-shapes.ts';
import { numberOf } from './numbers.ts';
import { elementOf } from './pages.ts';
import { outerScope, returnsOf } from './returns.ts';
import { classAround, find } from './scopes.ts';

const maxDepth = 16;
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
  const init = named?.kind === 'const' && named.path.length === 0 ? named.init : undefined;
  return init && isSetting(init) ? init : text;
}

/** `ids.split(',')`: of a constant, of what somebody set, or of a text field of one row. A request lists what it likes. */
function splitText(text: Node, separator: Node | undefined): Bound | undefined {
  if (bare(text).type === 'StringLiteral') return constant(Number.NaN, 'a constant text');
  if (isSetting(text)) return constant(Number.NaN, 'a list that somebody set');
  return isField(text) && listsByComma(separator) ? capped(Number.NaN) : undefined;
}

/** Names of numbers that keep a list short. */
const capWords = /limit|max|size|count|batch|chunk|page|concurr|cap$/i;

const ofLanguage =
  /^(Object\.(keys|values|entries|getOwnPropertyNames|fromEntries|freeze)|Array(\.from)?|(Promise|Bluebird)\.(all|allSettled))$/;

/** `if (count) rows = rows.slice(0, count)`: cut where somebody asked for it, and whole where nobody did. */
function isAskedFor(write: Node, end: Node): boolean {
  const name = dotted(bare(end));
  for (let n = write, p = parentOf(n); p && !isFunction(p); n = p, p = parentOf(p))
    if (p.type === 'IfStatement' && p.consequent === n) {
      const test = bare(p.test);
      return name !== '' && !some(test, (m) => isMember(m) && /^(length|size)$/.test(propertyName(m)));
    }
  return false;
}

/** `{}`, which keys are set on. */
function isEmptyObject(node: Node): boolean {
  const n = settled(node);
  return n.type === 'ObjectExpression' && n.properties.length === 0;
}

export class Bounds {
  private readonly growing = new Map<Binding, boolean>();
  private readonly parameters = new Map<Binding, Bound | null>();
  constructor(private readonly file: FileIndex) {}

  of(node: Node, scope: Scope, depth = 0): Bound | Imported | undefined {
    if (depth > maxDepth) return undefined;
    const n = settled(node);
    switch (n.type) {
      case 'ArrayExpression':
        return this.array(n, scope, depth);
      case 'ObjectExpression':
        // `{ [KEYS.sum]: 1 }`: written out, whatever the keys are called.
        return n.properties.length === 0 || n.properties.some((p) => p.type === 'SpreadElement')
          ? undefined
          : constant(n.properties.length, 'an object literal');
      case 'StringLiteral':
        return constant(n.value.length, 'a constant text');
      case 'NewExpression':
        return this.construct(n, scope, depth);
      case 'Identifier':
        return this.identifier(n, scope, depth);
      case 'ConditionalExpression':
        return wider(this.of(n.consequent, scope, depth + 1), this.of(n.alternate, scope, depth + 1));
      case 'LogicalExpression': {
        const right = bare(n.right);
        const empty = right.type === 'ArrayExpression' && right.elements.length === 0;
        return empty
          ? this.of(n.left, scope, depth + 1)
          : wider(this.of(n.left, scope, depth + 1), this.of(n.right, scope, depth + 1));
      }
      case 'AssignmentExpression':
        return this.of(n.right, scope, depth + 1);
      default:
        if (isCall(n)) return this.call(n, scope, depth);
        if (isMember(n)) return this.member(n, scope, depth);
        return undefined;
    }
  }

  private array(
    n: Extract<Node, { type: 'ArrayExpression' }>,
    scope: Scope,
    depth: number,
  ): Bound | Imported | undefined {
    let size = n.elements.length;
    for (const e of n.elements) {
      if (e?.type !== 'SpreadElement') continue;
      const b = this.of(e.argument, scope, depth + 1);
      if (!b || b.kind === 'imported') return b;
      size += b.size - 1;
    }
    return constant(size, Number.isNaN(size) ? 'a written list' : `a list of ${size}`);
  }

  private construct(
    n: Extract<Node, { type: 'NewExpression' }>,
    scope: Scope,
    depth: number,
  ): Bound | Imported | undefined {
    const name = dotted(n.callee);
    const first = n.arguments[0];
    if (!first) return undefined;
    if (name === 'Array') return this.count(first, scope);
    return name === 'Set' || name === 'Map' ? this.of(first, scope, depth + 1) : undefined;
  }

  private identifier(
    n: Extract<Node, { type: 'Identifier' }>,
    scope: Scope,
    depth: number,
  ): Bound | Imported | undefined {
    const b = find(scope, n.name);
    if (!b) return undefined;
    if (b.kind === 'enum') return constant(Number.NaN, `the members of ${n.name}`);
    if (b.kind === 'import' && b.module?.endsWith('.json')) return constant(Number.NaN, 'a file of the code');
    if (b.kind === 'import')
      return constantName(n.name)
        ? constant(Number.NaN, `the constant ${n.name}`)
        : { kind: 'imported', node: n };
    if (isTuple(b.annotation)) return constant(Number.NaN, 'a tuple');
    if (b.kind === 'param' && parentOf(b.node)?.type === 'RestElement')
      return constant(Number.NaN, 'written out in each call');
    if (b.kind === 'param' && !b.loopItem) return this.given(b, depth);
    if (b.loopItem) return undefined;
    if (isRequired(b)) return { kind: 'imported', node: n };
    if (b.path.length > 0) return this.destructured(b, depth);
    const values = b.init ? [b.init] : [];
    for (const w of b.writes) {
      // `({ paths: sheets } = await load())`: one part of it, and not the whole.
      if (w.type !== 'AssignmentExpression' || w.operator !== '=' || w.left.type !== 'Identifier')
        return undefined;
      // What is cut afterwards was whole before.
      const cut = (w.start ?? 0) < (n.start ?? 0) && this.cutShort(w, n.name, b.scope);
      if (cut) return cut;
      if (!ofItself(w.right, n.name)) values.push(w.right);
    }
    if (values.length === 0) return undefined;
    let bound: Bound | Imported | undefined;
    if (this.grows(b)) {
      bound = this.filledFrom(b, depth);
      // What it starts with stays in it.
      for (const v of values)
        if (bound && !startsEmpty(v) && !isEmptyObject(v))
          bound = wider(bound, this.of(v, b.scope, depth + 1));
      return bound;
    }
    const added = this.addedByHand(b);
    if (added > 0) return constant(added, `${added} added by hand`);
    for (const [i, v] of values.entries()) {
      const next = this.of(v, b.scope, depth + 1);
      if (!next) return undefined;
      bound = i === 0 ? next : wider(bound, next);
    }
    return bound;
  }

  /** `if (ids.length > 9) ids = ids.slice(0, 10)`: written to keep them few. */
  private cutShort(
    write: Extract<Node, { type: 'AssignmentExpression' }>,
    name: string,
    scope: Scope,
  ): Bound | undefined {
    const n = settled(write.right);
    const receiver = isCall(n) && methodName(n) === 'slice' ? receiverOf(n) : undefined;
    if (!receiver || !isCall(n) || dotted(receiver) !== name || n.arguments.length < 2) return undefined;
    const bound = this.slice(n, scope, maxDepth);
    if (bound?.kind !== 'capped' || (Number.isNaN(bound.size) && isAskedFor(write, n.arguments[1]!)))
      return undefined;
    return bound;
  }

  /** `const { data } = await x.limit(5)`, `const [rows, total] = await repo.findAndCount({ take: 5 })`. */
  private destructured(b: Binding, depth: number): Bound | Imported | undefined {
    const init = b.init ? settled(b.init) : undefined;
    if (!init || b.writes.length > 0 || !isCall(init)) return undefined;
    // `const [rows, kinds] = await Promise.all([find(), listKinds()])`
    const element = elementOf(b, init);
    if (element) return this.of(element, b.scope, depth + 1);
    const bound = this.call(init, b.scope, depth + 1);
    return bound?.kind === 'capped' ? bound : undefined;
  }

  private readonly results = new Map<FunctionInfo, Bound | null>();
  /** What a function of this file gives: the widest list that it returns. */
  private returned(fn: FunctionInfo | undefined, depth: number): Bound | undefined {
    if (!fn || fn.isGenerator) return undefined;
    const known = this.results.get(fn);
    if (known !== undefined) return known ?? undefined;
    this.results.set(fn, null);
    const scope = outerScope(this.file, fn);
    const bound = this.widest(
      returnsOf(fn).map((r) => [r, scope]),
      depth,
    );
    if (!bound || bound.kind === 'chunk') return undefined;
    this.results.set(fn, bound);
    return bound;
  }

  /** A parameter of a helper that only this file calls: the widest list that it is ever given. */
  private given(b: Binding, depth: number): Bound | undefined {
    const known = this.parameters.get(b);
    if (known !== undefined) return known ?? undefined;
    this.parameters.set(b, null);
    const bound = this.widest(
      callersOf(this.file, b).map((site) => [site.node.arguments[b.param!], site.scope]),
      depth,
    );
    if (bound) this.parameters.set(b, bound);
    return bound;
  }

  /** The widest of some values; undefined where one of them is not known to be bounded, and of none. */
  private widest(values: readonly (readonly [Node | undefined, Scope])[], depth: number): Bound | undefined {
    let bound: Bound | undefined;
    for (const [i, [node, scope]] of values.entries()) {
      const next = node && this.of(node, scope, depth + 1);
      const both = i === 0 ? next : wider(bound, next);
      if (!both || both.kind === 'imported') return undefined;
      bound = both;
    }
    return bound;
  }

  /** Items are added to it inside some loop or callback. */
  private grows(b: Binding): boolean {
    const known = this.growing.get(b);
    if (known !== undefined) return known;
    this.growing.set(b, false);
    const grown =
      this.filled(b) ||
      changesOf(this.file, b.name).some(
        (s) =>
          find(s.scope, b.name) === b &&
          (s.loop !== undefined ||
            s.fn !== b.scope.fn ||
            s.node.arguments.some((a) => a?.type === 'SpreadElement')),
      );
    this.growing.set(b, grown);
    return grown;
  }

  /** `const ids = new Set(); if (old) ids.add(old);`, `[]` and `push`: how many are added to what starts empty, outside of loops. */
  private addedByHand(b: Binding): number {
    if (!b.init || b.writes.length > 0 || !startsEmpty(b.init)) return 0;
    return changesOf(this.file, b.name).filter((s) => find(s.scope, b.name) === b).length;
  }

  /** What is filled item by item from bounded lists is as bounded as they are. */
  private filledFrom(b: Binding, depth: number): Bound | undefined {
    if (depth > 3) return undefined;
    let bound: Bound | undefined;
    let added = 0;
    for (const s of [...changesOf(this.file, b.name), ...fillsOf(this.file, b.name)]) {
      if (find(s.scope, b.name) !== b) continue;
      if (s.loop === b.scope.loop && s.fn !== b.scope.fn) return undefined;
      const spread = isCall(s.node) ? this.spread(s.node, s.scope, depth) : 0;
      if (spread === undefined || (spread !== 0 && s.loop !== b.scope.loop)) return undefined;
      added += spread;
      for (let loop = s.loop; loop && loop !== b.scope.loop; loop = loop.parent) {
        const list = listOf(loop);
        const of = list && this.of(list, loop.scope, depth + 1);
        if (!of || of.kind === 'imported' || of.kind === 'chunk') return undefined;
        bound = !bound || of.size > bound.size || Number.isNaN(of.size) ? of : bound;
      }
    }
    return added === 0 ? bound : capped(added + (bound?.size ?? 0));
  }

  /** `shown.push(first, ...best.slice(0, 3))`: how many it adds; 0 where it spreads nothing, undefined where nobody knows. */
  private spread(call: Call, scope: Scope, depth: number): number | undefined {
    if (!call.arguments.some((a) => a.type === 'SpreadElement')) return 0;
    let size = 0;
    for (const a of call.arguments) {
      const of = a.type === 'SpreadElement' ? this.of(a.argument, scope, depth + 1) : capped(1);
      if (!of || of.kind === 'imported' || of.kind === 'chunk') return undefined;
      size += of.size;
    }
    return size;
  }

  /** `byId[row.id] = row`: an object or array filled by computed keys. */
  private filled(b: Binding): boolean {
    return fillsOf(this.file, b.name).some((s) => find(s.scope, b.name) === b);
  }

  /** `result.items.push(…)`, `result.items = …`: what it was written with says nothing. */
  private memberGrows(n: Node): boolean {
    const name = dotted(n);
    return changesOf(this.file, name).length > 0 || fillsOf(this.file, name).length > 0;
  }

  private call(n: Call, scope: Scope, depth: number): Bound | Imported | undefined {
    const name = dotted(n.callee);
    const method = methodName(n);
    const first = n.arguments[0];
    if (first && ofLanguage.test(name)) return this.language(name, bare(first), scope, depth);
    const done = n.arguments.at(-1);
    if (runners.test(method) && done && isFunction(bare(done))) {
      const returned = this.returned(this.file.functionOf.get(bare(done)), depth);
      if (returned) return returned;
    }
    if (/(^|\.)(range|times)$/.test(name) && n.arguments.length > 0)
      return this.count(n.arguments.at(-1)!, scope);
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
    const cap = capInChain(n, scope, this.number) ?? pageSize(n, scope, this.number);
    if (cap) return cap;
    const receiver = receiverOf(n);
    // `const answer = await fetch('…?limit=5'); const rows = await answer.json()`
    if (method === 'json' && receiver && n.arguments.length === 0) {
      const asked = this.of(receiver, scope, depth + 1);
      return asked?.kind === 'capped' ? asked : undefined;
    }
    if (method === 'split' && receiver) return splitText(namedSetting(receiver, scope), n.arguments[0]);
    if (receiver && method === 'flatMap') {
      // `GROUPS.flatMap((g) => g.items)`: written out like the groups.
      const outer = this.of(receiver, scope, depth + 1);
      return outer?.kind === 'constant' ? constant(Number.NaN, outer.why) : undefined;
    }
    if (
      first &&
      /^((_|lodash|R)\.)?(uniq|uniqBy|uniqWith|compact|sortBy|orderBy|reverse|shuffle|without|reject|filter|map)$/.test(
        name,
      )
    )
      return this.of(first, scope, depth + 1);
    const returned = this.returnedBy(n, scope, depth);
    if (returned) return returned;
    if (receiver && n.arguments.length === 0 && this.isElsewhere(receiver, scope))
      return { kind: 'imported', node: n };
    if (receiver && narrowing.has(method)) {
      if (method === 'concat' && n.arguments.some((a) => !this.of(a, scope, depth + 1))) return undefined;
      return this.of(receiver, scope, depth + 1);
    }
    return undefined;
  }

  /** What the language's own functions make of a list. */
  private language(name: string, first: Node, scope: Scope, depth: number): Bound | Imported | undefined {
    if (name === 'Array') return this.count(first, scope);
    if (name === 'Array.from' && first.type === 'ObjectExpression') return this.lengthProperty(first, scope);
    const of = this.of(first, scope, depth + 1);
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
      const held = b?.kind === 'const' && b.init ? this.file.functionOf.get(bare(b.init)) : undefined;
      const returned = this.returned(b?.fn ?? held, depth);
      if (returned) return returned;
    }
    // `this.definitions(input)`, unless a subclass may give more.
    if (receiver && bare(receiver).type === 'ThisExpression') {
      const cls = classAround(scope.fn);
      const returned = this.returned(cls?.methods.get(method) ?? cls?.statics.get(method), depth);
      if (returned?.kind === 'constant') return returned;
    }
    const own = receiver?.type === 'Identifier' ? find(scope, receiver.name)?.cls : undefined;
    if (own) return this.returned(own.statics.get(method), depth);
    return undefined;
  }

  /** `Roles.defaults()`, `this.plans.all()`: of a class or a service that another file has. */
  private isElsewhere(receiver: Node, scope: Scope): boolean {
    const n = settled(receiver);
    if (isMember(n)) return n.object.type === 'ThisExpression';
    return n.type === 'Identifier' && find(scope, n.name)?.kind === 'import';
  }

  private slice(n: Call, scope: Scope, depth: number): Bound | Imported | undefined {
    const receiver = receiverOf(n);
    const inner = receiver ? this.of(receiver, scope, depth + 1) : undefined;
    const [from, to] = n.arguments;
    // slice(i, i + SIZE), slice(i * SIZE, (i + 1) * SIZE), of a capped list too
    const last = to ? bare(to) : undefined;
    const sum = (last?.type === 'BinaryExpression' && last.operator === '+') || isNextProduct(last);
    if (to && sum && inner?.kind !== 'constant' && this.number(to, scope) === undefined) {
      if (moves(from!, scope)) return { kind: 'chunk', size: Number.NaN, why: cutWithSlice };
      // `slice(skip, skip + limit)` for a request: one page, and a page is many.
      return inner?.kind === 'imported' ? undefined : inner;
    }
    const start = from ? this.number(from, scope) : undefined;
    const end = to ? this.number(to, scope) : undefined;
    if (inner && inner.kind !== 'imported') {
      // `page.filter(isOpen).slice(0, 5)`: the first few of a page that is itself capped.
      const most = end !== undefined && end > 0 ? end - (start ?? 0) : undefined;
      return inner.kind === 'capped' && most !== undefined && !(inner.size <= most) ? capped(most) : inner;
    }
    if (!from) return undefined;
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
    // `slice(size * (page - 1), size * page)`
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
    if (sum?.type !== 'BinaryExpression' || sum.operator !== '+' || dotted(bare(from)) === '')
      return undefined;
    if (dotted(bare(sum.left as Node)) !== dotted(bare(from)) || moves(from, scope)) return undefined;
    return this.count(sum.right, b!.scope);
  }

  private member(
    n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>,
    scope: Scope,
    depth: number,
  ): Bound | Imported | undefined {
    const name = propertyName(n);
    if (constantName(name)) return constant(Number.NaN, `the constant ${name}`);
    const object = bare(n.object);
    if (n.computed && this.isWrittenMap(object, scope))
      return constant(Number.NaN, `written in ${dotted(object)}`);
    const root = rootOf(n);
    if (root.type === 'Identifier' && find(scope, root.name)?.module?.endsWith('.json'))
      return constant(Number.NaN, 'a file of the code');
    // SQS, S3, SNS and Kinesis hand a function at most as many records as it was configured for.
    if (name === 'Records' && /event$/i.test(dotted(object)))
      return { kind: 'capped', size: Number.NaN, why: 'the records of one event' };
    if (object.type === 'Identifier') {
      const b = find(scope, object.name);
      if (b?.kind === 'enum') return constant(Number.NaN, `the members of ${object.name}`);
      const init = b?.init && b.path.length === 0 ? bare(b.init) : undefined;
      if (init?.type === 'ObjectExpression') {
        for (const p of init.properties) {
          if (p.type !== 'ObjectProperty' || keyName(p) !== name || this.memberGrows(n)) continue;
          const bound = this.of(p.value, b!.scope, depth + 1);
          if (bound) return bound;
        }
      }
      if (b?.kind === 'import' && constantName(object.name))
        return constant(Number.NaN, `the constant ${object.name}`);
      // `lists.kinds` of another file: as many as are written there.
      if (b && (b.kind === 'import' || isRequired(b))) return { kind: 'imported', node: n };
    }
    // `found.hits.hits`, `answer.rows`: of an answer that somebody asked to have so many of.
    if (answerParts.test(name)) {
      const bound = this.of(object, scope, depth + 1);
      if (bound?.kind === 'capped') return bound;
    }
    if (
      root.type === 'Identifier' &&
      constantName(root.name) &&
      /^(const|import|enum)$/.test(find(scope, root.name)?.kind ?? '')
    ) {
      return constant(Number.NaN, `the constant ${root.name}`);
    }
    if (object.type === 'ThisExpression' && !this.memberGrows(n)) {
      for (const c of this.file.classes) {
        const field = c.fields.get(name);
        const value = field?.value ? bare(field.value) : undefined;
        if (
          (value?.type === 'ArrayExpression' && value.elements.length > 0) ||
          value?.type === 'ObjectExpression' ||
          (value && isCall(value) && /^Object\.(keys|values|entries)$/.test(dotted(value.callee)))
        )
          return this.of(value, scope, depth + 1);
      }
    }
    return undefined;
  }

  /** `this.fieldsOf[kind]`, `tables[kind]` of an object whose entries are all lists that are written out. */
  private isWrittenMap(object: Node, scope: Scope): boolean {
    let value: Node | undefined;
    if (isMember(object) && object.object.type === 'ThisExpression')
      for (const c of this.file.classes) value ??= c.fields.get(propertyName(object))?.value;
    if (object.type === 'Identifier') {
      const b = find(scope, object.name);
      value = b?.kind === 'const' && b.path.length === 0 ? b.init : undefined;
    }
    const map = value && settled(value);
    if (map?.type !== 'ObjectExpression' || map.properties.length === 0 || this.memberGrows(object))
      return false;
    return map.properties.every((p) => {
      const list = p.type === 'ObjectProperty' ? settled(p.value) : undefined;
      return list?.type === 'ArrayExpression';
    });
  }

  private lengthProperty(o: Extract<Node, { type: 'ObjectExpression' }>, scope: Scope): Bound | undefined {
    for (const p of o.properties) {
      if (p.type === 'ObjectProperty' && keyName(p) === 'length') return this.count(p.value, scope);
    }
    return undefined;
  }

  /** A count given as a number known here. */
  count(node: Node, scope: Scope): Bound | undefined {
    const n = this.number(node, scope);
    return n === undefined ? undefined : capped(n);
  }

  private readonly number = (node: Node, scope: Scope): number | undefined =>
    numberOf(node, scope, this.lengthOf);

  private readonly lengthOf = (list: Node, scope: Scope): number | undefined => {
    const b = this.of(list, scope, 4);
    return b && b.kind !== 'imported' && b.kind !== 'chunk' ? b.size : undefined;
  };
}
