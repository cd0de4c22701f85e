/** The profile formats of V8's inspector: what every sampler's result is turned into. Lines are 0-based. */

export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount: number;
  readonly children?: readonly number[];
  /** `line` is 1-based here, unlike everything else: so the inspector has it. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
  readonly deoptReason?: string;
}

/** Times and deltas in µs, of a monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface HeapProfileNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly id: number;
  readonly children: readonly HeapProfileNode[];
}

export interface HeapProfile {
  readonly head: HeapProfileNode;
  readonly samples: readonly { readonly size: number; readonly nodeId: number; readonly ordinal: number }[];
}

export type AnyProfile =
  | { readonly kind: 'cpu'; readonly profile: CpuProfile }
  | { readonly kind: 'heap'; readonly profile: HeapProfile };

/** Scripts that occur in the profile: V8's id → URL. */
export function scriptsOf(result: AnyProfile): Map<string, string> {
  const scripts = new Map<string, string>();
  const add = ({ scriptId, url }: CallFrame): unknown => scripts.set(scriptId, url);
  if (result.kind === 'cpu') {
    for (const node of result.profile.nodes) add(node.callFrame);
  } else {
    const open: HeapProfileNode[] = [result.profile.head];
    for (let node = open.pop(); node; node = open.pop()) {
      add(node.callFrame);
      open.push(...node.children);
    }
  }
  scripts.delete('0');
  return scripts;
}

/**
 * Without the recorder's own samples at both ends: starting and saving is not the program's doing. The times of
 * start and end move accordingly.
 * @param recorder URL of the recorder's script
 */
export function trimOwn(recorded: CpuProfile, recorder: string): CpuProfile {
  const profile = withoutWrappers(recorded, recorder);
  const { nodes, samples, timeDeltas } = profile;
  const own = ownNodes(nodes, recorder);
  const isOwn = (at: number): boolean => own.has(samples[at] ?? 0);
  let from = 0;
  let to = samples.length;
  let { startTime, endTime } = profile;
  while (from < to && isOwn(from)) {
    startTime += timeDeltas[from] ?? 0;
    from += 1;
  }
  // The first sample that is the program's: the recorder worked until shortly before it.
  if (from > 0 && from < to) startTime += timeDeltas[from] ?? 0;
  const kept = timeDeltas.slice(from);
  if (from > 0) kept[0] = 0;
  while (to > from && isOwn(to - 1)) to -= 1;
  if (to < samples.length) {
    kept.length = to - from;
    endTime = startTime + kept.reduce((sum, delta) => sum + delta, 0);
  }
  if (from === 0 && to === samples.length) return profile;
  const lost = new Map<number, number>();
  samples.forEach((id, at) => {
    if (at < from || at >= to) lost.set(id, (lost.get(id) ?? 0) + 1);
  });
  return {
    nodes: nodes.map((node) => (lost.has(node.id) ? withoutHits(node, lost.get(node.id) ?? 0) : node)),
    startTime,
    endTime,
    samples: samples.slice(from, to),
    timeDeltas: kept,
  };
}

/** Our wrappers stand between the program's own frames: their callees become those of their callers. */
function withoutWrappers(profile: CpuProfile, recorder: string): CpuProfile {
  const wrappers = wrapperNodes(profile.nodes, recorder);
  if (wrappers.size === 0) return profile;
  // A wrapper's callees, with those of a wrapper among them in its place.
  const calleesOf = (node: CpuProfileNode): number[] =>
    (node.children ?? []).flatMap((id) => {
      const wrapper = wrappers.get(id);
      return wrapper ? calleesOf(wrapper.node) : [id];
    });
  const hits = new Map<number, number>();
  for (const { node, caller } of wrappers.values()) hits.set(caller, (hits.get(caller) ?? 0) + node.hitCount);
  const nodes = profile.nodes
    .filter((node) => !wrappers.has(node.id))
    .map((node) => {
      if (!node.children?.some((id) => wrappers.has(id))) return node;
      return { ...node, children: calleesOf(node), hitCount: node.hitCount + (hits.get(node.id) ?? 0) };
    });
  return { ...profile, nodes, samples: profile.samples.map((id) => wrappers.get(id)?.caller ?? id) };
}

/** Frames of the recorder that called on into the program; each with the nearest caller that stays. */
function wrapperNodes(
  nodes: readonly CpuProfileNode[],
  recorder: string,
): Map<number, { readonly node: CpuProfileNode; readonly caller: number }> {
  const wrappers = new Map<number, { readonly node: CpuProfileNode; readonly caller: number }>();
  if (!nodes.some((node) => node.callFrame.url === recorder)) return wrappers;
  const parent = new Map<number, number>();
  for (const node of nodes) for (const child of node.children ?? []) parent.set(child, node.id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const isProgram = ({ url }: CallFrame): boolean =>
    url !== '' && url !== recorder && !url.startsWith('node:');
  const leads = new Set<number>();
  for (const node of nodes) {
    if (!isProgram(node.callFrame)) continue;
    for (let id: number | undefined = node.id; id !== undefined && !leads.has(id); id = parent.get(id))
      leads.add(id);
  }
  for (const node of nodes) {
    if (node.callFrame.url !== recorder || !leads.has(node.id)) continue;
    let caller = parent.get(node.id);
    while (caller !== undefined && byId.get(caller)?.callFrame.url === recorder) caller = parent.get(caller);
    if (caller !== undefined) wrappers.set(node.id, { node, caller });
  }
  return wrappers;
}

function withoutHits(node: CpuProfileNode, hits: number): CpuProfileNode {
  const { positionTicks: _ticks, ...rest } = node;
  const left = Math.max(0, node.hitCount - hits);
  return left === 0 ? { ...rest, hitCount: 0 } : { ...node, hitCount: left };
}

/** Nodes of the recorder, and what it calls of Node and V8. */
function ownNodes(nodes: readonly CpuProfileNode[], recorder: string): Set<number> {
  const own = new Set<number>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const open: { node: CpuProfileNode; inside: boolean }[] = nodes[0]
    ? [{ node: nodes[0], inside: false }]
    : [];
  for (let next = open.pop(); next; next = open.pop()) {
    const { url } = next.node.callFrame;
    const inside = url === recorder || (next.inside && (url === '' || url.startsWith('node:')));
    if (inside) own.add(next.node.id);
    for (const id of next.node.children ?? []) {
      const node = byId.get(id);
      if (node) open.push({ node, inside });
    }
  }
  return own;
}
