import { renderColumns } from '../core/report/columns.ts';
import { type Command, commonOptions, type Option } from './command.ts';

const asIs = (text: string) => text;

function rows(options: Readonly<Record<string, Option>>): string[][] {
  return Object.entries(options).map(([name, o]) => {
    const short = o.short ? `-${o.short}, ` : '    ';
    const value = o.type === 'string' ? ` ${o.value ?? (o.oneOf?.join('|') || 'VALUE')}` : '';
    return [`${short}--${name}${value}`, o.help];
  });
}

function table(cells: readonly (readonly string[])[], width: number): string[] {
  return renderColumns([{ align: 'left' }, { align: 'left' }], cells, {
    width: Math.max(width, 200),
    indent: '  ',
    dim: asIs,
  });
}

export function generalHelp(commands: readonly Command[], version: string, width: number): string {
  const lines = [
    `perfloop ${version}: profile, find, fix, verify and enforce the performance of Node.js code`,
    '',
    'Usage: perfloop COMMAND [options]',
    '',
    'Commands:',
    ...table(
      commands.map((c) => [c.name, c.summary]),
      width,
    ),
    '',
    'Options:',
    ...table([...rows(commonOptions), ['    --version', 'print the version']], width),
    '',
    'Exit codes: 0 fine, 1 a threshold failed, 2 bad use or input, 3 inconclusive, 130 cancelled (143 by SIGTERM).',
    'perfloop help COMMAND shows the options and examples of a command.',
  ];
  return `${lines.join('\n')}\n`;
}

export function commandHelp(command: Command, width: number): string {
  const lines = [
    `perfloop ${command.name}: ${command.summary}`,
    '',
    `Usage: perfloop ${command.name} ${command.usage}`.trimEnd(),
    '',
    'Options:',
    ...table([...rows(command.options), ...rows(commonOptions)], width),
    '',
    'Examples:',
    ...command.examples.map((e) => `  ${e}`),
  ];
  return `${lines.join('\n')}\n`;
}
