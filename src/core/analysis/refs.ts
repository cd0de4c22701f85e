/** Describes values of one file as rows of a table (see `Ref`), so that the linker can follow them elsewhere. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  isMember,
  isNull,
  keyName,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
} from './ast.ts';
import { callsLike } from './called.ts';
import type { Binding, FileIndex, Scope } from './index-types.ts';
import { oncePer } from './once.ts';
import { recordOfDefined, recordOfSchema } from './schemas.ts';
import { classAround, find } from './scopes.ts';
import type { ClassRow, Ref } from './summary.ts';
import { table } from './tables.ts';
import { maxDepth, typeRef } from './type-refs.ts';

/** Methods that give no more items than they are called on has. */
const asManyItems = /^(map|filter|reverse|toReversed|sort|toSorted)$/;

/** What containers of services are asked by. */
const fromContainer = /^(get|resolve|inject|make|getService|useService|useInjection)$/;

const ofExports = /^(module\.)?exports\.\w+$/;

/** The function of `exports.list = function () { … }`. */
function isExported(n: Node | undefined): boolean {
  return n?.type === 'AssignmentExpression' && ofExports.test(dotted(n.left));
}

/** `exports.list = …` stands somewhere at the top of the file. */
const exportsByName = oncePer((file: FileIndex) =>
  file.program.body.some((s) => s.type === 'ExpressionStatement' && isExported(bare(s.expression))),
);

export class Refs {
  readonly rows: Ref[] = [];
  readonly objects: Record<string, number>[] = [];
  /** The latest row of a hash, and of each row the one before it of the same hash, -1 none. */
  private readonly known = new Map<number, number>();
  private readonly before: number[] = [];
  private readonly byBinding = new Map<Binding, number>();
  private readonly byObject = new Map<Node, number>();
  /** Types that say what their fields are, as classes that follow those of the file. */
  readonly shapes: ClassRow[] = [];
  /** The row of such a type, -1 where it says nothing. */
  readonly shapeOf = new Map<Node, number>();
  constructor(private readonly file: FileIndex) {}

  /** @returns the class's number */
  shaped(type: ClassRow): number {
    return this.file.classes.length + this.shapes.push(type) - 1;
  }

  row(op: Ref['op'], of = -1, name = '', id = 0): number {
    const key = hashOf(of, name, id);
    const latest = this.known.get(key) ?? -1;
    for (let i = latest; i >= 0; i = this.before[i]!) {
      const r = this.rows[i]!;
      if (r.op === op && r.of === of && r.id === id && r.name === name) return i;
    }
    const i = this.rows.length;
    this.rows.push({ op, of, name, id });
    this.before.push(latest);
    this.known.set(key, i);
    return i;
  }

  /** Ref of an expression; -1 where nothing can be said. */
  of(node: Node, scope: Scope, depth = 0): number {
    if (depth > maxDepth) return -1;
    const n = settled(node);
    switch (n.type) {
      case 'Identifier':
        return this.identifier(n.name, scope, depth);
      case 'ThisExpression':
        return this.thisClass(scope);
      case 'Super':
        return this.superOf(scope);
      case 'NewExpression': {
        const of = this.of(n.callee, scope, depth + 1);
        // `new mongoose.model('User', schema)` gives what the call without `new` does.
        return of < 0 ? -1 : this.row(dotted(n.callee) === 'mongoose.model' ? 'result' : 'instance', of);
      }
      case 'ClassExpression': {
        const cls = this.file.classes.find((c) => c.node === n);
        return cls ? this.row('class', -1, '', cls.id) : -1;
      }
      case 'ObjectExpression':
        return this.object(n, scope, depth);
      case 'ArrayExpression':
        return this.joined(n, scope, depth);
      case 'LogicalExpression':
        return this.either(this.of(n.left, scope, depth + 1), this.of(n.right, scope, depth + 1));
      case 'ConditionalExpression':
        return this.either(this.of(n.consequent, scope, depth + 1), this.of(n.alternate, scope, depth + 1));
      case 'AssignmentExpression':
        return this.of(n.right, scope, depth + 1);
      case 'SequenceExpression':
        return this.of(n.expressions.at(-1)!, scope, depth + 1);
      default:
        if (isMember(n)) return this.member(n, scope, depth);
        if (isCall(n)) return this.result(n, scope, depth);
        if (isFunction(n)) return this.fn(n);
        return -1;
    }
  }

  private fn(n: Node): number {
    const info = this.file.functionOf.get(n);
    return info ? this.row('fn', -1, '', info.id) : -1;
  }

