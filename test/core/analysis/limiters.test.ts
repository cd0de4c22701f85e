/** What holds work back, told by the package that it is of and not by its name. */
import { check } from './marked.ts';

check(
  'a queue or limiter of a package, whatever it is called',
  {
    'src/rates.ts': `import PQueue from 'p-queue';
import Bottleneck from 'bottleneck';
import pLimit from 'p-limit';
import express from 'express';
const throat = require('throat');
const app = express();
const q = new PQueue({ concurrency: 4 });
const slow = new Bottleneck({ maxConcurrent: 2 });
const atOnce = pLimit(5);
const five = throat(5);
const list = new Jobs();
app.post('/rates', async (req, res) => {
  const { rows } = req.body;
  await Promise.all(rows.map((row) => q.add(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => slow.schedule(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => atOnce(() => fetch('https://a.example.com/' + row))));
  await Promise.all(rows.map((row) => five(async () => { await fetch('https://a.example.com/' + row); })));
  await Promise.all(rows.map((row) => list.add(() => fetch('https://a.example.com/' + row)))); // !unbounded-concurrency
  res.json({});
});`,
  },
  'unbounded-concurrency',
);
