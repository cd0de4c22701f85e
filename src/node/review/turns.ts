import { setImmediate } from 'node:timers/promises';

/** Long enough that giving way costs nothing, short enough that nobody sees it. */
const turnMs = 50;

/** Runs steps to their end; whoever waits, or wants to cancel, is heard in between. @throws the signal's reason */
export async function inTurns<T>(steps: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
  let until = performance.now() + turnMs;
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await setImmediate();
    signal?.throwIfAborted();
    until = performance.now() + turnMs;
  }
}