  private either(a: number, b: number): number {
    if (a < 0 || b < 0) return Math.max(a, b);
    return a === b ? a : this.row('or', a, '', b);
  }

  /** `[first, ...others]`: as many as are written out, and as the lists have that are spread in it. */
  private joined(n: Extract<Node, { type: 'ArrayExpression' }>, scope: Scope, depth: number): number {
    const spread = n.elements.filter((e) => e?.type === 'SpreadElement');
    let row = this.row('list', -1, '', n.elements.length - spread.length);
    for (const e of spread) {
      const of = this.of(e.argument, scope, depth + 1);
      if (of < 0) return -1;
      row = this.row('joined', row, '', of);
    }
    return row;
  }

  private member(
    n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>,
    scope: Scope,
    depth: number,
  ): number {
    const name = propertyName(n);
    const of = this.of(n.object, scope, depth + 1);
    if (of < 0) return name ? this.row('unknown', -1, name) : -1;
    if (!name) return this.row('member', of, '*');
    return this.row('member', of, name);
  }

  private result(n: Call, scope: Scope, depth: number): number {
    const callee = bare(n.callee);
    const module = moduleOf(n);
    if (module) return this.row('import', -1, `${module}\n${callee.type === 'Import' ? '*' : '='}`);
    // A decorator-like `@InjectModel(User)`, or bind: the value itself.
    if (isMember(callee) && propertyName(callee) === 'bind') return this.of(callee.object, scope, depth + 1);
    const called = calledName(n);
    if (n.arguments[0] && called === 'promisify') return this.of(n.arguments[0], scope, depth + 1);
    if (n.arguments[0] && /^(keys|values|entries)$/.test(called) && isOfObject(callee)) {
      const of = this.of(n.arguments[0], scope, depth + 1);
      if (of >= 0) return this.row('keys', of);
    }
    const written = this.writtenList(n, scope, depth);
    if (written >= 0) return written;
    const of = this.of(n.callee, scope, depth + 1);
    const held = fromContainer.test(called) ? this.oneOf(n, scope, depth) : -1;
    const wrapped = held >= 0 ? held : this.wrapped(n);
    if (wrapped >= 0) return of < 0 ? wrapped : this.row('or', wrapped, '', this.row('result', of));
    return of < 0 ? -1 : this.row('result', of);
  }

  /** `Array.from({ length: 7 }, dayAfter)`, `[1, 2].map(double)`: as many as are written out. */
  private writtenList(n: Call, scope: Scope, depth: number): number {
    const first = n.arguments[0] ? bare(n.arguments[0]) : undefined;
    if (first?.type === 'ObjectExpression' && dotted(n.callee) === 'Array.from') {
      for (const p of first.properties) {
        if (p.type !== 'ObjectProperty' || keyName(p) !== 'length') continue;
        let length = bare(p.value);
        const b = length.type === 'Identifier' ? find(scope, length.name) : undefined;
        if (b?.kind === 'const' && b.init) length = bare(b.init);
        return length.type === 'NumericLiteral' ? this.row('list', -1, '', length.value) : -1;
      }
      return -1;
    }
    // To the start of a chain at once: asked link by link, each would ask twice for what it goes on from.
    let receiver: Node | undefined;
    for (let at: Node | undefined = n; at && asManyItems.test(methodName(at)); receiver = at)
      at = receiverOf(at as Call);
    if (!receiver) return -1;
    const of = this.of(receiver, scope, depth + 1);
    const row = this.rows[of];
    return row?.op === 'list' && row.of < 0 ? of : -1;
  }

  /** `cache(async (id) => …)`, `action(async () => …)`: to call it is to call what it wraps. */
  private wrapped(n: Call): number {
    const parent = parentOf(n);
    if (parent?.type === 'AwaitExpression' || this.file.loopOf.has(n)) return -1;
    if (
      /^(then|catch|finally|find|filter|map|some|every|sort|reduce|use[A-Z]\w*|forEach|on|once|test|describe|it)$/.test(
        methodName(n),
      )
    )
      return -1;
    for (const a of n.arguments) {
      const info = a ? this.file.functionOf.get(bare(a)) : undefined;
      if (info && (info.isAsync || info.invocation === 'deferred')) return this.row('fn', -1, '', info.id);
    }
    return -1;
  }

  /** `container.resolve(Users)`, `moduleRef.get(Users)`, `inject(Users)`: one of that class. */
  private oneOf(n: Call, scope: Scope, depth: number): number {
    const first = n.arguments.length <= 2 && n.arguments[0] ? bare(n.arguments[0]) : undefined;
    if (first?.type !== 'Identifier' || !/^[A-Z][a-zA-Z0-9]*[a-z]/.test(first.name)) return -1;
    const of = this.of(first, scope, depth + 1);
    return of < 0 || !/^(class|import)$/.test(this.rows[of]!.op) ? -1 : this.row('instance', of);
  }

