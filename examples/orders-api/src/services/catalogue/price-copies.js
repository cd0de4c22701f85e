import { convert } from './price.js';

/** Products with their price in a currency, as copies that callers may change. */
export function priceList(products, { category, currency, rate }) {
  return products
    .map((product) => JSON.parse(JSON.stringify(product)))
    .filter((product) => category === undefined || product.category === category)
    .map((product) => Object.assign(product, { price: convert(product.priceCents, rate), currency }));
}
