import { COLUMNS } from './columns.js';

/** Every item ordered in a month. */
export function createExports({ repositories, csvLines }) {
  return {
    async csv({ from, to }) {
      const rows = await repositories.orders.exportBetween(from, to);
      const header = COLUMNS.map((column) => column.name).join(',');
      return [header, ...csvLines(rows)].map((line) => `${line}\r\n`).join('');
    },

    async ndjson({ from, to }) {
      const rows = await repositories.orders.exportBetween(from, to);
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    },
  };
}
