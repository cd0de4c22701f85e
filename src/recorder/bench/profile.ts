/** A CPU profile of one benchmark alone: warmed up, with the frames of this harness taken out. */
import type { SamplerName } from '../../core/model.ts';
import { writeJson } from '../files.ts';
import type { CallFrame, CpuProfile, CpuProfileNode } from '../profile.ts';
import { startSampler } from '../sampler.ts';
import { wallMs } from './clock.ts';
import { LOOP_URL } from './loop.ts';
import { batchFor, type Limits, pass, warmUp } from './measure.ts';
import type { Ready } from './ready.ts';
import type { Case } from './registry.ts';

export interface Profiled {
  readonly durationMs: number;
  readonly samples: number;
  readonly iterations: number;
  readonly sampler: SamplerName;
  readonly samplerVersion: string;
}

/** @throws Error where this Node has no profiler */
export async function recordProfile(
  one: Case,
  ready: Ready,
  limits: Limits,
  to: { readonly file: string; readonly intervalUs: number },
): Promise<Profiled> {
  const perCallMs = await warmUp(one, ready, limits);
  const batch = batchFor(one, ready, perCallMs);
  const sampler = startSampler('cpu', { intervalUs: to.intervalUs });
  const start = wallMs();
  let calls = 0;
  do {
    await pass(ready.sample(batch, null));
    calls += batch;
  } while (wallMs() - start < limits.sampleMs && calls < (one.maxIterations ?? Number.POSITIVE_INFINITY));
  const durationMs = wallMs() - start;
  const result = sampler.stop();
  if (result.kind !== 'cpu') throw new Error('the sampler gave no CPU profile');
  writeJson(to.file, withoutHarness(result.profile, __filename));
  return {
    durationMs,
    samples: result.profile.samples.length,
    iterations: calls,
    sampler: sampler.name,
    samplerVersion: sampler.version,
  };
}

/**
 * Frames between the root and the user's code that belong to the runner, its loop, or Node's turn of the event loop
 * are taken out: their children move up, and their own samples become `(program)`'s.
 */
export function withoutHarness(profile: CpuProfile, runner: string): CpuProfile {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const root = profile.nodes[0];
  if (!root) return profile;
  const program = profile.nodes.find((n) => n.callFrame.functionName === '(program)') ?? programNode(profile);
  const becomes = new Map<number, number>();
  const kept: CpuProfileNode[] = [];
  /** `top`: no frame of the user is above. Gives the ids that stand for the node. */
  const keep = (node: CpuProfileNode, top: boolean): number[] => {
    const harness = top && node !== root && isHarness(node.callFrame, runner);
    const below = harness || (top && node === root);
    const children = (node.children ?? []).flatMap((id) => keep(byId.get(id)!, below));
    if (harness) {
      becomes.set(node.id, program.id);
      return children;
    }
    kept.push({ ...node, children: node === root ? withProgram(children, program) : children });
    return [node.id];
  };
  keep(root, true);
  if (!kept.some((n) => n.id === program.id)) kept.push(program);
  const samples = profile.samples.map((id) => becomes.get(id) ?? id);
  const hits = new Map<number, number>();
  for (const id of samples) hits.set(id, (hits.get(id) ?? 0) + 1);
  const order = new Map(profile.nodes.map((n, i) => [n.id, i]));
  kept.sort((a, b) => (order.get(a.id) ?? 1e9) - (order.get(b.id) ?? 1e9));
  return { ...profile, samples, nodes: kept.map((n) => ({ ...n, hitCount: hits.get(n.id) ?? 0 })) };
}

function withProgram(children: number[], program: CpuProfileNode): number[] {
  return children.includes(program.id) ? children : [...children, program.id];
}

function programNode(profile: CpuProfile): CpuProfileNode {
  return {
    id: profile.nodes.reduce((most, n) => Math.max(most, n.id), 0) + 1,
    callFrame: { functionName: '(program)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
    hitCount: 0,
    children: [],
  };
}

function isHarness({ url }: CallFrame, runner: string): boolean {
  return (
    url === LOOP_URL ||
    url.endsWith(runner.replaceAll('\\', '/')) ||
    /^node:(?:inspector|internal\/(?:process|main|modules|timers|async_hooks))/.test(url)
  );
}
