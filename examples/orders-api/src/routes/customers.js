import { badRequest, notFound } from '../lib/errors.js';
import { pageParams, parseId } from '../lib/params.js';

export function addCustomerRoutes(router, { repositories, services }) {
  router.get('/customers', ({ query }) =>
    services.customers.page({ country: countryParam(query) }, pageParams(query)),
  );

  router.get('/customers/:id', async ({ params }) => {
    const id = parseId(params.id);
    const customer = await repositories.customers.byId(id);
    if (!customer) throw notFound(`There is no customer ${id}.`);
    return customer;
  });
}

function countryParam(query) {
  const country = query.get('country');
  if (country === null) return undefined;
  if (!/^[A-Z]{2}$/.test(country)) throw badRequest('country must be two capital letters.');
  return country;
}
