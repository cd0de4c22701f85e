/** From ids and edges as a file gives them to a checked tree whose rows have parents before children. */
import { NO_ID, type NodeScan } from './cpuprofile-scan.ts';

const UNSET = -2;

export interface NodeTree {
  /** Row of the parent, -1 for a root. Indexed by scan row. */
  readonly parent: Int32Array;
  /** Scan rows with parents first; undefined where they are in such an order already. */
  readonly order: Int32Array | undefined;
  /** Scan row of a node id; -1 where there is none. */
  readonly rowOf: (id: number) => number;
}

/** @throws UserError for duplicate ids, ids that are not in the file, two parents, and cycles. */
export function resolveTree(scan: NodeScan): NodeTree {
  const rowOf = indexIds(scan);
  const parent = linkParents(scan, rowOf);
  return { parent, order: parentsFirst(scan, parent), rowOf };
}

function indexIds(scan: NodeScan): (id: number) => number {
  const ids = scan.id.data;
  const count = scan.id.length;
  let max = 0;
  let plain = true;
  for (let row = 0; row < count; row++) {
    const id = ids[row]!;
    if (id === NO_ID) scan.json.fail(`node ${row + 1} of ${count} has no id`);
    if (id < 0) plain = false;
    else if (id > max) max = id;
  }
  if (plain && max < count * 8 + 1024) {
    const rows = new Int32Array(max + 1).fill(-1);
    for (let row = 0; row < count; row++) {
      if (rows[ids[row]!] !== -1) duplicate(scan, ids[row]!);
      rows[ids[row]!] = row;
    }
    return (id) => (id >= 0 && id <= max ? rows[id]! : -1);
  }
  const rows = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    if (rows.has(ids[row]!)) duplicate(scan, ids[row]!);
    rows.set(ids[row]!, row);
  }
  return (id) => rows.get(id) ?? -1;
}

function duplicate(scan: NodeScan, id: number): never {
  scan.json.fail(`two nodes have the id ${scan.idText(id)}`);
}

function linkParents(scan: NodeScan, rowOf: (id: number) => number): Int32Array {
  const count = scan.id.length;
  const parent = new Int32Array(count).fill(UNSET);
  const nested = scan.nestedIn.data;
  for (let row = 0; row < count; row++) if (nested[row]! >= 0) parent[row] = nested[row]!;
  const edges = scan.edgeChild.length;
  for (let e = 0; e < edges; e++) {
    const from = scan.edgeParent.data[e]!;
    const child = rowOf(scan.edgeChild.data[e]!);
    if (child < 0) {
      const [node, missing] = [idOf(scan, from), scan.idText(scan.edgeChild.data[e]!)];
      scan.json.fail(`node ${node} lists the child ${missing}, which is not in the file`);
    }
    setParent(scan, parent, child, from);
  }
  for (let i = 0; i < scan.parentRow.length; i++) {
    const row = scan.parentRow.data[i]!;
    const from = rowOf(scan.parentId.data[i]!);
    if (from < 0) {
      const [node, missing] = [idOf(scan, row), scan.idText(scan.parentId.data[i]!)];
      scan.json.fail(`node ${node} names the parent ${missing}, which is not in the file`);
    }
    setParent(scan, parent, row, from);
  }
  for (let row = 0; row < count; row++) if (parent[row] === UNSET) parent[row] = -1;
  return parent;
}

function setParent(scan: NodeScan, parent: Int32Array, child: number, from: number): void {
  const known = parent[child]!;
  if (known !== UNSET && known !== from) {
    scan.json.fail(`node ${idOf(scan, child)} has two parents, ${idOf(scan, known)} and ${idOf(scan, from)}`);
  }
  parent[child] = from;
}

function idOf(scan: NodeScan, row: number): string {
  return scan.idText(scan.id.data[row]!);
}

/** Undefined where rows have that order already, as V8 writes them. */
function parentsFirst(scan: NodeScan, parent: Int32Array): Int32Array | undefined {
  const count = parent.length;
  let sorted = true;
  for (let row = 0; row < count && sorted; row++) sorted = parent[row]! < row;
  if (sorted) return undefined;
  const { first, next } = childLists(parent);
  const order = new Int32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) if (parent[row] === -1) order[length++] = row;
  for (let i = 0; i < length; i++) {
    for (let child = first[order[i]!]!; child >= 0; child = next[child]!) order[length++] = child;
  }
  if (length < count) {
    const reached = new Uint8Array(count);
    for (let i = 0; i < length; i++) reached[order[i]!] = 1;
    scan.json.fail(`the nodes form a cycle through node ${idOf(scan, reached.indexOf(0))}`);
  }
  return order;
}

/** Children of each row as linked lists, in ascending order of rows. */
export function childLists(parent: Int32Array): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parent.length).fill(-1);
  const next = new Int32Array(parent.length).fill(-1);
  for (let row = parent.length - 1; row >= 0; row--) {
    const from = parent[row]!;
    if (from < 0) continue;
    next[row] = first[from]!;
    first[from] = row;
  }
  return { first, next };
}
