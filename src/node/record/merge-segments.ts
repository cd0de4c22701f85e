/** Joins the parts of one thread's CPU profile into one. Pure. */
import type { CallFrame, CpuProfile, CpuProfileNode } from '../../recorder/protocol.ts';

interface MergedNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  hitCount: number;
  readonly children: number[];
  readonly ticks: Map<number, number>;
  readonly deoptReason: string | undefined;
  readonly byKey: Map<string, MergedNode>;
}

/**
 * Parts in order of time. Each starts before the one before it ends: samples of the overlap are taken from the
 * earlier part, so that no moment counts twice.
 */
export function mergeCpuProfiles(parts: readonly CpuProfile[]): CpuProfile {
  const nodes: MergedNode[] = [];
  const samples: number[] = [];
  const times: number[] = [];
  const first = parts[0];
  let end = first?.startTime ?? 0;
  const root = newNode(nodes, {
    functionName: '(root)',
    scriptId: '0',
    url: '',
    lineNumber: -1,
    columnNumber: -1,
  });
  for (const part of parts) {
    const ids = mergeTree(part, root, nodes);
    let time = part.startTime;
    part.samples.forEach((id, i) => {
      time += part.timeDeltas[i] ?? 0;
      const merged = ids.get(id);
      if (time < end || !merged) return;
      samples.push(merged.id);
      // V8 now and then writes a sample after a later one.
      times.push(Math.max(time, times.at(-1) ?? time));
      merged.hitCount += 1;
    });
    // The last sample may have been taken after the end was noted.
    end = Math.max(end, part.endTime, times.at(-1) ?? end);
  }
  const startTime = first?.startTime ?? 0;
  const timeDeltas = times.map((time, i) => time - (i === 0 ? startTime : (times[i - 1] ?? 0)));
  return { nodes: nodes.map(finish), startTime, endTime: end, samples, timeDeltas };
}

/** @returns merged node by the part's own id */
function mergeTree(part: CpuProfile, root: MergedNode, nodes: MergedNode[]): Map<number, MergedNode> {
  const own = new Map(part.nodes.map((node) => [node.id, node]));
  const merged = new Map<number, MergedNode>();
  const top = part.nodes[0];
  if (!top) return merged;
  const open: { node: CpuProfileNode; into: MergedNode }[] = [{ node: top, into: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, into } = next;
    merged.set(node.id, into);
    for (const { line, ticks } of node.positionTicks ?? [])
      into.ticks.set(line, (into.ticks.get(line) ?? 0) + ticks);
    for (const id of node.children ?? []) {
      const child = own.get(id);
      if (child) open.push({ node: child, into: childOf(into, child, nodes) });
    }
  }
  return merged;
}

function childOf(parent: MergedNode, node: CpuProfileNode, nodes: MergedNode[]): MergedNode {
  const { functionName, scriptId, url, lineNumber, columnNumber } = node.callFrame;
  const key = `${scriptId}:${lineNumber}:${columnNumber}:${functionName}:${url}`;
  const known = parent.byKey.get(key);
  if (known) return known;
  const made = newNode(nodes, node.callFrame, node.deoptReason);
  parent.byKey.set(key, made);
  parent.children.push(made.id);
  return made;
}

function newNode(nodes: MergedNode[], callFrame: CallFrame, deoptReason?: string): MergedNode {
  const node = {
    id: nodes.length + 1,
    callFrame,
    hitCount: 0,
    children: [],
    ticks: new Map<number, number>(),
    deoptReason,
    byKey: new Map<string, MergedNode>(),
  };
  nodes.push(node);
  return node;
}

function finish({ id, callFrame, hitCount, children, ticks, deoptReason }: MergedNode): CpuProfileNode {
  return {
    id,
    callFrame,
    hitCount,
    ...(children.length > 0 ? { children } : {}),
    ...(ticks.size > 0 ? { positionTicks: [...ticks].map(([line, count]) => ({ line, ticks: count })) } : {}),
    ...(deoptReason ? { deoptReason } : {}),
  };
}
