/** Several profiles as one. */
import { type Profile, UserError } from '../model.ts';
import { ProfileBuilder } from './build.ts';

export interface MergeOptions {
  readonly name: string;
  /**
   * 'sequence': pieces of one thread, one after the other: order in time and lengths are kept.
   * 'together': threads or runs beside each other: summed up, without order in time.
   */
  readonly as: 'sequence' | 'together';
}

/** @throws UserError if the profiles count different things (time, bytes), or there is none. */
export function mergeProfiles(profiles: readonly Profile[], { name, as }: MergeOptions): Profile {
  const first = profiles[0];
  if (first === undefined) throw new UserError('there is no profile to merge', 'Name at least one profile.');
  for (const other of profiles) {
    if (other.kind !== first.kind || other.unit !== first.unit) {
      throw new UserError(
        `${other.name} counts ${other.unit} and ${first.name} ${first.unit}: they cannot be merged`,
        'Merge CPU profiles and heap profiles separately.',
      );
    }
  }
  const builder = new ProfileBuilder();
  for (const profile of profiles) append(builder, profile);
  const inSequence = as === 'sequence';
  const started = profiles.map((p) => p.startedAt).filter((at) => at > 0);
  return builder.finish({
    kind: first.kind,
    unit: first.unit,
    name,
    durationUs: profiles.reduce(
      (sum, p) => (inSequence ? sum + p.durationUs : Math.max(sum, p.durationUs)),
      0,
    ),
    startedAt: started.length === 0 ? 0 : started.reduce((a, b) => Math.min(a, b)),
    timeOrdered:
      profiles.length === 1 ? first.timeOrdered : inSequence && profiles.every((p) => p.timeOrdered),
    problems: [...new Set(profiles.flatMap((p) => p.problems))],
  });
}

function append(builder: ProfileBuilder, profile: Profile): void {
  const { strings, frames, stacks, samples, lines } = profile;
  const frameOf = new Int32Array(frames.length);
  for (let f = 0; f < frames.length; f++) {
    const name = strings[frames.name[f]!]!;
    frameOf[f] = builder.frame(name, strings[frames.file[f]!]!, frames.line[f]!, frames.column[f]!);
  }
  const stackOf = new Int32Array(stacks.length);
  for (let row = 0; row < stacks.length; row++) {
    const up = stacks.parent[row]!;
    const parent = up < 0 ? -1 : stackOf[up]!;
    stackOf[row] = builder.stack(parent, frameOf[stacks.frame[row]!]!, stacks.callLine?.[row]);
  }
  for (let i = 0; i < samples.length; i++) builder.sample(stackOf[samples.stack[i]!]!, samples.weight[i]!);
  for (let i = 0; i < lines.length; i++)
    builder.line(stackOf[lines.stack[i]!]!, lines.line[i]!, lines.weight[i]!);
}
