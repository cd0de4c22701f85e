// The pitfalls of the services beside their fixes: npx perfloop bench
import { bench, group } from 'perfloop';
import { priceList as priceCopies } from '../src/services/catalogue/price-copies.js';
import { priceList as priceViews } from '../src/services/catalogue/price-views.js';
import { csvLines as joinedLines } from '../src/services/exports/joined-lines.js';
import { csvLines as recordLines } from '../src/services/exports/record-lines.js';
import { fillIn } from '../src/services/invoices/render.js';
import { mergeSales as mergeByKey } from '../src/services/sales-report/merge-by-key.js';
import { mergeSales as mergeLists } from '../src/services/sales-report/merge-lists.js';
import { isQuery as isStrictQuery } from '../src/services/search/strict-query.js';
import { isQuery as isWordQuery } from '../src/services/search/word-query.js';
import { exportRows, sales } from './data.js';

group('sales report', () => {
  const sizes = { for: { n: [100, 200, 400, 800] }, setup: ({ n }) => sales(n) };
  bench('searching lists', mergeLists, sizes);
  bench('looking up keys', mergeByKey, { ...sizes, baseline: true, expect: { exponent: 1.3 } });
});

group('price list', () => {
  const options = { setup: () => sales(400).products };
  const inDollars = { category: 'books', currency: 'USD', rate: 1.0875 };
  bench('copying all', (products) => priceCopies(products, inDollars), options);
  bench('viewing those wanted', (products) => priceViews(products, inDollars), {
    ...options,
    baseline: true,
    expect: { bytes: 32_768 },
  });
});

group('export', () => {
  const options = { setup: () => exportRows(300) };
  bench('a record a line', recordLines, options);
  bench('joined lines', joinedLines, { ...options, baseline: true });
});

group('search query', () => {
  const wrong = { for: { n: [12, 14, 16, 18] }, setup: ({ n }) => `${'a'.repeat(n)}!` };
  bench('backtracking', isWordQuery, wrong);
  bench('strict', isStrictQuery, { ...wrong, baseline: true });
});

bench('invoice line', () =>
  fillIn('<td>{{name}}</td><td>{{{price}}}</td>', { name: 'Tea & "biscuits"', price: '4.20' }),
);
