/**
 * Is the collection that a loop goes through bounded, and by what? A constant list, a cap (`limit`, `take`,
 * `slice`), a chunk, a tuple. What only another file can tell is left as a name for the linker.
 */
import {
  bare,
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
import { BoundsOfCalls } from './bounds-of-calls.ts';
import { Filling } from './bounds-of-filled.ts';
import { callersOf } from './callers.ts';
import {
  answerParts,
  type Bound,
  capped,
  constant,
  constantName,
  type Imported,
  isAggregated,
  isFileOfCode,
  isQueueBatch,
  isRequired,
  isTuple,
  ofItself,
  rowsOfText,
  wider,
} from './caps.ts';
import type { Binding, FileIndex, FunctionInfo, Scope } from './index-types.ts';
import { startsEmpty } from './list-shapes.ts';
import { numberOf } from './numbers.ts';
import { elementOf } from './pages.ts';
import { outerScope, returnsOf } from './returns.ts';
import { find, isFixed } from './scopes.ts';

const maxDepth = 16;
/** A length that is worked out of a length, and no deeper: each may ask for all others. */
const maxLengths = 2;

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

/** `[a, b]`, `isOwner ? [a, b] : [a]` */
function isWrittenList(n: Node): boolean {
  if (n.type === 'ConditionalExpression')
    return isWrittenList(settled(n.consequent)) && isWrittenList(settled(n.alternate));
  return n.type === 'ArrayExpression';
}

/** `{}`, which keys are set on. */
function isEmptyObject(node: Node): boolean {
  const n = settled(node);
  return n.type === 'ObjectExpression' && n.properties.length === 0;
}

export class Bounds {
  private readonly parameters = new Map<Binding, Bound | null>();
  private readonly calls: BoundsOfCalls;
  private readonly filling: Filling;
  constructor(private readonly file: FileIndex) {
    this.calls = new BoundsOfCalls(file, this);
    this.filling = new Filling(file, (node, scope, depth) => this.of(node, scope, depth));
  }

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
      // `sql`SELECT … LIMIT 3``
      case 'TaggedTemplateExpression':
        return rowsOfText(n.quasi, scope);
      default:
        if (isCall(n)) return this.calls.of(n, scope, depth);
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
    if (isFileOfCode(b)) return constant(Number.NaN, 'a file of the code');
    if (b.kind === 'import')
      return constantName(n.name)
        ? constant(Number.NaN, `the constant ${n.name}`)
        : { kind: 'imported', node: n };
    if (isTuple(b.annotation)) return constant(Number.NaN, 'a tuple');
    // `(chatId, ...userIds)` is handed a list: nobody writes ids out.
    if (b.kind === 'param' && parentOf(b.node)?.type === 'RestElement')
      return /[a-z]Ids$|^ids$/.test(n.name) ? undefined : constant(Number.NaN, 'written out in each call');
    if (b.kind === 'param' && !b.loopItem) return this.given(b, depth);
    if (b.loopItem) return this.entryOfConstant(b);
    if (isRequired(b)) return { kind: 'imported', node: n };
    if (b.path.length > 0) return this.destructured(b, depth);
    const values = b.init ? [b.init] : [];
    for (const w of b.writes) {
      // `({ paths: sheets } = await load())`: one part of it, and not the whole.
      if (w.type !== 'AssignmentExpression' || w.operator !== '=' || w.left.type !== 'Identifier')
        return undefined;
      // What is cut afterwards was whole before.
      const cut = (w.start ?? 0) < (n.start ?? 0) && this.cutShort(w, b);
      if (cut) return cut;
      if (!ofItself(w.right, n.name)) values.push(w.right);
    }
    if (values.length === 0) return undefined;
    let bound: Bound | Imported | undefined;
    if (this.filling.grows(b)) {
      bound = this.filling.from(b, depth);
      // What it starts with stays in it.
      for (const v of values)
        if (bound && !startsEmpty(v) && !isEmptyObject(v))
          bound = wider(bound, this.of(v, b.scope, depth + 1));
      return bound;
    }
    const added = this.filling.addedByHand(b);
    if (added > 0) return constant(added, `${added} added by hand`);
    for (const [i, v] of values.entries()) {
      const next = this.of(v, b.scope, depth + 1);
      if (!next) return undefined;
      bound = i === 0 ? next : wider(bound, next);
    }
    return bound;
  }

  /** `rules` of `for (const [type, rules] of Object.entries(RULES))`: written there, too. */
  private entryOfConstant(b: Binding): Bound | undefined {
    const of = b.loopItem?.iterable ? settled(b.loopItem.iterable) : undefined;
    const map = of && isCall(of) && /^Object\.(entries|values)$/.test(dotted(of.callee)) && of.arguments[0];
    const name = map ? bare(map) : undefined;
    return name?.type === 'Identifier' && constantName(name.name)
      ? constant(Number.NaN, `written in ${name.name}`)
      : undefined;
  }

  /** `if (ids.length > 9) ids = ids.slice(0, 10)`, of itself or of what it starts with: written to keep them few. */
  private cutShort(
    write: Extract<Node, { type: 'AssignmentExpression' }>,
    { name, init, scope }: Binding,
  ): Bound | undefined {
    const n = settled(write.right);
    const receiver = isCall(n) && methodName(n) === 'slice' ? receiverOf(n) : undefined;
    if (!receiver || !isCall(n) || n.arguments.length < 2) return undefined;
    const of = dotted(receiver);
    if (of !== name && (of === '' || !init || of !== dotted(settled(init)))) return undefined;
    const bound = this.calls.slice(n, scope, maxDepth);
    if (bound?.kind !== 'capped' || (Number.isNaN(bound.size) && isAskedFor(write, n.arguments[1]!)))
      return undefined;
    return bound;
  }

  /** `const { data } = await x.limit(5)`, `const [rows, total] = await repo.findAndCount({ take: 5 })`. */
  private destructured(b: Binding, depth: number): Bound | Imported | undefined {
    const init = b.init ? settled(b.init) : undefined;
    if (!init || b.writes.length > 0) return undefined;
    // `const { kinds } = SETTINGS`
    if (
      init.type === 'Identifier' &&
      constantName(init.name) &&
      /^(const|import)$/.test(find(b.scope, init.name)?.kind ?? '')
    )
      return constant(Number.NaN, `the constant ${init.name}`);
    if (b.path.length === 1 && b.path[0] === 'buckets' && isAggregated(init, b.scope)) return this.buckets();
    if (!isCall(init)) return undefined;
    // `const [rows, kinds] = await Promise.all([find(), listKinds()])`
    const element = elementOf(b, init);
    if (element) return this.of(element, b.scope, depth + 1);
    const bound = this.calls.of(init, b.scope, depth + 1);
    return bound?.kind === 'capped' ? bound : undefined;
  }

  /** A search engine gives ten, unless the query asks for another number of them, which somebody wrote or limits. */
  private buckets(): Bound | undefined {
    return /\bsize:\s*(\d{4,}|\d_\d{3}|[A-Z_]{4,})/.test(this.file.text) ? undefined : capped(Number.NaN);
  }

  private readonly results = new Map<FunctionInfo, Bound | null>();
  /** What a function of this file gives: the widest list that it returns. */
  returned(fn: FunctionInfo | undefined, depth: number): Bound | undefined {
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
    if (root.type === 'Identifier' && isFileOfCode(find(scope, root.name)))
      return constant(Number.NaN, 'a file of the code');
    // SQS, S3, SNS and Kinesis hand a function at most as many records as it was configured for.
    if (name === 'Records' && /event$/i.test(dotted(object)))
      return { kind: 'capped', size: Number.NaN, why: 'the records of one event' };
    if (name === 'messages' && isQueueBatch(object, scope))
      return { kind: 'capped', size: Number.NaN, why: 'the messages of one batch of a queue' };
    if (name === 'buckets' && isAggregated(object, scope)) return this.buckets();
    // `schema.path('status').enumValues`
    if (name === 'enumValues') return constant(Number.NaN, 'the words that a field may have');
    if (object.type === 'Identifier') {
      const b = find(scope, object.name);
      if (b?.loopItem && this.isPartOfWritten(b, name))
        return constant(Number.NaN, `written in ${dotted(b.loopItem.iterable!)}`);
      if (b?.kind === 'enum') return constant(Number.NaN, `the members of ${object.name}`);
      const init = b?.init && b.path.length === 0 ? bare(b.init) : undefined;
      if (init?.type === 'ObjectExpression') {
        for (const p of init.properties) {
          if (p.type !== 'ObjectProperty' || keyName(p) !== name || this.filling.memberGrows(n)) continue;
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
    // `constants.plans.names` of another file
    const from = root.type === 'Identifier' && dotted(n) !== '' ? find(scope, root.name) : undefined;
    if (from && (from.kind === 'import' || isRequired(from))) return { kind: 'imported', node: n };
    if (object.type === 'ThisExpression') {
      for (const c of this.file.classes) {
        const field = c.fields.get(name);
        if (this.filling.memberGrows(n, field?.value)) continue;
        const value = field?.value ? bare(field.value) : undefined;
        if (
          (value?.type === 'ArrayExpression' && value.elements.length > 0) ||
          value?.type === 'ObjectExpression' ||
          (value && isCall(value) && /^Object\.(keys|values|entries)$/.test(dotted(value.callee)))
        )
          return this.of(value, scope, depth + 1);
        // `this.checks = this.defineChecks()`
        const by = value && isCall(value) && receiverOf(value)?.type === 'ThisExpression' ? value : undefined;
        const made = by && this.returned(c.methods.get(methodName(by)), depth + 1);
        if (made?.kind === 'constant') return made;
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
      value = isFixed(b) && b.path.length === 0 ? b.init : undefined;
    }
    const map = value && settled(value);
    if (map?.type !== 'ObjectExpression' || map.properties.length === 0 || this.filling.memberGrows(object))
      return false;
    return map.properties.every((p) => p.type === 'ObjectProperty' && isWrittenList(settled(p.value)));
  }

  /** `plan.features` where `plan` goes through a list of objects that are written out, with these parts. */
  private isPartOfWritten(b: Binding, name: string): boolean {
    const of = b.path.length === 0 && b.loopItem?.iterable ? settled(b.loopItem.iterable) : undefined;
    const list = of?.type === 'Identifier' ? find(b.loopItem!.scope, of.name) : undefined;
    const value = isFixed(list) && list.path.length === 0 && list.init ? settled(list.init) : undefined;
    if (value?.type !== 'ArrayExpression' || value.elements.length === 0 || this.filling.memberGrows(of!))
      return false;
    return value.elements.every((e) => {
      const item = e ? settled(e) : undefined;
      if (item?.type !== 'ObjectExpression') return false;
      const part = item.properties.find((p) => p.type !== 'SpreadElement' && keyName(p) === name);
      const written = part?.type === 'ObjectProperty' ? settled(part.value) : undefined;
      // What starts empty is filled elsewhere.
      return written?.type === 'ArrayExpression'
        ? written.elements.length > 0
        : written?.type === 'ObjectExpression' && written.properties.length > 0;
    });
  }

  /** A count given as a number known here. */
  count(node: Node, scope: Scope): Bound | undefined {
    const n = this.number(node, scope);
    return n === undefined ? undefined : capped(n);
  }

  readonly number = (node: Node, scope: Scope): number | undefined =>
    numberOf(node, scope, this.lengthOf) ?? this.givenNumber(node, scope);

  /** `n` of `function load(n) { … }`: the largest number that its callers give, where all are seen. */
  private givenNumber(node: Node, scope: Scope): number | undefined {
    const n = bare(node);
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    if (b?.kind !== 'param' || b.param === undefined || b.loopItem) return undefined;
    const given = callersOf(this.file, b).map((site) => {
      const a = site.node.arguments[b.param!];
      return a ? numberOf(a, site.scope, this.lengthOf) : undefined;
    });
    return given.length > 0 && given.every((v) => v !== undefined) ? Math.max(...given) : undefined;
  }

  /** Lengths asked for while others are worked out: `parts = parts.slice(0, parts.length - 1)` asks for its own. */
  private lengths = 0;
  private readonly lengthOf = (list: Node, scope: Scope): number | undefined => {
    if (this.lengths >= maxLengths) return undefined;
    this.lengths++;
    try {
      const b = this.of(list, scope, 4);
      return b && b.kind !== 'imported' && b.kind !== 'chunk' ? b.size : undefined;
    } finally {
      this.lengths--;
    }
  };
}
