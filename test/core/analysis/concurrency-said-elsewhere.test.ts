/** As many operations at once as there are items: bounds that an address, a limiter, a connection or a form says. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'an address that asks for so many gives a page; one that asks for all gives what there is',
  {
    'app/api/posts/route.ts': `export async function GET(request: Request) {
  const limit = new URL(request.url).searchParams.get('limit') || '10';
  const url = \`https://graph.example/me/posts?fields=id&limit=\${limit}\`;
  const answer = await fetch(url);
  const data = await answer.json();
  await Promise.all((data.data || []).map((post) => fetch('https://graph.example/' + post.id)));
  const all = await fetch('https://graph.example/me/posts?fields=id,limit');
  const every = await all.json();
  await Promise.all((every.data || []).map((post) => fetch('https://graph.example/' + post.id))); // !unbounded-concurrency
  const { mediaIds } = await request.json();
  await Promise.all(mediaIds.map((id) => fetch('https://graph.example/' + id))); // !unbounded-concurrency
  return Response.json({});
}`,
  },
  rule,
);

check(
  'behind a limiter, over one connection, of one form or for one platform they are few',
  {
    'src/sync.ts': `import pg from 'pg';
import axios from 'axios';
import forEach from 'lodash/forEach';
import { RateLimiter } from './rate-limiter';
import { getAllProviderIds, getProvider, getAllCustomerIds } from './providers';
const pool = new pg.Pool();
const send = (what: unknown) => axios.post('https://api.example', what, { timeout: 2000 });
export class Sync {
  private readonly rateLimiter = new RateLimiter({ concurrency: 4 });
  async handle(req, res) {
    await Promise.all(req.body.events.map((event) => this.rateLimiter.execute(async () => send(event))));
    await Promise.all(req.body.events.map((event) => this.runner.execute(async () => send(event)))); // !unbounded-concurrency
    const client = await pool.connect();
    await Promise.all(req.body.rows.map((row) => client.query('INSERT INTO rows VALUES ($1)', [row])));
    await Promise.all(req.body.rows.map((row) => pool.query('INSERT INTO rows VALUES ($1)', [row]))); // !unbounded-concurrency
    const saves = [];
    forEach(req.body.files, (sent) => {
      sent.forEach((file) => {
        saves.push(send(file));
      });
    });
    await Promise.all(saves);
    const providers = getAllProviderIds();
    await Promise.all(providers.map((id) => send(id)));
    const customers = getAllCustomerIds();
    await Promise.all(customers.map((id) => send(id))); // !unbounded-concurrency
    for (const post of req.body.posts) {
      await Promise.all(post.results.map(async (result) => {
        if (result.platform === 'mastodon') await send(result);
      }));
      await Promise.all(post.comments.map(async (comment) => { // !unbounded-concurrency
        if (comment.state === 'open') await send(comment);
      }));
    }
    const jobs = ['free', 'pro'].flatMap((plan) => build(req.body.accounts.filter((a) => a.plan === plan), plan));
    await Promise.all(jobs.map((job) => send(job))); // !unbounded-concurrency
    const names = ['free', 'pro'].flatMap((plan) => [plan, plan + '-yearly']);
    await Promise.all(names.map((name) => send(name)));
    res.end();
  }
}
export const handler = (sync: Sync) => (req, res) => sync.handle(req, res);`,
  },
  rule,
);

check(
  'one more than a page, a batch that is refused where it is too long, and those who administer',
  {
    'app/api/notes/route.ts': `import { prisma } from './db';
const MAX_NOTES_PER_BATCH = 12;
const send = (what: unknown) => fetch('https://api.example', { method: 'POST', body: String(what) });
export async function POST(request: Request) {
  const { limit, notes, shown } = await request.json();
  const rows = await prisma.note.findMany({ take: limit + 1 });
  const hasNext = rows.length > limit;
  const items = hasNext ? rows.slice(0, -1) : rows;
  await Promise.all(items.map((row) => send(row)));
  const all = await prisma.note.findMany();
  const some = shown ? all.slice(0, -1) : all;
  await Promise.all(some.map((row) => send(row))); // !unbounded-concurrency
  const adminEmails = new Set<string>();
  const userEmails = new Set<string>();
  for (const row of all) (row.isAdmin ? adminEmails : userEmails).add(row.email);
  await Promise.all(Array.from(adminEmails).map((email) => send(email)));
  await Promise.all(Array.from(userEmails).map((email) => send(email))); // !unbounded-concurrency
  await Promise.all(notes.map((note) => send(note))); // !unbounded-concurrency
  if (notes.length === 0 || notes.length > MAX_NOTES_PER_BATCH) return Response.json({});
  await Promise.all(notes.map((note) => send(note)));
  return Response.json({});
}`,
  },
  rule,
);
