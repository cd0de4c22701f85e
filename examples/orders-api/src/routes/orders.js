import { readJson } from '../lib/http.js';
import { choiceParam, pageParams, parseId } from '../lib/params.js';
import { LANGUAGES } from '../services/invoices/invoices.js';

const STATUSES = ['open', 'paid', 'shipped', 'cancelled'];

export function addOrderRoutes(router, { orders, invoices }) {
  router.get('/orders', ({ query }) => {
    const customer = query.get('customer');
    const filter = {
      status: choiceParam(query, 'status', STATUSES),
      customerId: customer === null ? undefined : parseId(customer, 'customer'),
    };
    return orders.list(filter, pageParams(query));
  });

  router.get('/orders/:id', ({ params }) => orders.get(parseId(params.id)));

  router.post('/orders', async ({ request }) => {
    const order = await orders.create(await readJson(request));
    return { status: 201, headers: { location: `/orders/${order.id}` }, json: order };
  });

  router.get('/orders/:id/invoice', async ({ params, query }) =>
    html(await invoices.one(parseId(params.id), languageParam(query))),
  );

  router.get('/invoices', async ({ query }) => {
    const status = choiceParam(query, 'status', STATUSES);
    return html(await invoices.batch(status, languageParam(query), pageParams(query)));
  });
}

const languageParam = (query) => choiceParam(query, 'lang', LANGUAGES) ?? 'en';

const html = (body) => ({ type: 'text/html; charset=utf-8', body });
