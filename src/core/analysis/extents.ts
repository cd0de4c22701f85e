/**
 * How many items a list may have, where that is not for its own function to say: what a parameter is given, what
 * another file's function gives. Kept as rows of a table (see `Extent`), for the linker to follow across files.
 */

import { idsAskedFor } from './asked-ids.ts';
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
  settled,
} from './ast.ts';
import { commonNames } from './by-name.ts';
import { type Bound, cutWithSlice, type Imported, isTuple, ofItself } from './caps.ts';
import { changesOf, fillsOf } from './changes.ts';
import { listOf } from './guards.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo, LoopInfo, Scope, Site } from './index-types.ts';
import { isNameOfLists, isNothing, mayList, narrowing, startsEmpty } from './list-shapes.ts';
import type { Loops } from './loops.ts';
import { elementOf } from './pages.ts';
import type { Refs } from './refs.ts';
import { outerScope, returnSites } from './returns.ts';
import { type Checked, capOf, checkedBy, typedBy } from './schema-caps.ts';
import { find } from './scopes.ts';
import type { Extent } from './summary.ts';

const maxDepth = 8;
const ofOptions = /^(options|opts|params|args|input|dto|payload)$|(Options|Params|Input|Dto|Args)$/;
/** Calls of user interfaces, which take lists and lead nowhere. */
const drawing = /^(use[A-Z]\w*|set[A-Z]\w*|cn|clsx|cva|classNames|classnames|twMerge|memo|t|render|require)$/;
/** Calls of stores, clients and logs: what their options list are columns and their kin. */
const ofStorage =
  /^(find|create|update|upsert|delete|insert|count|aggregate|group|select|query|where|search|save|bulk|get|post|put|patch|fetch|request|json|log|info|warn|error|debug|emit|parse|safeParse|mock)/;
const ofFirst =
  /^(Object\.(keys|values|entries|freeze)|Array\.from|(Promise|Bluebird)\.(all|allSettled)|((_|lodash|R)\.)?(uniq|uniqBy|uniqWith|compact|sortBy|orderBy|reverse|shuffle|without|reject|filter|map|castArray))$/;

export class Extents {
  readonly rows: Extent[] = [];
  private readonly known = new Map<string, number>();

  constructor(
    private readonly file: FileIndex,
    private readonly loops: Loops,
    private readonly refs: Refs,
  ) {
    this.onlyDraws = file.hasJsx && file.awaits.length === 0;
  }

  /** What a loop goes through; -1 where nothing can be said. */
  ofLoop(loop: LoopInfo): number {
    let row = this.byLoop.get(loop);
    if (row === undefined) {
      const list = this.onlyDraws ? undefined : listOf(loop);
      // `Array.from({ length: pages }, load)` has as many turns as its length says.
      row = list && settled(list).type !== 'ObjectExpression' ? this.of(list, loop.scope) : -1;
      // What the file itself says of it has been weighed.
      if (row >= 0 && /^(constant|capped|chunk)$/.test(this.rows[row]!.op)) row = -1;
      this.byLoop.set(loop, row);
    }
    return row;
  }

  private readonly byLoop = new Map<LoopInfo, number>();

  /** Pages that wait for nothing: what they call is other pages. */
  private readonly onlyDraws: boolean;

  /** What a call is given, by place; `[]` where nothing is known of any. */
  given(site: CallSite): readonly number[] {
    const args = site.node.arguments;
    if (args.length === 0 || this.onlyDraws) return nothing;
    let list: number[] | undefined;
    for (let i = 0; i < args.length; i++) {
      const a = args[i];
      if (!a || a.type === 'SpreadElement') break;
      const extent = this.argument(a, site);
      if (extent < 0 && !list) continue;
      list ??= new Array<number>(i).fill(-1);
      list.push(extent);
    }
    return list ?? nothing;
  }

