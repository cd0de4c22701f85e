/** Requests to others: without a time-out, tried again at once; queries that list a whole table. */
import { check } from './marked.ts';

check(
  'a field of a class that sends requests: HttpService, an instance, the global fetch',
  {
    'src/rates.controller.ts': `import { Controller, Get } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosInstance } from 'axios';
@Controller('rates')
export class RatesController {
  private readonly api: AxiosInstance;
  private readonly slow: AxiosInstance;
  private fetch: typeof fetch;
  constructor(private readonly http: HttpService) {
    this.api = axios.create({ baseURL: 'https://a.example.com', timeout: 3000 });
    this.slow = axios.create({ baseURL: 'https://b.example.com' });
    this.fetch = fetch;
  }
  @Get()
  async all() {
    await this.api.get('/all');
    await this.http.get('https://c.example.com/all').toPromise(); // !missing-timeout
    await this.http.axiosRef.get('https://c.example.com/one'); // !missing-timeout
    await this.slow.get('/all'); // !missing-timeout
    return this.fetch('https://d.example.com/all'); // !missing-timeout
  }
  @Get('soon')
  soon() {
    return this.http.get('https://c.example.com/all', { timeout: 2000 });
  }
}`,
  },
  'missing-timeout',
);

check(
  'a module of Nest that is given options may be given a time-out',
  {
    'src/app.module.ts': `import { Module } from '@nestjs/common';
import { HttpModule } from '@nestjs/axios';
@Module({ imports: [HttpModule.register({ timeout: 5000 })] })
export class AppModule {}`,
    'src/rates.controller.ts': `import { Controller, Get } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
@Controller('rates')
export class RatesController {
  constructor(private readonly http: HttpService) {}
  @Get()
  all() { return this.http.get('https://c.example.com/all'); }
}`,
  },
  'missing-timeout',
);

check(
  'a server that sends a page with a script is no browser',
  {
    'src/oauth.js': `const express = require('express');
const router = express.Router();
router.get('/callback', async (req, res) => {
  await fetch('https://oauth.example.com/token', { method: 'POST', body: req.query.code }); // !missing-timeout
  res.send('<script>window.close()</script>');
});
module.exports = router;`,
  },
  'missing-timeout',
);

check(
  'a time limit of one attempt is no wait between two',
  {
    'src/rank.js': `const { generateObject } = require('ai');
async function rank(prompt) {
  for (let retry = 0; retry <= 3; retry++) { // !retry-without-backoff
    try {
      const late = new Promise((resolve) => setTimeout(() => resolve(null), 5000));
      const done = await Promise.race([generateObject({ prompt }), late]);
      if (done) return done.withoutDuplicates();
    } catch (error) {
      console.warn(error);
    }
  }
}
async function patient(prompt) {
  for (let retry = 0; retry <= 3; retry++) {
    try {
      return await generateObject({ prompt });
    } catch {
      const pause = new Promise((resolve) => setTimeout(resolve, 100 * 2 ** retry));
      await pause;
    }
  }
}
module.exports.handler = async (req, res) => res.json([await rank(req.body.a), await patient(req.body.b)]);`,
  },
  'retry-without-backoff',
);

check(
  'what is made of an answer is not what is tried; a helper tries what it is given',
  {
    'src/tries.js': `async function load(url, tries) {
  let answer;
  for (let i = 0; i < tries; i++) { // !retry-without-backoff
    try {
      answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
      if (!answer.ok) throw new Error('failed: ' + String(answer.status));
      break;
    } catch (error) {
      console.error(error);
    }
  }
  return answer;
}
async function retry(operation, retries) {
  try {
    return await operation();
  } catch (error) {
    if (retries === 0) throw error;
    return retry(operation, retries - 1); // !retry-without-backoff
  }
}
async function retryTaken(operation, retries) {
  try {
    return await operation();
  } catch (error) {
    if (retries === 0 || error.code !== 'P2002') throw error;
    return retryTaken(operation, retries - 1);
  }
}
module.exports.handler = async (req, res) => {
  await retryTaken(() => save(req.body), 3);
  res.json(await retry(() => load(req.query.url, 3), 2));
};`,
  },
  'retry-without-backoff',
);

