/** Positions of built code → positions of the source it was built from. */
import type { Profile } from '../model.ts';
import { ProfileBuilder } from './build.ts';

export interface MappedPosition {
  /** As in FrameTable. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function's name in the source, where it is known. */
  readonly name?: string;
}

/** All 1-based; column 0: the line's first mapping. Undefined: not built code, or not known. */
export type PositionMap = (file: string, line: number, column: number) => MappedPosition | undefined;

/** The source line of a built line, as seen from the function whose definition is at `from` (built code). */
export type LineMap = (
  file: string,
  line: number,
  from: { readonly line: number; readonly column: number },
) => Pick<MappedPosition, 'file' | 'line'> | undefined;

/** Beyond this column, a line is one of minified code, and what it maps to says nothing about its ticks. */
const MINIFIED_COLUMN = 500;

/**
 * The profile in terms of the sources. Frames that become equal become one, and so do stacks. Line ticks that
 * map outside their function's file are left out: their weight stays with the function.
 */
export function remapProfile(profile: Profile, map: PositionMap, mapLine?: LineMap): Profile {
  const { frames, stacks, samples, lines, strings } = profile;
  const builder = new ProfileBuilder();
  const mapped: (MappedPosition | undefined)[] = [];
  const frameOf = new Int32Array(frames.length);
  let any = false;
  for (let f = 0; f < frames.length; f++) {
    const name = strings[frames.name[f]!]!;
    const file = strings[frames.file[f]!]!;
    const to =
      frames.line[f] === 0 || file === '' ? undefined : map(file, frames.line[f]!, frames.column[f]!);
    mapped.push(to);
    any ||= to !== undefined;
    frameOf[f] =
      to === undefined
        ? builder.frame(name, file, frames.line[f]!, frames.column[f]!)
        : builder.frame(to.name ?? name, to.file, to.line, to.column);
  }
  if (!any) return profile;
  const lineOf = lineMapper(profile, mapped, mapLine ?? lineByFirstMapping(map));
  const stackOf = new Int32Array(stacks.length);
  for (let row = 0; row < stacks.length; row++) {
    const up = stacks.parent[row]!;
    const site = stacks.callLine?.[row] ?? 0;
    const callLine = up < 0 || site === 0 ? 0 : lineOf(stacks.frame[up]!, site);
    stackOf[row] = builder.stack(up < 0 ? -1 : stackOf[up]!, frameOf[stacks.frame[row]!]!, callLine);
  }
  for (let i = 0; i < samples.length; i++) builder.sample(stackOf[samples.stack[i]!]!, samples.weight[i]!);
  for (let i = 0; i < lines.length; i++) {
    const line = lineOf(stacks.frame[lines.stack[i]!]!, lines.line[i]!);
    if (line > 0) builder.line(stackOf[lines.stack[i]!]!, line, lines.weight[i]!);
  }
  const { kind, unit, name, durationUs, startedAt, timeOrdered, problems } = profile;
  return builder.finish({ kind, unit, name, durationUs, startedAt, timeOrdered, problems });
}

/** Source line of a built line inside a frame; 0 where it cannot be told. */
function lineMapper(profile: Profile, mapped: readonly (MappedPosition | undefined)[], mapLine: LineMap) {
  const { frames, strings } = profile;
  const cache = new Map<string, number>();
  return (frame: number, line: number): number => {
    const to = mapped[frame];
    if (to === undefined) return line;
    const key = `${frame}:${line}`;
    let known = cache.get(key);
    if (known === undefined) {
      const from = { line: frames.line[frame]!, column: frames.column[frame]! };
      const at = mapLine(strings[frames.file[frame]!]!, line, from);
      known = at !== undefined && at.file === to.file ? at.line : 0;
      cache.set(key, known);
    }
    return known;
  };
}

function lineByFirstMapping(map: PositionMap): LineMap {
  return (file, line, from) => {
    // The line on which the function begins may hold the end of another one before it.
    const column = from.line === line ? from.column : 0;
    return column > MINIFIED_COLUMN ? undefined : map(file, line, column);
  };
}
