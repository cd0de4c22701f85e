/** Arithmetic over a typed array: nothing but compiled code. */
const values = Float64Array.from({ length: 2000 }, (_, i) => Math.sin(i));

export function work(units) {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    for (let j = 0; j < values.length; j++) sum += values[j] * values[(j * 7 + i) % values.length];
  }
  return sum;
}
