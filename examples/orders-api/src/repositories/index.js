import { createCustomers } from './customers.js';
import { createOrders } from './orders.js';
import { createProducts } from './products.js';

/** @param {import('pg').Pool} pool */
export function createRepositories(pool) {
  return { customers: createCustomers(pool), orders: createOrders(pool), products: createProducts(pool) };
}
