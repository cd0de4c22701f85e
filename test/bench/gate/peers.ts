/** Other benchmark tools, for the same question on the same machine in the same run. Installed when first asked for. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '../../../src/build/editor/cache.ts';

const run = promisify(execFile);

/** Pinned; vitest 3 is the last that declares Node 20. */
const versions = { tinybench: '6.2.3', mitata: '1.0.34', vitest: '3.2.4' } as const;
export type PeerName = keyof typeof versions;
export const peerNames = Object.keys(versions) as PeerName[];

export interface Peers {
  /** Mean time of one iteration in ms, from a process of its own. */
  readonly mean: (peer: PeerName, work: string, units: number) => Promise<number>;
}

/** @throws where the registry cannot be reached the first time */
export async function installPeers(progress: (text: string) => void): Promise<Peers> {
  const names = peerNames.map((name) => `${name}@${versions[name]}`);
  const folder = await installOnce(
    `bench-peers-${names.join('-').replaceAll('@', '-')}`,
    progress,
    async (into) => {
      await writeFile(path.join(into, 'package.json'), '{"name":"peers","private":true,"type":"module"}');
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names], { cwd: into });
      for (const name of ['tinybench', 'mitata']) {
        await copyFile(path.resolve(`test/bench/gate/peers/${name}.mjs`), path.join(into, `${name}.mjs`));
      }
    },
  );
  return {
    mean: (peer, work, units) =>
      peer === 'vitest' ? vitest(folder, work, units) : script(folder, peer, work, units),
  };
}

async function script(folder: string, peer: PeerName, work: string, units: number): Promise<number> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    path.join(folder, `${peer}.mjs`),
    work,
    String(units),
  ]);
  return number(stdout.trim(), peer);
}

async function vitest(folder: string, work: string, units: number): Promise<number> {
  const inside = path.join(folder, `run-${process.pid}`);
  await mkdir(inside, { recursive: true });
  try {
    await writeFile(
      path.join(inside, 'work.bench.js'),
      `import { bench } from 'vitest';\nimport { work } from ${JSON.stringify(work)};\nbench('work', () => work(${units}));\n`,
    );
    const out = path.join(inside, 'out.json');
    const cli = path.join(folder, 'node_modules/vitest/vitest.mjs');
    await run(process.execPath, [cli, 'bench', '--run', '--root', inside, '--outputJson', out], {
      cwd: inside,
    });
    const json = JSON.parse(await readFile(out, 'utf8')) as {
      readonly files: readonly {
        readonly groups: readonly { readonly benchmarks: readonly { readonly mean: number }[] }[];
      }[];
    };
    return number(String(json.files[0]?.groups[0]?.benchmarks[0]?.mean), 'vitest');
  } finally {
    await rm(inside, { recursive: true, force: true });
  }
}

function number(text: string, peer: PeerName): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value))
    throw new Error(`${peer} printed no mean: ${text.slice(0, 200)}`);
  return value;
}
