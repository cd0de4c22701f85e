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

check('a list that is refused where it is long is short after it', {
  'routes/users.js': `const User = require('../models/user');
module.exports = async (req, res) => {
  const { ids } = req.body;
  if (!ids || ids.length > 10) return res.status(400).end();
  for (const id of ids) await User.findById(id);
  if (req.body.rows.length > 5000) throw new Error('too many');
  for (const row of req.body.rows) await User.findById(row.id); // !n-plus-one
  if (req.body.pair.length !== 2) throw new Error('two sides');
  for (const side of req.body.pair) await User.findById(side);
  if (req.body.sides.length === 2) return res.end();
  for (const side of req.body.sides) await User.findById(side); // !n-plus-one
  if (req.body.names.length > 10) console.log('many');
  for (const name of req.body.names) await User.findOne({ name }); // !n-plus-one
  res.end();
};`,
});

check(
  'what a queue hands out is a job, whatever its function is called; a file that runs itself is a script',
  {
    'src/reminders/index.js': `const { mysql } = require('../../modules');
const locales = ['en', 'hi'];
const kinds = [];
for (let i = 0; i < locales.length; i++) kinds.push({ locale: locales[i] });
async function start(job) {
  const students = await mysql.pool.query('select * from students');
  for (let i = 0; i < students.length; i++) {
    await mysql.pool.query('select * from plans where student = ?', [students[i].id]); // !n-plus-one
  }
  for (let i = 0; i < kinds.length; i++) await mysql.pool.query('select * from t where l = ?', [kinds[i].locale]);
  job.progress(100);
}
module.exports.start = start;`,
    'breakdown.js': `const { sequelize } = require('./config');
(async () => {
  const [rows] = await sequelize.query('select * from plans');
  for (const row of rows) await sequelize.query('select count(*) from notes where plan = ?', [row.id]);
})();`,
  },
);

check('tokens of devices that are gone are removed once; a transaction reads at once and writes at its end', {
  'functions/push.js': `const admin = require('firebase-admin');
const store = admin.firestore();
const users = store.collection('users');
exports.push = async (req, res) => {
  const response = await admin.messaging().sendToDevice(req.body.tokens, {});
  const gone = [];
  response.results.forEach((result, i) => {
    if (result.error && result.error.code === 'messaging/registration-token-not-registered') {
      gone.push(admin.database().ref(req.body.tokens[i]).remove());
    }
  });
  await Promise.all(gone);
  await store.runTransaction(async (t) => {
    const found = await Promise.all(req.body.names.map((name) => t.get(users.doc(name)))); // !n-plus-one
    for (const user of found) t.update(user.ref, { seen: true });
  });
  const promises = [];
  req.body.names.forEach((name) => {
    const promise = users.where('name', '==', name).limit(1).get(); // !n-plus-one
    promises.push(promise);
  });
  await Promise.all(promises);
  res.end();
};`,
});

check('functions that are passed by name, rows whose numbers change, and batches of an index that goes on', {
  'services/users.js': `const { Product } = require('../models');
const axios = require('axios');
async function one(id) { return Product.findByPk(id); }
async function all(ids) { return Promise.all(ids.map(one)); } // !n-plus-one
exports.handler = async (req, res) => {
  for (const group of req.body.groups) group.products = await all(group.ids); // !n-plus-one
  const byId = new Map(req.body.products.map((p) => [p.id, p]));
  for (const item of req.body.items) {
    const product = byId.get(item.id);
    await product.decrement('stock', { by: item.quantity }); // !n-plus-one
  }
  const { list } = req.body;
  let i = 0;
  while (i < list.length) {
    const end = i + 25;
    const promises = [];
    for (; i < list.length && i <= end; i++) promises.push(axios.get('https://x.test/' + list[i].id));
    await Promise.all(promises);
  }
  res.end();
};`,
});

