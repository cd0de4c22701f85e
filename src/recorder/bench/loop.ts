/** The loop around a benchmark's function. */

/** Consumes results, so that the compiler has to produce them. */
export const sink: { value: unknown } = { value: undefined };

export type BenchFn = (input: unknown, params: unknown) => unknown;

/** Calls `fn` n times. `input` is what it gets, or, in a loop made for that, the list of what each call gets. */
export type Batch = (
  fn: BenchFn,
  n: number,
  input: unknown,
  params: unknown,
  out: { value: unknown },
) => unknown;

const made = { count: 0 };

/** Name by which profiles know the loop's frames. */
export const LOOP_URL = 'perfloop:loop';

/**
 * Never run. V8 puts no function this long into its caller; where it did, it would see which function the loop calls,
 * and put that in too.
 */
const bulk = 'result = [result, fn, n, input, params, out, result];\n'.repeat(40);

/**
 * A loop of its own for each benchmark, made from text: one shared by several would learn from the ones before, and
 * so make later benchmarks slower. The call in it has seen several other functions first, so that it stays a call:
 * were the function inlined, the compiler could take work out of the loop that the function does every time for
 * its real callers.
 */
export async function makeBatch(isAsync: boolean, list: boolean): Promise<Batch> {
  const call = `fn(${list ? 'input[i]' : 'input'}, params)`;
  // The same text would be the same code to V8, with what it has learnt: the number makes it another.
  made.count += 1;
  const text = `// ${made.count}
${isAsync ? 'async ' : ''}function perfloopBatch(fn, n, input, params, out) {
  let result;
  if (n < 0) {
    ${bulk}
  }
  for (let i = 0; i < n; i++) result = ${isAsync ? 'await ' : ''}${call};
  out.value = result;
}
return perfloopBatch;
//# sourceURL=${LOOP_URL}`;
  const batch = new Function(text)() as Batch;
  // V8 starts to remember what was called only after some work.
  const inputs = Array.from({ length: 300 }, (_, i) => i);
  for (let round = 0; round < 3; round++) {
    for (const decoy of decoys(isAsync)) await batch(decoy, inputs.length, inputs, undefined, sink);
  }
  return batch;
}

function decoys(isAsync: boolean): BenchFn[] {
  const value = isAsync ? Promise.resolve(1) : 1;
  return [
    () => value,
    (input) => (input ? value : 0),
    (_, params) => (params ? 0 : value),
    (input, params) => (input === params ? 0 : value),
  ];
}
