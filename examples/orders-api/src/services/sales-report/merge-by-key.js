/** One sale an item, with the item's order, customer and product. */
export function mergeSales({ orders, items, customers, products }) {
  const orderById = new Map(orders.map((order) => [order.id, order]));
  const customerById = new Map(customers.map((customer) => [customer.id, customer]));
  const productById = new Map(products.map((product) => [product.id, product]));

  const sales = [];
  for (const item of items) {
    const order = orderById.get(item.orderId);
    sales.push({
      customer: customerById.get(order.customerId),
      product: productById.get(item.productId),
      units: item.quantity,
      revenueCents: item.quantity * item.unitPriceCents,
    });
  }
  return sales;
}
