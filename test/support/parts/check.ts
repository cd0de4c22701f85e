/** Format, lint and types: the commands of `npm run check`, each counted as one. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startGroup } from '../../../src/build/editor/processes.ts';
import { type Counts, head, indent } from './counts.ts';

export async function runChecks(): Promise<Counts> {
  const root = process.cwd();
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { check: string } };
  const bin = path.join(root, 'node_modules', '.bin');
  let failed = 0;
  const commands = scripts.check.split(' && ');
  for (const command of commands) {
    const [program = '', ...args] = command.split(' ');
    const suffix = process.platform === 'win32' ? '.cmd' : '';
    const { code, output } = await collect(path.join(bin, program + suffix), args);
    if (code === 0) continue;
    failed += 1;
    console.log(`  not ok - ${command} (exit ${code})\n${indent(head(output, 60))}`);
  }
  return { passed: commands.length - failed, failed, skipped: 0 };
}

async function collect(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const group = startGroup(command, args);
  let output = '';
  for (const stream of [group.process.stdout, group.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { code: await group.ended, output };
}
