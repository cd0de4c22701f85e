/** A profile as bytes that a page can turn back into typed arrays at once: a JSON head, then the columns. */
import type { Profile } from '../../src/core/model.ts';

const COLUMNS = [
  ['frames', 'name'],
  ['frames', 'file'],
  ['frames', 'line'],
  ['frames', 'column'],
  ['stacks', 'frame'],
  ['stacks', 'parent'],
  ['samples', 'stack'],
  ['samples', 'weight'],
  ['lines', 'stack'],
  ['lines', 'line'],
  ['lines', 'weight'],
] as const;

export function profileBytes(profile: Profile): Uint8Array {
  const table = (name: string) => (profile as unknown as Record<string, Record<string, Uint32Array>>)[name]!;
  const columns = COLUMNS.map(([name, key]) => {
    const array = table(name)[key]!;
    return { table: name, key, type: array.constructor.name, length: array.length, bytes: array };
  });
  const head = new TextEncoder().encode(
    JSON.stringify({
      ...profile,
      ...Object.fromEntries(
        ['frames', 'stacks', 'samples', 'lines'].map((name) => [name, { length: table(name).length }]),
      ),
      columns: columns.map(({ bytes: _, ...column }) => column),
    }),
  );
  const at = 8 * Math.ceil((4 + head.length) / 8);
  const size = columns.reduce((sum, { bytes }) => sum + 8 * Math.ceil(bytes.byteLength / 8), at);
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  let offset = at;
  for (const { bytes } of columns) {
    out.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset);
    offset += 8 * Math.ceil(bytes.byteLength / 8);
  }
  return out;
}

/** Source of a function for the page: `(buffer: ArrayBuffer) => Profile`. */
export const DECODE = `(buffer) => {
  const length = new DataView(buffer).getUint32(0, true);
  const { columns, ...profile } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let offset = 8 * Math.ceil((4 + length) / 8);
  for (const column of columns) {
    const array = new globalThis[column.type](buffer, offset, column.length);
    profile[column.table][column.key] = array.slice();
    offset += 8 * Math.ceil(array.byteLength / 8);
  }
  return profile;
}`;
