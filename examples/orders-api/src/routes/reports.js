import { monthParam, quarterParam } from '../lib/params.js';

export function addReportRoutes(router, { salesReport, statements, exports }) {
  router.get('/reports/sales', ({ query }) => salesReport(quarterParam(query)));

  router.get('/statements', ({ query }) => statements.load(monthParam(query)));

  router.get('/exports/orders.csv', async ({ query }) => ({
    type: 'text/csv; charset=utf-8',
    body: await exports.csv(monthParam(query)),
  }));

  router.get('/exports/orders.ndjson', async ({ query }) => ({
    type: 'application/x-ndjson; charset=utf-8',
    body: await exports.ndjson(monthParam(query)),
  }));
}
