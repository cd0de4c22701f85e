#!/usr/bin/env node
import { run } from './run.ts';
import { endQuietlyOnBrokenPipe, processTerminal } from './terminal.ts';

endQuietlyOnBrokenPipe();
const terminal = processTerminal();
const code = await run(process.argv.slice(2), terminal);
// Not process.exit at once: what is written to a pipe may still be on its way.
await terminal.out('');
await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
process.exit(code);
