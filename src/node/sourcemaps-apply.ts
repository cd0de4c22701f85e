/** A profile of generated code in terms of its sources. */
import type { Profile } from '../core/model.ts';
import { type MappedPosition, remapProfile } from '../core/profile/remap.ts';
import type { FileMap } from './sourcemaps-file.ts';

/** @returns the profile, and what the maps could not tell, for people. */
export function applyMaps(
  profile: Profile,
  maps: ReadonlyMap<string, FileMap>,
): { readonly mapped: Profile; readonly missing: string[] } {
  const positions = mapFunctions(profile, maps);
  const mapped = remapProfile(
    profile,
    (file, line, column) => positions.get(positionKey(file, line, column)),
    (file, line, from) => maps.get(file)?.lineAt(line, from),
  );
  const missing: string[] = [];
  for (const [file, map] of maps) {
    const [first, ...others] = map.missing;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    if (first) missing.push(`the source map of ${file} names ${first}${more}, which is not there: lines are those of the built file`);
  }
  return { mapped, missing };
}

function positionKey(file: string, line: number, column: number): string {
  return `${line}:${column}:${file}`;
}

/** Where the function of each frame is in its source. */
function mapFunctions(profile: Profile, maps: ReadonlyMap<string, FileMap>): Map<string, MappedPosition> {
  const { frames, strings } = profile;
  const positions = new Map<string, MappedPosition>();
  const topLevels = new Map<number, FileMap>();
  for (let f = 0; f < frames.length; f++) {
    const file = strings[frames.file[f]!]!;
    const map = maps.get(file);
    const line = frames.line[f]!;
    const column = frames.column[f]!;
    if (!map || line === 0) continue;
    const name = strings[frames.name[f]!]!;
    const original = map.functionAt(line, column, name);
    if (!original) continue;
    const topLevel = line === 1 && column <= 1;
    if (topLevel) topLevels.set(f, map);
    positions.set(positionKey(file, line, column), {
      file: original.file,
      line: topLevel ? 1 : original.line,
      column: topLevel ? 1 : original.column,
      ...(original.name !== '' && !topLevel ? { name: original.name } : {}),
    });
  }
  for (const [frame, file] of busiestSources(profile, topLevels)) {
    positions.set(positionKey(strings[frames.file[frame]!]!, frames.line[frame]!, frames.column[frame]!), {
      file,
      line: 1,
      column: 1,
    });
  }
  return positions;
}

/** A bundle's top level is that of many sources: the frame goes to the one it spent most time in. */
function busiestSources(profile: Profile, topLevels: ReadonlyMap<number, FileMap>): Map<number, string> {
  const weights = new Map<number, Map<string, number>>();
  const { lines, stacks, frames } = profile;
  for (let i = 0; i < lines.length; i++) {
    const frame = stacks.frame[lines.stack[i]!]!;
    const map = topLevels.get(frame);
    if (!map) continue;
    const at = map.lineAt(lines.line[i]!, { line: frames.line[frame]!, column: frames.column[frame]! });
    if (!at) continue;
    const bySource = weights.get(frame) ?? new Map<string, number>();
    weights.set(frame, bySource);
    bySource.set(at.file, (bySource.get(at.file) ?? 0) + lines.weight[i]!);
  }
  const busiest = new Map<number, string>();
  for (const [frame, bySource] of weights) {
    busiest.set(frame, [...bySource].reduce((a, b) => (b[1] > a[1] ? b : a))[0]);
  }
  return busiest;
}
