/** The frame around every command: which one, help, errors and exit codes. */
import { statSync } from 'node:fs';
import { UserError } from '../core/model.ts';
import { nearest } from '../core/nearest.ts';
import { visible } from '../core/report/visible.ts';
import { perfloopVersion } from '../node/project.ts';
import { parse } from './args.ts';
import { type Command, exit } from './command.ts';
import { commandNamed, commands } from './commands/index.ts';
import { commandHelp, generalHelp } from './help.ts';
import type { Terminal } from './terminal.ts';

/** @returns the exit code; never throws for what a user did. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const name = argv.find((a) => !a.startsWith('-')) ?? '';
  const json = beforeTerminator(argv).includes('--json');
  try {
    return await dispatch(argv, terminal, json);
  } catch (error) {
    return await failed(error, name, json, terminal);
  }
}

function beforeTerminator(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

async function dispatch(argv: readonly string[], terminal: Terminal, json: boolean): Promise<number> {
  const [first, ...others] = argv;
  const see = 'See perfloop --help.';
  if (first === undefined) throw new UserError('no command given', see);
  if (first === '--version' || first === '-v' || first === 'version')
    return await printVersion(terminal, json);
  const general = first === '--help' || first === '-h';
  if (general || first === 'help') {
    const about = others.find((a) => !a.startsWith('-'));
    return await printHelp(general ? undefined : about && known(about), terminal, json);
  }
  if (first.startsWith('-')) return await dispatchLate(first, argv, terminal, json);
  const command = known(first);
  const options = beforeTerminator(others);
  if (options.includes('--help') || options.includes('-h')) return await printHelp(command, terminal, json);
  const invocation = parse(command, others, currentFolder());
  requireFolder(invocation.cwd);
  return await command.run(invocation, terminal);
}

/** `perfloop --json report x`: common options before the command are taken too. */
async function dispatchLate(
  first: string,
  argv: readonly string[],
  terminal: Terminal,
  json: boolean,
): Promise<number> {
  const taken = first === '--json' ? 1 : first === '--cwd' ? 2 : first.startsWith('--cwd=') ? 1 : 0;
  const rest = argv.slice(taken);
  if (taken === 0 || rest.length === 0 || argv.length === taken) {
    const near = nearest(first.replace(/^-+/, ''), ['help', 'version', 'json', 'cwd']);
    if (taken > 0) throw new UserError('no command given', 'See perfloop --help.');
    throw new UserError(`unknown option ${first}`, near ? `Did you mean --${near}?` : 'See perfloop --help.');
  }
  const [command, ...others] = rest;
  return await dispatch([command!, ...argv.slice(0, taken), ...others], terminal, json);
}

function known(name: string): Command {
  const command = commandNamed(name);
  if (command) return command;
  const near = nearest(
    name,
    commands.map((c) => c.name),
  );
  const hint = near ? `Did you mean ${near}? ` : '';
  throw new UserError(`unknown command ${name}`, `${hint}See perfloop --help.`);
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError('the current folder is gone', 'Change to a folder that exists.');
  }
}

function requireFolder(cwd: string): void {
  const stat = statSync(cwd, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    throw new UserError(`--cwd ${cwd} is not a folder`, 'Name a folder that exists.');
  }
}

async function printVersion(terminal: Terminal, json: boolean): Promise<number> {
  const version = perfloopVersion();
  const document = { version: 1, command: 'version', perfloop: version, node: process.versions.node };
  await terminal.out(json ? `${JSON.stringify(document)}\n` : `${version}\n`);
  return exit.fine;
}

async function printHelp(
  about: Command | undefined | '',
  terminal: Terminal,
  json: boolean,
): Promise<number> {
  const text = about
    ? commandHelp(about, terminal.width)
    : generalHelp(commands, perfloopVersion(), terminal.width);
  await terminal.out(json ? `${JSON.stringify({ version: 1, command: 'help', text })}\n` : text);
  return exit.fine;
}

async function failed(error: unknown, command: string, json: boolean, terminal: Terminal): Promise<number> {
  const debug = process.env.PERFLOOP_DEBUG === '1';
  const expected = error instanceof UserError;
  const message = visible(oneLine(error instanceof Error ? error.message : String(error)));
  const next = expected
    ? error.next
    : 'This is a fault in Perfloop: set PERFLOOP_DEBUG=1 to see where, and report it.';
  if (json) {
    const document = { version: 1, command, error: { message, next } };
    await terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  }
  terminal.err(`perfloop: ${message}\n${next ? `  ${next}\n` : ''}`);
  if (debug && error instanceof Error) terminal.err(`${error.stack}\n`);
  return exit.badUse;
}

function oneLine(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, ' ').trim();
}
