/** What is made again in each turn of a loop: patterns, formatters, JSON. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import type { WorkspacePackage } from '../../../src/core/analysis/modules.ts';
import { check } from './marked.ts';

check(
  'a pattern that a function makes is told where a loop gives it the same each time',
  {
    'src/a.ts': `
const nameOf = ({ prefix, key }) => key.replace(new RegExp(prefix + '/?'), ''); // !regex-in-loop
export const names = (keys, prefix) => keys.map((key) => nameOf({ key, prefix }));
function count(text, word) {
  return text.match(new RegExp(word, 'g')).length; // !regex-in-loop
}
export function total(lines, word) {
  let sum = 0;
  for (const line of lines) sum += count(line, word);
  return sum;
}
const starts = (text, word) => new RegExp('^' + word).test(text);
export const all = (words, text) => words.filter((word) => starts(text, word));
const ends = (text, word) => new RegExp(word + '$').test(text);
export const once = (text) => ends(text, 'a');
function worked(text, word) {
  const safe = escape(word + text);
  return new RegExp(safe).test(text);
}
export const some = (lines, word) => lines.filter((line) => worked(line, word));
export const scored = (rows, terms) =>
  rows.map((row) => terms.map((term) => row.text.match(new RegExp(term, 'g')).length)); // !regex-in-loop
export const filled = (rows) =>
  rows.map((row) => Object.keys(row).reduce((text, key) => text.replace(new RegExp(key, 'g'), row[key]), 'a b'));
const field = (block, tag) => new RegExp('<' + tag + '>').exec(block);
export const fields = (blocks) => blocks.map((block) => [field(block, 'date'), field(block, 'name')]);
`,
  },
  'regex-in-loop',
);

check(
  'a pattern is the same where what it is put together of is worked out anew of the same',
  {
    'src/search.js': `
export const named = (rows, word) =>
  rows.filter((row) => {
    const escaped = escapeRegExp(word).split(' ').join('.');
    const pattern = new RegExp(escaped, 'i'); // !regex-in-loop
    return pattern.test(row.name);
  });
function shown(text, word) {
  const safe = word.replace(/[*+]/g, '\\\\$&');
  return text.replace(new RegExp(safe, 'g'), '-'); // !regex-in-loop
}
export const allShown = (rows, word) => rows.map((row) => shown(row.text, word));
export function mentioned(cases, texts) {
  const found = [];
  for (const { number } of cases)
    for (const text of texts) {
      const safe = number ? number.replace(/-/g, '.') : null;
      if (safe && new RegExp(safe).test(text)) found.push(number); // !regex-in-loop
    }
  return found;
}
export const other = (rows) =>
  rows.filter((row) => {
    const safe = escapeRegExp(row.word);
    return new RegExp(safe).test(row.text);
  });
export function taken(rows, words) {
  return rows.map((row) => {
    const word = words.shift();
    return new RegExp(word).test(row.text);
  });
}
export function chosen(rows, words) {
  let at = 0;
  return rows.map((row) => {
    const word = words[at++];
    return new RegExp(word).test(row.text);
  });
}
`,
  },
  'regex-in-loop',
);

check(
  'a pattern that is kept for the next time is made once',
  {
    'src/kept.js': `const kept = new Map();
const own = {};
function matches(key, word) {
  let pattern = kept.get(word);
  if (!pattern) {
    const escaped = word.replace(/[.+]/g, '-');
    pattern = new RegExp(escaped);
    kept.set(word, pattern);
  }
  return pattern.test(key);
}
const starts = (key, word) => (own[word] || (own[word] = new RegExp('^' + word))).test(key);
function ends(key, word) {
  if (!word) return true;
  return new RegExp(word + '$').test(key); // !regex-in-loop
}
export const a = (keys, word) => keys.filter((key) => matches(key, word));
export const b = (keys, word) => keys.filter((key) => starts(key, word));
export const c = (keys, word) => keys.filter((key) => ends(key, word));
`,
  },
  'regex-in-loop',
);

check(
  'a pattern in what replace calls for each place is one too many',
  {
    'src/titles.js': `
export const titles = (text, options) =>
  text.replace(/^#+ .*$/gm, (title) => {
    const start = options.start ? '[' + escapeRegExp(options.start) + ']*' : '';
    const word = new RegExp('^' + start + '[a-z]+', 'u'); // !regex-in-loop
    return title.split(' ').map((part) => (word.test(part) ? part : part.toUpperCase())).join(' ');
  });
export const first = (text, mark) => text.replace(/^#.*$/, (title) => title.replace(new RegExp(mark, 'g'), ''));
export const tags = (text) => text.replace(/<(\\w+)>/g, (all, tag) => text.replace(new RegExp(tag, 'g'), ''));
`,
  },
  'regex-in-loop',
);

check(
  'a pattern that a module makes for each call is told where a loop of another file calls it',
  {
    'src/keys.ts': `const NAMESPACE = 'app';
export const bare = (key: string) => key.replace(new RegExp('^' + NAMESPACE + ':'), ''); // !regex-in-loop
export const once = (key: string) => key.replace(new RegExp(NAMESPACE), '');
`,
    'src/list.ts': `import { bare, once } from './keys';
export const list = (keys: string[]) => keys.map((key) => bare(key));
export const one = (key: string) => once(key);
`,
  },
  'regex-in-loop',
);

check(
  'a copy of a pattern that goes on where it was begins anew for each text',
  {
    'src/links.js': `const links = /\\[([^\\]]+)\\]/g;
const word = /\\w+/;
const inline = (text) => {
  const own = new RegExp(links);
  const found = [];
  for (let m = own.exec(text); m; m = own.exec(text)) found.push(m[1]);
  return found;
};
const first = (text) => {
  const own = new RegExp(word); // !regex-in-loop
  return own.exec(text);
};
export const all = (rows) => rows.map((row) => [inline(row.text), first(row.text)]);
`,
  },
  'regex-in-loop',
);

check(
  'formatters of functions that array methods are handed, and of methods',
  {
    'src/a.ts': `
const byName = (a, b) => a.name.localeCompare(b.name, 'de', { numeric: true }); // !alloc-in-loop
export const sorted = (rows) => rows.sort(byName);
const toText = (row) => new Intl.NumberFormat('de', { style: 'percent' }).format(row.share); // !alloc-in-loop
export const texts = (rows) => rows.map(toText);
export class Report {
  money(value) {
    return new Intl.NumberFormat('de', { style: 'percent' }).format(value); // !alloc-in-loop
  }
  rows(rows) {
    return rows.map((row) => this.money(row.value));
  }
  total(value) {
    return new Intl.NumberFormat('de', { style: 'percent' }).format(value);
  }
}
const toShare = (row) => new Intl.NumberFormat('de', { style: 'percent' }).format(row.share);
export const first = (rows) => [toShare(rows[0]), toShare];
export class Bookings {
  list(rows) {
    return rows.map((row) => this.toResponse(row));
  }
  toResponse(row) {
    return { id: row.id, day: this.day(row.day), price: this.price(row.price, row.currency) };
  }
  day(value) {
    return new Intl.DateTimeFormat('de', { month: 'short' }).format(value); // !alloc-in-loop
  }
  toPage(rows) {
    return rows.map((row) => this.place(row));
  }
  place(row) {
    if (row.y > 700) this.footer();
    return row.y;
  }
  footer() {
    this.text(new Intl.DateTimeFormat('de', { month: 'short' }).format(this.at));
  }
  price(value, currency) {
    return new Intl.NumberFormat('de', { style: 'currency', currency }).format(value);
  }
}
`,
  },
  'alloc-in-loop',
);

check(
  'formatters of helpers that a loop of another file calls, and those with a parameter that is the same each time',
  {
    'src/format.ts': `
export const money = (value) => new Intl.NumberFormat('de', { style: 'percent' }).format(value); // !alloc-in-loop
export const total = (value) => new Intl.NumberFormat('de', { style: 'percent' }).format(value);
const amount = (value, currency = 'EUR') => new Intl.NumberFormat('de', { style: 'currency', currency }).format(value); // !alloc-in-loop
export const amounts = (rows) => rows.map((row) => amount(row.value));
export const days = (rows) => rows.map((row) => {
  const options = { day: 'numeric', month: 'short' };
  return row.at.toLocaleDateString('de', options); // !alloc-in-loop
});
export const zoned = (rows) => rows.map((row) => {
  const options = { day: 'numeric', month: 'short' };
  options.timeZone = row.zone;
  return row.at.toLocaleDateString('de', options);
});
const each = (value, currency) => new Intl.NumberFormat('de', { style: 'currency', currency }).format(value);
export const eachOf = (rows) => rows.map((row) => each(row.value, row.currency));
`,
    'src/list.ts': `import { money, total } from './format';
export const list = (rows) => rows.map((row) => \`\${money(row.value)}\`).join() + total(rows.length);
`,
  },
  'alloc-in-loop',
);

check(
  'JSON that is given to a name first is a key as well',
  {
    'src/a.ts': `
export function unique(rows) {
  const seen = {};
  const kept = [];
  let text;
  for (const row of rows) {
    text = JSON.stringify(row.slice().sort()); // !quadratic-json
    if (!seen[text]) kept.push(row);
    seen[text] = true;
  }
  return kept;
}
export function write(rows, out) {
  let text;
  for (const row of rows) {
    text = JSON.stringify(row);
    out.write(text);
  }
}
`,
  },
  'quadratic-json',
);

check(
  'a loop that goes on by days or months has as many turns as a chart has points',
  {
    'src/a.ts': `
export function periods(start, end) {
  const labels = [];
  const current = new Date(start);
  while (current <= end) {
    labels.push(new Intl.DateTimeFormat('fr', { month: 'long' }).format(current));
    current.setMonth(current.getMonth() + 1);
  }
  return labels;
}
export function lines(rows) {
  const labels = [];
  for (let i = 0; i < rows.length; i++)
    labels.push(new Intl.DateTimeFormat('fr', { month: 'long' }).format(rows[i].at)); // !alloc-in-loop
  return labels;
}
`,
  },
  'alloc-in-loop',
);

check(
  'nobody notices a formatter in a loop whose every turn waits for something else',
  {
    'src/a.ts': `
export class Reminders {
  async send(users) {
    for (const user of users) await this.mail.send(user.mail, this.day(user.last));
  }
  day(at) {
    return at.toLocaleDateString('de', { month: 'short' });
  }
}
export async function texts(users) {
  for (const user of users) await mail(user, user.last.toLocaleDateString('de', { month: 'long' }));
  const out = [];
  for (const user of users) out.push(user.last.toLocaleDateString('de', { month: 'long' })); // !alloc-in-loop
  return out;
}
`,
  },
  'alloc-in-loop',
);

check(
  'a library that is called like its import, only for types; one that tracing is handed',
  {
    'src/Day.tsx': `import * as moment from 'moment';
export const Day = ({ at }: { at: moment.Moment }) => <b>{String(at)}</b>;
`,
    'src/Month.tsx': `import * as moment from 'moment'; // !whole-import
export const Month = () => <b>{moment().format('M')}</b>;
`,
    'src/store.js': `const tracer = require('aws-xray-sdk');
const AWS = tracer.captureAWS(require('aws-sdk')); // !whole-import
exports.store = new AWS.S3();
`,
    'src/umd.js': `(function (factory) {
  module.exports = factory(require('aws-sdk'));
})(function (AWS) {
  return new AWS.S3();
});
`,
  },
  'whole-import',
);

check(
  'a library that only functions use tells that a package is deployed as such',
  {
    'package.json': '{"name":"a","dependencies":{"aws-embedded-metrics":"2","moment":"2"}}',
    'src/Search.jsx': `import Glass from '@heroicons/react/24/solid/MagnifyingGlassIcon';
import * as icons from '@heroicons/react/24/solid'; // !whole-import
export const Search = ({ name }) => [Glass, icons[name]];`,
    'src/now.js': `const moment = require('moment'); // !whole-import
exports.now = () => moment().format();
`,
  },
  'whole-import',
);

test('a package that is deployed as functions starts again for requests, whatever its files import', () => {
  const told = (tool: string): number => {
    const file = `import { Pool } from 'pg';\nimport moment from 'moment';\nexport const now = () => [Pool, moment()];`;
    const pack: WorkspacePackage = {
      folder: '',
      name: 'a',
      mains: [],
      exports: {},
      bins: [],
      dependencies: ['pg', 'moment'],
      tools: [tool],
      ranges: {},
      browser: false,
    };
    const { findings } = analyse({ 'src/rows.ts': file }, { config: { packages: [pack], tsconfigs: [] } });
    return findings.filter((f) => f.rule === 'whole-import').length;
  };
  assert.equal(told('serverless'), 1);
  assert.equal(told('typescript'), 0);
});

check(
  'a component that is rendered for each row does for each row what it does',
  {
    'src/Sessions.tsx': `import { memo } from 'react';
function when(at) {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium' }); // !alloc-in-loop
}
export function Sessions({ sessions, last }) {
  return <ul>{sessions.map((session) => <Row key={session.id} session={session} />)}<Last at={last} /></ul>;
}
function Row({ session }) {
  return <li>{when(session.at)} {session.price.toLocaleString('de', { style: 'currency', currency: 'EUR' })}</li>; // !alloc-in-loop
}
function Last({ at }) {
  return <p>{new Date(at).toLocaleDateString('de', { month: 'short' })}</p>;
}
const tabs = ['all', 'mine'];
export const Tabs = ({ total }) => <nav>{tabs.map((tab) => <Tab key={tab} tab={tab} total={total} />)}</nav>;
function Tab({ tab, total }) {
  return <b>{tab} {total.toLocaleString('de', { notation: 'compact' })}</b>;
}`,
  },
  'alloc-in-loop',
);

check(
  'each match of a pattern is a turn like any other; columns and languages are few',
  {
    'src/a.ts': `
export function fields(text, word, out) {
  let match;
  while ((match = word.exec(text))) out.push(match[1].replace(new RegExp('""', 'g'), '"')); // !regex-in-loop
  while ((match = word.exec(text))) out.push(new Intl.NumberFormat('de').format(match[1])); // !alloc-in-loop
}
export async function work(queue, out) {
  let job;
  while ((job = await queue.next())) out.push(new Intl.NumberFormat('de').format(job.size));
}
export const heads = (columns) => columns.map((c) => new Intl.NumberFormat('de').format(c.width));
export const names = (languages) => languages.map((l) => new Intl.DisplayNames(['en'], { type: 'language' }).of(l));
`,
  },
  'regex-in-loop',
  'alloc-in-loop',
);

check(
  'a copy of a pattern is there to begin anew',
  {
    'src/signals.ts': `const YEARS = /(\\d{4})/g;
const YEAR = /(\\d{4})/;
export function years(lines: string[]) {
  for (const line of lines) {
    const years = new RegExp(YEARS.source, YEARS.flags);
    while (years.exec(line)) count(line);
  }
}
export function year(lines: string[]) {
  for (const line of lines) {
    const one = new RegExp(YEAR.source, YEAR.flags); // !regex-in-loop
    if (one.test(line)) count(line);
  }
}
`,
  },
  'regex-in-loop',
);
