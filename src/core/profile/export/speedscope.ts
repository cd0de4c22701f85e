/**
 * speedscope's file format, as opening and closing events: only what changes from one sample to the next is
 * written, which for deep stacks is a hundredth of writing each stack out.
 */
import type { Profile } from '../../model.ts';
import { ByteWriter } from '../utf8.ts';
import { frameText, markFrames } from './frame-names.ts';

export interface SpeedscopeOptions {
  /** At most so many samples, as though it had been sampled less often; 0 (or left out): all. */
  readonly maxSamples?: number;
}

const UNITS = { us: 'microseconds', bytes: 'bytes', count: 'none' } as const;

export function toSpeedscope(profile: Profile, options: SpeedscopeOptions = {}): Uint8Array {
  const out = new ByteWriter();
  const name = JSON.stringify(profile.name);
  out.write(
    `{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"perfloop","name":${name},` +
      '"activeProfileIndex":0,"shared":{"frames":[',
  );
  for (let f = 0; f < profile.frames.length; f++) out.write(`${f > 0 ? ',' : ''}${frameJson(profile, f)}`);
  out.write(
    `]},"profiles":[{"type":"evented","name":${name},"unit":"${UNITS[profile.unit]}","startValue":0,"events":[`,
  );
  const end = writeEvents(out, profile, thin(profile, options.maxSamples ?? 0));
  out.write(`],"endValue":${end}}]}`);
  return out.finish();
}

function frameJson(profile: Profile, frame: number): string {
  const { name, file, line, column } = frameText(profile, frame);
  return JSON.stringify({
    name: name === '' ? '(anonymous)' : name,
    ...(file === '' ? {} : { file }),
    ...(line > 0 ? { line } : {}),
    ...(column > 0 ? { col: column } : {}),
  });
}

interface Run {
  readonly stack: Int32Array;
  readonly weight: Float64Array;
  readonly length: number;
}

/** Runs of equal stacks; sampled evenly in time where there are more than `max`. */
function thin(profile: Profile, max: number): Run {
  const { samples } = profile;
  const stack = new Int32Array(samples.length);
  const weight = new Float64Array(samples.length);
  let length = 0;
  let total = 0;
  for (let i = 0; i < samples.length; i++) {
    total += samples.weight[i]!;
    if (length > 0 && stack[length - 1] === samples.stack[i]) weight[length - 1]! += samples.weight[i]!;
    else {
      stack[length] = samples.stack[i]!;
      weight[length++] = samples.weight[i]!;
    }
  }
  if (max <= 0 || length <= max) return { stack, weight, length };
  const step = total / max;
  const picked = new Int32Array(max);
  let end = weight[0]!;
  let at = 0;
  for (let i = 0; i < max; i++) {
    while (end < (i + 0.5) * step && at < length - 1) end += weight[++at]!;
    picked[i] = stack[at]!;
  }
  return { stack: picked, weight: new Float64Array(max).fill(step), length: max };
}

/** Returns the time of the end. */
function writeEvents(out: ByteWriter, profile: Profile, run: Run): number {
  const { parent, frame } = profile.stacks;
  const root = markFrames(profile, '(root)');
  const idle = markFrames(profile, '(idle)');
  const depth = new Int32Array(profile.stacks.length);
  for (let row = 0; row < depth.length; row++) depth[row] = parent[row]! < 0 ? 0 : depth[parent[row]!]! + 1;
  let first = true;
  const event = (type: 'O' | 'C', row: number, at: number): void => {
    const f = frame[row]!;
    // The root is on every stack and says nothing; nothing open is how the format says idle.
    if (root[f] === 1 || idle[f] === 1) return;
    out.write(`${first ? '' : ','}{"type":"${type}","frame":${f},"at":${at}}`);
    first = false;
  };
  let now = 0;
  let current = -1;
  const opening: number[] = [];
  for (let i = 0; i <= run.length; i++) {
    let target = i < run.length ? run.stack[i]! : -1;
    opening.length = 0;
    while (current !== target) {
      const up = current >= 0 && (target < 0 || depth[current]! >= depth[target]!);
      if (up) {
        event('C', current, now);
        current = parent[current]!;
      } else {
        opening.push(target);
        target = parent[target]!;
      }
    }
    for (let k = opening.length - 1; k >= 0; k--) event('O', opening[k]!, now);
    if (i < run.length) {
      current = run.stack[i]!;
      now += run.weight[i]!;
    }
  }
  return now;
}
