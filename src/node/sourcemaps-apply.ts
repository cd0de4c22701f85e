/** A profile of generated code in terms of its sources. */
import type { Profile } from '../core/model.ts';
import { type MappedPosition, remapProfile } from '../core/profile/remap.ts';
import type { FileMap } from './sourcemaps-file.ts';

/** @returns the profile, and what the maps could not tell, for people. */
export function applyMaps(
  profile: Profile,
  maps: ReadonlyMap<string, FileMap>,
  own: (file: string) => boolean,
): { readonly mapped: Profile; readonly notes: string[] } {
  const positions = mapFunctions(profile, maps);
  const mapped = remapProfile(
    profile,
    (file, line, column) => positions.get(positionKey(file, line, column)),
    (file, line, from) => maps.get(file)?.lineAt(line, from),
  );
  const notes = [...maps].filter(([file]) => own(file)).flatMap(([file, map]) => notesOf(file, map));
  return { mapped, notes };
}

function notesOf(file: string, map: FileMap): string[] {
  const notes: string[] = [];
  const [first, ...others] = map.missing;
  if (first) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    notes.push(
      `the source map of ${file} names ${first}${more}, not there: its lines are those of the built file`,
    );
  }
  if (map.squeezed) {
    notes.push(`${file} was minified in one line: functions are exact, the lines within them cannot be told`);
  }
  return notes;
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
    const anonymous = name === '' || name === '(anonymous)';
    const original = anonymous && map.isBefore(line, column) ? undefined : map.functionAt(line, column, name);
    const position = original
      ? { ...original, name: original.name || name }
      : wrapperPosition(map, file, line, column, anonymous);
    if (!original && anonymous) topLevels.set(f, map);
    if (position) positions.set(positionKey(file, line, column), position);
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

/** Of a function that no source holds: the wrapper around a module, or a helper that a tool added. */
function wrapperPosition(
  map: FileMap,
  file: string,
  line: number,
  column: number,
  anonymous: boolean,
): MappedPosition | undefined {
  const source = anonymous ? map.sourceAfter(line, column) : undefined;
  if (source !== undefined) return { file: source, line: 1, column: 1 };
  // Transformed in memory, the code goes by its source's name, yet the position is not one in the source.
  return map.isOfSource(file) ? { file, line: 0, column: 0 } : undefined;
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
