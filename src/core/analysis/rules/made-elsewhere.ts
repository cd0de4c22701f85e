/** What a function of a module makes the same for each call, where a loop of another file calls it. */

import type { Node } from '../ast.ts';
import type { FunctionInfo, Scope, Site } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import { inLoopsElsewhere } from '../known-callers.ts';
import type { World } from '../link.ts';
import type { Reviewed, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';

/** Of the module, and the same for each call: where a loop of another file calls it, it is as dear as one here. */
export function isHelper(file: Reviewed, { fn, loop }: Site, scope: Scope, parts: readonly Node[]): boolean {
  if (loop || fn.id === 0 || fn.parent?.id !== 0 || fn.invocation !== 'named' || fn.cls) return false;
  if (!/^[\w$]+$/.test(fn.name) || !file.index.text.includes('export')) return false;
  return isFixed(parts, scope, fn);
}

/** Made of nothing that the function is given or works out. */
export function isFixed(parts: readonly Node[], scope: Scope, fn: FunctionInfo): boolean {
  return !parts.some((p) => uses(p, scope, (b) => b.scope.fn === fn, true));
}

export function decideElsewhere(c: Candidate, file: FileSummary, world: World): Verdict {
  if (c.tag !== inLoopsElsewhere) return { confidence: c.confidence };
  const caller = world.callers.perItemElsewhere({ file, id: c.fn });
  if (!caller) return { silenced: 'no loop is known to call it' };
  const { line, column, text } = caller.file.calls[caller.call]!;
  return {
    confidence: 'medium',
    message: `${c.message} in each turn of a loop that calls ${file.functions[c.fn]!.name}`,
    steps: [{ file: caller.file.path, line, column, message: `${text}() for each item` }],
  };
}
