import { COLUMNS, csvField } from './columns.js';

/** One line a row. */
export function csvLines(rows) {
  return rows
    .map((row) => toRecord(row))
    .map((record) => Object.values(record).map(csvField).join(','))
    .reduce((lines, line) => [...lines, line], []);
}

function toRecord(row) {
  return COLUMNS.reduce((record, { name, value }) => ({ ...record, [name]: value(row) }), {});
}
