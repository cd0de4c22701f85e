/** `perfloop report`, once its arguments are understood. */
import path from 'node:path';
import { formatNamed } from '../core/report/formats/index.ts';
import { loadProfiles } from '../node/load.ts';
import type { LoadedProfile } from '../node/perfloop.ts';
import { writeFileAtomically } from '../node/project-files.ts';
import { buildReport, rootsFor, rootsThatFit } from './build-report.ts';
import type { Terminal } from './terminal.ts';

export interface ReportOptions {
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly format: string;
  readonly onlyMine: boolean;
  readonly top: number;
  readonly leastShare: number;
  /** `-` is stdout. */
  readonly output: string | undefined;
  readonly cwd: string;
}

/** @throws UserError */
export async function runReport(options: ReportOptions, terminal: Terminal): Promise<void> {
  const { cwd } = options;
  const here = rootsFor(cwd);
  const loaded = await loadProfiles(options.files, { cwd, roots: here });
  const base =
    options.base === undefined ? undefined : await loadProfiles([options.base], { cwd, roots: here });
  const folders = [...loaded, ...(base ?? [])].map((l) => l.recording?.recording.cwd);
  const roots = rootsThatFit(
    loaded,
    rootsFor(
      cwd,
      folders.filter((f) => f !== undefined),
    ),
  );
  const data = await buildReport(loaded, {
    command: 'report',
    title: titleOf(options.files, loaded),
    roots,
    cwd,
    onlyMine: options.onlyMine,
    top: options.top,
    flame: options.format === 'html',
    ...(base ? { base: { title: titleOf([options.base!], base), loaded: base } } : {}),
    next: [],
  });
  const output = options.output === '-' ? undefined : options.output;
  const text = formatNamed(options.format)!.render(data, {
    width: output ? 120 : terminal.width,
    colour: output ? false : terminal.outColour,
    top: options.top,
    leastShare: options.leastShare,
  });
  if (output === undefined) return await terminal.out(text);
  await writeFileAtomically(path.resolve(cwd, output), text, output);
  terminal.err(`perfloop: wrote ${output}\n`);
}

/** A recording by its command, files by name. */
export function titleOf(files: readonly string[], loaded: readonly LoadedProfile[]): string {
  const commands = new Set(loaded.map((l) => l.recording?.recording.command.join(' ') ?? ''));
  const [command] = commands;
  if (commands.size === 1 && command) return command;
  const [first = '', ...others] = files;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
