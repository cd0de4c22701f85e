/** Searches that cost little for what stands around them; the same searches without it stay told. */
import { check } from './marked.ts';

check(
  'a search per item that is over at the first that fits',
  {
    'src/staff.js': `export const free = (agents, busyAgentIds) => agents.find((a) => !busyAgentIds.includes(a.id));
export const isPart = (userIds, memberIds) => userIds.every((id) => memberIds.includes(id));
export const rest = (agents, busyAgentIds) => agents.filter((a) => !busyAgentIds.includes(a.id)); // !quadratic-array
export const insert = (jobs, job) => {
  for (let i = 0; i < jobs.length; i++) {
    if (job.at < jobs[i].at) {
      jobs.splice(i, 0, job);
      break;
    }
  }
};
export const thinOut = (jobs) => {
  for (let i = 0; i < jobs.length; i++) {
    if (jobs[i].done) jobs.splice(i, 1); // !quadratic-array
  }
};`,
  },
  'quadratic-array',
);

check(
  'batches, lists with an end, what fails, and the parts of one value',
  {
    'src/sync.ts': `import { chunk } from 'lodash';
export function joined(tasks, histories, orders) {
  const out = [];
  for (const batch of chunk(tasks, 100)) {
    for (const entry of histories) out.push(batch.find((t) => t.id === entry.taskId));
  }
  for (const entry of histories) out.push(tasks.find((t) => t.id === entry.taskId)); // !quadratic-array
  return out;
}
export function firstNames(users, limit) {
  const found = [];
  for (const user of users) {
    if (found.includes(user.name)) continue;
    found.push(user.name);
    if (found.length >= limit) break;
  }
  return found;
}
export function names(users) {
  const found = [];
  for (const user of users) {
    if (found.includes(user.name)) continue; // !quadratic-array
    found.push(user.name);
    if (found.length === 0) break;
  }
  return found;
}
export async function pushed(orders, alerts) {
  const failures = [];
  for (const order of orders) {
    try {
      await push(order);
    } catch (err) {
      if (!alerts.some((a) => a.orderId === order.id)) await warn(order);
      if (!failures.find((f) => f.orderId === order.id)) failures.push({ orderId: order.id }); // !quadratic-array
    }
  }
  return failures;
}
export const missing = (users, record) => {
  const ids = record.value.split(';');
  return users.filter((user) => !ids.some((id) => id === user.id));
};`,
  },
  'quadratic-array',
);

