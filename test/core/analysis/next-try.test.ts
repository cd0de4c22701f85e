import { check } from './marked.ts';

const retries = (name: string, code: string): void =>
  check(name, { 'src/a.ts': code }, 'retry-without-backoff');
const head = `const get = (url) => fetch(url, { signal: AbortSignal.timeout(100) });
`;

retries(
  'a failure that is thrown on is not repeated',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { log(error); throw error; }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(url); } catch (error) { log(error); if (isTransient(error)) continue; throw error; }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { if (error instanceof FileGoneError) continue; throw error; }
  }
}
`,
);

retries(
  'what is another each time is not tried again',
  `${head}export async function a(urls) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const url = nextUrl(urls);
    try { return await get(url); } catch (error) { log(error); }
  }
}
export async function b(name) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const url = urlOf(name);
    try { return await get(url); } catch (error) { log(error); }
  }
}
`,
);

retries(
  'a helper for limits waits',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { await handleRateLimit(error); }
  }
}
`,
);

retries(
  'what nobody explains is told by its name where a failure is expected',
  `import { mailer } from './mailer';
export async function a(letter) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try {
      return await mailer.sendLetter(letter);
    } catch (error) {
      log(error);
    }
  }
}
export async function b(image) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await image.shrink(letter);
    } catch (error) {
      log(error);
    }
  }
}
`,
);

retries(
  'one after another of what is to be tried again, a poll with a timer of its own, a question asked again',
  `${head}export async function a(retries) {
  for (const retry of retries) {
    try { await get(retry.url); } catch (error) { log(error); }
  }
}
export async function b(url) {
  const tick = () => new Promise((done) => setTimeout(done, 1000));
  let attempts = 0;
  while (attempts < 9) {
    await tick();
    attempts++;
    try { return await get(url); } catch { continue; }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    await get(url);
    const text = await listen();
    if (isYes(text)) return;
  }
}
export async function d(url) {
  for (const attempt of [1, 2, 3]) { // !retry-without-backoff
    try { return await get(url + attempt); } catch (error) { log(error); }
  }
}
export async function e(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const answer = await get(url);
    if (answer.ok) return answer;
  }
}
`,
);

retries(
  'functions that call themselves with what they were given',
  `${head}export async function a(url, calls = 0) {
  try { return await get(url); } catch (error) {
    if (calls > 5) return '';
    return a(url, calls + 1); // !retry-without-backoff
  }
}
export async function b(url, page = 0) {
  try { return await get(url); } catch (error) { return b(url, page + 1); }
}
export async function c(url, left = 3) {
  try { return await get(url); } catch (error) { return c(other(url), left - 1); }
}
export async function d(options) {
  try { return await get(options.url); } catch (error) {
    if (options.retries > 0) return d({ ...options, retries: options.retries - 1 }); // !retry-without-backoff
  }
}
let attempts = 0;
export async function e(url) {
  try { return await get(url); } catch (error) {
    if (++attempts < 5) return e(url); // !retry-without-backoff
  }
}
`,
);

retries(
  'an answer that says it failed, and errors that a callback is given',
  `import request from 'request';
export async function a(url, retries = 3) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(100) });
  if (!answer.ok && retries > 0) return a(url, retries - 1); // !retry-without-backoff
  return answer.json();
}
export async function b(url, retries = 3) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(100) });
  if (!answer.ok && retries > 0) {
    await refreshToken();
    return b(url, retries - 1);
  }
  return answer.json();
}
export async function c(url, retries = 3) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(100) });
  if (answer.headers.has('next') && retries > 0) return c(url, retries - 1);
  return answer.json();
}
export function d(url, tries, done) {
  request({ url, timeout: 100 }, (err, answer) => {
    if (err) {
      if (tries > 0) return d(url, tries - 1, done); // !retry-without-backoff
      return done(err);
    }
    done(null, answer);
  });
}
`,
);

retries(
  'helpers that count in any way, and what is awaited to come up',
  `export async function withRetries(task, n = 3) {
  let failure;
  for (let i = 0; i < n; i++) { // !retry-without-backoff
    try { return await task(); } catch (error) { failure = error; }
  }
  throw failure;
}
export async function eachOf(task, n = 3) {
  for (let i = 0; i < n; i++) {
    try { await task(i); } catch (error) { console.log(error); }
  }
}
export async function reopen(client) {
  let retries = 5;
  while (retries) { // !retry-without-backoff
    try { await client.connect(); break; } catch (error) { retries -= 1; }
  }
}
`,
);

