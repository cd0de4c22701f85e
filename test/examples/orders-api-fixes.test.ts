/** What each fix changes, counted rather than timed; and the database below both. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { after, before, describe, it, mock } from 'node:test';
import { ask, load, type Pool, SIZES, serve } from './orders-api.ts';

interface Counts {
  queries: number;
  rows: number;
  /** Most queries under way or waiting at a time. */
  peak: number;
}

describe('fixes of orders-api', () => {
  let pool: Pool;
  let stop: () => Promise<void>;
  let url: string;
  before(async () => {
    const embedded = await (await load('src/db/embedded/index.js')).startEmbedded();
    url = embedded.url;
    const opened = await (await load('src/db/database.js')).openDatabase({ url, poolSize: 4 });
    pool = opened.pool;
    await (await load('src/db/prepare.js')).prepareDatabase(pool, SIZES);
    stop = async () => {
      await opened.close();
      await embedded.stop();
    };
  });
  after(() => stop());

  /** Counts of one request with these fixes. */
  async function count(fixes: string[], target: string): Promise<Counts> {
    const counts = { queries: 0, rows: 0, peak: 0 };
    let open = 0;
    const counting: Pool = {
      connect: () => pool.connect(),
      end: () => pool.end(),
      async query(sql, values) {
        counts.queries++;
        counts.peak = Math.max(counts.peak, ++open);
        const result = await pool.query(sql, values).finally(() => open--);
        counts.rows += result.rows.length;
        return result;
      },
    };
    const service = await serve(counting, fixes);
    assert.equal((await ask(service.url, target)).status, 200);
    await service.stop();
    return counts;
  }

  it('n-plus-one: two queries for the details instead of two an order', async () => {
    assert.equal((await count([], '/orders?limit=30')).queries, 2 + 2 * 30);
    assert.equal((await count(['n-plus-one'], '/orders?limit=30')).queries, 2 + 2);
  });

  it('unbounded-concurrency: a few queries at a time instead of one a customer at once', async () => {
    const before = await count([], '/statements?month=2025-03');
    assert.ok(before.peak > 30 && before.queries === before.peak + 1, JSON.stringify(before));
    const fixed = await count(['unbounded-concurrency'], '/statements?month=2025-03');
    assert.ok(
      fixed.peak <= 2 && fixed.queries <= 1 + Math.ceil(SIZES.customers / 100),
      JSON.stringify(fixed),
    );
  });

  it('missing-limit: reads a page instead of the table', async () => {
    assert.equal((await count([], '/customers?limit=20')).rows, SIZES.customers);
    assert.equal((await count(['missing-limit'], '/customers?limit=20')).rows, 1 + 20);
  });

  it('sync-io: reads no file in a request', async () => {
    const reads = async (fixes: string[]): Promise<number> => {
      const service = await serve(pool, fixes);
      const spy = mock.method(fs, 'readFileSync');
      syncBuiltinESMExports();
      await ask(service.url, '/invoices?limit=20');
      const calls = spy.mock.callCount();
      spy.mock.restore();
      syncBuiltinESMExports();
      await service.stop();
      return calls;
    };
    assert.ok((await reads([])) > 200);
    assert.equal(await reads(['sync-io']), 0);
  });

  it('json-clone: parses nothing a product', async () => {
    const parses = async (fixes: string[]): Promise<number> => {
      const service = await serve(pool, fixes);
      await ask(service.url, '/products');
      const spy = mock.method(JSON, 'parse');
      await ask(service.url, '/products?limit=5');
      const calls = spy.mock.callCount();
      spy.mock.restore();
      await service.stop();
      return calls;
    };
    assert.equal(await parses([]), SIZES.products);
    assert.equal(await parses(['json-clone']), 0);
  });

  it('seeds the same rows from the same seed, and others from another', async () => {
    const { generate } = await load('src/db/seed-data.js');
    assert.deepEqual(generate(SIZES), generate(SIZES));
    const other = generate({ ...SIZES, seed: SIZES.seed + 1 });
    for (const table of ['customers', 'products', 'orders', 'orderItems']) {
      assert.notDeepEqual(other[table], generate(SIZES)[table]);
    }
  });

  it('keeps the connections of a pool apart on the embedded database', async () => {
    const echo = async (i: number): Promise<void> => {
      const sql = i % 2 === 0 ? 'select $1::integer as x, 1 as y' : 'select $1::text as x, $2::integer as y';
      const { rows } = await pool.query(sql, i % 2 === 0 ? [i] : [`t${i}`, i]);
      assert.deepEqual(rows, [i % 2 === 0 ? { x: i, y: 1 } : { x: `t${i}`, y: i }]);
    };
    const wrong = async (): Promise<void> => {
      await assert.rejects(pool.query('select 1 / $1::integer', [0]), /division by zero/);
      await assert.rejects(pool.query('select nothing from nowhere'), /nowhere/);
    };
    await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 10 === 9 ? wrong() : echo(i))));
  });

  it('rolls back what a lost connection had begun, and lets the others go on', async () => {
    const name = async (): Promise<unknown> =>
      (await pool.query('select name from customers where id = 1')).rows[0]?.name;
    const original = await name();
    const client = await pool.connect();
    await client.query('begin');
    await client.query("update customers set name = 'Nobody' where id = 1");
    const waiting = name();
    client.release(true);
    assert.equal(await waiting, original);
    assert.equal(await name(), original);
  });

  it('lets clients connect while another has the session', async () => {
    const client = await pool.connect();
    await client.query('begin');
    const { openDatabase } = await load('src/db/database.js');
    const other = await openDatabase({ url, poolSize: 1 });
    await client.query('rollback');
    client.release();
    assert.deepEqual((await other.pool.query('select 1 as one')).rows, [{ one: 1 }]);
    await other.close();
  });

  it('declines encryption, as a server without it does', async () => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const [answer] = (await new Promise((resolve) => socket.once('data', (data) => resolve([data])))) as [
      Buffer,
    ];
    assert.equal(answer.toString(), 'N');
    socket.destroy();
  });
});
