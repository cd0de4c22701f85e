/** Counting and looking up in Maps with string keys. */
const keys = Array.from({ length: 400 }, (_, i) => `key-${(i * 7919) % 150}`);

export function work(units) {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    const counts = new Map();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const [key, count] of counts) sum += key.length * count;
  }
  return sum;
}
