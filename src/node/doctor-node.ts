/** The user's own Node: the one that measured programs run in. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Check, DoctorContext } from './doctor.ts';
import { fail, ok, onPath, warn } from './doctor.ts';

/** What the probe, run in that Node, answers. */
interface Probe {
  readonly version: string;
  readonly inspector: boolean;
  readonly sampler?: { readonly from: string; readonly version: string };
  readonly samplerProblem?: string;
}

const oldest = 20;
const newest = 26;

/** Runs in the user's Node with the folders to look for the sampler in; takes a short profile with each. */
const probe = `
const { createRequire } = require('node:module');
const answer = { version: process.versions.node, inspector: false };
try {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connect();
  session.post('Profiler.enable', (error) => { answer.inspector = !error; });
  session.disconnect();
} catch {}
for (const from of process.argv.slice(1)) {
  let found;
  try { found = createRequire(from + '/').resolve('v8-profiler-next'); } catch { continue; }
  try {
    const profiler = require(found);
    profiler.startProfiling('probe', true);
    profiler.stopProfiling('probe').delete();
    const { version } = createRequire(from + '/')('v8-profiler-next/package.json');
    answer.sampler = { from, version };
    break;
  } catch (error) { answer.samplerProblem = String(error.message).split('\\n')[0]; }
}
console.log(JSON.stringify(answer));
`;

export async function examineNode({ cwd, nodePath }: DoctorContext): Promise<Check[]> {
  const file = nodePath === undefined ? onPath('node') : path.resolve(cwd, nodePath);
  if (file === undefined)
    return [fail('node', 'not on PATH', 'Install Node 20 or later, or name one with --node.')];
  const own = import.meta.dirname;
  const answer = await runProbe(file, [cwd, own]);
  if (typeof answer === 'string') {
    return [fail('node', `${file} does not run: ${answer}`, 'Name another Node with --node FILE.')];
  }
  return [versionCheck(file, answer), samplerCheck(answer, own), inspectorCheck(answer)];
}

function versionCheck(file: string, { version }: Probe): Check {
  const major = Number.parseInt(version, 10);
  const detail = `${version} (${file})`;
  if (major < oldest)
    return fail('node', `${detail} is too old`, `Use Node ${oldest} or later for what you measure.`);
  if (major > newest) return warn('node', detail, `Perfloop was tried on Node ${oldest} to ${newest}.`);
  return ok('node', detail);
}

function samplerCheck({ sampler, samplerProblem, version }: Probe, own: string): Check {
  if (sampler) {
    return ok(
      'sampler',
      `v8-profiler-next ${sampler.version}${sampler.from === own ? '' : ' of the project'}`,
    );
  }
  const why = samplerProblem ? `does not load in Node ${version}: ${samplerProblem}` : 'is not installed';
  return warn(
    'sampler',
    `the built-in inspector; v8-profiler-next ${why}`,
    samplerProblem
      ? 'npm rebuild v8-profiler-next, with that Node.'
      : 'Optional: npm install --save-dev v8-profiler-next',
  );
}

function inspectorCheck({ inspector }: Probe): Check {
  return inspector
    ? ok('inspector', 'available')
    : fail(
        'inspector',
        'this Node was built without it',
        'Use a Node with the inspector (the official builds have it).',
      );
}

/** @returns a sentence where the program is no Node that runs. */
function runProbe(file: string, folders: readonly string[]): Promise<Probe | string> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(file, ['-e', probe, ...folders], { env, timeout: 20_000 }, (error, stdout) => {
      try {
        resolve(JSON.parse(stdout) as Probe);
      } catch {
        const { code } = (error ?? {}) as { code?: unknown };
        resolve(
          code === 'ENOENT' ? 'no such file' : error ? error.message.split('\n')[0]! : 'it is not Node',
        );
      }
    });
  });
}
