import { badRequest, notFound } from '../lib/errors.js';

const MAX_ITEMS = 50;
const MAX_QUANTITY = 1000;
const MAX_NOTE = 500;

export function createOrders({ repositories, withDetails }) {
  async function list(filter, { limit, offset }) {
    const orders = await repositories.orders.page(filter, limit, offset);
    const total = await repositories.orders.count(filter);
    return { orders: await withDetails(repositories, orders), page: { limit, offset, total } };
  }

  async function get(id) {
    const order = await repositories.orders.byId(id);
    if (!order) throw notFound(`There is no order ${id}.`);
    const [detailed] = await withDetails(repositories, [order]);
    return detailed;
  }

  async function create(input) {
    const { customerId, note, items } = checkOrder(input);
    if (!(await repositories.customers.byId(customerId)))
      throw badRequest(`There is no customer ${customerId}.`);

    const prices = await repositories.products.prices(items.map((item) => item.productId));
    const priceOf = new Map(prices.map((product) => [product.id, product.priceCents]));
    const missing = items.find((item) => !priceOf.has(item.productId));
    if (missing) throw badRequest(`There is no product ${missing.productId}.`);

    const priced = items.map((item) => ({ ...item, unitPriceCents: priceOf.get(item.productId) }));
    return get(await repositories.orders.create({ customerId, note, items: priced }));
  }

  return { list, get, create };
}

function checkOrder(input) {
  if (typeof input !== 'object' || input === null) throw badRequest('The body must be an object.');
  const { customerId, note = null, items } = input;
  if (!isId(customerId)) throw badRequest('customerId must be a positive whole number.');
  if (note !== null && (typeof note !== 'string' || note.length > MAX_NOTE || note.includes('\0'))) {
    throw badRequest(`note must be a text of at most ${MAX_NOTE} characters.`);
  }
  if (!Array.isArray(items) || items.length < 1 || items.length > MAX_ITEMS) {
    throw badRequest(`items must be a list of 1 to ${MAX_ITEMS} items.`);
  }
  return { customerId, note, items: items.map(checkItem) };
}

function checkItem(item) {
  const { productId, quantity } = item ?? {};
  if (!isId(productId)) throw badRequest('productId must be a positive whole number.');
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    throw badRequest(`quantity must be a whole number from 1 to ${MAX_QUANTITY}.`);
  }
  return { productId, quantity };
}

const isId = (value) => Number.isInteger(value) && value > 0 && value < 2 ** 31;
