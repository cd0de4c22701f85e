/** Where a blocking call makes others wait: all that answers requests, messages and jobs, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

type Files = Readonly<Record<string, string>>;

const fs = "import fs from 'node:fs';\n";
const required = "const fs = require('fs');\n";
const read = "fs.readFileSync(p, 'utf8')";

const hot: Readonly<Record<string, Files>> = {
  'http.createServer(callback)': {
    'src/s.js': `${fs}import http from 'node:http';\nhttp.createServer((a, b) => { b.end(${read}); }).listen(1);`,
  },
  'http.createServer(function by name)': {
    'src/s.js': `${fs}import { createServer } from 'node:http';\nfunction onReq(x, y) { y.end(${read}); }\nconst s = createServer(onReq); s.listen(1);`,
  },
  'http2.createSecureServer': {
    'src/s.js': `${fs}import http2 from 'node:http2';\nconst s = http2.createSecureServer({}, (x, y) => { y.end(${read}); }); s.listen(1);`,
  },
  "server.on('request')": {
    'src/s.js': `${fs}import http from 'node:http';\nconst s = http.createServer(); s.on('request', (x, y) => { y.end(${read}); }); s.listen(1);`,
  },
  "server.on('stream') by name": {
    'src/s.js': `${fs}import http2 from 'node:http2';\nconst s = http2.createServer(); s.on('stream', serve); function serve(x, y) { x.end(${read}); }`,
  },
  'new net.Server': {
    'src/s.js': `${fs}import net from 'node:net';\nconst s = new net.Server((sock) => { sock.end(${read}); });`,
  },
  'new http.Server': {
    'src/s.js': `${fs}import http from 'node:http';\nconst s = new http.Server((a, b) => { b.end(${read}); });`,
  },
  'exports.handler of a Lambda': {
    'src/h.js': `${required}exports.handler = async (event) => { return ${read}; };`,
  },
  'a Lambda by its event and context': {
    'src/h.js': `${required}module.exports.hello = async (event, context) => { return ${read}; };`,
  },
  'a Lambda by the type of its variable': {
    'src/h.ts': `${fs}import type { APIGatewayProxyHandler } from 'aws-lambda';\nexport const hello: APIGatewayProxyHandler = async (event) => { return ${read}; };`,
  },
  'a queue consumer by the type of its event': {
    'src/h.ts': `${fs}import type { SQSEvent } from 'aws-lambda';\nexport const hello = async (event: SQSEvent) => { return ${read}; };`,
  },
  'a Next.js route handler': {
    'app/x/route.ts': `${fs}export async function GET() { return new Response(${read}); }`,
  },
  'a Next.js route handler as an arrow function': {
    'app/x/route.ts': `${fs}export const POST = async (r) => { return new Response(${read}); };`,
  },
  'a Next.js API route': { 'pages/api/x.ts': `${fs}export default function x(a, b) { b.send(${read}); }` },
  'a NextApiHandler': {
    'lib/x.ts': `${fs}import type { NextApiHandler } from 'next';\nexport const h: NextApiHandler = (a, b) => { b.send(${read}); };`,
  },
  'fetch of a Worker': {
    'src/w.ts': `${fs}export default { async fetch(r, env) { return new Response(${read}); } };`,
  },
  'queue of a Worker': { 'src/w.ts': `${fs}export default { async queue(batch, env) { ${read}; } };` },
  'a function in api/': { 'api/x.ts': `${fs}export default function (a, b) { b.send(${read}); }` },
  'onRequestGet of Pages': {
    'functions/x.ts': `${fs}export const onRequestGet = async (c) => { return new Response(${read}); };`,
  },
  'functions.http': {
    'src/x.js': `${required}const functions = require('@google-cloud/functions-framework');\nfunctions.http('hello', (a, b) => { b.send(${read}); });`,
  },
  'https.onRequest': {
    'src/x.js': `${required}const functions = require('firebase-functions');\nexports.x = functions.https.onRequest((a, b) => { b.send(${read}); });`,
  },
  'app.http with a handler': {
    'src/x.js': `${fs}import { app } from '@azure/functions';\napp.http('hello', { methods: ['GET'], handler: async (a, b) => { return ${read}; } });`,
  },
  'a bot on messages': {
    'src/b.js': `${fs}import { Client } from 'discord.js';\nconst client = new Client();\nclient.on('messageCreate', async (m) => { m.reply(${read}); });`,
  },
  'execute(message)': {
    'src/commands/x.js': `${required}module.exports = { name: 'x', async execute(message, args) { message.reply(${read}); } };`,
  },
  'run(client, message)': {
    'src/commands/x.js': `${required}module.exports = { name: 'x', run: async (client, message, args) => { message.reply(${read}); } };`,
  },
  'exports.run of a bot command': {
    'src/commands/x.js': `${required}module.exports.run = async (bot, message, args) => { message.reply(${read}); };`,
  },
  'run of a bot command class': {
    'src/commands/x.js': `${required}class X extends Command { async run(message) { message.reply(${read}); } } module.exports = X;`,
  },
  'bot.start': {
    'src/b.js': `${fs}import { Telegraf } from 'telegraf';\nconst bot = new Telegraf();\nbot.start((ctx) => { ctx.reply(${read}); });`,
  },
  'bot.onText': {
    'src/b.js': `${fs}import TelegramBot from 'node-telegram-bot-api';\nconst bot = new TelegramBot();\nbot.onText(/x/, (msg) => { bot.sendMessage(${read}); });`,
  },
  'channel.consume': {
    'src/q.js': `${fs}import amqp from 'amqplib';\nconst ch = await x(); ch.consume('q', (m) => { ${read}; });`,
  },
  'new Worker of a queue': {
    'src/q.js': `${fs}import { Worker } from 'bullmq';\nnew Worker('q', async (job) => { ${read}; });`,
  },
  'a message of a web socket': {
    'src/q.js': `${fs}import { WebSocketServer } from 'ws';\nconst wss = new WebSocketServer({}); wss.on('connection', (ws) => { ws.on('message', (m) => { ws.send(${read}); }); });`,
  },
  'a route by name': {
    'src/r.js': `${fs}import { Router } from 'express';\nconst r = Router(); r.get('/x', show); function show(a, b) { b.send(${read}); } export default r;`,
  },
  'Bun.serve': { 'src/r.ts': `${fs}Bun.serve({ port: 1, fetch(req) { return new Response(${read}); } });` },
  'Deno.serve': { 'src/r.ts': `${fs}Deno.serve((r) => new Response(${read}));` },
  'ipcMain.handle': {
    'src/m.ts': `${fs}import { ipcMain } from 'electron';\nipcMain.handle('x', () => ${read});`,
  },
  middleware: {
    'src/k.js': `${fs}import Koa from 'koa';\nconst app = new Koa(); app.use(async (ctx) => { ctx.body = ${read}; });`,
  },
  'handler of a route object': {
    'src/k.js': `${fs}const server = Hapi.server(); server.route({ method: 'GET', path: '/', handler: (r, h) => ${read} });`,
  },
  'a function of another file': {
    'src/k.js': `${fs}import http from 'node:http'; import { page } from './page.js';\nhttp.createServer((a, b) => { b.end(page()); });`,
    'src/page.js': `${fs}export function page() { return ${read}; }`,
  },
  'what is handed in and made by a factory': {
    'src/k.js': `import http from 'node:http';\nexport function app({ templates }) { return http.createServer((a, b) => { b.end(templates.render('x')); }); }`,
    'src/t.js': `${fs}export function createTemplates() { return { render(p) { return ${read}; } }; }`,
  },
  'a bound method': {
    'src/k.js': `${fs}import http from 'node:http';\nclass S { constructor() { this.server = http.createServer(this.onReq.bind(this)); } onReq(a, b) { b.end(${read}); } }`,
  },
  'a method called from the listener': {
    'src/k.js': `${fs}import http from 'node:http';\nclass S { start() { this.server = http.createServer((x, y) => this.go(x, y)); } go(a, b) { b.end(${read}); } }`,
  },
  "a project's own way to add routes": {
    'src/routes.js': `import { list } from './list.js';\nexport function add(apiRoute) { apiRoute('GET', '/api/backups', list); }`,
    'src/list.js': `${fs}export function list() { return ${read}; }`,
  },
  'what takes a request': {
    'src/r.js': `${required}function upload(req) { return ${read}; }\nmodule.exports = { upload };`,
  },
  'the end of a stream in a handler': {
    'src/r.js': `${required}module.exports = (app) => app.get('/', (a, b) => { out.on('close', () => { ${read}; }); });`,
  },
  'a password in a package that serves': {
    'src/auth.js': `import bcrypt from 'bcrypt';\nimport Koa from 'koa';\nexport const auth = { password: { hash: (p) => bcrypt.hashSync(p, 10) } };`,
  },
  'middleware in a file that can be started too': {
    'src/core.js': `#!/usr/bin/env node\n${required}module.exports = () => function middleware(req, res) { res.end(${read}); };`,
  },
  'an exported function that takes args': {
    'src/r.js': `${fs}import express from 'express';\nconst app = express();\nexport async function load(args) { return ${read}; }\napp.get('/', (a, b) => load(a));`,
  },
};

const cold: Readonly<Record<string, Files>> = {
  'a plugin that is given the application once': {
    'src/ui.js': `${required}module.exports = async function (app) {\n  if (!${read}) throw new Error('not built');\n  app.get('/', async (req, reply) => reply.send('x'));\n};`,
  },
  'a configuration file by whatever kind': {
    'src/config.service.ts': `${fs}export class ConfigService { async loadYamlConfig() { return ${read}; } }`,
    'src/s.js': "import http from 'node:http';\nhttp.createServer((a, b) => b.end('x')).listen(1);",
  },
  "commander's action": {
    'src/c.js': `${fs}import { program } from 'commander';\nprogram.command('x').action(async (o) => { ${read}; });`,
  },
  "yargs' command": {
    'src/c.js': `${fs}import yargs from 'yargs';\nyargs.command('x', 'y', (b) => b, (argv) => { ${read}; });`,
  },
  "yargs' command module": {
    'src/commands/c.js': `${fs}export const command = 'x'; export const handler = (argv) => { ${read}; };`,
  },
  'an action of cac': {
    'src/c.js': `${fs}import cac from 'cac';\nconst cli = cac(); cli.command('x').action(() => { ${read}; });`,
  },
  'a command class': {
    'src/commands/c.ts': `${fs}import { Command } from '@oclif/core';\nexport default class X extends Command { async run() { ${read}; } }`,
  },
  'a plugin of a bundler': {
    'src/p.js': `${fs}class P { apply(compiler) { compiler.hooks.done.tap('x', () => { ${read}; }); } }`,
  },
  'a transform of a bundler': {
    'src/p.js': `${fs}export default () => ({ name: 'x', transform(code, id) { ${read}; } });`,
  },
  'output of a child process': {
    'src/p.js': `${fs}import { spawn } from 'node:child_process';\nexport function f() { const c = spawn('x'); c.stdout.on('data', (d) => { ${read}; }); }`,
  },
  'lines of a terminal': {
    'src/p.js': `${fs}import readline from 'node:readline';\nconst rl = readline.createInterface({}); rl.on('line', (l) => { ${read}; });`,
  },
  'a message to a thread of its own': {
    'src/p.js': `${fs}import { parentPort } from 'node:worker_threads';\nparentPort.on('message', (l) => { ${read}; });`,
  },
  'before the server listens': {
    'src/k.js': `${fs}import http from 'node:http';\nfunction start() { const c = ${read}; http.createServer((a, b) => b.end(c)).listen(1); }\nstart();`,
  },
  'options of the server': {
    'src/k.js': `${fs}import https from 'node:https';\nhttps.createServer({ key: ${read} }, (a, b) => b.end('x')).listen(1);`,
  },
  'what a signal starts again': { 'src/k.js': `${fs}process.on('SIGUSR2', () => { ${read}; });` },
  'a script beside the functions': {
    'nodeScripts/k.js': `${fs}import express from 'express';\nexport const app = express(); app.get('/', (req, res) => res.send(${read}));`,
  },
  'what is kept after the first time, after long preparations': {
    'src/k.js': `${fs}import express from 'express';\nconst app = express(); let font;\nfunction load() {\n  if (font) return font;\n${'  prepare(1);\n'.repeat(80)}  font = { plain: ${read} };\n  return font;\n}\napp.get('/', (req, res) => res.send(load()));`,
  },
  'at exit': { 'src/k.js': `${fs}process.on('exit', () => { ${read}; });` },
  'a development server in a configuration file': {
    '.eleventy.js': `${required}module.exports = function (eleventyConfig) { eleventyConfig.addFilter('x', () => ${read}); eleventyConfig.setBrowserSyncConfig({ callbacks: { ready: function (err, bs) { bs.addMiddleware('*', (req, res) => { ${read}; }); } } }); };`,
  },
  'what is kept after the first time': {
    'src/k.js': `${fs}import express from 'express';\nconst app = express(); let files;\napp.get('/', (req, res) => { files ||= names.map((p) => ${read}); res.send(files); });`,
  },
};

function blocking(files: Files): string[] {
  return analyse(files)
    .findings.filter((f) => f.rule === 'sync-io-hot-path')
    .map((f) => `${f.file}:${f.line} ${f.context}`);
}

for (const [name, files] of Object.entries(hot))
  test(`makes others wait: ${name}`, () => assert.equal(blocking(files).length, 1));

for (const [name, files] of Object.entries(cold))
  test(`is let block: ${name}`, () => assert.deepEqual(blocking(files), []));
