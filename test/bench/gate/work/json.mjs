/** Parsing and writing JSON of the size of an API's answer. */
const rows = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  name: `customer ${i}`,
  tags: ['a', 'b', `t${i % 7}`],
  address: { city: 'Lund', zip: 10_000 + i },
  total: i * 1.25,
}));
const text = JSON.stringify(rows);

export function work(units) {
  let length = 0;
  for (let i = 0; i < units; i++) length += JSON.stringify(JSON.parse(text)).length;
  return length;
}
