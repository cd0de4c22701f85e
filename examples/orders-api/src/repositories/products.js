const COLUMNS = 'id, sku, name, description, category, price_cents as "priceCents", attributes';

/** @param {import('pg').Pool} pool */
export function createProducts(pool) {
  const rows = async (sql, values) => (await pool.query(sql, values)).rows;
  return {
    all: () => rows(`select ${COLUMNS} from products order by id`),

    byId: async (id) => (await rows(`select ${COLUMNS} from products where id = $1`, [id]))[0],

    prices: (ids) => rows('select id, price_cents as "priceCents" from products where id = any($1)', [ids]),
  };
}