  /** `opened(options)` in a function that is given them: what they hold goes on. */
  private handedOn(n: Node, scope: Scope): number {
    if (n.type !== 'Identifier' || !ofOptions.test(n.name)) return -1;
    const b = find(scope, n.name);
    return b?.kind === 'param' && b.path.length === 0 && b.writes.length === 0 && !b.loopItem
      ? this.parameter(b, '', maxDepth)
      : -1;
  }

  private argument(node: Node, { scope, name, method }: CallSite): number {
    const n = bare(node);
    if (!mayList(n)) return this.handedOn(n, scope);
    if (method === '' && drawing.test(name)) return -1;
    if (n.type !== 'ObjectExpression') return this.of(n, scope);
    if (ofStorage.test(method)) return -1;
    const names: string[] = [];
    const of: number[] = [];
    for (const p of n.properties) {
      if (p.type !== 'ObjectProperty' || !mayList(p.value)) continue;
      const extent = this.of(p.value, scope);
      if (extent < 0) continue;
      names.push(keyName(p));
      of.push(extent);
    }
    return of.length > 0 ? this.row('object', -1, names.join(), of) : -1;
  }

  /** The widest list that a function returns; -1 where one of them is not known. */
  returned(fn: FunctionInfo): number {
    if (this.onlyDraws || fn.invocation !== 'named' || fn.isGenerator || !isFunction(fn.node)) return -1;
    const { body } = fn.node;
    const last = body.type === 'BlockStatement' ? lastReturned(body) : body;
    if (!last || !isNameOfLists(fn.name) || !(mayList(last) || isCall(settled(last)))) return -1;
    if (body.type !== 'BlockStatement') return this.of(body, outerScope(this.file, fn));
    const returns = returnSites(this.file).get(fn) ?? [];
    return this.all(returns.filter((r) => !isNothing(r.node)).map((r) => [r.node, r.scope]));
  }

  of(node: Node, scope: Scope, depth = 0): number {
    const n = settled(node);
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    if (!b) return this.work(n, scope, depth);
    let row = this.byName.get(b);
    if (row === undefined) {
      // What leads back to itself says nothing.
      this.byName.set(b, -1);
      row = this.work(n, scope, depth, b);
      this.byName.set(b, row);
    }
    return row;
  }

  private readonly byName = new Map<Binding, number>();
  private work(n: Node, scope: Scope, depth: number, b?: Binding): number {
    const bound = isPlainParameter(b) ? undefined : this.loops.bounds.of(n, scope);
    if (bound) return this.bounded(bound, scope);
    const row = this.from(n, scope, depth);
    return row < 0 && (b || isMember(n) || isCall(n)) ? this.checked(checkedBy(n, scope)) : row;
  }

  /** What a validator lets through, here or in another file; else what is known without it. */
  private checked(by: Checked | undefined, otherwise = -1): number {
    if (!by) return otherwise;
    const cap = capOf(by);
    // Not of the file's own loops only: it counts where it is asked for.
    if (cap !== undefined)
      return this.row('all', -1, '', [this.row('capped', cap, `checked to be ${cap} at most`, [])]);
    const schema = by.path.length > 0 ? this.refs.of(by.schema, by.scope) : -1;
    if (schema < 0 || this.refs.rows[schema]!.op !== 'import') return otherwise;
    const ref = by.path.reduce((of, name) => this.refs.row('member', of, name), schema);
    return this.row('value', ref, '', otherwise < 0 ? nothing : [otherwise]);
  }

  private bounded(bound: Bound | Imported, scope: Scope): number {
    if (bound.kind === 'chunk' && bound.why !== cutWithSlice) return -1;
    if (bound.kind !== 'imported')
      return this.row(bound.kind, Number.isNaN(bound.size) ? -1 : Math.floor(bound.size), bound.why, []);
    const n = settled(bound.node);
    if (isCall(n)) return this.result(n, scope);
    const ref = this.refs.of(n, scope);
    return ref < 0 ? -1 : this.row('value', ref, '', []);
  }

