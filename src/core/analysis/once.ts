/**
 * What is worked out of an object once, kept on the object.
 *
 * No WeakMap: it outlives the objects, and what it holds of a young one keeps the whole syntax tree around that
 * alive until the next full collection. Collecting the trees of files long done with took five times as long.
 *
 * @param work must not give `undefined`; what is beside the object is to be the same each time
 */
export function oncePer<
  K extends object,
  V extends NonNullable<unknown> | null,
  R extends readonly unknown[],
>(work: (of: K, ...beside: R) => V): (of: K, ...beside: R) => V {
  const slot = Symbol(work.name);
  return (of, ...beside) => {
    const holder = of as { [slot]?: V };
    let known = holder[slot];
    if (known === undefined) {
      known = work(of, ...beside);
      holder[slot] = known;
    }
    return known;
  };
}
