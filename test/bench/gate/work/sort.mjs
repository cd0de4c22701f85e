/** Sorting records by two keys. */
let state = 12_345;
const next = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return state;
};
const rows = Array.from({ length: 300 }, () => ({ group: next() % 10, at: next() }));

export function work(units) {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    const sorted = rows.slice().sort((a, b) => a.group - b.group || a.at - b.at);
    sum += sorted[i % sorted.length].at;
  }
  return sum;
}
