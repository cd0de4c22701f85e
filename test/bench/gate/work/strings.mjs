/** Log lines: regular expressions, splitting, replacing, joining. */
const lines = Array.from(
  { length: 60 },
  (_, i) =>
    `2026-01-${String((i % 28) + 1).padStart(2, '0')}T10:00:${String(i % 60).padStart(2, '0')}Z GET /api/orders/${i * 37}?page=${i} 200 ${i * 3}ms`,
);
const pattern = /^(\S+) (GET|POST) (\/[\w/]+)\?page=(\d+) (\d{3}) (\d+)ms$/;

export function work(units) {
  let size = 0;
  for (let i = 0; i < units; i++) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match) size += match[3].split('/').join(':').replace(/\d+/g, '#').length + Number(match[6]);
    }
  }
  return size;
}
