/** As many operations at once as there are items: what was done a moment ago, what one request brings, and pages said elsewhere. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what has just been done is taken back after a failure; what a table holds is not',
  {
    'src/attachments.service.ts': `import axios from 'axios';
import { prisma } from './db';
export class AttachmentsService {
  constructor(private readonly store: Store) {}
  async remove(token: string) {
    await axios.delete('https://files.example/' + token, { timeout: 2000 });
  }
  async uploadFile(file: Sent): Promise<Stored> {
    return (await axios.post('https://files.example', file.bytes, { timeout: 2000 })).data;
  }
  async add(dto: Adding) {
    const addFiles = dto.addFiles ?? [];
    const settled = await Promise.allSettled(addFiles.map((f) => this.uploadFile(f)));
    const successes = settled.filter((s) => s.status === 'fulfilled');
    const uploaded = successes.map((s) => s.value);
    if (uploaded.length < settled.length) await Promise.all(uploaded.map((a) => this.remove(a.token)));
    const stored: Stored[] = [];
    for (const file of dto.more) stored.push(await this.uploadFile(file));
    if (!(await this.save(stored))) await Promise.all(stored.map((a) => this.remove(a.token)));
  }
  async forget(query: Query) {
    const uploaded = await prisma.file.findMany({ where: { before: query.before } });
    if (uploaded.length > 0) await Promise.all(uploaded.map((a) => this.remove(a.token))); // !unbounded-concurrency
    await Promise.all(query.paths.map((p) => this.uploadFile(p))); // !unbounded-concurrency
  }
  async save(stored: Stored[]) {
    return prisma.file.createMany({ data: stored });
  }
}
export const handler = (service: AttachmentsService) => async (req, res) => {
  await service.add(req.body);
  await service.forget(req.query);
  res.end();
};`,
  },
  rule,
);

check(
  'a page whose size is spread into what is asked for, or whose query is put together further in',
  {
    'src/lists.js': `const axios = require('axios');
const { db, prisma } = require('./db');
const { getPaginationParams } = require('./paging');
const push = (row) => axios.post('https://push.example', row, { timeout: 2000 });
module.exports = async function handler(req, res) {
  const pagination = getPaginationParams(req.query.page, req.query.size);
  const locations = await prisma.location.findMany({ where: { open: true }, ...pagination });
  await Promise.all(locations.map((row) => push(row)));
  const window = { skip: req.query.skip, take: req.query.take };
  const shops = await prisma.shop.findMany({ where: { open: true }, ...window });
  await Promise.all(shops.map((row) => push(row)));
  const filters = { where: { open: true } };
  const stores = await prisma.store.findMany({ ...filters });
  await Promise.all(stores.map((row) => push(row))); // !unbounded-concurrency
  let rows = [];
  try {
    const sql = \`SELECT id FROM notes ORDER BY id LIMIT $\${req.query.at}\`;
    rows = await db.unsafe(sql, [req.query.size]);
  } catch {
    rows = [];
  }
  await Promise.all(rows.map((row) => push(row)));
  let all = [];
  try {
    const sql = 'SELECT id FROM notes ORDER BY id';
    all = await db.unsafe(sql, []);
  } catch {
    all = [];
  }
  await Promise.all(all.map((row) => push(row))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'what the environment sets, a model asks for, a constructor is given and a room of players has are few',
  {
    'src/few.ts': `import axios from 'axios';
import type Anthropic from '@anthropic-ai/sdk';
import { Environment } from './environment';
const send = (to: unknown) => axios.post('https://api.example', to, { timeout: 2000 });
class Combined {
  private readonly _sources: Source[];
  private readonly _rows: Row[];
  constructor(sources: Source[], rows: Row[]) {
    this._sources = sources;
    this._rows = rows.filter(Boolean);
  }
  async all(req, res) {
    await Promise.all(Environment.domains.map((domain) => send(domain)));
    await Promise.all(this._sources.map((source) => source.sendTotals(req.body)));
    await Promise.all(this._rows.map((row) => send(row))); // !unbounded-concurrency
    await tools({ blocks: req.body.blocks, texts: req.body.texts });
    const otherPlayers = this.room.players.filter((p) => p.id !== req.body.id);
    await Promise.all(otherPlayers.map((player) => send(player)));
    await Promise.all(this.room.players.map((player) => send(player)));
    await Promise.all(this.room.visitors.map((visitor) => send(visitor))); // !unbounded-concurrency
    res.end();
  }
}
async function tools(input: { blocks: Anthropic.ToolUseBlock[]; texts: Anthropic.TextBlock[] }) {
  const { blocks, texts } = input;
  await Promise.all(blocks.map((block) => send(block)));
  await Promise.all(texts.map((text) => send(text))); // !unbounded-concurrency
}
export const combined = (sources, rows) => (req, res) => new Combined(sources, rows).all(req, res);`,
  },
  rule,
);
