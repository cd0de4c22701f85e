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
