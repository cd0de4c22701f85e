/** Reducers: written in place, or handed to `reduce` by their name, from this file or another. */
import { isFunction, type Node } from '../ast.ts';
import { deedsOf } from '../deeds.ts';
import { listOf } from '../guards.ts';
import type { FunctionInfo, LoopInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import { growsByName } from '../names-of-collections.ts';
import type { Report, Reviewed, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { fewRuns } from './copied-few.ts';
import { assignedTo, returned } from './handed-on.ts';
import { importedRef, isSmall, loopWords, plainVerdict } from './shared.ts';

interface Reducer {
  /** What it calls all that it was handed, or parts of it. */
  readonly names: readonly string[];
  readonly callback: Node;
}

/** `acc`, and `good` and `bad` of `({ good, bad }, item) => …` and `([good, bad], item) => …`. */
function namesOf(first: Node): string[] {
  if (first.type === 'Identifier') return [first.name];
  if (first.type === 'ArrayPattern') return first.elements.flatMap((e) => (e ? namesOf(e) : []));
  if (first.type !== 'ObjectPattern') return [];
  return first.properties.flatMap((p) =>
    p.type === 'ObjectProperty' && p.value.type === 'Identifier' ? [p.value.name] : [],
  );
}

/** The reducer that a place is in, and its loop. */
export function reducerOf(from: LoopInfo | undefined): (Reducer & { readonly loop: LoopInfo }) | undefined {
  for (let loop = from; loop; loop = loop.parent) {
    if (loop.kind !== 'callback' || !/^reduce/.test(loop.method) || !isFunction(loop.body)) continue;
    const first = loop.body.params[0];
    const names = first ? namesOf(first) : [];
    if (names.length > 0) return { loop, names, callback: loop.body };
  }
  return undefined;
}

/** A function by a name that may be handed to a `reduce`. */
export function reducerNamed({ node, invocation }: FunctionInfo): Reducer | undefined {
  if (invocation !== 'named' || !isFunction(node) || node.params.length < 2) return undefined;
  const names = namesOf(node.params[0]!);
  return names.length > 0 ? { names, callback: node } : undefined;
}

/** Whether a copy of what a reducer calls so is what it gives back. */
export function handsOn({ names, callback }: Reducer, name: string, copy: Node): boolean {
  if (!names.includes(name)) return false;
  const first = isFunction(callback) ? callback.params[0] : undefined;
  return returned(copy, callback, first?.type === 'ArrayPattern') || assignedTo(copy, name);
}

/** `orders.reduce(merge, {})`, where another file says what `merge` does. */
export function checkHanded(file: Reviewed, loop: LoopInfo, report: Report): void {
  if (loop.kind !== 'callback' || !/^reduce/.test(loop.method) || loop.callback) return;
  if (loop.body.type !== 'Identifier' && loop.body.type !== 'MemberExpression') return;
  const list = listOf(loop, true);
  const few = isSmall(file.loops.of(loop).bound) || !list || fewRuns(loop) !== '' || !growsByName(list);
  const ref = few ? -1 : file.refs.of(loop.body, loop.scope);
  if (ref < 0) return;
  report({
    node: loop.node,
    fn: loop.fn,
    message: `Copies everything so far in each turn of the ${loopWords(loop)}`,
    iter: importedRef(file, loop),
    tag: `ref ${ref}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

/** Decides what `checkHanded` saw; undefined for all else. */
export function ofReducer(c: Candidate, file: FileSummary, world: World): Verdict | undefined {
  if (!c.tag.startsWith('ref ')) return undefined;
  const v = world.values.of(file, Number(c.tag.slice(4)));
  // Of the same file it is told where it is written.
  const [copy] = v?.t === 'fn' && v.file !== file ? deedsOf(v, c.rule) : [];
  if (v?.t !== 'fn' || !copy) return { silenced: 'nothing says that the reducer copies' };
  const verdict = plainVerdict(c, file, world);
  if ('silenced' in verdict) return verdict;
  const { name } = v.file.functions[v.id]!;
  const step = { file: v.file.path, line: copy.line, column: copy.column, message: name };
  return { ...verdict, message: `${c.message}, by ${name}: ${copy.message}`, steps: [...c.steps, step] };
}
