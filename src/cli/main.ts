#!/usr/bin/env node
import module from 'node:module';
import { endWhereNothingCanBeWritten, processTerminal } from './terminal.ts';

// What Node compiled is there for the next run, from Node 22.8 on: a tenth of a hook that has nothing to do.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
endWhereNothingCanBeWritten();
const terminal = processTerminal();
const { run } = await import('./run.ts');
const code = await run(process.argv.slice(2), terminal);
// Not process.exit at once: what is written to a pipe may still be on its way.
await terminal.out('');
await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
process.exit(code);
