/** As many operations at once as there are items: lists of which nothing says that they are long. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';

check(
  'what is handed over or put together may be many, where each begins something by its name',
  {
    'src/unsaid.js': `const axios = require('axios');
const { client, Zone } = require('./client');
const zonesOf = (shop) => shop.parts.map((part) => part.zone);
exports.one = async (zones) => Promise.all(zones.map((zone) => client.saveZone(zone))); // !unbounded-concurrency
exports.two = async (shop) => {
  const zones = zonesOf(shop).filter((zone) => zone.open);
  return Promise.all(zones.map((zone) => client.saveZone(zone))); // !unbounded-concurrency
};
exports.three = async (users) => Promise.all(users.map((user) => client.saveUser(user))); // !unbounded-concurrency
exports.four = async (zones) =>
  Promise.all(zones.map((zone) => axios.get('/zones/' + zone.id, { timeout: 2000 }))); // !unbounded-concurrency
exports.five = async (req, res) => {
  const zones = await Zone.find();
  await Promise.all(zones.map((zone) => client.saveZone(zone))); // !unbounded-concurrency
  await Promise.all(req.body.zones.map((zone) => client.saveZone(zone))); // !unbounded-concurrency
  Zone.find().then((found) => Promise.all(found.map((zone) => client.saveZone(zone)))); // !unbounded-concurrency
  await exports.one(req.body.some);
  await exports.two(req.body.shop);
  await exports.three(req.body.others);
  await exports.four(req.body.some);
  res.end();
};
exports.put = async (zoneRows) => Promise.all(zoneRows.map((row) => client.saveZone(row))); // !unbounded-concurrency`,
    'src/client.js': `const mongoose = require('mongoose');
const { ZoneClient } = require('zone-client');
exports.client = new ZoneClient();
exports.Zone = mongoose.model('Zone', new mongoose.Schema({ name: String }));`,
  },
  rule,
);

check(
  'what `then` is given is what was asked for: of one user, of those who run a place, of one thing',
  {
    'src/then.js': `const { PrismaClient } = require('@prisma/client');
const axios = require('axios');
const prisma = new PrismaClient();
const send = (row) => axios.post('https://example.com/rows', row, { timeout: 2000 });
exports.show = (req, res) => {
  prisma.device.findMany({ where: { userId: req.user.id } }).then((devices) => Promise.all(devices.map((one) => send(one))));
  prisma.user.findMany({ where: { role: 'admin' } }).then((found) => Promise.all(found.map((one) => send(one))));
  prisma.attachment.findMany({ where: { ticketId: req.params.ticketId } }).then((rows) => Promise.all(rows.map((one) => send(one))));
  prisma.device.findMany().then((devices) => Promise.all(devices.map((one) => send(one)))); // !unbounded-concurrency
  prisma.user.findMany({ where: { active: true } }).then((found) => Promise.all(found.map((one) => send(one)))); // !unbounded-concurrency
  prisma.attachment.findMany().then((rows) => Promise.all(rows.map((one) => send(one)))); // !unbounded-concurrency
  res.end();
};`,
  },
  rule,
);

check(
  'the keys of a written object stand in where nobody picks some; the states of a country are few, those of users are not',
  {
    'src/written.js': `const { PrismaClient } = require('@prisma/client');
const axios = require('axios');
const State = require('./state');
const UserState = require('./user-state');
const prisma = new PrismaClient();
const SPORTS = { soccer: 'Soccer', tennis: 'Tennis', rugby: 'Rugby' };
const send = (row) => axios.post('https://example.com/rows', { row }, { timeout: 2000 });
const found = {};
exports.sync = async (req, res) => {
  const wanted = req.body.wanted?.length ? req.body.wanted : Object.keys(SPORTS);
  const pairs = wanted.filter((key) => SPORTS[key]).map((key) => ({ key, name: SPORTS[key] }));
  await Promise.all(pairs.map((pair) => send(pair)));
  await Promise.all(wanted.map((key) => send(key)));
  const others = req.body.others ?? Object.keys(found);
  await Promise.all(others.map((key) => send(key))); // !unbounded-concurrency
  const given = req.body.given ?? [];
  await Promise.all(given.map((key) => send(key))); // !unbounded-concurrency
  const states = await State.find().lean();
  await Promise.all(states.map((one) => send(one)));
  const all = await UserState.find().lean();
  await Promise.all(all.map((one) => send(one))); // !unbounded-concurrency
  res.end();
};
exports.allowed = (criteria) => Promise.all(criteria.map((one) => send(one)));`,
    'src/state.js': `const mongoose = require('mongoose');
module.exports = mongoose.model('State', new mongoose.Schema({ name: String }));`,
    'src/user-state.js': `const mongoose = require('mongoose');
module.exports = mongoose.model('UserState', new mongoose.Schema({ name: String }));`,
  },
  rule,
);
