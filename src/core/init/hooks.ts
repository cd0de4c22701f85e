/** What runs before a commit, for each tool that projects keep such things in. */
import { cwdOption, type ProjectShape, runs, shellWord, yamlLine } from './project.ts';

const why =
  '# Performance pitfalls that the staged changes introduce: errors stop the commit (perfloop.json: review.failOn), --no-verify skips it once.';

/** Hooks are run at the top of the repository. */
export function hookCommand(shape: ProjectShape): string {
  const way = shape.runFolder ? `cd ${shellWord(shape.runFolder)} && ` : '';
  return `${way}${runs(shape.manager)} review --staged${cwdOption(shape)}`;
}

/** A hook of Git's own, or of husky where there is none yet. */
export function hookScript(shape: ProjectShape, tool: 'git' | 'husky'): string {
  const shebang = tool === 'git' ? '#!/bin/sh\n' : '';
  return `${shebang}${why}\n${hookCommand(shape)}\n`;
}

/** Whether a text runs a review already. */
export function hasHook(text: string): boolean {
  return /^[^#\n]*\bperfloop\b.*\breview\b/m.test(text);
}

/**
 * With the review put before whatever the hook does: a later command's `exit` would pass it over.
 * Undefined where the hook is not a shell's.
 */
export function withHookScript(text: string, shape: ProjectShape): string | undefined {
  const shebang = /^#![^\n]*\n/.exec(text)?.[0] ?? '';
  if (shebang && !/\b(ba|da|z|k)?sh\b/.test(shebang)) return undefined;
  // husky 8 begins with a line that sets it up.
  const setUp =
    /^(?:[ \t]*(?:#[^\n]*|\r)?\n)*\.[ \t][^\n]*_\/husky\.sh[^\n]*\n/.exec(text.slice(shebang.length))?.[0] ??
    '';
  const head = shebang + setUp;
  // Without `set -e` only the last command decides whether the commit is refused.
  const rest = text.slice(head.length);
  // A remark below is about what follows it, not about this.
  const gap = rest.startsWith('#') ? '\n' : '';
  const command = shape.runFolder ? `(${hookCommand(shape)})` : hookCommand(shape);
  return `${head}${why}\n${command} || exit 1\n${gap}${rest}`;
}

const block = (shape: ProjectShape): string =>
  `pre-commit:\n  commands:\n    perfloop:\n      run: ${yamlLine(hookCommand(shape))}\n`;

export function lefthookText(shape: ProjectShape): string {
  return block(shape);
}

/** With a command added; undefined where its `pre-commit` is written in a way that only a person should change. */
export function withLefthook(text: string, shape: ProjectShape): string | undefined {
  const at = /^pre-commit:[ \t]*(#[^\n]*)?\r?$/m.exec(text);
  if (!at) {
    if (/^['"]?pre-commit\b/m.test(text)) return undefined;
    return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${text.trim() === '' ? '' : '\n'}${block(shape)}`;
  }
  const start = at.index + at[0].length + 1;
  const end = start + (/^\S/m.exec(text.slice(start))?.index ?? text.length - start);
  const body = text.slice(start, end);
  const list = /^([ \t]+)(commands|jobs):[ \t]*\r?\n([ \t]+)\S/m.exec(body);
  if (!list) return undefined;
  const [head, , kind, inner] = list as unknown as [string, string, string, string];
  const first = start + list.index + head.length - 1 - inner.length;
  const run = yamlLine(hookCommand(shape));
  const entry =
    kind === 'jobs'
      ? `${inner}- name: perfloop\n${inner}  run: ${run}\n`
      : `${inner}perfloop:\n${inner}${inner.slice(list[1]!.length)}run: ${run}\n`;
  return text.slice(0, first) + entry + text.slice(first);
}
