/** Collapsed stacks, one a line, with the weight in µs (bytes for heap). */
import type { Profile } from '../../model.ts';
import { formatFrameText } from '../import/parts/frame-text.ts';
import { selfWeights } from '../stack-walk.ts';
import { ByteWriter } from '../utf8.ts';
import { frameText, markFrames } from './frame-names.ts';

export function toCollapsed(profile: Profile): Uint8Array {
  const { frame, parent, length } = profile.stacks;
  const root = markFrames(profile, '(root)');
  const names: string[] = [];
  for (let f = 0; f < profile.frames.length; f++) names.push(formatFrameText(frameText(profile, f)));
  const self = selfWeights(profile);
  const sums = new Map<string, number>();
  for (let row = 0; row < length; row++) {
    if (!(self[row]! > 0)) continue;
    const path: string[] = [];
    for (let at = row; at >= 0; at = parent[at]!) if (root[frame[at]!] === 0) path.push(names[frame[at]!]!);
    const key = path.length === 0 ? '(root)' : path.reverse().join(';');
    sums.set(key, (sums.get(key) ?? 0) + self[row]!);
  }
  const out = new ByteWriter();
  for (const [stack, weight] of sums) out.write(`${stack} ${Math.max(1, Math.round(weight))}\n`);
  return out.finish();
}
