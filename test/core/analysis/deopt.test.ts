import { check } from './marked.ts';

check(
  'properties deleted per item of a list that is few by its nature are left alone',
  {
    'src/clean.js': `export function strip(mail) {
  for (const attachment of mail.attachments) {
    delete attachment.content;
  }
  return mail;
}
export function clean(rows) {
  for (const row of rows) {
    delete row.password; // !deopt
  }
  return rows;
}
`,
  },
  'deopt',
);
