/** As many operations at once as there are items: what starts them stands in a helper, around them, or one step before. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'work that a function of the file starts, and what is put on top of it, is followed to the list',
  {
    'src/start.ts': `import axios from 'axios';
const send = (x) => axios.post(x.url, x, { timeout: 2000 });
function startAll(users) {
  return users.map((user) => send(user));
}
export class Mailer {
  begin(users) {
    return users.map(async (user) => send(user));
  }
  async run(users) {
    await Promise.all(this.begin(users)); // !unbounded-concurrency
  }
}
export async function handler(req, res) {
  const begin = async () => req.body.users.map(async (user) => send(user)); // !unbounded-concurrency
  await Promise.all(startAll(req.body.users)); // !unbounded-concurrency
  await Promise.all(await begin());
  await Promise.all(req.body.users.map((user) => send(user)).map((p) => p.catch(() => null))); // !unbounded-concurrency
  await Promise.all(req.body.users.map((user) => user.name).map((name) => name.length));
  res.end();
}`,
  },
  rule,
);

check(
  'a helper that is given a list and a callback goes through the list, whatever it is called',
  {
    'src/helper.ts': `import axios from 'axios';
import listUtil from 'list-util';
export async function handler(req, res) {
  const sent = listUtil.map(req.body.users, (user) => axios.post(user.url, user, { timeout: 2000 })); // !unbounded-concurrency
  await Promise.all(sent);
  const kinds = listUtil.map(['a', 'b'], (kind) => axios.get('/' + kind, { timeout: 2000 }));
  await Promise.all(kinds);
  res.end();
}`,
  },
  rule,
);

check(
  'callbacks that nobody waits for start as many as the loop around them has items',
  {
    'src/around.ts': `import axios from 'axios';
const kinds = ['mail', 'push'];
export function handler(req, res) {
  for (const user of req.body.users) {
    kinds.forEach(async (kind) => { // !unbounded-concurrency
      await axios.post('/' + kind, user, { timeout: 2000 });
    });
  }
  kinds.forEach(async (kind) => {
    await axios.get('/' + kind, { timeout: 2000 });
  });
  res.end();
}
export async function slowly(req, res) {
  for (const user of req.body.users) {
    kinds.forEach(async (kind) => {
      await axios.post('/' + kind, user, { timeout: 2000 });
    });
    await new Promise((done) => setTimeout(done, 100));
  }
  res.end();
}`,
  },
  rule,
);

check(
  'connections that are written to are visitors; those that are closed are a few of this process',
  {
    'src/connections.ts': `import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import axios from 'axios';
export async function broadcast(connections, message) {
  const api = new ApiGatewayManagementApiClient({});
  const posts = connections.map(async ({ id }) => { // !unbounded-concurrency
    await api.send(new PostToConnectionCommand({ ConnectionId: id, Data: message }));
  });
  await Promise.all(posts);
}
export async function ping(connections) {
  await Promise.all(connections.map((c) => axios.get(c.url, { timeout: 2000 })));
}`,
  },
  rule,
);

check(
  'one page by another name, picked files, what one text holds, and names that a service is set up with are few',
  {
    'src/few.ts': `import axios from 'axios';
import { Injectable, Inject } from '@nestjs/common';
@Injectable()
export class Probe {
  constructor(
    private readonly httpClient: HttpClient,
    private readonly topics: string[],
    private readonly userIds: string[],
  ) {}
  async run() {
    await Promise.all(this.topics.map((topic) => axios.get('/' + topic, { timeout: 2000 })));
    await Promise.all(this.userIds.map((id) => axios.get('/' + id, { timeout: 2000 }))); // !unbounded-concurrency
  }
}
@Injectable()
export class Tables {
  constructor(@Inject('TABLES') private readonly watched: string[]) {}
  async run() {
    await Promise.all(this.watched.map((name) => axios.get('/' + name, { timeout: 2000 })));
  }
}
export async function show(likes, page, limitSize) {
  const rows = await likes.getAggregated(page, limitSize);
  return Promise.all(rows.map((row) => axios.get(row.url, { timeout: 2000 })));
}
export async function keep(files: File[], text) {
  await Promise.all(files.map((file) => axios.post('/files', file, { timeout: 2000 })));
  const inline = [];
  const rest = text.replace(/data:(\\S+)/g, (all, data) => {
    inline.push(data);
    return '';
  });
  await Promise.all(inline.map((data) => axios.post('/images', data, { timeout: 2000 })));
  return rest;
}
export async function all(likes) {
  const rows = await likes.getAggregated();
  return Promise.all(rows.map((row) => axios.get(row.url, { timeout: 2000 }))); // !unbounded-concurrency
}`,
  },
  rule,
);

check(
  'Nest’s clients of other services make a request a call, also behind a class of their own',
  {
    'src/orders.client.ts': `import { Inject, Injectable, OnModuleInit } from '@nestjs/common';
import { ClientGrpc, ClientProxy } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
interface OrderServiceClient { orderCreate(data: object): Observable<object>; }
@Injectable()
export class OrdersGrpcClient implements OnModuleInit {
  private orderService!: OrderServiceClient;
  constructor(
    @Inject('ORDERS') private readonly client: ClientGrpc,
    @Inject('BUS') private readonly bus: ClientProxy,
  ) {}
  onModuleInit() {
    this.orderService = this.client.getService<OrderServiceClient>('OrderService');
  }
  orderCreate(data) { return this.orderService.orderCreate(data); }
  quote(data) { return this.bus.send('quote', data); }
  told(data) { return this.bus.emit('told', data); }
}`,
    'src/orders.controller.ts': `import { Body, Controller, Post } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { OrdersGrpcClient } from './orders.client';
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersGrpcClient) {}
  @Post('bulk')
  async bulk(@Body() body: Record<string, unknown>) {
    const items = Array.isArray(body.items) ? body.items : [];
    await Promise.all(items.map((item) => firstValueFrom(this.orders.orderCreate(item)))); // !unbounded-concurrency
    await Promise.all(items.map((item) => firstValueFrom(this.orders.quote(item)))); // !unbounded-concurrency
    await Promise.all(items.map((item) => firstValueFrom(this.orders.told(item))));
  }
}`,
  },
  rule,
);

check(
  'promises that a function of the file collects and gives as a part of something are followed',
  {
    'src/part.ts': `import axios from 'axios';
function begin(entries) {
  const requests = [];
  const seen = [];
  entries.forEach((entry) => {
    seen.push(entry.url);
    requests.push(Promise.resolve(axios.post(entry.url, entry, { timeout: 2000 })).catch(() => null)); // !unbounded-concurrency
  });
  return { requests, seen };
}
export async function handler(req, res) {
  const { requests, seen } = begin(req.body.entries);
  await Promise.all(requests);
  res.json(seen);
}`,
  },
  rule,
);

check(
  'what a request carries, handlers, and callbacks named as such start nothing that counts',
  {
    'src/carried.ts': `import fs from 'node:fs';
import { Client } from 'pg';
export async function keep(images: string[] | Array<Express.Multer.File>, photos: string[]) {
  await Promise.all(images.map(async (image) => fs.promises.writeFile('/tmp/' + image.id, image.data)));
  await Promise.all(photos.map(async (photo) => {
    const found = photo.match(/^data:image;base64,(.+)$/);
    await fs.promises.writeFile('/tmp/photo', Buffer.from(found[1], 'base64'));
  }));
}
export class Listener {
  private readonly messageHandlers = new Map();
  private readonly client = new Client();
  async listen() {
    await Promise.all(Array.from(this.messageHandlers.keys()).map((channel) => this.client.query('LISTEN ' + channel)));
  }
}
async function walk(row, updateRowFn) {
  return await updateRowFn(row);
}
export async function all(req, res) {
  await Promise.all(req.body.rows.map((row) => walk(row, (r) => r.id)));
  await Promise.all(req.body.paths.map((path) => fs.promises.writeFile(path, ''))); // !unbounded-concurrency
  res.end();
}`,
  },
  rule,
);

check(
  'what a loop starts and drops runs on: processes, requests, async functions; what is done at once does not',
  {
    'src/drop.ts': `import { spawn, spawnSync } from 'node:child_process';
import axios from 'axios';
async function welcome(user) {
  await axios.post('/welcome', user, { timeout: 2000 });
}
function note(user) {
  user.seen = true;
}
export function convert(req, res) {
  for (const file of req.body.files) {
    const child = spawn('convert', [file]); // !unbounded-concurrency
    child.on('close', () => {});
  }
  for (const file of req.body.files) {
    spawnSync('convert', [file]);
  }
  res.end();
}
export function greet(req, res) {
  req.body.users.forEach((user) => sendAll(user)); // !unbounded-concurrency
  req.body.users.forEach((user) => {
    sendAll(user); // !unbounded-concurrency
  });
  for (const user of req.body.users) {
    (async () => { await welcome(user); })(); // !unbounded-concurrency
  }
  req.body.users.map((user) => sendAll(user)); // !unbounded-concurrency
  req.body.users.forEach((user) => processNote(user));
  const sent = req.body.users.map((user) => sendAll(user));
  res.json({ count: sent.length });
}
export async function greetInTurn(req, res) {
  for (const user of req.body.users) {
    await welcome(user);
    sendAll(user);
  }
  for (const kind of ['a', 'b']) sendAll(kind);
  res.end();
}
async function sendAll(user) {
  await welcome(user);
}
function processNote(user) {
  note(user);
}`,
  },
  rule,
);

check(
  'what a vendor is sent, or a row written, without anybody looking at the promise',
  {
    'src/user.ts': `import mongoose from 'mongoose';
export const User = mongoose.model('User', new mongoose.Schema({ email: String }));`,
    'src/mail.ts': `import nodemailer from 'nodemailer';
import webpush from 'web-push';
import { User } from './user';
const transporter = nodemailer.createTransport({ host: 'mail' });
function remind(user) {
  transporter.sendMail({ to: user.email });
}
async function invite(user) {
  await transporter.sendMail({ to: user.email });
}
function count(user, seen) {
  seen.push(user);
}
export async function handler(req, res) {
  const users = await User.find({});
  users.forEach((user) => {
    transporter.sendMail({ to: user.email }); // !unbounded-concurrency
  });
  for (const user of users) {
    transporter.sendMail({ to: user.email }, (error) => console.log(error)); // !unbounded-concurrency
  }
  for (const user of users) {
    webpush.sendNotification(user.place, 'hello'); // !unbounded-concurrency
  }
  users.forEach((user) => remind(user)); // !unbounded-concurrency
  users.forEach(invite); // !unbounded-concurrency
  users.forEach(count);
  const nudge = async (user) => {
    await transporter.sendMail({ to: user.email });
  };
  for (const user of users) nudge(user); // !unbounded-concurrency
  users.forEach((user) => {
    user.seen = true;
    user.save(); // !unbounded-concurrency
  });
  for (const user of users) {
    User.updateOne({ _id: user.id }, { seen: true }).exec(); // !unbounded-concurrency
  }
  for (const user of users) {
    User.updateOne({ _id: user.id }, { seen: true });
  }
  res.end();
}`,
  },
  rule,
);

check(
  'a list that methods are handed to add to is waited for with all they added',
  {
    'src/relations.ts': `import axios from 'axios';
export class Relations {
  async sync(req) {
    const work: Promise<unknown>[] = [];
    await this.collect(req.body.users, work);
    this.first(req.body.users, work);
    await Promise.all(work);
  }
  private async collect(users, jobs) {
    for (const user of users) {
      jobs.push(axios.post(user.url, user, { timeout: 2000 })); // !unbounded-concurrency
    }
  }
  private first(users, jobs) {
    jobs.push(axios.post(users[0].url, {}, { timeout: 2000 }));
  }
}`,
  },
  rule,
);

check(
  'promises of a list have begun, whoever is given them; who is told of a limit may keep to it',
  {
    'src/notify.js': `const axios = require(\`axios\`);
const { Executor, settle } = require('./executor');
exports.handler = async (req, res) => {
  await new Executor(
    req.body.users.map(async (user) => { // !unbounded-concurrency
      await axios.post(user.url, {}, { timeout: 2000 });
    }),
  ).run();
  const all = [];
  all.push(...req.body.hooks.map(async (hook) => axios.post(hook.url, {}, { timeout: 2000 }))); // !unbounded-concurrency
  await settle(req.body.mails.map(async (mail) => axios.post(mail.url, {}, { timeout: 2000 })), { concurrency: 4 });
  res.json(await settle([...req.body.texts.map(async (text) => text.length)]));
};`,
    'src/voice.js': `const { Client } = require(\`discord.js\`);
const { User } = require(\`./user\`);
const client = new Client();
client.on('messageCreate', async (message) => {
  const voice = await message.guild.channels.fetch(message.content);
  voice.members.forEach(async (member) => { // !unbounded-concurrency
    await member.voice.setMute(false);
  });
  const users = await User.find({ guild: message.guild.id });
  users.forEach(async (user) => { // !unbounded-concurrency
    user.points = 0;
    user.save();
  });
});`,
    'src/user.js': `const mongoose = require('mongoose');
module.exports = { User: mongoose.model(\`User\`, new mongoose.Schema({})) };`,
    'src/caches.ts': `export class Caches {
  constructor(readonly lowPrioDBs: Database[]) {}
  async flush() {
    await Promise.all(this.lowPrioDBs.map(async (db) => db.updateDatabase()));
  }
}
export async function handler(req, res) { await new Caches(req.app.dbs).flush(); res.end(); }`,
  },
  'unbounded-concurrency',
);

check(
  'what has begun for all is told, also where it is waited for one by one, by forkJoin, or not at all by a stream',
  {
    'src/begun.js': `const axios = require('axios');
const fs = require('fs');
const csv = require('csv-parser');
const { forkJoin, from } = require('rxjs');
const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.turn = async (req, res) => {
  const begun = req.body.urls.map((url) => axios.get(url, { timeout: 2000 })); // !unbounded-concurrency
  const all = [];
  for (const p of begun) all.push(await p);
  for await (const p of req.body.hooks.map((url) => axios.get(url, { timeout: 2000 }))) all.push(p); // !unbounded-concurrency
  const later = req.body.urls.map((url) => () => axios.get(url, { timeout: 2000 }));
  for (const start of later) all.push(await start());
  await Promise.all(req.body.users.reduce((to, u) => [...to, axios.get(u, { timeout: 2000 })], [])); // !unbounded-concurrency
  forkJoin(req.body.urls.map((url) => from(axios.get(url, { timeout: 2000 })))).subscribe((a) => res.json(a)); // !unbounded-concurrency
};
exports.stream = (req, res) => {
  fs.createReadStream(req.file.path).pipe(csv()).on('data', async (row) => { // !unbounded-concurrency
    await prisma.user.create({ data: row });
  });
  const rows = fs.createReadStream(req.file.path).pipe(csv());
  rows.on('data', async (row) => {
    rows.pause();
    await prisma.user.create({ data: row });
    rows.resume();
  });
  req.socket.on('data', async (chunk) => {
    await prisma.log.create({ data: { chunk } });
  });
};`,
    'src/events.js': `const { refresh } = require('./refresh');
exports.follow = async (reader) => {
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const events = buffer.split('\\n\\n');
    buffer = events.pop();
    for (const event of events) refresh(event);
  }
};`,
    'src/refresh.js': `const axios = require('axios');
exports.refresh = async (event) => { await axios.post('https://x.example.com', { event }, { timeout: 2000 }); };`,
  },
  'unbounded-concurrency',
);

check(
  'a page or a browser for each of them at once, and pages taken one after the other',
  {
    'src/shots.ts': `import express from 'express';
import puppeteer from 'puppeteer';
import { chromium } from 'playwright';
const app = express();
app.post('/shots', async (req, res) => {
  const browser = await puppeteer.launch();
  await Promise.all(req.body.urls.map(async (url) => { // !unbounded-concurrency
    const page = await browser.newPage();
    await page.goto(url);
    await page.close();
  }));
  await Promise.all(req.body.urls.map(async (url) => { // !unbounded-concurrency
    const own = await chromium.launch();
    await own.close();
  }));
  const page = await browser.newPage();
  for (const url of req.body.urls) await page.goto(url);
  const titles = await Promise.all(req.body.selectors.map((s) => page.textContent(s)));
  res.json(titles);
});`,
  },
  'unbounded-concurrency',
);

check(
  'streams of rxjs that come from a list ask once per item, and mergeMap for all at once',
  {
    'src/feed.controller.ts': `import { Controller, Get, Query } from '@nestjs/common';
import { PrismaClient } from '@prisma/client';
import { concatMap, from, interval, mergeMap, toArray } from 'rxjs';
const prisma = new PrismaClient();
@Controller('feed')
export class FeedController {
  @Get('all')
  all(@Query('ids') ids: string[]) {
    return from(ids).pipe(mergeMap((id) => prisma.post.findUnique({ where: { id } })), toArray()); // !unbounded-concurrency
  }
  @Get('few')
  few(@Query('ids') ids: string[]) {
    return from(ids).pipe(mergeMap((id) => prisma.post.findUnique({ where: { id } }), 5), toArray());
  }
  @Get('turns')
  turns(@Query('ids') ids: string[]) {
    return from(ids).pipe(concatMap((id) => prisma.post.findUnique({ where: { id } })), toArray());
  }
  @Get('ticks')
  ticks() {
    return interval(1000).pipe(mergeMap((id) => prisma.post.findUnique({ where: { id } })));
  }
}`,
  },
  'unbounded-concurrency',
);

check(
  'queries in streams of rxjs, one per item',
  {
    'src/feed.controller.ts': `import { Controller, Get, Query } from '@nestjs/common';
import { PrismaClient } from '@prisma/client';
import { concatMap, from, of, switchMap, toArray } from 'rxjs';
const prisma = new PrismaClient();
@Controller('feed')
export class FeedController {
  @Get('turns')
  turns(@Query('ids') ids: string[]) {
    return from(ids).pipe(concatMap((id) => prisma.post.findUnique({ where: { id } })), toArray()); // !n-plus-one
  }
  @Get('one')
  one(@Query('id') id: string) {
    return of(id).pipe(switchMap((one) => prisma.post.findUnique({ where: { id: one } })));
  }
}`,
  },
  'n-plus-one',
);
