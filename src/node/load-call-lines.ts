/** Line totals that hold their calls: V8 seldom says which line a call came from, the source mostly does. */
import { readFile, stat } from 'node:fs/promises';
import { Origin, type Profile } from '../core/model.ts';
import type { CallSites } from '../core/profile/call-sites.ts';
import { hotSpots } from '../core/profile/hotspots.ts';
import { ownerOf } from '../core/profile/origin.ts';
import { displayPath } from '../core/profile/paths.ts';

/** Parsing takes about a millisecond for each 10 KB: the busiest files are enough. */
const mostFiles = 40;
const mostBytes = 1024 * 1024;
const leastShare = 0.002;

/** The profiles with the lines of calls in own code. Nothing is read or parsed where no own code was hot. */
export async function withCallTotals(
  profiles: readonly Profile[],
  roots: readonly string[],
): Promise<readonly Profile[]> {
  const own = ownFiles(profiles, roots);
  if (own.size === 0) return profiles;
  const { functions } = hotSpots(profiles, { roots, onlyMine: false, top: Number.MAX_SAFE_INTEGER });
  const totals = new Map<string, number>();
  for (const f of functions) {
    if (f.origin !== Origin.Mine || f.totalShare < leastShare) continue;
    const file = own.get(f.file);
    if (file !== undefined) totals.set(file, Math.max(totals.get(file) ?? 0, f.totalMs));
  }
  const busiest = [...totals].sort((a, b) => b[1] - a[1]).slice(0, mostFiles);
  const sites = await readSites(busiest.map(([file]) => file));
  if (sites.size === 0) return profiles;
  const { withCallLines } = await import('../core/profile/call-lines.ts');
  return profiles.map((profile) => withCallLines(profile, (file) => sites.get(file)));
}

/** Own files as reports show them → as frames name them. */
function ownFiles(profiles: readonly Profile[], roots: readonly string[]): Map<string, string> {
  const own = new Map<string, string>();
  for (const { frames, strings } of profiles) {
    for (const id of new Set(frames.file)) {
      const file = strings[id]!;
      if (ownerOf(file, roots).origin === Origin.Mine) own.set(displayPath(file, roots), file);
    }
  }
  return own;
}

async function readSites(files: readonly string[]): Promise<Map<string, CallSites>> {
  const sites = new Map<string, CallSites>();
  for (const file of files) {
    try {
      if ((await stat(file)).size > mostBytes) continue;
      const source = await readFile(file, 'utf8');
      const { callSites } = await import('../core/profile/call-sites.ts');
      const found = callSites(file, source);
      if (found) sites.set(file, found);
    } catch {
      // Not on this machine, or no JavaScript: its lines keep their own time only.
    }
  }
  return sites;
}
