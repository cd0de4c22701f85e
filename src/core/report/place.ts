/** How places and names are written in every format. */
import { Origin } from '../model.ts';

export function functionName(name: string): string {
  return name === '' ? '(anonymous)' : name;
}

/** `src/a.ts:12`, `node:fs`, or '' for engine states. */
export function place(file: string, line: number): string {
  if (file === '') return '';
  return line > 0 ? `${file}:${line}` : file;
}

export function originLabel(origin: Origin, pkg: string): string {
  switch (origin) {
    case Origin.Mine:
      return '';
    case Origin.Dependency:
      return pkg || 'dependency';
    case Origin.Runtime:
      return 'node';
    case Origin.Native:
      return 'native';
    case Origin.Outside:
      return 'outside';
  }
}

export function lineKey(file: string, line: number): string {
  return `${file}:${line}`;
}