check(
  'axios-retry does not wait unless it is told to',
  {
    'src/client.ts': `import axios from 'axios';
import axiosRetry from 'axios-retry';
export const a = axios.create({ timeout: 100 });
axiosRetry(a, { retries: 3 }); // !retry-without-backoff
export const b = axios.create({ timeout: 100 });
axiosRetry(b, { retries: 3, retryDelay: axiosRetry.exponentialDelay });
`,
  },
  'retry-without-backoff',
);

retries(
  'what was refused is asked again with another token',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { log(error); await refreshToken(); }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(url); } catch (error) { await log(error); }
  }
}
`,
);

retries(
  'a name that is made up each time, or picked by the turn, is another one',
  `${head}export async function a(db) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const code = generateCode();
    const place = placeOf(code);
    try { return await db.query('INSERT INTO codes VALUES ($1)', [place]); } catch (error) { log(error); }
  }
}
export async function b(urls) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(urls[attempt]); } catch (error) { log(error); }
  }
}
export async function c(ref, urls) {
  let url = urls.pop();
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await ref(url).fetch(1); } catch (error) { log(error); }
    url = urls.pop();
  }
}
`,
);

retries(
  'a function of the file that knows the codes says what was taken',
  `${head}const isBusy = (error) => error.code === '40001';
const isDown = (error) => error.code === 'ECONNREFUSED';
export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { if (isBusy(error)) continue; throw error; }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(url); } catch (error) { if (isDown(error)) continue; throw error; }
  }
}
`,
);

retries(
  'a status that is looked at counts beside a try around the reading, another session does not',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const answer = await get(url);
    if (!answer.ok) continue;
    let text = await answer.text();
    if (text.startsWith('x')) text = text.slice(1);
    try { return JSON.parse(text); } catch { log(text); }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const text = await (await get(url)).text();
    try { return JSON.parse(text); } catch { log(text); }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await get(url);
    if (answer.status === 401 && attempt === 0) { await invalidateToken(); continue; }
    return answer;
  }
}
`,
);

retries(
  'a timer that ends what takes too long is no wait, nor is one that nobody waits for',
  `${head}export async function a(url, retries = 3) {
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error('late')), 100); });
  try {
    return await Promise.race([get(url), late]);
  } catch (error) {
    if (retries > 0) return a(url, retries - 1); // !retry-without-backoff
    throw error;
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(url); } catch (error) { await setTimeout(() => {}, 1000); }
  }
}
`,
);

retries(
  'a function that calls itself says by its name what it tries',
  `export class Store {
  async query(text, options) {
    try { return await this.sql(text); } catch (error) {
      if (options.retries > 0) return this.query(text, { ...options, retries: options.retries - 1 }); // !retry-without-backoff
      throw error;
    }
  }
  async encode(text, options) {
    try { return await this.zip(text); } catch (error) {
      if (options.retries > 0) return this.encode(text, { ...options, retries: options.retries - 1 });
      throw error;
    }
  }
}
`,
);

retries(
  'what goes on from where it was is no other try',
  `${head}export async function a(state, items) {
  let attempts = 0;
  while (items.length < 20 && attempts < 5) {
    const page = await (await get(state.next)).json();
    attempts++;
    items.push(...page.items);
    state.next = page.next;
    if (items.length >= 20) break;
  }
}
export async function b(job) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(job.url); } catch (error) { job.lastError = error; job.attempts = attempt; }
  }
}
`,
);

retries(
  'an endpoint picked by a place that moves on is another one; a model is asked over the network',
  `${head}let cursor = 0;
export async function a(hash, endpoints) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const endpoint = endpoints[cursor % endpoints.length];
    try { return await clientOf(endpoint).getReceipt({ hash }); } catch { cursor++; }
  }
}
export async function b(hash, endpoints) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const endpoint = endpoints[cursor % endpoints.length];
    try { return await clientOf(endpoint).getReceipt({ hash }); } catch (error) { if (attempt === 2) throw error; }
  }
}
export async function d(base) {
  let retryInstructions;
  for (let attempt = 0; attempt < 3; attempt++) {
    const text = await get(base + retryInstructions).catch(() => null);
    if (text === null) return undefined;
    if (isFine(text)) return text;
    retryInstructions = faultsOf(text);
  }
}
export async function c(model, prompt) {
  let attempts = 0;
  while (attempts < 3) { // !retry-without-backoff
    try { return await model.generateContent(prompt); } catch (error) {
      if (isRateLimit(error)) break;
      attempts += 1;
    }
  }
}
`,
);

