import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../../src/core/analysis/rules/index.ts';
import { summarise } from '../../../src/core/analysis/summarise.ts';
import { check } from './marked.ts';

function candidates(code: string): number[] {
  const summary = summarise('src/a.js', code, 'x', rules);
  return summary.candidates.filter((c) => c.rule === 'n-plus-one').map((c) => c.line);
}

test('a call that stays inside the process, as its own file tells, is no candidate', () => {
  const code = `import { outside } from './b';
const upper = (text) => text.toUpperCase();
function label(row) { return upper(row.name) + String(row.id); }
function again(row) { return row.next ? again(row.next) : row; }
function asks(row) { return outside(row); }
const read = (row) => outside(row.id);
export class Page {
  title(row) { return label(row); }
  load(row) { return outside(row); }
  show(rows) {
    for (const row of rows) {
      label(row);
      parseRow(row);
      this.title(row);
      row.at = new Date(row.at).getTime();
      again(row);
      asks(row);
      read(row);
      outside(row);
      this.load(row);
    }
    return rows.map(label).concat(rows.map(asks));
  }
}`;
  assert.deepEqual(candidates(code), [16, 17, 18, 19, 20, 22]);
});

test('what a function is called after, or given, may say more than its code', () => {
  const code = `const httpGet = (url) => shown(url);
const run = (text) => shown(text);
export async function all(urls) {
  for (const url of urls) {
    await httpGet(url);
    await run('select * from users where id = ' + url.id);
    await shown(url);
  }
}`;
  assert.deepEqual(candidates(code), [5, 6]);
});

check('helpers that lead to a query are followed, those beside them are not told', {
  'src/orders.js': `const { Order, Customer } = require('./models');
const name = (c) => c.first + ' ' + c.last;
const owner = async (order) => { const c = await Customer.findById(order.customerId); return name(c); };
async function list(req, res) {
  const orders = await Order.find({ open: true });
  for (const order of orders) {
    order.owner = await owner(order); // !n-plus-one
    order.label = name(order);
  }
  res.json(orders);
}
module.exports = { list };`,
});
