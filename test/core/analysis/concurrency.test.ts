/** As many operations at once as there are items: the ways to start them, and what keeps them few. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'whatever list is waited for: behind a fallback, a condition, a spread, a name, an accumulator',
  {
    'src/lists.js': `const axios = require('axios');
const load = (item) => axios.get(item.url, { timeout: 2000 });
module.exports = async function handler(req, res) {
  const { posts, users } = req.body;
  await Promise.all(posts?.map((post) => load(post)) || []); // !unbounded-concurrency
  await Promise.all(users ? users.map((user) => load(user)) : []); // !unbounded-concurrency
  await Promise.all([...posts.map(load), ...users.map((user) => load(user))]); // !unbounded-concurrency
  let later;
  later = posts.map((post) => load(post)); // !unbounded-concurrency
  await Promise.allSettled(later);
  await Promise.all(posts.reduce((all, post) => {
    all.push(load(post)); // !unbounded-concurrency
    return all;
  }, []));
  res.end();
};`,
  },
  rule,
);

check(
  'promises are pushed by name, as an executor, or beside others',
  {
    'src/pushed.js': `const axios = require('axios');
module.exports = async function handler(req, res) {
  const jobs = [axios.get(req.body.first, { timeout: 2000 })];
  for (const url of req.body.urls) {
    const job = axios.get(url, { timeout: 2000 });
    jobs.push(job); // !unbounded-concurrency
  }
  for (const url of req.body.others) {
    jobs.push(new Promise(async (resolve) => { // !unbounded-concurrency
      resolve(await axios.get(url, { timeout: 2000 }));
    }));
  }
  await Promise.all(jobs);
  res.end();
};`,
  },
  rule,
);

check(
  'a list that is drained in its loop is kept small',
  {
    'src/pool.js': `const axios = require('axios');
module.exports = async function handler(req, res) {
  const running = new Set();
  const results = [];
  for (const url of req.body.urls) {
    const job = axios.get(url, { timeout: 2000 }).finally(() => running.delete(job));
    results.push(job);
    running.add(job);
    if (running.size >= 5) await Promise.race(running);
  }
  await Promise.all(results);
  let some = [];
  for (const url of req.body.urls) {
    some.push(axios.get(url, { timeout: 2000 }));
    if (some.length >= 10) {
      await Promise.all(some);
      some = [];
    }
  }
  await Promise.all(some);
  for (const group of req.body.groups) {
    const inner = [];
    for (const url of group.urls) inner.push(axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
    await Promise.all(inner);
  }
  res.end();
};`,
  },
  rule,
);

check(
  'work that is let go in a loop is not waited for',
  {
    'src/let-go.js': `const axios = require('axios');
const send = async (hook) => { await axios.post(hook.url, hook.body, { timeout: 2000 }); };
module.exports = async function handler(req, res) {
  for (const hook of req.body.hooks) send(hook).catch(console.error); // !unbounded-concurrency
  for (const hook of req.body.hooks) void send(hook); // !unbounded-concurrency
  req.body.hooks.forEach((hook) => send(hook).catch(console.error)); // !unbounded-concurrency
  for (const hook of req.body.hooks) {
    await axios.head(hook.url, { timeout: 2000 });
    void send(hook);
  }
  for (const hook of req.body.hooks) await send(hook).catch(console.error);
  res.end();
};`,
  },
  rule,
);

check(
  'helpers without a limit start all; with one, or one at a time, they do not',
  {
    'src/helpers.js': `const axios = require('axios');
const Bluebird = require('bluebird');
const pMap = require('p-map');
module.exports = async function handler(req, res) {
  const load = (url) => axios.get(url, { timeout: 2000 });
  await Bluebird.map(req.body.urls, (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  await Bluebird.map(req.body.urls, (url) => axios.get(url, { timeout: 2000 }), { concurrency: 1 });
  await Bluebird.each(req.body.urls, async (url) => axios.get(url, { timeout: 2000 }));
  await pMap(req.body.urls, async (url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  const requestLimit = createLimit(5);
  await Promise.all(req.body.urls.map(async (url) => requestLimit(() => load(url))));
  await Promise.all(
    req.body.groups.map(async (group) => Promise.all(group.urls.map((url) => requestLimit(() => load(url))))),
  );
  res.end();
};`,
  },
  rule,
);

check(
  'one page, or kinds of things of which there are a handful, are few',
  {
    'src/pages.js': `const axios = require('axios');
module.exports = async function handler(req, res) {
  const { limit } = req.query;
  const load = (row) => axios.get(row.url, { timeout: 2000 });
  const page = await Order.find({ open: true }).skip(10).limit(limit);
  await Promise.all(page.map((row) => load(row)));
  const { rows } = await pool.query(\`SELECT url FROM hooks WHERE org = $1 LIMIT $2\`, [req.org, limit]);
  await Promise.all(rows.map((row) => load(row)));
  const ids = await redis.zrange('jobs', 0, limit - 1);
  await Promise.all(ids.map((id) => load(id)));
  await Promise.all(req.body.locales.map((locale) => load(locale)));
  const many = await Order.find({ open: true }).limit(5000);
  await Promise.all(many.map((row) => load(row))); // !unbounded-concurrency
  const all = await Order.find({ open: true });
  await Promise.all(all.map((row) => load(row))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'what is waited for of a client that nothing describes is judged by its name',
  {
    'src/unknown.js': `module.exports = ({ provider, wrapper, dataAccess }) => async function handler(req, res) {
  const { Suggestion } = dataAccess;
  await Promise.all(req.body.hashes.map((hash) => provider.getTransaction(hash).catch(() => null))); // !unbounded-concurrency
  await Promise.all(req.body.items.map((item) => Suggestion.create(item))); // !unbounded-concurrency
  await Promise.all(req.body.items.map(async (item) => ({ item, text: await item.getText() })));
  await Promise.all(req.body.items.map(async (item) => wrapper.render(item)));
  res.end();
};`,
    'src/members.ts': `import type { GuildMember } from 'discord.js';
export async function execute(interaction, member: GuildMember, ids: string[]) {
  await Promise.all(ids.map((id) => member.roles.add(id))); // !unbounded-concurrency
}`,
    'src/use-saved.tsx': `import { useAuth } from './auth';
export function useSaved(ids: string[]) {
  const { apiCall } = useAuth();
  const [removeConfig] = useMutation(REMOVE);
  const clear = () => Promise.all(ids.map((id) => removeConfig({ variables: { id } }))); // !unbounded-concurrency
  return [clear, () => Promise.all(ids.map((id) => apiCall(\`/saved/\${id}\`)))]; // !unbounded-concurrency
}`,
  },
  rule,
);
