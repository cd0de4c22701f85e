/**
 * A profile of at least 190 MB in the real editor, as a person opens it: from Enter in the file picker to the
 * first flame graph on the screen, with the start of the extension in it; beside a bare `JSON.parse` of the same
 * file in the same run. Then how well panning keeps up with the screen, and the memory before and after.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { openWorkbench, type Workbench } from '../../src/build/editor/workbench.ts';
import { type Frames, frames } from './flame.ts';
import { compilerProfile } from './report.ts';

const ROUNDS = 3;
/** What the project promises, on a machine with nothing else to do. */
const MOST_MS = 3000;
const FILE = 'compiler.cpuprofile';

const BARE_PARSE = `const from = performance.now();
JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'));
console.log(performance.now() - from);`;

/** In the window: when Enter was pressed last, epoch ms. */
const ENTER = `addEventListener('keydown', (e) => {
  if (e.key === 'Enter') globalThis.perfloopEnter = performance.timeOrigin + performance.now();
}, true)`;

/** What the flame view marks on its way, in order. */
const MARKS = ['start', 'ready', 'profile', 'drawn'] as const;

interface Round {
  /** Enter → each of `MARKS`, ms. */
  readonly marks: readonly number[];
  readonly parseMs: number;
  readonly pan: Frames;
  readonly still: Frames;
  /** RSS of the extension host with the panel open, and after it was closed; undefined where there is no /proc. */
  readonly openBytes: number | undefined;
  readonly closedBytes: number | undefined;
}

export async function run(): Promise<void> {
  const store = path.resolve('out/bench');
  const file = await compilerProfile(store);
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(store, file));
  const middle = (of: (r: Round) => number): number =>
    rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1]!;
  const size = `${Math.round(statSync(file).size / 1e6)} MB`;
  console.log(
    `panel: a profile of the TypeScript compiler, ${size}, in the editor; medians of ${ROUNDS} rounds; load of the machine ${loadavg()[0]!.toFixed(1)}`,
  );
  const first = middle((r) => r.marks.at(-1)!);
  const within = first <= MOST_MS ? 'within' : 'OVER';
  console.log(
    `  JSON.parse alone              ${middle((r) => r.parseMs)
      .toFixed(0)
      .padStart(6)} ms`,
  );
  console.log(`  Enter to the first picture    ${first.toFixed(0).padStart(6)} ms   ${within} ${MOST_MS}`);
  console.log(
    `  ratio                         ${middle((r) => r.marks.at(-1)! / r.parseMs)
      .toFixed(2)
      .padStart(6)}`,
  );
  const ways = MARKS.map((name, i) => `${name} ${middle((r) => r.marks[i]!).toFixed(0)}`);
  console.log(`  on the way, ms after Enter: ${ways.join(', ')}`);
  for (const kind of ['still', 'pan'] as const) {
    const at = (q: 'p50' | 'p95') => `${q} ${middle((r) => r[kind][q]).toFixed(1)} ms`;
    console.log(`  ${kind}: from frame to frame ${at('p50')}, ${at('p95')} (screen: 16.7 ms)`);
  }
  const memory = (of: (r: Round) => number | undefined) => {
    const bytes = middle((r) => of(r) ?? Number.NaN);
    return Number.isNaN(bytes) ? 'unknown here' : `${Math.round(bytes / 1e6)} MB`;
  };
  console.log(
    `  extension host: ${memory((r) => r.openBytes)} with the panel open, ${memory((r) => r.closedBytes)} after closing panel and profile`,
  );
}

async function round(store: string, file: string): Promise<Round> {
  const folder = mkdtempSync(path.join(store, 'panel-'));
  linkSync(file, path.join(folder, FILE));
  try {
    const parseMs = Number(execFileSync(process.execPath, ['-e', BARE_PARSE, file], { encoding: 'utf8' }));
    const editor = await openWorkbench({
      folder,
      extension: process.cwd(),
      prepare: async (page) => void (await page.addInitScript(ENTER)),
    });
    try {
      return { parseMs, ...(await inEditor(editor)) };
    } finally {
      await editor.dispose();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inEditor(editor: Workbench): Promise<Omit<Round, 'parseMs'>> {
  // A person does not open a file while the window still comes up.
  await editor.page.waitForTimeout(4000);
  await editor.openFile(FILE);
  const view = await editor.webview('body[data-perfloop-drawn]');
  const enter = Number(await editor.page.evaluate('globalThis.perfloopEnter'));
  const marks = (await view.evaluate(
    `${JSON.stringify(MARKS)}.map((name) => performance.timeOrigin + performance.getEntriesByName('perfloop:' + name)[0].startTime)`,
  )) as number[];
  await editor.page.waitForTimeout(4000);
  const still = await frames(view, 'still');
  const pan = await frames(view, 'pan');
  const openBytes = hostMemory();
  await editor.command('View: Close Editor');
  // Until then heat and hotspots still show it.
  await editor.command('Perfloop: Close Profile');
  await editor.page.waitForTimeout(4000);
  return { marks: marks.map((at) => at - enter), still, pan, openBytes, closedBytes: hostMemory() };
}

/** RSS of the extension host that this process's editor runs. */
function hostMemory(): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const read = (name: string): string => {
    try {
      return readFileSync(`/proc/${name}`, 'utf8');
    } catch {
      // Ended meanwhile.
      return '';
    }
  };
  const parentOf = (pid: number) => Number(/\) \S+ (\d+)/.exec(read(`${pid}/stat`))?.[1] ?? 0);
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(parentOf(pid)));
  const hosts = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`${name}/cmdline`).includes('--type=extensionHost'))
    .filter((name) => isOurs(Number(name)));
  const kilobytes = hosts.map((pid) => Number(/VmRSS:\s+(\d+)/.exec(read(`${pid}/status`))?.[1] ?? 0));
  return kilobytes.length > 0 ? Math.max(...kilobytes) * 1024 : undefined;
}
