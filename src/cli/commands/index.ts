/** Every command, sorted by name; a command is one object in its own file. */
import type { Command } from '../command.ts';
import { convert } from './convert.ts';
import { doctor } from './doctor.ts';
import { profile } from './profile.ts';
import { report } from './report.ts';

export const commands: readonly Command[] = [convert, doctor, profile, report];

export function commandNamed(name: string): Command | undefined {
  return commands.find((c) => c.name === name);
}
