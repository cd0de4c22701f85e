/** A profile from lines that a person can read: `main > parse > next  10`, one sample a line, in order. */
import type { Profile } from '../../src/core/model.ts';

export interface TextOptions {
  /** File and line of functions by name; else `/app/src/<name>.js:1`, and none for `(idle)` and its like. */
  readonly files?: Readonly<Record<string, string>>;
  readonly unit?: Profile['unit'];
  readonly timeOrdered?: boolean;
}

export function textProfile(text: string, options: TextOptions = {}): Profile {
  const strings = [''];
  const intern = (value: string) => {
    const at = strings.indexOf(value);
    return at >= 0 ? at : strings.push(value) - 1;
  };
  const names: string[] = ['(root)'];
  const stacks: { readonly frame: number; readonly parent: number }[] = [{ frame: 0, parent: -1 }];
  const stackOf = (parent: number, name: string): number => {
    let frame = names.indexOf(name);
    if (frame < 0) frame = names.push(name) - 1;
    const at = stacks.findIndex((s) => s.parent === parent && s.frame === frame);
    return at >= 0 ? at : stacks.push({ frame, parent }) - 1;
  };
  const samples: { readonly stack: number; readonly weight: number }[] = [];
  for (const line of text.split('\n')) {
    const match = /^(?<path>.*?)\s+(?<weight>[\d.]+)$/.exec(line.trim());
    if (!match?.groups) continue;
    const path = match.groups.path!.split(/\s+>\s+/).filter((name) => name !== '' && name !== '-');
    samples.push({ stack: path.reduce(stackOf, 0), weight: Number(match.groups.weight) });
  }
  const places = names.map((name) => {
    const place = options.files?.[name] ?? (name.startsWith('(') ? ':0' : `/app/src/${name}.js:1`);
    const colon = place.lastIndexOf(':');
    return { file: intern(place.slice(0, colon)), line: Number(place.slice(colon + 1)) };
  });
  return {
    version: 1,
    kind: 'cpu',
    unit: options.unit ?? 'us',
    name: 'text',
    frames: {
      length: names.length,
      name: Uint32Array.from(names, intern),
      file: Uint32Array.from(places, (p) => p.file),
      line: Uint32Array.from(places, (p) => p.line),
      column: Uint32Array.from(places, (p) => (p.line > 0 ? 1 : 0)),
    },
    strings,
    stacks: {
      length: stacks.length,
      frame: Uint32Array.from(stacks, (s) => s.frame),
      parent: Int32Array.from(stacks, (s) => s.parent),
    },
    samples: {
      length: samples.length,
      stack: Uint32Array.from(samples, (s) => s.stack),
      weight: Float64Array.from(samples, (s) => s.weight),
    },
    lines: { length: 0, stack: new Uint32Array(0), line: new Uint32Array(0), weight: new Float64Array(0) },
    durationUs: samples.reduce((sum, s) => sum + s.weight, 0),
    startedAt: 0,
    timeOrdered: options.timeOrdered ?? true,
    problems: [],
  };
}