retries(
  'where what was taken ends the loop, all else is tried again; listeners are not what is asked',
  `${head}export async function a(url) {
  let attempt = 0;
  while (attempt < 3) { // !retry-without-backoff
    try { return await get(url); } catch (error) {
      attempt++;
      if (error.code === 11000) { log('Duplicate key'); break; }
    }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) {
      if (error.code !== 11000) break;
    }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) {
      if (error.code === 11000 && attempt === 2) throw error;
    }
  }
}
export async function d(url) {
  let writer = makeWriter();
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await fetch(url, { onText: (text) => writer.append(text) }); } catch (error) {
      writer = makeWriter();
    }
  }
}
`,
);

retries(
  'what is picked by turn out of a list, in part, is another one',
  `${head}export async function a(models) {
  for (let attempt = 0; attempt < models.length; attempt++) {
    const { model } = models[attempt];
    try { return await fetch('https://a.example', { method: 'POST', body: JSON.stringify({ model }) }); }
    catch (error) { log(error); }
  }
}
export async function b(config) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const { model } = config.ai;
    try { return await fetch('https://a.example', { method: 'POST', body: JSON.stringify({ model }) }); }
    catch (error) { log(error); }
  }
}
`,
);

check(
  'a loop that ends at the first failure tries nothing again',
  {
    'src/save.js': `async function save(url, body) {
  const answer = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(1000) });
  return answer.ok;
}
exports.flush = async (url, page) => {
  for (let attempt = 0; attempt < 2; attempt++) {
    if (!page.changed) return true;
    if (!(await save(url, page.body))) return false;
  }
};
exports.push = async (url, page) => {
  for (let attempt = 0; attempt < 2; attempt++) { // !retry-without-backoff
    if (await save(url, page.body)) return true;
  }
};`,
  },
  'retry-without-backoff',
);

check(
  'each turn that takes another from a queue, or leaves out what was refused, is no retry',
  {
    'src/queue.js': `import axios from 'axios';
const queue = [];
export async function drain() {
  while (queue.length > 0) {
    const task = queue.shift();
    try {
      await axios.post('https://hooks.example.com', task.body);
    } catch (error) {
      if (task.attempts++ < 3) setTimeout(() => queue.push(task), 1000);
    }
  }
}
let withoutType = false;
export async function save(row) {
  let attempts = 0;
  while (attempts < 3) {
    attempts += 1;
    const fields = ['text'];
    if (!withoutType) fields.push('type');
    try {
      return await axios.put('https://rows.example.com', pick(row, fields));
    } catch (error) {
      if (!error.message.includes('type')) break;
      withoutType = true;
    }
  }
}
export async function again(row) {
  let attempts = 0;
  while (attempts < 3) { // !retry-without-backoff
    attempts += 1;
    try {
      return await axios.put('https://rows.example.com', row);
    } catch (error) {
      console.error(error);
    }
  }
}
`,
  },
  'retry-without-backoff',
);

