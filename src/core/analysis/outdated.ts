/** Waits that keep their order though no name leads from one to the other: the second is to see what the first did. */
import { bare } from './ast.ts';
import { sends } from './awaited.ts';
import type { FileIndex } from './index-types.ts';
import { lastName } from './leaving.ts';
import type { Wait } from './waits.ts';

/** Whether what a wait asks for would be out of date if it were asked together with those before it. */
export function isOutdated(wait: Wait, run: readonly Wait[], file: FileIndex): boolean {
  if (run.some(keepsNothing(wait) ? posts : refreshes)) return true;
  // Twice without anything between them is once too often, and no reason to wait.
  return run.slice(0, -1).some((before) => asksTheSame(before, wait, file));
}

/** `await load()`: nothing is kept, so what was sent before it is what it is to show. */
function keepsNothing({ node }: Wait): boolean {
  return node.type === 'ExpressionStatement' && bare(node.expression).type === 'AwaitExpression';
}

/** Something is sent: it may be a question, or no longer one where the next is not to be sent without it. */
export function posts(w: Wait): boolean {
  return w.calls.some((c) => sends(c.node, false));
}

/** `await refreshItem(id); const item = await getItem(id)`: what is read then is to be fresh. */
function refreshes(w: Wait): boolean {
  return (
    keepsNothing(w) && w.calls.some((c) => /^(refresh|reload|refetch|revalidate)/.test(lastName(c.node)))
  );
}

/** `before = await load(id); await work(); after = await load(id)`: what is between is to change the answer. */
function asksTheSame(a: Wait, b: Wait, { text }: FileIndex): boolean {
  const asked = ({ calls }: Wait): string =>
    calls.map(({ node }) => text.slice(node.start ?? 0, node.end ?? 0)).join();
  return a.calls.length > 0 && a.calls.length === b.calls.length && asked(a) === asked(b);
}
