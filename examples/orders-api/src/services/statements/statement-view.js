export function statementView(customer, statement) {
  return {
    customerId: customer.id,
    name: customer.name,
    country: customer.country,
    orders: statement.orders,
    units: statement.units,
    totalCents: statement.totalCents,
    lastOrderAt: statement.lastOrderAt,
  };
}
