/** Whether a function that a loop calls is given the same for what it makes, each time. */
import { bare, keyName, type Node } from '../ast.ts';
import { callsByName, callsOfMethod, loopsHanded } from '../callers.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo, LoopInfo, Scope, Site } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import { find } from '../scopes.ts';
import { changes, madeOf } from './derived.ts';

/**
 * A loop that runs the named function around the site, by calling it or by being handed it, where nothing of what is
 * made there depends on the turn.
 * @param loopOf the loop around a place that counts
 * @param differs whether the calls give a parameter what makes each of them another
 */
export function loopGivingTheSame(
  file: FileIndex,
  { fn, scope, loop: own }: Site,
  parts: readonly Node[],
  loopOf: (at: Site) => LoopInfo | undefined,
  differs?: (b: Binding, calls: readonly CallSite[]) => boolean,
): LoopInfo | undefined {
  if (own || fn.id === 0 || fn.invocation !== 'named') return undefined;
  const made = parametersOf(parts, scope, fn);
  if (!made) return undefined;
  const calls = [...callsByName(file, fn), ...callsOfMethod(file, fn)];
  if (differs && made.some((b) => differs(b, calls))) return undefined;
  for (const call of calls) {
    const loop = loopOf(call);
    if (loop && givesTheSame(made, call, loop)) return loop;
  }
  if (made.length > 0) return undefined;
  return loopsHanded(file, fn).find((l) => loopOf({ node: l.body, fn: l.fn, scope: l.scope, loop: l }));
}

/** The parameters that expressions use; undefined where the function works something out for them, or waits. */
export function parametersOf(
  parts: readonly Node[],
  scope: Scope,
  fn: FunctionInfo,
): readonly Binding[] | undefined {
  const made: Binding[] = [];
  const seen = new Set<Binding>();
  const note = (b: Binding): boolean => {
    if (b.scope.fn !== fn || seen.has(b)) return false;
    seen.add(b);
    // `const escaped = escapeRegExp(word)`: what counts is the word.
    const of = madeOf(b);
    if (of) return uses(of, b.scope, note, true);
    made.push(b);
    return false;
  };
  if (parts.some((p) => uses(p, scope, note, true))) return undefined;
  return made.some((b) => b.param === undefined || b.writes.length > 0 || b.path.length > 1)
    ? undefined
    : made;
}

/** What is not given is what the parameter starts with. */
function givesTheSame(made: readonly Binding[], call: CallSite, loop: LoopInfo): boolean {
  return made.every((b) => {
    const given = argumentFor(b, call);
    return given === 'none' || (given !== undefined && !changes(given, call.scope, loop));
  });
}

/** What a call gives for a parameter, or for a property of one: `f({ prefix })` for `({ prefix }) => …`. */
export function argumentFor({ param, path }: Binding, call: CallSite): Node | 'none' | undefined {
  const args = call.node.arguments;
  const given = args[param!];
  if (!given) return args.some((a) => a.type === 'SpreadElement') ? undefined : 'none';
  if (given.type === 'SpreadElement') return undefined;
  const value = bare(given);
  if (path.length === 0) return value;
  if (value.type !== 'ObjectExpression') return undefined;
  const p = value.properties.find((o) => o.type === 'ObjectProperty' && keyName(o) === path[0]);
  return p?.type === 'ObjectProperty' ? p.value : undefined;
}

/** `options` of `const options = { month: 'short' }` is what is written there, wherever that stands. */
export function asWritten(parts: readonly Node[], scope: Scope, text: string): readonly Node[] {
  return parts.map((part) => {
    const n = bare(part);
    const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    if (!b?.init || b.kind !== 'const' || b.path.length > 0 || b.loopItem) return part;
    const changed = new RegExp(`\\b${b.name.replace(/\$/g, '\\$&')}(\\.\\w+|\\[[^\\]]+\\])\\s*=[^=]`);
    const { node } = b.scope.fn;
    const around = text.slice(node.start ?? 0, node.end ?? 0);
    return isWritten(bare(b.init)) && !changed.test(around) ? b.init : part;
  });
}

function isWritten(n: Node): boolean {
  if (/^(String|Numeric|Boolean)Literal$/.test(n.type)) return true;
  return (
    n.type === 'ObjectExpression' &&
    n.properties.every((p) => p.type === 'ObjectProperty' && !p.computed && isWritten(bare(p.value)))
  );
}
