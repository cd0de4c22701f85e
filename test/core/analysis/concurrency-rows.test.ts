/** As many operations at once as there are items: rows by way of fallbacks and conditions, pages put together in steps, files. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';
check(
  'rows behind a fallback or a condition are those of their query; a page goes on through what is added to it',
  {
    'src/rows.ts': `import axios from 'axios';
import { supabase } from './db';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
export async function spread(req, res) {
  const { data: settings } = await supabase.from('Settings').select('id, owner').in('ownerId', req.body.ids);
  await Promise.all((settings ?? []).map((row) => send(row))); // !unbounded-concurrency
  const sessions = await clerk.sessions.getSessionList({ userId: req.params.userId });
  const sessionList = Array.isArray(sessions) ? sessions : sessions.data;
  await Promise.all(sessionList.map((s) => send(s)));
  const limit = Math.min(req.query.limit ?? 8, 8);
  let query = supabase.from('Deal').select('id').order('updatedAt').limit(limit);
  if (req.query.status) query = query.eq('status', req.query.status);
  const { data } = await query.abortSignal(req.signal);
  const rows = data ?? [];
  await Promise.all(rows.map((row) => send(row)));
  res.end();
}`,
    'src/upload.ts': `import axios from 'axios';
export async function all(parts: Record<string, unknown[]>) {
  const sent = [];
  for (const name in parts) for (const one of parts[name]) sent.push(put(one, name));
  return Promise.all(sent);
}
async function put(one: Express.Multer.File, name: string) {
  return axios.post('/' + name, one, { timeout: 2000 });
}
export async function others(parts: unknown[]) {
  return Promise.all(parts.map((one) => axios.post('/', one, { timeout: 2000 }))); // !unbounded-concurrency
}`,
    'src/picker.tsx': `import axios from 'axios';
export function Picker({ files, rows }) {
  const send = async () => {
    await Promise.all(files.map(async (file) => axios.post('/files', file.url, { timeout: 2000 })));
    await Promise.all(rows.map(async (row) => axios.post('/rows', row.url, { timeout: 2000 }))); // !unbounded-concurrency
  };
  return <button onClick={send}>Send</button>;
}`,
  },
  rule,
);

check(
  'a whole statement that a callback gives as a tagged text is a query, a part of one is not',
  {
    'src/games.ts': `import { neon } from '@neondatabase/serverless';
const sql = neon(process.env.URL);
export async function keep(req, res) {
  await Promise.all(req.body.games.map((g) => sql\`INSERT INTO games (day) VALUES (\${g.day})\`)); // !unbounded-concurrency
  await Promise.all(req.body.notes.map((n) => { return sql\`INSERT INTO notes (text) VALUES (\${n.text})\`; })); // !unbounded-concurrency
  const parts = await Promise.all(req.body.days.map((d) => sql\`(\${d}, now())\`));
  await sql\`INSERT INTO days VALUES \${parts}\`;
  res.end();
}`,
  },
  rule,
);

check(
  'a query that is limited in a statement of its own and awaited by its name gives one page',
  {
    'src/posts.ts': `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function list({ limit = 20, status }) {
  const query = db('posts').orderBy('created_at');
  if (status) query.where('status', status);
  query.limit(limit).offset(0);
  const rows = await query;
  return Promise.all(rows.map((row) => hydrate(row)));
}
export async function all({ status }) {
  const query = db('posts').orderBy('created_at');
  if (status) query.where('status', status);
  const rows = await query;
  return Promise.all(rows.map((row) => hydrate(row))); // !unbounded-concurrency
}
async function hydrate(row) {
  return { ...row, author: await db('users').where({ id: row.author_id }).first() };
}
export async function handler(req, res) {
  res.json([await list(req.query), await all(req.query)]);
}`,
  },
  'unbounded-concurrency',
);
