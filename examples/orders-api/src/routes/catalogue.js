import { badRequest, notFound } from '../lib/errors.js';
import { choiceParam, pageParams, parseId } from '../lib/params.js';
import { RATES } from '../services/catalogue/catalogue.js';

export function addCatalogueRoutes(router, { repositories, services }) {
  router.get('/products', async ({ query }) => {
    const filter = {
      category: choiceParam(query, 'category', await services.catalogue.categories()),
      currency: choiceParam(query, 'currency', Object.keys(RATES)) ?? 'EUR',
    };
    return services.catalogue.list(filter, pageParams(query));
  });

  router.get('/products/:id', async ({ params }) => {
    const id = parseId(params.id);
    const product = await repositories.products.byId(id);
    if (!product) throw notFound(`There is no product ${id}.`);
    return product;
  });

  router.get('/search', ({ query }) => {
    const text = query.get('q')?.trim();
    if (!text) throw badRequest('q is required.');
    return services.search(text, pageParams(query));
  });
}
