/** Child processes that the program starts with an environment of its own making: they get the recorder too. */
import path from 'node:path';
import { withPreload } from './node-options.ts';
import { replace } from './process-end.ts';
import { CONFIG_VARIABLE, RECORD_VARIABLE, type RecorderConfig } from './protocol.ts';

interface SpawnOptions {
  readonly file?: string;
  readonly envPairs?: string[];
}

/** Only children that are Node: nobody else's environment is touched. */
export function followChildren(config: RecorderConfig): void {
  // Here, not above: the recorder's own thread has no use for it.
  const childProcess = require('node:child_process') as typeof import('node:child_process');
  const owner = childProcess.ChildProcess.prototype as unknown as {
    spawn: (options: SpawnOptions) => unknown;
  };
  const { spawn } = owner;
  if (typeof spawn !== 'function') return;
  const value = `${CONFIG_VARIABLE}=${JSON.stringify(config)}`;
  replace(owner, 'spawn', function spawnRecorded(this: unknown, options: SpawnOptions): unknown {
    if (options?.envPairs && isNode(options.file)) addRecorder(options.envPairs, value, config.recorder);
    return Reflect.apply(spawn, this, [options]);
  });
}

function isNode(file: string | undefined): boolean {
  if (!file) return false;
  return file === process.execPath || /^node(\.exe)?$/i.test(path.basename(file));
}

export function addRecorder(pairs: string[], value: string, recorder: string): void {
  if (pairs.includes(`${RECORD_VARIABLE}=0`)) return;
  if (!pairs.some((pair) => pair.startsWith(`${CONFIG_VARIABLE}=`))) pairs.push(value);
  const at = pairs.findIndex((pair) => pair.startsWith('NODE_OPTIONS='));
  const options = `NODE_OPTIONS=${withPreload(pairs[at]?.slice('NODE_OPTIONS='.length), recorder)}`;
  if (at < 0) pairs.push(options);
  else pairs[at] = options;
}
