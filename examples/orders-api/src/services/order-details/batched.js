import { orderView } from './order-view.js';

/** Orders with their customer and items: one query for all customers, one for all items. */
export async function withDetails({ customers, orders: orderRepository }, orders) {
  const customerRows = await customers.byIds([...new Set(orders.map((order) => order.customerId))]);
  const itemRows = await orderRepository.itemsOfAll(orders.map((order) => order.id));

  const customerById = new Map(customerRows.map((customer) => [customer.id, customer]));
  const itemsByOrder = new Map(orders.map((order) => [order.id, []]));
  for (const item of itemRows) itemsByOrder.get(item.orderId).push(item);
  return orders.map((order) =>
    orderView(order, customerById.get(order.customerId), itemsByOrder.get(order.id)),
  );
}
