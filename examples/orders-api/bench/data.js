/** Orders like those of the seed, of any number, always the same. */
import { createRandom } from '../src/lib/random.js';

const COUNTRIES = ['DE', 'FR', 'GB', 'JP', 'US'];
const CATEGORIES = ['books', 'games', 'kitchen', 'music', 'sports'];

/** n orders of 1 to 5 items, by n/4 customers, of n/2 products. */
export function sales(n) {
  const random = createRandom(n);
  const below = (limit) => random.int(0, limit - 1);
  const customers = Array.from({ length: Math.ceil(n / 4) }, (_, id) => ({
    id,
    name: `Customer ${id}`,
    email: `customer${id}@example.com`,
    country: COUNTRIES[below(COUNTRIES.length)],
  }));
  const products = Array.from({ length: Math.ceil(n / 2) }, (_, id) => ({
    id,
    sku: `SKU-${id}`,
    name: `Product ${id}`,
    category: CATEGORIES[below(CATEGORIES.length)],
    priceCents: 100 + below(20_000),
    details: { weightGrams: 50 + below(5000), tags: ['new', CATEGORIES[id % 5]] },
  }));
  const orders = Array.from({ length: n }, (_, id) => ({ id, customerId: below(customers.length) }));
  const items = orders.flatMap(({ id }) =>
    Array.from({ length: 1 + below(5) }, () => ({
      orderId: id,
      productId: below(products.length),
      quantity: 1 + below(9),
      unitPriceCents: 100 + below(20_000),
    })),
  );
  return { orders, items, customers, products };
}

/** Rows as the export reads them from the database. */
export function exportRows(n) {
  const { items, products, customers } = sales(n);
  return items.map((item, i) => ({
    order: item.orderId,
    createdAt: new Date(Date.UTC(2026, 0, 1) + i * 60_000),
    status: i % 7 === 0 ? 'cancelled' : 'paid',
    customer: customers[i % customers.length].name,
    email: customers[i % customers.length].email,
    country: customers[i % customers.length].country,
    sku: products[item.productId].sku,
    product: products[item.productId].name,
    quantity: item.quantity,
    unitPriceCents: item.unitPriceCents,
    note: i % 5 === 0 ? 'Leave it, please, "by the door"' : null,
  }));
}
