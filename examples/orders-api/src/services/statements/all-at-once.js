import { statementView } from './statement-view.js';

/** What each customer ordered in a month. */
export async function loadStatements({ customers: repository }, { month, from, to }) {
  const customers = await repository.orderedBetween(from, to);
  const statements = await Promise.all(
    customers.map(async (customer) =>
      statementView(customer, await repository.statement(customer.id, from, to)),
    ),
  );
  return { month, statements };
}