  /** Of what is not bounded by itself. */
  private from(n: Node, scope: Scope, depth: number): number {
    if (depth > maxDepth) return -1;
    switch (n.type) {
      case 'Identifier':
        return this.named(n.name, scope, depth);
      case 'LogicalExpression': {
        const right = bare(n.right);
        if (n.operator === '&&' || isNothing(right))
          return this.of(n.operator === '&&' ? right : n.left, scope, depth + 1);
        return this.all(
          [
            [n.left, scope],
            [right, scope],
          ],
          depth + 1,
        );
      }
      case 'ConditionalExpression':
        return this.all(
          [n.consequent, n.alternate].filter((e) => !isNothing(e)).map((e) => [e, scope]),
          depth + 1,
        );
      case 'ArrayExpression': {
        const spread = n.elements.flatMap((e) => (e?.type === 'SpreadElement' ? [e.argument] : []));
        return this.all(
          spread.map((e) => [e, scope]),
          depth + 1,
        );
      }
      case 'NewExpression': {
        const first = /^(Set|Map)$/.test(dotted(n.callee)) ? n.arguments[0] : undefined;
        return first ? this.from(settled(first), scope, depth + 1) : -1;
      }
      default:
        if (isCall(n)) return this.call(n, scope, depth);
        return isMember(n) ? this.member(n, scope) : -1;
    }
  }

  private named(name: string, scope: Scope, depth: number): number {
    const b = find(scope, name);
    if (!b) return -1;
    if (b.loopItem) return this.item(b, b.loopItem);
    for (const w of b.writes)
      if (w.type !== 'AssignmentExpression' || w.operator !== '=' || !ofItself(w.right, name)) return -1;
    const changes = [...changesOf(this.file, name), ...fillsOf(this.file, name)].filter(
      (s) => find(s.scope, name) === b,
    );
    if (b.kind === 'param') return changes.length > 0 ? -1 : this.parameter(b, '', depth);
    if (!b.init) return -1;
    const init = settled(b.init);
    if (b.path.length > 0) {
      const element = elementOf(b, init);
      if (element) return this.of(element, b.scope, depth + 1);
      // `const { data } = await from('users').select().in('id', ids)`
      const ids = b.path[0] === 'data' && isCall(init) ? idsAskedFor(init) : undefined;
      if (ids) return this.of(ids, b.scope, depth + 1);
      const whole = init.type === 'Identifier' ? find(b.scope, init.name) : undefined;
      return whole && b.path.length === 1 ? this.parameter(whole, b.path[0]!, depth) : -1;
    }
    if (changes.length > 0) return isNothing(init) || startsEmpty(init) ? this.filled(b, changes, depth) : -1;
    return this.from(init, b.scope, depth + 1);
  }

  /** `const ids = []; for (const row of rows) ids.push(row.id);`: as many as there are rows. */
  private filled(b: Binding, changes: readonly Site[], depth: number): number {
    const lists: [Node, Scope][] = [];
    for (const s of changes) {
      if (isCall(s.node) && s.node.arguments.some((a) => a.type === 'SpreadElement')) return -1;
      const list = s.loop && s.loop.parent === b.scope.loop ? listOf(s.loop) : undefined;
      if (!list) return -1;
      lists.push([list, s.loop!.scope]);
    }
    return this.all(lists, depth + 1);
  }

  /** One of the chunks that a loop goes through. */
  private item(b: Binding, loop: LoopInfo): number {
    if (b.path.length > 0 || !loop.iterable) return -1;
    const bound = this.loops.bounds.of(loop.iterable, loop.scope);
    if (bound?.kind === 'chunk')
      return bound.why === cutWithSlice ? -1 : this.row('chunk', -1, bound.why, []);
    const facts = this.loops.of(loop);
    return facts.purpose === 'batch' && loop.items.length === 1 ? this.row('chunk', -1, facts.why, []) : -1;
  }

