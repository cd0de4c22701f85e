import { chunk, mapLimit } from '../../lib/concurrency.js';
import { statementView } from './statement-view.js';

const CUSTOMERS_A_QUERY = 100;
const QUERIES_AT_A_TIME = 2;

/** What each customer ordered in a month. */
export async function loadStatements({ customers: repository }, { month, from, to }) {
  const customers = await repository.orderedBetween(from, to);
  const chunks = await mapLimit(chunk(customers, CUSTOMERS_A_QUERY), QUERIES_AT_A_TIME, (some) =>
    repository.statements(
      some.map((customer) => customer.id),
      from,
      to,
    ),
  );
  const byCustomer = new Map(chunks.flat().map((statement) => [statement.customerId, statement]));
  return {
    month,
    statements: customers.map((customer) => statementView(customer, byCustomer.get(customer.id))),
  };
}
