import { notFound } from '../../lib/errors.js';
import { withDetails } from '../order-details/batched.js';

export const LANGUAGES = Object.freeze(['en', 'de']);

export function createInvoices({ repositories, templates }) {
  /** One invoice as a page. */
  async function one(id, language) {
    const order = await repositories.orders.byId(id);
    if (!order) throw notFound(`There is no order ${id}.`);
    return page(await withDetails(repositories, [order]), language);
  }

  /** The newest invoices with a status, one below the other, to be printed. */
  async function batch(status, language, { limit, offset }) {
    const orders = await repositories.orders.page({ status }, limit, offset);
    return page(await withDetails(repositories, orders), language);
  }

  function page(orders, language) {
    const invoices = orders.map((order) => invoice(order, language)).join('\n');
    return templates.render('page', { language, title: templates.text(language, 'invoices'), invoices });
  }

  function invoice(order, language) {
    const rows = order.items.map((item) => row(item, language)).join('\n');
    return templates.render('invoice', {
      heading: `${templates.text(language, 'invoice')} ${order.id}`,
      date: order.createdAt.toISOString().slice(0, 10),
      status: templates.text(language, order.status),
      name: order.customer.name,
      email: order.customer.email,
      country: order.customer.country,
      productLabel: templates.text(language, 'product'),
      quantityLabel: templates.text(language, 'quantity'),
      priceLabel: templates.text(language, 'price'),
      rows,
      totalLabel: templates.text(language, 'total'),
      total: money(order.totalCents, language),
    });
  }

  function row(item, language) {
    return templates.render('row', {
      sku: item.sku,
      product: item.product,
      quantity: item.quantity,
      unit: templates.text(language, item.quantity === 1 ? 'piece' : 'pieces'),
      price: money(item.quantity * item.unitPriceCents, language),
    });
  }

  return { one, batch };
}

/** Euros; written by hand because Intl's output changes with the ICU version. */
function money(cents, language) {
  const text = (cents / 100).toFixed(2);
  return language === 'de' ? `${text.replace('.', ',')} €` : `€${text}`;
}
