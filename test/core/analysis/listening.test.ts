/** What a function that runs at start-up only hands on is called later, and again and again. */
import { check } from './marked.ts';

check(
  'a listener put on while the program starts is no start-up',
  {
    'src/rows.js': `function bind() {
  button.addEventListener('click', () => merge(shown(), chosen()));
  prepare(shown(), chosen());
}
function merge(rows, others) {
  for (const other of others) {
    if (!rows.find((row) => row.id === other.id)) rows.push(other); // !quadratic-array
  }
}
function prepare(rows, others) {
  for (const other of others) {
    if (!rows.find((row) => row.id === other.id)) rows.push(other);
  }
}
bind();
`,
  },
  'quadratic-array',
);
