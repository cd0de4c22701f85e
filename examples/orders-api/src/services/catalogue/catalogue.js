const FRESH_MS = 30_000;

/** Euro cents to units of a currency. */
export const RATES = Object.freeze({ EUR: 1, USD: 1.0875, GBP: 0.8565, JPY: 162.4 });

/** Products change rarely: all of them are kept in memory for half a minute. */
export function createCatalogue({ repositories, priceList }) {
  let loaded;
  let loadedAt = 0;

  function products() {
    if (!loaded || Date.now() - loadedAt > FRESH_MS) {
      loadedAt = Date.now();
      loaded = repositories.products.all();
      // A failed load is not kept.
      loaded.catch(() => {
        loaded = undefined;
      });
    }
    return loaded;
  }

  async function list({ category, currency }, { limit, offset }) {
    const priced = priceList(await products(), { category, currency, rate: RATES[currency] });
    return { products: priced.slice(offset, offset + limit), page: { limit, offset, total: priced.length } };
  }

  async function categories() {
    return [...new Set((await products()).map((product) => product.category))].sort();
  }

  return { products, list, categories };
}
