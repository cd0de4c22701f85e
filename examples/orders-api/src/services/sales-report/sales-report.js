const TOP_PRODUCTS = 10;

export function createSalesReport({ repositories, catalogue, mergeSales }) {
  /** Sales of one quarter by category, by country and by product; cancelled orders do not count. */
  return async function salesReport({ quarter, from, to }) {
    const orders = await repositories.orders.soldBetween(from, to);
    const items = await repositories.orders.itemsSoldBetween(from, to);
    const customers = await repositories.customers.orderedBetween(from, to);
    const products = await catalogue.products();

    const sales = mergeSales({ orders, items, customers, products });
    return {
      quarter,
      orders: orders.length,
      units: sum(sales, (sale) => sale.units),
      revenueCents: sum(sales, (sale) => sale.revenueCents),
      byCategory: totals(sales, (sale) => sale.product.category).sort(byName),
      byCountry: totals(sales, (sale) => sale.customer.country).sort(byName),
      topProducts: totals(sales, (sale) => `${sale.product.sku} ${sale.product.name}`)
        .sort((a, b) => b.revenueCents - a.revenueCents || byName(a, b))
        .slice(0, TOP_PRODUCTS),
    };
  };
}

const sum = (list, value) => list.reduce((total, entry) => total + value(entry), 0);

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function totals(sales, nameOf) {
  const groups = new Map();
  for (const sale of sales) {
    const name = nameOf(sale);
    const group = groups.get(name) ?? { name, units: 0, revenueCents: 0 };
    group.units += sale.units;
    group.revenueCents += sale.revenueCents;
    groups.set(name, group);
  }
  return [...groups.values()];
}
