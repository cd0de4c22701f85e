/**
 * The analyser against a bare parse of the same files, each cold in a process of its own, in CPU time; and a
 * second run after one file changed. `PERFLOOP_BENCH_SOURCES=DIR` chooses the files; by default those of the
 * packages installed here.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from '@babel/parser';
import { analyse } from '../../src/core/analysis/analyse.ts';
import { review } from '../../src/node/review/review.ts';

const source = /\.(?:[cm]?[jt]s|[jt]sx)$/;

interface Measured {
  readonly cpuMs: number;
  readonly files: number;
  readonly rssMb: number;
}

export async function run(): Promise<void> {
  const role = process.env.PERFLOOP_BENCH_ROLE;
  if (role) {
    console.log(`@${JSON.stringify(await measure(role, process.env.PERFLOOP_BENCH_FOLDER!))}`);
    return;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perfloop-bench-'));
  try {
    const files = collect(folder, process.env.PERFLOOP_BENCH_SOURCES);
    console.log(`${files} files`);
    const bare = await child('bare', folder);
    const whole = await child('analyse', folder);
    const cold = await child('review', folder);
    const [first] = readdirSync(folder).filter((f) => source.test(f));
    writeFileSync(
      path.join(folder, first!),
      `${readFileSync(path.join(folder, first!), 'utf8')}\n// changed\n`,
    );
    const warm = await child('review', folder);
    const row = (name: string, m: Measured, base: Measured) =>
      console.log(
        `${name.padEnd(34)}${m.cpuMs.toFixed(0).padStart(8)} ms CPU ${(m.cpuMs / base.cpuMs).toFixed(2).padStart(6)} × ${m.rssMb.toFixed(0).padStart(6)} MB`,
      );
    row('bare parse', bare, bare);
    row('analysis, one thread', whole, bare);
    row('review, cold (all threads, cache)', cold, bare);
    row('review after one file changed', warm, cold);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function child(role: string, folder: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1]!, 'review'], {
    env: { ...process.env, PERFLOOP_BENCH_ROLE: role, PERFLOOP_BENCH_FOLDER: folder },
    maxBuffer: 1e8,
  });
  return JSON.parse(/^@(.*)$/m.exec(stdout)![1]!) as Measured;
}

/** Copies up to 1500 source files into one flat folder: the same for every contender. */
function collect(folder: string, from = 'node_modules'): number {
  let count = 0;
  for (const f of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (count >= 1500) break;
    const file = path.join(from, f);
    if (!source.test(f) || f.endsWith('.d.ts') || /\.min\.|[\\/](test|tests|__tests__)[\\/]/.test(f))
      continue;
    const s = statSync(file);
    if (!s.isFile() || s.size > 200_000 || s.size < 500) continue;
    cpSync(
      file,
      path.join(folder, `${String(count++).padStart(4, '0')}-${path.basename(f).replace(/[^\w.]/g, '')}`),
    );
  }
  return count;
}

async function measure(role: string, folder: string): Promise<Measured> {
  const texts: Record<string, string> = {};
  for (const f of readdirSync(folder))
    if (source.test(f)) texts[f] = readFileSync(path.join(folder, f), 'utf8');
  const before = process.cpuUsage();
  if (role === 'bare') for (const [f, text] of Object.entries(texts)) bareParse(f, text);
  else if (role === 'analyse') analyse(texts);
  else await review({ root: folder });
  const used = process.cpuUsage(before);
  return {
    cpuMs: (used.user + used.system) / 1000,
    files: Object.keys(texts).length,
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
}

function bareParse(file: string, text: string): void {
  try {
    parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      plugins: [
        /\.[cm]?tsx?$/.test(file) ? 'typescript' : 'flow',
        ...(/\.[cm]?ts$/.test(file) ? [] : ['jsx' as const]),
        'decorators-legacy',
      ],
    });
  } catch {
    // What cannot be parsed costs both sides the same.
  }
}
