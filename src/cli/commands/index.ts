/** Every command, sorted by name; a command is one object in its own file. */
import type { Command } from '../command.ts';
import { bench } from './bench.ts';
import { compare } from './compare.ts';
import { convert } from './convert.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { gate } from './gate.ts';
import { init } from './init.ts';
import { merge } from './merge.ts';
import { profile } from './profile.ts';
import { report } from './report.ts';
import { review } from './review.ts';

export const commands: readonly Command[] = [
  bench,
  compare,
  convert,
  doctor,
  explain,
  gate,
  init,
  merge,
  profile,
  report,
  review,
];

export function commandNamed(name: string): Command | undefined {
  return commands.find((c) => c.name === name);
}
