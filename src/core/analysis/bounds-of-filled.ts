/** Lists that code fills item by item: whether it does, and with how many. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  lastStatement,
  methodName,
  type Node,
  parentOf,
} from './ast.ts';
import { type Bound, capped, type Imported } from './caps.ts';
import { changesOf, fillsOf } from './changes.ts';
import { goesOnThroughPages, limitIn, listOf } from './guards.ts';
import type { Binding, FileIndex, FunctionInfo, LoopInfo, Scope } from './index-types.ts';
import { startsEmpty } from './list-shapes.ts';
import { numberOf } from './numbers.ts';
import { find } from './scopes.ts';

export class Filling {
  private readonly growing = new Map<Binding, boolean>();
  constructor(
    private readonly file: FileIndex,
    private readonly of: (node: Node, scope: Scope, depth: number) => Bound | Imported | undefined,
  ) {}

  /** Items are added to it inside some loop or callback. */
  grows(b: Binding): boolean {
    const known = this.growing.get(b);
    if (known !== undefined) return known;
    this.growing.set(b, false);
    const grown =
      this.filled(b) ||
      changesOf(this.file, b.name).some(
        (s) =>
          find(s.scope, b.name) === b &&
          // Filled in the turn that it is made in, it has what that turn adds.
          (s.loop !== b.scope.loop ||
            (s.fn !== b.scope.fn && !this.isSetUp(b, s.fn)) ||
            s.method === 'apply' ||
            s.node.arguments.some((a) => a?.type === 'SpreadElement')),
      );
    this.growing.set(b, grown);
    return grown;
  }

  /** `function createJobs() { jobs.push(new Job('rss')); jobs.push(new Job('search')); }`: one by one what the code names. */
  private isSetUp(b: Binding, fn: FunctionInfo): boolean {
    if (!isFunction(fn.node) || fn.node.params.length > 0 || fn.via || fn.cls) return false;
    const own = changesOf(this.file, b.name).filter((s) => s.fn === fn);
    return own.length > 1 && own.every((s) => s.node.arguments.every((a) => isWritten(bare(a))));
  }

  /** `const ids = new Set(); if (old) ids.add(old);`, `[]` and `push`: how many are added to what starts empty, outside of loops. */
  addedByHand(b: Binding): number {
    if (!b.init || b.writes.length > 0 || !startsEmpty(b.init)) return 0;
    return changesOf(this.file, b.name).filter((s) => find(s.scope, b.name) === b).length;
  }

  /** What is filled item by item from bounded lists is as bounded as they are. */
  from(b: Binding, depth: number): Bound | undefined {
    if (depth > 3) return undefined;
    let bound: Bound | undefined;
    let added = 0;
    for (const s of [...changesOf(this.file, b.name), ...fillsOf(this.file, b.name)]) {
      if (find(s.scope, b.name) !== b) continue;
      if (s.loop === b.scope.loop && s.fn !== b.scope.fn) return undefined;
      const spread = isCall(s.node) ? this.spread(s.node, s.scope, depth) : 0;
      if (spread === undefined || (spread !== 0 && s.loop !== b.scope.loop)) return undefined;
      added += spread;
      const most = spread === 0 ? (this.mostBeside(b, s) ?? this.mostBefore(b, s)) : undefined;
      if (most) {
        bound = !bound || most.size > bound.size ? most : bound;
        continue;
      }
      for (let loop = s.loop; loop && loop !== b.scope.loop; loop = loop.parent) {
        const list = goesOnThroughPages(loop) ? undefined : listOf(loop);
        const of = list ? this.of(list, loop.scope, depth + 1) : countedTo(loop);
        if (!of || of.kind === 'imported' || of.kind === 'chunk') return undefined;
        bound = !bound || of.size > bound.size || Number.isNaN(of.size) ? of : bound;
      }
    }
    return added === 0 ? bound : capped(added + (bound?.size ?? 0));
  }

  /** `if (mine && found.length < 5) found.push(row)` */
  private mostBeside(b: Binding, s: { node: Node; scope: Scope }): Bound | undefined {
    for (let n = s.node, p = parentOf(n); p && !isFunction(p); n = p, p = parentOf(p)) {
      if (p.type !== 'IfStatement' || p.consequent !== n) continue;
      const most = limitIn(p.test, b.name, s.scope, '<');
      if (most !== undefined) return capped(most + 1);
    }
    return undefined;
  }

  /** `found.push(row); if (found.length >= 5) break;` of the only loop around, or `return found`. */
  private mostBefore(b: Binding, s: { readonly loop: LoopInfo | undefined }): Bound | undefined {
    const { loop } = s;
    if (!loop || loop.kind === 'callback' || loop.body.type !== 'BlockStatement') return undefined;
    const leaves = loop.parent === b.scope.loop ? /^(Break|Return)Statement$/ : /^ReturnStatement$/;
    for (const stop of loop.body.body) {
      if (stop.type !== 'IfStatement') continue;
      const { consequent } = stop;
      const last = lastStatement(consequent);
      const most = last && leaves.test(last.type) ? limitIn(stop.test, b.name, loop.scope) : undefined;
      if (most !== undefined) return capped(most + 1);
    }
    return undefined;
  }

  /** `shown.push(first, ...best.slice(0, 3))`, `shown.push.apply(shown, best)`: how many it adds; 0 where it spreads nothing, undefined where nobody knows. */
  private spread(call: Call, scope: Scope, depth: number): number | undefined {
    const applied = methodName(call) === 'apply' ? call.arguments[1] : undefined;
    if (applied) {
      const of = this.of(applied, scope, depth + 1);
      return of && of.kind !== 'imported' && of.kind !== 'chunk' ? of.size : undefined;
    }
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
  memberGrows(n: Node, given?: Node): boolean {
    const name = dotted(n);
    return (
      changesOf(this.file, name).length > 0 ||
      fillsOf(this.file, name).some((s) => !('right' in s.node && s.node.right === given))
    );
  }
}

/** Made on the spot, not something that came along. */
function isWritten(n: Node): boolean {
  return n.type === 'NewExpression' || n.type === 'ObjectExpression' || n.type === 'StringLiteral';
}

/** `for (let i = 0; i < 21; i++)`, `i <= DAYS`, `for (let i = 6; i >= 0; i--)`: so many turns. */
function countedTo({ node, scope }: LoopInfo): Bound | undefined {
  const test = node.type === 'ForStatement' && node.test ? bare(node.test) : undefined;
  if (node.type !== 'ForStatement' || test?.type !== 'BinaryExpression') return undefined;
  const down = /^>=?$/.test(test.operator);
  if (!down && !/^<=?$/.test(test.operator)) return undefined;
  const start = node.init?.type === 'VariableDeclaration' ? node.init.declarations[0]?.init : undefined;
  const most = down ? start : test.right;
  const counted = most ? numberOf(most, scope, () => undefined) : undefined;
  const turns = down && counted !== undefined ? counted + 1 : counted;
  return turns !== undefined && turns > 0 ? capped(turns) : undefined;
}
