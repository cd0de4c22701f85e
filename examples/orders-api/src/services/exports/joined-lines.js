import { COLUMNS, csvField } from './columns.js';

/** One line a row. */
export function csvLines(rows) {
  const lines = new Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    let line = '';
    for (const { value } of COLUMNS) line += `${line === '' ? '' : ','}${csvField(value(rows[i]))}`;
    lines[i] = line;
  }
  return lines;
}
