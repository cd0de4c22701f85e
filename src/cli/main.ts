#!/usr/bin/env node
import module from 'node:module';
import { exit } from './command.ts';
import { endWhereNothingCanBeWritten, processTerminal } from './terminal.ts';

// What Node compiled is there for the next run, from Node 22.8 on: a tenth of a hook that has nothing to do.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const args = process.argv.slice(2);
endWhereNothingCanBeWritten(args.some((a) => /^(review|gate|compare)$/.test(a)));
const terminal = processTerminal();
const { run } = await import('./run.ts');
const code = await run(args, terminal);
// Not process.exit at once: what is written to a pipe may still be on its way.
await terminal.out('');
await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
process.exit(code === exit.cancelled ? (process.exitCode ?? code) : code);
