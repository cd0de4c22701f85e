/** Who calls a function and whom it calls, by weight; each sample counts once an edge. */
import type { CallEdge, Profile } from '../model.ts';
import { FunctionIndex } from './function-index.ts';
import { share, unitScale } from './hotspots.ts';
import { displayPath } from './paths.ts';
import { selfWeights, subtreeWeights, walkStacks } from './stack-walk.ts';

/** A function as HotFunction names it: `file` relative to its root. */
export interface FunctionName {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface CallEdges {
  /** Heaviest first. A function that calls itself is among both. */
  readonly callers: readonly CallEdge[];
  readonly callees: readonly CallEdge[];
}

export function callEdges(
  profiles: readonly Profile[],
  key: FunctionName,
  roots: readonly string[],
): CallEdges {
  const index = new FunctionIndex(roots);
  const callers = new Map<string, CallEdge & { totalMs: number }>();
  const callees = new Map<string, CallEdge & { totalMs: number }>();
  let total = 0;
  const names: FunctionName[] = [];
  for (const profile of profiles) {
    const functionOf = index.of(profile);
    for (let i = names.length; i < index.functions.length; i++) {
      const { name, file, line } = index.functions[i]!;
      names.push({ name, file: displayPath(file, roots), line });
    }
    const is = Uint8Array.from(names, (n) => (sameFunction(n, key) ? 1 : 0));
    const self = selfWeights(profile);
    const subtree = subtreeWeights(profile.stacks, self);
    const sums = edgeSums(profile, functionOf, subtree, is);
    const scale = unitScale(profile);
    total += sums.total * scale;
    addEdges(callers, sums.callers, names, scale);
    addEdges(callees, sums.callees, names, scale);
  }
  return { callers: sorted(callers, total), callees: sorted(callees, total) };
}

function sameFunction(a: FunctionName, b: FunctionName): boolean {
  return a.name === b.name && a.line === b.line && a.file === b.file;
}

/** Sums by number of function. */
function edgeSums(profile: Profile, functionOf: Int32Array, subtree: Float64Array, is: Uint8Array) {
  const { frame, parent } = profile.stacks;
  const callers = new Float64Array(is.length);
  const callees = new Float64Array(is.length);
  const openCaller = new Int32Array(is.length);
  const openCallee = new Int32Array(is.length);
  let open = 0;
  let total = 0;
  const fn = (row: number): number => functionOf[frame[row]!]!;
  walkStacks(profile.stacks, subtree, {
    enter(row) {
      const own = fn(row);
      const up = parent[row]! < 0 ? -1 : fn(parent[row]!);
      if (is[own] === 1) {
        if (open++ === 0) total += subtree[row]!;
        if (up >= 0 && openCaller[up]!++ === 0) callers[up]! += subtree[row]!;
      }
      if (up >= 0 && is[up] === 1 && openCallee[own]!++ === 0) callees[own]! += subtree[row]!;
    },
    leave(row) {
      const own = fn(row);
      const up = parent[row]! < 0 ? -1 : fn(parent[row]!);
      if (is[own] === 1) {
        open--;
        if (up >= 0) openCaller[up]!--;
      }
      if (up >= 0 && is[up] === 1) openCallee[own]!--;
    },
  });
  return { callers, callees, total };
}

function addEdges(
  into: Map<string, CallEdge & { totalMs: number }>,
  sums: Float64Array,
  names: readonly FunctionName[],
  scale: number,
): void {
  for (let i = 0; i < sums.length; i++) {
    const { name, file, line } = names[i]!;
    if (!(sums[i]! > 0) || (name === '(root)' && file === '')) continue;
    const key = `${line}:${name}\0${file}`;
    const edge = into.get(key);
    if (edge === undefined) into.set(key, { name, file, line, totalMs: sums[i]! * scale, share: 0 });
    else edge.totalMs += sums[i]! * scale;
  }
}

function sorted(edges: ReadonlyMap<string, CallEdge>, total: number): CallEdge[] {
  return [...edges.values()]
    .map((edge) => ({ ...edge, share: share(edge.totalMs, total) }))
    .sort((a, b) => b.totalMs - a.totalMs);
}
