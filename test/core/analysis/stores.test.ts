/** Document stores and their kin: what asks the server, and what only says where. */
import { check } from './marked.ts';

check('documents of Appwrite, CouchDB, ArangoDB, RethinkDB, Parse and Firebase are asked for one by one', {
  'src/rows.js': `const { Client, Databases, ID } = require('node-appwrite');
const { Database } = require('arangojs');
const nano = require('nano')('http://localhost');
const r = require('rethinkdb');
const Parse = require('parse/node');
const databases = new Databases(new Client());
const arango = new Database({});
const users = nano.use('users');
const posts = arango.collection('posts');
async function handler(req, res) {
  for (const id of req.body.ids) await databases.getDocument('main', 'users', id); // !n-plus-one
  for (const id of req.body.ids) req.seen.push(ID.unique(id));
  for (const id of req.body.ids) await users.get(id); // !n-plus-one
  for (const id of req.body.ids) await posts.document(id); // !n-plus-one
  for (const id of req.body.ids) await r.table('users').get(id).run(req.connection); // !n-plus-one
  for (const id of req.body.ids) req.terms.push(r.table('users').get(id));
  for (const id of req.body.ids) await new Parse.Query('User').get(id); // !n-plus-one
  const rows = await new Parse.Query('User').find();
  for (const row of rows) await row.save(); // !n-plus-one
  await Parse.Object.saveAll(rows);
  res.json(await posts.lookupByKeys(req.body.ids));
}
module.exports = { handler };`,
  'src/tree.ts': `import { child, get, getDatabase, ref } from 'firebase/database';
export async function handler(req: Request, res: Response) {
  const tree = ref(getDatabase(), 'users');
  for (const id of req.body.ids) await get(child(tree, id)); // !n-plus-one
  for (const id of req.body.ids) req.places.push(child(tree, id));
}`,
});

check('nodes of chains, services of Feathers and Moleculer, and callbacks handed on', {
  'src/chains.ts': `import { ApiPromise } from '@polkadot/api';
import algosdk from 'algosdk';
import { TonClient, Address } from '@ton/ton';
import { RpcProvider, CallData } from 'starknet';
export async function handler(req: Request, res: Response) {
  const api = await ApiPromise.create({});
  const algod = new algosdk.Algodv2('', req.body.url, '');
  const ton = new TonClient({ endpoint: req.body.url });
  const stark = new RpcProvider({ nodeUrl: req.body.url });
  for (const id of req.body.ids) req.out.push(await api.query.system.account(id)); // !n-plus-one
  req.out.push(await api.query.system.account.multi(req.body.ids));
  for (const id of req.body.ids) req.out.push(await algod.accountInformation(id).do()); // !n-plus-one
  for (const id of req.body.ids) req.out.push(await ton.getBalance(Address.parse(id))); // !n-plus-one
  for (const id of req.body.ids) req.out.push(CallData.compile(id));
  for (const id of req.body.ids) req.out.push(await stark.callContract({ contractAddress: id })); // !n-plus-one
}`,
  'src/services.js': `const async = require('async');
const { User } = require('./models');
async function handler(req, res) {
  for (const id of req.body.ids) req.out.push(await req.app.service('users').get(id)); // !n-plus-one
  for (const id of req.body.ids) req.out.push(await req.broker.call('users.get', { id })); // !n-plus-one
  for (const id of req.body.ids) req.out.push(await req.env.SESSIONS_KV.get(id)); // !n-plus-one
  async.eachSeries(
    req.body.ids,
    function (id, cb) {
      User.findById(id, cb); // !n-plus-one
    },
    () => res.end(),
  );
}
module.exports = { handler };`,
});

check('Meteor past its hooks, users of Firebase, Upstash, mssql and mailboxes are asked one by one', {
  'src/app.ts': `import express from 'express';
import { getAuth } from 'firebase-admin/auth';
import { ImapFlow } from 'imapflow';
import { Mongo } from 'meteor/mongo';
import sql from 'mssql';
import { Redis } from '@upstash/redis';
const cards = new Mongo.Collection('cards');
const redis = Redis.fromEnv();
const imap = new ImapFlow({});
const app = express();
app.get('/all', async (req, res) => {
  const xs = await loadAll(req.query.q);
  for (const x of xs) await cards.direct.insertAsync(x); // !n-plus-one
  for (const x of xs) x.kinds = await cards.rawCollection().distinct('kind', { of: x.id }); // !n-plus-one
  for (const x of xs) x.user = await getAuth().getUser(x.uid); // !n-plus-one
  for (const x of xs) x.claims = await getAuth().verifyIdToken(x.token);
  for (const x of xs) x.seen = await redis.get(x.id); // !n-plus-one
  for (const x of xs) x.row = await sql.query\`select name from rows where id = \${x.id}\`; // !n-plus-one
  for (const x of xs) x.mail = await imap.fetchOne(x.uid, { source: true }); // !n-plus-one
  res.json(xs);
});`,
});

check('DynamoDB, whoever a command is handed to, and by way of models and entities', {
  'src/store.ts': `import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
export class Store {
  constructor(private readonly client) {}
  load(id) { return this.client.send(new GetItemCommand({ TableName: 'users', Key: { id } })); }
  async every(ids) { for (const id of ids) await this.load(id); } // !n-plus-one
  async keep(rows) {
    for (const row of rows) {
      const command = new PutCommand({ TableName: 'users', Item: row });
      await this.client.send(command); // !n-plus-one
    }
  }
  async parts(chunks) { for (const chunk of chunks) await this.client.send(new BatchGetCommand(chunk)); }
}`,
  'src/users.ts': `import cron from 'node-cron';
import * as dynamoose from 'dynamoose';
import { Entity } from 'electrodb';
import { shown } from './screen';
const User = dynamoose.model('User', new dynamoose.Schema({ id: String }));
const Task = new Entity({ model: { entity: 'task' } }, { table: 'app' });
cron.schedule('0 * * * *', async () => {
  const ids = await shown();
  await Promise.all(ids.map((id) => User.get(id))); // !n-plus-one
  for (const id of ids) await new User({ id }).save(); // !n-plus-one
  for (const id of ids) await Task.query.byUser({ id }).go(); // !n-plus-one
  await Task.put(ids.map((id) => ({ id }))).go();
});`,
});