  private thisClass(scope: Scope): number {
    for (let fn = scope.fn as typeof scope.fn | undefined; fn; fn = fn.parent) {
      if (fn.cls) return this.row('this', -1, '', fn.cls.id);
      const parent = parentOf(fn.node);
      const record = recordOfSchema(fn.node as Node);
      if (record) return this.row('instance', this.row('import', -1, `mongoose\n${record}`));
      const defined = recordOfDefined(fn.node as Node, scope);
      if (defined) return this.row('instance', this.row('import', -1, `sequelize\n${defined}`));
      // `this` inside a method of an object literal is that object.
      if (fn.node.type === 'ObjectMethod' && parent?.type === 'ObjectExpression')
        return this.object(parent, scope, 2);
      if (fn.node.type === 'FunctionDeclaration') break;
      // `exports.list = async () => this.load()`, and a function written so and called on the module.
      const whole = fn.node.type === 'Program' || isExported(parent);
      if (whole && exportsByName(this.file)) return this.itself();
      if (fn.node.type === 'FunctionExpression') break;
    }
    return -1;
  }

  /** What the file exports, seen from inside. */
  private itself(): number {
    return this.row('import', -1, `./${this.file.path.slice(this.file.path.lastIndexOf('/') + 1)}\n*`);
  }

  private superOf(scope: Scope): number {
    const cls = classAround(scope.fn);
    return cls ? this.row('super', -1, '', cls.id) : -1;
  }

  object(n: Extract<Node, { type: 'ObjectExpression' }>, scope: Scope, depth: number): number {
    const seen = this.byObject.get(n);
    if (seen !== undefined) return seen;
    const id = this.objects.length;
    const props = table();
    this.objects.push(props);
    const row = this.row('obj', -1, '', id);
    this.byObject.set(n, row);
    for (const p of n.properties.slice(0, 200)) {
      if (p.type === 'SpreadElement') {
        const of = this.of(p.argument, scope, depth + 1);
        if (of >= 0) props[`...${Object.keys(props).length}`] = of;
        continue;
      }
      const name = keyName(p);
      const value = p.type === 'ObjectMethod' ? this.fn(p) : this.of(p.value, scope, depth + 1);
      if (name && value >= 0) props[name] = value;
    }
    this.given(n, props, depth);
    return row;
  }

  /** `const db = {}; db.User = define(…);`: what an object is given after it was made. */
  private given(n: Node, props: Record<string, number>, depth: number): void {
    const held = parentOf(n);
    if (held?.type !== 'VariableDeclarator' || held.id.type !== 'Identifier') return;
    for (const site of givenTo(this.file).get(held.id.name) ?? []) {
      const name = propertyName(site.node.left as Member);
      if (!name || Object.hasOwn(props, name) || find(site.scope, held.id.name)?.init !== n) continue;
      const value = this.of(site.node.right, site.scope, depth + 1);
      if (value >= 0) props[name] = value;
    }
  }

  /** What a name stands for; -1 for `undefined`. */
  identifier(name: string, scope: Scope, depth: number): number {
    if (name === 'undefined') return -1;
    const b = find(scope, name);
    if (!b) return this.row('global', -1, name);
    return this.binding(b, depth);
  }

  binding(b: Binding, depth = 0): number {
    const seen = this.byBinding.get(b);
    if (seen !== undefined) return seen;
    // Recursion through its own initialiser ends in the bare name.
    this.byBinding.set(b, this.row('unknown', -1, b.name));
    const ref = this.describe(b, depth);
    this.byBinding.set(b, ref);
    return ref;
  }

