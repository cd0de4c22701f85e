import { readFile } from 'node:fs/promises';
import { generate } from './seed-data.js';
import { withTransaction } from './transaction.js';

const LOCK = 72431;
const ROWS_PER_INSERT = 2000;

/**
 * Creates the tables where they are missing and fills them once. Several services may start on one server.
 * @param {import('pg').Pool} pool
 * @param {{ seed: number, customers: number, products: number, orders: number }} sizes
 */
export async function prepareDatabase(pool, sizes) {
  const schema = await readFile(new URL('schema.sql', import.meta.url), 'utf8');
  const filled = await withTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(schema);
    const { rows } = await client.query('select exists (select from customers) as filled');
    if (rows[0].filled) return false;
    await fill(client, generate(sizes));
    return true;
  });
  if (filled) await pool.query('analyze customers, products, orders, order_items');
}

async function fill(client, data) {
  await insert(client, 'customers', data.customers, {
    id: 'integer',
    name: 'text',
    email: 'text',
    country: 'text',
    created_at: 'timestamptz',
  });
  await insert(client, 'products', data.products, {
    id: 'integer',
    sku: 'text',
    name: 'text',
    description: 'text',
    category: 'text',
    price_cents: 'integer',
    attributes: 'jsonb',
  });
  await insert(client, 'orders', data.orders, {
    id: 'integer',
    customer_id: 'integer',
    status: 'text',
    note: 'text',
    created_at: 'timestamptz',
  });
  await insert(client, 'order_items', data.orderItems, {
    order_id: 'integer',
    line: 'integer',
    product_id: 'integer',
    quantity: 'integer',
    unit_price_cents: 'integer',
  });
  for (const table of ['customers', 'products', 'orders']) {
    await client.query(
      `select setval(pg_get_serial_sequence('${table}', 'id'), greatest(max(id), 1), max(id) is not null) from ${table}`,
    );
  }
}

/** One array a column: few parameters, however many rows. */
async function insert(client, table, rows, columns) {
  const names = Object.keys(columns);
  const arrays = names.map((name, i) => `$${i + 1}::${columns[name]}[]`);
  const sql = `insert into ${table} (${names.join(', ')}) select * from unnest(${arrays.join(', ')})`;
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const slice = rows.slice(start, start + ROWS_PER_INSERT);
    await client.query(
      sql,
      names.map((name) => slice.map((row) => row[name])),
    );
  }
}
