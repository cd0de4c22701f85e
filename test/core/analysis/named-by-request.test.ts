/** What one request names, what whoever asks belongs to, and where a loop is over; and what only looks like it. */
import { check } from './marked.ts';

check(
  'lists that one request brings, unless it is made to take in many',
  {
    'src/orders.service.ts': `export class OrdersService {
  async update(id: string, dto: UpdateOrderDto) {
    const existing = await this.rows.find({ where: { orderId: id } });
    const gone = existing.filter((row) => !dto.productIds.includes(row.productId));
    const changed = existing.map((row) => dto.rows.find((r) => r.id === row.id) ?? row);
    const free = existing.filter((row) => !this.productIds.includes(row.productId)); // !quadratic-array
    return [gone, changed, free];
  }
  async bulkUpdate(dto: UpdateOrdersDto) {
    const orders = await this.rows.find();
    return orders.map((order) => dto.orders.find((o) => o.id === order.id)); // !quadratic-array
  }
}
export async function rename(req, res) {
  const users = await User.find();
  const { userIds } = req.body;
  const { accountIds } = await settings();
  const named = users.filter((u) => userIds.includes(u.id));
  const known = users.filter((u) => accountIds.includes(u.id)); // !quadratic-array
  res.json([named, known]);
}`,
    'src/missing.ts': `export async function assign(ids: string[]) {
  const users = await User.findAll();
  const missing = ids.filter((id) => !users.some((u) => u.id === id));
  if (missing.length > 0) {
    throw new NotFound(missing.join());
  }
  const others = ids.filter((id) => !users.some((u) => u.id === id)); // !quadratic-array
  if (others.length > 0) await invite(others);
  return others;
}`,
  },
  'quadratic-array',
);

check(
  'what whoever asks belongs to, and what one match has by another name',
  {
    'src/teams.ts': `export async function list(user, match) {
  const teams = await service.findAll(user.id);
  const projects = await projectService.findByIds(user.projectIds);
  const own = teams.map((team) => projects.filter((p) => p.teamId === team.id));
  const allTeams = await service.findAll();
  const all = allTeams.map((team) => projects.filter((p) => p.teamId === team.id)); // !quadratic-array
  const matchPlayers = match.players ?? [];
  const sides = matchPlayers.map((p) => matchPlayers.filter((q) => q.partyId === p.partyId).length);
  return [own, all, sides];
}`,
  },
  'quadratic-array',
);

check(
  'loops that are over at the first that is there, and those that go on',
  {
    'src/miner.ts': `export function minerOf(minerAddresses: string[], addresses: string[]) {
  for (const address of minerAddresses) {
    if (addresses.includes(address)) return address;
  }
  const taken = [];
  for (const address of minerAddresses) {
    if (addresses.includes(address)) taken.push(address); // !quadratic-array
  }
  return taken;
}
export function fire(triggers, ctx) {
  again: for (;;) {
    for (let i = 0; i < triggers.length; i++) {
      if (!triggers[i].fits(ctx)) continue;
      triggers.splice(i, 1);
      continue again;
    }
    break;
  }
}`,
  },
  'quadratic-array',
);

check(
  'rows that come along and are told by whose they are',
  {
    'src/event.ts': `export async function details(id) {
  const event = await prisma.event.findFirst({ where: { id }, include: { entries: true, checkIns: true, stages: true } });
  return event.entries.map((entry) => ({
    at: event.checkIns.find((c) => c.participantId === entry.participantId)?.at, // !quadratic-array
    stage: event.stages.find((s) => s.id === entry.stageId),
  }));
}`,
  },
  'quadratic-array',
);

check(
  'a function that is run again and again as its module is loaded',
  {
    'src/live.ts': `import { runInLoop } from './queue';
await runInLoop(async function live() {
  const stars = await db.select().from('stars');
  for (const match of await games()) {
    match.star = stars.find((s) => s.accountId === match.accountId); // !quadratic-array
  }
});`,
    'src/once.ts': `const stars = await db.select().from('stars');
for (const match of await games()) match.star = stars.find((s) => s.accountId === match.accountId);`,
  },
  'quadratic-array',
);

check(
  'rows that name the turn by one of its ids',
  {
    'src/follows.ts': `export const followed = (users, follows) =>
  users.map((user) => ({ ...user, isFollowing: follows.some((f) => idsOf(user).includes(f.followerId)) })); // !quadratic-array
export const back = (users, follows) =>
  users.map((user) => {
    const ids = [user.id, user.externalId];
    return follows.some((f) => ids.includes(f.followerId)); // !quadratic-array
  });
export const tagged = (posts, wishes) => posts.filter((post) => wishes.every((wish) => post.tags.includes(wish)));`,
  },
  'quadratic-array',
);

check(
  'whoever may write one alone, what is set up, blacklists, and a hit that ends the loop',
  {
    'src/filters.ts': `export const logsOf = (logs, asked, moduleIds) => {
  const wanted = Array.isArray(asked) ? asked : [asked];
  const some = logs.filter((log) => wanted.includes(log.moduleId));
  return some.concat(logs.filter((log) => moduleIds.includes(log.moduleId))); // !quadratic-array
};
export const menu = (categories, items, orders) => [
  categories.map((category) => items.filter((item) => item.category_id === category.id)),
  orders.map((order) => items.filter((item) => item.order_id === order.id)), // !quadratic-array
];
export const open = (groupIds, allBlacklist, allUserIds) => [
  groupIds.filter((id) => !allBlacklist.includes(id)),
  groupIds.filter((id) => !allUserIds.includes(id)), // !quadratic-array
];
export function firstOf(prices, offers) {
  for (const price of prices) {
    const offer = offers.find((o) => o.id === price.offerId);
    if (offer) return offer;
  }
  return null;
}`,
    'src/joined.ts': `export async function joined(req, res) {
  const { users, orders } = req.body;
  res.json(users.map((u) => orders.filter((o) => o.userId === u.id))); // !quadratic-array
}`,
  },
  'quadratic-array',
);
