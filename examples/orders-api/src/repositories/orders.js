import { withTransaction } from '../db/transaction.js';

const COLUMNS = 'id, customer_id as "customerId", status, note, created_at as "createdAt"';
const FILTER = '($1::text is null or status = $1) and ($2::integer is null or customer_id = $2)';
const ITEM_COLUMNS = `
  i.order_id as "orderId", i.line, i.product_id as "productId", p.sku, p.name as product,
  i.quantity, i.unit_price_cents as "unitPriceCents"`;

/** @param {import('pg').Pool} pool */
export function createOrders(pool) {
  const rows = async (sql, values) => (await pool.query(sql, values)).rows;
  return {
    byId: async (id) => (await rows(`select ${COLUMNS} from orders where id = $1`, [id]))[0],

    /** Newest first. */
    page: ({ status = null, customerId = null }, limit, offset) =>
      rows(
        `select ${COLUMNS} from orders where ${FILTER} order by created_at desc, id desc limit $3 offset $4`,
        [status, customerId, limit, offset],
      ),

    count: async ({ status = null, customerId = null }) =>
      (await rows(`select count(*)::integer as n from orders where ${FILTER}`, [status, customerId]))[0].n,

    soldBetween: (from, to) =>
      rows(
        `select id, customer_id as "customerId" from orders
         where created_at >= $1 and created_at < $2 and status <> 'cancelled' order by id`,
        [from, to],
      ),

    itemsOf: (orderId) =>
      rows(
        `select ${ITEM_COLUMNS} from order_items i join products p on p.id = i.product_id
         where i.order_id = $1 order by i.line`,
        [orderId],
      ),

    itemsOfAll: (orderIds) =>
      rows(
        `select ${ITEM_COLUMNS} from order_items i join products p on p.id = i.product_id
         where i.order_id = any($1) order by i.order_id, i.line`,
        [orderIds],
      ),

    itemsSoldBetween: (from, to) =>
      rows(
        `select i.order_id as "orderId", i.product_id as "productId", i.quantity, i.unit_price_cents as "unitPriceCents"
         from order_items i join orders o on o.id = i.order_id
         where o.created_at >= $1 and o.created_at < $2 and o.status <> 'cancelled' order by i.order_id, i.line`,
        [from, to],
      ),

    exportBetween: (from, to) =>
      rows(
        `select o.id as "order", o.created_at as "createdAt", o.status, o.note, c.name as customer, c.email, c.country,
                p.sku, p.name as product, i.quantity, i.unit_price_cents as "unitPriceCents"
         from orders o
         join customers c on c.id = o.customer_id
         join order_items i on i.order_id = o.id
         join products p on p.id = i.product_id
         where o.created_at >= $1 and o.created_at < $2
         order by o.id, i.line`,
        [from, to],
      ),

    /**
     * @param {{ customerId: number, note: string | null, items: { productId: number, quantity: number, unitPriceCents: number }[] }} order
     * @returns {Promise<number>} the new order's id
     */
    create: ({ customerId, note, items }) =>
      withTransaction(pool, async (client) => {
        const created = await client.query(
          `insert into orders (customer_id, status, note) values ($1, 'open', $2) returning id`,
          [customerId, note],
        );
        const { id } = created.rows[0];
        await client.query(
          `insert into order_items (order_id, line, product_id, quantity, unit_price_cents)
           select $1, line, product_id, quantity, unit_price_cents
           from unnest($2::integer[], $3::integer[], $4::integer[])
             with ordinality as item (product_id, quantity, unit_price_cents, line)`,
          [
            id,
            items.map((item) => item.productId),
            items.map((item) => item.quantity),
            items.map((item) => item.unitPriceCents),
          ],
        );
        return id;
      }),
  };
}