  private describe(b: Binding, depth: number): number {
    if (b.kind === 'import') return this.row('import', -1, `${b.module}\n${b.imported}`);
    if (b.fn) return this.row('fn', -1, '', b.fn.id);
    if (b.cls) return this.row('class', -1, '', b.cls.id);
    let ref = -1;
    if (b.loopItem?.iterable) {
      const list = this.of(b.loopItem.iterable, b.loopItem.parent?.scope ?? b.loopItem.scope, depth + 1);
      ref = list < 0 ? -1 : this.path(this.row('item', list), b.path);
      // `snapshot.forEach((doc) => …)`: what the method hands over may be no item of a list.
      if (b.kind === 'param' && b.loopItem.method === 'forEach') ref = this.either(ref, this.param(b, depth));
    } else if (b.kind === 'param') ref = this.param(b, depth);
    else if (b.init) ref = this.path(this.of(b.init, b.scope, depth + 1), b.path);
    // `let client = null;`, made when somebody asks for it first.
    if (
      ref < 0 &&
      b.writes.length > 0 &&
      !b.loopItem &&
      b.kind !== 'param' &&
      (!b.init || isNull(bare(b.init)))
    ) {
      const write = b.writes.find(
        (w) =>
          w.type === 'AssignmentExpression' &&
          /^(\?\?|\|\|)?=$/.test(w.operator) &&
          w.left.type === 'Identifier',
      );
      if (write?.type === 'AssignmentExpression') ref = this.of(write.right, b.scope, depth + 1);
    }
    if (b.fallback) ref = this.orElse(ref, b, depth);
    const annotated = b.annotation ? this.type(b.annotation, b.scope, depth + 1) : -1;
    if (annotated >= 0) return ref >= 0 && ref !== annotated ? this.row('or', annotated, '', ref) : annotated;
    return ref >= 0 ? ref : this.row('unknown', -1, b.name);
  }

  /** `client = pool`: most callers leave it at that, and what else they give is of the same kind. */
  private orElse(ref: number, b: Binding, depth: number): number {
    const usual = this.of(b.fallback!, b.scope, depth + 1);
    return usual < 0 ? ref : this.row('or', ref >= 0 ? ref : this.row('unknown', -1, b.name), '=', usual);
  }

  private path(ref: number, path: readonly string[]): number {
    let r = ref;
    for (const name of path) {
      if (r < 0) return -1;
      r = name === '*' ? this.row('item', r) : this.row('member', r, name);
    }
    return r;
  }

  /** Parameters of callbacks: `$transaction(async (tx) => …)`. */
  private param(b: Binding, depth: number): number {
    const fn = b.scope.fn;
    const via = fn.via;
    if (!via || b.param === undefined || via.type === 'NewExpression') return -1;
    const outer = fn.parent ? scopeOfCall(this.file, via) : undefined;
    const callee = outer ? this.of(via.callee, outer, depth + 1) : -1;
    return callee < 0 ? -1 : this.path(this.row('param', callee, b.name, b.param), b.path);
  }

  /** A type as an instance of what it names. */
  type(annotation: Node, scope: Scope, depth = 0): number {
    return typeRef(this, annotation, scope, depth);
  }
}

const givenTo = oncePer((file: FileIndex) => {
  const sites = new Map<string, FileIndex['assignments'][number][]>();
  for (const site of file.assignments) {
    const { left, operator } = site.node;
    if (operator !== '=' || !isMember(left) || left.computed || left.object.type !== 'Identifier') continue;
    const list = sites.get(left.object.name);
    if (list) list.push(site);
    else sites.set(left.object.name, [site]);
  }
  return sites;
});

/** Calls that may load a module: of a `require`, `import(…)`. */
export const loadingCalls = callsLike(/^(require|import)$/);

/** `Object.keys` and the like. */
function isOfObject(callee: Node): boolean {
  return isMember(callee) && callee.object.type === 'Identifier' && callee.object.name === 'Object';
}

/** `require('x')`, `await import('x')` → 'x'. */
export function moduleOf(n: Call): string {
  const callee = bare(n.callee);
  const name = textOf(n.arguments[0]);
  if (!name || callee.type === 'Import') return name;
  return callee.type === 'Identifier' && callee.name === 'require' && n.arguments.length === 1 ? name : '';
}

/** `'x'`, and what is written between backticks without a hole. */
function textOf(n: Node | undefined): string {
  if (n?.type === 'StringLiteral') return n.value;
  return n?.type === 'TemplateLiteral' && n.expressions.length === 0 ? (n.quasis[0]?.value.cooked ?? '') : '';
}

/** The module that a name stands for, by `import` or `require`; '' where it is none. */
export function moduleNamed(b: Binding): string {
  if (b.module) return b.module;
  const init = b.init ? bare(b.init) : undefined;
  return init && isCall(init) ? moduleOf(init) : '';
}

/** A small integer, because a text made of all three would have to be built for each look-up. */
function hashOf(of: number, name: string, id: number): number {
  const { length } = name;
  const ends = length === 0 ? 0 : name.charCodeAt(0) * 31 + name.charCodeAt(length - 1) * 7 + length * 131;
  return ((of + 1) * 4099 + ends + id * 8191) | 0;
}

function scopeOfCall(file: FileIndex, call: Call): Scope | undefined {
  return file.siteOf.get(call)?.scope;
}
