const euros = (cents) => (cents / 100).toFixed(2);

/** What an exported item says, in this order. */
export const COLUMNS = [
  { name: 'order', value: (row) => row.order },
  { name: 'created_at', value: (row) => row.createdAt.toISOString() },
  { name: 'status', value: (row) => row.status },
  { name: 'customer', value: (row) => row.customer },
  { name: 'email', value: (row) => row.email },
  { name: 'country', value: (row) => row.country },
  { name: 'sku', value: (row) => row.sku },
  { name: 'product', value: (row) => row.product },
  { name: 'quantity', value: (row) => row.quantity },
  { name: 'unit_price', value: (row) => euros(row.unitPriceCents) },
  { name: 'total', value: (row) => euros(row.quantity * row.unitPriceCents) },
  { name: 'note', value: (row) => row.note },
];

/** RFC 4180. */
export function csvField(value) {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
