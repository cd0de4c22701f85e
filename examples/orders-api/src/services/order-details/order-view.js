/** An order as clients see it. */
export function orderView(order, customer, items) {
  return {
    id: order.id,
    status: order.status,
    note: order.note,
    createdAt: order.createdAt,
    customer: { id: customer.id, name: customer.name, email: customer.email, country: customer.country },
    items: items.map((item) => ({
      line: item.line,
      productId: item.productId,
      sku: item.sku,
      product: item.product,
      quantity: item.quantity,
      unitPriceCents: item.unitPriceCents,
    })),
    totalCents: items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0),
  };
}
