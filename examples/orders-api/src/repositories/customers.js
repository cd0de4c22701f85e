const COLUMNS = 'id, name, email, country, created_at as "createdAt"';
const BY_NAME = 'order by name collate "C", id';

/** @param {import('pg').Pool} pool */
export function createCustomers(pool) {
  const rows = async (sql, values) => (await pool.query(sql, values)).rows;
  return {
    byId: async (id) => (await rows(`select ${COLUMNS} from customers where id = $1`, [id]))[0],

    byIds: (ids) => rows(`select ${COLUMNS} from customers where id = any($1)`, [ids]),

    all: (country = null) =>
      rows(`select ${COLUMNS} from customers where $1::text is null or country = $1 ${BY_NAME}`, [country]),

    page: (country = null, limit, offset) =>
      rows(
        `select ${COLUMNS} from customers where $1::text is null or country = $1 ${BY_NAME} limit $2 offset $3`,
        [country, limit, offset],
      ),

    count: async (country = null) => {
      const sql = 'select count(*)::integer as n from customers where $1::text is null or country = $1';
      return (await rows(sql, [country]))[0].n;
    },

    orderedBetween: (from, to) =>
      rows(
        `select id, name, country from customers c
         where exists (select from orders o where o.customer_id = c.id and o.created_at >= $1 and o.created_at < $2)
         order by id`,
        [from, to],
      ),

    statement: async (id, from, to) => (await rows(statementSql('= $1'), [id, from, to]))[0],

    statements: (ids, from, to) => rows(statementSql('= any($1)'), [ids, from, to]),
  };
}

const statementSql = (whose) => `
  select o.customer_id as "customerId", count(distinct o.id)::integer as orders,
         sum(i.quantity)::integer as units, sum(i.quantity * i.unit_price_cents)::integer as "totalCents",
         max(o.created_at) as "lastOrderAt"
  from orders o join order_items i on i.order_id = o.id
  where o.customer_id ${whose} and o.created_at >= $2 and o.created_at < $3
  group by o.customer_id`;