check(
  'a query that is limited under its name, and lists that people fill',
  {
    'src/leads.js': `const express = require('express');
const mongoose = require('mongoose');
const Lead = mongoose.model('Lead', new mongoose.Schema({ name: String }));
const Status = mongoose.model('Status', new mongoose.Schema({ text: String }));
const asyncHandler = require('express-async-handler');
const router = express.Router();
router.get('/leads', async (req, res) => {
  let query = Lead.find({});
  query = query.sort('-date').skip(Number(req.query.skip)).limit(50);
  res.json(await query);
});
router.get('/all', asyncHandler(async (req, res) => {
  const query = Lead.find({});
  res.json(await query.sort('-date')); // !missing-limit
}));
router.get('/kinds', async (req, res) => res.json(await Status.find()));
router.get('/statuses', async (req, res) => {
  res.json(await Status.find().populate('user', 'name')); // !missing-limit
});
module.exports = router;`,
  },
  'missing-limit',
);

check(
  'a builder is asked by what it was told on the way; a count is no list',
  {
    'src/magazines.ts': `import { Controller, Get } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Magazine } from './magazine.entity';
@Controller('magazines')
export class Magazines {
  constructor(@InjectRepository(Magazine) private readonly magazines: Repository<Magazine>) {}
  @Get() all() {
    return this.magazines.createQueryBuilder('m').select(['m.id', 'm.title']).getMany(); // !missing-limit
  }
  @Get('mine') mine(id: number) {
    return this.magazines.createQueryBuilder('m').where('m.owner = :id', { id }).getMany();
  }
  @Get('found') found(query: Query) {
    return this.narrowed(query).getMany();
  }
  private narrowed(query: Query) {
    return this.magazines.createQueryBuilder('m').where(query);
  }
}`,
    'src/customers.js': `const app = require('express')();
const mongoose = require('mongoose');
const { Seller } = require('./sellers');
const Customer = new mongoose.model('Customer', new mongoose.Schema({}));
const Genre = mongoose.model('Genre', new mongoose.Schema({}));
app.get('/customers', async (req, res) => res.json(await Customer.find().sort('name'))); // !missing-limit
app.get('/genres', async (req, res) => res.json(await Genre.find().sort('name')));
app.get('/sellers', async (req, res) => res.json(await Seller.findAll({ order: ['name'] }))); // !missing-limit
app.get('/mine', async (req, res) => res.json(await Seller.findAll({ include: [{ model: Shop, where: { id: req.query.id } }] })));
module.exports = (app, db) => app.get('/accounts', (req, res) => {
  db.account.findAll().then((all) => res.json(all)); // !missing-limit
});`,
    'src/stats.js': `const app = require('express')();
const { Pool } = require('pg');
const pool = new Pool();
app.get('/users', async (req, res) => res.json((await pool.query('SELECT * FROM users')).rows)); // !missing-limit
app.get('/stats', async (req, res) => res.json((await pool.query('SELECT COUNT(*) AS total FROM users')).rows));`,
  },
  'missing-limit',
);

check(
  'a repository is told by its table, however it is called; a collection asked by its name is the database',
  {
    'src/features.ts': `import { Controller, Get } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
@Controller('features')
export class Features {
  constructor(
    @InjectRepository(Feature) private readonly featureRepository: Repository<Feature>,
    @InjectRepository(Letter) private readonly letterRepository: Repository<Letter>,
  ) {}
  @Get() all() {
    return this.featureRepository.find();
  }
  @Get('letters') letters() {
    return this.letterRepository.find(); // !missing-limit
  }
}`,
    'src/store.js': `const app = require('express')();
app.get('/letters', async (req, res) => {
  const letters = dbo.collection('letters');
  res.json(await letters.find().toArray()); // !missing-limit
});
app.get('/some', async (req, res) => {
  const letters = dbo.collection('letters');
  res.json(await letters.find().limit(20).toArray());
});`,
  },
  'missing-limit',
);

check(
  'a pause before the next try bounds no request; a page that a browser is driven to is no browser code',
  {
    'src/app.js': `const app = require('express')();
const axios = require('axios');
const puppeteer = require('puppeteer');
async function load(url, retries) {
  try {
    return await axios.get(url); // !missing-timeout
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return load(url, retries - 1);
  }
}
app.get('/shot', async (req, res) => {
  const browser = await puppeteer.launch();
  const page = await browser.newPage();
  const title = await page.evaluate(() => document.title);
  res.json(await load('https://a.example.com/' + title, 3));
});`,
  },
  'missing-timeout',
);

