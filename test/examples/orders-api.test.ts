import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startPostgres } from '../support/postgres.ts';
import { type Answer, ask, load, type Pool, REFUSED, REQUESTS, SIZES, serve } from './orders-api.ts';

interface Item {
  readonly order: number;
  readonly status: string;
  readonly quantity: number;
  readonly unitPriceCents: number;
}

/** Answers of the service as it is, by database: all must be the same. */
const answersOf = new Map<string, Map<string, Answer>>();

describe('orders-api on the embedded database', () => {
  let stop: () => Promise<void>;
  behaviour('embedded', async () => {
    const { startEmbedded } = await load('src/db/embedded/index.js');
    const embedded = await startEmbedded();
    stop = embedded.stop;
    return embedded.url;
  });
  after(() => stop());
});

const postgres = await startPostgres();
if ('missing' in postgres) assert.notEqual(process.env.CI, 'true', postgres.missing);
describe('orders-api on PostgreSQL', { skip: 'missing' in postgres ? postgres.missing : false }, () => {
  if ('missing' in postgres) return;
  behaviour('postgres', async () => postgres.url);

  it('answers as on the embedded database', () => {
    assert.deepEqual(answersOf.get('postgres'), answersOf.get('embedded'));
  });
  after(() => postgres.stop());
});

