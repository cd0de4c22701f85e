/** What a vendor's package makes of values in memory is no request, and what is kept in a list of values no promise. */
import { check } from './marked.ts';

check(
  'values that a vendor describes are made in memory',
  {
    'src/orders.ts': `import admin from 'firebase-admin';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import express from 'express';
const app = express();
app.post('/orders', async (req, res) => {
  const batch = admin.firestore().batch();
  const values = [];
  for (const row of req.body.rows) values.push(FieldValue.increment(row.count));
  for (const row of req.body.rows) values.push(admin.firestore.FieldValue.arrayUnion(row.tag));
  for (const row of req.body.rows) values.push(admin.firestore.Timestamp.fromMillis(row.at));
  for (const row of req.body.rows) values.push(Timestamp.fromDate(row.date));
  for (const row of req.body.rows) batch.set(admin.firestore().collection('orders').doc(row.id), row);
  await save(values);
  for (const row of req.body.rows) {
    await admin.firestore().collection('orders').doc(row.id).update({ at: FieldValue.serverTimestamp() }); // !n-plus-one
  }
  await batch.commit();
  res.json({});
});`,
  },
  'n-plus-one',
);

check(
  'an id read from its text is no row',
  {
    'src/ids.ts': `import mongoose from 'mongoose';
export const toId = (text: string) => mongoose.Types.ObjectId.createFromHexString(text);`,
    'src/orders.ts': `import mongoose from 'mongoose';
import express from 'express';
import { toId } from './ids';
const app = express();
const Order = mongoose.model('Order');
app.post('/orders', async (req, res) => {
  const ids = req.body.ids.map((text) => toId(text));
  const more = [];
  for (const text of req.body.more) more.push(toId(text));
  for (const text of req.body.more) await Promise.resolve(mongoose.Types.ObjectId.createFromHexString(text));
  res.json(await Order.find({ _id: { $in: [...ids, ...more] } }));
});`,
  },
  'n-plus-one',
);

check(
  'what is put into a list that nobody waits for is a value',
  {
    'src/labels.ts': `import express from 'express';
import { labelService } from 'labels-of-ours';
const app = express();
app.post('/labels', async (req, res) => {
  const labels = [];
  for (const row of req.body.rows) labels.push(labelService.getLabel(row.id));
  const found = [];
  for (const row of req.body.found) found.push(labelService.getLabel(row.id)); // !n-plus-one
  const others = [];
  for (const row of req.body.others) others.push(labelService.getLabel(row.id)); // !n-plus-one
  await Promise.all(found);
  await settle(others);
  res.json({ labels });
});`,
  },
  'n-plus-one',
);

check(
  'signatures, addresses, links and parts of a message are put together in memory',
  {
    'src/values.ts': `import Stripe from 'stripe';
import { ethers } from 'ethers';
import { Expo } from 'expo-server-sdk';
import { createClient } from '@supabase/supabase-js';
import { Storage } from '@google-cloud/storage';
import { google } from 'googleapis';
import AWS from 'aws-sdk';
import express from 'express';
const app = express();
const stripe = new Stripe('');
const expo = new Expo();
const supabase = createClient('', '');
const storage = new Storage();
const sheets = google.sheets('v4');
app.post('/values', async (req, res) => {
  const values = [];
  for (const row of req.body.rows) {
    values.push(stripe.webhooks.constructEvent(row.body, row.signature, 'secret'));
    values.push(ethers.keccak256(row.data));
    values.push(ethers.AbiCoder.defaultAbiCoder().decode(row.types, row.data));
    values.push(expo.chunkPushNotifications(row.messages));
    values.push(supabase.storage.from('files').getPublicUrl(row.path));
    values.push(storage.bucket('files').file(row.path).publicUrl());
    values.push(AWS.DynamoDB.Converter.unmarshall(row.item));
  }
  await save(values);
  for (const row of req.body.rows) {
    await stripe.customers.retrieve(row.customer); // !n-plus-one
    await sheets.spreadsheets.values.get({ range: row.range }); // !n-plus-one
  }
  res.json({});
});`,
  },
  'n-plus-one',
);

