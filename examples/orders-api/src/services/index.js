import { createCatalogue } from './catalogue/catalogue.js';
import { priceList as priceCopies } from './catalogue/price-copies.js';
import { priceList as priceViews } from './catalogue/price-views.js';
import { customerPage as pageByLimit } from './customer-list/limit-page.js';
import { customerPage as pageBySlice } from './customer-list/slice-page.js';
import { createExports } from './exports/exports.js';
import { csvLines as joinedLines } from './exports/joined-lines.js';
import { csvLines as recordLines } from './exports/record-lines.js';
import { createTemplates as fileTemplates } from './invoices/file-templates.js';
import { createInvoices } from './invoices/invoices.js';
import { createTemplates as loadedTemplates } from './invoices/loaded-templates.js';
import { withDetails as detailsBatched } from './order-details/batched.js';
import { withDetails as detailsByOrder } from './order-details/by-order.js';
import { createOrders } from './orders.js';
import { mergeSales as mergeByKey } from './sales-report/merge-by-key.js';
import { mergeSales as mergeLists } from './sales-report/merge-lists.js';
import { createSalesReport } from './sales-report/sales-report.js';
import { createSearch } from './search/search.js';
import { isQuery as isQueryStrict } from './search/strict-query.js';
import { isQuery as isQueryWords } from './search/word-query.js';
import { loadStatements as statementsAtOnce } from './statements/all-at-once.js';
import { loadStatements as statementsInChunks } from './statements/in-chunks.js';

/**
 * Every service with the variants of its parts that `fixes` asks for: the only place that looks at them.
 * @param {{ repositories: ReturnType<import('../repositories/index.js').createRepositories>, fixes: ReadonlySet<string> }} options
 */
export function createServices({ repositories, fixes }) {
  const choose = (fix, original, improved) => (fixes.has(fix) ? improved : original);

  const withDetails = choose('n-plus-one', detailsByOrder, detailsBatched);
  const mergeSales = choose('quadratic-merge', mergeLists, mergeByKey);
  const priceList = choose('json-clone', priceCopies, priceViews);
  const createTemplates = choose('sync-io', fileTemplates, loadedTemplates);
  const csvLines = choose('spread-mapper', recordLines, joinedLines);
  const loadStatements = choose('unbounded-concurrency', statementsAtOnce, statementsInChunks);
  const isQuery = choose('redos', isQueryWords, isQueryStrict);
  const customerPage = choose('missing-limit', pageBySlice, pageByLimit);

  const catalogue = createCatalogue({ repositories, priceList });
  return {
    catalogue,
    customers: { page: (filter, page) => customerPage(repositories, filter, page) },
    exports: createExports({ repositories, csvLines }),
    invoices: createInvoices({ repositories, templates: createTemplates() }),
    orders: createOrders({ repositories, withDetails }),
    salesReport: createSalesReport({ repositories, catalogue, mergeSales }),
    search: createSearch({ catalogue, isQuery }),
    statements: { load: (range) => loadStatements(repositories, range) },
  };
}
