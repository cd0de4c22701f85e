/** As many operations at once as there are items: where promises are kept, and what begins later. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'promises are found wherever they are kept until all are waited for',
  {
    'src/kept.ts': `import axios from 'axios';
const get = (user) => axios.get(user.url, { timeout: 2000 });
export async function handler(req, res) {
  const { users } = req.body;
  const byId = {};
  for (const user of users) byId[user.id] = get(user); // !unbounded-concurrency
  await Promise.all(Object.values(byId));
  const map = new Map();
  for (const user of users) map.set(user.id, get(user)); // !unbounded-concurrency
  await Promise.all(map.values());
  const set = new Set();
  for (const user of users) set.add(get(user)); // !unbounded-concurrency
  await Promise.all([...set]);
  const places = [];
  for (let i = 0; i < users.length; i++) places[i] = get(users[i]); // !unbounded-concurrency
  await Promise.all(places);
  let longer = [];
  for (const user of users) longer = longer.concat(get(user)); // !unbounded-concurrency
  for (const user of users) longer = [...longer, get(user)]; // !unbounded-concurrency
  await Promise.all(longer);
  const parts = { new: [], old: [] };
  for (const user of users) parts.new.push(get(user)); // !unbounded-concurrency
  await Promise.all(parts.new);
  const began = new Map(users.map((user) => [user.id, get(user)])); // !unbounded-concurrency
  for (const [id, answer] of began) res.write(id + (await answer).data);
  const answers = {};
  for (const user of users) answers[user.id] = get(user); // !unbounded-concurrency
  for (const id of Object.keys(answers)) res.write((await answers[id]).data);
  res.end();
}
export class Sync {
  running = [];
  async run(users) {
    for (const user of users) this.running.push(get(user)); // !unbounded-concurrency
    await Promise.all(this.running);
  }
}
export class Other {
  running = [];
  async start(users) {
    for (const user of users) this.running.push(get(user));
  }
}
export const run = (req) => new Sync().run(req.body.users);`,
  },
  rule,
);

check(
  'pools that are waited for where they grow, answers and plain values that are kept stay silent',
  {
    'src/pools.ts': `import axios from 'axios';
const get = (user) => axios.get(user.url, { timeout: 2000 });
export class Pool {
  running = new Set();
  async run(users) {
    for (const user of users) {
      const p = get(user).finally(() => this.running.delete(p));
      this.running.add(p);
      if (this.running.size >= 5) await Promise.race(this.running);
    }
    await Promise.all([...this.running]);
  }
}
export async function handler(req, res) {
  const { users } = req.body;
  const running = new Map();
  for (const user of users) {
    running.set(user.id, get(user).finally(() => running.delete(user.id)));
    if (running.size >= 5) await Promise.race(running.values());
  }
  await Promise.all(running.values());
  const answers = {};
  for (const user of users) answers[user.id] = await get(user);
  await Promise.all(Object.values(answers));
  const names = new Map();
  for (const user of users) names.set(user.id, user.name.trim());
  await Promise.all(names.values());
  res.json(answers);
}
export const run = (req) => new Pool().run(req.body.users);`,
  },
  rule,
);

check(
  'work that a loop puts off for the same while begins at once, other than what is spread over time',
  {
    'src/later.ts': `import axios from 'axios';
const get = (user) => axios.get(user.url, { timeout: 2000 });
const WHILE = 1000;
export async function handler(req, res) {
  const { users } = req.body;
  users.forEach((user) => {
    setTimeout(() => get(user), WHILE); // !unbounded-concurrency
  });
  for (const user of users) setTimeout(() => { get(user).catch(console.error); }, 0); // !unbounded-concurrency
  users.forEach((user, i) => {
    setTimeout(() => get(user), i * WHILE);
  });
  let delay = 0;
  for (const user of users) {
    setTimeout(() => get(user), delay);
    delay += 100;
  }
  for (const user of users) setTimeout(() => get(user), user.wait);
  for (const user of users) setTimeout(() => get(user), Math.random() * WHILE);
  for (const user of users) setTimeout(() => console.log(user.name), WHILE);
  for (const user of users) {
    await get(user);
    setTimeout(() => get(user), WHILE);
  }
  res.end();
}`,
  },
  rule,
);
