/** As many operations at once as there are items: promises that are given back, and rows that a cursor hands out. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what has begun for every item has begun, whoever waits for it in another file',
  {
    'src/begun.ts': `import axios from 'axios';
const get = (user) => axios.get(user.url, { timeout: 2000 });
export const startAll = (users) => users.map(async (user) => await get(user)); // !unbounded-concurrency
export function startEach(users) {
  return users.map(async (user) => { // !unbounded-concurrency
    const answer = await get(user);
    return answer.data;
  });
}
export function startSome(users) {
  const promises = [];
  for (const user of users) promises.push(get(user)); // !unbounded-concurrency
  return promises;
}
export function names(users) {
  const promises = [];
  for (const user of users) promises.push(user.name);
  return promises;
}
export async function batched(users) {
  let promises = [];
  for (const user of users) {
    promises.push(get(user));
    if (promises.length > 9) {
      await Promise.all(promises);
      promises = [];
    }
  }
  await Promise.all(promises);
}
const started = (users) => users.map(async (user) => await get(user));
export async function all(users) {
  await Promise.all(started(users)); // !unbounded-concurrency
}
export const few = () => ['a', 'b'].map(async (url) => await get({ url }));`,
  },
  rule,
);

check(
  'a cursor of Mongoose hands out the next row while this one is waited for; global administrators are few',
  {
    'src/cursor.ts': `import axios from 'axios';
import mongoose from 'mongoose';
const User = mongoose.model('User', new mongoose.Schema({ name: String }));
const GlobalAdmin = mongoose.model('GlobalAdmin', new mongoose.Schema({ name: String }));
const send = (user) => axios.post('https://example.com/users', user, { timeout: 2000 });
export async function sync(req, res) {
  const cursor = User.find({ active: true }).cursor();
  cursor.on('data', async (user) => { // !unbounded-concurrency
    await send(user);
  });
  const paused = User.find({ active: false }).cursor();
  paused.on('data', async (user) => {
    paused.pause();
    await send(user);
    paused.resume();
  });
  const globalAdmins = await GlobalAdmin.find({ active: true });
  await Promise.all(globalAdmins.map((admin) => send(admin)));
  res.end();
}`,
  },
  rule,
);