check(
  'an agent that is told of no time-out bounds nothing',
  {
    'src/pay.js': `const app = require('express')();
const axios = require('axios');
const https = require('https');
const agent = new https.Agent({ timeout: 1000 });
app.get('/a', async (req, res) => {
  const httpsAgent = new https.Agent({ rejectUnauthorized: false });
  const a = await axios.post('https://a.example.com', {}, { httpsAgent: new https.Agent({ rejectUnauthorized: false }) }); // !missing-timeout
  const b = await axios.post('https://b.example.com' + a.data.path, {}, { httpsAgent: agent });
  res.json(b.data);
});`,
  },
  'missing-timeout',
);

const both =
  '{ "name": "shop", "dependencies": { "express": "5" }, "devDependencies": { "vue": "3", "vite": "7" } }';
const ask = (url: string): string =>
  `export const get = (id) => fetch(\`https://api.example.com/${url}/\${id}\`);`;

check(
  'what a browser asks, in a folder called api beside one for the server',
  {
    'package.json': both,
    // Imported by what is surely sent to browsers.
    'src/api/client.js': ask('users'),
    'src/store.js': `import { createStore } from 'vuex';\nimport { get } from './api/client';\nexport default createStore({ actions: { get } });`,
    // By components, which are not read: all of the folder that can be told is sent to browsers.
    'src/api/orders.js': ask('orders'),
    // The server's own.
    'server/index.js': `import express from 'express';\nimport { get } from './api/prices';\nimport { ship } from '../src/api/shared';\nexpress().use(get, ship);`,
    'server/api/prices.js': `${ask('prices')} // !missing-timeout`,
    'src/api/shared.js': `${ask('ship').replace('get', 'ship')} // !missing-timeout`,
    // A folder of its own at the top.
    'api/rates.js': `${ask('rates')} // !missing-timeout`,
  },
  'missing-timeout',
);

check(
  'what a server asks, in a folder called api',
  {
    'package.json': both,
    'src/api/client.js': `${ask('users')} // !missing-timeout`,
    'src/main.js': `import express from 'express';\nimport { get } from './api/client';\nexpress().use(get);`,
    'src/page.jsx': `export const Page = () => <p>x</p>;`,
    'src/api/orders.js': `${ask('orders')} // !missing-timeout`,
  },
  'missing-timeout',
);

check(
  'the time-out of another request is not the one of this',
  {
    'src/link.js': `const axios = require('axios');
const router = require('express').Router();
router.get('/link', async (req, res) => {
  const seen = await axios.head(req.query.url, { maxRedirects: 10 }); // !missing-timeout
  const read = await axios.get(req.query.url, { timeout: 5000, headers: { accept: 'text/html' } });
  res.json({ seen: seen.status, read: read.status });
});
router.get('/both', async (req, res) => {
  const late = new Promise((_, reject) => setTimeout(reject, 5000));
  res.json(await Promise.race([axios.get(req.query.url), late]));
});
module.exports = router;`,
  },
  'missing-timeout',
);

const pay = (name: string, env: string) => `const key = process.env.${env};
export async function ${name}(order) {
  const answer = await fetch('https://pay.example.com/orders', { method: 'POST', headers: { key }, body: order });`;
const nextPackage = JSON.stringify({ name: 'shop', dependencies: { next: '15', react: '19' } });
check(
  'who reads a secret of the environment, or is reached from a request in part, runs on the server',
  {
    'package.json': nextPackage,
    'src/lib/pay.ts': `${pay('pay', 'PAY_SECRET_KEY')} // !missing-timeout\n}`,
    'src/hooks/pay.ts': `${pay('payHere', 'NEXT_PUBLIC_PAY_KEY')}\n}`,
    'src/lib/chat.ts': `export class Chat {
  async send(text) {
    return fetch('https://chat.example.com/send', { method: 'POST', body: text }); // !missing-timeout
  }
  async status() {
    return fetch('https://chat.example.com/status'); // !missing-timeout
  }
}`,
    'src/lib/rates.ts': `export async function rates() {
  return fetch('https://rates.example.com/all');
}`,
    'src/app/api/send/route.ts': `import { Chat } from '../../../lib/chat';
export async function POST(request) {
  const chat = new Chat();
  return chat.send(await request.text());
}`,
  },
  'missing-timeout',
);

