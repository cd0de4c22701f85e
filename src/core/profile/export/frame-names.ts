/** What exporters share: frames as text, and the engine's marks that other tools do not want. */
import type { Profile } from '../../model.ts';
import type { FrameText } from '../import/parts/frame-text.ts';

export function frameText(profile: Profile, frame: number): FrameText {
  const { frames, strings } = profile;
  return {
    name: strings[frames.name[frame]!]!,
    file: strings[frames.file[frame]!]!,
    line: frames.line[frame]!,
    column: frames.column[frame]!,
  };
}

/** 1 for each frame that is the engine's `name` mark: `(root)`, `(idle)`. */
export function markFrames(profile: Profile, name: string): Uint8Array {
  const marks = new Uint8Array(profile.frames.length);
  for (let f = 0; f < marks.length; f++) {
    const text = frameText(profile, f);
    if (text.name === name && text.file === '') marks[f] = 1;
  }
  return marks;
}
