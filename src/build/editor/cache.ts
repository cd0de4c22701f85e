/** Things fetched once for a user and kept: where they live, and how two installs at once stay apart. */
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Progress = (line: string) => void;

/** `$PERFLOOP_CACHE`, else the platform's folder for caches. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PERFLOOP_CACHE) return path.resolve(env.PERFLOOP_CACHE);
  if (process.platform === 'win32' && env.LOCALAPPDATA)
    return path.join(env.LOCALAPPDATA, 'perfloop', 'Cache');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'perfloop');
  // The XDG specification has relative values ignored.
  const xdg = env.XDG_CACHE_HOME;
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache'), 'perfloop');
}

export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * The folder `name` of the cache, filled by `install` if it is not there. `install` fills a folder beside it
 * that is renamed when complete, so a folder that exists is whole, whatever was killed on the way.
 */
export async function installOnce(
  name: string,
  progress: Progress,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const root = cacheRoot();
  const folder = path.join(root, name);
  if (await exists(folder)) return folder;
  await mkdir(root, { recursive: true });
  const unlock = await lock(path.join(root, `${name}.lock`), progress);
  try {
    if (await exists(folder)) return folder;
    for (const left of await readdir(root)) {
      if (left.startsWith(`${name}.partial-`))
        await rm(path.join(root, left), { recursive: true, force: true });
    }
    const partial = path.join(root, `${name}.partial-${process.pid}`);
    await mkdir(partial);
    try {
      await install(partial);
      await rename(partial, folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
    return folder;
  } finally {
    await unlock();
  }
}

/** A file that holds the owner's process id; an owner that is gone loses it. */
async function lock(file: string, progress: Progress): Promise<() => Promise<void>> {
  let told = false;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const text = await readFile(file, 'utf8').catch(() => '');
    // Empty: its owner is between creating and writing it, unless it stays so.
    const owner = Number(text);
    if (text !== '' && !isAlive(owner)) await rm(file, { force: true });
    else {
      if (!told) progress(`waiting for another install (process ${text || 'unknown'}; its lock is ${file})`);
      told = true;
      await sleep(500);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
