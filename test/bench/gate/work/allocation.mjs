/** Short-lived objects and arrays: the garbage collector's share is large. */
export function work(units) {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    let list = null;
    const points = [];
    for (let j = 0; j < 300; j++) {
      const point = { x: j, y: i, label: [j, i, j + i] };
      points.push({ ...point, x: point.x + 1 });
      list = { next: list, point };
    }
    for (let node = list; node; node = node.next) sum += node.point.label.length;
    sum += points.length;
  }
  return sum;
}