check(
  'fields that are maps, services that work things out, and what a store is called do not ask anybody',
  {
    'src/prices.ts': `import { Controller, Post } from '@nestjs/common';
@Controller('prices')
export class Prices {
  private readonly seen: Map<string, string>;
  constructor(
    private readonly cache: Map<string, string>,
    private readonly s3: ObjectStore,
    private readonly dateService: DateService,
    private readonly priceService: PriceService,
    private readonly candidateService: CandidateService,
  ) {}
  @Post()
  async all(rows) {
    const values = [];
    for (const row of rows) {
      values.push(this.cache.get(row.id));
      values.push(await this.seen.get(row.id));
      values.push(this.s3.buildKey(row.id));
      values.push(await this.dateService.getStartOfDay(row.at));
      values.push(await this.priceService.getPrice(row.id)); // !n-plus-one
      values.push(await this.candidateService.getCandidate(row.id)); // !n-plus-one
    }
    return finish(values);
  }
}`,
  },
  'n-plus-one',
);

check(
  'what is put into a bulk goes when it is executed',
  {
    'src/rows.js': `const { MongoClient } = require('mongodb');
const express = require('express');
const { Row } = require('./models');
const app = express();
const db = new MongoClient('').db('shop');
app.post('/rows', async (req, res) => {
  const rows = db.collection('rows').initializeUnorderedBulkOp();
  for (const row of req.body.rows) rows.find({ _id: row.id }).upsert().updateOne({ $set: row });
  await rows.execute();
  const bulk = Row.collection.initializeOrderedBulkOp();
  for (const row of req.body.rows) bulk.find({ _id: row.id }).deleteOne();
  await bulk.execute();
  for (const row of req.body.rows) await db.collection('rows').updateOne({ _id: row.id }, row); // !n-plus-one
  res.json({});
});`,
    'src/models.js': `const mongoose = require('mongoose');
exports.Row = mongoose.model('Row', new mongoose.Schema({}));`,
  },
  'n-plus-one',
);

check('what stands in where nobody hands anything in', {
  'package.json': '{"dependencies":{"pg":"8","express":"4"}}',
  'src/db.js': `const { Pool } = require('pg');
const pool = new Pool();
const run = (text, params) => pool.query(text, params);
module.exports = { pool, run };`,
  'src/tasks.js': `const { run: dbQuery } = require('./db');
const { two } = require('./sums');
async function insertRow({ id, executor = dbQuery }) {
  return executor('INSERT INTO rows VALUES ($1)', [id]);
}
async function one(id, ask = dbQuery) {
  return ask('SELECT * FROM rows WHERE id = $1', [id]);
}
async function added(id, sum = two) {
  return sum(id, 1);
}
module.exports = { insertRow, one, added };`,
  'src/sums.js': 'exports.two = (a, b) => a + b;',
  'src/handler.js': `const { insertRow, one, added } = require('./tasks');
async function handler(req, res) {
  for (const row of req.body.rows) await insertRow({ id: row.id }); // !n-plus-one
  for (const row of req.body.rows) row.full = await one(row.id); // !n-plus-one
  for (const row of req.body.rows) row.sum = await added(row.id);
  res.json({});
}
require('express')().post('/rows', handler);`,
});

check('how many stand in where nobody says otherwise bounds nothing', {
  'package.json': '{"dependencies":{"@prisma/client":"5"}}',
  'src/load.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const usual = ['a', 'b'];
export async function load({ ids = usual }: { ids?: string[] }) {
  for (const id of ids) await prisma.user.findUnique({ where: { id } }); // !n-plus-one
}
export const handler = (req: { body: { ids: string[] } }) => load({ ids: req.body.ids });`,
});

check('what a module exports through a wrapper, and what is made when first asked for', {
  'package.json': '{"dependencies":{"@supabase/supabase-js":"2"}}',
  'src/traced.js': `exports.traced = (layer, members) => Object.fromEntries(Object.entries(members).map(([k, f]) => [k, (...a) => f(...a)]));`,
  'src/client.js': `const { createClient } = require('@supabase/supabase-js');
let client = null;
exports.admin = () => {
  if (client) return client;
  client = createClient('a', 'b');
  return client;
};`,
  'src/decks.js': `const { admin } = require('./client');
const { traced } = require('./traced');
async function putDeck(deck) {
  const db = admin();
  await db.from('decks').insert(deck);
}
const nameOf = async (deck) => deck.name;
module.exports = traced('decks', { putDeck, nameOf });`,
  'src/api.js': `const decks = require('./decks');
const { nameOf } = require('./decks');
export async function POST(request) {
  const { list } = await request.json();
  for (const deck of list) await decks.putDeck(deck); // !n-plus-one
  for (const deck of list) await nameOf(deck);
  return Response.json({});
}`,
});
