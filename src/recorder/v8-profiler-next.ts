/**
 * Sampling with v8-profiler-next: the measured project's own copy, else ours.
 *
 * The addon's binary is loaded itself, not through the package's JavaScript, which would load a dozen modules
 * into the measured program, set `process.profiler` and print to the console.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';
import type { CpuProfile, CpuProfileNode } from './profile.ts';
import type { Sampler } from './sampler.ts';

/** What `stopProfiling` gives with generate type 1: 1-based positions, plain paths, numbers for script ids. */
interface NextNode {
  id: number;
  hitCount: number;
  children: number[];
  callFrame: {
    functionName: string;
    scriptId: number;
    bailoutReason: string;
    url: string;
    lineNumber: number;
    columnNumber: number;
    lineTicks?: { line: number; hitCount: number }[];
  };
}

export interface NextProfile {
  uid: string;
  nodes: NextNode[];
  startTime: number;
  endTime: number;
  samples: number[];
  timeDeltas: number[];
  delete?: () => void;
}

interface Binding {
  setup(options: { debug: boolean; thread_id: number }, check: () => { greater_than_12_15_0: boolean }): void;
  cpu: {
    setGenerateType(type: number): void;
    setSamplingInterval(us: number): void;
    startProfiling(title: string, recordSamples: boolean, mode: number): void;
    stopProfiling(title: string): NextProfile;
  };
}

export function startV8ProfilerNext(intervalUs: number, ours: string | undefined): Sampler | null {
  for (const find of [ownFolder, () => ours]) {
    try {
      const folder = find();
      const loaded = folder === undefined ? null : load(folder);
      if (loaded) return start(loaded.binding, loaded.version, intervalUs);
    } catch {
      // Another Node's binary, or a broken one: the next sampler does it.
    }
  }
  return null;
}

/** The copy that the measured project itself would load. */
function ownFolder(): string {
  const from = createRequire(path.join(process.cwd(), 'x.js'));
  return path.dirname(from.resolve('v8-profiler-next/package.json'));
}

function load(folder: string): { binding: Binding; version: string } | null {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const version = String((manifest as { version?: unknown }).version);
  // The shape of the binding itself is no promise of the package: only releases that were read are used.
  if (!/^1\.1\d\./.test(version)) return null;
  const { modules } = process.versions;
  const file = [
    `build/binding/Release/node-v${modules}-${process.platform}-${process.arch}/profiler.node`,
    'build/Release/profiler.node',
  ]
    .map((candidate) => path.join(folder, candidate))
    .find((candidate) => existsSync(candidate));
  if (!file) return null;
  const holder: { exports: unknown } = { exports: {} };
  process.dlopen(holder, file);
  const binding = holder.exports as Binding;
  binding.setup({ debug: false, thread_id: threadId }, () => ({ greater_than_12_15_0: true }));
  return { binding, version };
}

function start(binding: Binding, version: string, intervalUs: number): Sampler {
  const { cpu } = binding;
  let title = 'perfloop-0';
  let count = 0;
  cpu.setGenerateType(1);
  cpu.setSamplingInterval(intervalUs);
  cpu.startProfiling(title, true, 0);
  const end = (which: string) => {
    const raw = cpu.stopProfiling(which);
    const profile = normalise(raw);
    // The binding keeps every profile alive until told otherwise.
    raw.delete?.();
    return { kind: 'cpu', profile } as const;
  };
  return {
    name: 'v8-profiler-next',
    version,
    stop: () => end(title),
    rotate: () => {
      const previous = title;
      count += 1;
      title = `perfloop-${count}`;
      cpu.startProfiling(title, true, 0);
      return end(previous);
    },
  };
}

/** The inspector's conventions: 0-based positions, file URLs, `positionTicks`, script ids as strings. */
export function normalise(raw: NextProfile): CpuProfile {
  const urls = new Map<string, string>();
  const nodes = raw.nodes.map((node): CpuProfileNode => {
    const frame = node.callFrame;
    let url = urls.get(frame.url);
    if (url === undefined) {
      url = asUrl(frame.url);
      urls.set(frame.url, url);
    }
    const ticks = frame.lineTicks ?? [];
    return {
      id: node.id,
      callFrame: {
        functionName: frame.functionName,
        scriptId: String(frame.scriptId),
        url,
        lineNumber: Math.max(frame.lineNumber, 0) - 1,
        columnNumber: Math.max(frame.columnNumber, 0) - 1,
      },
      hitCount: node.hitCount,
      ...(node.children.length > 0 ? { children: node.children } : {}),
      ...(ticks.length > 0
        ? { positionTicks: ticks.map(({ line, hitCount }) => ({ line, ticks: hitCount })) }
        : {}),
      ...(hasReason(frame.bailoutReason) ? { deoptReason: frame.bailoutReason } : {}),
    };
  });
  const { startTime, endTime, samples, timeDeltas } = raw;
  return { nodes, startTime, endTime, samples, timeDeltas };
}

function hasReason(reason: string): boolean {
  return reason !== '' && reason !== 'no reason';
}

/** CommonJS scripts are known to V8 by path; the inspector alone turns that into a URL. */
function asUrl(name: string): string {
  return path.isAbsolute(name) ? pathToFileURL(name).href : name;
}