check(
  'what a caller may ask for, and leaves out where everything is wanted',
  {
    'src/list.ts': `import _ from 'lodash';
export class Boards {
  constructor(private readonly boards: string[]) {}
  async all() {
    const boards = await this.load();
    return boards.filter((board) => _.isEmpty(this.boards) || this.boards.includes(board.id));
  }
}
export const chosen = (tasks, taskIds) => (taskIds ? tasks.filter((t) => taskIds.includes(t.id)) : tasks);
export const listed = (rows, { userIds, from }) =>
  rows.filter((row) => {
    if (userIds && !userIds.includes(row.userId)) return false;
    return row.at > from;
  });
export function narrowed(rows, userIds) {
  if (userIds) rows = rows.filter((row) => userIds.includes(row.userId));
  return rows;
}
export async function open(rows, db) {
  const closed = await db.rows.findMany({ where: { closed: true } });
  const closedIds = closed.map((row) => row.id);
  return rows.filter((row) => closedIds && !closedIds.includes(row.id)); // !quadratic-array
}
export const without = (rows, userIds) => rows.filter((row) => !userIds.includes(row.userId)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'lists that are written out as parts of a class or an object, and lists of what a person chose',
  {
    'src/issues.ts': `export class Issues {
  private static readonly standardFieldIds = ['id', 'name', 'status'];
  static extraIds = [];
  rest(issues) {
    return issues.filter((issue) => !Issues.standardFieldIds.includes(issue.slug));
  }
  other(issues) {
    return issues.filter((issue) => !Issues.extraIds.includes(issue.slug)); // !quadratic-array
  }
}
export const counties = {
  _slugs: ['adams', 'burt'],
  rows(rows) {
    return rows.filter((row) => this._slugs.includes(row.slug));
  },
};
export const values = (customFields, fieldIds) =>
  fieldIds.map((fieldId) => customFields.filter((f) => f.id === fieldId));
export const tested = (cycles, configuredCycles) => cycles.filter((c) => configuredCycles.includes(c.id));
export const hidden = (slugs, blockRegexes) => slugs.filter((slug) => blockRegexes.some((r) => r.test(slug)));
export const byUser = (rows, userIds) => userIds.map((userId) => rows.filter((r) => r.id === userId)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'what one item has of its own, the roles of a member, and who plays one match',
  {
    'src/members.ts': `export const slots = (classes) =>
  classes.map((cls) => (cls.slots ?? []).filter((s, i, all) => all.findIndex((x) => x.at === s.at) === i));
export const known = (rows) =>
  rows.flatMap((row) => Object.values(row).filter((v) => Object.keys(row).includes(v.id)));
export const kept = (member, rewards) =>
  member.roles.cache.filter((role) => rewards.map((r) => r.roleId).includes(role.id));
export const sides = (match, users) => users.filter((u) => match.players.some((p) => p.userId === u.id));
export const grouped = (items) => {
  const categories = items.map((item) => item.category);
  return categories.map((category) => items.filter((item) => item.category === category));
};
export const seen = (members, users) => users.filter((u) => members.some((p) => p.userId === u.id)); // !quadratic-array`,
  },
  'quadratic-array',
);

check(
  'parts of one thing, what all of some are in, tables of a module, and pools of what is under way',
  {
    'src/rounds.ts': `import { warnings } from './names';
export class Rounds {
  dice = [];
  constructor(private readonly tee, private readonly users) {}
  pars(scores) {
    return scores.map((score) => this.tee.holes.find((h) => h.hash === score.hash));
  }
  drawn(throws) {
    return throws.map((t) => this.dice.filter((d) => d.turn === t.turn));
  }
  players(scores) {
    return scores.map((score) => this.users.find((u) => u.id === score.userId)); // !quadratic-array
  }
}
export const isUnknown = (teeIds, knownTeeIds) => teeIds.some((id) => !knownTeeIds.includes(id));
export const left = (scores, data) => scores.map((s) => data.places.find((p) => p.id === s.placeId)); // !quadratic-array
export const kinds = (scores) => scores.map((s) => Object.entries(warnings).find(([id]) => id === s.id));
export async function all(lines, limit) {
  const running = [];
  for await (const line of lines) {
    const task = save(line);
    running.push(task);
    if (running.length >= limit) {
      await Promise.race(running);
      running.splice(0, running.findIndex((t) => t.id === line.id) + 1);
    }
  }
}
export function once(lines) {
  const ids = [];
  for (const line of lines) if (!ids.includes(line.id)) ids.push(line.id); // !quadratic-array
  return ids;
}`,
  },
  'quadratic-array',
);

check(
  'any other than this one, and the words of a line',
  {
    'src/match.ts': `export function pairs(players, users) {
  const out = [];
  for (const player of players) {
    out.push(players.find((p) => p.userId !== player.userId));
    out.push(users.find((u) => u.id === player.userId)); // !quadratic-array
  }
  return out;
}
export function alike(title, name, content) {
  const words = title.toLowerCase().split(/\\s+/);
  const others = normalize(name).split(' ').filter((w) => w.length > 2);
  const shorter = words.length < others.length ? words : others;
  const terms = content.split(/\\s+/);
  let hits = words.filter((w) => others.includes(w)).length;
  hits += words.filter((w) => shorter.some((s) => s === w)).length;
  return hits + words.filter((w) => terms.some((t) => t === w)).length; // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'who plays one match',
  {
    'src/round.ts': `export async function answered(repo, game, answers, players) {
  const active = await repo.listMatchPlayers(game.id);
  const here = answers.filter((a) => active.some((p) => p.userId === a.userId));
  const seated = answers.filter((a) => game.players.some((p) => p.userId === a.userId));
  return here.concat(seated, answers.filter((a) => players.some((p) => p.userId === a.userId))); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'all before each item gone through again',
  {
    'src/tracks.ts': `export function placed(tracks, users) {
  const after = tracks.map((track, i) => ({
    track,
    after: tracks.slice(0, i).reverse().find((t) => t.owner === track.owner), // !quadratic-array
  }));
  const unique = users.filter((user, i) => !users.slice(0, i).some((u) => u.id === user.id)); // !quadratic-array
  for (let i = 0; i < tracks.length; i += 10) {
    after.push(tracks.slice(i, i + 10).filter((t) => t.at === i));
  }
  return { after, unique };
}`,
  },
  'quadratic-array',
);

check(
  'lists that are few by their type, branches that leave the loop, and the keys of one object',
  {
    'src/nav.ts': `export function order(items: NavItem[], users: User[], ids: string[]) {
  const known = ids.filter((id) => items.some((i) => i.id === id));
  return known.concat(ids.filter((id) => users.some((u) => u.id === id))); // !quadratic-array
}
export function move(state: GameState, other: ShopState, moves: Move[]) {
  for (const move of moves) {
    state.players.find((p) => p.id === move.playerId).at = move.to;
    other.players.find((p) => p.id === move.playerId).at = move.to; // !quadratic-array
  }
}
export function close(state, view) {
  for (const page of state.pages) {
    if (page.id === view.id) {
      const at = state.pages.findIndex((p) => p.id === page.id);
      state.pages.splice(at, 1);
      break;
    }
  }
}
export const omit = (object, list) => pick(object, Object.keys(object).filter((key) => !list.includes(key)));
export const without = (xs, list) => xs.filter((x) => !list.includes(x)); // !quadratic-array
export function rows(groups, data) {
  const rowIndices = [];
  groups.forEach((group) => {
    data.forEach((row, index) => { // !quadratic-array
      if (row.group === group.id && !rowIndices.includes(index)) rowIndices.push(index); // !quadratic-array
    });
  });
  return rowIndices;
}
export const fields = (path, board) => path.map((p) => board.entities.find((e) => areCoordsEqual(e.at, p.at))); // !quadratic-array
export const handles = (definitionIds, inputs) =>
  definitionIds.map((definitionId) => inputs.filter((i) => i.definition === definitionId));`,
  },
  'quadratic-array',
);

check(
  'lists that are made anew for each turn, what many lists have in common, and a body that ends its loop',
  {
    'src/sets.ts': `export function added(picked, prods) {
  return picked.filter((p) => !prods.map((pp) => pp.ref).includes(p)); // !quadratic-array
}
export const common = (sets) => sets.reduce((a, b) => a.filter((c) => b.includes(c))); // !quadratic-array
export function alone(sets, one) {
  const others = Array.from(new Set(sets.map((s) => s.values).flat()));
  const kinds = Array.from(new Set(sets.map((s) => s.kind)));
  const rest = one.values.filter((v) => !others.includes(v)); // !quadratic-array
  return rest.filter((v) => !kinds.includes(v));
}
export function newest(history, times) {
  for (let i = 0; i < history.length; i++) {
    if (history[i].at !== times.at) continue;
    const [item] = history.splice(i, 1);
    history.unshift(item);
    return history;
  }
}
export const first = (errorList) =>
  errorList.filter(({ text }, i) => i === errorList.findIndex((e) => e.text === text));`,
  },
  'quadratic-array',
);

check(
  'a search behind a function that the loop calls is one per item, unless what is searched is its own',
  {
    'src/orders.js': `const { Order, User } = require('./models');
exports.list = async (req, res) => {
  const orders = await Order.findAll();
  const users = await User.findAll();
  const userOf = (id) => users.find((u) => u.id === id); // !quadratic-array
  const firstOf = (id) => orders.find((o) => o.userId === id);
  const lineOf = (order, id) => order.lines.find((l) => l.id === id);
  for (const order of orders) {
    order.user = userOf(order.userId);
    order.first = lineOf(order, order.firstId);
  }
  res.json({ orders, mine: firstOf(req.user.id) });
};`,
    'src/board.ts': `export class Board {
  users: User[] = [];
  load(rows: User[]) { this.users = rows; }
  private userOf(id: string) {
    return this.users.find((u) => u.id === id); // !quadratic-array
  }
  rows(orders: Order[]) {
    return orders.map((order) => ({ ...order, name: this.userOf(order.userId)?.name }));
  }
}`,
  },
  'quadratic-array',
);

check(
  'what a search engine counts by a field is as many as the query asks for',
  {
    'src/apps.js': `module.exports.top = async (client, limit) => {
  const answer = await client.search({ aggs: { apps: { terms: { field: 'app', size: limit } } } });
  const { buckets } = answer.body.aggregations.apps;
  const apps = await App.find({ _id: { $in: buckets.map((b) => b.key) } }).lean();
  return buckets.map((b) => apps.find((a) => a.id === b.key));
};
module.exports.fill = async (store) => {
  const buckets = await store.buckets.all();
  const apps = await App.find({ _id: { $in: buckets.map((b) => b.key) } }).lean();
  return buckets.map((b) => apps.find((a) => a.id === b.key)); // !quadratic-array
};`,
  },
  'quadratic-array',
);