  private parameter(b: Binding, property: string, depth: number): number {
    const { fn } = b.scope;
    if (b.kind !== 'param' || b.param === undefined || b.path.length + (property ? 1 : 0) > 1) return -1;
    const via = fn.via && isCall(fn.via) ? fn.via : undefined;
    // `load().then((rows) => …)`
    if (via && methodName(via) === 'then' && b.param === 0 && b.path.length === 0 && !property) {
      const of = receiverOf(via);
      return of ? this.of(of, fn.parent ? outerScope(this.file, fn.parent) : b.scope, depth + 1) : -1;
    }
    const name = property || (b.path[0] ?? '');
    const row = fn.invocation !== 'named' || name === '*' ? -1 : this.row('param', fn.id, name, [b.param]);
    const type = name && name !== '*' ? typedBy(b) : undefined;
    return type ? this.checked({ ...type, path: [name] }, row) : row;
  }

  private member(
    n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>,
    scope: Scope,
  ): number {
    const object = bare(n.object);
    const name = propertyName(n);
    const b = object.type === 'Identifier' && name ? find(scope, object.name) : undefined;
    if (!b || b.writes.length > 0 || b.loopItem || changesOf(this.file, dotted(n)).length > 0) return -1;
    return fillsOf(this.file, dotted(n)).length > 0 ? -1 : this.parameter(b, name, 0);
  }

  private call(n: Call, scope: Scope, depth: number): number {
    const name = dotted(n.callee);
    const first = n.arguments[0];
    if (first && ofFirst.test(name)) return this.from(settled(first), scope, depth + 1);
    const ids = idsAskedFor(n);
    if (ids) return this.of(ids, scope, depth + 1);
    const receiver = receiverOf(n);
    const method = methodName(n);
    if (receiver && narrowing.test(method)) return this.from(settled(receiver), scope, depth + 1);
    if (receiver && method === 'concat')
      return this.all([[receiver, scope], ...n.arguments.map((a): [Node, Scope] => [a, scope])], depth + 1);
    return commonNames.test(method) ? -1 : this.result(n, scope);
  }

  private result(n: Call, scope: Scope): number {
    const ref = this.refs.of(n.callee, scope);
    if (ref < 0 || /^(global|unknown)$/.test(this.refs.rows[ref]!.op)) return -1;
    const given = n.arguments.some((a) => a.type === 'SpreadElement')
      ? nothing
      : n.arguments.map((a) => (mayList(a) ? this.of(a, scope, maxDepth - 2) : -1));
    return this.row('result', ref, '', given.some((g) => g >= 0) ? given : nothing);
  }

  /** Of several lists all of which count; -1 where one is not known, and of none. */
  private all(lists: readonly (readonly [Node, Scope])[], depth = 0): number {
    const rows = new Set<number>();
    for (const [node, scope] of lists) {
      const row = this.of(node, scope, depth);
      if (row < 0) return -1;
      rows.add(row);
    }
    return this.together([...rows]);
  }

  /** One row for several. */
  together(rows: readonly number[]): number {
    if (rows.length === 0 || rows.some((r) => r < 0)) return -1;
    return rows.length === 1 ? rows[0]! : this.row('all', -1, '', rows);
  }

  private row(op: Extent['op'], id: number, text: string, of: readonly number[]): number {
    const key = `${op} ${id} ${of.join()} ${text}`;
    let row = this.known.get(key);
    if (row === undefined) {
      row = this.rows.length;
      this.rows.push({ op, id, text, of });
      this.known.set(key, row);
    }
    return row;
  }
}

const nothing: readonly number[] = [];

/** What stands in the last statement of a function, or of what it tries. */
function lastReturned(body: Extract<Node, { type: 'BlockStatement' }>): Node | undefined {
  const last = body.body.at(-1);
  if (last?.type === 'ReturnStatement') return last.argument ?? undefined;
  return last?.type === 'TryStatement' ? lastReturned(last.block) : undefined;
}

/** What callers give, and nothing else: the linker knows them all. */
function isPlainParameter(b: Binding | undefined): boolean {
  return (
    b?.kind === 'param' && !b.loopItem && !isTuple(b.annotation) && parentOf(b.node)?.type !== 'RestElement'
  );
}