check(
  'the signal of one request, and what a long handler bounds far from another, bound no other',
  {
    'package.json': JSON.stringify({ name: 'bridge', dependencies: { express: '5' } }),
    'src/bridge.js': `const express = require('express');
const axios = require('axios');
const app = express();
app.post('/prompt', async (req, res) => {
  await fetch('https://a.example.com/sessions', { method: 'POST' }); // !missing-timeout
  res.json(await fetch('https://a.example.com/prompt', { signal: AbortSignal.timeout(5000) }));
});
app.post('/call', async (req, res) => {
  await Promise.race([answered(req), new Promise((_, reject) => setTimeout(() => reject(new Error('timed out')), 900))]);
  ${'log(req.body.call, req.body.caller);\n  '.repeat(90)}res.json(await axios.post('https://b.example.com/call', req.body)); // !missing-timeout
});
class Places {
  constructor() { this.axios = axios; }
  async find(code) {
    return this.axios.get(\`https://c.example.com/\${code}\`); // !missing-timeout
  }
}
app.get('/places', async (req, res) => res.json(await new Places().find(req.query.code)));
app.listen(3000);`,
  },
  'missing-timeout',
);

check(
  'what runs beside the program, and what a worker of a page asks for',
  {
    'package.json': JSON.stringify({ name: 'desk', dependencies: { express: '5', electron: '40' } }),
    'src/main.js': `const { ipcMain } = require('electron');
ipcMain.handle('sessions', async (_, port) => (await fetch(\`http://127.0.0.1:\${port}/sessions\`)).json());
ipcMain.handle('rates', async () => (await fetch('https://rates.example.com/all')).json()); // !missing-timeout`,
    'src/workers/engine.ts': `self.onmessage = async ({ data }) => {
  self.postMessage(await (await fetch(data.url)).arrayBuffer());
};`,
  },
  'missing-timeout',
);

check(
  'currencies and countries in other languages, and the houses that somebody runs, are few',
  {
    'src/lists.js': `const { PrismaClient } = require('@prisma/client');
const mongoose = require('mongoose');
const express = require('express');
const Moneda = mongoose.model('Moneda', new mongoose.Schema({}));
const Hostel = mongoose.model('Hostel', new mongoose.Schema({}));
const HostelFee = mongoose.model('HostelFee', new mongoose.Schema({}));
const app = express();
app.get('/monedas', async (req, res) => res.json(await Moneda.find().lean()));
app.get('/hostels', async (req, res) => res.json(await Hostel.find().lean()));
app.get('/fees', async (req, res) => res.json(await HostelFee.find().lean())); // !missing-limit
app.listen(3000);`,
  },
  'missing-limit',
);

check(
  'a client that another file makes waits for ever where that says no time-out',
  {
    'package.json': JSON.stringify({ name: 'swap', dependencies: { express: '5', axios: '1' } }),
    'src/clients.ts': `import axios from 'axios';
export const swaps = axios.create({ baseURL: 'https://swaps.example.com' });
export const rates = axios.create({ baseURL: 'https://rates.example.com', timeout: 5000 });
export const plain = axios.create({ headers: { accept: 'application/json' } });
const orders = axios.create({ baseURL: process.env.ORDERS_URL });
export default orders;`,
    'src/index.ts': `export { swaps as swapApi, rates } from './clients';`,
    'src/slow.js': `const axios = require('axios');
const api = axios.create({ baseURL: 'https://slow.example.com' });
module.exports = { api };`,
    'src/server.ts': `import express from 'express';
import orders, { plain } from './clients';
import { rates, swapApi } from './index';
import { settings } from './settings';
const { api } = require('./slow');
const app = express();
app.get('/swap', async (req, res) => {
  const pair = await swapApi.get('/pair/' + req.query.pair); // !missing-timeout
  const bounded = await swapApi.get('/pair', { timeout: 2000 });
  const rate = await rates.get('/latest');
  const near = await plain.get('/own');
  const order = await orders.post('/orders', req.body); // !missing-timeout
  const slow = await api.get('/slow'); // !missing-timeout
  const url = await settings.get('/swap/url');
  res.json({ pair, bounded, rate, near, order, slow, url });
});`,
    'src/settings.ts': `export const settings = new Map();`,
  },
  'missing-timeout',
);

