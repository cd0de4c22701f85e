/** A flame graph small enough for a page without scripts: left-heavy, narrow boxes left out. */
import { Origin, type Profile } from '../model.ts';
import { type Owner, ownerOf } from '../profile/origin.ts';
import { displayPath } from '../profile/paths.ts';
import { selfWeights } from '../profile/stack-walk.ts';
import type { FlameBox, ReportFlame } from './data.ts';

export interface FlameOptions {
  readonly roots: readonly string[];
  readonly onlyMine: boolean;
  /** Narrower boxes are left out. */
  readonly leastShare: number;
  readonly mostDepth: number;
}

/** A function below one path of callers, over all profiles. */
interface Node {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly owner: Owner;
  self: number;
  total: number;
  readonly children: Map<string, Node>;
}

export function reportFlame(profiles: readonly Profile[], options: FlameOptions): ReportFlame {
  const root = makeNode('', '', 0, ownerOf('', []));
  const states = new Set(['(root)', '(idle)']);
  let active = 0;
  const parts = profiles.map((profile) => {
    const self = selfWeights(profile);
    const { frames, stacks, strings } = profile;
    for (let s = 0; s < self.length; s++) {
      if (strings[frames.name[stacks.frame[s]!]!] === '(idle)') self[s] = 0;
      active += self[s]!;
    }
    return { profile, self };
  });
  let leftOut = 0;
  for (const { profile, self } of parts) {
    leftOut += addProfile(root, profile, self, active * options.leastShare, options, states);
  }
  const boxes: FlameBox[] = [];
  const depth = lay(root, 0, 0, active, options, boxes);
  return { boxes, depth, leftOut };
}

function makeNode(name: string, file: string, line: number, owner: Owner): Node {
  return { name, file, line, owner, self: 0, total: 0, children: new Map() };
}

/** @returns how many stacks were too narrow to become a box. */
function addProfile(
  root: Node,
  profile: Profile,
  self: Float64Array,
  least: number,
  options: FlameOptions,
  states: ReadonlySet<string>,
): number {
  const { frames, stacks, strings } = profile;
  const total = Float64Array.from(self);
  for (let s = stacks.length - 1; s > 0; s--) {
    const parent = stacks.parent[s]!;
    if (parent >= 0) total[parent]! += total[s]!;
  }
  const nodes = new Map<number, Node>();
  let leftOut = 0;
  for (let s = 0; s < stacks.length; s++) {
    if (total[s]! < least || total[s] === 0) {
      if (self[s]! > 0) leftOut += 1;
      continue;
    }
    const above = stacks.parent[s]! < 0 ? root : (nodes.get(stacks.parent[s]!) ?? root);
    const frame = stacks.frame[s]!;
    const name = strings[frames.name[frame]!]!;
    const file = strings[frames.file[frame]!]!;
    const owner = ownerOf(file, options.roots);
    const hidden = states.has(name) && file === '';
    if (hidden || (options.onlyMine && owner.origin !== Origin.Mine)) {
      nodes.set(s, above);
      above.self += self[s]!;
      continue;
    }
    const key = `${name}\n${file}\n${frames.line[frame]}\n${frames.column[frame]}`;
    let node = above.children.get(key);
    if (!node) {
      node = makeNode(name, displayPath(file, options.roots), frames.line[frame]!, owner);
      above.children.set(key, node);
    }
    node.self += self[s]!;
    node.total += total[s]!;
    nodes.set(s, node);
  }
  return leftOut;
}

/** Widest first. @returns how many levels there are. */
function lay(
  node: Node,
  depth: number,
  start: number,
  active: number,
  options: FlameOptions,
  boxes: FlameBox[],
): number {
  if (depth >= options.mostDepth || active <= 0) return depth;
  let at = start;
  let deepest = depth;
  for (const child of [...node.children.values()].sort((a, b) => b.total - a.total)) {
    const share = child.total / active;
    const { name, file, line, owner } = child;
    boxes.push({
      name,
      file,
      line,
      origin: owner.origin,
      pkg: owner.pkg,
      depth,
      start: at,
      share,
      selfShare: child.self / active,
    });
    deepest = Math.max(deepest, lay(child, depth + 1, at, active, options, boxes), depth + 1);
    at += share;
  }
  return deepest;
}
