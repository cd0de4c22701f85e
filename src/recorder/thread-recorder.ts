/** Records the current thread: starts the sampler, and saves profile, source maps and report when told. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';
import type { ProcessUsage } from '../core/model.ts';
import { writeJson, writeProfile } from './files.ts';
import { type AnyProfile, scriptsOf, trimOwn } from './profile.ts';
import type { RecorderConfig, ThreadReport } from './protocol.ts';
import { type Sampler, startSampler } from './sampler.ts';
import { captureMaps, mayHaveMaps } from './source-maps.ts';
import { cpuNow, processUsage } from './usage.ts';

export interface ThreadIdentity {
  readonly title: string;
  readonly wrapper: boolean;
}

export interface ThreadRecorder {
  /** Ends sampling and writes everything. Later calls do nothing. Never throws. */
  save(): void;
  /** Writes what there is so far and goes on, unless the last time was too dear. Never throws. */
  rotate(): void;
}

/** @throws Error where no sampler starts. */
export function startThreadRecorder(config: RecorderConfig, identity: ThreadIdentity): ThreadRecorder {
  const startedAt = Date.now();
  const started = performance.now();
  const cpuStarted = cpuNow();
  const base = freeBase(config.dir, startedAt);
  const extension = config.kind === 'heap' ? 'heapprofile' : 'cpuprofile';
  const segments: string[] = [];
  const scripts = new Map<string, string>();
  let hasMaps = false;
  let samples = 0;
  let notBefore = 0;
  let over = false;

  const report = (file: string, finished: boolean): void => {
    const cpu = cpuNow();
    const usage: { usage?: ProcessUsage } = threadId === 0 ? { usage: processUsage() } : {};
    const value: ThreadReport = {
      pid: process.pid,
      parentPid: process.ppid,
      threadId,
      title: identity.title,
      file,
      kind: config.kind,
      sampler: sampler.name,
      samplerVersion: sampler.version,
      intervalUs: config.kind === 'cpu' ? config.intervalUs : 0,
      nodeVersion: process.version,
      startedAt,
      durationMs: performance.now() - started,
      cpuUserMs: (cpu.user - cpuStarted.user) / 1000,
      cpuSystemMs: (cpu.system - cpuStarted.system) / 1000,
      samples,
      ...usage,
      ...(hasMaps ? { maps: `${base}.maps.json` } : {}),
      segments,
      wrapper: identity.wrapper,
      finished,
    };
    writeJson(path.join(config.dir, `${base}.thread.json`), value);
  };

  const ownUrl = pathToFileURL(config.recorder).href;
  const writePart = (file: string, taken: AnyProfile): void => {
    const part = taken.kind === 'cpu' ? { ...taken, profile: trimOwn(taken.profile, ownUrl) } : taken;
    samples = (part.kind === 'heap' ? 0 : samples) + part.profile.samples.length;
    writeProfile(path.join(config.dir, file), part);
    for (const [id, url] of scriptsOf(part)) if (url !== ownUrl) scripts.set(id, url);
  };

  /** Most programs have no maps, and get no file. */
  const saveMaps = (): void => {
    if (!mayHaveMaps(scripts.values())) return;
    const captured = captureMaps(scripts);
    if (captured.maps.length === 0) return;
    writeJson(path.join(config.dir, `${base}.maps.json`), captured);
    hasMaps = true;
  };

  const sampler: Sampler = startSampler(config.kind, config);
  return {
    save: () => {
      if (over) return;
      over = true;
      attempt(() => {
        const last = sampler.stop();
        const file = `${base}.${extension}`;
        writePart(file, last);
        attempt(saveMaps);
        report(file, true);
      });
    },
    rotate: () => {
      const now = performance.now();
      if (over || now < notBefore) return;
      attempt(() => {
        const part = sampler.rotate();
        const name =
          config.kind === 'heap' ? `${base}.part.heapprofile` : `${base}.${segments.length}.cpuprofile`;
        writePart(name, part);
        if (config.kind === 'heap') segments.length = 0;
        segments.push(name);
        // Once: by the first segment a program's own scripts are mostly there, and the look costs some ms.
        if (!hasMaps && segments.length === 1) attempt(saveMaps);
        report(name, false);
      });
      notBefore = now + (performance.now() - now) / config.rotateShare;
    },
  };
}

/** A process id may come round again within one recording. */
function freeBase(dir: string, startedAt: number): string {
  const base = `${process.pid}-${threadId}`;
  return existsSync(path.join(dir, `${base}.thread.json`)) ? `${base}-${startedAt}` : base;
}

/** The measured program must not notice that its folder is gone or its disk full. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // What cannot be saved is missing from the recording, which says so.
  }
}
