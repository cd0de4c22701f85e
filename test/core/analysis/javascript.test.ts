/** Plain JavaScript servers: callbacks, CommonJS, schemas with methods, clients kept in static fields. */
import { check } from './marked.ts';

check("async's functions take the work of one item first and what comes after all of them last", {
  'models/user.js': `const mongoose = require('mongoose');
module.exports = mongoose.model('User', new mongoose.Schema({}));`,
  'routes/users.js': `const async = require('async');
const User = require('../models/user');
module.exports = function (req, res) {
  async.each(req.body.ids, (id, cb) => {
    User.findOne({ _id: id }, (err) => cb(err)); // !n-plus-one
  }, () => res.end());
  async.forEachOf(req.body.ids, (id, key, cb) => {
    User.findOne({ _id: id }).exec(cb); // !n-plus-one
  }, () => res.end());
  async.eachLimit(['a', 'b'], 2, (id, cb) => {
    User.findOne({ _id: id }).exec(cb);
  }, () => User.countDocuments({}).then((n) => res.json(n)));
};`,
});

check('methods and statics of a schema are functions of its documents and of its model', {
  'models/Banner.js': `const mongoose = require('mongoose');
const schema = new mongoose.Schema({ state: String }, { methods: { async hide() { await this.save(); } } });
schema.methods.move = async function (state) { this.state = state; await this.save(); };
schema.methods.isOld = function (now) { return this.createdAt < now; };
schema.statics.ofUser = function (id) { return this.findOne({ user: id }); };
schema.static('byUser', function (id) { return this.findOne({ user: id }); });
module.exports = mongoose.model('Banner', schema);`,
  'controllers/banners.js': `const Banner = require('../models/Banner');
exports.publish = async (req, res) => {
  const banners = await Banner.find({ site: req.params.site });
  for (const banner of banners) await banner.move('ACTIVE'); // !n-plus-one
  for (const banner of banners) await banner.hide(); // !n-plus-one
  const old = [];
  for (const banner of banners) if (await banner.isOld(req.body.now)) old.push(banner);
  for (const user of req.body.users) user.banner = await Banner.ofUser(user.id); // !n-plus-one
  for (const user of req.body.users) user.banner = await Banner.byUser(user.id); // !n-plus-one
  res.json(old);
};`,
});

check('functions that stand for classes, and static methods by way of this', {
  'models/user.js': `const db = require('../db');
function User(id) { this.id = id; }
User.prototype.load = function (cb) { db.query('select * from users where id = ?', [this.id], cb); };
User.byId = function (id, cb) { db.query('select * from users where id = ?', [id], cb); };
module.exports = User;`,
  'services/orders.js': `const Order = require('../models/order');
class Orders {
  static async one(id) { return await Order.findOne({ where: { id } }); }
  static async all(req, res) {
    const rows = [];
    for (const id of req.body.ids) rows.push(await this.one(id)); // !n-plus-one
    res.json(rows);
  }
}
module.exports = Orders;`,
  'routes/users.js': `const User = require('../models/user');
module.exports = (req, res) => {
  for (const id of req.body.ids) User.byId(id, () => {}); // !n-plus-one
  for (const id of req.body.ids) new User(id).load(() => {}); // !n-plus-one
  res.end();
};`,
});

check('a client of a package that is required as a whole, in a static field or a variable', {
  'cache.js': `const { createClient } = require('redis');
class Store {
  static client = createClient();
  static async grab(key) { const text = await Store.client.get(key); return JSON.parse(text); }
}
module.exports = Store;`,
  'routes/users.js': `const Store = require('../cache');
const redis = require('redis');
const client = redis.createClient();
module.exports = async (req, res) => {
  for (const id of req.body.ids) res.write(await Store.grab(id)); // !n-plus-one
  for (const id of req.body.ids) client.get(id, (err, text) => res.write(text)); // !n-plus-one
  res.end();
};`,
});

check('long chains of a store, and calls of a contract whose library is out of sight', {
  'admin.js': `const admin = require('firebase-admin');
const db = admin.firestore();
module.exports = { collections: { activities: db.collection('Activities') } };`,
  'services/check.js': `const { collections } = require('../admin');
module.exports = async (req, res) => {
  const promises = [];
  req.body.phones.forEach((phone) => {
    promises.push(
      collections.activities // !n-plus-one
        .where('office', '==', req.body.office)
        .where('template', '==', 'subscription')
        .where('kind', '==', 'check-in')
        .where('phone', '==', phone)
        .limit(1)
        .get(),
    );
  });
  await Promise.all(promises);
  const hotel = hotels.instance(req.params.address);
  const images = [];
  const total = await hotel.methods.count().call();
  for (let i = 0; i < total; i++) images.push(await hotel.methods.images(i).call()); // !n-plus-one
  res.json(images);
};`,
});
