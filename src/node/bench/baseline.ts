/** `.perfloop/baseline.json` on disk. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Baseline, baselineText, parseBaseline } from '../../core/bench/baseline.ts';
import { UserError } from '../../core/model.ts';
import { reason, writeFileAtomically } from '../project-files.ts';

export const baselineFile = '.perfloop/baseline.json';

/** Undefined where there is none. @throws UserError where there is one that is none */
export async function readBaseline(root: string): Promise<Baseline | undefined> {
  let text: string;
  try {
    text = await readFile(path.join(root, baselineFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${baselineFile} cannot be read: ${reason(error)}`, 'Correct it, or remove it.');
  }
  const baseline = parseBaseline(text);
  if (baseline) return baseline;
  throw new UserError(
    `${baselineFile} is not a baseline of this version of Perfloop.`,
    'Restore it, or remove it and run perfloop bench --update-baseline.',
  );
}

/** @throws UserError where it cannot be written */
export async function writeBaseline(root: string, baseline: Baseline): Promise<void> {
  await writeFileAtomically(path.join(root, baselineFile), baselineText(baseline), baselineFile);
}
