/** Awaiting work that is ready: microtasks, no input or output. */
const step = async (n) => n + 1;

export async function work(units) {
  let n = 0;
  for (let i = 0; i < units; i++) for (let j = 0; j < 50; j++) n = await step(n);
  return n;
}
