/** One page of customers by name. */
export async function customerPage({ customers }, { country }, { limit, offset }) {
  const total = await customers.count(country);
  return { customers: await customers.page(country, limit, offset), page: { limit, offset, total } };
}
