/** Which findings a change brings: those that the state before it did not have. */
import path from 'node:path';
import type { Finding } from '../../core/analysis/finding.ts';
import { newOnes } from '../../core/analysis/fingerprint.ts';
import { type LinkOptions, linkInSteps } from '../../core/analysis/link.ts';
import type { Base } from './base.ts';
import { type Decided, type Prints, printsOf } from './decided.ts';
import { summariseAll } from './pool.ts';
import { hashOf } from './read.ts';
import type { ReviewOptions } from './review.ts';
import type { ReviewSettings } from './settings.ts';
import { byPath, type Current, type Summaries, summariesOf } from './summaries.ts';
import { inTurns } from './turns.ts';

/** What one review works with. */
export interface Task {
  readonly options: ReviewOptions;
  readonly current: Summaries['current'];
  readonly settings: ReviewSettings;
  readonly linkOptions: LinkOptions;
  readonly decided: Decided | undefined;
  /** Names what the recording says, where there is one. */
  readonly measured: string | undefined;
}

/** All that decides about findings of a state of the code, beside its files' texts. */
export function factsOf(
  { settings, linkOptions, measured }: Task,
  files: Iterable<string>,
  config = linkOptions.config,
  hot = measured,
): unknown {
  const { severities, objectives, all, above } = linkOptions;
  return { config, severities, objectives, all, above, ignored: [...files].filter(settings.ignores), hot };
}

export async function introduced(
  now: readonly Finding[],
  base: Base,
  task: Task,
): Promise<readonly Finding[]> {
  // Only where there is something now can something have been there before.
  if (now.length === 0) return [];
  const added = new Set(base.added);
  const fromOf = (file: string): string => base.renamed.get(file) ?? (added.has(file) ? '' : file);
  const changed = [...base.before.keys()].filter((file) => !task.settings.ignores(file));
  const asked = new Set([...now.map((f) => fromOf(f.file)), ...changed].filter(Boolean));
  const before = await printsBefore(asked, base, task);
  const toOf = new Map([...base.renamed].map(([to, from]) => [from, to]));
  const { only } = task.linkOptions;
  return newOnes(now, fromOf, before, (file) => {
    const to = toOf.get(file) ?? file;
    return base.before.has(file) && (!task.current.has(to) || only?.(to) !== false);
  });
}

/** Traces of what these files had before the change. */
async function printsBefore(asked: ReadonlySet<string>, base: Base, task: Task): Promise<Prints> {
  const { options, settings, decided } = task;
  // What was decided of everything says nothing of ignored files that somebody named.
  const whole = [...asked].some(settings.ignores) ? undefined : decided;
  const state = whole ? stateBefore(base, task) : new Map();
  const key = whole?.keyOf(state, factsOf(task, state.keys(), base.config, options.heat && 'all')) ?? '';
  const known = await whole?.prints(key);
  if (known) return Object.fromEntries([...asked].map((file) => [file, known[file] ?? []]));
  const before = summariesOf(task.current);
  for (const file of base.added) before.delete(file);
  const work = [...base.before].map(([file, text]) => ({
    path: file,
    file: path.join(options.root, file),
    text,
  }));
  await summariseAll(work, options.signal ? { signal: options.signal } : {}, (s) => before.set(s.path, s));
  // All files where it can be kept: whoever mends what was told stages anew, and what was before stays the same.
  const only = whole ? (file: string) => !settings.ignores(file) : (file: string) => asked.has(file);
  const steps = linkInSteps(byPath(before), {
    ...task.linkOptions,
    config: base.config,
    only,
    // The recording is of the code now. What is hot there was no better before.
    ...(options.heat ? { hot: () => true } : {}),
  });
  const { linked } = await inTurns(steps, options.signal);
  const prints = printsOf(linked.findings);
  await whole?.rememberPrints(key, prints);
  return prints;
}

function stateBefore(base: Base, { current, decided }: Task): ReadonlyMap<string, Pick<Current, 'saying'>> {
  const before = new Map<string, Pick<Current, 'saying'>>(current);
  for (const file of base.added) before.delete(file);
  for (const [file, text] of base.before) {
    const hash = hashOf(text);
    before.set(file, { saying: decided?.cache.saying(file, hash) ?? hash });
  }
  return byPath(before);
}
