/** A `.cpuprofile` by V8's conventions: lines from 0, `file://` URLs, one root. */
import { type Profile, UserError } from '../../model.ts';
import { urlFromFile } from '../paths.ts';
import { selfWeights } from '../stack-walk.ts';
import { ByteWriter } from '../utf8.ts';
import { frameText } from './frame-names.ts';

const ROOT_FRAME = '{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1}';

/** @throws UserError for a heap profile, which has no times. */
export function toCpuProfile(profile: Profile): Uint8Array {
  if (profile.kind !== 'cpu') {
    throw new UserError(
      `${profile.name}: a heap profile has no times, so it cannot become a .cpuprofile`,
      'Convert it to speedscope, pprof or collapsed.',
    );
  }
  const out = new ByteWriter();
  out.write('{"nodes":[');
  // Viewers take the first node for the root of all.
  const rooted = profile.stacks.length > 0 && profile.stacks.parent.indexOf(-1, 1) < 0;
  const shift = rooted ? 1 : 2;
  writeNodes(out, profile, shift);
  writeTimes(out, profile, shift);
  return out.finish();
}

function writeNodes(out: ByteWriter, profile: Profile, shift: 1 | 2): void {
  const { stacks } = profile;
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (let row = 0; row < stacks.length; row++) {
    const up = stacks.parent[row]!;
    if (up < 0) roots.push(row + shift);
    else {
      const list = children.get(up);
      if (list === undefined) children.set(up, [row + shift]);
      else list.push(row + shift);
    }
  }
  const frames = callFrames(profile);
  const hits = new Int32Array(stacks.length);
  for (let i = 0; i < profile.samples.length; i++) hits[profile.samples.stack[i]!]!++;
  const ticks = tickTexts(profile, hits);
  if (shift === 2)
    out.write(`{"id":1,"callFrame":${ROOT_FRAME},"hitCount":0,"children":[${roots.join(',')}]}`);
  for (let row = 0; row < stacks.length; row++) {
    const comma = row > 0 || shift === 2 ? ',' : '';
    const list = children.get(row);
    const below = list === undefined ? '' : `,"children":[${list.join(',')}]`;
    const lines = ticks.get(row);
    const tail = lines === undefined ? '' : `,"positionTicks":[${lines.text}]`;
    out.write(
      `${comma}{"id":${row + shift},"callFrame":${frames[stacks.frame[row]!]},"hitCount":${lines?.hits ?? hits[row]}${below}${tail}}`,
    );
  }
}

/** JSON of each frame. */
function callFrames(profile: Profile): string[] {
  const texts: string[] = [];
  for (let f = 0; f < profile.frames.length; f++) {
    const { name, file, line, column } = frameText(profile, f);
    const url = JSON.stringify(urlFromFile(file));
    // Any number that tells scripts apart does; 0 is V8's for "no script".
    const script = file === '' ? 0 : profile.frames.file[f]!;
    texts.push(
      `{"functionName":${JSON.stringify(name)},"scriptId":"${script}","url":${url},"lineNumber":${line - 1},"columnNumber":${column - 1}}`,
    );
  }
  return texts;
}

interface Ticks {
  readonly hits: number;
  readonly text: string;
}

/** Weights of lines back to whole ticks, out of a number of hits that makes them whole. */
function tickTexts(profile: Profile, hits: Int32Array): Map<number, Ticks> {
  const self = selfWeights(profile);
  const byStack = new Map<number, { line: number; part: number }[]>();
  for (let i = 0; i < profile.lines.length; i++) {
    const stack = profile.lines.stack[i]!;
    if (!(self[stack]! > 0)) continue;
    const part = profile.lines.weight[i]! / self[stack]!;
    const list = byStack.get(stack);
    if (list === undefined) byStack.set(stack, [{ line: profile.lines.line[i]!, part }]);
    else list.push({ line: profile.lines.line[i]!, part });
  }
  const texts = new Map<number, Ticks>();
  for (const [stack, list] of byStack) {
    const whole = wholeHits(list, hits[stack]!);
    const text = list
      .map(({ line, part }) => `{"line":${line},"ticks":${Math.round(part * whole)}}`)
      .join(',');
    texts.set(stack, { hits: whole, text });
  }
  return texts;
}

function wholeHits(list: readonly { readonly part: number }[], hits: number): number {
  const fits = (whole: number): boolean =>
    list.every(({ part }) => Math.abs(part * whole - Math.round(part * whole)) < 1e-6 * whole);
  for (let whole = Math.max(1, hits); whole < hits + 64; whole++) if (fits(whole)) return whole;
  return Math.max(hits, 10_000);
}

function writeTimes(out: ByteWriter, profile: Profile, shift: number): void {
  const { stack, weight, length } = profile.samples;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += weight[i]!;
  // What passed before the first sample.
  const lead = profile.durationUs > sum ? profile.durationUs - sum : 0;
  out.write(`],"startTime":0,"endTime":${lead + sum},"samples":[`);
  for (let i = 0; i < length; i++) out.write(`${i > 0 ? ',' : ''}${stack[i]! + shift}`);
  out.write('],"timeDeltas":[');
  for (let i = 0; i < length; i++) out.write(i > 0 ? `,${weight[i - 1]!}` : `${lead}`);
  out.write(']}');
}
