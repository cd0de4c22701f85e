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

/** Scripts that occur in the profile, by V8's id. */
export function scriptsOf(result: AnyProfile): Set<string> {
  const ids = new Set<string>();
  if (result.kind === 'cpu') {
    for (const node of result.profile.nodes) ids.add(node.callFrame.scriptId);
  } else {
    const open: HeapProfileNode[] = [result.profile.head];
    for (let node = open.pop(); node; node = open.pop()) {
      ids.add(node.callFrame.scriptId);
      open.push(...node.children);
    }
  }
  ids.delete('0');
  return ids;
}