check(
  'a bound of something else, and a document that is no page, say nothing of a request',
  {
    'package.json': JSON.stringify({
      name: 'mail',
      dependencies: { express: '5', axios: '1', nodemailer: '7' },
    }),
    'src/mail.js': `const express = require('express');
const axios = require('axios');
const nodemailer = require('nodemailer');
const proxy = axios.create({ baseURL: 'https://files.example.com' });
const app = express();
app.post('/mail', async (req, res) => {
  const resp = await fetch('https://mail.example.com/emails', { method: 'POST', body: req.body.text }); // !missing-timeout
  if (resp.ok) return res.end();
  const transport = nodemailer.createTransport({ host: 'mail.example.com', connectionTimeout: 15000 });
  await transport.sendMail({ to: req.body.to });
  throw new Error('sending took until its timeout');
});
app.use(async (req, res) => {
  const answer = await proxy[req.method.toLowerCase()](req.path); // !missing-timeout
  if (String(answer.data).includes('timeout')) return res.status(504).end();
  res.send(answer.data);
});`,
    'src/telegram.ts': `import { onMessage } from './bot';
export async function download(token: string, message: Message) {
  const id = message.document.file_id; // localStorage.getItem('id') of the page
  return fetch(\`https://api.telegram.org/file/bot\${token}/\${id}\`); // !missing-timeout
}
onMessage(download);`,
    'src/hook.ts': `import express from 'express';
import { download } from './telegram';
const app = express();
app.post('/hook', async (req, res) => { await download(process.env.BOT_TOKEN, req.body.message); res.end(); });`,
  },
  'missing-timeout',
);

check(
  "a route of React Router that draws nothing is a server's",
  {
    'package.json': JSON.stringify({
      name: 'map',
      dependencies: { react: '19', 'react-router': '7', '@react-router/node': '7', vite: '7' },
    }),
    'app/routes/tiles.ts': `import { type LoaderFunctionArgs, redirect } from 'react-router';
export async function loader(args: LoaderFunctionArgs) {
  const path = new URL(args.request.url).searchParams.get('path');
  if (path === null) return redirect('/');
  return fetch(\`https://tiles.example.com\${path}\`); // !missing-timeout
}`,
    'app/lib/query.ts': `import { useLocation } from 'react-router';
export async function query(text: string) {
  return fetch('https://search.example.com?q=' + text);
}
export const usePath = () => useLocation().pathname;`,
    'app/root.tsx': `import { createRoot } from 'react-dom/client';
export default function App() { return <p />; }`,
  },
  'missing-timeout',
);

check(
  'what sends cookies along runs in a browser, in whatever folder it is',
  {
    'package.json':
      '{ "name": "admin", "dependencies": { "next": "16.0.0", "react": "19.0.0", "axios": "1.0.0" } }',
    'src/app/lib/api/quiz.ts': `import axios from 'axios';
import { BASE } from './base';
export const list = () => fetch(\`\${BASE}/quiz\`, { credentials: 'include' });
export const add = (quiz) => axios.post(\`\${BASE}/quiz\`, quiz, { withCredentials: true });
export const rates = () => fetch(\`\${BASE}/rates\`, { credentials: 'omit' }); // !missing-timeout
export const send = (quiz) => axios.post(\`\${BASE}/quiz\`, quiz, { withCredentials: false }); // !missing-timeout`,
  },
  'missing-timeout',
);

check("a hook of one's own around a mutation, that is said to give what the mutation is", {
  'src/sync.ts': `import { useMutation, type UseMutationResult } from '@tanstack/react-query';
export function useSyncMutation<T>(options: { mutationFn: (id: string) => Promise<T> }): UseMutationResult<T> {
  return useMutation({ ...options, onSettled: () => undefined });
}`,
  'src/tasks.ts': `import { useSyncMutation } from './sync';
export function useDeleteTask() {
  return useSyncMutation({ mutationFn: (id) => fetch('/api/tasks/' + id, { method: 'DELETE' }) });
}`,
  'src/list.tsx': `import { useDeleteTask } from './tasks';
export function List({ tasks }) {
  const remove = useDeleteTask();
  const clear = async () => { for (const task of tasks) await remove.mutateAsync(task.id); }; // !n-plus-one
  const names = () => tasks.map((task) => remove.variables === task.id);
  return <button onClick={clear} onBlur={names}>clear</button>;
}`,
});
