import { check } from './marked.ts';

const spreads = (name: string, code: string): void =>
  check(name, { 'src/a.ts': code }, 'accumulating-spread');

spreads(
  'parts that are merged have the same fields; maps of items do not',
  `export const a = (parts) => parts.reduce((all, part) => ({ ...all, ...part }), {});
export const b = (rows) => rows.reduce((all, row) => ({ ...all, ...toMap(row) }), {}); // !accumulating-spread
`,
);

spreads(
  'counts by kind have a key a kind; lists by it hold every item, and counts by id may',
  `export const a = (list) => list.reduce((acc, x) => ({ ...acc, [x.check]: (acc[x.check] ?? 0) + 1 }), {});
export const b = (list) => list.reduce((acc, x) => ({ ...acc, [x.check]: [...(acc[x.check] ?? []), x] }), {}); // !accumulating-spread
export const c = (list) => list.reduce((acc, x) => ({ ...acc, [x.userId]: (acc[x.userId] ?? 0) + 1 }), {}); // !accumulating-spread
export const d = (list) => list.reduce((acc, x) => ({ ...acc, [x.name]: { ...acc[x.name], [x.part]: x } }), {}); // !accumulating-spread
`,
);

spreads(
  'fields of one object are few; what is kept by id is not',
  `export const a = (props) => Object.entries(props).reduce((acc, [name, v]) => ({ ...acc, [name]: v.trim() }), {});
export const b = (byUser) => Object.keys(byUser).reduce((acc, id) => ({ ...acc, [id]: 1 }), {}); // !accumulating-spread
export const c = (users) => Object.keys(users).reduce((acc, k) => ({ ...acc, [k]: 1 }), {}); // !accumulating-spread
`,
);

spreads(
  'keys that a type names, and those of a configuration',
  `export const a = (rs) => rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<ReportKeys, string[]>);
export const b = (rs) => rs.reduce<Record<'a' | 'b', number>>((acc, { key, r }) => ({ ...acc, [key]: r }), {});
export const c = (rs) => rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<string, string[]>); // !accumulating-spread
export const d = (rs) => rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {} as Record<Address, string[]>); // !accumulating-spread
export function load(params, rs) {
  params.config = clean(rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {}));
  params.texts = clean(rs.reduce((acc, { key, r }) => ({ ...acc, [key]: r }), {})); // !accumulating-spread
}
`,
);

spreads(
  'what is put together to be shown',
  `export const a = (names) => names.reduce((nodes, n, i) => (i === 0 ? [n] : [...nodes, ', ', n]), []);
export const b = (names) => names.reduce((nodes, n) => [...nodes, n], []); // !accumulating-spread
`,
);