check(
  'loops and calls that repeat what failed, whatever they count and are called; a connection opened again at once',
  {
    'src/b.js': `import axios from 'axios';
export async function b(url) {
  while (true) { // !retry-without-backoff
    try {
      return await axios.get(url, { timeout: 1000 });
    } catch (e) {
      console.error(e);
    }
  }
}
`,
    'src/c.js': `import axios from 'axios';
export async function c(url) {
  let done = false;
  while (!done) { // !retry-without-backoff
    try {
      await axios.post(url, {}, { timeout: 1000 });
      done = true;
    } catch {}
  }
}
`,
    'src/d.js': `import axios from 'axios';
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export async function d(url) {
  for (let i = 0; i < 5; i++) {
    try {
      return await axios.get(url, { timeout: 1000 });
    } catch (e) {
      await sleep(2 ** i * 100);
    }
  }
}
`,
    'src/f.js': `import axios from 'axios';
export async function f(url, n) {
  for (let i = 0; i < n; i++) { // !retry-without-backoff
    try {
      const { data } = await axios.get(url, { timeout: 1000 });
      return data;
    } catch (err) {
      if (i === n - 1) throw err;
    }
  }
}
`,
    'src/h.js': `import axios from 'axios';
export async function h(urls) {
  for (const url of urls) {
    try {
      return await axios.get(url, { timeout: 1000 });
    } catch (error) {
      console.log('next mirror');
    }
  }
}
`,
    'src/j.js': `import axios from 'axios';
export async function poll(id) {
  while (true) {
    const { data } = await axios.get('/jobs/' + id, { timeout: 1000 });
    if (data.done) return data;
    await new Promise((r) => setTimeout(r, 1000));
  }
}
`,
    'src/k.js': `import axios from 'axios';
export async function k(url, token) {
  try {
    return await axios.get(url, { headers: { token }, timeout: 1000 });
  } catch (e) {
    if (e.response?.status === 401) {
      const t = await refresh();
      return k(url, t);
    }
    throw e;
  }
}
`,
    'src/l.js': `async function connect() {
  try {
    await client.connect();
  } catch (e) {
    console.error('reconnecting');
    connect(); // !retry-without-backoff
  }
}
export { connect };
`,
    'src/m.js': `async function connect() {
  try {
    await client.connect();
  } catch (e) {
    setTimeout(connect, 5000);
  }
}
export { connect };
`,
    'src/n.js': `export function fetchWithRetry(url, n = 3) {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).catch((e) => n === 1 ? Promise.reject(e) : fetchWithRetry(url, n - 1)); // !retry-without-backoff
}
`,
    'src/q.js': `import WebSocket from 'ws';
export function open(url) {
  const ws = new WebSocket(url);
  ws.on('close', () => open(url)); // !retry-without-backoff
}
`,
    'src/r.js': `import WebSocket from 'ws';
export function open(url) {
  const ws = new WebSocket(url);
  ws.on('close', () => setTimeout(() => open(url), 1000));
}
`,
    'src/s.js': `import axios from 'axios';
axios.interceptors.response.use((r) => r, async (error) => {
  const config = error.config;
  config.retry = (config.retry || 0) + 1;
  if (config.retry < 3) return axios(config); // !retry-without-backoff
  throw error;
});
`,
    'src/t.js': `import axios from 'axios';
axios.interceptors.response.use((r) => r, async (error) => {
  const config = error.config;
  if (error.response.status === 401 && !config._retry) {
    config._retry = true;
    await refreshToken();
    return axios(config);
  }
  throw error;
});
`,
    'src/u.js': `import axios from 'axios';
export async function show(url) {
  try {
    return await axios.get(url, { timeout: 1000 });
  } catch (e) {
    toast({ retry: () => show(url) });
  }
}
export async function folder(path) {
  try {
    return await client.connect(path);
  } catch (e) {
    await create(path);
    return folder(path);
  }
}
export async function each(urls) {
  for (let i = 0; i < urls.length; i++) {
    try {
      return await axios.get(urls[i], { timeout: 1000 });
    } catch (e) {
      console.log(e);
    }
  }
}
`,
  },
  'retry-without-backoff',
);

retries(
  "what a dialogue's own `catch` is given to go on with is no failure of ours",
  `${head}export function submit(values, guard) {
  get(values.url).then((answer) => {
    if (guard.catch(answer, () => submit(values, guard))) return;
    show(answer);
  });
}
export function send(values) {
  get(values.url).then(show).catch(() => send(values)); // !retry-without-backoff
}
`,
);

retries(
  'what picks the next of a list for itself fails over',
  `${head}export function stats(mirrors) {
  let at = 0;
  function next() {
    const mirror = mirrors[at++];
    return get(mirror).then((r) => r.json()).catch(() => next());
  }
  return next();
}
export function again(mirrors, at) {
  function next() {
    const mirror = mirrors[at];
    return get(mirror).then((r) => r.json()).catch(() => next()); // !retry-without-backoff
  }
  return next();
}
`,
);

retries(
  'a failure that is answered with nothing is not repeated',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const { text } = await (await get(url)).json();
      if (!text) continue;
      return text;
    } catch (error) {
      console.error(error);
      return null;
    }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try {
      const answer = await get(url);
      if (!answer.ok) {
        console.error(answer.status);
        continue;
      }
      return await answer.json();
    } catch (error) {
      return null;
    }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try {
      return await (await get(url)).json();
    } catch (error) {
      if (attempt < 2) continue;
      return null;
    }
  }
}`,
);

retries(
  'what is done about an answer before it is asked again may have put it right',
  `${head}export async function post(channel, text, retries = 1) {
  const answer = await get('/post?to=' + channel + text);
  if (!answer.ok && retries > 0) {
    await get('/join?channel=' + channel);
    return post(channel, text, retries - 1);
  }
  return answer;
}
export async function send(channel, text, retries = 1) {
  const answer = await get('/send?to=' + channel + text);
  if (!answer.ok && retries > 0) {
    await logError(await answer.text());
    return send(channel, text, retries - 1); // !retry-without-backoff
  }
  return answer;
}`,
);
