/** As many operations at once as there are items: whatever waits for all of them, and functions that are let go together. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what waits for all may be of any library of promises',
  {
    'src/gather.ts': `import axios from 'axios';
import Bluebird from 'bluebird';
import _ from 'lodash';
import Q from 'q';
import RSVP from 'rsvp';
import when from 'when';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  await Q.all(req.body.users.map((user) => send(user))); // !unbounded-concurrency
  await when.settle(req.body.users.map((user) => send(user))); // !unbounded-concurrency
  await RSVP.all(req.body.users.map(async (user) => send(user))); // !unbounded-concurrency
  const begun = req.body.users.map((user) => send(user)); // !unbounded-concurrency
  axios.all(begun).then(axios.spread((...done) => res.json(done.length)));
  const byId = {};
  for (const user of req.body.users) {
    byId[user.id] = send(user); // !unbounded-concurrency
  }
  await Bluebird.props(byId);
  await Bluebird.props(_.mapValues(req.body.usersById, (user) => send(user))); // !unbounded-concurrency
  await Bluebird.props({ first: send(req.body.first), last: send(req.body.last) });
  await Q.all([send(req.body.first), send(req.body.last)]);
}`,
  },
  rule,
);

check(
  'functions that are called all at once begin what they do then, those of one part a part at a time',
  {
    'src/tasks.ts': `import async from 'async';
import axios from 'axios';
import { chunk } from 'lodash';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  const tasks = req.body.users.map((user) => () => send(user)); // !unbounded-concurrency
  await Promise.all(tasks.map((task) => task()));
  const kept = [];
  for (const user of req.body.users) {
    kept.push(() => send(user)); // !unbounded-concurrency
  }
  await Promise.all(kept.map((task) => task()));
  const parts = req.body.users.map((user) => () => send(user));
  for (const part of chunk(parts, 5)) await Promise.all(part.map((task) => task()));
  for (let i = 0; i < parts.length; i += 5) await Promise.all(parts.slice(i, i + 5).map((task) => task()));
  const turns = req.body.users.map((user) => () => send(user));
  for (const turn of turns) await turn();
  res.end();
}
export function all(req, res) {
  async.parallel( // !unbounded-concurrency
    req.body.users.map(function (user) {
      return function (done) {
        send(user).then((r) => done(null, r), done);
      };
    }),
    () => res.end(),
  );
}
export function some(req, res) {
  async.parallelLimit(req.body.users.map((user) => (done) => send(user).then(() => done(), done)), 5, () => res.end());
}
export function each(req, res) {
  async.eachOf(req.body.users, (user, i, done) => {
    send(user).then(() => done(), done); // !unbounded-concurrency
  }, () => res.end());
}`,
  },
  rule,
);

check(
  'a list that is worked off without a wait has begun all of it',
  {
    'src/drain.ts': `import axios from 'axios';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function handler(req, res) {
  const users = [...req.body.users];
  const begun = [];
  while (users.length) {
    begun.push(send(users.pop())); // !unbounded-concurrency
  }
  await Promise.all(begun);
  const more = [...req.body.users];
  const running = [];
  while (more.length > 0) {
    if (running.length >= 5) break;
    running.push(send(more.shift()));
  }
  await Promise.all(running);
  res.end();
}
export async function inParts(req, res) {
  const users = [...req.body.users];
  while (users.length) {
    await Promise.all(users.splice(0, 5).map((user) => send(user)));
  }
  res.end();
}`,
  },
  rule,
);