check("a service's own work behind its base class, and the few that a function writes out", {
  'base.js': `class Service {
  constructor(args, context) { this.args = args; this.context = context; }
  static async execute(args, context) { const service = new this(args, context); return service.#attempt(); }
  async #attempt() { return this.run(); }
  async run() { throw new Error('not written'); }
}
module.exports = Service;`,
  'check.js': `const Service = require('./base');
class CheckLimits extends Service {
  async run() { return this.context.sequelize.models.wallet.findOne({ where: { id: this.args.id } }); }
}
module.exports = { CheckLimits };`,
  'routes/limits.js': `const axios = require('axios');
const { CheckLimits } = require('../check');
const targets = () => [{ url: process.env.VOICE }, { url: process.env.MAIL }].filter((t) => t.url);
module.exports = async (req, res) => {
  for (const wallet of req.body.wallets) res.write(await CheckLimits.execute({ id: wallet.id }, req)); // !n-plus-one
  const services = targets();
  for (const service of services) await axios.post(\`\${service.url}/clean\`, {});
  res.end();
};`,
});

check(
  'rows of Sequelize ask for what is related, models that an object is given later, and a statement in pieces',
  {
    'models/index.js': `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize(process.env.URL);
const db = {};
db.User = require('./user')(sequelize, DataTypes);
db.Order = require('./order')(sequelize, DataTypes);
module.exports = db;`,
    'models/user.js': `module.exports = (sequelize, DataTypes) => sequelize.define('User', { name: DataTypes.STRING });`,
    'models/order.js': `module.exports = (sequelize, DataTypes) => {
  const Order = sequelize.define('Order', {});
  return Order;
};`,
    'routes/orders.js': `const db = require('../models');
module.exports = async (req, res) => {
  const orders = await db.Order.findAll();
  const totals = [];
  for (const order of orders) order.user = await order.getUser(); // !n-plus-one
  for (const order of orders) totals.push(order.getDataValue('total'));
  for (const order of orders) {
    let sql = 'SELECT sum(amount) FROM payments WHERE order_id = ?';
    if (req.query.from) sql += ' AND day >= ?';
    if (req.query.to) sql += ' AND day <= ?';
    totals.push(await db.sequelize.query(sql, { replacements: [order.id] })); // !n-plus-one
  }
  res.json(totals);
};`,
  },
);

check("Strapi's services are its database", {
  'api/shelf/controllers/shelf.js': `module.exports = {
  async create(ctx) {
    for (const item of ctx.request.body.items) await strapi.services.item.create(item); // !n-plus-one
    for (const item of ctx.request.body.items) await strapi.entityService.update('api::item', item.id, {}); // !n-plus-one
  },
};`,
});

check('functions called for another object, and lists that are loaded once', {
  'daos/orders.js': `const db = require('../db');
function row(table, id, cb) { db.query('select * from ?? where id = ?', [table, id], cb); }
function Orders() {}
Orders.prototype.byNumber = function (id, cb) { row.call(this, 'orders', id, cb); };
module.exports = Orders;`,
  'daos/ranks.js': `const db = require('../db');
let isLoaded = false;
const byId = {};
function load(cb) {
  if (isLoaded) { cb(); return; }
  db.query('select * from ranks', (err, rows) => {
    rows.forEach((rank) => { byId[rank.id] = rank; });
    isLoaded = true;
    cb();
  });
}
function entry(id, cb) { load.call(this, () => cb(null, byId[id])); }
function Ranks() {}
Ranks.prototype.getRankById = function (id, cb) { entry.call(this, id, cb); };
module.exports = Ranks;`,
  'routes/members.js': `const Orders = require('../daos/orders');
const Ranks = require('../daos/ranks');
module.exports = (req, res) => {
  const orders = new Orders();
  const rankDao = new Ranks();
  req.body.ids.forEach((id) => { orders.byNumber(id, (err, row) => res.write(row)); }); // !n-plus-one
  req.body.members.forEach((m) => { rankDao.getRankById(m.rank, (err, rank) => { m.rank = rank; }); });
  res.end();
};`,
});

check('documents of a snapshot have come; what is asked of their place is a request', {
  'functions/index.js': `const functions = require('firebase-functions');
const admin = require('firebase-admin');
const db = admin.firestore();
exports.daily = functions.pubsub.schedule('every day').onRun(async () => {
  const users = await db.collection('users').get();
  for (const doc of users.docs) await doc.ref.update({ seen: false }); // !n-plus-one
  users.forEach(async (doc) => { await doc.ref.delete(); }); // !n-plus-one
  const batch = db.batch();
  users.docs.forEach((doc) => batch.delete(doc.ref));
  await batch.commit();
  const rows = [];
  for (const doc of users.docs) rows.push(await doc.data());
  return Promise.all(users.docs.map(async (doc) => doc.get('name')));
});`,
});