function behaviour(name: string, startDatabase: () => Promise<string>): void {
  let pool: Pool;
  let close: () => Promise<void>;
  const services = new Map<string, Awaited<ReturnType<typeof serve>>>();
  const urlOf = (variant: string): string => services.get(variant)!.url;

  before(async () => {
    const { openDatabase } = await load('src/db/database.js');
    const { prepareDatabase } = await load('src/db/prepare.js');
    const { FIXES } = await load('src/flags.js');
    ({ pool, close } = await openDatabase({ url: await startDatabase(), poolSize: 6 }));
    await Promise.all([prepareDatabase(pool, SIZES), prepareDatabase(pool, SIZES)]);
    services.set('none', await serve(pool, []));
    services.set('all', await serve(pool, FIXES));
    for (const fix of FIXES) services.set(fix, await serve(pool, [fix]));
  });
  after(async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
    await close();
  });

  it('seeds once, even when two services start together', async () => {
    for (const table of ['customers', 'products', 'orders'] as const) {
      const { rows } = await pool.query(`select count(*)::integer as n from ${table}`);
      assert.equal(rows[0]?.n, SIZES[table]);
    }
  });

  it('answers every request the same, whichever fixes are on', async () => {
    const answers = new Map<string, Answer>();
    answersOf.set(name, answers);
    for (const target of REQUESTS) {
      const expected = await ask(urlOf('none'), target);
      assert.equal(expected.status, 200, `${target}: ${expected.body}`);
      answers.set(target, expected);
    }
    for (const variant of services.keys()) {
      const got = await Promise.all(REQUESTS.map((target) => ask(urlOf(variant), target)));
      got.forEach((answer, i) => {
        assert.deepEqual(answer, answers.get(REQUESTS[i]!), `${REQUESTS[i]} with ${variant}`);
      });
    }
  });

  it('refuses what it cannot answer, with a reason', async () => {
    for (const variant of ['none', 'all']) {
      for (const [target, status] of REFUSED) {
        const answer = await ask(urlOf(variant), target);
        assert.equal(answer.status, status, `${target}: ${answer.body}`);
        assert.match(answer.type ?? '', /json/);
        const { error } = JSON.parse(answer.body) as { error: { code: string; message: string } };
        assert.equal(error.code, status === 404 ? 'not_found' : 'bad_request');
        assert.match(error.message, /\w.*\.$/);
      }
      const answer = await fetch(`${urlOf(variant)}/orders`, { method: 'DELETE' });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, POST']);
    }
  });

  it('creates orders', async () => {
    const created: unknown[] = [];
    for (const variant of services.keys()) {
      const body = JSON.stringify({ customerId: 3, note: 'Ring "twice"', items: [item(5, 2), item(9, 1)] });
      const response = await fetch(`${urlOf(variant)}/orders`, { method: 'POST', body });
      assert.equal(response.status, 201);
      const order = (await response.json()) as Record<string, unknown>;
      assert.equal(response.headers.get('location'), `/orders/${order.id}`);
      assert.deepEqual(JSON.parse((await ask(urlOf('none'), `/orders/${order.id}`)).body), order);
      assert.ok(Math.abs(Date.now() - Date.parse(String(order.createdAt))) < 3_600_000);
      created.push({ ...order, id: 0, createdAt: '' });
    }
    const product = JSON.parse((await ask(urlOf('none'), '/products/5')).body) as { priceCents: number };
    const other = JSON.parse((await ask(urlOf('none'), '/products/9')).body) as { priceCents: number };
    const first = created[0] as { totalCents: number };
    assert.equal(first.totalCents, 2 * product.priceCents + other.priceCents);
    for (const order of created) assert.deepEqual(order, first);
  });

  it('refuses orders that cannot be, and creates nothing then', async () => {
    const countOrders = async (): Promise<unknown> =>
      (await pool.query('select count(*)::integer as n from orders')).rows[0]?.n;
    const existing = await countOrders();
    const bodies: readonly [string, number][] = [
      ['', 400],
      ['{', 400],
      ['null', 400],
      ['[]', 400],
      ['{"customerId":"1","items":[]}', 400],
      ['{"customerId":1,"items":[]}', 400],
      ['{"customerId":1,"items":[null]}', 400],
      ['{"customerId":1,"items":[{"productId":1,"quantity":0}]}', 400],
      ['{"customerId":1,"items":[{"productId":1,"quantity":1.5}]}', 400],
      ['{"customerId":1,"items":[{"productId":99999,"quantity":1}]}', 400],
      ['{"customerId":99999,"items":[{"productId":1,"quantity":1}]}', 400],
      ['{"customerId":1,"note":7,"items":[{"productId":1,"quantity":1}]}', 400],
      ['{"customerId":1,"note":"\\u0000","items":[{"productId":1,"quantity":1}]}', 400],
      [' '.repeat(70_000), 413],
    ];
    for (const [body, status] of bodies) {
      const answer = await ask(urlOf('none'), '/orders', { method: 'POST', body });
      assert.equal(answer.status, status, `${body.slice(0, 80)}: ${answer.body}`);
    }
    assert.equal(await countOrders(), existing);
  });

  it('reports and exports the same sales', async () => {
    const body = async (target: string): Promise<string> => (await ask(urlOf('all'), target)).body;
    const months = await Promise.all(
      ['04', '05', '06'].map((m) => body(`/exports/orders.ndjson?month=2025-${m}`)),
    );
    const items = months.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line) as Item);
    const sold = items.filter((row) => row.status !== 'cancelled');
    const report = JSON.parse(await body('/reports/sales?quarter=2025-Q2')) as Record<string, unknown>;
    assert.equal(
      report.units,
      total(sold, (row) => row.quantity),
    );
    assert.equal(
      report.revenueCents,
      total(sold, (row) => row.quantity * row.unitPriceCents),
    );
    assert.equal(report.orders, new Set(sold.map((row) => row.order)).size);
    for (const list of [report.byCategory, report.byCountry] as { revenueCents: number }[][]) {
      assert.equal(
        total(list, (entry) => entry.revenueCents),
        report.revenueCents,
      );
    }

    const csv = await body('/exports/orders.csv?month=2025-06');
    const lines = csv.split('\r\n');
    assert.equal(
      lines[0],
      'order,created_at,status,customer,email,country,sku,product,quantity,unit_price,total,note',
    );
    assert.equal(lines.length - 2, months[2]!.trim().split('\n').length);
    const january = await body('/exports/orders.csv?month=2025-01');
    assert.ok(/,"Deliver after 18:00, ""side door"""\r\n/.test(january), 'notes are quoted');

    const { statements } = JSON.parse(await body('/statements?month=2025-06')) as {
      statements: { totalCents: number }[];
    };
    const june = months[2]!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Item);
    assert.equal(
      total(statements, (statement) => statement.totalCents),
      total(june, (row) => row.quantity * row.unitPriceCents),
    );
  });
}

const item = (productId: number, quantity: number): object => ({ productId, quantity });

function total<T>(list: readonly T[], value: (entry: T) => number): number {
  return list.reduce((sum, entry) => sum + value(entry), 0);
}
