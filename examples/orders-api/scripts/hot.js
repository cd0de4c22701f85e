// Which functions of the service's own code are hot: `node --cpu-prof` under the default load.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runLoad } from '../load.js';
import { startService } from './service.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TOP = 12;

const { values } = parseArgs({
  options: { fix: { type: 'string', default: '' }, duration: { type: 'string', default: '10' } },
});
const folder = await mkdtemp(path.join(os.tmpdir(), 'orders-api-'));
try {
  const service = await startService({
    fix: values.fix,
    nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
  });
  const load = await runLoad({ url: service.url, durationMs: Number(values.duration) * 1000 });
  await service.stop();
  const [file] = await readdir(folder);
  print(ownTime(JSON.parse(await readFile(path.join(folder, file), 'utf8'))), load);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Own time by function, in µs; idle left out. */
function ownTime({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  let active = 0;
  samples.forEach((id, i) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === '(idle)') return;
    const place = url.startsWith('file://')
      ? `${path.relative(ROOT, fileURLToPath(url))}:${lineNumber + 1}`
      : url;
    const key = `${functionName || '(anonymous)'}  ${place}`;
    // A sample holds until the next one.
    const us = timeDeltas[i + 1] ?? 0;
    own.set(key, (own.get(key) ?? 0) + us);
    active += us;
  });
  return { own, active };
}

function print({ own, active }, load) {
  console.log(
    `${load.requestsPerSecond} req/s, ${load.errors} errors, ${Math.round(active / 1000)} ms of CPU time`,
  );
  const top = [...own].sort((a, b) => b[1] - a[1]).slice(0, TOP);
  for (const [key, us] of top) console.log(`${((us / active) * 100).toFixed(1).padStart(5)} %  ${key}`);
}
