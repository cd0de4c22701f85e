/** Every command, sorted by name; a command is one object in its own file. */
import type { Command } from '../command.ts';
import { bench } from './bench.ts';
import { convert } from './convert.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { init } from './init.ts';
import { profile } from './profile.ts';
import { report } from './report.ts';
import { review } from './review.ts';

export const commands: readonly Command[] = [bench, convert, doctor, explain, init, profile, report, review];

export function commandNamed(name: string): Command | undefined {
  return commands.find((c) => c.name === name);
}
