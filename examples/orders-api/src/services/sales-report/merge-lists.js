/** One sale an item, with the item's order, customer and product. */
export function mergeSales({ orders, items, customers, products }) {
  const sales = [];
  for (const order of orders) {
    const customer = customers.find((candidate) => candidate.id === order.customerId);
    const orderItems = items.filter((item) => item.orderId === order.id);
    for (const item of orderItems) {
      const product = products.find((candidate) => candidate.id === item.productId);
      sales.push({
        customer,
        product,
        units: item.quantity,
        revenueCents: item.quantity * item.unitPriceCents,
      });
    }
  }
  return sales;
}
