/** One page of customers by name. */
export async function customerPage({ customers }, { country }, { limit, offset }) {
  const matching = await customers.all(country);
  return {
    customers: matching.slice(offset, offset + limit),
    page: { limit, offset, total: matching.length },
  };
}
