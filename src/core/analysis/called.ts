/** Calls by the name of what they call: each call of a file is looked at once for all who ask for some of them. */
import type { CallSite, FileIndex } from './index-types.ts';
import { oncePer } from './once.ts';

const wanted: RegExp[] = [];
/** Who wants it, a bit each, by name: the same few thousand are called everywhere. */
const known = new Map<string, number>();
/** Whether anybody does. */
let any: RegExp | undefined;
const mostKnown = 50_000;
const none: readonly CallSite[] = [];

/**
 * Calls of methods, and of functions by their name, that match: `find` for `users.find()` and for `find()`. In the
 * order of the code. To be made once, when a module is loaded; there may be 31.
 */
export function callsLike(name: RegExp): (index: FileIndex) => readonly CallSite[] {
  const bit = wanted.push(name) - 1;
  known.clear();
  any = undefined;
  return (index) => byAsker(index)[bit] ?? none;
}

const byAsker = oncePer((index: FileIndex): readonly (readonly CallSite[])[] => {
  const lists: CallSite[][] = [];
  for (const site of index.calls) {
    const name = site.method || site.name;
    let askers = known.get(name);
    if (askers === undefined) askers = whoWants(name);
    for (; askers !== 0; askers &= askers - 1) {
      const bit = 31 - Math.clz32(askers & -askers);
      const list = lists[bit];
      if (list) list.push(site);
      else lists[bit] = [site];
    }
  }
  return lists;
});

function whoWants(name: string): number {
  let askers = 0;
  any ??= new RegExp(wanted.map((pattern) => `(?:${pattern.source})`).join('|'));
  if (any.test(name))
    for (const [bit, pattern] of wanted.entries()) if (pattern.test(name)) askers |= 1 << bit;
  if (known.size >= mostKnown) known.clear();
  known.set(name, askers);
  return askers;
}
