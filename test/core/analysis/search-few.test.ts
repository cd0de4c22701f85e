/** Searches per item over lists that are few by what they are made of or stand for; the same over others stay told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

check(
  'ids of a written list, what one user belongs to, one of each kind, parts of a query',
  {
    'src/funds.ts': `export function sum(ctx, rows) {
  const fundIds = ctx.fundTypes.filter((t) => t.open).map((t) => t.id);
  return rows.filter((row) => fundIds.includes(row.fundId));
}
export function shown(ctx, param) {
  const defaultIds = ctx.columns.map((c) => c.id);
  const validIds = defaultIds.filter((id) => id !== 'name');
  const ids = param.list();
  return ids.filter((id) => validIds.includes(id));
}
export function bought(ctx, param) {
  const defaultIds = ctx.orders.map((c) => c.id);
  const validIds = defaultIds.filter((id) => id !== 'none');
  const ids = param.list();
  return ids.filter((id) => validIds.includes(id)); // !quadratic-array
}
export async function put(clusters) {
  const responses = await Promise.all(clusters.map(load));
  let rows = [];
  for (const response of responses) rows = rows.concat(response.data.rows);
  return rows;
}
export function filled(responses) {
  let rows = [];
  for (const response of responses) rows = rows.concat(response.picked); // !quadratic-array
  return rows;
}
export function late(ctx, rows) {
  const orderIds = ctx.orders.filter((o) => o.late).map((o) => o.id);
  return rows.filter((row) => orderIds.includes(row.orderId)); // !quadratic-array
}
export function left(selectedRows, userCompanies) {
  return selectedRows.filter((id) => userCompanies.find((c) => c.id === Number(id)));
}
export async function stale(repo) {
  const records = await repo.findMany();
  const fresh = await repo.compute();
  return records.filter((r) => !fresh.find((f) => f.statusType === r.statusType));
}
export async function gone(repo) {
  const records = await repo.findMany();
  const fresh = await repo.compute();
  return records.filter((r) => !fresh.find((f) => f.mail === r.mail)); // !quadratic-array
}
export function shown(raw, rows) {
  let wantedIds;
  if (raw) wantedIds = raw.split(',').map((v) => v.trim());
  return rows.filter((row) => wantedIds.includes(row.id));
}
`,
  },
  'quadratic-array',
);

check(
  'what is looked up for a complaint, and what leads to the root',
  {
    'src/checks.ts': `export function checked(rows, users) {
  const errors = [];
  const out = [];
  for (const row of rows) {
    if (row.amount < 0) {
      const user = users.find((u) => u.id === row.userId);
      errors.push(\`\${user.name} owes\`);
    }
    if (row.amount > 0) {
      const user = users.find((u) => u.id === row.userId); // !quadratic-array
      out.push(user);
    }
  }
  return { errors, out };
}
export function trail(page, pages) {
  const ancestors = [];
  const all = [];
  for (const above of pages) {
    ancestors.unshift(above.title);
    all.unshift(above.title); // !quadratic-array
  }
  return { ancestors, all };
}
`,
  },
  'quadratic-array',
);

check(
  'who plays one game and what lies on its table; a list put before what was gathered',
  {
    'src/room.ts': `export class Room {
  scores(rows) {
    return rows.map((row) => this.players.find((p) => p.id === row.playerId));
  }
}
export class League {
  scores(rows) {
    return rows.map((row) => this.players.find((p) => p.id === row.playerId)); // !quadratic-array
  }
}
export const bids = (engine, factionIds) => factionIds.map((id) => engine.players.find((p) => p.factionId === id));
export const flat = (buckets) => buckets.reduce((all, bucket) => bucket.rows.concat(all), []); // !quadratic-array
`,
    'src/game/turn.ts': `export const held = (rows, cards) => rows.map((row) => cards.find((c) => c.id === row.cardId));
`,
    'src/shop/turn.ts': `export const held = (rows, cards) => rows.map((row) => cards.find((c) => c.id === row.cardId)); // !quadratic-array
`,
  },
  'quadratic-array',
);

check(
  'lists by kind, lists of all that there was, things of a table, who plays one match by type',
  {
    'src/kinds.ts': `const KINDS = ['horse', 'boat', 'cycle'];
export const fresh = (rows, known) =>
  KINDS.map((kind) => rows.filter((row) => !known[kind].some((k) => k.id === row.id))); // !quadratic-array
export const own = (users, known) =>
  users.map((user) => user.rows.filter((row) => !known[user.id].some((k) => k.id === row.id)));
export function moved(conflicts, existing) {
  for (const conflict of conflicts) existing.shelves.find((s) => s.id === conflict.id).move(); // !quadratic-array
}
export function worn(conflicts, tee) {
  for (const conflict of conflicts) tee.shelves.find((s) => s.id === conflict.id).move();
}
export function seen(pings, devices) {
  return pings.map((ping) => devices.find((device) => device.id === ping.deviceId));
}
export async function heard(repo, pings) {
  const devices = await repo.find();
  return pings.map((ping) => devices.find((device) => device.id === ping.deviceId)); // !quadratic-array
}
export const sides = (games: Game[], players: MatchPlayer[]) =>
  games.map((game) => players.find((p) => p.id === game.playerId));
export const all = (games: Game[], players: Player[]) =>
  games.map((game) => players.find((p) => p.id === game.playerId)); // !quadratic-array
`,
  },
  'quadratic-array',
);

check(
  'what the state of one game holds, by its name, its type and where it is drawn',
  {
    'src/market.ts': `export const prices = (cityNames, G) => cityNames.map((name) => G.map.cities.find((c) => c.name === name));
export const costs = (cityNames, data) => cityNames.map((name) => data.cities.find((c) => c.name === name)); // !quadratic-array
export const due = (records, state: CombatState) => records.map((r) => state.records.find((s) => s.id === r.id));
export const late = (records, state: SyncState) => records.map((r) => state.records.find((s) => s.id === r.id)); // !quadratic-array
`,
    'src/ui/CombatScreen.ts': `export const who = (events, players) => events.map((e) => players.find((p) => p.id === e.playerId));
`,
    'src/ui/CombatantsScreen.ts': `export const who = (events, players) => events.map((e) => players.find((p) => p.id === e.playerId)); // !quadratic-array
`,
  },
  'quadratic-array',
);

check(
  'the few that go first, what somebody asks of each thing, and the best of many',
  {
    'src/roster.ts': `export function sorted(members) {
  const list = [];
  const all = [];
  for (const member of members) {
    if (member.isMain) list.unshift(member);
    else list.push(member);
    if (member.isMain) all.unshift(member); // !quadratic-array
  }
  return { list, all };
}
export const missing = (requiredItems, items) => requiredItems.filter((r) => !items.some((i) => i.id === r.id));
export const shown = (products, topProductIds) => products.filter((p) => topProductIds.includes(p.id));
export const open = (products, orderIds) => products.filter((p) => orderIds.includes(p.orderId)); // !quadratic-array
`,
    'src/bank.ts': `export const labelled = (operations, wallets) =>
  operations.map((op) => wallets.find((w) => w.id === op.walletId)); // !quadratic-array
export const paths = (operations, routes) => operations.map((op) => routes.find((r) => r.path === op.path));
`,
    'src/plans.ts': `export function renewed(plans, alerts) {
  let left = alerts;
  for (const plan of plans) left = left.filter((a) => a.type === plan.type);
  plans.forEach((plan) => {
    alerts = alerts.filter((a) => a.planId !== plan.id); // !quadratic-array
  });
  return [left, alerts];
}
`,
    'src/teams.ts': `export const mine = (rows, userTeamIds) => rows.filter((r) => userTeamIds.includes(r.teamId));
export const own = (rows, user) => rows.filter((r) => user.teams.some((t) => t.id === r.teamId));
export const all = (rows, teams) => rows.filter((r) => teams.some((t) => t.id === r.teamId)); // !quadratic-array
export const filed = (rows, known) => {
  const categories = known.map((k) => k.category);
  return rows.filter((row) => categories.includes(row.category));
};
export const wantedOnly = (rows, wanted) => {
  const ids = wanted.map((w) => w.trim());
  if (wanted.length > 0) rows = rows.filter((row) => ids.includes(row.id));
  return rows;
};
export const ofAll = (rows, wanted) => {
  const ids = wanted.map((w) => w.trim());
  rows = rows.filter((row) => ids.includes(row.id)); // !quadratic-array
  return rows;
};
`,
    'src/game/bag.ts': `export function use(doctor, orders) {
  for (const order of orders) doctor.inventory.items.find((i) => i.id === order.itemId).quantity--;
}
`,
    'src/world.ts': `export const near = (world, orders) => orders.map((o) => world.settlers.filter((s) => s.orderId === o.id)); // !quadratic-array
`,
  },
  'quadratic-array',
);

check(
  'the place of a row that stands in a group is looked for in all that are drawn',
  {
    'src/Course.tsx': `export const Course = ({ items, groups }) => (
  <ul>
    {groups.map((group) => (
      <>
        {group.lectures.map((lecture) => (
          <Lecture key={lecture.id} index={items.indexOf(lecture)} /> // !quadratic-array
        ))}
        {group.lectures.map((lecture) => (
          <Lecture key={lecture.id} isOpen={items.includes(lecture.id)} />
        ))}
      </>
    ))}
  </ul>
);
`,
  },
  'quadratic-array',
);

test('a list put in front of the gathered one: the gathered one is told of', () => {
  const { findings } = analyse({
    'src/flat.ts':
      'export const flat = (buckets) => buckets.reduce((all, bucket) => bucket.rows.concat(all), []);',
  });
  assert.match(
    findings[0]?.message ?? '',
    /^concat\(\) copies all of all again for each turn of the reduce\(\)/,
  );
});

check(
  'what is done for the one item that is looked for, and lists that the turns only thin out or add to',
  {
    'src/lines.ts': `export const choose = (lines, items, id, partId) =>
  lines.map((line) => (line.rowId !== id ? line : { ...line, part: items.find((p) => p.id === partId) }));
export const put = (lines, items, at, partId) =>
  lines.map((line, i) => {
    if (i !== at) return line;
    const part = items.find((p) => p.id === partId);
    return { ...line, part };
  });
export const join = (lines, items, open) =>
  lines.map((line) => (line.state !== open ? line : { ...line, part: items.find((p) => p.id === line.partId) })); // !quadratic-array
export function apply(actions, rows) {
  let left = rows.map((row) => ({ ...row }));
  let near = rows;
  for (const action of actions) {
    if (!left.some((row) => row.id === action.rowId)) continue; // !quadratic-array
    if (action.adds) left = [...left, action.row];
    else left = left.filter((row) => row.id !== action.rowId); // !quadratic-array
    near = nextTo(action);
    mark(near.find((row) => row.id === action.rowId));
  }
  return left;
}`,
  },
  'quadratic-array',
);

check(
  'all that a store or a file holds, and parts of one thing',
  {
    'src/store.ts': `import { readFileSync } from 'node:fs';
export const close = (set, ids) => set((s) => ids.filter((id) => s.calendars.some((c) => c.id === id))); // !quadratic-array
export const closed = (s: AppState, links) => links.filter((l) => s.calendars.some((c) => c.id === l.calendarId)); // !quadratic-array
export const shown = (useAppStore, links) => {
  const all = useAppStore.getState();
  return links.map((l) => all.calendars.find((c) => c.id === l.calendarId)); // !quadratic-array
};
export function read(path, links) {
  const book = JSON.parse(readFileSync(path, 'utf8'));
  return links.map((l) => book.calendars.find((c) => c.id === l.calendarId)); // !quadratic-array
}
export function copied(plan, links) {
  const copy = JSON.parse(JSON.stringify(plan));
  return links.map((l) => copy.meals.find((c) => c.id === l.mealId));
}
export const ofOne = (plan: MealPlan, links) => links.map((l) => plan.meals.find((c) => c.id === l.mealId));`,
    'src/files.ts': `export const known = (allFiles, filePaths: string[]) => allFiles.filter((f) => filePaths.includes(f.path)); // !quadratic-array
export const open = (rows, trustedPaths: string[]) => rows.filter((r) => trustedPaths.includes(r.path));
export const waiting = (cells, cellsInQueue) => cells.filter((cell) => !cellsInQueue.includes(cell.id)); // !quadratic-array
export const shown = (rows, statusForUser) => rows.filter((row) => statusForUser.includes(row.name));
export const left = (rows, matched) => rows.filter((row) => !matched.includes(row.productCode)); // !quadratic-array
export const inMoney = (rows, matched) => rows.filter((row) => !matched.includes(row.currencyCode));`,
  },
  'quadratic-array',
);

check(
  'what a configuration lists, what was ticked, parts of a line; rows of a document that others refer to',
  {
    'src/client/charts.ts': `export function shown(accounts, chart) {
  const { account_ids } = chart.configuration;
  return accounts.filter((a) => account_ids.includes(a.id));
}
export function left(accounts, chart) {
  const { account_ids } = chart.report;
  return accounts.filter((a) => account_ids.includes(a.id)); // !quadratic-array
}
export function mark(rows, selected: Set<string>) {
  const ids = Array.from(selected);
  const same = [...selected];
  return rows.map((r) => (ids.includes(r.id) || same.includes(r.id) ? { ...r, open: true } : r));
}
export function drop(rows, removed: Set<string>) {
  const ids = Array.from(removed);
  return rows.filter((r) => !ids.includes(r.id)); // !quadratic-array
}
export const others = (users, title) => users.filter((u) => title.split(',').slice(0, -1).some((p) => p === u.name));`,
    'src/pairs.ts': `export const paid = (payments, orders) => payments.map((p) => orders.find((o) => matchesOrder(p, o))); // !quadratic-array
export const same = (payments, orders) => payments.map((p) => orders.find((o) => isSameSum(o, p))); // !quadratic-array
export const worn = (shirts, coats) => shirts.map((s) => coats.find((c) => matchesLook(s, c)));
export const heard = (rows, data) => rows.map((row) => data.app.forum.discussions.find((d) => d.id === row.id)); // !quadratic-array
export const held = (rows, data) => rows.map((row) => data.app.forum.corners.find((d) => d.id === row.id));`,
    'src/audio.ts': `export const cut = (clips, segments) => clips.map((c) => segments.find((s) => s.id === c.segmentId)); // !quadratic-array
export const worn = (items, fixes) => items.map((g) => ({ ...g, fix: fixes.find((f) => f.slot === g.slot) }));
export const shelved = (items, fixes) => items.map((g) => ({ ...g, fix: fixes.find((f) => f.shelf === g.shelf) })); // !quadratic-array
export const named = (clips, segments) => clips.map((c) => segments.find((s) => s.name === c.name));
export const close = (cells, panelsToClose) => {
  for (const cell of cells) if (!panelsToClose.includes(cell.panelId)) panelsToClose.push(cell.panelId);
};`,
  },
  'quadratic-array',
);

check(
  'countries, names of fields, forms, legends and pages of a list are few; groups are told by what they are called',
  {
    'src/few.ts': `export const places = (orders, countries) => orders.map((o) => countries.find((c) => c.code === o.countryCode));
export const towns = (orders, places) => orders.map((o) => places.find((c) => c.code === o.placeCode)); // !quadratic-array
export function chosen(orders, filterNames, orderNames) {
  filterNames.forEach((name) => {
    orders = orders.filter((o) => o.has(name));
  });
  return orders.filter((o) => orderNames.includes(o.name)); // !quadratic-array
}
export const lines = (form, orderForm, items) => [
  ...form.lines.map((l) => items.find((i) => i.id === l.itemId)),
  ...orderForm.lines.map((l) => items.find((i) => i.id === l.itemId)),
];
export const all = (file, items) => file.lines.map((l) => items.find((i) => i.id === l.itemId)); // !quadratic-array
export const shown = (paginatedOrders, ids) => ids.filter((id) => paginatedOrders.some((o) => o.id === id));
export const pages = (paginatedData, ids) => ids.filter((id) => paginatedData.some((o) => o.id === id)); // !quadratic-array
export const drills = (muscles, drills) => muscles.map((m) => drills.filter((d) => d.muscle_group === m));
export const keyed = (rows, labels, rowsByName) => [
  rows.filter((r) => Object.keys(labels).includes(r.kind)),
  rows.filter((r) => Object.keys(rowsByName).includes(r.name)), // !quadratic-array
];`,
    'src/lines.ts': `export function above(lines, at) {
  const run = [];
  for (let i = at; i >= 0; i--) {
    if (!lines[i].startsWith('//')) break;
    run.unshift(lines[i]);
  }
  return run;
}
export function turned(lines) {
  const all = [];
  for (let i = 0; i < lines.length; i++) all.unshift(lines[i]); // !quadratic-array
  return all;
}`,
  },
  'quadratic-array',
);

check(
  'all devices are those of a table, and a property that goes by an id is a house',
  {
    'src/rows.ts': `export const seen = (rows, allDevices) => rows.map((row) => allDevices.find((d) => d.id === row.deviceId)); // !quadratic-array
export const shown = (rows, allColumns) => rows.map((row) => allColumns.find((c) => c.id === row.columnId));
export const worn = (rows, devices) => rows.map((row) => devices.find((d) => d.id === row.deviceId));
export const mine = (rows, propertyIds: string[]) => rows.filter((row) => propertyIds.includes(row.propertyId)); // !quadratic-array
export const known = (rows, columnIds: string[]) => rows.filter((row) => columnIds.includes(row.columnId));`,
  },
  'quadratic-array',
);
