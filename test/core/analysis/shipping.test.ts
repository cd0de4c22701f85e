/** Where files run: what an editor imported by a slip, functions of a host beside a page, threads. */
import { check } from './marked.ts';

const angular = JSON.stringify({
  dependencies: { '@angular/core': '17', '@angular/platform-browser': '17', moment: '2' },
});

check(
  'an import that TypeScript drops, as nothing in the file uses it',
  {
    'package.json': `{ "dependencies": { "react": "18", "lodash": "4", "moment": "2" } }`,
    'src/Orders.tsx': `import _ from 'lodash';
import { iteratee } from 'lodash';
import moment from 'moment'; // !whole-import
export const Orders = ({ at }) => <p>{moment(at).fromNow()}</p>;`,
    'src/Old.jsx': `import _ from 'lodash'; // !whole-import
export const Old = () => <p />;`,
    'src/Loaded.tsx': `const _ = require('lodash'); // !whole-import
export const Loaded = () => <p />;`,
  },
  'whole-import',
);

check(
  'all of a library that is made of parts, given on as a whole',
  {
    'package.json': `{ "dependencies": { "react": "18", "date-fns": "^2.30.0" } }`,
    'src/calc.ts': `import * as dates from 'date-fns'; // !whole-import
export const calc = { dates };`,
    'src/weeks.ts': `import * as dates from 'date-fns';
export const weeks = (a, b) => dates.differenceInWeeks(a, b);`,
    'src/days.ts': `import { differenceInDays } from 'date-fns';
export const days = (a, b) => differenceInDays(a, b);`,
  },
  'whole-import',
);

check(
  'a component of Angular is sent to browsers, whatever an editor imported for it',
  {
    'package.json': angular,
    'src/app/day.component.ts': `import { Component } from '@angular/core';
import { request } from 'http';
import moment from 'moment'; // !whole-import
@Component({ template: '' })
export class Day { day = moment().format(); }
`,
    'src/server.ts': `import { createServer } from 'http';
import moment from 'moment';
createServer((req, res) => res.end(moment().format())).listen(1);
`,
  },
  'whole-import',
);

check(
  'a library is loaded by handing its parts on, and all of Chart.js by its auto',
  {
    'package.json': JSON.stringify({ dependencies: { react: '18', lodash: '4', 'chart.js': '4' } }),
    'src/text.ts': `export { capitalize } from 'lodash'; // !whole-import
export { default as debounce } from 'lodash/debounce';
export type { Dictionary } from 'lodash';
`,
    'src/chart.ts': `import Chart from 'chart.js/auto'; // !whole-import
export const draw = (at) => new Chart(at, {});
`,
    'src/part.ts': `import { Chart, LineController } from 'chart.js';
Chart.register(LineController);
`,
  },
  'whole-import',
);

const parts = `const { isObject } = require('lodash');
module.exports = function (schema, options, context) { return isObject(schema) && context; };
`;

check(
  'functions of a program are no functions of a host',
  {
    'rules/package.json': JSON.stringify({ name: 'rules', dependencies: { lodash: '4' } }),
    'rules/src/functions/names.js': parts,
    'cloud/package.json': JSON.stringify({
      name: 'cloud',
      dependencies: { lodash: '4', 'firebase-functions': '4' },
    }),
    'cloud/src/functions/names.js': parts.replace("('lodash');", "('lodash'); // !whole-import"),
  },
  'whole-import',
);

check(
  'what lies in api beside a page and answers requests runs on a server',
  {
    'package.json': JSON.stringify({ dependencies: { react: '18' }, devDependencies: { vite: '5' } }),
    'api/rates.js': `export default async function handler(req, res) {
  const answer = await fetch('https://rates.example.com/latest'); // !missing-timeout
  res.json(await answer.json());
}
`,
    'api/useRates.js': `export const load = async () => (await fetch('https://rates.example.com/latest')).json();
`,
    'src/load.js': `export const load = async () => (await fetch('https://rates.example.com/latest')).json();
`,
  },
  'missing-timeout',
);

check(
  'a thread is started for its work, and is no start of the program',
  {
    'package.json': JSON.stringify({ dependencies: { express: '4' } }),
    'server/task-worker.js': `import { workerData } from 'node:worker_threads';
import { readFileSync } from 'node:fs';
import { load } from './rates.js';
async function run() {
  readFileSync('/etc/hosts');
  if (workerData.task === 'rates') await load();
}
run();
`,
    'server/rates.js': `export const load = async () => (await fetch('https://rates.example.com/latest')).json(); // !missing-timeout
`,
    'server/index.js': `import express from 'express';
import { Worker } from 'node:worker_threads';
import { first } from './first.js';
const app = express();
first();
app.get('/', (req, res) => { new Worker('./task-worker.js'); res.end(); });
`,
    'server/first.js': `export const first = async () => (await fetch('https://rates.example.com/first')).json();
`,
  },
  'missing-timeout',
  'sync-io-hot-path',
);

check(
  'a try that leaves out what was refused is another one',
  {
    'src/save.js': `
export async function save(supabase, row) {
  let attempt = { ...row };
  let tries = 0;
  while (tries < 5) {
    const answer = await supabase.from('plans').insert([attempt]).select('*').single();
    if (!answer.error) return answer.data;
    tries++;
    if (answer.error.code === '42703') {
      delete attempt.note;
      continue;
    }
    throw answer.error;
  }
}
`,
  },
  'retry-without-backoff',
);

check(
  'a try that is given less after a failure is another one; what is noted of the failure gives nothing else',
  {
    'src/events.js': `
export class Events {
  async all(contract, from) {
    let retry;
    do {
      try {
        retry = false;
        return await contract.queryFilter(from, from + this.range);
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        this.range = Math.trunc(this.range / 2);
        retry = true;
      }
    } while (retry);
  }
}
export async function load(url) {
  let last;
  for (let attempt = 0; attempt < 5; attempt++) { // !retry-without-backoff
    try {
      return await fetch(url, { signal: AbortSignal.timeout(1000) });
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
`,
  },
  'retry-without-backoff',
);
