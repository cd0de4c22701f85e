import { addCatalogueRoutes } from './catalogue.js';
import { addCustomerRoutes } from './customers.js';
import { addOrderRoutes } from './orders.js';
import { addReportRoutes } from './reports.js';

export function addRoutes(router, { pool, repositories, services }) {
  router.get('/health', async () => {
    await pool.query('select 1');
    return { status: 'ok' };
  });
  addOrderRoutes(router, services);
  addCustomerRoutes(router, { repositories, services });
  addCatalogueRoutes(router, { repositories, services });
  addReportRoutes(router, services);
}
