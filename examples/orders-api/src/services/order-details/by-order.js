import { orderView } from './order-view.js';

/** Orders with their customer and items. */
export async function withDetails({ customers, orders: orderRepository }, orders) {
  const detailed = [];
  for (const order of orders) {
    const customer = await customers.byId(order.customerId);
    const items = await orderRepository.itemsOf(order.id);
    detailed.push(orderView(order, customer, items));
  }
  return detailed;
}
