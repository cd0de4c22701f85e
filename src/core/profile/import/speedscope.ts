/** speedscope's own file format: evented and sampled profiles, several a file. */
import { type Profile, type ProfileKind, type ProfileUnit, UserError } from '../../model.ts';
import { ProfileBuilder } from '../build.ts';
import { fileFromUrl } from '../paths.ts';
import type { Importer } from './parts/importer.ts';
import { array, type Json, num, object, parseJson, text } from './parts/json-text.ts';

/** To our units: µs for time. */
const UNITS: Readonly<Record<string, readonly [ProfileUnit, number]>> = {
  nanoseconds: ['us', 1e-3],
  microseconds: ['us', 1],
  milliseconds: ['us', 1e3],
  seconds: ['us', 1e6],
  bytes: ['bytes', 1],
};
const NEXT = 'Export the file again from the tool that made it.';

export const speedscope: Importer = {
  name: 'speedscope',
  extensions: ['.speedscope.json', '.speedscope'],
  accepts: ({ text, keys }) => {
    if (!/^\s*\{/.test(text) || /"traceEvents"/.test(text)) return false;
    if (/speedscope\.app\/file-format-schema/.test(text)) return true;
    if (/"(nodes|head)"\s*:/.test(text)) return false;
    const all = keys();
    return all.includes('shared') && all.includes('profiles');
  },
  read: readSpeedscope,
};

interface Source {
  readonly fileName: string;
  readonly frames: readonly unknown[];
}

function readSpeedscope(bytes: Uint8Array, fileName: string): Profile[] {
  const file = object(parseJson(bytes, fileName));
  const frames = object(file?.shared)?.frames;
  if (!Array.isArray(frames) || !Array.isArray(file?.profiles)) {
    throw new UserError(`${fileName}: not a speedscope file: it lacks "shared.frames" or "profiles"`, NEXT);
  }
  const profiles: Profile[] = [];
  for (const entry of file.profiles as unknown[]) {
    const json = object(entry);
    const profile = json && readOne(json, { fileName, frames }, (file.profiles as unknown[]).length);
    if (profile !== undefined) profiles.push(profile);
  }
  if (profiles.length === 0) throw new UserError(`${fileName}: the file has 0 samples`, NEXT);
  return profiles;
}

/** Undefined where the profile is empty. */
function readOne(json: Json, source: Source, count: number): Profile | undefined {
  const builder = new ProfileBuilder();
  const [unit, scale] = UNITS[text(json.unit)] ?? (['count', 1] as const);
  const frameOf = frameReader(builder, source);
  const problems: string[] = [];
  if (json.type === 'evented') addEvents(builder, json, scale, frameOf, source, problems);
  else if (json.type === 'sampled') addSamples(builder, json, scale, frameOf, source);
  else
    throw new UserError(
      `${source.fileName}: unknown speedscope profile type ${JSON.stringify(json.type)}`,
      NEXT,
    );
  if (builder.samples === 0) return undefined;
  const span = (num(json.endValue) - num(json.startValue)) * scale;
  const kind: ProfileKind = unit === 'bytes' ? 'heap' : 'cpu';
  return builder.finish({
    kind,
    unit,
    name: text(json.name) === '' || count === 1 ? source.fileName : text(json.name),
    durationUs: unit === 'us' ? Math.max(span, builder.totalWeight) : 0,
    startedAt: 0,
    timeOrdered: true,
    problems,
  });
}

function frameReader(builder: ProfileBuilder, { frames, fileName }: Source): (index: unknown) => number {
  const known = new Int32Array(frames.length).fill(-1);
  return (index) => {
    const at = typeof index === 'number' ? index : -1;
    const json = object(frames[at]);
    if (json === undefined) {
      throw new UserError(`${fileName}: frame ${JSON.stringify(index)} is not in "shared.frames"`, NEXT);
    }
    if (known[at]! < 0) {
      // `(anonymous)` is how exporters spell a name that is not there.
      const name = text(json.name) === '(anonymous)' ? '' : text(json.name);
      known[at] = builder.frame(name, fileFromUrl(text(json.file)), num(json.line), num(json.col));
    }
    return known[at]!;
  };
}

function addSamples(
  builder: ProfileBuilder,
  json: Json,
  scale: number,
  frameOf: (index: unknown) => number,
  { fileName }: Source,
): void {
  const samples = array(json.samples);
  const weights = array(json.weights);
  if (samples.length !== weights.length) {
    throw new UserError(`${fileName}: ${samples.length} samples but ${weights.length} weights`, NEXT);
  }
  for (const [i, sample] of samples.entries()) {
    let stack = -1;
    for (const index of array(sample)) stack = builder.stack(stack, frameOf(index));
    const weight = num(weights[i], Number.NaN) * scale;
    if (Number.isNaN(weight)) {
      throw new UserError(`${fileName}: weight ${i} is not a number: ${JSON.stringify(weights[i])}`, NEXT);
    }
    // Time with nothing on the stack is time in which the program waited.
    if (stack < 0) stack = builder.stack(-1, builder.frame('(idle)', '', 0, 0));
    if (weight > 0) builder.sample(stack, weight);
  }
}

function addEvents(
  builder: ProfileBuilder,
  json: Json,
  scale: number,
  frameOf: (index: unknown) => number,
  { fileName }: Source,
  problems: string[],
): void {
  const path: { readonly frame: number; readonly stack: number }[] = [];
  let last = num(json.startValue);
  let unmatched = 0;
  const hold = (until: number): void => {
    const weight = (until - last) * scale;
    const top = path[path.length - 1]?.stack ?? builder.stack(-1, builder.frame('(idle)', '', 0, 0));
    if (weight > 0) builder.sample(top, weight);
    last = Math.max(last, until);
  };
  for (const [i, entry] of array(json.events).entries()) {
    const event = object(entry);
    const at = num(event?.at, Number.NaN);
    if (event === undefined || Number.isNaN(at))
      throw new UserError(`${fileName}: event ${i} has no time`, NEXT);
    hold(at);
    const frame = frameOf(event.frame);
    if (event.type === 'O')
      path.push({ frame, stack: builder.stack(path[path.length - 1]?.stack ?? -1, frame) });
    else if (path[path.length - 1]?.frame === frame) path.pop();
    else unmatched++;
  }
  if (path.length > 0) hold(num(json.endValue, last));
  if (unmatched > 0)
    problems.push(`${unmatched} closing events did not match the open frame; they were ignored.`);
}
