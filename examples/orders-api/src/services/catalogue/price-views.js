import { convert } from './price.js';

/** Products with their price in a currency; what lies deeper is shared with the catalogue. */
export function priceList(products, { category, currency, rate }) {
  return products
    .filter((product) => category === undefined || product.category === category)
    .map((product) => ({ ...product, price: convert(product.priceCents, rate), currency }));
}
