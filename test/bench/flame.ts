/**
 * The flame panel in a real Chromium without a GPU, on a profile as big as a compiler's: how long from the
 * message to the first picture, and whether panning and zooming keep up with the screen.
 */
import { loadavg } from 'node:os';
import type { Frame, Page } from 'playwright-core';
import type { Profile } from '../../src/core/model.ts';
import { timeOrder } from '../../src/core/profile/flame.ts';
import { flameFrames } from '../../src/core/profile/flame-frames.ts';
import { flameSamples } from '../../src/core/profile/flame-tree.ts';
import { bigProfile, COMPILER } from '../support/big-profile.ts';
import { WebviewPages } from '../support/webview-page.ts';

/** Moves the view once a frame and gives the times from frame to frame, ms. */
const MOVE = `(kind, frames) => new Promise((resolve) => {
  const canvas = document.querySelector('.chart:not(.callers) canvas');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const gaps = [];
  let last = performance.now();
  const step = (n) => requestAnimationFrame(() => {
    const now = performance.now();
    if (n > 3) gaps.push(now - last);
    last = now;
    if (n >= frames) return resolve(gaps);
    const wheel = kind === 'pan' ? { deltaX: n % 60 < 30 ? 24 : -24, deltaY: n % 40 < 20 ? 10 : -10 }
      : { deltaY: n % 80 < 40 ? -40 : 40, ctrlKey: true };
    if (kind !== 'still')
      canvas.dispatchEvent(new WheelEvent('wheel', { ...wheel, clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true }));
    step(n + 1);
  });
  step(0);
})`;

export interface Frames {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** CPU time of the page's thread, per frame: what other programs on the machine do not change. */
  readonly cpu: number;
}

export async function frames(
  view: Page | Frame,
  kind: 'still' | 'pan' | 'zoom',
  count = 150,
): Promise<Frames> {
  const page = 'page' in view ? view.page() : view;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0);
  };
  const before = await busy();
  const gaps = (await view.evaluate(`(${MOVE})(${JSON.stringify(kind)}, ${count})`)) as number[];
  const cpu = ((await busy()) - before) / count;
  await session.detach();
  const sorted = gaps.sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
  return { p50: at(0.5), p95: at(0.95), worst: at(1), cpu };
}

export async function run(): Promise<void> {
  const profile = bigProfile(COMPILER);
  console.log(
    `flame panel: ${COMPILER.stacks} stacks, ${COMPILER.samples} samples, mean depth ${Math.round(meanDepth(profile.stacks.parent, profile.samples.stack))}; Chromium without GPU, 1600 × 900`,
  );
  const cpu = layoutCpu(profile);
  console.log(
    `  load of the machine ${loadavg()[0]!.toFixed(1)}; the layout alone takes ${cpu.toFixed(0)} ms of CPU; "still" shows how steady frames are here without us`,
  );
  const pages = await WebviewPages.start();
  try {
    for (const mode of ['time-order', 'left-heavy'] as const) {
      const view = await pages.open('flame', { viewport: { width: 1600, height: 900 } });
      await view.show(profile, { roots: ['/work/app'], view: { mode } });
      const drawn = await view.posted('drawn');
      console.log(
        `  ${mode}: message to first picture ${drawn.ms.toFixed(0)} ms (${drawn.boxes} boxes on show)`,
      );
      await view.page.waitForTimeout(1500);
      for (const kind of ['still', 'pan', 'zoom'] as const) {
        const { p50, p95, worst, cpu } = await frames(view.page, kind);
        console.log(
          `    ${kind}: frame p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, worst ${worst.toFixed(1)} ms (screen: 16.7 ms), CPU of the page ${cpu.toFixed(1)} ms a frame`,
        );
      }
      await view.close();
    }
  } finally {
    await pages.stop();
  }
}

/** CPU time of the time order layout, cold, ms: unlike the time to the first picture it bears a busy machine. */
function layoutCpu(profile: Profile): number {
  const before = process.cpuUsage();
  const { tree, timeNode, edges } = flameSamples(profile, flameFrames(profile, ['/work/app']), false);
  timeOrder(tree, timeNode, edges);
  return process.cpuUsage(before).user / 1000;
}

function meanDepth(parent: Int32Array, stack: Uint32Array): number {
  const depth = new Uint32Array(parent.length);
  for (let s = 0; s < parent.length; s++) depth[s] = parent[s]! < 0 ? 0 : depth[parent[s]!]! + 1;
  return stack.reduce((sum, s) => sum + depth[s]!, 0) / stack.length;
}
